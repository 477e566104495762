"""Pages show moments in the zone of the settings, else in the machine's, and say which one it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from .making import make_case, words_of

READ = {"published": datetime(2026, 7, 1, 22, 30, tzinfo=UTC)}


@pytest.fixture
def tokyo(monkeypatch, folder):
    """A machine in Tokyo, where nothing else is set."""
    monkeypatch.delenv("FLAGPOST_TIME_ZONE", raising=False)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_moments_are_the_machines(tokyo, bare):
    ben = bare.browser("Ben")
    page = ben.open(make_case(bare.store, more=READ))
    assert 'title="2026-07-02 07:30"' in page.text
    assert words_of(page, "footer") == "Times are those of JST (UTC+09:00)."
    assert ben.get("/figures").status_code == 200
    assert not words_of(bare.stranger().get("/sign-in"), "footer")


def test_moments_are_those_of_the_zone_that_is_set(bare):
    page = bare.browser("Ben").open(make_case(bare.store, more=READ))
    assert 'title="2026-07-01 22:30"' in page.text
    assert words_of(page, "footer") == "Times are those of UTC."


@pytest.mark.parametrize("end", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_a_moment_at_the_end_of_time_spoils_no_page(tokyo, bare, end):
    case_id = make_case(bare.store, more={"published": end})
    assert bare.browser("Ben").open(case_id).status_code == 200
