"""Printed numbers: ``2,635``, ``12 345``, ``1.2K``, and more."""

from __future__ import annotations

import re

MULTIPLIERS = {
    "k": 1_000, "m": 1_000_000, "b": 1_000_000_000,
    "thousand": 1_000, "tausend": 1_000, "million": 1_000_000, "millions": 1_000_000, "millionen": 1_000_000,
    "tsd": 1_000, "tys": 1_000, "тыс": 1_000, "тис": 1_000, "mil": 1_000, "mille": 1_000, "bin": 1_000,
    "mio": 1_000_000, "mln": 1_000_000, "млн": 1_000_000, "mill": 1_000_000,
    "千": 1_000, "천": 1_000, "万": 10_000, "萬": 10_000, "만": 10_000, "億": 10**8, "亿": 10**8, "억": 10**8,
}  # fmt: skip
"""What stands behind a shortened number, in lower case, and what it multiplies by."""

LARGEST = 10**15
"""No board counts further; more digits are an id or a joke."""
LONGEST = 60
"""Characters of a number with its groups and unit; a longer one is not even read."""
LOOKED_AT = 400
"""Characters in which a count must stand; what prints one has a few words around it."""

SPACES = " \u00a0\u2007\u2009\u202f"
_GROUP = rf"[{SPACES}.,'’٬،]"
NUMBER = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:{_GROUP}\d{{2,3}})*(?:{_GROUP}\d{{3}})(?!\d)|\d+)"
    rf"(?:[.,٫](?P<fraction>\d+))?"
    rf"(?:[{SPACES}]?(?P<unit>{'|'.join(sorted(map(re.escape, MULTIPLIERS), key=len, reverse=True))})(?![^\W\d_]))?",
    re.IGNORECASE,
)


def parse_number(raw: str | None) -> int | None:
    """The first count in a printed string.

    Digits may be of any script and parted in groups by comma, dot, space or apostrophe; a shortened number
    (``1.2K``) gives what it stands for.

    Args:
        raw: The string as printed, which may have words around the number.

    Returns:
        The number, or None where the string has none, or a fraction of nothing (``4.5``).
    """
    if not raw:
        return None
    match = NUMBER.search(raw, 0, LOOKED_AT)
    if match is None or len(match[0]) > LONGEST:
        return None
    whole = int(re.sub(r"\D", "", match["digits"]) or 0)
    unit, fraction = match["unit"], match["fraction"]
    if unit:
        factor = MULTIPLIERS[unit.lower()]
        # "1.234K" was read as one group of thousands, and is a decimal.
        parts = re.split(rf"{_GROUP}", match["digits"])
        if len(parts) == 2 and fraction is None and factor >= 1_000:
            whole, fraction = int(parts[0]), parts[1]
        number = whole * factor + (int(fraction) * factor // 10 ** len(fraction) if fraction else 0)
    elif fraction:
        return None
    else:
        number = whole
    return number if number <= LARGEST else None
