"""What vBulletin's versions have in common: addresses, smilies, edit notes, how a page names itself."""

from __future__ import annotations

import re
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from scraper.addresses import origin
from scraper.document import Document, first, pick, text_of
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.fields import number
from scraper.engines.shared.selectors import Addresses, Files, Moment
from scraper.items import Reaction, Unreadable
from scraper.numbers import NUMBER, parse_number
from scraper.wordrules import WordRules

SMILIES = MappingProxyType({
    "Smilie": ":)", "Smile": ":)", "Frown": ":(", "Embarrassment": ":o", "Big Grin": ":D", "Wink": ";)",
    "Stick Out Tongue": ":p", "Cool": ":cool:", "Roll Eyes (Sarcastic)": ":rolleyes:", "Mad": ":mad:", "EEK!": ":eek:",
    "Confused": ":confused:",
})  # fmt: skip
"""What is typed for the smilies of a new board; its pages print their names alone."""

EDITED = Moment(
    element=(".lastedited", "div.smallfont > hr + em", ".b-post__edit"),
    printed=("",),
    inside=re.compile(r"[;(]\s*(?P<at>[^;()]*\d[:.h]\d\d(?:\s?[ap]\.?m\b)?)", re.IGNORECASE),
)
"""``Last edited by Ann; 06-15-2009 at 09:12 PM. Reason: a typo``: the name and the reason may hold numbers too."""

FILES = Files(
    item="fieldset a[href*='attachment'], fieldset img.attach", url=("@href", "@src"), name=("",), image="img"
)
ATTACHED = "a[href*='attachment.php'], a[href*='/attachments/']"
"""Links to attached files."""

WORDS = WordRules(
    quote=".bbcode_quote",
    quote_author=(".bbcode_postedby strong",),
    quote_source=(".bbcode_postedby a[rel]@href",),
    quote_post=(".bbcode_postedby a[rel]@href",),
    quote_head=".bbcode_postedby",
    skip=".bbcode_description, .b-post-attachments",
    code=".bbcode_code",
    attachment=ATTACHED,
    smilies=SMILIES,
)
"""The words of a post since version 4."""

ADDRESSES = Addresses(
    thread=re.compile(
        r"(?:/showthread\.php(?:\?(?:[^#]*&)?t=|[?/])|/threads/|"
        # Addresses of vBSEO end with the id, or begin their last part with it; a small number behind it is a page.
        r"/(?=\d+-[^/?]*\.html$)|-t?(?=\d+(?:-\d{1,3})?(?:\.html$|/(?:index\d+\.html)?$)))(?P<id>\d+)"
    ),
    forum=re.compile(r"(?:/forumdisplay\.php(?:\?(?:[^#]*&)?f=|[?/])|/forums/|[/-]f)(?P<id>\d+)(?=[-&/.]|$)"),
    listing=re.compile(r"/forumdisplay\.php|/forums/\d"),
    member=re.compile(r"(?:/member\.php(?:\?(?:[^#]*&)?u=|[?/])|/members/)(?P<id>\d+)"),
    other_view=re.compile(
        r"/(?:printthread|showpost)\.php|/archive/(?:index\.php/?|$)|-print(?:erfriendly)?(?:\.html|/)$|"
        r"/showthread\.php[^#]*[?&]mode=(?:threaded|hybrid)\b"
    ),
    page=re.compile(r"(?:[?&]page=|/page)(?P<page>\d+)"),
    root=re.compile(
        r"/(?:showthread|showpost|forumdisplay|index|forum|member|memberlist|online|search|login|printthread)\.php|"
        r"/archive/|/(?:threads|forums|members)/\d"
    ),
)
"""The addresses of versions 3 and 4, with those that vBSEO makes of them."""


class VBulletin(Engine):
    """Versions 3 and 4."""

    prints_dates_for_people = True

    def board_url(self, doc: Document) -> str:
        """The board's address: where its scripts lie, for vBSEO leaves nothing of it in an address."""
        script = doc.absolute(doc.pick(("script[src*='clientscript/vbulletin']@src",)))
        if script and origin(script) == origin(doc.url):
            return script.partition("clientscript/")[0]
        return super().board_url(doc)

    def own_url(self, doc: Document) -> str:
        """The address of the thread or forum itself, which a later page links to."""
        where = self.templates.page
        root = doc.tree.root
        bar = first(root, where.bar) if root is not None else None
        links = bar.css("a[href]") if bar is not None else []
        start = next((one for one in links if one.attrs.get("rel") == "start" or text_of(one) == "1"), None)
        told = doc.absolute(start.attrs.get("href")) if start is not None else None
        own = told or super().own_url(doc)
        if "/showthread.php" not in own or self.templates.addresses.thread.search(own):
            return own
        # A post's address led here, which does not name the thread.
        return doc.absolute(doc.pick(("#threadtools a@href", "a[href*='showthread.php?t=']@href"))) or own

    def forum_id(self, doc: Document) -> str:
        """The id of the forum, also where its address has none."""
        return number(doc.pick(("[id^=threadbits_forum_]@id", "a[href*='do=newthread']@href"))) or super().forum_id(doc)

    def page_of(self, doc: Document) -> tuple[int, int | None]:
        """Page x of y, which stand in one line."""
        where = self.templates.page
        root = doc.tree.root
        bar = first(root, where.bar) if root is not None else None
        printed = pick(bar, where.page) if bar is not None else None
        numbers = [parse_number(found[0]) for found in NUMBER.finditer(printed or "")]
        if len(numbers) < 2 or not all(numbers[:2]):
            return super().page_of(doc)
        return numbers[0] or 1, numbers[1]

    def board_title(self, doc: Document) -> str | None:
        """The board's name, without what else a logo says."""
        title = super().board_title(doc)
        return re.sub(r"\s*(?:- Powered by vBulletin|RSS Feed)$", "", title) or None if title else None

    def refusal(self, doc: Document) -> Unreadable | None:
        """Why the page shows nothing: forms of other pages look like a message box too."""
        rows = f"{self.templates.row.block}, {self.templates.forum.block}"
        return None if doc.css_first(rows) is not None else super().refusal(doc)

    def reactions(self, block: LexborNode, doc: Document) -> tuple[Reaction, ...]:
        """Likes of vBSEO, and thanks, which stand behind the post."""
        found = []
        likes = block.css_first(".vbseo_liked")
        if likes is not None and (names := _names(likes)):
            others = parse_number(pick(likes, ("a[onclick]",))) or 0
            found.append(Reaction(name="Like", count=len(names) + others, by=names))
        if "post_thanks_box_" in doc.text:
            box = doc.css_first(f"#post_thanks_box_{number(block.attrs.get('id'))}")
            if box is not None and (names := _names(box)):
                found.append(Reaction(name="Thanks", count=len(names), by=names))
        return tuple(found)


def _names(box: LexborNode) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, box.css("a[href*='member']"))))
