"""Posts that are made from templates, and the labelled posts of the data sets' file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

import pytest

from moderation.items import Category
from training.disguise import disguised
from training.examples import HEADS, Example, deduplicated, is_held_out, read_marked, read_posts, transcripts
from training.groups import LISTS, TARGETS, named, targets
from training.kinds import kinds, made, slots

SPLITS = ("train", "test")


@cache
def posts_of(split: str) -> list[Example]:
    """Two posts of each template."""
    return made(split, 2, seed=5)


def test_every_kind_makes_posts_of_both_splits() -> None:
    for split in SPLITS:
        posts = posts_of(split)
        missing = {kind.name for kind in kinds()} - {post.source.removeprefix("kinds/") for post in posts}
        assert not missing, split


def test_no_slot_is_left_open() -> None:
    assert not [post.text for split in SPLITS for post in posts_of(split) if "{" in post.text and "}" in post.text]


def test_what_is_tested_was_not_learned() -> None:
    learned = {" ".join(post.text.casefold().split()) for post in posts_of("train")}
    assert not [post.text for post in posts_of("test") if " ".join(post.text.casefold().split()) in learned]


def test_the_same_seed_makes_the_same_posts() -> None:
    assert made("test", 1, seed=7) == made("test", 1, seed=7)
    assert made("test", 1, seed=7) != made("test", 1, seed=8)


def test_a_kind_whose_words_stand_by_turns_is_learned_as_many_times_as_it_says() -> None:
    [kind] = [kind for kind in kinds() if kind.times > 1]
    learned, tested = (
        sum(post.source == f"kinds/{kind.name}" for post in posts_of(split)) for split in ("train", "test")
    )
    assert learned > 0.9 * 2 * kind.times * len(kind.templates("train"))
    assert tested <= 2 * len(kind.test)


def test_a_list_goes_on_in_its_file() -> None:
    words = slots()[0]["jargons"]
    further = (LISTS / "jargons.txt").read_text(encoding="utf-8").splitlines()
    assert set(further) < set(words)


def test_groups_stand_on_both_sides() -> None:
    attacked, named = set(), set()
    for post in posts_of("train"):
        (attacked if post.labels.get(Category.IDENTITY_ATTACK) else named).update(post.groups)
    protected = {group.name for group in slots()[1] if group.protected}
    assert len(protected - attacked) < 0.1 * len(protected)
    assert len(protected - named) < 0.1 * len(protected)


def test_a_group_without_protection_is_never_the_victim_of_an_identity_attack() -> None:
    rude = {group.name for group in slots()[1] if not group.protected}
    wrong = [
        post.text
        for post in posts_of("train")
        if post.labels.get(Category.IDENTITY_ATTACK) and post.groups and post.groups <= rude
    ]
    assert not wrong


@pytest.mark.parametrize("seed", range(40))
def test_a_disguise_hides_one_word_and_keeps_the_others(seed: int) -> None:
    shown = disguised("an utter halfwit", Random(seed))
    assert shown.startswith("an utter ")
    assert shown != "an utter "


def test_short_words_are_not_worth_hiding() -> None:
    assert disguised("a cad", Random(1)) == "a cad"


FILE = """source,split,text,hate,toxic
cad,train,You stupid idiot,0,1
cad,train,Those people are vermin,1,1
hatemoji,train,A nice day,0,
toxic-spans,train,What an asshole,,1
cad,dev,Not read here,0,0
cad,train,What a fucking nice day,0,0
"""


def test_the_file_s_labels_and_what_the_lexicon_adds(tmp_path: Path) -> None:
    path = tmp_path / "hostility.csv"
    path.write_text(FILE, encoding="utf-8")
    insult, hate, nothing, toxic, joy = read_posts(path, "train")
    assert insult.labels[Category.INSULT] == 1
    assert (insult.labels[Category.IDENTITY_ATTACK], insult.labels[Category.TOXICITY]) == (0, 1)
    assert (hate.labels[Category.IDENTITY_ATTACK], hate.labels[Category.TOXICITY]) == (1, 1)
    assert dict(nothing.labels) == {Category.IDENTITY_ATTACK: 0, **dict.fromkeys(TARGETS, 0)}
    assert Category.IDENTITY_ATTACK not in toxic.labels
    assert (joy.labels[Category.PROFANITY], joy.labels[Category.INSULT]) == (1, 0)
    labels, known = nothing.row()
    assert len(labels) == len(HEADS)
    assert sum(known) == 1 + len(TARGETS)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("A nice day", {Category.IDENTITY_ATTACK: 0, "gender": 0}),
        ("The women at the harbour", {Category.IDENTITY_ATTACK: 0, "gender": 0}),
        ("Pakistanis are vermin", {"gender": 0}),
        ("Nuke the sandniggers", {"gender": 0}),
    ],
)
def test_who_was_asked_for_sexism_alone_says_nothing_of_other_groups(
    tmp_path: Path, text: str, labels: dict[str, float]
) -> None:
    path = tmp_path / "hostility.csv"
    path.write_text(f"source,split,text,hate,toxic\nedos,train,{text},0,\nedos,dev,{text},0,\n", encoding="utf-8")
    [post] = read_posts(path, "train")
    assert dict(post.labels) == labels
    [measured] = read_posts(path, "dev")
    assert measured.labels[Category.IDENTITY_ATTACK] == 0


def test_the_groups_that_a_hateful_post_names_are_its_targets(tmp_path: Path) -> None:
    path = tmp_path / "hostility.csv"
    path.write_text("source,split,text,hate,toxic\nedos,train,Pakistanis and women are vermin,1,1\n", encoding="utf-8")
    [post] = read_posts(path, "train")
    assert {name for name in TARGETS if post.labels.get(name)} == {"nation", "gender"}
    assert "faith" not in post.labels


def test_groups_are_found_by_any_of_their_names() -> None:
    assert [group.family for group in named("a Pakistani met some Indians")] == ["nation", "nation"]
    assert targets(named("nobody at all")) == dict.fromkeys(TARGETS, 0)


def test_spans_are_read_with_their_comments(tmp_path: Path) -> None:
    path = tmp_path / "toxic_spans.csv"
    path.write_text("split,text,spans\ntrain,what a fool you are,7-11\ndev,other,\ntrain,nothing,\n", encoding="utf-8")
    fool, nothing = read_marked(path, "train")
    assert [fool.text[start:end] for start, end in fool.marks or ()] == ["fool"]
    assert (fool.labels, nothing.marks, nothing.labels) == ({Category.TOXICITY: 1}, (), {})


def test_texts_are_read_without_the_signs_of_the_data_sets(tmp_path: Path) -> None:
    path = tmp_path / "hostility.csv"
    path.write_text("source,split,text,hate,toxic\nedos,train,[USER] see [URL] 🐒,0,0\n", encoding="utf-8")
    [transcript] = transcripts(post.text for post in read_posts(path, "train"))
    assert " ".join(transcript.text.split()) == "@user see http monkey"


def test_one_post_in_twenty_is_held_out() -> None:
    assert 0.03 < sum(is_held_out(f"post {number}") for number in range(2_000)) / 2_000 < 0.07


def test_the_same_words_count_once() -> None:
    posts = [Example(text, {}, "a") for text in ("One  two", "one two", "Three")]
    assert [post.text for post in deduplicated(posts)] == ["One  two", "Three"]
