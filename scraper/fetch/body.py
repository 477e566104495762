"""From an answer's stream to decoded bytes, never more of them than the cap.

We ask for gzip and deflate alone: zlib can be told how many bytes it may give back, so a few kilobytes that unpack
to gigabytes are stopped at the cap and not after it. What comes in another encoding all the same is refused unread.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import AsyncIterator
from typing import Final, Protocol

ACCEPT_ENCODING: Final = "gzip, deflate"
"""The encodings that ``decoder`` knows."""
ACCEPT: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,text/plain;q=0.8,application/json;q=0.5"
"""What we would like to be sent."""
PAGES: Final = re.compile(
    r"text/(?:html|plain|xml)|application/(?:xml|json)|application/[\w.+-]+\+(?:xml|json)", re.IGNORECASE
)
"""The content types that can be a page."""


class OverCapError(Exception):
    """The cap is reached and there is more to come."""

    def __init__(self, body: bytes) -> None:
        super().__init__("more decoded bytes than the cap")
        self.body = body
        """The bytes up to the cap."""


class DecodeError(Exception):
    """The bytes are not what their ``Content-Encoding`` says, or it is one that we did not ask for."""


class Decoder(Protocol):
    """Decodes a stream part by part."""

    def decode(self, data: bytes, room: int) -> bytes:
        """Decode ``data`` to at most ``room`` bytes; what remains is dropped, as the caller stops there."""

    @property
    def complete(self) -> bool:
        """Whether the bytes so far can be all of them."""


def is_page(content_type: str | None) -> bool:
    """Whether a ``Content-Type`` can be a page. One that says nothing can."""
    kind = (content_type or "").partition(";")[0].strip()
    return "/" not in kind or PAGES.fullmatch(kind) is not None


def decoder(content_encoding: str | None) -> Decoder:
    """The decoder for a ``Content-Encoding``.

    Raises:
        DecodeError: It names an encoding we do not ask for, or several in a row, which only bombs have.
    """
    names = [name for part in (content_encoding or "").lower().split(",") if (name := part.strip()) != "identity"]
    match [name for name in names if name]:
        case []:
            return _Identity()
        case ["gzip" | "x-gzip"]:
            return _Zlib(zlib.MAX_WBITS | 16)
        case ["deflate"]:
            return _Zlib(zlib.MAX_WBITS)
        case _:
            raise DecodeError(f"it is encoded as {content_encoding!r}, and {ACCEPT_ENCODING} was asked for")


async def read_body(chunks: AsyncIterator[bytes], decode: Decoder, cap: int) -> bytes:
    """Read and decode ``chunks`` to their end.

    Raises:
        OverCapError: There is more than ``cap`` decoded bytes; what came before is in the error.
        DecodeError: The bytes are damaged, or end in the middle.
    """
    body = bytearray()
    received = 0
    async for chunk in chunks:
        # One byte of room beyond the cap tells "just full" from "more to come".
        body += decode.decode(chunk, cap + 1 - len(body))
        received += len(chunk)
        # What is sent counts as well: an encoded stream can be long and yield nothing.
        if len(body) > cap or received > cap:
            raise OverCapError(bytes(body[:cap]))
    if not decode.complete:
        # A page cut short must not pass as a thread that lost its last posts.
        raise DecodeError("its bytes end in the middle")
    return bytes(body)


class _Identity:
    """Bytes as they come."""

    complete = True

    def decode(self, data: bytes, room: int) -> bytes:
        return data[:room]


class _Zlib:
    """gzip, of one member or several, and deflate, with its zlib header or without."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inflate = zlib.decompressobj(window)
        self._begun = False

    @property
    def complete(self) -> bool:
        return self._inflate.eof or not self._begun

    def decode(self, data: bytes, room: int) -> bytes:
        out = bytearray()
        while data and len(out) < room:
            out += self._some(data, room - len(out))
            data = self._inflate.unconsumed_tail
            if self._inflate.eof:
                data = self._inflate.unused_data
                if not data.startswith(b"\x1f\x8b"):  # no further member: padding, which everybody ignores
                    break
                self._inflate = zlib.decompressobj(self._window)
        return bytes(out)

    def _some(self, data: bytes, room: int) -> bytes:
        try:
            part = self._inflate.decompress(data, room)
        except zlib.error as error:
            if self._begun or self._window != zlib.MAX_WBITS:
                raise DecodeError(f"its bytes are damaged ({error})") from error
            # "deflate" is a zlib stream by the standard, and a bare one by some servers.
            self._window = -zlib.MAX_WBITS
            self._inflate = zlib.decompressobj(self._window)
            self._begun = True
            return self._some(data, room)
        self._begun = True
        return part
