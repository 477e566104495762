"""What a detector is: one module that looks at passages and returns flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from moderation.folding import Folded, fold
from moderation.items import Context, Flag
from moderation.tokens import Tokens, read_tokens


@dataclass(frozen=True)
class Passage:
    """One text on its way through the detectors. What several of them need is worked out once."""

    text: str
    """The text as given."""
    context: Context
    """What stands around it."""

    @cached_property
    def folded(self) -> Folded:
        """The folded text."""
        return fold(self.text)

    @cached_property
    def tokens(self) -> Tokens:
        """Its words and guesses."""
        return read_tokens(self.folded)

    def in_language(self, language: str) -> Passage:
        """The same passage, with the language that its text turned out to be in."""
        if language == self.context.main_language:
            return self
        other = Passage(self.text, replace(self.context, language=language))
        other.__dict__.update({name: self.__dict__[name] for name in ("folded", "tokens") if name in self.__dict__})
        return other

    def shown(self, start: int, end: int) -> str:
        """The words as given behind a stretch of the folded text, for a reason."""
        span = self.folded.span(start, end)
        return self.text[span.start : span.end]


class Detector(Protocol):
    """One way to find hostile words. A detector is safe to use from several threads."""

    @property
    def name(self) -> str:
        """Its name, the first part of its rules' names."""

    @property
    def version(self) -> str:
        """Another code or other data is another version."""

    def find(self, batch: Sequence[Passage]) -> list[list[Flag]]:
        """The flags of each passage, in text order."""
