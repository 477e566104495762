"""When a word with an insulting stem in it twists a name: what must be left of the name to know it by."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from moderation.groups import SHORTEST_PIECE, Name
from moderation.likeness import common_end, common_start, is_slip, likeness
from moderation.stems import SURE_STEM, Stem

LINKS = frozenset("aeiou")
"""Letters that link a stem and a name ("islam-o-")."""
SURE_SHARE, WEAK_SHARE = 0.4, 0.72
"""Share of the name's letters that must stand beside a sure stem, and beside a weak one."""
CLOSE = 0.6
"""Likeness from which a blend needs no rare piece of the name to be known by; a weak stem always needs it."""
TWIN = 0.65
"""Likeness from which even a stem with an everyday suffix is a blend."""
NEARLY_WHOLE = 0.6
"""Share of a name that lets a sure stem swallow all but a letter or two of what stands beside it ("Iranus")."""
SHORTEST_MELTED = 4
"""Letters of a stem that may melt into a name: end with the name's first letters, or begin with its last ones."""
MOSTLY = 0.75
"""Share of a name that must stand at the beginning of a word for a sure stem to melt into the rest ("Nepauper")."""
SHORTEST_OVERLAPPED = 2
"""Letters that must stand beside a stem that melts into the name ("indiarrhea")."""
SHORTEST_SHARED = 2
"""Letters that the stem and the name must share where less stands beside it, or less is left of the name ("Pussia")."""
MOST = 0.7
"""Share of a name that must stand beside a clipped stem."""
LONG_STEM, HALF = 7, 0.5
"""Letters of a sure stem that may melt into half of a name ("Mexcrement"), and that half."""
SHORT_NAME = 4
"""Letters up to which a name must be left whole to be known."""
SHORT_SHARE, LIKELY_SHORT_SHARE = 0.6, 0.5
"""Share that a piece of `SHORTEST_PIECE` letters must be of its name, and of one that is often twisted."""
SAME_FIRST_LETTER = 0.1
"""What the name's own first letter adds to the fit."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What ordinary words do, so that doing it makes no blend."""

    beginnings: Collection[str]
    """Beginnings of names that many words share."""
    endings: Collection[str]
    """Endings of names that many words share."""
    derivations: AbstractSet[str]
    """Suffixes by which a stem makes words of its own."""
    pinned: Collection[str]
    """Endings that are known by themselves ("-istan")."""


