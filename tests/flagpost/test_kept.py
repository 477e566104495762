"""Pages kept as they came: what a scan keeps, what is found again, and what is said where it is not."""

from __future__ import annotations

import csv
import errno
import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.items import Evidence, StoredPost, WarcRecord
from db.store import Store
from flagpost import kept
from flagpost.choices import Format, What
from flagpost.errors import EvidenceLost, ExitCode, OutputFailed
from flagpost.export import export
from flagpost.kept import Keeper, kept_page
from flagpost.reading import Source
from flagpost.scan import Scanning
from flagpost.settings import Settings
from scraper.warc import pages_in

THREAD = "/threads/read-this-before-you-ask-about-moorings.31/"
AT = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
MOST = 1_000_000


def source(body: bytes = b"<p>Ropes", **more: Any) -> Source:
    told = {"url": "https://b.example/t/1", "content_type": "text/html", "fetched_at": AT, "status": 200, **more}
    return Source(body=body, **told)


def keeper(folder: Path) -> Keeper:
    return Keeper(folder, about={"isPartOf": "https://b.example/"}, clock=lambda: AT)


def evidence(source: Source, record: WarcRecord | None) -> Evidence:
    return replace(source.evidence, record=record)


def posts_of(store: Store) -> list[StoredPost]:
    with store.read() as unit:
        return list(unit.archive.posts(limit=5000))


@pytest.fixture
def keeping(store: Store, settings: Settings, folder: Path) -> Scanning:
    return Scanning(store, settings.model_copy(update={"warc": folder / "evidence"}))


def test_a_scan_keeps_the_pages_that_show_new_words(keeping: Scanning, store: Store, board: Any, folder: Path) -> None:
    assert keeping.scan(board.url).code is ExitCode.FINE
    posts = posts_of(store)
    [file] = (folder / "evidence").iterdir()
    records = {post.evidence.record for post in posts if post.evidence.record}
    assert len(records) == len({post.evidence.url for post in posts}) == len(list(pages_in(file))) > 10
    for post in posts:
        page = kept_page(folder / "evidence", post.evidence, max_bytes=MOST).page
        assert page.url == post.evidence.url
        assert page.status == 200
        assert page.body == board.answers[post.evidence.url.removeprefix(board.url.rstrip("/"))].body


def test_what_shows_nothing_new_is_not_kept(keeping: Scanning, store: Store, board: Any, folder: Path) -> None:
    keeping.scan(board.url)
    before = {post.id: post.evidence for post in posts_of(store)}
    keeping.scan(board.url, fresh=True)
    assert {post.id: post.evidence for post in posts_of(store)} == before
    assert len(list((folder / "evidence").iterdir())) == 1


def test_each_revision_has_the_page_that_showed_it(keeping: Scanning, store: Store, board: Any, folder: Path) -> None:
    keeping.scan(board.url.rstrip("/") + THREAD)
    words = posts_of(store)[0].text.split("\n")[0][:30]
    board.change(THREAD, words, f"Mind the tide. {words}")
    keeping.scan(board.url.rstrip("/") + THREAD)
    with store.read() as unit:
        changed = [unit.archive.revisions(post.id) for post in posts_of(store) if post.revision > 1]
    assert changed
    for first, second in changed:
        old, new = (kept_page(folder / "evidence", each.evidence, max_bytes=MOST).page for each in (first, second))
        assert b"Mind the tide" not in old.body
        assert b"Mind the tide" in new.body


def test_without_the_setting_nothing_is_kept(store: Store, settings: Settings, board: Any, folder: Path) -> None:
    before = set(folder.rglob("*"))
    Scanning(store, settings).scan(f"{board.url.rstrip('/')}/threads/read-this-before-you-ask-about-moorings.31/")
    assert {post.evidence.record for post in posts_of(store)} == {None}
    assert not {path for path in set(folder.rglob("*")) - before if "warc" in path.name}


def test_what_was_kept_can_be_scanned_again(
    keeping: Scanning, store: Store, settings: Settings, board: Any, folder: Path
) -> None:
    keeping.scan(board.url)
    asked = len(board.asked)
    with Store.open(f"sqlite:///{folder / 'second.db'}") as second:
        report = Scanning(second, settings).scan("evidence")
        assert report.code is ExitCode.FINE, report.errors
        again = {post.external_id: (post.text, post.evidence.sha256) for post in posts_of(second)}
    assert again == {post.external_id: (post.text, post.evidence.sha256) for post in posts_of(store)}
    assert len(board.asked) == asked


