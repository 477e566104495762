"""Pages as they came, in WARC files (ISO 28500, version 1.1): one record a page.

Written, each record is a gzip member of its own, so that any of them can be read without those before it, and holds
the bytes unpacked, as they are read; the headers of the answer that speak of its packing stand under other names. Read,
files of other crawlers are understood too, packed record by record or not at all.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from scraper.fetch.body import DecodeError, decoder, is_page

SUFFIXES: Final = (".warc", ".warc.gz")
"""What such files are called."""
SET_ASIDE: Final = {
    "content-encoding": "X-Crawl-Content-Encoding",
    "content-length": "X-Crawl-Content-Length",
    "transfer-encoding": "X-Crawl-Transfer-Encoding",
}
"""Headers that speak of the bytes as they were packed on the way, and the names under which they are kept."""
PACKED: Final = b"\x1f\x8b"
"""What gzip begins with."""
HEADERS: Final = 256 * 1024
"""Bytes that the headers of a record may have in all."""
CHUNK: Final = 64 * 1024
"""Bytes that are read at once."""


class WarcError(Exception):
    """A file is no WARC file, or a record cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A page in a WARC file."""

    id: str
    """``WARC-Record-ID`` without its brackets: ``urn:uuid:…``."""
    url: str
    """The address that answered."""
    at: datetime
    """When the bytes arrived, aware UTC."""
    body: bytes
    """The page, unpacked."""
    content_type: str | None
    """As the host said."""
    status: int | None
    """The HTTP status; None for what no host answered, such as a saved page."""
    headers: tuple[tuple[str, str], ...] = ()
    """Those of the answer, in order."""


def new_id() -> str:
    """An id that no other record has."""
    return uuid4().urn


def is_warc(path: Path) -> bool:
    """Whether a file is called like a WARC file."""
    return path.name.lower().endswith(SUFFIXES)


def write_info(file: BinaryIO, name: str, about: Mapping[str, str]) -> None:
    """Say what a file is, in the record that begins it.

    Args:
        file: Where to.
        name: What the file is called.
        about: Fields of its ``warcinfo``, such as ``software``.
    """
    writer = _writer(file)
    writer.write_record(writer.create_warcinfo_record(name, dict(about)))


def write_record(file: BinaryIO, record: Record) -> None:
    """Write a page down: an answer with its headers, or a resource where no host answered."""
    writer = _writer(file)
    digest = base64.b32encode(hashlib.sha256(record.body).digest()).decode()
    about = {
        "WARC-Record-ID": f"<{record.id}>",
        "WARC-Date": record.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "WARC-Payload-Digest": f"sha256:{digest}",
    }
    answer = None
    if record.status is None:
        about["Content-Type"] = record.content_type or "application/octet-stream"
    else:
        answer = StatusAndHeaders(_status_line(record.status), _headers_kept(record), protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            record.url,
            "response" if answer else "resource",
            payload=BytesIO(record.body),
            length=len(record.body),
            warc_headers_dict=about,
            http_headers=answer,
        )
    )


def pages_in(path: Path) -> Iterator[int]:
    """The offsets of those records that can be pages: answers with a 2xx, and resources, of a type that pages have.

    Raises:
        WarcError: It is no WARC file, or is damaged.
        OSError: It cannot be read.
    """
    with path.open("rb") as file, _told_plainly():
        if _is_packed(file):
            while file.peek(1):
                offset = file.tell()
                if _can_be_page(_first(ArchiveIterator(BytesIO(_member(file, HEADERS))))):
                    yield offset
        else:
            records = ArchiveIterator(file)
            for record in records:
                if _can_be_page(record):
                    yield records.get_record_offset()


def read_record(path: Path, offset: int, *, max_bytes: int) -> tuple[Record, bytes]:
    """The record at an offset, held against its own digests, and its bytes as they lie in the file.

    Raises:
        WarcError: There is none, it is damaged or cut short, or its page has more than ``max_bytes``.
        OSError: It cannot be read.
    """
    with path.open("rb") as file, _told_plainly():
        file.seek(offset)
        packed = _is_packed(file)
        records = ArchiveIterator(BytesIO(_member(file, max_bytes + HEADERS)) if packed else file, check_digests=True)
        record = _read(_first(records), max_bytes)
        length = file.tell() - offset if packed else records.get_record_length()
        file.seek(offset)
        return record, file.read(length)


def _writer(file: BinaryIO) -> Any:
    return WARCWriter(file, gzip=True, warc_version="1.1")


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _headers_kept(record: Record) -> list[tuple[str, str]]:
    kept = [(SET_ASIDE.get(name.lower(), name), value) for name, value in record.headers]
    return [*kept, ("Content-Length", str(len(record.body)))]


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, EOFError, ValueError) as error:
        raise WarcError("it is no WARC file, is damaged, or ends in the middle of a record") from error


def _is_packed(file: BufferedReader) -> bool:
    return file.peek(2)[:2] == PACKED


def _member(file: BufferedReader, room: int) -> bytes:
    """Unpack the gzip member at which a file stands, and go to its end. What does not fit is passed over."""
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    unpacked = bytearray()
    while not inflate.eof:
        packed = inflate.unconsumed_tail or file.read(CHUNK)
        if not packed:
            raise EOFError
        unpacked += inflate.decompress(packed, CHUNK)[: room - len(unpacked)]
    file.seek(-len(inflate.unused_data), os.SEEK_CUR)
    return bytes(unpacked)


def _first(records: Any) -> Any:
    record = next(records, None)
    if record is None:
        raise EOFError
    return record


def _can_be_page(record: Any) -> bool:
    if record.rec_type == "response" and record.http_headers:
        fine = record.http_headers.get_statuscode().startswith("2")
        return fine and is_page(record.http_headers.get_header("Content-Type"))
    return record.rec_type == "resource" and is_page(record.rec_headers.get_header("Content-Type"))


def _read(record: Any, max_bytes: int) -> Record:
    """A record with its page unpacked."""
    about, answer = record.rec_headers, record.http_headers
    if (record.length or 0) > max_bytes + HEADERS:
        raise WarcError(f"it has more than {max_bytes:,} bytes")
    return Record(
        id=(about.get_header("WARC-Record-ID") or "").strip("<>"),
        url=about.get_header("WARC-Target-URI") or "",
        at=_moment(about.get_header("WARC-Date")),
        body=_body(record, max_bytes),
        content_type=(answer or about).get_header("Content-Type"),
        status=int(answer.get_statuscode()) if answer else None,
        headers=tuple(answer.headers) if answer else (),
    )


def _body(record: Any, max_bytes: int) -> bytes:
    length = record.payload_length if record.http_headers else record.length
    raw = record.raw_stream.read(length)
    if length is None or len(raw) < length or record.digest_checker.passed is False:
        raise EOFError
    encoding = None
    if record.http_headers:
        encoding = record.http_headers.get_header("Content-Encoding")
        if (record.http_headers.get_header("Transfer-Encoding") or "").lower() == "chunked":
            raw = ChunkedDataReader(BytesIO(raw)).read()
    try:
        decode = decoder(encoding)
        body = decode.decode(raw, max_bytes + 1)
    except DecodeError as error:
        raise WarcError(str(error)) from error
    if len(body) > max_bytes:
        raise WarcError(f"it has more than {max_bytes:,} bytes")
    if not decode.complete:
        raise EOFError
    return body


def _moment(written: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        raise WarcError(f"it says no time: {written!r}") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
