from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from scraper.document import Document
from scraper.generic import read_generic
from scraper.items import Absence, IndexPage, ListingPage, Method, Role, ThreadPage

URL = "https://kettles.example/topic/7/descaling/"

PEOPLE = ("Wick", "Odalys", "Ivo", "Lantern")
WORDS = (
    "My kettle is furred up to the spout. What takes the scale off without scratching it?",
    "Vinegar overnight, then boil it twice with clear water and throw that away.",
    "Agreed.",
    "Citric acid is quicker, ten minutes will do for a thin crust like yours.",
)


def read(body: str, url: str = URL, title: str = "How do I descale? - Kettles") -> object:
    html = f"<html lang=en><head><title>{title}</title></head><body>{body}</body></html>"
    return read_generic(Document.parse(html, url, fetched_at=datetime(2024, 3, 10, 12, tzinfo=UTC)))


def thread(body: str, url: str = URL) -> ThreadPage:
    page = read(body, url)
    assert isinstance(page, ThreadPage), page
    return page


def listing(body: str, url: str) -> ListingPage:
    page = read(body, url, "Workbench - Kettles")
    assert isinstance(page, ListingPage), page
    return page


def message(place: int, *, words: str | None = None, extra: str = "") -> str:
    name = PEOPLE[place]
    return f"""<div class="message odd{place}" id="m{70 + place}"><div class="meta"><a class="author"
      href="/user/{place + 1}/{name.lower()}/">{name}</a> <span class="usertitle">Mender</span>
      <time datetime="2024-03-0{place + 1}T09:00:00Z">March {place + 1}</time> <a
      href="#m{70 + place}">#{place + 1}</a>
      </div><div class="text"><p>{words or WORDS[place]}</p></div>{extra}</div>"""


def in_blocks() -> str:
    return "".join(message(place) for place in range(4))


def in_table() -> str:
    return (
        "<table>"
        + "".join(
            f"""<tr><td><a href="/profile.php?id={place}">{PEOPLE[place]}</a></td>
      <td>0{place + 1} Mar 2024, 09:00</td></tr>
        <tr><td colspan=2>{WORDS[place]}</td></tr><tr><td><a href="/report?p={place}">Report</a></td></tr>"""
            for place in range(4)
        )
        + "</table>"
    )


def in_nested_comments() -> str:
    html = ""
    for place in (3, 2, 1):
        html = f"""<li class="comment"><div class="comment-head"><a href="/u/{PEOPLE[place]}">{PEOPLE[place]}</a>
          <time datetime="2024-03-0{place + 1}T09:00:00Z">then</time></div>
      <div class="comment-text">{WORDS[place]}</div>
          <ul>{html}</ul></li>"""
    return f"""<div class="story"><h1>How do I descale?</h1><a href="/u/Wick">Wick</a>
      <time datetime="2024-03-01T09:00:00Z">then</time><div class="story-text">{WORDS[0]}</div></div>
      <ul>{html}</ul>"""


def with_the_original_apart() -> str:
    return (
        f"""<section class="question"><h1>How do I descale?</h1><p class="asked">{WORDS[0]}</p>
      <div class="by"><a class="user" href="/u/Wick">Wick</a> <span class="when">1 March 2024 09:00</span></div>
      </section>
      <section class="answers">"""
        + "".join(
            f"""<div class="answer"><p class="given">{WORDS[place]}</p><div class="by"><a class="user"
        href="/u/{PEOPLE[place]}">{PEOPLE[place]}</a> <span class="when">{place + 1} March 2024 09:00</span></div>
      </div>"""
            for place in (1, 2, 3)
        )
        + "</section>"
    )


FURNITURE = """<nav class="menu"><a href="/">Kettles</a><a href="/user/9/keeper/">Keeper</a></nav>
  <aside class="sidebar"><h3>Latest</h3><ul><li><a href="/topic/9/lids/">A lid that sings</a> <a
      href="/user/3/ivo/">Ivo</a>
  <time datetime="2024-03-09T09:00:00Z">yesterday</time></li><li><a href="/topic/8/tea/">What is in your cup?</a>
  <a href="/user/4/lantern/">Lantern</a> <time datetime="2024-03-08T09:00:00Z">Friday</time></li></ul></aside>"""


