"""Cards about cases, decisions and rules."""

from __future__ import annotations

from collections.abc import Mapping

from flagpost.console.axes import day_told, duration_ticks, duration_told, durations_told
from flagpost.console.cards import Card, Table, duration, many, minutes, percent
from flagpost.console.charts import Bar, Scale, Series, Whisker, bars, columns, timeline, whiskers
from flagpost.dashboard import AGES, ENOUGH, WAITS, Dashboard, RuleFigures
from flagpost.marking import legible
from moderation.items import Category

MOST_RULES = 12
"""Rules in the picture; the table has all."""
MOST_BOARDS = 4
"""Boards in a picture; the table has all."""
AGE_NAMES = ("< 4 h", "4–24 h", "1–3 d", "3–7 d", "7–30 d", "> 30 d")
WAIT_NAMES = ("under 15 min", "15–60 min", "1–4 h", "4–12 h", "12–24 h", "1–3 d", "3–7 d", "over 7 d")
assert len(AGE_NAMES) == len(AGES) + 1
assert len(WAIT_NAMES) == len(WAITS) + 1


def flow(of: Dashboard) -> Card:
    """What came and what was done, day by day."""
    opened = [day.opened for day in of.days]
    decided = [sum(day.decided) for day in of.days]
    busiest = max(of.days, key=lambda day: day.opened)
    peak = f" Most came on {day_told(busiest.day)}: {busiest.opened:,}." if busiest.opened else ""
    series = [Series("opened", opened, "first"), Series("decided", decided, "second")]
    return Card(
        id="flow",
        heading="Opened and decided, by day",
        note=f"{many(sum(opened), 'case')} opened or opened again, {many(sum(decided), 'decision')} made.{peak}",
        picture=timeline([day.day for day in of.days], series) if any(opened + decided) else None,
        table=Table(
            ("Day", "Opened", "Agreed", "Disagreed", "Ignored"),
            [(day.day.isoformat(), day.opened, *day.decided) for day in of.days],
        ),
    )


def waiting(of: Dashboard) -> Card:
    """What is open at the moment."""
    counts = {(each.severity, each.age): each.cases for each in of.waiting}
    grave_first = sorted({each.severity for each in of.waiting}, reverse=True)
    by_severity = [
        (severity, [counts.get((severity, age), 0) for age in range(len(AGE_NAMES))]) for severity in grave_first
    ]
    total, oldest = sum(counts.values()), max((each.age for each in of.waiting), default=0)
    told = f" The oldest: {AGE_NAMES[oldest]}. The gravest stand at the bottom." if total else ""
    series = [Series(severity.name.lower(), cases, f"s-{severity.name.lower()}") for severity, cases in by_severity]
    return Card(
        id="waiting",
        heading="Waiting now, by age and severity",
        note=f"{many(total, 'open case')}, as it is now, whatever the days.{told}",
        picture=columns(AGE_NAMES, series) if total else None,
        table=Table(
            ("Waiting for", *(severity.name.lower() for severity, _ in by_severity), "All"),
            [
                (name, *(cases[age] for _, cases in by_severity), sum(cases[age] for _, cases in by_severity))
                for age, name in enumerate(AGE_NAMES)
            ],
        ),
    )


def pace(of: Dashboard) -> Card:
    """How long decisions took, week by week."""
    medians = [minutes(week.pace.median) for week in of.weeks]
    ninetieths = [minutes(week.pace.ninetieth) for week in of.weeks]
    marks = duration_ticks(max((value for value in ninetieths if value is not None), default=0))
    series = [Series("half within", medians, "first"), Series("nine of ten within", ninetieths, "second")]
    note = "No decision that is still in force."
    if of.pace.median is not None and of.pace.ninetieth is not None:
        half, most = duration(of.pace.median), duration(of.pace.ninetieth)
        told = f"Half of {many(of.pace.decisions, 'decision')} came within {half}, nine of ten within {most}."
        note = f"{told} Weeks begin on Monday."
    return Card(
        id="pace",
        heading="Time to a decision, by week",
        note=note,
        picture=timeline(
            [week.first for week in of.weeks],
            series,
            scale=Scale(marks, durations_told(marks)),
            told=duration_told,
        )
        if of.pace.decisions
        else None,
        table=Table(
            ("Week from", "Decisions", "Half within", "Nine of ten within"),
            [
                (
                    week.first.isoformat(),
                    week.pace.decisions,
                    duration(week.pace.median),
                    duration(week.pace.ninetieth),
                )
                for week in of.weeks
            ],
        ),
    )


