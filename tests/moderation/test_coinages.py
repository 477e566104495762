"""Coinages: invented words that twist a name are found with whom they are aimed at, and real words stay in peace."""

from __future__ import annotations

from collections import defaultdict

import pytest

from moderation import screen
from moderation.coinages import LONGEST, SPOKEN_OF, TABLES, Coinages, load_coinages
from moderation.datafiles import DataFile, read_data
from moderation.detectors import Passage
from moderation.errors import DataError
from moderation.groups import GroupKind, read_names
from moderation.items import Category, Context, Flag, Severity
from moderation.practice import Practice

ENDINGS_KEPT = {
    "Pornistan": "Pakistan",
    "Crapistan": "Pakistan",
    "Stinkistan": "Pakistan",
    "Scamistanis": "Pakistan",
    "Turdbekistan": "Uzbekistan",
    "Crapghanistan": "Afghanistan",
    "Fartaly": "Italy",
    "Shitaly": "Italy",
    "Dumbania": "Albania",
    "Stinkbania": "Albania",
    "Scumerica": "the United States",
    "Crapstralia": "Australia",
    "Dumbstralia": "Australia",
    "Dungmark": "Denmark",
    "Crapuania": "Lithuania",
    "Turdgaria": "Bulgaria",
    "Dungtugal": "Portugal",
    "Turdzuela": "Venezuela",
    "Crapmaica": "Jamaica",
    "Trashifornia": "California",
    "Crapronto": "Toronto",
    "Trashington": "Washington",
    "Turdutin": "supporters of Putin",
    "Crapservatives": "conservatives",
    "Scumslim": "Muslims",
    "Craptholics": "Catholics",
}
BEGINNINGS_KEPT = {
    "Belgoturd": "Belgium",
    "Norwetrash": "Norway",
    "Mexifart": "Mexico",
    "Brazicrap": "Brazil",
    "Egyptard": "Egypt",
    "Morocrap": "Morocco",
    "Zimbaturd": "Zimbabwe",
    "Ukraturd": "Ukraine",
    "Argenscum": "Argentina",
    "Germoron": "Germany",
    "Canadumb": "Canada",
    "Indiarrhea": "India",
    "Australosers": "Australia",
    "Catholicrap": "Catholics",
    "Republitrash": "Republicans",
    "Democrap": "Democrats",
    "Europoop": "Europeans",
    "Vegaturd": "vegans",
    "Brusslum": "Brussels",
    "Floridump": "Florida",
}
STUCK_IN_OR_ON = {
    "Austrashia": "Australia",
    "Slocrapia": "Slovakia",
    "Chicrapgo": "Chicago",
    "Pakturdstan": "Pakistan",
    "Bocrapivia": "Bolivia",
    "Perucrap": "Peru",
    "Hinducrap": "Hindus",
    "Islamocrap": "Muslims",
    "Toryturds": "conservatives",
    "Craprussia": "Russia",
    "Trashpoland": "Poland",
    "Obamascum": "supporters of Obama",
    "Labourcrap": "the Labour Party",
}
PINNED = {
    "Londonistan": "Muslims",
    "Bradfordistan": "Muslims",
    "Swedistan": "Muslims",
    "Germanistan": "Muslims",
    "Britistanis": "Muslims",
}
DISGUISED = {
    "P0rn1stan": "Pakistan",
    "Pоrnistаn": "Pakistan",
    "Pörnistän": "Pakistan",
    "Ｐｏｒｎｉｓｔａｎ": "Pakistan",
    "Porn\u200bistan": "Pakistan",
    "Porn-istan": "Pakistan",
    "P o r n i s t a n": "Pakistan",
    "P.o.r.n.i.s.t.a.n": "Pakistan",
    "Porniiiistaaaan": "Pakistan",
    "PORNISTAN": "Pakistan",
    "#Pornistan": "Pakistan",
    "Pornistan's": "Pakistan",
    "Fart@ly": "Italy",
    "Trashingt0n": "Washington",
    "Ameri¢rap": "the United States",
}

