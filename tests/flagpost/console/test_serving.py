"""What listens: how answers get onto the wire."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket

from flagpost.console.serving import _listen, _spare_what_stays
from flagpost.settings import load_settings


def test_the_end_of_a_short_answer_waits_for_no_acknowledgement_of_its_beginning():
    """Asyncio switches Nagle's algorithm off for sockets alone that say that they speak TCP: 40 ms an answer."""
    at_once = asyncio.Queue()

    async def answer(_reader, writer):
        ours = writer.get_extra_info("socket")
        await at_once.put(ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def ask(listening):
        async with await asyncio.start_server(answer, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            writer.close()
            return await asyncio.wait_for(at_once.get(), 10)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with contextlib.closing(_listen(load_settings(console_port=port))) as listening:
        assert asyncio.run(ask(listening)) == 1


def test_what_is_loaded_before_the_first_answer_is_never_looked_through_for_garbage():
    known = gc.get_freeze_count()
    try:
        _spare_what_stays()
        assert gc.get_freeze_count() > known + 10_000
        assert len(gc.get_objects()) < 1_000
    finally:
        gc.unfreeze()
