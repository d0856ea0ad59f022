"""Ingest: documents go in, an index that can be searched comes out.

from ingest import build_index
build_index(["my/notes"], index="my-index", handbook=False)
"""

from typing import TYPE_CHECKING, Any

from ingest.types import Document, Passage, Source

if TYPE_CHECKING:
    from ingest.index import Manifest, build_index
    from ingest.opened import OpenedIndex

__all__ = ["Document", "Manifest", "OpenedIndex", "Passage", "Source", "build_index"]

_LAZY = {"Manifest": "ingest.index", "OpenedIndex": "ingest.opened", "build_index": "ingest.index"}


def __getattr__(name: str) -> Any:
    """Heavy parts load when they are asked for: `import ingest` stays light."""
    if name not in _LAZY:
        raise AttributeError(f"module 'ingest' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
