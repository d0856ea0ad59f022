"""Retrieve: a question goes in, hits come out.

Candidates come from two retrievers that look on their own: nearest vectors in Chroma (passages, and the headings,
other wordings and sentences that lead to them) and keywords (BM25 with stemming). What speaks for each is gathered
(`rag/features.py`) and weighed by weights (`rag/fuse.py`).
"""

import math
from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from ingest.opened import Generation, OpenedIndex
from ingest.types import MOST_OF_A_TITLE, RESERVED_PREFIX, Passage, Source
from rag.features import Asked, Evidence, gather, listen, readable
from rag.fuse import crowding, promise_of, reciprocal_ranks, scores, spread
from rag.needs import last_line
from rag.premise import penalty
from rag.shelf import Floats, Integers, Shelf, whole_shelf
from rag.signals import signals_of
from rag.types import Hit, Signal
from rag.words import content_words

DEPTH = 50
CANDIDATES = 120
PREMISE_SHARE = 0.1
"""Of what a clashing premise costs: with more, right sections went behind wrong ones. Answers are held to it again."""


def retrieve(question: str, generation: Generation, limit: int = 8, asked: Asked | None = None) -> tuple[Hit, ...]:
    """The best passages for a question, best first, each with what every retriever gave it.

    Passages with the very same words count once. A question without a single letter or digit finds nothing.

    Args:
        asked: the question as it is matched, where a caller knows better than `listen`.
    """
    if limit < 1 or not any(c.isalnum() for c in question):
        return ()
    shelf = whole_shelf(generation)
    question = readable(question, generation)
    asked = asked or listen(question, generation)
    found = candidates(question, asked, generation)
    if shelf is None:
        shelf = Shelf.of(generation.passages(found), generation)
    rows = np.array([shelf.place[id] for id in found if id in shelf.place], dtype=np.int64)
    if not len(rows):
        return ()
    evidence = gather(asked, shelf, rows, generation, promise_of(shelf))
    clashes = np.array([penalty(question, shelf.passages[row].heading) for row in rows])
    values = (scores(evidence, shelf) - PREMISE_SHARE * clashes).astype(np.float32)
    chosen = _ordered(values, shelf, rows, limit)
    return _hits(chosen, values, evidence, asked, shelf)


def candidates(question: str, asked: Asked, generation: Generation) -> list[str]:
    """Ids of passages worth a closer look, at most `CANDIDATES`, fused by rank from vectors and keywords."""
    views = [asked.whole, asked.focus] if asked.focus is not asked.whole else [asked.whole]
    if asked.last is not None and asked.last.whole is not asked.focus:
        views.append(asked.last.whole)
    vectors = np.stack([view.vector for view in views])
    rankings: dict[str, list[str]] = {}
    for view, found in enumerate(generation.store.nearest("passages", vectors, DEPTH)):
        rankings[f"passages-{view}"] = [id for id, _ in found]
    keys = generation.store.nearest("keys", vectors, DEPTH * 2)
    leads = passages_of([id for found in keys for id, _ in found], generation)
    for view, found in enumerate(keys):
        rankings[f"keys-{view}"] = [passage for id, _ in found for passage in leads[id]]
    rankings["keyword"] = [id for id, _, _ in by_keyword(question, generation)]
    rankings["known"] = by_known(asked, generation)
    if asked.last is not None:
        rankings["keyword-last"] = [id for id, _, _ in by_keyword(last_line(question), generation)]
        rankings["known-last"] = by_known(asked.last, generation)
    fused = reciprocal_ranks(rankings)
    return sorted(fused, key=lambda passage: (-fused[passage], passage))[:CANDIDATES]


def passages_of(keys: Sequence[str], generation: Generation) -> dict[str, tuple[str, ...]]:
    """Ids of the passages that headings, other wordings and sentences lead to, by the ids of these keys."""
    shelf = whole_shelf(generation)
    known = shelf.leads if shelf is not None else {}
    unknown = [id for id in keys if id not in known]  # an index too large for a shelf, or a view that lacks passages
    if not unknown:
        return known
    return known | {id: tuple(told["passages"]) for id, told in generation.store.described("keys", unknown).items()}


def by_keyword(question: str, generation: Generation, depth: int = DEPTH) -> list[tuple[str, float, str]]:
    """Ranking by BM25 over headings, other wordings and text: (passage id, score, words looked up)."""
    looked_up = content_words(question)[:64]
    return [(id, score, ", ".join(looked_up)) for id, score in generation.keyword_search(looked_up, depth)]


