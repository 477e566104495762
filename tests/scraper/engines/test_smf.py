"""Quirks of Simple Machines Forum that the saved pages do not show."""

from __future__ import annotations

import pytest

from scraper import read_page
from scraper.engines.smf import QUOTED
from scraper.items import IndexPage, ThreadPage

BOARD = "https://sluice.example/board/"
SCRIPT = f"{BOARD}index.php"
HEAD = f"""<html lang="en"><head><title>Eels</title><script>var smf_theme_url = "{BOARD}Themes/default";
  var smf_default_theme_url = "{BOARD}Themes/default"; var smf_scripturl = "{SCRIPT}";</script></head><body>"""
OLD_HEAD = HEAD.replace("var smf_default_theme_url", "var smf_images_url")
DATE = "November 29, 2026, 08:05:44 AM"


def thread(body: str, bar: str = '<span class="pages">Pages</span><span class="current_page">1</span>') -> ThreadPage:
    html = f"""{HEAD}<div class="pagelinks">{bar}</div><div class="windowbg" id="msg9"><div class="post_wrapper"><div
      class="poster"><h4><a href="{SCRIPT}?action=profile;u=4">Sluice</a></h4></div><div class="postarea"><div
      class="keyinfo"><div id="subject_9"><a href="{SCRIPT}?msg=9">Eels</a></div><div class="postinfo"><a
      class="smalltext" href="{SCRIPT}?msg=9">{DATE}</a></div></div><div class="post"><div class="inner"
      id="msg_9">{body}</div></div></div></div></div></body></html>"""
    return read(html)


def old_thread(body: str, bar: str = "[<b>1</b>] ") -> ThreadPage:
    html = f"""{OLD_HEAD}<table><tr><td class="middletext">Pages: {bar} <a href="#lastPost"><b>Go Down</b></a></td></tr>
      </table><table><tr><td><b><a href="{SCRIPT}?action=profile;u=4">Sluice</a></b></td><td><div id="subject_9"><a
      href="{SCRIPT}?topic=7.msg9#msg9">Eels</a></div><div class="smalltext">&#171; <b>Reply #4 on:</b> {DATE}
      &#187;</div><div class="post">{body}</div></td></tr></table></body></html>"""
    return read(html)


def read(html: str) -> ThreadPage:
    found = read_page(html.encode(), f"{SCRIPT}?topic=7.0", "text/html; charset=utf-8")
    assert isinstance(found, ThreadPage)
    return found


def test_words_behind_code_stand_on_a_line_of_their_own() -> None:
    header = '<div class="codeheader"><span class="code">Code</span> <a class="codeoperation">Select</a></div>'
    found = thread(f'See{header}<code class="bbc_code">open(gate)<br>&nbsp; wait()</code>and run.')
    assert found.posts[0].text == "See\nopen(gate)\n  wait()\nand run."


def test_words_behind_a_turned_line_stand_on_a_line_of_their_own() -> None:
    assert thread('<bdo dir="rtl">سد النهر</bdo>and the weir').posts[0].text == "سد النهر\nand the weir"


def test_an_error_in_the_place_of_a_picture_is_nobodys_words() -> None:
    error = '<span style="display:inline-block" class="errorbox">You are not allowed to view this.</span>'
    assert thread(f"My eel: {error}").posts[0].text == "My eel:"


@pytest.mark.parametrize("read_thread", [thread, old_thread])
def test_the_space_that_breaks_a_long_word_is_none(read_thread) -> None:  # type: ignore[no-untyped-def]
    found = read_thread('sluicegate<span style="margin: 0 -0.5ex 0 0;"> </span>keeper')
    assert found.posts[0].text == "sluicegatekeeper"


@pytest.mark.parametrize(("file", "name", "typed"), [
    ("smiley", "Lächelnd", ":)"), ("evil", "", ">:D"), ("lipsrsealed", "Lips sealed", ":-X"), ("huh", "Huh?", "???"),
])  # fmt: skip
def test_smilies_of_the_old_board_are_told_by_their_files(file: str, name: str, typed: str) -> None:
    found = old_thread(f'Eels <img src="{BOARD}Smileys/default/{file}.gif" alt="{name}" border="0" />')
    assert found.posts[0].text == f"Eels {typed}"
    assert not found.posts[0].attachments


