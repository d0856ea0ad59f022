"""Retrieval systems: a folder of documents goes in, functions from a question to spans of those documents come out.

Ours and its parts, what people build with LangChain, and, where they are installed, LlamaIndex, Haystack and txtai
with their defaults. All embed with the same all-MiniLM-L6-v2 and see the same files.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.embed import Embedder, packaged_model_path
from ingest.opened import Generation, OpenedIndex
from ingest.types import Document, Passage
from rag.encode import encoder_of
from rag.features import LATE, NAMES, gather, listen, readable
from rag.fuse import crowding, promise_of, spread, weights
from rag.premise import penalty
from rag.retrieve import PREMISE_SHARE, by_keyword, candidates, retrieve
from rag.shelf import whole_shelf

Span = tuple[str, int, int]
"""Document id, start, end."""
Search = Callable[[str], list[Span]]
DEPTH = 10

WITHOUT = {
    "ours without late interaction": frozenset(LATE),
    "ours without words": frozenset(name for name in NAMES if "words" in name or name == "covered"),
    "ours without headings": frozenset(("heading", "asked", "heading_words")),
    "ours without sections": frozenset(("section", "section_words", "section_late", "beside")),
}


def ours(generation: Generation) -> Search:
    """Our retrieval, as it ships."""
    return lambda question: [span_of(hit.passage) for hit in retrieve(question, generation, DEPTH)]


def ours_without(generation: Generation, without: frozenset[str] = frozenset(), room: bool = True) -> Search:
    """Our retrieval, less some columns of evidence, or without making room for other sections."""

    def search(question: str) -> list[Span]:
        shelf = whole_shelf(generation)
        assert shelf is not None
        asked_for = readable(question, generation)
        asked = listen(asked_for, generation)
        rows = np.array([shelf.place[id] for id in candidates(asked_for, asked, generation)], dtype=np.int64)
        if not len(rows):
            return []
        found = gather(asked, shelf, rows, generation, promise_of(shelf))
        kept = np.array([name not in without for name in NAMES])
        values = found.even @ (weights(found.has_late, shelf.headed_by_questions) * kept)
        values = values - PREMISE_SHARE * np.array([penalty(question, shelf.passages[row].heading) for row in rows])
        order = spread(values, shelf.section[rows], DEPTH, crowding(shelf) if room else 0.0)
        return [span_of(shelf.passages[rows[at]]) for at in order]

    return search


def untuned(folder: Path) -> Search:
    """Ours with the question encoder as it was before training."""
    embedder = Embedder(threads=1)
    encoder = encoder_of(embedder)
    assert encoder is not None
    encoder.use({})
    return ours(OpenedIndex(folder, embedder).current())


def keywords(generation: Generation) -> Search:
    """BM25 alone."""
    return lambda question: [
        span_of(p) for p in generation.passages([id for id, _, _ in by_keyword(question, generation, DEPTH)])
    ]


def dense(generation: Generation) -> Search:
    """Nearest passages alone, on our passages."""

    def search(question: str) -> list[Span]:
        found = generation.store.nearest("passages", generation.embed([question]), DEPTH)[0]
        return [span_of(p) for p in generation.passages([id for id, _ in found])]

    return search


def langchain(
    documents: Sequence[Document], embedder: Embedder, size: int = 1000, overlap: int = 200, name: str = "usual"
) -> Search:
    """RecursiveCharacterTextSplitter, Chroma in memory, nearest neighbours: the usual stack. Stores in memory are told
    apart by `name`.
    """
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=overlap, add_start_index=True)
    pieces = splitter.create_documents([d.text for d in documents], [{"id": d.id} for d in documents])
    store = Chroma.from_documents(pieces, embedder, collection_name=f"{name}-{size}-{overlap}")

    def search(question: str) -> list[Span]:
        found = store.similarity_search(question, k=DEPTH)
        return [
            (d.metadata["id"], d.metadata["start_index"], d.metadata["start_index"] + len(d.page_content))
            for d in found
        ]

    return search


def llamaindex(documents: Sequence[Document], embedder: Embedder) -> Search:
    """VectorStoreIndex with its default splitter."""
    from llama_index.core import Document as Theirs
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

    class Same(BaseEmbedding):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_query(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_query(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return embedder.embed_query(text)

    given = [Theirs(text=d.text, id_=d.id) for d in documents]
    retriever = VectorStoreIndex.from_documents(given, embed_model=Same()).as_retriever(similarity_top_k=DEPTH)
    return lambda question: [
        (n.node.ref_doc_id, n.node.start_char_idx or 0, n.node.end_char_idx or 0) for n in retriever.retrieve(question)
    ]


def haystack(documents: Sequence[Document], embedder: Embedder) -> Search:
    """DocumentSplitter with its defaults (200 words), in-memory store, embedding retriever."""
    from haystack import Document as Theirs
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    splitter = DocumentSplitter()
    splitter.warm_up()
    pieces = splitter.run([Theirs(content=d.text, meta={"name": d.id}) for d in documents])["documents"]
    vectors = embedder.embed_documents([p.content for p in pieces])
    pieces = [replace(piece, embedding=vector) for piece, vector in zip(pieces, vectors, strict=True)]
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(pieces)
    retriever = InMemoryEmbeddingRetriever(store, top_k=DEPTH)

    def search(question: str) -> list[Span]:
        found = retriever.run(embedder.embed_query(question))["documents"]
        return [(d.meta["name"], d.meta["split_idx_start"], d.meta["split_idx_start"] + len(d.content)) for d in found]

    return search


def txtai(passages: Sequence[Passage], _embedder: Embedder) -> Search:
    """Hybrid search (dense and BM25) over our passages, since txtai brings no splitter for files."""
    from txtai import Embeddings

    index: Any = Embeddings(path=str(packaged_model_path()), hybrid=True, gpu=False)
    index.index([(number, passage.text, None) for number, passage in enumerate(passages)])
    return lambda question: [span_of(passages[int(number)]) for number, _ in index.search(question, DEPTH)]


def span_of(passage: Passage) -> Span:
    return passage.document_id, passage.start, passage.end
