"""How long reading takes beside the bare parse of the same bytes, and how well pages are read without their engine.

    python tests/benchmarks/reading.py                 what can be measured with what the project holds
    python tests/benchmarks/reading.py --pages FOLDER  the same with real pages: a folder with a gold.jsonl
    python tests/benchmarks/reading.py --harvest       the other tool too, where `pip install harvest-webforum` put it

Every figure is a ratio taken in this one run, on one thread, the best of several rounds.

- *read / parse*: ``read_page`` to ``LexborHTMLParser`` of the same bytes, by what read the page.
- *generic*: the same pages with every engine's module switched off: how many posts are found (recall), and how many of
  what is found are posts (precision). The truth is ``expected.json`` of the written pages, the gold of the real ones.
- *memory*: what the process has grown by after reading everything once, and after reading it again and again.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from selectolax.lexbor import LexborHTMLParser

from scraper import read_page
from scraper.decode import decode
from scraper.document import Document
from scraper.engines import engine_of
from scraper.generic import read_generic
from scraper.items import Post, ThreadPage

WRITTEN = Path(__file__).parents[2] / "fixtures" / "pages"
ROUNDS = 5
READS = 3_000
"""Pages that are read for the memory."""
ALIKE = 0.8
"""Likeness of two texts that are one post."""
HARVESTED = 12
"""Pages that the other tool is given: it takes its time."""


@dataclass(frozen=True)
class Saved:
    """A page, and the texts of its posts where somebody has written them down."""

    body: bytes
    url: str
    posts: tuple[str, ...] | None
    real: bool


@dataclass
class Sums:
    """What a group of pages comes to."""

    pages: int = 0
    parse: float = 0.0
    read: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)


def written() -> Iterable[Saved]:
    """The pages of ``fixtures``."""
    for folder in sorted(path for path in WRITTEN.iterdir() if path.is_dir()):
        (page,) = folder.glob("input.*")
        if page.suffix != ".html":
            continue
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        posts = None
        if expected["kind"] == "thread":
            original = [expected["original_post"]] if "original_post" in expected else []
            posts = tuple(post.get("text", "") for post in (*original, *expected.get("replies", ())))
        yield Saved(page.read_bytes(), meta["url"], posts, real=False)


def real(folder: Path) -> Iterable[Saved]:
    """Pages with a ``gold.jsonl``: ``file``, ``url`` and ``posts``, each with its ``text``, or null."""
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        posts = tuple(post["text"] for post in row["posts"]) if row.get("posts") else None
        yield Saved((folder / row["file"]).read_bytes(), row["url"], posts, real=True)


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the fastest of several rounds."""
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def likeness(one: str, other: str) -> float:
    """Shared words of two texts, 0 to 1."""
    left, right = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 1.0


def own_and_quoted(post: Post) -> tuple[str, str]:
    """A post's own words, and the same with what it quotes: gold differs in whether quotes belong to a post."""
    return post.text, " ".join((post.text, *(quote.text for quote in post.quotes)))


def found_of(truth: tuple[str, ...], posts: tuple[Post, ...]) -> int:
    """How many of the posts are among what was read, each once."""
    pairs = sorted(
        (
            (max(likeness(text, version) for version in own_and_quoted(post)), wanted, have)
            for wanted, text in enumerate(truth)
            for have, post in enumerate(posts)
        ),
        reverse=True,
    )
    left, right = set(range(len(truth))), set(range(len(posts)))
    for alike, wanted, have in pairs:
        if alike >= ALIKE and wanted in left and have in right:
            left.discard(wanted)
            right.discard(have)
    return len(truth) - len(left)


def what_reads(page: Saved) -> str:
    """The engine's module, else the method."""
    doc = Document.parse(decode(page.body, None), page.url)
    engine = engine_of(doc)
    outcome = read_page(page.body, page.url)
    return engine.name if engine else outcome.reading.method if isinstance(outcome, ThreadPage) else "no thread"


