"""Numbers of 8 bits: what goes into a network's products is rounded to 256 steps, and so are the products' weights.

The steps of what goes in are fixed by what was seen to go in, with posts that were held out: not by the text at hand,
nor by those it is read with, so that what is said of a text never depends on its neighbours.

A few channels of what the encoder's larger steps (those of each layer's feed-forward part) are given are ten times as
loud as the others, so that the steps would be coarse for all. Loud ones are divided before the product and their
weights multiplied: the product stays what it was, with less noise. After SmoothQuant (Xiao et al. 2023,
arXiv:2211.10438), which evens out all channels; here the loud ones alone are touched, for those that are quiet in the
texts at hand may be loud in others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import torch
from torch import nn

from training.network import Network

LOUD = 2.0
"""How many times as loud as the median channel one may stay."""
MOST = 127
"""The largest weight, in steps."""
STEPS = 255
"""Steps from the least to the largest number that goes in."""


class Heard(NamedTuple):
    """What was seen to go into a product, by channel; nothing at first, so that 0 is always within."""

    least: torch.Tensor
    most: torch.Tensor

    def and_also(self, given: torch.Tensor) -> Heard:
        """The same when more is seen."""
        seen = given.flatten(end_dim=-2)
        return Heard(torch.minimum(self.least, seen.amin(0)), torch.maximum(self.most, seen.amax(0)))

    def levelling(self) -> torch.Tensor:
        """What each channel is multiplied with, so that none is louder than it may be."""
        loudness = torch.maximum(-self.least, self.most)
        return (LOUD * loudness.median() / loudness.clamp(min=torch.finfo().tiny)).clamp(max=1)


class Rounded(nn.Module):
    """A linear step with what goes in, and its weights, rounded to 8 bits."""

    def __init__(self, step: nn.Linear, heard: Heard, *, level: bool) -> None:
        """Take the place of a step.

        Args:
            step: The step.
            heard: What was seen to go in.
            level: Whether loud channels are levelled.
        """
        super().__init__()
        turned = heard.levelling() if level else torch.ones(step.in_features)
        least, most = float((heard.least * turned).min()), float((heard.most * turned).max())
        self.level = level
        self.step = (most - least) / STEPS
        self.zero = round(-least / self.step)
        self.turned: torch.Tensor
        self.register_buffer("turned", turned)
        self.weight = nn.Parameter((step.weight.detach() / turned).T.contiguous())
        self.bias = step.bias
        self.steps: torch.Tensor
        self.register_buffer("steps", self.weight.detach().abs().amax(0).clamp(min=torch.finfo().tiny) / MOST)
        self.zeros: torch.Tensor
        self.register_buffer("zeros", torch.zeros(step.out_features, dtype=torch.int32))

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        """What the step yields."""
        # With two dimensions the product and its bias would be exported as one operation that has no 8 bits.
        rows = given.unsqueeze(1) if given.dim() == 2 else given
        rows = rows * self.turned if self.level else rows
        rows = torch.fake_quantize_per_tensor_affine(rows, self.step, self.zero, 0, STEPS)
        weight = torch.fake_quantize_per_channel_affine(self.weight, self.steps, self.zeros, 1, -MOST - 1, MOST)
        told = rows @ weight + self.bias
        return told.squeeze(1) if given.dim() == 2 else told


def round_off(network: Network, texts: Iterable[Sequence[int]]) -> None:
    """Round every product of a network, in place.

    Args:
        network: The network.
        texts: Texts by their token ids, to see what goes in.
    """
    heard: dict[nn.Module, Heard] = {}

    def listen(step: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
        nothing = torch.zeros(given[0].shape[-1])
        heard[step] = heard.get(step, Heard(nothing, nothing)).and_also(given[0])

    steps = list(_steps(network))
    hooks = [getattr(part, name).register_forward_pre_hook(listen) for part, name, _ in steps]
    network.eval()
    with torch.no_grad():
        for text in texts:
            ids = torch.tensor([text])
            network(ids, torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    for part, name, level in steps:
        step = getattr(part, name)
        setattr(part, name, Rounded(step, heard[step], level=level))


def _steps(network: Network) -> Iterator[tuple[nn.Module, str, bool]]:
    """The modules that have linear steps, what they call them, and whether what goes in is levelled."""
    wide = {id(part) for layer in network.encoder.encoder.layer for part in (layer.intermediate, layer.output)}
    for part in network.modules():
        for name, step in part.named_children():
            if isinstance(step, nn.Linear):
                yield part, name, id(part) in wide
