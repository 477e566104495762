"""What the versions of Simple Machines Forum have in common: its addresses, its dates, its quotes."""

from __future__ import annotations

import re
from typing import ClassVar

from scraper.addresses import canonical, origin
from scraper.document import Document
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import Addresses

MOMENT = re.compile(r"(?:^|:\s)(?P<at>(?:(?!:\s).)*?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?)(?!\d)", re.IGNORECASE)
"""``« Reply #4 on: June 10, 2011, 10:12:14 AM »``, ``Last Edit: Today at 09:00 by Ann``."""
TIME = r"\d{1,2}[:.]\d{2}.{0,12}"
DATED = rf"(?:(?:[^\W\d]{{3,}}\.?,?\s+)?\d{{1,4}}\b.{{0,60}}{TIME}|\S+(?:\s+\S{{1,3}})?\s+{TIME})$"
QUOTED = re.compile(
    rf"^[^:：]+[:：]\s*(?P<name>.+(?=\s+(?:on|am|le|en|em|op|w|den|от|в|[-–])\s+{DATED})|.+?(?=\s+\S+\s+{DATED}|$))"
)
"""``Quote from: Ann on June 10, 2011, 10:12:14 AM``: in every language one word stands between name and date."""
BYLINE = re.compile(
    r"^(?:(?:started by|begonnen von|démarré par|iniciado por|aperto da|gestart door|zaczęty przez|startad av|"
    r"startet a[vf]|aloittanut)\s|\S+\s)(?P<name>.+)$",
    re.IGNORECASE,
)
"""A guest has no link: ``Started by Ann``, ``by Ann``, in most languages one word before the name."""
ADDRESSES = Addresses(
    thread=re.compile(r"[?&;/]topic[=,](?P<id>\d+)"),
    forum=re.compile(r"[?&;/]board[=,](?P<id>\d+)"),
    listing=re.compile(r"[?&;/]board[=,]\d"),
    other_view=re.compile(r"[?&;]action=printpage\b|[?&;](?:wap2?|imode)(?=[;&]|$)"),
    member=re.compile(r"[?&;,/]u[=,](?P<id>\d+)"),
    root=re.compile(r"/(?:index\.php(?:[?/].*)?|\?.*)?$"),
)
BREAKS = "span[style^='margin: 0 -0.'], span[style^='width: 0; margin: 0 -0.']"
"""The space in a long word that makes it break, where the board is set to have one."""
SCRIPT = re.compile(r"""smf_scripturl\s*=\s*["'](?P<url>[^"'?]+)""")
"""The address of the board's own program, which every page tells its scripts."""
SHOWN = re.compile(r"(?P<script>[^?]*)\?(?:.*[;&])?(?P<what>topic|board)=(?P<id>\d+)")


class Smf(Engine):
    """Simple Machines Forum, whatever its version."""

    prints_dates_for_people: ClassVar[bool] = True

    def board_url(self, doc: Document) -> str:
        """The folder of the board's program: a page has no such name where addresses are rewritten."""
        found = SCRIPT.search(doc.top)
        if found is None or origin(found["url"]) != origin(doc.url):
            return super().board_url(doc)
        return canonical(found["url"]).removesuffix("index.php")

    def own_url(self, doc: Document) -> str:
        """The address without what sorts, counts or points to a post."""
        url = super().own_url(doc)
        found = SHOWN.match(url)
        return f"{found['script']}?{found['what']}={found['id']}.0" if found else url
