"""The page that words were read from, given as a file to whoever may see the case."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from db.items import Grant, UserRole

from .conftest import Console
from .making import Words, parsed, words_of

FOLDER = Path("evidence")


@pytest.fixture
def keeping(bare):
    """The console with a folder in which pages are kept."""
    return Console(bare.store, bare.settings.model_copy(update={"warc": FOLDER}), bare.clock)


@pytest.fixture
def words(bare):
    return Words(store=bare.store).save(folder=FOLDER).screen()


def link(page):
    return [each.attributes["href"] for each in parsed(page).css("a[href*='/page']")]


def test_the_evidence_says_where_the_page_is_kept_and_gives_it(keeping, words):
    browser = keeping.browser("Ben")
    page = browser.open(words.case_id)
    [path] = link(page)
    told = words_of(page, ".evidence")
    assert next(FOLDER.iterdir()).name in told
    assert "urn:uuid:" in told
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/gzip"
    assert answer.headers["content-disposition"] == f'attachment; filename="case-{words.case_id}-version-1.warc.gz"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert words.text in gzip.decompress(answer.content).decode()


def test_each_version_of_the_words_has_its_page(keeping, words):
    words.save("Harmless by now.", folder=FOLDER)
    browser = keeping.browser("Ben")
    here = f"/cases/{words.case_id}/page"
    first, second, judged = link(browser.open(words.case_id))
    assert (first, second, judged) == (f"{here}?version=1", f"{here}?version=2", here)
    for path, said in ((first, "Blockhead"), (second, "Harmless by now"), (judged, "Blockhead")):
        assert said in gzip.decompress(browser.get(path).content).decode()
    for nothing in ("3", "0", "-1", "x", str(2**70)):
        assert browser.get(f"/cases/{words.case_id}/page?version={nothing}").status_code in {404, 422}


def test_a_page_that_was_not_kept_is_told_so(keeping):
    case_id = Words(store=keeping.store).save().screen().case_id
    browser = keeping.browser("Ben")
    page = browser.open(case_id)
    assert not link(page)
    assert "The page was not kept" in words_of(page, ".evidence")
    answer = browser.get(f"/cases/{case_id}/page")
    assert answer.status_code == 404
    assert "was not kept" in words_of(answer)


def test_without_the_setting_the_file_is_named(bare, words):
    answer = bare.browser("Ben").get(f"/cases/{words.case_id}/page")
    assert answer.status_code == 404
    assert "Set warc" in words_of(answer)


def test_a_page_that_is_lost_or_changed_is_told_so(keeping, words):
    here = f"/cases/{words.case_id}/page"
    browser = keeping.browser("Ben")
    [file] = FOLDER.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-40])
    answer = browser.get(here)
    assert answer.status_code == 404
    assert file.name in words_of(answer)
    assert "Put the file back" in words_of(answer)
    file.unlink()
    assert browser.get(here).status_code == 404
    assert str(FOLDER.resolve()) not in browser.get(here).text


def test_only_whoever_may_see_the_case_gets_its_page(keeping, words):
    here = f"/cases/{words.case_id}/page"
    assert keeping.stranger().client.get(here, follow_redirects=False).status_code == 303
    assert keeping.browser("Ines", UserRole.READ_ONLY).get(here).status_code == 200
    other = keeping.browser("Otto")
    keeping.people.set_grants("Otto", [Grant(role=UserRole.MODERATOR, queue="elsewhere")], by="Anna")
    assert other.get(here).status_code in {403, 404}
