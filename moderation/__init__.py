"""Text to verdicts: pure functions over their own data files. Knows nothing of the other rooms.

`screen` takes texts and returns one `Verdict` a text. The items stand in `moderation.items`, policies in
`moderation.policy`, errors in `moderation.errors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moderation.items import Category, Context, Flag, Severity, Span, Trust, Verdict

if TYPE_CHECKING:
    from moderation.screening import screen

__all__ = ["Category", "Context", "Flag", "Severity", "Span", "Trust", "Verdict", "screen"]


def __getattr__(name: str) -> Any:
    """Load the detectors where somebody screens: most who ask for this package want items alone, and start at once."""
    if name == "screen":
        from moderation.screening import screen  # noqa: PLC0415 - slow to load

        return screen
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