HARMLESS = [
    *("Afghanistan", "Pakistan", "Kazakhstan", "Uzbekistan", "Tajikistan", "Turkmenistan", "Kyrgyzstan", "Kyrgystan"),
    *("Kazakistan", "Hindustan", "Dagestan"),
    *("Tatarstan", "Kurdistan", "Balochistan", "Waziristan", "Turkestan", "Khalistan", "Bantustan", "Rajasthan"),
    *("Hayastan", "Tristan", "Dunstan", "Absurdistan"),
    *("Pakistanis", "Afghanistani", "Kazakhstanis", "Uzbekistani"),
    *("Scunthorpe", "Penistone", "Cockermouth", "Clitheroe", "Dorking", "Essex", "Sussex", "Middlesex", "Lightwater"),
    *("Cockington", "Goathland", "Portrush"),
    *("Cumbria", "Cumberland", "Assam", "Assyria", "Butte", "Niger", "Nigeria", "Montenegro", "Nantucket", "Jizzakh"),
    *("Nazimabad", "Titicaca", "Neptune", "Mozambique"),
    *("Lapland", "Swaziland", "Londonderry", "Chinatown", "Mauritania", "Tasmania", "Germania", "Seychelles"),
    *("Stuttgart", "Rotterdam", "Amsterdam", "Denmark"),
    *("Dickinson", "Hancock", "Hitchcock", "Babcock", "Alcock", "Dickens", "Cockburn", "Biddick", "Braddick"),
    "Cockran",
    *("democrat", "democratic", "republican", "conservative", "liberal", "libertarian", "communist", "feminist"),
    *("atheist", "evangelical", "corruptionist"),
    *("class", "assess", "passage", "cassette", "bassoon", "embassy", "assassin", "assistant", "grass", "compass"),
    *("carcass", "molasses", "trespass"),
    *("cockpit", "cocktail", "peacock", "cockatoo", "shuttlecock", "woodcock", "therapist", "rapeseed", "grape"),
    *("parapet", "rapier", "shiitake"),
    *("title", "titanic", "constitution", "institute", "partition", "petition", "pedometer", "pedologist", "torpedo"),
    *("expedition", "encyclopedia"),
    *("dogmatic", "bulldog", "chilidog", "chilidogs", "pigment", "pigeon", "sluttish", "shitlist", "slummed"),
    *("homogeneous", "homeopathic"),
    *("document", "cucumber", "circumstance", "parasitic", "barbaric", "retardant", "mustard", "custard", "leotard"),
    "dotard",
    *("buttress", "butterfly", "attribute", "bombastic", "plumbing", "antivirus", "manifest", "beggary"),
    *("junketeers", "gangsterlands"),
    *("analyst", "penalty", "nutmeg", "peanut", "coconut", "hellenic", "thuggery", "hatred", "Europass"),
    *("Eurovision", "Eurasian", "scandal", "vandal"),
    *("italicum", "californicum", "raccoon", "tycoon", "auspicious", "conspicuous", "distant", "pornography"),
]  # fmt: skip


def coinages(text: str, **context) -> list[Flag]:
    [verdict] = screen([text], [Context(**context)])
    return [flag for flag in verdict.flags if flag.detector == "coinage"]


@pytest.mark.parametrize(("word", "target"), {**ENDINGS_KEPT, **BEGINNINGS_KEPT, **STUCK_IN_OR_ON}.items())
def test_a_coinage_is_found_with_its_target(word, target):
    text = f"Nobody asked {word}, as always."
    [flag] = coinages(text)
    [span] = flag.spans
    assert flag.target == target
    assert text[span.start : span.end] == word
    assert flag.reason.startswith(f'"{word}" ')
    [verdict] = screen([text])
    assert verdict.queue is not None


@pytest.mark.parametrize(("word", "target"), DISGUISED.items())
def test_a_coinage_is_found_in_disguise(word, target):
    text = f"Nobody asked {word} anyway."
    [flag] = coinages(text)
    [span] = flag.spans
    assert flag.target == target
    assert text[span.start : span.end] in word
    assert len(text[span.start : span.end]) >= len(word) - 2
    assert f'"{text[span.start : span.end]}"' in flag.reason


@pytest.mark.parametrize("word", HARMLESS)
def test_a_real_word_is_no_coinage(word):
    for text in (f"We spoke of {word} at length.", f"#{word.lower()}", word.upper(), f"{word}'s"):
        assert coinages(text) == []


def test_the_lists_are_long_enough_to_mean_something():
    assert len(ENDINGS_KEPT | BEGINNINGS_KEPT | STUCK_IN_OR_ON) >= 40
    assert len(set(HARMLESS)) >= 80


def test_the_reason_is_a_plain_sentence():
    [flag] = coinages("Welcome to Pornistan.")
    assert (flag.rule, flag.category, flag.severity) == (
        "coinage/vulgar-nation",
        Category.IDENTITY_ATTACK,
        Severity.HIGH,
    )
    assert flag.reason == '"Pornistan" blends "porn" with the ending of "Pakistan".'


@pytest.mark.parametrize(
    ("word", "rule", "category", "severity"),
    [
        ("Scumerica", "derogatory-nation", Category.IDENTITY_ATTACK, Severity.HIGH),
        ("Craptholics", "vulgar-faith", Category.IDENTITY_ATTACK, Severity.HIGH),
        ("Europoop", "vulgar-people", Category.IDENTITY_ATTACK, Severity.HIGH),
        ("Democrap", "vulgar-party", Category.INSULT, Severity.MEDIUM),
        ("Crapronto", "vulgar-place", Category.INSULT, Severity.MEDIUM),
        ("Canadumb", "derogatory-nation", Category.IDENTITY_ATTACK, Severity.MEDIUM),
        ("Londonistan", "pinned-place", Category.IDENTITY_ATTACK, Severity.MEDIUM),
    ],
)
def test_how_grave_it_is_follows_from_the_stem_and_from_what_it_twists(word, rule, category, severity):
    [flag] = coinages(word)
    assert (flag.rule, flag.category, flag.severity) == (f"coinage/{rule}", category, severity)


