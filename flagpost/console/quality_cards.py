"""What people's opinions say about their judgement, as a picture with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from flagpost.console.cards import Card, Table, many, percent
from flagpost.console.charts import Scale, Whisker, whiskers
from flagpost.marking import legible
from flagpost.quality import FEW, PersonQuality


def agreement(people: Sequence[PersonQuality]) -> Card:
    """How far each person's second opinions agree with the decisions, beyond what chance would have them."""
    rows = [_whisker(each) for each in people if each.kappa.n]
    scale = Scale.of([0, 1, *(end for row in rows for end in (row.low, row.high))], most=6)
    few = sum(row.uncertain for row in rows)
    told = f" {few:,} of {many(len(rows), 'row')} from fewer than {FEW} opinions: uncertain." if few else ""
    return Card(
        id="agreement",
        heading="How far second opinions agree, by person",
        note=(
            "Cohen's κ: 1 is always, 0 as often as chance would have it, below 0 less than that. The whiskers are "
            f"where the true value lies in 95 of 100 cases.{told}"
            if rows
            else "Nobody has given a second opinion."
        ),
        picture=whiskers(rows, scale),
        table=Table(
            ("Who", "Opinions", "Second opinions", "The same", "Share", "κ", "Error", "Golden, right", "Golden, wrong"),
            [
                (
                    legible(each.user),
                    each.given,
                    each.kappa.n,
                    each.kappa.agreed,
                    percent(each.kappa.share),
                    f"{each.kappa.value:.2f}" if each.kappa.interval else None,
                    f"{each.kappa.error:.2f}" if each.kappa.interval else None,
                    each.golden_right,
                    each.golden_wrong,
                )
                for each in people
            ],
        ),
        shown=True,
    )


def _whisker(each: PersonQuality) -> Whisker:
    kappa = each.kappa
    low, high = kappa.interval or (0.0, 1.0)
    told = f"{kappa.value:.2f} of {kappa.n:,}" if kappa.interval else f"{kappa.agreed:,} of {kappa.n:,} the same"
    return Whisker(
        name=legible(each.user),
        told=f"{told}, uncertain" if kappa.uncertain else told,
        value=kappa.value if kappa.interval else None,
        low=low,
        high=high,
        uncertain=kappa.uncertain,
    )
