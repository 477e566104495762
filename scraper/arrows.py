"""Quotes in plain words, as mail marks them: a line that names the author, dashes, and an arrow before every line.

Tom Wrote:
-------------------------------------------------------
> His words.
"""

from __future__ import annotations

import re

from scraper.attribution import ATTRIBUTION_TAIL
from scraper.items import Quote

DASHES, MORE_DASHES = re.compile(r"^-{20,}$"), re.compile(r"^-+$")
"""The line under a name; inside a quote it is broken in two."""
ARROW = re.compile(r"^>(?: |$)")
GAP = re.compile(r"\n{3,}")


def without_quotes(text: str) -> tuple[str, tuple[Quote, ...]]:
    """An author's own words, and what they quote in this way.

    Args:
        text: The words of a post, line by line.
    """
    own: list[str] = []
    quotes: list[Quote] = []
    lines = text.split("\n")
    while lines:
        line = lines.pop(0)
        ruled = next((at for at, one in enumerate(lines) if not MORE_DASHES.match(one)), len(lines))
        if not (ruled and DASHES.match(lines[0]) and ruled < len(lines) and ARROW.match(lines[ruled])):
            own.append(line)
            continue
        del lines[:ruled]
        quoted = []
        while lines and ARROW.match(lines[0]):
            quoted.append(ARROW.sub("", lines.pop(0)))
        said, nested = without_quotes("\n".join(quoted))
        quotes.append(Quote(text=said, author=ATTRIBUTION_TAIL.sub("", line) or None, quotes=nested))
    return GAP.sub("\n\n", "\n".join(own)).strip("\n"), tuple(quotes)