# --- what a name is twisted by -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "target"), PINNED.items())
def test_an_ending_of_some_nations_pinned_to_another_name(word, target):
    [flag] = coinages(word)
    assert flag.target == target
    assert 'pins the ending "-istan' in flag.reason


@pytest.mark.parametrize(
    "word", ["Kazakistan", "Kyrgystan", "Uzbekstan", "Afghanstan", "Khalistanis", "Hindustanis", "Kurdistani"]
)
def test_a_nation_that_had_the_ending_is_only_spelled_differently(word):
    assert coinages(word) == []


def names_in_full() -> dict[str, set[str]]:
    targets = defaultdict(set)
    for name in read_names(read_data("groups.toml")).all:
        targets[name.form].add(name.target)
    return {form: owners for form, owners in targets.items() if 5 <= len(form) <= LONGEST - 6}


@pytest.mark.parametrize("stem", ["crap", "turd", "scum", "trash"])
def test_every_name_of_the_data_file_is_known_when_something_is_stuck_to_it(stem):
    detector = load_coinages()
    names = names_in_full()
    for link in ("", "o"):
        # A few are heard as another name that begins alike: "madras" as Madrid's.
        missed = [form for form, owners in names.items() if target(detector, f"{form}{link}{stem}") not in owners]
        assert len(missed) < len(names) / 100, missed


def test_no_name_of_the_data_file_is_a_coinage():
    detector = load_coinages()
    forms = {name.form for name in read_names(read_data("groups.toml")).all}
    assert [form for form in forms if detector.read(form)] == []


def target(detector: Coinages, word: str) -> str | None:
    blends = detector.read(word)
    return blends[0].target if blends else None


@pytest.mark.parametrize("word", ["crap", "crapcrap", "istan", "stan", "crap" * 7 + "istan", "crapístan2", ""])
def test_what_cannot_be_a_coinage(word):
    assert load_coinages().read(word) == ()


def test_two_coinages_are_two_flags_in_text_order():
    text = "Crapstralia and Fartaly"
    assert [text[flag.spans[0].start : flag.spans[0].end] for flag in coinages(text)] == ["Crapstralia", "Fartaly"]


# --- the original post -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "post",
    ["Pakistan opens a new dam.", "The PAKISTANI team won.", "Pakistanis celebrate", "A view of Pakistan’s coast"],
)
def test_a_coinage_is_surer_where_the_original_post_speaks_of_its_target(post):
    [alone] = coinages("Pornistan as usual")
    [heard] = coinages("Pornistan as usual", original_post=post)
    assert heard.score == pytest.approx(1 - (1 - alone.score) * SPOKEN_OF, abs=0.001)
    assert heard.score > alone.score
    assert heard.reason == f"{alone.reason[:-1]}, and the original post speaks of Pakistan."


def test_another_original_post_changes_nothing():
    assert coinages("Pornistan", original_post="The harbour café is open.") == coinages("Pornistan")


@pytest.mark.parametrize(
    ("post", "target"),
    [
        ("A dam in Uzbekistan", "Uzbekistan"),
        ("Afghanistan votes", "Afghanistan"),
        ("Pakistan and Uzbekistan", "Pakistan"),
    ],
)
def test_of_names_that_fit_the_one_spoken_of_is_meant(post, target):
    [flag] = coinages("Crapistan again", original_post=post)
    assert flag.target == target
    assert f'the ending of "{target}"' in flag.reason


def test_an_original_post_makes_no_coinage_of_a_word_that_is_none():
    assert coinages("Kazakhstan again", original_post="Kazakhstan and Pakistan") == []


# --- the data files ----------------------------------------------------------------------------------------------

GROUPS = DataFile("groups.toml", {"nations": {"Freedonia": ["Freedonian"]}, "places": {"Quahog": []}}, "")
STEM = {"kind": "vulgar", "severity": "high", "strength": 0.9, "words": ["wobble"]}


def detector(groups: DataFile = GROUPS, **content) -> Coinages:
    file = DataFile("coinages.toml", {"stem": [STEM]} | content, str(content))
    return Coinages(file, groups, practice=Practice({"wobble": 2}))


def test_another_stem_and_another_name_are_enough():
    [flags] = detector().find([Passage("Wobbledonia and Quahogwobble", Context())])
    assert [flag.target for flag in flags] == ["Freedonia", "Quahog"]


