"""Handing over, over HTTP: the case is somebody else's, and opening it claims nothing for others."""

from __future__ import annotations

import pytest

from db.items import Account, Grant, UserRole
from flagpost.access import Access
from flagpost.handing import Handing
from flagpost.settings import load_settings

from .conftest import PASSWORD
from .making import make_case, parsed, rows, value_of, words_of


@pytest.fixture
def ben(bare):
    """A moderator, and two cases."""
    make_case(bare.store, score=0.9)
    make_case(bare.store, score=0.5)
    return bare.browser("Ben")


@pytest.fixture
def eva(bare, ben):
    """Another moderator."""
    return bare.browser("Eva")


def hand(browser, case_id=1, to="Eva", note="You know this thread.", **fields):
    page = browser.open(case_id)
    return browser.post(f"/cases/{case_id}/hand", lease=value_of(page, "lease"), to=to, why=note, **fields)


def case_of(bare, case_id=1):
    with bare.store.read() as unit:
        return unit.review.case(case_id)


def test_a_case_is_handed_to_somebody_who_may_decide_it(bare, ben, eva):
    bare.browser("Rolf", UserRole.READ_ONLY)
    page = ben.open(1)
    assert [each.attributes["value"] for each in parsed(page).css("select[name=to] option")] == ["Anna", "Eva"]
    told = hand(ben)
    assert (told.status_code, told.url.path) == (200, "/cases/1")
    assert "Ben handed this case to Eva" in words_of(told)
    assert "You know this thread." in words_of(told)
    assert "Take it" in words_of(told), "whoever handed it over may take it back"
    assert case_of(bare).assignment.user == "Eva"


def offered(page):
    return [each.attributes["value"] for each in parsed(page).css("select[name=to] option")]


def test_a_case_is_handed_to_nobody_who_cannot_sign_in(bare, ben, eva):
    invited = bare.people.invite("Ina", UserRole.MODERATOR, by="Anna")
    bare.people.invite("Olga", UserRole.MODERATOR, by="Anna")
    with bare.store.begin() as unit:
        unit.accounts.link("Olga", Account(issuer="https://id.example", subject="7"), by="Anna", at=bare.clock())
    bare.people.disable("Eva", by="Anna")
    assert offered(ben.open(1)) == ["Anna", "Olga"]
    for name in ("Ina", "Eva"):
        answer = hand(ben, to=name)
        assert answer.status_code == 403
        assert f"{name} cannot be handed case 1" in words_of(answer)
    assert case_of(bare).assignment is None
    bare.people.accept(invited.secret, PASSWORD)
    assert offered(ben.open(1)) == ["Anna", "Ina", "Olga"]
    hand(ben, to="Ina")
    assert case_of(bare).assignment.user == "Ina"


def test_where_a_proxy_says_who_people_are_they_need_no_password(bare, ben):
    bare.people.invite("Ina", UserRole.MODERATOR, by="Anna")
    case = case_of(bare)
    for given in ({"console_proxy_header": "Remote-User"}, {}):
        desk = Handing(bare.store, load_settings(**given), access=Access(bare.people.get("Ben")))
        assert [user.name for user in desk.recipients(case)] == (["Anna", "Ina"] if given else ["Anna"])


def test_what_is_undone_is_theirs_again_where_it_is_still_theirs_to_decide(bare, ben, eva):
    rita = bare.browser("Rita", UserRole.REVIEWER)
    hand(ben)
    for role in (UserRole.MODERATOR, UserRole.READ_ONLY):
        eva.decide(eva.open(1), "agree")
        bare.people.set_role("Eva", role, by="Anna")
        page = rita.post(f"/decisions/{case_of(bare).decision.id}/undo")
        assert ("handed this case to Eva" in words_of(page)) is (role is UserRole.MODERATOR)
    assert case_of(bare).claim.user == "Rita"


def test_the_queue_says_whose_it_is_and_is_narrowed_to_mine(ben, eva):
    hand(ben)
    assert "handed to Eva" in words_of(ben.get("/queue"), ".cases")
    assert "handed to you" in words_of(eva.get("/queue"), ".cases")
    assert rows(eva.get("/queue?assigned=me")) == [1]
    assert rows(ben.get("/queue?assigned=me")) == []
    assert rows(ben.get("/queue?assigned=eva")) == [1]


