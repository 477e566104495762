"""Scans of a board and of saved pages: what is stored, recorded, resumed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from db.items import CaseFilter, ScanState, StoredPost
from db.store import Store
from flagpost import screening
from flagpost.crawling import SILENT_AFTER
from flagpost.errors import BadInput, BoardSilent, ExitCode, Interrupted, ScanRunning
from flagpost.runner import this_runner
from flagpost.scan import Progress, Scanning
from flagpost.settings import Settings
from scraper.crawl import first_step

THREAD = "/threads/read-this-before-you-ask-about-moorings.31/"
FORUM = "/forums/harbour-and-boats.2/"


def posts_of(store: Store) -> dict[str, StoredPost]:
    with store.read() as unit:
        return {post.external_id: post for post in unit.archive.posts(limit=5000)}


def contents(store: Store) -> list[tuple[object, ...]]:
    """What a scan stores, without the store's own numbers and moments."""
    with store.read() as unit:
        cases = {case.post.external_id: case.severity for case in unit.review.cases(CaseFilter(state=None), limit=5000)}
    return sorted(
        (post.thread_external_id, id_, post.text, post.author, post.gone_at is None, cases.get(id_))
        for id_, post in posts_of(store).items()
    )


@pytest.fixture
def scanning(store: Store, settings: Settings) -> Scanning:
    return Scanning(store, settings)


def test_a_board_is_read_to_its_end(scanning: Scanning, store: Store, board: Any) -> None:
    seen: list[Progress] = []
    report = Scanning(store, scanning._settings, watch=seen.append).scan(board.url)
    assert report.code is ExitCode.FINE, report.errors
    assert report.scan.state is ScanState.FINISHED
    assert report.scan.waiting == 0
    assert report.scan.posts_new == len(posts_of(store)) > 50
    with store.read() as unit:
        assert len(unit.archive.boards()) == 1
        assert unit.review.count(CaseFilter()) == report.scan.flagged > 0
        assert not unit.verdicts.pending()
    assert [progress.scan.done for progress in seen] == sorted(progress.scan.done for progress in seen)
    assert len(set(board.asked)) == len(board.asked), "every address once"


def test_a_second_scan_fetches_only_what_changed(scanning: Scanning, store: Store, board: Any) -> None:
    scanning.scan(board.url)
    before, _ = contents(store), board.asked.clear()
    report = scanning.scan(board.url)
    assert contents(store) == before
    assert report.scan.skipped == len({post.thread_id for post in posts_of(store).values()})
    assert not [path for path in board.asked if path.startswith("/threads/")]


def test_a_changed_template_is_noticed_in_the_night_it_happens(scanning: Scanning, store: Store, board: Any) -> None:
    for path, answer in board.answers.items():
        if path.startswith("/threads/"):
            body = answer.body.replace(b"message message--post js-post", b"talk talk--card")
            board.answers[path] = replace(answer, body=body.replace(b'id="js-post-', b'id="js-card-'))
    report = scanning.scan(board.url)
    with store.read() as unit:
        remarks = [error for error in unit.scans.errors(report.scan.id) if "may have changed" in error.message]
    assert len(remarks) > 1


def test_one_thread_can_be_scanned(scanning: Scanning, store: Store, board: Any) -> None:
    report = scanning.scan(board.url.rstrip("/") + THREAD)
    assert report.code is ExitCode.FINE
    assert {post.thread_external_id for post in posts_of(store).values()} == {"31"}
    assert board.asked == [THREAD]


def test_changed_words_are_a_revision_and_vanished_posts_are_gone(scanning: Scanning, store: Store, board: Any) -> None:
    target = board.url.rstrip("/") + THREAD
    scanning.scan(target)
    first = next(iter(posts_of(store).values()))
    words = first.text.split("\n")[0][:30]
    board.change(THREAD, words, "You selfish arseholes. " + words)
    report = scanning.scan(target)
    assert report.scan.posts_revised >= 1
    assert report.scan.flagged == 1
    assert next(post for post in posts_of(store).values() if post.id == first.id).revision == 2


def test_a_thread_that_is_no_longer_there_is_marked(scanning: Scanning, store: Store, board: Any) -> None:
    target = board.url.rstrip("/") + THREAD
    scanning.scan(target)
    del board.answers[THREAD]
    report = scanning.scan(target)
    assert report.scan.posts_gone == len(posts_of(store))
    assert all(post.gone_at for post in posts_of(store).values())
    assert report.code is ExitCode.FINE


def test_a_broken_page_stops_nothing(scanning: Scanning, store: Store, board: Any) -> None:
    board.page(THREAD, b"<!doctype html><title>Bread</title><p>Flour and water.</p>")
    del board.answers[FORUM]
    report = scanning.scan(board.url)
    assert report.code is ExitCode.RECORDED
    assert {error.kind for error in report.errors} >= {"not_found"}
    assert report.scan.failed == len(report.errors)
    assert len(posts_of(store)) > 20


