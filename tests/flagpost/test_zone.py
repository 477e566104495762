"""The zone in which moments are shown: without a setting the machine's, with its summer time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from flagpost.figures import edges_of
from flagpost.settings import load_settings
from flagpost.zone import MACHINE, local, zone_called, zone_told

VIENNA = ZoneInfo("Europe/Vienna")
SUMMER, WINTER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 1, 1, 22, 30, tzinfo=UTC)
ENDS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@pytest.fixture
def machine(monkeypatch):
    """Put the machine into a zone."""

    def put(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield put
    monkeypatch.undo()
    time.tzset()


def test_without_a_name_it_is_the_machines(machine, monkeypatch):
    monkeypatch.delenv("FLAGPOST_TIME_ZONE", raising=False)
    machine("Europe/Vienna")
    zone = load_settings().zone
    assert zone is MACHINE
    assert f"{SUMMER.astimezone(zone):%Y-%m-%d %H:%M}" == "2026-07-02 00:30"
    assert f"{WINTER.astimezone(zone):%Y-%m-%d %H:%M}" == "2026-01-01 23:30"


def test_every_hour_of_two_years_is_told_as_by_the_named_zone(machine):
    machine("Europe/Vienna")
    moment = datetime(2025, 1, 1, tzinfo=UTC)
    for _ in range(2 * 365 * 24):
        here, there = moment.astimezone(MACHINE), moment.astimezone(VIENNA)
        assert (here.isoformat(), here.fold) == (there.isoformat(), there.fold)
        assert here.astimezone(UTC) == moment
        moment += timedelta(hours=1)


def test_days_begin_when_they_do_on_the_machine(machine):
    machine("Europe/Vienna")
    now = datetime(2026, 3, 30, 12, tzinfo=UTC)
    assert edges_of(3, now, MACHINE) == edges_of(3, now, VIENNA)
    assert edges_of(3, now, MACHINE)[1:3] == [
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
    ]


@pytest.mark.parametrize("zone", [MACHINE, ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Lima")])
def test_the_ends_of_time_spoil_nothing(machine, zone):
    for name in ("Pacific/Auckland", "America/Lima"):
        machine(name)
        for moment in ENDS:
            assert local(moment, zone).year in {1, 9999}


def test_zones_have_names_for_people(machine):
    machine("Europe/Vienna")
    assert zone_told(zone_called("Asia/Tokyo"), SUMMER) == "Asia/Tokyo"
    assert zone_told(zone_called(None), SUMMER) == "CEST (UTC+02:00)"
    assert zone_told(zone_called(""), WINTER) == "CET (UTC+01:00)"
    assert MACHINE.utcoffset(None) is MACHINE.tzname(None) is MACHINE.dst(None) is None
