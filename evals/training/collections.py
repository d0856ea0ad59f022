"""Collections: small collections of documents and typed questions about them go in, corpora with labels come out.

    python -m evals.training.collections [--only NAME ...] [--encoder NPZ] [--weights with_questions] [--usual]

Each folder of `collections/` holds documents as people find them elsewhere (a guide in chapters, a few short pieces,
in differing forms) and `questions.jsonl`: what somebody types who does not know them, with one verbatim run of words
for each place that answers, the best place first; none where nothing answers. They were written for training. The
command measures retrieval on them, as `evals.retrieval_bench` does: a hit is right when it lies in a section, from
one heading to the next, that holds one of the places.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals import retrieval_systems as systems
from evals.lines import lines_of
from evals.retrieval_bench import measure
from evals.retrieval_systems import Search, Span
from evals.training.questions import Corpus, Row, turns, use
from ingest.embed import Embedder
from ingest.index import build_index
from ingest.opened import OpenedIndex
from ingest.readers import read_paths
from ingest.structure import sections
from ingest.types import Document
from rag.rephrase import rephrase
from rag.shelf import whole_shelf

FOLDER = Path(__file__).with_name("collections")
QUESTIONS = "questions.jsonl"
MEASURES = ("first", "within four", "MRR", "all within eight")


@dataclass(frozen=True)
class Collection:
    """An index of one collection, its questions, and where they are answered."""

    name: str
    corpus: Corpus
    rows: tuple[Row, ...]
    """`sections` name a document and a heading path, the best first."""
    exact: tuple[tuple[int, ...], ...]
    """Of each question, the passages that hold the labelled words, the best first."""
    documents: tuple[Document, ...]
    needed: tuple[tuple[Span, ...], ...]
    """Of each question, the spans of its sections, the best first."""

    @property
    def answered(self) -> list[int]:
        """Numbers of the questions that the collection answers."""
        return [at for at, row in enumerate(self.rows) if row.sections]


def names(folder: Path = FOLDER) -> list[str]:
    return sorted(path.parent.name for path in folder.glob(f"*/{QUESTIONS}"))


def collection_of(folder: Path, place: Path, embedder: Embedder) -> Collection:
    """One collection, indexed in a folder `place`, where an index of it may be already."""
    build_index([folder], index=place, handbook=False, embeddings=embedder)
    generation = OpenedIndex(place, embedder).current()
    shelf = whole_shelf(generation)
    assert shelf is not None
    corpus = Corpus(generation, shelf, tuple(frozenset([(p.document_id, _path(p.heading))]) for p in shelf.passages))
    documents = tuple(read_paths([folder]))
    spans = {document.id: section_spans(document) for document in documents}
    rows, exact, needed = [], [], []
    for row in _stored(folder):
        places = [found(document, words) for document, words in _quotes(row, documents)]
        passages = list(dict.fromkeys(_passage(corpus, *place) for place in places))
        named = tuple(dict.fromkeys(name for at in passages for name in corpus.held[at]))
        within = [next(span for span in spans[id] if span[1] <= at < span[2]) for id, at in places]
        search = rephrase(turns(row)).search
        about = f"{folder.name}/{named[0][0]}" if named else ""
        rows.append(Row(search, named, row["kind"], row["style"], folder.name, about))
        exact.append(tuple(passages))
        needed.append(tuple(dict.fromkeys(within)))
    return Collection(folder.name, corpus, tuple(rows), tuple(exact), documents, tuple(needed))


def section_spans(document: Document) -> list[Span]:
    """From where each section's text begins to where that of the next one does."""
    starts = [section.blocks[0][0] for section in sections(document.text)]
    return [(document.id, a, b) for a, b in zip([0, *starts[1:]], [*starts[1:], len(document.text) + 1], strict=True)]


def found(document: Document, words: str) -> tuple[str, int]:
    """The document, and the middle of the words in its text.

    Raises:
        ValueError: they do not stand there.
    """
    return document.id, document.text.index(words) + len(words) // 2


def _path(heading: Sequence[str]) -> str:
    return " > ".join(heading)


def _stored(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for _, line in lines_of(folder / QUESTIONS)]


def _quotes(row: Mapping[str, Any], documents: Sequence[Document]) -> list[tuple[Document, str]]:
    by_file = {Path(document.origin).name: document for document in documents}
    return [(by_file[file], words) for file, words in row["quotes"]]


def _passage(corpus: Corpus, document_id: str, at: int) -> int:
    """The passage at a place of a document, or the nearest to it: between two passages there are only spaces."""
    own = [n for n, p in enumerate(corpus.shelf.passages) if p.document_id == document_id]
    return min(own, key=lambda n: max(corpus.shelf.passages[n].start - at, at - corpus.shelf.passages[n].end, 0))


def scored(collection: Collection, search: Search) -> list[dict[str, float]]:
    """Of each question that the collection answers."""
    return [measure(search(collection.rows[at].search), collection.needed[at]) for at in collection.answered]


def line_of(name: str, values: Sequence[Mapping[str, float]]) -> str:
    told = "  ".join(f"{key} {np.mean([one[key] for one in values]):.3f}" for key in MEASURES)
    return f"{name:40s} n {len(values):4d}  {told}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", default=[], help="names of collections")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--indexes", type=Path, required=True, help="a folder for their indexes")
    parser.add_argument("--encoder", type=Path, help="weights of another question encoder")
    parser.add_argument("--usual", action="store_true", help="what people use today beside ours")
    options = parser.parse_args()
    embedder = Embedder(threads=1)
    if options.encoder:
        use(embedder, options.encoder)
    together: dict[str, list[dict[str, float]]] = {}
    for name in options.only or names(options.folder):
        collection = collection_of(options.folder / name, options.indexes / name, embedder)
        makers: dict[str, Search] = {"ours": systems.ours(collection.corpus.generation)}
        if options.usual:
            makers["dense alone"] = systems.dense(collection.corpus.generation)
            makers["BM25 alone"] = systems.keywords(collection.corpus.generation)
            makers["LangChain usual (1000/200)"] = systems.langchain(collection.documents, embedder, name=name)
        for system, search in makers.items():
            values = scored(collection, search)
            together.setdefault(f"all, {system}", []).extend(values)
            together.setdefault(f"follow-ups, {system}", []).extend(
                value
                for at, value in zip(collection.answered, values, strict=True)
                if "\n" in collection.rows[at].search
            )
            print(line_of(f"{name}, {system}", values), flush=True)
    for group, values in together.items():
        print(line_of(group, values), flush=True)


if __name__ == "__main__":
    main()
