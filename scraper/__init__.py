"""HTML to items: reading pages, fetching them, and deciding what to fetch next. Knows nothing of the other rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.pages import read_page

__all__ = ["read_page"]


def __getattr__(name: str) -> Any:
    """Load the readers where somebody reads: most who ask for this package want the items alone, and start at once."""
    if name == "read_page":
        from scraper.pages import read_page  # noqa: PLC0415 - all engines, slow to load

        return read_page
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
