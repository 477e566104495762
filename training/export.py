"""Ship the classifier: `python -m training.export --data FOLDER` makes int8 ONNX of trained weights, calibrated.

What is shipped lies in ``moderation/data/classifier/``: the network, its tokenizer, and ``classifier.json`` with the
heads and the calibration of each, from which mark on a word counts, and the digest that is its version.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from moderation.classifier import AT_A_GLANCE, FLAGGED_FROM, FOLDER, Reader, least_mark
from moderation.lexicon import load_lexicon
from moderation.network import PARTS, Told
from moderation.screening import examine
from moderation.transcript import Transcript
from training.examples import HEADS, Example, is_held_out, passage_of, passages, read_marked, transcripts
from training.held import held_out
from training.measure import character_f1
from training.network import FIRST, Network
from training.rounding import round_off
from training.shipped import weights_at
from training.train import packaged_encoder, tokenizer_of

BY_TOKENS = {"input_ids", "hidden", "marks"}
"""What a part takes and yields by texts and tokens; all else is by texts."""
WINDOW = 128
"""Tokens that are read at once."""
LISTENED_TO = 600
"""Posts by which it is seen what goes into the network's products."""
SEED = 3
ROUNDS = 60
LEAST_OF_A_SIDE = 30
"""Posts of each side without which a head isn't calibrated."""
PULL = 1e-3
"""How strongly a calibration is drawn to none."""
LOST = 0.01
"""The share of the posts that the whole network would flag that a glance may settle."""
ALWAYS_READ = {"from": -99.0, **{category: {"slope": 1.0, "shift": 0.0} for category in AT_A_GLANCE}}
"""A glance that settles no text."""
MARKS = np.arange(-3.0, 2.01, 0.25)
"""The marks that are tried as the least one that counts."""


def main() -> None:
    """Export, calibrate, and say how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    parser.add_argument(
        "--weights",
        type=Path,
        nargs="+",
        default=[Path("build/classifier/network.pt")],
        metavar="PATH",
        help="trained weights, or the folder of what is shipped; of several, their mean is shipped",
    )
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="the encoder that was trained")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="FOLDER")
    options = parser.parse_args()
    encoder = options.encoder or packaged_encoder()
    network = Network(encoder, len(HEADS))
    network.load_state_dict(mean_of([weights_at(path) for path in options.weights]))
    posts = held_out(options.data)
    heard = Random(SEED).sample(posts, min(len(posts), LISTENED_TO))  # noqa: S311 - nothing here is secret
    texts = [transcript.text for transcript in transcripts(post.text for post in heard)]
    round_off(network, (told.ids for told in tokenizer_of(encoder).encode_batch(texts)))
    options.out.mkdir(parents=True, exist_ok=True)
    as_int8(network, options.out)
    shutil.copyfile(encoder / "tokenizer.json", options.out / "tokenizer.json")
    tell(options.out, [(1.0, 0.0)] * len(HEADS))
    comments = [one for one in read_marked(options.data / "toxic_spans.csv", "train") if is_held_out(one.text)]
    told = [one for _, one in read_all(options.out, posts)]
    logits, glances = np.array([one.logits for one in told]), np.array([one.glance for one in told])
    calibrations = [calibration(posts, logits[:, place], place) for place in range(len(HEADS))]
    marked_from = best_mark(options.out, comments)
    glance, settled = glance_of(posts, glances, flagged(logits, calibrations))
    tell(options.out, calibrations, marked_from, glance)
    size = sum(path.stat().st_size for path in options.out.iterdir()) / 1024**2
    print(f"{options.out}: {size:.1f} MB, calibrated on {len(posts)} posts; words count from {marked_from} on")
    print(f"a glance settles {settled:.0%} of them, and {LOST:.0%} of those that the rest would flag")


def mean_of(weights: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of several sets of weights of one network; what is no fraction is taken from the first."""
    return {
        name: torch.stack([each[name] for each in weights]).mean(0) if first.is_floating_point() else first
        for name, first in weights[0].items()
    }


class _First(nn.Module):
    """The layers below the glance, for texts of one length."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.network.encoder.embeddings(input_ids=input_ids)
        for layer in self.network.encoder.encoder.layer[:FIRST]:
            hidden = _of(layer(hidden))
        return hidden, self.network.glanced(hidden, torch.ones_like(input_ids))


class _Rest(nn.Module):
    """The layers above it."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, hidden: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        there = torch.ones_like(hidden[:, :, 0])
        for layer in self.network.encoder.encoder.layer[FIRST:]:
            hidden = _of(layer(hidden))
        return self.network.told(hidden, there)


def _of(layer: torch.Tensor | tuple[torch.Tensor, ...]) -> torch.Tensor:
    return layer if isinstance(layer, torch.Tensor) else layer[0]


def as_int8(network: Network, folder: Path) -> None:
    """Write a rounded network as two parts of ONNX with weights of 8 bits."""
    ids = torch.ones((2, 8), dtype=torch.long)
    first, rest = _First(network).eval(), _Rest(network).eval()
    hidden, _ = first(ids)
    _write(first, ids, ["input_ids", "hidden", "glance"], folder / PARTS[0])
    _write(rest, hidden, ["hidden", "logits", "marks"], folder / PARTS[1])