def speed(pages: list[Saved]) -> float:
    """Print read to parse, by what reads; returns pages a second over all."""
    groups: dict[str, Sums] = defaultdict(Sums)
    for page in pages:
        body, url = page.body, page.url
        sums = groups[what_reads(page)]
        sums.pages += 1
        sums.parse += best(lambda body=body: LexborHTMLParser(body))
        sums.read += best(lambda body=body, url=url: read_page(body, url))
    print(f"{'read by':14} {'pages':>6} {'read / parse':>13}")
    for name, sums in sorted(groups.items()):
        print(f"{name:14} {sums.pages:6} {sums.read / sums.parse:13.1f}")
    read, parse = (sum(getattr(sums, name) for sums in groups.values()) for name in ("read", "parse"))
    print(f"{'all':14} {len(pages):6} {read / parse:13.1f}\n")
    return len(pages) / read


def accuracy(pages: list[Saved]) -> None:
    """Print how the generic reader does on pages whose truth is known, by the module that it stands in for."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        if page.posts is None:
            continue
        outcome = read_generic(Document.parse(decode(page.body, None), page.url))
        posts = outcome.posts if isinstance(outcome, ThreadPage) else ()
        found = found_of(page.posts, posts)
        for name in (what_reads(page), "all"):
            groups[name] += Counter(pages=1, truth=len(page.posts), read=len(posts), found=found)
    print(f"{'generic, for':14} {'pages':>6} {'posts':>6} {'precision':>10} {'recall':>7} {'F1':>6}")
    for name, count in sorted(groups.items(), key=lambda entry: (entry[0] == "all", entry[0])):
        precision, recall = count["found"] / max(count["read"], 1), count["found"] / max(count["truth"], 1)
        f1 = 2 * count["found"] / max(count["read"] + count["truth"], 1)
        print(f"{name:14} {count['pages']:6} {count['truth']:6} {precision:10.3f} {recall:7.3f} {f1:6.3f}")
    print()


def memory(pages: list[Saved]) -> None:
    """Print how much the process grows."""
    process = psutil.Process()

    def resident() -> float:
        return process.memory_info().rss / 1024**2

    def read(count: int) -> None:
        for number in range(count):
            page = pages[number % len(pages)]
            read_page(page.body, page.url)

    read(len(pages))
    once = resident()
    read(READS)
    print(f"memory: {resident() / once:.3f} times that of the first {len(pages)} pages after {READS} more\n")


def harvest(pages: list[Saved], pages_a_second: float) -> None:
    """Print pages a second of both tools, as a ratio, over the pages on which the other one does not raise."""
    extract_data = importlib.import_module("harvest").extract_data
    chosen = pages[:: max(len(pages) // HARVESTED, 1)][:HARVESTED]
    theirs = 0.0
    done: list[Saved] = []
    for page in chosen:
        started = time.perf_counter()
        try:
            extract_data(decode(page.body, None), page.url)
        except Exception as error:  # noqa: BLE001 - whatever another tool raises, the others are to be measured
            print(f"harvest-webforum raises {type(error).__name__} on {page.url}")
            continue
        theirs += time.perf_counter() - started
        done.append(page)
    ours = best(lambda: [read_page(page.body, page.url) for page in done])
    print(f"{len(done)} pages: {theirs / ours:.0f} times the pages a second of harvest-webforum")
    print(f"all pages against those {len(done)}: {pages_a_second * theirs / len(done):.0f} times\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--pages", type=Path, metavar="FOLDER", help="real pages, with a gold.jsonl")
    parser.add_argument("--harvest", action="store_true", help="compare with harvest-webforum")
    options = parser.parse_args()
    sets = {"written pages": list(written())}
    if options.pages:
        sets["real pages"] = list(real(options.pages))
    for name, pages in sets.items():
        print(f"-- {name}")
        pages_a_second = speed(pages)
        accuracy(pages)
        memory(pages)
    if options.harvest:
        harvest(pages, pages_a_second)


if __name__ == "__main__":
    main()
