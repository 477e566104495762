"""What the tests of screening share: detectors of words alone, and whether time grows as the text does."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

import pytest

from moderation import screening

TIMES = 8
"""How much longer the long text is than the short one."""


@pytest.fixture(autouse=True, scope="module")
def words_alone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Screen without the classifier, so that what words do is seen; not where a module is about the classifier."""
    if getattr(request.module, "WITH_CLASSIFIER", False):
        yield
        return
    eyes = screening._eyes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening, "_load_eyes", lambda: screening._Eyes(eyes.detectors, None, eyes.languages))
        screening.versions.cache_clear()
        yield
    screening.versions.cache_clear()


@pytest.fixture
def assert_linear() -> Callable[[Callable[[int], Callable[[], object]]], None]:
    """Hold that work on a text eight times as long costs no more than 32 times the CPU time; squared it would be 64."""

    def seconds(work: Callable[[], object]) -> float:
        gc.disable()  # its rounds grow with all that is alive, and not with the text
        try:
            begun = time.process_time()
            work()
            return time.process_time() - begun
        finally:
            gc.enable()

    def hold(prepared: Callable[[int], Callable[[], object]]) -> None:
        little, much = prepared(1), prepared(TIMES)
        little()  # what is made once is made here
        taken = []
        for _ in range(3):  # the least of three, which other work on the machine disturbs least
            taken.append((seconds(little), seconds(much)))
            short, long = map(min, zip(*taken, strict=True))
            if long < 4 * TIMES * max(short, 0.0005):
                return
        pytest.fail(f"{short:.4f} s became {long:.4f} s for {TIMES} times the text")

    return hold
