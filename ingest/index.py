"""Index: documents go in, a generation that can be searched comes out.

One writer under a lock builds a new generation beside the old one: rows and keyword table in the library, vectors in a new Chroma
directory, closed, probed in another process, and only then made current by replacing one small file. A run that dies at any
moment leaves the old generation current, and what it embedded in the cache.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from langchain_core.embeddings import Embeddings
from platformdirs import user_data_path

import corpus
from ingest import split as splitting
from ingest.embed import Embedder, Vectors, as_matrix, fingerprint_of
from ingest.errors import CorpusError, IndexBusy, IndexDamaged, IndexMismatch, IndexMissing, StorageProblem, UnreadableDocument
from ingest.library import Library, corpus_hash
from ingest.readers import read_paths
from ingest.readers.sources import read_sources
from ingest.sentences import sentences
from ingest.store import Store
from ingest.types import Document, Frozen, Passage

HANDBOOK_PREFIX = "handbook/"
EMBED_AT_ONCE = 1024
TOKENS_AT_MOST = 10_000
"""Passages in an index above which no token vectors are kept: they take some 60 kB a passage."""
LEAST_RECALL = 0.95

Progress = Callable[[str, int, int], None]
"""Called with the step's name, what is done and what there is in all."""


class Manifest(Frozen):
    """What a generation says of itself."""

    generation: str
    embedding: str
    dimensions: int
    splitter: str
    corpus: str
    documents: int
    passages: int
    keys: int
    recall: float
    """Recall@10 of the vector index against exact search, on a sample of its own vectors."""
    built: str
    seconds: float
    server: str | None = None


@dataclass(frozen=True)
class Key:
    """A short text that leads to passages: a heading, another wording of it, a sentence."""

    text: str
    kind: str
    passages: tuple[str, ...]

    @property
    def id(self) -> str:
        return sha256("\0".join((self.kind, self.text, *self.passages)).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def default_index() -> Path:
    """Where the index lies when nobody says otherwise."""
    return user_data_path("groundwork") / "index"


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
) -> Manifest:
    """Add documents to an index, making it if need be, and make the outcome current.

    Documents that are there already stay, a document read again from the same place is replaced, the bundled handbook is
    brought up to date, or left out with `handbook=False`.

    Args:
        paths: files or folders of documents.
        index: folder of the index; None for the person's own.
        remove: ids of documents to take out.
        server: address of a Chroma server to hold the vectors instead of the folder.
        rebuild: build even if nothing changed.

    Raises:
        CorpusError: nothing to index, or a document or list of sources is wrong.
        IndexBusy: another process is writing there.
        StorageProblem: disk full, read-only or forbidden.
        ModelUnavailable: the embedding model cannot be loaded.
    """
    folder = Path(index) if index is not None else default_index()
    report = progress or (lambda step, done, total: None)
    incoming = read_paths(list(paths), on_problem) if (paths := list(paths)) else []
    if handbook:
        incoming = read_handbook() + incoming
    embeddings = embeddings or Embedder()
    with _writer(folder):
        library = Library(folder / "library.sqlite", write=True)
        try:
            current = _current_if_whole(folder)
            before = library.documents(current.generation) if current else []
            documents = _merge(before, incoming, handbook, set(remove))
            if not documents:
                raise CorpusError("There is no document to index. Name at least one file or folder, or keep the handbook.")
            unchanged = current is not None and not rebuild and describes(current, documents, embeddings, server)
            if current is not None and unchanged and _whole(folder, current):
                return current
            return _build_generation(folder, library, documents, embeddings, report, server, current)
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


def read_manifest(folder: Path) -> Manifest:
    """What the current generation says of itself.

    Raises:
        IndexMissing: nothing is indexed there.
        IndexDamaged: the pointer or the manifest cannot be read.
    """
    pointer = folder / "CURRENT"
    try:
        generation = pointer.read_text(encoding="ascii").strip()
        return Manifest.model_validate_json((folder / "generations" / generation / "manifest.json").read_bytes())
    except FileNotFoundError as error:
        if not pointer.exists():
            raise IndexMissing(f"There is no index in '{folder}'. Make one with: groundwork add --index '{folder}' PATH") from error
        raise IndexDamaged(f"The index in '{folder}' lacks its current generation. Mend it with: groundwork index --rebuild") from error
    except OSError as error:
        raise StorageProblem(f"Cannot read '{pointer}': {error.strerror}.") from error
    except ValueError as error:
        raise IndexDamaged(f"The index in '{folder}' does not describe itself. Mend it with: groundwork index --rebuild") from error


