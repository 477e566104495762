from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.addresses import Base, absolute, canonical, origin, without_page

torture = settings(max_examples=300, deadline=None, derandomize=True, database=None)

BASE = "https://kettles.example/board/threads/descaling.7/"

LINKS = {
    "page-2": f"{BASE}page-2",
    "/members/wick.3/": "https://kettles.example/members/wick.3/",
    "../spouts.8/": "https://kettles.example/board/threads/spouts.8/",
    "//cdn.example/a.png": "https://cdn.example/a.png",
    "http://other.example/a b": "http://other.example/a%20b",
    "#post-5": f"{BASE}#post-5",
    "?page=2": f"{BASE}?page=2",
    " /a\n/b\t": "https://kettles.example/a/b",
}


@pytest.mark.parametrize(("href", "expected"), LINKS.items())
def test_a_link_is_made_absolute(href: str, expected: str) -> None:
    assert absolute(BASE, href) == expected


@pytest.mark.parametrize(
    "base",
    [BASE, "https://kettles.example", "https://kettles.example/a/b?c=/d#e", "https://kettles.example//", "http://[::1"],
)
@pytest.mark.parametrize(
    "href",
    [*LINKS, "./viewtopic.php?f=1&t=2#p3", "a/../b", "./a/./b", "/..", "a..b", "/a//b", "x:y", "a?b:c", "/é", "?", "#",
     "/a?x=/../y", "http://x.example", "https://x.example/?q=/../z", "http://X.example/", "/a;", "b/."],
)  # fmt: skip
def test_the_base_of_a_page_joins_as_anybody_does(base: str, href: str) -> None:
    assert Base(base).absolute(href) == absolute(base, href)


@torture
@given(st.text("ab/.:?#&=;%+@é [\\]-_~", max_size=20), st.text("ab/.:?#&=;", max_size=12))
def test_the_base_of_a_page_joins_whatever_comes(href: str, rest: str) -> None:
    base = f"https://kettles.example/{rest}"
    assert Base(base).absolute(href) == absolute(base, href)


@pytest.mark.parametrize(
    "href",
    [None, "", "  ", "javascript:void(0)", "mailto:a@b.example", "data:text/html,x", "tel:1", "file:///etc/x", "http://",
     "http://[::1", "java\nscript:alert(1)"],
)  # fmt: skip
def test_what_leads_to_no_page(href: str | None) -> None:
    assert absolute(BASE, href) is None


CANONICAL = {
    "HTTPS://Kettles.Example:443/A/b#c": "https://kettles.example/A/b",
    "http://kettles.example:80": "http://kettles.example/",
    "http://kettles.example:8080/": "http://kettles.example:8080/",
    "https://kettles.example./a": "https://kettles.example/a",
    "https://[2001:DB8::1]:443/a": "https://[2001:db8::1]/a",
    "https://kettles.example/t.php?t=5&sid=0123abcd": "https://kettles.example/t.php?t=5",
    "https://kettles.example/t.php?s=0123456789abcdef0123456789abcdef&t=5": "https://kettles.example/t.php?t=5",
    "https://kettles.example/t.php?s=best&t=5": "https://kettles.example/t.php?s=best&t=5",
    "https://kettles.example/t;jsessionid=AB12.node1?t=5": "https://kettles.example/t?t=5",
    "https://kettles.example/a?utm_source=x&fbclid=y&b=1&a=2": "https://kettles.example/a?b=1&a=2",
    "https://kettles.example/index.php?threads/x.1/": "https://kettles.example/index.php?threads/x.1/",
}


@pytest.mark.parametrize(("url", "expected"), CANONICAL.items())
def test_the_one_form_of_an_address(url: str, expected: str) -> None:
    assert canonical(url) == expected


