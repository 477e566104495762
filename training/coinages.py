"""Grow the trees that score coinages: `python -m training.coinages` writes two files into moderation/data.

They learn from lists of coinages by several hands (``data/coinages/``: a coinage and whom it twists, or ``-`` and a
harmless word that looks like one, a line each), and from words that are none: those of dictionaries, names of places,
both with a letter wrong, and two words in one. A word may be read in many ways, and nobody says which is meant: the one
that scores best counts, and is found anew in each round.

How many coinages have a stem or twist a name is counted (``coinage_practice.toml``), and is a trait as others are; so
that nothing is told by the word that is learned, a list is read with the counts of the others. First each list in turn
is left out and measured on; then all are learned (``coinage_trees.json``), and the score is shifted so that of English
words, before they are listed as known, ``WRONG`` would be taken for coinages.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from moderation.blends import SHORTEST_PART, TRAITS
from moderation.coinages import PRACTICE, SHORTEST, TREES, Coinages, singulars
from moderation.datafiles import DATA, read_data
from moderation.folding import fold_form
from moderation.forest import Forest
from moderation.groups import Name, load_names
from moderation.practice import PRACTISED, Practice
from moderation.stems import Stem, read_stems
from training.hands import coinages_in, harmless_in, letters, lists
from training.known import dictionary, everyday, frequent, places

LONGEST = 16
"""Letters of the longest words of dictionaries that are learned from."""
TAKEN = {
    "frequent": 25_000,
    "dictionary": 10_000,
    "places": 6_000,
    "slips": 12_000,
    "names' slips": 8_000,
    "compounds": 12_000,
}
"""Words of each kind that are learned from, and as many again that are measured on."""
COUNTS = {"slips": 2.0, "names' slips": 3.0}
"""How much a word of a kind counts; of the others, once. Names are misspelled far more often than they are twisted."""
BEGINNINGS = (
    "anti",
    "half",
    "pro",
    "non",
    "ex",
    "semi",
    "pseudo",
    "post",
    "pre",
    "all",
    "mega",
    "super",
    "mid",
    "afro",
    "my",
)
"""What is put before words."""
NAMED, BEGUN = 0.2, 0.2
"""The shares of the parts of compounds that are names, and of compounds that begin with one of those."""
WRONG = 0.014
"""The share of frequent English words that may look like coinages before they are listed as known."""
ROUNDS = 5
GROWN = {"max_iter": 100, "max_leaf_nodes": 16, "learning_rate": 0.12, "l2_regularization": 5.0, "min_samples_leaf": 20}
HEAVY = 0.25
"""How much all coinages count together, against all other words."""
EARLY, KEPT = 20, 0.998
"""Trees after which a reading may be given up, and the share of what is found that must not be."""
SEED = 5

Scoring = Callable[[np.ndarray], np.ndarray]
"""The scores of readings, readings by `TRAITS`."""
PLACES = [TRAITS.index(trait) for trait in PRACTISED]
"""Where what depends on practice stands."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, and the ways to read it."""

    traits: np.ndarray
    """Readings by `TRAITS`, as if nobody had ever coined a word."""
    made_of: Sequence[tuple[Stem, Name]]
    """The stem and the name of each."""
    twisted: str = ""
    """The name that a coinage twists, folded, as the list has it."""

    def readings(self, practice: Practice) -> np.ndarray:
        """What is measured of the readings, readings by `TRAITS`."""
        found = self.traits.copy()
        if len(found):
            found[:, PLACES] = [practice.traits(*parts) for parts in self.made_of]
        return found

    def likeliest(self) -> tuple[Stem, Name] | None:
        """What a coinage is made of, as far as the name that it twists and the look of its readings tell."""
        if not self.made_of:
            return None
        names = {self.twisted, self.twisted.removesuffix("s")}
        meant = [place for place, (_, name) in enumerate(self.made_of) if names & {name.form, fold_form(name.target)}]
        places = meant or [*range(len(self.made_of))]
        return self.made_of[places[int(plausible(self.traits[places]).argmax())]]


@dataclass(frozen=True, slots=True)
class Hand:
    """A list by one hand."""

    name: str
    coinages: Sequence[Word]
    harmless: Sequence[Word]
    """Those that no dictionary has."""


