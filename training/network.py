"""The network: a small encoder, a head a category on what it makes of a text, and a mark on each of its tokens.

Its first layers end in a glance: how likely the rest would find anything. Where that is next to nothing, the rest need
not be asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from torch import nn
from transformers import AutoModel

DROPPED = 0.1
FIRST = 2
"""Layers below the glance."""
GLANCE_WIDTH = 64


class Told(NamedTuple):
    """What a network says of texts, in log-odds."""

    logits: torch.Tensor
    """Texts by heads."""
    marks: torch.Tensor
    """Texts by tokens."""
    glance: torch.Tensor
    """A number a text."""


class Network(nn.Module):
    """An encoder with one output a category, and one a token: whether it is what makes the text toxic."""

    def __init__(self, encoder: Path, heads: int) -> None:
        """Take the encoder's weights from a folder, the heads' from chance.

        Args:
            encoder: A folder with ``config.json`` and ``model.safetensors``.
            heads: How many categories there are.
        """
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            encoder,
            add_pooling_layer=False,
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
            # The fused kernel's way back takes half of a step on a CPU.
            attn_implementation="eager",
        )
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(DROPPED)
        self.between = nn.Linear(2 * width, width)
        self.heads = nn.Linear(width, heads)
        self.marks = nn.Linear(width, 1)
        self.looking = nn.Linear(2 * width, GLANCE_WIDTH)
        self.glance = nn.Linear(GLANCE_WIDTH, 1)

    def freeze(self, layers: int) -> None:
        """Leave the embeddings and so many layers above them as they are, where there are any to leave."""
        if layers:
            self.encoder.embeddings.requires_grad_(requires_grad=False)
            self.encoder.encoder.layer[:layers].requires_grad_(requires_grad=False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Told:
        """What texts say.

        Args:
            input_ids: Texts by tokens.
            attention_mask: The same shape; 0 where a text is padded.
        """
        layers = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        ).hidden_states
        return Told(*self.told(layers[-1], attention_mask), self.glanced(layers[FIRST], attention_mask))

    def told(self, hidden: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits and marks, of what the last layer makes of texts (texts by tokens by width)."""
        summed = torch.tanh(self.between(self.drop(pooled(hidden, attention_mask))))
        return self.heads(summed), self.marks(self.drop(hidden)).squeeze(-1)

    def glanced(self, hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The glance, of what the layer ``FIRST`` makes of texts."""
        return self.glance(torch.tanh(self.looking(pooled(hidden, attention_mask)))).squeeze(-1)


def pooled(hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """The mean of a text's tokens and, for one word may decide a long post, the loudest of them: twice the width."""
    there = attention_mask.unsqueeze(-1).to(hidden.dtype)
    # A product sums a text's tokens in the same order whatever other texts it is read with; a sum need not.
    mean = (there.transpose(1, 2) @ hidden).squeeze(1) / there.sum(1).clamp(min=1)
    return torch.cat((mean, hidden.masked_fill(there == 0, -1e4).amax(1)), dim=1)
