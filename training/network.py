"""The network: a small encoder, a head a category on what it makes of a text, and a mark on each of its tokens."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn
from transformers import AutoModel

DROPPED = 0.1


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
            encoder, add_pooling_layer=False, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(DROPPED)
        self.between = nn.Linear(2 * width, width)
        self.heads = nn.Linear(width, heads)
        self.marks = nn.Linear(width, 1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The logits, texts by heads, and the marks' logits, texts by tokens.

        Args:
            input_ids: Texts by tokens.
            attention_mask: The same shape; 0 where a text is padded.
        """
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        there = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * there).sum(1) / there.sum(1).clamp(min=1)
        # The loudest token counts beside the mean, for one word may decide a long post.
        loudest = hidden.masked_fill(there == 0, -1e4).amax(1)
        logits = self.heads(torch.tanh(self.between(self.drop(torch.cat((mean, loudest), dim=1)))))
        return logits, self.marks(self.drop(hidden)).squeeze(-1)