def test_a_reader_that_stumbles_is_recorded(
    scanning: Scanning, store: Store, board: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise RuntimeError("out of rope")

    monkeypatch.setattr("flagpost.reading.read_page", stumble)
    report = scanning.scan(board.url)
    assert report.code is ExitCode.UNREADABLE
    assert "out of rope" in report.errors[0].message


def test_a_detector_that_stumbles_takes_nobody_along(
    scanning: Scanning, store: Store, board: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = screening.screen

    def stumble(texts: list[str], *more: Any, **named: Any) -> Any:
        if any("pontoon" in text for text in texts):
            raise RuntimeError("out of rope")
        return real(texts, *more, **named)

    monkeypatch.setattr(screening, "screen", stumble)
    scanning.scan(board.url)
    with store.read() as unit:
        left = unit.verdicts.pending()
        assert left
        assert all("pontoon" in revision.text for revision in left)
    monkeypatch.undo()
    monkeypatch.chdir(Path.cwd())
    screening.Screening(store, screening.load_policy(None)).pending()
    with store.read() as unit:
        assert not unit.verdicts.pending()


def test_an_address_that_gives_nothing(scanning: Scanning, store: Store, board: Any) -> None:
    report = scanning.scan(f"{board.url}nowhere/")
    assert report.code is ExitCode.UNREADABLE
    assert report.errors[0].kind == "not_found"
    assert report.scan.state is ScanState.FINISHED


def test_a_board_that_falls_silent_is_resumed_later(scanning: Scanning, store: Store, board: Any) -> None:
    board.overloaded_after = 8
    with pytest.raises(BoardSilent, match="same command"):
        scanning.scan(board.url)
    with store.read() as unit:
        left = unit.scans.recent(1)[0]
    assert left.state is ScanState.RUNNING
    assert left.failed == 0
    assert left.waiting >= SILENT_AFTER
    board.overloaded_after = None
    report = scanning.scan(board.url)
    assert report.resumed
    assert report.scan.id == left.id
    assert report.code is ExitCode.FINE
    assert len(posts_of(store)) > 50


def test_an_answer_asked_for_before_the_silence_ends_no_silence(scanning: Scanning, store: Store, board: Any) -> None:
    listing = "/forums/harbour-and-boats.2/"
    board.slow[listing] = 0.5
    board.overload(spared={"/", "/robots.txt", listing})
    with pytest.raises(BoardSilent):
        scanning.scan(board.url)
    with store.read() as unit:
        left = unit.scans.recent(1)[0]
    assert left.done == 2, "the slow listing arrived"
    assert left.failed == 0


class StopAfter:
    """Wants an end after so many questions."""

    def __init__(self, questions: int) -> None:
        self.left = questions

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("questions", [0, 3, 9, 20])
def test_an_interrupted_scan_ends_as_one_left_alone(
    settings: Settings, store: Store, board: Any, tmp_path: Path, questions: int
) -> None:
    with Store.open(f"sqlite:///{tmp_path}/alone.db") as alone:
        Scanning(alone, settings).scan(board.url)
        wanted = contents(alone)
    board.asked.clear()
    with pytest.raises(Interrupted, match="goes on from here"):
        Scanning(store, settings, stop=StopAfter(questions)).scan(board.url)
    report = Scanning(store, settings).scan(board.url)
    assert report.resumed
    assert contents(store) == wanted


@pytest.fixture
def other_process() -> Iterator[str]:
    """The runner of another process that is alive."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        host = this_runner().rsplit(":", 2)[0]
        yield f"{host}:{process.pid}:{int(psutil.Process(process.pid).create_time())}"
        process.kill()


def test_a_scan_that_somebody_runs_is_left_to_them(
    scanning: Scanning, store: Store, board: Any, other_process: str
) -> None:
    first = first_step(board.url)
    with store.begin() as unit:
        unit.scans.start(first.url, runner=other_process, options={}, first=first, at=datetime.now(UTC))
    with pytest.raises(ScanRunning, match="process"):
        scanning.scan(board.url)
    assert not board.asked


def test_a_scan_of_a_dead_process_is_taken_over_or_begun_anew(scanning: Scanning, store: Store, board: Any) -> None:
    first = first_step(board.url)
    with store.begin() as unit:
        left = unit.scans.start(first.url, runner="", options={}, first=first, at=datetime.now(UTC))
    report = scanning.scan(board.url, fresh=True)
    assert not report.resumed
    assert report.scan.id != left.id
    with store.read() as unit:
        assert unit.scans.unfinished(first.url) is None


def test_a_folder_of_saved_pages(scanning: Scanning, store: Store, board: Any, folder: Path) -> None:
    saved = folder / "saved"
    saved.mkdir()
    for number, path in enumerate(sorted(board.answers)):
        if path.startswith("/threads/") and board.answers[path].body:
            (saved / f"{number:03}.html").write_bytes(board.answers[path].body)
            (saved / f"{number:03}.html.meta.json").write_text(f'{{"url": "https://quay.example{path}"}}')
    (saved / "broken.html").write_bytes(b"")
    (saved / "huge.html").write_bytes(b"x" * (scanning._settings.max_bytes + 1))
    report = scanning.scan("saved")
    assert report.code is ExitCode.RECORDED
    assert sorted(Path(error.url).name for error in report.errors) == ["broken.html", "huge.html"]
    assert len(posts_of(store)) > 50
    assert scanning.scan("saved").scan.posts_new == 0
    assert not board.asked


def test_targets_that_are_nothing(scanning: Scanning, folder: Path) -> None:
    with pytest.raises(BadInput, match="no file or folder"):
        scanning.scan("missing.html")
    (folder / "empty").mkdir()
    with pytest.raises(BadInput, match="no saved pages"):
        scanning.scan("empty")
    with pytest.raises(BadInput, match="--url"):
        scanning.scan("empty", url="https://b.example/")


def test_progress_tells_the_time_left(store: Store, settings: Settings, board: Any) -> None:
    seen: list[Progress] = []
    Scanning(store, settings, watch=seen.append).scan(board.url)
    assert any(progress.seconds_left for progress in seen)
    assert seen[-1].scan.state is ScanState.FINISHED
    assert replace(seen[-1], url=None).problem is None
