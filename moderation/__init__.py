"""Text to verdicts: pure functions over their own data files. Knows nothing of the other rooms.

`screen` takes texts and returns one `Verdict` a text. The items stand in `moderation.items`, policies in
`moderation.policy`, errors in `moderation.errors`.
"""

from moderation.items import Category, Context, Flag, Severity, Span, Trust, Verdict
from moderation.screening import screen

__all__ = ["Category", "Context", "Flag", "Severity", "Span", "Trust", "Verdict", "screen"]
