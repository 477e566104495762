"""HTML to items: reading pages, fetching them, and deciding what to fetch next. Knows nothing of the other rooms."""

from scraper.pages import read_page

__all__ = ["read_page"]
