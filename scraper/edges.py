"""The lines at the edges of a post that are none of its author's words: buttons, a profile, a note, a signature."""

from __future__ import annotations

import re

from scraper.notes import EDITED

PROFILE_LABELS = frozenset({
    "joined", "join date", "messages", "posts", "threads", "topics", "reaction score", "points", "trophy points",
    "likes", "likes received", "location", "from", "age", "website", "solutions", "thanks", "credits", "gender",
    "country", "registered", "member since", "group", "member no.", "reputation", "karma", "ip/host", "post subject",
    "registriert", "registriert seit", "dabei seit", "mitglied seit", "beiträge", "themen", "punkte",
    "reaktionspunkte", "ort", "wohnort", "alter", "gruppe", "betreff des beitrags",
    "inscrit", "inscription", "messages reçus", "score réaction", "localisation", "sujet du message",
    "se incorporó", "registrado", "mensajes", "puntos", "ubicación", "registrato", "messaggi", "punti", "località",
    "lid geworden", "berichten", "punten", "locatie", "регистрация", "сообщения", "сообщений", "реакции", "баллы",
    "город", "откуда", "группа", "dołączył", "dołączył(a)", "posty", "punkty", "miasto", "katılım", "mesajlar",
    "puanları", "konum", "viestit", "liittynyt", "paikkakunta",
})  # fmt: skip
"""What stands under an author's name, each with a value in the same or the next line."""

BUTTONS = frozenset({
    "top", "reply with quote", "reply", "quote", "like", "share", "report", "add bookmark", "permalink", "offline",
    "online", "view profile", "view forum posts", "private message", "view blog entries", "visit homepage",
    "view articles", "logged", "ip logged", "[ pm ]", "back to top", "go to the top of the page",
    "nach oben", "antworten", "zitieren", "melden", "haut", "citer", "arriba", "citar", "in alto", "boven",
    "вверх", "ответить", "cytuj", "góra", "post reply", "antwort erstellen", "répondre", "responder", "rispondi",
    "plaats reactie", "odpowiedz",
})  # fmt: skip
"""Whole lines at the edge of a post that are buttons."""
REACTIONS = re.compile(r"^(?:reactions|reaktionen|réactions|reacciones|reazioni|reacties|реакции)\s?:", re.IGNORECASE)
PAGE_ENDS = (
    "you must log in or register to reply here", "similar threads", "ähnliche themen", "return to", "who is online",
    "posting permissions", "« previous thread", "discussions similaires", "temas similares", "похожие темы",
)  # fmt: skip
"""A line that begins so ends the last post."""
COUNTER = re.compile(r"^\d[\d.,\s]* [^\W\d]+ [•·]\s?\S+ \d+ \S+ \d+\b")
"""phpBB's line below the last post, in any language: ``3 posts • Page 1 of 1``."""
SIGNATURE = re.compile(r"^_{15,20}$")
"""The line that phpBB (17 underscores) and vBulletin (18) print over a signature."""
ANSWERS = re.compile(r"^(?:(?:re|aw|antw|sv|vs|odp|rép|rif|res|ynt|ответ|на)\s*:\s*)+", re.IGNORECASE)
"""What boards put before the title of a thread to make it an answer's."""
LONGEST_NOTE = 160
"""Characters of an edit note."""


def is_button(line: str) -> bool:
    """Whether a line is a button's, whole."""
    return line.strip().casefold() in BUTTONS


def is_edge(line: str) -> bool:
    """Whether a line at a post's edge is no word of its author's."""
    return not line.strip() or is_button(line) or REACTIONS.match(line) is not None


def label_of(line: str) -> str | None:
    """The label of a profile entry that a line is, or begins with, in lower case."""
    label = line.partition(":")[0].strip().casefold()
    return label if label in PROFILE_LABELS else None


def is_note(line: str) -> bool:
    """Whether a line says that the post was changed."""
    return len(line) <= LONGEST_NOTE and EDITED.match(line.lstrip("«[(* ")) is not None


def up_blanks(lines: list[str], index: int) -> int:
    """The nearest line with words at or above ``index``; -1 where there is none."""
    while index >= 0 and not lines[index].strip():
        index -= 1
    return index


def paragraphs(lines: list[str]) -> str:
    """Lines to paragraphs: blank lines folded to one, none at the edges."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()


def without_note(lines: list[str]) -> tuple[list[str], str | None]:
    """A post's lines without the edit note at their end, and that note."""
    last = up_blanks(lines, len(lines) - 1)
    if last < 0 or not is_note(lines[last]):
        return lines, None
    return lines[: up_blanks(lines, last - 1) + 1], lines[last]


def without_edges(lines: list[str], *, is_last: bool) -> tuple[list[str], str | None]:
    """A post's lines without buttons at its edges, and the signature under a line of underscores.

    Args:
        lines: The lines.
        is_last: Whether the post is the page's last, so that what ends the page may follow it.
    """
    for index, line in enumerate(lines):
        if is_last and ends_page(line):
            lines = lines[:index]
            break
    start, end = 0, len(lines)
    while start < end and is_edge(lines[start]):
        start += 1
    while end > start and is_edge(lines[end - 1]):
        end -= 1
    lines = lines[start:end]
    for index in range(len(lines) - 1, -1, -1):
        if SIGNATURE.match(lines[index]) and index:
            return lines[:index], paragraphs(lines[index + 1 :]) or None
    return lines, None


def ends_page(line: str) -> bool:
    """Whether a line below the last post belongs to the page."""
    return line.casefold().startswith(PAGE_ENDS) or COUNTER.match(line) is not None
