"""Signals: candidates and what speaks for them go in, what is told of each comes out, for people and for sufficiency.

Hits of another retriever get the signals that ours would have given them, so that they are judged by the same measure;
their order stays that retriever's own. What the index does not hold of them is encoded now, once.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from ingest.embed import Embedder, Tokens
from ingest.opened import Generation
from ingest.types import Passage
from rag.features import NAMES, Asked, Evidence, gather, listen, readable, worded
from rag.fuse import promise_of
from rag.shelf import Shelf
from rag.types import Hit, Signal

_COLUMN = {name: at for at, name in enumerate(NAMES)}
_TOLD = {
    "vector": "passage",
    "sentence": "sentence",
    "question": "asked",
    "keyword": "words",
    "late": "late",
}


def signals_of(chosen: Sequence[int], evidence: Evidence, asked: Asked, shelf: Shelf) -> list[tuple[Signal, ...]]:
    """For each of the chosen candidates its place and score by every kind of evidence, and what in it matched."""
    told = {name: column for name, column in _TOLD.items() if name != "late" or evidence.has_late}
    ranks = {
        name: np.argsort(np.argsort(-evidence.table[:, _COLUMN[column]], kind="stable"), kind="stable") + 1
        for name, column in told.items()
    }
    found = []
    for at in chosen:
        passage = shelf.passages[evidence.candidates[at]]
        because = {
            "vector": "passage: " + (passage.heading[-1] if passage.heading else passage.document_id),
            "sentence": "sentence: " + shelf.best_sentence(int(evidence.candidates[at]), asked.whole.vector),
            "question": "heading or another wording of it",
            "keyword": "words: " + ", ".join(worded(asked.looked_up, passage.text)),
            "late": "token by token",
        }
        found.append(
            tuple(
                Signal(
                    retriever=name,
                    rank=int(ranks[name][at]),
                    score=round(float(evidence.table[at, _COLUMN[column]]), 4),
                    because=because[name],
                )
                for name, column in told.items()
            )
        )
    return found


def judged(question: str, hits: Sequence[Hit], generation: Generation) -> tuple[Hit, ...]:
    """Hits of any retriever with our signals in the place of their own."""
    if not hits:
        return ()
    question = readable(question, generation)
    shelf = _shelf_of(tuple(dict.fromkeys(hit.passage for hit in hits)), generation)
    rows = np.arange(len(shelf.passages), dtype=np.int64)
    asked = listen(question, generation)
    evidence = gather(asked, shelf, rows, generation, promise_of(shelf), lambda texts: _tokens(texts, generation))
    told = signals_of(range(len(rows)), evidence, asked, shelf)
    return tuple(hit.model_copy(update={"signals": told[shelf.place[hit.passage.id]]}) for hit in hits)


@lru_cache(maxsize=32)
def _shelf_of(passages: tuple[Passage, ...], generation: Generation) -> Shelf:
    return Shelf.of(list(passages), generation, partial(_VECTORS.of, generation.embeddings, generation.embed))


def _tokens(texts: Sequence[str], generation: Generation) -> Mapping[str, Tokens]:
    known = generation.cached_tokens(texts)
    lacking = [text for text in dict.fromkeys(texts) if text not in known]
    embedder = generation.embeddings
    if not lacking or not isinstance(embedder, Embedder):
        return known
    found = _TOKENS.of(embedder, lambda texts: embedder.encode_with_tokens(texts)[1], lacking)
    return {**known, **dict(zip(lacking, found, strict=True))}


class _Remembered:
    """What was encoded of passages from elsewhere: the texts last asked for, since the same ones are found again."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[int, str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, owner: object, encode: Callable[[list[str]], Iterable[Any]], texts: Sequence[str]) -> list[Any]:
        """One value a text, by `owner`'s encoder."""
        with self._lock:
            lacking = [text for text in dict.fromkeys(texts) if (id(owner), text) not in self._known]
            for text, value in zip(lacking, encode(lacking) if lacking else (), strict=True):
                self._known[id(owner), text] = value
            for text in texts:
                self._known.move_to_end((id(owner), text))
            found = [self._known[id(owner), text] for text in texts]
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return found


_VECTORS, _TOKENS = _Remembered(20_000), _Remembered(500)