@dataclass(frozen=True, slots=True)
class Split:
    """A word read as one stem with what it leaves of a name on either side."""

    word: str
    """The word, in the singular."""
    stem: Stem
    """The stem."""
    left: str
    """What stands before it."""
    right: str
    """What stands behind it."""

    def fit(self, name: Name, likely: bool, habits: Habits) -> float:
        """How well the word is read as this name twisted, 0 to 1; 0 where it is not.

        Args:
            name: A name that begins with ``left`` and ends with ``right``.
            likely: Whether this name is twisted often.
            habits: What ordinary words do.
        """
        form = name.form
        if self.stem.clipped_of and not self._runs_into(form):
            return 0.0
        # What the stem shares with the name counts too: "syphil" keeps the beginning of "Syria".
        start = common_start(self.word, form)
        end = min(common_end(self.word, form), len(form) - start)
        share = (start + end) / len(form)
        if max(start, end) < SHORTEST_PIECE or not self._keeps_enough(share, habits) or self._is_misspelled(form):
            return 0.0
        alike = likeness(self.word, form)
        if self.stem.clipped_of:
            fits = alike >= TWIN
        else:
            fits = self._is_melted(form, alike) or (
                self._keeps_a_piece(form, max(start, end), share, alike) and self._is_sure(share, alike, form, habits)
            )
        if not fits or not self._is_no_derivation(alike, habits.derivations):
            return 0.0
        if alike < CLOSE and share < 1:
            piece, shared = (form[:start], habits.beginnings) if start > end else (form[-end:], habits.endings)
            short = len(piece) == SHORTEST_PIECE and share < (LIKELY_SHORT_SHARE if likely else SHORT_SHARE)
            if short or (piece in shared and not (likely and share >= SHORT_SHARE)):
                return 0.0
        first = SAME_FIRST_LETTER if self.word[0] == form[0] else 0.0
        return min(1.0, 0.35 + 0.4 * share + 0.25 * alike + first)

    def told(self, name: Name) -> str:
        """The split in words, for a reason."""
        stem = self.stem.clipped_of or self.stem.form
        if self.left and self.right:
            return f'puts "{stem}" into "{name.printed}"'
        if name.form in {self.left, self.right} or self._linked(name.form):
            return f'joins "{stem}" to "{name.printed}"'
        if self.left:
            return f'blends the beginning of "{name.printed}" with "{stem}"'
        return f'blends "{stem}" with the ending of "{name.printed}"'

    def _beside_whole(self, form: str, share: float) -> bool:
        return share >= 1 and len(self.word) >= len(self.stem.form) + len(form)

    def _linked(self, form: str) -> bool:
        return self.left[:-1] == form and self.left[-1:] in LINKS

    def _is_misspelled(self, form: str) -> bool:
        """Whether the stem stands in the name itself, or a weak one comes of a slip in it."""
        return self.stem.form in form or (self.stem.strength < SURE_STEM and is_slip(self.word, form))

    def _runs_into(self, form: str) -> bool:
        """Whether what is left of a clipped stem runs into most of a name: "vermin" and "Germany" in "Vermany"."""
        if len(form) <= SHORT_NAME:
            return False
        beside, kept = self._beside_and_kept(form)
        return kept > beside and kept >= MOST * len(form)

    def _beside_and_kept(self, form: str) -> tuple[int, int]:
        """Letters beside a stem at an end of the word, and those that word and name share there."""
        if self.right:
            return len(self.right), common_end(self.word, form)
        return len(self.left), common_start(self.word, form)

    def _is_melted(self, form: str, alike: float) -> bool:
        """Whether the stem and the name share letters in the middle: "nausea" and "Asia", "Nepal" and "pauper"."""
        if len(self.word) >= len(self.stem.form) + len(form) or len(self.stem.form) < SHORTEST_MELTED:
            return False
        if self.left and self.right:
            return False
        beside, kept = self._beside_and_kept(form)
        sure = self.stem.strength >= SURE_STEM
        enough = kept == len(form) or (self.left and sure and kept >= MOSTLY * len(form))
        if enough and kept > beside >= SHORTEST_OVERLAPPED:
            return True
        return kept - beside >= SHORTEST_SHARED and (
            (kept >= NEARLY_WHOLE * len(form) and alike >= TWIN)
            or (kept >= HALF * len(form) and sure and len(self.stem.form) >= LONG_STEM)
        )

    def _keeps_a_piece(self, form: str, longest: int, share: float, alike: float) -> bool:
        """Whether enough of the name stands beside the stem, and not the whole of it by way of a topic."""
        overlapped = longest == len(form) > SHORT_NAME
        swallowed = share >= NEARLY_WHOLE and alike >= CLOSE and self.stem.strength >= SURE_STEM
        beside = max(len(self.left), len(self.right))
        least = 1 if swallowed else SHORTEST_OVERLAPPED if overlapped else SHORTEST_PIECE
        if beside < least:
            return False
        if len(form) <= SHORT_NAME and share < 1:
            return False
        return not self._beside_whole(form, share) or self._linked(form) or self._insults_whole(form)

    def _insults_whole(self, form: str) -> bool:
        """Whether the stem insults a name that is left whole; a weak one does so before or behind a long name alone."""
        if self.stem.is_topic:
            return False
        return self.stem.strength >= SURE_STEM or (len(form) > SHORT_NAME and form in {self.left, self.right})

    def _is_no_derivation(self, alike: float, suffixes: AbstractSet[str]) -> bool:
        """Whether the stem makes no word of its own by a suffix, its last letter doubled and a plural aside."""
        tail = self.right.removeprefix(self.stem.form[-1])
        return alike >= TWIN or suffixes.isdisjoint({self.right, tail, tail.removesuffix("s")})

    def _has_sure_stem(self, habits: Habits) -> bool:
        return self.stem.strength >= SURE_STEM or self.right in habits.pinned

    def _keeps_enough(self, share: float, habits: Habits) -> bool:
        """Whether as much of the name stands beside the stem as its strength asks for."""
        return share >= (SURE_SHARE if self._has_sure_stem(habits) else WEAK_SHARE)

    def _is_sure(self, share: float, alike: float, form: str, habits: Habits) -> bool:
        """A weak stem must stand at an end of a word that looks much like the name."""
        if self._has_sure_stem(habits) or self._beside_whole(form, share):
            return True
        return alike >= CLOSE and not (self.left and self.right)
