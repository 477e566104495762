"""What stands among the words of posts and is the page's."""

from __future__ import annotations

import pytest

from scraper.generic.trimming import Trimmed, trimmed
from scraper.items import Quote
from scraper.words import Words

TITLE = "Loop antenna on the ridge"
NAMES = ("Pasco", "Tamsin", "Bram")


def trim(*texts: str) -> list[Trimmed]:
    return trimmed([Words(text=text) for text in texts], NAMES[: len(texts)], TITLE)


def own(*texts: str) -> list[str]:
    return [one.words.text for one in trim(*texts)]


HEADS = {
    "the title": f"{TITLE}\n",
    "the title of an answer": f"Re: {TITLE}\n\n",
    "the name": "Pasco\n",
    "a number": "Post: #4\n",
    "a number in marks": "« Reply #4 on: Today at 09:40:00 AM »\n",
    "a button": "Offline\n\n",
    "a profile with a rank": "Global Moderator\n\nPosts: 1,022\nJoined: 1-May 05\nFrom: the river\n\n",
    "all of it": f"Pasco\nMember\nPosts: 49\nJoined: Feb 2020\n#6\n\nRE: {TITLE}\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_what_stands_above_is_the_page_s(head: str) -> None:
    assert own(f"{head}Forty metres of wire.\n\nThree masts.") == ["Forty metres of wire.\n\nThree masts."]


@pytest.mark.parametrize(
    "text",
    [
        "Location: the old mill, at seven.",  # one such line makes no profile
        "Points: three of them.\nBring all.",
        f"{TITLE} is a fine title.",
        "Posted from the ridge: it works.",
        "#1 reason to come: cake.",
        TITLE,
        "Top",
        "A table:\n\n    a  b\n    1  2",
        "Above\n----------\nbelow, twice\n----------\nand on.",
        "Edited by hand, and read by nobody.",
    ],
)
def test_own_words_stay(text: str) -> None:
    assert own(text, "Another.") == [text, "Another."]


def test_an_entry_that_two_posts_have_is_the_page_s() -> None:
    assert own("Stirrer\nPosts: 120\nCitric acid.", "Posts: 9\nTold you so.") == ["Citric acid.", "Told you so."]


NOTES = {
    "english": "Last edited by Pasco on Mon May 02, 2011 8:15 pm; edited 2 times in total",
    "counted": "Edited 2 time(s). Last edit at 04/28/2009 08:01AM by Pasco.",
    "in marks": "« Last Edit: September 02, 2009, 08:15:40 PM by Pasco »",
    "german": "Geändert von Pasco (15.02.2010 um 18:31 Uhr)",
    "a sentence": "This reply was modified 6 months ago by Pasco.",
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
@pytest.mark.parametrize("behind", ["", "\n\nLogged", "\nAttached File(s)"])
def test_a_note_at_the_end_is_apart(note: str, behind: str) -> None:
    (found,) = trim(f"Forty metres.\n\n{note}{behind}")
    assert (found.words.text, found.note) == ("Forty metres.", note)


def test_a_signature_stands_behind_a_line() -> None:
    (found,) = trim("Forty metres.\n_________________\n73 from\nthe ridge")
    assert (found.words.text, found.words.signature) == ("Forty metres.", "73 from\nthe ridge")


def test_a_ruler_of_dashes_counts_where_several_posts_have_it() -> None:
    ruler = "-" * 20
    assert own(f"One.\n{ruler}\nI sign.") == [f"One.\n{ruler}\nI sign."]
    found = trim(f"One.\n{ruler}\nI sign.", f"Two.\n{ruler}\nSo do I.", f"Three.\n{ruler}")
    assert [(one.words.text, one.words.signature) for one in found] == [
        ("One.", "I sign."),
        ("Two.", "So do I."),
        ("Three.", None),
    ]


def test_a_note_below_the_signature_is_found_too() -> None:
    (found,) = trim("Forty.\n_________________\nSigned.\n\nLast edited by Pasco on May 2, 2011")
    assert (found.words.text, found.words.signature) == ("Forty.", "Signed.")
    assert found.note == "Last edited by Pasco on May 2, 2011"


def test_the_page_ends_below_its_last_post() -> None:
    assert own("One.\n\nReturn to Antennas", "Two.\n\nReturn to Antennas\nJump to") == [
        "One.\n\nReturn to Antennas",
        "Two.",
    ]


def test_arrows_quote() -> None:
    text = f"Tom Wrote:\n{'-' * 40}\n> How low?\n\nLow."
    (found,) = trim(text)
    assert (found.words.text, found.words.quotes) == ("Low.", (Quote(text="How low?", author="Tom"),))


def test_a_post_of_nothing_else_is_left_alone() -> None:
    assert own("Quote", "Offline\nOnline") == ["Quote", "Offline\nOnline"]
