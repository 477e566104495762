"""Actions: what decisions in force ask for is found by how far it got, by action and by age."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ACTED = sa.text("undone_at IS NULL AND superseded_at IS NULL AND action <> 'none'")


def upgrade() -> None:
    op.create_index(
        "ix_decisions_acted",
        "decisions",
        ["action_state", "action", "decided_at", "id"],
        sqlite_where=ACTED,
        postgresql_where=ACTED,
    )
