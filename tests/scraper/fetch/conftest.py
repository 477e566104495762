"""A real server on loopback whose pages a test writes, and a clock that never waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scraper.fetch import Clock, Fetcher, FetchLimits

BEGIN = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)


class Site:
    """A host. ``asked`` is what was asked of it, in order; ``handlers`` are its pages."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.handlers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                with suppress(ConnectionError):
                    site.handlers.get(self.path, answer(404, b"none"))(self)

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 64

            def handle_error(self, request: object, client_address: object) -> None:
                pass  # the client hangs up in many of these tests

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.host = f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    def page(self, path: str, body: bytes = b"<p>page</p>", status: int = 200, **headers: str) -> None:
        self.handlers[path] = answer(status, body, **headers)

    def pages(self, path: str, *handlers: Callable[[BaseHTTPRequestHandler], None]) -> None:
        """A page that answers differently each time; the last answer stays."""
        left = list(handlers)

        def handle(handler: BaseHTTPRequestHandler) -> None:
            (left.pop(0) if len(left) > 1 else left[0])(handler)

        self.handlers[path] = handle


def answer(status: int, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def handle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        sent = {"Content-Type": "text/html", "Content-Length": str(len(body))}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in sent.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return handle


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


class TestClock:
    """Time that passes only where somebody sleeps."""

    __test__ = False

    def __init__(self) -> None:
        self.passed = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        return Clock(
            monotonic=lambda: self.passed,
            now=lambda: BEGIN + timedelta(seconds=self.passed),
            sleep=self.sleep,
            chance=lambda: 0.5,
        )


@contextmanager
def running() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        thread.join()
        site.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def other() -> Iterator[Site]:
    """A second host that nobody allowed."""
    with running() as site:
        yield site


@pytest.fixture
def time() -> TestClock:
    return TestClock()


@pytest.fixture
def answers() -> Callable[..., Callable[[BaseHTTPRequestHandler], None]]:
    return answer


@pytest.fixture
def hangs_up() -> Callable[[BaseHTTPRequestHandler], None]:
    return hang_up


@pytest.fixture
def fetcher(site: Site, time: TestClock) -> Callable[..., Fetcher]:
    """Makes a Fetcher that may visit ``site``, without a pace and without retries unless told otherwise."""

    def make(**limits: object) -> Fetcher:
        given = {"delay": 0.0, "retries": 0, "allowed_hosts": frozenset({site.host})} | limits
        return Fetcher(FetchLimits(**given), clock=time.clock)

    return make


@pytest.fixture
def fetch(fetcher: Callable[..., Fetcher]) -> Callable[..., object]:
    """Fetches one address with a Fetcher of its own."""

    def run(url: str, **limits: object) -> object:
        async def once() -> object:
            async with fetcher(**limits) as client:
                return await client.fetch(url)

        return asyncio.run(once())

    return run
