"""phpBB 2, with the styles that keep the tables of subSilver."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick
from scraper.engines.phpbb import ADDRESSES, PhpBB
from scraper.engines.shared.selectors import (
    BoardFields,
    ForumFields,
    Moment,
    PageFields,
    Person,
    PostFields,
    RowFields,
    Templates,
)
from scraper.items import Post
from scraper.wordrules import WordRules

SMILIES = {
    "Very Happy": ":D", "Smile": ":)", "Sad": ":(", "Surprised": ":o", "Shocked": ":shock:", "Confused": ":?",
    "Cool": "8)", "Laughing": ":lol:", "Mad": ":x", "Razz": ":P", "Embarassed": ":oops:",
    "Crying or Very sad": ":cry:", "Evil or Very Mad": ":evil:", "Twisted Evil": ":twisted:",
    "Rolling Eyes": ":roll:", "Wink": ";)", "Exclamation": ":!:", "Question": ":?:", "Idea": ":idea:",
    "Arrow": ":arrow:", "Neutral": ":|", "Mr. Green": ":mrgreen:",
}  # fmt: skip
"""What phpBB comes with; its pictures say only how a smilie is called."""

WORDS = WordRules(
    quote="table:has(> tbody > tr > .quote)",
    quote_author=(".genmed > b", ".genmed"),
    quote_head=".genmed",
    # A line of one word is the word for a quote of nobody in particular.
    quote_name=re.compile(r"^(?P<name>\S+\s.*)$"),
    skip="td > .gensmall, tr:has(+ tr > .code), .attachtable",
    code=".code",
    signature_line="_________________",
    smilies=SMILIES,
)

EDITED = "td > .postbody ~ .gensmall"
ONLINE = ".forumline:has(a[href*='viewonline'])"

TEMPLATES = Templates(
    page=PageFields(
        title=("a.maintitle", "h1"),
        crumbs=(".nav:has(> a[href*='viewforum'])",),
        bar=("td[colspan='3'] > .nav:has(> b)", ".nav:not(a):has(> b)"),
        page=("b",),
        pages=("b",),
        next=(".gensmall > b > b + a[href*='start=']@href", ".nav > b + a[href*='start=']@href"),
        home=("a.nav[href*='index']@href",),
        board_title=("span.maintitle",),
        notice=(".forumline:has(.thHead) td[align=center] > .gen",),
        login="form[action*='login'][target=_top]",
    ),
    post=PostFields(
        block="tr:has(> td > .name > a[name])",
        id=(".name > a@name",),
        title=(".postdetails:has(> .gen)@:last",),
        title_behind=":",
        permalink=("a[href*='viewtopic'][href*='p=']@href",),
        author=Person(name=(".name > b", ".name"), title=(".name ~ .postdetails@:first",)),
        published=Moment(
            element=("a + .postdetails", ".postdetails:has(> .gen)"),
            printed=("@:first", ""),
            inside=re.compile(r"^\D{1,30}?:\s+(?P<at>.*\d.*)$"),
        ),
        edited=Moment(element=(EDITED,)),
        edit_note=EDITED,
        body=("td[colspan='2']:has(> .postbody)", "td:has(> .postbody)"),
        words=WORDS,
    ),
    row=RowFields(
        block="tr:has(> td > .topictitle)",
        link="a.topictitle",
        author=(".name",),
        replies=(".postdetails",),
        views=("td:nth-child(5) > .postdetails",),
        last_post=Moment(element=("td:last-child > .postdetails",), printed=("@:first", "")),
        last_author=("br + a[href*='viewprofile']", "td:last-child > .postdetails@:last"),
        sticky="img[src*=sticky], img[src*=announce]",
        locked="td:first-child > img[src*=lock]",
        # The word "Moved:" stands before the title, as a pinned thread's and "[ Poll ]" do.
        moved="td:has(> img:not([src*=sticky], [src*=announce])) + td .topictitle > b:not(:lexbor-contains('['))",
    ),
    forum=ForumFields(
        block="tr:has(> td a.forumlink)",
        link="a.forumlink",
        threads=("td:nth-child(3)",),
        messages=("td:nth-child(4)",),
    ),
    board=BoardFields(sentences=f"{ONLINE} .gensmall", online_names=f"{ONLINE} .gensmall > a[href*='viewprofile']"),
    addresses=ADDRESSES,
)


class PhpBB2(PhpBB):
    """phpBB 2."""

    name = "phpbb2"
    marks = ("templates/subSilver/", "Theme for phpBB version 2+")
    signs = ('target="_phpbb"', 'class="copyright">phpBB</a>', "The phpBB Group : 2002")
    templates = TEMPLATES
    own_links = ("a.maintitle@href",)

    def completed(self, post: Post, block: LexborNode, doc: Document) -> Post:
        """The post with its author's profile, to which a button in the next row of the table leads.

        A note that it was changed names nobody but its author, whose name may look like a date.
        """
        author = post.author
        if author is None:
            return post
        edited = doc.date(post.edited_raw.replace(author.name, "", 1)) if post.edited_raw else None
        row = block.next
        while row is not None and not row.is_element_node:
            row = row.next
        url = doc.absolute(pick(row, ("a[href*='viewprofile']@href",))) if row is not None else None
        account = self.templates.addresses.member.search(url) if url and self.templates.addresses.member else None
        # Where nobody has a rank, the day on which they joined stands in its place.
        rank = None if ":" in (author.title or "") else author.title
        author = replace(author, url=url, id=account["id"] if account else None, title=rank)
        return replace(post, author=author, edited=edited)
