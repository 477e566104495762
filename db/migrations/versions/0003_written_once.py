"""What is written once stays: the audit log, claims and decisions.

SQLite's ``INSERT OR REPLACE`` deletes without asking a DELETE trigger, so the audit log checks every insert too: the
number follows on the last one, and so does the hash. The same check holds on PostgreSQL.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AUDIT = "the audit log is append-only"
KEPT = {"claims": "claims are never deleted", "decisions": "decisions are never deleted"}

FOLLOWS_ON = """
    NEW.number = (SELECT coalesce(max(number), 0) + 1 FROM audit)
    AND NEW.previous = coalesce(
        (SELECT hash FROM audit ORDER BY number DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    )
    AND NOT EXISTS (SELECT 1 FROM audit WHERE hash = NEW.hash)
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for_sqlite()
    else:
        for_postgresql()


def for_sqlite() -> None:
    op.execute(f"""
        CREATE TRIGGER audit_follows_on BEFORE INSERT ON audit WHEN NOT ({FOLLOWS_ON})
        BEGIN SELECT RAISE(ABORT, '{AUDIT}: this line does not follow on the last one'); END
    """)
    for event in ("UPDATE", "DELETE"):
        op.execute(f"""
            CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit
            BEGIN SELECT RAISE(ABORT, '{AUDIT}'); END
        """)
    for table, message in KEPT.items():
        op.execute(f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{message}'); END
        """)


def for_postgresql() -> None:
    op.execute("""
        CREATE FUNCTION flagpost_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$
    """)
    op.execute(f"""
        CREATE FUNCTION flagpost_audit_follows_on() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT ({FOLLOWS_ON}) THEN
                RAISE EXCEPTION '{AUDIT}: this line does not follow on the last one';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER audit_follows_on BEFORE INSERT ON audit
        FOR EACH ROW EXECUTE FUNCTION flagpost_audit_follows_on()
    """)
    op.execute(f"""
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION flagpost_refuse('{AUDIT}')
    """)
    for table, message in KEPT.items():
        op.execute(f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION flagpost_refuse('{message}')
        """)
