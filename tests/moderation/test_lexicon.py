"""The lexicon detector, on small lexicons of its own; the shipped one is held to its sentences at the end."""

from __future__ import annotations

import pytest

from moderation import screen
from moderation.datafiles import DataFile
from moderation.detectors import Passage
from moderation.items import Category, Context, Flag, Severity
from moderation.lexicon import Lexicon, load_lexicon

PLAIN = {"what": "an insult", "category": "insult", "severity": "medium"}


def lexicon(*terms, language: str = "en", **section) -> Lexicon:
    return Lexicon([file(*terms, language=language, **section)])


def file(
    *terms, language: str = "en", common: tuple[str, ...] = (), everyday: tuple[str, ...] = (), **section
) -> DataFile:
    content = {"language": language, "common": list(common), "everyday": list(everyday)}
    content["section"] = [PLAIN | section | {"terms": list(terms)}]
    return DataFile(f"{language}.toml", content, str(terms))


def find(detector: Lexicon, text: str, **context) -> list[Flag]:
    [flags] = detector.find([Passage(text, Context(**context))])
    return flags


def shown(detector: Lexicon, text: str, **context) -> list[str]:
    return [text[flag.spans[0].start : flag.spans[0].end] for flag in find(detector, text, **context)]


def test_a_flag_says_all_that_its_entry_says():
    noddy = {"term": "noddy", "target": "clerks", "category": "identity_attack", "severity": "high", "score": 0.7}
    [flag] = find(lexicon(noddy), "What a Noddy!")
    assert (flag.rule, flag.detector) == ("lexicon/en/noddy", "lexicon")
    assert (flag.category, flag.severity, flag.score) == (Category.IDENTITY_ATTACK, Severity.HIGH, 0.7)
    assert (flag.target, flag.reason) == ("clerks", '"Noddy" is an insult.')


def test_the_reason_tells_doubt_in_plain_words():
    noddy = {"term": "noddy", "ambiguity": "some", "harmless": ["a sea bird", "a taxi"], "reclaimed": True}
    [flag] = find(lexicon(noddy), "noddies or a noddy")
    assert (
        flag.reason
        == '"noddy" can be an insult; harmless senses: a sea bird, a taxi; also used by the group of itself.'
    )


def test_terms_are_found_in_text_order_as_whole_words():
    found = shown(lexicon("noddy", "duffer"), "Duffer, noddyish noddy: unduffered DUFFER.")
    assert found == ["Duffer", "noddy", "DUFFER"]


@pytest.mark.parametrize(
    "text", ["noddies", "noddy's", "noddy’s", "noddies'", "Noddy", "#noddy", "@noddy", "noddy-like"]
)
def test_plurals_possessives_and_neighbours(text):
    assert len(find(lexicon("noddy", inflect="noun"), f"that {text} hat")) == 1


def test_further_forms_of_a_noun_are_found_in_the_plural():
    noddy = {"term": "noddy", "inflect": "noun", "forms": ["noddikin"]}
    assert shown(lexicon(noddy), "noddies and noddikins") == ["noddies", "noddikins"]


@pytest.mark.parametrize(
    "text",
    [
        "bag of wind",
        "Bag  of\nwind",
        "bag-of-wind",
        "bag_of_wind",
        "bag, of wind",
        "bag of wind's",
        "bag of w1nd",
        "bag óf wind",
    ],
)
def test_a_phrase_is_found_however_its_words_are_parted(text):
    assert len(find(lexicon("bag of wind"), f"you {text} you")) == 1


@pytest.mark.parametrize(
    "text", ["bag of", "bag of the wind", "of wind", "handbag of wind", "bag of windows", "wind of bag"]
)
def test_half_a_phrase_is_none(text):
    assert find(lexicon("bag of wind"), text) == []


