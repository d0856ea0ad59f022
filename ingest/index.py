"""Index: documents go in, a generation that can be searched comes out.

One writer under a lock builds a new generation beside the old one: rows and keyword table in the library, vectors in a
new Chroma directory, closed, probed in another process, and only then made current by replacing one small file. A run
that dies at any moment leaves the old generation current, and what it embedded in the cache.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

import corpus
from ingest import split as splitting
from ingest.cached import Progress, embed_all
from ingest.embed import Embedder, Vectors, fingerprint_of
from ingest.errors import CorpusError, IndexDamaged, IndexMissing, UnreadableDocument
from ingest.generations import discard, probe, storage, sweep, writer
from ingest.library import Library, corpus_hash
from ingest.manifest import (
    Manifest,
    default_index,
    describes,
    generation_folder,
    point_to,
    read_manifest,
    require_files,
    require_same_model,
    settle,
    vector_files,
)
from ingest.merge import HANDBOOK_PREFIX, merge
from ingest.readers import read_paths
from ingest.readers.sources import read_sources
from ingest.sentences import sentences
from ingest.store import Store
from ingest.suspect import talks_to_a_model
from ingest.types import Document, Passage

__all__ = [
    "HANDBOOK_PREFIX",
    "Key",
    "Manifest",
    "Progress",
    "build_index",
    "default_index",
    "describes",
    "embedded_text",
    "handbook_is_current",
    "keys_of",
    "read_handbook",
    "read_manifest",
    "require_same_model",
]

TOKENS_AT_MOST = 10_000
"""Passages in an index above which no token vectors are kept: they take some 60 kB a passage."""


@dataclass(frozen=True)
class Key:
    """A short text that leads to passages: a heading, another wording of it, a sentence."""

    text: str
    kind: str
    passages: tuple[str, ...]

    @property
    def id(self) -> str:
        return sha256("\0".join((self.kind, self.text, *self.passages)).encode("utf-8", "surrogatepass")).hexdigest()[
            :24
        ]


def build_index(
    paths: Iterable[Path | str] = (),
    index: Path | str | None = None,
    handbook: bool = True,
    embeddings: Embeddings | None = None,
    progress: Progress | None = None,
    on_problem: Callable[[UnreadableDocument], None] | None = None,
    remove: Iterable[str] = (),
    server: str | None = None,
    rebuild: bool = False,
    on_suspect: Callable[[Document, str], None] | None = None,
    on_passed_over: Callable[[str], None] | None = None,
) -> Manifest:
    """Add documents to an index, making it if need be, and make the outcome current.

    Documents that are there already stay, a document read again from the same place is replaced, the bundled handbook
    is brought up to date, or left out with `handbook=False`.

    Args:
        paths: files or folders of documents.
        index: folder of the index; None for the person's own.
        remove: ids of documents to take out.
        server: address of a Chroma server to hold the vectors instead of the folder.
        rebuild: build even if nothing changed.
        on_suspect: told of each document that talks to a language model, with the words that do; it is indexed all the
            same, since no answer rests on its words to models.
        on_passed_over: told in one line which files of the folders no reader takes, and what to do.

    Raises:
        CorpusError: nothing to index, or a document or list of sources is wrong.
        IndexBusy: another process is writing there.
        StorageProblem: disk full, read-only or forbidden.
        ModelUnavailable: the embedding model cannot be loaded.
    """
    folder = Path(index) if index is not None else default_index()
    report = progress or _silent
    named = [paths] if isinstance(paths, str | Path) else list(paths)
    incoming = (
        [_apart_from_handbook(d) for d in read_paths(named, on_problem, on_passed_over=on_passed_over)] if named else []
    )
    for document in incoming if on_suspect else ():
        if (words := talks_to_a_model(document.text)) is not None and on_suspect:
            on_suspect(document, words)
    if handbook:
        incoming = read_handbook() + incoming
    embeddings = embeddings or Embedder()
    with writer(folder):
        library = Library(folder / "library.sqlite", write=True)
        try:
            current, name = _current_or_last(folder, library)
            before = _documents_before(folder, library, current, name)
            documents = merge(before, incoming, [remove] if isinstance(remove, str) else list(remove))
            if not documents:
                raise CorpusError(
                    "There is no document to index. Name at least one file or folder, or keep the handbook."
                )
            if current is not None and not rebuild and describes(current, documents, embeddings, server):
                with suppress(IndexDamaged):
                    require_files(folder, current)
                    return current
            keep = {name} if name else set()
            sweep(folder, library, keep)
            return _build_generation(folder, library, documents, embeddings, report, server, keep)
        finally:
            library.close()


def read_handbook() -> list[Document]:
    """The bundled handbook; its document ids begin with 'handbook/'."""
    documents = read_paths([corpus.HANDBOOK], sources=read_sources(corpus.SOURCES))
    return [d.model_copy(update={"id": HANDBOOK_PREFIX + d.id}) for d in documents]


def handbook_is_current(manifest: Manifest, library: Library) -> bool:
    """Whether the indexed handbook, if there is one, is the bundled one."""
    indexed = [d for d in library.documents(manifest.generation) if d.id.startswith(HANDBOOK_PREFIX)]
    return not indexed or corpus_hash(indexed) == corpus_hash(read_handbook())


def embedded_text(passage: Passage) -> str:
    """What is embedded for a passage: its headings give the context, the text the matter."""
    return " > ".join(dict.fromkeys((*passage.heading[:1], *passage.heading[-1:]))) + "\n" + passage.text


def keys_of(passages: Sequence[Passage]) -> list[Key]:
    """Headings and other wordings lead to every passage of their section, sentences to their own."""
    sections: dict[tuple[str, ...], list[Passage]] = {}
    for passage in passages:
        sections.setdefault((passage.document_id, *passage.heading), []).append(passage)
    keys: dict[str, Key] = {}
    for members in sections.values():
        ids = tuple(p.id for p in members)
        for wording in members[0].heading[-1:] + members[0].asked:
            key = Key(wording, "question", ids)
            keys[key.id] = key
    for passage in passages:
        for start, end in sentences(passage.text):
            key = Key(passage.text[start:end], "sentence", (passage.id,))
            keys[key.id] = key
    return list(keys.values())


def _silent(step: str, done: int, total: int) -> None:
    """For callers who want no progress."""


def _apart_from_handbook(document: Document) -> Document:
    """A person's own folder may be called 'handbook' too."""
    if not document.id.startswith(HANDBOOK_PREFIX):
        return document
    return document.model_copy(update={"id": f"own/{document.id}"})


