"""What the end-to-end tests share: the real command in a process of its own, loopback servers, dumps of a store."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

COMMAND = Path(sys.executable).with_name("flagpost")
PATIENCE = 60
"""Seconds after which a command counts as hanging."""
LONGEST_LINE = 600
"""Characters that an error message may have and still be called one line."""

ON_LOOPBACK = ("--allow-host", "127.0.0.1")
"""Flagpost reaches nothing on loopback unless it is told that it may."""

Body = bytes | Callable[[], Iterator[bytes]]
Result = subprocess.CompletedProcess[str]


@dataclass(kw_only=True)
class Flagpost:
    """The real command, run in a folder of its own with a store of its own."""

    folder: Path
    store: Path
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: object, **more: Any) -> subprocess.Popen[str]:
        """Start the command; the caller waits for it, or kills it."""
        return subprocess.Popen(
            [COMMAND, "--store", f"sqlite:///{self.store}", *map(str, arguments)],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            **more,
        )

    def __call__(self, *arguments: object, code: int | None = 0, **more: Any) -> Result:
        """Run the command to its end and hold it to its exit code (None: any)."""
        with self.start(*arguments, **more) as process:
            try:
                out, err = process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        if code is not None:
            assert process.returncode == code, f"{arguments} ended with {process.returncode}:\n{out}\n{err}"
        return Result(process.args, process.returncode, out, err)

    def scan(self, *targets: object, code: int | None = 0, **more: Any) -> Result:
        """Scan loopback addresses."""
        return self("scan", *targets, *ON_LOOPBACK, code=code, **more)

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the store answers to a question in SQL."""
        with closing(sqlite3.connect(f"{self.store.as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("FLAGPOST_", "COLUMNS"))}
        return {**ours, "FLAGPOST_DELAY": "0", "NO_COLOR": "1", "PYTHONWARNINGS": "error", **self.environment}


@pytest.fixture
def flagpost(tmp_path: Path) -> Flagpost:
    """The command with an empty store in a fresh folder."""
    return Flagpost(folder=tmp_path, store=tmp_path / "store.db")


@pytest.fixture
def one_clear_line() -> Callable[[Result], str]:
    """A check that a command that failed said why in one line, with no traceback; the line is handed back."""

    def check(result: Result) -> str:
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        assert len(lines) == 1, f"wanted one line, not\n{result.stderr}"
        assert "Traceback" not in result.stdout + result.stderr
        assert len(lines[0]) < LONGEST_LINE
        return lines[0]

    return check


@dataclass(kw_only=True)
class Answer:
    """What a loopback server answers to one path."""

    body: Body = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


MISSING = Answer(body=b"<!doctype html><title>Not found</title><p>Not found.", status=404)


@dataclass(kw_only=True)
class Loopback:
    """A server on a free port of 127.0.0.1 with a log of what it was asked."""

    url: str
    answers: dict[str, Answer]
    """Path and query to the answer. May be added to while the server runs."""
    asked: list[str] = field(default_factory=list)
    """Paths with their queries, in order of arrival, robots.txt left out."""

    def wait_for(self, requests: int, process: subprocess.Popen[str]) -> bool:
        """Wait until so many requests came in; False where the process ended before."""
        deadline = time.monotonic() + PATIENCE
        while len(self.asked) < requests and process.poll() is None:
            assert time.monotonic() < deadline, f"{len(self.asked)} requests came in, not {requests}"
            time.sleep(0.002)
        return len(self.asked) >= requests


Serve = Callable[..., Loopback]


@contextmanager
def serving(answers: dict[str, Answer], *, delay: float) -> Iterator[Loopback]:
    """Serve for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_GET(self) -> None:
            if self.path != "/robots.txt":
                loopback.asked.append(self.path)
                time.sleep(delay)
            given = loopback.answers.get(self.path, MISSING)
            self.send_response(given.status)
            self.send_header("Content-Type", given.content_type)
            for name, value in given.headers.items():
                self.send_header(name, value)
            if isinstance(given.body, bytes):
                self.send_header("Content-Length", str(len(given.body)))
                self.end_headers()
                self.wfile.write(given.body)
                return
            self.send_header("Connection", "close")
            self.end_headers()
            for part in given.body():
                self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client that was killed in the middle of an answer is no news."""

    with Server(("127.0.0.1", 0), Handler) as server:
        loopback = Loopback(url=f"http://127.0.0.1:{server.server_port}/", answers=answers)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield loopback
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start loopback servers: ``serve({"/": b"page"})``; an unknown path answers 404."""
    with ExitStack() as servers:

        def start(pages: Mapping[str, bytes | Answer], *, delay: float = 0.0) -> Loopback:
            answers = {path: page if isinstance(page, Answer) else Answer(body=page) for path, page in pages.items()}
            return servers.enter_context(serving(answers, delay=delay))

        yield start


@pytest.fixture
def answer() -> type[Answer]:
    """An answer with a status, a content type or a streamed body of its own."""
    return Answer
