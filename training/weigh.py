"""Fit how detectors are joined: `python -m training.weigh --data FOLDER` writes ``moderation/data/weighing.json``.

Toxicity and attacks on groups are fitted to posts that the classifier never saw. For insults and threats the data sets
have no labels of their own, so there the weights are set, not fitted. On cursing and what is sexually explicit the
classifier is not heard: the lexicon gave those labels, and knows its own exceptions.

Clear words that the classifier does not know are hardly in labelled posts. What one says is seen by putting such words
in the place of others in posts whose label is known.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from moderation.classifier import LANGUAGE
from moderation.items import Category
from moderation.lexicon import Lexicon, lexicon_files
from moderation.policy import default_policy
from moderation.screening import Findings, examine
from moderation.terms import Ambiguity, Entry, read_entries
from moderation.weighing import FILE, UNKNOWN, UNKNOWN_RULES, Weights
from training.examples import Example, passages
from training.held import held_out
from training.train import learned

FITTED = (Category.TOXICITY, Category.IDENTITY_ATTACK)
SET: Mapping[Category, float] = {Category.INSULT: -1.0, Category.THREAT: -1.5}
"""Categories that templates have labels of and the data sets have none of, each to its bias: of the posts of a forum
far fewer insult or threaten than of those that were trained on."""
PRIOR: Mapping[str, float] = {"classifier": 1.0, "lexicon": 1.0, UNKNOWN: 1.0}
"""Weights before anything was seen."""
PULL = 4.0
"""How strongly weights are drawn to those, in posts."""
ROUNDS, STEP = 4_000, 0.5
PLAIN = ("there goes that {} from number nine", "my new neighbour is a {}", "the {} was here again this morning")
"""Sentences in which a slur or an insult is all that there is."""
KNOWN_IN = 20
"""Posts with a word from which the classifier knows it, whatever it makes of it."""
KNOWN_FROM = 0.5
"""The mean probability of a word's own category in them, from which the classifier knows it."""
HEARD = (Category.IDENTITY_ATTACK, Category.INSULT)
"""Categories of words that the classifier may know."""
CLEAR = 0.7
"""The score of a flag whose word may be put in the place of another."""
SEED = 5
THRESHOLDS = np.arange(0.02, 0.99, 0.02)
FEWEST = 50
"""Posts that must reach a threshold: how precise it is cannot be told from fewer."""


