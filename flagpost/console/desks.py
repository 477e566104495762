"""What pages work with beside the visitor's desk: views, phrases, cases handed over, many at once, what others say."""

from __future__ import annotations

from fastapi import Request

from flagpost.appeals import Appealing
from flagpost.bulk import Bulk
from flagpost.console.house import House, visitor_of
from flagpost.handing import Handing
from flagpost.opinions import Opinions
from flagpost.phrases import Phrases
from flagpost.views import Views


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
    house = House.of(request)
    return Handing(house.store, house.settings, access=visitor_of(request).access, clock=house.clock)


def bulk_of(request: Request) -> Bulk:
    """The visitor's desk at which many cases are decided at once."""
    house = House.of(request)
    return Bulk(house.store, house.settings, access=visitor_of(request).access, clock=house.clock)


def appeals_of(request: Request) -> Appealing:
    """The visitor's desk at which appeals are entered."""
    house = House.of(request)
    return Appealing(house.store, house.settings, access=visitor_of(request).access, clock=house.clock)


def opinions_of(request: Request) -> Opinions:
    """The visitor's desk at which opinions are asked for and given."""
    house = House.of(request)
    return Opinions(house.store, house.settings, access=visitor_of(request).access, clock=house.clock)
