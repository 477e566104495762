"""Pictures: axes that fit their numbers, marks within their picture, and pictures of one value and of none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from flagpost.console.axes import (
    day_ticks,
    duration_ticks,
    duration_told,
    durations_told,
    fitted,
    numbers_told,
    ticks,
    width_of,
)
from flagpost.console.charts import (
    NOTHING,
    Bar,
    Scale,
    Series,
    Whisker,
    bars,
    columns,
    stacked,
    timeline,
    whiskers,
)
from flagpost.console.marks import WIDTH, Box, Dot, Line, Path, Picture, Words

MONDAY = date(2026, 3, 2)


def run_of(count: int, *, last: date = MONDAY, step: int = 1) -> list[date]:
    return [last - timedelta(days=step * n) for n in reversed(range(count))]


def of(picture: Picture, kind: type, *names: str) -> list:
    return [mark for mark in picture.marks if isinstance(mark, kind) and (not names or mark.kind in names)]


def words(picture: Picture) -> list[str]:
    return [mark.text for mark in of(picture, Words)]


def corners(picture: Picture) -> Iterator[tuple[float, float]]:
    """The outermost points of every mark."""
    for mark in picture.marks:
        if isinstance(mark, Line):
            yield from ((mark.x1, mark.y1), (mark.x2, mark.y2))
        elif isinstance(mark, Path):
            yield from mark.points
        elif isinstance(mark, Box):
            yield from ((mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height))
        elif isinstance(mark, Dot):
            yield from ((mark.x - mark.radius, mark.y - mark.radius), (mark.x + mark.radius, mark.y + mark.radius))
        else:
            wide = width_of(mark.text, 12)
            left = mark.x - {"start": 0, "middle": wide / 2, "end": wide}[mark.anchor]
            yield from ((left, mark.y - 9), (left + wide, mark.y))


def lies_within(picture: Picture) -> bool:
    return all(-0.5 <= x <= picture.width + 0.5 and -0.5 <= y <= picture.height + 0.5 for x, y in corners(picture))


# --- axes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0, 1]),
        (0, 1, [0, 1]),
        (0, 3, [0, 1, 2, 3]),
        (0, 7, [0, 2, 4, 6, 8]),
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (0, 101, [0, 50, 100, 150]),
        (1200, 1234, [1200, 1210, 1220, 1230, 1240]),
        (5, 5, [5, 6]),
        (-3, 8, [-5, 0, 5, 10]),
    ],
)
def test_an_axis_has_round_numbers(low, high, expected):
    assert list(ticks(low, high)) == expected


@given(some.integers(-(10**9), 10**12), some.integers(0, 10**12), some.integers(2, 8))
def test_an_axis_holds_its_numbers_in_even_steps_and_is_not_crowded(low, span, most):
    found = ticks(low, low + span, most=most)
    steps = {round(b - a) for a, b in pairwise(found)}
    assert found[0] <= low
    assert found[-1] >= low + span
    assert len(steps) == 1
    assert 2 <= len(found) <= most + 2


@pytest.mark.parametrize(
    ("high", "expected"),
    [
        (0, ["0", "1 min"]),
        (50, ["0", "10 min", "20 min", "30 min", "40 min", "50 min"]),
        (200, ["0", "1 h", "2 h", "3 h", "4 h"]),
        (700, ["0", "4 h", "8 h", "12 h"]),
        (6000, ["0", "24 h", "2 d", "3 d", "4 d", "5 d"]),
        (80000, ["0", "20 d", "40 d", "60 d"]),
    ],
)
def test_an_axis_of_times_has_round_times(high, expected):
    assert durations_told(duration_ticks(high)) == expected


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "under 1 min"),
        (1, "1 min"),
        (59, "59 min"),
        (60, "1 h"),
        (119, "1.9 h"),
        (9 * 60 + 59, "9.9 h"),
        (10 * 60 + 59, "10 h"),
        (47 * 60, "47 h"),
        (48 * 60, "2 d"),
        (60 * 60, "2.5 d"),
        (30 * 24 * 60, "30 d"),
    ],
)
def test_a_time_is_told_in_one_unit(minutes, told):
    assert duration_told(minutes) == told


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([0, 500, 1000], ["0", "0.5k", "1k"]),
        ([1200, 1210, 1220], ["1,200", "1,210", "1,220"]),
        ([0, 2_000_000], ["0", "2M"]),
        ([0, 1, 2], ["0", "1", "2"]),
    ],
)
def test_numbers_are_shortened_where_nothing_is_lost(numbers, told):
    assert numbers_told(numbers) == told


def test_days_in_a_row_are_written_where_something_begins():
    assert [told for _, told in day_ticks(run_of(1))] == ["2 Mar"]
    assert [told for _, told in day_ticks(run_of(7))] == ["24 Feb", "26 Feb", "28 Feb", "2 Mar"]
    assert [told for _, told in day_ticks(run_of(30))] == ["2 Feb", "9 Feb", "16 Feb", "23 Feb", "2 Mar"]
    assert [told for _, told in day_ticks(run_of(90), most=6)] == [
        "15 Dec", "1 Jan", "15 Jan", "1 Feb", "15 Feb", "1 Mar",
    ]  # fmt: skip
    assert [told for _, told in day_ticks(run_of(365))] == ["Apr", "Jul", "Oct", "Jan 2026"]


@pytest.mark.parametrize(("count", "step"), [(1, 1), (7, 1), (30, 1), (90, 1), (365, 1), (9, 7), (53, 7)])
def test_there_is_room_for_the_days_that_are_written(count, step):
    days = run_of(count, step=step)
    found = day_ticks(days, most=5)
    assert 1 <= len(found) <= 5
    assert all(told.startswith((str(days[n].day), f"{days[n]:%b}")) for n, told in found)


def test_a_text_that_is_too_wide_is_cut():
    assert fitted("short", 100, 12) == "short"
    cut = fitted("lexicon/en/a-rather-long-name-of-a-rule", 100, 12)
    assert cut.endswith("…")
    assert width_of(cut, 12) <= 100
    assert len(fitted("港の掲示板港の掲示板港の掲示板", 100, 12)) < len(cut)


@given(some.text(max_size=60), some.integers(20, 200))
def test_a_cut_text_is_the_beginning_of_the_whole(text, width):
    cut = fitted(text, width, 12)
    assert cut == text or text.startswith(cut.removesuffix("…"))
    assert width_of(cut, 12) <= max(width, 12)


# --- lines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 7, 30, 90, 365])
def test_a_line_stays_within_its_picture(count):
    values = [(n * 7) % 13 for n in range(count)]
    picture = timeline(run_of(count), [Series("opened", values, "first"), Series("decided", values, "second")])
    assert lies_within(picture)
    assert picture.width == WIDTH


def test_a_single_value_is_a_dot():
    picture = timeline([MONDAY], [Series("opened", [4], "first")])
    assert of(picture, Path) == []
    [dot] = of(picture, Dot)
    assert dot.kind == "first"


def test_a_line_is_broken_where_nothing_is_known():
    picture = timeline(run_of(60), [Series("threads", [1, 2, None, 3, None, *[4] * 55], "first")])
    assert [len(path.points) for path in of(picture, Path)] == [2, 55]
    assert len(of(picture, Dot)) == 1  # the value that stands alone


def test_higher_values_stand_higher_and_zero_on_its_line():
    picture = timeline(run_of(3), [Series("opened", [0, 5, 10], "first")])
    [path] = of(picture, Path)
    [zero] = of(picture, Line, "zero")
    heights = [y for _, y in path.points]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] == zero.y1
    assert heights[1] == pytest.approx((heights[0] + heights[2]) / 2)


def test_an_axis_that_does_not_begin_at_zero_has_no_line_of_zero():
    values = [1_000_000, 1_000_040]
    scale = Scale.of(values, from_zero=False)
    picture = timeline(run_of(2), [Series("members", values, "first")], scale=scale)
    assert of(picture, Line, "zero") == []
    assert "1,000,040" in words(picture)
    assert lies_within(picture)


def test_values_below_zero_stand_below_the_line_of_zero():
    picture = timeline(run_of(2), [Series("change", [-4, 4], "first")])
    [zero], [path] = of(picture, Line, "zero"), of(picture, Path)
    assert path.points[0][1] > zero.y1 > path.points[1][1]
    assert lies_within(picture)


def test_a_pointer_is_told_the_values_of_a_day():
    picture = timeline(run_of(2), [Series("opened", [1, 1200], "first"), Series("decided", [None, 3], "second")])
    assert [box.tip for box in of(picture, Box, "tip")] == [
        f"1 Mar: opened 1, decided {NOTHING}",
        "2 Mar: opened 1,200, decided 3",
    ]


def test_two_lines_are_told_apart_by_name_and_one_needs_none():
    values = Series("opened", [1, 2], "first"), Series("decided", [2, 1], "second")
    assert {"opened", "decided"} <= set(words(timeline(run_of(2), values)))
    assert "opened" not in words(timeline(run_of(2), values[:1]))


@pytest.mark.parametrize("values", [[], [None], [None, None]])
def test_where_nothing_is_known_a_picture_says_so(values):
    picture = timeline(run_of(len(values)), [Series("opened", values, "first")])
    assert NOTHING in words(picture)
    assert lies_within(picture)


def test_pictures_stand_one_below_the_other():
    panel = timeline(run_of(3), [Series("threads", [1, 2, 3], "first")])
    both = stacked([("threads", panel), ("members", panel)])
    upper, lower = of(both, Path)
    assert both.height > 2 * panel.height
    assert min(y for _, y in lower.points) > max(y for _, y in upper.points)
    assert lies_within(both)


# --- columns and bars --------------------------------------------------------------------------------------------

AGES = ("< 4 h", "4–24 h", "1–3 d", "3–7 d", "7–30 d", "> 30 d")


def test_columns_are_stacked_and_tell_their_sums():
    picture = columns(AGES[:2], [Series("critical", [3, 0], "s-critical"), Series("low", [7, 0], "s-low")])
    critical = next(box for box in of(picture, Box, "s-critical") if box.tip)
    low = next(box for box in of(picture, Box, "s-low") if box.tip)
    assert critical.y > low.y
    assert low.height / critical.height == pytest.approx(7 / 3, rel=0.05)
    assert (critical.tip, low.tip) == ("< 4 h, critical: 3", "< 4 h, low: 7")
    assert {"3", "7", "10"} <= {mark.text for mark in of(picture, Words, "inside", "number")}


@pytest.mark.parametrize("largest", [1, 9, 100, 12_345, 9_876_543])
def test_columns_stay_within_their_picture(largest):
    names = ("critical", "high", "medium", "low", "none")
    picture = columns(AGES, [Series(name, [largest, 0, 1, 0, 2, largest], f"s-{name}") for name in names])
    assert lies_within(picture)


def test_names_that_would_touch_are_left_out():
    few = columns(AGES, [Series("open", [10, 20, 30, 40, 50, 60], "first")])
    many = columns([str(n) for n in range(780, 800)], [Series("read", [9] * 20, "first")])
    assert [mark.text for mark in of(few, Words, "tick") if mark.anchor == "middle"] == list(AGES)
    written = [mark for mark in of(many, Words, "tick") if mark.anchor == "middle"]
    assert 1 < len(written) < 20
    gaps = [b.x - a.x for a, b in pairwise(written)]
    assert min(gaps) > width_of("788", 12)


@pytest.mark.parametrize("picture", [columns((), []), columns(AGES, [Series("open", [0] * 6, "first")]), bars([])])
def test_without_anything_to_count_a_picture_says_so(picture):
    assert NOTHING in words(picture)
    assert lies_within(picture)


def test_bars_are_as_long_as_their_numbers_and_stand_under_their_group():
    picture = bars([("Harbour", [Bar("insult", 10), Bar("threat", 5)]), ("Quay", [Bar("insult", 0)])])
    longer, shorter = of(picture, Box, "bar")
    assert longer.width == pytest.approx(2 * shorter.width)
    assert words(picture) == ["Harbour", "insult", "10", "threat", "5", "Quay", "insult", "0"]
    assert lies_within(picture)


def test_a_long_name_is_cut_and_told_to_a_pointer():
    name = "a member whose name is far longer than any picture has room for"
    picture = bars([(name * 2, [Bar(name, 1_234_567)])])
    heading, label = of(picture, Words, "heading", "label")
    assert heading.text.endswith("…")
    assert label.text.endswith("…")
    assert (heading.tip, label.tip) == (name * 2, name)
    assert lies_within(picture)


# --- shares ------------------------------------------------------------------------------------------------------


def share(**more) -> Whisker:
    given = {"name": "lexicon/en/blockhead", "told": "71 % of 31", "value": 0.71, "low": 0.53, "high": 0.84}
    return Whisker(**{**given, "uncertain": False, **more})


def test_a_share_stands_between_the_ends_of_its_interval():
    picture = whiskers([share()])
    [line], [dot] = [m for m in of(picture, Line, "whisker") if m.y1 == m.y2], of(picture, Dot)
    zero, whole = of(picture, Line, "zero")[0].x1, max(m.x1 for m in of(picture, Line, "grid"))
    assert (dot.x - zero) / (whole - zero) == pytest.approx(0.71)
    assert (line.x1 - zero) / (whole - zero) == pytest.approx(0.53)
    assert (line.x2 - zero) / (whole - zero) == pytest.approx(0.84)
    assert lies_within(picture)


def test_an_uncertain_share_looks_different():
    picture = whiskers([share(uncertain=True, value=1.0, high=1.0)])
    assert [dot.kind for dot in of(picture, Dot)] == ["share uncertain"]
    assert len(of(picture, Line, "whisker uncertain")) == 1
    assert lies_within(picture)


def test_a_rule_that_nobody_judged_has_no_share():
    picture = whiskers([share(value=None, told="3 ignored")])
    assert of(picture, Dot) == []
    assert "3 ignored" in words(picture)


def test_an_axis_may_reach_below_zero():
    picture = whiskers([share(value=-0.2, low=-0.6, high=0.2)], Scale.of([0, 1, -0.6, 0.2]))
    [dot], [zero] = of(picture, Dot), {line.x1 for line in of(picture, Line, "zero")}
    assert dot.x < zero
    assert lies_within(picture)


def test_many_rules_make_a_longer_picture_and_none_says_so():
    assert whiskers([share()] * 12).height > 2 * whiskers([share()] * 4).height
    assert lies_within(whiskers([share(name="lexicon/en/" + "long" * 20)] * 12))
    assert NOTHING in words(whiskers([]))
