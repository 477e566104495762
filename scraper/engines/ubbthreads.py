"""UBB.threads 7, from 7.2 to 7.7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from scraper.addresses import canonical
from scraper.document import Document, first, pick, text_of
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import (
    Addresses,
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
from scraper.items import Unreadable
from scraper.wordrules import WordRules

SMILIES = {
    "smile": ":)", "frown": ":(", "wink": ";)", "laugh": ":D", "tongue": ":p", "blush": ":o", "cool": ":cool:",
    "mad": ":mad:", "crazy": ":crazy:", "confused": ":confused:", "eek": ":eek:", "grin": ":grin:", "cry": ":cry:",
    "sick": ":sick:", "sleep": ":sleep:", "smirk": ":smirk:", "shocked": ":shocked:", "tired": ":tired:",
    "whistle": ":whistle:",
}  # fmt: skip
"""The set that comes with the board; a picture says its name alone."""
QUOTED = re.compile(r"(?:\bposted by\b|:)\s*:?\s*(?P<name>[^:\s].*)$", re.IGNORECASE)
"""``Originally Posted By: Ann``, in later versions without the colon."""
IN_NOTE = re.compile(r"[;(]\s*(?P<at>.*?\d{1,2}:\d{2}(?:\s?[ap]\.?m)?)", re.IGNORECASE)
"""``Edited by Ann (02/10/11 12:40 PM)``, ``Last edited by Ann; 02/10/20 12:40 PM.``."""
QUOTE = ".ubbcode-block:not(:has(> .ubbcode-pre, > .ubbcode-body > pre, > .ubbcode-header > input)), blockquote"
"""Code and spoilers stand in the same box."""
FILE = "a[href*='ubb/download'], a[href*='ubb=download']"
POST_LINK = "a[href*='#Post']"

TEMPLATES = Templates(
    page=PageFields(
        crumbs=(".breadcrumbs",),
        bar=("table.pagination", ".pagination", "tr:has(> td.page-n)"),
        page=(".page-cur", "td:not(:has(a)):not([onclick])"),
        pages=("td", "a"),
        notice=("tr:has(> .tdheader) + tr > td[class*=alt-]",),
        login="input[name=Loginname]",
    ),
    post=PostFields(
        block="table:has(> tbody > tr > td.post-content)",
        id=("[id^=number]@id", f"{POST_LINK}@href"),
        title=("td[class*=subjecttable] .truncate a", "td[class*=subjecttable] b"),
        permalink=(f"td[class*=subjecttable] {POST_LINK}@href",),
        author=Person(
            name=(
                ".author-name a",
                ".author-content [id^=menu_control_]",
                ".author-content a[href*='/users/']",
                ".author-name",
                ".author-content .username",
            ),
            url=(".author-content a[href*='/users/']@href", ".author-content a[href*=showprofile]@href"),
            title=("td.author-content > span.small@:first",),
        ),
        published=Moment(element=("td[class*=subjecttable] :has(> .date)",), printed=("",), behind=" - "),
        edited=Moment(element=(".edited-wording",), printed=("",), inside=IN_NOTE),
        edit_note=".edited-wording",
        body=("[id^=body]", ".post_inner"),
        words=WordRules(
            quote=QUOTE,
            quote_author=(".ubbcode-header",),
            quote_source=(".ubbcode-header a@href",),
            quote_post=(".ubbcode-header a@href",),
            quote_head=".ubbcode-header",
            quote_name=QUOTED,
            skip=".ubbcode-header, .signature, .edited-wording",
            attachment=FILE,
            smilies=SMILIES,
        ),
        signature=".signature",
        files=Files(item=FILE, url=("@href",), name=("",)),
    ),
    row=RowFields(
        block="tr[id^=postrow-inline-]",
        link="td[class*=topicsubject] > div:first-child a:not([class*=pagenav]):not([href*=users])",
        author=("td[class*=topicsubject] a[href*='/users/']", "td[class*=topicsubject] .small@:last"),
        replies=("td[class*=topicreplies]",),
        views=("td[class*=topicviews]",),
        last_post=Moment(
            element=("td[class*=topictime] :has(> .date)", "td[class*=topictime]", "div:has(> .fa-clock)"),
            printed=("",),
            inside=re.compile(r"^(?P<at>.*?\d{1,2}:\d{2}(?:\s?[ap]\.?m)?)", re.IGNORECASE),
        ),
        last_author=(
            "td[class*=topictime] a[href*='/users/']",
            "td[class*=topictime] .username",
            "td[class*=topictime]@:last",
        ),
        byline=re.compile(r"^\S+\s+(?P<name>.+)$"),
        sticky="img[src*=sticky], .fa-thumbtack",
        locked="img[src*='/lock'], img[src*=locked], .fa-lock",
        moved="img[src*=moved], img[src*='/move']",
    ),
    forum=ForumFields(
        block="tr:has(> td[class*=forumtitle])",
        link="td[class*=forumtitle] a",
        threads=("td[class*=threadtotal]",),
        messages=("td[class*=posttotal]",),
    ),
    board=BoardFields(sentences=".left_col td, .right_col td, #left_col td, #right_col td"),
    addresses=Addresses(
        thread=re.compile(r"(?:/topics/|[?&/]Number[=/])(?P<id>\d+)"),
        forum=re.compile(r"(?:/forums/|[?&/]Board[=/])(?P<id>\d+)"),
        listing=re.compile(r"/forums/\d|[?&/]ubb[=/]postlist\b"),
        member=re.compile(r"(?:/users/|[?&/]User[=/])(?P<id>\d+)"),
        other_view=re.compile(r"[?&/]ubb[=/]printthread\b"),
        page=re.compile(r"(?:/(?:topics|forums)/\d+/|[?&/]page[=/])(?P<page>\d+)(?=[/?&#]|$)"),
        root=re.compile(r"/(?:ubbthreads\.php.*|(?:index\.php)?(?:\?.*)?)$"),
    ),
)
TITLES = (".breadcrumbs span[style*=inline]@:last", ".breadcrumbs span:last-of-type@:last", ".breadcrumbs h1@:last")
"""The path ends with what the page shows, which is no link."""
DATES = ".date"


class UbbThreads(Engine):
    """UBB.threads 7."""

    name = "ubbthreads"
    marks = ('content="UBB.threads', "ubb_jslib.js", "ubbthreads.php/ubb/login", "ubbthreads.php?ubb=login")
    signs = (">Powered by UBB.threads",)
    templates = TEMPLATES
    prints_dates_for_people = True

    def prepare(self, doc: Document) -> Document:
        """Where no date of the page tells, the month comes first, as the board is delivered."""
        told = super().prepare(doc)
        return replace(told, day_first=False) if told.day_first is None else told

    def refusal(self, doc: Document) -> Unreadable | None:
        """A listing and an index have a form to log in beside them."""
        listed = f"{self.templates.row.block}, td[class*=forumtitle]"
        return super().refusal(doc) if doc.css_first(listed) is None else None

    def title(self, doc: Document) -> str:
        """What the page shows, from the end of its path; where that is a link, from the browser's title."""
        return (doc.pick(TITLES) or "").strip("» ") or text_of(doc.css_first("title")).rpartition(" - ")[0]

    def board_title(self, doc: Document) -> str | None:
        """The board's name stands at the end of the browser's title; the path calls every index "Forums"."""
        return super().board_title(doc) or text_of(doc.css_first("title")).rpartition(" - ")[2] or None

    def own_url(self, doc: Document) -> str:
        """A thread answers to the number of each of its posts; its own is that of the first, and of its other pages."""
        url = super().own_url(doc)
        asked = self.templates.addresses.thread.search(url)
        post = doc.css_first(self.templates.post.block)
        if asked is None or post is None:
            return url
        if self.page_of(doc)[0] > 1:
            others = ((other, self.templates.addresses.thread.search(other)) for other in self._paged(doc))
            return next((other for other, found in others if found and found["id"] != asked["id"]), url)
        shown = doc.absolute(pick(post, self.templates.post.permalink))
        return canonical(shown) if shown and doc.css_first(f"#Post{asked['id']}, #number{asked['id']}") else url

    def next_url(self, doc: Document, page: int, pages: int | None) -> str | None:
        """The link to the page whose number is one more; later versions have it in a script."""
        told = super().next_url(doc, page, pages)
        if told is not None or (pages is not None and page >= pages):
            return told
        paged = self.templates.addresses.page
        for url in self._paged(doc):
            found = paged.search(url) if paged else None
            if found and int(found["page"]) == page + 1:
                return canonical(url)
        return None

    def _printed_dates(self, doc: Document) -> Iterator[str]:
        yield from map(text_of, doc.css(DATES))

    def _paged(self, doc: Document) -> Iterator[str]:
        root = doc.tree.root
        bar = first(root, self.templates.page.bar) if root is not None else None
        for each in bar.css("a[href], td[onclick]") if bar is not None else ():
            href = each.attrs.get("href") or (each.attrs.get("onclick") or "").partition("'")[2].partition("'")[0]
            url = doc.absolute(href)
            if url is not None:
                yield url