@pytest.mark.parametrize(
    "body",
    [in_blocks(), in_table(), in_nested_comments(), with_the_original_apart(), FURNITURE + in_blocks() + FURNITURE],
    ids=["blocks", "table", "nested", "original apart", "furniture"],
)
def test_posts_of_any_shape(body: str) -> None:
    page = thread(body)
    assert [(post.author and post.author.name, post.text) for post in page.posts] == list(
        zip(PEOPLE, WORDS, strict=True)
    )
    moments = [datetime(2024, 3, day, 9, tzinfo=UTC) for day in (1, 2, 3, 4)]
    assert [post.published for post in page.posts] == moments
    assert [post.role for post in page.posts] == [Role.ORIGINAL, Role.REPLY, Role.REPLY, Role.REPLY]
    assert page.reading.method is Method.GENERIC
    assert page.id == "7"
    assert page.title == "How do I descale?"
    assert page.board_url == "https://kettles.example/"


def test_ids_links_authors_and_places() -> None:
    page = thread(in_blocks())
    second = page.replies[0]
    assert (second.id, second.position, second.permalink) == ("71", 2, f"{URL}#m71")
    assert second.author is not None
    assert (second.author.url, second.author.id) == ("https://kettles.example/user/2/odalys/", "2")
    assert second.author.title == "Mender"


def test_data_attributes_are_surer_ids_than_places() -> None:
    body = "".join(
        f"""<div class="comment" id="c{place + 11}" data-pk="{place * 7 + 40}" data-number="{place + 11}"><a
        href="/user/{place}/x/">{PEOPLE[place]}</a><i class="date" title="March {place + 1}, 2024, noon">3d</i>
        <div class="comment__text">{WORDS[place]}</div></div>"""
        for place in range(4)
    )
    page = thread(body + '<div class="pagination"><a href="?page=1">1</a><span>2</span></div>', f"{URL}?page=2")
    assert [post.id for post in page.posts] == ["40", "47", "54", "61"]
    assert [post.position for post in page.posts] == [11, 12, 13, 14]
    assert page.original_post is None
    assert page.posts[0].published == datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert page.first_url == URL


def test_posts_without_ids_are_named_by_their_words() -> None:
    first, second = thread(in_table()), thread(in_table())
    assert [post.id for post in first.posts] == [post.id for post in second.posts]
    assert len({post.id for post in first.posts}) == 4
    assert all(post.id.startswith("digest:") for post in first.posts)


def test_quotes_edits_and_signatures_stand_apart() -> None:
    extra = """<div class="edited">Last edited by Odalys on March 5, 2024 10:30; edited 2 times in total.</div>
      <div class="signature">Kettles of the world, boil!</div>"""
    words = "<blockquote><p>@Wick said:<br>What takes the scale off?</p></blockquote><p>Vinegar overnight.</p>"
    page = thread(message(0) + message(1, words=words, extra=extra) + message(2) + message(3))
    post = page.posts[1]
    assert post.text == "Vinegar overnight."
    assert [(quote.author, quote.text) for quote in post.quotes] == [("Wick", "What takes the scale off?")]
    assert post.edited == datetime(2024, 3, 5, 10, 30, tzinfo=UTC)
    assert post.edited_raw is not None
    assert post.edited_raw.startswith("Last edited by Odalys")
    assert post.published == datetime(2024, 3, 2, 9, tzinfo=UTC)
    assert post.signature == "Kettles of the world, boil!"
    assert [one.edited_raw for one in page.posts].count(None) == 3


