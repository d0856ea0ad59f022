"""Opening: the place of an index and the name of a model go in, an advisor comes out, and what to agree to.

Imports nothing heavy before it is called, as `ui.cli` demands.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.indexing import prepared

if TYPE_CHECKING:
    from ingest.types import Passage
    from rag.advisor import Advisor


def open_advisor(index: Path | None, **settings: Any) -> "Advisor":
    from rag.advisor import Advisor

    return Advisor.open(index or prepared(), **settings)


def passages_of(path: Path) -> "list[Passage]":
    """The passages of a document, or of a folder of them, that is in no index."""
    from ingest.readers import read_paths
    from ingest.split import split

    return [passage for document in read_paths([path]) for passage in split(document)]


def consent_of(advisor: "Advisor") -> str:
    """What the person has to agree to before this model is asked; empty when nothing leaves the machine."""
    from rag.models import consent_words
    from rag.places import is_remote

    return consent_words(advisor.model) if advisor.model is not None and is_remote(advisor.model) else ""
