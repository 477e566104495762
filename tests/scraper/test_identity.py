from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.identity import PostDigests

torture = settings(max_examples=200, deadline=None, derandomize=True, database=None)


def name(author: str | None = "Wick", moment: str | None = "2024-03-01T09:00:00Z", text: str = "Boil it twice.") -> str:
    return PostDigests().name(author, moment, text)


def test_the_name_is_a_digest_of_author_moment_and_words() -> None:
    digits = hashlib.sha256(b"Wick\x1f2024-03-01T09:00:00Z\x1fBoil it twice.").hexdigest()[:24]
    assert name() == f"digest:{digits}"


def test_it_is_the_same_on_every_reading() -> None:
    assert name() == name()


def test_each_of_the_three_matters() -> None:
    assert len({name(), name(author="Ivo"), name(author=None), name(moment=None), name(text="Boil it once.")}) == 5


def test_a_border_between_the_three_cannot_be_moved() -> None:
    assert name("Wick", None, "er Boil") != name("Wicker", None, "Boil")


def test_white_space_does_not_count() -> None:
    assert name(text="Boil it\n\n twice. ") == name()


def test_the_same_words_twice_on_a_page_are_told_apart_by_their_ordinal() -> None:
    first, second = PostDigests(), PostDigests()
    ids = [first.name("Wick", None, "+1") for _ in range(3)]
    assert len(set(ids)) == 3
    assert ids == [second.name("Wick", None, "+1") for _ in range(3)]
    assert ids[0] == PostDigests().name("Wick", None, "+1"), "the first is named as if it stood alone"


def test_another_post_in_between_changes_no_name() -> None:
    digests = PostDigests()
    before = digests.name("Wick", None, "+1")
    digests.name("Ivo", None, "Agreed.")
    again = digests.name("Wick", None, "+1")
    alone = PostDigests()
    assert [before, again] == [alone.name("Wick", None, "+1"), alone.name("Wick", None, "+1")]


@torture
@given(st.text(), st.text(), st.text())
def test_any_text_has_a_name(author: str, moment: str, text: str) -> None:
    found = name(author, moment, text)
    assert found.startswith("digest:")
    assert len(found) == len("digest:") + 24


def test_a_lone_surrogate_has_one_too() -> None:
    assert name(text="\ud83d") != name(text="\ud83e")
