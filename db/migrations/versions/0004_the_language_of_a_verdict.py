"""A verdict says in which language it judged, and how far it can be trusted there."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("verdicts", sa.Column("language", sa.Text(), nullable=True))
    # With its CHECK in one statement, which is the only way to add one to a table of SQLite.
    op.execute("""
        ALTER TABLE verdicts ADD COLUMN trust VARCHAR(32) DEFAULT 'words' NOT NULL
        CONSTRAINT ck_verdicts_trust CHECK (trust IN ('full', 'words', 'none'))
    """)
