"""What a case's page shows: the thread, the reasons, the author, the words over time; and hostile words as words."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from db.items import Action, Draft, Outcome
from flagpost.console.render import MOST_PAIRS, compared
from flagpost.review import MOST_CHANGES
from moderation.items import Category, Flag, Severity, Span
from scraper.items import Attachment, Link, Quote, Role

from .making import BEGAN, BOARD, Words, is_safe, links, make_case, parsed, unveiled, value_of, words_of


@pytest.fixture
def ben(bare):
    return bare.browser("Ben")


def decide(console, case_id, outcome=Outcome.AGREE):
    now = console.clock()
    with console.store.begin() as unit:
        claim = unit.review.claim(case_id, "Ben", lease=timedelta(minutes=5), at=now)
        draft = Draft(outcome=outcome, action=Action.NONE)
        unit.review.decide(case_id, token=claim.token, user="Ben", draft=draft, at=now)


def section(page, about):
    """The words of the part beside the thread that is about something."""
    [found] = [each for each in parsed(page).css("aside section") if about in each.css_first("h2").text()]
    return " ".join(found.text().split())


# --- the thread, the reasons, the author -------------------------------------------------------------------------


def test_the_post_stands_in_its_thread(bare, ben):
    opening = Words(store=bare.store, text="When does it leave?", role=Role.ORIGINAL, author="Olga").save()
    for number in range(5):
        Words(store=bare.store, text=f"Reply {number}").save()
    made = Words(store=bare.store, more={"position": 7, "permalink": f"{BOARD}posts/7/"}).save().screen()
    Words(store=bare.store, text="And after.").save()
    page = ben.open(made.case_id)
    assert words_of(page, ".thread h2") == "Timetables"
    assert words_of(page, "article.opening .own") == opening.text
    assert [each.text().strip() for each in parsed(page).css("article.near .own")] == [
        "Reply 3",
        "Reply 4",
        "And after.",
    ]
    assert "3 posts between" in words_of(page)
    assert words_of(page, "#words") == "B••••••••Blockhead, said the pilot."
    assert "#7" in words_of(page, "article.flagged .byline")
    assert f"{BOARD}posts/7/" in links(page)
    [away] = [each for each in parsed(page).css("main a") if each.attributes["href"].startswith("http")]
    assert {"noopener", "noreferrer", "nofollow"} <= set(away.attributes["rel"].split())


def test_the_reasons_stand_beside_it(bare, ben):
    case_id = make_case(bare.store, target="pilots", score=0.876)
    page = ben.open(case_id)
    why = section(page, "Why")
    assert "is an insult." in why
    assert "lexicon/en/b••••••••blockhead, score 0.88, aimed at pilots" in why
    assert "Nobody has decided on this rule yet" in why
    assert "insult" in section(page, "Scores")
    assert "Language: en" in section(page, "Scores")
    [mark] = parsed(page).css("#words mark")
    assert mark.attributes["data-flags"] == "0"
    assert mark.css_first(".bare").text() == "Blockhead"
    assert "Blockhead" not in mark.css_first(".veil").text(), "a term is veiled until wanted"


def test_the_author_is_known_by_what_was_decided_before(bare, ben):
    ids = [make_case(bare.store, thread=f"t{number}") for number in range(5)]
    Words(store=bare.store, text="harmless").save()
    make_case(bare.store, author="Somebody Else")
    assert "No decisions yet." in section(ben.open(ids[4]), "Perrin Vale")
    decide(bare, ids[0])
    decide(bare, ids[1])
    decide(bare, ids[2], Outcome.DISAGREE)
    page = ben.open(ids[4])
    told = section(page, "Perrin Vale")
    assert "6 posts read since 2026-03-01." in told
    assert "Flags agreed with 2, disagreed 1, ignored 0." in told
    assert "2 waiting: show" in told
    for case_id in ids[:4]:
        assert f"/cases/{case_id}" in links(page, "aside a")
    [way] = [each for each in links(page, "aside a") if each.startswith("/queue?author=")]
    assert [int(each.text()) for each in parsed(ben.get(way)).css("a[data-row]")] == [ids[3], ids[4]]


def test_a_post_of_nobody_named_has_no_author(bare, ben):
    page = ben.open(make_case(bare.store, author=None))
    assert "nobody named" in words_of(page, "article.flagged .byline")
    assert [each.css_first("h2").text() for each in parsed(page).css("aside section")] == ["Why", "Scores"]


def test_other_cases_of_the_thread_are_listed_in_its_order(bare, ben):
    first = make_case(bare.store, thread="long", severity=Severity.LOW)
    here = make_case(bare.store, thread="long")
    third = make_case(bare.store, thread="long", severity=Severity.CRITICAL, author="Eva")
    make_case(bare.store, thread="another")
    decide(bare, first, Outcome.DISAGREE)
    page = ben.open(here)
    listed = section(page, "Also flagged in this thread")
    assert listed.index(f"{first} ") < listed.index(f"{third} ")
    assert "disagree" in listed
    [aside] = [each for each in parsed(page).css("aside section") if "Also flagged" in each.text()]
    assert [each.attributes["href"] for each in aside.css("a")] == [f"/cases/{first}", f"/cases/{third}"]


# --- what is veiled beside the flagged post ----------------------------------------------------------------------


def veils(page, selector):
    """The veiled terms in each element, as they are veiled."""
    return [[each.text() for each in found.css(".veil")] for found in parsed(page).css(selector)]


def test_flagged_terms_of_neighbours_are_veiled_by_their_own_flags(bare, ben):
    opening = Words(store=bare.store, text="You nitwit.", role=Role.ORIGINAL, spans=((4, 10),)).save().screen()
    Words(store=bare.store, text="No more of that.").save()
    Words(store=bare.store, text="xdimwitx", spans=((1, 7),)).save().screen()
    page = ben.open(make_case(bare.store))
    assert opening.text in unveiled(page).css_first("article.opening .own").text()
    assert veils(page, "article.opening .own") == [["n•••••"]]
    assert veils(page, "article.near .own") == [[], ["d•••••"]]
    assert not parsed(page).css("article.near mark, article.opening mark"), "marks are for the post that is judged"
    assert parsed(page).css_first("article.near .veil").attributes["aria-label"] == "veiled insult"
    assert veils(page, "#words") == [["B••••••••"]]


def test_what_is_flagged_in_the_post_is_veiled_wherever_else_it_is_said(bare, ben):
    quote = Quote(author="Eva", text="BLOCKHEAD!", quotes=(Quote(text="blockheads and a blockhead"),))
    more = {"quotes": (quote,)}
    Words(store=bare.store, text="A blockhead, you say?", title="Blockhead of the year", more=more).save()
    page = ben.open(make_case(bare.store, title="Blockhead of the year", more=more))
    assert veils(page, ".thread h2") == [["B••••••••"]]
    assert veils(page, "article.near > .own") == [["b••••••••"]]
    assert veils(page, "blockquote .own") == [["b••••••••"], ["B••••••••"]] * 2, "whole words"
    assert unveiled(page).css_first("article.near > .own").text() == "A blockhead, you say?"


def test_a_quote_is_veiled_by_what_is_flagged_in_the_post_that_it_quotes(bare, ben):
    Words(store=bare.store, text="You nitwit.", spans=((4, 10),)).save().screen()
    page = ben.open(make_case(bare.store, more={"quotes": (Quote(text="You nitwit."),)}))
    assert veils(page, "article.flagged blockquote .own") == [["n•••••"]]


def test_words_that_were_flagged_in_an_earlier_version_are_veiled_where_they_go(bare, ben):
    made = Words(store=bare.store, text="Blockhead  and\nnitwit", spans=((0, 9),)).save().screen()
    made.spans = ((15, 21),)
    made.save("Pilot  and\nnitwit").screen()
    made.spans = ((11, 17),)
    made.screen()
    page = ben.open(made.case_id)
    assert veils(page, ".compared") == [["B••••••••", "n•••••", "n•••••"]]
    assert veils(page, ".compared del") == [["B••••••••"]]
    versions = [each.text() for each in unveiled(page).css(".compared .own")]
    assert versions == ["Blockhead  and\nnitwit", "Pilot  and\nnitwit"], "white space is as it was"


def test_what_people_wrote_of_a_case_is_veiled_as_well(bare, ben):
    eva = bare.browser("Eva")
    case_id = make_case(bare.store)
    ben.decide(ben.open(case_id), "agree", note="He says Blockhead.", explanation='"Blockhead" is an insult.')
    assert veils(ben.open(case_id), ".decided .own") == [["B••••••••"]]
    ben.post(f"/cases/{case_id}/appeal", objector="author", how="by mail", words="I never said blockhead.")
    page = eva.open(case_id)
    assert veils(page, ".appeal .own") == [["b••••••••"], ["B••••••••"], ["B••••••••"]], "words, note, explanation"
    eva.decide(page, "agree", explanation="Blockhead it was.")
    assert veils(eva.open(case_id), ".fairness .looks .own") == [["b••••••••"], ["B••••••••"]]
    assert "Blockhead it was." in unveiled(eva.open(case_id)).css_first(".fairness").text()
    assert veils(eva.open(case_id), ".earlier .own") == [["B••••••••"]]


def test_a_reason_tells_no_term_that_is_veiled_in_the_post(bare, ben):
    made = Words(store=bare.store, text="You stupid Blockhead", spans=((11, 20),)).save()
    quoting = Flag(
        rule="classifier/insult",
        category=Category.INSULT,
        severity=Severity.LOW,
        score=0.9,
        spans=(Span(start=4, end=20),),
        reason='The classifier reads the whole text, most of all "stupid Blockhead", as an insult: blockhead.',
    )
    made.screen(quoting)
    page = ben.open(made.case_id)
    assert veils(page, "#words") == [["B••••••••"]]
    assert veils(page, ".reason") == [["B••••••••"], ["B••••••••", "b••••••••"]]
    assert parsed(page).css(".reason")[1].css_first("mark").text() == "stupid "


# --- words over time ---------------------------------------------------------------------------------------------


def test_words_that_changed_after_they_were_judged_are_compared(bare, ben):
    made = Words(store=bare.store, text="Blockhead, said the pilot.").save().screen()
    made.save("Good evening, said the pilot.")
    page = ben.open(made.case_id)
    assert words_of(page, "#words").endswith("Blockhead, said the pilot."), "the words that the flags speak of"
    assert "The author has changed these words since." in words_of(page, "article.flagged")
    [details] = parsed(page).css("details.revisions")
    assert "open" in details.attributes
    assert "2 versions of these words" in details.text()
    assert "as it is now" in details.css_first("h3").text()
    assert [each.text() for each in details.css("del .bare")] == ["Blockhead"]
    assert [each.text() for each in details.css("del .veil")] == ["B••••••••"], "a term that is gone is veiled, too"
    assert [each.text() for each in details.css("ins")] == ["Good evening"]


def test_new_words_that_were_judged_are_the_ones_shown(bare, ben):
    made = Words(store=bare.store, text="Blockhead, said the pilot.").save().screen()
    made.save("Blockhead, said the captain.").screen()
    page = ben.open(made.case_id)
    assert "The author has changed these words since." not in words_of(page)
    assert words_of(page, "#words").endswith("said the captain.")
    [details] = parsed(page).css("details.revisions")
    assert "open" not in details.attributes
    assert "judged, as it is now" in details.css_first("h3").text()


def test_of_words_that_changed_very_often_the_newest_changes_are_told(bare, ben):
    made = Words(store=bare.store, text="Blockhead 0").save().screen()
    for number in range(1, MOST_CHANGES + 6):
        made.save(f"Blockhead {number}")
    [details] = parsed(ben.open(made.case_id)).css("details.revisions")
    assert f"{MOST_CHANGES + 6} versions of these words" in details.text()
    assert "The first 5 are left out here" in details.text()
    assert [each.text() for each in details.css("ins")] == [str(number) for number in range(6, MOST_CHANGES + 6)]


def test_new_words_end_the_claim_of_whoever_has_not_seen_them(bare, ben):
    made = Words(store=bare.store).save().screen()
    page = ben.open(made.case_id)
    made.save("Blockhead! Sit down.").screen()
    late = ben.decide(page, "agree", note="about the old words")
    assert late.status_code == 409
    assert words_of(late, "#words").endswith("Blockhead! Sit down.")
    assert value_of(late, "note") == "about the old words"


def test_a_case_whose_words_are_no_longer_flagged_stays_for_a_person(bare, ben):
    made = Words(store=bare.store).save().screen()
    made.save("Good evening.").found_harmless()
    page = ben.open(made.case_id)
    assert "These words are no longer flagged." in section(page, "Why")
    assert words_of(page, "#words") == "Good evening."
    assert not parsed(page).css("#words mark")
    assert ben.decide(page, "ignore").status_code == 200


def test_a_post_that_is_gone_is_told(bare, ben):
    made = Words(store=bare.store).save().screen()
    assert "gone from the forum" not in ben.open(made.case_id).text
    with bare.store.begin() as unit:
        assert unit.archive.thread_gone(BOARD, made.thread, at=BEGAN + timedelta(days=9)) == 1
    page = ben.open(made.case_id)
    assert "gone from the forum since 2026-03-10 12:00" in words_of(page, "article.flagged .byline")
    assert "/decide" in page.text


SHORT = [("a b c", "a x c"), ("", ""), ("", "x"), ("x", ""), ("x x x", "x x"), ("a\nb", "a b"), ("!", "?")]


@pytest.mark.parametrize(("before", "after"), SHORT)
def test_two_versions_are_told_apart_without_loss(before, after):
    found = list(compared(before, after))
    assert "".join(words for kind, words in found if kind != "new") == before
    assert "".join(words for kind, words in found if kind != "gone") == after
    assert all(words for _, words in found)
    assert (before == after) == all(kind == "same" for kind, _ in found)


def test_versions_made_to_be_slow_to_compare_are_not():
    for before, after in (("." * 200_000, "!." * 100_000), ("a " * 5_000, "a b " * 2_500), ("a " * 244, "a b " * 122)):
        began = time.process_time()
        found = list(compared(before, after))
        assert time.process_time() - began < 5
        assert "".join(words for kind, words in found if kind != "gone") == after
    long = "the ferry leaves at noon " * 20_000
    assert [kind for kind, _ in compared(f"{long}today {long}", f"{long}tomorrow {long}")] == [
        "same",
        "gone",
        "new",
        "same",
    ]
    assert len(long) > MOST_PAIRS


# --- hostile words -----------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '</p></article><iframe src="//evil.example"></iframe>',
    "\"' onfocus='alert(1)' autofocus='",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "=cmd|' /C calc'!A0",
    "&lt;script&gt; &amp; &#60;",
    "]]><!-- <svg/onload=alert(1)>",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_scraped_words_are_text_wherever_they_stand(bare, ben, words):
    opening = Words(store=bare.store, text=words, author=words, title=words, role=Role.ORIGINAL).save()
    link = Link(url="javascript:alert(1)", text=words)
    attachment = Attachment(url=f"https://x.example/{words}", name=words)
    made = Words(store=bare.store, text=words, author=words, title=words, target=words, rule=words, language="en")
    made.spans, made.reason = ((0, len(words)),), f"“{words}” is {words}."
    made.more = {
        "quotes": (Quote(author=words, text=words, quotes=(Quote(author=words, text=words),)),),
        "links": (link,),
        "attachments": (attachment,),
        "published_raw": words,
        "permalink": "javascript:alert(1)",
    }
    made.save().screen()
    decide(bare, make_case(bare.store, words, author=words, title=words, target=words, rule=words))
    made.save(words + " once more")
    page = ben.open(made.case_id)
    assert page.status_code == 200
    assert is_safe(page)
    seen = unveiled(page)
    assert seen.css_first(".thread h2").text() == words
    assert seen.css_first("article.opening .own").text() == opening.text
    assert seen.css_first("article.flagged .byline bdi").text() == words
    assert [each.text() for each in seen.css("blockquote .own")] == [words, words]
    assert seen.css_first(".reasons code").text() == words
    assert any(each.text() == words for each in seen.css(".reasons bdi"))
    assert [each.text() for each in seen.css(".leftovers bdi")] == [words, link.url, words, attachment.url]
    away = [each for each in links(page) if not each.startswith(("/", "#")) or each.startswith("//")]
    assert away == [attachment.url], "it leads nowhere else"


def test_what_a_post_shows_and_links_to_is_listed_and_never_loaded(bare, ben):
    picture = Attachment(url="https://img.example/blockhead.png?x=Block_Head", kind="image", name="a Blockhead, drawn")
    link = Link(url="http://x.example/a#b", text="the minutes")
    strange = Attachment(url="ftp://x.example/list.txt", kind="file")
    more = {"links": (link,), "attachments": (picture, strange)}
    opening = Words(store=bare.store, text="Hello.", role=Role.ORIGINAL, more={"attachments": (picture,)}).save()
    page = ben.open(make_case(bare.store, more=more))
    assert opening.post_id
    assert {each.attributes["src"] for each in parsed(page).css("img")} == {"/static/flagpost.svg"}
    first, flagged = parsed(page).css(".leftovers")
    assert flagged.css_first("summary").text() == "3 links and attachments"
    assert "shows that host where they are" in flagged.text()
    assert [each.attributes["href"] for each in flagged.css("a")] == [link.url, picture.url]
    for each in parsed(page).css("main a[href^=http]"):
        assert {"noreferrer", "noopener", "nofollow"} <= set((each.attributes["rel"] or "").split())
    assert [each.text() for each in flagged.css(".veil")] == ["B••••••••", "b••••••••"], "in name and address"
    assert [each.attributes["href"] for each in first.css("a")] == [picture.url]
    assert [each.text() for each in first.css(".veil")] == ["B••••••••", "b••••••••"], "beside the flagged post as well"


UNSEEN = {
    "\u202e": "right-to-left override",
    "\u2066": "left-to-right isolate",
    "\u200b": "zero width space",
    "\u00ad": "soft hyphen",
    "\x1b": "u+001b",
    "\u2028": "line separator",
}


@pytest.mark.parametrize(("letter", "name"), UNSEEN.items())
def test_characters_that_cannot_be_seen_are_told_wherever_they_stand(bare, ben, letter, name):
    words = f"no{letter}on"
    made = Words(store=bare.store, text=words, author=words, title=words, target=words)
    made.spans, made.reason = ((0, 5),), f"“{words}” is an insult."
    made.more = {
        "quotes": (Quote(author=words, text=words),),
        "links": (Link(url=f"https://x.example/{letter}", text=words),),
        "published_raw": words,
    }
    made.save().screen()
    make_case(bare.store, words, author=words, title=words)
    page = ben.open(made.case_id)
    main = parsed(page).css_first("main")
    assert letter not in main.html
    told, seen = f"no[{name}]on", unveiled(page)
    assert seen.css_first(".thread h2").text() == told
    assert seen.css_first("article.flagged .byline bdi").text() == told
    assert seen.css_first("blockquote .quoted bdi").text() == told
    assert seen.css_first("blockquote .own").text() == told
    assert f"[{name}]" in parsed(page).css_first("#words .hidden-character").text()
    assert f"[{name}]" in seen.css_first(".reason").text()
    assert f"aimed at {told}" in words_of(page, ".reasons")
    assert [each.text() for each in seen.css("aside h2 bdi")] == [told]


def test_a_flag_that_points_beyond_the_words_spoils_nothing(bare, ben):
    page = ben.open(make_case(bare.store, "short", spans=((0, 3), (2, 400), (300, 500), (4, 4))))
    assert page.status_code == 200
    assert [each.text() for each in parsed(page).css("#words mark .bare")] == ["sh", "o", "rt"]


def test_very_long_words_are_shown_whole(bare, ben):
    words = "word " * 20_000
    page = ben.open(make_case(bare.store, words, spans=((0, 4),)))
    assert page.status_code == 200
    assert words_of(page, "#words").count("word") >= 20_000
