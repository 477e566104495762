"""Regular inflection by rule: a term to its forms. Irregular forms stand in the data files.

A rule may make a form that nobody writes; that costs nothing, since nobody writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from moderation.slavic import SLAVIC

VOWELS = frozenset("aeiou")
_DOUBLING = re.compile(r"(?<![aeiou])[aeiou][^aeiouwxy]$")
DOUBLED_UP_TO = 6
"""Letters of a verb up to which its last consonant is doubled (pissing, but fucking by its two consonants)."""

SUFFIXES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "de": {"noun": ("e", "en", "er", "ern", "n", "s", "es"), "adjective": ("e", "en", "er", "es", "em")},
    "nl": {
        "noun": ("s", "en", "je", "jes", "tje", "tjes"),
        "adjective": ("e", "er", "ere", "st", "ste"),
    },
    "hi": {"noun": ("ों", "ो", "s")},
    "ur": {"noun": ("وں", "و", "s")},
    "fr": {"noun": ("s", "e", "es", "x"), "adjective": ("s", "e", "es")},
    "es": {"noun": ("s", "es"), "adjective": ("s", "es")},
    "pt": {"noun": ("s", "es"), "adjective": ("s", "es")},
    "tr": {
        "noun": (
            *("lAr", "(y)I", "(y)A", "(n)In", "(s)I", "DAn", "(y)lA", "lArI", "lArA", "lArIn", "lArDAn", "lArlA"),
            *("sIn", "sInIz", "DIr", "lArDIr", "lIk", "(s)InIn", "(y)mIş", "CA"),
            *("DA", "(I)m", "(I)n", "(I)mIz", "(I)nIz", "lArDA", "lArIm", "lArInI", "lArInA", "lArInIn", "lArImIz"),
            *("lArsInIz", "(s)InI", "(s)InA", "(s)IndAn", "(s)IylA", "(I)nA", "(I)nI", "(I)nIn", "(I)mA", "(I)mI"),
            *("(y)Im", "(y)Iz", "DIrlAr", "(y)sA", "(y)DI", "(y)ken", "lIğI", "lIğA", "lIğIn", "lIktAn", "lIklA"),
            *("lIklAr", "CAsI", "lAştI", "lAşmA", "lAşmIş"),
        ),
        "verb": (
            *("DI", "DIm", "DIn", "DIk", "DInIz", "DIlAr", "mIş", "mIşIm", "mIşsIn", "mIşlAr", "sIn", "sInlAr", "sA"),
            *("Ar", "ArIm", "ArsIn", "ArIz", "ArsInIz", "ArlAr", "Iyor", "IyorIm", "IyorsIn", "IyorIz", "IyorlAr"),
            *("AcAk", "AcAğIm", "AcAksIn", "AcAğIz", "AcAklAr", "AcAğInI", "AyIm", "AlIm", "An", "AnI", "AnlAr"),
            *("mAk", "mAyA", "mAyI", "mA", "mAyIn", "mAsI", "mAsInI", "mAsIn", "DIğIm", "DIğInI", "DIğImIn", "Ip"),
        ),
    },
}
"""Endings simply added to a term, by language and kind of word; English has rules of its own.

