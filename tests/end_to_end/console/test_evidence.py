"""The page that a case was judged by, saved from the console as a file that any archive's tools read."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from scraper import read_page
from scraper.items import ThreadPage
from scraper.warc import pages_in, read_record

from .conftest import Site, Visit, expect


def test_the_page_of_a_case_is_saved_as_it_was(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit("Ben")
    page.goto("/next")
    case = int(page.get_by_role("heading", level=1).inner_text().removeprefix("Case "))
    [(text, digest)] = site.rows(
        "SELECT text, evidence_sha256 FROM cases JOIN verdicts ON verdicts.id = cases.verdict_id"
        " JOIN revisions ON revisions.id = verdicts.revision_id WHERE cases.id = ?",
        case,
    )
    page.get_by_text("Evidence", exact=True).click()
    expect(page.get_by_text(digest)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="warc.gz").click()
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == f"case-{case}-version-1.warc.gz"
    assert list(pages_in(saved)) == [0]
    record, _ = read_record(saved, 0, max_bytes=1_000_000)
    assert sha256(record.body).hexdigest() == digest
    thread = read_page(record.body, record.url, record.content_type, fetched_at=record.at)
    assert isinstance(thread, ThreadPage)
    assert text in {post.text for post in thread.posts}
    expect(page.get_by_role("heading", name=f"Case {case}", exact=True)).to_be_visible()
