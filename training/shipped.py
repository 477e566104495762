"""What is shipped, taken back: the weights of the int8 network, as numbers that training can go on from.

Nobody keeps the weights that were exported. An int8 weight is within half a step of what it was made of, which a few
hundred batches of training even out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from moderation.classifier import PARTS

ROOT = "network."
"""What the exported graph puts before the names of the network's parameters."""
TURNED = "turned"
"""What a levelled step calls that by which it multiplies what it is given (`training.levelling`)."""
MOST_STEPS = 6
"""Nodes from a product to where its bias is added."""


def weights_at(path: Path) -> dict[str, torch.Tensor]:
    """The weights in a file that training saved, or in the folder of what is shipped."""
    return shipped_weights(path) if path.is_dir() else torch.load(path)


def shipped_weights(folder: Path) -> dict[str, torch.Tensor]:
    """Every parameter of `training.network.Network`, by its name.

    Args:
        folder: Where the two parts of the network lie.
    """
    found = {}
    for part in PARTS:
        found |= dict(_weights(onnx.load(folder / part).graph))
    for name in [name for name in found if name.endswith(TURNED)]:
        found[name.removesuffix(TURNED) + "weight"] *= found.pop(name)
    return {name: torch.from_numpy(np.array(values, dtype=np.float32)) for name, values in found.items()}


def _weights(graph: onnx.GraphProto) -> Iterator[tuple[str, np.ndarray]]:
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    for name, values in stored.items():
        if name.startswith(ROOT) and values.dtype == np.float32 and not name.endswith("_scale"):
            yield name.removeprefix(ROOT), values
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0].endswith("_quantized"):
            yield node.input[0].removeprefix(ROOT).removesuffix("_quantized"), _restored(node.input[0], stored)
        if node.op_type == "MatMulInteger":
            bias = _bias_after(node, stored, users)
            yield bias.removeprefix(ROOT).removesuffix("bias") + "weight", _restored(node.input[1], stored).T


def _restored(name: str, stored: Mapping[str, np.ndarray]) -> np.ndarray:
    """Quantised values, as they are multiplied with."""
    of = name.removesuffix("_quantized")
    zero, scale = stored[f"{of}_zero_point"].astype(np.float32), stored[f"{of}_scale"]
    return (stored[name].astype(np.float32) - zero) * scale


def _bias_after(
    node: onnx.NodeProto, stored: Mapping[str, np.ndarray], users: Mapping[str, list[onnx.NodeProto]]
) -> str:
    """The bias that is added to a product, by which its weights are known: they themselves lost their name."""
    told = node.output[0]
    for _ in range(MOST_STEPS):
        node = users[told][0]
        for name in node.input:
            if node.op_type == "Add" and name in stored:
                return name
        told = node.output[0]
    raise ValueError(f"{told}: no bias is added; this is no network that training.export wrote")
