"""The sample board that comes with Flagpost, and a small server that serves a saved board on loopback.

A saved board is a folder with ``pages.jsonl``: a line an address, with ``url``, ``final_url``, ``status``,
``content_type``, ``kind`` and ``file`` (relative to the folder; none for a redirect). ``docs/fixtures.md`` tells more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from flagpost.errors import BadInput

MANIFEST = "pages.jsonl"
NOT_FOUND = "not_found"
"""The ``kind`` of the page that answers for every address that was not saved."""
LOOPBACK = "127.0.0.1"
IDLE_SECONDS = 10
"""How long a connection may stay silent before it is closed."""
PACKAGED = Path(__file__).parent / "sample_board"
IN_THE_REPOSITORY = Path(__file__).parent.parent / "fixtures" / "boards" / "sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedResponse:
    """What a saved board answers to one address."""

    status: int
    """The HTTP status."""
    headers: Mapping[str, str]
    """Content type, or where a redirect leads."""
    body: bytes = b""
    """The page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedBoard:
    """A whole board as it was saved."""

    answers: Mapping[str, SavedResponse]
    """Path and query to the answer."""
    missing: SavedResponse
    """The answer to every other address."""

    def answer(self, path: str) -> SavedResponse:
        """What the board answers to a path with its query."""
        return self.answers.get(path, self.missing)


NOT_SAVED = SavedResponse(status=404, headers={"Content-Type": "text/plain"}, body=b"This page was not saved.\n")


def sample_folder() -> Path:
    """The folder of the sample board: inside the installed package, or in a checkout of the repository.

    Raises:
        BadInput: Flagpost was installed without it.
    """
    for folder in (PACKAGED, IN_THE_REPOSITORY):
        if (folder / MANIFEST).is_file():
            return folder
    raise BadInput("the sample board is missing from this installation: install Flagpost again from its repository")


def read_saved_board(folder: Path) -> SavedBoard:
    """Read a saved board into memory.

    Raises:
        BadInput: there is no manifest, or it names a file that is not there.
    """
    answers, missing = {}, NOT_SAVED
    try:
        for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            answer = _answer(folder, row)
            answers[_path(row["url"])] = answer
            if row["file"]:
                answers.setdefault(_path(row["final_url"]), answer)
            if row["kind"] == NOT_FOUND:
                missing = answer
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{folder} is no saved board ({error}): it needs {MANIFEST} and the files it names") from error
    return SavedBoard(answers=answers, missing=missing)


@contextmanager
def serve(folder: Path, *, port: int = 0) -> Iterator[str]:
    """Serve a saved board over HTTP on loopback for as long as the context lasts.

    Args:
        folder: the saved board.
        port: 0 takes a free one.

    Yields:
        The address of the board, ``http://127.0.0.1:PORT/``.

    Raises:
        BadInput: the folder is no saved board, or the port is taken.
    """
    handler = type("SavedBoardHandler", (_Handler,), {"board": read_saved_board(folder)})
    try:
        server = _Server((LOOPBACK, port), handler)
    except OSError as error:
        raise BadInput(f"port {port} on {LOOPBACK} cannot be used ({error}): choose another or 0") from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="saved-board", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(folder: Path, row: Mapping[str, str]) -> SavedResponse:
    if not row["file"]:
        return SavedResponse(status=int(row["status"]), headers={"Location": _path(row["final_url"], fragment=True)})
    body = (folder / row["file"]).read_bytes()
    return SavedResponse(status=int(row["status"]), headers={"Content-Type": row["content_type"]}, body=body)


def _path(url: str, *, fragment: bool = False) -> str:
    """What a request line says of an address."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return f"{path}#{parts.fragment}" if fragment and parts.fragment else path


class _Server(ThreadingHTTPServer):
    """Silent where a client hangs up in the middle of an answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a reader that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    """Answers from what was saved."""

    protocol_version = "HTTP/1.1"
    server_version = "saved-board"
    timeout = IDLE_SECONDS
    board: SavedBoard

    def do_GET(self) -> None:
        answer = self.board.answer(self.path)
        self.send_response(HTTPStatus(answer.status))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815 - the name is the base class's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep quiet."""
