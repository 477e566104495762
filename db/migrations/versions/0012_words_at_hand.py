"""What the posts of cases say now, beside one another: to look for words is to read them all.

On SQLite they are kept in a table by triggers, those of open cases before all others: among a million posts, each would
be a look at another page of the file. On PostgreSQL they are a view, since two who write at once could leave a copy
with the older words.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = """
    CREATE TABLE case_words (
        open BOOLEAN NOT NULL, case_id INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (open, case_id)
    ) WITHOUT ROWID
"""
SAID = """
    SELECT cases.state = 'open' AS open, cases.id AS case_id, revisions.text AS text
    FROM cases JOIN revisions ON revisions.post_id = cases.post_id AND revisions.current
"""
REVISED = """
    UPDATE case_words SET text = NEW.text
    WHERE open IN (0, 1) AND case_id = (SELECT id FROM cases WHERE cases.post_id = NEW.post_id)
"""
TRIGGERS = {
    "case_words_opened": f"AFTER INSERT ON cases BEGIN INSERT INTO case_words {SAID} WHERE cases.id = NEW.id; END",
    "case_words_moved": """
        AFTER UPDATE OF state ON cases WHEN NEW.state <> OLD.state BEGIN
            UPDATE case_words SET open = NEW.state = 'open' WHERE open = (OLD.state = 'open') AND case_id = NEW.id;
        END
    """,
    "case_words_said": f"AFTER INSERT ON revisions WHEN NEW.current BEGIN {REVISED}; END",
    "case_words_revised": f"AFTER UPDATE OF current, text ON revisions WHEN NEW.current BEGIN {REVISED}; END",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"CREATE VIEW case_words AS {SAID}")
        return
    op.execute(KEPT)
    op.execute(f"INSERT INTO case_words {SAID} ORDER BY 1, 2")
    for name, told in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {told}")
