"""Questions: rows written for training go in, what is looked up and the passages that answer it come out.

`questions/*.jsonl` were written for training, by people who know the handbook: what someone would type, often in other
words than the handbook's, with every section that answers it, or none. A question that none answers may have a twin:
one about the same matter that a section does answer. Two corpora are asked: the handbook as it is, and its chapters as
plain documents without headings or other wordings, as documents from elsewhere often are.
"""

import json
import random
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from numpy.typing import NDArray

import corpus
from evals.lines import lines_of
from ingest.embed import Embedder, Vectors
from ingest.index import build_index
from ingest.opened import Generation, OpenedIndex
from rag.encode import encoder_of
from rag.rephrase import rephrase
from rag.shelf import Shelf, whole_shelf

FOLDER = Path(__file__).with_name("questions")
SHARE_OF_A_SECTION = 0.3
"""A plain passage answers for a section from which at least this share of its letters comes."""
DETAILS = frozenset("ijk")
"""Files in which every question for a particular has a twin that the handbook does not answer."""
EVERYDAY = frozenset("lmnopqrstuvw")
"""Files of what people type without a chapter in view: short, vague, told as a scene, or going on in a chat; `v` and
`w` are the further turns of whole chats.
"""
UNSEEN = DETAILS | EVERYDAY | {"h"}
"""Files that the question encoder has not learned from."""
Named = tuple[str, str]
"""Chapter and heading."""


@dataclass(frozen=True)
class Row:
    """A question as it is looked up, and the sections that answer it, the best first; none where no chapter does."""

    search: str
    sections: tuple[Named, ...]
    kind: str
    style: str
    file: str = ""
    """Written by one hand."""
    about: str = ""
    """The chapter that it was written about, also where that does not answer it; empty where it is not said."""
    twin: bool = False
    """Whether there is another about the same matter that is answered where this one is not, or the other way."""

    @property
    def chapter(self) -> str:
        return self.sections[0][0] if self.sections else ""