def main() -> None:
    """Fit, and say what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    options = parser.parse_args()
    posts = held_out(options.data)
    found = examine(passages(one.text for one in posts), skim=False)
    unknown = unknown_words(learned(options.data))
    UNKNOWN_RULES.write_text("".join(f"{rule}\n" for rule in sorted(one.rule for one in unknown)), encoding="utf-8")
    others = swapped(posts, found, unknown)
    print(f"{len(unknown)} clear words are unknown; they stand in {len(others)} posts in the place of others")
    fitted_to, found_there = [*posts, *others], [*found, *examine(passages(one.text for one in others), skim=False)]
    told = {}
    for category in (*FITTED, *SET):
        weights = fit(fitted_to, found_there, category) if category in FITTED else Weights(SET[category], PRIOR)
        each = {name: round(weight, 4) for name, weight in weights.each.items()}
        points = operating_points(posts, found, category, weights) if category in FITTED else []
        told[category] = {"bias": round(weights.bias, 4), "each": each, "points": points}
        print(category, weights.bias, each)
    FILE.write_text(_printed(told), encoding="utf-8")


def _printed(told: Mapping[Category, Mapping[str, object]]) -> str:
    """The file, a line a category's weights and a line its points."""
    parts = []
    for category, one in told.items():
        lines = ",\n".join(f'    "{name}": {json.dumps(value)}' for name, value in one.items())
        parts.append(f'  "{category}": {{\n{lines}\n  }}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def unknown_words(posts: Sequence[Example]) -> list[Entry]:
    """Clear terms of the lexicon that the classifier does not know.

    They are hardly in what it learned from, and in plain sentences it does not take them for what they are.

    Args:
        posts: The posts of the data sets that it learned from.
    """
    learned_from = examine(passages(one.text for one in posts), read=False)
    times = Counter(rule for one in learned_from for rule in {flag.rule for flag in one.flags})
    entries = [entry for file in lexicon_files() for entry in read_entries(file)]
    rare = [
        one
        for one in entries
        if one.ambiguity is Ambiguity.NONE and one.category in HEARD and times[one.rule] < KNOWN_IN
    ]
    found = iter(examine(passages(plain.format(one.term) for one in rare for plain in PLAIN), skim=False))
    unknown = []
    for one in rare:
        readings = [reading for _ in PLAIN if (reading := next(found).reading)]
        if sum(reading.scores[one.category] for reading in readings) < KNOWN_FROM * len(readings):
            unknown.append(one)
    return unknown


def swapped(posts: Sequence[Example], found: Sequence[Findings], unknown: Iterable[Entry]) -> list[Example]:
    """Posts with other slurs and insults in the place of theirs: English ones that the classifier does not know.

    Args:
        posts: Labelled posts, whose labels stay.
        found: What was found in each.
        unknown: Terms that it does not know.
    """
    others: dict[Category, list[str]] = defaultdict(list)
    for entry in unknown:
        if entry.language == LANGUAGE:
            others[entry.category].append(entry.term)
    chance, swaps = Random(SEED), []  # noqa: S311 - nothing here is secret
    for post, one in zip(posts, found, strict=True):
        text = post.text
        for flag in sorted(one.flags, key=lambda flag: [span.start for span in flag.spans], reverse=True):
            if flag.detector == Lexicon.name and flag.score >= CLEAR and len(flag.spans) == 1 and others[flag.category]:
                [span] = flag.spans
                plural = "s" if text[span.start : span.end].casefold().endswith("s") else ""
                text = text[: span.start] + chance.choice(others[flag.category]) + plural + text[span.end :]
        if text != post.text:
            swaps.append(replace(post, text=text))
    return swaps


def operating_points(
    posts: Sequence[Example], found: Sequence[Findings], category: Category, weights: Weights
) -> list[tuple[float, float, float]]:
    """Thresholds, with the shares of posts of the category and of others that reach each."""
    known = [row for row, one in enumerate(posts) if category in one.labels and found[row].reading]
    labels = np.array([posts[row].labels[category] for row in known]) > 0.5
    odds = (
        said([found[row] for row in known], category) @ np.array([weights.each[name] for name in PRIOR]) + weights.bias
    )
    scores = 1 / (1 + np.exp(-odds))
    # One more than was seen: that none of a few thousand posts was wrong does not say that none is.
    return [
        (
            round(float(least), 2),
            round(float((scores[labels] >= least).mean()), 4),
            round(float(((scores[~labels] >= least).sum() + 1) / ((~labels).sum() + 1)), 5),
        )
        for least in THRESHOLDS
        if (scores >= least).sum() >= FEWEST
    ]


def said(found: Sequence[Findings], category: Category) -> np.ndarray:
    """What is weighed for a category, texts by detectors in the order of `PRIOR`; of texts that the classifier read."""
    policy = default_policy()
    told = (policy.evidence(one.flags, one.reading, category).said() for one in found if one.reading)
    return np.array([[evidence[name] for name in PRIOR] for evidence in told])


def fit(posts: Sequence[Example], found: Sequence[Findings], category: Category) -> Weights:
    """The weights of a category that make the labels most likely, none below zero.

    Args:
        posts: Labelled posts.
        found: What was found in each.
        category: The category.
    """
    known = [row for row, one in enumerate(posts) if category in one.labels and found[row].reading]
    labels = np.array([posts[row].labels[category] for row in known])
    weights, bias = fitted(said([found[row] for row in known], category), labels, np.array(list(PRIOR.values())))
    return Weights(bias, dict(zip(PRIOR, weights.tolist(), strict=True)))


def fitted(inputs: np.ndarray, labels: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, float]:
    """The weights, and the bias, that make labels most likely.

    Args:
        inputs: What is weighed, texts by detectors.
        labels: 0 or 1, or a share.
        prior: Weights before anything was seen. No weight falls below zero whose prior is above it.
    """
    weights, bias = prior.copy(), 0.0
    scale = 1 + inputs.std(axis=0) ** 2
    for _ in range(ROUNDS):
        wrong = 1 / (1 + np.exp(-(inputs @ weights + bias))) - labels
        slope = (inputs.T @ wrong + PULL * (weights - prior)) / len(labels)
        weights = weights - STEP * slope / scale
        weights = np.where(prior > 0, np.maximum(weights, 0), weights)
        bias -= STEP * float(wrong.mean())
    return weights, bias


if __name__ == "__main__":
    main()
