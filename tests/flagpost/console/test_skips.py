"""Skipping: whoever would rather not decide a case is not shown it again for a while, and everybody else is."""

from __future__ import annotations

import pytest

from flagpost.console.skips import COOKIE, LASTING, MOST
from flagpost.handing import Handing
from flagpost.settings import load_settings
from moderation.items import Severity

from .making import make_case, words_of

ANEW = "Begin anew"


@pytest.fixture
def ben(bare):
    return bare.browser("Ben")


@pytest.fixture
def waiting(bare):
    """Three cases, the gravest first."""
    return [make_case(bare.store, severity=each) for each in (Severity.HIGH, Severity.MEDIUM, Severity.LOW)]


def holder(console, case_id):
    with console.store.read() as unit:
        claim = unit.review.case(case_id).claim
    return claim.user if claim else None


def shown(page):
    """The case that a page shows, or "queue"."""
    return int(page.url.path.removeprefix("/cases/")) if page.url.path.startswith("/cases/") else "queue"


def test_a_skipped_case_is_free_and_is_not_the_next_one_again(bare, ben, waiting):
    first, second, third = waiting
    assert shown(ben.get("/next?queue=triage")) == first
    page = ben.post(f"/cases/{first}/skip", narrowed="queue=triage")
    assert shown(page) == second
    assert page.url.params["queue"] == "triage"
    assert holder(bare, first) is None
    assert shown(ben.decide(page, "agree")) == third
    ben.post(f"/cases/{third}/release")
    assert shown(ben.get("/next")) == third, "whatever the filter"
    assert shown(bare.browser("Eva").get("/next")) == first, "for others nothing has changed"


def test_a_graver_case_that_comes_meanwhile_is_next(bare, ben, waiting):
    ben.get("/next")
    assert shown(ben.post(f"/cases/{waiting[0]}/skip")) == waiting[1]
    ben.post(f"/cases/{waiting[1]}/release")
    new = make_case(bare.store, severity=Severity.CRITICAL)
    assert shown(ben.get("/next")) == new


def test_where_only_skipped_ones_are_left_the_queue_says_so_and_one_may_begin_anew(bare, ben, waiting):
    assert ANEW not in ben.get("/queue").text
    for case_id in waiting[:2]:
        ben.get(f"/cases/{case_id}")
        ben.post(f"/cases/{case_id}/skip")
    told = words_of(ben.get("/queue"), "[role=status]")
    assert told.startswith("You skipped 2 of these cases: Next case passes them over.")
    assert ANEW not in ben.get("/queue?severity=critical").text
    page = ben.post(f"/cases/{waiting[2]}/skip", narrowed="severity=low")
    assert shown(page) == "queue"
    assert page.url.params["severity"] == "low"
    told = words_of(page, "[role=status]")
    assert told.startswith("Nothing else is free here. You skipped 3 of these cases")
    assert shown(ben.post("/queue/anew", narrowed="severity=low")) == waiting[0]
    assert ANEW not in ben.get("/queue").text


def test_what_is_decided_since_is_no_longer_among_the_skipped(bare, ben, waiting):
    ben.get("/next")
    ben.post(f"/cases/{waiting[0]}/skip")
    assert ANEW in ben.get("/queue").text
    eva = bare.browser("Eva")
    eva.decide(eva.open(waiting[0]), "ignore")
    assert ANEW not in ben.get("/queue").text


def test_a_skipped_case_that_is_opened_from_the_list_is_worked_like_any_other(bare, ben, waiting):
    ben.get("/next")
    ben.post(f"/cases/{waiting[0]}/skip")
    page = ben.open(waiting[0])
    assert holder(bare, waiting[0]) == "Ben"
    assert shown(ben.get("/next")) == waiting[0], "nobody forgets what is claimed"
    assert ben.decide(page, "agree").status_code == 200


def test_a_case_that_was_handed_over_stays_handed_over(bare, ben, waiting):
    bare.browser("Eva")
    Handing(bare.store, load_settings(reviewer="Eva"), clock=bare.clock).hand(waiting[2], "Ben")
    assert shown(ben.get("/next")) == waiting[2]
    assert shown(ben.post(f"/cases/{waiting[2]}/skip")) == waiting[0]
    with bare.store.read() as unit:
        assert unit.review.case(waiting[2]).assignment.user == "Ben"


def test_the_claim_of_somebody_else_stays(bare, ben, waiting):
    eva = bare.browser("Eva")
    eva.open(waiting[0])
    assert shown(ben.post(f"/cases/{waiting[0]}/skip")) == waiting[1]
    assert holder(bare, waiting[0]) == "Eva"


def test_it_is_forgotten_after_a_while_and_is_nobody_elses_matter(bare, ben, waiting):
    answer = ben.send(f"/cases/{waiting[0]}/skip")
    cookie = answer.headers["set-cookie"].lower()
    assert f"max-age={int(LASTING.total_seconds())};" in cookie
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    eva = bare.browser("Eva")
    eva.client.cookies.set(COOKIE, ben.client.cookies[COOKIE])
    assert shown(eva.get("/next")) == waiting[0]


def test_the_oldest_are_forgotten_where_there_are_too_many(bare, ben, waiting):
    many = ".".join(["2", *map(str, range(1000, 1000 + MOST))])
    ben.client.cookies.set(COOKIE, many)
    kept = ben.send(f"/cases/{waiting[0]}/skip").cookies[COOKIE].split(".")
    assert kept == ["2", *map(str, range(1001, 1000 + MOST)), str(waiting[0])]


@pytest.mark.parametrize("cookie", ["", "x", "2.x.-1", "2." + "9" * 50, "2.0.." + "9" * 19])
def test_a_strange_cookie_skips_nothing(bare, ben, waiting, cookie):
    ben.client.cookies.set(COOKIE, cookie)
    assert shown(ben.get("/next")) == waiting[0]


def test_nothing_is_skipped_that_is_not_there(bare, ben):
    assert ben.post("/cases/99/skip").status_code == 404
