"""Disguises: each is seen through and told with its place in the text as given; what only looks like one is not."""

from __future__ import annotations

import pytest

from moderation import screen
from moderation.disguises import Disguise, leet_readings, mask_of, script_reading, unstretched

SEEN_THROUGH = {
    "case": ("What an IdIoT you are", "IdIoT", "idiot"),
    "accents": ("you are an ássholé, truly", "ássholé", "asshole"),
    "several accents": ("you ïdïöt, leave", "ïdïöt", "idiot"),
    "combining marks": ("you m\u0336o\u0336r\u0336o\u0336n\u0336 go", "m\u0336o\u0336r\u0336o\u0336n\u0336", "moron"),
    "full width": ("an ｉｄｉｏｔ speaks", "ｉｄｉｏｔ", "idiot"),
    "circled letters": ("an ⓘⓓⓘⓞⓣ speaks", "ⓘⓓⓘⓞⓣ", "idiot"),
    "squared letters": ("an 🄸🄳🄸🄾🅃 speaks", "🄸🄳🄸🄾🅃", "idiot"),
    "mathematical letters": ("an 𝖎𝖉𝖎𝖔𝖙 speaks", "𝖎𝖉𝖎𝖔𝖙", "idiot"),
    "small capitals": ("an ɪᴅɪᴏᴛ speaks", "ɪᴅɪᴏᴛ", "idiot"),
    "letters with a bar": ("a sȶuᵽiđ thing to say", "sȶuᵽiđ", "stupid"),
    "zero width": ("an id\u200bi\u200dot speaks", "id\u200bi\u200dot", "idiot"),
    "soft hyphen": ("an idi\u00adot speaks", "idi\u00adot", "idiot"),
    "text direction": ("an \u202eidiot\u202c speaks", "idiot", "idiot"),
    "cyrillic": ("you mоrоn, leave", "mоrоn", "moron"),
    "greek": ("you mοrοn, leave", "mοrοn", "moron"),
    "cyrillic throughout": ("this man is a сrеtіn and I say so", "сrеtіn", "cretin"),
    "leet": ("you id10t!", "id10t", "idiot"),
    "leet at the start": ("a 5tupid idea", "5tupid", "stupid"),
    "leet for one or another letter": ("a b!ockhead", "b!ockhead", "blockhead"),
    "a sign for a letter": ("that is cr@p.", "cr@p", "crap"),
    "signs for letters": ("you a$$h@t", "a$$h@t", "asshat"),
    "stretched": ("you mooooron", "mooooron", "moron"),
    "stretched throughout": ("sssstttuuupiiiddd", "sssstttuuupiiiddd", "stupid"),
    "stretched double letters": ("you assssshole", "assssshole", "asshole"),
    "blanks": ("you i d i o t", "i d i o t", "idiot"),
    "wide blanks": ("you i  d  i  o  t", "i  d  i  o  t", "idiot"),
    "dots": ("you i.d.i.o.t", "i.d.i.o.t", "idiot"),
    "hyphens": ("you i-d-i-o-t", "i-d-i-o-t", "idiot"),
    "pictures": ("you i👏d👏i👏o👏t", "i👏d👏i👏o👏t", "idiot"),
    "blanks behind a word of one letter": ("I c r e t i n", "c r e t i n", "cretin"),
    "blanks and leet": ("you 1 d i 0 t", "1 d i 0 t", "idiot"),
    "a star": ("you m*ron", "m*ron", "moron"),
    "stars": ("you bl**khead", "bl**khead", "blockhead"),
    "a hash": ("you m#ron", "m#ron", "moron"),
    "an underscore for a vowel": ("you m_ron", "m_ron", "moron"),
    "a hyphen for a vowel": ("you cr-tin", "cr-tin", "cretin"),
    "broken in two": ("you mor-on", "mor-on", "moron"),
    "broken by a dot": ("you mor.on", "mor.on", "moron"),
    "in markup": ("you **idiot**", "idiot", "idiot"),
    "in quotes": ("you “idiot”", "idiot", "idiot"),
    "a hashtag": ("#idiot", "idiot", "idiot"),
    "several at once": ("you ＩＤ１０\u200bＴ!", "ＩＤ１０\u200bＴ", "idiot"),
}

