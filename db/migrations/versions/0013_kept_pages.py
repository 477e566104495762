"""Where the page is kept from which words were read, if it is: a record of a WARC file."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("evidence_record", sa.JSON(), nullable=True))
