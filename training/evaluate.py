"""The whole evaluation: `python -m training.evaluate --data FOLDER` prints it, and writes it where ``--out`` says.

Everything is measured on posts that were neither trained on nor fitted to: the dev split of the data sets, and the
posts that templates kept for testing make.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moderation.classifier import load_reader
from moderation.items import Category, Verdict
from moderation.lexicon import load_lexicon
from moderation.policy import default_policy
from moderation.screening import Findings, examine, judged, versions
from moderation.sentiment import polarity
from moderation.weighing import UNKNOWN, log_odds
from training.examples import ABOUT, HEADS, Example, passage_of, passages, read_marked, read_posts
from training.groups import TARGETS, slots
from training.held import held_out
from training.kinds import made
from training.measure import FEWEST, auroc, character_f1
from training.reliability import Reliability, draw
from training.report import section
from training.speed import speed
from training.weigh import PRIOR, fitted, said

EACH = 4
"""Posts made from a template."""
ABLATED = Category.IDENTITY_ATTACK
"""The category whose detectors are left out in turn."""
MEASURED = (Category.IDENTITY_ATTACK, Category.TOXICITY)
SEED = 17


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    parser.add_argument(
        "--forum", type=Path, metavar="FOLDER", help="saved thread pages, for the speed on an ordinary mix"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw there how well scores are calibrated")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there as Markdown, too")
    options = parser.parse_args()
    report = "\n".join(evaluation(options.data, options.forum, options.plot))
    print(report)
    if options.out:
        options.out.write_text(report + "\n", encoding="utf-8")


def evaluation(data: Path, forum: Path | None = None, plot: Path | None = None) -> Iterator[str]:
    """The lines of the report.

    Args:
        data: The folder with the data sets.
        forum: Where thread pages are saved.
        plot: Where the plot of how well scores are calibrated is put.
    """
    dev = read_posts(data / "hostility.csv", "dev")
    cases = made("test", EACH, SEED)
    comments = read_marked(data / "toxic_spans.csv", "dev")
    dev_found = examine(passages(one.text for one in dev), skim=False)
    case_found = examine(passages(one.text for one in cases), skim=False)
    dev_told, case_told = verdicts(dev_found), verdicts(case_found)
    yield "# What screening reaches"
    yield ""
    yield "Measured by `python -m training.evaluate` with the default policy; how it is measured stands in training.md."
    yield ""
    yield "Versions: " + ", ".join(f"{name} {version}" for name, version in versions().items()) + "."
    yield from section("Data sets, dev split", by_source(dev, dev_told))
    yield from section("Data sets that were asked for one family of groups alone", by_own_family(dev))
    yield from section("Functional suite, both sides", by_side(cases, case_told))
    yield from section("Functional suite, by kind", by_kind(cases, case_told))
    yield from section("By family of groups", by_family(cases, case_told))
    reliabilities = [Reliability.of(category, dev, dev_told) for category in MEASURED]
    yield from section("Calibration, dev split", [row for one in reliabilities for row in one.rows()])
    if plot:
        draw(reliabilities, plot)
    yield from section("Every detector's share", ablation(data, dev, dev_found, cases, case_found))
    yield from section("What a glance settles", skimmed(dev, dev_told))
    yield from section("Spans", spans(comments))
    yield from speed([post.text for post in dev], forum)


def verdicts(found: Sequence[Findings]) -> list[Verdict]:
    """Findings as the default policy judges them."""
    policy, named = default_policy(), versions()
    return [judged(one, policy, named) for one in found]


def by_source(posts: Sequence[Example], told: Sequence[Verdict]) -> list[dict[str, object]]:
    """Precision, recall and the rest, by data set and category."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, post in enumerate(posts):
        places[post.source].append(place)
    rows = []
    for source, own in sorted(places.items()):
        for category in MEASURED:
            known = [place for place in own if category in posts[place].labels]
            labels = np.array([posts[place].labels[category] > 0.5 for place in known], dtype=bool)
            if min(labels.sum(), (~labels).sum()) < FEWEST:
                continue
            flagged = np.array([_counts(told[place], category) for place in known], dtype=bool)
            scores = np.array([told[place].scores[category] for place in known])
            rows.append(
                {
                    "source": source,
                    "category": str(category),
                    "posts": len(known),
                    "share": float(labels.mean()),
                    **_figures(labels, flagged),
                    "AUROC": auroc(labels.astype(float), scores),
                }
            )
    return rows


