"""What XenForo 1 and 2 have in common: a clock in the page's script, sentences of refusal, likes and reactions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from selectolax.lexbor import LexborNode

from scraper.document import Document, pick, squeeze, text_of
from scraper.items import Reaction, Refusal, Unreadable
from scraper.numbers import parse_number

CLOCK = re.compile(r"now:\s*(\d{9,11}),\s*(?:\"?)today:\s*(\d{9,11})")
"""The moment the page was made, and the midnight before it where the board is."""
DAY = 86_400
WESTMOST_HOURS = 12

NOT_FOUND = re.compile(
    r"could not be found|cannot be found|not found|doesn't exist|does not exist|nicht gefunden|existiert nicht|"
    r"introuvable|n'existe pas|n'a pas (?:été|pu être) trouvé|no se (?:pudo|ha podido|puede) encontrar|no (?:fue )?"
    r"encontrad|non (?:è stat|esiste|trovat)|não (?:foi|pôde ser|pode ser) encontrad|niet (?:worden )?gevonden|"
    r"bestaat niet|не найден|не существует|не знайдено|nie (?:został\w* )?znalezion|nie można znaleźć|nie istnieje|"
    r"bulunamadı|kunde inte hittas|hittades inte|ikke (?:bli )?fun(?:net|det)|ei löy|nebyl\w* nalezen|nem található|"
    r"δεν (?:βρέθηκε|μπόρεσε)|không tìm thấy|tidak (?:dapat )?ditemukan|見つかりません|找不到|未找到|찾을 수 없",
    re.IGNORECASE,
)
"""The engine's sentence for a thread, post or forum that is not there, in the languages it is translated to."""
LOCKED_OUT = re.compile(
    r"log[ -]?(?:ged[ -]?)?in|permission|privileges|sign in|register|anmelden|angemeldet|eingeloggt|berechtigung|"
    r"rechte|connect|inscri|permis|conectad|iniciar sesión|accedere|autorizza|ingelogd|inloggen|rechten|rettighe|"
    r"behörighet|zalogowa|uprawnie|войти|войдите|авториз|прав|giriş yap|yetki|přihlá|oprávněn|đăng nhập|ログイン|"
    r"登录|登入|로그인",
    re.IGNORECASE,
)
"""What the engine's sentence for a page that is not for guests speaks of."""
LONGEST_SENTENCE = 300


def with_clock(doc: Document) -> Document:
    """The page with the moment that its script names, and the zone that it prints its clock in."""
    found = CLOCK.search(doc.text)
    if found is None:
        return doc
    now, today = int(found[1]), int(found[2])
    if not 0 <= now - today < DAY + 3_600:
        return doc
    ahead = -(today % DAY)
    if ahead < -WESTMOST_HOURS * 3_600:
        ahead += DAY
    return replace(
        doc,
        fetched_at=doc.fetched_at or datetime.fromtimestamp(now, UTC),
        zone=doc.zone or timezone(timedelta(seconds=ahead)),
    )


def refusal(doc: Document, sentence: str, *, login: bool) -> Unreadable:
    """The reason for a page with nothing but a sentence.

    Args:
        doc: The page.
        sentence: What the board says.
        login: Whether it asks for a login.
    """
    said = squeeze(sentence)[:LONGEST_SENTENCE]
    quoted = f' It says: "{said}"' if said else ""
    if NOT_FOUND.search(said):
        reason, detail = Refusal.REMOVED, "The board has no such page (any more); check the address."
    elif login or LOCKED_OUT.search(said):
        reason, detail = (
            Refusal.LOGIN_WALL,
            "The board shows this page to members only; give the address of a public one.",
        )
    else:
        reason, detail = Refusal.UNKNOWN, "The board answers with a notice instead of a page; try again later."
    return Unreadable(url=doc.url, reason=reason, detail=detail + quoted)


def reactions_of(bar: LexborNode, *, kinds: tuple[str, ...], names: str) -> tuple[Reaction, ...]:
    """What a line like "Ann, Ben and 2 others" says.

    The engine prints which kinds were pressed and who pressed, not who pressed what: several kinds are one reaction
    with all their names.
    """
    by = tuple(dict.fromkeys(text_of(name) for name in bar.css(names)))
    rest = text_of(bar)
    for name in by:
        rest = rest.replace(name, " ", 1)
    others = parse_number(rest) or 0
    if not by and not others:
        return ()
    return (Reaction(name=", ".join(kinds) or "Like", count=len(by) + others, by=by),)


def kinds_of(bar: LexborNode, picks: tuple[str, ...], selector: str) -> tuple[str, ...]:
    """The names of the reactions on a bar."""
    return tuple(dict.fromkeys(found for node in bar.css(selector) if (found := pick(node, picks))))
