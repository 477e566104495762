"""Rules of a board's own: what they find, when they count, and what is said of a file that cannot be used."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from moderation import screen
from moderation.errors import RulesError
from moderation.items import Category, Context, Flag, Severity
from moderation.rules import MOST_SPANS, Rule, Rules, load_rules

PLAIN = {"name": "eels", "about": "Eels are not sold here.", "category": "toxicity", "severity": "medium"}


def rules(**fields: Any) -> Rules:
    return Rules([Rule.model_validate(PLAIN | fields)])


def flags(own: Rules, text: str, **context: Any) -> list[Flag]:
    [verdict] = screen([text], [Context(**context)], rules=own)
    return [flag for flag in verdict.flags if flag.detector == "rule"]


def shown(own: Rules, text: str, **context: Any) -> list[str]:
    return [text[span.start : span.end] for flag in flags(own, text, **context) for span in flag.spans]


def test_a_flag_says_all_that_its_rule_says() -> None:
    [flag] = flags(rules(words=["eel"], severity="high", score=0.7, target="anglers"), "An Eel and another eel!")
    assert (flag.rule, flag.category, flag.severity) == ("rule/eels", Category.TOXICITY, Severity.HIGH)
    assert (flag.score, flag.target, len(flag.spans)) == (0.7, "anglers", 2)
    assert flag.reason == 'Eels are not sold here. Found: "Eel", "eel".'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EEL", ["EEL"]),
        ("éel", ["éel"]),
        ("smoked jellied eel.", ["jellied eel"]),
        ("a reel, eels", []),
        ("t.me/eels_Now and T.ME/more", ["t.me/eels_Now", "T.ME/more"]),
        ("🐍 t.me/a 🐍", ["t.me/a"]),
    ],
)
def test_words_phrases_and_patterns_are_found_with_their_places(text: str, found: list[str]) -> None:
    own = rules(words=["eel"], phrases=["jellied eel"], pattern=r"t\.me/\w+")
    assert shown(own, text) == found or sorted(shown(own, text), key=text.index) == found


def test_words_are_found_in_disguise() -> None:
    assert shown(rules(words=["herring"]), "cheap h3rr1ng and h e r r i n g") == ["h3rr1ng", "h e r r i n g"]


def test_capitals_matter_where_the_rule_says_so() -> None:
    assert shown(rules(pattern="EEL", exact_case=True), "eel EEL") == ["EEL"]


CONDITIONS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "authors": ({"authors": ["Old Hob"]}, {"author": "old hob"}, {"author": "Fern"}),
    "nobody named": ({"authors": ["Old Hob"]}, {"author": "Old Hob"}, {}),
    "few posts": ({"author_posts_below": 5}, {"author_posts": 4}, {"author_posts": 5}),
    "nobody counted": ({"author_posts_below": 5}, {"author_posts": 1}, {}),
    "boards": ({"boards": ["https://a.example/"]}, {"board": "https://a.example/b/"}, {"board": "https://b.example/"}),
    "languages": ({"languages": ["de"]}, {"language": "de-AT"}, {"language": "en"}),
}


@pytest.mark.parametrize(("when", "holds", "fails"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(when: dict[str, Any], holds: dict[str, Any], fails: dict[str, Any]) -> None:
    own = rules(words=["eel"], when=when)
    assert flags(own, "eel", **holds)
    assert not flags(own, "eel", **fails)


@pytest.mark.parametrize(
    ("when", "text", "counts"),
    [
        ({"at_least": 2}, "eel", False),
        ({"at_least": 2}, "eel, eel", True),
        ({"longer_than": 5}, "eel", False),
        ({"longer_than": 5}, "eel pie", True),
        ({"shorter_than": 5}, "eel", True),
        ({"shorter_than": 5}, "eel pie", False),
        ({"shorter_than": 5, "at_least": 2}, "eel", False),
    ],
)
def test_counts_and_lengths(when: dict[str, Any], text: str, counts: bool) -> None:
    assert bool(flags(rules(words=["eel"], when=when), text)) is counts


def test_a_rule_in_shadow_notes_what_it_finds_and_counts_for_nothing() -> None:
    [verdict] = screen(["eel"], rules=rules(words=["eel"], severity="critical", shadow=True))
    [flag] = verdict.flags
    assert flag.reason.endswith("In shadow: it counts for nothing yet.")
    assert (verdict.queue, verdict.severity, verdict.categories) == (None, Severity.NONE, ())


def test_a_rule_that_counts_sends_a_post_to_a_queue() -> None:
    [verdict] = screen(["eel"], rules=rules(words=["eel"]))
    assert verdict.queue is not None
    assert verdict.versions["rule"]


def test_what_is_quoted_counts_for_nobody() -> None:
    assert not flags(rules(words=["eel"]), "eel\n\nNo.", quotes=("eel",))


def test_long_lists_of_findings_are_cut_short() -> None:
    text = " ".join(f"t.me/{number}" for number in range(1_000))
    [flag] = flags(rules(pattern=r"t\.me/\w+"), text)
    assert len(flag.spans) == MOST_SPANS
    assert flag.reason.endswith('Found: "t.me/0", "t.me/1", "t.me/2" and 47 more.')


def test_patterns_made_to_blow_up_do_not() -> None:
    started = time.process_time()
    assert not flags(rules(pattern="(a+)+$b"), "a" * 200_000)
    assert not flags(rules(pattern="(x|xx|xxx)*y"), "x" * 200_000)
    assert time.process_time() - started < 10


def saved(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


GOOD = '[[rule]]\nname = "eels"\nabout = "Eels."\nwords = ["eel"]\ncategory = "toxicity"\nseverity = "low"\n'
BAD = {
    "no TOML": ("[[rule", "is not TOML"),
    "another table": (f"{GOOD}\n[weights]\na = 1", "unknown key 'weights'"),
    "one bracket": ("[rule]\nname = 'a'", "two brackets"),
    "twice": (GOOD + GOOD, "two rules are called 'eels'"),
    "no name": (GOOD.replace('name = "eels"', ""), "rule number 1: name"),
    "a strange name": (GOOD.replace('"eels"', '"Eels!"'), "rule 'Eels!': name"),
    "a strange field": (GOOD + "wrds = 1", "rule 'eels': wrds"),
    "a strange category": (GOOD.replace("toxicity", "fishy"), "category"),
    "no severity": (GOOD.replace('"low"', '"none"'), "severity"),
    "nothing to look for": (GOOD.replace('words = ["eel"]', ""), "needs words, phrases or a pattern"),
    "a phrase among words": (GOOD.replace('"eel"', '"jellied eel"'), "write it under phrases"),
    "a broken pattern": (GOOD + 'pattern = "(eel"', "RE2 cannot use it"),
    "what RE2 leaves out": (GOOD + r"pattern = '(a)\1'", "RE2 cannot use it"),
    "a pattern that finds nothing": (GOOD + 'pattern = "e*"', "without words"),
    "a score": (GOOD + "score = 2", "score"),
    "a strange condition": (GOOD + "when = { moon = 1 }", "when.moon"),
    "a word without letters": (GOOD.replace('"eel"', '"!!"'), "words: '!!' has no letter"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_used_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RulesError) as raised:
        load_rules(saved(tmp_path, text))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match="cannot be read"):
        load_rules(tmp_path / "none.toml")


def test_another_content_is_another_version(tmp_path: Path) -> None:
    one = load_rules(saved(tmp_path, GOOD)).version
    assert load_rules(saved(tmp_path, GOOD)).version == one
    assert load_rules(saved(tmp_path, GOOD.replace("Eels.", "Eels!"))).version != one


def test_the_example_of_the_docs_can_be_used(tmp_path: Path) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    own = load_rules(saved(tmp_path, docs.partition("```toml\n")[2].partition("```")[0]))
    assert [rule.name for rule in own.rules] == ["coin-sellers", "old-feud"]
    assert flags(own, "Guaranteed profit: t.me/coins", author_posts=1)