Those of Turkish are patterns: A is a or e, and I is ı, i, u or ü, by the vowel before; D is d or t and C is c or ç, by
the sound before; what stands in brackets comes only after a vowel, if it is a consonant, and only after a consonant,
if it is a vowel. The endings of a verb follow its stem, the infinitive without -mak or -mek.
"""

TURKISH_OF_PHRASES = 13
"""Endings of a Turkish noun, the most frequent ones, that phrases have."""

ARABIC_PARTICLES = ("\u0648", "\u0641", "\u0628", "\u0644", "\u064a\u0627")
"""And, so, with, to, oh: written as one with the next word."""
ARABIC_ARTICLES = (
    *("\u0627\u0644", "\u0648\u0627\u0644", "\u0628\u0627\u0644", "\u0641\u0627\u0644"),
    *("\u0644\u0644", "\u0643\u0627\u0644", "\u0647\u0627\u0644", "\u0639\u0627\u0644", "\u0648\u0644\u0644"),
)
"""The article, alone and after a particle."""
ARABIC_PLURALS = ("", "\u064a\u0646", "\u0648\u0646", "\u0627\u062a", "\u0629")
"""Endings of number and gender: none, -in, -un, -at, -a."""
ARABIC_PRONOUNS = (
    *(
        "\u064a",
        "\u0643",
        "\u0643\u0645",
        "\u0643\u0648",
        "\u0647",
        "\u0648",
        "\u0647\u0627",
        "\u0647\u0645",
        "\u0646\u0627",
    ),
    *("\u062a\u064a", "\u062a\u0643", "\u062a\u0643\u0645", "\u062a\u0647", "\u062a\u0647\u0627", "\u062a\u0647\u0645"),
)
"""Whose: my, your, his, her, their, our; the same after the t of a feminine."""

GENDERED = {"es": ("o", "a")}
"""Languages whose nouns and adjectives change the first ending to the second."""

_FRENCH = (
    ("eur", ("euse", "euses")),
    ("eux", ("euse", "euses")),
    ("on", ("onne", "onnes")),
    ("en", ("enne", "ennes")),
)
_ITALIAN = (
    ("io", ("i", "ia", "ie")),
    ("co", ("ci", "chi", "ca", "che")),
    ("go", ("ghi", "ga", "ghe")),
    ("o", ("i", "a", "e")),
    ("ca", ("che", "chi")),
    ("ga", ("ghe", "ghi")),
    ("a", ("e", "i")),
    ("e", ("i",)),
)
_SPANISH = (
    ("ón", ("ona", "ones", "onas")),
    ("án", ("ana", "anes", "anas")),
    ("ín", ("ina", "ines", "inas")),
    ("or", ("ora", "oras")),
    ("z", ("ces",)),
)
_PORTUGUESE = (
    ("ão", ("ona", "onas", "ões", "ãos", "ães")),
    ("or", ("ora", "oras")),
    ("al", ("ais",)),
    ("el", ("éis",)),
    ("il", ("is",)),
    ("m", ("ns",)),
    ("o", ("a", "as")),
)
_ROMAN_NOUN = (
    ("iya", ("iye", "iyo", "iyon", "iyan", "iyas")),
    ("a", ("e", "o", "on", "i", "iyan", "iyon", "as")),
    ("i", ("iya", "iyan", "iyaan", "iyon", "iyo", "is")),
    ("u", ("uon", "uo", "us")),
)
_ROMAN_ADJECTIVE = (("a", ("e", "i")),)
_ROMAN_VERB = (("na", ("ne", "ni", "ta", "te", "ti", "a", "e", "i", "o", "un", "unga", "ungi", "ega", "enge", "oge")),)

ENDINGS: Mapping[str, Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    **SLAVIC,
    "fr": {"noun": _FRENCH, "adjective": _FRENCH},
    "it": {"noun": _ITALIAN, "adjective": _ITALIAN},
    "es": {"noun": _SPANISH, "adjective": _SPANISH},
    "pt": {"noun": _PORTUGUESE, "adjective": _PORTUGUESE},
    "hi": {
        "noun": (
            ("िया", ("िये", "िए", "ियो", "ियों", "ियां")),
            ("ा", ("े", "ो", "ों", "ी", "ियां", "ियों", "ियो")),
            ("ी", ("ियां", "ियों", "ियो")),
            ("ू", ("ुओं", "ुओ")),
            *_ROMAN_NOUN,
        ),
        "adjective": (("ा", ("े", "ी")), *_ROMAN_ADJECTIVE),
        "verb": (
            ("ना", ("ने", "नी", "ता", "ते", "ती", "ा", "े", "ी", "ो", "ूं", "ूंगा", "ूंगी", "ेगा", "ेंगे", "ोगे")),
            *_ROMAN_VERB,
        ),
    },
    "ur": {
        "noun": (
            ("یا", ("یے", "ئے", "یو", "یوں", "یاں")),
            *((ending, ("ے", "و", "وں", "ی", "یاں", "یوں", "یو")) for ending in ("ا", "ہ")),
            ("ی", ("یاں", "یوں", "یو")),
            ("و", ("وؤں", "ؤں", "ؤ")),
            *_ROMAN_NOUN,
        ),
        "adjective": (("ا", ("ے", "ی")), ("ہ", ("ے", "ی")), *_ROMAN_ADJECTIVE),
        "verb": (("نا", ("نے", "نی", "تا", "تے", "تی", "ا", "ے", "ی", "و", "وں", "یں")), *_ROMAN_VERB),
    },
}
"""Endings that others take the place of, by language and kind of word: the first that fits counts."""

RESPELLED: Mapping[str, Mapping[int, str]] = {
    "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}),
    "ar": str.maketrans({"\u0629": "\u0647"}),  # taa marbuta as ha
}
"""Letters that are also written as others, out of habit or where a keyboard lacks them, by language."""


def respelled(forms: Sequence[str], language: str) -> list[str]:
    """Forms with the other spelling of those that have one."""
    table = RESPELLED.get(language, {})
    return list(dict.fromkeys((*forms, *(form.translate(table) for form in forms))))


def inflected(term: str, kind: str, language: str) -> tuple[str, ...]:
    """All regular forms of a term, itself first. Of a phrase, the last word changes.

    Args:
        term: One or more words in lower case.
        kind: ``noun``, ``verb``, ``adjective`` or ``none``.
        language: Such as ``en``; a language without rules has the term alone.
    """
    if kind == "none":
        return (term,)
    head, blank, last = term.rpartition(" ")
    if language == "en":
        endings = _ENGLISH[kind](last)
    else:
        suffixes = SUFFIXES.get(language, {}).get(kind, ())
        if language == "ar":
            return _arabic(term, kind)
        if language == "tr":
            endings = [
                form for suffix in suffixes[: TURKISH_OF_PHRASES if head else None] for form in _turkish(last, suffix)
            ]
        else:
            endings = [last + suffix for suffix in suffixes]
        endings += _other_endings(last, ENDINGS.get(language, {}).get(kind, ()))
        if language in GENDERED and last.endswith(GENDERED[language][0]):
            stem, other = last[:-1], GENDERED[language][1]
            endings += [stem + other, stem + other + "s"]
    return tuple(dict.fromkeys((term, *(head + blank + form for form in endings))))


def _other_endings(word: str, table: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
    for ending, others in table:
        if word.endswith(ending) and word != ending:
            return [word.removesuffix(ending) + other for other in others]
    return []


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _noun(word: str) -> list[str]:
    return [_plural(word)]


def _verb(word: str) -> list[str]:
    stem = word
    if word.endswith("e"):
        stem = word[:-1]
    elif len(word) <= DOUBLED_UP_TO and _DOUBLING.search(word):
        stem = word + word[-1]
    past = word[:-1] + "ied" if word.endswith("y") and word[-2:-1] not in VOWELS else stem + "ed"
    return [_plural(word), past, stem + "ing", stem + "in", stem + "in'", stem + "er", stem + "ers"]


def _adjective(word: str) -> list[str]:
    stem = word[:-1] + "i" if word.endswith("y") else word.removesuffix("e")
    return [stem + "er", stem + "est"]


_TURKISH_VOWELS = "aıoueiöü"
_TURKISH_SOFT = {"k": "ğ", "ç": "c", "p": "b", "t": "d"}
_TURKISH_PIECE = re.compile(r"\(?\w\)?")


def _turkish(word: str, suffix: str) -> list[str]:
    """A word with an ending, by vowel harmony; before a vowel also with its last sound softened."""
    word = re.sub(r"m[ae]k\Z", "", word) if suffix in SUFFIXES["tr"]["verb"] else word
    forms = [_harmonised(word, suffix)]
    added = forms[0][len(word) :]
    if word[-1:] in _TURKISH_SOFT and added[:1] in _TURKISH_VOWELS and sum(map(_TURKISH_VOWELS.count, word)) > 1:
        forms.append(word[:-1] + _TURKISH_SOFT[word[-1]] + added)
    return forms


def _harmonised(word: str, suffix: str) -> str:
    for piece in _TURKISH_PIECE.findall(suffix):
        sound = piece.strip("()")
        if piece != sound and (sound == "I") == (word[-1:] in _TURKISH_VOWELS):
            continue
        vowel = next((letter for letter in reversed(word) if letter in _TURKISH_VOWELS), "e")
        if sound in "AI":
            place = _TURKISH_VOWELS.index(vowel)
            sound = ("a" if place < 4 else "e") if sound == "A" else "ıuiü"[place // 4 * 2 + (vowel in "ouöü")]
        elif sound in "DC":
            sound = {"D": "dt", "C": "cç"}[sound][word[-1:] in "fstkçşhp"]
        word += sound
    return word


def _arabic(term: str, kind: str) -> tuple[str, ...]:
    """A term with what Arabic writes as one with it; of a phrase, and of a word that is no noun, only particles."""
    forms = [term, *(particle + term for particle in ARABIC_PARTICLES)]
    if kind != "noun" or " " in term or term.isascii():
        return tuple(forms if not term.isascii() else forms[:1])
    stem = term.removesuffix("\u0629")
    for ending in ARABIC_PLURALS:
        forms += [particle + stem + ending for particle in ("", *ARABIC_PARTICLES, *ARABIC_ARTICLES)]
    forms += [article + term for article in ARABIC_ARTICLES]
    forms += [particle + stem + pronoun for particle in ("", "\u0648", "\u064a\u0627") for pronoun in ARABIC_PRONOUNS]
    return tuple(dict.fromkeys(forms))


_ENGLISH: Mapping[str, Callable[[str], list[str]]] = {"noun": _noun, "verb": _verb, "adjective": _adjective}

KINDS = frozenset({"none", *_ENGLISH})
"""What a data file may say of a term."""
