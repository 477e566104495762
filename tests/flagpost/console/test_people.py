"""People, for admins: invite, roles, grants, disable; and that the last admin stays."""

from __future__ import annotations

import pytest

from db.items import Grant, UserRole
from flagpost.people import LINK_LASTS
from flagpost.settings import load_settings

from .conftest import FROM_OUR_PAGE, PASSWORD, Console
from .making import is_safe, make_case, parsed, words_of

DEEDS = ("link", "role", "grants", "grants/clear", "disable", "enable")


@pytest.fixture
def anna(bare):
    return bare.browser("Anna", UserRole.ADMIN)


def id_of(console, name):
    return console.people.get(name).id


def row(page, name):
    """The row of the table that speaks of somebody."""
    [found] = [each for each in parsed(page).css("tbody tr") if each.css_first("th bdi").text() == name]
    return found


def events(console):
    with console.store.read() as unit:
        return [(line.actor, line.event, line.subject) for line in unit.audit.entries(limit=1000)]


# --- inviting ----------------------------------------------------------------------------------------------------


def test_somebody_invited_gets_a_link_that_is_shown_once(bare, anna):
    page = anna.post("/people", name="  Ben  Ö ", role="reviewer")
    assert page.status_code == 200
    link = words_of(page, "code.secret")
    assert link.startswith("http://127.0.0.1:8480/welcome/")
    assert f"within {LINK_LASTS.days} days" in words_of(page, "[role=status]")
    user = bare.people.get("Ben Ö")
    assert (user.role, user.has_password) == (UserRole.REVIEWER, False)
    again = anna.get("/people")
    assert link not in again.text
    assert "no password yet" in row(again, "Ben Ö").text()
    browser = bare.stranger()
    path = link.removeprefix("http://127.0.0.1:8480")
    browser.client.post(path, data={"password": PASSWORD, "again": PASSWORD}, headers=FROM_OUR_PAGE)
    assert browser.get("/queue").url.path == "/queue"
    assert "by password" in row(anna.get("/people"), "Ben Ö").text()
    assert ("Anna", "user.created", "user:Ben Ö") in events(bare)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "anna"}, "already"),
        ({"name": "ＡＮＮＡ"}, "already"),
        ({"name": "  "}, "1 to 100 characters"),
        ({"name": "x" * 101}, "1 to 100 characters"),
        ({"name": "An\u202ena"}, "can be seen"),
        ({"name": "Ben", "role": "emperor"}, "means nothing here"),
    ],
)
def test_who_cannot_be_invited_is_told(bare, anna, fields, told):
    answer = anna.post("/people", **fields)
    assert answer.status_code == 422
    assert told in words_of(answer)
    assert not parsed(answer).css("code.secret")
    assert [user.name for user in bare.people.all()] == ["Anna"]


def test_a_name_is_text_and_never_markup(bare, anna):
    name = "<img src=x onerror=alert(1)>"
    page = anna.post("/people", name=name)
    assert is_safe(page)
    assert row(page, name)
    problem = anna.post("/people", name=name)
    assert problem.status_code == 422
    assert is_safe(problem)
    assert parsed(problem).css_first("input[name=name]").attributes["value"] == name


def test_a_new_link_ends_the_older_one(bare, anna):
    first = words_of(anna.post("/people", name="Ben"), "code.secret")
    second = words_of(anna.post(f"/people/{id_of(bare, 'Ben')}/link"), "code.secret")
    assert first != second
    assert bare.stranger().get(first).status_code == 410
    assert bare.stranger().get(second).status_code == 200


def test_links_lead_to_the_address_that_browsers_know(bare, anna):
    console = Console(bare.store, load_settings(console_url="http://moderation.example:81/"), bare.clock)
    page = console.browser("Anna").post("/people", name="Ben")
    assert words_of(page, "code.secret").startswith("http://moderation.example:81/welcome/")


# --- roles and grants --------------------------------------------------------------------------------------------


def test_a_role_is_changed_and_holds_at_once(bare, anna):
    ben = bare.browser("Ben")
    assert ben.get("/audit").status_code == 403
    answer = anna.send(f"/people/{id_of(bare, 'Ben')}/role", role="admin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")
    assert ben.get("/audit").status_code == 200
    assert ("Anna", "user.role", "user:Ben") in events(bare)
    assert anna.post(f"/people/{id_of(bare, 'Ben')}/role", role="emperor").status_code == 422
    assert anna.post(f"/people/{id_of(bare, 'Ben')}/role").status_code == 422
    assert bare.people.get("Ben").role is UserRole.ADMIN


