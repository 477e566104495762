"""What a page says of the messages that it shows."""

from __future__ import annotations

import pytest

from scraper.shown import Shown, shown_in

SAID = {
    "Viewing 15 posts - 16 through 30 (of 93 total)": Shown(16, 30, 93),
    "Results 21 to 40 of 93": Shown(21, 40, 93),
    "Ergebnis 1 bis 10 von 1.204": Shown(1, 10, 1204),
    "Affiche les résultats de 11 à 20 sur 25": Shown(11, 20, 25),
    "Показано с 1 по 10 из 33": Shown(1, 10, 33),
    "93 posts • Page 3 of 5": Shown(messages=93),
    "1 post • Page 1 of 1": Shown(messages=1),
    "42 Beiträge • Seite 2 von 3": Shown(messages=42),
    "Сообщений: 229 • Страница 1 из 10": Shown(messages=229),
    "Page 3 of 5": Shown(),
    "": Shown(),
    "40 to 21 of 93": Shown(),
}


@pytest.mark.parametrize(("note", "expected"), SAID.items())
def test_the_numbers_of_a_note(note: str, expected: Shown) -> None:
    assert shown_in(note) == expected


def test_a_stretch_has_both_ends() -> None:
    assert Shown(21, 40, 93).numbers == (21, 40)
    assert Shown(messages=93).numbers is None
