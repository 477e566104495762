"""Figures: cases and decisions are found by when they were made."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_opened_at", "cases", ["opened_at"])
    op.create_index("ix_decisions_decided_at", "decisions", ["decided_at"])