HARMLESS = {
    "words with a term inside": "assess the class, pass the grass, a bass cassette, the embassy in Massachusetts",
    "towns": "Scunthorpe, Penistone, Clitheroe, Cockermouth, Essex, Lightwater and Dorking",
    "food": "shiitake mushrooms, a cocktail, rapeseed and grapefruit, cockles, pasta with pesto",
    "more words": "Pakistan, the cockpit, a therapist, analysis of the canal, the title, constitution, peacock",
    "numbers for words": "4 you and 2 me, gr8, l8r, m8, b4, 2day, w8",
    "models": "PS5, A55, A320, B52, i5 and i7, RTX4090, MP3, H2O, CO2, 4K, 5G, x86",
    "times and dates": "12.05.2024, 2024-05-12, 5/12/24, 5:30 p.m., 7h30",
    "prices": "$5.99, £100, 1,299.00, 5€, 50%, $1.5m",
    "mail": "write to a.ss.hole1@example.org, 1d10t@example.org or c.rap@example.com",
    "web": "see https://example.org/a5s?id=1d10t&x=m0r0n and www.example.org/5tup1d",
    "streets": "5 Hill St. Apt 4B, 155 Main St, NW1 6XE",
    "code": "if (a55 == 0x5h17) { x[1] = f(u, c, k); s->h.i = t; } // i++",
    "more code": "SELECT a, s, s FROM t; for i in range(5): a[i] = b[i] * c[i]",
    "paths": "/usr/lib/a55/x86_64.so",
    "lists": "options a, b, c, d, e or f; a) b) c) d); x y z",
    "initials": "J. R. R. Tolkien, U.S.A., e.g. a.m. and p.m., F. Scott Fitzgerald",
    "stretched words that are no terms": "noooo, yesssss, hmmm, aaaargh, www, loool",
    "footnotes and maths": "a* b** 3*4 = 12, x*y, see below*",
    "a mask that could be anything": "f*** and s** and ****",
    "foreign words": "привет, как дела, это мой дом и сад",
    "grades": "A+ B- C, 4+ years, 18+",
}  # fmt: skip


@pytest.mark.parametrize(("text", "shown", "spelled"), SEEN_THROUGH.values(), ids=SEEN_THROUGH)
def test_a_disguise_is_seen_through_and_its_place_told(text, shown, spelled):
    [verdict] = screen([text])
    [flag] = verdict.flags
    [span] = flag.spans
    assert text[span.start : span.end] == shown
    assert f'"{shown}"' in flag.reason
    assert flag.rule == f"lexicon/en/{RULES.get(spelled, spelled)}"


RULES = {"asshat": "jackass"}
"""Where a word is a further form of another term."""


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_what_only_looks_like_a_disguise_is_none(text):
    [verdict] = screen([text])
    assert verdict.flags == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mоron", Disguise.LOOKALIKES),
        ("m0ron", Disguise.LEET),
        ("morooon", Disguise.STRETCHED),
        ("m*ron", Disguise.MASKED),
        ("m o r o n", Disguise.SPACED),
        ("mor-on", Disguise.JOINED),
    ],
)
def test_the_reason_names_the_disguise(text, kind):
    [flag] = screen([text])[0].flags
    assert flag.reason == f'"{text}" spells "moron" ({kind}), which is an insult to somebody\'s mind.'


def test_a_word_that_is_not_disguised_is_not_said_to_be():
    [flag] = screen(["moron"])[0].flags
    assert flag.reason == '"moron" is an insult to somebody\'s mind.'


def test_a_word_of_another_script_is_a_disguise_only_among_latin_words():
    assert screen(["рассказ о Ное и ковчеге"])[0].flags == ()
    assert screen(["рассказ о Ное и ковчеге на IMAX"])[0].flags == ()
    [flag] = screen(["they called her a ное again"])[0].flags
    assert flag.rule == "lexicon/en/hoe"


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("1d1ot", {"idiot", "ldlot"}),
        ("cr4p", {"crap"}),
        ("$tupid", {"stupid"}),
        ("moron", set()),
        ("4", set()),
        ("a55", set()),
        ("ps5", {"pss"}),
        ("1234a", set()),
        ("ab5514", set()),
        ("", set()),
    ],
)
def test_leet(word, readings):
    assert set(leet_readings(word)) == readings


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("mooron", set()),
        ("mooooron", {"moron", "mooron"}),
        ("asssshooole", {"ashole", "asshole", "ashoole", "asshoole"}),
        ("aaabbbcccddd", {"abcd", "aabbccdd"}),
    ],
)
def test_stretched_letters(word, readings):
    assert set(unstretched(word)) == readings


@pytest.mark.parametrize(
    ("word", "mask"),
    [
        ("m*ron", "m*ron"),
        ("bl#%khead", "bl**khead"),
        ("cr-tin", "cr?tin"),
        ("д*м", "д*м"),
        ("ک*ا", "ک*ا"),
        ("f***", None),
        ("moron", None),
        ("see*", "see*"),
        ("be*", None),
        ("*", None),
        ("3*4", None),
    ],
)
def test_masks(word, mask):
    assert mask_of(word) == mask


@pytest.mark.parametrize(
    ("word", "latin"), [("mоrоn", "moron"), ("сrеtіn", "cretin"), ("moron", None), ("жук", None), ("моrоn", "moron")]
)
def test_letters_of_other_scripts(word, latin):
    assert script_reading(word) == latin
