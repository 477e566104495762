"""How fast screening is: `python -m training.speed --data FOLDER [--forum FOLDER]`, one core, everything in one run.

It is told as a ratio to a transformer of BERT base's size. Its weights are chance, for its speed alone is asked for.
What is hard are the posts of the data sets' dev split; the ordinary mix are the posts of saved thread pages.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from moderation.detectors import Passage
from moderation.items import Context
from moderation.screening import examine, screen
from scraper import read_page
from scraper.items import ThreadPage
from training.examples import read_posts
from training.report import section
from training.train import packaged_encoder

MOST = 3000
"""Posts of a kind, half of which are measured."""
BY_LARGE = 60
"""Posts of a kind that the large model reads."""
BATCH = 128
"""Posts that are screened at once."""
LONGEST = 512
"""Tokens of a post that the large model reads."""
STARTS = 3
SEED = 7
INSTRUCTIONS = ("avx2", "avx512f", "avx_vnni", "avx512_vnni", "amx_int8")
"""What a processor may multiply small numbers with, as Linux names it."""
OWN_PROCESS = """
import json, sys, time
from pathlib import Path
begun = time.perf_counter()
from moderation import screen
screen(["you are an idiot"])
begun = time.perf_counter() - begun
texts, batch = json.load(sys.stdin), int(sys.argv[1])
for start in range(0, len(texts), batch):
    screen(texts[start : start + batch])
peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(json.dumps([begun, int(peak) / 1024]))
"""
"""What is run to see what a process takes. What `resource` tells of memory would have that of its parent in it."""


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    parser.add_argument("--forum", type=Path, metavar="FOLDER", help="saved thread pages, for an ordinary mix of posts")
    options = parser.parse_args()
    hard = [post.text for post in read_posts(options.data / "hostility.csv", "dev")]
    print("\n".join(speed(hard, options.forum)))


def speed(hard: Sequence[str], forum: Path | None) -> Iterator[str]:
    """The lines of the report.

    Args:
        hard: Hard posts.
        forum: Where thread pages are saved; None where an ordinary mix is not measured.
    """
    torch.set_num_threads(1)
    hard = _some(hard)
    ordinary = _some(forum_posts(forum)) if forum else []
    yield from section(f"Speed on one core ({_processor()})", ratios(hard, ordinary))
    yield from section("Start-up and memory", [cost([*hard, *ordinary])])


def ratios(hard: Sequence[str], ordinary: Sequence[str]) -> list[dict[str, object]]:
    """Posts a second, in times those of the large model on posts of the same kind.

    Half of the posts are measured, after the others: what is kept of words that were read is then what it is in the
    middle of a scan. Words alone come first, for what they take is least where the same posts were just read.
    """
    looks = {", words alone": _examined_by_words, "": screen, ", all read to the end": _examined_wholly}
    rows: list[dict[str, object]] = []
    for kind, posts in {"hard posts": hard, "an ordinary mix": ordinary}.items():
        if posts:
            before, measured = posts[::2], posts[1::2]
            screen(before)
            slow = _large_rate(measured[:BY_LARGE])
            for how, look in looks.items():
                times = round(rate(look, measured) / slow)
                rows.append({"screened": kind + how, "posts": len(measured), "times as fast as BERT base": times})
    return rows


def _examined_wholly(texts: Sequence[str]) -> None:
    examine([Passage(text, Context()) for text in texts], skim=False)


def _examined_by_words(texts: Sequence[str]) -> None:
    examine([Passage(text, Context()) for text in texts], read=False)


def rate(look: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Posts a second of processor time."""
    begun = time.process_time()
    for start in range(0, len(texts), BATCH):
        look(texts[start : start + BATCH])
    return len(texts) / (time.process_time() - begun)


def _large_rate(texts: Sequence[str]) -> float:
    """The same of a model of BERT base's size, which reads one post at a time."""
    model = BertModel(BertConfig()).eval()
    tokenizer = Tokenizer.from_file(str(packaged_encoder() / "tokenizer.json"))
    tokenizer.enable_truncation(LONGEST)
    tokenizer.no_padding()
    begun = time.process_time()
    with torch.inference_mode():
        for text in texts:
            model(torch.tensor([tokenizer.encode(text).ids]))
    return len(texts) / (time.process_time() - begun)


def cost(texts: Sequence[str]) -> dict[str, object]:
    """What a process of its own takes until its first verdict, the best of several, and its memory after all texts."""
    told = [_in_own_process(given) for given in (texts, *[[]] * (STARTS - 1))]
    started, memory = zip(*told, strict=True)
    return {"seconds to the first verdict": min(started), "MB at most": round(max(memory))}


def _in_own_process(texts: Sequence[str]) -> tuple[float, float]:
    """The seconds until its first verdict, and its memory in MB when all texts are screened."""
    command = [sys.executable, "-c", OWN_PROCESS, str(BATCH)]
    run = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return tuple(json.loads(run.stdout))


def forum_posts(folder: Path) -> list[str]:
    """The posts of saved thread pages."""
    found = []
    for path in sorted(folder.glob("**/*.html")):
        page = read_page(path.read_bytes(), f"https://forum.example/{path.stem}")
        if isinstance(page, ThreadPage):
            found += [post.text for post in page.posts]
    return found


def _some(texts: Sequence[str]) -> list[str]:
    return Random(SEED).sample(texts, min(len(texts), MOST))  # noqa: S311 - nothing here is secret


def _processor() -> str:
    """What the processor can that matters here."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").partition("flags")[2].partition("\n")[0].split()
    except OSError:
        return "a processor of unknown kind"
    return f"a processor with {', '.join(one for one in INSTRUCTIONS if one in flags) or 'none of AVX2 and later'}"


if __name__ == "__main__":
    main()
