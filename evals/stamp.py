"""Stamp: an index and cases go in, what a run depends on comes out."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.loading import cases_hash
from evals.types import Stamp
from ingest.types import Frozen

UNKNOWN = "not known"


def stamp(cases: Iterable[Frozen], systems: Sequence[str], index: Path | str | None = None, part: str = "all") -> Stamp:
    """Commit, corpus, index, embedding model and cases of a run; what is not known says so."""
    corpus = name = embedding = UNKNOWN
    if {"groundwork", "baseline"} & set(systems):
        from ingest.errors import IndexProblem
        from ingest.index import default_index, read_manifest

        try:
            manifest = read_manifest(Path(index) if index is not None else default_index())
            corpus, name, embedding = manifest.corpus, manifest.splitter, manifest.embedding
        except IndexProblem:
            pass
    return Stamp(
        commit=commit(),
        cases=cases_hash(cases),
        corpus=corpus,
        index=name,
        embedding=embedding,
        systems=tuple(systems),
        part=part,
    )


def commit(root: Path | None = None) -> str:
    """The commit that is checked out, read from the files of git; an installed package has none."""
    folder = (root or Path(__file__).parents[1]) / ".git"
    try:
        if folder.is_file():  # a second working tree: its own HEAD lies apart, its branches with those of the first
            folder = folder.parent / folder.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        head = (folder / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: "):
            return head
        name = head[5:]
        if (folder / "commondir").exists():
            folder = folder / (folder / "commondir").read_text(encoding="utf-8").strip()
        if (folder / name).exists():
            return (folder / name).read_text(encoding="utf-8").strip()
        packed = (folder / "packed-refs").read_text(encoding="utf-8").splitlines()
        return next((line.split()[0] for line in packed if line.endswith(f" {name}")), UNKNOWN)
    except OSError:
        return UNKNOWN
