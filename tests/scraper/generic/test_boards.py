"""What boards of unknown software have in common, as their servers print it."""

from __future__ import annotations

import pytest

from scraper.document import Document
from scraper.generic import read_generic
from scraper.items import IndexPage, ListingPage, ThreadPage

HOME = "https://quay.example/forum"
THREAD = f"{HOME}/topic/7/"
FORUM = f"{HOME}/forum/ropes-2/"
WORDS = (
    "Which rope do you take for a mooring that dries out twice a day?",
    "Polyester, and a thimble wherever it meets the chain.",
    "Nylon stretches more, which spares the cleats on a windy night.",
)
PEOPLE = ("Hazel", "Quill", "Marten")
STICKY = '<i class="icon"></i><a href="/user/3/">Marten</a> pinned this <b title="2026-03-05 09:00">3 days ago</b>'


def post(place: int, words: str, *, name: str | None = None, link: str = "") -> str:
    shown = name or f'<a href="/user/{place}/">{PEOPLE[place]}</a>'
    return f"""<div class="post row" id="{place + 1}"><div class="who"><h4>{shown}</h4></div><div class="meta">
      <a href="{link or f"/forum/topic/7/#p{place + 1}"}">2026-03-0{place + 1} 08:15</a></div>
      <div class="content"><p>{words}</p></div></div>"""


def page_of(body: str, url: str = THREAD, title: str = "Which rope?") -> ThreadPage | ListingPage | IndexPage | None:
    source = f"<html lang=en><head><title>{title} - Quay</title></head><body><h1>{title}</h1>{body}</body></html>"
    return read_generic(Document.parse(source, url))


def thread(body: str) -> ThreadPage:
    page = page_of(body)
    assert isinstance(page, ThreadPage)
    return page


def test_a_guest_among_members_is_no_part_of_their_posts() -> None:
    page = thread(post(0, WORDS[0]) + post(1, WORDS[1], name="Farrow") + post(2, "Deal, closed."))
    assert [post.text for post in page.posts] == [*WORDS[:2], "Deal, closed."]
    assert [post.author and post.author.name for post in page.posts] == ["Hazel", "Farrow", "Marten"]


@pytest.mark.parametrize(
    "words",
    [
        "Written by me on Monday, 2 March 2020: coffee. Edited by nobody.",
        "Thanks to everybody. Last edited by dawn, the sky was green.",
    ],
)
def test_an_author_who_speaks_of_edits(words: str) -> None:
    page = thread(post(0, WORDS[0]) + post(1, words) + post(2, WORDS[2]))
    assert [(post.text, post.edited_raw) for post in page.posts] == [(WORDS[0], None), (words, None), (WORDS[2], None)]


def test_a_date_that_links_to_a_post_s_history_is_its_own() -> None:
    links = [f"/forum/answers/{place + 1}/revisions/" for place in range(3)]
    page = thread("".join(post(place, WORDS[place], link=links[place]) for place in range(3)))
    assert [post.published is not None for post in page.posts] == [True] * 3
    assert [post.edited_raw for post in page.posts] == [None] * 3


@pytest.mark.parametrize(
    "note",
    [
        f'<div class="item">{STICKY}</div>',
        '<div class="event"><p>Thread has been closed.</p><a href="/user/3/">Marten</a> 2026-03-05 09:00</div>',
    ],
)
def test_what_was_done_to_the_thread_is_no_post(note: str) -> None:
    page = thread(post(0, WORDS[0]) + note + post(1, WORDS[1]) + note)
    assert [post.text for post in page.posts] == list(WORDS[:2])


def test_a_board_s_first_post_has_the_id_that_it_is_linked_by() -> None:
    page = thread(post(0, WORDS[0], link="/forum/topic/7/?post=1#1"))
    assert [post.id for post in page.posts] == ["1"]


@pytest.mark.parametrize("shape", ['class="modal fade"', 'role="dialog"', 'style="display:none"'])
def test_what_is_shown_on_demand_is_no_post(shape: str) -> None:
    page = thread(f"<div {shape}><div class=help><p>{' '.join(WORDS)}</p></div></div>{post(0, WORDS[0])}")
    assert [post.text for post in page.posts] == [WORDS[0]]


