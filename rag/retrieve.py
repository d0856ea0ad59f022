"""Retrieve: a question goes in, hits come out.

Two retrievers look on their own: nearest vectors (passages, and the headings, other wordings and sentences that lead to
them) and keywords (BM25 with stemming). Their rankings are fused by reciprocal rank (Cormack, Clarke and Büttcher 2009).
"""

from collections.abc import Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from ingest.opened import Generation, OpenedIndex
from rag.types import Hit, Signal
from rag.words import content_words

DEPTH = 50
RANK_CONSTANT = 60
WEIGHTS = {"vector": 1.0, "question": 1.0, "sentence": 1.0, "keyword": 0.7}


def retrieve(question: str, generation: Generation, limit: int = 8) -> tuple[Hit, ...]:
    """The best passages for a question, best first, each with what every retriever gave it."""
    rankings = {**nearest(question, generation), "keyword": by_keyword(question, generation)}
    return fuse(rankings, generation, limit)


def nearest(question: str, generation: Generation, depth: int = DEPTH) -> dict[str, list[tuple[str, float, str]]]:
    """Rankings by cosine similarity of passages and of the keys that lead to them: (passage id, similarity, why)."""
    vector = generation.embed([question])
    rankings: dict[str, list[tuple[str, float, str]]] = {"vector": [], "question": [], "sentence": []}
    for id, score, metadata in generation.store.nearest("passages", vector, depth)[0]:
        rankings["vector"].append((id, score, str(metadata.get("heading", ""))))
    seen: set[tuple[str, str]] = set()
    for _, score, metadata in generation.store.nearest("keys", vector, depth * 2)[0]:
        kind = str(metadata["kind"])
        for id in metadata["passages"]:
            if (kind, id) not in seen:
                seen.add((kind, id))
                rankings[kind].append((id, score, ""))
    return rankings


def by_keyword(question: str, generation: Generation, depth: int = DEPTH) -> list[tuple[str, float, str]]:
    """Ranking by BM25 over headings, other wordings and text: (passage id, score, words looked up)."""
    looked_up = content_words(question)[:64]
    return [(id, score, ", ".join(looked_up)) for id, score in generation.keyword_search(looked_up, depth)]


def fuse(rankings: dict[str, list[tuple[str, float, str]]], generation: Generation, limit: int) -> tuple[Hit, ...]:
    """Weighted reciprocal rank fusion: score = sum over retrievers of weight / (constant + rank)."""
    scores: dict[str, float] = {}
    signals: dict[str, list[Signal]] = {}
    for name, ranking in rankings.items():
        for rank, (id, score, because) in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + WEIGHTS.get(name, 1.0) / (RANK_CONSTANT + rank)
            signals.setdefault(id, []).append(Signal(retriever=name, rank=rank, score=round(score, 4), because=because))
    best = sorted(scores, key=lambda id: (-scores[id], id))[:limit]
    found = generation.passages(best)
    return tuple(
        Hit(passage=passage, score=scores[passage.id], rank=rank, signals=tuple(signals[passage.id]))
        for rank, passage in enumerate(found, start=1)
    )


class HybridRetriever(BaseRetriever):
    """Our retrieval as a LangChain retriever: any chain takes it. Scores and reasons stand in each document's metadata."""

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
        return [to_document(hit) for hit in fuse({"keyword": by_keyword(query, generation)}, generation, k or self.k)]


def to_document(hit: Hit) -> LangChainDocument:
    document = hit.passage.to_document()
    document.metadata |= {"score": hit.score, "rank": hit.rank, "signals": [signal.model_dump() for signal in hit.signals]}
    return document


def from_documents(documents: Sequence[LangChainDocument]) -> tuple[Hit, ...]:
    """Hits from any retriever that returns Groundwork passages as LangChain documents."""
    from ingest.types import Passage

    return tuple(
        Hit(passage=Passage.from_document(document), score=float(document.metadata.get("score", 1 / rank)), rank=rank)
        for rank, document in enumerate(documents, start=1)
    )
