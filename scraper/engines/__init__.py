"""Engines: the forum software that Flagpost knows, a module each. The page itself says which one wrote it."""

from __future__ import annotations

from scraper.document import Document
from scraper.engines.bbpress import BbPress
from scraper.engines.discourse import Discourse
from scraper.engines.discourse_drawn import DiscourseDrawn
from scraper.engines.flarum import Flarum
from scraper.engines.flaskbb import FlaskBB
from scraper.engines.fluxbb import FluxBB, PunBB12
from scraper.engines.ipb2 import Ipb2
from scraper.engines.ipb3 import Ipb3
from scraper.engines.ipb4 import Ipb4
from scraper.engines.ipb5 import Ipb5
from scraper.engines.lemmy import Lemmy
from scraper.engines.misago import Misago
from scraper.engines.mybb import MyBB
from scraper.engines.nodebb import NodeBB
from scraper.engines.phorum import Phorum
from scraper.engines.phorum_classic import PhorumClassic
from scraper.engines.phpbb2 import PhpBB2
from scraper.engines.phpbb3 import PhpBB3
from scraper.engines.phpbb3_subsilver import PhpBB3Subsilver
from scraper.engines.proboards import ProBoards
from scraper.engines.punbb import PunBB
from scraper.engines.shared.engine import Engine
from scraper.engines.smf1 import Smf1
from scraper.engines.smf2 import Smf2
from scraper.engines.ubbthreads import UbbThreads
from scraper.engines.vanilla import Vanilla
from scraper.engines.vbulletin3 import VBulletin3
from scraper.engines.vbulletin4 import VBulletin4
from scraper.engines.vbulletin5 import VBulletin5
from scraper.engines.woltlab import WoltLab
from scraper.engines.xenforo1 import XenForo1
from scraper.engines.xenforo2 import XenForo2

ENGINES: tuple[Engine, ...] = (
    XenForo2(),
    PhpBB3Subsilver(),
    PhpBB3(),
    Ipb5(),
    Ipb4(),
    WoltLab(),
    XenForo1(),
    VBulletin5(),
    VBulletin4(),
    VBulletin3(),
    MyBB(),
    Smf2(),
    Smf1(),
    UbbThreads(),
    DiscourseDrawn(),
    Discourse(),
    Vanilla(),
    Flarum(),
    Ipb3(),
    PhpBB2(),
    PunBB(),
    PunBB12(),
    FluxBB(),
    PhorumClassic(),
    Phorum(),
    Ipb2(),
    Lemmy(),
    BbPress(),
    NodeBB(),
    FlaskBB(),
    Misago(),
    ProBoards(),
)
"""Every engine, the surest marks first."""


def engine_of(doc: Document) -> Engine | None:
    """The engine whose marks a page carries."""
    return next((engine for engine in ENGINES if engine.wrote(doc)), None)
