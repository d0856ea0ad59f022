"""Head: a claim's tokens beside their evidence go in, the log-odds that each token and the whole are unsupported come
out.

Two pre-norm transformer layers of width 160 over the claim's tokens (Vaswani and others 2017), computed with numpy
from plain arrays; `evals/training/head.py` trains them. An alignment head in the manner of decomposable attention
(Parikh and others 2016): project, compare, aggregate.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable
from rag.support_features import WEIGHTS
from rag.support_tokens import Aligned

Floats = NDArray[np.float32]
Arrays = dict[str, Floats]
_HEADS = 4


class Judged(NamedTuple):
    """Log-odds of being unsupported."""

    whole: float
    tokens: Floats


@lru_cache(maxsize=1)
def load_head() -> Arrays:
    """The shipped weights by name, as float32.

    Raises:
        ModelUnavailable: they are missing or damaged.
    """
    path = WEIGHTS / "head.npz"
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name].astype(np.float32) for name in stored.files}
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"The checker's weights in {path} cannot be read: {error}. Reinstall, or train them: "
            "python -m evals.training checker --data DIR"
        ) from error


def judge(aligned: Aligned, features: Floats, weights: Arrays) -> Judged:
    """The head's word on one claim; `features` are those of `support_features.lexical`."""
    standard = np.clip((features - weights["features.mean"]) / weights["features.scale"], -5, 5)
    if not len(aligned.places):
        return Judged(0.0, np.zeros(0, np.float32))
    parts = (
        aligned.late @ weights["ph.weight"].T,
        aligned.late_match @ weights["ph.weight"].T,
        (aligned.late * aligned.late_match) @ weights["pp.weight"].T,
        (aligned.middle * aligned.middle_match) @ weights["p3.weight"].T,
        np.maximum(_linear(aligned.signals, weights, "psc"), 0),
    )
    states = _norm(_linear(np.concatenate(parts, axis=1), weights, "inp"), weights, "ln")
    states = states + weights["pos.weight"][: len(states)]
    for layer in range(2):
        states = _layer(states, weights, f"enc.layers.{layer}")
    states = _norm(states, weights, "fn")
    token = _linear(states, weights, "tok")[:, 0]
    share = _softmax(_linear(states, weights, "att")[:, 0])
    summary = np.concatenate([share @ states, states.max(0), standard, token.max(keepdims=True)]).astype(np.float32)
    hidden = np.maximum(_linear(summary, weights, "out.0"), 0)
    return Judged(float(_linear(hidden, weights, "out.3")[0]), token)


def _layer(states: Floats, weights: Arrays, name: str) -> Floats:
    width = states.shape[1] // _HEADS
    normed = _norm(states, weights, f"{name}.norm1")
    mixed = normed @ weights[f"{name}.self_attn.in_proj_weight"].T + weights[f"{name}.self_attn.in_proj_bias"]
    query, key, value = (
        part.reshape(len(states), _HEADS, width).transpose(1, 0, 2) for part in np.split(mixed, 3, axis=1)
    )
    seen = _softmax(query @ key.transpose(0, 2, 1) / np.sqrt(width)) @ value
    states = states + _linear(seen.transpose(1, 0, 2).reshape(len(states), -1), weights, f"{name}.self_attn.out_proj")
    hidden = np.maximum(_linear(_norm(states, weights, f"{name}.norm2"), weights, f"{name}.linear1"), 0)
    made: Floats = states + _linear(hidden, weights, f"{name}.linear2")
    return made


def _linear(states: Floats, weights: Arrays, name: str) -> Floats:
    made: Floats = states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return made


def _norm(states: Floats, weights: Arrays, name: str) -> Floats:
    centred = states - states.mean(-1, keepdims=True)
    made: Floats = (
        centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5) * weights[f"{name}.weight"]
        + weights[f"{name}.bias"]
    )
    return made


def _softmax(values: Floats) -> Floats:
    shifted = np.exp(values - values.max(-1, keepdims=True))
    made: Floats = shifted / shifted.sum(-1, keepdims=True)
    return made