def _current_or_last(folder: Path, library: Library) -> tuple[Manifest | None, str | None]:
    """The current generation; or, where the pointer or the manifest is lost, the name of the last one in the
    library.
    """
    try:
        manifest = read_manifest(folder)
        return manifest, manifest.generation
    except (IndexMissing, IndexDamaged):
        known = library.generations()
        probed = [name for name in known if (generation_folder(folder, name) / "manifest.json").is_file()]
        return None, max(probed or known, default=None)


def _documents_before(folder: Path, library: Library, current: Manifest | None, name: str | None) -> list[Document]:
    before = library.documents(name) if name else []
    if current is not None and len(before) != current.documents:
        raise IndexDamaged(
            f"The index in '{folder}' held {current.documents} documents; its library.sqlite holds {len(before)} "
            f"of them. Remove '{folder}' and add your documents again, or put library.sqlite back."
        )
    return before


def _build_generation(
    folder: Path,
    library: Library,
    documents: Sequence[Document],
    embeddings: Embeddings,
    report: Progress,
    server: str | None,
    keep: set[str],
) -> Manifest:
    began = time.perf_counter()
    pairs = []
    for at, document in enumerate(documents, start=1):
        pairs.append((document, splitting.split(document)))
        report("reading", at, len(documents))
    passages = [p for _, found in pairs for p in found]
    if not passages:
        raise CorpusError("The documents hold no text that could be indexed. Name others.")
    keys = keys_of(passages)
    texts = [embedded_text(p) for p in passages]
    with_tokens = frozenset(texts if len(passages) <= TOKENS_AT_MOST else ())
    vectors = embed_all(library, embeddings, texts + [k.text for k in keys], report, with_tokens)
    generation = f"g{time.time_ns():x}"
    place = generation_folder(folder, generation)
    try:
        library.write_generation(generation, pairs, splitting.DESCRIPTION)
        with storage(place):
            place.mkdir(parents=True)
            recall = _store_vectors(place, passages, keys, vectors, server, report)
            manifest = Manifest(
                generation=generation,
                embedding=fingerprint_of(embeddings),
                dimensions=int(vectors.shape[1]),
                splitter=splitting.DESCRIPTION,
                corpus=corpus_hash(documents),
                documents=len(documents),
                passages=len(passages),
                keys=len(keys),
                recall=recall,
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                seconds=round(time.perf_counter() - began, 2),
                server=server,
                files={} if server else vector_files(place / "chroma"),
            )
            (place / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
            library.settle()
            for path in sorted(place.rglob("*"), reverse=True):
                settle(path)
            point_to(folder, generation)
    except BaseException:
        discard(folder, library, generation, keep)
        raise
    return manifest


def _store_vectors(
    place: Path,
    passages: Sequence[Passage],
    keys: Sequence[Key],
    vectors: Vectors,
    server: str | None,
    report: Progress,
) -> float:
    """Write the vectors of a generation and read them back; gives the recall that was measured."""
    of_passages, of_keys = vectors[: len(passages)], vectors[len(passages) :]
    passage_ids, key_ids = [p.id for p in passages], [k.id for k in keys]
    (place / "in-use").touch()
    if server:
        (place / "server").write_text(server, encoding="utf-8")
    expected = place / "expected.npz"
    np.savez(expected, passages_ids=passage_ids, passages_vectors=of_passages, keys_ids=key_ids, keys_vectors=of_keys)
    store = Store(place / "chroma", place.name, server, write=True)
    try:
        found = [p.to_document() for p in passages]
        store.write("passages", passage_ids, of_passages, [d.page_content for d in found], [d.metadata for d in found])
        report("storing", len(passages), len(vectors))
        described = [{"kind": k.kind, "passages": list(k.passages)} for k in keys]
        store.write("keys", key_ids, of_keys, [k.text for k in keys], described)
        report("storing", len(vectors), len(vectors))
    finally:
        store.close()
    recall = probe(place, place.name, len(passages), len(keys), server)
    expected.unlink()
    return recall
