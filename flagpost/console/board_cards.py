"""Cards about boards and scans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import pairwise

from flagpost.console.cards import Card, Table, board_named, duration, many
from flagpost.console.charts import Bar, Scale, Series, bars, columns, stacked, timeline
from flagpost.dashboard import Dashboard, Growth
from flagpost.history import Standing
from flagpost.marking import legible

MOST_SCANS = 20
"""Scans in picture and table."""


def growth(of: Growth) -> Card:
    """What a board prints about itself, day by day."""
    days = [each.day for each in of.days]
    numbers = {
        "threads": [each.threads for each in of.days],
        "messages": [each.messages for each in of.days],
        "members": [each.members for each in of.days],
    }
    printed = {name: values for name, values in numbers.items() if any(value is not None for value in values)}
    panels = [
        (
            name,
            timeline(days, [Series(name, values, "first")], scale=Scale.of(values, from_zero=False, most=3), height=70),
        )
        for name, values in printed.items()
    ]
    changes = [of.days[0], *(now for before, now in pairwise(of.days) if replace(before, day=now.day) != now)]
    return Card(
        id=f"board-{of.board.id}",
        heading=board_named(of.board),
        note=" ".join([*_grown(printed), "The axes begin near the lowest number, not at zero."]),
        picture=stacked(panels),
        table=Table(
            ("From", "Threads", "Messages", "Members"),
            [(each.day.isoformat(), each.threads, each.messages, each.members) for each in changes],
        ),
    )


def _grown(printed: Mapping[str, Sequence[int | None]]) -> Iterator[str]:
    for name, values in printed.items():
        known = [value for value in values if value is not None]
        if known[0] == known[-1]:
            yield f"{name.capitalize()}: {known[-1]:,}, as before."
        else:
            yield f"{name.capitalize()}: from {known[0]:,} to {known[-1]:,}."


def scans(of: Dashboard, zone: tzinfo) -> Card:
    """How the last scans went."""
    newest = of.scans[:MOST_SCANS]
    in_order = newest[::-1]
    stopped = sum(each.standing is Standing.STOPPED for each in newest)
    failed = sum(each.scan.failed for each in newest)
    series = [
        Series("pages read", [each.scan.done for each in in_order], "first"),
        Series("pages failed", [each.scan.failed for each in in_order], "failed"),
    ]
    told = [f"{many(failed, 'page')} could not be read."]
    if stopped:
        told.append(f"{many(stopped, 'scan')} stopped before the end.")
    if len(of.scans) > len(newest):
        told.insert(0, f"The last {len(newest)} of {len(of.scans):,}.")
    return Card(
        id="scans",
        heading="Pages of the last scans",
        note=" ".join(told) if newest else "No scan began in these days.",
        picture=columns([str(each.scan.id) for each in in_order], series) if newest else None,
        table=Table(
            ("Scan", "Address", "Began", "State", "Read", "Failed", "New posts", "Flagged", "Lasted"),
            [
                (
                    str(each.scan.id),
                    legible(each.scan.target),
                    f"{each.scan.started_at.astimezone(zone):%Y-%m-%d %H:%M}",
                    each.standing.value,
                    each.scan.done,
                    each.scan.failed,
                    each.scan.posts_new,
                    each.scan.flagged,
                    duration(each.lasted),
                )
                for each in newest
            ],
            words=4,
        ),
        shown=True,
    )


def errors(of: Dashboard) -> Card:
    """What went wrong in the scans of the days."""
    kinds = [(each.kind.replace("_", " "), each.errors, each.scans) for each in of.errors]
    return Card(
        id="errors",
        heading="What went wrong in scans, by kind",
        note=(
            f"In {many(len(of.scans), 'scan')} of these days. A remark is no error: something merely does not add up."
            if kinds
            else "Nothing went wrong in scans of these days."
        ),
        picture=bars([("", [Bar(kind, count) for kind, count, _ in kinds])]) if kinds else None,
        table=Table(("Kind", "Times", "In scans"), kinds),
    )
