"""Bytes to text. Whatever the bytes are, there is a text; only its quality differs.

The order is the one that browsers follow: a byte order mark, then what can only be UTF-8, then the header, then the
page's own ``meta``, then a guess.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks. UTF-32 stands before UTF-16, whose mark it begins with."""

LARGER = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "korean": "cp949", "big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "unicode": "utf-8", "utf8": "utf-8", "x-mac-roman": "mac-roman", "x-user-defined": "cp1252",
}  # fmt: skip
"""What a declared charset means in practice, as in the WHATWG's table: the larger one that it is taken for."""

ASIAN = frozenset({"gb18030", "cp932", "cp949", "big5hkscs", "euc-jp", "euc-tw", "iso-2022-jp", "iso-2022-kr", "hz"})
"""Charsets whose short texts may by chance be valid UTF-8; where they are declared, they are believed."""

NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"})
"""Codecs of Python's that are no page's charset; the last one is none that a browser reads."""

HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
META_CHARSET = re.compile(rb"<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
LOOKED_AT = 4_096
"""Bytes in which a page's own charset must stand."""
SAMPLE = 16_384
"""Bytes that the guess is made from, so that it takes bounded time."""
SAMPLE_LEAD = 256
FALLBACK = "cp1252"
BROKEN_SHARE = 0.1
"""A text with fewer broken characters among those beyond ASCII is UTF-8 all the same."""
NON_ASCII = re.compile(rb"[\x80-\xff]")
WIDE_ZEROS = 0.3
"""A share of zero bytes that only UTF-16 has."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page.

    Args:
        body: The bytes as they came.
        content_type: The header, which may name a charset.

    Returns:
        The text without a byte order mark. Bytes that mean nothing in the charset become U+FFFD.
    """
    for bom, charset in BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(charset, "replace")
    declared = _declared(body, content_type)
    if declared in ASIAN or declared.startswith(("utf-16", "utf-32")):
        return body.decode(declared, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return body.decode(_wide(body) or _mended(body, declared) or declared or _guess(body), "replace")


def charset_of(label: str | None) -> str:
    """The codec for a declared charset; empty where there is none by that name."""
    name = (label or "").strip().lower()
    name = LARGER.get(name, name)
    try:
        found = codecs.lookup(name).name
        b"a".decode(found)
    except (LookupError, UnicodeError, ValueError):
        # No such codec, or one of Python's own that is none of text, such as "hex".
        return name if name.startswith(("utf-16", "utf-32")) else ""
    return "" if found in NO_CHARSETS else LARGER.get(found, found)


def _declared(body: bytes, content_type: str | None) -> str:
    header = HEADER_CHARSET.search(content_type or "")
    if header and (charset := charset_of(header[1])):
        return charset
    meta = META_CHARSET.search(body, 0, LOOKED_AT)
    charset = charset_of(meta[1].decode("ascii", "replace")) if meta else ""
    # A page whose "meta" could be read byte by byte is not in UTF-16, whatever it says.
    return "" if charset.startswith(("utf-16", "utf-32")) else charset


def _wide(body: bytes) -> str:
    """UTF-16 without a mark shows by its zero bytes."""
    head = body[:LOOKED_AT]
    if head.count(0) < WIDE_ZEROS * len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"


def _mended(body: bytes, declared: str) -> str:
    """UTF-8 with a few broken places is still UTF-8."""
    if declared == "utf-8":
        return declared
    first = NON_ASCII.search(body)
    start = first.start() if first else 0
    sample = body[start : start + SAMPLE].decode("utf-8", "ignore"), body[start : start + SAMPLE]
    beyond = sum(1 for letter in sample[0] if letter > "\x7f")
    kept = len(sample[0].encode("utf-8"))
    broken = len(sample[1]) - kept
    return "utf-8" if beyond and broken <= BROKEN_SHARE * beyond else ""


def _guess(body: bytes) -> str:
    first = NON_ASCII.search(body)
    start = max(0, (first.start() if first else 0) - SAMPLE_LEAD)
    best = from_bytes(body[start : start + SAMPLE]).best()
    return charset_of(best.encoding) if best and charset_of(best.encoding) else FALLBACK
