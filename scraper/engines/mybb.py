"""MyBB 1.6 and 1.8, both layouts of its posts, and themes that keep their names."""

from __future__ import annotations

import re

from scraper.document import Document, text_of
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.fields import number
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
from scraper.items import Absence
from scraper.wordrules import WordRules

SMILIES = {
    "Smile": ":)", "Wink": ";)", "Cool": ":cool:", "Big Grin": ":D", "Tongue": ":P", "Rolleyes": ":rolleyes:",
    "Shy": ":shy:", "Sad": ":(", "At": ":at:", "Angel": ":angel:", "Angry": ":@", "Blush": ":blush:", "Confused": ":s",
    "Dodgy": ":dodgy:", "Exclamation": ":exclamation:", "Heart": ":heart:", "Huh": ":huh:", "Idea": ":idea:",
    "Sleepy": ":sleepy:", "Undecided": ":-/", "Cry": ":cry:", "Sick": ":sick:", "Arrow": ":arrow:", "My": ":my:",
}  # fmt: skip
"""The set that comes with the board; a picture says its name alone."""

TO_THE_MINUTE = ("span[title*=':']@title", "")
"""A date near the present hides the moment in a title, unless it only hides the day and prints the time beside it."""
LEADING = re.compile(r"^(?P<at>.*?\d{1,2}:\d{2}(?:\s?[ap]\.?m\b)?)", re.IGNORECASE)
"""A moment with other words behind it."""
IN_NOTE = re.compile(r":\s(?P<at>.*?\d{1,2}:\d{2}(?:\s?[ap]\.?m\b)?)", re.IGNORECASE)
"""``(This post was last modified: 03-16-2025, 01:55 PM by Ann.)``."""
LINK = "a[href*='#pid']"
NAME = re.compile(r"^[\s:]*(?P<name>.+?)[\s,]*$")
"""``Ann,`` before the date, ``: Ann`` behind a link to the last post."""

