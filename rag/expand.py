"""Expand: hits go in, hits with the rest of their sections come out: small pieces match, whole sections answer."""

from collections.abc import Sequence

from ingest.opened import Generation
from ingest.types import Passage
from rag.types import Hit, Signal

MOST_SECTIONS = 6
"""How many sections are read whole, and may have a say in an answer."""
NEIGHBOURS = 2


def expand(hits: Sequence[Hit], generation: Generation) -> tuple[Hit, ...]:
    """The hits, then the missing neighbours of the best sections: their opening, and passages next to a hit.

    A neighbour's score is a share of the hit's it stands beside, so it never outranks it.
    """
    found = {hit.passage.id: hit for hit in hits}
    added: list[Hit] = []
    sections = list(dict.fromkeys((hit.passage.document_id, hit.passage.heading) for hit in hits))[:MOST_SECTIONS]
    for document_id, heading in sections:
        members = generation.section(document_id, heading)
        places = {passage.id: at for at, passage in enumerate(members)}
        inside = [hit for hit in hits if hit.passage.id in places]
        if not inside:  # another retriever's, under a name that the index knows too
            continue
        for at, passage in enumerate(members):
            near = min(inside, key=lambda hit: abs(places[hit.passage.id] - at))
            if passage.id in found or (at > 0 and abs(places[near.passage.id] - at) > NEIGHBOURS):
                continue
            hit = _neighbour(passage, near, len(hits) + len(added) + 1)
            found[passage.id] = hit
            added.append(hit)
    return (*hits, *added)


def _neighbour(passage: Passage, near: Hit, rank: int) -> Hit:
    signal = Signal(
        retriever="section", rank=near.rank, score=round(near.score * 0.9, 6), because="stands beside a hit"
    )
    return Hit(passage=passage, score=near.score * 0.9, rank=rank, signals=(signal,))