def test_two_words_run_together():
    assert shown(lexicon("pudding head", inflect="noun"), "#PuddingHead puddingheads pudding-heads") == [
        "PuddingHead",
        "puddingheads",
        "pudding-heads",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a brown noddy flew", []),
        ("a brown-noddy flew", []),
        ("two noddy hats", []),
        ("a brown hat, noddy", ["noddy"]),
        ("the noddy is no brown noddy", ["noddy"]),
    ],
)
def test_a_phrase_may_excuse_the_term_in_it(text, words):
    noddy = {"term": "noddy", "except": ["brown noddy", "noddy hats"]}
    assert shown(lexicon(noddy), text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("you old noddy", ["old noddy"]),
        ("you old noddy feather", ["noddy feather"]),
        ("you old bat, noddy", ["noddy"]),
        ("noddy noddy", ["noddy", "noddy"]),
    ],
)
def test_of_terms_that_overlap_the_longest_counts(text, words):
    assert shown(lexicon("noddy", "old noddy", "noddy feather"), text) == words


def test_a_plain_word_counts_before_a_guess_of_the_same_length():
    [flag] = find(lexicon("m0p", "mop"), "m0p")
    assert flag.rule == "lexicon/en/m0p"


def test_a_form_belongs_to_the_term_that_it_is_most_like():
    both = lexicon({"term": "mock", "inflect": "verb"}, {"term": "mocker", "inflect": "noun", "severity": "high"})
    rules = [flag.rule for flag in find(both, "mock mocking mocker mockers")]
    assert rules == ["lexicon/en/mock", "lexicon/en/mock", "lexicon/en/mocker", "lexicon/en/mocker"]


def test_the_likeness_of_a_form_and_a_term_is_one_of_folded_words():
    both = lexicon(
        {"term": "lodz", "forms": ["żaba"]}, "żaba", {"term": "żabać", "forms": ["żab"]}, "żab", language="pl"
    )
    assert [flag.rule for flag in find(both, "żaba żab")] == ["lexicon/pl/żaba", "lexicon/pl/żab"]


def test_a_form_that_two_languages_share_belongs_to_the_first():
    both = Lexicon([file("trottel"), file("trottel", language="de")])
    assert [flag.rule for flag in find(both, "trottel")] == ["lexicon/en/trottel"]


@pytest.mark.parametrize(
    ("ambiguity", "text", "found"),
    [
        ("none", "n0ddy n*ddy nod-dy nnnoddy n.o.d.d.y", 5),
        ("some", "n0ddy nnnoddy n.o.d.d.y", 3),
        ("some", "n*ddy nod-dy", 0),
        ("high", "n0ddy n*ddy nod-dy nnnoddy n.o.d.d.y", 0),
        ("high", "noddy", 1),
    ],
)
def test_the_more_often_a_term_is_harmless_the_clearer_it_must_be_spelled(ambiguity, text, found):
    assert len(find(lexicon({"term": "noddy", "ambiguity": ambiguity}), text)) == found


def test_a_short_word_is_not_read_into_a_mask():
    assert find(lexicon("mop"), "m*p") == []
    assert len(find(lexicon("mope"), "m*pe")) == 1


def test_masks_are_remembered_up_to_a_limit(monkeypatch):
    monkeypatch.setattr("moderation.vocabulary.CACHED_MASKS", 3)
    detector = lexicon("noddy")
    masks = ["n*ddy", "no*dy", "nod*y", "nodd*", "n**dy", "no**y", "nod**", "n*ddy"]
    assert [len(find(detector, mask)) for mask in masks] == [1] * len(masks)
    assert len(detector._vocabulary("en")._masks) <= 3


# --- languages ---------------------------------------------------------------------------------------------------

