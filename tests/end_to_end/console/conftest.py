"""What the browser tests share: the real server over a scanned sample board, and Chromium, one process for all.

Its windows are kept, too, and are handed from test to test without what the one before has left in them.

The server of ``site`` runs for as long as the tests of this folder do. Before each test its store is set back to what
it was at first, by SQLite's own backup, so that no test waits for another start.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from db.items import UserRole
from db.store import Store, Unit
from flagpost.people import People
from flagpost.settings import load_settings

from ..conftest import COMMAND, PATIENCE

try:
    from playwright.sync_api import expect, sync_playwright
except ImportError:
    expect = sync_playwright = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one that is installed is driven. The first draws pages and nothing around them, for two thirds as much."""
PASSWORD = "seven grey herons"
PEOPLE = {"Ben": UserRole.MODERATOR, "Eva": UserRole.MODERATOR, "Rita": UserRole.READ_ONLY}
"""Who works here beside Anna, the first admin."""
CASES = 10
"""At least so many are to be worked. How many of the sample board's posts are flagged depends on the classifier."""
KEPT_PAGES = "evidence"
"""The folder with the pages that were scanned."""
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
STEP = 30_000
"""Milliseconds that a page may take for one step before a test gives up."""
STARTS = 3
"""Times that a server is started: another process may take the port that was free a moment ago."""
ON_PURPOSE = "the server responded with a status of 4"
"""What the browser's console says of pages that are to say no: 403, 404, 409, 422, 429."""


# --- the store ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def scanned(scanned_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with enough cases, in which nobody can sign in yet."""
    path = tmp_path_factory.mktemp("enough") / "flagpost.db"
    shutil.copy(scanned_store, path)
    with Store.open(f"sqlite:///{path}") as store, store.begin() as unit:
        for post in reversed(unit.archive.posts()):
            if unit.review.count() < CASES:
                bring_before_a_person(unit, post.id)
    return path


def bring_before_a_person(unit: Unit, post_id: int) -> int:
    """The case about a post; opened here where the policy would not have bothered anybody with it."""
    verdict = unit.verdicts.of_post(post_id)[-1]
    queue, at = verdict.queue or "general", verdict.screened_at
    case_id, _ = unit.review.open_case(
        post_id, verdict.id, queue=queue, severity=verdict.severity, score=max(verdict.scores.values()), at=at
    )
    return case_id


@dataclass(frozen=True, slots=True)
class Staffed:
    """A store with people in it who are signed in."""

    path: Path
    secrets: dict[str, str]
    """Name to the secret of a session, as a browser keeps it in a cookie."""


@pytest.fixture(scope="session")
def staffed(scanned: Path, tmp_path_factory: pytest.TempPathFactory) -> Staffed:
    """The scanned store with an admin, two moderators, and somebody who may only look."""
    path = tmp_path_factory.mktemp("staffed") / "flagpost.db"
    shutil.copy(scanned, path)
    with Store.open(f"sqlite:///{path}") as store:
        people = People(store, load_settings())
        people.accept(people.first_link() or "", PASSWORD, name="Anna")
        for name, role in PEOPLE.items():
            people.accept(people.invite(name, role, by="Anna").secret, PASSWORD)
        secrets = {
            name: people.enter(name, address="127.0.0.1", browser="a browser of the tests").secret
            for name in ("Anna", *PEOPLE)
        }
    return Staffed(path, secrets)


