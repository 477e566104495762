"""The line that says whose words a quote holds, in many languages."""

from __future__ import annotations

import re

ATTRIBUTION_TAIL = re.compile(
    r"\s*(?:\b(?:said|wrote|posted|says|schrieb|sagte|meinte|hat gesagt|hat (?:folgendes )?geschrieben|a dit|a écrit|"
    r"dijo|escribió|pisze|píše|napísal|έγραψε|scrie|a scris|je napisa(?:o|la)|написав|ha escrit|đã viết|"
    r"写道|寫道|さんが書きました|"
    r"ha detto|ha scritto|disse|escreveu|schreef|zei|skrev|sa|sanoi|kirjoitti|napisał|napsal|сказал|написал|пишет|"
    r"писал|yazdı|dedi|írta)(?:\([aа]\))?(?!\w))?\s*[:：]?\s*[↑⇧]?\s*$",
    re.IGNORECASE,
)
"""What stands behind a name at the head of a quote: ``Tom said: ↑``."""

NOBODY = re.compile(
    r"^(?:quote|zitat|citation|cita|citazione|citaat|citat|citação|sitat|lainaus|cytat|citace|idézet|цитата|alıntı|引用)$",
    re.IGNORECASE,
)
"""What heads a quote of nobody in particular."""

QUOTE_OPENS = re.compile(
    r"^(?P<name>\S.{0,60}?)\s?(?: said| wrote| schrieb| sagte| a dit| a écrit| dijo| escribió| ha detto| ha scritto|"
    r" disse| escreveu| zei| schreef| сказал(?:\(а\))?| написал(?:\(а\))?| napisał(?:\(a\))?| powiedział(?:\(a\))?|"
    r" sade| skrev| dedi ki| yazdı|说|さんは書きました)\s?[:：]$",
    re.IGNORECASE,
)
"""A line that does nothing but name who said what follows: ``Tom wrote:``."""

ORIGINALLY = re.compile(
    r"^(?:[^\W\d]{4,12}\s*:?\s+)?(?:originally (?:posted|written) (?:by|from)|(?:quote|quoted) from|quoting|zitat von|"
    r"original geschrieben von|citation de|(?:envoyé|posté|écrit) (?:à l'origine )?par|cita de|"
    r"originalmente (?:escrito|publicado|enviado) por|citazione di|originariamente inviat[oa] da|citaat van|"
    r"oorspronkelijk geplaatst door|цитата от|сообщение от|cytat od|lainaus käyttäjältä|alıntı yapılan)"
    r"\s*:?\s+(?P<name>\S.{0,60}?)(?:\s+(?:on|am|le|el|il|op|в|at)\s.*\d.*)?\s*[:»]?$",
    re.IGNORECASE,
)
"""The name behind the words, as in ``Originally Posted by Tom``."""
SAID_WHERE = re.compile(
    r"^@?(?P<name>\S.{0,40}?) (?:has written|"
    r"(?:said|wrote|sagte|schrieb|a dit|a écrit|dijo|escribió|ha detto|zei|schreef)"
    r"(?: (?:in|on|dans|en|op)\s.{1,80})?)\s?[:：]$",
    re.IGNORECASE,
)
"""The name before the words, and where it was: ``@Ann said in Which rope?:``."""


def quoted_in(line: str) -> str | None:
    """Whom a line says to quote: "" for nobody in particular, None where it is no such line.

    Args:
        line: The words of the line, on one line.
    """
    if NOBODY.match(line.rstrip(" :")):
        return ""
    said = ORIGINALLY.match(line) or SAID_WHERE.match(line)
    if said:
        return said["name"].lstrip("@")
    return ATTRIBUTION_TAIL.sub("", line).lstrip("@").strip() if QUOTE_OPENS.match(line) else None