def test_join_dates_and_mentions_find_no_majority() -> None:
    body = "".join(
        message(
            place,
            extra=f'<div class="profile">Joined: <time datetime="2011-01-0{place + 1}T00:00:00Z">2011</time></div>',
        )
        for place in range(4)
    ).replace("Agreed.", 'Agreed, <a href="/user/2/odalys/">Odalys</a>, as I said on 5 March 2020.')
    page = thread(body)
    assert [post.author and post.author.name for post in page.posts] == list(PEOPLE)
    assert [post.published.day for post in page.posts if post.published] == [1, 2, 3, 4]


def test_the_boards_own_notes_are_no_posts() -> None:
    note = """<div class="message note"><a href="/user/9/keeper/">Keeper</a> closed this
      <time datetime="2024-03-05T09:00:00Z">then</time></div>"""
    page = thread(in_blocks() + note)
    assert [post.text for post in page.posts] == list(WORDS)


def test_a_post_that_is_shown_twice_is_one_post() -> None:
    page = thread(message(0) + message(3) + message(1) + message(2) + message(3))
    assert [post.id for post in page.posts] == ["70", "71", "72", "73"]
    assert len([post for post in page.posts if post.role is Role.ORIGINAL]) == 1


def test_related_threads_below_are_no_posts() -> None:
    related = "".join(
        f"""<div class="teaser"><h4><a href="/topic/{n}/other/">Another kettle entirely, number {n}</a></h4>
        <a class="author" href="/user/{n}/x/">Somebody {n}</a> <time datetime="2023-0{n}-01T09:00:00Z">then</time>
        <p>I have inherited a kettle and do not know what it is made of, who can tell?</p></div>"""
        for n in range(1, 9)
    )
    assert [post.text for post in thread(in_blocks() + f"<div class=more>{related}</div>").posts] == list(WORDS)


def test_a_thread_of_one_post() -> None:
    page = thread(FURNITURE + message(0))
    assert [(post.id, post.text) for post in page.posts] == [("70", WORDS[0])]


def test_an_article_is_no_thread() -> None:
    article = f"""<article class="entry"><h1>The kettle in history</h1><p class="byline">By <a class="author"
      href="/author/wick/">Wick</a>, <time datetime="2024-03-01T09:00:00Z">1 March</time></p><p>{WORDS[0]}</p>
      </article>
      <p>Filed under <a href="/category/history/">History</a></p>"""
    assert read(article, "https://magazine.example/2024/kettle-in-history/", "The kettle in history") is None


PAGERS: dict[str, tuple[str, int | None]] = {
    "rel": ('<link rel="next" href="?page=3">', None),
    "numbers": (
        '<div class="pager"><a href="?page=1">1</a><b>2</b><a href="?page=3">3</a><a href="?page=9">9</a></div>',
        9,
    ),
    "words": ('<p><a href="?page=1">Zurück</a> <a href="?page=3">Weiter »</a></p>', None),
    "class": ('<ul><li class="prev"><a href="?page=1">x</a></li><li class="next"><a href="?page=3">y</a></ul>', None),
    "picture": (
        '<ul class="paginator"><li>Page 2 of 4<li><a href="?page=1"><i></i></a><li><a href="?page=3"><i></i></a></ul>',
        4,
    ),
}


@pytest.mark.parametrize(("pager", "pages"), PAGERS.values(), ids=PAGERS)
def test_the_next_page(pager: str, pages: int | None) -> None:
    page = thread(in_blocks() + pager, f"{URL}?page=2")
    assert page.next_url == f"{URL}?page=3"
    assert (page.page, page.pages) == (2, pages)


@pytest.mark.parametrize(
    "pager",
    [
        '<div class="pager"><a href="?page=1">1</a><a href="?page=2">2</a><b>3</b></div>',
        '<a href="/topic/8/tea/">Next</a>',
        '<a class="next" href="?page=2">Next</a>',
        "<p>Page 1 of 1</p>",
    ],
)
def test_no_next_page(pager: str) -> None:
    assert thread(in_blocks() + pager, f"{URL}?page=3").next_url is None