def require_same_model(manifest: Manifest, embeddings: Embeddings) -> None:
    """Raises IndexMismatch when the index was made by another embedding model: its vectors would mean nothing."""
    if manifest.embedding != fingerprint_of(embeddings):
        raise IndexMismatch(
            f"The index was built with the embedding model '{manifest.embedding}', not with '{fingerprint_of(embeddings)}'. "
            "Build it again with this one: groundwork index --rebuild"
        )


def describes(manifest: Manifest, documents: Sequence[Document], embeddings: Embeddings, server: str | None = None) -> bool:
    """Whether the generation was made of just these documents by this splitter and model."""
    return (manifest.corpus, manifest.splitter, manifest.embedding, manifest.server) == (
        corpus_hash(documents),
        splitting.DESCRIPTION,
        fingerprint_of(embeddings),
        server,
    )


def embedded_text(passage: Passage) -> str:
    """What is embedded for a passage: its headings give the context, the text the matter."""
    return " > ".join(passage.heading[-2:]) + "\n" + passage.text


def keys_of(passages: Sequence[Passage]) -> list[Key]:
    """Headings and other wordings lead to every passage of their section, sentences to their own."""
    sections: dict[tuple[str, ...], list[Passage]] = {}
    for passage in passages:
        sections.setdefault((passage.document_id, *passage.heading), []).append(passage)
    keys: dict[str, Key] = {}
    for members in sections.values():
        ids = tuple(p.id for p in members)
        for wording in (members[0].heading[-1:] + members[0].asked):
            key = Key(wording, "question", ids)
            keys[key.id] = key
    for passage in passages:
        for start, end in sentences(passage.text):
            key = Key(passage.text[start:end], "sentence", (passage.id,))
            keys[key.id] = key
    return list(keys.values())


def _merge(before: Sequence[Document], incoming: Sequence[Document], handbook: bool, remove: set[str]) -> list[Document]:
    unknown = remove - {d.id for d in before}
    if unknown:
        raise CorpusError(f"No document '{sorted(unknown)[0]}' is in the index. See: groundwork sources")
    kept = {d.id: d for d in before if d.id not in remove and not d.id.startswith(HANDBOOK_PREFIX)}
    for document in incoming:
        same_name = kept.get(document.id)
        if same_name is not None and same_name.origin != document.origin:
            suffix = sha256(document.origin.encode()).hexdigest()[:6]
            document = document.model_copy(update={"id": f"{document.id}-{suffix}"})
        kept[document.id] = document
    by_content: dict[str, Document] = {}
    for document in kept.values():
        by_content.setdefault(document.sha256, document)
    return list(by_content.values())


def _build_generation(
    folder: Path, library: Library, documents: Sequence[Document], embeddings: Embeddings, report: Progress, server: str | None, current: Manifest | None
) -> Manifest:
    began = time.perf_counter()
    _sweep(folder, library, current)
    generation = f"g{time.time_ns():x}"
    place = folder / "generations" / generation
    pairs = []
    for at, document in enumerate(documents, start=1):
        pairs.append((document, splitting.split(document)))
        report("reading", at, len(documents))
    passages = [p for _, found in pairs for p in found]
    if not passages:
        raise CorpusError("The documents hold no text that could be indexed.")
    keys = keys_of(passages)
    texts = [embedded_text(p) for p in passages] + [k.text for k in keys]
    vectors = _embed(library, embeddings, texts, report, {embedded_text(p) for p in passages} if len(passages) <= TOKENS_AT_MOST else frozenset())
    passage_vectors, key_vectors = vectors[: len(passages)], vectors[len(passages) :]
    library.write_generation(generation, pairs, splitting.DESCRIPTION)
    with _storage(place):
        place.mkdir(parents=True)
        np.savez(place / "expected.npz", passages_ids=[p.id for p in passages], passages_vectors=passage_vectors, keys_ids=[k.id for k in keys], keys_vectors=key_vectors)
        store = Store(place / "chroma", generation, server)
        try:
            found = [p.to_document() for p in passages]
            store.write("passages", [p.id for p in passages], passage_vectors, [d.page_content for d in found], [d.metadata for d in found])
            report("storing", len(passages), len(texts))
            store.write("keys", [k.id for k in keys], key_vectors, [k.text for k in keys], [{"kind": k.kind, "passages": list(k.passages)} for k in keys])
            report("storing", len(texts), len(texts))
        finally:
            store.close()
        recall = _probe(place, generation, len(passages), len(keys), server)
        (place / "expected.npz").unlink()
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
        )
        (place / "manifest.json").write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
        _point_to(folder, generation)
    return manifest


