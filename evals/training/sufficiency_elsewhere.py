"""Sufficiency elsewhere: questions to documents that are not the handbook go in, what retrieval finds for each comes
out, with whether it answers.

Three kinds. The collections of `collections/`, each asked what was typed about it, and what people ask about anything.
Pages about anything, from a public set, asked its own questions, and questions about careers, which no such page
answers: without them a model learns that a question about the trade is answered whatever the documents are. Folds go
by collection, so that each is judged by what was learned on others.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.lines import lines_of
from evals.training.collections import FOLDER, collection_of, names
from evals.training.questions import read_rows
from ingest.embed import Embedder
from ingest.index import build_index
from ingest.opened import Generation, OpenedIndex
from rag.features import listen
from rag.retrieve import retrieve
from rag.sufficiency import evidence_of

SEED = 7
SOURCES, SOURCES_A_PAGE = 260, 13
FROM_ELSEWHERE = 40
"""Questions about anything that every collection is asked besides its own."""
PAGES_COUNT = 0.3
"""What a question to the pages counts beside one to documents about careers, which are what people bring."""
CAREERS, OTHERS = 260, 200
"""Questions about careers, and about what stands on other pages, that the pages are asked."""
Asked = tuple[str, bool, str]
"""A question, whether the documents answer it, and its kind."""


@dataclass(frozen=True)
class Judged:
    """What retrieval found for one question, and whether that answers it."""

    features: dict[str, float]
    answered: bool
    kind: str
    fold: int
    counts: float = 1.0
    """Beside other questions, in learning."""


def elsewhere(
    place: Path, pages: Path | None, embedder: Embedder, folds: int, only: Sequence[str] = ()
) -> list[Judged]:
    """Of all questions to documents from elsewhere.

    Args:
        place: a folder for indexes.
        pages: a public set: lines with `source_id`, `question` and `passages`; None leaves pages out.
        only: the collections to ask, where the encoder learned from the others; all if none is named.
    """
    chosen = random.Random(SEED)
    sources = _sources(pages) if pages is not None else []
    found: list[Judged] = []
    typed: list[str] = []
    kept = list(only) or names()
    for at, name in enumerate(kept):
        collection = collection_of(FOLDER / name, place / name, embedder)
        asked = [(row.search, bool(row.sections), f"collection, {row.kind}") for row in collection.rows]
        typed += [search for search, answered, _ in asked if answered]
        others = chosen.sample([question for question, _ in sources], min(FROM_ELSEWHERE, len(sources)))
        asked += [(question, False, "collection, asked about anything") for question in others]
        found += judged(asked, collection.corpus.generation, at % folds)
    if sources:
        chosen.shuffle(sources)
        asked = [(question, True, "pages, their questions") for question, _ in sources[:SOURCES]]
        careers = sorted(
            {*chosen.sample(typed, CAREERS // 2), *(r.search for r in chosen.sample(read_rows(), CAREERS // 2))}
        )
        asked += [(question, False, "pages, asked about careers") for question in careers]
        asked += [(question, False, "pages, of other pages") for question, _ in sources[SOURCES : SOURCES + OTHERS]]
        index = _pages(sources[:SOURCES], place / "pages", embedder)
        found += [replace(one, counts=PAGES_COUNT) for one in judged(asked, index, len(kept) % folds)]
    return found


def judged(asked: Sequence[Asked], generation: Generation, fold: int) -> Iterator[Judged]:
    """What retrieval finds; a question without a word to look up finds nothing, and nothing is learned from it."""
    for search, answered, kind in asked:
        listen.cache_clear()
        hits = retrieve(search, generation)
        if hits:
            yield Judged(evidence_of(search, hits, generation), answered, kind, fold)


def _sources(path: Path) -> list[tuple[str, list[str]]]:
    """Question and passages, once each, by the sources' ids."""
    rows = [json.loads(line) for _, line in lines_of(path)]
    by_id = {row["source_id"]: (row["question"], row["passages"]) for row in rows}
    return [by_id[id] for id in sorted(by_id)]


def _pages(sources: Sequence[tuple[str, list[str]]], place: Path, embedder: Embedder) -> Generation:
    """An index of pages, each of a few sources' passages."""
    folder = place / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    for at in range(0, len(sources), SOURCES_A_PAGE):
        texts = [" ".join(text.split()) for _, passages in sources[at : at + SOURCES_A_PAGE] for text in passages]
        (folder / f"page-{at}.txt").write_text("\n\n".join(texts), encoding="utf-8")
    build_index([folder], index=place / "index", handbook=False, embeddings=embedder)
    return OpenedIndex(place / "index", embedder).current()
