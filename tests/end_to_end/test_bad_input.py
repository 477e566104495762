"""Bad input and bad surroundings, through the real command: one clear line, an exit code, and nothing is lost."""

from __future__ import annotations

import ctypes
import gzip
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from flagpost.sample import read_saved_board, sample_folder

RECORDED, USAGE, UNREADABLE, STORE = 1, 2, 3, 4
"""Exit codes, as docs/cli.md tells them."""

HUGE = 300_000_000
"""Bytes of the page that is too large."""
IMPATIENT = {"FLAGPOST_STORE_PATIENCE": "0.3"}
"""Do not wait long for a lock."""

ARTICLE = (
    b"""<!doctype html><html lang="en"><title>Bread</title><body><h1>Bread</h1><p>Flour, water, salt and time.</p>"""
)

PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 1, 2


THREAD = "/threads/read-this-before-you-ask-about-moorings.31/"
FIRST_WORDS = "Every spring the same five questions"
"""A thread of the sample board, and how its original post begins."""


def sample_pages() -> dict[str, bytes]:
    """The pages of the sample board."""
    return {path: page.body for path, page in read_saved_board(sample_folder()).answers.items() if page.status == 200}


def thread_page() -> bytes:
    """A page with one whole thread."""
    return sample_pages()[THREAD]


