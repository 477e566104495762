"""Names that people spell in more than one way."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """The name without what spelling may vary in: case, width, and white space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
