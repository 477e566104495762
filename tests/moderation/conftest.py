"""What the tests of screening share: whether the time that something takes grows as the text does."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

TIMES = 8
"""How much longer the long text is than the short one."""


@pytest.fixture
def assert_linear() -> Callable[[Callable[[int], Callable[[], object]]], None]:
    """Hold that work on a text eight times as long costs no more than 32 times the CPU time; squared it would be 64."""

    def seconds(work: Callable[[], object]) -> float:
        taken = []
        gc.disable()  # its rounds grow with all that is alive, and not with the text
        try:
            for _ in range(3):  # the least of three, which other work on the machine disturbs least
                begun = time.process_time()
                work()
                taken.append(time.process_time() - begun)
        finally:
            gc.enable()
        return min(taken)

    def hold(prepared: Callable[[int], Callable[[], object]]) -> None:
        short, long = seconds(prepared(1)), seconds(prepared(TIMES))
        assert long < 4 * TIMES * max(short, 0.0005)

    return hold
