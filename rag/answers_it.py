"""Answers it: a question and passages go in, how likely each answers it comes out, as log-odds, read together.

The packaged MiniLM with its upper three layers taught anew (`evals/training/answers_it.py`). Question and passage are
read apart up to there, the question as `rag/encode.py` hears it; in the taught layers the question's tokens attend to
one another and to the passage's as they were after four layers. So a passage is read once, and remembered.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable
from rag.encode import ELSEWHERE, QuestionEncoder, figures, shipped
from rag.layers import HEADS, WIDTH, finished, linear, restored
from rag.remembered import Remembered
from rag.shelf import Floats

NAME = "answers_it"
LAYERS, BELOW, PASSAGE_BELOW = 3, 3, 4
"""Taught layers; layers below them that read the question, and the passage, by itself."""
QUESTION_TOKENS, PASSAGE_TOKENS = 98, 160
"""With the model's marks; what lies beyond is not read."""
READ = Remembered(600)
"""States of the passages last read, some 80 kB each."""


def answering(question: str, passages: Sequence[str], encoder: QuestionEncoder) -> Floats:
    """Log-odds that each passage answers the question; shape (passages,).

    Raises:
        ModelUnavailable: the weights are missing, damaged, or were taught on another question encoder.
    """
    import torch

    weights = _weights()
    with torch.inference_mode():
        asked = question_states(encoder, [question])[0]
        read = READ.of(NAME, lambda texts: [states.half() for states in passage_states(encoder, texts)], passages)
        found = log_odds(weights, [asked] * len(read), [states.float() for states in read])
    return np.asarray(found.numpy(), dtype=np.float32)


def question_states(encoder: QuestionEncoder, texts: Sequence[str]) -> list[Any]:
    """Of each text's tokens with the model's marks, below the taught layers; shape (tokens, WIDTH) each."""
    return _states(encoder, encoder.tuned(ELSEWHERE)[0], texts, QUESTION_TOKENS, BELOW)


def passage_states(encoder: QuestionEncoder, texts: Sequence[str]) -> list[Any]:
    """As the taught layers meet them; shape (tokens, WIDTH) each."""
    return _states(encoder, encoder.packaged, texts, PASSAGE_TOKENS, PASSAGE_BELOW)


def _states(encoder: QuestionEncoder, model: Any, texts: Sequence[str], longest: int, layers: int) -> list[Any]:
    fed = encoder.tokens(texts, longest)
    mask = fed["attention_mask"]
    states = model.embeddings(input_ids=fed["input_ids"])
    hidden = (1.0 - mask[:, None, None, :].float()) * -1e4
    for layer in model.encoder.layer[:layers]:
        made = layer(states, hidden)
        states = made[0] if isinstance(made, tuple) else made
    return [one[:count] for one, count in zip(states, mask.sum(1).tolist(), strict=True)]


def log_odds(weights: Mapping[str, Any], asked: Sequence[Any], read: Sequence[Any], drop: float = 0.0) -> Any:
    """For each pair of a question and a passage; shape (pairs,).

    Args:
        weights: of the taught layers and the head, by name.
        asked: states of the questions.
        read: states of the passages.
        drop: share of hidden values blanked, in training.
    """
    import torch
    from torch.nn.utils.rnn import pad_sequence

    own = pad_sequence(list(asked), batch_first=True)
    other = pad_sequence(list(read), batch_first=True)
    inside = torch.arange(own.shape[1]) < torch.tensor([len(one) for one in asked])[:, None]
    there = torch.arange(other.shape[1]) < torch.tensor([len(one) for one in read])[:, None]
    hidden = torch.zeros(len(own), 1, 1, own.shape[1] + other.shape[1])
    hidden = hidden.masked_fill(~torch.cat([inside, there], 1)[:, None, None, :], -1e4)

    def heads(states: Any) -> Any:
        return states.unflatten(2, (HEADS, -1)).transpose(1, 2)

    states = own + weights["side"]
    for number in range(LAYERS):
        layer = f"layers.{number}"
        both = torch.cat([states.to(other.dtype), other], 1)
        query = heads(linear(states, weights, f"{layer}.attention.self.query")) * (WIDTH // HEADS) ** -0.5
        key, value = (heads(linear(both, weights, f"{layer}.attention.self.{part}")) for part in ("key", "value"))
        near = (query @ key.transpose(2, 3)).float() + hidden
        seen = (near.softmax(-1).to(value.dtype) @ value).transpose(1, 2).flatten(2)
        states = finished(states, seen, weights, layer, (drop, drop))
    states = states.float()
    shares = linear(states, weights, "share").squeeze(-1).masked_fill(~inside, -1e4).softmax(-1)
    pooled = torch.cat([(states * shares[:, :, None]).sum(1), states[:, 0]], 1)
    found = linear(torch.tanh(linear(pooled, weights, "wide")), weights, "narrow").squeeze(-1)
    return found * weights["scale"][0] + weights["scale"][1]


def with_reading(likely: float, read: Floats) -> float:
    """The probability that passages answer, from what was known before and from reading them; the best one counts."""
    counts = _taught()["counts"]
    score = counts["bias"] + counts["before"] * odds_of(likely) + counts["read"] * float(read.max())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) if math.isfinite(score) else 0.0


def odds_of(likely: float) -> float:
    """Log-odds, of certainties too."""
    return math.log((likely + 0.001) / (1.001 - likely))


@lru_cache(maxsize=1)
def _taught() -> dict[str, Any]:
    """What stands beside the hash of the weights.

    Raises:
        ModelUnavailable: it is missing, or the weights were taught on another question encoder than the one in use.
    """
    found = figures(NAME)
    if found.get("encoder") != figures(ELSEWHERE).get("sha256") or "counts" not in found:
        raise ModelUnavailable(
            f"The weights '{NAME}' do not belong to the question encoder that is in use. Reinstall with: make install; "
            "who has trained that encoder anew trains them too: python -m evals.training.answers_it"
        )
    return found


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    """As tensors; matrices are stored in 8 bits, with a scale for each row.

    Raises:
        ModelUnavailable: as `answering`.
    """
    import torch

    _taught()
    with np.load(BytesIO(shipped(NAME)), allow_pickle=False) as stored:
        arrays: dict[str, NDArray[Any]] = {name: stored[name] for name in stored.files}
    whole = {
        name: restored(array, arrays[f"{name}.rows"][:, None])
        for name, array in arrays.items()
        if array.dtype == np.int8
    }
    plain = {name: array.astype(np.float32) for name, array in arrays.items() if not name.endswith(".rows")}
    return {name: torch.from_numpy(array) for name, array in (plain | whole).items()}
