"""Trees: what their leaves add up to, when the rest are not asked, and which files are refused."""

from __future__ import annotations

import json

import pytest

from moderation.errors import DataError
from moderation.forest import Forest, read_forest

TREES = [(0, 0.5, -1.0, (1, 2.0, 3.0, 5.0)), (1, 1.0, 0.25, 0.5)]
TOLD = {"traits": ["one", "two"], "start": 0.5, "early": 0, "hopeless": 0.0, "trees": TREES}


@pytest.mark.parametrize(
    ("traits", "score"), [((0.5, 0.0), -0.25), ((0.6, 2.0), 4.0), ((0.6, 2.1), 6.0), ((1, 1), 3.75), ((True, 0), 3.75)]
)
def test_the_score_is_the_sum_of_the_leaves_that_are_reached(traits, score):
    assert Forest(TREES, 0.5).score(traits) == score


def test_what_is_hopeless_early_on_is_not_asked_further():
    assert Forest(TREES, 0.0, early=1, hopeless=-0.5).score((0.0, 0.0)) == -1.0
    assert Forest(TREES, 0.0, early=1, hopeless=-2.0).score((0.0, 0.0)) == -0.75


def test_a_forest_without_trees_scores_what_it_starts_from():
    assert Forest((), 0.25).score(()) == 0.25


def test_a_file_is_read(tmp_path):
    path = tmp_path / "trees.json"
    path.write_text(json.dumps(TOLD), encoding="utf-8")
    forest = read_forest(path, ("one", "two"))
    assert forest.score((0.6, 2.1)) == 6.0
    path.write_text(json.dumps(TOLD | {"start": 1.0}), encoding="utf-8")
    assert read_forest(path, ("one", "two")).digest != forest.digest


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"traits": ["one", "three"]}, "trees.json: was grown on other traits"),
        ({"trees": [[2, 0.5, 1.0, 1.0]]}, "trees.json: there is no trait 2"),
        ({"trees": [[0, 0.5, 1.0]]}, "trees.json: not enough values"),
        ({"trees": ["x"]}, "trees.json: could not convert"),
        ({"start": None}, "trees.json: float"),
    ],
)
def test_a_broken_file_is_told(tmp_path, change, said):
    path = tmp_path / "trees.json"
    path.write_text(json.dumps(TOLD | change), encoding="utf-8")
    with pytest.raises(DataError, match=f"^{said}"):
        read_forest(path, ("one", "two"))


def test_a_file_that_is_missing_or_cut_off_is_told(tmp_path):
    with pytest.raises(DataError, match=r"^trees\.json: "):
        read_forest(tmp_path / "trees.json", ())
    (tmp_path / "trees.json").write_text('{"traits": [', encoding="utf-8")
    with pytest.raises(DataError, match=r"^trees\.json: "):
        read_forest(tmp_path / "trees.json", ())
