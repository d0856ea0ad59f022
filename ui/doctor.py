"""Doctor: this machine goes in, what is well and what is not comes out, each trouble with its cure."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.errors import GroundworkError

NEEDED = ("chromadb", "gradio", "langchain-chroma", "langchain-core", "pydantic", "sentence-transformers", "torch")
FREE_BYTES = 500_000_000


@dataclass(frozen=True)
class Check:
    """One thing looked at."""

    name: str
    well: bool
    words: str
    """What was found; with the cure where it is not well."""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def examine(index: Path | None = None, model: str | None = None, base_url: str | None = None) -> list[Check]:
    """Every check, in the order in which one rests on the other."""
    from ingest.index import default_index

    folder = index or default_index()
    looks: list[tuple[str, Callable[[], str]]] = [
        ("python", _python),
        ("packages", _packages),
        ("embedding model", _weights),
        ("disk", lambda: _disk(folder)),
        ("indexing", _indexing),
        ("index", lambda: _index(folder)),
        ("answer", lambda: _answer(folder)),
    ]
    if model is not None:
        looks.append(("model", lambda: _model(model, base_url)))
    return [_look(name, look) for name, look in looks]


def _look(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except GroundworkError as trouble:
        return Check(name, False, str(trouble))
    except Exception as trouble:  # a doctor that dies tells nothing
        return Check(name, False, f"{type(trouble).__name__}: {trouble}")


def _python() -> str:
    return f"{sys.version.split()[0]} on {os.cpu_count()} cores"


def _packages() -> str:
    found, missing = [], []
    for name in NEEDED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        raise GroundworkError(f"Missing: {', '.join(missing)}. Run: make install")
    return ", ".join(found)


def _weights() -> str:
    from ingest.embed import packaged_model_path

    return f"all-MiniLM-L6-v2, weights verified, in {packaged_model_path()}"


def _disk(folder: Path) -> str:
    place = folder
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        raise GroundworkError(f"'{place}' cannot be written. Mend its rights, or choose another folder with --index.")
    free = shutil.disk_usage(place).free
    if free < FREE_BYTES:
        raise GroundworkError(
            f"Only {free / 1e6:,.0f} MB are free at '{place}'. Free some space, or choose another folder with --index."
        )
    return f"{free / 1e9:,.1f} GB free at {place}"


def _indexing() -> str:
    """One sentence indexed and found again, in a folder of its own: model, Chroma and keyword table work."""
    from ingest.index import build_index
    from ingest.opened import OpenedIndex

    with TemporaryDirectory(prefix="groundwork-doctor-") as place:
        document = Path(place, "sentence.txt")
        document.write_text("A portfolio shows what you can do.\n", encoding="utf-8")
        build_index([document], index=Path(place, "index"), handbook=False)
        opened = OpenedIndex(Path(place, "index")).current()
        found = opened.keyword_search(["portfolio"], 1)
        opened.store.close()
        opened.library.close()
    if not found:
        raise GroundworkError("A sentence was indexed but not found by its words. Reinstall with: make install")
    return "a sentence was indexed and found again"


def _index(folder: Path) -> str:
    from ingest.index import read_manifest

    manifest = read_manifest(folder)
    return f"{manifest.documents} documents, {manifest.passages} passages, built {manifest.built}, in {folder}"


def _model(name: str, base_url: str | None) -> str:
    from rag.models import open_model, probe_model

    found = probe_model(open_model(name, base_url))
    if not found.works:
        raise GroundworkError(found.says)
    return found.says


def _answer(folder: Path) -> str:
    if find_spec("rag.advisor") is None:
        raise GroundworkError("rag.advisor is missing. Run: make install")
    from rag.advisor import Advisor

    answer = Advisor.open(folder).invoke("How do I start a career in machine learning?")
    for citation in answer.citations:
        assert citation.quote
    return f"{len(answer.citations)} citations" if answer.declined is None else f"declined: {answer.declined.message}"
