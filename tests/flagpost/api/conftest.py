"""What the tests of the API share: the API over a small store with cases, and programs with tokens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from db.items import Evidence, Grant, UserRole, WarcRecord
from db.store import Store
from flagpost.api.app import make_api, routes_of
from flagpost.api.routes import PREFIX
from flagpost.people import People
from flagpost.screening import Screening
from flagpost.settings import Settings, load_settings
from moderation.policy import load_policy
from scraper import read_page

PAGES = {
    "http://forum.example/": ("A quiet question", "You are a stupid idiot and nobody likes you.", "Thank you all!"),
    "http://other.example/": ("Another board", "What a moron you are.", "I will break your legs."),
}
"""Two boards, each with a thread: its original post and two replies."""
PAGE = """<!doctype html><html><head><title>{0}</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "DiscussionForumPosting",
"headline": "{0}", "text": "{0}. What do you think?", "url": "{url}t/1", "author": {{"@type": "Person", "name": "Ada"}},
"datePublished": "2026-03-01T10:00:00Z", "comment": [
{{"@type": "Comment", "text": "{1}", "url": "{url}t/1#p2", "author": {{"@type": "Person", "name": "Rex"}},
"datePublished": "2026-03-01T11:00:00Z"}},
{{"@type": "Comment", "text": "{2}", "url": "{url}t/1#p3", "author": {{"@type": "Person", "name": "Mia"}},
"datePublished": "2026-03-01T12:00:00Z"}}]}}</script></head><body><h1>{0}</h1></body></html>"""

KEPT = WarcRecord(file="flagpost-20260302000000-00001.warc.gz", offset=412, id="urn:uuid:0")
"""Where their pages are kept, as the store has it."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with two boards, screened."""
    path = tmp_path_factory.mktemp("api") / "filled.db"
    at = datetime(2026, 3, 2, tzinfo=UTC)
    with Store.open(f"sqlite:///{path}") as store:
        with store.begin() as unit:
            for url, words in PAGES.items():
                page = read_page(PAGE.format(*words, url=url).encode(), f"{url}t/1", "text/html; charset=utf-8")
                evidence = Evidence(url=f"{url}t/1", fetched_at=at, sha256="0" * 64)
                unit.archive.save(page, evidence, keep=lambda: KEPT)  # type: ignore[arg-type]
        Screening(store, load_policy(None)).pending()
    return path


class Clock:
    """The time of tokens, which a test may move on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@dataclass
class Program:
    """A program with a token."""

    client: TestClient

    def get(self, path: str, **asked: Any) -> Response:
        return self.client.get(PREFIX + path, params=asked)  # type: ignore[return-value]

    def post(self, path: str, **sent: Any) -> Response:
        return self.client.post(PREFIX + path, **({"json": sent} if sent else {}))  # type: ignore[return-value]


@dataclass
class Api:
    """The API over a store, and the programs that come to it."""

    store: Store
    settings: Settings
    clock: Clock

    def __post_init__(self) -> None:
        self.app = make_api(self.store, self.settings, clock=self.clock)
        self.people = People(self.store, self.settings, clock=self.clock)

    @property
    def routes(self) -> list[Any]:
        return routes_of(self.app.app.routes)  # type: ignore[attr-defined]

    def token(self, name: str, role: UserRole = UserRole.MODERATOR, *grants: Grant) -> str:
        """A token of a user, who is made on the way."""
        with self.store.begin() as unit:
            unit.users.ensure(name, role, at=self.clock())
            if grants:
                unit.users.set_grants(name, list(grants), by="Anna", at=self.clock())
        return self.people.new_token(name, f"script {datetime.now(UTC):%f}", days=30).secret

    def stranger(self, authorization: str | None = None, address: str = "10.0.0.1") -> Program:
        """A program with any header, or none."""
        headers = {"Authorization": authorization} if authorization is not None else {}
        client = TestClient(
            self.app,
            base_url="http://flagpost.internal",
            headers=headers,
            raise_server_exceptions=False,
            client=(address, 1),
        )
        return Program(client)

    def program(self, name: str, role: UserRole = UserRole.MODERATOR, *grants: Grant) -> Program:
        """A program of a user."""
        return self.stranger(f"Bearer {self.token(name, role, *grants)}")


@pytest.fixture
def api(filled: Path, folder: Path) -> Iterator[Api]:
    """The API over a store of its own."""
    shutil.copy(filled, folder / "flagpost.db")
    with Store.open("sqlite:///flagpost.db") as store:
        yield Api(store, load_settings(), Clock())


@pytest.fixture
def ben(api: Api) -> Program:
    """A moderator's program."""
    return api.program("Ben")


@pytest.fixture
def cases(api: Api) -> list[int]:
    """The ids of the open cases, gravest first."""
    with api.store.read() as unit:
        return [case.id for case in unit.review.cases()]