def test_the_path_of_forums() -> None:
    path = """<ul class="breadcrumbs"><li><a href="/">Main</a></li><li><a
      href="/category/3/workbench/">Workbench</a></li>
      <li><a href="/category/4/spouts/">Spouts &amp; Lids</a></li><li><a href="/topic/7/descaling/">Descaling</a>
      </li></ul>"""
    page = thread(path + in_blocks())
    assert [(forum.name, forum.id) for forum in page.forums] == [("Workbench", "3"), ("Spouts & Lids", "4")]


def row(number: int, title: str, replies: int, last: str, who: str, *, classes: str = "") -> str:
    return f"""<li class="row {classes}"><a class="title" href="/topic/{number}/slug/">{title}</a> by
      <a class="starter" href="/user/1/wick/">Wick</a> <span class="replies">{replies}</span>
      <span class="views">1,204</span>
      <div class="lastpost"><a href="/topic/{number}/slug/?page=4#m99"><time datetime="{last}">then</time></a>
      <a href="/user/2/x/">{who}</a></div></li>"""


ROWS = row(3, "House rules", 0, "2024-01-01T09:00:00Z", "Wick", classes="pinned locked") + row(
    7, "How do I descale?", 41, "2024-03-04T09:00:00Z", "Lantern"
)


def test_a_listing() -> None:
    url = "https://kettles.example/category/3/workbench/"
    page = listing(f'{FURNITURE}<ul>{ROWS}</ul><div class=pager><b>1</b><a href="?page=2">2</a></div>', url)
    rules, descaling = page.threads
    assert (page.id, page.title, page.next_url) == ("3", "Workbench", f"{url}?page=2")
    assert (descaling.id, descaling.title, descaling.url) == (
        "7",
        "How do I descale?",
        "https://kettles.example/topic/7/slug/",
    )
    assert (descaling.replies, descaling.views) == (41, 1204)
    assert (descaling.author, descaling.last_post_author) == ("Wick", "Lantern")
    assert descaling.last_post_at == datetime(2024, 3, 4, 9, tzinfo=UTC)
    assert (rules.sticky, rules.locked) == (True, True)
    assert (descaling.sticky, descaling.locked) == (False, False)


def test_a_listing_in_a_table_with_forums_inside() -> None:
    table = """<table><tr><td>Forum</td><td>Threads</td><td>Posts</td><td>Last post</td></tr><tr><td><b><a
      href="forumdisplay.php?fid=5">Enamel</a></b></td><td>2</td><td>6</td><td><a
      href="showthread.php?tid=21">Chips and cracks</a> 05-27-2023, 10:42 AM by <a href="member.php?uid=2">Ivo</a>
      </td></tr>
      </table><table><tr><td></td><td>Thread</td><td>Replies</td><td>Views</td><td>Last post</td></tr>
      <tr><td></td><td><a href="showthread.php?tid=30">Solder</a></td><td>3</td><td>7</td><td>05-28-2023, 10:42 AM<br>
      <a href="member.php?uid=3">Lantern</a></td></tr></table>"""
    page = listing(table, "https://kettles.example/forumdisplay.php?fid=2")
    assert [(thread.id, thread.title, thread.replies, thread.views) for thread in page.threads] == [
        ("30", "Solder", 3, 7)
    ]
    assert [(forum.id, forum.name, forum.threads, forum.messages) for forum in page.subforums] == [
        ("5", "Enamel", 2, 6)
    ]
    assert page.threads[0].last_post_at == datetime(2023, 5, 28, 10, 42, tzinfo=UTC)


