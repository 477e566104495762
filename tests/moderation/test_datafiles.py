"""Data files: read once, told apart by their bytes, and errors that name the file."""

from __future__ import annotations

import pytest

from moderation.datafiles import (
    DATA,
    choice_in,
    read_data,
    read_file,
    severity_named,
    share_in,
    switch_in,
    text_in,
    texts_in,
    version_of,
)
from moderation.errors import DataError, ModerationError
from moderation.items import Category, Severity


def test_a_file_is_read_with_its_name(tmp_path):
    path = tmp_path / "some.toml"
    path.write_text("word = 'noddy'", encoding="utf-8")
    file = read_file(path)
    assert (file.name, file.content) == ("some.toml", {"word": "noddy"})


def test_another_content_is_another_digest_and_another_version(tmp_path):
    path = tmp_path / "some.toml"
    seen = set()
    for content in ("a = 1", "a = 2", "a = 1 # a note"):
        path.write_text(content, encoding="utf-8")
        seen.add(version_of("1", [read_file(path)]))
    assert len(seen) == 3
    path.write_text("a = 1", encoding="utf-8")
    assert version_of("1", [read_file(path)]) in seen
    assert version_of("2", [read_file(path)]) not in seen


def test_a_version_tells_code_and_data(tmp_path):
    path = tmp_path / "some.toml"
    path.write_text("a = 1", encoding="utf-8")
    code, _, digest = version_of("7", [read_file(path)]).partition("+")
    assert code == "7"
    assert len(digest) == 8
    assert int(digest, 16) >= 0


@pytest.mark.parametrize(
    ("raw", "said"),
    [(b"a = ", "is not TOML in UTF-8"), (b"\xff = 1", "is not TOML in UTF-8"), (b"a = 1\na = 2", "is not TOML")],
)
def test_what_is_no_toml_is_told_by_its_file(tmp_path, raw, said):
    path = tmp_path / "some.toml"
    path.write_bytes(raw)
    with pytest.raises(DataError, match=f"some.toml: {said}"):
        read_file(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"none.toml: cannot be read \(No such file or directory\); check the path"):
        read_file(tmp_path / "none.toml")
    with pytest.raises(DataError, match=r"none.toml: cannot be read"):
        read_data("none.toml")


def test_a_message_is_one_line(tmp_path):
    with pytest.raises(ModerationError) as caught:
        read_file(tmp_path / "none.toml")
    assert "\n" not in str(caught.value)


def test_a_data_file_of_the_package_is_read_once():
    assert read_data("groups.toml") is read_data("groups.toml")
    assert (DATA / "groups.toml").is_file()


@pytest.mark.parametrize(
    ("read", "good", "value"),
    [
        (text_in, "x", "x"),
        (texts_in, ["x", "y"], ("x", "y")),
        (share_in, 1, 1.0),
        (switch_in, False, False),
        (severity_named, "high", Severity.HIGH),
        (lambda value, field: choice_in(value, field, Category), "threat", Category.THREAT),
    ],
)
def test_a_value_is_read_or_refused_by_the_name_of_its_field(read, good, value):
    assert read(good, "size") == value
    for bad in (None, 7, [7], {"x": 1}):
        with pytest.raises(ValueError, match=r"^size must be"):
            read(bad, "size")