# --- the server --------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Site:
    """A running console, and its store."""

    url: str
    store: Path
    secrets: dict[str, str] = field(default_factory=dict)
    """Name to a session's secret."""
    told: str = ""
    """What the terminal showed when it started."""

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the store answers to a question in SQL."""
        with closing(sqlite3.connect(f"{self.store.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Change the store behind the server's back, in SQL."""
        with closing(sqlite3.connect(self.store)) as connection, connection:
            assert connection.execute(statement, values).rowcount > 0, statement

    def set_back(self, to: Path) -> None:
        """Make the store what another one is, under the running server."""
        with closing(sqlite3.connect(to)) as source, closing(sqlite3.connect(self.store)) as target:
            source.backup(target)

    def expire_claims(self) -> None:
        """Let every claim end a minute ago, as if an hour had passed."""
        over = "datetime('now', '-1 minute')"
        self.change(f"UPDATE claims SET claimed_at = datetime('now', '-1 hour'), expires_at = {over}")
        self.change(f"UPDATE cases SET claimed_until = {over} WHERE claimed_until IS NOT NULL")

    def cases(self) -> list[int]:
        """The open cases, gravest first."""
        order = "severity DESC, priority DESC, opened_at, id"
        found = self.rows(f"SELECT id FROM cases WHERE state = 'open' ORDER BY {order}")
        return [case_id for (case_id,) in found]

    def standing(self) -> dict[int, str]:
        """The cases with a decision that stands, and what it says."""
        return dict(self.rows("SELECT case_id, outcome FROM decisions WHERE undone_at IS NULL"))


@contextmanager
def serving(store: Path) -> Iterator[Site]:
    """``flagpost serve`` over a store, on a free port; ended afterwards, and held to have failed at nothing."""
    log = store.with_suffix(".log")
    for _ in range(STARTS):
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        with log.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                [COMMAND, "--store", f"sqlite:///{store}", "serve", "--port", str(port)],
                cwd=store.parent,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        try:
            if answers(process, f"http://127.0.0.1:{port}/health"):
                yield Site(url=f"http://127.0.0.1:{port}", store=store, told=log.read_text(encoding="utf-8"))
                assert "Traceback" not in log.read_text(encoding="utf-8")
                return
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
    pytest.fail(f"flagpost serve ended at once:\n{log.read_text(encoding='utf-8')}")


def environment() -> dict[str, str]:
    """The environment without settings from outside, and with warnings as errors."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("FLAGPOST_", "COLUMNS"))}
    theirs = {"FLAGPOST_TIME_ZONE": "UTC", "FLAGPOST_WARC": KEPT_PAGES}
    return {**ours, **theirs, "NO_COLOR": "1", "PYTHONWARNINGS": "error"}


def answers(process: subprocess.Popen[bytes], url: str) -> bool:
    """Wait until a server answers; False where it ended before."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None:
        with suppress(URLError, ConnectionError), urlopen(url, timeout=PATIENCE):
            return True
        assert time.monotonic() < deadline, f"nothing answers at {url}"
        time.sleep(0.02)
    return False


