"""Screening texts that are stored nowhere, and what no request may do."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from flagpost import on_demand
from flagpost.api.limits import LARGEST_BODY
from flagpost.api.models import LONGEST_TEXT, MOST_TEXTS
from flagpost.api.routes import PREFIX
from flagpost.errors import TooBusy
from flagpost.on_demand import OnDemand
from flagpost.settings import load_settings
from moderation.errors import ModerationError

from .conftest import Api
from .test_guard import problem_of


def test_texts_become_verdicts_in_their_order(ben):
    text = "👋 You are a stupid idiot."
    found = ben.post("/screen", texts=[text, {"text": "Thank you all!", "language": "en"}]).json()["verdicts"]
    assert len(found) == 2
    assert found[0]["scores"]["insult"] > 0.5 > found[1]["scores"]["insult"]
    assert "insult" in found[0]["categories"]
    assert found[0]["queue"]
    assert found[1]["queue"] is None
    assert found[1]["severity"] == "none"
    spans = [span for flag in found[0]["flags"] for span in flag["spans"]]
    assert any("idiot" in text[span["start"] : span["end"]] for span in spans), "counted in code points"
    assert found[0]["policy"]
    assert found[0]["versions"]


def test_what_is_quoted_is_not_the_authors(ben):
    text = "She wrote: you are a stupid idiot. That was not kind."
    alone, quoting = ben.post(
        "/screen", texts=[text, {"text": text, "quotes": ["you are a stupid idiot."], "original_post": "Hello"}]
    ).json()["verdicts"]
    assert any(flag["rule"].startswith("lexicon/") for flag in alone["flags"])
    assert not any(flag["rule"].startswith("lexicon/") for flag in quoting["flags"])


def test_nothing_of_it_is_kept(api, ben):
    ben.get("/queues")  # notes that the token is used
    with api.store.read() as unit:
        before = unit.audit.newest(limit=1)
    ben.post("/screen", texts=["You are a stupid idiot."])
    with api.store.read() as unit:
        assert unit.audit.newest(limit=1) == before
        assert unit.review.count() == len(unit.review.cases())


def test_the_policy_and_the_rules_are_those_of_the_settings_and_may_change(api, folder):
    rules = folder / "rules.toml"
    rules.write_text(RULES.format(word="ferry"), encoding="utf-8")
    other = Api(api.store, load_settings(rules=rules), api.clock)
    program = other.program("Ben")

    def found(word: str) -> bool:
        flags = program.post("/screen", texts=[f"the {word} is late"]).json()["verdicts"][0]["flags"]
        return any("board-words" in flag["rule"] for flag in flags)

    assert (found("ferry"), found("barge")) == (True, False)
    rules.write_text(RULES.format(word="barge"), encoding="utf-8")
    assert (found("ferry"), found("barge")) == (False, True)
    rules.write_text("nonsense = 1", encoding="utf-8")
    answer = program.post("/screen", texts=["hello"])
    assert problem_of(answer) == "screening"
    assert "rules.toml" not in answer.text, "what stands on the server is for its log"


RULES = """[[rule]]
name = "board-words"
about = "Words of this board"
category = "insult"
severity = "low"
words = ["{word}"]
"""


@pytest.mark.parametrize(
    "sent",
    [
        {"texts": []},
        {"texts": "hello"},
        {"texts": ["x"] * (MOST_TEXTS + 1)},
        {"texts": ["x" * (LONGEST_TEXT + 1)]},
        {"texts": [{"text": "x", "language": "much too long for a language"}]},
        {"texts": [{"txt": "x"}]},
        {"texts": [7]},
        {"texts": ["x"], "doNotStore": True},
        {},
    ],
)
def test_what_cannot_be_screened_is_told(ben, sent):
    answer = ben.client.post(f"{PREFIX}/screen", json=sent)
    assert problem_of(answer) == "unusable"
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "unreadable"),
        (b"", "unusable"),
        (b"[" * 50_000, "unreadable"),
        (b'{"texts": [' + b"9" * 5_000 + b"]}", "unreadable"),
        (b'{"texts": ["\xff"]}', "unreadable"),
        (b'{"texts": ["\\ud800"]}', "unusable"),
        (b'{"texts": [NaN]}', "unusable"),
        (b"[]", "unusable"),
        (b"null", "unusable"),
        (b" " * (LARGEST_BODY + 1), "too-large"),
    ],
)
def test_a_body_that_cannot_be_read_is_told(ben, body, kind):
    answer = ben.client.post(f"{PREFIX}/screen", content=body, headers={"Content-Type": "application/json"})
    assert problem_of(answer) == kind


def test_a_body_must_say_how_long_it_is(ben):
    def pieces() -> Iterator[bytes]:
        yield b'{"texts": ["x"]}'

    assert problem_of(ben.client.post(f"{PREFIX}/screen", content=pieces())) == "no-length"


def test_texts_wait_for_their_turn_and_are_told_when_it_takes_too_long(api, folder, monkeypatch):
    began, go_on = threading.Event(), threading.Event()

    class Slow:
        def __init__(self, *_files: object) -> None:
            began.set()
            assert go_on.wait(30)

        def screen(self, texts, context=None):
            return [None for _ in texts]

    monkeypatch.setattr(on_demand, "Texts", Slow)
    texts = OnDemand(load_settings(), at_once=1, patience=0.05)
    thread = threading.Thread(target=texts.screen, args=(["one"],))
    thread.start()
    try:
        assert began.wait(30)
        with pytest.raises(TooBusy, match="send this one again"):
            texts.screen(["two"])
    finally:
        go_on.set()
        thread.join()
    assert texts.screen(["three"]) == [None]


def test_a_broken_policy_gives_its_turn_back(folder):
    (folder / "policy.toml").write_text("nonsense = 1", encoding="utf-8")
    texts = OnDemand(load_settings(policy=folder / "policy.toml"), at_once=1, patience=0.05)
    for _ in range(2):
        with pytest.raises(ModerationError):
            texts.screen(["one"])


def test_every_answer_has_the_headers_of_an_api(api, ben):
    for answer in (ben.get("/queues"), ben.get("/nothing"), api.stranger().get("/openapi.json")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
