"""Rules of a board's own, tried on a stored board and by the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from db.store import Store
from flagpost.precision import Precision
from flagpost.rules import try_rules
from moderation.rules import load_rules

FILE = """
[[rule]]
name = "harbour"
about = "The harbour is closed."
words = ["boat", "boats", "harbour"]
category = "toxicity"
severity = "medium"

[[rule]]
name = "idle"
about = "Nothing says this."
phrases = ["a phrase that nobody wrote"]
category = "insult"
severity = "low"
shadow = true
"""


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "rules.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_rules_are_tried_on_all_stored_posts(full: Store, file: Path) -> None:
    trials = try_rules(full, load_rules(file), examples=2)
    with full.read() as unit:
        revisions = unit.verdicts.current(limit=1000)
    said = [revision for revision in revisions if "harbour" in revision.text.lower() or "boat" in revision.text.lower()]
    harbour, idle = trials.rules
    assert trials.posts == len(revisions)
    assert 0 < harbour.hits <= len(said)
    assert 0 < harbour.authors <= harbour.hits
    assert len(harbour.examples) == min(2, harbour.hits)
    assert (idle.hits, idle.shadow, idle.examples) == (0, True, ())
    assert harbour.precision.share is None
    assert harbour.precision.interval is None


def test_a_stopped_trial_tells_what_it_saw(full: Store, file: Path) -> None:
    assert try_rules(full, load_rules(file), stop=lambda: True).posts == 0


def test_precision_comes_with_the_range_it_lies_in() -> None:
    precision = Precision(agreed=9, disagreed=1)
    assert precision.share == 0.9
    assert precision.interval == pytest.approx((0.596, 0.982), abs=0.001)
    assert Precision(agreed=0, disagreed=3).interval == pytest.approx((0.0, 0.561), abs=0.001)


def test_decisions_measure_a_rule(flagpost: Any, full: Store, file: Path) -> None:
    flagpost("rescreen", "--rules", str(file))
    cases = json.loads(flagpost("queue", "list", "--json", "-n", 1000).stdout)
    mine = [case for case in cases if any(flag["rule"] == "rule/harbour" for flag in case["verdict"]["flags"])]
    for case, outcome in zip(mine, ("agree", "disagree"), strict=False):  # there may be more
        flagpost("queue", "decide", str(case["id"]), outcome)
    told = json.loads(flagpost("rules", "test", str(file), "--json").stdout)
    assert told["rules"][0]["precision"] == {"agreed": 1, "disagreed": 1}
    assert told["rules"][0]["examples"][0]["outcome"] == "disagree"
    shown = flagpost("rules", "test", str(file)).stdout
    assert "50% (9% to 91%)" in shown
    assert "idle (in shadow)" in shown


def test_the_setting_names_the_file(flagpost: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "set rules in flagpost.toml" in flagpost("rules", "check", code=2).stderr
    monkeypatch.setenv("FLAGPOST_RULES", str(file))
    assert "harbour" in flagpost("rules", "check").stdout
    assert "rule/harbour" in flagpost("screen", "--json", "harbour").stdout


def test_one_rule_alone(flagpost: Any, full: Store, file: Path) -> None:
    told = json.loads(flagpost("rules", "test", str(file), "--rule", "idle", "--json").stdout)
    assert [rule["rule"] for rule in told["rules"]] == ["idle"]
    assert "no rule is called" in flagpost("rules", "test", str(file), "--rule", "none", code=2).stderr


def test_a_broken_file_is_told_in_one_line(flagpost: Any, file: Path) -> None:
    file.write_text(FILE.replace("medium", "grave"), encoding="utf-8")
    for command in (["rules", "check", str(file)], ["screen", "--rules", str(file), "x"]):
        lines = flagpost(*command, code=2).stderr.splitlines()
        assert len(lines) == 1
        assert "rule 'harbour': severity" in lines[0]


def test_an_empty_store_says_what_to_do(flagpost: Any, file: Path) -> None:
    assert "flagpost scan URL" in flagpost("rules", "test", str(file)).stdout


def test_a_file_without_rules(flagpost: Any, folder: Path) -> None:
    (folder / "none.toml").write_text("# soon\n", encoding="utf-8")
    assert "no rules yet" in flagpost("rules", "check", "none.toml").stdout
