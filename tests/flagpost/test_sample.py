"""The sample board: its pages are what its sources say, and the server serves them as a board would."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from flagpost.errors import BadInput
from flagpost.sample import read_saved_board, sample_folder, serve

BOARD = Path(__file__).parents[2] / "fixtures" / "boards" / "sample"
BOARD_LINKS = re.compile(r'href="(/(?:|(?:forums|threads|goto|members)/[^"#]+))"')


@pytest.fixture(scope="module")
def base():
    with serve(sample_folder()) as address:
        yield address


def test_the_pages_are_what_the_sources_say():
    built = subprocess.run([sys.executable, BOARD / "build.py", "--check"], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr


def test_the_folder_is_found_in_a_checkout():
    assert (sample_folder() / "pages.jsonl").is_file()


def test_every_saved_address_answers_as_saved(base):
    rows = [json.loads(line) for line in (BOARD / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    with httpx.Client() as client:
        for row in rows:
            path = row["url"].removeprefix("https://board.gannetquay.example/")
            answer = client.get(base + path)
            assert answer.status_code == row["status"], path
            if row["file"]:
                assert answer.content == (BOARD / row["file"]).read_bytes()
                assert answer.headers["content-type"] == row["content_type"]


def test_a_permalink_leads_to_the_page_that_shows_the_post(base):
    path = "threads/council-wants-to-stop-the-chain-ferry-in-winter.34/"
    answer = httpx.get(f"{base}goto/post?id=216", follow_redirects=True)
    assert str(answer.url) == f"{base}{path}page-2#post-216"
    assert 'id="js-post-216"' in answer.text


def test_every_forum_and_thread_that_a_page_links_to_is_there():
    board = read_saved_board(sample_folder())
    linked = {
        path
        for page in (BOARD / "pages").glob("*.html")
        for path in BOARD_LINKS.findall(page.read_text(encoding="utf-8"))
    }
    assert len(linked) > 100
    assert {path for path in linked if board.answer(path) is board.missing} == set()


def test_what_was_not_saved_is_not_found(base):
    answer = httpx.get(f"{base}threads/never-written.999/")
    assert answer.status_code == 404
    assert "could not be found" in answer.text


def test_a_head_request_has_no_body(base):
    answer = httpx.head(base)
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 0
    assert answer.content == b""


def test_two_boards_are_served_at_once(base):
    with serve(sample_folder()) as other:
        assert other != base
        assert httpx.get(other).content == httpx.get(base).content


def test_a_port_that_is_taken_is_one_clear_line(base):
    with pytest.raises(BadInput, match=r"port \d+ on 127\.0\.0\.1"), serve(sample_folder(), port=httpx.URL(base).port):
        pass


def test_a_folder_without_a_manifest_is_no_board(tmp_path):
    with pytest.raises(BadInput, match=r"no saved board.*pages\.jsonl"):
        read_saved_board(tmp_path)


def test_a_manifest_that_names_a_missing_file_is_no_board(tmp_path):
    row = {"url": "http://x/", "final_url": "http://x/", "status": 200, "file": "gone.html", "kind": "index"}
    (tmp_path / "pages.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(BadInput, match=r"gone\.html"):
        read_saved_board(tmp_path)
