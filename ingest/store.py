"""Store: vectors go in, nearest neighbours come out. The only file that knows Chroma.

Embedded Chroma serves one process at a path and may break when it is killed while it persists, so what lies here is always
derived from the library, written once by one process, probed, and then only read (see the README of this room).
"""

import os
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from ingest.embed import Vectors
from ingest.errors import IndexDamaged, StorageProblem

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

BATCH = 1000
SPACE = {"hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 16, "ef_search": 200}}


class Store:
    """The collections of one generation, in a directory or on a Chroma server."""

    def __init__(self, directory: Path, generation: str, server: str | None = None) -> None:
        """
        Args:
            directory: where the embedded database lies; not used with a server.
            server: address of a Chroma server, 'http://host:port', instead of the directory.

        Raises:
            StorageProblem: the directory cannot be written, or the server does not answer.
            IndexDamaged: Chroma cannot open what lies there.
        """
        import chromadb
        from chromadb.config import Settings

        self.generation = generation
        settings = Settings(anonymized_telemetry=False)
        try:
            if server:
                address = urlsplit(server)
                ssl = address.scheme == "https"
                self._client: Any = chromadb.HttpClient(
                    host=address.hostname or "", port=address.port or (443 if ssl else 8000), ssl=ssl, settings=settings
                )
            else:
                directory.mkdir(parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(path=str(directory), settings=settings)
        except OSError as error:
            raise StorageProblem(f"Cannot write '{directory}': {error.strerror}. Choose another folder with --index.") from error
        except Exception as error:  # the Rust side raises its own kinds
            if server:
                raise StorageProblem(f"The Chroma server at {server} does not answer: {error}") from error
            raise IndexDamaged(f"Chroma cannot open '{directory}': {error}. Build the index again: groundwork index --rebuild") from error
        self._close = weakref.finalize(self, _close, self._client)

    def close(self) -> None:
        self._close()

    def name(self, kind: str) -> str:
        """Collection name of one kind of vectors, 'passages' or 'keys'."""
        return f"{kind}-{self.generation}"

    def write(
        self, kind: str, ids: Sequence[str], vectors: Vectors, texts: Sequence[str], metadatas: Sequence[Mapping[str, Any]]
    ) -> None:
        """Make the collection and fill it. Ids must be new and differ from each other."""
        collection = self._client.create_collection(self.name(kind), embedding_function=None, configuration=SPACE)
        for at in range(0, len(ids), BATCH):
            to = at + BATCH
            collection.add(
                ids=list(ids[at:to]), embeddings=vectors[at:to], documents=list(texts[at:to]), metadatas=[dict(m) for m in metadatas[at:to]]
            )

    def count(self, kind: str) -> int:
        return int(self._collection(kind).count())

    def nearest(self, kind: str, vectors: Vectors, limit: int) -> list[list[tuple[str, float, Mapping[str, Any]]]]:
        """For each query vector the ids, cosine similarities and metadata of its neighbours, nearest first."""
        collection = self._collection(kind)
        limit = min(limit, collection.count())
        if not limit or not len(vectors):
            return [[] for _ in vectors]
        found = collection.query(query_embeddings=vectors, n_results=limit, include=["distances", "metadatas"])
        return [
            [(id, 1.0 - float(distance), metadata or {}) for id, distance, metadata in zip(ids, distances, metadatas, strict=True)]
            for ids, distances, metadatas in zip(found["ids"], found["distances"], found["metadatas"], strict=True)
        ]

    def vector_store(self, embeddings: Embeddings) -> VectorStore:
        """The passages as LangChain's own Chroma vector store, unwrapped: `.as_retriever()`, filters and MMR just work."""
        from langchain_chroma import Chroma

        return Chroma(client=self._client, collection_name=self.name("passages"), embedding_function=embeddings, create_collection_if_not_exists=False)

    def drop(self) -> None:
        """Remove the collections (for a server; a directory is simply deleted)."""
        for kind in ("passages", "keys"):
            try:
                self._client.delete_collection(self.name(kind))
            except Exception:  # not there: nothing to drop
                continue

    def _collection(self, kind: str) -> Any:
        try:
            return self._client.get_collection(self.name(kind), embedding_function=None)
        except Exception as error:
            raise IndexDamaged(
                f"The vectors of generation {self.generation} are not whole: {error}. Build them again: groundwork index --rebuild"
            ) from error


def _close(client: Any) -> None:
    close = getattr(client, "close", None)
    if close is not None:
        close()
