"""Readers: paths go in, documents come out. One file per format; this one finds the files and picks the reader.

To add a format, write `ingest/readers/<format>.py` with a function `read(name, data, path, sources) -> Document` and name its
endings in `READERS`.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from ingest.errors import CorpusError, UnreadableDocument
from ingest.readers import markdown, plain
from ingest.readers.sources import read_sources
from ingest.types import Document, Source

Reader = Callable[[str, bytes, str, Mapping[str, Source]], Document]

READERS: Mapping[str, Reader] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
    ".text": plain.read,
}
LIMIT_BYTES = 50_000_000
"""Larger files are refused unread: no career guide in plain text comes near, and a mistake would fill the memory."""


def read_paths(
    paths: Iterable[Path | str],
    on_problem: Callable[[UnreadableDocument], None] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> list[Document]:
    """Every readable document under `paths`, files and folders alike, in a stable order; equal bytes count once.

    `sources` describes the outside sources that the documents name; without it a `sources.yaml` in the folder does. One bad file does not
    stop the others: it is handed to `on_problem`, or raised when there is nobody to tell.

    Raises:
        CorpusError: a path does not exist, a `sources.yaml` is wrong, or nothing readable was found.
        UnreadableDocument: a file cannot be read and `on_problem` is None.
    """
    documents: dict[str, Document] = {}
    seen: set[str] = set()
    problems = 0
    for root in [Path(path) for path in paths]:
        if not root.exists():
            raise CorpusError(f"There is no file or folder '{root}'.")
        folder = root if root.is_dir() else root.parent
        listed = folder / "sources.yaml"
        known = sources or (read_sources(listed) if listed.is_file() else {})
        for path in find_files(root):
            try:
                document = read_file(path, known, within=folder)
            except UnreadableDocument as problem:
                if on_problem is None:
                    raise
                problems += 1
                on_problem(problem)
                continue
            if document.sha256 in seen:
                continue
            seen.add(document.sha256)
            if document.id in documents:
                document = document.model_copy(update={"id": f"{document.id}-{document.sha256[:6]}"})
            documents[document.id] = document
    if not documents:
        named = ", ".join(str(path) for path in paths) or "nothing"
        cause = f"{problems} unreadable" if problems else "no file that ends in " + ", ".join(READERS)
        raise CorpusError(f"No document was found in {named} ({cause}).")
    return list(documents.values())


def find_files(root: Path) -> Iterator[Path]:
    """Files with a known ending under `root`, sorted; hidden ones and README are left out, loops of links are walked once."""
    if root.is_file():
        yield root
        return
    visited: set[tuple[int, int]] = set()
    for folder, names, files in os.walk(root, followlinks=True):
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in visited:
            names.clear()
            continue
        visited.add((status.st_dev, status.st_ino))
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix.lower() in READERS and not name.startswith(".") and path.stem.lower() != "readme":
                yield path


def read_file(path: Path, sources: Mapping[str, Source] | None = None, within: Path | None = None) -> Document:
    """One document. Its id is the path below `within` without its ending.

    Raises:
        UnreadableDocument: unknown format, too large, empty, not text, or not permitted.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableDocument(f"'{path}': no reader for '{path.suffix}'. Known endings: {', '.join(READERS)}.")
    try:
        if not path.is_file():
            raise UnreadableDocument(f"'{path}' is not a regular file.")
        size = path.stat().st_size
        if size > LIMIT_BYTES:
            raise UnreadableDocument(
                f"'{path}' has {size / 1e6:,.0f} MB; the limit is {LIMIT_BYTES / 1e6:,.0f} MB. Split it into parts."
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"'{path}' cannot be read: {error.strerror}.") from error
    relative = path.relative_to(within) if within and path.is_relative_to(within) else Path(path.name)
    name = relative.with_suffix("").as_posix()
    return reader(name, data, str(path), sources or {})
