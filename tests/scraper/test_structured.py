from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from scraper import read_page
from scraper.document import Document
from scraper.items import Method, Role, ThreadPage
from scraper.jsonld import things
from scraper.structured import read_structured

URL = "https://kettles.example/t/descaling/7"

ORIGINAL = "My kettle is furred up to the spout. What takes the scale off without scratching it?"
ANSWER = "Vinegar overnight, then boil it twice with clear water and throw that away."
SECOND = "Citric acid is quicker, ten minutes will do for a thin crust."


def person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name, "url": f"/u/{name.lower()}"}


def comment(number: int, text: str, **more: Any) -> dict[str, Any]:
    return {
        "@type": "Comment",
        "text": text,
        "url": f"{URL}#post-{number}",
        "author": person(f"Mender{number}"),
        "datePublished": f"2024-03-0{number}T10:00:00+01:00",
        **more,
    }


def posting(**more: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": "How do I descale a kettle?",
        "text": ORIGINAL,
        "author": person("Wick"),
        "datePublished": "2024-03-01T09:00:00Z",
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/LikeAction",
            "userInteractionCount": 3,
        },
        **more,
    }


def page(*stated: Any, body: str = "<div id=app></div>") -> str:
    scripts = "".join(
        f'<script type="application/ld+json">{one if isinstance(one, str) else json.dumps(one)}</script>'
        for one in stated
    )
    return f"<html><head><title>How do I descale a kettle? - Kettles</title>{scripts}</head><body>{body}</body></html>"


def structured(html: str, url: str = URL) -> ThreadPage | None:
    return read_structured(Document.parse(html, url))


WHOLE = posting(commentCount=2, comment=[comment(2, ANSWER), comment(3, SECOND)])


@pytest.mark.parametrize(
    "stated",
    [
        WHOLE,
        [WHOLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Kettles"}, WHOLE]},
        {"@type": "WebPage", "mainEntity": {"@type": "ItemPage", "mainEntity": WHOLE}},
        {**WHOLE, "@type": ["SocialMediaPosting", "Article"]},
    ],
    ids=["single", "list", "graph", "nested", "several types"],
)
def test_a_discussion_in_json_ld(stated: Any) -> None:
    thread = structured(page(stated))
    assert thread is not None
    assert thread.reading.method is Method.STRUCTURED
    assert [(post.role, post.text) for post in thread.posts] == [
        (Role.ORIGINAL, ORIGINAL),
        (Role.REPLY, ANSWER),
        (Role.REPLY, SECOND),
    ]
    first, second, _ = thread.posts
    assert first.author is not None
    assert (first.author.name, first.author.url) == ("Wick", "https://kettles.example/u/wick")
    assert [(reaction.name, reaction.count) for reaction in first.reactions] == [("Like", 3)]
    assert second.published == datetime(2024, 3, 2, 9, tzinfo=UTC)
    assert second.published_raw == "2024-03-02T10:00:00+01:00"
    assert (second.id, second.permalink) == ("2", f"{URL}#post-2")


def test_an_answer_that_is_accepted_and_suggested_is_one_post() -> None:
    answers = [
        {"@type": "Answer", "text": ANSWER, "url": f"{URL}#answer-5", "author": person("Mender5"), "upvoteCount": 9},
        {"@type": "Answer", "text": SECOND, "url": f"{URL}#answer-6", "author": person("Mender6")},
    ]
    question = {**posting(answerCount=2), "@type": "Question", "name": "How do I descale a kettle?"}
    question |= {"acceptedAnswer": answers[0], "suggestedAnswer": answers}
    thread = structured(page({"@type": "QAPage", "mainEntity": question}))
    assert thread is not None
    assert [post.text for post in thread.posts] == [ORIGINAL, ANSWER, SECOND]
    assert [post.id for post in thread.replies] == ["5", "6"]
    assert thread.replies[0].reactions[0].count == 9


def test_comments_on_comments_follow_what_they_answer() -> None:
    inner = comment(3, SECOND)
    thread = structured(page(posting(comment=[comment(2, ANSWER, comment=[inner]), comment(4, "Thank you both!")])))
    assert thread is not None
    assert [post.text for post in thread.replies] == [ANSWER, SECOND, "Thank you both!"]


def test_text_may_be_html() -> None:
    html = "<p>Vinegar &amp; time.</p><blockquote>What takes the scale off?</blockquote><p>Then boil.</p>"
    thread = structured(page(posting(comment=[comment(2, html)])))
    assert thread is not None
    assert thread.replies[0].text == "Vinegar & time.\n\nThen boil."
    assert [quote.text for quote in thread.replies[0].quotes] == ["What takes the scale off?"]


@pytest.mark.parametrize(
    "stated",
    [
        posting(),
        posting(commentCount=12),
        posting(text=f"{ORIGINAL[:40]}…", comment=[comment(2, ANSWER)]),
        posting(comment=[comment(2, "Vinegar over...")]),
    ],
    ids=["alone", "replies elsewhere", "shortened", "shortened reply"],
)
def test_a_part_does_not_pose_as_the_page(stated: Any) -> None:
    assert structured(page(stated)) is None


def test_a_thread_without_replies_that_says_so() -> None:
    thread = structured(page(posting(commentCount=0)))
    assert thread is not None
    assert [post.text for post in thread.posts] == [ORIGINAL]


BLOCKS = "".join(
    f"""<div class="message" id="post-{number}">
    <a class="author" href="/u/{name.lower()}">{name}</a> <span class="date">March {number}, 2024</span>
    <div class="body"><p>{text}</p></div></div>"""
    for number, name, text in ((1, "Wick", ORIGINAL), (2, "Mender2", ANSWER), (3, "Mender3", SECOND))
)


def test_the_page_itself_is_read_and_completed_by_what_is_stated() -> None:
    thread = read_page(page(posting(text=f"{ORIGINAL[:30]}…"), body=BLOCKS).encode(), URL)
    assert isinstance(thread, ThreadPage)
    assert thread.reading.method is Method.GENERIC
    assert [post.text for post in thread.posts] == [ORIGINAL, ANSWER, SECOND]
    assert thread.posts[0].published == datetime(2024, 3, 1, 9, tzinfo=UTC), "the stated moment is exact"
    assert thread.posts[1].published == datetime(2024, 3, 2, tzinfo=UTC), "nothing is stated of the others"
    assert thread.posts[0].reactions[0].count == 3


def test_json_ld_does_not_take_the_words_from_a_page_that_shows_them_all() -> None:
    thread = read_page(page(WHOLE, body=BLOCKS).encode(), URL)
    assert isinstance(thread, ThreadPage)
    assert thread.reading.method is Method.GENERIC
    assert thread.posts[1].published == datetime(2024, 3, 2, 9, tzinfo=UTC)


def test_a_listing_of_discussions_is_no_thread() -> None:
    listed = [{**posting(), "url": f"https://kettles.example/t/x/{number}"} for number in (1, 2, 3)]
    assert structured(page(listed)) is None


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "{",
        "null",
        "[[[[",
        '{"@type": "DiscussionForumPosting", "text": }',
        '{"@type": {"a": 1}, "comment": 5, "author": [null, 3], "text": ["x", {}]}',
        "[" * 100_000,
        '{"@type":"DiscussionForumPosting","comment":' * 500 + "1" + "}" * 500,
    ],
)
def test_broken_json_ld_never_raises(broken: str) -> None:
    assert structured(page(broken)) is None


