"""Saved views over HTTP: a filter under a name, one's own or everybody's, with its count."""

from __future__ import annotations

import pytest

from db.items import UserRole
from moderation.items import Category, Severity

from .making import links, make_case, parsed, total, words_of


@pytest.fixture
def threats(bare):
    """Three cases, two of them threats; and who looks at them."""
    for number in range(3):
        more = {"category": Category.THREAT, "severity": Severity.HIGH} if number else {}
        make_case(bare.store, **more)
    return bare.browser("Ben")


def views(page):
    """The views beside the queues: name and count."""
    return [" ".join(each.text().split()) for each in parsed(page).css("nav.queues a.view")]


def test_a_moderator_saves_what_the_queue_shows_and_finds_it_beside_the_queues(threats):
    page = threats.get("/queue?category=threat&number=1")
    assert total(page) == 2
    saved = threats.post("/views", name="  The  threats ", narrowed="category=threat")
    assert saved.url.query == b"category=threat"
    assert views(saved) == ["The threats 2"]
    assert views(threats.get("/queue")) == ["The threats 2"]
    assert "/queue?category=threat" in links(saved, "a.view[aria-current=page]")
    assert links(threats.get("/queue"), "a.view[aria-current=page]") == []


def test_a_view_that_names_the_state_of_itself_is_the_one_that_is_shown(threats):
    threats.post("/views", name="Threats", narrowed="category=threat&state=open")
    for query in ("category=threat", "category=threat&state=open"):
        assert len(links(threats.get(f"/queue?{query}"), "a.view[aria-current=page]")) == 1
    assert not links(threats.get("/queue"), "a.view[aria-current=page]")


def test_its_count_is_the_count_of_now(threats, bare):
    threats.post("/views", name="Threats", narrowed="category=threat")
    make_case(bare.store, category=Category.THREAT)
    assert views(threats.get("/queue")) == ["Threats 3"]


def test_a_view_that_looks_for_words_in_many_cases_is_not_counted(threats, monkeypatch):
    threats.post("/views", name="Rude", narrowed="words=zzyzx")
    threats.post("/views", name="Rude threats", narrowed="words=zzyzx&category=threat")
    assert views(threats.get("/queue")) == ["Rude 0", "Rude threats 0"]
    monkeypatch.setattr("flagpost.views.MOST_READ", 2)
    assert views(threats.get("/queue")) == ["Rude", "Rude threats 0"]
    assert words_of(threats.get("/views")).count("0 cases") == 1


def test_ones_own_view_is_nobody_elses(threats, bare):
    threats.post("/views", name="Threats", narrowed="category=threat")
    assert views(bare.browser("Eva").get("/queue")) == []


def test_a_reviewer_shares_a_view_and_a_moderator_does_not(threats, bare):
    assert 'name="shared"' not in threats.get("/queue?category=threat").text
    refused = threats.post("/views", name="Threats", narrowed="category=threat", shared="true")
    assert refused.status_code == 403
    rita = bare.browser("Rita", UserRole.REVIEWER)
    assert 'name="shared"' in rita.get("/queue?category=threat").text
    rita.post("/views", name="Threats", narrowed="category=threat", shared="true")
    assert views(threats.get("/queue")) == ["Threats 2 shared"]


def test_a_shared_view_counts_what_each_may_see_and_me_is_whoever_looks(threats, bare):
    rita = bare.browser("Rita", UserRole.REVIEWER)
    rita.post("/views", name="Mine", narrowed="claimed=me", shared="true")
    threats.open(1)
    assert views(threats.get("/queue")) == ["Mine 1 shared"]
    assert views(rita.get("/queue")) == ["Mine 0 shared"]
    assert total(threats.get("/queue?claimed=me")) == 1


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "  ", "narrowed": "category=threat"}, "needs a name"),
        ({"name": "x" * 61, "narrowed": "category=threat"}, "at most 60 characters"),
        ({"name": "All", "narrowed": ""}, "narrow it first"),
        ({"name": "All", "narrowed": "category=nonsense"}, "narrow it first"),
        ({"name": "threats", "narrowed": "severity=high"}, "There is a view threats already"),
    ],
)
def test_what_cannot_be_kept_is_told_on_the_page(threats, fields, told):
    threats.post("/views", name="Threats", narrowed="category=threat")
    answer = threats.post("/views", **fields)
    assert answer.status_code == 422
    assert told in words_of(answer, "[role=alert]")
    assert views(answer) == ["Threats 2"]


def test_nobody_keeps_more_views_than_can_be_counted(threats):
    for number in range(20):
        threats.post("/views", name=f"View {number}", narrowed="category=threat")
    answer = threats.post("/views", name="One more", narrowed="category=threat")
    assert (answer.status_code, len(views(answer))) == (422, 20)


def test_a_view_is_deleted_by_its_owner(threats, bare):
    threats.post("/views", name="Threats", narrowed="category=threat")
    eva = bare.browser("Eva")
    assert eva.post("/views/1/delete").status_code == 403
    assert "Threats" in words_of(threats.get("/views"))
    gone = threats.post("/views/1/delete")
    assert "No views yet" in words_of(gone)
    assert threats.post("/views/1/delete").status_code == 404


def test_a_shared_view_is_deleted_by_reviewers_alone(threats, bare):
    rita = bare.browser("Rita", UserRole.REVIEWER)
    rita.post("/views", name="Threats", narrowed="category=threat", shared="true")
    assert "Delete" not in words_of(threats.get("/views"))
    assert threats.post("/views/1/delete").status_code == 403
    assert "No views yet" in words_of(bare.browser("Anna").post("/views/1/delete"))


def test_a_name_is_never_markup(threats):
    page = threats.post("/views", name="<b>x</b>", narrowed="words=%3Cb%3E%26")
    assert "<b>x</b>" not in page.text
    assert views(page) == ["<b>x</b> 0"]
    assert "/queue?words=%3Cb%3E%26" in links(page, "a.view")
