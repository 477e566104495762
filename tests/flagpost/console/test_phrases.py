"""Phrases over HTTP: reviewers keep them, and a decision takes one where it has no explanation of its own."""

from __future__ import annotations

import pytest

from db.items import UserRole
from moderation.items import Category

from .making import make_case, parsed, words_of

PERSONAL = {"title": "Personal", "text": "Speak of the matter.", "category": "insult", "reference": "Rule 4"}


@pytest.fixture
def rita(bare):
    """A reviewer."""
    return bare.browser("Rita", UserRole.REVIEWER)


@pytest.fixture
def ben(bare):
    """A moderator, with a case."""
    make_case(bare.store, category=Category.INSULT)
    return bare.browser("Ben")


def decision(bare):
    with bare.store.read() as unit:
        return unit.review.decisions()[-1]


def test_a_reviewer_adds_changes_and_removes_phrases(rita):
    assert "No phrases yet" in words_of(rita.get("/phrases"))
    page = rita.post("/phrases", **PERSONAL)
    assert (page.status_code, words_of(page, "#phrase-1 h2"), words_of(page, "#phrase-1 > .own")) == (
        200,
        "Personal",
        "Speak of the matter.",
    )
    page = rita.post("/phrases/1", **PERSONAL | {"title": "Persons", "reference": ""})
    assert words_of(page, "#phrase-1 h2") == "Persons"
    assert "Rule 4" not in words_of(page, "#phrase-1 .facts")
    assert "No phrases yet" in words_of(rita.post("/phrases/1/remove"))
    assert rita.post("/phrases/1/remove").status_code == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": " "}, "A phrase needs a title of at most 100 characters."),
        ({"title": "x" * 101}, "A phrase needs a title of at most 100 characters."),
        ({"text": ""}, "A phrase needs a text of at most 10,000 characters."),
        ({"reference": "x" * 501}, "A clause has at most 500 characters."),
        ({"title": "ADVERTISING"}, "There is a phrase ADVERTISING already"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_written_is_still_there(rita, fields, told):
    rita.post("/phrases", title="Advertising", text="No advertising.")
    page = rita.post("/phrases", **PERSONAL | {"text": "Kept for me."} | fields)
    assert page.status_code == 422
    assert told in words_of(page, "[role=alert]")
    if "text" not in fields:
        assert "Kept for me." in page.text
    changed = rita.post("/phrases/1", title=" ", text="Changed and kept.")
    assert changed.status_code == 422
    assert "Changed and kept." in changed.text
    assert len(parsed(rita.get("/phrases")).css("[id^=phrase-]")) == 1


def test_moderators_use_phrases_and_do_not_keep_them(rita, ben):
    rita.post("/phrases", **PERSONAL)
    assert ben.get("/phrases").status_code == 403
    for path in ("/phrases", "/phrases/1", "/phrases/1/remove"):
        assert ben.post(path, **PERSONAL).status_code == 403
    assert "/phrases" not in ben.get("/queue").text
    assert "/phrases" in rita.get("/queue").text


def test_a_case_offers_the_phrases_of_its_categories_first(rita, ben):
    rita.post("/phrases", title="Advertising", text="No advertising.")
    rita.post("/phrases", **PERSONAL)
    page = ben.open(1)
    groups = parsed(page).css("select[name=phrase] optgroup")
    assert [(each.attributes["label"], each.text().strip()) for each in groups] == [
        ("About these categories", "Personal"),
        ("Others", "Advertising"),
    ]
    [option] = groups[0].css("option")
    assert (option.attributes["data-explanation"], option.attributes["data-reference"]) == (
        "Speak of the matter.",
        "Rule 4",
    )


def test_a_case_offers_nothing_where_there_is_nothing(ben):
    assert 'name="phrase"' not in ben.open(1).text


def test_without_a_script_the_chosen_phrase_is_the_explanation_and_the_clause(bare, rita, ben):
    rita.post("/phrases", **PERSONAL)
    ben.decide(ben.open(1), "agree", phrase="1", action="warn")
    made = decision(bare)
    assert (made.explanation, made.reference) == ("Speak of the matter.", "Rule 4")


def test_what_somebody_wrote_themselves_stays(bare, rita, ben):
    rita.post("/phrases", **PERSONAL)
    ben.decide(ben.open(1), "agree", phrase="1", explanation="Not like this.", reference="")
    made = decision(bare)
    assert (made.explanation, made.reference) == ("Not like this.", None)


def test_ones_own_clause_goes_before_that_of_the_phrase(bare, rita, ben):
    rita.post("/phrases", **PERSONAL)
    ben.decide(ben.open(1), "agree", phrase="1", reference="Rule 7")
    made = decision(bare)
    assert (made.explanation, made.reference) == ("Speak of the matter.", "Rule 7")


def test_without_a_phrase_the_flags_reasons_stand(bare, rita, ben):
    rita.post("/phrases", **PERSONAL)
    ben.decide(ben.open(1), "agree", phrase="")
    assert decision(bare).explanation == '"Blockhead" is an insult.'


def test_a_phrase_that_was_removed_meanwhile_decides_nothing(bare, rita, ben):
    rita.post("/phrases", **PERSONAL)
    page = ben.open(1)
    rita.post("/phrases/1/remove")
    answer = ben.decide(page, "agree", phrase="1")
    assert answer.status_code == 404
    assert "removed" in words_of(answer)
    with bare.store.read() as unit:
        assert unit.review.decisions() == []


def test_a_phrase_is_never_markup(rita, ben):
    hostile = '"><script>x</script>'
    page = rita.post("/phrases", title=hostile, text=hostile, reference=hostile)
    assert "<script>x" not in page.text
    assert "<script>x" not in ben.open(1).text
