from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper import read_page
from scraper.items import Method, Refusal, Role, ThreadPage, Unreadable
from scraper.textdump import looks_like_dump, read_dump

URL = "https://rails.example/threads/sleepers.7/"
SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "thread_as_text.txt"

TITLE = "Which glue for cork underlay?"
ORIGINAL = "I lay cork under my tracks.\n\nThe white glue lets go in summer."
REPLY = "Contact cement, thin coat, both sides."
STATISTICS = "Forum statistics\n\nThreads\n2,635\nMessages\n19,062\nMembers\n988\nLatest member\nMossy\n"


def dump(*, title: str = f"{TITLE}\n\n{TITLE}\n\n", replies: int = 1, statistics: str = STATISTICS) -> str:
    """A dump as a crawl leaves it: a line of one no-break space before each reply and behind the last."""
    posts = "\n\u00a0\n".join([ORIGINAL, *[REPLY] * replies])
    return f"{title}\n{posts}\n\u00a0\n\n{statistics}Back\nTop"


def thread(text: str, **more: datetime) -> ThreadPage:
    page = read_dump(text, URL, **more)
    assert isinstance(page, ThreadPage), page
    return page


@pytest.mark.skipif(not SAMPLE.exists(), reason="the shared sample is not there")
def test_the_shared_sample() -> None:
    page = read_page(SAMPLE.read_bytes(), URL, "text/plain")
    assert isinstance(page, ThreadPage)
    assert page.title.startswith("China's Security Concerns Fuel")
    assert page.title.count("China's Security") == 1
    assert page.original_post is not None
    assert page.original_post.text.startswith("Pakistan's recent launch")
    assert page.original_post.text.endswith("top priority.")
    (reply,) = page.replies
    assert reply.text.startswith("Ah, now we know")
    assert reply.text.endswith("first).")
    assert page.statistics is not None
    counts = (page.statistics.threads, page.statistics.messages, page.statistics.members)
    assert counts == (2635, 19062, 988)
    assert page.statistics.latest_member == "Mysty"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_title_posts_and_statistics(newline: str) -> None:
    page = thread(dump().replace("\n", newline))
    assert page.title == TITLE
    assert [(post.role, post.position, post.text) for post in page.posts] == [
        (Role.ORIGINAL, 1, ORIGINAL),
        (Role.REPLY, 2, REPLY),
    ]
    assert page.statistics is not None
    assert (page.statistics.threads, page.statistics.messages, page.statistics.members) == (2635, 19062, 988)
    assert page.statistics.latest_member == "Mossy"
    assert page.reading.method is Method.TEXT
    assert page.reading.remarks == ()


def test_ids_are_stable_and_tell_equal_replies_apart() -> None:
    first, second = thread(dump(replies=3)), thread(dump(replies=3))
    ids = [post.id for post in first.posts]
    assert ids == [post.id for post in second.posts]
    assert len(set(ids)) == 4
    assert all(name.startswith("digest:") for name in ids)
    assert first.id == URL


def test_statistics_in_another_language() -> None:
    page = thread(dump(statistics="Statistik des Forums\nThemen\n2.635\nBeiträge\n19.062\nMitglieder\n988\n"))
    assert page.statistics is not None
    assert (page.statistics.threads, page.statistics.messages, page.statistics.members) == (2635, 19062, 988)
    assert [post.text for post in page.replies] == [REPLY]


def test_statistics_on_one_line() -> None:
    page = thread(dump(statistics="Total posts 111 • Total topics 13 • Total members 9\n"))
    assert page.statistics is not None
    assert (page.statistics.threads, page.statistics.messages, page.statistics.members) == (13, 111, 9)


def test_without_statistics() -> None:
    page = thread(dump(statistics=""))
    assert page.statistics is None
    assert [post.text for post in page.posts] == [ORIGINAL, REPLY]


def test_a_count_in_a_post_is_no_statistic() -> None:
    page = thread(f"{TITLE}\n{TITLE}\n\nWe counted:\nMembers\n12\n\nThat was all.\n\u00a0\n{REPLY}\n\u00a0\n")
    assert page.statistics is None
    assert page.original_post is not None
    assert "12" in page.original_post.text


def test_a_single_post() -> None:
    page = thread(dump(replies=0))
    assert [post.text for post in page.posts] == [ORIGINAL]


def test_the_title_once_only() -> None:
    page = thread(dump(title=f"{TITLE}\n\n"))
    assert page.title == TITLE
    assert page.original_post is not None
    assert page.original_post.text == ORIGINAL
    assert page.reading.confidence < thread(dump()).reading.confidence


