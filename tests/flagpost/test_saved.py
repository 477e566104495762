"""Saved pages: which bytes, which address, which moment."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flagpost.errors import BadInput, TooLarge
from flagpost.reading import is_address
from flagpost.saved import open_saved, own_address, saved_pages, saved_path
from scraper.warc import Record, new_id, write_record

PAGE = b'<!doctype html><link rel="canonical" href="https://b.example/threads/1/"><p>Ropes</p>'


def test_the_address_comes_from_the_nearest_source(folder: Path) -> None:
    path = folder / "page.html"
    path.write_bytes(PAGE)
    assert open_saved(str(path), max_bytes=1000).url == "https://b.example/threads/1/"
    (folder / "meta.json").write_text(json.dumps({"url": "https://b.example/threads/2/"}))
    assert open_saved(str(path), max_bytes=1000).url == "https://b.example/threads/2/"
    (folder / "page.html.meta.json").write_text(json.dumps({"url": "https://b.example/threads/3/"}))
    assert open_saved(str(path), max_bytes=1000).url == "https://b.example/threads/3/"
    assert open_saved(str(path), max_bytes=1000, url="https://b.example/4").url == "https://b.example/4"


def test_a_description_of_one_page_says_nothing_of_its_neighbours(folder: Path) -> None:
    for name in ("one.html", "two.html"):
        (folder / name).write_bytes(PAGE)
    (folder / "meta.json").write_text(json.dumps({"url": "https://b.example/threads/2/"}))
    assert open_saved(str(folder / "one.html"), max_bytes=1000).url == "https://b.example/threads/1/"


def test_a_page_that_says_nothing_gets_a_file_address(folder: Path) -> None:
    (folder / "page.txt").write_bytes(b"Ropes\n\nWhich ones?")
    source = open_saved(str(folder / "page.txt"), max_bytes=1000)
    assert source.url.startswith("file:///")
    assert source.content_type == "text/plain"


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (b'<meta property="og:url" content="https://b.example/x">', "https://b.example/x"),
        (b'<link rel="canonical" href="/relative">', None),
        (b'<link rel="canonical" href="javascript:alert(1)">', None),
        (b"plain text", None),
        (b"", None),
    ],
)
def test_what_a_page_says_of_itself(page: bytes, address: str | None) -> None:
    assert own_address(page) == address


def test_the_moment_is_what_was_noted_or_the_files_own(folder: Path) -> None:
    path = folder / "page.html"
    path.write_bytes(PAGE)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert open_saved(str(path), max_bytes=1000).fetched_at == datetime.fromtimestamp(1_700_000_000, UTC)
    (folder / "meta.json").write_text(json.dumps({"fetched_at": "2026-05-04T12:00:00+00:00"}))
    assert open_saved(str(path), max_bytes=1000).fetched_at == datetime(2026, 5, 4, 12, tzinfo=UTC)
    (folder / "meta.json").write_text(json.dumps({"fetched_at": "long ago"}))
    assert open_saved(str(path), max_bytes=1000).fetched_at == datetime.fromtimestamp(1_700_000_000, UTC)


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    path = folder / "page.html"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(TooLarge, match=r"page\.html"):
        open_saved(str(path), max_bytes=1000)


@pytest.mark.parametrize("meta", [b"{", b"[]", b"\xff"])
def test_a_broken_description_is_named(folder: Path, meta: bytes) -> None:
    (folder / "page.html").write_bytes(PAGE)
    (folder / "meta.json").write_bytes(meta)
    with pytest.raises(BadInput, match=r"meta\.json"):
        open_saved(str(folder / "page.html"), max_bytes=1000)


def test_folders_are_read_in_order(folder: Path) -> None:
    for name in ("b.html", "a.htm", "below/c.TXT", "notes.md", "meta.json"):
        path = folder / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PAGE)
    assert [page.rpartition("/")[2] for page in saved_pages(folder / "pages")] == ["a.htm", "b.html", "c.TXT"]


def test_an_empty_folder_says_what_it_lacks(folder: Path) -> None:
    with pytest.raises(BadInput, match=r"\.html"):
        saved_pages(folder)


def test_targets(folder: Path) -> None:
    (folder / "a b.html").write_bytes(PAGE)
    assert is_address("HTTPS://b.example/")
    assert not is_address("ftp://b.example/")
    assert saved_path((folder / "a b.html").as_uri()) == folder / "a b.html"
    with pytest.raises(BadInput, match=r"https://forum\.example\.org/x"):
        saved_path("forum.example.org/x")
    with pytest.raises(BadInput, match="no file or folder missing"):
        saved_path("missing")


def test_the_pages_of_a_warc_file_are_named_by_where_they_begin(folder: Path) -> None:
    path = folder / "crawl.warc.gz"
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    url = "https://b.example/threads/1/"
    with path.open("wb") as file:
        for body in (PAGE, PAGE + b"!"):
            write_record(file, Record(id=new_id(), url=url, at=at, body=body, content_type="text/html", status=200))
    first, second = saved_pages(path)
    assert saved_pages(folder) == [first, second]
    assert first == f"{path.resolve().as_uri()}#0"
    source = open_saved(second, max_bytes=1000)
    assert (source.url, source.body, source.fetched_at, source.status) == (url, PAGE + b"!", at, 200)
    assert open_saved(second, max_bytes=1000, url="https://b.example/4").url == "https://b.example/4"
    with pytest.raises(BadInput, match=r"2 pages.*crawl\.warc\.gz#0"):
        open_saved(str(path), max_bytes=1000)
    with pytest.raises(BadInput, match="at byte 5"):
        open_saved(f"{path.resolve().as_uri()}#5", max_bytes=1000)
    path.write_bytes(b"")
    with pytest.raises(BadInput, match="no page"):
        open_saved(saved_pages(path)[0], max_bytes=1000)