def test_a_damaged_file_stops_no_scan(keeping: Scanning, store: Store, board: Any, folder: Path) -> None:
    keeping.scan(board.url)
    [file] = (folder / "evidence").iterdir()
    whole = file.read_bytes()
    offsets = list(pages_in(file))
    (folder / "evidence" / "no.warc").write_bytes(b"<html>")
    file.write_bytes(whole[: offsets[-1] + 50])
    report = keeping.scan("evidence")
    assert report.code is ExitCode.RECORDED
    assert report.scan.done == len(offsets) - 1
    assert [error.url.rpartition("/")[2] for error in report.errors] == [file.name, "no.warc"]


def test_a_folder_that_cannot_be_written_stops_the_scan_to_be_resumed(
    keeping: Scanning, store: Store, board: Any, folder: Path
) -> None:
    (folder / "evidence").write_bytes(b"a file")
    with pytest.raises(OutputFailed, match="evidence"):
        keeping.scan(board.url)
    assert not posts_of(store)
    (folder / "evidence").unlink()
    report = keeping.scan(board.url)
    assert report.resumed
    assert report.code is ExitCode.FINE, report.errors
    assert all(post.evidence.record for post in posts_of(store))


def test_a_record_is_written_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with keeper(folder / "pages") as keeping:
        first = keeping.keep(source())
        monkeypatch.setattr(os, "fsync", _full)
        with pytest.raises(OutputFailed, match="No space left"):
            keeping.keep(source(b"<p>second"))
        monkeypatch.undo()
        third = keeping.keep(source(b"<p>third"))
    assert len(list(pages_in(folder / "pages" / first.file))) == 1
    assert kept_page(folder / "pages", evidence(source(b"<p>third"), third), max_bytes=MOST).page.body == b"<p>third"


def _full(_file: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_scans_that_begin_at_once_have_files_of_their_own(folder: Path) -> None:
    with keeper(folder) as one, keeper(folder) as two:
        assert one.keep(source()).file != two.keep(source()).file
    assert not list(folder.glob("*.part"))


def test_a_file_that_is_large_is_followed_by_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGEST_FILE", 2_000)
    pages = [source(os.urandom(1500)) for _ in range(4)]
    with keeper(folder) as keeping:
        records = [keeping.keep(each) for each in pages]
    assert len({record.file for record in records}) > 1
    for page, record in zip(pages, records, strict=True):
        assert kept_page(folder, evidence(page, record), max_bytes=MOST).page.body == page.body


def test_a_page_that_is_not_there_says_why(folder: Path) -> None:
    with keeper(folder) as keeping:
        record, other = keeping.keep(source()), keeping.keep(source(b"<p>other"))
    known = evidence(source(), record)
    with pytest.raises(EvidenceLost, match="not kept"):
        kept_page(folder, evidence(source(), None), max_bytes=MOST)
    with pytest.raises(EvidenceLost, match="Set warc"):
        kept_page(None, known, max_bytes=MOST)
    with pytest.raises(EvidenceLost, match="No such file"):
        kept_page(folder / "moved", known, max_bytes=MOST)
    with pytest.raises(EvidenceLost, match="more than 3"):
        kept_page(folder, known, max_bytes=3)
    with pytest.raises(EvidenceLost, match="changed"):
        kept_page(folder, evidence(source(), other), max_bytes=MOST)
    with pytest.raises(EvidenceLost, match="changed"):
        kept_page(folder, evidence(source(b"<p>Else"), record), max_bytes=MOST)
    with pytest.raises(EvidenceLost, match="byte 3"):
        kept_page(folder, evidence(source(), replace(record, offset=3)), max_bytes=MOST)


def test_no_name_leads_out_of_the_folder(folder: Path) -> None:
    (folder / "pages").mkdir()
    with keeper(folder) as keeping:
        record = keeping.keep(source())
    known = evidence(source(), replace(record, file=f"../{record.file}"))
    with pytest.raises(EvidenceLost, match="No such file"):
        kept_page(folder / "pages", known, max_bytes=MOST)


def test_an_export_tells_where_the_pages_are(keeping: Scanning, store: Store, board: Any) -> None:
    keeping.scan(board.url.rstrip("/") + THREAD)
    out = io.StringIO()
    export(store, What.POSTS, out, form=Format.CSV)
    records = {post.external_id: post.evidence.record for post in posts_of(store)}
    for row in csv.DictReader(io.StringIO(out.getvalue())):
        record = records[row["external_id"]]
        assert record
        told = row["evidence_warc_file"], row["evidence_warc_offset"], row["evidence_warc_record"]
        assert told == (record.file, str(record.offset), record.id)
