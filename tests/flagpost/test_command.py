"""The command as a process: closed pipes, signals, a locked store, other locales, and how soon help comes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

COMMAND = Path(sys.executable).with_name("flagpost")
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(folder: Path) -> Start:
    def run(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [COMMAND, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONWARNINGS": "error", **environment},
        )

    return run


def end(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


def test_whoever_reads_may_go_away(start: Start, scanned: str) -> None:
    process = start("export", "posts")
    assert process.stdout
    assert process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) in {0, 141}


@pytest.mark.parametrize("arguments", [["queue", "list", "-n", "1000", "--json"], ["audit", "list"]])
def test_nobody_reads_at_all(start: Start, scanned: str, arguments: list[str]) -> None:
    process = start(*arguments)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 141


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_scan_that_is_stopped_says_how_to_go_on(
    start: Start, flagpost: Any, board: Any, number: signal.Signals
) -> None:
    board.pause = 0.05
    scan = ["scan", board.url, "--allow-host", "127.0.0.1", "--delay", "0"]
    process = start(*scan)
    deadline = time.monotonic() + 30
    while len(board.asked) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    code, _, err = end(process)
    assert code == 130
    assert "goes on from here" in err
    assert len(err.splitlines()) == 1
    board.pause = 0.0
    assert "new posts" in flagpost(*scan).stdout


def test_a_locked_store_is_one_line(start: Start, scanned: str, folder: Path, board: Any) -> None:
    path = "/threads/read-this-before-you-ask-about-moorings.31/"
    (folder / "page.html").write_bytes(board.answers[path].body)
    with closing(sqlite3.connect(folder / "flagpost.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, _, err = end(start("scan", "page.html", FLAGPOST_STORE_PATIENCE="0.2"))
    assert code == 4
    assert "in use" in err
    assert len(err.splitlines()) == 1


def test_a_plain_locale_prints_every_language(start: Start, folder: Path, flagpost: Any) -> None:
    code, out, err = end(start("screen", "--json", "Grüße, привет, 你好", LC_ALL="C", PYTHONIOENCODING="ascii"))
    assert code == 0, err
    assert "Grüße, привет, 你好" in out


def test_help_comes_at_once(start: Start) -> None:
    began = time.monotonic()
    code, out, _ = end(start("--help"))
    assert code == 0
    assert "Exit codes" in out
    assert time.monotonic() - began < 5, "what is slow to load belongs into the commands"


def test_help_loads_no_database_and_no_parser(folder: Path) -> None:
    slow = {"sqlalchemy", "httpx", "textblob", "scraper.pages", "moderation.screening"}
    code = f"import sys, flagpost.cli; print(sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