def test_the_page_in_a_bar_with_bold_dots() -> None:
    links = {
        number: f'<a class="navPages" href="{SCRIPT}?topic=7.{number * 15 - 15}">{number}</a>'
        for number in (1, 4, 6, 9)
    }
    found = old_thread("Run.", f"{links[1]} <b> ... </b>{links[4]} [<b>5</b>] {links[6]} <b> ... </b>{links[9]}")
    assert (found.page, found.pages, found.next_url) == (5, 9, f"{SCRIPT}?topic=7.75")
    last = old_thread("Run.", f"{links[1]} <b> ... </b>{links[4]} [<b>5</b>]")
    assert (last.page, last.pages, last.next_url) == (5, 5, None)


def test_the_next_page_where_the_bar_leaves_out_its_number() -> None:
    arrow = f'<a class="nav_page" href="{SCRIPT}?topic=7.30"><span class="main_icons next_page"></span></a>'
    last = f'<a class="nav_page" href="{SCRIPT}?topic=7.90">7</a>'
    found = thread("Run.", f'<span class="current_page">2</span> <span class="expand_pages"> ... </span>{last} {arrow}')
    assert (found.page, found.pages, found.next_url) == (2, 7, f"{SCRIPT}?topic=7.30")


@pytest.mark.parametrize(("line", "name"), [
    ("Quote from: Summer of 69 on Nov 29, 2026, 08:05 AM", "Summer of 69"),
    ("Quote from: Weir on Tour on Today at 08:05 AM", "Weir on Tour"),
    ("Quote from: Class of 1999 reunion 2000", "Class of 1999 reunion 2000"),
    ("Zitat von: Schleuse 7 am 02. Mai 2021, 21:15:30", "Schleuse 7"),
    ("Lainaus käyttäjältä: Pato - kesäkuu 10, 2011, 10:12:14", "Pato"),
])  # fmt: skip
def test_names_with_numbers_in_the_line_over_a_quote(line: str, name: str) -> None:
    found = QUOTED.search(line)
    assert found is not None
    assert found["name"] == name


@pytest.mark.parametrize("box", ["upshrink_stats", "upshrinkHeaderIC"])
def test_statistics_beside_a_post_that_sounds_like_them(box: str) -> None:
    html = f"""{HEAD}<div class="up_contain" id="board_1"><div class="info"><a class="subject" href="{SCRIPT}?board=1.0"
      id="b1">Eels</a></div><div class="board_stats"><p>Posts: 40<br>Topics: 8</p></div></div><div class="up_contain"
      id="board_2"><div class="board_icon"><a class="board_redirect" href="{SCRIPT}?board=2.0"></a></div><div
      class="info"><a class="subject" href="{SCRIPT}?board=2.0" id="b2">The mill</a></div><div
      class="board_stats"><p>Redirects: 4</p></div></div><div id="{box}"><p id="infocenter_onepost">&quot;<a
      href="{SCRIPT}?topic=7.msg9#new">3 Posts in 2 Topics by 1 Members</a>&quot; ({DATE})</p><p>40 Posts in 8 Topics by
      5 Members. Latest Member: <strong> <a href="{SCRIPT}?action=profile;u=5">Ida St. John</a></strong></p></div>
      </body></html>"""
    found = read_page(html.encode(), SCRIPT, "text/html; charset=utf-8")
    assert isinstance(found, IndexPage)
    assert [(forum.id, forum.threads, forum.messages) for forum in found.forums] == [("1", 8, 40)]
    told = found.statistics
    assert told is not None
    assert (told.threads, told.messages, told.members, told.latest_member) == (8, 40, 5, "Ida St. John")


def test_statistics_beside_the_path() -> None:
    html = f"""{OLD_HEAD}<table><tr><td valign="bottom"><div class="nav"><b><a href="{SCRIPT}" class="nav">Eels</a></b>
      </div></td><td align="right">Members: 5 &nbsp;&#8226;&nbsp; Posts: 40 &nbsp;&#8226;&nbsp; Topics: 8<br />Please
      welcome <b><a href="{SCRIPT}?action=profile;u=5">Ida St. John</a></b>, our newest member.</td></tr></table><table>
      <tr><td class="windowbg2"><b><a href="{SCRIPT}?board=1.0" name="b1">Eels</a></b></td></tr></table>
      </body></html>"""
    found = read_page(html.encode(), SCRIPT, "text/html; charset=utf-8")
    assert isinstance(found, IndexPage)
    told = found.statistics
    assert told is not None
    assert (told.threads, told.messages, told.members, told.latest_member) == (8, 40, 5, "Ida St. John")
