"""Settings: where they come from, and what is said when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from flagpost.errors import BadSettings, ExitCode
from flagpost.settings import Settings, load_settings, shown
from scraper.fetch import FetchLimits

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


def write(folder: Path, text: str) -> Path:
    path = folder / "flagpost.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_has_a_default(folder: Path) -> None:
    settings = load_settings()
    assert settings.store == "sqlite:///flagpost.db"
    assert settings.allowed_hosts == frozenset()


def test_the_environment_wins_over_the_file_and_options_over_both(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 'delay = 3.0\ncontact = "mods@example.org"\nallowed_hosts = ["a.internal"]\n')
    assert load_settings().delay == 3.0
    monkeypatch.setenv("FLAGPOST_DELAY", "4")
    monkeypatch.setenv("FLAGPOST_ALLOWED_HOSTS", "127.0.0.1:80, Forum.Internal")
    settings = load_settings()
    assert settings.delay == 4.0
    assert settings.contact == "mods@example.org"
    assert settings.allowed_hosts == {"127.0.0.1:80", "forum.internal"}
    assert load_settings(delay=5.0, contact=None).delay == 5.0


def test_another_file_can_be_named(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.toml"
    other.write_text("retries = 7\n", encoding="utf-8")
    monkeypatch.setenv("FLAGPOST_CONFIG", str(other))
    assert load_settings().retries == 7


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("delya = 3\n", "delya"),
        ("delay = -1\n", "delay"),
        ('delay = "soon"\n', "delay"),
        ('time_zone = "Mars/Olympus"\n', "time_zone"),
        ("delay = = 3\n", "line 1"),
    ],
)
def test_a_mistake_is_named_in_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, named: str) -> None:
    monkeypatch.delenv("FLAGPOST_TIME_ZONE")
    write(folder, text)
    with pytest.raises(BadSettings) as caught:
        load_settings()
    assert named in str(caught.value)
    assert "flagpost.toml" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.code is ExitCode.USAGE


def test_a_file_that_was_named_must_be_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLAGPOST_CONFIG", "nowhere.toml")
    with pytest.raises(BadSettings, match="nowhere"):
        load_settings()


def test_passwords_are_not_shown(folder: Path) -> None:
    settings = load_settings(store="postgresql+psycopg://anna:secret@db/flagpost", reviewer="anna")
    assert shown(settings)["store"] == "postgresql+psycopg://anna:***@db/flagpost"


def test_the_defaults_of_fetching_are_those_of_the_fetcher() -> None:
    limits = FetchLimits()
    same = ("delay", "concurrency", "timeout", "max_seconds", "max_bytes", "retries", "max_redirects", "obey_robots")
    for name in same:
        assert Settings.model_fields[name].default == getattr(limits, name), name


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    row = next((line for line in DOCS.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{name}` |")), "")
    assert description in row, f"{DOCS.name} needs a row for {name} that says: {description}"
