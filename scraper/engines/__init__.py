"""Engines: the forum software that Flagpost knows, a module each. The page itself says which one wrote it."""

from __future__ import annotations

from scraper.document import Document
from scraper.engines.engine import Engine
from scraper.engines.phpbb3 import PhpBB3
from scraper.engines.xenforo1 import XenForo1
from scraper.engines.xenforo2 import XenForo2

ENGINES: tuple[Engine, ...] = (XenForo2(), PhpBB3(), XenForo1())
"""Every engine, the surest marks first."""


def engine_of(doc: Document) -> Engine | None:
    """The engine whose marks a page carries."""
    return next((engine for engine in ENGINES if engine.wrote(doc)), None)
