"""Simple Machines Forum 1.1: tables whose few names are ids."""

from __future__ import annotations

from scraper.addresses import canonical
from scraper.document import Document, text_of
from scraper.engines.shared.selectors import (
    BoardFields,
    Files,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.engines.smf import ADDRESSES, BREAKS, BYLINE, MOMENT, QUOTED, Smf
from scraper.numbers import parse_number
from scraper.wordrules import WordRules

SMILIES = {
    "Smiley": ":)", "Wink": ";)", "Cheesy": ":D", "Grin": ";D", "Angry": ">:(", "Sad": ":(", "Shocked": ":o",
    "Cool": "8)", "Huh": "???", "Huh?": "???", "Roll Eyes": "::)", "Tongue": ":P", "Embarrassed": ":-[",
    "Lips Sealed": ":-X", "Lips sealed": ":-X", "Undecided": ":-\\", "Kiss": ":-*", "Cry": ":'(", "Evil": ">:D",
    "Azn": "^-^", "Afro": "O0",
    "smiley": ":)", "wink": ";)", "cheesy": ":D", "grin": ";D", "angry": ">:(", "sad": ":(", "shocked": ":o",
    "cool": "8)", "huh": "???", "rolleyes": "::)", "tongue": ":P", "embarrassed": ":-[", "embarassed": ":-[",
    "lipsrsealed": ":-X", "undecided": ":-\\", "kiss": ":-*", "cry": ":'(", "evil": ">:D", "azn": "^-^", "afro": "O0",
    "laugh": ":))", "police": "C:-)", "angel": "0:)",
}  # fmt: skip
"""The set that comes with the board, by name and by file: 1.1 prints translated names alone, and of some none."""
ONLINE = "#upshrinkHeaderIC tr:has(img[src*='/online.'])"
"""The row that says who is there."""
BESIDE = "td[valign=bottom]:has(> .nav) + td[align=right]"
"""Where the numbers stand on a board that has none below its forums: beside the path."""

TEMPLATES = Templates(
    page=PageFields(
        title=("title",),
        crumbs=("div.nav",),
        bar=("td.middletext",),
        page=("b",),
        pages=(".navPages", "b"),
        now=("td.titlebg2[align=right] > span.smalltext",),
        next=(),
        board_title=("a.nav",),
        notice=("#frmLogin td.windowbg", "table[width='80%'] tr.windowbg td"),
        login="#frmLogin",
    ),
    post=PostFields(
        block="table:has(> tbody > tr > td > div.post)",
        id=("[id^=subject_]@id",),
        title=("[id^=subject_] a",),
        answer=("[id^=subject_] + .smalltext b",),
        permalink=("[id^=subject_] a@href",),
        author=Person(
            name=("tr:first-child > td:first-child > b > a", "tr:first-child > td:first-child > b"),
            url=("tr:first-child > td:first-child > b > a@href",),
            title=("tr:first-child > td:first-child > .smalltext@:first",),
        ),
        published=Moment(element=("[id^=subject_] + .smalltext",), printed=("",), inside=MOMENT),
        edited=Moment(element=("[id^=modified_] i",), printed=("",), inside=MOMENT),
        edit_note="[id^=modified_]",
        body=("div.post",),
        words=WordRules(
            quote=".quote",
            quote_author=(".quoteheader",),
            quote_source=(".quoteheader a@href",),
            quote_post=(".quoteheader a@href",),
            quote_label=".quoteheader",
            quote_name=QUOTED,
            skip=f".codeheader, {BREAKS}",
            code=".code, .phpcode",
            box="marquee",
            smilies=SMILIES,
        ),
        signature=".signature",
        files=Files(
            item="td.smalltext[colspan] a[href*='attach=']:not([id^=link_])",
            url=("@href",),
            name=("",),
            image="a[id^=link_] + br + a, img[src*='attach='] + br + a",
        ),
    ),
    row=RowFields(
        block="tr:has(> td > span[id^=msg_]), tr:has(> td > b > span[id^=msg_])",
        link="span[id^=msg_] a",
        author=("td:nth-child(4)",),
        replies=("td:nth-child(5)",),
        views=("td:nth-child(6)",),
        last_post=Moment(element=("td:nth-child(7) .smalltext",), printed=("",), inside=MOMENT),
        last_author=("td:nth-child(7) .smalltext a", "td:nth-child(7) .smalltext@:last"),
        byline=BYLINE,
        sticky="[id^=stickyicon], img[src*=_sticky]",
        locked="[id^=lockicon], img[src*=_locked]",
        moved="img[src*='/post/moved.']",
    ),
    forum=ForumFields(
        block="tr:has(> td > b > a[name^=b])",
        link="a[name^=b]",
        threads=("td[style*='12ex'] > span@:last", "td[style*='12ex'] > small@:last"),
        messages=("td[style*='12ex'] > span@:first", "td[style*='12ex'] > small@:first"),
    ),
    board=BoardFields(
        sentences=f"#upshrinkHeaderIC td > span.middletext, {BESIDE}, {ONLINE} > td.windowbg2",
        latest_member=("#upshrinkHeaderIC td > span.middletext > b > a[href*='u=']", f"{BESIDE} > b > a[href*='u=']"),
        online_names=f"{ONLINE} div.smalltext a[href*='u=']",
    ),
    addresses=ADDRESSES,
)


class Smf1(Smf):
    """Simple Machines Forum 1.0 and 1.1."""

    name = "smf1"
    marks = ("var smf_theme_url", "var smf_scripturl")
    signs = (">Powered by SMF 1.",)
    templates = TEMPLATES

    def next_url(self, doc: Document, page: int, pages: int | None) -> str | None:
        """The link with the next number: the dots that stand for pages left out are as bold as this page's."""
        bar = doc.css_first(self.templates.page.bar[0])
        links = bar.css(".navPages") if bar is not None and pages is not None and page < pages else []
        url = next((link.attrs.get("href") for link in links if parse_number(text_of(link)) == page + 1), None)
        found = doc.absolute(url)
        return canonical(found) if found else None
