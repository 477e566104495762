"""The daily work: saved views, phrases, cases handed to somebody, decisions made together."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def where(condition: str, *, on_sqlite: str | None = None) -> dict[str, Any]:
    return {"sqlite_where": sa.text(on_sqlite or condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.String(length=500), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "folded_name", name=op.f("uq_saved_views_user_id_folded_name")),
    )
    op.create_index(
        "uq_saved_views_shared", "saved_views", ["folded_name"], unique=True, **where("shared", on_sqlite="shared = 1")
    )
    op.create_table(
        "phrases",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded_title", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "toxicity",
                "identity_attack",
                "insult",
                "threat",
                "profanity",
                "sexually_explicit",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrases")),
        sa.UniqueConstraint("folded_title", name=op.f("uq_phrases_folded_title")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assignments_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_assignments_user_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_assignments_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index("ix_assignments_case_id", "assignments", ["case_id"])
    op.create_index("uq_assignments_in_force", "assignments", ["case_id"], unique=True, **where("ended_at IS NULL"))
    op.create_table(
        "decision_batches",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("left_alone", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_decision_batches_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_batches")),
    )
    op.create_index("ix_decision_batches_user_id", "decision_batches", ["user_id"])

    # Each with its constraints in one statement: the only way to add them to a table of SQLite without making it anew,
    # which would lose the triggers that keep decisions.
    id_type = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(f"""
        ALTER TABLE cases ADD COLUMN assignee_id {id_type}
        CONSTRAINT fk_cases_assignee_id REFERENCES users (id)
        CONSTRAINT ck_cases_assigned_is_open CHECK (state = 'open' OR assignee_id IS NULL)
    """)
    op.create_index(
        "ix_cases_assigned",
        "cases",
        ["assignee_id", sa.text("severity DESC"), sa.text("score DESC"), "opened_at", "id"],
        **where("assignee_id IS NOT NULL"),
    )
    op.execute(f"""
        ALTER TABLE decisions ADD COLUMN batch_id {id_type}
        CONSTRAINT fk_decisions_batch_id REFERENCES decision_batches (id)
    """)
    op.create_index("ix_decisions_batch", "decisions", ["batch_id"], **where("batch_id IS NOT NULL"))
