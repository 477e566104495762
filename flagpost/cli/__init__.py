"""The command line: a module a command group. It holds no rule of its own, it calls a use case and prints."""

from flagpost.cli import (
    audit,
    boards,
    demo,
    evidence,
    export,
    queue,
    read,
    rules,
    scan,
    scans,
    screen,
    serve,
    settings,
    stats,
    words,
)
from flagpost.cli.app import app, main

for group in (
    scan,
    read,
    screen,
    queue,
    evidence,
    boards,
    stats,
    scans,
    export,
    audit,
    rules,
    words,
    settings,
    serve,
    demo,
):
    group.register(app)

__all__ = ["app", "main"]
