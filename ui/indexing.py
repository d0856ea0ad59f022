"""Indexing: what a person wants in their index goes in, the built index comes out, with a bar to watch and a safe
way to stop.

Imports nothing heavy before it is called, as `ui.cli` demands.
"""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import typer

from ui.text import clean

if TYPE_CHECKING:
    from ingest.index import Manifest
    from ingest.types import Document

MOST_NAMED = 5
"""Changed documents up to which each is named; beyond, their folders are."""


def prepared() -> Path:
    """The person's own index; built now, with a progress bar, if it is missing or its handbook has been updated
    since.
    """
    from ingest.errors import IndexProblem
    from ingest.index import default_index, handbook_is_current, read_manifest
    from ingest.library import Library

    folder = default_index()
    try:
        manifest = read_manifest(folder)
        library = Library(folder / "library.sqlite")
        try:
            if handbook_is_current(manifest, library):
                return folder
        finally:
            library.close()
    except IndexProblem:
        pass
    build(None)
    return folder


def build(
    index: Path | None,
    paths: list[Path] | None = None,
    handbook: bool | None = None,
    remove: list[str] | None = None,
    rebuild: bool = False,
) -> "Manifest":
    from ingest.errors import CorpusError, UnreadableDocument
    from ingest.index import build_index
    from ui.terminal import progress_bar

    problems: list[UnreadableDocument] = []
    suspects: list[tuple[str, str]] = []
    passed_over: list[str] = []
    try:
        with stoppable(), progress_bar() as watch:
            manifest = build_index(
                paths or [],
                index=index,
                handbook=has_handbook(index) if handbook is None else handbook,
                progress=watch,
                on_problem=problems.append,
                remove=remove or [],
                rebuild=rebuild,
                on_suspect=lambda document, words: suspects.append((document.id, words)),
                on_passed_over=passed_over.append,
            )
    except UnreadableDocument:
        raise  # it was all there was, and says so itself
    except CorpusError:
        _tell(f"Left out: {problem}" for problem in problems)
        raise
    _tell(f"Left out: {problem}" for problem in problems)
    _tell(passed_over)
    _tell(
        f"Take care: '{id}' talks to a language model ('{words}'). Answers leave such passages out."
        for id, words in suspects
    )
    return manifest


def _tell(lines: Iterable[str]) -> None:
    """On standard error; the names of files and what stands in them cannot steer a terminal."""
    for line in lines:
        typer.echo(clean(line), err=True)


def has_handbook(index: Path | None) -> bool:
    """As the index is now, or was before it was damaged; a new one gets the handbook."""
    from ingest.errors import IndexProblem
    from ingest.index import HANDBOOK_PREFIX, default_index, read_manifest
    from ingest.library import Library

    folder = index or default_index()
    try:
        library = Library(folder / "library.sqlite")
    except IndexProblem:
        return True
    try:
        try:
            name = read_manifest(folder).generation
        except IndexProblem:
            name = max(library.generations(), default="")
        documents = library.documents(name) if name else []
        return not documents or any(document.id.startswith(HANDBOOK_PREFIX) for document in documents)
    finally:
        library.close()


def report(manifest: "Manifest", index: Path | None, json: bool) -> None:
    """What an index holds, and what has changed since: the bundled handbook, or documents of one's own on the disk."""
    from ingest.index import HANDBOOK_PREFIX, default_index, handbook_is_current
    from ingest.library import Library
    from ui.terminal import print_json

    folder = index or default_index()
    library = Library(folder / "library.sqlite")
    try:
        current = handbook_is_current(manifest, library)
        documents = library.documents(manifest.generation)
    finally:
        library.close()
    own = [document for document in documents if not document.id.startswith(HANDBOOK_PREFIX)]
    changed = [document.origin for document in own if _differs(document)]
    if json:
        told = {"folder": str(folder), "handbook_is_current": current, "changed_on_disk": changed}
        print_json({**manifest.model_dump(mode="json"), **told})
        return
    counts = ((manifest.documents, "document"), (manifest.passages, "passage"), (manifest.keys, "key"))
    typer.echo(", ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in counts) + f" in {folder}")
    typer.echo(
        f"Built {manifest.built} in {manifest.seconds} s with {manifest.embedding}; recall of the vector index "
        f"{manifest.recall:.3f}"
    )
    here = "" if index is None else f" --index {quote(str(index))}"
    if len(own) == len(documents):
        typer.echo("It is without the handbook.")
    elif current:
        typer.echo("The handbook in it is current.")
    else:
        typer.echo(
            "The bundled handbook has changed since, and this command only looks. To bring it up to date, type: "
            f"groundwork index --rebuild{here}"
        )
    if changed:
        few = changed if len(changed) <= MOST_NAMED else sorted({str(Path(origin).parent) for origin in changed})
        count = "1 of your documents has" if len(changed) == 1 else f"{len(changed)} of your documents have"
        typer.echo(
            f"{count} changed on disk since. To read them anew (the others are kept), type: "
            + clean(f"groundwork add {' '.join(quote(origin) for origin in few)}{here}")
        )


def _differs(document: "Document") -> bool:
    """Whether the file that it was read from holds other bytes now; one that is gone stays as it was read."""
    try:
        return sha256(Path(document.origin).read_bytes()).hexdigest() != document.sha256
    except (OSError, ValueError):
        return False


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM stops as Ctrl-C does: Chroma finishes its call, so that nothing is torn (see the README of `ingest`)."""
    try:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:  # not the main thread: whoever owns it decides
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
