"""What forum software has in common, as data: the words of class names, the shapes of addresses, the buttons.

Nothing here names a host. A class name is split into words (``message-userName`` gives message, user, name), and a
table is asked for a word. To teach the generic reader a convention, add a word here.
"""

from __future__ import annotations

import re
from functools import lru_cache

POST_WORDS = frozenset({
    "post", "posts", "posting", "message", "msg", "comment", "reply", "answer", "topic", "thread", "discussion",
    "article", "beitrag", "antwort", "frage", "question", "postbit", "entry", "posted", "crawler",
})  # fmt: skip
"""A block or an id with such a word is likely to be a post."""

BODY_WORDS = frozenset({
    "content", "body", "text", "message", "msg", "entry", "postcontent", "postbody", "comment", "markdown", "rendered",
    "cooked", "bbcode", "description", "html", "inner", "words", "inhalt", "richtext",
})  # fmt: skip
"""Inside a post: what holds its words."""

PERSON_WORDS = frozenset({
    "author", "user", "username", "poster", "nick", "nickname", "creator", "byline", "member", "login", "owner",
    "persona", "autor", "auteur", "benutzer", "usuario", "membre", "mitglied",
})  # fmt: skip
"""Inside a post: who wrote it."""

NO_NAME_WORDS = frozenset({
    "content", "body", "text", "html", "title", "rank", "role", "group", "avatar", "count", "counts", "button", "extra",
    "extras", "stats", "statistics", "information", "buttons", "banner", "badge", "joined", "level", "status",
    "location", "signature", "ip",
})  # fmt: skip
"""What a user wrote is called ``userContent``, what they are ``userTitle``: none of it is a name."""

DATE_WORDS = frozenset({
    "date", "time", "datetime", "timestamp", "posted", "published", "created", "when", "age", "ago", "datum", "fecha",
})  # fmt: skip
"""Inside a post: when it was written."""

FURNITURE_WORDS = frozenset({
    "sidebar", "related", "similar", "recommended", "widget", "breadcrumb", "breadcrumbs", "pagination", "pager",
    "nav", "navbar", "navigation", "menu", "promo", "promoted", "ad", "ads", "advert", "advertisement", "sponsored",
    "footer", "cookie", "cookies", "trending", "popular", "latest", "recent", "newsletter", "toolbar", "dropdown",
    "modal", "share", "sharing", "social", "tooltip", "popup", "overlay", "banner", "masthead",
})  # fmt: skip
"""Parts of a page that are no part of its thread."""

BESIDE_FURNITURE = frozenset({"with", "has", "no", "without"})
"""What stands beside a sidebar is called ``body--withSidebar``."""

FURNITURE_TAGS = frozenset({"nav", "footer", "dialog", "menu"})

CHROME_WORDS = frozenset({
    "signature", "sig", "button", "buttons", "btn", "action", "actions", "controls", "tools", "tool", "reactions",
    "likes", "like", "vote", "votes", "voting", "share", "sharing", "report", "moderation", "permalink", "avatar",
    "rank", "badge", "badges", "reputation", "menu", "dropdown", "toolbar", "footer", "attribution", "stats", "thanks",
    "ad", "ads", "advert", "advertisement", "sponsored", "profile", "postprofile", "notice", "edited", "lastedit",
    "editnote", "edit", "links", "tags", "userinfo", "userdetails", "hidden", "options", "quickreply", "form",
})  # fmt: skip
"""Parts of a post that are none of its words."""

QUOTE_WORDS = frozenset({
    "quote", "quoted", "quotation", "blockquote", "quotebox", "quotecontent", "quoteheader", "quotetop",
    "quotetitle", "quotehead", "zitat",
})  # fmt: skip
"""Inside a post: somebody else's words."""
SIGNATURE_WORDS = frozenset({"signature", "sig", "signatur"})
NAME_TITLE_WORDS = frozenset({"usertitle", "userrole", "authortitle", "membertitle", "rank", "rang"})
"""Inside a post: the title under its author's name."""
EVENT_WORDS = frozenset({"event", "logentry"})
"""Between posts: what was done to the thread."""
EDIT_WORDS = frozenset({"edit", "edited", "lastedit", "editnote", "editmessage", "lasteditedby", "modified"})