def read_rows(folder: Path = FOLDER) -> list[Row]:
    """All rows, by file and line."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        stored = [json.loads(line) for _, line in lines_of(path)]
        about = {row["twin"]: row["sections"][0][0] for row in stored if row["sections"] and "twin" in row}
        rows += [row_of(turns(row), row, path.stem, about.get(row.get("twin"), "")) for row in stored]
    return rows


def row_of(messages: Sequence[BaseMessage], stored: Mapping[str, Any], file: str = "", about: str = "") -> Row:
    """A stored question as it is looked up after its dialogue.

    Args:
        about: the chapter that it was written about where none answers.
    """
    sections = tuple((chapter, heading) for chapter, heading in stored["sections"])
    chapter = sections[0][0] if sections else about
    search = rephrase(messages).search
    return Row(search, sections, stored.get("kind", ""), stored.get("style", ""), file, chapter, "twin" in stored)


def turns(row: Mapping[str, Any]) -> list[BaseMessage]:
    """The dialogue as messages, the question last; a turn is its words, or a mapping with 'text' or 'content'."""
    said = [
        turn if isinstance(turn, str) else str(turn.get("text", turn.get("content", "")))
        for turn in row.get("dialogue") or []
    ]
    return [
        *[(HumanMessage if at % 2 == 0 else AIMessage)(text) for at, text in enumerate(said)],
        HumanMessage(row["question"]),
    ]


def use(embedder: Embedder, learned: Path) -> None:
    """Encode questions with other learned weights."""
    encoder = encoder_of(embedder)
    assert encoder is not None
    encoder.use(arrays(learned))


def arrays(learned: Path) -> dict[str, Vectors]:
    """Learned weights by name, in float32."""
    with np.load(learned) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


@dataclass(frozen=True)
class Corpus:
    """An index to ask, and for each of its passages the sections of the handbook whose words it holds."""

    generation: Generation
    shelf: Shelf
    held: tuple[frozenset[Named], ...]

    @property
    def chapters(self) -> NDArray[np.str_]:
        """Of each passage."""
        return np.array([chapter_of(p.document_id) for p in self.shelf.passages])

    def right(self, row: Row) -> NDArray[np.bool_]:
        """Which passages answer, for each section that does; shape (sections, passages)."""
        return np.array([[name in held for held in self.held] for name in row.sections], dtype=bool).reshape(
            len(row.sections), len(self.held)
        )


def chapter_of(document_id: str) -> str:
    return document_id.split("/")[-1].removesuffix(".md")


def handbook_of(index: Path, embedder: Embedder) -> Corpus:
    """The bundled handbook, from an index of it."""
    generation = OpenedIndex(index, embedder).current()
    shelf = whole_shelf(generation)
    assert shelf is not None
    return Corpus(
        generation,
        shelf,
        tuple(frozenset([(chapter_of(p.document_id), p.heading[-1])]) for p in shelf.passages),
    )


def add_source(parser: ArgumentParser) -> None:
    """The arguments that `opened` reads."""
    parser.add_argument("index", type=Path)
    parser.add_argument("--encoder", type=Path, help="weights of a question encoder that held chapters out")
    parser.add_argument("--held-out", type=int, default=0, help="how many chapters that encoder held out")


def opened(options: Namespace, embedder: Embedder) -> tuple[Corpus, frozenset[str]]:
    """The handbook of an index, heard by the encoder that is asked for, and the chapters which that one held out."""
    if options.encoder:
        use(embedder, options.encoder)
    handbook = handbook_of(options.index, embedder)
    return handbook, held_out(handbook.chapters.tolist(), options.held_out)


def plain_of(handbook: Corpus, place: Path, embedder: Embedder) -> Corpus:
    """The handbook's chapters as documents with a title and no headings, indexed in a folder."""
    folder = place / "plain"
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(corpus.HANDBOOK.glob("*.md")):
        (folder / path.name).write_text(without_headings(path.read_text(encoding="utf-8")), encoding="utf-8")
    build_index([folder], index=place / "plain_index", handbook=False, embeddings=embedder)
    generation = OpenedIndex(place / "plain_index", embedder).current()
    shelf = whole_shelf(generation)
    assert shelf is not None
    home: dict[str, set[Named]] = {}
    for at, held in enumerate(handbook.held):
        for sentence in sentences_of(handbook.shelf, at):
            home.setdefault(sentence, set()).update(held)
    found = []
    for at in range(len(shelf.passages)):
        letters: dict[Named, int] = {}
        own = sentences_of(shelf, at)
        for sentence in own:
            for name in home.get(sentence, ()):
                letters[name] = letters.get(name, 0) + len(sentence)
        whole = sum(map(len, own))
        found.append(frozenset(name for name, count in letters.items() if count >= SHARE_OF_A_SECTION * whole))
    return Corpus(generation, shelf, tuple(found))


def without_headings(chapter: str) -> str:
    """A chapter's text under its title alone, which asks nothing."""
    lines = chapter.split("---\n", 2)[2].splitlines()
    kept = [line.rstrip("?") if line.startswith("# ") else line for line in lines if not line.startswith("## ")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in kept if not line.startswith("Sources:")))


def sentences_of(shelf: Shelf, at: int) -> list[str]:
    """The sentences of one passage, spaces evened."""
    ends = np.append(shelf.sentence_start, len(shelf.sentences))
    return [" ".join(sentence.split()) for sentence in shelf.sentences[ends[at] : ends[at + 1]]]


def folds(chapters: Sequence[str], count: int, seed: int) -> dict[str, int]:
    """Of each chapter, its fold."""
    names = sorted(set(chapters))
    order = np.random.default_rng(seed).permutation(len(names))
    return {names[at]: place % count for place, at in enumerate(order.tolist())}


def held_out(chapters: Sequence[str], count: int, seed: int = 7) -> frozenset[str]:
    """So many chapters, chosen by the seed."""
    names = sorted(set(chapters))
    random.Random(seed).shuffle(names)
    return frozenset(names[:count])
