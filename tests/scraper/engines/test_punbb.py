"""Quirks of FluxBB and PunBB that the saved pages do not show."""

from __future__ import annotations

import pytest

from scraper import read_page
from scraper.items import ListingPage, Refusal, ThreadPage, Unreadable

BOARD = "https://weirs.example/board/"


@pytest.mark.parametrize("page", ["topic/7/eels/", "topic/7/eels/page/2/", "topic7-eels.html"])
def test_readable_addresses_of_punbb(page: str) -> None:
    html = f"""<html lang="en"><body><div id="brd-wrap"><p id="brd-title"><a href="{BOARD}">Weirs</a></p><h1
      class="main-title"><a class="permalink" href="{BOARD}topic/7/eels/">Eels</a></h1><div class="main-content
      main-topic"><div
      class="post odd"><div id="p9" class="posthead"><span class="post-num">1</span></div><div class="postbody"><ul
      class="author-ident"><li class="username"><a href="{BOARD}user/3/">Sluice</a></li></ul><div
      class="entry-content"><p>Run early.</p></div></div></div></div></div></body></html>"""
    found = read_page(html.encode(), BOARD + page, "text/html; charset=utf-8")
    assert isinstance(found, ThreadPage)
    assert (found.id, found.first_url, found.board_url) == ("7", f"{BOARD}topic/7/eels/", BOARD)
    assert found.posts[0].author is not None
    assert found.posts[0].author.id == "3"


def test_an_empty_forum_is_a_listing() -> None:
    html = """<html lang="en"><body><div id="punviewforum" class="pun"><div class="linkst"><ul class="crumbs"><li><a
      href="index.php">Index</a></li><li><strong><a href="viewforum.php?id=4">Eels</a></strong></li></ul></div><div
      id="vf"
      class="blocktable"><h2><span>Eels</span></h2><table><tbody><tr class="rowodd inone"><td class="tcl"
      colspan="4"><div
      class="tclcon"><div><strong>Forum is
      empty.</strong></div></div></td></tr></tbody></table></div></div></body></html>"""
    found = read_page(html.encode(), f"{BOARD}viewforum.php?id=4", "text/html; charset=utf-8")
    assert isinstance(found, ListingPage)
    assert (found.id, found.title, found.threads) == ("4", "Eels", ())


def test_the_login_page() -> None:
    html = """<html lang="en"><body><div id="punlogin" class="pun"><div
      class="blockform"><h2><span>Login</span></h2><form
      id="login" method="post" action="login.php?action=in"><input type="password" name="req_password"
      /></form></div></div>
      </body></html>"""
    found = read_page(html.encode(), f"{BOARD}login.php", "text/html; charset=utf-8")
    assert isinstance(found, Unreadable)
    assert found.reason is Refusal.LOGIN_WALL