def test_json_ld_that_browsers_forgive() -> None:
    text = json.dumps(WHOLE).replace("Vinegar overnight", "Vinegar\tovernight").replace('"@context"', '\n"@context"')
    mended = f"<!-- {text[:-1]},}} -->"
    (first, *_) = things(Document.parse(page(mended), URL))
    assert first["headline"] == "How do I descale a kettle?"


def micro(kind: str, prop: str, name: str, when: str, text: str) -> str:
    own = f'itemprop="{prop}"' if prop else ""
    return f"""<article {own} itemscope itemtype="https://schema.org/{kind}">
      <span itemprop="author" itemscope itemtype="https://schema.org/Person">
        <a itemprop="url" href="/u/{name}"><span itemprop="name">{name}</span></a></span>
      <time itemprop="dateCreated" datetime="{when}">then</time>
      <div itemprop="text">{text}</div></article>"""


def test_microdata() -> None:
    html = f"""<main itemscope itemtype="https://schema.org/QAPage"><div itemprop="mainEntity" itemscope
      itemtype="https://schema.org/Question"><h1 itemprop="name">How do I descale a kettle?</h1>
      <span itemprop="author" itemscope itemtype="https://schema.org/Person"><b itemprop="name">Wick</b></span>
      <time itemprop="dateCreated" datetime="2024-03-01T09:00:00Z">1 March</time>
      <div itemprop="text"><p>{ORIGINAL}</p></div>
      {micro("Answer", "acceptedAnswer", "Mender2", "2024-03-02T09:00:00Z", ANSWER)}
      {micro("Answer", "suggestedAnswer", "Mender3", "2024-03-03T09:00:00Z", SECOND)}
      </div></main>"""
    thread = structured(page(body=html))
    assert thread is not None
    assert [(post.author and post.author.name, post.text) for post in thread.posts] == [
        ("Wick", ORIGINAL),
        ("Mender2", ANSWER),
        ("Mender3", SECOND),
    ]
    assert thread.posts[1].published == datetime(2024, 3, 2, 9, tzinfo=UTC)
    assert thread.posts[1].author is not None
    assert thread.posts[1].author.url == "https://kettles.example/u/Mender2"


def test_later_pages_have_no_original_post() -> None:
    html = "".join(
        micro("DiscussionForumPosting", "", f"Mender{n}", f"2024-03-0{n}T09:00:00Z", f"{SECOND} Kettle {n}.")
        for n in (1, 2)
    )
    pager = '<div class="pagination"><a href="?page=1">1</a> <span>2</span> <a href="?page=3">3</a></div>'
    thread = structured(page(body=html + pager), f"{URL}?page=2")
    assert thread is not None
    assert thread.original_post is None
    assert (thread.page, thread.pages, thread.next_url) == (2, 3, f"{URL}?page=3")


def test_a_page_that_needs_javascript_and_states_everything_is_read() -> None:
    html = page(WHOLE, body='<div id="root"></div><script src="/app.js"></script>')
    thread = read_page(html.encode(), URL)
    assert isinstance(thread, ThreadPage)
    assert [post.text for post in thread.posts] == [ORIGINAL, ANSWER, SECOND]


def test_a_post_that_is_marked_twice_is_one_post() -> None:
    def marked(number: int, text: str) -> str:
        link = f'<link itemprop="url" href="{URL}#post-{number}">'
        return micro("Comment", "comment", f"Mender{number}", f"2024-03-0{number}T09:00:00Z", text).replace(
            "<span", f"{link}<span", 1
        )

    thread = structured(page(body=marked(3, SECOND) + marked(2, ANSWER) + marked(3, SECOND)))
    assert thread is not None
    assert [post.id for post in thread.posts] == ["3", "2"]
