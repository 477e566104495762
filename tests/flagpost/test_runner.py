"""Which process works on a scan, and whether it is alive."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psutil
import pytest

from flagpost.runner import SILENCE, alive, this_runner, where

NOW = datetime(2026, 5, 4, tzinfo=UTC)


@pytest.fixture
def child() -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()
    process.stdin.close()


def runner_of(process: subprocess.Popen[bytes]) -> str:
    host = this_runner().rsplit(":", 2)[0]
    return f"{host}:{process.pid}:{int(psutil.Process(process.pid).create_time())}"


def test_another_process_is_alive_until_it_ends(child: subprocess.Popen[bytes]) -> None:
    runner = runner_of(child)
    assert alive(runner, NOW - timedelta(days=1), NOW)
    child.kill()
    child.wait()
    assert not alive(runner, NOW, NOW)


def test_a_zombie_is_dead(child: subprocess.Popen[bytes]) -> None:
    runner = runner_of(child)
    child.kill()
    for _ in range(1000):
        if psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE:
            break
    assert not alive(runner, NOW, NOW)


def test_a_later_process_with_the_same_number_is_another_one(child: subprocess.Popen[bytes]) -> None:
    host, pid, start = runner_of(child).rsplit(":", 2)
    assert not alive(f"{host}:{pid}:{int(start) - 60}", NOW, NOW)


def test_this_process_can_take_over_what_it_left() -> None:
    assert not alive(this_runner(), NOW, NOW)


@pytest.mark.parametrize("runner", ["elsewhere:12:1700000000", "no-such-form"])
def test_elsewhere_the_heartbeat_decides(runner: str) -> None:
    assert alive(runner, NOW - SILENCE / 2, NOW)
    assert not alive(runner, NOW - SILENCE * 2, NOW)


def test_nobody_is_dead() -> None:
    assert not alive(None, NOW, NOW)


def test_a_runner_in_words() -> None:
    assert where("backup:12:1700000000") == "process 12 on backup"
    assert where("fe80::1:12:1700000000") == "process 12 on fe80::1"
    assert where(None) == "another process"
