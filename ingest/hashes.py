"""Hashes: documents and texts go in, the names under which the library keeps them come out."""

import json
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from ingest.types import Document, Passage


def keyword_table(generation: str) -> str:
    """Name of the generation's FTS5 table; only what matches may stand in a statement."""
    if not re.fullmatch(r"[a-z0-9]+", generation):
        raise ValueError(f"Not a generation's name: {generation!r}")
    return f"keywords_{generation}"


def version_of(document: Document, splitter: str, passages: Sequence[Passage] = ()) -> str:
    """Changes with anything that is stored: text, sources, other wordings, origin, the splitter and what it made."""
    digest = sha256(f"{splitter}\0{document.model_dump_json()}".encode())
    for passage in passages:
        digest.update(passage.model_dump_json().encode())
    return digest.hexdigest()[:32]


def text_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def corpus_hash(documents: Iterable[Document]) -> str:
    """One hash for a set of documents, whatever their order and whatever folder they were read from."""
    rows = sorted(json.dumps([d.id, d.sha256, [s.model_dump() for s in d.sources]], sort_keys=True) for d in documents)
    return sha256("\n".join(rows).encode()).hexdigest()[:32]
