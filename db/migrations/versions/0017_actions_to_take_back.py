"""What was done on the forum for decisions that were undone since is found by an index: there is little of it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CARRIED_OUT = sa.text("undone_at IS NOT NULL AND action_state <> 'recommended'")


def upgrade() -> None:
    op.create_index(
        "ix_decisions_to_take_back",
        "decisions",
        ["action", "decided_at", "id"],
        sqlite_where=CARRIED_OUT,
        postgresql_where=CARRIED_OUT,
    )
