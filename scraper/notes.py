"""Notes that boards print in many languages: that a post was changed, and in which zone the times are told."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo

EDITED = re.compile(
    r"\b(?:last (?:edited|modified|updated)|edited (?:by|on|at)|(?:message|post) edited|edit(?:ed)?:? \d|zuletzt "
    r"(?:geändert|bearbeitet|editiert)|bearbeitet (?:von|am)|modifié (?:par|le|en dernier|\d+ fois)|"
    r"dernière (?:modification|édition)|editado (?:por|el|em|pela)|última (?:edición|edição)|modificato (?:da|il)|"
    r"ultima modifica|laatst "
    r"(?:gewijzigd|bewerkt|aangepast)|последний раз редактировалось|отредактировано|изменено|ostatnio "
    r"(?:zmieniony|edytowan)|senast (?:redigerad|ändrad)|sist (?:redigert|endret)|sidst (?:redigeret|rettet)|"
    r"son düzenle|最后编辑|最終編集)|\bbearbeitet\]",
    re.IGNORECASE,
)
"""A note that a post was changed."""
ZONE = re.compile(
    r"\b(?:times?|zeiten|zeitangaben|heures?|fuseau|horarios?|horários|orari|tijden|tider|часовой пояс|время|strefa)\b"
    r"[^<>]{0,40}(?:<[^<>]{0,80}>)?\s{0,9}(?:UTC|GMT)\s?(?P<offset>[+\-−]\s?\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
"""The note that tells in which zone a board prints its times."""
LOOKED_AT = 60_000
"""Characters at the end of a page in which that note is looked for."""
BEFORE_ZONE = 200
"""Characters around the zone's name that the note takes, markup and all."""


def zone_in(text: str) -> tzinfo | None:
    """The zone that a page says its times are in; None where it says none."""
    found = None
    for name in ("UTC", "GMT"):
        place = text.find(name, max(0, len(text) - LOOKED_AT))
        while place >= 0 and found is None:
            found = ZONE.search(text, max(0, place - BEFORE_ZONE), place + BEFORE_ZONE)
            place = text.find(name, place + 1)
    if found is None:
        return None
    digits = re.sub(r"[^\d]", "", found["offset"] or "0")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if (found["offset"] or "+")[0] in "-−" else offset)
