"""The command line in this process: what it prints, and how it ends."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from flagpost.cli.app import explained
from flagpost.errors import ExitCode
from scraper.fetch import Unreachable


def one_line(result: Any) -> str:
    """What stands on standard error, which must be one line."""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("flagpost: ")
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["queue"], "flagpost scan"),
        (["queue", "list"], "flagpost scan"),
        (["queue", "next"], "flagpost scan"),
        (["boards"], "flagpost scan"),
        (["boards", "list"], "flagpost scan"),
        (["stats"], "flagpost scan"),
        (["scans"], "flagpost scan"),
        (["scans", "show"], "flagpost scan"),
        (["audit", "list"], "empty"),
        (["audit", "verify"], "whole"),
        (["rescreen"], "0 changed"),
    ],
)
def test_an_empty_store_says_what_to_do_next(flagpost: Any, arguments: list[str], hint: str) -> None:
    assert hint in flagpost(*arguments).stdout


@pytest.mark.parametrize(
    "arguments",
    [["queue", "list"], ["boards", "list"], ["scans", "list"], ["audit", "list"]],
)
def test_an_empty_list_is_a_list_in_json(flagpost: Any, arguments: list[str]) -> None:
    assert json.loads(flagpost(*arguments, "--json").stdout) == []


def test_a_scan_tells_what_it_found(flagpost: Any, sample: str) -> None:
    result = flagpost("scan", sample, "--allow-host", "127.0.0.1", "--delay", "0")
    assert "new posts" in result.stdout
    assert "flagpost queue next" in result.stdout
    assert result.stderr == ""
    report = json.loads(flagpost("scan", sample, "--allow-host", "127.0.0.1", "--delay", "0", "--json").stdout)
    assert report["scan"]["posts_new"] == 0
    assert report["scan"]["state"] == "finished"
    assert report["errors"] == []


def test_the_queue_from_end_to_end(flagpost: Any, scanned: str) -> None:
    cases = json.loads(flagpost("queue", "list", "--json").stdout)
    assert cases
    severities = ["low", "medium", "high", "critical"]
    ranks = [severities.index(case["severity"]) for case in cases]
    assert ranks == sorted(ranks, reverse=True)
    table = flagpost("queue", "list").stdout
    assert str(cases[0]["id"]) in table

    shown = flagpost("queue", "next").stdout
    case = cases[0]
    assert f"Case {case['id']}" in shown
    assert "claimed by anna" in shown
    assert case["verdict"]["flags"][0]["reason"] in shown
    assert case["post"]["permalink"] in shown
    assert "flagpost queue decide" in shown

    decided = flagpost("queue", "decide", case["id"], "agree", "--action", "remove", "--note", "clear")
    assert f"Case {case['id']} decided" in decided.stdout
    assert case["id"] not in [each["id"] for each in json.loads(flagpost("queue", "list", "--json").stdout)]
    assert "already" in one_line(flagpost("queue", "decide", case["id"], "ignore", code=2))
    flagpost("queue", "done", 1)
    assert "done" in flagpost("queue", "show", case["id"]).stdout

    flagpost("queue", "undo")
    assert "no decision to undo" in one_line(flagpost("queue", "undo", code=2))
    assert case["id"] in [each["id"] for each in json.loads(flagpost("queue", "list", "--json").stdout)]
    flagpost("queue", "release", case["id"])
    assert json.loads(flagpost("queue", "show", case["id"], "--json").stdout)["case"]["claim"] is None
    assert "whole" in flagpost("audit", "verify").stdout
    assert "case.decided" in flagpost("audit", "list").stdout


def test_a_case_tells_what_moved_it_forward(flagpost: Any, folder: Path, scanned: str) -> None:
    cases = json.loads(flagpost("queue", "list", "--json").stdout)
    severities = {name: rank for rank, name in enumerate(("low", "medium", "high", "critical"))}
    ranks = [(severities[case["severity"]], case["priority"]) for case in cases]
    assert ranks == sorted(ranks, reverse=True)
    case_id = cases[0]["id"]
    for same_words, told in ((0, False), (3, True)):
        with closing(sqlite3.connect(folder / "flagpost.db")) as connection, connection:
            connection.execute(
                "UPDATE standings SET same_words = ?, replies = 3, agreed = 0, waiting = 0", (same_words,)
            )
        shown = flagpost("queue", "show", case_id).stdout
        assert ("forward" in shown, "said 4 times on this board" in shown) == (told, told)


def test_filters_narrow_the_queue(flagpost: Any, scanned: str) -> None:
    everything = json.loads(flagpost("queue", "list", "--json", "-n", 1000).stdout)
    grave = json.loads(flagpost("queue", "list", "--severity", "high", "--json").stdout)
    assert 0 < len(grave) < len(everything)
    assert {case["severity"] for case in grave} <= {"high", "critical"}
    author = everything[0]["post"]["author"]
    theirs = json.loads(flagpost("queue", "list", "--author", author, "--json").stdout)
    assert {case["post"]["author"] for case in theirs} == {author}
    assert len(json.loads(flagpost("queue", "list", "--board", scanned, "--json", "-n", 1000).stdout)) == len(
        everything
    )
    assert "No cases like that" in flagpost("queue", "list", "--author", "nobody").stdout
    assert "no board 99" in one_line(flagpost("queue", "list", "--board", 99, code=2))


def test_what_is_in_the_store(flagpost: Any, scanned: str) -> None:
    board = json.loads(flagpost("boards", "list", "--json").stdout)[0]
    assert board["url"] == scanned
    assert scanned in flagpost("boards").stdout
    assert board["title"] in flagpost("boards", "show", 1).stdout
    assert json.loads(flagpost("boards", "show", scanned, "--json").stdout)["snapshots"]
    stats = json.loads(flagpost("stats", "--json").stdout)
    assert stats["posts"] == board["posts"]
    assert f"{board['posts']:,}" in flagpost("stats").stdout
    assert scanned in flagpost("scans").stdout
    assert "finished" in flagpost("scans", "show").stdout


def test_options_for_all_commands_may_stand_anywhere(flagpost: Any, folder: Path) -> None:
    flagpost("stats", "--store", "sqlite:///a.db")
    flagpost("--store", "sqlite:///b.db", "stats")
    flagpost("queue", "list", "--store=sqlite:///c.db")
    assert sorted(path.name for path in folder.glob("?.db")) == ["a.db", "b.db", "c.db"]


def test_reading_a_page(flagpost: Any, sample: str, folder: Path, board: Any) -> None:
    path = "/threads/read-this-before-you-ask-about-moorings.31/"
    (folder / "page.html").write_bytes(board.answers[path].body)
    page = json.loads(flagpost("read", "page.html", "--url", "https://quay.example" + path).stdout)
    assert page["kind"] == "thread"
    assert page["url"] == "https://quay.example" + path
    fetched = json.loads(flagpost("read", sample.rstrip("/") + path, "--allow-host", "127.0.0.1").stdout)
    assert fetched["title"] == page["title"]
    text = flagpost("read", "page.html", "--text").stdout
    assert page["title"] in text
    assert page["original_post"]["author"]["name"] in text
    linked = json.loads(flagpost("read", "page.html", "--json-ld").stdout)
    assert linked["headline"] == page["title"]
    assert len(linked["comment"]) == len(page["replies"])
    assert "--json-ld" in flagpost("read", "page.html", "--json-ld", "--text", code=2).stderr
    assert json.loads(flagpost("read", sample, "--allow-host", "127.0.0.1").stdout)["kind"] == "index"


def test_reading_a_listing_and_an_index_as_people_do(flagpost: Any, sample: str) -> None:
    index = flagpost("read", sample, "--text", "--allow-host", "127.0.0.1").stdout
    assert "Harbour and Boats" in index
    assert "latest member" in index
    listing = sample.rstrip("/") + "/forums/harbour-and-boats.2/"
    shown = flagpost("read", listing, "--text", "--allow-host", "127.0.0.1").stdout
    assert "Read this before you ask about moorings" in " ".join(shown.split())
    assert "last post" in shown


def test_what_cannot_be_read_ends_with_3(flagpost: Any, sample: str, folder: Path) -> None:
    (folder / "bread.html").write_text("<!doctype html><title>Bread</title><p>Flour and water.</p>")
    assert "missing.html" in one_line(flagpost("read", "missing.html", code=3))
    assert "bread.html" in one_line(flagpost("read", "bread.html", code=3))
    assert "404" in one_line(flagpost("read", f"{sample}nowhere/", "--allow-host", "127.0.0.1", code=3))
    assert "127.0.0.1" in one_line(flagpost("read", sample, code=3))
    assert "missing.html" in one_line(flagpost("scan", "missing.html", code=3))
    assert "404" in one_line(flagpost("scan", f"{sample}nowhere/", "--allow-host", "127.0.0.1", code=3))


def test_one_bad_target_leaves_the_others_alone(flagpost: Any, sample: str) -> None:
    result = flagpost("scan", "missing.html", sample, "--allow-host", "127.0.0.1", "--delay", "0", code=1)
    assert "missing.html" in one_line(result)
    assert "new posts" in result.stdout


def test_screening_texts(flagpost: Any) -> None:
    shown = flagpost("screen", "You pathetic idiot").stdout
    assert "idiot" in shown
    assert "insult" in shown
    lines = flagpost("screen", "--json", stdin=b"You pathetic idiot\r\nhello\xff there\n").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    assert [row["text"] for row in found] == ["You pathetic idiot", "hello\ufffd there"]
    assert found[0]["verdict"]["scores"]["insult"] > 0.5
    assert found[1]["verdict"]["flags"] == []
    whole = flagpost("screen", "--whole", "--json", stdin="You pathetic\nidiot").stdout
    assert json.loads(whole)["text"] == "You pathetic\nidiot"
    assert flagpost("screen", "--json", stdin=b"").stdout == ""


def test_screening_can_fail_a_build(flagpost: Any) -> None:
    flagpost("screen", "--fail-on", "low", "You pathetic idiot", code=1)
    flagpost("screen", "--fail-on", "critical", "You pathetic idiot")
    flagpost("screen", "--fail-on", "low", "What a lovely day")
    assert "nowhere.toml" in one_line(flagpost("screen", "hello", "--policy", "nowhere.toml", code=2))


def test_nothing_from_the_web_is_obeyed(flagpost: Any, folder: Path, board: Any) -> None:
    path = "/threads/read-this-before-you-ask-about-moorings.31/"
    body = board.answers[path].body.decode()
    words = "You selfish arseholes [red]and[/red] :bomb: \u202egnp.exe \x1b[2J"
    place = body.index('<div class="bbWrapper">') + len('<div class="bbWrapper">')
    (folder / "page.html").write_text(body[:place] + words + body[place:], encoding="utf-8")
    flagpost("scan", "page.html")
    shown = flagpost("queue", "next", "--full").stdout
    assert "[red]and[/red] :bomb: [U+202E]gnp.exe" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[red]and[/red]" in flagpost("read", "page.html", "--text").stdout


def test_screening_again_tells_what_changes(flagpost: Any, scanned: str, folder: Path) -> None:
    assert flagpost("rescreen").stdout == "0 changed\n"
    with closing(sqlite3.connect(folder / "flagpost.db")) as connection:
        before = connection.execute("SELECT COUNT(*) FROM verdicts").fetchone()
    flagpost("rescreen")
    with closing(sqlite3.connect(folder / "flagpost.db")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM verdicts").fetchone() == before


def test_exports(flagpost: Any, scanned: str, folder: Path) -> None:
    lines = flagpost("export", "posts").stdout.splitlines()
    result = flagpost("export", "posts", "--format", "csv", "--bom", "--out", "posts.csv")
    assert f"{len(lines)} posts written to posts.csv" in result.stderr
    assert (folder / "posts.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert "nowhere" in one_line(flagpost("export", "posts", "--out", "nowhere/posts.csv", code=4))


def test_a_changed_audit_log_is_noticed(flagpost: Any, scanned: str, folder: Path) -> None:
    with closing(sqlite3.connect(folder / "flagpost.db")) as connection:
        triggers = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for trigger in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE audit SET actor = 'nobody' WHERE number = 2")
        connection.commit()
    result = flagpost("audit", "verify", code=1)
    assert "line 2" in result.stdout


@pytest.mark.parametrize(
    ("store", "hint"),
    [("sqlite:///missing/store.db", "missing"), ("nonsense", "sqlite:///"), ("mysql://host/db", "mysql")],
)
def test_a_wrong_store_is_one_line(flagpost: Any, store: str, hint: str) -> None:
    assert hint in one_line(flagpost("--store", store, "stats", code=4))


def test_a_broken_configuration_is_one_line(flagpost: Any, folder: Path) -> None:
    (folder / "flagpost.toml").write_text("delya = 3\n")
    assert "delya" in one_line(flagpost("stats", code=2))


def test_settings_are_shown(flagpost: Any) -> None:
    values = json.loads(flagpost("settings", "--json").stdout)
    assert values["reviewer"] == "anna"
    assert "lease_minutes" in flagpost("settings").stdout


def test_the_demo_runs_twice(flagpost: Any, folder: Path) -> None:
    first = flagpost("demo").stdout
    assert "new posts" in first
    assert "flagpost queue next" in first
    assert (folder / "flagpost-demo.db").exists()
    again = flagpost("demo").stdout
    assert "0 new posts" in again
    boards = json.loads(flagpost("boards", "list", "--json", "--store", "sqlite:///flagpost-demo.db").stdout)
    assert len(boards) == 1


def test_an_error_that_nobody_foresaw_is_one_line() -> None:
    told, code = explained(ValueError("a\nb"))
    assert "\n" not in told
    assert "--debug" in told
    assert code == ExitCode.RECORDED
    told, code = explained(Unreachable("nobody answers", url="https://b.example/"))
    assert told == "https://b.example/: nobody answers"
    assert code == ExitCode.UNREADABLE


def test_an_appeal_from_end_to_end(flagpost: Any, scanned: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = json.loads(flagpost("queue", "list", "--json").stdout)[0]["id"]
    words = ("--from", "author", "--text", "I only quoted him")
    assert "none yet" in one_line(flagpost("queue", "appeal", case, *words, code=2))
    flagpost("queue", "decide", case, "agree", "--action", "remove")
    assert "words" in one_line(flagpost("queue", "appeal", case, "--from", "author", "--text", " ", code=2))
    told = flagpost("queue", "appeal", case, *words, "--how", "by mail").stdout
    assert f"Case {case} is open again, for somebody else than anna" in told
    assert "already" in one_line(flagpost("queue", "appeal", case, *words, code=2))
    assert [each["id"] for each in json.loads(flagpost("queue", "list", "--appealed", "--json").stdout)] == [case]
    assert "under appeal" in flagpost("queue", "list", "--appealed").stdout
    shown = flagpost("queue", "show", case).stdout
    assert "Appeal by the author, by mail" in shown
    assert "I only quoted him" in shown
    assert "Somebody else" in one_line(flagpost("queue", "decide", case, "ignore", "--explanation", "So.", code=2))
    assert "under appeal" in one_line(flagpost("queue", "undo", code=2))
    monkeypatch.setenv("FLAGPOST_REVIEWER", "bert")
    assert "explanation" in one_line(flagpost("queue", "decide", case, "ignore", code=2))
    flagpost("queue", "decide", case, "ignore", "--explanation", "He quotes him.")
    assert json.loads(flagpost("queue", "list", "--appealed", "--json").stdout) == []


def test_an_appeal_is_withdrawn(flagpost: Any, scanned: str) -> None:
    case = json.loads(flagpost("queue", "list", "--json").stdout)[0]["id"]
    flagpost("queue", "decide", case, "agree", "--action", "remove")
    flagpost("queue", "appeal", case, "--from", "forum", "--text", "We allow that")
    assert "reason" in one_line(flagpost("queue", "withdraw", case, "--why", " ", code=2))
    told = flagpost("queue", "withdraw", case, "--why", "Wrong case").stdout
    assert f"The appeal on case {case} is withdrawn. Decision 1 by anna stands as it was." in told
    assert [each["id"] for each in json.loads(flagpost("queue", "list", "--state", "decided", "--json").stdout)] == [
        case
    ]
    assert "under no appeal" in one_line(flagpost("queue", "withdraw", case, "--why", "Again", code=2))


def test_the_page_of_a_case_is_told_and_given(
    flagpost: Any, board: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flagpost("scan", board.url, "--allow-host", "127.0.0.1", "--warc", "kept", "--delay", "0")
    case = json.loads(flagpost("queue", "list", "--json").stdout)[0]
    told = json.loads(flagpost("evidence", case["id"], "--json").stdout)
    shown = flagpost("evidence", case["id"]).stdout
    assert told["record"]["file"] in shown
    assert told["sha256"] in shown
    assert "Set warc" in one_line(flagpost("evidence", case["id"], "--page", "page.html", code=3))
    monkeypatch.setenv("FLAGPOST_WARC", "kept")
    flagpost("evidence", case["id"], "--page", "page.html", "--record", "page.warc.gz")
    page = json.loads(flagpost("read", "page.html", "--url", told["url"]).stdout)
    assert case["post"]["text"] in {post["text"] for post in [page["original_post"], *page["replies"]] if post}
    assert json.loads(flagpost("read", "page.warc.gz").stdout)["url"] == told["url"]
    assert "no version 7" in one_line(flagpost("evidence", case["id"], "--version", "7", code=2))
    assert "cannot be written" in one_line(flagpost("evidence", case["id"], "--page", "no/page.html", code=4))


def test_what_was_not_kept_is_told_so(flagpost: Any, scanned: str) -> None:
    with closing(sqlite3.connect("flagpost.db")) as connection, connection:
        connection.execute("UPDATE revisions SET evidence_record = NULL")
    case = json.loads(flagpost("queue", "list", "--json").stdout)[0]
    assert "not kept" in flagpost("evidence", case["id"]).stdout
    assert "not kept" in one_line(flagpost("evidence", case["id"], "--record", "page.warc.gz", code=3))


def test_a_case_is_left_to_others(flagpost: Any, scanned: str) -> None:
    first = json.loads(flagpost("queue", "next", "--json").stdout)["case"]["id"]
    second = json.loads(flagpost("queue", "next", "--skip", first, "--json").stdout)["case"]["id"]
    third = json.loads(flagpost("queue", "next", "--skip", first, "--skip", second, "--json").stdout)["case"]["id"]
    assert len({first, second, third}) == 3
    claimed = [each["id"] for each in json.loads(flagpost("queue", "list", "--json").stdout) if each["claim"]]
    assert claimed == [third]
    assert "no case 99999" in one_line(flagpost("queue", "next", "--skip", 99999, code=2))
