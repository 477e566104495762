"""A stable identity for posts whose page gives them none."""

from __future__ import annotations

import hashlib
from collections import Counter

NO_ID = "digest:"
"""What the name of such a post begins with."""


class PostDigests:
    """Names the posts of one page that carry no id of the board's own.

    The name depends on author, moment and words alone, so reading a page twice names its posts alike. Where a page
    shows the very same words of the same author twice, the second is told apart by its ordinal.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def name(self, author: str | None, moment: str | None, text: str) -> str:
        """The id of the next such post: ``digest:`` and 24 hexadecimal digits.

        Args:
            author: The name on the page, where there is one.
            moment: When it was written, in a form that does not depend on when the page was fetched.
            text: The author's own words; white space does not count.
        """
        words = " ".join(text.split())
        key = "\x1f".join((author or "", moment or "", words))
        self._seen[key] += 1
        ordinal = self._seen[key]
        if ordinal > 1:
            key = f"{key}\x1f{ordinal}"
        return NO_ID + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
