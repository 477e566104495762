"""How many open cases there are of each kind is kept; the one that waits longest in a queue is the first of an index.

On SQLite the counts are a table that triggers keep: it has one writer, so that they are never wrong. On PostgreSQL they
are a view with a row a case, since whoever counts there would have to wait for everybody else who does.

Triggers of 0008 copy onto a case where it belongs and what it says, in an update of their own. Nobody says which of
two triggers runs first, so that a number may be below zero for a moment: what counts is the sum of all changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KIND = ("queue", "board_id", "severity", "language", "categories")
COLUMNS = ", ".join(KIND)
KEPT = f"""
    CREATE TABLE case_counts (
        queue TEXT NOT NULL, board_id INTEGER NOT NULL, severity INTEGER NOT NULL, language TEXT,
        categories TEXT NOT NULL, number INTEGER NOT NULL, UNIQUE ({COLUMNS})
    )
"""
COUNTED = "FROM cases WHERE state = 'open' AND board_id IS NOT NULL"
"""A case has a board from the moment on at which it has been copied there."""


def counts(row: str) -> str:
    """When one of a trigger's rows counts."""
    return f"{row}.state = 'open' AND {row}.board_id IS NOT NULL"


def add(number: int, row: str) -> str:
    """Change the count of the kind that one of a trigger's rows is of. A language may be unknown."""
    kind = ", ".join(f"{row}.{name}" for name in KIND)
    alike = f"({COLUMNS}) IS ({kind})"
    return f"""
        INSERT INTO case_counts SELECT {kind}, 0 WHERE NOT EXISTS (SELECT 1 FROM case_counts WHERE {alike});
        UPDATE case_counts SET number = number + {number} WHERE {alike};
        DELETE FROM case_counts WHERE {alike} AND number = 0;
    """  # noqa: S608 - all of it stands above


CHANGED = f"AFTER UPDATE OF state, {COLUMNS}"
TRIGGERS = {
    "case_counts_inserted": f"AFTER INSERT ON cases WHEN {counts('NEW')} BEGIN {add(1, 'NEW')} END",
    "case_counts_left": f"{CHANGED} ON cases WHEN {counts('OLD')} BEGIN {add(-1, 'OLD')} END",
    "case_counts_joined": f"{CHANGED} ON cases WHEN {counts('NEW')} BEGIN {add(1, 'NEW')} END",
    "case_counts_deleted": f"AFTER DELETE ON cases WHEN {counts('OLD')} BEGIN {add(-1, 'OLD')} END",
}


def upgrade() -> None:
    # said otherwise than in the indexes of the queue's order, so that it serves those alone who ask for it
    waiting = sa.text("state <> 'decided'")
    columns = ["queue", "opened_at", "board_id", "state"]
    op.create_index("ix_cases_waiting", "cases", columns, sqlite_where=waiting, postgresql_where=waiting)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"CREATE VIEW case_counts AS SELECT {COLUMNS}, 1 AS number {COUNTED}")
        return
    op.execute(KEPT)
    op.execute(f"INSERT INTO case_counts SELECT {COLUMNS}, count(*) {COUNTED} GROUP BY {COLUMNS}")
    for name, told in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {told}")
