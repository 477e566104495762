"""Screening and review: verdicts, flags, users, cases, claims, decisions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def where(condition: str, *, on_sqlite: str | None = None) -> dict[str, Any]:
    return {"sqlite_where": sa.text(on_sqlite or condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.String(length=500), nullable=False),
        sa.Column("role", choice("role", "read_only", "moderator", "reviewer", "admin"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("folded_name", name=op.f("uq_users_folded_name")),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("categories", sa.String(length=120), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("screened_at", MOMENT, nullable=False),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", name=op.f("ck_verdicts_severity")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_verdicts_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        sa.UniqueConstraint("id", "revision_id", name=op.f("uq_verdicts_id_revision_id")),
    )
    op.create_index("ix_verdicts_revision_id", "verdicts", ["revision_id"])

    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("verdict_id", ID, nullable=False),
        sa.Column("queue", sa.String(length=500), nullable=False),
        sa.Column("state", choice("state", "open", "decided"), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.CheckConstraint("state = 'open' OR claimed_until IS NULL", name=op.f("ck_cases_claimed_is_open")),
        sa.CheckConstraint("reopened >= 0", name=op.f("ck_cases_reopened")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_cases_score")),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", name=op.f("ck_cases_severity")),
        sa.CheckConstraint("token >= 0", name=op.f("ck_cases_token")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_cases_post_id")),
        sa.ForeignKeyConstraint(
            ["revision_id", "post_id"], ["revisions.id", "revisions.post_id"], name=op.f("fk_cases_revision_id_post_id")
        ),
        sa.ForeignKeyConstraint(
            ["verdict_id", "revision_id"],
            ["verdicts.id", "verdicts.revision_id"],
            name=op.f("fk_cases_verdict_id_revision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("post_id", name=op.f("uq_cases_post_id")),
    )
    op.create_index(
        "ix_cases_open",
        "cases",
        [sa.text("severity DESC"), sa.text("score DESC"), "opened_at", "id"],
        **where("state = 'open'"),
    )
    op.create_index(
        "ix_cases_open_queue",
        "cases",
        ["queue", sa.text("severity DESC"), sa.text("score DESC"), "opened_at", "id"],
        **where("state = 'open'"),
    )

    op.create_table(
        "flags",
        sa.Column("id", ID, nullable=False),
        sa.Column("verdict_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column(
            "category",
            choice("category", "toxicity", "identity_attack", "insult", "threat", "profanity", "sexually_explicit"),
            nullable=False,
        ),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("place >= 0", name=op.f("ck_flags_place")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_flags_score")),
        sa.CheckConstraint("severity BETWEEN 0 AND 4", name=op.f("ck_flags_severity")),
        sa.ForeignKeyConstraint(["verdict_id"], ["verdicts.id"], name=op.f("fk_flags_verdict_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("verdict_id", "place", name=op.f("uq_flags_verdict_id_place")),
    )
    op.create_table(
        "claims",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.CheckConstraint("expires_at >= claimed_at", name=op.f("ck_claims_expires_at")),
        sa.CheckConstraint("token >= 1", name=op.f("ck_claims_token")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_claims_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_claims_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("case_id", "token", name=op.f("uq_claims_case_id_token")),
    )
    op.create_index("ix_claims_user_id", "claims", ["user_id"])
    op.create_index("uq_claims_unreleased", "claims", ["case_id"], unique=True, **where("released_at IS NULL"))

    op.create_table(
        "decisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("revision_id", ID, nullable=False),
        sa.Column("verdict_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("outcome", choice("outcome", "agree", "disagree", "ignore"), nullable=False),
        sa.Column(
            "action", choice("action", "none", "remove", "edit", "warn", "lock", "ban", "escalate"), nullable=False
        ),
        sa.Column("action_state", choice("action_state", "recommended", "done", "verified"), nullable=False),
        sa.Column(
            "category",
            choice("category", "toxicity", "identity_attack", "insult", "threat", "profanity", "sexually_explicit"),
            nullable=True,
        ),
        sa.Column("ground", choice("ground", "terms", "illegal"), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("automated_detection", sa.Boolean(), nullable=False),
        sa.Column("automated_decision", sa.Boolean(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by_id", ID, nullable=True),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_decisions_undone")),
        sa.ForeignKeyConstraint(
            ["case_id", "token"], ["claims.case_id", "claims.token"], name=op.f("fk_decisions_case_id_token")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name=op.f("fk_decisions_undone_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_decisions_user_id")),
        sa.ForeignKeyConstraint(
            ["verdict_id", "revision_id"],
            ["verdicts.id", "verdicts.revision_id"],
            name=op.f("fk_decisions_verdict_id_revision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_case_id", "decisions", ["case_id"])
    op.create_index("ix_decisions_user_id", "decisions", ["user_id"])
    op.create_index(
        "uq_decisions_in_force",
        "decisions",
        ["case_id"],
        unique=True,
        **where("undone_at IS NULL AND superseded_at IS NULL"),
    )
