"""Quirks of Phorum that the saved pages do not show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper import read_page
from scraper.arrows import without_quotes
from scraper.items import Post, ThreadPage

BOARD = "https://bells.example/"
URL = f"{BOARD}read.php?2,40"
RULE = "-" * 55


def message(number: int, body: str) -> str:
    anchor = f'<a name="msg-{number}"></a>' if number != 40 else ""
    return f"""{anchor}<div class="message"><div class="generic"><table><tr><td><div
      class="message-author">Clapper</div>
      <small><strong>Tenor</strong><br />May 02, 2009 07:30AM</small></td></tr></table></div><div
      class="message-body">{body}<div class="message-options"></div></div></div>"""


def read(body: str, url: str = URL) -> ThreadPage:
    html = f'<html lang="en"><body><div id="phorum"><h1 class="heading">Tenor</h1>{body}</div></body></html>'
    page = read_page(html.encode(), url, "text/html; charset=utf-8")
    assert isinstance(page, ThreadPage), page
    return page


def only(body: str) -> Post:
    (found,) = read(message(40, body)).posts
    return found


def test_the_newest_first_leaves_the_first_post_the_original() -> None:
    page = read(message(44, "Later.") + message(40, "First."))
    assert page.original_post is not None
    assert (page.original_post.id, [reply.id for reply in page.replies]) == ("40", ["44"])


def test_empty_lines_alone_make_no_edit_note() -> None:
    found = only("Ring it.<br />\n<br />\n<br />\n<br />\n<br />\nIn 1894 it cracked.")
    assert (found.text, found.edited_raw) == ("Ring it.\n\nIn 1894 it cracked.", None)


QUOTE = """<blockquote class="bbcode"><div><small>Quote<br/></small><strong>Sally</strong><br/>Which
  bell?</div></blockquote>"""
NOTE = "Edited 1 time(s). Last edit at 05/02/2009 08:00AM by Clapper."


@pytest.mark.parametrize("block", [QUOTE, '<pre class="bbcode">\n1 2 3\n</pre>', "<ul><li>one</li></ul>"])
def test_a_block_takes_one_of_the_empty_lines_before_an_edit_note(block: str) -> None:
    found = only(f"Ring it.<br />\n{block}\n<br />\n<br />\n<br />\n{NOTE}")
    assert (found.edited_raw, found.edited) == (NOTE, datetime(2009, 5, 2, 8, tzinfo=UTC))
    assert "Edited" not in found.text


def test_a_link_to_what_was_changed_is_no_part_of_a_message() -> None:
    changes = '\n   (<a href="changes.php?2,40">View Changes</a>)\n'
    found = only(f"Ring it.<br />\n<br />\n<br />\n<br />\n{NOTE}{changes}")
    assert (found.text, found.edited_raw) == ("Ring it.", NOTE)


def test_what_the_smilies_break() -> None:
    smilie = """<img class="mod_smileys_img" src="./mods/smileys/images/smilie3.gif" alt="winking smiley"
      title="winking smiley"/>"""
    assert only(f"(the &quot;tenor&quot{smilie} rang {smilie}").text == '(the "tenor") rang ;)'


@pytest.mark.parametrize("name", ["thumbs up", "thumbs down"])
def test_the_thumbs_whose_names_some_versions_mix_up(name: str) -> None:
    src = "http://bells.example/mods/smileys/images/smiley23.gif"
    assert only(f'No <img class="mod_smileys_img" src="{src}" alt="{name}" title="{name}"/>').text == "No (td)"


def test_an_address_of_which_only_the_host_is_shown() -> None:
    found = only('See [<a href="http://towers.example/a?b=1&amp;c=2" rel="nofollow">towers.example</a>]. [no]')
    assert found.text == "See http://towers.example/a?b=1&c=2. [no]"
    assert [link.url for link in found.links] == ["http://towers.example/a?b=1&c=2"]


def signed(*bodies: str) -> list[tuple[str, str | None]]:
    named = '<div\n      class="message-author">Clapper</div>'
    page = read("".join(message(number, body) for number, body in enumerate(bodies, 40)).replace(
        named, '<div class="message-author"><a href="profile.php?2,7">Clapper</a></div>'))  # fmt: skip
    return [(post.text, post.signature) for post in page.posts]


def test_what_all_messages_of_a_member_end_with_is_the_signature() -> None:
    end = "<br />\n<br />\nCast in 1894.<br />\nRung since."
    assert signed(f"Low.{end}", f"{QUOTE}The\ntenor.{end}", f"{QUOTE}{end}") == [
        ("Low.", "Cast in 1894.\nRung since."),
        ("The tenor.", "Cast in 1894.\nRung since."),
        ("", "Cast in 1894.\nRung since."),
    ]


@pytest.mark.parametrize(
    "bodies",
    [("Low.<br />\n<br />\nThanks.",), ("+1", "+1"), ("Low.<br />\n<br />\nThanks.", "High.<br />\n<br />\nCheers.")],
)
def test_what_is_no_signature_stays(bodies: tuple[str, ...]) -> None:
    assert all(signature is None for _text, signature in signed(*bodies))


def test_a_quote_of_a_picture_alone() -> None:
    found = only(QUOTE.replace("Which\n  bell?", '<img src="http://pictures.example/b.jpg" class="bbcode"/>') + "Yes.")
    assert [(quote.author, quote.text) for quote in found.quotes] == [("Sally", "")]


def test_an_edit_note_needs_its_empty_lines() -> None:
    found = only("Ring it.<br />\nEdited 1 time(s). Last edit at 05/02/2009 08:00AM by Clapper.")
    assert found.edited_raw is None


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> a prompt of a shell", "> a prompt of a shell"),
        (f"A table:\n{RULE}\nrow", f"A table:\n{RULE}\nrow"),
        (f"Tom Wrote:\n{RULE}", f"Tom Wrote:\n{RULE}"),
        ("", ""),
    ],
)
def test_what_is_no_quote_stays(text: str, own: str) -> None:
    assert without_quotes(text) == (own, ())


def test_two_quotes_with_words_between() -> None:
    own, quotes = without_quotes(
        f"Tom Wrote:\n{RULE}\n> One.\n\nNo.\n\nAnn Wrote:\n{RULE}\n> Two.\n>\n> Three.\n\nYes."
    )
    assert own == "No.\n\nYes."
    assert [(quote.author, quote.text) for quote in quotes] == [("Tom", "One."), ("Ann", "Two.\n\nThree.")]


def tree(*shown: str) -> str:
    """The tree of a thread, with the classes of its messages."""
    rows = (
        f"""<tr><td class="message-subject-threaded {classes}"><h4>
          <a href="read.php?2,40,{key}#msg-{key}">Re: Tenor</a></h4></td></tr>"""
        for classes, key in zip(shown, (40, 43, 41), strict=True)
    )
    return f'<table class="list">{"".join(rows)}</table>'


@pytest.mark.parametrize(("shown", "page", "following"), [(40, 1, f"{URL},43"), (43, 2, f"{URL},41"), (41, 3, None)])
def test_a_thread_shown_message_by_message_has_a_page_for_each(shown: int, page: int, following: str | None) -> None:
    body = message(shown, "Rung.") + tree(*("current" if key == shown else "" for key in (40, 43, 41)))
    found = read(body, URL if shown == 40 else f"{URL},{shown}#msg-{shown}")
    assert (found.page, found.pages, found.next_url) == (page, 3, following)
    assert [post.id for post in found.posts] == [str(shown)]
    assert (found.original_post is not None) is (shown == 40)
    assert not found.reading.remarks
