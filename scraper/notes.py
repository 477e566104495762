"""Notes that boards print in many languages: that a post was changed, and in which zone the times are told."""

from __future__ import annotations

import html
import re
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EDITED = re.compile(
    r"\b(?:last (?:edit(?:ed)?|modified|updated)|edited (?:by|on|at)|(?:message|post) edited|edit(?:ed)?:? \d|zuletzt "
    r"(?:geändert|bearbeitet|editiert)|(?:geändert|bearbeitet) (?:von|am)|modifié (?:par|le|en dernier|\d+ fois)|"
    r"dernière (?:modification|édition)|editado (?:por|el|em|pela)|última (?:edición|edição)|modificato (?:da|il)|"
    r"ultima modifica|laatst "
    r"(?:gewijzigd|bewerkt|aangepast)|последний раз редактировалось|отредактировано|изменено|ostatnio "
    r"(?:zmieniony|edytowan)|senast (?:redigerad|ändrad)|sist (?:redigert|endret)|sidst (?:redigeret|rettet)|"
    r"son düzenle|最后编辑|最終編集|"
    r"th(?:is|e) (?:post|topic|reply|message|comment) (?:was|has been) (?:last )?(?:modified|edited|updated|changed)|"
    r"dies(?:er|e) (?:beitrag|nachricht|kommentar) wurde (?:\w+ ){0,3}(?:editiert|bearbeitet|geändert)|"
    r"ce message a été modifié)|\bbearbeitet\]",
    re.IGNORECASE,
)
"""A note that a post was changed."""
ZONE = re.compile(
    r"\b(?:times?|zeiten|zeitangaben|heures?|fuseau|horarios?|horários?|orari|tijden|tider|часовой пояс|время|strefa|"
    r"czasy|časy|zamanlar|saatler|ajat|klokkeslett|időzóna|hores)\b"
    r"[^<>]{0,40}(?:<(?:(?=[^<>]{0,60}\btitle=\"(?P<name>[^\"<>]{3,40})\")|)[^<>]{0,80}>)?\s{0,9}"
    r"(?:UTC|GMT|WEZ)\s?(?P<offset>[+\-−]\s?\d{1,2}(?::?\d{2}|\.[257]5?)?)?(?P<summer>(?:\s[^\W\d]{1,12})?\s?\[)?",
    re.IGNORECASE,
)
"""The note that tells in which zone a board prints its times: ``UTC-5``, ``UTC + 1 hour [ DST ]``, and where the zone
has a name in a title, that too."""
PLACE = re.compile(r"[A-Z][a-z]{2,20}/(?P<city>[A-Z][\w .-]{1,30}(?:/[A-Z][\w .-]{1,30})?)", re.ASCII)
"""A zone by its name, the continent in any language."""
CONTINENTS = ("Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian")
NOW = re.compile(
    r"\b(?:it is (?:currently|now)|(?:the )?current (?:date and )?time(?: is)?|(?:the )?time (?:is )?now(?: is)?|"
    r"server time|"
    r"aktuelle (?:uhr)?zeit|aktuelles datum(?: und uhrzeit)?|es ist jetzt|nous sommes(?: actuellement)? le|"
    r"(?:date et )?heure actuelle|(?:fecha|hora) actual|(?:ora|data) attuale|(?:hora|data) atual|"
    r"het is (?:nu|momenteel)|"
    r"huidige tijd|(?:aktualny|obecny) czas|dzisiaj jest|сейчас|текущее время|şu an(?:ki)?(?: zaman| tarih)?|"
    r"aika nyt|nyt on)\b",
    re.IGNORECASE,
)
"""What boards print before the moment at which they made the page."""
DATE_OF_STATISTICS = re.compile(
    r"(?:members|topics|threads|posts|messages)\b(?:[^<>]|<[^<>]{0,60}>){0,40}\bdate\b", re.IGNORECASE
)
"""A line of statistics that ends with the day they are of."""
MOMENT = re.compile(
    r"(?=.{0,45}\b(?:19|20)\d\d\b).{0,50}?(?<![\d.])\d{1,2}[:.]\d{2}(?![.\d])(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
"""A date with its year and a time of day."""
COPYRIGHT = re.compile(r"(?:©|&copy;|&#169;|\(c\)|copyright)[^<>]{0,60}", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
TAG = re.compile(r"<[^<>]{0,300}>?")
LONGEST_NOW = 400
"""Characters behind such words in which that moment stands, markup and all."""
LOOKED_AT = 60_000
"""Characters at the end of a page in which that note is looked for."""
BEFORE_ZONE = 200
"""Characters around the zone's name that the note takes, markup and all."""


def now_in(text: str) -> str | None:
    """The moment that a page calls now, as printed, with its date and its time of day; None where it names none.

    Args:
        text: The beginning or the end of a page's source.
    """
    for found in (*NOW.finditer(text), *DATE_OF_STATISTICS.finditer(text)):
        printed = " ".join(html.unescape(TAG.sub(" ", text[found.end() : found.end() + LONGEST_NOW])).split())
        moment = MOMENT.match(printed.lstrip(" :"))
        if moment:
            return moment[0]
    return None


def year_in(text: str) -> int | None:
    """The year that a page's notice of copyright ends with: when its makers last looked at it.

    Args:
        text: The end of a page's source.
    """
    years = [int(year) for found in COPYRIGHT.finditer(text) for year in YEAR.findall(found[0])]
    return max(years, default=None)


def zone_in(text: str) -> tzinfo | None:
    """The zone that a page says its times are in; None where it says none."""
    found = None
    for name in ("UTC", "GMT", "WEZ"):
        place = text.find(name, max(0, len(text) - LOOKED_AT))
        while place >= 0 and found is None:
            found = ZONE.search(text, max(0, place - BEFORE_ZONE), place + BEFORE_ZONE)
            place = text.find(name, place + 1)
    if found is None:
        return None
    named = named_zone(found["name"] or "")
    if named is not None:
        return named
    whole, _dot, part = (found["offset"] or "0").partition(".")
    digits = re.sub(r"[^\d]", "", whole)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    minutes += round(60 * float(f"0.{part or 0}"))
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    offset = -offset if (found["offset"] or "+")[0] in "-−" else offset
    return timezone(offset + timedelta(hours=1) if found["summer"] else offset)


@lru_cache(maxsize=256)
def named_zone(name: str) -> tzinfo | None:
    """The zone of a city, as in ``Europe/Berlin`` or ``Amerika/New York``, with its summers; None where it is none."""
    place = PLACE.fullmatch(name)
    if place is None:
        return None
    city = place["city"].replace(" ", "_")
    for continent in CONTINENTS:
        try:
            return ZoneInfo(f"{continent}/{city}")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None