def test_no_title() -> None:
    page = thread(dump(title=""))
    assert page.title == ""
    assert page.original_post is not None
    assert page.original_post.text == ORIGINAL
    assert page.reading.remarks


def test_the_boards_name_and_navigation_above_the_title() -> None:
    page = thread(dump(title=f"{TITLE} | Rails and Ties\nHome\nForums\nWhat's new\nLog in\n{TITLE}\n"))
    assert (page.title, page.board_title) == (TITLE, "Rails and Ties")
    assert page.original_post is not None
    assert page.original_post.text == ORIGINAL


@pytest.mark.parametrize("text", ["", " \n\n\t", "\ufeff\n\u00a0\n"])
def test_empty(text: str) -> None:
    page = read_dump(text, URL)
    assert isinstance(page, Unreadable)
    assert page.reason is Refusal.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "Shopping list\n\nmilk\nbread\n",
        "A story\n\nOnce there was a kettle.\n\nIt whistled.\n",
        '{"threads": 12}',
        "just one line",
    ],
)
def test_no_forum(text: str) -> None:
    page = read_dump(text, URL)
    assert isinstance(page, Unreadable)
    assert page.reason is Refusal.UNKNOWN
    assert page.detail.endswith(".")


XENFORO = f"""{TITLE} | Rails and Ties
Home
Forums
Log in
{TITLE}
Thread starter Anna Berg
Start date Jan 5, 2024
1
2
Next
A
Anna Berg
Well-known member
Jan 5, 2024
#1
I lay cork.

What do you use?
Reactions: Tomte
T
Tomte
Joined
Jan 1, 2020
Messages
123
Jan 6, 2024
#2
Anna Berg said:
What do you use?
Click to expand...
Contact cement.
You must log in or register to reply here.
Similar threads
Glue for brass
Forum statistics
Threads
2,635
Messages
19,062
"""


def test_numbered_posts_with_profiles_above() -> None:
    page = thread(XENFORO)
    first, second = page.posts
    assert first.text == "I lay cork.\n\nWhat do you use?"
    assert first.author is not None
    assert (first.author.name, first.author.title) == ("Anna Berg", "Well-known member")
    assert first.published == datetime(2024, 1, 5, tzinfo=UTC)
    assert second.author is not None
    assert second.author.name == "Tomte"
    assert second.text == "Contact cement."
    assert [(quote.author, quote.text) for quote in second.quotes] == [("Anna Berg", "What do you use?")]
    assert page.statistics is not None
    assert page.statistics.threads == 2635


def test_numbered_posts_with_profiles_below() -> None:
    page = thread(
        f"{TITLE}\n01-15-2012, 10:33 AM #21\nAnna Berg\nSenior Member\n\nJoin Date: Jan 2005\nPosts: 1,234\n{TITLE}\n"
        "I lay cork.\nReply With Quote\n01-15-2012, 10:35 AM #22\nTomte\nMember\nJoin Date\nJan 2007\nPosts\n12\n"
        "Cement.\nReply With Quote\n« Previous Thread | Next Thread »\n"
    )
    assert page.original_post is None, "post 21 opens no thread"
    assert [(post.position, post.author and post.author.name, post.text) for post in page.posts] == [
        (21, "Anna Berg", "I lay cork."),
        (22, "Tomte", "Cement."),
    ]


def test_bylines_with_signature() -> None:
    page = thread(
        f"{TITLE} - Rails and Ties\nBoard index\n{TITLE}\nAnna Berg\nPosts: 12\nJoined: Mon Jan 05, 2020 3:12 pm\n"
        f"{TITLE}\nPost by Anna Berg » Fri Jan 05, 2024 3:12 pm\n\nI lay cork.\n_________________\nToot toot\nTop\n"
        f"Tomte\nPosts: 3\nRe: {TITLE}\nPost by Tomte » Fri Jan 05, 2024 3:15 pm\n\nCement.\nTop\nReturn to “Track”\n"
    )
    first, second = page.posts
    assert (first.text, first.signature) == ("I lay cork.", "Toot toot")
    assert first.published == datetime(2024, 1, 5, 15, 12, tzinfo=UTC)
    assert (second.text, second.author and second.author.name) == ("Cement.", "Tomte")


def test_relative_dates_lean_on_the_time_of_fetching() -> None:
    text = XENFORO.replace("Jan 6, 2024\n#2", "Yesterday at 9:30 PM\n#2")
    page = thread(text, fetched_at=datetime(2024, 1, 7, 12, tzinfo=UTC))
    assert page.posts[1].published == datetime(2024, 1, 6, 21, 30, tzinfo=UTC)


