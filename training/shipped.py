"""What is shipped, taken back: the weights of the int8 network, as numbers that training can go on from.

Nobody keeps the weights that were exported. An int8 weight is within half a step of what it was made of, which a few
hundred batches of training even out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from moderation.network import PARTS

ROOT = "network."
"""What the exported graph puts before the names of the network's parameters."""
TURNED, STEPS = ".turned", ".steps"
"""What a rounded step calls that by which it multiplies what it is given, and the steps of its weights."""


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
        found[name.removesuffix(TURNED) + ".weight"] *= found.pop(name)
    return {name: torch.from_numpy(np.array(values, dtype=np.float32)) for name, values in found.items()}


def _weights(graph: onnx.GraphProto) -> Iterator[tuple[str, np.ndarray]]:
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for name, values in stored.items():
        if name.startswith(ROOT) and values.dtype == np.float32 and not name.endswith((STEPS, "_scale")):
            yield name.removeprefix(ROOT), values
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0].endswith("_quantized"):
            name = node.input[0].removesuffix("_quantized")
            zero, step = stored[f"{name}_zero_point"].astype(np.float32), stored[f"{name}_scale"]
            yield name.removeprefix(ROOT), (stored[node.input[0]].astype(np.float32) - zero) * step
        if node.op_type == "DequantizeLinear" and node.input[1].endswith(STEPS):
            weight = stored[node.input[0]].astype(np.float32) * stored[node.input[1]]
            yield node.input[1].removeprefix(ROOT).removesuffix(STEPS) + ".weight", weight.T
