"""The store: open it, then read or write in units.

    with Store.open("sqlite:///flagpost.db") as store:
        with store.begin() as unit:
            unit.archive.save(page, evidence)

A unit is one transaction. Everything inside ``begin()`` is stored together, or, after an exception, not at all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError  # noqa: A004  (what SQLAlchemy itself raises where a connection is waited for)
from sqlalchemy.orm import Session

from db.accounts import Accounts
from db.actions import Actions
from db.agreement import Agreement
from db.appeals import Appeals
from db.archive import Archive
from db.assignments import Assignments
from db.audit import Audit
from db.batches import Batches
from db.checkpoints import checkpoints_aside
from db.connect import connect, parse, place_of, reader, writer
from db.credentials import Credentials
from db.errors import translated
from db.figures import Figures
from db.golden import GoldenCases
from db.migrate import upgrade
from db.opinions import Opinions
from db.phrases import Phrases
from db.review import Review
from db.scans import Scans
from db.standings import Standings
from db.trends import Trends
from db.users import Users
from db.verdicts import Verdicts
from db.views import Views

PATIENCE = 10.0
"""Seconds to wait for a lock that somebody else holds, before StoreLocked."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


class Unit:
    """One transaction, and the repositories over it."""

    archive: Archive
    """Boards, forums, threads, authors, posts, revisions and snapshots."""
    scans: Scans
    """Scans, their steps and errors."""
    verdicts: Verdicts
    """Verdicts and their flags, and what is still to be screened."""
    review: Review
    """Cases, claims and decisions."""
    assignments: Assignments
    """Cases handed to somebody."""
    batches: Batches
    """Decisions made together."""
    actions: Actions
    """What decisions ask for, and what later scans see of it."""
    appeals: Appeals
    """Objections to decisions."""
    opinions: Opinions
    """Second opinions, and answers to golden cases."""
    agreement: Agreement
    """How opinions and decisions go together."""
    golden: GoldenCases
    """Cases whose right outcome is known."""
    figures: Figures
    """Counts over what is stored."""
    trends: Trends
    """Counts over time."""
    users: Users
    """Those who review."""
    credentials: Credentials
    """How they prove who they are."""
    accounts: Accounts
    """Their accounts at providers."""
    views: Views
    """The filters that they saved."""
    phrases: Phrases
    """The texts that they use again."""
    audit: Audit
    """The log of who did what."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self.audit = Audit(session)
        self.archive = Archive(session, self.audit)
        self.scans = Scans(session, self.audit)
        self.verdicts = Verdicts(session)
        self.actions = Actions(session, self.audit, clock)
        self.figures = Figures(session)
        self.trends = Trends(session)
        self.users = Users(session, self.audit)
        self.credentials = Credentials(session, self.audit, self.users)
        self.accounts = Accounts(session, self.audit, self.users)
        self.review = Review(session, self.audit, self.users, clock)
        self.assignments = Assignments(session, self.audit, self.users)
        self.batches = Batches(session, self.audit, self.users, self.review)
        self.views = Views(session, self.users)
        self.phrases = Phrases(session, self.audit)
        self.appeals = Appeals(session, self.audit, self.users)
        self.opinions = Opinions(session, self.audit, self.users)
        self.agreement = Agreement(session, self.audit, self.users)
        self.golden = GoldenCases(session, self.audit, self.users)


class Store:
    """An open store. May be shared between threads; a unit may not."""

    def __init__(self, engine: Engine, place: str, clock: Clock, patience: float) -> None:
        self._engine = engine
        self._place = place
        self._clock = clock
        self._patience = patience
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    def open(cls, url: str, *, patience: float = PATIENCE, clock: Clock = utc_now) -> Self:
        """Open a store, and create or upgrade its schema.

        Args:
            url: ``sqlite:///flagpost.db`` or ``postgresql://user:password@host/database``.
            patience: Seconds to wait for a lock that somebody else holds.
            clock: What time it is, for claims that expire.

        Raises:
            StoreUnavailable: It cannot be reached or opened, or is none of ours (NotAStore).
            SchemaTooNew: A newer Flagpost wrote it.
            StoreLocked, StoreFull, StoreReadOnly: Its schema cannot be upgraded now.
        """
        address = parse(url)
        place = place_of(address)
        engine = connect(address, patience=patience)
        try:
            with translated(place):
                upgrade(engine, place, patience=patience)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, place, clock, patience)

    @contextmanager
    def begin(self) -> Iterator[Unit]:
        """A unit that writes: one transaction, committed at its end, rolled back on an exception.

        Raises:
            StoreError: What the database refused, told in one line; nothing of the unit was written.
        """
        with (
            translated(self._place),
            self._turn_to_write(),
            Session(writer(self._engine), expire_on_commit=False) as session,
            session.begin(),
        ):
            unit = Unit(session, self._clock)
            yield unit
            Standings(session).settle()
            unit.audit.write()

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A unit that reads one snapshot of the store, and cannot write.

        Raises:
            StoreError: What the database refused, told in one line.
        """
        with translated(self._place), Session(reader(self._engine)) as session, session.begin():
            yield Unit(session, self._clock)

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """On SQLite, threads that write take turns, before they ask for the file.

        Who waits for the file looks again only now and then, and may find it taken every time. Other processes are
        waited for in that way all the same.
        """
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=self._patience):
            message = "another thread writes"
            raise TimeoutError(message)
        try:
            yield
        finally:
            self._turn.release()

    def checkpoints_aside(self) -> AbstractContextManager[None]:
        """For as long as it lasts, no unit waits until what others wrote is moved to its place in an SQLite file."""
        return checkpoints_aside(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