def test_a_harmless_word_is_none():
    assert detector().read("wobbledonia")
    assert detector(harmless={"words": ["wobbledonia"]}).read("wobbledonia") == ()
    assert detector(harmless={"words": ["wobbledonia"]}).read("wobbledonias") == ()


def test_an_ending_that_is_pinned():
    [blend] = detector(endings={"opolis": "townspeople"}).read("freedoniopolis")
    assert (blend.target, blend.rule) == ("townspeople", "pinned-nation")


def test_a_target_that_is_often_twisted_comes_first():
    both = DataFile("groups.toml", {"nations": {"Freedonia": [], "Greedonia": []}}, "")
    assert target(detector(both), "wobbledonia") == "Freedonia"
    assert target(detector(both, likely={"targets": ["Greedonia"]}), "wobbledonia") == "Greedonia"


def test_changed_data_is_another_version():
    versions = {detector().version, detector(endings={"opolis": "townspeople"}).version}
    assert len(versions) == 2
    assert detector().version in versions
    assert detector(DataFile("groups.toml", GROUPS.content, "other")).version not in versions


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"severity": "fatal"}, r"\[\[stem\]\] vulgar: severity must be one of low"),
        ({"severity": 3}, r"\[\[stem\]\] vulgar: severity must be one of low"),
        ({"strength": 2}, r"\[\[stem\]\] vulgar: strength must be a number from 0 to 1, not 2"),
        ({"strength": "high"}, r"\[\[stem\]\] vulgar: strength must be a number"),
        ({"words": "wobble"}, r"\[\[stem\]\] vulgar: words must be a list of texts"),
        ({"words": [3]}, r"\[\[stem\]\] vulgar: words must be a text"),
        ({"kind": 3}, r"\[\[stem\]\] 3: kind must be a text"),
        ({"whole_names": False}, r"\[\[stem\]\] vulgar: unknown field 'whole_names'"),
    ],
)
def test_a_broken_stem_is_told_by_its_kind_and_its_field(line, said):
    with pytest.raises(DataError, match=f"^coinages.toml: {said}"):
        detector(stem=[STEM | line])


@pytest.mark.parametrize("missing", ["kind", "severity", "strength", "words"])
def test_a_missing_field_of_a_stem_is_named(missing):
    with pytest.raises(DataError, match=f"coinages.toml: .*needs '{missing}'"):
        detector(stem=[{key: value for key, value in STEM.items() if key != missing}])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"harmles": {"words": []}}, r"unknown table \[harmles\]"),
        ({"harmless": {"words": "x"}}, r"\[harmless\] needs words, a list of texts"),
        ({"topics": {"words": [3]}}, r"\[topics\] needs words, a list of texts"),
        ({"likely": {"targets": [3]}}, r"\[likely\] needs targets, a list of texts"),
        ({"harmless": ["x"]}, r"\[harmless\] needs words, a list of texts"),
        ({"endings": {"opolis": 3}}, r"\[endings\] opolis must be a text"),
        ({"endings": ["opolis"]}, r"\[endings\] needs an ending and whom it is aimed at"),
    ],
)
def test_a_broken_table_is_named(content, said):
    with pytest.raises(DataError, match=f"^coinages.toml: {said}"):
        detector(**content)


def test_every_kind_of_name_can_be_twisted():
    kinds = {name.kind for name in read_names(read_data("groups.toml")).all}
    assert kinds == set(GroupKind)
    assert set(read_data("coinages.toml").content) <= set(TABLES)


def test_a_word_of_another_language_is_a_coinage_in_english_alone():
    words = "Peruin"
    told = {
        language: bool(load_coinages().find([Passage(words, Context(language=language))])[0])
        for language in (None, "en", "en-GB", "fi", "de")
    }
    assert told == {None: True, "en": True, "en-GB": True, "fi": False, "de": False}


@pytest.mark.parametrize(
    ("text", "is_one"), [("Peruin matkan eilen", False), ("Peruin again", True), ("off to Peruin", True)]
)
def test_where_no_language_is_known_the_other_words_tell(text, is_one):
    assert bool(load_coinages().find([Passage(text, Context())])[0]) == is_one


def test_an_everyday_word_of_another_language_is_none_anywhere():
    assert coinages("Muslime") == []


@pytest.mark.parametrize("word", ["Pakistinkies", "Pakistinky", "Hungarshitters"])
def test_a_stem_at_the_end_may_take_a_suffix(word):
    assert len(coinages(word)) == 1


def test_a_members_name_in_parts_is_no_blend_of_an_abbreviation():
    names = ["thanks dr_compost, that helped", "dr_cabbage wrote this", "ask mr_weed"]
    assert load_coinages().find([Passage(text, Context()) for text in names]) == [[], [], []]
