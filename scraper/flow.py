"""Text as a browser lays it out, built from what an element holds."""

from __future__ import annotations

from scraper.document import squeeze

PARAGRAPHS = frozenset({
    "p", "blockquote", "ul", "ol", "dl", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "figure", "details",
    "fieldset",
})  # fmt: skip
"""Elements with a blank line around them."""
LINES = frozenset({
    "div", "li", "tr", "dt", "dd", "section", "article", "aside", "header", "footer", "main", "center", "address",
    "caption", "figcaption", "summary", "legend", "thead", "tbody", "tfoot", "nav", "optgroup",
})  # fmt: skip
"""Elements that begin a line of their own."""
CELLS = frozenset({"td", "th"})
"""Elements that a space parts."""


class Flow:
    """Text as a browser lays it out: white space collapsed, blocks on lines of their own."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._breaks = 0
        self._space = False

    def say(self, text: str) -> None:
        """Add words whose runs of white space mean one space."""
        words = text.split()
        if not words:
            self._space = self._space or bool(text)
            return
        lead = self._space or text[0].isspace()
        self._open(lead=lead)
        self._parts.append(" ".join(words))
        self._space = text[-1].isspace()

    def verbatim(self, text: str) -> None:
        """Add text whose white space counts."""
        text = text.replace("\r\n", "\n").replace("\xa0", " ")
        if self._breaks:
            # As in HTML's own ``pre``, a line that ends where it begins is the template's.
            text = text.removeprefix("\n")
        if text:
            self._open(lead=self._space)
            self._parts.append(text)
            self._space = False

    def line(self) -> None:
        """End the line, where there is one."""
        self._breaks = max(self._breaks, 1)

    def paragraph(self) -> None:
        """End the paragraph, where there is one."""
        self._breaks = 2

    def newline(self) -> None:
        """End the line as ``<br>`` does: twice is a blank line."""
        self._breaks = min(self._breaks + 1, 2)

    def part(self, tag: str) -> None:
        """Begin or end an element of that name."""
        if tag in PARAGRAPHS:
            self.paragraph()
        elif tag in LINES:
            self.line()
        elif tag in CELLS:
            self._space = True

    def mark(self) -> int:
        """A place in the text, for :meth:`since`."""
        return len(self._parts)

    def since(self, mark: int) -> str:
        """The words from a place on, on one line."""
        return squeeze("".join(self._parts[mark:]))

    def text(self) -> str:
        """All of it."""
        return "".join(self._parts).strip(" \n\t\u200b\ufeff")

    def _open(self, *, lead: bool) -> None:
        if self._breaks:
            # A line that ends where verbatim text does is ended once.
            ended = bool(self._parts) and self._parts[-1].endswith("\n")
            self._parts.append("\n" * (self._breaks - ended))
        elif lead and self._parts:
            self._parts.append(" ")
        self._breaks = 0