VOLATILE_WORDS = frozenset({
    "odd", "even", "alt", "first", "last", "online", "offline", "new", "old", "unread", "read", "active", "selected",
    "current", "visited", "op", "mine", "featured", "sticky", "hot",
})  # fmt: skip
"""Class names that differ from block to block of the same kind."""

PERSON_HREF = re.compile(
    r"(?:^|[/?&;=])(?:user|users|member|members|memberlist|profile|profiles|profil|people|person|author|authors|u|"
    r"userinfo|user_info|viewprofile|showuser|user_profile|personal_pages|mitglied(?:er)?|membre\d*|miembros?|utenti|"
    r"utilisateurs?|usuarios?|gebruikers?|participant|participants)(?:$|[/?&;=.,_:-]|\d)",
    re.IGNORECASE,
)
"""The address of a profile."""

NO_PERSON_HREF = re.compile(
    r"(?:login|signin|register|signup|logout|search|report|password|/tags?/|mailto:|/sharer?\b|/intent/|[?&]u=http)",
    re.IGNORECASE,
)

SKIPPED_TAGS = frozenset({
    "script", "style", "template", "svg", "head", "textarea", "select", "option", "input", "button", "iframe", "object",
    "canvas", "audio", "video", "map", "math", "link", "meta",
})  # fmt: skip
"""Elements whose text nobody wrote."""

INLINE_TAGS = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "label", "mark",
    "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "data",
})  # fmt: skip

DATE_ATTRIBUTES = ("datetime", "data-time", "data-timestamp", "data-date", "data-unixtime", "data-epoch", "data-utime")
"""Attributes that hold a moment for machines."""

POST_ID_ATTRIBUTES = (
    "data-post-id", "data-postid", "data-comment-id", "data-commentid", "data-message-id", "data-pid", "data-pk",
    "data-reply-id", "data-entry-id", "data-msgid", "data-id",
)  # fmt: skip
"""Attributes that hold a post's id, the surest first."""
POST_ID_WORDS = frozenset({
    "post", "posting", "message", "msg", "comment", "reply", "answer", "beitrag", "p", "pid", "mid", "m", "c", "cmt",
    "r", "entry", "respuesta", "reponse",
})  # fmt: skip
"""The letters before the number, in the id or anchor of a post."""
NUMBER_ATTRIBUTES = ("data-number", "data-post-number", "data-position", "data-index")
"""Attributes that hold a post's place in its thread."""

HISTORY = re.compile(r"/(?:history|revisions?)(?:/|$)", re.IGNORECASE)
"""The address of a post's earlier words, which only a changed post links to."""
JOINED = re.compile(
    r"\b(?:joined|join date|member since|registered|registriert|dabei seit|mitglied seit|inscrit|inscription|"
    r"se incorporó|registrado|iscritto|geregistreerd|lid sinds|lid geworden|регистрация|зарегистрирован|dołączył|"
    r"rejestracja|medlem sedan|katılım|last (?:visit|seen|active|online)|zuletzt online)\b",
    re.IGNORECASE,
)
"""A label in front of a date that is not the post's."""

MOST_ELEMENTS = 40_000
"""Elements of a page that are looked at."""
LONGEST_DATE = 90
"""Characters of an element that may be a date with its label."""
LONGEST_NAME = 60
"""Characters of an element that may be a name."""


@lru_cache(maxsize=4096)
def words_in(names: str) -> frozenset[str]:
    """The lower-case words of class names or an id: ``cPost_contentWrap p43`` gives c, post, content, wrap, p."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", names[:400])
    return frozenset(re.findall(r"[^\W\d_]+", parted.lower()))


@lru_cache(maxsize=4096)
def stable_classes(names: str) -> tuple[str, ...]:
    """The class names that blocks of one kind share: digits cut off, names of a passing state left out."""
    kept = {re.sub(r"\d+", "", name) for name in names[:400].split()}
    return tuple(sorted(name for name in kept if name and name.lower() not in VOLATILE_WORDS))