def test_grants_add_up_and_can_be_cleared(bare, anna):
    make_case(bare.store, board_title="Harbour <b>")
    make_case(bare.store, board="https://meadow.example/", board_title="Meadow", queue="urgent")
    bare.browser("Ben")
    path = f"/people/{id_of(bare, 'Ben')}/grants"
    assert anna.send(path, role="moderator", board="1").headers["location"] == "/people"
    anna.post(path, role="reviewer", board="2", queue=" urgent ")
    anna.post(path, role="read_only", queue="urgent")
    anna.post(path, role="read_only", board="1")
    assert bare.people.get("Ben").grants == (
        Grant(role=UserRole.REVIEWER, board_id=2, queue="urgent"),
        Grant(role=UserRole.READ_ONLY, queue="urgent"),
        Grant(role=UserRole.READ_ONLY, board_id=1),
    ), "a grant takes the place of one for the same board and queue"
    page = anna.get("/people")
    assert is_safe(page)
    told = [" ".join(each.text().split()) for each in row(page, "Ben").css("ul li")]
    assert told == ["reviewer: Meadow, queue urgent", "read only: queue urgent", "read only: Harbour <b>"]
    anna.post(f"{path}/clear")
    assert bare.people.get("Ben").grants == ()
    assert "everywhere" in row(anna.get("/people"), "Ben").text()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"role": "moderator"}, "choose a board, a queue, or both"),
        ({"role": "moderator", "queue": "   "}, "choose a board, a queue, or both"),
        ({"role": "admin", "queue": "urgent"}, "an admin reaches everything"),
        ({"role": "moderator", "board": "1"}, "there is no such board"),
        ({"role": "moderator", "queue": "x" * 201}, "means nothing here"),
        ({"queue": "urgent"}, "means nothing here"),
    ],
)
def test_a_grant_that_cannot_be_is_told(bare, anna, fields, told):
    bare.browser("Ben")
    answer = anna.post(f"/people/{id_of(bare, 'Ben')}/grants", **fields)
    assert answer.status_code == 422
    assert told in words_of(answer).lower()
    assert bare.people.get("Ben").grants == ()


# --- keeping out -------------------------------------------------------------------------------------------------


def test_who_is_disabled_is_out_until_let_in_again(bare, anna):
    ben = bare.browser("Ben")
    number = id_of(bare, "Ben")
    assert anna.send(f"/people/{number}/disable").headers["location"] == "/people"
    assert ben.leads("/queue").startswith("/sign-in")
    page = anna.get("/people")
    assert "disabled" in row(page, "Ben").text()
    assert "Let in again" in row(page, "Ben").text()
    assert anna.post(f"/people/{number}/disable").status_code == 200, "twice is once"
    anna.post(f"/people/{number}/enable")
    assert "Let in again" not in row(anna.get("/people"), "Ben").text()
    assert bare.browser("Ben").get("/queue").status_code == 200
    assert [event for _, event, subject in events(bare) if subject == "user:Ben"].count("user.disabled") == 1


def test_a_link_of_somebody_disabled_works_no_more(bare, anna):
    link = words_of(anna.post("/people", name="Ben"), "code.secret")
    anna.post(f"/people/{id_of(bare, 'Ben')}/disable")
    assert bare.stranger().get(link).status_code == 410


def test_the_last_admin_stays(bare, anna):
    number = id_of(bare, "Anna")
    for deed, fields in (("disable", {}), ("role", {"role": "reviewer"}), ("role", {"role": "read_only"})):
        answer = anna.post(f"/people/{number}/{deed}", **fields)
        assert answer.status_code == 409, deed
        assert "last admin" in words_of(answer, "[role=alert]")
        assert bare.people.get("Anna").role is UserRole.ADMIN
        assert bare.people.get("Anna").disabled_at is None
    invited = bare.people.invite("Otto", UserRole.ADMIN, by="Anna")
    assert anna.post(f"/people/{number}/disable").status_code == 409, "Otto cannot sign in yet"
    bare.people.accept(invited.secret, PASSWORD)
    assert anna.post(f"/people/{number}/role", role="moderator").status_code == 403, "done, and no admin any more"
    assert bare.people.get("Anna").role is UserRole.MODERATOR


def test_somebody_who_is_not_there_is_not_there(bare, anna):
    for deed in DEEDS:
        answer = anna.post(f"/people/99/{deed}", role="moderator", queue="urgent")
        assert answer.status_code == 404, deed
        assert "no user 99" in words_of(answer)


@pytest.mark.parametrize("role", [UserRole.READ_ONLY, UserRole.MODERATOR, UserRole.REVIEWER])
def test_nobody_but_an_admin_does_any_of_it(bare, anna, role):
    browser = bare.browser("Ben", role)
    before = bare.people.all()
    assert browser.get("/people").status_code == 403
    assert browser.post("/people", name="Mallory", role="admin").status_code == 403
    for deed in DEEDS:
        answer = browser.post(f"/people/{id_of(bare, 'Ben')}/{deed}", role="admin", queue="urgent")
        assert answer.status_code == 403, deed
    assert bare.people.all() == before
    assert "/people" not in [each.attributes["href"] for each in parsed(browser.get("/queue")).css("nav a")]


def test_every_field_is_named_for_those_who_do_not_see_it(bare, anna):
    make_case(bare.store)
    bare.browser("Ben")
    page = parsed(anna.get("/people"))
    for each in page.css("main select, main input"):
        if each.attributes.get("type") != "hidden":
            assert each.parent.tag == "label" or each.attributes.get("aria-label"), each.html