def main() -> None:
    """Measure, grow, and write the trees and the practice."""
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    reader = Coinages(read_data("coinages.toml"), read_data("groups.toml"), trees=Forest(()), practice=Practice())
    real = everyday() | frequent() | dictionary() | places()
    others = {kind: [read(reader, word) for word in words] for kind, words in other_words(real).items()}
    learned = {kind: words[::2] for kind, words in others.items()}
    measured = {kind: words[1::2] for kind, words in others.items()}
    seen = set(real)
    hands = [hand_of(reader, path, seen) for path in lists()]
    for out in hands:
        kept = [hand for hand in hands if hand is not out]
        practice = practised(kept)
        trees = grown(kept, practice, learned)
        kinds = {"found": out.coinages, "harmless, in no dictionary": out.harmless, **measured}
        scores = {kind: scores_of(words, trees, practice) for kind, words in kinds.items()}
        least = bound(scores["frequent"])
        told = ", ".join(f"{kind} {np.mean(told >= least):.4f}" for kind, told in scores.items())
        print(f"{out.name}, left out: {told}", flush=True)
    practice = practised(hands)
    trees = grown(hands, practice, learned)
    least = bound(scores_of(measured["frequent"], trees, practice))
    coinages = [word.readings(practice) for hand in hands for word in hand.coinages]
    TREES.write_text(told_as_json(trees, least, coinages), encoding="utf-8")
    (DATA / PRACTICE).write_text(told_as_toml(practice), encoding="utf-8")


def hand_of(reader: Coinages, path: Path, seen: set[str]) -> Hand:
    """A list in a file.

    Args:
        reader: Reads its words.
        path: The file.
        seen: Real words, and those of other lists; these ones are put to them.
    """
    coinages = {fold_form(word): (word, name) for word, name in coinages_in(path)}
    harmless = {fold_form(word): word for word in harmless_in(path) if word.isalpha()}
    hand = Hand(
        path.stem,
        [read(reader, word, letters(name)) for form, (word, name) in coinages.items() if form not in seen],
        [read(reader, word) for form, word in harmless.items() if form not in seen],
    )
    seen |= coinages.keys() | harmless.keys()
    return hand


def read(reader: Coinages, word: str, twisted: str = "") -> Word:
    """A word with its readings; one that can't be a coinage has none."""
    readings = [reading for form in singulars(letters(word)) for reading in reader.readings(form)]
    traits = np.array([traits for _, traits in readings], dtype=np.float32).reshape(-1, len(TRAITS))
    return Word(traits, [(split.at.stem, split.name) for split, _ in readings], twisted)


def practised(hands: Iterable[Hand]) -> Practice:
    """What some hands did."""
    made_of = [parts for hand in hands for word in hand.coinages if (parts := word.likeliest())]
    return Practice(
        Counter(stem.form for stem, _ in made_of),
        Counter(name.form for _, name in made_of),
        Counter(name.target for _, name in made_of),
    )


def other_words(known: AbstractSet[str]) -> dict[str, list[str]]:
    """Words that are no coinages, by kind, in random order.

    Args:
        known: Real words.
    """
    rng = Random(SEED)  # noqa: S311 - nothing here is secret
    found = {}
    for kind, words in {"frequent": frequent(), "dictionary": dictionary(), "places": places()}.items():
        fitting = sorted(word for word in words if word.isascii() and SHORTEST <= len(word) <= LONGEST)
        found[kind] = rng.sample(fitting, 2 * TAKEN[kind])
    names = sorted({name.form for name in load_names().all if len(name.form) >= SHORTEST})
    usual = sorted(word for word in everyday() if len(word) > SHORTEST_PART)
    made = {
        "slips": lambda: slip(rng.choice(usual), rng),
        "names' slips": lambda: slip(rng.choice(names), rng),
        "compounds": lambda: compound(usual, names, rng),
    }
    for kind, make in made.items():
        words = (make() for _ in range(8 * TAKEN[kind]))
        new = (word for word in words if word not in known and SHORTEST <= len(word) <= LONGEST)
        found[kind] = [*islice(dict.fromkeys(new), 2 * TAKEN[kind])]
    return found


def compound(usual: Sequence[str], names: Sequence[str], rng: Random) -> str:
    """Two words in one, neither an insult to the other where one is a name; "" where they are."""
    parts = [rng.choice(names if rng.random() < NAMED else usual) for _ in range(2)]
    if rng.random() < BEGUN:
        parts[0] = rng.choice(BEGINNINGS)
    insults = any(part in insulting() or part.removesuffix("s") in insulting() for part in parts)
    return "" if insults and not load_names().forms.isdisjoint(parts) else "".join(parts)


@cache
def insulting() -> frozenset[str]:
    """All stems."""
    return frozenset(stem.form for stem in read_stems(read_data("coinages.toml")))


def slip(word: str, rng: Random) -> str:
    """A word with a letter left out, put in, taken for another, or swapped with the next."""
    place = rng.randrange(len(word))
    left, letter, right, other = word[:place], word[place], word[place + 1 :], rng.choice(ascii_lowercase)
    return left + rng.choice((right, other + letter + right, other + right, right[:1] + letter + right[1:]))


