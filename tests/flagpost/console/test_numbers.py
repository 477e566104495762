"""Numbers in addresses and forms: whatever stands where an id belongs, no page fails."""

from __future__ import annotations

import re

import pytest

from db.items import UserRole

from .making import is_safe, make_case, words_of
from .test_guard import routes

HUGE = [2**31, 2**63 - 1, 2**63, 2**64, 2**70, -1, -(2**63), -(2**70), 0, 999_999]
ODD = ["abc", "1e9", "1.5", "+1x", "%00", "%F0%9F%90%88", "1%3B", "9" * 5000, "--1", "NaN", "%20"]
NUMBERED = re.compile(r"\{(?!secret|name)\w+\}")
CASES = ("/queue?board={}", "/next?board={}", "/cases/1?done={}")
"""Pages that read numbers by themselves, or that stand behind another number."""


@pytest.fixture
def anna(bare):
    """An admin, before one case."""
    browser = bare.browser("Anna", UserRole.ADMIN)
    make_case(bare.store)
    return browser


def asked(console):
    """Every route with a number in its path, by method."""
    for route in routes(console):
        if NUMBERED.search(route.path):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route.path


def test_an_id_that_cannot_be_there_is_not_there(bare, anna):
    found = list(asked(bare))
    assert len(found) >= 15
    token = anna.token()
    for method, path in found:
        for number in (*HUGE, *ODD):
            address = NUMBERED.sub(str(number), path)
            if method == "GET":
                answer = anna.get(address)
            else:
                fields = {"token": token, "outcome": "agree", "lease": "1", "role": "moderator", "queue": "x"}
                headers = {"Sec-Fetch-Site": "same-origin"}
                answer = anna.client.request(method, address, data=fields, headers=headers)
            assert answer.status_code in {404, 405, 422}, (method, address[:80], answer.status_code)
            assert is_safe(answer)


def queries(console):
    """Every page with a field behind its question mark, and the field."""
    for route in routes(console):
        if "GET" in (route.methods or ()) and "{" not in route.path and not route.path.startswith("/sign-in"):
            for field in route.dependant.query_params:
                yield f"{route.path}?{field.alias}={{}}"


def test_whatever_stands_behind_a_question_mark_spoils_no_page(bare, anna):
    found = [*queries(bare), *CASES]
    assert {"/queue?number={}", "/queue?done={}", "/next?done={}", "/audit?before={}"} <= set(found)
    for query in found:
        for number in (*HUGE, *ODD, ""):
            answer = anna.get(query.format(number))
            assert answer.status_code in {200, 404, 422}, (query, str(number)[:80], answer.status_code)


def test_a_case_that_is_not_there_is_told(bare, anna):
    for number in (2, 10**9, 2**70, 0, "x"):
        page = anna.get(f"/cases/{number}")
        assert page.status_code == 404
        assert words_of(page, "h1") == "Not here"
    assert "no case 2" in words_of(anna.get("/cases/2"))


def test_nobody_is_narrowed_to_a_board_that_is_not_there(bare, anna):
    ben = bare.people.invite("Ben", UserRole.MODERATOR, by="Anna").thing
    for board in (2, 0, -1, 2**70, "x", "9" * 5000, "²", "٣", "1.0"):
        answer = anna.post(f"/people/{ben.id}/grants", role="moderator", board=board)
        assert answer.status_code == 422, board
        assert bare.people.get("Ben").grants == ()
    assert anna.post(f"/people/{ben.id}/grants", role="moderator", board=1).status_code == 200
    assert bare.people.get("Ben").grants[0].board_id == 1
