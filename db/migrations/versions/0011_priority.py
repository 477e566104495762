"""Priority: where a case stands among those of its severity, with what that rests on, in place of the score alone."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from math import log2
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDER = (sa.text("severity DESC"), sa.text("priority DESC"), "opened_at", "id")
ASKED_FOR = ("board_id", "language", "categories", "rules", "post_id", "verdict_id")
ORDERED = ("ix_cases_assigned", "ix_cases_open", "ix_cases_open_queue", "ix_cases_order", "ix_cases_claimed")
"""Made anew, the last one too: of two that serve a statement alike, SQLite takes the one that was made last."""
CHUNK = 5_000
"""Cases that are written at once."""
MOST, NEWEST = 15, 30
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

TOLD = sa.text("""
    SELECT cases.id AS case_id, cases.score, cases.opened_at, posts.board_id, posts.author_id, revisions.words_sha256,
           threads.replies, CASE WHEN cases.state = 'open' THEN 1 ELSE 0 END AS is_waiting,
           CASE WHEN cases.state = 'decided' AND EXISTS (
               SELECT 1 FROM decisions WHERE decisions.case_id = cases.id AND undone_at IS NULL
               AND superseded_at IS NULL AND outcome = 'agree' AND action <> 'escalate'
           ) THEN 1 ELSE 0 END AS is_agreed
    FROM cases
    JOIN posts ON posts.id = cases.post_id
    JOIN threads ON threads.id = posts.thread_id
    JOIN revisions ON revisions.id = cases.revision_id
    ORDER BY cases.id DESC
""").columns(opened_at=sa.DateTime(timezone=True))


def upgrade() -> None:
    for name in ORDERED:
        op.drop_index(name, "cases")
    op.add_column("cases", sa.Column("priority", sa.Double(), server_default="0", nullable=False))
    standings = op.create_table(
        "standings",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("words_sha256", sa.String(length=64), nullable=False),
        sa.Column("same_words", sa.Integer(), nullable=False),
        sa.Column("replies", sa.BigInteger(), nullable=True),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["authors.id"], name=op.f("fk_standings_author_id")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_standings_board_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_standings_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_standings")),
    )
    fill(standings)
    indexes()


def fill(standings: sa.Table) -> None:
    """Weigh every case as of now, as new ones are weighed from here on."""
    connection = op.get_bind()
    cases = [dict(row) for row in connection.execute(TOLD).mappings()]
    weigh(cases)
    names = [column.name for column in standings.columns]
    for first in range(0, len(cases), CHUNK):
        few = cases[first : first + CHUNK]
        connection.execute(sa.insert(standings), [{name: each[name] for name in names} for each in few])
        placed = [{"id": each["case_id"], "priority": priority(each)} for each in few]
        connection.execute(sa.text("UPDATE cases SET priority = :priority WHERE id = :id"), placed)


def weigh(cases: list[dict[str, Any]]) -> None:
    """Count what is alike among all cases, and among the newest of each author; they come with the newest first."""
    alike = Counter((each["board_id"], each["words_sha256"]) for each in cases)
    newest: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in cases:
        each |= {"same_words": min(alike[each["board_id"], each["words_sha256"]] - 1, MOST), "agreed": 0, "waiting": 0}
        if each["author_id"] is not None:
            newest[each["author_id"]].append(each)
    for theirs in newest.values():
        for name in ("agreed", "waiting"):
            count = sum(each[f"is_{name}"] for each in theirs[:NEWEST])
            for place, each in enumerate(theirs):
                each[name] = min(count - (place < NEWEST and each[f"is_{name}"]), MOST)


def priority(case: dict[str, Any]) -> float:
    opened_at = case["opened_at"] if case["opened_at"].tzinfo else case["opened_at"].replace(tzinfo=UTC)
    ahead: float = (
        72 * case["score"]
        + 9 * log2(1 + case["same_words"])
        + 10 * log2(1 + min(case["agreed"] + case["waiting"] / 2, MOST))
        + 2 * log2(1 + min(case["replies"] or 0, 1023))
    )
    return ahead - float((opened_at - EPOCH) / timedelta(hours=1))


def indexes() -> None:
    op.create_index("ix_cases_assigned", "cases", ["assignee_id", *ORDER], **where("assignee_id IS NOT NULL"))
    op.create_index("ix_cases_open", "cases", [*ORDER, "queue", *ASKED_FOR], **where("state = 'open'"))
    op.create_index("ix_cases_open_queue", "cases", ["queue", *ORDER, *ASKED_FOR], **where("state = 'open'"))
    op.create_index("ix_cases_order", "cases", [*ORDER, "state", "queue", *ASKED_FOR])
    op.create_index("ix_cases_claimed", "cases", ["queue", "claimed_until"], **where("claimed_until IS NOT NULL"))
    op.create_index("ix_standings_author_id_case_id", "standings", ["author_id", "case_id"])
    op.create_index("ix_standings_board_id_words_sha256_case_id", "standings", ["board_id", "words_sha256", "case_id"])


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