def _write(part: nn.Module, given: torch.Tensor, names: list[str], path: Path) -> None:
    """Write one part, given an example and the names of what it takes and yields."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole, embedded = Path(folder) / "whole.onnx", Path(folder) / "embedded.onnx"
        torch.onnx.export(
            part,
            (given,),
            str(whole),
            input_names=names[:1],
            output_names=names[1:],
            dynamic_axes={name: {0: "texts", 1: "tokens"} if name in BY_TOKENS else {0: "texts"} for name in names},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, embedded, op_types_to_quantize=["Gather"], weight_type=QuantType.QInt8)
        # What works out constants leaves the rounded weights as they are rounded, and not the numbers before.
        options = SessionOptions()
        options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(path)
        InferenceSession(str(embedded), options, providers=["CPUExecutionProvider"])
    shipped = onnx.load(path)
    shipped.doc_string = shipped.graph.doc_string = ""
    for node in shipped.graph.node:
        node.doc_string = ""
    shipped.graph.initializer.sort(key=lambda one: one.name)
    onnx.save(shipped, path)


def tell(
    folder: Path,
    calibrations: Sequence[tuple[float, float]],
    marked_from: float = 0.0,
    glance: Mapping[str, Any] = ALWAYS_READ,
) -> None:
    """Write what the classifier says of itself."""
    about: dict[str, Any] = {
        "tokens": WINDOW,
        "marked_from": round(marked_from, 4),
        "glance": glance,
        "heads": {str(head): _told(slope, shift) for head, (slope, shift) in zip(HEADS, calibrations, strict=True)},
    }
    parts = b"".join((folder / part).read_bytes() for part in PARTS)
    digest = hashlib.sha256(parts + json.dumps(about).encode()).hexdigest()
    told = json.dumps({"version": digest[:12], **about}, indent=2)
    (folder / "classifier.json").write_text(told + "\n", encoding="utf-8")


def read_all(folder: Path, posts: Iterable[Example]) -> list[tuple[Transcript, Told]]:
    """Posts as the shipped network reads them, and what it puts out."""
    reader = Reader(load_lexicon(), folder)
    texts = [reader.transcript(passage_of(post.text)) for post in posts]
    return list(zip(texts, reader.told(texts), strict=True))


def calibration(examples: list[Example], logits: np.ndarray, place: int) -> tuple[float, float]:
    """Slope and shift that make probabilities of logits (Platt's scaling), by Newton's method."""
    head = HEADS[place]
    known = [row for row, one in enumerate(examples) if head in one.labels]
    labels = np.array([examples[row].labels[head] for row in known])
    if min(labels.sum(), (1 - labels).sum()) < LEAST_OF_A_SIDE:
        return 1.0, 0.0
    inputs = np.stack((logits[known], np.ones(len(known))))
    found = np.array([1.0, 0.0])
    for _ in range(ROUNDS):
        told = 1 / (1 + np.exp(-found @ inputs))
        slope = inputs @ (told - labels) + PULL * (found - (1.0, 0.0))
        bend = (inputs * (told * (1 - told))) @ inputs.T + PULL * np.eye(2)
        found = found - np.linalg.solve(bend, slope)
    return float(found[0]), float(found[1])


def best_mark(folder: Path, comments: list[Example]) -> float:
    """The mark from which on words count that gives the best character F1 (the shared task's: the mean of comments).

    What the words' own detectors flag is shown beside it, as a verdict shows it.
    """
    found = examine(passages(one.text for one in comments), read=False)
    words = [[(span.start, span.end) for flag in one.flags for span in flag.spans] for one in found]
    told = list(zip(comments, read_all(folder, comments), words, strict=True))
    return float(max(MARKS, key=lambda least: np.mean([_overlap(*one, least) for one in told])))


def flagged(logits: np.ndarray, calibrations: Sequence[tuple[float, float]]) -> np.ndarray:
    """Whether the whole network flags each text in any category that is heard."""
    slopes, shifts = np.array(calibrations).T
    heard = [HEADS.index(category) for category in FLAGGED_FROM]
    told = 1 / (1 + np.exp(-(logits * slopes + shifts)))
    return (told[:, heard] >= list(FLAGGED_FROM.values())).any(axis=1)


def glance_of(posts: list[Example], glances: np.ndarray, flags: np.ndarray) -> tuple[dict[str, Any], float]:
    """The least glance whose text has to be read on and what a glance says, and the share of posts that it settles.

    Args:
        posts: Posts that were held out.
        glances: The glance at each.
        flags: Whether the whole network flags each.
    """
    least = float(np.quantile(glances[flags], LOST))
    told = {category: _told(*calibration(posts, glances, HEADS.index(category))) for category in AT_A_GLANCE}
    return {"from": round(least, 4), **told}, float((glances < least).mean())


def _told(slope: float, shift: float) -> dict[str, float]:
    return {"slope": round(slope, 4), "shift": round(shift, 4)}


def _overlap(comment: Example, read: tuple[Transcript, Told], words: list[tuple[int, int]], least: float) -> float:
    transcript, told = read
    counts = least_mark((mark.logit for mark in told.marks), least)
    marked = (transcript.span(start, end) for start, end, logit in told.marks if logit >= counts and start < end)
    return character_f1(comment.marks or (), [*words, *((span.start, span.end) for span in marked)])


if __name__ == "__main__":
    main()
