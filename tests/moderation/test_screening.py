"""`screen`: texts to verdicts, whatever stands in them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moderation import Category, Context, Severity, Span, Verdict, screen
from moderation.policy import default_policy, load_policy
from moderation.screening import versions

PIECES = [
    *("idiot", "1d1ot", "m*ron", "i d i o t", "Crapistan", "P0rnistan", "mor-on", "shut up", "kill yourself", "ferry"),
    *("мороз", "mоron", "\x00", "'s", "@", "://", ".", "*", "-", "\n", " ", "  "),
    *("\u200b", "\u0301", "ﬁ", "\ud800", "👩\u200d🚀", "ＩＤＩＯＴ", "\u202e"),
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=25).map("".join)
CONTEXTS = st.builds(
    Context,
    quotes=st.lists(TEXTS, max_size=2).map(tuple),
    original_post=st.none() | TEXTS,
    language=st.none() | st.sampled_from(["en", "en-GB", "de", "", "\ud800"]),
)
torture = settings(max_examples=300, deadline=None, derandomize=True, database=None)

INSULT = "You are an idiot and a cretin."
PLAIN = "The ferry leaves at nine."


def one(text: str, **context) -> Verdict:
    [verdict] = screen([text], [Context(**context)])
    return verdict


# --- whatever stands in a text -----------------------------------------------------------------------------------


@torture
@given(TEXTS, CONTEXTS)
@example("\u0301", Context())
@example("idiot\u0301\u0301", Context(quotes=("idiot",)))
def test_any_text_gets_a_verdict_within_its_bounds(text, context):
    [verdict] = screen([text], [context])
    assert set(verdict.scores) == set(Category)
    assert all(0 <= score <= 1 for score in verdict.scores.values())
    assert set(verdict.categories) == {
        category for category, score in verdict.scores.items() if score >= default_policy().thresholds[category]
    }
    assert (verdict.severity > Severity.NONE) == bool(verdict.categories)
    starts = [flag.spans[0].start for flag in verdict.flags]
    assert starts == sorted(starts)
    for flag in verdict.flags:
        assert 0 <= flag.score <= 1
        for span in flag.spans:
            assert 0 <= span.start < span.end <= len(text)
            assert f'"{text[span.start : span.end]}"' in flag.reason


@torture
@given(TEXTS, CONTEXTS)
def test_the_same_text_gets_the_same_verdict(text, context):
    assert screen([text], [context]) == screen([text], [context])


@torture
@given(st.lists(TEXTS, max_size=5))
def test_a_batch_gives_what_each_text_alone_gives(texts):
    assert screen(texts) == [screen([text])[0] for text in texts]


@torture
@given(TEXTS, TEXTS)
def test_a_quote_never_makes_a_text_worse(text, quote):
    alone, quoting = one(text), one(text, quotes=(quote,))
    assert set(quoting.flags) <= set(alone.flags)
    assert all(quoting.scores[category] <= alone.scores[category] for category in Category)


@pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u200b", "\u3000\u00a0", "\ud800", "…!? — 👍"])
def test_nothing_said_is_nothing_found(text):
    verdict = one(text)
    assert (verdict.flags, verdict.categories, verdict.severity, verdict.queue) == ((), (), Severity.NONE, None)
    assert not any(verdict.scores.values())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hey, you IDIOT!", "IDIOT"),
        ("👩\u200d🚀 says \u202eｉｄｉｏｔ\u202c.", "ｉｄｉｏｔ"),
        ("ﬁne, id\u200biot", "id\u200biot"),
        ("\ud800\udfff idi\u0301ots\u0301 all", "idi\u0301ots\u0301"),
        ("e\u0301e\u0301e\u0301 i-d-i-o-t", "i-d-i-o-t"),
        ("what a Crap\u00adistan’s end", "Crap\u00adistan"),
    ],
)
def test_spans_are_counted_in_the_text_as_given(text, shown):
    flag = one(text).flags[0]
    [span] = flag.spans
    assert text[span.start : span.end] == shown
    assert f'"{shown}"' in flag.reason


def test_what_several_detectors_find_stands_in_text_order():
    flags = one("Crapistan, idiot, Fartaly, cretin").flags
    assert [flag.detector for flag in flags] == ["coinage", "lexicon", "coinage", "lexicon"]


@pytest.mark.parametrize(
    "piece",
    ["you are an idiot ", "i d i o t ", "1d1ot ", "Crapistan ", "shiiit.", "m*r*n ", "a", "\u0301", "сrеtіn "],
    ids=ascii,
)
def test_a_long_text_takes_time_in_proportion(piece, assert_linear):
    eighth = piece * (12_500 // len(piece))
    assert_linear(lambda times: lambda: screen([eighth * times]))


# --- batches and contexts ----------------------------------------------------------------------------------------


def test_verdicts_stand_in_the_order_of_the_texts():
    verdicts = screen([PLAIN, INSULT, "", INSULT])
    assert [len(verdict.flags) for verdict in verdicts] == [0, 2, 0, 2]


def test_no_texts_no_verdicts():
    assert screen([]) == []
    assert screen((), ()) == []


def test_a_context_stands_for_its_own_text():
    quoting = Context(quotes=("You are an idiot and a cretin.",))
    assert [len(verdict.flags) for verdict in screen([INSULT, INSULT, INSULT], [None, quoting, None])] == [2, 0, 2]


@pytest.mark.parametrize("contexts", [[], [None, None], [Context()] * 3])
def test_as_many_contexts_as_texts(contexts):
    with pytest.raises(ValueError, match=f"screen got 1 texts and {len(contexts)} contexts; give one context a text"):
        screen([INSULT], contexts)


def test_one_string_is_refused():
    with pytest.raises(TypeError, match="put a single text into a list"):
        screen(INSULT)


# --- quotes ------------------------------------------------------------------------------------------------------


def test_quoted_words_never_count():
    quote = "You are an idiot, all of you."
    text = f"{quote}\n\nThat is no way to speak to anybody."
    assert one(text).queue is not None
    assert one(text, quotes=(quote,)).flags == ()


def test_the_same_words_count_where_the_author_says_them_too():
    quote = "You are an idiot, all of you."
    text = f"> {quote}\n\nSays the biggest idiot of all."
    [flag] = one(text, quotes=(quote,)).flags
    assert flag.spans[0].start == text.rindex("idiot")


def test_a_word_is_the_authors_own_although_a_quote_has_it_too():
    assert len(one("No, the idiot is you", quotes=("idiot",)).flags) == 1


def test_quoted_words_raise_no_tone():
    plain = one("idiot")
    assert one("idiot", quotes=("A terrible, awful, disgusting evening",)).scores == plain.scores


# --- language, tone, original post -------------------------------------------------------------------------------


def test_the_tone_of_the_text_moves_what_was_found_and_nothing_else():
    awful, lovely = (
        one("That cretin had an awful, terrible evening"),
        one("That cretin had a lovely, wonderful evening"),
    )
    assert awful.scores[Category.INSULT] > lovely.scores[Category.INSULT] > 0
    assert not any(one("An awful, terrible, dreadful evening").scores.values())


def test_the_tone_of_another_language_is_not_read():
    assert one("awful cretin", language="de").scores[Category.INSULT] < one("awful cretin").scores[Category.INSULT]


def test_the_original_post_raises_and_never_flags():
    assert one(PLAIN, original_post=INSULT).flags == ()
    alone, heard = one("Pornistan again"), one("Pornistan again", original_post="Pakistan opens a dam")
    assert heard.scores[Category.IDENTITY_ATTACK] > alone.scores[Category.IDENTITY_ATTACK]


# --- policy and versions -----------------------------------------------------------------------------------------


def test_a_verdict_names_its_policy_and_every_detector_that_looked():
    for text in (INSULT, PLAIN):
        verdict = one(text)
        assert verdict.policy == f"default@{default_policy().version}"
        assert verdict.versions == versions()
        assert set(verdict.versions) == {"lexicon", "coinage", "sentiment"}


def test_a_policy_of_ones_own_is_asked(tmp_path):
    path = tmp_path / "board.toml"
    path.write_text('name = "board"\n[weights]\nlexicon = 0.0\n', encoding="utf-8")
    [verdict] = screen([INSULT], policy=load_policy(path))
    assert verdict.policy.startswith("board@")
    assert (len(verdict.flags), verdict.categories, verdict.queue) == (2, (), None)


def test_what_a_verdict_holds_cannot_be_changed():
    verdict = one(INSULT)
    with pytest.raises(TypeError):
        verdict.scores[Category.INSULT] = 0.0
    with pytest.raises(TypeError):
        verdict.versions["lexicon"] = "0"
    assert isinstance(verdict.flags, tuple)


# --- threads -----------------------------------------------------------------------------------------------------


def test_several_threads_may_screen_at_once():
    texts = [
        f"{word} number {number}"
        for number in range(40)
        for word in ("idi0t", "Crapistan", "ferry", "m*ron", "P0rnistan")
    ]
    alone = [screen([text])[0] for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: screen([text])[0], texts * 3))
    assert together == alone * 3


def test_spans_and_flags_are_plain_values():
    [flag] = one("idiot").flags
    assert flag.spans == (Span(start=0, end=5),)
    assert hash(flag) == hash(one("idiot").flags[0])
