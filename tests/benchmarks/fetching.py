"""How fast the two transports that httpx can have are, and what fetching adds to the one in use.

    python tests/benchmarks/fetching.py [requests]

A server of its own process answers every request on loopback with a page of 40 KB. Each way takes turns with the
others, three rounds; the best round of each counts. Run it again before changing the transport.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import httpx
from httpx_aiohttp import AiohttpTransport

from scraper.fetch import Fetcher, FetchLimits

REQUESTS = 600
TASKS = 8
ROUNDS = 3
BODY = b"<p>What a page of a thread weighs, more or less.</p>" * 800
ANSWER = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(BODY)) + BODY

Get = Callable[[str], Awaitable[object]]


def serve(told: Connection) -> None:
    """Answer whatever is asked, on a free port, until the process ends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWER)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def forever() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


async def seconds(get: Get, url: str, requests: int) -> float:
    """How long ``requests`` requests take, ``TASKS`` at a time."""
    left = iter(range(requests))

    async def work() -> None:
        for number in left:
            await get(f"{url}/t/{number}")

    await get(url)
    begin = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(TASKS)))
    return time.perf_counter() - begin


async def plain(transport: httpx.AsyncBaseTransport, url: str, requests: int) -> float:
    async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
        return await seconds(client.get, url, requests)


async def ours(url: str, requests: int) -> float:
    limits = FetchLimits(delay=0, concurrency=TASKS, allowed_hosts=frozenset({"127.0.0.1"}))
    async with Fetcher(limits) as fetcher:
        return await seconds(fetcher.fetch, url, requests)


async def measure(url: str, requests: int) -> None:
    """Print requests a second of each way, and the ratio that decides."""
    ways: dict[str, Callable[[], Awaitable[float]]] = {
        "httpx, its own transport": lambda: plain(httpx.AsyncHTTPTransport(), url, requests),
        "httpx on aiohttp": lambda: plain(AiohttpTransport(), url, requests),
        "scraper.fetch": lambda: ours(url, requests),
    }
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            best[name] = max(best.get(name, 0.0), requests / await way())
    for name, rate in best.items():
        print(f"{name:26} {rate:7.0f} requests a second")
    print(f"{'aiohttp to httpx':26} {best['httpx on aiohttp'] / best['httpx, its own transport']:7.2f} times as fast")


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    try:
        asyncio.run(measure(f"http://127.0.0.1:{here.recv()}", requests))
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
