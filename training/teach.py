"""Ask a larger network: `python -m training.teach --data FOLDER` writes what a trained teacher says of the posts.

The teacher is trained by `training.train --encoder FOLDER` from a larger encoder. What it says is softer than labels,
and less often wrong than the worst of them; `training.train` learns from both. It is kept in ``data/taught.npz``, posts
by the digests of their texts, so that nobody has to train a teacher who trains the classifier anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from training.examples import HEADS
from training.network import Network
from training.taught import TAUGHT, write_taught
from training.train import learned, logits_of, tokenizer_of


def main() -> None:
    """Read the posts, and save the probabilities of each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    parser.add_argument("--encoder", type=Path, required=True, metavar="FOLDER", help="the teacher's encoder")
    parser.add_argument("--weights", type=Path, default=Path("build/teacher/network.pt"), metavar="FILE")
    parser.add_argument("--out", type=Path, default=TAUGHT, metavar="FILE")
    options = parser.parse_args()
    teacher = Network(options.encoder, len(HEADS))
    teacher.load_state_dict(torch.load(options.weights))
    texts = [post.text for post in learned(options.data)]
    probabilities = 1 / (1 + np.exp(-logits_of(teacher, tokenizer_of(options.encoder), texts)))
    write_taught(options.out, texts, probabilities)
    print(f"{len(texts)} posts")


if __name__ == "__main__":
    main()
