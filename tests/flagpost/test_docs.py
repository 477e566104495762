"""Every command and option is documented, and has an example where it takes arguments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from flagpost.cli import app
from flagpost.errors import ExitCode

DOCS = Path(__file__).parents[2] / "docs"


def commands() -> Iterator[tuple[str, Any]]:
    def below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None or getattr(command, "invoke_without_command", False):
            yield path, command
        for name, child in (inner or {}).items():
            yield from below(f"{path} {name}", child)

    yield from below("flagpost", get_command(app))


ALL = dict(commands())


@pytest.mark.parametrize("path", ALL)
def test_every_command_is_in_the_docs(path: str) -> None:
    assert path in (DOCS / "cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ALL)
def test_every_command_and_option_has_help(path: str) -> None:
    command = ALL[path]
    assert command.help, path
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{path}: {parameter.name}"


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_in_the_docs(code: ExitCode) -> None:
    assert f"| {code.value} |" in (DOCS / "cli.md").read_text(encoding="utf-8")


def test_the_commands_are_those_that_people_expect() -> None:
    assert {path.split()[1] for path in ALL if " " in path} == {
        "scan", "read", "screen", "rescreen", "queue", "boards", "stats", "scans", "export", "audit", "rules",
        "settings", "demo", "words", "serve", "evidence",
    }  # fmt: skip
