"""One pace a host, however many tasks ask."""

import asyncio

from scraper.fetch.pace import Pace


def walk(pace, time, visits):
    """Every visit as a task of its own: (host, when it began, how many were inside then)."""
    begun = []
    inside = {}

    async def visit(host):
        async with pace.turn(host, 2.0):
            inside[host] = inside.get(host, 0) + 1
            begun.append((host, time.passed, inside[host]))
            await asyncio.sleep(0.001)
            inside[host] -= 1

    async def every():
        await asyncio.gather(*(visit(host) for host in visits))

    asyncio.run(every())
    return begun


def test_one_host_keeps_its_distance(time):
    pace = Pace(concurrency=4, clock=time.clock)
    assert [at for _, at, _ in walk(pace, time, ["a.example"] * 5)] == [0, 2, 4, 6, 8]


def test_another_host_does_not_wait(time):
    pace = Pace(concurrency=4, clock=time.clock)
    begun = walk(pace, time, ["a.example", "b.example", "c.example"])
    assert [at for _, at, _ in begun] == [0, 0, 0]
    assert time.slept == []


def test_places_at_a_host_are_few(time):
    pace = Pace(concurrency=2, clock=time.clock)

    async def crowd():
        most = 0
        inside = 0

        async def visit():
            nonlocal most, inside
            async with pace.turn("a.example", 0.0):
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0.001)
                inside -= 1

        await asyncio.gather(*(visit() for _ in range(10)))
        return most

    assert asyncio.run(crowd()) == 2


def test_a_host_that_asks_for_time_gets_it_from_those_who_wait_already(time):
    pace = Pace(concurrency=2, clock=time.clock)

    async def visit():
        async with pace.turn("a.example", 2.0):
            pace.hold("a.example", 30.0)
        async with pace.turn("a.example", 2.0):
            return time.passed

    assert asyncio.run(visit()) == 30
    assert pace.held("a.example") == 0
    assert pace.held("b.example") == 0


def test_a_shorter_hold_does_not_undo_a_longer_one(time):
    pace = Pace(concurrency=2, clock=time.clock)
    pace.hold("a.example", 30.0)
    pace.hold("a.example", 5.0)
    assert pace.held("a.example") == 30


def test_a_visit_given_up_frees_its_place(time):
    pace = Pace(concurrency=1, clock=time.clock)

    async def visit():
        async with pace.turn("a.example", 0.0):
            waiting = asyncio.create_task(pace.turn("a.example", 0.0).__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        async with pace.turn("a.example", 0.0):
            return True

    assert asyncio.run(asyncio.wait_for(visit(), 1))