def _embed(library: Library, embeddings: Embeddings, texts: Sequence[str], report: Progress, by_token: AbstractSet[str] = frozenset()) -> Vectors:
    """Vectors of all texts, shape (len(texts), dimensions); the new ones are cached as they come, those of `by_token` token by token too."""
    model = fingerprint_of(embeddings)
    wanted = list(dict.fromkeys(texts))
    known = library.vectors(model, wanted)
    lacking = by_token - library.with_tokens(model, list(by_token)) if isinstance(embeddings, Embedder) else set()
    # longest first, those with tokens before the rest: like lengths make full batches
    fresh = sorted((text for text in wanted if text not in known or text in lacking), key=lambda text: (text not in lacking, -len(text)))
    done = 0

    def count(finished: int) -> None:
        nonlocal done
        done += finished
        report("embedding", done, len(fresh))

    for part in _parts_by(fresh, lacking):
        if isinstance(embeddings, Embedder) and part[0] in lacking:
            found, tokens = embeddings.encode_with_tokens(part, progress=count)
            library.store_tokens(model, part, tokens)
        elif isinstance(embeddings, Embedder):
            found = embeddings.encode(part, progress=count)
        else:
            found = as_matrix(embeddings, part)
            count(len(part))
        library.store_vectors(model, part, found)
        known.update(zip(part, found, strict=True))
    return np.stack([known[text] for text in texts])


def _parts_by(texts: Sequence[str], apart: AbstractSet[str]) -> Iterator[Sequence[str]]:
    """Runs of texts that are all, or none, in `apart`, none longer than what is embedded at once."""
    for _, run in groupby(texts, key=lambda text: text in apart):
        members = list(run)
        for at in range(0, len(members), EMBED_AT_ONCE):
            yield members[at : at + EMBED_AT_ONCE]


def _probe(place: Path, generation: str, passages: int, keys: int, server: str | None) -> float:
    command = [sys.executable, "-m", "ingest.probe", str(place), generation, *([server] if server else [])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        raise IndexDamaged(f"The new index cannot be read back (exit {done.returncode}: {done.stderr.strip()[-300:]}). The old one stays; try again.")
    report = json.loads(done.stdout.splitlines()[-1])
    recall = min(report["passages_recall"], report["keys_recall"])
    if (report["passages_count"], report["keys_count"]) != (passages, keys) or recall < LEAST_RECALL or report["passages_self"] < LEAST_RECALL:
        raise IndexDamaged(f"The new index does not hold what was put in: {report}. The old one stays; try again.")
    return float(recall)


def _point_to(folder: Path, generation: str) -> None:
    fresh = folder / "CURRENT.new"
    fresh.write_text(generation, encoding="ascii")
    fresh.replace(folder / "CURRENT")


def _current_if_whole(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except (IndexMissing, IndexDamaged):
        return None


def _whole(folder: Path, manifest: Manifest) -> bool:
    return manifest.server is not None or (folder / "generations" / manifest.generation / "chroma" / "chroma.sqlite3").is_file()


def _sweep(folder: Path, library: Library, current: Manifest | None) -> None:
    """Remove what older runs left: a reader may still hold the current generation, and no reader an earlier one for long."""
    keep = {current.generation} if current else set()
    library.keep_only(keep)
    for place in sorted((folder / "generations").glob("g*")):
        if place.name not in keep:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _writer(folder: Path) -> Iterator[None]:
    with _storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexBusy(f"Another process is writing the index in '{folder}'. Wait for it to finish and try again.") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _storage(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageProblem(f"Cannot write '{place}': {error.strerror or error}. Free some space, or choose another folder with --index.") from error
