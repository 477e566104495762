"""Who may do what: for admins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from db.errors import LastAdmin
from db.items import Grant, User, UserRole
from flagpost.access import Right
from flagpost.console.guard import needs
from flagpost.console.house import House, visitor_of
from flagpost.console.numbers import Id
from flagpost.console.pages.queue import boards_of
from flagpost.console.render import page
from flagpost.errors import PeopleError
from flagpost.people import LINK_LASTS, Made

router = APIRouter()


@router.get("/people")
@needs(Right.MANAGE)
def people(request: Request) -> Response:
    """Everybody who may sign in, or ever worked here."""
    return _people(request)


@router.post("/people")
@needs(Right.MANAGE)
def invite(
    request: Request,
    name: Annotated[str, Form()] = "",
    role: Annotated[UserRole, Form()] = UserRole.MODERATOR,
) -> Response:
    """Make a user, and show the link by which they choose a password, this once."""
    try:
        made = House.of(request).people.invite(name, role, by=visitor_of(request).name)
    except PeopleError as error:
        return _people(request, status=422, problem=str(error), name=name[:100])
    return _people(request, made=made)


@router.post("/people/{user_id}/link")
@needs(Right.MANAGE)
def new_link(request: Request, user_id: Id) -> Response:
    """A new link for somebody who lost the first, or forgot the password."""
    house = House.of(request)
    return _people(request, made=house.people.new_link(_named(house, user_id).name, by=visitor_of(request).name))


@router.post("/people/{user_id}/role")
@needs(Right.MANAGE)
def set_role(request: Request, user_id: Id, role: Annotated[UserRole, Form()]) -> Response:
    """Give a user another role."""
    house = House.of(request)
    try:
        house.people.set_role(_named(house, user_id).name, role, by=visitor_of(request).name)
    except LastAdmin as error:
        return _people(request, status=409, problem=str(error))
    return RedirectResponse("/people", 303)


@router.post("/people/{user_id}/grants")
@needs(Right.MANAGE)
def add_grant(
    request: Request,
    user_id: Id,
    role: Annotated[UserRole, Form()],
    board: Annotated[str, Form()] = "",
    queue: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Narrow a user to a board, a queue, or a queue on a board, beside those that they have already."""
    house = House.of(request)
    if role is UserRole.ADMIN:
        return _people(request, status=422, problem="an admin reaches everything; choose another role")
    if not board and not queue.strip():
        return _people(request, status=422, problem="choose a board, a queue, or both")
    known = {str(each.id): each.id for each in boards_of(house)}
    if board and board not in known:
        return _people(request, status=422, problem="there is no such board; choose one of the list")
    user = _named(house, user_id)
    grant = Grant(role=role, board_id=known.get(board), queue=queue.strip() or None)
    kept = [each for each in user.grants if (each.board_id, each.queue) != (grant.board_id, grant.queue)]
    house.people.set_grants(user.name, [*kept, grant], by=visitor_of(request).name)
    return RedirectResponse("/people", 303)


@router.post("/people/{user_id}/grants/clear")
@needs(Right.MANAGE)
def clear_grants(request: Request, user_id: Id) -> Response:
    """Let a user's role hold everywhere again."""
    house = House.of(request)
    house.people.set_grants(_named(house, user_id).name, [], by=visitor_of(request).name)
    return RedirectResponse("/people", 303)


@router.post("/people/{user_id}/disable")
@needs(Right.MANAGE)
def disable(request: Request, user_id: Id) -> Response:
    """Keep a user out, at once."""
    house = House.of(request)
    try:
        house.people.disable(_named(house, user_id).name, by=visitor_of(request).name)
    except LastAdmin as error:
        return _people(request, status=409, problem=str(error))
    return RedirectResponse("/people", 303)


@router.post("/people/{user_id}/enable")
@needs(Right.MANAGE)
def enable(request: Request, user_id: Id) -> Response:
    """Let a user in again."""
    house = House.of(request)
    house.people.enable(_named(house, user_id).name, by=visitor_of(request).name)
    return RedirectResponse("/people", 303)


@router.post("/people/{user_id}/accounts/forget")
@needs(Right.MANAGE)
def forget_accounts(request: Request, user_id: Id) -> Response:
    """Forget by which account at a provider a user signs in."""
    house = House.of(request)
    house.people.forget_accounts(_named(house, user_id).name, by=visitor_of(request).name)
    return RedirectResponse("/people", 303)


def _named(house: House, user_id: int) -> User:
    return house.people.by_id(user_id)


def _people(
    request: Request,
    *,
    status: int = 200,
    problem: str | None = None,
    name: str = "",
    made: Made[User] | None = None,
) -> Response:
    house = House.of(request)
    link = f"{house.settings.console_address}/welcome/{made.secret}" if made else None
    return page(
        request,
        "people.html",
        status=status,
        users=house.people.all(),
        accounts=house.people.accounts(),
        roles=list(UserRole),
        boards=boards_of(house),
        queues=visitor_of(request).desk.queues(),
        problem=problem,
        name=name,
        link=link,
        invited=made.thing if made else None,
        lasts=LINK_LASTS,
    )
