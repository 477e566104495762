"""How fast the console answers over a store as a large community has it: a million posts, 100,000 cases that wait.

    python tests/benchmarks/console.py --store FILE                  fills FILE where it is not there, and keeps it
    python tests/benchmarks/console.py --store FILE --posts 50000    a smaller community
    python tests/benchmarks/console.py --store FILE --only case,next

Every kind of request takes turns with all others and with ``/health``, the cheapest answer that reads the store, so
that whatever else the machine does hits all of them alike: what counts is the ratio to ``/health`` in the same run.
First the application is asked in this process, where its work (processor time) can be told too, which others disturb
least; then over a server in one of its own, as browsers do, and at last by eight reviewers at once.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import resource
import secrets
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from typing import NamedTuple

import httpx
from filling import Size, fill
from speech import RARE, TERMS
from sqlalchemy import func, select

from db.items import CaseState, Grant, UserRole
from db.models import AuthorRow, CaseRow, PostRow
from db.store import Store, utc_now
from flagpost.console.app import make_app
from flagpost.console.pages.queue import PAGE
from flagpost.people import People
from flagpost.settings import load_settings
from moderation.items import Category

ADDRESS = "http://127.0.0.1:8480"
WARM_UP = 3
"""Rounds that do not count: what is loaded once is loaded in them."""
ROUNDS = 40
AT_ONCE = 8
GOALS = {"decide": 0.05, "undo": 0.05}
"""Seconds within which 95 of 100 requests of a kind are to be answered."""
GOAL = 0.1
"""Of all others."""
BARE = "health"
PAGES = ("figures", "actions", "escalations", "boards", "boards/1", "scans", "opinions", "quality", "people", "audit")
PAGES += ("account", "views", "phrases", "decisions/batches")
"""Pages beside the queue and the cases, as an admin sees them."""
VIEWS = ("category=insult", "board=2", "severity=high", "language=de", f"words={RARE}")
"""Views that somebody saved."""
SERVE = "from flagpost.cli import main; main()"
LEASE = re.compile(r'name="lease" value="(\d+)"')
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
DONE = re.compile(r"done=(\d+)")
COMMON = TERMS[Category.INSULT][0]
QUERIES = {
    "all": "",
    "general": "?queue=general",
    "identity": "?queue=identity",
    "urgent": "?queue=urgent",
    "board, large": "?board=1",
    "board, small": "?board=5",
    "category": "?category=identity_attack",
    "category, rare": "?category=sexually_explicit",
    "severity": "?severity=critical",
    "severity, low": "?severity=low",
    "rule": f"?rule=lexicon/en/{COMMON}",
    "rule, rare": "?rule=lexicon/en/oaf",
    "rules of a detector": "?rule=lexicon/",
    "language": "?language=de",
    "language, rare": "?language=fi",
    "author, busy": "?author=Sailor 1",
    "author, unknown": "?author=nobody",
    "words": f"?words={COMMON}",
    "words, rare": f"?words={RARE}",
    "words, none": "?words=zzyzx",
    "words on a board": f"?words={COMMON}&board=2",
    "waiting": "?waiting=3d",
    "claimed": "?claimed=Worker 1",
    "decided": "?state=decided",
    "open and decided": "?state=all",
    "eight at once": f"?queue=general&board=1&category=insult&severity=low&language=en&words={COMMON}",
}


class Passed(NamedTuple):
    """What a request took, in seconds."""

    time: float
    work: float
    """Of the processor, by this process: where another one answers, that is only ours."""


Kinds = dict[str, Callable[[], Awaitable[Passed]]]


@dataclass
class Hand:
    """Somebody at a browser."""

    client: httpx.AsyncClient
    secret: str
    token: str = ""
    at: str = ""
    """The case that was claimed last."""
    done: list[str] = field(default_factory=list)
    """Decisions that can be undone."""

    async def ask(
        self, method: str, path: str, *, status: int = 200, **fields: object
    ) -> tuple[Passed, httpx.Response]:
        """Ask for a path; what passed until the whole answer was there, and the answer."""
        headers = {"Cookie": f"flagpost={self.secret}", "Sec-Fetch-Site": "same-origin"}
        data = {"token": self.token, **fields}
        begun, worked = time.perf_counter(), time.process_time()
        answer = await self.client.request(method, path, headers=headers, data=data if method == "POST" else None)
        passed = Passed(time.perf_counter() - begun, time.process_time() - worked)
        if answer.status_code != status:
            raise SystemExit(f"{method} {path} was answered by {answer.status_code}:\n{answer.text[:2000]}")
        return passed, answer

    async def look(self, path: str, *, status: int = 200) -> Passed:
        """Look at a page."""
        return (await self.ask("GET", path, status=status))[0]

    async def next(self) -> Passed:
        """Claim the next case."""
        passed, answer = await self.ask("GET", "/next", status=303)
        self.at = answer.headers["location"]
        return passed

    async def open(self) -> tuple[Passed, str]:
        """Open the case that was claimed last; the token of the claim."""
        passed, page = await self.ask("GET", self.at)
        lease, token = LEASE.search(page.text), TOKEN.search(page.text)
        if not lease or not token:
            raise SystemExit(f"{self.at} has no form to decide by")
        self.token = token[1]
        return passed, lease[1]

    async def look_over(self, narrowed: str) -> Passed:
        """Look over all that a filter finds, before it is decided together."""
        if not self.token:
            self.token = TOKEN.search((await self.ask("GET", "/queue"))[1].text)[1]  # type: ignore[index]
        return (await self.ask("POST", "/queue/bulk", everything="true", narrowed=narrowed))[0]

    async def decide(self, lease: str = "") -> Passed:
        """Decide the case that was claimed last."""
        lease = lease or (await self.open())[1]
        path = re.split("[?#]", self.at)[0]
        passed, answer = await self.ask("POST", f"{path}/decide", status=303, outcome="agree", lease=lease)
        self.done += DONE.findall(answer.headers["location"])
        return passed

    async def undo(self) -> Passed:
        """Undo the decision that was made last, and decide again, so that the next case is another one."""
        passed, _ = await self.ask("POST", f"/decisions/{self.done.pop()}/undo", status=303)
        await self.next()
        await self.decide()
        return passed


def kinds_of(path: Path, looks: Hand, works: Hand, narrow: Hand, admin: Hand) -> Kinds:
    """What is asked for, by name."""
    chosen, pages = choose(path)
    deep = {"page 1,000": f"?number={pages}", "page 1,000 of open and decided": f"?state=all&number={pages}"}
    kinds: Kinds = {BARE: lambda: looks.look("/health")}
    for name, query in (QUERIES | deep).items():
        kinds[f"queue: {name}"] = lambda query=query: looks.look(f"/queue{query}")
    kinds["queue: appeals"] = lambda: looks.look("/queue?appeals=open")
    kinds["queue: with saved views"] = lambda: admin.look("/queue")
    kinds["queue: of one board's moderator"] = lambda: narrow.look("/queue")
    kinds["queue: the same, words"] = lambda: narrow.look(f"/queue?words={COMMON}")
    for name, cases in chosen.items():
        kinds[f"case: {name}"] = lambda cases=cases: looks.look(f"/cases/{next(cases)}")
    kinds |= {"next": works.next, "decide": works.decide, "undo": works.undo}
    for name in ("rule, rare", "language, rare", "words, none", "board, small"):
        kinds[f"next: {name}"] = lambda query=QUERIES[name]: narrow.look(f"/next{query}", status=303)
    for name in ("all", "board, large", "words, rare"):
        kinds[f"bulk: {name}"] = lambda query=QUERIES[name]: looks.look_over(query.removeprefix("?"))
    for name in PAGES:
        kinds[f"page: {name}"] = lambda name=name: admin.look(f"/{name}")
    return kinds


def choose(path: Path) -> tuple[dict[str, Iterator[int]], int]:
    """Cases to open, others in every run, so that nothing is warm by chance; and the last page that is asked for."""
    with Store.open(f"sqlite:///{path}") as store, store.read() as unit:
        session = unit.audit._session
        busiest = select(PostRow.author_id).group_by(PostRow.author_id).order_by(func.count().desc()).limit(1)
        author = session.get_one(AuthorRow, session.scalars(busiest).one())
        waits, elsewhere = CaseRow.state == CaseState.OPEN, PostRow.thread_id != 1
        which = {
            "ordinary": (waits, elsewhere, PostRow.author_id != author.id),
            "in the longest thread": (waits, PostRow.thread_id == 1),
            "of the busiest author": (waits, elsewhere, PostRow.author_id == author.id),
            "decided": (CaseRow.state == CaseState.DECIDED,),
        }
        joined, random = select(CaseRow.id).join(PostRow, PostRow.id == CaseRow.post_id), Random(secrets.randbits(32))
        ids = {name: session.scalars(joined.where(*each)).all() for name, each in which.items()}
        pages = min(unit.review.count() // PAGE, 1_000)
        return {name: cycle(random.sample(found, min(len(found), 1_000))) for name, found in ids.items()}, pages


async def measure(kinds: Kinds, rounds: int, only: Sequence[str]) -> None:
    """Ask for everything in turns, and print what came of it."""
    chosen = {name: kind for name, kind in kinds.items() if name == BARE or any(map(name.startswith, only))}
    took: defaultdict[str, list[Passed]] = defaultdict(list)
    for number in range(rounds + WARM_UP):
        for name, kind in chosen.items():
            passed = await kind()
            if number >= WARM_UP:
                took[name].append(passed)
    tell(took)


async def at_once(hands: Sequence[Hand], rounds: int) -> None:
    """Work the queue with many hands, each without a pause, while one more asks for the bare route."""
    took: defaultdict[str, list[Passed]] = defaultdict(list)
    ended = asyncio.Event()

    async def work(hand: Hand) -> None:
        for _ in range(rounds):
            took["next"].append(await hand.next())
            passed, lease = await hand.open()
            took["case"].append(passed)
            took["decide"].append(await hand.decide(lease))

    async def watch(hand: Hand) -> None:
        while not ended.is_set():
            took[BARE].append(await hand.look("/health"))
            await asyncio.sleep(0.05)

    watching = asyncio.create_task(watch(hands[0]))
    begun = time.perf_counter()
    await asyncio.gather(*map(work, hands))
    passed = time.perf_counter() - begun
    ended.set()
    await watching
    tell(took)
    print(f"{len(took['decide']) / passed:.0f} cases decided a second")


def tell(took: Mapping[str, Sequence[Passed]]) -> None:
    """Print a table: a line a kind."""
    heads = f"{'p50':>8} {'p95':>8} {'max':>8} {'work':>8} {'work p95':>9} {'p50 : health':>13} {'work : health':>14}"
    print(f"{'ms':36} {heads}  goal")
    bare = [statistics.median(each) for each in zip(*took[BARE], strict=True)]
    for name, passed in took.items():
        times, works = zip(*passed, strict=True)
        middle, work = statistics.median(times), statistics.median(works)
        most, hardest = (sorted(each)[int(len(each) * 0.95)] for each in (times, works))
        goal = GOALS.get(name, GOAL)
        figures = (
            f"{middle * 1e3:8.1f} {most * 1e3:8.1f} {max(times) * 1e3:8.1f} {work * 1e3:8.1f} {hardest * 1e3:9.1f}"
        )
        ratios = f"{middle / bare[0]:13.1f} {work / bare[1]:14.1f}"
        print(f"{name:36} {figures} {ratios}  {'' if most < goal else f'over {goal * 1e3:.0f}'}", flush=True)


def sign_in(path: Path) -> list[str]:
    """Sign everybody in: who looks, one who works on one board alone, an admin with views, and those who work."""
    with Store.open(f"sqlite:///{path}") as store:
        people, now = People(store, load_settings()), utc_now()
        secret = []
        for name in ("Looker", "Narrow", "Admin", *(f"Worker {number}" for number in range(AT_ONCE))):
            with store.begin() as unit:
                unit.users.ensure(name, at=now)
                grants = [Grant(role=UserRole.MODERATOR, board_id=3)] if name == "Narrow" else []
                unit.users.set_grants(name, grants, by=name, at=now)
                if name == "Admin":
                    unit.users.set_role(name, UserRole.ADMIN, by=name, at=now)
                    for view in VIEWS:
                        unit.views.save(name, view, view, shared=False, at=now)
            secret.append(people.enter(name, address="127.0.0.1", browser="benchmark").secret)
        return secret


@contextlib.contextmanager
def serving(path: Path) -> Iterator[str]:
    """The address of a server of its own process."""
    port = 20_000 + secrets.randbelow(20_000)
    command = [sys.executable, "-c", SERVE, "--store", f"sqlite:///{path}", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).raise_for_status()
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


async def in_this_process(path: Path, rounds: int, only: Sequence[str]) -> None:
    with Store.open(f"sqlite:///{path}") as store:
        transport = httpx.ASGITransport(make_app(store, load_settings()))
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            looks, narrow, admin, works, *_ = (Hand(client, secret) for secret in sign_in(path))
            await measure(kinds_of(path, looks, works, narrow, admin), rounds, only)


async def over_a_server(path: Path, address: str, rounds: int, only: Sequence[str]) -> None:
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=120) as client:
        looks, narrow, admin, *works = (Hand(client, secret) for secret in sign_in(path))
        await measure(kinds_of(path, looks, works[0], narrow, admin), rounds, only)
        print(f"\n{AT_ONCE} reviewers at once")
        await at_once(works, rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--store", type=Path, required=True, help="the SQLite file; filled where it is not there")
    parser.add_argument("--posts", type=int, default=Size().posts)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="beginnings of names, separated by commas")
    options = parser.parse_args()
    path, rounds, only = options.store, options.rounds, options.only.split(",")
    if not path.exists():
        begun = time.perf_counter()
        fill(path, Size.of(options.posts))
        print(f"filled in {time.perf_counter() - begun:.0f} s")
    print("in this process")
    asyncio.run(in_this_process(path, rounds, only))
    print("\nover a server")
    with serving(path) as address:
        asyncio.run(over_a_server(path, address, rounds, only))
    print(f"\nmemory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
