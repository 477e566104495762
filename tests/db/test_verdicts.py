"""Verdicts: what waits for screening, and that a verdict is kept as it was given."""

from __future__ import annotations

import pytest

from db.errors import NotFound
from moderation.items import Category, Severity, Span
from scraper.items import Author, Quote, Role


@pytest.fixture
def save(store, make):
    def save_page(*posts, **more):
        with store.begin() as unit:
            return unit.archive.save(make.page(*posts, **more), make.evidence())

    return save_page


@pytest.fixture
def judge(store, clock):
    def save_verdict(revision_id, verdict):
        with store.begin() as unit:
            return unit.verdicts.save(revision_id, verdict, clock())

    return save_verdict


def revisions(store, which="pending", **more):
    with store.read() as unit:
        return getattr(unit.verdicts, which)(**more)


def test_a_new_post_waits_with_its_context(store, make, save):
    nested = Quote(text="Where is the ferry?", quotes=(Quote(text="Here."),))
    save(
        make.post("p1", "The ferry.", role=Role.ORIGINAL), make.post("p2", "Late.", quotes=(nested,)), language="en-GB"
    )
    opening, reply = revisions(store)
    assert (opening.text, opening.original_post, opening.quotes) == ("The ferry.", None, ())
    assert (reply.text, reply.original_post) == ("Late.", "The ferry.")
    assert reply.quotes == ("Where is the ferry?", "Here.")
    assert (reply.board_url, reply.language) == ("https://harbour.example/forum/", "en-GB")


def test_who_is_quoted_alone_is_whom_a_post_answers(store, make, save):
    inner = Quote(text="Here.", author="petra88")
    quotes = (Quote(text="Where?", author="kilo99", quotes=(inner,)), Quote(text="Nowhere."))
    both = (Quote(text="Where?", author="kilo99"), inner)
    save(make.post("p1", quotes=quotes), make.post("p2", quotes=both), make.post("p3"))
    assert [each.answers for each in revisions(store)] == ["kilo99", None, None]


def test_screened_words_wait_no_longer_and_new_ones_wait_again(store, make, save, judge, clock):
    save(make.post("p1"), make.post("p2"))
    for each in revisions(store):
        judge(each.revision_id, make.verdict())
    assert revisions(store) == []
    clock.forward(hours=1)
    save(make.post("p1", "New words."), make.post("p2"))
    assert [each.text for each in revisions(store)] == ["New words."]
    assert {each.text for each in revisions(store, "current")} == {"New words.", "The ferry is late again."}


def test_words_that_were_replaced_before_they_were_screened_wait_no_longer(store, make, save, clock):
    save(make.post("p1", "First."))
    clock.forward(hours=1)
    save(make.post("p1", "Second."))
    assert [each.text for each in revisions(store)] == ["Second."]


def test_words_of_a_post_that_is_gone_are_screened_all_the_same(store, make, save, clock):
    save(make.post("p1"))
    with store.begin() as unit:
        assert unit.archive.thread_gone("https://harbour.example/forum/", "t1", at=clock.forward(days=1)) == 1
    assert len(revisions(store)) == 1


def test_what_waits_is_paged_by_id(store, make, save):
    save(*(make.post(f"p{number}", f"Post {number}.") for number in range(5)))
    first = revisions(store, limit=2)
    rest = revisions(store, limit=9, after=first[-1].revision_id)
    assert [each.text for each in (*first, *rest)] == [f"Post {number}." for number in range(5)]
    assert revisions(store, "current", limit=2, after=first[-1].revision_id) == rest[:2]


def test_a_verdict_comes_back_as_it_was_given(store, make, save, judge, clock):
    save(make.post("p1"))
    [waiting] = revisions(store)
    verdict = make.verdict(
        make.flag(target="Pakistan", spans=(Span(start=3, end=9), Span(start=12, end=14)), score=0.1 + 0.2),
        make.flag(rule="sentiment/bitter", spans=(), severity=Severity.LOW),
    )
    id_ = judge(waiting.revision_id, verdict)
    with store.read() as unit:
        [stored] = unit.verdicts.of_post(waiting.post_id)
    for name in ("scores", "categories", "severity", "queue", "policy", "versions"):
        assert getattr(stored, name) == getattr(verdict, name), name
    assert (stored.id, stored.revision_id, stored.screened_at) == (id_, waiting.revision_id, clock())
    assert isinstance(stored.severity, Severity)
    for name in ("rule", "category", "severity", "score", "spans", "target", "reason"):
        assert [getattr(flag, name) for flag in stored.flags] == [getattr(flag, name) for flag in verdict.flags], name


@pytest.mark.parametrize(
    "change",
    [{"policy": "default@2"}, {"versions": {"lexicon": "2"}}, {"scores": {Category.INSULT: 0.7}}, {"queue": "urgent"}],
)
def test_screening_twice_changes_nothing_and_another_verdict_is_another_row(store, make, save, judge, change):
    save(make.post("p1"))
    [waiting] = revisions(store)
    verdict = make.verdict(make.flag())
    first = judge(waiting.revision_id, verdict)
    assert judge(waiting.revision_id, verdict) == first
    other = judge(waiting.revision_id, make.verdict(make.flag(), **change))
    with store.read() as unit:
        assert [each.id for each in unit.verdicts.of_post(waiting.post_id)] == [other, first]


def test_other_flags_are_another_verdict(store, make, save, judge):
    save(make.post("p1"))
    [waiting] = revisions(store)
    given = [
        make.verdict(make.flag()),
        make.verdict(make.flag(reason="Other.")),
        make.verdict(make.flag(), make.flag()),
    ]
    assert len({judge(waiting.revision_id, verdict) for verdict in given}) == 3


def test_the_flags_of_the_newest_verdict_on_each_of_some_words_are_told_at_once(store, make, save, judge):
    save(*(make.post(f"p{number}") for number in range(4)))
    ids = [each.revision_id for each in revisions(store)]
    judge(ids[0], make.verdict(make.flag(reason="Old.")))
    judge(ids[0], make.verdict(make.flag(reason="New."), make.flag(reason="And that.")))
    judge(ids[1], make.verdict(make.flag(reason="Not asked for.")))
    judge(ids[2], make.verdict(make.flag(reason="Harmless since.")))
    judge(ids[2], make.verdict())
    with store.read() as unit:
        found = unit.verdicts.newest_flags([ids[0], *ids[2:], 99])
        assert unit.verdicts.newest_flags([]) == {}
    assert {key: [each.reason for each in flags] for key, flags in found.items()} == {ids[0]: ["New.", "And that."]}


def test_a_verdict_on_nothing_is_refused(judge, make):
    with pytest.raises(NotFound, match="no revision 9"):
        judge(9, make.verdict())


def test_a_post_comes_with_its_author_and_how_much_they_wrote_there(store, make, save):
    ann, bo = Author(name="Ann", id="1"), Author(name="Bo", id="2")
    writers = {"p1": ann, "p2": bo, "p3": ann, "p4": None}
    save(*(make.post(key, author=author) for key, author in writers.items()))
    known = [(each.author, each.author_posts) for each in revisions(store)]
    assert known == [("Ann", 2), ("Bo", 1), ("Ann", 2), (None, None)]


def test_an_author_s_posts_are_counted_up_to_a_limit(store, make, save, monkeypatch):
    monkeypatch.setattr("db.verdicts.MOST_COUNTED", 2)
    save(*(make.post(f"p{number}") for number in range(4)))
    assert {each.author_posts for each in revisions(store)} == {2}
