"""FluxBB 1.4 and 1.5, and PunBB 1.2 from which it grew."""

from __future__ import annotations

import re
from dataclasses import replace

from scraper.document import Document, picked
from scraper.engines.shared.engine import Engine
from scraper.engines.shared.selectors import (
    Addresses,
    BoardFields,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.wordrules import WordRules

SMILIES = {
    "smile": ":)", "neutral": ":|", "sad": ":(", "big_smile": ":D", "yikes": ":o", "wink": ";)", "hmm": ":/",
    "tongue": ":P", "lol": ":lol:", "mad": ":mad:", "roll": ":rolleyes:", "cool": ":cool:",
}  # fmt: skip
"""What both come with; their pictures say only how a smilie is called."""
BYLINE = re.compile(r"^\S+\s(?P<name>.+)$")
IN_BRACKETS = re.compile(r"^.*\((?P<at>[^()]+)\)\s*$")

TEMPLATES = Templates(
    page=PageFields(
        title=("ul.crumbs strong", "#vf h2", ".linkst ul > li:last-child"),
        crumbs=(".linkst ul",),
        bar=(".pagelink",),
        page=("strong",),
        pages=("a", "strong"),
        next=("link[rel=next]@href", ".pagelink strong + a@href"),
        home=("#navindex a@href", "#brdtitle a@href"),
        board_title=("#brdtitle h1",),
        notice=("#msg .inbox > p", "#msg p"),
        login="form#login",
    ),
    post=PostFields(
        block=".blockpost[id^=p]",
        position=("h2 .conr",),
        permalink=("h2 a@href",),
        author=Person(
            name=(".postleft dt > strong", ".postleft dt"), url=(".postleft dt a@href",), title=(".usertitle",)
        ),
        published=Moment(element=("h2 a",)),
        edited=Moment(element=(".postedit em",), inside=IN_BRACKETS),
        edit_note=".postedit em",
        body=(".postmsg",),
        words=WordRules(quote=".quotebox", quote_author=("cite",), skip=".postedit", smilies=SMILIES),
        signature=".postsignature",
    ),
    row=RowFields(
        block="#vf tbody > tr",
        link=".tclcon a:has(~ .byuser)",
        author=(".tclcon .byuser@:first",),
        replies=(".tc2",),
        views=(".tc3",),
        last_post=Moment(element=(".tcr > a",)),
        last_author=(".tcr .byuser@:first",),
        byline=BYLINE,
        sticky=".isticky",
        locked=".iclosed",
        moved=".imoved, .tcr:not(:has(a))",
    ),
    forum=ForumFields(block="[id^=idx] tbody > tr:not(.iredirect)", link="h3 a", threads=(".tc2",), messages=(".tc3",)),
    board=BoardFields(sentences="#brdstats dd", online_names="#onlinelist dd a"),
    addresses=Addresses(
        thread=re.compile(r"(?:/viewtopic\.php\?(?:[^#]*&)?id|[?&]tid)=(?P<id>\d+)"),
        forum=re.compile(r"/viewforum\.php\?(?:[^#]*&)?id=(?P<id>\d+)"),
        listing=re.compile(r"/viewforum\.php"),
        member=re.compile(r"/profile\.php\?(?:[^#]*&)?id=(?P<id>\d+)"),
        root=re.compile(r"/(?:viewtopic|viewforum|index|search|profile|login|userlist|misc|post|help|register)\.php"),
    ),
)


class FluxBB(Engine):
    """FluxBB."""

    name = "fluxbb"
    marks = ('class="pun"',)
    signs = ('fluxbb.org/">FluxBB</a>',)
    templates = TEMPLATES
    prints_dates_for_people = True

    def own_url(self, doc: Document) -> str:
        """The thread's own address, also where the page was reached by the address of a post."""
        path = doc.css_first(".linkst")
        links = picked(path, ("a[href*='id=']@href",)) if path is not None else ()
        threads = (self.templates.addresses.thread.search(doc.absolute(link) or "") for link in links)
        thread = next(filter(None, threads), None)
        return f"{self.board_url(doc)}viewtopic.php?id={thread['id']}" if thread else super().own_url(doc)

    def title(self, doc: Document) -> str:
        """The title, which the oldest versions print as the last step of a path."""
        return super().title(doc).lstrip("» ")


class PunBB12(FluxBB):
    """PunBB 1.2."""

    name = "punbb"
    marks = ('id="punwrap"',)
    signs = ('www.punbb.org/">PunBB</a>',)
    templates = replace(
        TEMPLATES,
        post=replace(
            TEMPLATES.post,
            words=WordRules(
                quote="blockquote", quote_author=("h4",), quote_head="h4", skip=".postedit, h4", smilies=SMILIES
            ),
        ),
    )
