"""Quirks of XenForo 2 that the saved pages do not show."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from scraper import read_page
from scraper.items import IndexPage, ListingPage, Post, Reaction, Refusal, Role, ThreadPage, Unreadable
from scraper.pages import Outcome

HOST = "https://kettles.example"
URL = f"{HOST}/threads/descaling.7/"
WARNINGS = """<noscript><div class="blockMessage blockMessage--important u-noJsOnly">JavaScript is disabled.</div>
</noscript><div class="blockMessage js-browserWarning" style="display: none">Your browser is out of date.</div>"""


def read(body: str, url: str = URL, *, template: str = "thread_view", key: str = "", head: str = "") -> Outcome:
    named = f'data-template="{template}" data-content-key="{key}"' if template else ""
    html = (
        f'<html id="XF" lang="en-US" data-app="public" {named}><head>{head}</head><body>{WARNINGS}{body}</body></html>'
    )
    return read_page(html.encode(), url, "text/html; charset=utf-8")


def thread(body: str, url: str = URL, **more: str) -> ThreadPage:
    page = read(body, url, **more)
    assert isinstance(page, ThreadPage), page
    return page


def refused(body: str, **more: str) -> Unreadable:
    page = read(body, **more)
    assert isinstance(page, Unreadable), page
    return page


def post(number: int, html: str = "", *, after: str = "", when: str = "", position: str = "") -> str:
    return f"""<article class="message message--post js-post" data-author="Wick" data-content="post-{100 + number}">
      <div class="message-cell--user"><section class="message-user"><h4 class="message-name"><a class="username"
      href="/members/wick.3/" data-user-id="3">Wick</a></h4></section></div><div class="message-cell--main">
      <header class="message-attribution"><ul class="message-attribution-main"><li><a href="{URL}post-{100 + number}">
      {when or '<time datetime="2024-03-01T09:00:00+0100">1 March</time>'}</a></li></ul>
      <ul class="message-attribution-opposite"><li><a
      href="{URL}post-{100 + number}">{position or f"#{number}"}</a></li></ul></header><div
      class="message-content"><article class="message-body"><div
      class="bbWrapper">{html or f"Words of post {number}."}</div></article>{after}</div></div></article>"""


def only(html: str = "", **more: str) -> Post:
    (found,) = thread(post(1, html, **more)).posts
    return found


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The requested thread could not be found.", Refusal.REMOVED),
        ("Das angeforderte Thema konnte nicht gefunden werden.", Refusal.REMOVED),
        ("Le sujet demandé est introuvable.", Refusal.REMOVED),
        ("Запрашиваемая тема не найдена.", Refusal.REMOVED),
        ("You do not have permission to view this page or perform this action.", Refusal.LOGIN_WALL),
        ("Du musst angemeldet sein, um das zu tun.", Refusal.LOGIN_WALL),
        ("The board is closed for the night.", Refusal.NOTICE),
    ],
)
def test_a_sentence_instead_of_a_page(sentence: str, reason: Refusal) -> None:
    body = f'<div class="p-body-pageContent"><div class="blockMessage">{sentence}</div></div>'
    page = refused(body, template="error")
    assert (page.reason, page.engine) == (reason, "xenforo2")
    assert sentence in page.detail


def test_the_boards_warnings_of_browsers_are_no_reason() -> None:
    page = refused("", template="error")
    assert page.reason is Refusal.NOTICE
    assert "JavaScript" not in page.detail
    assert "browser" not in page.detail


def test_a_page_without_its_templates_name_may_hold_a_notice_alone() -> None:
    notice = (
        '<div class="p-body-pageContent"><div class="blockMessage">The requested page could not be found.</div></div>'
    )
    assert refused(notice, template="").reason is Refusal.REMOVED


def test_a_thread_is_read_whatever_notices_stand_above_it() -> None:
    notice = '<div class="blockMessage">You must log in or register to reply here.</div>'
    assert [one.id for one in thread(notice + post(1)).posts] == ["101"]


FOLDERS = {
    "the script": '<script>XF.config = {url: {fullBase: "https:\\/\\/kettles.example\\/board\\/"}}</script>',
    "its files": '<link rel="stylesheet" href="/board/css.php?css=public%3Aapp.less">',
    "its script files": '<script src="/board/js/xf/core.js"></script>',
    "its login": '<a href="/board/index.php?login/">Log in</a>',
}


@pytest.mark.parametrize("head", FOLDERS.values(), ids=FOLDERS)
def test_the_boards_folder(head: str) -> None:
    assert thread(post(1), f"{HOST}/board/threads/descaling.7/", head=head).board_url == f"{HOST}/board/"


@pytest.mark.parametrize(
    ("url", "board"),
    [
        (f"{HOST}/threads/descaling.7/", f"{HOST}/"),
        (f"{HOST}/board/threads/descaling.7/", f"{HOST}/board/"),
        (f"{HOST}/board/index.php?threads/descaling.7/", f"{HOST}/board/"),
    ],
)
def test_without_any_of_it_the_address_tells(url: str, board: str) -> None:
    page = thread(post(1), url)
    assert (page.board_url, page.id) == (board, "7")


def test_the_threads_id_does_not_depend_on_the_address() -> None:
    assert thread(post(1), f"{HOST}/goto/post?id=101", key="thread-7").id == "7"


@pytest.mark.parametrize(
    ("printed", "position"), [("#1", 1), ("#1,204", 1204), ("#1.204", 1204), ("New", None), ("", None)]
)
def test_positions(printed: str, position: int | None) -> None:
    page = thread(post(2, position=printed or " "), f"{URL}page-5")
    assert page.posts[0].position == position


@pytest.mark.parametrize("printed", ["23.04.2020", "23/04/2020", "2020-04-23", "14:24", "4/23/20"])
def test_a_date_of_nothing_but_digits_is_no_position(printed: str) -> None:
    when = f'<time datetime="2020-04-23T14:24:00+0200">{printed}</time>'
    assert [one.position for one in thread(post(1, when=when) + post(2, when=when)).posts] == [1, 2]


def test_answers_in_the_order_of_their_votes_are_no_drift() -> None:
    page = thread(post(1) + post(9) + post(2) + post(5))
    assert [one.position for one in page.posts] == [1, 9, 2, 5]
    assert page.reading.remarks == ()


def test_one_number_on_two_posts_is_drift() -> None:
    page = thread(post(1) + post(2) + post(3, position="#2"))
    assert page.reading.remarks
    assert page.reading.confidence < 1


def test_the_original_post_need_not_come_first() -> None:
    page = thread(post(2) + post(1))
    assert page.original_post is not None
    assert (page.original_post.id, page.original_post.role) == ("101", Role.ORIGINAL)
    assert [one.id for one in page.replies] == ["102"]


def test_a_link_to_a_post_in_the_middle_is_page_one_without_it() -> None:
    page = thread(post(41) + post(42), f"{URL}post-141")
    assert page.original_post is None
    assert page.first_url == URL


def test_the_simple_page_navigation_alone() -> None:
    nav = '<div class="pageNavSimple"><a class="pageNavSimple-el pageNavSimple-el--current">2 of 7</a></div>'
    page = thread(post(21) + nav, f"{URL}page-2")
    assert page.page == 2


def test_an_edit_note_without_a_moment() -> None:
    found = only(after='<div class="message-lastEdit">Last edited by a moderator</div>')
    assert (found.edited, found.edited_raw) == (None, "Last edited by a moderator")
    assert found.text == "Words of post 1."


MOMENTS = {
    "data-timestamp": '<time data-timestamp="1709280000" title="x">today</time>',
    "data-time": '<time data-time="1709280000" data-date-string="Mar 1, 2024">today</time>',
    "datetime": '<time datetime="2024-03-01T09:00:00+0100">Mar 1, 2024</time>',
    "a clock beside a timestamp": '<time data-timestamp="1709280000" data-time="9:00 AM">Mar 1, 2024</time>',
}


@pytest.mark.parametrize("when", MOMENTS.values(), ids=MOMENTS)
def test_moments_of_every_version(when: str) -> None:
    assert only(when=when).published == datetime(2024, 3, 1, 8, tzinfo=UTC)


REACTIONS = {
    "one": ("<bdi>Ann</bdi>", ("Ann",), 1),
    "two": ("<bdi>Ann</bdi> and <bdi>Ben 2</bdi>", ("Ann", "Ben 2"), 2),
    "and others": ("<bdi>Ann</bdi>, <bdi>Ben</bdi> and 1,204 others", ("Ann", "Ben"), 1206),
    "others alone": ("5 people", (), 5),
}


@pytest.mark.parametrize(("line", "by", "count"), REACTIONS.values(), ids=REACTIONS)
def test_reactions(line: str, by: tuple[str, ...], count: int) -> None:
    bar = f"""<div class="reactionsBar is-active"><ul class="reactionSummary"><li><span class="reaction"><img
      alt="Love" title="Love"></span></li></ul><a class="reactionsBar-link">{line}</a></div>"""
    assert only(after=bar).reactions == (Reaction(name="Love", count=count, by=by),)


def test_no_reactions() -> None:
    assert only(after='<div class="reactionsBar js-reactionsList"></div>').reactions == ()


def test_likes_of_version_2_0() -> None:
    bar = '<div class="likesBar is-active"><a class="likesBar-link"><bdi>Ann</bdi></a></div>'
    assert only(after=bar).reactions == (Reaction(name="Like", count=1, by=("Ann",)),)


def test_a_quote_without_a_source() -> None:
    (quote,) = only('<blockquote class="bbCodeBlock bbCodeBlock--quote"><div class="bbCodeBlock-title">Ann said:</div>'
                    '<div class="bbCodeBlock-content">Lime?</div></blockquote>Yes.').quotes  # fmt: skip
    assert (quote.author, quote.text, quote.post_id, quote.url) == ("Ann", "Lime?", None, None)


def test_an_index_that_shows_the_newest_threads_is_an_index() -> None:
    node = '<div class="node node--forum"><h3 class="node-title"><a href="/forums/spouts.4/">Spouts</a></h3></div>'
    page = read(node + row(9), f"{HOST}/", template="forum_list")
    assert isinstance(page, IndexPage)
    assert [(forum.id, forum.threads) for forum in page.forums] == [("4", None)]


def listing(rows: str, template: str = "forum_view") -> ListingPage:
    page = read(rows, f"{HOST}/forums/spouts.4/", template=template)
    assert isinstance(page, ListingPage), page
    return page


def row(number: int, inner: str = "", *, link: str = "", classes: str = "") -> str:
    link = link or f'<a href="/threads/lid.{number}/">Lid {number}</a>'
    return f"""<div class="structItem structItem--thread {classes}" data-author="Wick"><div
      class="structItem-title">{link}</div>{inner}</div>"""


def test_a_row_leads_to_the_first_page() -> None:
    (link,) = listing(row(9, link='<a href="/threads/lid.9/unread" data-preview-url="/x">Lid</a>')).threads
    assert (link.id, link.url) == ("9", f"{HOST}/threads/lid.9/")


def test_a_prefix_is_no_title() -> None:
    linked = '<a class="labelLink" href="/forums/spouts.4/?prefix_id=1"><span class="label">Sold</span></a>'
    (link,) = listing(row(9, link=f'{linked}<a href="/threads/lid.9/">Lid</a>')).threads
    assert link.title == "Lid"
    title = '<h1 class="p-title-value"><span class="label">Sold</span><span class="label-append">&nbsp;</span>Lid</h1>'
    assert thread(title + post(1)).title == "Lid"


def test_a_deleted_row_is_left_out() -> None:
    assert [link.id for link in listing(row(8, classes="is-deleted") + row(9)).threads] == ["9"]


def test_a_row_that_is_shown_twice_is_one() -> None:
    assert [link.id for link in listing(row(9) + row(8) + row(9)).threads] == ["9", "8"]


def test_a_moved_row_prints_nothing_but_its_name() -> None:
    meta = '<div class="structItem-cell--meta"><dl><dt>Replies</dt><dd>&ndash;</dd></dl></div>'
    (link,) = listing(row(9, f'{meta}<div class="structItem-cell--latest">N/A</div>')).threads
    assert (link.title, link.replies, link.last_post_at, link.last_post_raw) == ("Lid 9", None, None, None)


def test_articles_at_full_length_are_a_listing_all_the_same() -> None:
    article = """<article class="message message--article js-post" data-author="Wick" data-content="post-101">
      <h2 class="article-title"><a href="/threads/lid.9/">Lid</a></h2><header class="message-attribution"><ul
      class="message-attribution-main"><li><time datetime="2024-03-01T09:00:00+0000">1 March</time></li></ul></header>
      <div class="message-body"><div class="bbWrapper">It sings.</div></div><footer><a
      class="actionBar-action--replies">Replies: 3</a></footer></article>"""
    (link,) = listing(article, "forum_view_type_article").threads
    assert (link.id, link.title, link.author, link.replies) == ("9", "Lid", "Wick", 3)
    assert link.started_at == datetime(2024, 3, 1, 9, tzinfo=UTC)


def test_statistics_by_their_place_where_the_widget_has_no_name() -> None:
    side = """<div class="p-body-sidebar"><div class="block"><dl class="pairs"><dt>Themen</dt><dd>1.204</dd></dl>
      <dl class="pairs"><dt>Beiträge</dt><dd>18.877</dd></dl></div></div>"""
    statistics = thread(post(1) + side).statistics
    assert statistics is not None
    assert (statistics.threads, statistics.messages) == (1204, 18877)


def test_one_known_number_alone_is_no_statistics() -> None:
    side = (
        '<div class="p-body-sidebar"><div class="block"><dl class="pairs"><dt>Threads</dt><dd>3</dd></dl></div></div>'
    )
    assert thread(post(1) + side).statistics is None


def test_marks_without_a_page_of_a_forum_promise_nothing() -> None:
    page = read("<p>A page of rules that the same software prints, and no forum in it.</p>", f"{HOST}/help/rules/")
    assert isinstance(page, Unreadable)
    assert (page.reason, page.engine) == (Refusal.UNKNOWN, "xenforo2")


def test_a_theme_without_dates_names_them_under_its_pictures() -> None:
    header = """<div class="p-description"><time class="u-dt" dir="auto"
      datetime="2024-07-05T17:39:35-0400">5 July</time></div>"""
    posts = [
        re.sub(r'<header class="message-attribution">.*?</header>', "", post(number), flags=re.DOTALL).replace(
            '<div\n      class="message-content">',
            f"""<div class="message-content"><div class="message-userContent"
            data-lb-caption-desc="Wick · Jul {number + 4}, 2024 at 5:40 PM">""",
        )
        for number in (1, 2)
    ]
    edited = (
        '<div class="message-lastEdit">Last edited: <time class="u-dt" datetime="2024-07-09T09:00:00-0400">x</time>'
    )
    page = thread(header + posts[0] + posts[1].replace("</article></div>", f"</article>{edited}</div></div>"))
    assert [one.published for one in page.posts] == [
        datetime(2024, 7, 5, 21, 40, tzinfo=UTC),
        datetime(2024, 7, 6, 21, 40, tzinfo=UTC),
    ]
