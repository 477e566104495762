"""docs/policy.md knows every key, field and table, and what it shows works."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from moderation.coinages import TABLES as COINAGE_TABLES
from moderation.datafiles import DATA, DataFile
from moderation.detectors import Passage
from moderation.groups import TABLES as GROUP_TABLES
from moderation.items import Category, Context
from moderation.lexicon import load_lexicon
from moderation.policy import default_policy, load_policy
from moderation.screening import versions
from moderation.terms import FIELDS, KEYS, read_entries

LEXICON = load_lexicon()
DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "policy.md").read_text(encoding="utf-8")
NAMED = {
    name.strip("[]")
    for name in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", PAGE, flags=re.DOTALL | re.MULTILINE))
}


def keys(content: Mapping[str, Any]) -> Iterator[str]:
    """Every key of a TOML file, of whatever depth."""
    for key, value in content.items():
        yield key
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict):
                yield from keys(table)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("key", sorted(set(keys(tomllib.loads((DATA / "policy.toml").read_text(encoding="utf-8"))))))
def test_every_key_of_the_policy_is_explained(key):
    assert key in NAMED


@pytest.mark.parametrize("field", sorted(FIELDS | (KEYS - {"section"})))
def test_every_field_of_the_lexicon_is_explained(field):
    assert field in NAMED


@pytest.mark.parametrize("table", GROUP_TABLES)
def test_every_table_of_groups_is_explained(table):
    assert table in NAMED


@pytest.mark.parametrize("name", sorted(set(COINAGE_TABLES).union(*COINAGE_TABLES.values())))
def test_every_table_and_key_of_coinages_is_explained(name):
    assert name in NAMED


@pytest.mark.parametrize("name", [*versions(), *Category])
def test_every_detector_and_category_is_named(name):
    assert name in NAMED


@pytest.mark.parametrize("path", sorted(DATA.glob("*.toml")), ids=lambda path: path.name)
def test_every_data_file_is_named(path):
    assert path.name in PAGE


def test_the_page_is_linked():
    assert "(policy.md)" in (DOCS / "README.md").read_text(encoding="utf-8")


def test_what_is_not_explained_would_be_missed():
    assert "colour" not in NAMED
    assert set(keys({"a": {"b": 1}, "c": [{"d": 2}, 3]})) == {"a", "b", "c", "d"}


def test_the_policy_it_shows_can_be_used(tmp_path):
    [shown] = [block for block in blocks("toml") if "[thresholds]" in block]
    (tmp_path / "board.toml").write_text(shown, encoding="utf-8")
    policy = load_policy(tmp_path / "board.toml")
    assert (policy.name, [queue.name for queue in policy.queues]) == ("allotments", ["everything"])
    assert policy.speaks_for[Category.PROFANITY][Category.TOXICITY] == 0.2


def test_the_section_it_shows_can_be_read():
    [shown] = [block for block in blocks("toml") if "[[section]]" in block]
    entries = list(read_entries(DataFile("en.toml", {"language": "en"} | tomllib.loads(shown), "")))
    assert [entry.term for entry in entries] == ["blockhead", "fool"]


def test_the_detector_it_shows_works():
    [code] = blocks("python")
    module: dict[str, Any] = {"__name__": "shouting"}
    exec(compile(code, "docs/policy.md", "exec"), module)
    data = tomllib.loads(next(block for block in blocks("toml") if block.startswith("fewest")))
    detector = module["Shouting"](DataFile("shouting.toml", data, ""))
    loud, calm = detector.find([Passage("THE FERRY IS LATE AGAIN TODAY", Context()), Passage("The ferry", Context())])
    assert [flag.detector for flag in loud] == [detector.name]
    assert calm == []
    assert default_policy().judge(loud, None, {detector.name: detector.version}).scores[Category.TOXICITY] == 0.3


@pytest.mark.parametrize(
    ("found", "toxicity", "insult"),
    re.findall(r"^\| (`blockhead`[^|]*) \| ([\d.]+) \| ([\d.]+) \|", PAGE, flags=re.MULTILINE),
)
def test_the_sums_it_shows_are_right(found, toxicity, insult):
    text = {"five times": "blockhead " * 5, "and": "blockhead cretin"}
    words = next((words for sign, words in text.items() if sign in found), "blockhead")
    [flags] = LEXICON.find([Passage(words, Context())])
    scores = default_policy().judge(flags, None, {}).scores
    assert (scores[Category.TOXICITY], scores[Category.INSULT]) == (
        pytest.approx(float(toxicity), abs=0.0006),
        float(insult),
    )
