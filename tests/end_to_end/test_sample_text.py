"""The first thread that Flagpost must read, as plain text and as HTML: through ``read``, ``scan`` and ``queue``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT.parent / "shared" / "samples" / "thread_as_text.txt"
"""A page as a text dump gives it. It lies beside the project and is no part of it."""
PAGE = ROOT / "fixtures" / "pages" / "xenforo2-news-and-coinage"
"""An HTML page of the same shape: a long original post of several paragraphs, and one reply with a coinage."""


def one_case(flagpost: Any) -> dict[str, Any]:
    """The only case in the queue."""
    cases = json.loads(flagpost("queue", "list", "--json").stdout)
    assert len(cases) == 1, f"wanted one case, not {len(cases)}"
    return cases[0]


def flagged_words(case: dict[str, Any], category: str = "identity_attack") -> set[str]:
    """The words under the spans of a case's flags."""
    text = case["post"]["text"]
    flags = case["verdict"]["flags"]
    return {
        text[span["start"] : span["end"]] for flag in flags if flag["category"] == category for span in flag["spans"]
    }


@pytest.fixture
def sample() -> Path:
    if not SAMPLE.exists():
        pytest.skip("the sample text does not lie beside the project")
    return SAMPLE


def test_the_sample_text_is_read(sample: Path, flagpost: Any) -> None:
    page = json.loads(flagpost("read", sample).stdout)
    assert page["kind"] == "thread"
    assert page["title"].startswith("China's Security Concerns Fuel")
    assert page["title"].count("Azm-i-Istehkam") == 1, "the title once"
    original, replies, statistics = page["original_post"], page["replies"], page["statistics"]
    assert original["text"].startswith("Pakistan's recent launch")
    assert original["text"].endswith("top priority.")
    assert len(original["text"].split("\n\n")) == 11
    assert len(replies) == 1
    assert replies[0]["text"].startswith("Ah, now we know")
    assert replies[0]["text"].endswith("army first).")
    assert (statistics["threads"], statistics["messages"], statistics["members"]) == (2635, 19062, 988)
    assert statistics["latest_member"] == "Mysty"


def test_only_the_reply_of_the_sample_text_is_flagged(sample: Path, flagpost: Any) -> None:
    flagpost("scan", sample)
    flagpost("scan", sample)
    case = one_case(flagpost)
    assert case["post"]["text"].startswith("Ah, now we know")
    coinages = [flag for flag in case["verdict"]["flags"] if flag["rule"].startswith("coinage/")]
    assert [flag["target"] for flag in coinages] == ["Pakistan"]
    words = case["post"]["text"]
    assert [words[span["start"] : span["end"]] for span in coinages[0]["spans"]] == ["Pornistan"]
    assert flagged_words(case) == {"Pornistan"}


def test_a_page_of_the_same_shape_is_read_and_flagged(flagpost: Any) -> None:
    page = json.loads(flagpost("read", PAGE / "input.html").stdout)
    assert page["kind"] == "thread"
    original, replies, statistics = page["original_post"], page["replies"], page["statistics"]
    assert original["role"] == "original"
    assert original["text"].count("\n\n") >= 3, "an original post of several paragraphs"
    assert [reply["role"] for reply in replies] == ["reply"]
    assert all(statistics[name] for name in ("threads", "messages", "members", "latest_member"))

    flagpost("scan", PAGE / "input.html")
    case = one_case(flagpost)
    assert case["post"]["text"] == replies[0]["text"]
    coinages = [flag for flag in case["verdict"]["flags"] if flag["rule"].startswith("coinage/")]
    assert len(coinages) == 1
    assert coinages[0]["target"]
    assert len(flagged_words(case)) == 1