GERMAN = file(
    "trottel",
    {"term": "sack", "ambiguity": "some"},
    {"term": "gift", "only_at_home": True},
    language="de",
    common=("der", "und", "ist"),
)


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("trottel sack gift", "de", ["trottel", "sack", "gift"]),
        ("trottel sack gift", "de-AT", ["trottel", "sack", "gift"]),
        ("trottel sack gift", "DE", ["trottel", "sack", "gift"]),
        ("trottel sack gift", None, ["trottel"]),
        ("trottel sack gift", "en", []),
        ("der trottel sack gift", "en", ["trottel"]),
        ("der sack ist ein gift", None, ["sack", "gift"]),
        ("der sack ist ein gift", "en", []),
        ("a sack of gift and der", None, []),
        ("a trottel of der and", None, ["trottel"]),
        ("and a trottel", None, []),
    ],
)
def test_a_clear_term_counts_where_its_language_may_be_and_a_doubtful_one_at_home(text, language, words):
    english = file("noddy", common=("and", "the"))
    assert shown(Lexicon([english, GERMAN]), text, language=language) == words


def test_a_language_is_read_with_the_first_text_that_may_be_in_it():
    both = Lexicon([file("noddy", common=("and", "the")), GERMAN])
    assert shown(both, "and the noddy") == ["noddy"]
    assert set(both._read) == {"en"}
    assert shown(both, "ein trottel") == ["trottel"]
    assert set(both._read) == {"en", "de"}


def test_letters_show_a_language_that_has_them_to_itself():
    russian = file("дурень", language="ru", common=("который", "потому"))
    both = Lexicon([file("noddy", common=("and", "the")), russian])
    assert shown(both, "and the дурень!", language="en") == ["дурень"]


def test_english_is_at_home_wherever_nobody_says_otherwise():
    both = Lexicon([file({"term": "noddy", "ambiguity": "some"}), GERMAN])
    assert shown(both, "der noddy ist da") == ["noddy"]
    assert shown(both, "der noddy ist da", language="de") == []


@pytest.mark.parametrize(
    ("text", "language", "rules"),
    [
        ("trottel", None, ["en/trottel"]),
        ("trottel", "de", ["de/trottel"]),
        ("der trottel ist da", "da", ["en/trottel"]),
        ("tr*ttel", "de", ["de/trottel"]),
        ("w*cht", "de", ["de/wicht"]),
        ("w*cht", "en", ["en/wacht"]),
        ("der sack ist leer", None, ["de/sack"]),
        ("the sack", None, []),
    ],
)
def test_a_form_of_several_languages_is_judged_by_the_one_that_the_text_is_in(text, language, rules):
    english = file(
        "trottel", "wacht", {"term": "sock", "forms": ["sack"], "only_at_home": True, "except": ["the sack"]}
    )
    german = file("trottel", "wicht", {"term": "sack", "ambiguity": "some"}, language="de", common=("der", "ist"))
    shared = file({"term": "sack", "ambiguity": "some"}, language="da")
    found = find(Lexicon([english, german, shared]), text, language=language)
    assert [flag.rule for flag in found] == [f"lexicon/{rule}" for rule in rules]


@pytest.mark.parametrize(
    ("severity", "ambiguity", "found"),
    [("low", "none", 0), ("high", "some", 0), ("medium", "none", 1), ("high", "none", 1)],
)
def test_a_weak_english_term_with_an_accent_is_another_word(severity, ambiguity, found):
    noddy = {"term": "noddy", "severity": severity, "ambiguity": ambiguity}
    assert len(find(lexicon(noddy), "Nöddy")) == found
    assert len(find(lexicon(noddy), "Noddy")) == 1
    assert len(find(lexicon(noddy), "Nöddÿ")) == 1, "several accents are a disguise"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tıs tis TIS T\u0130S", ["tis", "TIS", "T\u0130S"]),
        ("tış, ti\u015f, tiş tiiis tıııs", ["tiiis"]),
        ("tîs", ["tîs"]),
        ("göp gop gôp g\u00d6P gö\u011f", ["göp", "gop", "gôp", "gÖP"]),
        ("göp tıs", ["göp"]),
    ],
)
def test_a_word_with_another_letter_of_its_language_is_another_word(text, words):
    assert shown(lexicon("tis", "göp", language="tr"), text, language="tr") == words


