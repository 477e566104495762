"""What pages work with beside the visitor's desk: views, phrases, cases handed over, many at once, what others say."""

from __future__ import annotations

from typing import TypeVar

from fastapi import Request

from flagpost.appeals import Appealing
from flagpost.bulk import Bulk
from flagpost.console.house import House, visitor_of
from flagpost.handing import Handing
from flagpost.opinions import Opinions
from flagpost.phrases import Phrases
from flagpost.review import Desk
from flagpost.views import Views

AnyDesk = TypeVar("AnyDesk", bound=Desk)


def views_of(request: Request) -> Views:
    """The saved views as the visitor sees them."""
    house = House.of(request)
    return Views(house.store, visitor_of(request).access, clock=house.clock)


def phrases_of(request: Request) -> Phrases:
    """The phrases as the visitor works with them."""
    house = House.of(request)
    return Phrases(house.store, visitor_of(request).access, clock=house.clock)


def handing_of(request: Request) -> Handing:
    """The visitor's desk from which cases are handed over."""
    return _desk(request, Handing)


def bulk_of(request: Request) -> Bulk:
    """The visitor's desk at which many cases are decided at once."""
    return _desk(request, Bulk)


def appeals_of(request: Request) -> Appealing:
    """The visitor's desk at which appeals are entered."""
    return _desk(request, Appealing)


def opinions_of(request: Request) -> Opinions:
    """The visitor's desk at which opinions are asked for and given."""
    return _desk(request, Opinions)


def _desk(request: Request, kind: type[AnyDesk]) -> AnyDesk:
    """The visitor's desk of a kind of its own."""
    house = House.of(request)
    return kind(house.store, house.settings, access=visitor_of(request).access, clock=house.clock)
