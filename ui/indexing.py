"""Indexing: what a person wants in their index goes in, the built index comes out, with a bar to watch and a safe
way to stop.

Imports nothing heavy before it is called, as `ui.cli` demands.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from ingest.index import Manifest


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
    from ingest.errors import UnreadableDocument
    from ingest.index import build_index
    from ui.terminal import progress_bar

    problems: list[UnreadableDocument] = []
    suspects: list[tuple[str, str]] = []
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
        )
    for problem in problems:
        typer.echo(f"Left out: {problem}", err=True)
    for id, words in suspects:
        typer.echo(
            f"Take care: '{id}' talks to a language model ('{words}'). Answers leave such passages out.", err=True
        )
    return manifest


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
    """What an index holds, and whether the bundled handbook has changed since."""
    from ingest.index import default_index, handbook_is_current
    from ingest.library import Library
    from ui.terminal import print_json

    folder = index or default_index()
    library = Library(folder / "library.sqlite")
    try:
        current = handbook_is_current(manifest, library)
    finally:
        library.close()
    if json:
        print_json({**manifest.model_dump(mode="json"), "folder": str(folder), "handbook_is_current": current})
        return
    typer.echo(f"{manifest.documents} documents, {manifest.passages} passages, {manifest.keys} keys in {folder}")
    typer.echo(
        f"Built {manifest.built} in {manifest.seconds} s with {manifest.embedding}; recall of the vector index "
        f"{manifest.recall:.3f}"
    )
    typer.echo(
        "It is without the handbook."
        if not has_handbook(index)
        else "The handbook in it is current."
        if current
        else "The bundled handbook has changed since. Update with: groundwork index --rebuild"
    )


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM stops as Ctrl-C does: Chroma finishes its call, so that nothing is torn (STACK.md 1.4)."""
    try:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:  # not the main thread: whoever owns it decides
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
