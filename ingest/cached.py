"""Cached: texts go in, their vectors come out; the library gives those it knows and keeps the new ones as they come.

A build that dies loses at most the batch it was at.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

import numpy as np
from langchain_core.embeddings import Embeddings

from ingest.embed import Embedder, Vectors, as_matrix, fingerprint_of
from ingest.errors import ModelUnavailable
from ingest.library import Library

EMBED_AT_ONCE = 1024

Progress = Callable[[str, int, int], None]
"""Called with the step's name, what is done and what there is in all."""


def embed_all(
    library: Library,
    embeddings: Embeddings,
    texts: Sequence[str],
    report: Progress,
    by_token: AbstractSet[str] = frozenset(),
) -> Vectors:
    """Vectors of all texts, shape (len(texts), dimensions); the new ones are cached as they come, those of `by_token`
    token by token too.
    """
    model = fingerprint_of(embeddings)
    wanted = list(dict.fromkeys(texts))
    known = library.vectors(model, wanted)
    lacking = by_token - library.with_tokens(model, list(by_token)) if isinstance(embeddings, Embedder) else set()
    # longest first, those with tokens before the rest: like lengths make full batches
    fresh = sorted(
        (text for text in wanted if text not in known or text in lacking),
        key=lambda text: (text not in lacking, -len(text)),
    )
    done = 0

    def count(finished: int) -> None:
        nonlocal done
        done += finished
        report("embedding", done, len(fresh))

    for part in _parts_by(fresh, lacking):
        if isinstance(embeddings, Embedder) and part[0] in lacking:
            found, tokens = embeddings.encode_with_tokens(part, progress=count)
            library.store_tokens(model, part, tokens)
        elif isinstance(embeddings, Embedder):
            found = embeddings.encode(part, progress=count)
        else:
            found = as_matrix(embeddings, part)
            count(len(part))
        _require_vectors(embeddings, part, found)
        library.store_vectors(model, part, found)
        known.update(zip(part, found, strict=True))
    if len({vector.size for vector in known.values()}) > 1:  # another model went by this name when the cache was filled
        return as_matrix(embeddings, texts)
    return np.stack([known[text] for text in texts])


def _require_vectors(embeddings: Embeddings, texts: Sequence[str], found: Vectors) -> None:
    if found.ndim != 2 or len(found) != len(texts) or found.shape[1] == 0 or not np.isfinite(found).all():
        raise ModelUnavailable(
            f"The embedding model '{fingerprint_of(embeddings)}' gave no usable vectors for {len(texts)} texts (shape "
            f"{found.shape}). Try another model; the one that comes with Groundwork needs no setting."
        )


def _parts_by(texts: Sequence[str], apart: AbstractSet[str]) -> Iterator[Sequence[str]]:
    """Runs of texts that are all, or none, in `apart`, none longer than what is embedded at once."""
    for _, run in groupby(texts, key=lambda text: text in apart):
        members = list(run)
        for at in range(0, len(members), EMBED_AT_ONCE):
            yield members[at : at + EMBED_AT_ONCE]
