"""The words of cases are found by an index: on SQLite, of every three characters in a row that stand in them.

It is kept beside ``case_words`` by triggers, and holds no text of its own: to take words out of it, it has to be told
which ones they were. On PostgreSQL words are read, as before: an index of that kind is an extension there, which not
everybody may install.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEX = "CREATE VIRTUAL TABLE case_trigrams USING fts5 (text, content='', tokenize='trigram')"
ADDED = "INSERT INTO case_trigrams (rowid, text) VALUES (NEW.case_id, NEW.text)"
REMOVED = "INSERT INTO case_trigrams (case_trigrams, rowid, text) VALUES ('delete', OLD.case_id, OLD.text)"
TRIGGERS = {
    "case_trigrams_added": f"AFTER INSERT ON case_words BEGIN {ADDED}; END",
    "case_trigrams_changed": f"AFTER UPDATE OF text ON case_words BEGIN {REMOVED}; {ADDED}; END",
    "case_trigrams_removed": f"AFTER DELETE ON case_words BEGIN {REMOVED}; END",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(INDEX)
    op.execute("INSERT INTO case_trigrams (rowid, text) SELECT case_id, text FROM case_words")
    for name, told in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {told}")
