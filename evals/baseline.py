"""Baseline: a question goes in, the top passages of the usual LangChain stack come out, shown as they are.

RecursiveCharacterTextSplitter with 1000/200, the same MiniLM as ours, Chroma with k = 4: the stack of the tutorials, without a model that
writes. It shows what our own retrieval, composing and declining add. It never declines.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.sentences import sentences
from rag.question import dialogue_of, last_turn

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from ingest.types import Document

SHOWN = 4
LOOKED_AT = 8
"""Four are shown, eight are kept for recall@8."""


class Baseline:
    """The naive stack as a system; its rows are in the plain form that `adapters` reads."""

    def __init__(self, documents: "Sequence[Document]", embeddings: "Embeddings", folder: Path | None = None) -> None:
        """
        Args:
            documents: what is searched; the same as ours.
            embeddings: the same as ours.
            folder: where vectors are kept between runs; None for the person's cache.
        """
        from langchain_core.documents import Document as LangChainDocument
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        self._documents = {d.id: d for d in documents}
        self.pieces = splitter.split_documents(
            [LangChainDocument(page_content=d.text, metadata={"document": d.id}) for d in documents]
        )
        self._store = self._filled(embeddings, folder)

    def document(self, id: str) -> "Document | None":
        return self._documents.get(id)

    def __call__(self, question: Any) -> Mapping[str, Any]:
        """The last turn is looked up, as the usual stack does; earlier turns are not read."""
        found = self._store.similarity_search(last_turn(dialogue_of(question)), k=LOOKED_AT)
        places = [
            {"document": f.metadata["document"], "text": f.page_content, "start": f.metadata["start_index"]} for f in found
        ]
        told = [
            {"text": f.page_content[start:end], "cited": [number]}
            for number, f in enumerate(found[:SHOWN])
            for start, end in sentences(f.page_content)
        ]
        return {"answer": "\n\n".join(f.page_content for f in found[:SHOWN]), "passages": places, "sentences": told}

    def _filled(self, embeddings: "Embeddings", folder: Path | None) -> Any:
        """A Chroma collection in memory; vectors come from the cache when these very pieces were embedded before."""
        import numpy as np
        from chromadb import EphemeralClient
        from chromadb.config import Settings
        from langchain_chroma import Chroma
        from platformdirs import user_cache_path

        texts = [piece.page_content for piece in self.pieces]
        named = "\0".join([str(getattr(embeddings, "fingerprint", "")), *texts])
        key = sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        kept = (folder or user_cache_path("groundwork") / "baseline") / f"{key}.npy"
        try:
            vectors = np.load(kept, allow_pickle=False)
        except (OSError, ValueError):
            vectors = np.asarray(embeddings.embed_documents(texts), dtype=np.float32)
            _keep(kept, vectors)
        client = EphemeralClient(Settings(anonymized_telemetry=False))
        store = Chroma(collection_name=f"baseline-{key}", embedding_function=embeddings, client=client)
        if not store._collection.count():  # in memory, shared by the process: filled once
            store._collection.add(
                ids=[str(n) for n in range(len(texts))], embeddings=vectors, documents=texts,
                metadatas=[dict(piece.metadata) for piece in self.pieces],
            )  # fmt: skip
        return store


def _keep(path: Path, vectors: Any) -> None:
    import os

    import numpy as np

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.npy")
        np.save(part, vectors)
        part.replace(path)
    except OSError:
        pass  # without a cache the next run embeds again
