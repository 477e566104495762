"""What pages work with beside the visitor's desk: views, phrases, cases handed over, many cases at once."""

from __future__ import annotations

from fastapi import Request

from flagpost.bulk import Bulk
from flagpost.console.house import House, visitor_of
from flagpost.handing import Handing
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
