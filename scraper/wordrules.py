"""What the parts of a post are called: the rules by which an element is read into words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scraper.document import Picks

SMILIE_TEXT: Picks = ("@emoid", "@alt", "@data-shortname", "@data-smilie", "@title")
"""Where the picture of a smilie says what was typed for it."""
NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class WordRules:
    """What the parts of a post are called in one engine's templates. Every string is a CSS selector."""

    quote: str = "blockquote"
    """What holds somebody else's words, attribution and all."""
    quote_author: Picks = ("@data-author", "@data-quote", "@data-username", "cite")
    """The name of the one quoted; ``said:`` and an arrow are cut off."""
    quote_source: Picks = ("@cite",)
    """The address of the quoted post."""
    quote_post: Picks = ()
    """The id of the quoted post: the last number of the string."""
    quote_head: str = "cite"
    """Inside a quote: the line that names its author, which is nobody's words."""
    quote_label: str = ""
    """The same line where it stands right before the quote; then ``quote_author`` and the like are asked of it."""
    quote_name: re.Pattern[str] | None = None
    """Finds the name, group ``name``, in a line that says more than that somebody said it."""
    skip: str = ""
    """Parts that are nobody's words: edit notes, buttons, "click to expand"."""
    keep: str = ""
    """Inside skipped parts: words that are the author's after all, such as a spoiler's title."""
    signature: str = ""
    """The author's signature."""
    signature_line: str = ""
    """A line behind which the signature stands, where no element holds it: ``_____``."""
    code: str = ""
    """What is verbatim besides ``pre`` and ``code``."""
    box: str = ""
    """What begins a line of its own, though its element is part of a line in HTML."""
    laid_out: str = ""
    """What is called code and is none, such as a frame around it: its white space is the template's."""
    card: str = ""
    """A preview of a linked page, or a link with its title. The author wrote the address; the rest is that page's."""
    card_url: Picks = ("@data-url", "@data-onebox-src", "a@href")
    """The address on a card."""
    attachment: str = ""
    """Links that lead to an attached file."""
    embed: str = ""
    """What a script makes a player of; its address is an attribute."""
    smilie: Picks = SMILIE_TEXT
    """Where a smilie's picture says what was typed, the surest first."""
    smilies: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    """What is typed for a smilie, by its name or its file's, on boards whose pictures only say how it is called."""
    any_part: str = field(init=False, default="")
    """Whatever of all these may be there: one question for posts that are words alone."""

    def __post_init__(self) -> None:
        parts = (
            self.quote, self.quote_label, self.skip, self.signature, self.code, self.laid_out, self.card,
            self.attachment, self.embed, self.box,
        )  # fmt: skip
        object.__setattr__(self, "any_part", ", ".join(filter(None, parts)))


DEFAULT_RULES = WordRules()
