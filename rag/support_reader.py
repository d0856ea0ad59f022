"""Reader: an answer's sentences and evidence sentences go in, the log-odds that each token, each sentence and the whole
are unsupported come out.

The packaged MiniLM with its upper four layers taught anew. The evidence is read by itself, all of it together; in the
taught layers the answer's tokens attend to one another and to the evidence (the attention of a prefix language model:
Dong and others 2019; tagging tokens: LettuceDetect, Kovács & Recski 2025). So several texts can share evidence that is
read once, and none of them knows of another.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from ingest.embed import packaged_model_path
from rag.layers import HEADS, WIDTH, finished, linear
from rag.support_pieces import Row

LAYERS, FROZEN, HEAD = 6, 2, 64


def forward(weights: Mapping[str, Any], base: Mapping[str, Any], rows: Sequence[Row], drop: float = 0.0) -> Any:
    """States of all piece tokens after the last layer, in order, shape (n, WIDTH).

    Args:
        weights: those of the upper layers, by their names in the packaged model, and what is added to the input.
        base: the packaged embeddings and lower layers, which read each text by itself.
        rows: evidence and pieces.
        drop: share of hidden values blanked, in training.
    """
    import torch
    from torch.nn import functional

    lengths: list[int] = []
    kind: list[bool] = []
    beside: list[int] = []
    for row in rows:
        at = len(lengths)
        for codes in (row.evidence, *(one.codes for one in row.pieces)):
            beside.append(at)
            kind.append(len(lengths) != at)
            lengths.append(len(codes))
    codes = np.concatenate([part for row in rows for part in (row.evidence, *(one.codes for one in row.pieces))])
    claim = torch.from_numpy(np.repeat(kind, lengths))
    places = np.concatenate([np.arange(length) for length in lengths])
    noted = torch.from_numpy(np.concatenate([one.marks for row in rows for one in row.pieces]))
    own = claim.nonzero().squeeze(1)
    with torch.no_grad():
        states = base["word"][torch.from_numpy(codes)].float() + base["position"][torch.from_numpy(places)].float()
        states = functional.layer_norm(states + base["type"][0], (WIDTH,), base["scale"], base["shift"], 1e-12)
        for layer in range(FROZEN):
            seen = _attend(states, base, layer, lengths, list(range(len(lengths))), [False] * len(lengths))
            states = finished(states, seen, base, f"encoder.layer.{layer}", (0.0, 0.0))
    states = states + weights["side"][claim.long()]
    states = states.index_add(0, own, linear(noted, weights, "marks").float())
    for layer in range(FROZEN, LAYERS):
        last = layer == LAYERS - 1
        seen = _attend(states, weights, layer, lengths, beside, kind, last)
        states = states.index_select(0, own) if last else states
        states = finished(states, seen, weights, f"encoder.layer.{layer}", (0.0, drop))
    return states


def _attend(
    states: Any,
    weights: Mapping[str, Any],
    layer: int,
    lengths: list[int],
    beside: list[int],
    claim: list[bool],
    last: bool = False,
) -> Any:
    """Evidence sees itself; a piece sees itself and its evidence. No padding, so no masks."""
    import torch

    name = f"encoder.layer.{layer}.attention.self"
    query, key, value = (linear(states, weights, f"{name}.{part}") for part in ("query", "key", "value"))

    def taken_apart(states: Any) -> Any:
        return [one.unflatten(1, (HEADS, -1)).transpose(0, 1) for one in states.split(lengths)]

    queries, keys, values = taken_apart(query), taken_apart(key), taken_apart(value)
    found = []
    for n, at in enumerate(beside):
        if claim[n]:
            both = [torch.cat([part[n], part[at]], 1) for part in (keys, values)]
        elif last:
            continue
        else:
            both = [keys[n], values[n]]
        near = (queries[n] * (WIDTH // HEADS) ** -0.5) @ both[0].transpose(1, 2)
        seen = near.float().softmax(-1).to(both[1].dtype) @ both[1]  # on a processor faster than torch's own, both ways
        found.append(seen.transpose(0, 1).flatten(1))
    return torch.cat(found)


class Judged(NamedTuple):
    """Log-odds of being unsupported, of all pieces of some rows, as tensors."""

    tokens: Any
    sentence_of: Any
    """Which sentence (counted through) each token is in; -1 for the model's marks."""
    sentences: Any
    wholes: Any


def judge_states(weights: Mapping[str, Any], states: Any, rows: Sequence[Row]) -> Judged:
    """The head's word on the states of `forward`: tokens, sentences, whole pieces.

    A sentence is pooled by a learned share and told beside its worst token; a whole likewise, beside its first state,
    its worst token and its worst sentence.
    """
    import torch
    from torch.nn import functional

    some = [one for row in rows for one in row.pieces]
    counts = [int(one.sentence.max()) + 1 for one in some]
    starts = np.concatenate([[0], np.cumsum(counts)])
    own = np.concatenate([np.where(one.sentence >= 0, one.sentence + starts[n], -1) for n, one in enumerate(some)])
    piece_of = torch.from_numpy(np.repeat(np.arange(len(some)), [len(one.codes) for one in some]))
    sentence_of = torch.from_numpy(own)
    inner = sentence_of >= 0
    token = linear(states, weights, "token").squeeze(-1)

    def pooled(share: Any, member: Any, count: int, states: Any) -> Any:
        part = functional.linear(states, share).squeeze(-1).clamp(-15, 15).exp()
        total = torch.zeros(count).index_add(0, member, part)
        return torch.zeros(count, WIDTH).index_add(0, member, states * part[:, None]) / total[:, None]

    def worst(values: Any, member: Any, count: int) -> Any:
        return torch.full((count,), -20.0).scatter_reduce(0, member, values, "amax")

    def said(name: str, parts: list[Any]) -> Any:
        hidden = torch.relu(linear(torch.cat(parts, 1), weights, f"{name}.wide"))
        return linear(hidden, weights, f"{name}.narrow").squeeze(-1)

    members, held, all_sentences = sentence_of[inner], states[inner], int(starts[-1])
    bad = worst(token[inner], members, all_sentences)
    sentences = said("sentence", [pooled(weights["sentence.share"], members, all_sentences, held), bad[:, None]])
    first = torch.from_numpy(np.cumsum([0, *(len(one.codes) for one in some[:-1])]))
    owner = torch.from_numpy(np.repeat(np.arange(len(some)), counts))
    wholes = said(
        "whole",
        [
            states[first],
            pooled(weights["whole.share"], piece_of[inner], len(some), held),
            worst(bad, owner, len(some))[:, None],
            worst(sentences, owner, len(some))[:, None],
        ],
    )
    return Judged(token, sentence_of, sentences, wholes)


@lru_cache(maxsize=1)
def base() -> dict[str, Any]:
    """The packaged MiniLM: its embeddings by short names, its layers by their own."""
    from transformers import AutoModel

    made = dict(AutoModel.from_pretrained(str(packaged_model_path()), local_files_only=True).state_dict())
    short = {
        "word": "word_embeddings.weight",
        "position": "position_embeddings.weight",
        "type": "token_type_embeddings.weight",
        "scale": "LayerNorm.weight",
        "shift": "LayerNorm.bias",
    }
    return {name: part for name, part in made.items() if name.startswith("encoder.")} | {
        name: made[f"embeddings.{long}"] for name, long in short.items()
    }
