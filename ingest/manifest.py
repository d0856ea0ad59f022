"""Manifest: the folder of an index goes in, what its current generation says of itself comes out.

index/
├── CURRENT                   the name of the current generation; replaced in one step
├── library.sqlite            the truth
├── lock                      held by the one writer
└── generations/g…/
    ├── manifest.json         what this generation says of itself
    ├── in-use                held, shared, by every reader that has it open
    ├── server                address of the Chroma server that holds its vectors, if one does
    └── chroma/               its vectors
"""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from langchain_core.embeddings import Embeddings
from platformdirs import user_data_path
from pydantic import Field

from ingest import split as splitting
from ingest.embed import fingerprint_of
from ingest.errors import IndexDamaged, IndexMismatch, IndexMissing, StorageProblem
from ingest.library import Library, corpus_hash
from ingest.types import Document, Frozen

GENERATION = re.compile(r"g[0-9a-f]{8,24}")


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
    files: Mapping[str, int] = Field(default_factory=dict)
    """Sizes in bytes of the vector files, so that a cut one is known before Chroma, which may crash on it, is asked."""


def default_index() -> Path:
    """Where the index lies when nobody says otherwise."""
    return user_data_path("groundwork") / "index"


def generation_folder(folder: Path, generation: str) -> Path:
    return folder / "generations" / generation


def pointed(folder: Path) -> str:
    """Name of the current generation.

    Raises:
        IndexMissing: nothing is indexed there.
        IndexDamaged: the pointer holds no name, or is gone though the library has documents.
        StorageProblem: it cannot be read.
    """
    pointer = folder / "CURRENT"
    try:
        name = pointer.read_bytes().decode("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        if _holds_documents(folder / "library.sqlite"):
            raise IndexDamaged(
                f"The index in '{folder}' does not say which generation is current. {_mend(folder)}"
            ) from error
        raise IndexMissing(
            f"There is no index in '{folder}'. Make one with: groundwork add --index '{folder}' PATH"
        ) from error
    except OSError as error:
        raise StorageProblem(f"Cannot read '{pointer}': {error.strerror}. Check its permissions.") from error
    if not GENERATION.fullmatch(name):
        raise IndexDamaged(f"The index in '{folder}' points to no generation. {_mend(folder)}")
    return name


def read_manifest(folder: Path) -> Manifest:
    """What the current generation says of itself.

    Raises:
        IndexMissing: nothing is indexed there.
        IndexDamaged: the pointer or the manifest cannot be read.
        StorageProblem: not permitted.
    """
    name = pointed(folder)
    place = generation_folder(folder, name) / "manifest.json"
    try:
        manifest = Manifest.model_validate_json(place.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexDamaged(f"The index in '{folder}' lacks its current generation. {_mend(folder)}") from error
    except OSError as error:
        raise StorageProblem(f"Cannot read '{place}': {error.strerror}. Check its permissions.") from error
    except ValueError as error:
        raise IndexDamaged(f"The index in '{folder}' does not describe itself. {_mend(folder)}") from error
    if manifest.generation != name:
        raise IndexDamaged(f"The index in '{folder}' describes another generation. {_mend(folder)}")
    return manifest


def require_same_model(manifest: Manifest, embeddings: Embeddings) -> None:
    """Raises IndexMismatch when the index was made by another embedding model: its vectors would mean nothing."""
    if manifest.embedding != fingerprint_of(embeddings):
        raise IndexMismatch(
            f"The index was built with the embedding model '{manifest.embedding}', not with "
            f"'{fingerprint_of(embeddings)}'. Build it again with this one: groundwork index --rebuild"
        )


def require_files(folder: Path, manifest: Manifest) -> None:
    """Raises IndexDamaged when a vector file of the generation is gone or was cut."""
    vectors = generation_folder(folder, manifest.generation) / "chroma"
    wrong = [name for name, size in manifest.files.items() if _size(vectors / name) != size]
    if manifest.server is None and not (vectors / "chroma.sqlite3").is_file():
        wrong.append("chroma.sqlite3")
    if wrong:
        raise IndexDamaged(
            f"The vectors of the index in '{folder}' are not whole ({wrong[0]} is gone or cut). {_mend(folder)}"
        )


def describes(
    manifest: Manifest, documents: Sequence[Document], embeddings: Embeddings, server: str | None = None
) -> bool:
    """Whether the generation was made of just these documents by this splitter and model."""
    return (manifest.corpus, manifest.splitter, manifest.embedding, manifest.server) == (
        corpus_hash(documents),
        splitting.DESCRIPTION,
        fingerprint_of(embeddings),
        server,
    )


def vector_files(vectors: Path) -> dict[str, int]:
    """Sizes of the files that stay as they are once written: Chroma touches its SQLite file whenever it opens it."""
    return {
        path.relative_to(vectors).as_posix(): path.stat().st_size
        for path in sorted(vectors.rglob("*"))
        if path.is_file() and not path.name.startswith("chroma.sqlite3")
    }


def point_to(folder: Path, generation: str) -> None:
    """Make a generation current in one step, which outlasts a power cut."""
    fresh = folder / "CURRENT.new"
    fresh.write_text(generation, encoding="ascii")
    settle(fresh)
    fresh.replace(folder / "CURRENT")
    settle(folder)


def settle(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on the disk. Windows opens no folder for that, and a file
    only to write.
    """
    windows = os.name == "nt"
    if windows and path.is_dir():
        return
    handle = os.open(path, os.O_RDWR if windows else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _holds_documents(library: Path) -> bool:
    """Whether a generation was stored there. A first build that was stopped leaves vectors alone: nothing is lost, and
    the cure is to add again. What cannot be read may hold some.
    """
    if not library.is_file():
        return False
    try:
        opened = Library(library)
        try:
            return bool(opened.generations())
        finally:
            opened.close()
    except IndexDamaged:
        return True


def _mend(folder: Path) -> str:
    return f"Mend it with: groundwork index --rebuild --index '{folder}'"


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
