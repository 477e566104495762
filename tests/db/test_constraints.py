"""The database itself refuses what must never be, whoever writes to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError

from db.items import Draft, Objector, Outcome
from db.models import Base
from moderation.items import Severity


@pytest.fixture
def decided(store, make, clock, url):
    """An engine over a store with a decided case and an open, claimed one."""
    with store.begin() as unit:
        unit.users.ensure("Rosa", at=clock())
        unit.archive.save(make.page(make.post("p1"), make.post("p2")), make.evidence())
        for waiting in unit.verdicts.pending():
            verdict = unit.verdicts.save(waiting.revision_id, make.verdict(make.flag()), clock())
            unit.review.open_case(
                waiting.post_id, verdict, queue="triage", severity=Severity.LOW, score=0.5, at=clock()
            )
        claim = [unit.review.claim(each, "Rosa", lease=timedelta(hours=1), at=clock()) for each in (1, 2)][-1]
        unit.review.decide(1, token=1, user="Rosa", draft=Draft(outcome=Outcome.AGREE), at=clock())
        unit.assignments.assign(2, token=claim.token, user="Rosa", to="Rosa", note="", at=clock())
        unit.review.claim(2, "Rosa", lease=timedelta(hours=1), at=clock())
        unit.users.ensure("Ben", at=clock())
        unit.views.save("Rosa", "Threats", "category=threat", shared=True, at=clock())
        unit.phrases.add("Rules", "See the rules.", category=None, reference=None, by="Rosa", at=clock())
    appealed(store, make, clock)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    yield engine
    engine.dispose()


def appealed(store, make, clock):
    """A third case: decided, asked about, golden, and then under appeal."""
    with store.begin() as unit:
        unit.archive.save(make.page(make.post("p3"), id="t3"), make.evidence())
        [waiting] = unit.verdicts.pending()
        verdict = unit.verdicts.save(waiting.revision_id, make.verdict(make.flag()), clock())
        unit.review.open_case(waiting.post_id, verdict, queue="triage", severity=Severity.LOW, score=0.5, at=clock())
        token = unit.review.claim(3, "Rosa", lease=timedelta(hours=1), at=clock()).token
        unit.review.decide(3, token=token, user="Rosa", draft=Draft(outcome=Outcome.AGREE), at=clock())
        unit.opinions.ask(3, user="Rosa", at=clock())
        unit.golden.mark(3, outcome=Outcome.AGREE, reason="Plain.", user="Rosa", at=clock())
        unit.appeals.enter(3, objector=Objector.AUTHOR, words="No.", how="", user="Rosa", at=clock())


def again(table: str, where: str, **changes: str) -> str:
    """Insert a row once more, under another id and with some changes."""
    columns = [column.name for column in Base.metadata.tables[table].columns]
    values = [{"id": "99", **changes}.get(name, name) for name in columns]
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} WHERE {where}"


YES, NO = "(1 = 1)", "(1 = 0)"
REFUSED = {
    "two standings of a case": again("standings", "case_id = 1"),
    "a standing of no case": "UPDATE standings SET case_id = 99 WHERE case_id = 1",
    "two posts of one id": again("posts", "id = 1"),
    "a role that is none": "UPDATE posts SET role = 'guest'",
    "a post of no thread": "UPDATE posts SET thread_id = 99",
    "a post deleted from under its revisions": "DELETE FROM posts",
    "two newest revisions of a post": again("revisions", "id = 1", number="2"),
    "two revisions of one number": again("revisions", "id = 1", current=NO),
    "an old revision that waits for screening": f"UPDATE revisions SET pending = {YES}, current = {NO}",
    "a case of another post's words": "UPDATE cases SET post_id = 2 WHERE id = 1",
    "a case of another verdict's words": "UPDATE cases SET revision_id = 2, post_id = 2 WHERE id = 1",
    "two cases of a post": again("cases", "id = 1"),
    "a decided case under a claim": "UPDATE cases SET state = 'decided' WHERE id = 2",
    "a decided case that is handed to somebody": "UPDATE cases SET assignee_id = 1 WHERE id = 1",
    "a case handed to nobody who is there": "UPDATE cases SET assignee_id = 9 WHERE id = 2",
    "two assignments at once": again("assignments", "case_id = 2"),
    "a decision of a batch that is not there": "UPDATE decisions SET batch_id = 9",
    "two shared views of one name": again("saved_views", "id = 1", user_id="2"),
    "two views of a user and name": again("saved_views", "id = 1", shared=NO),
    "two phrases of one title": again("phrases", "id = 1"),
    "a severity beyond the scale": "UPDATE cases SET severity = 5",
    "a score beyond certainty": "UPDATE flags SET score = 1.5",
    "two claims at once": again("claims", "case_id = 2 AND token = 2", token="3"),
    "two claims of one token": again("claims", "case_id = 2 AND token = 2", released_at="expires_at"),
    "a claim deleted": "DELETE FROM claims WHERE case_id = 2",
    "two decisions in force": again("decisions", "id = 1"),
    "a decision without its claim": "UPDATE decisions SET token = 7",
    "a decision about words that its verdict did not judge": "UPDATE decisions SET revision_id = 2",
    "an undone decision that nobody undid": "UPDATE decisions SET undone_at = decided_at",
    "a decision deleted": "DELETE FROM decisions",
    "two users of one name": again("users", "id = 1"),
    "two open appeals on a case": again("appeals", "id = 1"),
    "an appeal that is answered by nothing": "UPDATE appeals SET answered_at = entered_at, outcome = 'upheld'",
    "an appeal that its own decision answers": (
        "UPDATE appeals SET answered_at = entered_at, outcome = 'upheld', answered_decision_id = decision_id"
    ),
    "an appeal deleted": "DELETE FROM appeals",
    "two opinions that are asked for on a decision": again("opinions", "id = 1"),
    "an opinion that nobody gave and that says something": "UPDATE opinions SET outcome = 'agree'",
    "an opinion on no decision": (
        "UPDATE opinions SET decision_id = NULL, user_id = 1, outcome = 'agree', given_at = asked_at"
    ),
    "a golden case that nobody answered": "UPDATE opinions SET kind = 'golden'",
    "an opinion deleted": "DELETE FROM opinions",
    "two right outcomes of a golden case": again("golden_cases", "id = 1"),
    "a golden case deleted": "DELETE FROM golden_cases",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(decided, statement):
    with pytest.raises(DBAPIError) as refused, decided.begin() as connection:
        connection.execute(text(statement))
    said = str(refused.value.orig).lower()
    assert any(word in said for word in ("constraint", "never deleted")), said
