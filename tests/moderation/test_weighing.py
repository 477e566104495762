"""How what detectors say is joined."""

from __future__ import annotations

import pytest

from moderation.items import Category, Flag, Severity
from moderation.lexicon import lexicon_files
from moderation.terms import Ambiguity, read_entries
from moderation.weighing import (
    UNKNOWN,
    Evidence,
    Point,
    Weights,
    load_weights,
    log_odds,
    logistic,
    unknown_rules,
    witness_of,
)

POINTS = (Point(0.2, 0.9, 0.3), Point(0.5, 0.8, 0.05), Point(0.7, 0.5, 0.04), Point(0.9, 0.4, 0.002))


def flag_of(rule: str) -> Flag:
    return Flag(rule=rule, category=Category.IDENTITY_ATTACK, severity=Severity.HIGH, score=0.9, spans=(), reason="")


def test_log_odds_and_their_logistic_function_are_inverse_within_bounds():
    assert logistic(log_odds(0.3)) == pytest.approx(0.3)
    assert log_odds(0.0) == pytest.approx(-6)
    assert log_odds(1.0) == pytest.approx(6)


def test_the_classifier_is_heard_on_what_it_learned_from_labels():
    heard = {Category.TOXICITY, Category.IDENTITY_ATTACK, Category.INSULT, Category.THREAT}
    assert set(load_weights()) == heard


@pytest.mark.parametrize("category", load_weights())
def test_no_finding_makes_a_text_more_harmless(category):
    weights = load_weights()[category]
    for probability in (0.01, 0.3, 0.9):
        plain = weights.probability(Evidence(classifier=probability))
        assert weights.probability(Evidence(classifier=probability, lexicon=0.3)) >= plain
        assert weights.probability(Evidence(classifier=probability, unknown=0.3)) >= plain
        assert weights.probability(Evidence(classifier=probability + 0.05)) >= plain


def test_a_word_that_the_classifier_does_not_know_says_more_than_one_that_it_knows():
    for category in (Category.IDENTITY_ATTACK, Category.TOXICITY):
        each = load_weights()[category].each
        assert each[UNKNOWN] > 2 * each["lexicon"] > 0
    unknown = min(unknown_rules())
    assert [witness_of(flag_of(rule)) for rule in (unknown, "lexicon/en/slut", "coinage/nation")] == [
        UNKNOWN,
        "lexicon",
        "coinage",
    ]


def test_what_is_unknown_is_in_the_lexicon():
    entries = {entry.rule: entry for file in lexicon_files() for entry in read_entries(file)}
    assert unknown_rules() <= entries.keys()
    assert not [rule for rule in unknown_rules() if entries[rule].ambiguity is not Ambiguity.NONE]


def test_a_threshold_is_the_lowest_that_stays_as_precise():
    weights = Weights(0.0, {}, POINTS)
    assert weights.threshold(0.9, 0.5) == 0.5
    assert weights.threshold(0.99, 0.5) == 0.9
    assert weights.threshold(0.7, 0.5) == 0.2


def test_the_fewer_posts_are_hostile_the_higher_the_threshold():
    weights = Weights(0.0, {}, POINTS)
    assert weights.threshold(0.8, 0.3) == 0.5
    assert weights.threshold(0.8, 0.05) == 0.9


def test_a_precision_that_no_threshold_reaches_has_none():
    weights = Weights(0.0, {}, POINTS)
    assert weights.threshold(0.999, 0.01) is None
    assert weights.most_precise(0.01) == pytest.approx(0.4 * 0.01 / (0.4 * 0.01 + 0.002 * 0.99))
    assert Weights(0.0, {}).threshold(0.5, 0.5) is None
