"""Pages kept as they came, for whoever doubts later what stood there: written by scans, found by the evidence."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from db.errors import NotFound
from db.items import Evidence, StoredRevision, WarcRecord
from flagpost.errors import EvidenceLost, OutputFailed
from flagpost.reading import Source
from flagpost.review import CaseInThread
from scraper.warc import Record, WarcError, new_id, read_record, write_info, write_record

LARGEST_FILE = 1 << 30
"""Bytes after which a scan goes on in another file: what archives of the web have found handy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page as it was when its words were read, held against the digest that the store has of it."""

    page: Record
    """The page and its answer."""
    packed: bytes
    """Its record as it lies in the file: a WARC file of its own."""


class Keeper:
    """Keeps the pages of one scan, in files that no other scan writes to.

        with Keeper(folder, about={"isPartOf": "scan 12"}, clock=utc_now) as keeper:
            record = keeper.keep(source)

    A file is begun when there is a page to keep.
    """

    def __init__(self, folder: Path, *, about: Mapping[str, str], clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._about = {"software": f"Flagpost/{version('flagpost')}", "format": "WARC File Format 1.1", **about}
        self._clock = clock
        self._file: BinaryIO | None = None
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def keep(self, source: Source) -> WarcRecord:
        """Write a page down, and say where it is. It is on the disk before this returns.

        Raises:
            OutputFailed: It cannot be written.
        """
        record = Record(
            id=new_id(),
            url=source.url,
            at=source.fetched_at,
            body=source.body,
            content_type=source.content_type,
            status=source.status,
            headers=source.headers,
        )
        try:
            file = self._file if self._file and self._file.tell() < LARGEST_FILE else self._begin_file()
            return WarcRecord(file=self._name, offset=self._write(file, record), id=record.id)
        except OSError as error:
            message = f"pages cannot be kept in {self._folder}: {error.strerror}; make room, or choose another folder"
            raise OutputFailed(message) from error

    def _begin_file(self) -> BinaryIO:
        self._close()
        self._folder.mkdir(parents=True, exist_ok=True)
        moment = self._clock().astimezone(UTC)
        for number in count(1):
            self._name = f"flagpost-{moment:%Y%m%d%H%M%S}-{number:05}.warc.gz"
            with suppress(FileExistsError):
                self._file = (self._folder / self._name).open("xb")
                break
        assert self._file is not None
        write_info(self._file, self._name, self._about)
        return self._file

    def _write(self, file: BinaryIO, record: Record) -> int:
        """Write all of a record or nothing of it, and say where it begins."""
        offset = file.tell()
        try:
            write_record(file, record)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            self._file = None
            with suppress(OSError), file:
                file.truncate(offset)
            raise
        return offset

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def words_of(shown: CaseInThread, number: int | None = None) -> StoredRevision:
    """The words of a case's post whose evidence is asked for: those that were judged, or those of a revision.

    Raises:
        NotFound: The post has no such revision.
    """
    if number is None:
        return shown.judged or shown.revisions[-1]
    for each in shown.revisions:
        if each.number == number:
            return each
    raise NotFound(f"the post of case {shown.case.id} has no version {number} of its words")


def kept_page(folder: Path | None, evidence: Evidence, *, max_bytes: int) -> KeptPage:
    """The page from which words were read, as it was then.

    Args:
        folder: Where pages are kept.
        evidence: What the store has with the words.
        max_bytes: The most bytes that a page may have.

    Raises:
        EvidenceLost: It was not kept, its file is not there, or what stands in it is something else by now.
    """
    where = evidence.record
    if where is None:
        raise EvidenceLost("This page was not kept: the setting warc was not set when it was read.")
    if folder is None:
        raise EvidenceLost(f"This page was kept in {where.file}. Set warc to the folder in which that file lies.")
    try:
        page, packed = read_record(folder / Path(where.file).name, where.offset, max_bytes=max_bytes)
    except (OSError, WarcError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise EvidenceLost(
            f"This page cannot be read from {where.file} at byte {where.offset:,}: {reason}. Put the file back from a "
            "copy, into the folder that warc names; the words and the digest in the store are not touched by it."
        ) from error
    if page.id != where.id or sha256(page.body).hexdigest() != evidence.sha256:
        raise EvidenceLost(f"{where.file} was changed since: at byte {where.offset:,} there is another page than this.")
    return KeptPage(page=page, packed=packed)
