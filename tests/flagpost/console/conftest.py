"""What the tests of the console share: a scanned sample board, the console over it, and browsers that are signed in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from httpx import Response
from starlette.testclient import TestClient

from db.items import UserRole
from db.store import Store
from flagpost import people as people_module
from flagpost.console import app as app_module
from flagpost.console.app import make_app
from flagpost.console.house import House
from flagpost.people import People
from flagpost.settings import Settings, load_settings

ADDRESS = "http://127.0.0.1:8480"
PASSWORD = "seven grey herons"
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": ADDRESS}
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


@pytest.fixture(scope="session", autouse=True)
def routed_once() -> Iterator[None]:
    """The consoles of all tests share their routes, which take longer to set up than most tests take."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app_module, "all_routes", cache(app_module.all_routes))
        yield


@pytest.fixture
def routed_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The consoles of one test have routes of their own each."""
    monkeypatch.setattr(app_module, "all_routes", app_module.all_routes.__wrapped__)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; not here."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(people_module, "_hasher", hasher)
    monkeypatch.setattr(people_module, "_nobody", hasher.hash("nobody's password"))


class Clock:
    """The time of sessions, links and claims, which a test may move on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@dataclass
class Browser:
    """A browser: it keeps cookies, follows redirects, and sends forms as a page of ours does."""

    client: TestClient
    name: str = ""

    def get(self, path: str, **more: object) -> Response:
        return self.client.get(path, **more)  # type: ignore[arg-type]

    def token(self) -> str:
        """The token that forms on our pages carry."""
        found = TOKEN.search(self.get("/account").text)
        return found[1] if found else ""

    def post(self, path: str, **fields: object) -> Response:
        """Send a form of a page of ours."""
        data = {"token": self.token(), **fields}
        return self.client.post(path, data=data, headers=FROM_OUR_PAGE)

    def send(self, path: str, **fields: object) -> Response:
        """The same, without going on to where the answer leads."""
        data = {"token": self.token(), **fields}
        return self.client.post(path, data=data, headers=FROM_OUR_PAGE, follow_redirects=False)

    def leads(self, path: str) -> str:
        """Where a page leads on to."""
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def open(self, case_id: int) -> Response:
        """Open a case."""
        return self.get(f"/cases/{case_id}")

    def decide(self, page: Response, outcome: str, **fields: object) -> Response:
        """Press a button on a case's page."""
        case_id = re.search(r"/cases/(\d+)/decide", page.text)
        lease = re.search(r'name="lease" value="(\d+)"', page.text)
        assert case_id
        assert lease
        return self.post(f"/cases/{case_id[1]}/decide", outcome=outcome, lease=lease[1], **fields)


@dataclass
class Console:
    """The console over a store, and the browsers that come to it."""

    store: Store
    settings: Settings
    clock: Clock

    def __post_init__(self) -> None:
        self.app = make_app(self.store, self.settings, clock=self.clock)

    @property
    def house(self) -> House:
        return self.app.app.state.house  # type: ignore[attr-defined, no-any-return]

    @property
    def people(self) -> People:
        return self.house.people

    def stranger(self) -> Browser:
        """A browser that is not signed in."""
        return Browser(TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False))

    def browser(self, name: str, role: UserRole = UserRole.MODERATOR) -> Browser:
        """A browser in which somebody is signed in, made on the way where there is no such user."""
        if not self.people.all():
            self.people.accept(self.people.first_link() or "", PASSWORD, name="Anna")
        known = {user.name: user for user in self.people.all()}
        if name not in known:
            self.people.accept(self.people.invite(name, role, by="Anna").secret, PASSWORD)
        browser = self.stranger()
        browser.name = name
        answer = browser.client.post(
            "/sign-in", data={"name": name, "password": PASSWORD}, headers=FROM_OUR_PAGE, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        return browser


@pytest.fixture
def console(scanned_store: Path, folder: Path) -> Iterator[Console]:
    """The console over a store of its own, with the sample board's cases."""
    shutil.copy(scanned_store, folder / "flagpost.db")
    clock = Clock()
    with Store.open("sqlite:///flagpost.db", clock=clock) as store:
        yield Console(store, load_settings(), clock)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file without anything."""
    path = tmp_path_factory.mktemp("console") / "empty.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def bare(empty: Path, folder: Path) -> Iterator[Console]:
    """The console over a store without posts."""
    shutil.copy(empty, folder / "flagpost.db")
    clock = Clock()
    with Store.open("sqlite:///flagpost.db", clock=clock) as store:
        yield Console(store, load_settings(), clock)


@pytest.fixture
def anna(console: Console) -> Browser:
    """An admin."""
    return console.browser("Anna", UserRole.ADMIN)


@pytest.fixture
def ben(console: Console) -> Browser:
    """A moderator."""
    return console.browser("Ben")


@pytest.fixture
def cases(console: Console) -> list[int]:
    """The ids of the open cases, gravest first."""
    with console.store.read() as unit:
        return [case.id for case in unit.review.cases()]


Signed = Callable[[str, UserRole], Browser]
