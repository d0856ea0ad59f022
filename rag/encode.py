"""Encode: what was asked goes in, its vectors come out, whole and token by token.

The encoder of questions is the packaged MiniLM with a small learned change (LoRA, Hu et al. 2021) that was trained on
ways people ask and the passages that answer them; passages keep the vectors that the index holds. There are two such
changes: one learned the handbook's ways most closely, the other, an average, carries over better to documents from
elsewhere. An index made by another model is asked with that model's own vectors, and has no token vectors.
"""

import copy
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from ingest.embed import PACKAGED_NAME, WEIGHTS_SHA256, Embedder, Vectors, as_matrix, fingerprint_of
from rag.learned import figures_in, shipped_in

LONGEST_TOKENS = 160
"""A question's tokens beyond this many are not read: what is asked stands in its first or last sentences, encoded on
their own.
"""
WEIGHTS = Path(__file__).parent / "weights" / "retrieval"
FOR_HANDBOOK, ELSEWHERE = "question_encoder", "question_encoder_elsewhere"
"""Names of the two learned changes."""
_FIRST_WORD, _FLAT, _LEAST_RARITY = 1996, 40, 0.3
"""The vocabulary's number of 'the', how many words count about as much as it, and what even those count."""


@dataclass(frozen=True)
class Encoded:
    """One text's unit vector, shape (dimensions,), and the unit vectors of its tokens, shape (tokens, dimensions), with
    their ids and how much each matters beside its rarity, shape (tokens,).
    """

    vector: Vectors
    tokens: Vectors
    ids: tuple[int, ...]
    matters: Vectors


class QuestionEncoder:
    """The tuned encoder beside the embedder that it was tuned from."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._tuned: dict[str, tuple[Any, Vectors]] = {}

    def tuned(self, change: str) -> tuple[Any, Vectors]:
        """The transformer with a learned change, and the direction of what matters."""
        with self._lock:
            if change not in self._tuned:
                self._tuned[change] = self._learned(adapter(change))
            return self._tuned[change]

    def use(self, learned: dict[str, Vectors]) -> None:
        """Encode every question with another learned change, or none: to measure what it is worth."""
        with self._lock:
            self._tuned = dict.fromkeys((FOR_HANDBOOK, ELSEWHERE), self._learned(learned))

    def _learned(self, change: dict[str, Vectors]) -> tuple[Any, Vectors]:
        nothing = np.zeros(self._embedder.loaded.get_embedding_dimension(), dtype=np.float32)
        return changed(self._embedder.loaded, change), change.get("gate", nothing)

    def encode(self, texts: Sequence[str], change: str) -> list[Encoded]:
        """One forward pass over all texts, with one of the two learned changes."""
        import torch

        (tuned, gate), tokenizer = self.tuned(change), self._embedder.loaded.tokenizer
        fed = tokenizer(list(texts), padding=True, truncation=True, max_length=LONGEST_TOKENS, return_tensors="pt")
        with torch.inference_mode():
            states = tuned(**fed).last_hidden_state
            mask = fed["attention_mask"].unsqueeze(-1).to(states.dtype)
            pooled = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1).numpy()
            tokens = torch.nn.functional.normalize(states, dim=-1).numpy()
        lengths = fed["attention_mask"].sum(1).tolist()
        rows = fed["input_ids"].tolist()
        matters = np.exp(tokens @ gate)
        return [
            Encoded(pooled[at], tokens[at, 1 : n - 1], tuple(rows[at][1 : n - 1]), matters[at, 1 : n - 1])
            for at, n in enumerate(lengths)
        ]

    @property
    def packaged(self) -> Any:
        """The transformer without a learned change."""
        return self._embedder.loaded[0].auto_model

    def tokens(self, texts: Sequence[str], longest: int) -> Any:
        """As the transformer takes them, padded, at most so many with its marks."""
        return self._embedder.loaded.tokenizer(
            list(texts), padding=True, truncation=True, max_length=longest, return_tensors="pt"
        )

    @property
    def vocabulary(self) -> list[str]:
        return [str(word) for word in self._embedder.loaded.tokenizer.get_vocab()]

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids of the tokens of passages, as the index encoded them."""
        found = self._embedder.loaded.tokenizer(list(texts), truncation=True, max_length=256)["input_ids"]
        return [row[1:-1] for row in found]


def encode(texts: Sequence[str], embeddings: Embeddings, change: str) -> list[Encoded]:
    """Vectors of the texts of a question: by the tuned encoder where the index is of the model it was tuned from."""
    encoder = encoder_of(embeddings)
    if encoder is not None:
        return encoder.encode(texts, change)
    vectors = as_matrix(embeddings, texts)
    none = np.zeros((0, vectors.shape[1]), dtype=np.float32)
    return [Encoded(vector, none, (), np.zeros(0, dtype=np.float32)) for vector in vectors]


@lru_cache(maxsize=4)
def encoder_of(embeddings: Embeddings) -> QuestionEncoder | None:
    """The tuned encoder for the packaged model, None for any other."""
    if isinstance(embeddings, Embedder) and fingerprint_of(embeddings) == f"{PACKAGED_NAME}@{WEIGHTS_SHA256[:16]}":
        return QuestionEncoder(embeddings)
    return None


def rarity_in_language(token: int) -> float:
    """How rare a token is wherever people write: the vocabulary lists words by how often they occur, 'the' first."""
    return _LEAST_RARITY + math.log1p(max(token - _FIRST_WORD, 0) / _FLAT)


@lru_cache(maxsize=4)
def common_words(embeddings: Embeddings) -> frozenset[str]:
    """Words that the model's vocabulary holds whole: they are words, however rare in a corpus."""
    encoder = encoder_of(embeddings)
    return frozenset(encoder.vocabulary) if encoder is not None else frozenset()


def changed(sentence_transformer: Any, change: Mapping[str, Vectors]) -> Any:
    """A copy of the transformer with the learned low-rank change added to its weights: W + B A."""
    import torch

    original = sentence_transformer[0].auto_model
    # the embedding table does not change and is half of the weights: both share it
    tuned = copy.deepcopy(original, {id(original.embeddings): original.embeddings}).eval()
    with torch.no_grad():
        for name in sorted({key[:-2] for key in change if key.endswith(".a")}):
            layer = tuned.get_submodule(name)
            layer.weight += torch.from_numpy(change[f"{name}.b"]) @ torch.from_numpy(change[f"{name}.a"])
    return tuned


def adapter(change: str) -> dict[str, Vectors]:
    """The learned matrices in float32."""
    with np.load(BytesIO(shipped(change)), allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def figures(name: str) -> dict[str, Any]:
    """A file of retrieval's learned numbers, see `rag.learned.figures_in`."""
    return figures_in(WEIGHTS, name)


def shipped(name: str) -> bytes:
    """A file of retrieval's learned arrays, see `rag.learned.shipped_in`."""
    return shipped_in(WEIGHTS, name)
