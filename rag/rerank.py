"""Rerank: documents of any retriever go in, the same documents in a better order come out.

Two compressors for LangChain's compression retrievers. `Reranker` weighs the learned question encoder, token-by-token
matching and shared words; it needs nothing but the packaged model. `CrossEncoderReranker` asks a cross-encoder of
your own, by hub name or folder: slower by far, better where such a model is at hand.
"""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import Callbacks
from langchain_core.documents import BaseDocumentCompressor, Document
from pydantic import ConfigDict, Field, PrivateAttr

from ingest.embed import Embedder, Tokens
from ingest.errors import ModelUnavailable
from rag.encode import ELSEWHERE, encoder_of
from rag.features import matched, standardised
from rag.shelf import Floats, Postings
from rag.words import content_words, stem, words

LATE, DENSE, WORDS = 0.6, 0.35, 0.25
"""Shares of token-by-token matching, the whole vector and BM25, each standardised over the documents."""


class Reranker(BaseDocumentCompressor):
    """Late interaction, cosine and BM25 over the documents at hand. Sets `relevance_score` in the metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    embedder: Embedder = Field(default_factory=Embedder)
    top_n: int | None = Field(default=None, ge=1)
    """How many documents to keep; None keeps all."""

    def compress_documents(
        self, documents: Sequence[Document], query: str, callbacks: Callbacks | None = None
    ) -> list[Document]:
        if not documents:
            return []
        scores = self.scores(query, [document.page_content for document in documents])
        return _ordered(documents, scores, self.top_n)

    def scores(self, query: str, texts: Sequence[str]) -> Floats:
        """A score for each text, comparable within one call.

        Raises:
            ModelUnavailable: the embedder is not the packaged model, which is the only one with token vectors.
        """
        encoder = encoder_of(self.embedder)
        if encoder is None:
            raise ModelUnavailable(
                "The reranker needs the packaged embedding model. Use Reranker() without an embedder of your own."
            )
        asked = encoder.encode([query], ELSEWHERE)[0]
        vectors, tokens = self.embedder.encode_with_tokens(texts)
        ids = encoder.token_ids(texts)
        holding: dict[int, int] = {}
        for row in ids:
            for token in set(row):
                holding[token] = holding.get(token, 0) + 1
        weights = np.log1p(
            len(texts) / (np.array([holding.get(token, 0) for token in asked.ids], dtype=np.float32) + 0.5)
        )
        weights = (weights * asked.matters).astype(np.float32)
        late = _late(asked.tokens, (weights / max(float(weights.sum()), 1e-9)).astype(np.float32), tokens)
        looked_up = [stem(word) for word in content_words(query)]
        lexical = Postings.of([[stem(word) for word in words(text)] for text in texts]).score(looked_up)[0]
        table = np.stack([late, vectors @ asked.vector, lexical], axis=1).astype(np.float32)
        return np.asarray(standardised(table) @ np.array([LATE, DENSE, WORDS], dtype=np.float32), dtype=np.float32)


class CrossEncoderReranker(BaseDocumentCompressor):
    """A cross-encoder from sentence-transformers reads question and document together."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    model: str
    """Hub name or folder, such as 'cross-encoder/ms-marco-MiniLM-L6-v2'."""
    top_n: int | None = Field(default=None, ge=1)
    _loaded: Any = PrivateAttr(default=None)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    def compress_documents(
        self, documents: Sequence[Document], query: str, callbacks: Callbacks | None = None
    ) -> list[Document]:
        """
        Raises:
            ModelUnavailable: the model is not there and cannot be fetched.
        """
        if not documents:
            return []
        found = self._cross_encoder().predict(
            [(query, document.page_content) for document in documents], show_progress_bar=False
        )
        return _ordered(documents, np.asarray(found, dtype=np.float32).reshape(len(documents), -1)[:, 0], self.top_n)

    def _cross_encoder(self) -> Any:
        with self._lock:
            if self._loaded is None:
                try:
                    from sentence_transformers import CrossEncoder

                    self._loaded = CrossEncoder(self.model)
                except Exception as error:  # each backend raises its own kind
                    raise ModelUnavailable(
                        f"Cannot load the cross-encoder '{self.model}': {(str(error) or repr(error)).splitlines()[0]}. "
                        "Without a network give a folder of a model on this machine; the built-in Reranker needs none."
                    ) from error
        return self._loaded


def _late(question: Floats, weights: Floats, documents: Sequence[Tokens]) -> Floats:
    """The mean of the three ways in which tokens are met; a document without a word meets nothing."""
    lengths = np.array([len(rows) for rows in documents])
    found: Floats = np.zeros(len(documents), dtype=np.float32)
    kept = np.flatnonzero(lengths)
    if len(question) and len(kept):
        tokens = np.concatenate([documents[at] for at in kept.tolist()]).astype(np.float32) / np.float32(127)
        found[kept] = matched(question, weights.astype(np.float32), tokens, lengths[kept]).mean(axis=1)
    return found


def _ordered(documents: Sequence[Document], scores: Floats, top_n: int | None) -> list[Document]:
    best = np.argsort(-scores, kind="stable")[:top_n]
    return [
        documents[at].model_copy(update={"metadata": {**documents[at].metadata, "relevance_score": float(scores[at])}})
        for at in best
    ]
