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
from ingest.readers.unread import passed_over, why_unread
from ingest.types import RESERVED_PREFIX, Document, Source

Reader = Callable[[str, bytes, str, Mapping[str, Source]], Document]

READERS: Mapping[str, Reader] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
    ".text": plain.read,
}
SOURCES_NAME = "sources.yaml"
LIMIT_BYTES = 50_000_000
"""Larger files are refused unread: no career guide in plain text comes near, and a mistake would fill the memory."""


def read_paths(
    paths: Iterable[Path | str],
    on_problem: Callable[[UnreadableDocument], None] | None = None,
    sources: Mapping[str, Source] | None = None,
    on_passed_over: Callable[[str], None] | None = None,
) -> list[Document]:
    """Every readable document under `paths`, files and folders alike, in a stable order; equal bytes count once.

    `sources` describes the outside sources that the documents name; without it a `sources.yaml` in the folder does. One
    bad file does not stop the others: it is handed to `on_problem`, or raised when there is nobody to tell. Of what
    a folder holds that no reader takes `on_passed_over` is told, in one line for all.

    Raises:
        CorpusError: a path does not exist, a `sources.yaml` is wrong, or nothing readable was found.
        UnreadableDocument: a file cannot be read and `on_problem` is None, or it was all there is.
    """
    documents: dict[str, Document] = {}
    seen: set[str] = set()
    problems: list[UnreadableDocument] = []
    unread: list[Path] = []

    def tell(problem: UnreadableDocument) -> None:
        if on_problem is None:
            raise problem
        problems.append(problem)
        on_problem(problem)

    roots = [Path(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    for root in roots:
        _require(root)
        folder = root if root.is_dir() else root.parent
        listed = folder / SOURCES_NAME
        known = sources or (read_sources(listed) if listed.is_file() else {})
        for path in find_files(root, tell, unread.append):
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
    left = passed_over(dict.fromkeys(unread), READERS)
    if not documents:
        if len(problems) == 1 and not unread:
            raise problems[0]
        named = ", ".join(str(path) for path in roots) or "nothing"
        cause = f" ({len(problems)} unreadable)" if problems else ""
        raise CorpusError(
            f"No document was found in {named}{cause}. "
            + (left or f"Name a file or folder that holds some: {', '.join(READERS)}.")
        )
    if left and on_passed_over is not None:
        on_passed_over(left)
    return list(documents.values())


def renamed(document: Document) -> Document:
    """The document under an id that tells its folder: for one whose plain id another document has."""
    told = sha256(document.origin.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return document.model_copy(update={"id": f"{document.id}-{told}"})


def find_files(
    root: Path,
    on_problem: Callable[[UnreadableDocument], None] | None = None,
    on_unread: Callable[[Path], None] | None = None,
) -> Iterator[Path]:
    """Files with a known ending under `root`, sorted; hidden ones and README are left out, loops of links are walked
    once.

    A folder that may not be opened is handed to `on_problem`, a README or a file with another ending to `on_unread`.
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
            if name.startswith(".") or name == SOURCES_NAME:
                continue
            if path.suffix.lower() in READERS and path.stem.lower() != "readme":
                yield path
            elif on_unread is not None:
                on_unread(path)


def read_file(path: Path, sources: Mapping[str, Source] | None = None, within: Path | None = None) -> Document:
    """One document. Its id is the path below `within` without its ending; its origin is the absolute path, so that the
    same file is known again from another working directory.

    Raises:
        UnreadableDocument: unknown format, too large, empty, not text, or not permitted.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableDocument(why_unread(Path(_valid(str(path))), READERS))
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
        raise CorpusError(
            f"'{_valid(str(root))}' cannot be opened: {error.strerror}. Check the path and its permissions."
        ) from error
    except ValueError as error:
        raise CorpusError(f"{str(root)!r} is not the name of a file or folder.") from error


def _valid(name: str) -> str:
    """File names are bytes; what is no UTF-8 in them becomes U+FFFD, since ids and origins are text."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
