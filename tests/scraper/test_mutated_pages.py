"""Pages as bugs, plug-ins, broken archives and hostile hands leave them: always a typed outcome, and soon.

As a program it goes on with as many as it is told, and names the slowest:

    python tests/scraper/test_mutated_pages.py 20000 [first seed]
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flagpost.as_json import json_text
from scraper import read_page
from scraper.items import ListingPage, ThreadPage
from scraper.pages import Outcome

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "fixtures" / "pages"
REAL = ROOT.parent / "shared" / "pages"
NOW = datetime(2026, 6, 12, 15, tzinfo=UTC)
PATIENCE = 2.0
"""Seconds that a page may take."""
SLACK = 3
"""A machine that tests everything at once is slower than one that reads pages."""
IN_TESTS = 400
"""Pages that are mutated by the tests."""

Page = tuple[str, bytes, str, str | None]
Mutation = Callable[[bytes, random.Random], bytes]


def written() -> list[Page]:
    pages = []
    for folder in sorted(path for path in WRITTEN.iterdir() if path.is_dir()):
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        (page,) = folder.glob("input.*")
        pages.append((folder.name, page.read_bytes(), meta["url"], meta.get("content_type")))
    return pages


def real() -> list[Page]:
    gold = REAL / "gold.jsonl"
    if not gold.exists():
        return []
    rows = map(json.loads, gold.read_text(encoding="utf-8").splitlines())
    return [(row["file"], (REAL / row["file"]).read_bytes(), row["url"], None) for row in rows]


def somewhere(body: bytes, rng: random.Random) -> int:
    """A place in the page; where there are tags, mostly between two of them."""
    place = rng.randrange(len(body) + 1)
    return place if rng.random() < 0.3 else body.find(b"<", place) if body.find(b"<", place) >= 0 else place


def cut(body: bytes, rng: random.Random) -> bytes:
    return body[: somewhere(body, rng)]


def beheaded(body: bytes, rng: random.Random) -> bytes:
    return body[somewhere(body, rng) :]


def hole(body: bytes, rng: random.Random) -> bytes:
    start, end = sorted((somewhere(body, rng), somewhere(body, rng)))
    return body[:start] + body[end:]


def twice(body: bytes, rng: random.Random) -> bytes:
    """A part of the page comes again, ids and all."""
    start, end = sorted((somewhere(body, rng), somewhere(body, rng)))
    times = rng.choice((2, 2, 3, 40))
    return body[:end] + body[start:end] * min(times, 1 + 400_000 // max(end - start, 1)) + body[end:]


def swapped(body: bytes, rng: random.Random) -> bytes:
    places = sorted(somewhere(body, rng) for _ in range(4))
    one, two, three, four = places
    return body[:one] + body[three:four] + body[two:three] + body[one:two] + body[four:]


def nested(body: bytes, rng: random.Random) -> bytes:
    tags = (b"<div>", b"<blockquote>", b"<b>", b"<table><tr><td>", b"<ul><li>", b"<span class=quote>", b"[", b'{"a":')
    place = somewhere(body, rng)
    return body[:place] + rng.choice(tags) * 10_000 + body[place:]


def nulls(body: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randrange(1, 30)):
        place = rng.randrange(len(body) + 1)
        body = body[:place] + b"\x00" * rng.choice((1, 1, 3, 500)) + body[place:]
    return body


def flipped(body: bytes, rng: random.Random) -> bytes:
    broken = bytearray(body)
    for _ in range(rng.randrange(1, 200)):
        if broken:
            broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def recoded(body: bytes, rng: random.Random) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-be", "utf-32", "cp1251", "shift_jis", "utf-7")), "replace")


def same_ids(body: bytes, rng: random.Random) -> bytes:
    """All posts have one id."""
    return re.sub(rb"(?<=[-_=\"#p])\d{2,12}\b", str(rng.randrange(100)).encode(), body)


def nameless(body: bytes, rng: random.Random) -> bytes:
    """A kind of attribute, or a word in one, is gone or another."""
    names = re.findall(rb"\s(?:class|id|itemprop|datetime|href)=\"([^\"]{1,60})\"", body)
    if not names:
        return body
    return body.replace(rng.choice(names), rng.choice((b"", b"x", b'" ', rng.choice(names))))


def numberless(body: bytes, rng: random.Random) -> bytes:
    """Numbers that nobody expects."""
    odd = (b"0", b"-1", b"9" * 400, b"1e999", "٣٤٥".encode(), "²³".encode(), b"NaN", b"2147483648", b"")
    chosen, share = rng.choice(odd), rng.random()
    return re.sub(rb"\d+", lambda found: chosen if rng.random() < share * 0.2 else found[0], body)


def unclosed(body: bytes, rng: random.Random) -> bytes:
    tags = list(set(re.findall(rb"</[a-zA-Z]{1,10}>", body))) or [b"</div>"]
    return body.replace(rng.choice(tags), b"", rng.choice((-1, 1, 3)))


def stuffed(body: bytes, rng: random.Random) -> bytes:
    stuff = (
        b"&#x110000;&#0;&amp;amp;" * 3000,
        b"\xe2\x80\xae\xe2\x80\x8b" * 3000,
        b"<!--" + b"-" * 30_000,
        b"<script>" + b"</div>" * 5000,
        b"<p " + b"a=1 " * 5000 + b">",
        b"Yesterday, 5:12 PM " * 3000,
        b"1.1.1 1/1/1 00:00 " * 3000,
        b'<a href="?p=1&p=2#p3">1</a>' * 3000,
        b"Threads: 1 Posts: 2 Members: 3<br>" * 3000,
        b"<base href='http://[::1'>",
        b'<link rel=canonical href="https://[">',
        b'<script type="application/ld+json">' + b'[{"@type":"Comment","author":[[[' * 900 + b"</script>",
        b"<svg><foreignObject><math><mi><table><select><template>",
    )
    place = somewhere(body, rng)
    return body[:place] + rng.choice(stuff) + body[place:]


MUTATIONS: tuple[Mutation, ...] = (
    cut, beheaded, hole, twice, swapped, nested, nulls, flipped, recoded, same_ids, nameless, nameless, nameless,
    numberless, unclosed, stuffed,
)  # fmt: skip
CONTENT_TYPES = ("text/html; charset=utf-16", "text/plain", "application/json", "text/html; charset=nonsense")
PAGES = [*written(), *real()]


def mutated(seed: int) -> tuple[str, bytes, str, str | None]:
    """What happened to which page, its bytes, its address, and what its server calls it."""
    rng = random.Random(seed)
    name, body, url, content_type = rng.choice(PAGES)
    done = [name]
    for _ in range(rng.choice((1, 1, 2, 3))):
        mutation = rng.choice(MUTATIONS)
        body = mutation(body, rng)
        done.append(mutation.__name__)
    if rng.random() < 0.1:
        content_type = rng.choice(CONTENT_TYPES)
    if rng.random() < 0.1:
        url = rng.choice(
            (f"{url}#{'x' * 5000}", url.replace("https", "ftp"), "https://[::1", f"{url}?page={'9' * 400}")
        )
    return " > ".join(done), body, url, content_type


def read(seed: int, *, compare: bool) -> tuple[Outcome, float, str]:
    told, body, url, content_type = mutated(seed)
    started = time.process_time()
    outcome = read_page(body, url, content_type, fetched_at=NOW if seed % 2 else None, compare=compare)
    return outcome, time.process_time() - started, f"seed {seed}: {told}"


def problem_of(outcome: Outcome) -> str | None:
    """What is wrong with an outcome, however broken the page was."""
    json.loads(json_text(outcome))
    posts = outcome.posts if isinstance(outcome, ThreadPage) else ()
    threads = outcome.threads if isinstance(outcome, ListingPage) else ()
    moments = [moment for post in posts for moment in (post.published, post.edited) if moment]
    problems = {
        "no outcome": not isinstance(outcome, Outcome),
        "a thread without posts": isinstance(outcome, ThreadPage) and not (posts or outcome.placeholders),
        "one id twice": len({post.id for post in posts}) < len(posts),
        "a moment that is not UTC": any(moment.tzinfo is not UTC for moment in moments),
        "a place before the first": any(post.position is not None and post.position < 1 for post in posts),
        "a null character in a post": any("\x00" in post.text for post in posts),
        "a thread without an id": any(not link.id for link in threads),
    }
    return next((problem for problem, holds in problems.items() if holds), None)


@pytest.mark.parametrize("first", range(0, IN_TESTS, 50))
def test_no_mutated_page_raises_or_takes_long(first: int) -> None:
    for seed in range(first, first + 50):
        outcome, seconds, told = read(seed, compare=seed % 5 == 0)
        assert problem_of(outcome) is None, f"{told}: {problem_of(outcome)}"
        assert seconds < PATIENCE * SLACK, told


def main(count: int, first: int) -> int:
    """Read so many mutated pages; returns how many went wrong."""
    slowest: list[tuple[float, str]] = []
    wrong = 0
    for seed in range(first, first + count):
        try:
            outcome, seconds, told = read(seed, compare=seed % 5 == 0)
            problem = problem_of(outcome) or (f"{seconds:.1f} s" if seconds > PATIENCE else None)
        except Exception as error:  # noqa: BLE001 - whatever it is, the run is to go on and to tell it
            seconds, told, problem = 0.0, f"seed {seed}: {mutated(seed)[0]}", f"{type(error).__name__}: {error}"
        if problem:
            wrong += 1
            print(f"{told}: {problem}")
        slowest = sorted([*slowest, (seconds, told)], reverse=True)[:5]
    print(f"{count} pages, {wrong} wrong; the slowest:")
    for seconds, told in slowest:
        print(f"  {seconds:.2f} s  {told}")
    return wrong


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:3]]
    sys.exit(main(*(arguments or [1000]), *([0] if len(arguments) < 2 else [])) > 0)
