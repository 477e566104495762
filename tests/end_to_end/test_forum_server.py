"""A real forum server, crawled by the real command, and compared with the server's own database."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from db.items import StoredPost
from db.store import Store

pytestmark = pytest.mark.server

SPIRIT = Path(__file__).parent / "spirit"
PREPARE = Path(__file__).with_name("prepare.py")
PYTHON_VARIABLE = "FLAGPOST_SPIRIT_PYTHON"
"""Names another Python that has the server, for development."""
PATIENCE = 120

THE_SERVERS_OWN = """
    SELECT comment.id, comment.topic_id AS thread, profile.nickname AS author, comment.date, comment.comment AS source,
           comment.comment_html AS html
    FROM spirit_comment_comment AS comment
    JOIN spirit_user_userprofile AS profile ON profile.user_id = comment.user_id
    WHERE comment.action = 0 AND NOT comment.is_removed
    ORDER BY comment.topic_id, comment.date, comment.id
"""
"""Every post that a guest is shown. An action (closed, pinned) is a note of the forum's own and no post."""

HOSTILE = ("worthless idiot", "Shitaly, where", "pathetic moron")
"""What the hostile posts of board.toml say, and others quote."""
FALSE_ALARMS = 3
"""Harmless posts of board.toml that may be flagged."""

THREAD_ADDRESS = re.compile(r"/topic/(\d+)/")
QUOTES = re.compile(r"> @(.+) said:")
BREAKS = frozenset({"p", "li", "ul", "pre", "br"})


class OwnWords(HTMLParser):
    """The words of a post as Spirit rendered it, without what it quotes. Deliberately not our own reader."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "blockquote"
        self.handle_data(dict(attrs).get("title") or "" if tag == "i" else " " if tag in BREAKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "blockquote"
        self.handle_data(" " if tag in BREAKS else "")

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.words.append(data)


def even(text: str) -> str:
    """A text with its white space and list marks evened out."""
    return " ".join(re.sub(r"^\s*[-•*]\s+", "", text, flags=re.MULTILINE).split())


@dataclass(kw_only=True)
class Forum:
    """A running forum server."""

    url: str
    python: str
    database: Path
    log: Path

    def asked(self) -> list[str]:
        """The paths it was asked for since the last time this was called."""
        lines = self.log.read_text(encoding="utf-8").split() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines

    def posts(self) -> list[dict[str, Any]]:
        """Every post that a guest is shown, from the server's own database."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(THE_SERVERS_OWN)]

    def change(self) -> dict[str, str]:
        """Add, edit and remove a post of one thread through the server's own forms: what was done, to which id."""
        return dict(line.split("=", 1) for line in run(self.python, "change.py", self.database).splitlines())


