"""Reading: an answer's sentences and evidence sentences go in, what the shipped reader says of them comes out.

Weights lie in `weights/checker/reader.npz` as int8 differences to the packaged layers, a scale for each row, and the
head in float16. Its hash stands in `reader.json`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np

from ingest.errors import ModelUnavailable
from rag.layers import in_eight_bits, restored
from rag.learned import numbers_in
from rag.support_features import WEIGHTS, hold, nearest_first
from rag.support_pieces import MOST_CLAIM, Codes, Floats, Row, coded, fitting, piece
from rag.support_reader import base, forward, judge_states
from rag.support_tokens import number_type

_CURE = "Reinstall, or train them: python -m evals.training.reader --data DIR --out DIR"

_FIGURES = ("sha256", "words", "voices", "response", "token_threshold")


class Reading(NamedTuple):
    """Log-odds of being unsupported."""

    whole: float
    sentences: tuple[float, ...]
    """0 for a sentence without a token."""
    tokens: tuple[Floats, ...]
    """By sentence."""
    places: tuple[Codes, ...]
    """Start and end of each token in its sentence."""


class _Loaded(NamedTuple):
    weights: dict[str, Any]
    base: dict[str, Any]
    rarity: Floats
    brief: bool
    """Whether the processor computes in bfloat16."""


def packed(weights: Mapping[str, Any], rarity: Floats) -> bytes:
    """What ships, from trained weights (tensors by name)."""
    made: dict[str, Any] = {"rarity": rarity.astype(np.float16)}
    for name, part in weights.items():
        if not name.startswith("encoder."):
            made[f"head.{name}"] = part.detach().numpy().astype(np.float16)
            continue
        change = (part.detach() - base()[name].float()).numpy()
        made[f"change.{name}"], made[f"scale.{name}"] = in_eight_bits(change)
    file = BytesIO()
    np.savez_compressed(file, **made)
    return file.getvalue()


def unpacked(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The weights again, as tensors."""
    import torch

    made = {}
    for name in stored:
        kind, _, rest = name.partition(".")
        if kind == "head":
            made[rest] = torch.from_numpy(stored[name].astype(np.float32))
        elif kind == "change":
            made[rest] = base()[rest].float() + torch.from_numpy(restored(stored[name], stored[f"scale.{rest}"]))
    return made


@lru_cache(maxsize=1)
def load() -> _Loaded:
    """The shipped reader.

    Raises:
        ModelUnavailable: weights or the packaged model are missing or damaged.
    """
    path = WEIGHTS / "reader.npz"
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != figures()["sha256"]:
            raise ModelUnavailable(f"{path} is not the file that its figures were measured with. {_CURE}")
        with np.load(BytesIO(content), allow_pickle=False) as file:
            stored = {name: file[name] for name in file.files}
        import torch

        brief = number_type(torch) is torch.bfloat16
        weights, packaged = unpacked(stored), dict(base())
    except ModelUnavailable:
        raise
    except Exception as error:  # every backend raises its own kind
        raise ModelUnavailable(f"The checker's reader in {path} cannot be loaded: {error}. {_CURE}") from error
    if brief:
        for held in (weights, packaged):
            for name, part in held.items():
                if name.startswith("encoder.") and "LayerNorm" not in name:
                    held[name] = part.to(torch.bfloat16)
    return _Loaded(weights, packaged, stored["rarity"].astype(np.float32), brief)


@lru_cache(maxsize=1)
def figures() -> dict[str, Any]:
    """Regressions, thresholds and the weights' hash.

    Raises:
        ModelUnavailable: they are missing or damaged.
    """
    path = WEIGHTS / "reader.json"
    try:
        made: dict[str, Any] = numbers_in(path.read_text(encoding="utf-8"))
        if lacking := [name for name in _FIGURES if name not in made]:
            raise ValueError(f"it lacks {', '.join(lacking)}")
    except (OSError, ValueError, TypeError) as error:
        raise ModelUnavailable(f"{path} cannot be read: {error}. {_CURE}") from error
    return made


def read(sentences: Sequence[str], evidence: Sequence[str]) -> Reading:
    """What the reader says of an answer; an answer too long for it is read in parts, and its worst part tells.

    Raises:
        ModelUnavailable: weights or the packaged model are missing or damaged.
    """
    import torch

    loaded = load()
    texts = [coded(text) for text in sentences]
    theirs = [coded(text).codes for text in evidence]
    real = [n for n, text in enumerate(texts) if len(text.codes)]
    said, tokens = [0.0] * len(texts), [np.zeros(0, np.float32)] * len(texts)
    wholes = []
    held = hold(tuple(evidence))
    for part in _parts(real, [len(text.codes) for text in texts]):
        near = fitting(theirs, [nearest_first(sentences[n], held) for n in part])
        row = Row(near, (piece([texts[n].codes for n in part], near, loaded.rarity),))
        brief = torch.autocast("cpu", torch.bfloat16) if loaded.brief else nullcontext()
        with torch.inference_mode():
            with brief:
                states = forward(loaded.weights, loaded.base, [row])
            judged = judge_states(loaded.weights, states.float(), [row])
        own, by_token = judged.sentence_of.numpy(), judged.tokens.numpy()
        for place, n in enumerate(part):
            said[n], tokens[n] = float(judged.sentences[place]), by_token[own == place]
        wholes.append(float(judged.wholes[0]))
    return Reading(max(wholes, default=0.0), tuple(said), tuple(tokens), tuple(text.places for text in texts))


def _parts(real: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Sentences in runs that fit into one reading."""
    parts: list[list[int]] = []
    size = MOST_CLAIM
    for n in real:
        if size + lengths[n] > MOST_CLAIM - 2:
            parts.append([])
            size = 0
        parts[-1].append(n)
        size += lengths[n]
    return parts