def test_a_quote_without_an_end_stays_the_posts_words() -> None:
    page = thread(XENFORO.replace("Click to expand...\n", ""))
    assert page.posts[1].quotes == ()
    assert "What do you use?" in page.posts[1].text


@pytest.mark.parametrize(
    ("text", "content_type", "expected"),
    [
        ("plain words", None, True),
        ("3 < 4 and 5 > 4", "text/html", True),
        ("plain words", "text/plain; charset=utf-8", True),
        ("<p>words</p>", "text/plain", True),
        ("<!DOCTYPE html><p>words", "text/plain", False),
        ("<p>words</p>", "text/html", False),
        ("<p>words</p>", None, False),
        ("", "text/html", False),
    ],
)
def test_what_is_a_dump(text: str, content_type: str | None, expected: bool) -> None:
    assert looks_like_dump(text, content_type) is expected


def test_read_page_takes_bytes_without_a_tag() -> None:
    page = read_page(dump().encode(), URL)
    assert isinstance(page, ThreadPage)
    assert len(page.posts) == 2


def test_an_edit_note_is_no_word_of_the_post() -> None:
    noted = XENFORO.replace("What do you use?", "What do you use?\nLast edited: Jan 7, 2024", 1)
    first = thread(noted).posts[0]
    assert first.text.endswith("What do you use?")
    assert first.edited == datetime(2024, 1, 7, tzinfo=UTC)
    assert first.edited_raw == "Last edited: Jan 7, 2024"
    assert thread(XENFORO).posts[0].edited_raw is None


def test_a_note_in_the_middle_is_the_authors_own() -> None:
    first = thread(XENFORO.replace("What do you use?", "Edited by me: more glue.\nWhat do you use?", 1)).posts[0]
    assert first.text.endswith("Edited by me: more glue.\nWhat do you use?")
    assert first.edited_raw is None


@pytest.mark.parametrize(
    "counter", ["2 posts • Page 1 of 1", "2 Beiträge • Seite 1 von 1", "2 сообщения • Страница 1 из 1"]
)
def test_the_foot_of_a_page_is_no_word_of_its_last_post(counter: str) -> None:
    page = thread(
        f"{TITLE}\n{TITLE}\nPost by Anna » Fri Jan 05, 2024 3:12 pm\n\nI lay cork.\nTop\n"
        f"{TITLE}\nPost by Tomte » Fri Jan 05, 2024 3:15 pm\n\nCement.\nTop\n{counter}\n"
        "Zurück zu „Gleise“\nSpurweiten\n"
    )
    assert [post.text for post in page.posts] == ["I lay cork.", "Cement."]


def test_only_the_last_post_ends_with_the_page() -> None:
    page = thread(XENFORO.replace("What do you use?", "Return to sender, it said.\nWhat do you use?", 1))
    assert page.posts[0].text.endswith("Return to sender, it said.\nWhat do you use?")


@pytest.mark.parametrize(
    "note", ["All times are UTC+02:00", "Alle Zeiten sind UTC+2", "All times are GMT +2. It is now 03:00."]
)
def test_times_are_told_in_the_zone_that_the_foot_names(note: str) -> None:
    text = (
        f"{TITLE}\n{TITLE}\nPost by Anna » Fri Jan 05, 2024 3:12 pm\n\nI lay cork.\nTop\n1 post • Page 1 of 1\n{note}\n"
    )
    assert thread(text).posts[0].published == datetime(2024, 1, 5, 13, 12, tzinfo=UTC)


def test_one_date_tells_how_the_others_are_written() -> None:
    header = "{date} #{number}\nAnna Berg\nMember\n\nJoin Date: Jan 2005\nPosts: 3\nI lay cork.\nReply With Quote\n"
    posts = "".join(
        header.format(date=date, number=n) for n, date in ((1, "05-06-2012, 10:33 AM"), (2, "05-16-2012, 9:00 AM"))
    )
    first, second = thread(f"{TITLE}\n{posts}").posts
    assert first.published == datetime(2012, 5, 6, 10, 33, tzinfo=UTC)
    assert second.published == datetime(2012, 5, 16, 9, tzinfo=UTC)


def test_buttons_for_sharing_are_not_left_out_lines() -> None:
    assert thread(dump().replace("Back\n", "Share:\nFacebook\nEmail\nBack\n")).reading.remarks == ()