def test_next_gives_it_to_its_assignee_first_and_to_nobody_else(ben, eva):
    hand(ben, case_id=2)
    assert eva.leads("/next") == "/cases/2#post"
    ben.post("/cases/1/release")
    assert ben.leads("/next") == "/cases/1#post"
    ben.decide(ben.open(1), "agree")
    told = words_of(ben.get("/next"), "main [role=status]")
    assert told == "Nothing is free just now: 1 case is with others."


def test_opening_it_claims_nothing_for_others(bare, ben, eva):
    hand(ben)
    page = bare.browser("Rita", UserRole.REVIEWER).open(1)
    assert "This case is for Eva to decide." in words_of(page)
    assert "/decide" not in page.text
    assert case_of(bare).claim is None
    mine = eva.open(1)
    assert "Ben handed this case to you" in words_of(mine)
    assert "/decide" in mine.text
    assert case_of(bare).claim.user == "Eva"


def test_another_moderator_neither_claims_nor_takes_nor_decides_it(bare, ben, eva):
    hand(ben)
    carl = bare.browser("Carl")
    page = carl.open(1)
    assert "Take it" not in words_of(page)
    assert "Claim it" not in words_of(page)
    assert carl.post("/cases/1/claim").status_code == 409
    assert carl.post("/cases/1/take").status_code == 403
    assert carl.post("/cases/1/decide", outcome="agree", lease=1).status_code == 409
    assert case_of(bare).assignment.user == "Eva"


def test_a_reviewer_takes_it(bare, ben, eva):
    hand(ben)
    rita = bare.browser("Rita", UserRole.REVIEWER)
    taken = rita.post("/cases/1/take")
    assert taken.status_code == 200
    assert "/decide" in taken.text
    case = case_of(bare)
    assert (case.assignment, case.claim.user) == (None, "Rita")
    with bare.store.read() as unit:
        [line] = [line for line in unit.audit.entries() if line.event == "case.unassigned"]
    assert (line.actor, line.details["from"], line.details["why"]) == ("Rita", "Eva", "taken")


def test_nobody_takes_it_from_under_its_assignees_hands(bare, ben, eva):
    hand(ben)
    eva.open(1)
    anna = bare.browser("Anna")
    assert "Take it" not in words_of(anna.open(1))
    answer = anna.post("/cases/1/take")
    assert answer.status_code == 409
    assert "Eva" in words_of(answer, "[role=alert]")
    assert case_of(bare).assignment.user == "Eva"


def test_its_assignee_passes_it_back(bare, ben, eva):
    hand(ben)
    assert "Pass back" in words_of(eva.open(1))
    eva.post("/cases/1/release")
    case = case_of(bare)
    assert (case.assignment, case.claim) == (None, None)
    assert "/decide" in ben.open(1).text


def test_a_decision_ends_it(bare, ben, eva):
    hand(ben)
    eva.decide(eva.open(1), "agree")
    assert case_of(bare).assignment is None


@pytest.mark.parametrize("to", ["Ben", "Rolf", "Dora", "Kai", "Nobody"])
def test_a_case_is_handed_to_nobody_who_may_not_decide_it(bare, ben, to):
    bare.browser("Rolf", UserRole.READ_ONLY)
    bare.browser("Dora")
    bare.people.disable("Dora", by="Anna")
    bare.browser("Kai")
    bare.people.set_grants("Kai", [Grant(role=UserRole.MODERATOR, queue="urgent")], by="Anna")
    answer = hand(ben, to=to)
    assert answer.status_code == (404 if to == "Nobody" else 403)
    assert case_of(bare).assignment is None


def test_a_claim_that_is_over_hands_nothing_over(bare, ben, eva):
    ben.open(1)
    answer = ben.post("/cases/1/hand", lease=7, to="Eva")
    assert answer.status_code == 409
    assert case_of(bare).assignment is None


def test_cases_of_somebody_who_is_kept_out_are_anybodys(bare, ben, eva):
    hand(ben)
    bare.people.disable("Eva", by="Anna")
    assert case_of(bare).assignment is None
    assert ben.leads("/next") == "/cases/1#post"


def test_a_note_is_never_markup(ben, eva):
    hand(ben, note="<script>x</script>")
    page = eva.open(1)
    assert "<script>x" not in page.text
    assert "<script>x</script>" in words_of(page)
