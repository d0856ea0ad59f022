"""Signals: candidates and what speaks for them go in, what is told of each comes out, for people and for sufficiency.

Hits of another retriever get the signals that ours would have given them, so that they are judged by the same measure;
their order stays that retriever's own. What the index does not hold of them is encoded now, once.
"""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from ingest.embed import Embedder, Tokens
from ingest.opened import Generation
from ingest.types import Passage, Source
from rag.features import NAMES, Asked, Evidence, gather, listen, readable, worded
from rag.fuse import promise_of
from rag.remembered import TOKENS, embedded
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
    hits = [_apart(hit, generation) for hit in hits]
    question = readable(question, generation)
    passages = list(dict.fromkeys(hit.passage for hit in hits))
    shelf = Shelf.of(passages, generation, partial(embedded, generation))
    rows = np.arange(len(shelf.passages), dtype=np.int64)
    asked = listen(question, generation)
    evidence = gather(asked, shelf, rows, generation, promise_of(shelf), lambda texts: _tokens(texts, generation))
    told = signals_of(range(len(rows)), evidence.by(asked), asked.itself, shelf)
    return tuple(hit.model_copy(update={"signals": told[shelf.place[hit.passage.id]]}) for hit in hits)


def _apart(hit: Hit, generation: Generation) -> Hit:
    """A passage that bears the name of an indexed document, but that the index does not hold, stands for itself alone.

    It may be an old copy, or a forged one, and does not rest on that document's sources.
    """
    passage = hit.passage
    if generation.document(passage.document_id) is None or generation.passages([passage.id]):
        return hit
    name = f"retriever/{passage.document_id}"
    own = Source(id=name, title=passage.heading[-1] if passage.heading else name)
    moved = Passage(
        document_id=name,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        heading=passage.heading,
        sources=(own,),
    )
    return hit.model_copy(update={"passage": moved})


def _tokens(texts: Sequence[str], generation: Generation) -> Mapping[str, Tokens]:
    known = generation.cached_tokens(texts)
    lacking = [text for text in dict.fromkeys(texts) if text not in known]
    embedder = generation.embeddings
    if not lacking or not isinstance(embedder, Embedder):
        return known
    found = TOKENS.of(generation.manifest.embedding, lambda texts: embedder.encode_with_tokens(texts)[1], lacking)
    return {**known, **dict(zip(lacking, found, strict=True))}
