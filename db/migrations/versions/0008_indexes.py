"""What filters ask about stands on the case, kept there by triggers, and in the indexes of the queue."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ORDER = (sa.text("severity DESC"), sa.text("score DESC"), "opened_at", "id")
ASKED_FOR = ("board_id", "language", "categories", "rules", "post_id", "verdict_id")

TOLD = {
    "board_id": "(SELECT board_id FROM posts WHERE posts.id = {case}.post_id)",
    "language": "(SELECT language FROM verdicts WHERE verdicts.id = {case}.verdict_id)",
    "categories": "(SELECT categories FROM verdicts WHERE verdicts.id = {case}.verdict_id)",
    # PostgreSQL indexes entries up to 2,704 bytes: rules that may leave no room beside the queue are not told.
    "rules": """(
        SELECT CASE WHEN coalesce(sum(length(rule)), 0) + length({case}.queue) <= 500
               THEN coalesce({line} || {joined} || {line}, '') END
        FROM (SELECT DISTINCT rule FROM flags WHERE flags.verdict_id = {case}.verdict_id ORDER BY rule) AS told
    )""",
}
"""Columns of a case, and where they come from."""
ON_SQLITE = {"line": "char(10)", "joined": "group_concat(rule, char(10))"}
ON_POSTGRESQL = {"line": "chr(10)", "joined": "string_agg(rule, chr(10))"}
SPEAKS_OF_OTHERS = "UPDATE OF post_id, verdict_id, queue"


def upgrade() -> None:
    op.add_column("cases", sa.Column("board_id", ID, nullable=True))
    op.add_column("cases", sa.Column("language", sa.Text(), nullable=True))
    op.add_column("cases", sa.Column("categories", sa.String(length=120), nullable=True))
    op.add_column("cases", sa.Column("rules", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for_sqlite()
    else:
        for_postgresql()
    indexes()


def for_sqlite() -> None:
    sets = ", ".join(f"{name} = {source.format(case='cases', **ON_SQLITE)}" for name, source in TOLD.items())
    told = f"UPDATE cases SET {sets}"  # noqa: S608 - all of it stands above
    op.execute(told)
    for name, event in (("inserted", "INSERT"), ("changed", SPEAKS_OF_OTHERS)):
        op.execute(f"CREATE TRIGGER cases_told_{name} AFTER {event} ON cases BEGIN {told} WHERE id = NEW.id; END")


def for_postgresql() -> None:
    sets = ", ".join(f"{name} = {source.format(case='cases', **ON_POSTGRESQL)}" for name, source in TOLD.items())
    op.execute(f"UPDATE cases SET {sets}")  # noqa: S608 - all of it stands above
    told = "; ".join(f"NEW.{name} := {source.format(case='NEW', **ON_POSTGRESQL)}" for name, source in TOLD.items())
    op.execute(f"""
        CREATE FUNCTION flagpost_cases_told() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {told}; RETURN NEW; END $$
    """)
    op.execute(f"""
        CREATE TRIGGER cases_told BEFORE INSERT OR {SPEAKS_OF_OTHERS} ON cases
        FOR EACH ROW EXECUTE FUNCTION flagpost_cases_told()
    """)


def indexes() -> None:
    op.drop_index("ix_cases_open", "cases")
    op.drop_index("ix_cases_open_queue", "cases")
    op.create_index("ix_cases_open", "cases", [*ORDER, "queue", *ASKED_FOR], **where("state = 'open'"))
    op.create_index("ix_cases_open_queue", "cases", ["queue", *ORDER, *ASKED_FOR], **where("state = 'open'"))
    op.create_index("ix_cases_order", "cases", [*ORDER, "state", "queue", *ASKED_FOR])
    op.create_index("ix_cases_claimed", "cases", ["queue", "claimed_until"], **where("claimed_until IS NOT NULL"))
    op.drop_index("ix_claims_user_id", "claims")
    op.create_index("ix_claims_user_id_claimed_at", "claims", ["user_id", "claimed_at"])
    op.create_index("ix_claims_unreleased_user_id", "claims", ["user_id"], **where("released_at IS NULL"))
    op.create_index("ix_audit_actor_number", "audit", ["actor", "number"])
    op.create_index("ix_audit_subject_number", "audit", ["subject", "number"])


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
