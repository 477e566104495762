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
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from moderation.classifier import FOLDER, Reader
from moderation.lexicon import load_lexicon
from training.examples import HEADS, Example, is_held_out, passage_of, read_marked, read_posts
from training.measure import character_f1
from training.network import Network
from training.train import packaged_encoder

WINDOW = 128
"""Tokens that are read at once."""
ROUNDS = 60
LEAST_OF_A_SIDE = 30
"""Posts of each side without which a head isn't calibrated."""
PULL = 1e-3
"""How strongly a calibration is drawn to none."""
MARKS = np.arange(-3.0, 2.01, 0.25)
"""The marks that are tried as the least one that counts."""


def main() -> None:
    """Export, calibrate, and say how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    parser.add_argument("--weights", type=Path, default=Path("build/classifier/network.pt"), metavar="FILE")
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="the encoder that was trained")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="FOLDER")
    options = parser.parse_args()
    encoder = options.encoder or packaged_encoder()
    network = Network(encoder, len(HEADS))
    network.load_state_dict(torch.load(options.weights))
    options.out.mkdir(parents=True, exist_ok=True)
    as_int8(network, options.out / "model.onnx")
    shutil.copyfile(encoder / "tokenizer.json", options.out / "tokenizer.json")
    tell(options.out, [(1.0, 0.0)] * len(HEADS), 0.0)
    posts = [one for one in read_posts(options.data / "hostility.csv", "train") if is_held_out(one)]
    comments = [one for one in read_marked(options.data / "toxic_spans.csv", "train") if is_held_out(one)]
    logits, _ = outputs(options.out, (one.text for one in posts))
    calibrations = [calibration(posts, logits[:, place], place) for place in range(len(HEADS))]
    marked_from = best_mark(options.out, comments)
    tell(options.out, calibrations, marked_from)
    size = sum(path.stat().st_size for path in options.out.iterdir()) / 1024**2
    print(f"{options.out}: {size:.1f} MB, calibrated on {len(posts)} posts; words count from {marked_from} on")


def as_int8(network: Network, path: Path) -> None:
    """Write a network as ONNX with weights of 8 bits."""
    network.eval()
    ids = torch.ones((2, 8), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network,
            (ids, ids),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits", "marks"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in ("input_ids", "attention_mask", "marks")}
            | {"logits": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        # 7 bits a weight: processors without VNNI add two products in 16 bits, which 8 bits a weight overflow.
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        shipped = onnx.load(path)
        shipped.doc_string = shipped.graph.doc_string = ""
        for node in shipped.graph.node:
            node.doc_string = ""
        onnx.save(shipped, path)


def tell(folder: Path, calibrations: Sequence[tuple[float, float]], marked_from: float) -> None:
    """Write what the classifier says of itself."""
    about: dict[str, Any] = {
        "tokens": WINDOW,
        "marked_from": round(marked_from, 4),
        "heads": {
            str(head): {"slope": round(slope, 4), "shift": round(shift, 4)}
            for head, (slope, shift) in zip(HEADS, calibrations, strict=True)
        },
    }
    digest = hashlib.sha256((folder / "model.onnx").read_bytes() + json.dumps(about).encode()).hexdigest()
    told = json.dumps({"version": digest[:12], **about}, indent=2)
    (folder / "classifier.json").write_text(told + "\n", encoding="utf-8")


def outputs(folder: Path, texts: Iterable[str]) -> tuple[np.ndarray, list[list[tuple[int, int, float]]]]:
    """What the shipped network puts out: logits, texts by heads; and the marks of each text, by places in it."""
    lexicon = load_lexicon()
    reader = Reader(lexicon, folder)
    logits, marks = [], []
    for passage in map(passage_of, texts):
        transcript = reader.transcript(passage)
        told, marked = reader.logits(transcript)
        logits.append(told)
        spans = ((transcript.span(start, end), mark) for start, end, mark in marked if start < end)
        marks.append([(span.start, span.end, mark) for span, mark in spans])
    return np.array(logits), marks


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
    """The mark from which on words count that gives the best character F1 (the shared task's: the mean of comments)."""
    _, marks = outputs(folder, (one.text for one in comments))
    return float(
        max(MARKS, key=lambda least: np.mean([_overlap(*pair, least) for pair in zip(comments, marks, strict=True)]))
    )


def _overlap(comment: Example, marks: list[tuple[int, int, float]], least: float) -> float:
    return character_f1(comment.marks or (), ((start, end) for start, end, mark in marks if mark >= least))


if __name__ == "__main__":
    main()
