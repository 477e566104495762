"""Cohen's kappa against known examples, and what must hold of it whatever was said."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.items import Outcome, Tally
from flagpost.quality import cohens_kappa, measured

WORDS = "abc"
calmly = settings(deadline=None, derandomize=True, database=None)
TABLES = st.fixed_dictionaries({pair: st.integers(0, 40) for pair in product(WORDS, WORDS)})


def table(*rows):
    """Counts in rows, by what the first rater said."""
    return {(first, second): count for first, row in enumerate(rows) for second, count in enumerate(row)}


@pytest.mark.parametrize(
    ("counts", "value", "error"),
    [
        # Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, table 18.1
        (table((75, 1, 4), (5, 4, 1), (0, 0, 10)), 0.676, 0.087),
        # SAS/STAT, PROC FREQ, the example of two dermatologists
        (table((10, 4, 1, 0), (5, 10, 12, 2), (2, 4, 12, 5), (0, 2, 6, 13)), 0.3449, 0.0724),
        # two readers of 50 grant proposals, as they are often told of
        (table((20, 5), (10, 15)), 0.4, None),
        (table((4, 8), (6, 12)), 0.0, None),
        (table((7, 0), (0, 3)), 1.0, 0.0),
        (table((0, 5), (5, 0)), -1.0, 0.0),
    ],
)
def test_known_examples(counts, value, error):
    found = cohens_kappa(counts)
    assert found.n == sum(counts.values())
    assert found.value == pytest.approx(value, abs=5e-4)
    if error is not None:
        assert found.error == pytest.approx(error, abs=1e-3)


@pytest.mark.parametrize("counts", [{}, {("a", "a"): 0}, {("a", "a"): 12}])
def test_there_may_be_nothing_to_tell(counts):
    found = cohens_kappa(counts)
    assert (found.value, found.error) == (None, None)
    assert found.share == (1.0 if found.n else None)


@calmly
@given(TABLES)
def test_kappa_is_what_its_definition_says(counts):
    found = cohens_kappa(counts)
    n = sum(counts.values())
    assert found.n == n
    if found.value is None:
        return
    agreed = sum(counts[said, said] for said in WORDS)
    chance = sum(
        sum(counts[said, other] for other in WORDS) * sum(counts[other, said] for other in WORDS) for said in WORDS
    )
    assert found.agreed == agreed
    assert found.value == pytest.approx((agreed * n - chance) / (n * n - chance), abs=1e-9)
    assert -1 <= found.value <= 1
    assert found.error is not None
    assert found.error >= 0


@calmly
@given(TABLES, st.permutations(WORDS))
def test_it_matters_neither_who_is_first_nor_what_the_words_are(counts, names):
    renamed = dict(zip(WORDS, names, strict=True))
    found = cohens_kappa(counts)
    turned = cohens_kappa({(renamed[second], renamed[first]): count for (first, second), count in counts.items()})
    assert (turned.n, turned.agreed) == (found.n, found.agreed)
    assert (turned.value is None) == (found.value is None)
    if found.value is not None:
        assert turned.value == pytest.approx(found.value, abs=1e-9)
        assert turned.error == pytest.approx(found.error, abs=1e-6)


@calmly
@given(TABLES, st.integers(2, 9))
def test_more_of_the_same_makes_it_surer_and_nothing_else(counts, times):
    found, more = cohens_kappa(counts), cohens_kappa({pair: times * count for pair, count in counts.items()})
    if found.value is not None:
        assert more.value == pytest.approx(found.value, abs=1e-9)
        assert more.error == pytest.approx(found.error / math.sqrt(times), abs=1e-6)


@calmly
@given(TABLES)
def test_the_error_is_that_of_the_delta_method(counts):
    """The formula against the spread of a multinomial sample, carried over by kappa's slopes."""
    n = sum(counts.values())
    found = cohens_kappa(counts)
    if found.value is None or found.error is None:
        return

    def kappa_of(shares):
        chance = sum(
            sum(shares[said, other] for other in WORDS) * sum(shares[other, said] for other in WORDS) for said in WORDS
        )
        total = sum(shares.values())
        return (sum(shares[said, said] for said in WORDS) * total - chance) / (total * total - chance)

    shares = {pair: count / n for pair, count in counts.items()}
    step = 1e-6
    slopes = {
        pair: (kappa_of(shares | {pair: share + step}) - kappa_of(shares | {pair: share - step})) / (2 * step)
        for pair, share in shares.items()
    }
    mean = sum(shares[pair] * slope for pair, slope in slopes.items())
    variance = sum(shares[pair] * (slope - mean) ** 2 for pair, slope in slopes.items()) / n
    assert found.error == pytest.approx(math.sqrt(max(variance, 0)), abs=1e-4, rel=1e-3)


def test_the_interval_reaches_two_errors_to_each_side_and_no_further_than_possible():
    kappa = cohens_kappa({("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15})
    low, high = kappa.interval
    assert (low + high) / 2 == pytest.approx(kappa.value)
    assert high - kappa.value == pytest.approx(1.96 * kappa.error)
    assert not kappa.uncertain
    low, high = cohens_kappa({("a", "a"): 2, ("b", "b"): 2, ("a", "b"): 1}).interval
    assert -1 <= low < high <= 1


@pytest.mark.parametrize("pairs", [{}, {("a", "a"): 9}, {("a", "b"): 1}, {("a", "a"): 1, ("b", "b"): 1}])
def test_so_few_that_the_error_comes_out_as_nothing_have_no_interval(pairs):
    kappa = cohens_kappa(pairs)
    assert kappa.interval is None
    assert kappa.uncertain


def test_a_persons_opinions_are_added_up():
    pairs = {
        (Outcome.AGREE, Outcome.AGREE): 3,
        (Outcome.DISAGREE, Outcome.AGREE): 1,
        (Outcome.IGNORE, Outcome.IGNORE): 1,
    }
    found = measured(Tally(user="Ben", pairs=pairs, golden_right=2, golden_wrong=1))
    assert (found.user, found.given, found.golden_right, found.golden_wrong) == ("Ben", 8, 2, 1)
    assert (found.kappa.n, found.kappa.agreed, found.kappa.share) == (5, 4, 0.8)