def by_known(asked: Asked, generation: Generation) -> list[str]:
    """Ids of the passages of the handbook's sections, those first that answer the nearest known questions."""
    shelf = whole_shelf(generation)
    if shelf is None or asked.likeness is None or not any(shelf.names):
        return []
    near = asked.likeness.on(shelf)[shelf.section]
    order = np.argsort(-near, kind="stable")[:DEPTH]
    return [shelf.passages[at].id for at in order.tolist() if near[at] > -1.0]


def _ordered(values: Floats, shelf: Shelf, rows: Integers, limit: int) -> list[int]:
    """Numbers of the candidates to show, best first, the same words once."""
    order = spread(values, shelf.section[rows], limit * 2, crowding(shelf))
    seen: set[str] = set()
    kept = []
    for at in order:
        words = " ".join(shelf.passages[rows[at]].text.split()).lower()
        if words not in seen:
            seen.add(words)
            kept.append(at)
    return kept[:limit]


def _hits(chosen: Sequence[int], values: Floats, evidence: Evidence, asked: Asked, shelf: Shelf) -> tuple[Hit, ...]:
    score = _falling(values[list(chosen)])
    told = signals_of(chosen, evidence.by(asked), asked.itself, shelf)
    return tuple(
        Hit(
            passage=shelf.passages[evidence.candidates[at]],
            score=float(score[rank - 1]),
            rank=rank,
            signals=told[rank - 1],
        )
        for rank, at in enumerate(chosen, start=1)
    )


def _falling(values: Floats) -> Floats:
    """Scores that never rise with rank: making room for other sections may put a lower one first."""
    return np.minimum.accumulate(values)


class HybridRetriever(BaseRetriever):
    """Our retrieval as a LangChain retriever: any chain takes it. Each document's metadata holds scores and reasons."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: OpenedIndex
    k: int = Field(default=4, ge=1)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[LangChainDocument]:
        return [to_document(hit) for hit in retrieve(query, self.index.current(), k or self.k)]


class KeywordRetriever(BaseRetriever):
    """The keyword index alone."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: OpenedIndex
    k: int = Field(default=4, ge=1)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[LangChainDocument]:
        generation = self.index.current()
        ranking = by_keyword(query, generation)[: k or self.k]
        passages = generation.passages([id for id, _, _ in ranking])
        return [
            to_document(
                Hit(
                    passage=p,
                    score=score,
                    rank=rank,
                    signals=(Signal(retriever="keyword", rank=rank, score=score, because=because),),
                )
            )
            for rank, (p, (_, score, because)) in enumerate(zip(passages, ranking, strict=True), start=1)
        ]


def to_document(hit: Hit) -> LangChainDocument:
    document = hit.passage.to_document()
    document.metadata |= {
        "score": hit.score,
        "rank": hit.rank,
        "signals": [signal.model_dump() for signal in hit.signals],
    }
    return document


def from_documents(documents: Sequence[LangChainDocument]) -> tuple[Hit, ...]:
    """Hits from any retriever. A document that is no passage of ours is its own: its words are what can be quoted."""
    found: dict[str, Hit] = {}
    for rank, document in enumerate(documents, start=1):
        if document.page_content.strip():
            passage = _passage_of(document, rank)
            found.setdefault(passage.id, Hit(passage=passage, score=_score_of(document, rank), rank=rank))
    return tuple(found.values())


def _score_of(document: LangChainDocument, rank: int) -> float:
    score = document.metadata.get("score")
    return float(score) if isinstance(score, (int, float)) and math.isfinite(score) else 1 / rank


def _passage_of(document: LangChainDocument, rank: int) -> Passage:
    if "passage" in document.metadata:
        with suppress(ValueError):  # one that is none is as good as any other document
            return Passage.from_document(document)
    name = str(document.metadata.get("source") or document.id or "")
    while name.startswith(RESERVED_PREFIX):  # nobody but the person speaks as the person
        name = name.removeprefix(RESERVED_PREFIX)
    name = name or f"document-{rank}"
    title = str(document.metadata.get("title") or name)[:MOST_OF_A_TITLE]
    text = document.page_content
    return Passage(
        document_id=name, start=0, end=len(text), text=text, heading=(title,), sources=(Source(id=name, title=title),)
    )