def test_an_index_with_statistics() -> None:
    forums = "".join(
        f"""<li class="row"><a class="forumtitle" href="./viewforum.php?f={n}">Forum {n}</a>
      <dd class="topics">{n}2</dd>
        <dd class="posts">{n}84</dd> <dd class="lastpost"><a href="./viewtopic.php?t=9{n}">The last thread of {n}</a>
        <a href="./memberlist.php?mode=viewprofile&amp;u=5">Ivo</a>
      <time datetime="2024-03-04T09:00:00Z">then</time></dd></li>"""
        for n in (1, 2)
    )
    figures = """<div class="stat-block statistics"><h3>Statistics</h3><p>Total posts
      <strong>1,111</strong> • Total topics
      <strong>130</strong> • Total members <strong>90</strong> • Our newest member <strong>Mossy</strong></p></div>"""
    page = read(f"<ul>{forums}</ul>{figures}", "https://kettles.example/forum/", "Kettles - Index")
    assert isinstance(page, IndexPage)
    assert [(forum.id, forum.threads, forum.messages) for forum in page.forums] == [("1", 12, 184), ("2", 22, 284)]
    assert page.forums[0].url == "https://kettles.example/forum/viewforum.php?f=1"
    assert page.board_url == "https://kettles.example/forum/"
    assert page.statistics is not None
    statistics = page.statistics
    assert (statistics.threads, statistics.messages, statistics.members) == (130, 1111, 90)
    assert statistics.latest_member == "Mossy"


def test_a_listing_whose_addresses_have_no_known_shape() -> None:
    rows = "".join(
        f"""<div class="item"><h3><a href="/talk/workbench/{slug}">{slug.replace("-", " ").capitalize()}</a></h3>
        <a class="user" href="/u/{n}">Mender {n}</a> <span>{n + 3} replies</span>
      <time datetime="2024-03-0{n}T09:00:00Z">x</time>
        </div>"""
        for n, slug in enumerate(("descaling-a-kettle", "solder-for-spouts", "lids-that-sing"), 1)
    )
    page = listing(f"{FURNITURE}<h1>Workbench</h1>{rows}", "https://kettles.example/talk/workbench/")
    assert [(thread.title, thread.url, thread.replies) for thread in page.threads] == [
        ("Descaling a kettle", "https://kettles.example/talk/workbench/descaling-a-kettle", 4),
        ("Solder for spouts", "https://kettles.example/talk/workbench/solder-for-spouts", 5),
        ("Lids that sing", "https://kettles.example/talk/workbench/lids-that-sing", 6),
    ]
    assert page.reading.remarks


