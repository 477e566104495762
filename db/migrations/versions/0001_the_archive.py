"""The audit log, boards and everything that scans find on them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
        "audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_audit_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_previous")),
    )
    op.create_table(
        "boards",
        sa.Column("id", ID, nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("engine", sa.Text(), nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("url", name=op.f("uq_boards_url")),
    )
    op.create_table(
        "scans",
        sa.Column("id", ID, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", choice("state", "running", "finished"), nullable=False),
        sa.Column("runner", sa.Text(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("heartbeat_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("posts_new", sa.Integer(), nullable=False),
        sa.Column("posts_revised", sa.Integer(), nullable=False),
        sa.Column("posts_gone", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name=op.f("ck_scans_finished")),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_scans_waiting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    op.create_index("ix_scans_state", "scans", ["state"])

    op.create_table(
        "authors",
        sa.Column("id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("identity", sa.String(length=500), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.String(length=500), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_authors_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authors")),
        sa.UniqueConstraint("board_id", "identity", name=op.f("uq_authors_board_id_identity")),
    )
    op.create_index("ix_authors_folded_name", "authors", ["folded_name"])

    op.create_table(
        "forums",
        sa.Column("id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("external_id", sa.String(length=500), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("threads", sa.BigInteger(), nullable=True),
        sa.Column("messages", sa.BigInteger(), nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_forums_board_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["forums.id"], name=op.f("fk_forums_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forums")),
        sa.UniqueConstraint("board_id", "external_id", name=op.f("uq_forums_board_id_external_id")),
    )
    op.create_index("ix_forums_parent_id", "forums", ["parent_id"])

    op.create_table(
        "scan_errors",
        sa.Column("id", ID, nullable=False),
        sa.Column("scan_id", ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_errors_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_errors")),
        sa.UniqueConstraint("scan_id", "digest", name=op.f("uq_scan_errors_scan_id_digest")),
    )
    op.create_table(
        "scan_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("scan_id", ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.String(length=500), nullable=False),
        sa.Column("kind", choice("kind", "target", "forum", "thread"), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("thread", sa.JSON(), nullable=True),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("state", choice("state", "waiting", "done", "failed"), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_steps_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_steps")),
        sa.UniqueConstraint("scan_id", "url_key", name=op.f("uq_scan_steps_scan_id_url_key")),
    )
    op.create_index("ix_scan_steps_scan_id_state_rank_id", "scan_steps", ["scan_id", "state", "rank", "id"])

    op.create_table(
        "snapshots",
        sa.Column("id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("threads", sa.BigInteger(), nullable=True),
        sa.Column("messages", sa.BigInteger(), nullable=True),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.Column("latest_member", sa.Text(), nullable=True),
        sa.Column("online", sa.BigInteger(), nullable=True),
        sa.Column("online_members", sa.BigInteger(), nullable=True),
        sa.Column("online_guests", sa.BigInteger(), nullable=True),
        sa.Column("online_robots", sa.BigInteger(), nullable=True),
        sa.Column("online_names", sa.JSON(), nullable=False),
        sa.Column("record_online", sa.BigInteger(), nullable=True),
        sa.Column("record_online_at", MOMENT, nullable=True),
        sa.Column("other", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_snapshots_board_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
        sa.UniqueConstraint("board_id", "taken_at", name=op.f("uq_snapshots_board_id_taken_at")),
    )
    op.create_table(
        "threads",
        sa.Column("id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("forum_id", ID, nullable=True),
        sa.Column("external_id", sa.String(length=500), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("sticky", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=True),
        sa.Column("replies", sa.BigInteger(), nullable=True),
        sa.Column("last_post_at", MOMENT, nullable=True),
        sa.Column("last_post_raw", sa.Text(), nullable=True),
        sa.Column("last_post_author", sa.Text(), nullable=True),
        sa.Column("listed_at", MOMENT, nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("read_replies", sa.BigInteger(), nullable=True),
        sa.Column("read_last_post_at", MOMENT, nullable=True),
        sa.Column("read_last_post_raw", sa.Text(), nullable=True),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_threads_board_id")),
        sa.ForeignKeyConstraint(["forum_id"], ["forums.id"], name=op.f("fk_threads_forum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("board_id", "external_id", name=op.f("uq_threads_board_id_external_id")),
    )
    op.create_index("ix_threads_forum_id", "threads", ["forum_id"])
    op.create_index("ix_threads_url", "threads", ["url"], postgresql_using="hash")

    op.create_table(
        "posts",
        sa.Column("id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("external_id", sa.String(length=500), nullable=False),
        sa.Column("thread_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("role", choice("role", "original", "reply"), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("permalink", sa.Text(), nullable=True),
        sa.Column("published", MOMENT, nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("edited", MOMENT, nullable=True),
        sa.Column("edited_raw", sa.Text(), nullable=True),
        sa.Column("reactions", sa.JSON(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_scan_id", ID, nullable=True),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.CheckConstraint("page >= 1", name=op.f("ck_posts_page")),
        sa.CheckConstraint("place >= 0", name=op.f("ck_posts_place")),
        sa.ForeignKeyConstraint(["author_id"], ["authors.id"], name=op.f("fk_posts_author_id")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_posts_board_id")),
        sa.ForeignKeyConstraint(["last_seen_scan_id"], ["scans.id"], name=op.f("fk_posts_last_seen_scan_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_posts_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("board_id", "external_id", name=op.f("uq_posts_board_id_external_id")),
    )
    op.create_index("ix_posts_author_id", "posts", ["author_id"])
    op.create_index("ix_posts_board_id_id", "posts", ["board_id", "id"])
    op.create_index("ix_posts_original", "posts", ["thread_id"], **where("role = 'original'"))
    op.create_index("ix_posts_thread_id_page_place", "posts", ["thread_id", "page", "place"])

    op.create_table(
        "readings",
        sa.Column("scan_id", ID, nullable=False),
        sa.Column("thread_id", ID, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_readings_scan_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_readings_thread_id")),
        sa.PrimaryKeyConstraint("scan_id", "thread_id", name=op.f("pk_readings")),
    )
    op.create_table(
        "revisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("words_sha256", sa.String(length=64), nullable=False),
        sa.Column("evidence_url", sa.Text(), nullable=False),
        sa.Column("evidence_fetched_at", MOMENT, nullable=False),
        sa.Column("evidence_sha256", sa.String(length=64), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.CheckConstraint("NOT pending OR current", name=op.f("ck_revisions_pending_is_current")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_revisions_number")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_revisions_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("id", "post_id", name=op.f("uq_revisions_id_post_id")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_revisions_post_id_number")),
    )
    op.create_index("ix_revisions_pending", "revisions", ["id"], **where("pending", on_sqlite="pending = 1"))
    op.create_index(
        "uq_revisions_current", "revisions", ["post_id"], unique=True, **where("current", on_sqlite="current = 1")
    )
