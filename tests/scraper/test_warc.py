"""Pages in WARC files: written as the standard has them, read back as they were, also from other crawlers' files."""

import gzip
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.warc import Record, WarcError, new_id, pages_in, read_record, write_info, write_record

AT = datetime(2026, 11, 30, 16, 5, 7, 123456, tzinfo=UTC)
BODY = "<p>Wie macht man an einem Schwimmsteg fest? ⚓".encode()
MOST = 100_000


def page(body=BODY, *, status=200, **more):
    headers = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("Content-Length", "17"))
    told = {"url": "https://b.example/t/1", "content_type": headers[0][1], "headers": headers, **more}
    return Record(id=new_id(), at=AT, body=body, status=status, **told)


@pytest.fixture
def written(tmp_path):
    """Write records into a file behind its warcinfo; the file and where each begins."""

    def write(*records, name="crawl.warc.gz"):
        path, offsets = tmp_path / name, []
        with path.open("wb") as file:
            write_info(file, name, {"software": "Flagpost"})
            for record in records:
                offsets.append(file.tell())
                write_record(file, record)
        return path, offsets

    return write


def foreign(path, *records, packed=False):
    """What another crawler wrote: the bytes as they came over the wire."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for kind, status, headers, raw in records:
            told = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind == "response" else None
            record = writer.create_warc_record(
                "https://b.example/t/9",
                kind,
                payload=BytesIO(raw),
                length=len(raw),
                http_headers=told,
                warc_headers_dict={} if told else dict(headers),
            )
            writer.write_record(record)
    return path


def test_a_page_is_read_back_as_it_was(written):
    first, second = page(), page(b"<p>second")
    path, offsets = written(first, second)
    assert list(pages_in(path)) == offsets
    for record, offset in zip((first, second), offsets, strict=True):
        found, _ = read_record(path, offset, max_bytes=MOST)
        assert (found.id, found.url, found.at, found.body) == (record.id, record.url, record.at, record.body)
        assert (found.content_type, found.status) == (record.content_type, 200)


def test_a_record_is_a_file_of_its_own(written, tmp_path):
    path, [_, offset] = written(page(), page(b"<p>second"))
    _, packed = read_record(path, offset, max_bytes=MOST)
    alone = tmp_path / "alone.warc.gz"
    alone.write_bytes(packed)
    assert list(pages_in(alone)) == [0]
    assert read_record(alone, 0, max_bytes=MOST)[0].body == b"<p>second"


def test_others_read_what_is_written(written):
    """The library's own checker finds the digests right, and the headers say how the page is there, not how it came."""
    path, _ = written(page(), page(status=None, url="file:///pages/1.html", content_type=None, headers=()))
    with path.open("rb") as file:
        read = ArchiveIterator(file, check_digests="raise")
        records = [(record, record.content_stream().read()) for record in read]
    (info, about), (answer, body), (resource, saved) = records
    assert info.rec_type == "warcinfo"
    assert b"software: Flagpost" in about
    assert (answer.rec_type, body) == ("response", BODY)
    assert answer.rec_headers.protocol == "WARC/1.1"
    assert answer.rec_headers.get_header("WARC-Date") == "2026-11-30T16:05:07.123456Z"
    assert answer.http_headers.get_header("Content-Length") == str(len(BODY))
    assert answer.http_headers.get_header("Content-Encoding") is None
    assert answer.http_headers.get_header("X-Crawl-Content-Encoding") == "gzip"
    assert (resource.rec_type, saved) == ("resource", BODY)


@given(
    body=st.binary(max_size=300), value=st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]))
)
def test_whatever_the_bytes_and_headers_are(tmp_path_factory, body, value):
    path = tmp_path_factory.mktemp("warc") / "any.warc.gz"
    with path.open("wb") as file:
        write_record(file, page(body, headers=(("X-Board", value),)))
    found, _ = read_record(path, 0, max_bytes=MOST)
    assert sha256(found.body).digest() == sha256(body).digest()
    assert found.status == 200


