"""A scan killed with SIGKILL at ten random moments, and resumed, ends with the same store as one left alone."""

from __future__ import annotations

import json
import random
import time
from typing import Any

from flagpost.sample import read_saved_board, sample_folder

KILLS = 10
SEED = 20_260_101
ANSWERS_AFTER = 0.02
"""Seconds that the board thinks about each page."""
BEFORE_THE_FIRST_PAGE = 3
"""Kills at any moment of the process's life so far, also while the tables are made; the others fall among the pages."""

DUMP = {
    "boards": "SELECT url, title, engine FROM boards",
    "snapshots": """
        SELECT boards.url, threads, messages, members, latest_member, online, online_members,
               online_guests, online_robots, online_names, record_online, record_online_at, other
        FROM snapshots JOIN boards ON boards.id = board_id
    """,
    "forums": """
        SELECT forums.external_id, parents.external_id AS parent, forums.name, forums.url, forums.threads,
               forums.messages
        FROM forums LEFT JOIN forums AS parents ON parents.id = forums.parent_id
    """,
    "threads": """
        SELECT threads.external_id, forums.external_id AS forum, title, threads.url, language, author, started_at,
               sticky, locked, views, replies, last_post_at, last_post_raw, last_post_author,
               read_at IS NOT NULL AS read, read_replies, read_last_post_at, read_last_post_raw,
               gone_at IS NOT NULL AS gone
        FROM threads LEFT JOIN forums ON forums.id = forum_id
    """,
    "authors": "SELECT identity, name, url, title FROM authors",
    "posts": """
        SELECT threads.external_id AS thread, posts.external_id, authors.identity AS author, role, page, place,
               position, permalink, published, published_raw, edited, edited_raw, reactions, signature,
               posts.gone_at IS NOT NULL AS gone
        FROM posts JOIN threads ON threads.id = thread_id LEFT JOIN authors ON authors.id = author_id
    """,
    "revisions": """
        SELECT posts.external_id, number, text, quotes, links, attachments, evidence_url, evidence_sha256,
               current, pending
        FROM revisions JOIN posts ON posts.id = post_id
    """,
    "verdicts": """
        SELECT posts.external_id, revisions.number, scores, categories, severity, queue, policy, versions
        FROM verdicts JOIN revisions ON revisions.id = revision_id JOIN posts ON posts.id = post_id
    """,
    "flags": """
        SELECT posts.external_id, revisions.number, flags.place, rule, category, flags.severity, score, spans,
               target, reason
        FROM flags JOIN verdicts ON verdicts.id = verdict_id JOIN revisions ON revisions.id = revision_id
        JOIN posts ON posts.id = post_id
    """,
    "cases": """
        SELECT posts.external_id, revisions.number, queue, state, severity, score, reopened
        FROM cases JOIN posts ON posts.id = cases.post_id JOIN revisions ON revisions.id = cases.revision_id
    """,
    "scans": """
        SELECT target, state, runner, waiting, done, failed, skipped, posts_new, posts_revised, posts_gone, flagged
        FROM scans
    """,
    "steps": "SELECT scan_id, url, kind, page, state FROM scan_steps",
    "errors": "SELECT scan_id, url, kind, message FROM scan_errors",
    "audit": "SELECT event, COUNT(*) AS lines FROM audit WHERE event != 'scan.taken_over' GROUP BY event",
}
"""Everything in a store, without its own ids and without the moments at which things were stored."""


def dump(flagpost: Any) -> dict[str, list[str]]:
    """A store in a form in which two of them can be compared."""
    return {table: sorted(repr(tuple(row.values())) for row in flagpost.rows(query)) for table, query in DUMP.items()}


def test_killed_ten_times_and_resumed_is_the_same_as_left_alone(flagpost: Any, serve: Any) -> None:
    pages = read_saved_board(sample_folder()).answers
    board = serve({path: page.body for path, page in pages.items() if page.status == 200}, delay=ANSWERS_AFTER)

    began = time.monotonic()
    flagpost.scan(board.url)
    alone_took = time.monotonic() - began
    alone, asked_alone = dump(flagpost), len(board.asked)
    assert len(alone["posts"]) > 50
    assert alone["cases"]
    flagpost.store.unlink()

    moments = random.Random(SEED)
    for kill in range(KILLS):
        asked_before = len(board.asked)
        with flagpost.start("scan", board.url, "--allow-host", "127.0.0.1") as process:
            if kill < BEFORE_THE_FIRST_PAGE:
                time.sleep(moments.uniform(0, alone_took / 2))
            else:
                board.wait_for(asked_before + moments.randint(1, asked_alone // KILLS), process)
                time.sleep(moments.uniform(0, ANSWERS_AFTER))
            assert process.poll() is None, f"the scan was done before kill {kill + 1}: {process.communicate()}"
            process.kill()

    assert json.loads(flagpost.scan(board.url, "--json").stdout)["resumed"]
    assert dump(flagpost) == alone
    assert len(board.asked) < 2 * asked_alone + KILLS * 4, "what was read before a kill is not fetched again"
    flagpost("audit", "verify")
