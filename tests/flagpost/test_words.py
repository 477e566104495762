"""Words that a board uses often and nobody else knows."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from db.store import Store
from flagpost.errors import MissingExtra
from flagpost.words import new_words

pytest.importorskip("wordfreq", reason="needs the extra 'words'")


def thread_page(path: Path, said: list[str]) -> None:
    """A saved thread page whose posts are by one author each."""
    posts = [
        {
            "@type": "DiscussionForumPosting" if number == 0 else "Comment",
            "@id": f"https://board.example/t/1#{number}",
            "url": f"https://board.example/t/1#{number}",
            "headline": "Ferry talk",
            "text": text,
            "author": {"@type": "Person", "name": f"Member {number}"},
            "datePublished": f"2026-03-0{number + 1}T09:00:00Z",
        }
        for number, text in enumerate(said)
    ]
    data = {"@context": "https://schema.org", **posts[0], "comment": posts[1:]}
    page = '<html><head><link rel="canonical" href="https://board.example/t/1"><title>Ferry talk</title>'
    path.write_text(
        f'{page}<script type="application/ld+json">{json.dumps(data)}</script></head></html>', encoding="utf-8"
    )


def test_everyday_words_are_not_listed(full: Store) -> None:
    found = {one.word for one in new_words(full, least_posts=1, least_authors=1)}
    assert found.isdisjoint({"ferry", "harbour", "tickets", "morning", "people", "idiot"})


def test_the_thresholds_hold(full: Store) -> None:
    for one in new_words(full, least_posts=2, least_authors=2):
        assert one.posts >= 2
        assert one.authors >= 2
        assert one.word in one.example.casefold()


def test_a_board_alone_can_be_looked_at(full: Store) -> None:
    assert new_words(full, board="https://nobody.example", least_posts=1, least_authors=1) == []


def test_a_stop_is_heard(full: Store) -> None:
    assert new_words(full, least_posts=1, least_authors=1, stop=lambda: True) == []


def test_a_new_coinage_comes_first_with_what_it_may_twist(flagpost: Any, folder: Path) -> None:
    said = ["Blorpgaria again, what a mess", "As ever in blorpgaria.", "never going to Blorpgaria, wozzlefrink"]
    thread_page(folder / "page.html", said)
    flagpost("scan", str(folder / "page.html"))
    rows = [json.loads(line) for line in flagpost("words", "--json").stdout.splitlines()]
    assert [(row["word"], row["posts"], row["reminds_of"]) for row in rows] == [("blorpgaria", 3, "Bulgaria")]
    assert "blorpgaria" in flagpost("words").stdout
    assert "wozzlefrink" in flagpost("words", "--posts", "1", "--authors", "1").stdout


def test_an_empty_store_says_what_to_do(flagpost: Any) -> None:
    assert "--posts 1" in flagpost("words").stdout


def test_without_the_extra_it_says_so(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "wordfreq":
            raise ImportError(name)
        return known(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr("flagpost.words._lists", {})
    with pytest.raises(MissingExtra, match=r"flagpost\[words\]"):
        new_words(full)