@pytest.mark.parametrize("packed", [False, True])
def test_files_of_other_crawlers(tmp_path, packed):
    html = ("Content-Type", "text/html")
    chunked = b"5\r\n<p>He\r\n3\r\nllo\r\n0\r\n\r\n"
    path = foreign(
        tmp_path / "other.warc",
        ("response", "200 OK", [html, ("Content-Encoding", "gzip")], gzip.compress(BODY)),
        ("response", "200 OK", [html, ("Transfer-Encoding", "chunked")], chunked),
        ("response", "404 Not Found", [html], b"<p>no"),
        ("response", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        ("metadata", "", [("Content-Type", "application/warc-fields")], b"via: x\r\n"),
        ("resource", "", [("Content-Type", "text/html")], b"<p>saved"),
        packed=packed,
    )
    found = [read_record(path, offset, max_bytes=MOST)[0] for offset in pages_in(path)]
    assert [each.body for each in found] == [BODY, b"<p>Hello", b"<p>saved"]
    assert [each.status for each in found] == [200, 200, None]


def test_what_is_cut_short_or_damaged_is_refused(written, tmp_path):
    path, [first, second] = written(page(), page(b"<p>" + bytes(range(256)) * 40))
    whole = path.read_bytes()
    cut = tmp_path / "cut.warc.gz"
    for length in range(second + 1, len(whole), 97):
        cut.write_bytes(whole[:length])
        assert read_record(cut, first, max_bytes=MOST)[0].body == BODY
        with pytest.raises(WarcError, match="in the middle"):
            read_record(cut, second, max_bytes=MOST)
        with pytest.raises(WarcError):
            list(pages_in(cut))
    damaged = bytearray(whole)
    damaged[second + 300] ^= 0xFF
    cut.write_bytes(damaged)
    with pytest.raises(WarcError):
        read_record(cut, second, max_bytes=MOST)


def test_a_status_that_is_no_number(tmp_path):
    path = foreign(tmp_path / "odd.warc", ("response", "2OO OK", [("Content-Type", "text/html")], b"<p>odd"))
    assert list(pages_in(path)) == [0]
    with pytest.raises(WarcError, match="damaged"):
        read_record(path, 0, max_bytes=MOST)


def test_a_page_cut_short_in_a_file_that_is_not_packed(tmp_path):
    path = foreign(tmp_path / "plain.warc", ("response", "200 OK", [("Content-Type", "text/html")], BODY * 100))
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(WarcError, match="in the middle"):
        read_record(path, 0, max_bytes=MOST)


def test_bytes_that_are_not_what_the_digest_says(tmp_path):
    path = foreign(tmp_path / "plain.warc", ("response", "200 OK", [("Content-Type", "text/html")], b"<p>he said no"))
    path.write_bytes(path.read_bytes().replace(b"said no", b"said go"))
    with pytest.raises(WarcError):
        read_record(path, 0, max_bytes=MOST)


def test_the_cap_holds_for_what_is_unpacked(tmp_path, written):
    path, [offset] = written(page(b"x" * 5000))
    assert len(read_record(path, offset, max_bytes=5000)[0].body) == 5000
    with pytest.raises(WarcError, match="4,999"):
        read_record(path, offset, max_bytes=4999)
    bomb = gzip.compress(b"x" * 50_000_000)
    html = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    path = foreign(tmp_path / "bomb.warc", ("response", "200 OK", html, bomb))
    with pytest.raises(WarcError, match="100,000"):
        read_record(path, 0, max_bytes=MOST)


@pytest.mark.parametrize(
    "what", [b"", b"<html>no", gzip.compress(b"<html>no", mtime=0), b"\x1f\x8b\x00", b"WARC/1.1\r\n\r\n"]
)
def test_what_is_no_warc_file(tmp_path, what):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(what)
    with pytest.raises(WarcError):
        read_record(path, 0, max_bytes=MOST)


def test_an_encoding_that_nobody_asked_for_is_named(tmp_path):
    html = [("Content-Type", "text/html"), ("Content-Encoding", "br")]
    path = foreign(tmp_path / "br.warc", ("response", "200 OK", html, b"\x0b\x02\x80hello\x03"))
    with pytest.raises(WarcError, match="'br'"):
        read_record(path, 0, max_bytes=MOST)
