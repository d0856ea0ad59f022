"""Readers: paths go in, documents come out. One file per format; this one finds the files and picks the reader.

To add a format, write `ingest/readers/<format>.py` with a function `read(name, data, path, sources) -> Document` and
name its endings in `READERS`.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from ingest.errors import CorpusError, UnreadableDocument
from ingest.readers import markdown, plain
from ingest.readers.sources import read_sources
from ingest.types import RESERVED_PREFIX, Document, Source

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

    `sources` describes the outside sources that the documents name; without it a `sources.yaml` in the folder does. One
    bad file does not stop the others: it is handed to `on_problem`, or raised when there is nobody to tell.

    Raises:
        CorpusError: a path does not exist, a `sources.yaml` is wrong, or nothing readable was found.
        UnreadableDocument: a file cannot be read and `on_problem` is None.
    """
    documents: dict[str, Document] = {}
    seen: set[str] = set()
    problems = 0

    def tell(problem: UnreadableDocument) -> None:
        nonlocal problems
        if on_problem is None:
            raise problem
        problems += 1
        on_problem(problem)

    roots = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    for root in roots:
        _require(root)
        folder = root if root.is_dir() else root.parent
        listed = folder / "sources.yaml"
        known = sources or (read_sources(listed) if listed.is_file() else {})
        for path in find_files(root, tell):
            try:
                document = read_file(path, known, within=folder)
            except UnreadableDocument as problem:
                tell(problem)
                continue
            if document.sha256 in seen:
                continue
            seen.add(document.sha256)
            if document.id in documents:
                document = renamed(document)
            documents[document.id] = document
    if not documents:
        named = ", ".join(str(path) for path in roots) or "nothing"
        cause = f"{problems} unreadable" if problems else "no file that ends in " + ", ".join(READERS)
        raise CorpusError(f"No document was found in {named} ({cause}). Name a file or folder that holds some.")
    return list(documents.values())


def renamed(document: Document) -> Document:
    """The document under an id that tells its folder: for one whose plain id another document has."""
    told = sha256(document.origin.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return document.model_copy(update={"id": f"{document.id}-{told}"})


def find_files(root: Path, on_problem: Callable[[UnreadableDocument], None] | None = None) -> Iterator[Path]:
    """Files with a known ending under `root`, sorted; hidden ones and README are left out, loops of links are walked
    once.

    A folder that may not be opened is handed to `on_problem`.
    """
    if not root.is_dir():
        yield root
        return

    def closed(error: OSError) -> None:
        if on_problem is not None:
            on_problem(UnreadableDocument(f"The folder '{error.filename}' cannot be opened: {error.strerror}."))

    visited: set[tuple[int, int]] = set()
    for folder, names, files in os.walk(root, onerror=closed, followlinks=True):
        try:
            status = os.stat(folder)
        except OSError as error:  # gone since it was listed
            closed(error)
            names.clear()
            continue
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
    """One document. Its id is the path below `within` without its ending; its origin is the absolute path, so that the
    same file is known again from another working directory.

    Raises:
        UnreadableDocument: unknown format, too large, empty, not text, or not permitted.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableDocument(f"'{path}': no reader for '{path.suffix}'. Known endings: {', '.join(READERS)}.")
    data = _read_bytes(path)
    relative = path.relative_to(within) if within and path.is_relative_to(within) else Path(path.name)
    name = _valid(relative.with_suffix("").as_posix())
    if name.startswith(RESERVED_PREFIX):
        name = "document-" + name
    try:
        return reader(name, data, _valid(os.path.abspath(path)), sources or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableDocument(f"'{_valid(str(path))}': {where}: {first['msg']}. Mend the file.") from error


def _read_bytes(path: Path) -> bytes:
    shown = _valid(str(path))
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe would wait for ever, a device never end
            raise UnreadableDocument(f"'{shown}' is not a regular file. Name a file or folder of text.")
        if status.st_size <= LIMIT_BYTES:
            with path.open("rb") as stream:
                data = stream.read(LIMIT_BYTES + 1)
            if len(data) <= LIMIT_BYTES:
                return data
    except OSError as error:
        raise UnreadableDocument(
            f"'{shown}' cannot be read: {error.strerror}. Check the file and its permissions."
        ) from error
    size = max(status.st_size, LIMIT_BYTES + 1)
    raise UnreadableDocument(
        f"'{shown}' has {size / 1e6:,.0f} MB; the limit is {LIMIT_BYTES / 1e6:,.0f} MB. Split it into parts."
    )


def _require(root: Path) -> None:
    try:
        root.stat()
    except FileNotFoundError as error:
        hint = "It is a link to nowhere." if root.is_symlink() else "Check the spelling."
        raise CorpusError(f"There is no file or folder '{_valid(str(root))}'. {hint}") from error
    except OSError as error:
        raise CorpusError(f"'{_valid(str(root))}' cannot be opened: {error.strerror}.") from error
    except ValueError as error:
        raise CorpusError(f"{str(root)!r} is not the name of a file or folder.") from error


def _valid(name: str) -> str:
    """File names are bytes; what is no UTF-8 in them becomes U+FFFD, since ids and origins are text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