def waits(of: Dashboard) -> Card:
    """How long decisions took, in all of the days."""
    most = max(range(len(WAIT_NAMES)), key=lambda place: of.waits[place])
    told = f"most often {WAIT_NAMES[most]}, {many(of.waits[most], 'time')}."
    counted = list(zip(WAIT_NAMES, of.waits, strict=True))
    return Card(
        id="waits",
        heading="Time to a decision",
        note=f"From when a case was opened; {told}" if any(of.waits) else "No decision that is still in force.",
        picture=bars([("", [Bar(name, count) for name, count in counted])]) if any(of.waits) else None,
        table=Table(("Decided within", "Decisions"), counted),
    )


def rules(of: Dashboard) -> Card:
    """How often people agreed with each rule."""
    uncertain = sum(rule.uncertain for rule in of.rules)
    told = f" {many(uncertain, 'rule')} with fewer than {ENOUGH} such decisions: uncertain." if uncertain else ""
    more = len(of.rules) - MOST_RULES
    left = f" The table also has {many(more, 'further rule')}." if more > 0 else ""
    return Card(
        id="precision",
        heading="How often people agreed, by rule",
        note=(
            "Of decisions that agree or disagree. The whiskers are where the true share lies in 95 of 100 cases; rules "
            f"with the most decisions come first.{told}{left}"
            if of.rules
            else "Nobody decided on anything that a rule had flagged."
        ),
        picture=whiskers([_whisker(rule) for rule in of.rules[:MOST_RULES]]) if of.rules else None,
        table=Table(
            ("Rule", "Agreed", "Disagreed", "Ignored", "Share", "Between", "Certain"),
            [
                (
                    legible(rule.rule),
                    rule.precision.agreed,
                    rule.precision.disagreed,
                    rule.ignored,
                    percent(rule.precision.share),
                    " and ".join(filter(None, map(percent, rule.precision.interval or ()))) or None,
                    "uncertain" if rule.uncertain else "yes",
                )
                for rule in of.rules
            ],
        ),
        shown=True,
    )


def _whisker(rule: RuleFigures) -> Whisker:
    judged = rule.precision.agreed + rule.precision.disagreed
    told = f"{percent(rule.precision.share)} of {judged:,}" if judged else f"{rule.ignored:,} ignored"
    low, high = rule.precision.interval or (0.0, 1.0)
    return Whisker(
        name=legible(rule.rule),
        told=f"{told}, uncertain" if rule.uncertain else told,
        value=rule.precision.share,
        low=low,
        high=high,
        uncertain=rule.uncertain,
    )


def categories(of: Dashboard, boards: Mapping[int, str]) -> Card:
    """What cases are about, by board."""
    groups = [
        (boards[each.board_id], [Bar(words(c), each.categories.get(c, 0), f"c-{c}") for c in Category])
        for each in of.categories[:MOST_BOARDS]
    ]
    return Card(
        id="categories",
        heading="Categories, by board",
        note=_of_boards(len(of.categories), "Cases opened in these days; one of two categories counts for both."),
        picture=bars(groups) if groups else None,
        table=Table(
            ("Board", "Cases", *map(words, Category)),
            [
                (boards[each.board_id], each.cases, *(each.categories.get(category, 0) for category in Category))
                for each in of.categories
            ],
        ),
    )


def targets(of: Dashboard, boards: Mapping[int, str]) -> Card:
    """Whom cases are aimed at, by board."""
    busiest = [each.board_id for each in of.categories if any(t.board_id == each.board_id for t in of.targets)]
    by_board = {id_: [each for each in of.targets if each.board_id == id_] for id_ in busiest}
    groups = [
        (boards[id_], [Bar(legible(each.target), each.cases) for each in by_board[id_]])
        for id_ in busiest[:MOST_BOARDS]
    ]
    return Card(
        id="targets",
        heading="Whom it is aimed at, by board",
        note=_of_boards(
            len(busiest), "Cases opened in these days in which a flag names a target; of each board the most frequent."
        ),
        picture=bars(groups) if groups else None,
        table=Table(
            ("Board", "Target", "Cases"),
            [(boards[id_], legible(each.target), each.cases) for id_ in busiest for each in by_board[id_]],
            words=2,
        ),
    )


def _of_boards(boards: int, what: str) -> str:
    left = boards - MOST_BOARDS
    return f"{what} The table also has {many(left, 'further board')}." if left > 0 else what


def words(category: Category) -> str:
    """A category as people read it."""
    return category.replace("_", " ")