def by_own_family(posts: Sequence[Example]) -> list[dict[str, object]]:
    """How well attacks on the one family are told that a data set was asked for.

    Attacks on other groups are labelled none there, so that to tell them counts as wrong. Here a text's score is how
    likely the classifier holds an attack, times the share that the family has in who may be attacked.
    """
    reader = load_reader(load_lexicon())
    if reader is None:
        return []
    rows: list[dict[str, object]] = []
    for source, family in ABOUT.items():
        own = [post for post in posts if post.source == source and Category.IDENTITY_ATTACK in post.labels]
        labels = np.array([post.labels[Category.IDENTITY_ATTACK] for post in own])
        told = np.array([one.logits for one in reader.told([reader.transcript(passage_of(post.text)) for post in own])])
        attacks = told[:, HEADS.index(Category.IDENTITY_ATTACK)]
        odds = np.exp(told[:, [HEADS.index(one) for one in TARGETS]])
        scores = odds[:, TARGETS.index(family)] / odds.sum(axis=1) / (1 + np.exp(-attacks))
        rows.append({"source": source, "family": family, "posts": len(own), "AUROC": auroc(labels, scores)})
    return rows


def _counts(verdict: Verdict, category: Category) -> bool:
    """Whether a category is reached; any of them makes a text toxic."""
    return bool(verdict.categories) if category is Category.TOXICITY else category in verdict.categories


def _figures(labels: np.ndarray, flagged: np.ndarray) -> dict[str, float]:
    both = float((labels & flagged).sum())
    neither = float((~labels & ~flagged).sum())
    precision, recall = both / max(float(flagged.sum()), 1), both / max(float(labels.sum()), 1)
    other = 2 * neither / max(float((~labels).sum() + (~flagged).sum()), 1)
    own = 2 * both / max(float(labels.sum() + flagged.sum()), 1)
    return {
        "precision": precision,
        "recall": recall,
        "F1": own,
        "macro F1": (own + other) / 2,
        "accuracy": (both + neither) / len(labels),
    }


def _rightly(cases: Sequence[Example], told: Sequence[Verdict]) -> list[tuple[Example, bool, bool]]:
    """Each case that is labelled, whether it attacks a group, and whether that was told rightly."""
    found = []
    for case, verdict in zip(cases, told, strict=True):
        if Category.IDENTITY_ATTACK in case.labels:
            attacks = case.labels[Category.IDENTITY_ATTACK] > 0.5
            found.append((case, attacks, (Category.IDENTITY_ATTACK in verdict.categories) == attacks))
    return found


def _shares(groups: Mapping[str, Sequence[bool]], name: str) -> list[dict[str, object]]:
    return [{name: key, "posts": len(right), "right": sum(right) / len(right)} for key, right in groups.items()]


def by_side(cases: Sequence[Example], told: Sequence[Verdict]) -> list[dict[str, object]]:
    """The share of attacking and of harmless posts that are told rightly."""
    sides: dict[str, list[bool]] = {"attacks a group": [], "does not": []}
    for _, attacks, right in _rightly(cases, told):
        sides["attacks a group" if attacks else "does not"].append(right)
    return _shares(sides, "the post")


