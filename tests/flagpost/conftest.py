"""What the tests of the application share: a folder of their own, a board on loopback, a store, the command."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from db.store import Store
from flagpost.cli import app
from flagpost.sample import SavedResponse, read_saved_board, sample_folder
from flagpost.settings import Settings, load_settings

Command = Callable[..., Result]
OVERLOADED = SavedResponse(status=503, headers={"Content-Type": "text/plain"}, body=b"Overloaded")


@dataclass(kw_only=True)
class Board:
    """A board on loopback whose pages a test may change while it is served."""

    url: str
    answers: dict[str, SavedResponse]
    """Path to answer."""
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for, robots.txt left out."""
    overloaded_after: int | None = None
    """The number of requests after which the board answers 503."""
    pause: float = 0.0
    """Seconds before every answer."""
    slow: dict[str, float] = field(default_factory=dict)
    """Path to seconds before its answer, where that is not ``pause``."""

    def page(
        self, path: str, body: bytes, *, status: int = 200, content_type: str = "text/html; charset=utf-8"
    ) -> None:
        """Serve a page."""
        self.answers[path] = SavedResponse(status=status, headers={"Content-Type": content_type}, body=body)

    def overload(self, *, spared: set[str]) -> None:
        """Answer 503 from now on, but for some paths."""
        self.answers = {path: answer if path in spared else OVERLOADED for path, answer in self.answers.items()}

    def change(self, path: str, old: str, new: str) -> None:
        """Change the words of a page."""
        body = self.answers[path].body.decode()
        assert old in body
        self.page(path, body.replace(old, new).encode())


@pytest.fixture(scope="session", autouse=True)
def one_loop() -> Iterator[None]:
    """Applications are asked in one event loop, with threads that stay, and not in a new one a request."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "portal", portal)
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and no settings from outside."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    for name in os.environ:
        if name.startswith("FLAGPOST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FLAGPOST_REVIEWER", "anna")
    monkeypatch.setenv("FLAGPOST_TIME_ZONE", "UTC")
    monkeypatch.setenv("COLUMNS", "200")
    return here


@pytest.fixture
def settings(folder: Path) -> Settings:
    """Settings for boards on loopback."""
    return load_settings(delay=0.0, retries=0, allowed_hosts=frozenset({"127.0.0.1"}), timeout=5.0)


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """The store that commands in this folder use."""
    with Store.open("sqlite:///flagpost.db") as opened:
        yield opened


@pytest.fixture
def board() -> Iterator[Board]:
    """A copy of the sample board that may be changed."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def do_GET(self) -> None:
            if self.path != "/robots.txt":
                made.asked.append(self.path)
                time.sleep(made.slow.get(self.path, made.pause))
            answer = made.answers.get(self.path, missing)
            if made.overloaded_after is not None and len(made.asked) > made.overloaded_after:
                answer = OVERLOADED
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that hung up is no news."""

    saved = read_saved_board(sample_folder())
    missing = saved.missing
    with Server(("127.0.0.1", 0), Handler) as server:
        made = Board(url=f"http://127.0.0.1:{server.server_port}/", answers=dict(saved.answers))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def flagpost(folder: Path) -> Command:
    """The command, run in this process."""

    def run(*arguments: object, code: int | None = 0, stdin: bytes | str | None = None) -> Result:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        if code is not None:
            assert result.exit_code == code, f"{arguments} ended with {result.exit_code}:\n{result.output}"
        return result

    return run


@pytest.fixture
def scanned(scanned_store: Path, folder: Path, sample: str) -> str:
    """The address of the sample board, which was scanned into the store of this folder."""
    assert not (folder / "flagpost.db").exists(), "ask for it before the store is opened"
    shutil.copy(scanned_store, folder / "flagpost.db")
    return sample


@pytest.fixture
def full(scanned: str, store: Store) -> Store:
    """The store of this folder, with the sample board and its cases."""
    return store
