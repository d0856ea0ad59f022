"""Handbook: makes sure that the bundled handbook is indexed at the person's own place."""

from langchain_core.embeddings import Embeddings

from ingest.errors import IndexProblem
from ingest.index import build_index, default_index, handbook_is_current
from ingest.opened import OpenedIndex


def ensure_handbook(embeddings: Embeddings) -> None:
    """Index the bundled handbook at the person's own place, unless it is there and current."""
    try:
        opened = OpenedIndex(None, embeddings).current()
        if handbook_is_current(opened.manifest, opened.library):
            return
    except IndexProblem:
        pass  # missing, damaged or of another model: build it
    build_index(embeddings=embeddings, index=default_index())
