"""A store as a large community has it, filled by bulk inserts: made-up boards, people, threads, posts and cases.

The rows go through the models' tables, so every constraint, type and trigger of the schema holds. The same size gives
the same store, but for its moments, which end with today.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, count
from pathlib import Path
from random import Random
from typing import Any

from speech import Speech, Term
from sqlalchemy import Connection, insert, text
from sqlalchemy.orm import Session

from db import models
from db.audit import Audit
from db.connect import connect, parse, writer
from db.items import Action, ActionState, CaseState, Ground, Outcome, Standing, UserRole
from db.priority import priority
from db.store import Store
from moderation.items import Category, Span, Trust
from scraper.items import Quote, Role

BOARDS = (45, 25, 15, 10, 5)
"""Of all posts, in hundredths, by board."""
PAGE = 20
"""Posts of a page."""
CHUNK = 5_000
"""Posts that are held at once."""
PEOPLE = tuple(f"Reviewer {number}" for number in range(1, 13))
"""Those who decided."""
QUEUES = {Category.IDENTITY_ATTACK: "identity", Category.THREAT: "urgent"}
"""Where a case goes by its category; all others to ``general``."""
SCORES = dict.fromkeys(Category, 0.0)
POLICY = "default@2+4a0eb92f"
VERSIONS = {"lexicon": "4+9bf0d4f4", "coinage": "3+11ce8896", "classifier": "2+db1f860f90cf", "weighing": "ed741d1a"}
DIGEST = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Size:
    """How much there is."""

    posts: int = 1_000_000
    threads: int = 60_000
    authors: int = 20_000
    longest: int = 30_000
    """Posts of the longest thread."""
    busiest: int = 5_000
    """Posts of the author who writes most, more or less."""
    open: int = 100_000
    """Cases that wait."""
    decided: int = 30_000

    @classmethod
    def of(cls, posts: int) -> Size:
        """The same community with fewer posts."""
        full = cls()
        return cls(**{name: max(number * posts // full.posts, 5) for name, number in vars(full).items()})


def fill(path: Path, size: Size) -> None:
    """Make a store of that size. A fill that is ended on its way leaves nothing under that name."""
    half = path.with_name(f"{path.name}.half")
    for left in half.parent.glob(f"{half.name}*"):
        left.unlink()
    url = f"sqlite:///{half}"
    Store.open(url).close()
    engine = writer(connect(parse(url), patience=10))
    filling = Filling(size)
    for _ in filling.chunks():
        with engine.begin() as connection:
            connection.execute(text("PRAGMA cache_size = -200000"))
            filling.write(connection)
    engine.dispose()
    half.rename(path)


@dataclass
class Filling:
    """A store on its way."""

    size: Size
    random: Random = field(default_factory=lambda: Random(7))
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        self._speech = Speech(self.random)
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._noted: list[tuple[str, str, str, dict[str, Any], datetime]] = []
        self._revisions, self._flags, self._cases, self._claims = count(1), count(1), count(1), count(1)
        chosen = self.random.sample(range(1, self.size.posts + 1), self.size.open + self.size.decided)
        self._flagged = dict.fromkeys(chosen, CaseState.OPEN)
        self._flagged |= dict.fromkeys(chosen[: self.size.decided], CaseState.DECIDED)
        self._authors: list[tuple[range, Sequence[float]]] = []

    def chunks(self) -> Iterator[None]:
        """Gather rows, and stop whenever there are many: ``write`` them before going on."""
        self._people()
        for number, share in enumerate(BOARDS, 1):
            self._board(number, share)
        yield
        post = 0
        for thread, length in enumerate(self._lengths(), 1):
            board = 1 if thread == 1 else self.random.choices(range(1, len(BOARDS) + 1), BOARDS)[0]
            self._thread(thread, board, range(post + 1, post + length + 1))
            authors, likely = self._authors[board - 1]
            for place, author in enumerate(self.random.choices(authors, cum_weights=likely, k=length)):
                post += 1
                self._post(post, board, thread, author, place)
                if post % CHUNK == 0:
                    yield
        yield

    def write(self, connection: Connection) -> None:
        """Write the rows that were gathered, in the order in which they lean on one another."""
        for name in ORDER:
            if rows := self._rows.pop(name, None):
                connection.execute(insert(models.Base.metadata.tables[name]), rows)
        with Session(connection) as session:
            audit = Audit(session)
            for line in self._noted:
                audit.note(*line)
            audit.write()
            session.flush()
        self._noted.clear()

    # --- who there is --------------------------------------------------------------------------------------------

    def _people(self) -> None:
        made = {"role": UserRole.MODERATOR, "created_at": self.now - timedelta(days=300)}
        for number, name in enumerate(PEOPLE, 1):
            self._add("users", id=number, name=name, folded_name=name.lower(), **made)

    def _board(self, board: int, share: int) -> None:
        """A board with its forums and authors, of whom few write much."""
        url = f"https://harbour{board}.example/forum/"
        when = {"first_seen_at": self.now - timedelta(days=400), "last_seen_at": self.now}
        seen = {"board_id": board, **when}
        self._add("boards", id=board, url=url, title=f"Harbour {board}", engine="xenforo2", **when)
        for forum in range(1, 9):
            self._add("forums", external_id=str(forum), name=f"Quay {forum}", url=f"{url}f/{forum}", **seen)
        first = self._authors[-1][0].stop if self._authors else 1
        ids = range(first, first + max(self.size.authors * share // 100, 1))
        for each in ids:
            names = {"identity": f"id:{each}", "name": f"Sailor {each}", "folded_name": f"sailor {each}"}
            self._add("authors", id=each, url=f"{url}members/{each}/", **names, **seen)
        likely = [1 / (place + 80) for place in range(len(ids))]
        if board == 1:
            likely[0] = sum(likely) * self.size.busiest / (self.size.posts * share / 100)
        self._authors.append((ids, list(accumulate(likely))))

    # --- what they write -----------------------------------------------------------------------------------------

    def _lengths(self) -> list[int]:
        """Posts of every thread: one is very long, most are short."""
        others = [self.random.lognormvariate(0, 1.2) for _ in range(self.size.threads - 1)]
        left = self.size.posts - self.size.longest - len(others)
        lengths = [1 + int(each / sum(others) * left) for each in others]
        for place in range(self.size.posts - self.size.longest - sum(lengths)):
            lengths[place % len(lengths)] += 1
        return [self.size.longest, *lengths]

    def _thread(self, thread: int, board: int, posts: range) -> None:
        began, last = self._when(posts.start), self._when(posts.stop)
        read = {"listed_at": self.now, "read_at": self.now, "read_replies": len(posts) - 1, "read_last_post_at": last}
        self._add(
            "threads",
            id=thread,
            board_id=board,
            external_id=str(thread),
            title=self._speech.sentence()[:70],
            url=f"https://harbour{board}.example/forum/threads/{thread}/",
            language="en-GB",
            started_at=began,
            sticky=False,
            locked=False,
            replies=len(posts) - 1,
            last_post_at=last,
            first_seen_at=began,
            last_seen_at=self.now,
            **read,
        )

    def _post(self, post: int, board: int, thread: int, author: int, place: int) -> None:
        page, when, state = 1 + place // PAGE, self._when(post), self._flagged.get(post)
        url = f"https://harbour{board}.example/forum/threads/{thread}/"
        self._add(
            "posts",
            id=post,
            board_id=board,
            external_id=str(post),
            thread_id=thread,
            author_id=author,
            role=Role.REPLY if place else Role.ORIGINAL,
            page=page,
            place=place % PAGE,
            position=place + 1,
            permalink=f"{url}post-{post}",
            published=when,
            published_raw=f"{when:%d %b %Y at %H:%M}",
            reactions=(),
            first_seen_at=when,
            last_seen_at=self.now,
        )
        term = self._speech.term() if state else None
        said, address = self._speech.post(term), f"{url}page-{page}"
        revised = self.random.random() < 0.02
        if revised:
            self._revision(post, 1, f"{said} Edited.", term, address, when, current=False)
        newest = self._revision(post, 1 + revised, said, term, address, when, current=True)
        if term and state:
            case = self._case(post, newest, term.category, state)
            self._standing(case, board, author)

    def _revision(
        self, post: int, number: int, said: str, term: Term | None, address: str, when: datetime, *, current: bool
    ) -> int:
        """Words with their verdict, which has the same id."""
        revision, quoted = next(self._revisions), self.random.random() < 0.25
        self._add(
            "revisions",
            id=revision,
            post_id=post,
            number=number,
            text=said,
            quotes=(Quote(author="Sailor 1", text=self._speech.sentence()),) if quoted else (),
            links=(),
            attachments=(),
            words_sha256=DIGEST,
            evidence_url=address,
            evidence_fetched_at=when,
            evidence_sha256=DIGEST,
            current=current,
            pending=False,
        )
        weight = _weight(revision)
        self._add(
            "verdicts",
            id=revision,
            revision_id=revision,
            scores=SCORES | {term.category: round(weight, 4)} if term else SCORES,
            categories=(term.category,) if term else (),
            severity=1 + int(weight * 3) if term else 0,
            queue=QUEUES.get(term.category, "general") if term else None,
            policy=POLICY,
            versions=VERSIONS,
            language=self._speech.language(),
            trust=Trust.FULL,
            screened_at=when,
        )
        if term:
            self._flag(revision, term, said.find(term.words), 1 + int(weight * 3))
        return revision

    # --- what comes of it ----------------------------------------------------------------------------------------

    def _flag(self, verdict: int, term: Term, start: int, severity: int) -> None:
        rules = (f"lexicon/en/{term.words.replace(' ', '-')}", f"classifier/{term.category}")
        for place, rule in enumerate(rules[: self.random.randint(1, 2)]):
            self._add(
                "flags",
                id=next(self._flags),
                verdict_id=verdict,
                place=place,
                rule=rule,
                category=term.category,
                severity=severity,
                score=0.8,
                spans=(Span(start=start, end=start + len(term.words)),),
                reason=f"“{term.words}” is meant to hurt.",
            )

    def _case(self, post: int, revision: int, category: Category, state: CaseState) -> int:
        case, queue, weight = next(self._cases), QUEUES.get(category, "general"), _weight(revision)
        opened, severity = self.now - timedelta(days=60) * (1 - post / (self.size.posts + 1)), 1 + int(weight * 3)
        self._add(
            "cases",
            id=case,
            post_id=post,
            revision_id=revision,
            verdict_id=revision,
            queue=queue,
            state=state,
            severity=severity,
            score=round(weight, 4),
            priority=priority(round(weight, 4), Standing(), opened),
            opened_at=opened,
            reopened=0,
            token=int(state is CaseState.DECIDED),
        )
        details = {"post": post, "verdict": revision, "queue": queue, "severity": severity}
        self._noted.append(("flagpost", "case.opened", f"case:{case}", details, opened))
        if state is CaseState.DECIDED:
            self._decision(case, revision, category, opened + timedelta(hours=self.random.random() * 20))
        return case

    def _standing(self, case: int, board: int, author: int) -> None:
        """As of a case alone; words have one digest here, so that weighing meets the most that are alike."""
        known = {"case_id": case, "board_id": board, "author_id": author, "words_sha256": DIGEST}
        self._add("standings", **known, same_words=0, replies=None, agreed=0, waiting=0)

    def _decision(self, case: int, revision: int, category: Category, at: datetime) -> None:
        at = min(at, self.now)
        user, number = self.random.randint(1, len(PEOPLE)), next(self._claims)
        under = {"case_id": case, "token": 1, "user_id": user}
        claimed = at - timedelta(seconds=self.random.randint(5, 90))
        expires = claimed + timedelta(minutes=30)
        self._add("claims", id=number, claimed_at=claimed, expires_at=expires, released_at=at, **under)
        outcome = self.random.choices(tuple(Outcome), (70, 20, 10))[0]
        agreed = outcome is Outcome.AGREE
        self._add(
            "decisions",
            id=number,
            revision_id=revision,
            verdict_id=revision,
            outcome=outcome,
            action=Action.REMOVE if agreed else Action.NONE,
            action_state=self.random.choices(tuple(ActionState), (5, 35, 60))[0] if agreed else ActionState.RECOMMENDED,
            category=category,
            ground=Ground.TERMS,
            explanation="It is meant to hurt.",
            facts="Flagged: a term.",
            note="",
            automated_detection=True,
            automated_decision=False,
            decided_at=at,
            **under,
        )
        name, case_name = PEOPLE[user - 1], f"case:{case}"
        self._noted.append((name, "case.claimed", case_name, {"token": 1, "lease": 1800.0}, claimed))
        self._noted.append((name, "case.decided", case_name, {"decision": number, "outcome": outcome}, at))

    # --- inside --------------------------------------------------------------------------------------------------

    def _add(self, table: str, **values: object) -> None:
        self._rows.setdefault(table, []).append(values)

    def _when(self, post: int) -> datetime:
        """Posts were written within the last year, in the order of their ids."""
        return self.now - timedelta(days=365) * (1 - post / (self.size.posts + 1))


ORDER = (
    *("users", "boards", "forums", "authors", "threads", "posts", "revisions", "verdicts", "flags"),
    *("cases", "standings", "claims", "decisions"),
)
"""Tables, in which a row leans on those before it alone."""


def _weight(revision: int) -> float:
    """0 to 1, scattered over the revisions."""
    return revision * 2_654_435_761 % 2**32 / 2**32