def grown(
    hands: Sequence[Hand], practice: Practice, others: Mapping[str, Sequence[Word]]
) -> HistGradientBoostingClassifier:
    """Trees that tell coinages from other words by their best readings.

    Args:
        hands: The lists.
        practice: What all of them did.
        others: Words that are no coinages, by kind.
    """
    apart = {hand.name: practised(one for one in hands if one is not hand) for hand in hands}
    coinages = [word.readings(apart[hand.name]) for hand in hands for word in hand.coinages]
    kinds = {kind: [word.readings(practice) for word in words] for kind, words in others.items()}
    kinds["harmless"] = [word.readings(apart[hand.name]) for hand in hands for word in hand.harmless]
    score: Scoring = plausible
    for _ in range(ROUNDS):
        _, yes = best(score, coinages)
        parts = {kind: best(score, words)[1] for kind, words in kinds.items()}
        no = np.concatenate([*parts.values()])
        counts = np.concatenate([np.full(len(part), COUNTS.get(kind, 1.0)) for kind, part in parts.items()])
        weights = np.r_[np.full(len(yes), HEAVY * len(no) / len(yes)), counts]
        trees = HistGradientBoostingClassifier(**GROWN, early_stopping=False, random_state=SEED)
        trees.fit(np.concatenate((yes, no)), np.r_[np.ones(len(yes)), np.zeros(len(no))], sample_weight=weights)
        score = trees.decision_function
    return trees


def plausible(readings: np.ndarray) -> np.ndarray:
    """How plausible readings look before anything is learned."""
    counts = {"explained": 3, "name kept": 2, "likeness": 2, "strength": 1, "stem kept": 1}
    return sum(count * readings[:, TRAITS.index(trait)] for trait, count in counts.items())


def best(score: Scoring, words: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The best score of each word, -inf where it has no reading, and the best readings of those that have one.

    Args:
        score: Scores readings.
        words: The readings of each word, readings by `TRAITS`.
    """
    told = score(np.concatenate(words))
    scores, rows, at = np.full(len(words), -np.inf), [], 0
    for place, readings in enumerate(words):
        if len(readings):
            own = told[at : at + len(readings)]
            scores[place] = own.max()
            rows.append(readings[own.argmax()])
            at += len(readings)
    return scores, np.array(rows)


def scores_of(words: Sequence[Word], trees: HistGradientBoostingClassifier, practice: Practice) -> np.ndarray:
    """The best score of each word, -inf where it has no reading."""
    return best(trees.decision_function, [word.readings(practice) for word in words])[0]


def bound(frequent_words: np.ndarray) -> float:
    """The score from which a word is taken for a coinage, by the scores of frequent words."""
    return float(np.quantile(frequent_words, 1 - WRONG))


def told_as_json(trees: HistGradientBoostingClassifier, least: float, coinages: Sequence[np.ndarray]) -> str:
    """The trees as `moderation.forest` reads them."""
    start = float(trees._baseline_prediction.item()) - least  # noqa: SLF001 - nothing public tells it
    grown_trees = [_tree(one[0].nodes, 0) for one in trees._predictors]  # noqa: SLF001 - likewise
    scores, readings = best(trees.decision_function, coinages)
    found = readings[scores[np.isfinite(scores)] >= least]
    first = Forest(grown_trees[:EARLY], start)
    hopeless = float(np.quantile([first.score(row.tolist()) for row in found], 1 - KEPT))
    told = {"traits": TRAITS, "start": round(start, 4), "early": EARLY, "hopeless": round(hopeless, 4)}
    return json.dumps(told | {"trees": grown_trees}, indent=0).replace("\n", "") + "\n"


def told_as_toml(practice: Practice) -> str:
    """The practice as `moderation.practice` reads it."""
    tables = {"stems": practice.stems, "names": practice.names, "targets": practice.targets}
    told = [
        "# Coinages of several hands that have a stem, twist a name, and twist any name of a target:",
        "# training.coinages counts them, and the trees were grown with these counts.",
    ]
    for table, counts in tables.items():
        told += ["", f"[{table}]"]
        told += (f"{json.dumps(key, ensure_ascii=False)} = {count}" for key, count in sorted(counts.items()))
    return "\n".join(told) + "\n"


def _tree(nodes: Any, place: int) -> float | tuple[int, float, Any, Any]:
    node = nodes[place]
    if node["is_leaf"]:
        return round(float(node["value"]), 4)
    sides = _tree(nodes, node["left"]), _tree(nodes, node["right"])
    return (int(node["feature_idx"]), round(float(node["num_threshold"]), 5), *sides)


if __name__ == "__main__":
    main()
