"""Opened: the folder of an index goes in, what can be searched there comes out, and follows the current generation.

Readers never write. When a writer has made a new generation current, the next question sees it; questions under way
finish on the old one, which no writer sweeps while it is held here.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from ingest.embed import Embedder, Tokens, Vectors, as_matrix, fingerprint_of
from ingest.errors import GroundworkError, IndexDamaged, IndexProblem
from ingest.generations import Hold, hold
from ingest.library import Library
from ingest.manifest import (
    Manifest,
    default_index,
    generation_folder,
    pointed,
    read_manifest,
    require_files,
    require_same_model,
)
from ingest.store import Store
from ingest.types import Document, Passage

REMEMBERED = 64
ATTEMPTS = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Generation:
    """One generation, opened: all that a question needs of `ingest`."""

    manifest: Manifest
    library: Library
    store: Store
    embeddings: Embeddings
    _held: Hold | None = None
    _remembered: dict[str, Vectors] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.manifest.generation

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions). A single text's vector is remembered: every step of a question
        asks for it.
        """
        if len(texts) != 1:
            return as_matrix(self.embeddings, texts)
        found = self._remembered.get(texts[0])
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            found = self._remembered[texts[0]] = as_matrix(self.embeddings, texts)
        return found

    def cached_vectors(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Vectors computed when the index was built, for those texts that have one."""
        return self.library.vectors(self.manifest.embedding, texts)

    def cached_tokens(self, texts: Sequence[str]) -> dict[str, Tokens]:
        """Token vectors computed when the index was built, for those texts that have them."""
        return self.library.tokens(self.manifest.embedding, texts)

    def passages(self, ids: Sequence[str] | None = None) -> list[Passage]:
        return self.library.passages(self.name, ids)

    def documents(self) -> list[Document]:
        return self.library.documents(self.name)

    def document(self, id: str) -> Document | None:
        return self.library.document(self.name, id)

    def section(self, document_id: str, heading: tuple[str, ...]) -> list[Passage]:
        """The passages below one heading of a document, in reading order."""
        return [p for p in self.library.passages_of(self.name, document_id) if p.heading == heading]

    def keyword_search(self, words: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """Passage ids with BM25 scores, best first."""
        return self.library.search(self.name, words, limit)

    def close(self) -> None:
        """Let go of the files now; else it happens when nobody uses the generation any more."""
        self.store.close()
        self.library.close()
        if self._held is not None:
            self._held.close()

    @cached_property
    def vector_store(self) -> VectorStore:
        """The passages as LangChain's Chroma vector store."""
        return self.store.vector_store(self.embeddings)


class OpenedIndex:
    """An index opened for reading. `current()` gives the generation to use for one question."""

    def __init__(self, folder: Path | str | None = None, embeddings: Embeddings | None = None) -> None:
        """
        Args:
            folder: of the index; None for the person's own.
            embeddings: must be the model that the index was built with; None for the packaged one.

        Raises:
            IndexMissing: nothing is indexed there.
            IndexMismatch: built with another embedding model.
            IndexDamaged: the files do not hold together.
        """
        self.folder = Path(folder) if folder is not None else default_index()
        self.embeddings = embeddings or Embedder()
        self._lock = threading.Lock()
        self._told = ""
        self._generation = self._open()

    @property
    def embedding(self) -> str:
        return fingerprint_of(self.embeddings)

    def current(self) -> Generation:
        """The current generation; reopened if a writer has replaced it since the last call.

        Whatever goes wrong with the folder, what is open still answers. While one thread reopens, the others use the
        old one.
        """
        if not self._lock.acquire(blocking=False):
            return self._generation
        try:
            if self._generation.library.outdated or pointed(self.folder) != self._generation.name:
                self._generation = self._open()
        except GroundworkError as problem:
            if str(problem) != self._told:
                self._told = str(problem)
                _log.warning("Answering from generation %s: %s", self._generation.name, problem)
        finally:
            self._lock.release()
        return self._generation

    def close(self) -> None:
        """Let go of the files; questions still under way will fail."""
        self._generation.close()

    def _open(self) -> Generation:
        """A writer may replace and sweep a generation between two steps of opening it: then the next one is opened."""
        for attempt in range(1, ATTEMPTS + 1):
            manifest = read_manifest(self.folder)
            require_same_model(manifest, self.embeddings)
            try:
                return self._open_generation(manifest)
            except IndexProblem:
                if attempt == ATTEMPTS or pointed(self.folder) == manifest.generation:
                    raise
        raise AssertionError  # the loop returns or raises

    def _open_generation(self, manifest: Manifest) -> Generation:
        name = manifest.generation
        held = hold(self.folder, name)
        library = None
        try:
            require_files(self.folder, manifest)
            library = Library(self.folder / "library.sqlite")
            if not library.holds(name, manifest.documents):
                raise IndexDamaged(
                    f"The library of the index in '{self.folder}' lacks documents of its current generation. "
                    f"Remove '{self.folder}' and add the documents again."
                )
            store = Store(generation_folder(self.folder, name) / "chroma", name, manifest.server)
            if store.count("passages") != manifest.passages:
                raise IndexDamaged(
                    f"The index in '{self.folder}' lacks vectors. "
                    f"Mend it with: groundwork index --rebuild --index '{self.folder}'"
                )
        except BaseException:
            if library is not None:
                library.close()
            if held is not None:
                held.close()
            raise
        return Generation(manifest, library, store, self.embeddings, held)
