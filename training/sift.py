"""Learn the sieve: `python -m training.sift --data FOLDER` writes ``moderation/data/sieve.json``.

A weight a word is learned from the same posts as the classifier. The least sum that passes a text on is then set on
posts held back: of those that the shipped classifier flags, all but ``LOST`` must pass.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch

from moderation.classifier import FLAGGED_FROM, load_reader
from moderation.items import Category
from moderation.lexicon import load_lexicon
from moderation.sieve import FILE, Sieve
from training.examples import Example, is_held_out, passages, read_marked, read_posts
from training.kinds import made

EACH = 12
"""Posts made from a template."""
FEWEST = 4
"""Posts that a word must stand in to be learned."""
LONGEST = 40
"""Words of a post that are learned from."""
EPOCHS = 6
BATCH = 512
RATE = 0.02
PULL = 2e-4
"""How strongly weights are drawn to 0."""
SCALE = 0.05
"""The step in which weights are kept."""
LOST = 0.02
"""The share of flagged posts that the sieve may settle."""
ENDS = (Category.TOXICITY, Category.IDENTITY_ATTACK)


def main() -> None:
    """Learn, set the least sum, and say what is lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FOLDER", help="the folder with hostility.csv")
    parser.add_argument("--out", type=Path, default=FILE, metavar="FILE")
    parser.add_argument("--seed", type=int, default=17)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    posts = read_posts(options.data / "hostility.csv", "train")
    marked = read_marked(options.data / "toxic_spans.csv", "train")
    learned = [one for one in (*posts, *marked, *made("train", EACH, options.seed)) if not is_held_out(one)]
    weights, unknown, bias = learn([one for one in learned if _is_known(one)], options.seed)
    held_out = passages(one.text for one in posts if is_held_out(one))
    sieve = Sieve(weights, unknown, bias, 0.0)
    reader = load_reader(load_lexicon())
    if reader is None:
        parser.error("the classifier is not there: export it first, and install the extra 'classifier'")
    flagged = [max(one.scores[end] for end in ENDS) >= FLAGGED_FROM for one in reader.read(held_out)]
    sums = sorted(sieve.worst(one) for one, is_flagged in zip(held_out, flagged, strict=True) if is_flagged)
    least = sums[int(LOST * len(sums))]
    by_weight: dict[int, list[str]] = defaultdict(list)
    for word, weight in sorted(weights.items()):
        by_weight[round(weight / SCALE)].append(word)
    content = {
        "scale": SCALE,
        "bias": round(bias, 4),
        "unknown": round(unknown, 4),
        "least": round(least, 4),
        "weights": {str(weight): " ".join(words) for weight, words in sorted(by_weight.items())},
    }
    options.out.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    settled = sum(sieve.worst(one) < least for one in held_out)
    told = f"of {len(held_out)} posts held back {settled} are settled, {LOST:.0%} of the flagged ones"
    print(f"{len(weights)} words; {told}")


def _is_known(example: Example) -> bool:
    return any(end in example.labels for end in ENDS)


def learn(examples: Sequence[Example], seed: int) -> tuple[dict[str, float], float, float]:
    """The weight of every word that is common enough, that of any other, and the bias."""
    words = [one.tokens.forms[:LONGEST] for one in passages(example.text for example in examples)]
    counts = Counter(word for forms in words for word in set(forms))
    vocabulary = {word: place for place, word in enumerate(sorted(w for w, n in counts.items() if n >= FEWEST), 1)}
    rows = [torch.tensor([vocabulary.get(word, 0) for word in forms] or [0]) for forms in words]
    labels = torch.tensor([max(example.labels.get(end, 0.0) for end in ENDS) for example in examples])
    bag = torch.nn.EmbeddingBag(len(vocabulary) + 1, 1, mode="sum")
    torch.nn.init.zeros_(bag.weight)
    bias = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([*bag.parameters(), bias], lr=RATE)
    rng = Random(seed)  # noqa: S311 - nothing here is secret
    order = list(range(len(rows)))
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            offsets = np.cumsum([0, *(len(rows[place]) for place in batch[:-1])])
            told = bag(torch.cat([rows[place] for place in batch]), torch.tensor(offsets)).squeeze(1) + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(told, labels[batch])
            loss = loss + PULL * bag.weight.square().sum() / 100
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
    values = bag.weight.detach().squeeze(1).tolist()
    return {word: values[place] for word, place in vocabulary.items()}, values[0], float(bias.detach())


if __name__ == "__main__":
    main()