def run(python: str, script: str, database: Path) -> str:
    """Run a script of the forum project to its end; what it printed."""
    done = subprocess.run(
        [python, script],
        cwd=SPIRIT,
        env=environment(database),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{script} failed:\n{done.stderr}"
    return done.stdout


def environment(database: Path) -> dict[str, str]:
    """The environment of the forum project: not a test's, and not ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO_"))}
    return {**kept, "FORUM_DATABASE": str(database), "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def python() -> str:
    """The interpreter that has the forum server."""
    if named := os.environ.get(PYTHON_VARIABLE):
        return named
    ready = subprocess.run([sys.executable, PREPARE, "--check"], capture_output=True, text=True, check=False)
    if ready.returncode:
        pytest.skip("the forum server is not installed; run: python tests/end_to_end/prepare.py")
    return ready.stdout.strip()


@pytest.fixture(scope="module")
def filled(python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the forum that board.toml describes."""
    database = tmp_path_factory.mktemp("spirit") / "forum.sqlite3"
    run(python, "fill.py", database)
    return database


@pytest.fixture
def forum(python: str, filled: Path, tmp_path: Path) -> Iterator[Forum]:
    """The forum, running on a free port with a database of its own."""
    database, log = tmp_path / "forum.sqlite3", tmp_path / "requests.log"
    shutil.copyfile(filled, database)
    with subprocess.Popen(
        [python, "serve.py", log], cwd=SPIRIT, env=environment(database), stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        port = server.stdout.readline().strip()
        assert port, "the forum server did not start"
        try:
            yield Forum(url=f"http://127.0.0.1:{port}/", python=python, database=database, log=log)
        finally:
            server.kill()


def stored_threads(path: Path) -> dict[int, list[StoredPost]]:
    """The server's id of every thread in our store to its posts in order, those that are gone left out."""
    threads: dict[int, list[StoredPost]] = {}
    with Store.open(f"sqlite:///{path}") as store, store.read() as unit:
        for thread_id in sorted({post.thread_id for post in unit.archive.posts(limit=10_000)}):
            posts = unit.archive.thread_posts(thread_id)
            address = THREAD_ADDRESS.search(posts[0].thread_url)
            assert address, f"{posts[0].thread_url} is no thread's address"
            assert int(address[1]) not in threads, f"two threads for {posts[0].thread_url}"
            threads[int(address[1])] = [post for post in posts if post.gone_at is None]
    return threads


def assert_same_as_the_server(path: Path, forum: Forum) -> None:
    """Every post once, in order, with its author, time and own words."""
    threads = stored_threads(path)
    expected: dict[int, list[tuple[str, str, datetime, str]]] = {}
    for row in forum.posts():
        at = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC)
        words = even("".join(OwnWords(row["html"]).words))
        expected.setdefault(row["thread"], []).append((str(row["id"]), row["author"], at, words))
    read = {
        thread: [(post.external_id, post.author, post.published, even(post.text)) for post in posts]
        for thread, posts in threads.items()
    }
    assert read == expected
    for posts in threads.values():
        assert [post.role for post in posts] == ["original"] + ["reply"] * (len(posts) - 1)


def flagged(flagpost: Any) -> set[str]:
    """The server's ids of the posts that have a case."""
    return {
        row["id"] for row in flagpost.rows("SELECT external_id AS id FROM posts JOIN cases ON cases.post_id = posts.id")
    }


def contents(flagpost: Any) -> dict[str, list[dict[str, Any]]]:
    """What an unchanged board must leave as it is."""
    tables = {
        "posts": "id, external_id, thread_id, author_id, role, position, published, edited, gone_at",
        "revisions": "*",
        "verdicts": "*",
        "flags": "*",
        "cases": "*",
    }
    return {table: flagpost.rows(f"SELECT {columns} FROM {table} ORDER BY id") for table, columns in tables.items()}


def test_every_post_once_in_order_with_author_time_and_own_words(forum: Forum, flagpost: Any) -> None:
    flagpost.scan(forum.url)
    assert_same_as_the_server(flagpost.store, forum)
    stored = {post.external_id: post for posts in stored_threads(flagpost.store).values() for post in posts}
    for row in forum.posts():
        quoted = QUOTES.match(row["source"])
        quotes = stored[str(row["id"])].quotes
        assert [quote.author for quote in quotes] == ([quoted[1]] if quoted else [])
    hostile = {
        str(row["id"])
        for row in forum.posts()
        if any(words in "".join(OwnWords(row["html"]).words) for words in HOSTILE)
    }
    assert len(hostile) == len(HOSTILE)
    quoting = {str(row["id"]) for row in forum.posts() if any(words in row["source"] for words in HOSTILE)} - hostile
    found = flagged(flagpost)
    assert hostile <= found
    assert quoting
    assert found.isdisjoint(quoting), "nobody who quotes them"
    assert len(found - hostile) <= FALSE_ALARMS


def test_a_later_scan_fetches_and_changes_only_what_changed(forum: Forum, flagpost: Any) -> None:
    flagpost.scan(forum.url)
    first_contents, first_asked = contents(flagpost), forum.asked()
    assert len(first_asked) == len(set(first_asked)), "no address twice"

    flagpost.scan(forum.url)
    listings = forum.asked()
    assert not [path for path in listings if THREAD_ADDRESS.match(path)], "nothing changed, so listings alone"
    assert contents(flagpost) == first_contents

    changed = forum.change()
    flagpost.scan(forum.url)
    asked = forum.asked()
    threads = {match[1] for path in asked if (match := THREAD_ADDRESS.match(path))}
    assert threads == {changed["thread"]}, "the changed thread alone"
    assert sorted(path for path in asked if not THREAD_ADDRESS.match(path)) == sorted(listings)

    assert_same_as_the_server(flagpost.store, forum)
    posts = {row["id"]: row for row in flagpost.rows("SELECT external_id AS id, gone_at FROM posts")}
    assert changed["added"] in posts
    assert [post for post, row in posts.items() if row["gone_at"]] == [changed["removed"]]
    revisions = flagpost.rows(
        """
        SELECT revisions.number, revisions.pending, COUNT(verdicts.id) AS verdicts
        FROM posts
        JOIN revisions ON revisions.post_id = posts.id
        LEFT JOIN verdicts ON verdicts.revision_id = revisions.id
        WHERE posts.external_id = ? GROUP BY revisions.id ORDER BY revisions.number
        """,
        changed["edited"],
    )
    assert [(row["number"], row["pending"], row["verdicts"]) for row in revisions] == [(1, 0, 1), (2, 0, 1)]
    assert changed["edited"] in flagged(flagpost), "the new words were screened, and they are hostile"