FIRST_PAGES = {
    "https://k.example/threads/x.1/page-2": "https://k.example/threads/x.1/",
    "https://k.example/threads/x.1/page-2/": "https://k.example/threads/x.1/",
    "https://k.example/threads/x.1/page/2/": "https://k.example/threads/x.1/",
    "https://k.example/discussion/5/x/p3": "https://k.example/discussion/5/x",
    "https://k.example/threads/x.1/post-99": "https://k.example/threads/x.1/",
    "https://k.example/threads/x.1/latest": "https://k.example/threads/x.1/",
    "https://k.example/threads/x.1/unread": "https://k.example/threads/x.1/",
    "https://k.example/threads/x.1/#post-99": "https://k.example/threads/x.1/",
    "https://k.example/index.php?threads/x.1/page-2": "https://k.example/index.php?threads/x.1/",
    "https://k.example/t.php?t=5&page=3": "https://k.example/t.php?t=5",
    "https://k.example/viewtopic.php?f=2&t=5&start=20": "https://k.example/viewtopic.php?t=5",
    "https://k.example/threads/page-turners.7/": "https://k.example/threads/page-turners.7/",
    "https://k.example/t.php?page": "https://k.example/t.php?page",
    "https://k.example/index.php?topic=12.msg40#msg40": "https://k.example/index.php?topic=12.0",
    "https://k.example/index.php?topic=12.20": "https://k.example/index.php?topic=12.0",
    "https://k.example/index.php?board=3.40": "https://k.example/index.php?board=3.0",
    "https://k.example/t/which-kettle/15/7": "https://k.example/t/which-kettle/15",
    "https://k.example/d/15-which-kettle/7": "https://k.example/d/15-which-kettle",
    "https://k.example/topic/15/which-kettle/7": "https://k.example/topic/15/which-kettle",
    "https://k.example/topic/2024/7": "https://k.example/topic/2024/7",
    "https://k.example/viewtopic.php?id=15&p=2": "https://k.example/viewtopic.php?id=15",
    "https://k.example/viewtopic.php?p=815": "https://k.example/viewtopic.php?p=815",
    "https://k.example/thread-15-page-2.html": "https://k.example/thread-15.html",
    "https://k.example/index.php?/topic/15-which/page__st__20": "https://k.example/index.php?/topic/15-which/",
    "https://k.example/read.php?3,15,page=2": "https://k.example/read.php?3,15",
    "https://k.example/ubbthreads.php/topics/15/2/which-kettle": "https://k.example/ubbthreads.php/topics/15/which-kettle",
    "https://k.example/ubbthreads.php?ubb=showthreaded&Number=15": "https://k.example/ubbthreads.php?ubb=showflat&Number=15",
    "https://k.example/ubbthreads.php/ubb/showflat/Number/15/page/2": "https://k.example/ubbthreads.php/ubb/showflat/Number/15",
    "https://k.example/showthread.php?t=15&goto=newpost": "https://k.example/showthread.php?t=15",
}  # fmt: skip


@pytest.mark.parametrize(("url", "expected"), FIRST_PAGES.items())
def test_the_address_of_the_first_page(url: str, expected: str) -> None:
    assert without_page(url) == expected


def test_the_origin() -> None:
    assert origin("https://Kettles.example:443/board/x?y#z") == "https://kettles.example/"
    assert origin("http://kettles.example:8080/board") == "http://kettles.example:8080/"


@pytest.mark.parametrize("url", ["http://[::1", "https://kettles.example:notaport/", "http://a:99999999/"])
def test_a_broken_address_stays_as_it_is(url: str) -> None:
    assert canonical(url) == url
    assert without_page(url)
    assert origin(url)


PARTS = st.sampled_from(
    ["/", "threads", "page-2", "page", "p2", "?", "&", "=", "sid", "utm_x", "#", "post-1", "x.1", "%", "é", " ",
     ";jsessionid=1"]
)  # fmt: skip


@torture
@given(st.lists(PARTS, max_size=10).map("".join))
def test_both_forms_are_final(tail: str) -> None:
    url = f"https://kettles.example/{tail}"
    assert canonical(canonical(url)) == canonical(url)
    assert canonical(without_page(url)) == without_page(url)


@torture
@given(st.text(max_size=60))
def test_any_string_is_a_link_or_none(href: str) -> None:
    url = absolute(BASE, href)
    assert url is None or url.startswith(("http://", "https://", "HTTP", "Http"))
    canonical(href)
    without_page(href)
    origin(href)
