"""Store: vectors go in, nearest neighbours come out. The only file that knows Chroma.

Embedded Chroma serves one process at a path and may break when it is killed while it persists, so what lies here is
always derived from the library, written once by one process, probed, and then only read (see the README of this room).
"""

import math
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from ingest.errors import GroundworkError, IndexDamaged, StorageProblem

if TYPE_CHECKING:  # the probe, which every build waits for, starts in half the time without them
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import VectorStore

    from ingest.embed import Vectors

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

BATCH = 1000
PERSIST_AT_MOST = 50_000
"""Vectors between two persists: what is not persisted yet lies twice in Chroma's own SQLite file."""
MEND = "Build them again: groundwork index --rebuild"
SPACE = {"space": "cosine", "ef_construction": 200, "max_neighbors": 16, "ef_search": 200}


class Store:
    """The collections of one generation, in a directory or on a Chroma server."""

    def __init__(self, directory: Path, generation: str, server: str | None = None, write: bool = False) -> None:
        """
        Args:
            directory: where the embedded database lies; not used with a server.
            server: address of a Chroma server, 'http://host:port', instead of the directory.
            write: make the directory if it is not there.

        Raises:
            StorageProblem: the directory cannot be written, or the server does not answer.
            IndexDamaged: Chroma cannot open what lies there.
        """
        import chromadb
        from chromadb.config import Settings

        self.generation = generation
        self.place = server or str(directory)
        self._collections: dict[str, Any] = {}
        settings = Settings(anonymized_telemetry=False)
        copy: Path | None = None
        try:
            if server:
                address = urlsplit(server)
                ssl = address.scheme == "https"
                self._client: Any = chromadb.HttpClient(
                    host=address.hostname or "", port=address.port or (443 if ssl else 8000), ssl=ssl, settings=settings
                )
            else:
                if write:
                    directory.mkdir(parents=True, exist_ok=True)
                elif not (directory / "chroma.sqlite3").is_file():
                    raise IndexDamaged(f"There are no vectors in '{directory}'. {MEND}")
                elif not _may_write(directory):
                    # Chroma writes into its SQLite file when it merely opens it: what may not be written is read from a
                    # copy
                    copy = Path(tempfile.mkdtemp(prefix="groundwork-"))
                    directory = _copied(directory, copy / "chroma")
                self._client = chromadb.PersistentClient(path=str(directory), settings=settings)
        except BaseException as error:  # the Rust side raises its own kinds, and panics beyond Exception
            _close(None, copy)
            if isinstance(error, IndexDamaged | KeyboardInterrupt | SystemExit):
                raise
            if server:
                raise StorageProblem(
                    f"The Chroma server at {server} does not answer ({error}). Start it with: chroma run --path FOLDER"
                ) from error
            raise self._problem("open", error) from error
        self._close = weakref.finalize(self, _close, self._client, copy)

    def close(self) -> None:
        self._collections.clear()
        self._close()

    def name(self, kind: str) -> str:
        """Collection name of one kind of vectors, 'passages' or 'keys'."""
        return f"{kind}-{self.generation}"

    def write(
        self,
        kind: str,
        ids: Sequence[str],
        vectors: "Vectors",
        texts: Sequence[str],
        metadatas: Sequence[Mapping[str, Any]],
    ) -> None:
        """Make the collection and fill it. Ids must be new and differ from each other.

        Chroma persists after so many vectors, and only then; what is left over is persisted anew by whoever opens the
        directory, which is no reader's business. So the threshold is set to be reached by the last vector.

        Raises:
            StorageProblem: Chroma cannot store them.
        """
        rounds = np.array_split(np.arange(len(ids)), max(1, math.ceil(len(ids) / PERSIST_AT_MOST)))
        threshold = max(2, min(len(part) for part in rounds))
        with self._in_words("store"):
            collection = self._client.create_collection(
                self.name(kind), embedding_function=None, configuration={"hnsw": {**SPACE, "sync_threshold": threshold}}
            )
            for part in rounds:
                for at in np.array_split(part, max(1, math.ceil(len(part) / BATCH))) if len(part) else []:
                    first, last = int(at[0]), int(at[-1]) + 1
                    collection.add(
                        ids=list(ids[first:last]),
                        embeddings=vectors[first:last],
                        documents=list(texts[first:last]),
                        metadatas=[dict(m) for m in metadatas[first:last]],
                    )

    def widen(self, candidates: int) -> None:
        """Look at more candidates per search (HNSW's ef): slower, and finds more where vectors lie close together.

        Raises:
            StorageProblem: Chroma cannot store the setting.
        """
        with self._in_words("store"):
            for kind in ("passages", "keys"):
                self._collection(kind).modify(configuration={"hnsw": {"ef_search": candidates}})

    def count(self, kind: str) -> int:
        with self._in_words("read"):
            return int(self._collection(kind).count())

    def nearest(self, kind: str, vectors: "Vectors", limit: int) -> list[list[tuple[str, float]]]:
        """For each query vector the ids and cosine similarities of its neighbours, nearest first.

        Raises:
            IndexDamaged: Chroma cannot read what lies there.
        """
        collection = self._collection(kind)
        if limit < 1 or not len(vectors):
            return [[] for _ in vectors]
        with self._in_words("read"):
            found = collection.query(query_embeddings=vectors, n_results=limit, include=["distances"])
        return [
            [(id, 1.0 - float(distance)) for id, distance in zip(ids, distances, strict=True)]
            for ids, distances in zip(found["ids"], found["distances"], strict=True)
        ]

    def described(self, kind: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """Metadata of those that are there, by id. To ask for them while searching takes longer than the search.

        Raises:
            IndexDamaged: Chroma cannot read what lies there.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        collection = self._collection(kind)
        with self._in_words("read"):
            found = collection.get(ids=wanted, include=["metadatas"])
        return {id: metadata or {} for id, metadata in zip(found["ids"], found["metadatas"], strict=True)}

    def vector_store(self, embeddings: "Embeddings") -> "VectorStore":
        """The passages as LangChain's own Chroma vector store, unwrapped: `.as_retriever()`, filters and MMR just
        work.
        """
        from langchain_chroma import Chroma

        store: VectorStore = Chroma(
            client=self._client,
            collection_name=self.name("passages"),
            embedding_function=embeddings,
            create_collection_if_not_exists=False,
        )
        return store

    def drop(self) -> None:
        """Remove the collections (for a server; a directory is simply deleted).

        Raises:
            StorageProblem: the server does not answer.
        """
        from chromadb.errors import NotFoundError

        for kind in ("passages", "keys"):
            try:
                self._client.delete_collection(self.name(kind))
            except (NotFoundError, ValueError):  # not there: nothing to drop
                continue
            except Exception as error:
                raise StorageProblem(
                    f"The Chroma server at {self.place} did not drop a collection: {error}."
                ) from error

    def _collection(self, kind: str) -> Any:
        found = self._collections.get(kind)
        if found is None:
            with self._in_words("read"):
                found = self._client.get_collection(self.name(kind), embedding_function=None)
            self._collections[kind] = found
        return found

    @contextmanager
    def _in_words(self, what: str) -> Iterator[None]:
        try:
            yield
        except (GroundworkError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:  # Rust's panics are no Exception
            raise self._problem(what, error) from error

    def _problem(self, what: str, error: BaseException) -> StorageProblem | IndexDamaged:
        """Chroma's own errors, which are of many kinds and come from two languages, in words."""
        reason = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
        low = reason.lower()
        refused = (
            "full",
            "no space",
            "readonly",
            "read-only",
            "permission",
            "denied",
            "too large",
            "unable to open",
            "connect",
        )
        if what == "store" or isinstance(error, OSError) or any(word in low for word in refused):
            return StorageProblem(
                f"Cannot {what} vectors in '{self.place}': {reason}. Free some space, or choose another folder "
                "with --index."
            )
        return IndexDamaged(f"Chroma cannot {what} the vectors in '{self.place}': {reason}. {MEND}")


def _may_write(directory: Path) -> bool:
    return all(os.access(path, os.W_OK) for path in (directory, *directory.rglob("*")))


def _copied(directory: Path, to: Path) -> Path:
    """Contents alone, not permissions, so that the copy may be written."""
    for path in (directory, *sorted(directory.rglob("*"))):
        target = to / path.relative_to(directory)
        if path.is_dir():
            target.mkdir()
        else:
            shutil.copyfile(path, target)
    return to


def _close(client: Any, copy: Path | None) -> None:
    servers = [getattr(part, "_server", None) for part in (client, getattr(client, "_admin_client", None))]
    if client is not None:
        client.close()
    for server in servers:
        connections = getattr(server, "_session", None)
        if connections is not None:  # to a Chroma server; Chroma's own close leaves them open
            connections.close()
    if copy is not None:
        shutil.rmtree(copy, ignore_errors=True)
