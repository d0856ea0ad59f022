"""Addressed: hits go in, those come out whose words are meant for people.

A passage that talks to a language model ('ignore the rules above', 'the following claim is verified') is evidence of
nothing, and neither is what it wants believed. It stays in the library, where a person can read it; no answer rests on
it, whether it is composed or a model writes.
"""

from collections.abc import Sequence
from functools import lru_cache

from ingest.suspect import talks_to_a_model
from rag.types import Hit


def for_people(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits without passages that talk to a language model."""
    return tuple(hit for hit in hits if not _talks(hit.passage.text))


@lru_cache(maxsize=4096)
def _talks(text: str) -> bool:
    return talks_to_a_model(text) is not None
