"""Quirks of Invision's boards that the saved pages do not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper import read_page
from scraper.addresses import without_page
from scraper.items import IndexPage, ThreadPage

PAGES = Path(__file__).parents[3] / "fixtures" / "pages"


def saved(name: str) -> str:
    return (PAGES / name / "input.html").read_text(encoding="utf-8")


def test_an_index_in_a_folder_tells_it_by_the_addresses_of_its_forums() -> None:
    html = saved("ipb4-index").replace("hives.example/forum/", "hives.example/community/forum/")
    page = read_page(html.encode(), "https://hives.example/community/")
    assert isinstance(page, IndexPage)
    assert page.board_url == "https://hives.example/community/"


def test_statistics_may_stand_in_the_sidebar() -> None:
    def line(label: str, value: str, more: str = "") -> str:
        return (
            f"<li class='ipsDataItem'><div class='ipsDataItem_main'><strong>{label}</strong>{more}</div><div "
            f"class='ipsDataItem_stats'><span class='ipsDataItem_stats_number'>{value}</span></div></li>"
        )

    when = "<br><span><time datetime='2021-02-10T04:21:00Z'>February 10, 2021</time></span>"
    widgets = (
        f"<li data-blockID='app_forums_forumStatistics_a'><ul>{line('Total Topics', '12')}{line('Total Posts', '90')}"
        f"</ul></li><li data-blockID='app_core_stats_b'><ul>{line('Total Members', '7')}"
        f"{line('Most Online', '5', when)}</ul><a data-ipshover href='/profile/7-una/'>Una</a></li>"
    )
    page = read_page(
        saved("ipb4-removed-thread").replace("</main>", f"{widgets}</main>").encode(), "https://h.example/"
    )
    stats = page.statistics
    assert stats is not None
    assert (stats.threads, stats.messages, stats.members, stats.latest_member) == (12, 90, 7, "Una")
    assert (stats.record_online, str(stats.record_online_at)) == (5, "2021-02-10 04:21:00+00:00")


def test_a_smilie_that_is_loaded_late_is_its_text() -> None:
    late = 'src="/js/spacer.png" data-src="https://hives.example/uploads/emoticons/default_smile.png"'
    html = saved("ipb4-thread-of-everything").replace(
        'src="https://hives.example/uploads/emoticons/default_smile.png"', late
    )
    page = read_page(html.encode(), "https://hives.example/topic/812-which-queen/")
    assert isinstance(page, ThreadPage)
    assert page.original_post
    assert "get her? :)" in page.original_post.text


@pytest.mark.parametrize(
    "url",
    [
        "https://k.example/topic/5-tea/?do=getNewComment",
        "https://k.example/topic/5-tea/?do=findComment&comment=77#comment-77",
        "https://k.example/topic/5-tea/?view=getlastpost",
        "https://k.example/topic/5-tea/?p=77#entry77",
        "https://k.example/topic/5-tea/page/3/",
        "https://k.example/topic/5-tea/?page=3",
        "https://k.example/topic/5-tea/page-3",
        "https://k.example/topic/5-tea/page__st__40",
    ],
)
def test_every_address_of_a_thread_leads_to_its_first_page(url: str) -> None:
    assert without_page(url) == "https://k.example/topic/5-tea/"


def test_an_address_in_the_query_leads_to_the_first_page_too() -> None:
    assert without_page("https://k.example/index.php?/topic/5-tea/&do=getNewComment") == (
        "https://k.example/index.php?/topic/5-tea/"
    )
    assert without_page("https://k.example/index.php?showtopic=5&view=findpost&p=77") == (
        "https://k.example/index.php?showtopic=5"
    )
