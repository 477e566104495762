"""Why a page shows no forum to a guest: a bot check, a login wall, a removed thread, a consent page, no content.

Only strong marks count, for a thread may speak of all of these. A sentence counts where it stands by itself, in a page
that has hardly any other words or nothing that could be a post; the sentences are in ``data/refusals.json``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from selectolax.lexbor import LexborNode

from scraper.document import Document, squeeze
from scraper.generic.blocks import best_parting
from scraper.generic.marks import outline_of
from scraper.items import Refusal, Unreadable

SENTENCES = Path(__file__).parent / "data" / "refusals.json"

CHALLENGE_SOURCES = (
    "_cf_chl_opt", "cf-challenge-running", "challenge-error-text", "/.within.website/x/cmd/anubis", "anubis_challenge",
    "_incapsula_resource", "sucuri_cloudproxy_js", "captcha-delivery.com", "px-captcha", "awswafcookiedomainlist",
    "/.well-known/ddos-guard/", "ddos-guard.net", "id=\"challenge-form\"", "friendly-challenge", "sgcaptcha",
    "/cdn-cgi/challenge-platform/h/", "data-testid=\"challenge", "aliyun_waf", "geetest_", "go-away",
)  # fmt: skip
"""What the source of a bot check has, in lower case."""
CAPTCHAS = '.g-recaptcha, .h-captcha, .cf-turnstile, [data-sitekey], iframe[src*="captcha"], #captcha'
LOGIN_FIELD = 'input[type="password"]'
LOGIN_NAMES = (
    "log in", "login", "sign in", "anmelden", "einloggen", "connexion", "iniciar sesión", "accedi", "войти", "вход",
    "inloggen", "zaloguj", "logowanie", "entrar", "logga in", "logg inn", "log ind", "giriş", "登录", "ログイン",
    "로그인",
)  # fmt: skip
"""How the title of a login form begins."""
APPLICATION_ROOTS = (
    "#app, #root, #__next, #___gatsby, [data-reactroot], ember-application, #ember-basic-dropdown-wormhole"
)

SHORT_PAGE = 1_500
"""Characters of a page that is only a bot check, a consent or a login."""
FEW_WORDS = 300
"""Characters of a page that arrived without its content."""
LONGEST_PAGE = 20_000
"""Characters of a page, menus and all, that may be a refusal."""
LONGEST_SENTENCE = 400
"""Characters of an element that says why."""
SURE_POSTS = 3.0
"""The worth of a parting into blocks above which a page has posts, whatever else it says."""

LONGEST_SENTENCE = 300
"""Characters of what a board says that are repeated."""
DETAILS: dict[Refusal, str] = {
    Refusal.CHALLENGE: "A bot check stands in front of the page. Flagpost works around none: ask the board's admin to "
    "let its user agent in, or read saved pages.",
    Refusal.LOGIN_WALL: "The board shows this page to members only. Flagpost reads what guests see; leave the address "
    "out, or read pages that a member saved.",
    Refusal.REMOVED: "The board says that this does not exist. It was removed, moved, or the address is wrong.",
    Refusal.CONSENT: "A consent page stands in front of the page. Save the page from a browser that has consented.",
    Refusal.EMPTY: "The page has no words. Fetch or save it again.",
    Refusal.OTHER_VIEW: "This is a view for printers or the like, which shows posts without their ids, or "
    "one of many. Give the address of the thread itself.",
    Refusal.NEEDS_JAVASCRIPT: "The page arrives without its content, which a script would fetch. Save the page from a "
    "browser, or scan an address that is served whole.",
    Refusal.NOTICE: "The board answers with a notice instead of a page. Read it, and try again later.",
    Refusal.UNKNOWN: "No part of the page looks like a thread, a listing or an index. Check the address; if it is a "
    "forum, its software is not known yet.",
}
"""What was seen and what to do, for every reason."""


def refusal_of(doc: Document) -> Unreadable | None:
    """Why the page is none of a forum's, where it says so by strong marks; None where it does not.

    Cheap for ordinary pages. May be asked before or after the readers: a page with posts is never refused.
    """
    body = doc.tree.body
    words = _visible(body) if body is not None else ""
    if not words:
        scripted = doc.css_first("script") is not None
        return refused(doc, Refusal.NEEDS_JAVASCRIPT if scripted else Refusal.EMPTY)
    if len(words) > LONGEST_PAGE:
        return None
    for reason in (_challenge(doc, words), _application(doc, words)):
        if reason:
            return refused(doc, reason)
    said = _said(doc, words)
    if said is not None and not _has_posts(doc):
        return refused(doc, said)
    return None


def unknown(doc: Document) -> Unreadable:
    """The outcome for a page that no reader can make anything of."""
    return refused(doc, Refusal.UNKNOWN)


def refused(doc: Document, reason: Refusal, said: str = "") -> Unreadable:
    """The outcome, with what to do about it, and what the board says."""
    quoted = f' It says: "{squeeze(said)[:LONGEST_SENTENCE]}"' if said else ""
    return Unreadable(url=doc.url, reason=reason, detail=DETAILS[reason] + quoted)


def _visible(body: LexborNode) -> str:
    """The words of a page that a reader would see, without scripts, in lower case and on one line."""
    parts = []
    node: LexborNode | None = body
    size = 0
    while node is not None and size <= LONGEST_PAGE:
        if node.tag == "-text":
            text = squeeze(node.text_content)
            parts.append(text)
            size += len(text)
        node = _following(node, body, into=node.tag not in ("script", "style", "noscript", "template", "svg"))
    return " ".join(filter(None, parts)).lower().replace("’", "'")


def _following(node: LexborNode, root: LexborNode, *, into: bool) -> LexborNode | None:
    """The next node in page order, without recursion."""
    if into and node.child is not None:
        return node.child
    current: LexborNode | None = node
    while current is not None and current.mem_id != root.mem_id:
        if current.next is not None:
            return current.next
        current = current.parent
    return None


def _challenge(doc: Document, words: str) -> Refusal | None:
    """A bot check: its machinery in a page of few words, or its sentence with a captcha."""
    if len(words) > SHORT_PAGE:
        return None
    source = doc.text[:200_000].lower()
    title = _title(doc)
    spoken = any(sentence in title or sentence in words for sentence in _sentences()["challenge"])
    machinery = any(mark in source for mark in CHALLENGE_SOURCES)
    captcha = doc.css_first(CAPTCHAS) is not None and doc.css_first(LOGIN_FIELD) is None
    return Refusal.CHALLENGE if spoken + machinery + captcha > 1 or machinery else None


def _application(doc: Document, words: str) -> Refusal | None:
    """A page that arrives as an empty frame for scripts."""
    if len(words) > FEW_WORDS or doc.css_first("script") is None:
        return None
    aside = " ".join(squeeze(element.text()) for element in doc.css("noscript")[:20]).lower()
    said = any(sentence in words or sentence in aside for sentence in _sentences()["needs_javascript"])
    root = doc.css_first(APPLICATION_ROOTS)
    empty_root = root is not None and len(squeeze(root.text())) < FEW_WORDS // 3
    return Refusal.NEEDS_JAVASCRIPT if said or empty_root else None


def _said(doc: Document, words: str) -> Refusal | None:
    """The reason that the page gives in words of its own: in its title, or alone in an element."""
    title = _title(doc)
    for reason in (Refusal.REMOVED, Refusal.LOGIN_WALL, Refusal.CONSENT):
        sentences = [sentence for sentence in _sentences()[reason.value] if sentence in words or sentence in title]
        if not sentences:
            continue
        if reason is Refusal.CONSENT and len(words) > SHORT_PAGE:
            continue
        if any(sentence in title for sentence in sentences) or _stands_alone(doc, sentences):
            return reason
    if doc.css_first(LOGIN_FIELD) is not None and len(words) < SHORT_PAGE and _asks_for_login(title):
        return Refusal.LOGIN_WALL
    return None


def _asks_for_login(title: str) -> bool:
    """Whether a page is a login form and nothing else."""
    return any(title.startswith(name) or f" {name}" in title for name in LOGIN_NAMES)


def _stands_alone(doc: Document, sentences: list[str]) -> bool:
    """Whether a short element says one of the sentences, and hardly anything else."""
    body = doc.tree.body
    node: LexborNode | None = body
    looked_at = 0
    while node is not None and body is not None and looked_at < LONGEST_PAGE:
        looked_at += 1
        if node.tag == "-text":
            text = squeeze(node.text_content).lower().replace("’", "'")
            if len(text) <= LONGEST_SENTENCE and any(text.find(sentence) in range(60) for sentence in sentences):
                return True
        node = _following(node, body, into=node.tag not in ("script", "style"))
    return False


def _title(doc: Document) -> str:
    """The browser's title in lower case."""
    head = doc.css_first("title")
    return squeeze(head.text()).lower().replace("’", "'") if head else ""


def _has_posts(doc: Document) -> bool:
    """Whether the page parts into blocks that have words, a name and a date."""
    parting = best_parting(outline_of(doc))
    return parting is not None and parting.worth >= SURE_POSTS


@cache
def _sentences() -> dict[str, tuple[str, ...]]:
    """The sentences by reason, in lower case with plain apostrophes."""
    table: dict[str, list[str]] = json.loads(SENTENCES.read_text(encoding="utf-8"))
    return {reason: tuple(sentence.replace("’", "'") for sentence in sentences) for reason, sentences in table.items()}
