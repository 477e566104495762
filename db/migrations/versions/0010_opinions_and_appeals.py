"""Second opinions, golden cases and appeals."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CATEGORIES = ("toxicity", "identity_attack", "insult", "threat", "profanity", "sexually_explicit")
KEPT = {
    "appeals": "appeals are never deleted",
    "opinions": "opinions are never deleted",
    "golden_cases": "golden cases are never deleted",
}


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("objector", choice("objector", "author", "forum"), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("entered_by_id", ID, nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("case_opened_at", MOMENT, nullable=False),
        sa.Column("answered_decision_id", ID, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("outcome", choice("outcome", "upheld", "reversed", "withdrawn"), nullable=True),
        sa.Column("withdrawn_by_id", ID, nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL OR outcome = 'withdrawn') = (answered_decision_id IS NULL)",
            name=op.f("ck_appeals_answered"),
        ),
        sa.CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_appeals_answered_somehow")),
        sa.CheckConstraint("answered_decision_id <> decision_id", name=op.f("ck_appeals_answered_by_another")),
        sa.CheckConstraint(
            "(outcome IS NULL OR outcome <> 'withdrawn') = (withdrawn_by_id IS NULL)", name=op.f("ck_appeals_withdrawn")
        ),
        sa.CheckConstraint(
            "(withdrawn_by_id IS NULL) = (withdrawn_why IS NULL)", name=op.f("ck_appeals_withdrawn_why")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appeals_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["users.id"], name=op.f("fk_appeals_entered_by_id")),
        sa.ForeignKeyConstraint(
            ["answered_decision_id"], ["decisions.id"], name=op.f("fk_appeals_answered_decision_id")
        ),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["users.id"], name=op.f("fk_appeals_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    op.create_index("ix_appeals_case_id", "appeals", ["case_id"])
    op.create_index("ix_appeals_decision_id", "appeals", ["decision_id"])
    op.create_index("ix_appeals_answered_decision_id", "appeals", ["answered_decision_id"])
    op.create_index("uq_appeals_open", "appeals", ["case_id"], unique=True, **where("answered_at IS NULL"))

    op.create_table(
        "opinions",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=True),
        sa.Column("kind", choice("kind", "second", "golden"), nullable=False),
        sa.Column("asked_by_id", ID, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("outcome", choice("outcome", "agree", "disagree", "ignore"), nullable=True),
        sa.Column("category", choice("category", *CATEGORIES), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", ID, nullable=True),
        sa.CheckConstraint("(given_at IS NULL) = (user_id IS NULL)", name=op.f("ck_opinions_given")),
        sa.CheckConstraint("(given_at IS NULL) = (outcome IS NULL)", name=op.f("ck_opinions_given_as")),
        sa.CheckConstraint("given_at IS NULL OR decision_id IS NOT NULL", name=op.f("ck_opinions_given_on")),
        sa.CheckConstraint("kind = 'second' OR given_at IS NOT NULL", name=op.f("ck_opinions_golden_is_given")),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_opinions_settled")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_opinions_case_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_opinions_revision_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_opinions_decision_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["users.id"], name=op.f("fk_opinions_asked_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_opinions_user_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_opinions_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
        sa.UniqueConstraint("decision_id", "user_id", name=op.f("uq_opinions_decision_id_user_id")),
    )
    op.create_index("ix_opinions_case_id", "opinions", ["case_id"])
    op.create_index("ix_opinions_user_id", "opinions", ["user_id"])
    op.create_index("uq_opinions_asked", "opinions", ["decision_id"], unique=True, **where("given_at IS NULL"))
    op.create_index("uq_opinions_undecided", "opinions", ["case_id"], unique=True, **where("decision_id IS NULL"))

    op.create_table(
        "golden_cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("decision_id", ID, nullable=False),
        sa.Column("outcome", choice("outcome", "agree", "disagree", "ignore"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_by_id", ID, nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("retired_by_id", ID, nullable=True),
        sa.CheckConstraint("(retired_at IS NULL) = (retired_by_id IS NULL)", name=op.f("ck_golden_cases_retired")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_golden_cases_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_golden_cases_decision_id")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["users.id"], name=op.f("fk_golden_cases_marked_by_id")),
        sa.ForeignKeyConstraint(["retired_by_id"], ["users.id"], name=op.f("fk_golden_cases_retired_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_golden_cases")),
    )
    op.create_index("ix_golden_cases_case_id", "golden_cases", ["case_id"])
    op.create_index(
        "uq_golden_cases_in_force", "golden_cases", ["decision_id"], unique=True, **where("retired_at IS NULL")
    )
    for table, message in KEPT.items():
        keep(table, message)


def keep(table: str, message: str) -> None:
    """Refuse to delete rows of a table, as of claims and decisions (0003)."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{message}'); END
        """)
    else:
        op.execute(f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION flagpost_refuse('{message}')
        """)