def test_a_spoiler_in_a_quote_s_element_is_the_author_s() -> None:
    spoiler = '<blockquote class="spoiler-body"><p>It was the gardener.</p></blockquote>'
    page = thread(post(0, WORDS[0]) + post(1, f"Read on at your own risk.</p>{spoiler}<p>") + post(2, WORDS[2]))
    assert page.posts[1].text == "Read on at your own risk.\n\nIt was the gardener."
    assert page.posts[1].quotes == ()


def row(number: int, title: str, *, forum: bool = False) -> str:
    link = f"/forum/forum/{title}-{number}/" if forum else f"/forum/forum/ropes-2/topic/{title}-{number}/"
    return f"""<div class="row"><div><table><tr><td><i></i></td><td><a class="name" href="{link}">{title.title()}</a>
      <p>By <a href="/user/1/">Hazel</a> on 2026-03-01 08:00</p></td></tr></table></div><div class="n">{number}</div>
      <div class="n">{number * 100}</div><div>By <a href="/user/2/">Quill</a>
      <small>2026-03-0{number} 09:30</small></div></div>"""


def head(*columns: str) -> str:
    return (
        '<div class="head"><div class="row">' + "".join(f"<div>{column}</div>" for column in columns) + "</div></div>"
    )


def test_columns_under_a_head_that_is_no_table() -> None:
    columns = head("Topics", "Replies", "Views", "Last post")
    page = page_of(f"<div class=list>{columns}<div>{row(3, 'wet')}{row(4, 'dry')}</div></div>", FORUM)
    assert isinstance(page, ListingPage)
    assert [(link.title, link.replies, link.views) for link in page.threads] == [("Wet", 3, 300), ("Dry", 4, 400)]
    assert {(link.author, link.last_post_author) for link in page.threads} == {("Hazel", "Quill")}


def test_one_forum_above_threads_leaves_them_alone() -> None:
    forums = f"<div>{head('Forums', 'Topics', 'Posts', 'Last post')}<div>{row(9, 'splices', forum=True)}</div></div>"
    threads = f"<div>{head('Topics', 'Replies', 'Views', 'Last post')}<div>{row(3, 'wet')}{row(4, 'dry')}</div></div>"
    page = page_of(f"<div>{forums}{threads}</div>", FORUM)
    assert isinstance(page, ListingPage)
    assert [link.title for link in page.threads] == ["Wet", "Dry"]
    assert [forum.name for forum in page.subforums] == ["Splices"]


@pytest.mark.parametrize("said", ["There are no topics in this forum.", "Es gibt noch keine Themen.", "Нет тем"])
def test_an_empty_forum(said: str) -> None:
    page = page_of(f"<div class=list><p>{said}</p></div>", FORUM)
    assert isinstance(page, ListingPage)
    assert page.threads == ()


def test_a_page_without_rows_is_no_forum() -> None:
    assert page_of("<p>Coils of rope, by the metre.</p>", FORUM) is None


def test_figures_that_stand_in_a_line_each() -> None:
    rows = "".join(row(number, f"ropes{number}", forum=True) for number in (3, 4))
    lines = ("Total number of topics: <b>12</b>", "Total number of posts: <b>81</b>", "Registered users: <b>7</b>")
    figures = "".join(f'<p class="stats">{line}</p>' for line in lines)
    page = page_of(f"<div>{head('Forums', 'Topics', 'Posts', 'Last')}<div>{rows}</div></div>{figures}", f"{HOME}/")
    assert isinstance(page, IndexPage)
    assert page.statistics is not None
    assert (page.statistics.threads, page.statistics.messages) == (12, 81)


def test_figures_of_each_row_are_not_the_board_s() -> None:
    stats = '<ul class="stats"><li>{0} topics</li><li>{0}0 posts</li></ul>'
    rows = "".join(
        row(number, f"ropes{number}", forum=True).replace("</table>", f"</table>{stats.format(number)}")
        for number in (3, 4)
    )
    page = page_of(f"<div>{head('Forums', 'Topics', 'Posts', 'Last post')}<div>{rows}</div></div>", f"{HOME}/")
    assert isinstance(page, IndexPage)
    assert page.statistics is None