@pytest.fixture(scope="session")
def running(staffed: Staffed, scanned_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests of this folder."""
    store = tmp_path_factory.mktemp("site") / "flagpost.db"
    shutil.copy(staffed.path, store)
    shutil.copytree(scanned_store.parent / KEPT_PAGES, store.parent / KEPT_PAGES)
    with serving(store) as site:
        site.secrets = staffed.secrets
        yield site


@pytest.fixture
def site(running: Site, staffed: Staffed) -> Site:
    """The server, over the sample board's cases as if nobody had touched them."""
    running.set_back(staffed.path)
    return running


# --- the browser -------------------------------------------------------------------------------------------------


def missing(what: str) -> None:
    """Skip for want of something; where CI runs, that is a failure: it installs all that the tests need."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}; CI must install it", pytrace=False)
    pytest.skip(what)


class Window:
    """A window of a browser in which nobody has been yet, or that is as if nobody had."""

    def __init__(self, browser: Browser, **look: Any) -> None:
        self.context: BrowserContext = browser.new_context(**look)
        self._origin = look["base_url"]
        self.context.set_default_timeout(STEP)
        self._blank = self.context.new_page()  # a window without pages closes
        self._tools = self.context.new_cdp_session(self._blank)

    def forget(self) -> None:
        """Close its pages, and drop whatever they have left: cookies, what scripts have stored, copies of files."""
        for page in self.context.pages:
            if page is not self._blank:
                page.close()
        self.context.clear_cookies()
        self._tools.send("Storage.clearDataForOrigin", {"origin": self._origin, "storageTypes": "all"})
        self._tools.send("Network.clearBrowserCache")


class Kept:
    """The browser's process. It is started once, and ends with the last test of this folder that follows on another:
    playwright's event loop runs in this thread for as long, and other tests could start none of their own.

    Its windows are kept for as long: to open one costs a whole Chromium twice as much as two pages in it."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._browser: Browser | None = None
        self._free: dict[str, list[Window]] = {}

    def browser(self) -> Browser:
        """The browser, started where it does not run."""
        if self._browser is None:
            if sync_playwright is None:
                missing("playwright is not installed: pip install -e '.[test]'")
            executable = next(filter(None, map(shutil.which, BROWSERS)), None)
            if executable is None:
                missing(f"none of {', '.join(BROWSERS)} is installed: apt install chromium-headless-shell")
            driver = self._open.enter_context(sync_playwright())
            expect.set_options(timeout=STEP)
            self._browser = driver.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            self._open.callback(self._browser.close)
        return self._browser

    @contextmanager
    def window(self, **look: Any) -> Iterator[Window]:
        """A window of that look, for as long as the context lasts."""
        free = self._free.setdefault(repr(sorted(look.items())), [])
        window = free.pop() if free else Window(self.browser(), **look)
        yield window
        window.forget()
        free.append(window)

    def close(self) -> None:
        """End it."""
        self._browser = None
        self._free.clear()
        self._open.close()


KEPT = Kept()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """End the browser where the next test is none of this folder."""
    yield
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        KEPT.close()


@dataclass(kw_only=True)
class Visits:
    """Browsers that come to a site, and what they complained of."""

    url: str
    secrets: dict[str, str]
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of the browser's console, failures of scripts, dialogs, and what was asked of others."""
    _open: ExitStack = field(default_factory=ExitStack)

    def __call__(self, name: str | None = None, *, kept: bool = True, **look: Any) -> Page:
        """A page of a fresh browser, in which somebody is signed in, or nobody.

        Args:
            name: Who is signed in.
            kept: Whether later tests may use its window, once it has forgotten what was done in it.
            look: What playwright's ``new_context`` takes beside.
        """
        usual = {"viewport": WIDE, "locale": "en-GB", "reduced_motion": "reduce"}
        context = self._window(kept, **usual | look, base_url=self.url).context
        if name is not None:
            context.add_cookies([{"name": "flagpost", "value": self.secrets[name], "url": self.url}])
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"a script failed: {error}"))
        page.on("dialog", self._asked)
        context.on("request", self._requested)
        self._open.callback(context.remove_listener, "request", self._requested)
        return page

    def close(self) -> None:
        """Close all of them."""
        self._open.close()

    def _window(self, kept: bool, **look: Any) -> Window:
        if kept:
            return self._open.enter_context(KEPT.window(**look))
        window = Window(KEPT.browser(), **look)
        self._open.callback(window.context.close)
        return window

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"} and ON_PURPOSE not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _asked(self, dialog: Any) -> None:
        self.complaints.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Any) -> None:
        if not request.url.startswith(f"{self.url}/"):
            self.complaints.append(f"asked of another host: {request.url[:200]}")


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other, on a page whose script listens to them."""
    for key in keys:
        page.wait_for_load_state("domcontentloaded")
        page.keyboard.press(key)


Visit = Callable[..., "Page"]


@pytest.fixture
def visit(site: Site) -> Iterator[Visits]:
    """Open browsers: ``visit("Ben")``. Whatever a browser complains of fails the test."""
    visits = Visits(url=site.url, secrets=site.secrets)
    yield visits
    visits.close()
    assert visits.complaints == []