TEMPLATES = Templates(
    page=PageFields(
        title=(".navigation .active", "td.thead strong"),
        crumbs=(".navigation",),
        bar=(".pagination",),
        page=(".pagination_current",),
        pages=("a[class^=pagination]", ".pagination_current", ".pages"),
        now=("#current_time", "#panel > span[style*=right]"),
        next=("a.pagination_next@href",),
        board_title=(".navigation > a", ".navigation > .active"),
        notice=("tr:has(> td.thead) + tr:last-child > td.trow1", "td.trow1:has(> ol)"),
    ),
    post=PostFields(
        block="div.post[id^=post_]:not([style*=none]), table[id^=post_]:not([style*=none])",
        absent={Absence.IGNORED: ".ignored_post", Absence.DELETED: ".deleted_post_hidden"},
        notice=".ignored_post_message",
        title=(f".post_head {LINK}@title", ".post_content > .smalltext > strong", "td > .smalltext > strong"),
        position=(f"strong > {LINK}",),
        permalink=(f"strong > {LINK}@href",),
        author=Person(
            name=(".largetext a", ".largetext"),
            url=(".largetext a@href",),
            title=(
                ".author_information > .smalltext@:first",
                ".post_author .smalltext@:first",
                "td > .smalltext@:first",
            ),
        ),
        published=Moment(
            element=(".post_date", "td.tcat .smalltext", "td[style*=center][style*=middle] > .smalltext"),
            printed=("span[title*=':']:not([id^=edited_by_] span)@title", ""),
            inside=LEADING,
        ),
        edited=Moment(element=("[id^=edited_by_]",), printed=TO_THE_MINUTE, inside=IN_NOTE),
        edit_note="[id^=edited_by_]",
        body=("[id^=pid_]",),
        words=WordRules(
            quote="blockquote",
            quote_author=("cite@:first",),
            quote_source=("cite a@href",),
            quote_post=("cite a@href",),
            skip=".codeblock > .title",
            smilies=SMILIES,
        ),
        signature=".signature",
        files=Files(
            item="fieldset a[href*='attachment.php'], fieldset > img.attachment",
            url=("@href", "@src"),
            name=("",),
        ),
    ),
    row=RowFields(
        block="tr:has([id^=tid_])",
        id=("[id^=tid_]@id",),
        link="[id^=tid_] a",
        author=(".author a", ".author@:first"),
        replies=("td:nth-child(4)",),
        views=("td:nth-child(5)",),
        started=Moment(element=(".thread_start_datetime",), printed=TO_THE_MINUTE, inside=LEADING),
        last_post=Moment(element=(".lastpost",), printed=TO_THE_MINUTE, inside=LEADING),
        last_author=(".lastpost a:nth-of-type(2)", ".lastpost@:last"),
        byline=NAME,
        sticky=".forumdisplay_sticky",
        locked="[class*=closefolder], [class*=lockfolder], img[src*=lockfolder]",
        moved="[class*=movefolder], img[src*=movefolder]",
    ),
    forum=ForumFields(
        block="tr:has(> td > [id^=mark_read_]), tr:has(> td > .forum_status)",
        link="strong > a",
        threads=("td:nth-child(3)",),
        messages=("td:nth-child(4)",),
    ),
    board=BoardFields(
        sentences="#boardstats_e td > .smalltext",
        latest_member=("#boardstats_e .smalltext > :is(b, strong) > a",),
        online_names="#boardstats_e [class^=trow] > .smalltext > a",
    ),
    addresses=Addresses(
        thread=re.compile(r"(?:[?&]tid=|/thread-)(?P<id>\d+)"),
        forum=re.compile(r"(?:[?&]fid=|/forum-)(?P<id>\d+)"),
        listing=re.compile(r"/forumdisplay\.php|/forum-\d"),
        other_view=re.compile(
            r"/printthread\.php\?(?:[^#]*&)?tid=|/archive/(?:index\.php)?(?:$|[?/](?:thread|forum)-)|"
            r"/showthread\.php\?(?:[^#]*&)?mode=threaded\b"
        ),
        member=re.compile(r"(?:[?&]uid=|/user-)(?P<id>\d+)"),
        root=re.compile(r"/(?:\w+\.php|(?:thread|forum|user|announcement)-[^/]*)?(?:\?.*)?$", re.IGNORECASE),
    ),
)
SHOWN = re.compile(
    r"(?P<before>.*/(?:showthread\.php\?(?=[^#]*?\btid=)|forumdisplay\.php\?))(?:[^#]*&)?(?P<key>[tf]id=\d+)"
)
"""The address of a thread or forum, and what of it names the thread or forum."""
REWRITTEN = re.compile(r"(?P<plain>.*/(?:thread|forum)-\d+)(?:-[\w-]+)?(?P<end>\.html)(?:[?#].*)?$")
"""The same where the server rewrites addresses: ``/thread-5-page-2.html``, ``/thread-5-post-81.html?highlight=oil``."""


class MyBB(Engine):
    """MyBB 1.6 and 1.8."""

    name = "mybb"
    marks = ("var my_post_key", "archive/screen.css")
    signs = ("<!-- End powered by -->",)
    templates = TEMPLATES
    prints_dates_for_people = True

    def wrote(self, doc: Document) -> bool:
        """A view for printers has nothing but its address."""
        return super().wrote(doc) or ("/printthread.php" in doc.url and self.is_other_view(doc))

    def own_url(self, doc: Document) -> str:
        """The address without what sorts, or points to a post."""
        url = super().own_url(doc)
        shown = SHOWN.match(url)
        if shown:
            return shown["before"] + shown["key"]
        if "/showthread.php?" in url:
            return f"{url.partition('?')[0]}?tid={self._told_id(doc)}"
        return REWRITTEN.sub(r"\g<plain>\g<end>", url)

    def thread_id(self, doc: Document, first_url: str) -> str:
        """A thread may be asked for by one of its posts, or by its title alone; the page knows its number."""
        found = self.templates.addresses.thread.search(first_url)
        return found["id"] if found else self._told_id(doc) or first_url

    def title(self, doc: Document) -> str:
        """A thread's prefix stands in the path; the browser's title has none."""
        shown, bare = super().title(doc), text_of(doc.css_first("title"))
        return bare if bare and shown.endswith(bare) else shown

    def _told_id(self, doc: Document) -> str | None:
        return number(doc.pick(("input[name=tid]@value", "[id^=rating_thread_]@id", "a[href*='archive/']@href")))
