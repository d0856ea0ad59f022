"""Closeness: a question and texts go in, their cosine similarities come out, mostly from the index's own vectors.

The last line of a question, where others stand above it, has its share besides, as in retrieval.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.opened import Generation
from ingest.sentences import sentences
from rag.features import change_for, last_share
from rag.needs import last_line
from rag.remembered import embedded


def closeness_to(question: str, generation: Generation) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """A function from texts to their similarity with the question.

    A text of several sentences stands by the mean of its sentences' vectors, which were cached when the index was
    built; only sentences that the index does not know are embedded now.
    """
    asked = generation.embed([question])[0]
    if (last := last_line(question)) != question:
        share = last_share(question, change_for(generation))
        asked = (asked + share * generation.embed([last])[0]) / (1 + share)

    def closeness(texts: Sequence[str]) -> NDArray[np.float32]:
        pieces = [[text[a:b] for a, b in sentences(text)] or [text] for text in texts]
        wanted = list(dict.fromkeys(piece for group in pieces for piece in group))
        known = generation.cached_vectors(wanted)
        missing = [piece for piece in wanted if piece not in known]
        if missing:
            known.update(zip(missing, embedded(generation, missing), strict=True))
        means = np.stack([np.mean([known[piece] for piece in group], axis=0) for group in pieces])
        lengths = np.linalg.norm(means, axis=1)
        return np.asarray(means @ asked / np.where(lengths == 0, 1, lengths), dtype=np.float32)

    return closeness