def counts(path: Path) -> dict[str, int]:
    """How many posts, revisions, verdicts and cases a store holds, which also must be sound."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = ("posts", "revisions", "verdicts", "cases")
        return {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}


@pytest.fixture(scope="module")
def one_thread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds one thread."""
    folder = tmp_path_factory.mktemp("one_thread")
    (folder / "page.html").write_bytes(thread_page())
    command = [Path(sys.executable).with_name("flagpost"), "--store", "sqlite:///store.db", "scan", "page.html"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "store.db"


@pytest.fixture
def filled(flagpost: Any, one_thread: Path) -> Iterator[Any]:
    """The command over a store with something in it, which must all still be there afterwards."""
    shutil.copyfile(one_thread, flagpost.store)
    before = counts(flagpost.store)
    assert before["posts"]
    yield flagpost
    after = counts(flagpost.store)
    assert all(after[table] >= before[table] for table in before), f"{before} became {after}"


@pytest.mark.parametrize("command", ["read", "scan"])
def test_a_missing_file(filled: Any, one_clear_line: Any, command: str) -> None:
    assert "no-such-page.html" in one_clear_line(filled(command, "no-such-page.html", code=UNREADABLE))


@pytest.mark.parametrize("command", ["read", "scan"])
def test_an_address_that_answers_404(filled: Any, serve: Any, one_clear_line: Any, command: str) -> None:
    board = serve({})
    result = filled(command, f"{board.url}threads/gone.1/", "--allow-host", "127.0.0.1", code=None)
    assert result.returncode in {RECORDED, UNREADABLE}
    assert "404" in one_clear_line(result)


@pytest.mark.parametrize("command", ["read", "scan"])
def test_a_page_that_is_no_forum(filled: Any, serve: Any, one_clear_line: Any, command: str) -> None:
    board = serve({"/bread": ARTICLE})
    result = filled(command, f"{board.url}bread", "--allow-host", "127.0.0.1", code=None)
    assert result.returncode in {RECORDED, UNREADABLE}
    assert f"{board.url}bread" in one_clear_line(result)


def test_a_page_of_300_megabytes(filled: Any, serve: Any, answer: Any, one_clear_line: Any) -> None:
    sent = 0

    def paragraphs() -> Iterator[bytes]:
        nonlocal sent
        part = b"<p>And another paragraph, and it is not the last one.</p>\n" * 2_000
        while sent < HUGE:
            yield part
            sent += len(part)

    board = serve({"/huge": answer(body=paragraphs)})
    result = filled.scan(f"{board.url}huge", code=None)
    assert result.returncode in {RECORDED, UNREADABLE}
    assert f"{board.url}huge" in one_clear_line(result)
    assert sent < HUGE / 3, "the reader hangs up at the cap"


def test_a_page_that_unpacks_to_300_megabytes(filled: Any, serve: Any, answer: Any, one_clear_line: Any) -> None:
    part = gzip.compress(b" " * 10_000_000, compresslevel=1)
    packed = answer(body=part * (HUGE // 10_000_000), headers={"Content-Encoding": "gzip"})
    board = serve({"/bomb": packed})
    result = filled.scan(f"{board.url}bomb", code=None)
    assert result.returncode in {RECORDED, UNREADABLE}
    assert f"{board.url}bomb" in one_clear_line(result)


@pytest.mark.parametrize("command", ["read", "scan"])
def test_a_saved_page_of_300_megabytes(filled: Any, one_clear_line: Any, command: str) -> None:
    with (filled.folder / "huge.html").open("wb") as page:
        page.truncate(HUGE)
    assert "huge.html" in one_clear_line(filled(command, "huge.html", code=UNREADABLE))


def test_broken_utf_8_in_a_post_costs_those_characters_alone(flagpost: Any, serve: Any) -> None:
    whole = thread_page()
    words = FIRST_WORDS.encode()
    broken = whole.replace(words, words.replace(b"same", b"same \xff\xfe\xc3("))
    assert broken != whole
    board = serve({"/threads/moorings.31/": whole, "/threads/broken.31/": broken})
    flagpost.scan(f"{board.url}threads/moorings.31/", code=None)
    texts = [row["text"] for row in flagpost.rows("SELECT text FROM revisions ORDER BY id")]
    flagpost.store.unlink()
    flagpost.scan(f"{board.url}threads/broken.31/", code=None)
    again = [row["text"] for row in flagpost.rows("SELECT text FROM revisions ORDER BY id")]
    assert len(again) == len(texts) > 1
    assert again[1:] == texts[1:]
    assert again[0].startswith("Every spring the same \ufffd")
    assert again[0].endswith(texts[0][-40:])


def test_noise_is_no_forum(filled: Any, serve: Any) -> None:
    noises = [b"\xff\xfe\xc3(" * 500, b"\x00" * 2_000, bytes(range(256)) * 40, b""]
    board = serve({f"/{number}": noise for number, noise in enumerate(noises)})
    result = filled.scan(*(f"{board.url}{number}" for number in range(len(noises))), code=UNREADABLE)
    lines = result.stderr.splitlines()
    assert [line.split(" ")[1] for line in lines] == [f"{board.url}{number}:" for number in range(len(noises))]


def test_a_locked_database(filled: Any, one_clear_line: Any) -> None:
    (filled.folder / "page.html").write_bytes(thread_page())
    filled.environment.update(IMPATIENT)
    with closing(sqlite3.connect(filled.store, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        line = one_clear_line(filled("scan", "page.html", code=STORE))
    assert "store.db" in line
    assert "in use" in line


def limited(size: int) -> Callable[[], None]:
    """No file may grow beyond ``size`` bytes: writing fails as on a disk that is full."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_that_takes_no_more(filled: Any, serve: Any, one_clear_line: Any) -> None:
    board = serve(sample_pages())
    size = filled.store.stat().st_size
    line = one_clear_line(filled.scan(board.url, code=STORE, preexec_fn=limited(size + 40_000)))
    assert "store.db" in line
    filled.scan(board.url)
    assert counts(filled.store)["posts"] > 50, "with room again, the scan goes on to its end"


def test_a_full_disk(flagpost: Any, serve: Any, one_clear_line: Any, one_thread: Path) -> None:
    board = serve(sample_pages())
    size = one_thread.stat().st_size
    kept = flagpost.folder / "kept.db"
    arguments = ["--store", "sqlite:////mnt/store.db", "scan", board.url, "--allow-host", "127.0.0.1", "--delay", "0"]
    inside = f"""
        mount -t tmpfs -o size={size + 200_000} tmpfs /mnt && cp {one_thread} /mnt/store.db || exit 77
        {Path(sys.executable).with_name("flagpost")} {" ".join(arguments)}
        code=$?
        cp /mnt/store.db* {flagpost.folder}; mv {flagpost.folder}/store.db {kept}
        exit $code
    """
    unshare = shutil.which("unshare")
    result = subprocess.run(
        [unshare or "false", "--map-root-user", "--mount", "sh", "-c", inside],
        capture_output=True,
        text=True,
        cwd=flagpost.folder,
        timeout=60,
        check=False,
    )
    if result.returncode in {1, 77} and not kept.exists():
        pytest.skip("this machine lets nobody mount a small disk")
    assert result.returncode == STORE, result.stderr
    assert "no room" in one_clear_line(result)
    assert counts(kept)["posts"] >= counts(one_thread)["posts"]


def obeying_permissions() -> None:
    """Let permissions hold for this process and what it starts: they would not for the superuser."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            if libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
                raise OSError(ctypes.get_errno(), "this superuser cannot give up its powers")


@pytest.fixture
def permissions_hold() -> Callable[[], None]:
    """What a child must do first so that permissions hold for it."""
    try:
        probe = subprocess.run(["true"], preexec_fn=obeying_permissions, check=False)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("permissions cannot be made to hold for this user")
    assert probe.returncode == 0
    return obeying_permissions


def test_a_read_only_folder(filled: Any, one_clear_line: Any, permissions_hold: Any) -> None:
    page = filled.folder / "page.html"
    page.write_bytes(thread_page())
    filled.store.chmod(0o444)
    filled.folder.chmod(0o555)
    try:
        line = one_clear_line(filled("scan", page, code=STORE, preexec_fn=permissions_hold))
    finally:
        filled.folder.chmod(0o755)
        filled.store.chmod(0o644)
    assert "store.db" in line


def test_no_store_can_be_made_in_a_read_only_folder(flagpost: Any, one_clear_line: Any, permissions_hold: Any) -> None:
    flagpost.folder.chmod(0o555)
    try:
        line = one_clear_line(flagpost("queue", "list", code=STORE, preexec_fn=permissions_hold))
    finally:
        flagpost.folder.chmod(0o755)
    assert "store.db" in line


def test_a_store_that_is_something_else(flagpost: Any, one_clear_line: Any) -> None:
    flagpost.store.write_bytes(b"My dear diary, today I kept a database. " * 100)
    before = flagpost.store.read_bytes()
    assert "store.db" in one_clear_line(flagpost("queue", "list", code=STORE))
    assert flagpost.store.read_bytes() == before


def test_a_store_in_a_folder_that_is_missing(flagpost: Any, one_clear_line: Any) -> None:
    flagpost.store = flagpost.folder / "missing" / "store.db"
    assert "missing" in one_clear_line(flagpost("queue", "list", code=STORE))


def test_an_unreadable_configuration(filled: Any, one_clear_line: Any, permissions_hold: Any) -> None:
    config = filled.folder / "flagpost.toml"
    config.write_text("delay = 2\n")
    config.chmod(0)
    assert "flagpost.toml" in one_clear_line(filled("queue", "list", code=USAGE, preexec_fn=permissions_hold))


@pytest.mark.parametrize("text", [b"delay = = 2\n", b"no_such_setting = 1\n", b"contact = '\xff\xfe'\n"])
def test_a_broken_configuration(filled: Any, one_clear_line: Any, text: bytes) -> None:
    (filled.folder / "flagpost.toml").write_bytes(text)
    assert "flagpost.toml" in one_clear_line(filled("queue", "list", code=USAGE))


def test_a_configuration_that_is_missing(filled: Any, one_clear_line: Any) -> None:
    filled.environment["FLAGPOST_CONFIG"] = "elsewhere.toml"
    assert "elsewhere.toml" in one_clear_line(filled("queue", "list", code=USAGE))
