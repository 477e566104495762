"""The policy: flags to scores, categories, severity and queue, and files of one's own over the default."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.classifier import Reading
from moderation.errors import ModerationError, PolicyError
from moderation.items import Category, Flag, Severity, Span
from moderation.policy import SUREST, Policy, default_policy, load_policy
from moderation.weighing import unknown_rules

torture = settings(max_examples=200, deadline=None, derandomize=True, database=None)

FLAGS = st.builds(
    lambda rule, category, severity, score: flag(rule=rule, category=category, severity=severity, score=score),
    st.sampled_from(["lexicon/en/noddy", "lexicon/en/duffer", "coinage/vulgar-nation", "other/thing"]),
    st.sampled_from(Category),
    st.sampled_from(Severity),
    st.floats(0, 1),
)


def flag(**more) -> Flag:
    given = {"rule": "lexicon/en/noddy", "category": Category.INSULT, "severity": Severity.HIGH, "score": 0.9}
    return Flag(**given | {"spans": (Span(start=0, end=5),), "reason": '"noddy" is an insult.'} | more)


@pytest.fixture
def overlaid(tmp_path):
    """The default policy under a file that says this."""

    def load(content: str) -> Policy:
        path = tmp_path / "board.toml"
        path.write_text(content, encoding="utf-8")
        return load_policy(path)

    return load


def scores(*flags: Flag, policy: Policy | None = None, polarity: float | None = None) -> dict[Category, float]:
    return dict((policy or default_policy()).judge(flags, polarity, {}).scores)


# --- scores ------------------------------------------------------------------------------------------------------


def test_a_text_without_flags_scores_nothing():
    verdict = default_policy().judge((), -1.0, {})
    assert dict(verdict.scores) == dict.fromkeys(Category, 0.0)
    assert (verdict.categories, verdict.severity, verdict.queue) == ((), Severity.NONE, None)


def test_one_flag_scores_its_category_in_full():
    assert scores(flag(score=0.7))[Category.INSULT] == 0.7


def test_flags_of_several_rules_are_joined_by_the_chance_that_one_is_right():
    two = scores(flag(score=0.5), flag(rule="lexicon/en/duffer", score=0.6))
    assert two[Category.INSULT] == pytest.approx(1 - 0.5 * 0.4)


def test_a_rule_speaks_once_and_as_loud_as_it_can():
    assert scores(flag(score=0.5), flag(score=0.6), flag(score=0.4)) == scores(flag(score=0.6))


def test_nothing_is_surer_than_the_surest():
    sure = [flag(rule=f"lexicon/en/{number}", score=1.0) for number in range(5)]
    assert scores(*sure, polarity=-1.0)[Category.INSULT] == SUREST


def test_a_finding_speaks_for_other_categories_as_the_policy_says(overlaid):
    policy = overlaid("[speaks_for]\ninsult = { profanity = 0.5 }\n[speaks_for.threat]\ntoxicity = 0.25")
    insult = scores(flag(score=0.8), policy=policy)
    assert (insult[Category.INSULT], insult[Category.PROFANITY], insult[Category.THREAT]) == (0.8, 0.4, 0)
    assert scores(flag(category=Category.THREAT, score=0.8), policy=policy)[Category.TOXICITY] == 0.2


def test_a_category_speaks_for_itself_in_full_whatever_is_written(overlaid):
    policy = overlaid("[speaks_for]\ninsult = { insult = 0.1 }")
    assert scores(flag(score=0.8), policy=policy)[Category.INSULT] == 0.8


def test_a_detector_is_believed_as_far_as_it_weighs(overlaid):
    policy = overlaid("[weights]\nlexicon = 0.5")
    assert scores(flag(score=0.8), policy=policy)[Category.INSULT] == pytest.approx(0.4)
    assert scores(flag(score=0.8, rule="coinage/x"), policy=policy)[Category.INSULT] == 0.8
    assert scores(flag(score=0.8, rule="unnamed/x"), policy=policy)[Category.INSULT] == 0.8
    assert scores(flag(score=0.8), policy=overlaid("[weights]\nlexicon = 0"))[Category.INSULT] == 0


@torture
@given(st.lists(FLAGS, max_size=6), st.none() | st.floats(-1, 1))
def test_scores_are_shares_and_a_flag_never_lowers_them(flags, polarity):
    all_of_them = scores(*flags, polarity=polarity)
    assert set(all_of_them) == set(Category)
    assert all(0 <= score <= SUREST for score in all_of_them.values())
    for category, score in scores(*flags[1:], polarity=polarity).items():
        assert score <= all_of_them[category]


@torture
@given(st.lists(FLAGS, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_flags_changes_no_score(flags, random):
    shuffled = random.sample(flags, len(flags))
    assert scores(*shuffled) == pytest.approx(scores(*flags))


# --- tone --------------------------------------------------------------------------------------------------------


def test_a_negative_tone_raises_and_a_positive_one_lowers():
    plain = scores(flag(score=0.6))[Category.INSULT]
    assert (
        scores(flag(score=0.6), polarity=-0.5)[Category.INSULT]
        > plain
        > scores(flag(score=0.6), polarity=0.5)[Category.INSULT]
    )
    assert (
        scores(flag(score=0.6), polarity=0.0)[Category.INSULT]
        == plain
        == scores(flag(score=0.6), polarity=None)[Category.INSULT]
    )


def test_the_tone_moves_the_log_odds_by_what_the_policy_says(overlaid):
    policy = overlaid("[tone]\nnegative = 1.5\npositive = 0.5")

    def log_odds(score: float) -> float:
        return math.log(score / (1 - score))

    for polarity, moved in ((-1.0, 1.5), (-0.5, 0.75), (1.0, -0.5), (0.5, -0.25)):
        score = scores(flag(score=0.6), policy=policy, polarity=polarity)[Category.INSULT]
        assert log_odds(score) == pytest.approx(log_odds(0.6) + moved, abs=0.01)


@pytest.mark.parametrize("polarity", [-1.0, 1.0])
def test_the_tone_creates_nothing(polarity):
    moved = scores(flag(score=0.6), polarity=polarity)
    untouched = {category for category, score in scores(flag(score=0.6)).items() if not score}
    assert untouched == {Category.IDENTITY_ATTACK, Category.THREAT, Category.PROFANITY, Category.SEXUALLY_EXPLICIT}
    assert all(moved[category] == 0 for category in untouched)
    assert not any(scores(polarity=polarity).values())


# --- categories, severity, queue ---------------------------------------------------------------------------------


@pytest.mark.parametrize("category", Category)
def test_a_category_counts_from_its_threshold_on(category, overlaid):
    policy = overlaid(f"[thresholds]\n{category} = 0.7")
    assert category in policy.judge([flag(category=category, score=0.7)], None, {}).categories
    assert category not in policy.judge([flag(category=category, score=0.69)], None, {}).categories


def test_with_a_threshold_of_nothing_there_must_still_be_something(overlaid):
    policy = overlaid("[thresholds]\nthreat = 0")
    assert policy.judge([flag()], None, {}).categories == (Category.INSULT,)
    assert policy.judge((), None, {}).queue is None


def test_categories_stand_by_gravity_then_by_score():
    flags = [
        flag(category=Category.PROFANITY, severity=Severity.LOW, score=0.95),
        flag(category=Category.THREAT, severity=Severity.CRITICAL, score=0.9, rule="lexicon/en/threat"),
        flag(category=Category.INSULT, severity=Severity.LOW, score=0.9, rule="lexicon/en/insult"),
    ]
    found = default_policy().judge(flags, None, {}).categories
    assert found == (Category.TOXICITY, Category.THREAT, Category.PROFANITY, Category.INSULT)


def test_a_flag_below_every_threshold_is_kept_and_moves_nobody():
    verdict = default_policy().judge([flag(score=0.2)], None, {})
    assert len(verdict.flags) == 1
    assert (verdict.categories, verdict.severity, verdict.queue) == ((), Severity.NONE, None)


BANDS = """
[thresholds]
insult = 0.1
[[bands]]
from = 0.0
at_most = "low"
[[bands]]
from = 0.5
at_most = "medium"
[[bands]]
from = 0.9
at_most = "critical"
"""


@pytest.mark.parametrize(
    ("score", "severity", "carried"),
    [
        (0.2, Severity.CRITICAL, Severity.LOW),
        (0.49, Severity.CRITICAL, Severity.LOW),
        (0.5, Severity.CRITICAL, Severity.MEDIUM),
        (0.89, Severity.HIGH, Severity.MEDIUM),
        (0.9, Severity.HIGH, Severity.HIGH),
        (0.95, Severity.LOW, Severity.LOW),
        (0.95, Severity.NONE, Severity.LOW),
    ],
)
def test_a_score_carries_the_gravity_of_its_band(score, severity, carried, overlaid):
    assert overlaid(BANDS).judge([flag(score=score, severity=severity)], None, {}).severity is carried


def test_only_flags_that_speak_for_a_category_make_it_grave(overlaid):
    policy = overlaid("[speaks_for]\nprofanity = { toxicity = 0, insult = 0 }")
    flags = [flag(severity=Severity.LOW), flag(category=Category.PROFANITY, severity=Severity.CRITICAL, score=0.3)]
    assert policy.judge(flags, None, {}).severity is Severity.LOW


QUEUES = """
[[queues]]
name = "first"
categories = ["threat"]
severity = "high"
[[queues]]
name = "second"
categories = ["threat", "insult"]
severity = "medium"
[[queues]]
name = "rest"
categories = ["toxicity"]
severity = "none"
[thresholds]
toxicity = 0.6
"""


@pytest.mark.parametrize(
    ("category", "severity", "score", "queue"),
    [
        (Category.THREAT, Severity.HIGH, 0.9, "first"),
        (Category.THREAT, Severity.MEDIUM, 0.9, "second"),
        (Category.INSULT, Severity.HIGH, 0.9, "second"),
        (Category.INSULT, Severity.LOW, 0.9, "rest"),
        (Category.TOXICITY, Severity.LOW, 0.9, "rest"),
        (Category.PROFANITY, Severity.HIGH, 0.62, None),
        (Category.INSULT, Severity.HIGH, 0.2, None),
    ],
)
def test_a_text_goes_to_the_first_queue_that_takes_it(category, severity, score, queue, overlaid):
    flags = [flag(category=category, severity=severity, score=score)]
    assert overlaid(QUEUES).judge(flags, None, {}).queue == queue


def test_the_order_of_queues_decides(overlaid):
    one, two, rest = QUEUES.split("[[queues]]")[1:]
    threat = [flag(category=Category.THREAT, severity=Severity.HIGH)]
    assert overlaid(f"[[queues]]{two}[[queues]]{one}[[queues]]{rest}").judge(threat, None, {}).queue == "second"


def test_without_queues_nobody_is_called(overlaid):
    verdict = overlaid("queues = []").judge([flag(category=Category.THREAT)], None, {})
    assert (verdict.queue, verdict.severity) == (None, Severity.HIGH)


@pytest.mark.parametrize(
    ("score", "threshold", "counts"), [(0.4, 0.35, False), (0.5, 0.35, True), (0.5, 0.6, False), (0.6, 0.6, True)]
)
def test_words_alone_count_from_their_own_score_or_from_the_threshold_where_that_is_higher(
    score, threshold, counts, overlaid
):
    policy = overlaid(f"[thresholds]\nidentity_attack = {threshold}\n[by_words]\nidentity_attack = 0.5")
    attack = [flag(category=Category.IDENTITY_ATTACK, score=score)]
    assert (Category.IDENTITY_ATTACK in policy.judge(attack, None, {}).categories) == counts


def test_what_the_classifier_read_counts_from_the_threshold():
    reading = Reading(dict.fromkeys(Category, 0.1) | {Category.IDENTITY_ATTACK: 0.45}, None, ())
    verdict = default_policy().judge((), None, {}, reading)
    assert verdict.categories == (Category.IDENTITY_ATTACK,)
    assert (verdict.severity, verdict.queue) == (Severity.LOW, "identity")


def test_a_slur_that_the_classifier_does_not_know_counts_without_it():
    reading = Reading(dict.fromkeys(Category, 0.1), None, ())
    known, unknown = (
        default_policy().judge((flag(rule=rule, category=Category.IDENTITY_ATTACK),), None, {}, reading)
        for rule in ("lexicon/en/no-such-word", min(unknown_rules()))
    )
    assert known.categories == ()
    assert unknown.categories == (Category.IDENTITY_ATTACK,)


# --- files -------------------------------------------------------------------------------------------------------


def test_a_file_says_only_what_differs(overlaid):
    default, board = default_policy(), overlaid('name = "board"\n[thresholds]\ninsult = 0.9\n[tone]\nnegative = 0.0')
    assert (board.name, board.thresholds[Category.INSULT], board.tone.negative) == ("board", 0.9, 0.0)
    assert board.thresholds[Category.THREAT] == default.thresholds[Category.THREAT]
    assert board.tone.positive == default.tone.positive
    assert (board.speaks_for, board.weights) == (default.speaks_for, default.weights)
    assert (board.bands, board.queues) == (default.bands, default.queues)


def test_tables_are_joined_and_lists_replaced(overlaid):
    board = overlaid(
        '[speaks_for.insult]\nprofanity = 0.5\n[[queues]]\nname = "all"\ncategories = ["insult"]\nseverity = "low"'
    )
    default = default_policy()
    assert board.speaks_for[Category.INSULT] == {**default.speaks_for[Category.INSULT], Category.PROFANITY: 0.5}
    assert [queue.name for queue in board.queues] == ["all"]
    assert len(default.queues) > 1


def test_a_verdict_names_its_policy_and_the_versions_it_was_given(overlaid):
    policy = overlaid('name = "board"\nversion = "2026-03"')
    verdict = policy.judge((), None, {"lexicon": "7"})
    name, _, version = verdict.policy.partition("@")
    assert name == "board"
    assert version.startswith("2026-03+")
    assert verdict.versions == {"lexicon": "7"}


def test_another_content_is_another_version(overlaid):
    contents = ["", "[tone]\nnegative = 0.1", "[tone]\nnegative = 0.2", 'version = "9"', "queues = []"]
    assert len({overlaid(content).version for content in contents}) == len(contents)
    assert overlaid("").version == default_policy().version == load_policy().version


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("[thresholds]\ntoxicity = 2", "thresholds.toxicity: .*less than or equal to 1"),
        ('[thresholds]\ntoxicity = "high"', "thresholds.toxicity: .*number"),
        ("[thresholds]\ntoxicty = 0.5", "thresholds.toxicty: .*'toxicity'"),
        ("thresholds = 3", "thresholds: "),
        ('colour = "red"', "colour: "),
        ('name = ""', "name: "),
        ('version = ""', "version: "),
        ("[weights]\nlexicon = -1", "weights.lexicon: "),
        ("[speaks_for]\ninsult = { rude = 1 }", "speaks_for.insult.rude: "),
        ("[speaks_for.insult]\ntoxicity = 3", "speaks_for.insult.toxicity: "),
        ("[tone]\nnegative = 9", "tone.negative: "),
        ("[tone]\nangry = 1", "tone.angry: "),
        ("bands = []", "bands: must start from 0 and rise"),
        ('[[bands]]\nfrom = 0.5\nat_most = "low"', "bands: must start from 0 and rise"),
        (
            '[[bands]]\nfrom = 0.0\nat_most = "huge"',
            "bands.0.at_most: must be one of none, low, medium, high, critical",
        ),
        ('[[bands]]\nfrom = 0.0\nat_most = ["low"]', "bands.0.at_most: must be one of"),
        ('[[queues]]\nname = "x"\ncategories = ["rude"]\nseverity = "low"', "queues.0.categories.0: "),
        ('[[queues]]\nname = "x"\nseverity = "low"', "queues.0.categories: "),
        ('[[queues]]\nname = "x"\ncategories = []\nseverity = 3', "queues.0.severity: must be one of"),
        ("x = [", "is not TOML in UTF-8"),
    ],
)
def test_an_error_is_one_line_that_names_the_file_and_the_key(content, key, overlaid):
    with pytest.raises(PolicyError, match=rf"board\.toml: {key}") as caught:
        overlaid(content)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ModerationError)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(PolicyError, match=r"none\.toml: cannot be read \(No such file or directory\); check the path"):
        load_policy(tmp_path / "none.toml")
    (tmp_path / "raw.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match=r"raw\.toml: is not TOML in UTF-8"):
        load_policy(tmp_path / "raw.toml")


# --- the default -------------------------------------------------------------------------------------------------


def test_the_default_queues_take_every_category_that_counts():
    taken = {category for queue in default_policy().queues for category in queue.categories}
    assert taken >= {Category.THREAT, Category.IDENTITY_ATTACK, Category.INSULT, Category.TOXICITY}


def test_the_default_sends_the_gravest_threats_first():
    first = default_policy().queues[0]
    assert first.categories == (Category.THREAT,)
    verdict = default_policy().judge([flag(category=Category.THREAT, severity=Severity.CRITICAL)], None, {})
    assert (verdict.queue, verdict.severity) == (first.name, Severity.CRITICAL)


def test_a_plain_insult_of_the_default_policy_reaches_somebody():
    assert default_policy().judge([flag(severity=Severity.LOW)], None, {}).queue is not None


def test_profanity_alone_calls_nobody():
    assert default_policy().judge([flag(category=Category.PROFANITY, severity=Severity.LOW)], None, {}).queue is None


# --- thresholds by precision -------------------------------------------------------------------------------------


def test_a_threshold_can_be_asked_for_by_its_precision(overlaid):
    strict = overlaid("[thresholds]\nidentity_attack = { precision = 0.9, share = 0.2 }")
    lenient = overlaid("[thresholds]\nidentity_attack = { precision = 0.6, share = 0.2 }")
    assert 0 < lenient.thresholds[Category.IDENTITY_ATTACK] < strict.thresholds[Category.IDENTITY_ATTACK] < 1


def test_the_rarer_hostility_is_the_higher_the_threshold(overlaid):
    ugly = overlaid("[thresholds]\nidentity_attack = { precision = 0.6, share = 0.3 }")
    peaceful = overlaid("[thresholds]\nidentity_attack = { precision = 0.6 }")
    assert ugly.thresholds[Category.IDENTITY_ATTACK] < peaceful.thresholds[Category.IDENTITY_ATTACK]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("identity_attack = { precision = 0.999, share = 0.001 }", "no score is as precise as 0.999 .* is the most"),
        ("profanity = { precision = 0.8 }", "profanity: no precision was measured"),
        ("insult = { precision = 0.8 }", "insult: no precision was measured"),
        ("toxicity = { precision = 2 }", "toxicity: precision: Input should be less than 1"),
        ("toxicity = { share = 0.1 }", "toxicity: precision: Field required"),
    ],
)
def test_a_precision_that_cannot_be_had_is_refused(asked, told, overlaid):
    with pytest.raises(PolicyError, match=told):
        overlaid(f"[thresholds]\n{asked}")