HOSTILE = {
    "deep": "<div class=post>" * 10_000 + "words" + "</div>" * 10_000,
    "null bytes": "\x00" * 5_000 + "<p>a\x00b</p>",
    "very many posts": message(0) * 4_000,
    "very many rows": "<ul>" + "<li><a href='/topic/1/x/'>A thread</a></li>" * 30_000 + "</ul>",
    "many threads": "<ul>" + "".join(f"<li><a href='/topic/{n}/x/'>T {n}</a></li>" for n in range(6_000)) + "</ul>",
    "pagers in pagers": "<div class=pagination>" * 5_000 + "<a href='?page=2'>2</a>",
    "dates": "<p>" + "<i>2020-01-01</i> " * 10_000,
    "quotes in quotes": message(0) + message(1, words="<blockquote>" * 3_000 + "deep"),
    "broken": "<table><tr><td><div><p></tr><<<a href='http://[::1'>x</a><img src=\"" + "&#0;" * 1_000,
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_page_raises_or_takes_for_ever(body: str) -> None:
    started = time.process_time()
    page = read(body)
    assert page is None or isinstance(page, ThreadPage | ListingPage | IndexPage)
    assert time.process_time() - started < 20


def nested(*, anchors: str = 'id="c{}"') -> str:
    """Replies inside what they answer, each with its date in a link to itself."""
    html = ""
    for place in (3, 2, 1):
        html = f"""<li class="comment" {anchors.format(place + 50)}><div class="byline"><a class="nick"
          href="/u/{PEOPLE[place]}">{PEOPLE[place]}</a> <a class="when" href="/topic/7/comment/{place + 50}"><time
          datetime="2024-03-0{place + 1}T09:10:00Z">{place + 1} Mar</time></a></div><div
          class="said"><p>{WORDS[place]}</p></div><div><a href="/reply/{place + 50}">reply</a></div><ol>{html}</ol>
          </li>"""
    return f"""<div class="story"><h1>How do I descale?</h1><div class="byline"><a class="nick" href="/u/Wick">Wick</a>
      <time datetime="2024-03-01T08:00:00Z">1 Mar</time></div><div class="story-text"><p>{WORDS[0]}</p><p>It is
      copper.</p></div></div><ol class="comments">{html}</ol>"""


def test_an_id_around_a_post_whose_replies_are_nested_in_it() -> None:
    page = thread(nested())
    assert [post.id for post in page.replies] == ["51", "52", "53"]


def test_every_paragraph_of_a_post_that_is_unlike_the_others() -> None:
    page = thread(nested())
    assert page.original_post is not None
    assert page.original_post.text == f"{WORDS[0]}\n\nIt is copper."


def test_a_moment_for_machines_inside_a_link() -> None:
    assert [post.published for post in thread(nested()).replies] == [
        datetime(2024, 3, day, 9, 10, tzinfo=UTC) for day in (2, 3, 4)
    ]


def test_the_link_that_bears_the_date_leads_to_the_post() -> None:
    page = thread(nested(anchors='data-comment-id="{}"'))
    assert [post.permalink for post in page.replies] == [
        f"https://kettles.example/topic/7/comment/{number}" for number in (51, 52, 53)
    ]


def test_printed_places_with_the_first_post_pinned_above() -> None:
    posts = message(0) + "".join(message(place).replace(f">#{place + 1}<", f">#{place + 20}<") for place in (1, 2, 3))
    page = thread(posts + '<div class="pager"><a href="?page=1">1</a><b>2</b></div>', f"{URL}?page=2")
    assert page.original_post is not None
    assert page.original_post.text == WORDS[0]
    assert [post.position for post in page.posts] == [1, 21, 22, 23]


def test_places_that_jump_are_none() -> None:
    posts = message(0) + "".join(message(place).replace(f">#{place + 1}<", f">#{place * 9}<") for place in (1, 2, 3))
    page = thread(posts + '<div class="pager"><a href="?page=1">1</a><b>2</b></div>', f"{URL}?page=2")
    assert [post.position for post in page.posts] == [None] * 4


def test_the_zone_that_moments_for_machines_show() -> None:
    note = '<div class="edited">Last edited by Wick on March 1, 2024 11:30</div>'
    body = "".join(message(place, extra=note if place == 0 else "") for place in range(4))
    for place in range(4):
        body = body.replace(
            f'datetime="2024-03-0{place + 1}T09:00:00Z">March {place + 1}<',
            f'datetime="2024-03-0{place + 1}T09:00:00+02:00">March {place + 1}, 2024 09:00<',
        )
    assert thread(body).posts[0].edited == datetime(2024, 3, 1, 9, 30, tzinfo=UTC)


PATHS = {
    "arrows": '<p><a href="/">Kettles</a> &raquo; <a href="/forum/3">Workbench</a> &raquo; How do I descale?',
    "slashes": '<div><a href="/">Kettles</a> / <a href="/forum/3">Workbench</a></div>',
    "French": '<div class="fil"><a href="/">Kettles</a> : <a href="/forum/3">Workbench</a></div>',
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_path_of_forums_that_is_called_nothing(path: str) -> None:
    assert [(forum.name, forum.id) for forum in thread(path + in_blocks()).forums] == [("Workbench", "3")]


def test_a_menu_is_no_path() -> None:
    menu = '<div><a href="/">Kettles</a> <a href="/forum/3">Workbench</a> <a href="/forum/4">Spouts</a></div>'
    assert thread(menu + in_blocks()).forums == ()


@pytest.mark.parametrize("word", ["Page", "Pages:", "Seite", "Go to page:"])
def test_a_bar_of_pages_that_is_called_nothing(word: str) -> None:
    bar = f'<small>{word} <a href="?page=1">1</a> <b>2</b> <a href="?page=3">3</a> <a href="?page=4">4</a></small>'
    page = thread(in_blocks() + bar, f"{URL}?page=2")
    assert (page.page, page.pages, page.next_url) == (2, 4, f"{URL}?page=3")


def test_statistics_under_the_head_of_a_table() -> None:
    forums = "".join(f'<tr><td><a href="/forum/{n}">Forum {n}</a></td><td>{n}2</td><td>{n}84</td></tr>' for n in (1, 2))
    figures = """<table><tr><td><b>Board statistics</b></td></tr><tr><td>Topics: <b>1,313</b><br>Posts: 12,878<br>
      Members: 77<br>Newest member: <a href="/user/77/mossy/">Mossy</a></td></tr></table>"""
    heads = "<tr><th>Forum</th><th>Topics</th><th>Posts</th></tr>"
    page = read(f"<table>{heads}{forums}</table>{figures}", "https://kettles.example/", "Kettles")
    assert isinstance(page, IndexPage)
    assert page.statistics is not None
    statistics = page.statistics
    assert (statistics.threads, statistics.messages, statistics.members) == (1313, 12878, 77)
    assert statistics.latest_member == "Mossy"


def test_the_last_posts_author_behind_its_date() -> None:
    rows = "".join(
        f"""<tr><td><a href="/topic/{n}/x/">Lid {n}</a></td><td>{n}</td><td><small>05 Nov 2023, 07:40<br>by Ivo
        {n}</small></td></tr>"""
        for n in (1, 2, 3)
    )
    head = "<tr><th>Topic</th><th>Replies</th><th>Last post</th></tr>"
    page = listing(f"<table>{head}{rows}</table>", "https://kettles.example/forum/3/")
    assert [(link.last_post_raw, link.last_post_author) for link in page.threads] == [
        ("05 Nov 2023, 07:40", f"Ivo {n}") for n in (1, 2, 3)
    ]


def test_quotes_with_names_and_dates_are_no_posts() -> None:
    quote = "<blockquote><cite><a href='/user/9/x/'>Wick</a> <time>March 1</time></cite><p>{}</p></blockquote>"
    quotes = "".join(quote.format(f"{words} {words}") for words in WORDS)
    page = thread("".join(message(place, words=f"{WORDS[place]}{quotes}") for place in range(3)))
    assert [post.id for post in page.posts] == ["70", "71", "72"]
    assert [quote.author for quote in page.posts[1].quotes] == ["Wick"] * 4


def test_a_short_post_is_one_although_its_words_stand_in_something_called_edit() -> None:
    def post(place: int, words: str) -> str:
        name = PEOPLE[place]
        return f"""<article class="post" id="p{place + 5}"><a class="user" href="/user/{place}/">{name}</a>
          <time datetime="2024-03-0{place + 1}T09:00:00Z">March {place + 1}</time><p class="rank">Mender since 2019</p>
          <div class="js-edit-target"><div class="content">{words}</div></div></article>"""

    page = thread("".join(post(place, words) for place, words in enumerate((*WORDS[:3], "No."))))
    assert [post.text for post in page.posts] == [*WORDS[:3], "No."]


def test_a_post_with_a_picture_alone_is_a_post_without_words() -> None:
    picture = '<img src="/kettle.jpg" alt="my kettle">'
    page = thread("".join(message(place, words=picture if place == 2 else None) for place in range(4)))
    assert [post.text for post in page.posts] == [WORDS[0], WORDS[1], "", WORDS[3]]
    assert [one.name for one in page.posts[2].attachments] == ["my kettle"]


def test_other_threads_below_the_posts_are_none_of_them() -> None:
    others = "".join(
        f"""<div class="post list"><h3>Another question {n}</h3><time>0{n} Jan 2024, 09:00</time>
        <p>{WORDS[0]} more</p></div>"""
        for n in range(1, 7)
    )
    page = thread(in_blocks() + f"<section>{others}</section>")
    assert [post.text for post in page.posts] == list(WORDS)


def test_what_somebody_wrote_is_no_name() -> None:
    page = thread(in_blocks().replace('class="text"', 'class="userContent"'))
    assert [post.author.name for post in page.posts if post.author] == list(PEOPLE)
    assert [post.text for post in page.posts] == list(WORDS)


def test_a_short_page_is_not_all_sidebar() -> None:
    posts = "".join(
        f"""<div class="message"><a class="author" href="/user/{place}/">{PEOPLE[place]}</a>
      <time datetime="2024-03-0{place + 1}T09:00:00Z">then</time><div class="text">{words}</div></div>"""
        for place, words in enumerate(("Is it frozen?", "Solid.", "Then nobody grinds today."))
    )
    found = thread(f"""<div class="main main--withSidebar">{posts}</div><div class="sidebar">Online: Ivo</div>""")
    assert [post.text for post in found.posts] == ["Is it frozen?", "Solid.", "Then nobody grinds today."]


def test_what_somebody_is_called_by_the_board_is_no_name() -> None:
    posts = "".join(
        f"""<div class="message"><h4 class="message-name">{PEOPLE[place]}</h4><h5 class="userTitle">Keeper of keys</h5>
      <div class="userExtras">Joined Messages 12</div><time datetime="2024-03-0{place + 1}T09:00:00Z">then</time>
      <div class="text">{WORDS[place]}</div></div>"""
        for place in range(3)
    )
    assert [post.author and post.author.name for post in thread(posts).posts] == [*PEOPLE[:3]]


def test_a_single_block_without_author_and_date_is_no_thread() -> None:
    assert (
        read("""<div class="message">This site works best with another browser, and even better without.</div>
      <a href="/forum/3/">Workbench</a>""")
        is None
    )


def test_a_solution_that_is_shown_above_the_others_too_is_one_post() -> None:
    copied = message(2).replace('id="m72"', "").replace('href="#m72"', "").replace("#3", "")
    found = thread(message(0) + copied + "".join(message(place) for place in (1, 2, 3)))
    assert [post.text for post in found.posts] == [*WORDS]


@pytest.mark.parametrize(("called", "kind"), [("deleted", Absence.DELETED), ("ignored", Absence.IGNORED)])
def test_the_place_of_a_post_that_is_not_shown_is_no_post(called: str, kind: Absence) -> None:
    notice = f'<div class="text"><div class="notice notice--{called}">This post is not shown to you.</div></div>'
    gone = message(1).replace(f'<div class="text"><p>{WORDS[1]}</p></div>', notice)
    found = thread(message(0) + gone + message(2) + message(3))
    assert [post.text for post in found.posts] == [WORDS[0], WORDS[2], WORDS[3]]
    (place,) = found.placeholders
    assert (place.kind, place.id, place.author) == (kind, "71", PEOPLE[1])
    assert "not shown to you" in place.text


def test_an_edit_note_ends_where_the_words_end() -> None:
    note = "<p><em>Last edited by Ivo on 4 March 2024 at 10:00</em></p>"
    blocks = [message(place) for place in range(4)]
    blocks[2] = message(2, words="Agreed, and soon.").replace("</p></div>", f"</p>{note}</div>")
    found = thread("".join(blocks))
    assert found.posts[2].text == "Agreed, and soon."
    assert found.posts[2].edited_raw == "Last edited by Ivo on 4 March 2024 at 10:00"
    assert found.posts[2].edited == datetime(2024, 3, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize("called", ["forumQuote", "box bb-quote", "bbcode_quote expandable"])
def test_whatever_ends_with_quote_is_one(called: str) -> None:
    quoted = f'<div class="{called}">What takes the scale off without scratching it?</div>'
    blocks = [message(0), message(1, words=f"{quoted}{WORDS[1]}"), message(2), message(3)]
    found = thread("".join(blocks))
    assert found.posts[1].text == WORDS[1]
    assert [quote.text for quote in found.posts[1].quotes] == ["What takes the scale off without scratching it?"]
