"""Sufficiency: a question and its hits go in, the probability that they answer it comes out. (thin stand-in by the lead; replaced by the retrieval helper; keep these names)"""

from collections.abc import Sequence

from ingest.opened import Generation
from rag.types import Hit

ENOUGH = 0.5


def sufficiency(question: str, hits: Sequence[Hit], generation: Generation) -> float:
    best = max((s.score for h in hits for s in h.signals if s.retriever in ("vector", "question", "sentence")), default=0.0)
    return min(1.0, max(0.0, best))