@pytest.mark.parametrize(
    ("text", "language", "rules"),
    [
        ("noddy", "nl", []),
        ("het is een noddy", None, []),
        ("the noddy, het is een bird", None, ["en/noddy"]),
        ("het is een noddy", "en", ["en/noddy"]),
        ("het is een noddy hat", None, ["en/noddy-hat"]),
        ("noddy", None, ["en/noddy"]),
    ],
)
def test_an_everyday_word_of_the_text_s_language_is_no_term_of_another(text, language, rules):
    english = file("noddy", "noddy hat", common=("the", "bird", "is"))
    dutch = file("sukkel", language="nl", common=("het", "een"), everyday=("noddy",))
    found = find(Lexicon([english, dutch]), text, language=language)
    assert [flag.rule for flag in found] == [f"lexicon/{rule}" for rule in rules]


@pytest.mark.parametrize(("text", "found"), [("Noddü", 1), ("noddue", 1), ("Noddu", 0), ("Nöddu", 0), ("duffer", 1)])
def test_a_plain_letter_makes_an_everyday_word_of_a_term(text, found):
    german = file("noddü", "duffer", language="de", everyday=("noddu",))
    assert len(find(Lexicon([german]), text, language="de")) == found


# --- the shipped lexicon -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule", "target"),
    [
        ("Everybody on this board is a blockhead.", "blockhead", None),
        ("Only cretins post at this hour", "cretin", None),
        ("what a bunch of nut-jobs", "nutjob", None),
        ("kill yourself, nobody will notice", "kill-yourself", None),
        ("somebody should burn your house down", "beat-your-ass", None),
        ("they should be shot, all of them", "should-be-shot", None),
        ("go back to your country", "go-back-to-your-country", "migrants"),
        ("another papist at the helm", "papist", "Catholics"),
        ("he is such a wanker", "wanker", None),
        ("a conservatard wrote this", "trumptard", "the political right"),
        ("a libtard wrote this", "libtard", "the political left"),
    ],
)
def test_hostile_sentences(text, rule, target):
    [verdict] = screen([text])
    flag = next(flag for flag in verdict.flags if flag.detector == "lexicon")
    assert (flag.rule, flag.target) == (f"lexicon/en/{rule}", target)


@pytest.mark.parametrize(
    "text",
    [
        "Jerk chicken with rice tonight, and a blue tit on the balcony.",
        "She graduated summa cum laude and reads Moby Dick.",
        "A chink in the armour of the ferry company, they say.",
        "An electrician poses with her tools beside the fire hoses.",
        "Psychoses are treated on the second floor.",
        "Knee-jerk reactions and dumb luck decided the match.",
        "The fatty acids in this oil are good for the engine.",
        "Spick and span, the deck shone like new.",
        "A dog groomer with a garden hoe and a maine coon cat.",
        "The raccoon ate the cocktail olives in Middlesex.",
        "When your child is ill, he/she needs rest and tea.",
    ],
)
def test_harmless_sentences_reach_nobody(text):
    [verdict] = screen([text])
    assert (verdict.queue, verdict.categories) == (None, ())


@pytest.mark.parametrize(
    "word",
    [
        "maggots",
        "fruitcake",
        "wingnuts",
        "dingbats",
        "egghead",
        "shrew",
        "slag",
        "pansies",
        "infestation",
        "poof",
        "muds",
        "degenerate",
    ],
)
def test_an_everyday_word_alone_calls_nobody(word):
    [verdict] = screen([f"We spoke about {word} at the meeting."])
    assert verdict.queue is None


def test_the_shipped_lexicon_is_versioned_by_its_data():
    code, _, digest = load_lexicon().version.partition("+")
    assert code
    assert len(digest) == 8
    assert lexicon("noddy").version != lexicon("duffer").version == lexicon("duffer").version
