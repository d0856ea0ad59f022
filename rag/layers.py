"""Layers: states and weights by name go in, what a transformer layer makes of them comes out.

What layers of MiniLM that were taught anew have in common, whoever lets which tokens attend to which
(`rag/support_reader.py`, `rag/answers_it.py`), and how they are kept: eight bits a number, a scale for each row.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEADS = 384, 12
_LARGEST = 127
_NEVER_NOUGHT = 1e-8
_EPSILON = 1e-12
"""Of the layer norms, as MiniLM has it."""


def linear(states: Any, weights: Mapping[str, Any], name: str) -> Any:
    from torch.nn import functional

    return functional.linear(states, weights[f"{name}.weight"], weights[f"{name}.bias"])


def normed(states: Any, weights: Mapping[str, Any], name: str) -> Any:
    from torch.nn import functional

    return functional.layer_norm(states, (WIDTH,), weights[f"{name}.weight"], weights[f"{name}.bias"], _EPSILON)


def finished(states: Any, seen: Any, weights: Mapping[str, Any], layer: str, drop: tuple[float, float]) -> Any:
    """The rest of a layer, after its attention.

    Args:
        states: what went into the layer; shape (..., WIDTH).
        seen: what its attention gathered, of the same shape.
        weights: by name, as the packaged model names them within a layer.
        layer: what stands before these names.
        drop: shares of hidden values blanked after attention and after the feed-forward part, in training.
    """
    from torch.nn import functional

    made = linear(seen, weights, f"{layer}.attention.output.dense")
    states = normed(states + _blanked(made, drop[0]), weights, f"{layer}.attention.output.LayerNorm")
    wide = functional.gelu(linear(states, weights, f"{layer}.intermediate.dense"))
    made = linear(wide, weights, f"{layer}.output.dense")
    return normed(states + _blanked(made, drop[1]), weights, f"{layer}.output.LayerNorm")


def _blanked(states: Any, share: float) -> Any:
    from torch.nn import functional

    return functional.dropout(states, share) if share else states


def in_eight_bits(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Whole numbers, and what one of them is worth in each row; shapes (rows, columns) and (rows, 1)."""
    worth = (np.maximum(np.abs(matrix).max(-1, keepdims=True), _NEVER_NOUGHT) / _LARGEST).astype(np.float32)
    return np.round(matrix / worth).astype(np.int8), worth


def restored(numbers: NDArray[np.int8], worth: NDArray[Any]) -> NDArray[np.float32]:
    """The matrix again, nearly."""
    return np.asarray(numbers.astype(np.float32) * worth.astype(np.float32), dtype=np.float32)
