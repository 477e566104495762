"""Channels of one loudness: what is rounded to 8 bits should not have a few that are far louder than the others.

What goes into a product is rounded to 256 steps from its least to its largest number. The encoder's larger steps (those
of each layer's feed-forward part) are given a few channels that are ten times as loud as the others, so that the steps
are coarse for all. Loud ones are divided before the product and their weights multiplied: the product stays what it
was, and the noise of it falls by two fifths. After SmoothQuant (Xiao et al. 2023, arXiv:2211.10438), which evens out
all channels; here the loud ones alone are touched, for those that are quiet in the texts at hand may be loud in others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import nn

from training.network import Network

LOUD = 2.0
"""How many times as loud as the median channel one may stay."""


class Levelled(nn.Linear):
    """A linear step that divides its loud channels first; its weights for them are as much larger."""

    def __init__(self, step: nn.Linear, loudest: torch.Tensor) -> None:
        """Take the place of a step.

        Args:
            step: The step.
            loudest: The largest absolute number that each of its inputs was seen to take.
        """
        super().__init__(step.in_features, step.out_features)
        turned = (LOUD * loudest.median() / loudest.clamp(min=torch.finfo().tiny)).clamp(max=1)
        self.weight, self.bias = nn.Parameter(step.weight.detach() / turned), step.bias
        self.turned: torch.Tensor
        self.register_buffer("turned", turned)

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        """What the step yields."""
        return nn.functional.linear(given * self.turned, self.weight, self.bias)


def level(network: Network, texts: Iterable[Sequence[int]]) -> None:
    """Level what the feed-forward parts of a network are given, in place; what it says does not change.

    Args:
        network: The network.
        texts: Texts by their token ids, to see how loud its channels are.
    """
    loudest: dict[nn.Module, torch.Tensor] = {}

    def listen(step: nn.Module, given: tuple[torch.Tensor, ...]) -> None:
        loud = given[0].abs().flatten(end_dim=-2).amax(0)
        loudest[step] = torch.maximum(loudest.get(step, loud), loud)

    hooks = [getattr(part, name).register_forward_pre_hook(listen) for part, name in _steps(network)]
    network.eval()
    with torch.inference_mode():
        for text in texts:
            ids = torch.tensor([text])
            network(ids, torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    for part, name in _steps(network):
        step = getattr(part, name)
        setattr(part, name, Levelled(step, loudest[step].clone()))


def _steps(network: Network) -> Iterator[tuple[nn.Module, str]]:
    """The modules that have the steps, and what they call them."""
    for layer in network.encoder.encoder.layer:
        yield layer.intermediate, "dense"
        yield layer.output, "dense"