def by_kind(cases: Sequence[Example], told: Sequence[Verdict]) -> list[dict[str, object]]:
    """The share that is told rightly, by kind of speech, the worst first."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    sides: dict[str, str] = {}
    for case, attacks, right in _rightly(cases, told):
        name = case.source.removeprefix("kinds/")
        kinds[name].append(right)
        sides[name] = "attack" if attacks else "none"
    ordered = dict(sorted(kinds.items(), key=lambda entry: sum(entry[1]) / len(entry[1])))
    return [{"kind": row["kind"], "is": sides[str(row["kind"])], **row} for row in _shares(ordered, "kind")]


def by_family(cases: Sequence[Example], told: Sequence[Verdict]) -> list[dict[str, object]]:
    """How far a group's name moves anything: what is found of attacks on it, what is left alone where it is named."""
    families = {group.name: group.family for group in slots()[1]}
    sides: dict[str, dict[bool, list[bool]]] = defaultdict(lambda: {True: [], False: []})
    for case, attacks, right in _rightly(cases, told):
        for family in {families[group] for group in case.groups}:
            sides[family][attacks].append(right)
    return [
        {
            "family": family,
            "attacks": len(told[True]),
            "found": sum(told[True]) / max(len(told[True]), 1),
            "harmless": len(told[False]),
            "left alone": sum(told[False]) / max(len(told[False]), 1),
        }
        for family, told in sorted(sides.items())
    ]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Labelled posts, and what each detector says of them."""

    posts: Sequence[Example]
    labels: np.ndarray
    inputs: np.ndarray
    """Posts by detectors: those that are weighed, and the tone."""

    @classmethod
    def of(cls, posts: Sequence[Example], found: Sequence[Findings]) -> _Weighed:
        """Those whose label is known and that the classifier read."""
        rows = [row for row, post in enumerate(posts) if ABLATED in post.labels and found[row].reading]
        known = [found[row] for row in rows]
        tones = [-_tone(posts[row].text) if found[row].flags else 0.0 for row in rows]
        labels = np.array([posts[row].labels[ABLATED] for row in rows])
        return cls([posts[row] for row in rows], labels, np.column_stack((said(known, ABLATED), tones)))


def _tone(text: str) -> float:
    return polarity(passage_of(text)) or 0.0


def ablation(
    data: Path,
    dev: Sequence[Example],
    dev_found: Sequence[Findings],
    cases: Sequence[Example],
    case_found: Sequence[Findings],
) -> list[dict[str, object]]:
    """What is lost where a detector is left out, or won where the tone is heard besides, and all are weighed anew."""
    kept_back = held_out(data)
    fitted_on = _Weighed.of(kept_back, examine(passages(one.text for one in kept_back), skim=False))
    measured, suite = _Weighed.of(dev, dev_found), _Weighed.of(cases, case_found)
    columns, priors = [*PRIOR, "tone"], np.array([*PRIOR.values(), 0.0])
    policy, attack = default_policy(), Category.IDENTITY_ATTACK
    rows = []
    for name, heard in {
        "both": [*PRIOR],
        "both, and TextBlob's tone": columns,
        "the classifier alone": ["classifier"],
        "the lexicon alone": ["lexicon", UNKNOWN],
    }.items():
        kept = [columns.index(one) for one in heard]
        weights, bias = fitted(fitted_on.inputs[:, kept], fitted_on.labels, priors[kept])
        odds = measured.inputs[:, kept] @ weights + bias
        row: dict[str, object] = {"heard": name}
        for source in ("hatexplain", "davidson", "edos", "cad", "hatemoji"):
            own = np.array([post.source == source for post in measured.posts])
            row[source] = auroc(measured.labels[own], odds[own]) if own.any() else 0.0
        attacks = suite.labels > 0.5
        least = (policy.thresholds if "classifier" in heard else policy.by_words)[attack]
        told = suite.inputs[:, kept] @ weights + bias >= log_odds(least)
        row["attacks found"], row["left alone"] = float(told[attacks].mean()), float((~told[~attacks]).mean())
        rows.append(row)
    return rows


def skimmed(posts: Sequence[Example], told: Sequence[Verdict]) -> list[dict[str, object]]:
    """What a glance settles, and what is lost by it, against reading everything."""
    found = examine(passages(one.text for one in posts))
    settled = sum(one.reading is not None and one.reading.settled for one in found)
    told_at_once = verdicts(found)
    reached = [bool(verdict.categories) for verdict in told]
    lost = sum(one and not verdict.categories for one, verdict in zip(reached, told_at_once, strict=True))
    return [
        {
            "posts": len(posts),
            "settled": settled / len(posts),
            "flagged": sum(reached),
            "lost": lost / max(sum(reached), 1),
        }
    ]


def spans(comments: Sequence[Example]) -> list[dict[str, object]]:
    """Character F1 of the flags' spans, the mean of comments (SemEval-2021 task 5)."""
    told = verdicts(examine(passages(one.text for one in comments)))
    figures = []
    for comment, verdict in zip(comments, told, strict=True):
        shown = ((span.start, span.end) for flag in verdict.flags for span in flag.spans)
        figures.append(character_f1(comment.marks or (), shown))
    return [{"comments": len(comments), "character F1": float(np.mean(figures))}]


if __name__ == "__main__":
    main()
