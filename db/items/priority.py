"""Priority: what a case's place in its queue rests on, beside its severity, its score and its age."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a post reaches, and what is known of its author on this board: as it was when it was last weighed."""

    same_words: int = 0
    """Other posts of the board with a case and the very same words; 15 at most."""
    replies: int | None = None
    """Of the thread, as the board's listing prints them; None where no listing was read."""
    agreed: int = 0
    """Other cases of the author whose flags people agreed with, of the newest 30; 15 at most."""
    waiting: int = 0
    """Other cases of the author that are open, of the newest 30; 15 at most."""
