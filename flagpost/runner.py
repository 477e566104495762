"""Which process works on a scan, and whether it is still alive."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

import psutil

SILENCE = timedelta(minutes=5)
"""A runner on another machine counts as dead after this long without a heartbeat."""
BEAT = timedelta(seconds=30)
"""How often a runner gives a sign of life."""
SAME_START = 2
"""Seconds that two readings of a process's start may differ: the clock behind them is corrected now and then."""


def this_runner() -> str:
    """``host:pid:start`` of this process. The start tells it from a later process with the same number."""
    return f"{socket.gethostname()}:{os.getpid()}:{int(psutil.Process().create_time())}"


def alive(runner: str | None, heartbeat_at: datetime, now: datetime) -> bool:
    """Whether the process called ``runner`` still works on its scan.

    This process itself does not count: it is the one that asks, and it works on one scan at a time.
    """
    if not runner:
        return False
    host, pid, start = _parts(runner)
    if host == socket.gethostname() and pid.isdigit() and start.isdigit():
        try:
            return int(pid) != os.getpid() and _is_running(int(pid), int(start))
        except psutil.Error:
            pass  # nobody may look at it: the heartbeat decides
    return now - heartbeat_at < SILENCE


def where(runner: str | None) -> str:
    """A runner in words: ``process 4711 on backup-host``."""
    host, pid, _ = _parts(runner or "")
    return f"process {pid} on {host}" if pid else "another process"


def _parts(runner: str) -> tuple[str, str, str]:
    rest, _, start = runner.rpartition(":")
    host, _, pid = rest.rpartition(":")
    return host, pid, start


def _is_running(pid: int, start: int) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - start) <= SAME_START
    except psutil.NoSuchProcess:
        return False
