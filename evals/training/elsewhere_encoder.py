"""Elsewhere encoder: questions about collections and about plain chapters go in, a change to MiniLM for the questions
to any other document comes out.

    python -m evals.training.elsewhere_encoder INDEX --public wikiqa_train.jsonl trecqa_train.jsonl --answers
    ragtruth_qa_train.jsonl [--share 0.75] [--without NAME ... --out held_out.npz]

INDEX is an index of the bundled handbook. As `question_encoder.py`, whose losses and public sets it shares, with one
corpus a batch: a collection (`collections.py`), or the handbook's chapters without headings. In a collection the
passage that holds the labelled words is right, the rest of its section neither right nor wrong. It goes on from the
change that is in use, and of what it learns a share is kept, which carries over better to documents that it has not
seen than all of it would (Wortsman et al. 2022, 'Robust fine-tuning of zero-shot models').
"""

import argparse
import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evals.training.collections import FOLDER, Collection, collection_of, names
from evals.training.question_encoder import batch_loss, learn, rankings_of, save, take
from evals.training.question_examples import (
    Example,
    Public,
    among_lines,
    examples_of,
    misleading_of,
    place,
    public_of,
    rank,
    ranked,
)
from evals.training.question_losses import Asking, Bank, Tokened, banks_of
from evals.training.question_ranking import Ranking
from evals.training.questions import Corpus, arrays, handbook_of, plain_of, read_rows
from ingest.embed import Embedder, Vectors
from rag.encode import ELSEWHERE, adapter

TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval"
SEED, STEPS, RATE, GATE_RATE = 7, 900, 3e-4, 5e-3
TYPED, WORDINGS = 24, 6
"""Questions of each kind in a batch; wordings in place of as many typed ones, where a corpus has them."""
PLAIN = 0.3
"""How often a batch is of plain chapters; each collection has an equal part of the rest."""
PLAIN_QUESTIONS = 2000
"""Of the typed questions on chapters, drawn: more are not reached in so many steps."""


@dataclass
class Lesson:
    """A corpus with its questions, ready to draw batches from."""

    corpus: Corpus
    typed: list[Example]
    wordings: list[Example]
    tokened: Tokened
    banks: list[Bank]
    rankings: list[Ranking]
    queues: tuple[list[Example], list[Example]] = field(default_factory=lambda: ([], []))

    @classmethod
    def of(
        cls, corpus: Corpus, typed: list[Example], wordings: list[Example], sections: Corpus, embedder: Embedder
    ) -> "Lesson":
        banks = banks_of(sections, frozenset(), embedder)
        return cls(corpus, typed, wordings, Tokened.of_corpus(corpus), banks, rankings_of([corpus], typed))

    def drawn(self) -> list[Example]:
        if not self.wordings:
            return take(self.queues[0], self.typed, TYPED)
        rows = take(self.queues[0], self.typed, TYPED - WORDINGS)
        return rows + [among_lines(e) for e in take(self.queues[1], self.wordings, WORDINGS)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--public", type=Path, nargs="*", default=[], help="question, candidates[{text, label}]")
    parser.add_argument("--answers", type=Path, nargs="*", default=[], help="question, passages[]")
    parser.add_argument("--start", type=Path, help="weights to go on from; those in use if none are named")
    parser.add_argument("--without", nargs="*", default=[], help="names of collections that do not train")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--share", type=float, default=1.0, help="of what is learned, how much is kept")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=TARGET / f"{ELSEWHERE}.npz")
    options = parser.parse_args()
    random.seed(options.seed)
    embedder = Embedder(threads=1)
    with tempfile.TemporaryDirectory() as folder:
        handbook = handbook_of(options.index, embedder)
        lessons = [plain_lesson(handbook, Path(folder), embedder)]
        kept = sorted(set(names()) - set(options.without))
        lessons += [lesson_of(collection_of(FOLDER / name, Path(folder) / name, embedder), embedder) for name in kept]
        public = public_of(options.public, options.answers, embedder)
        print(f"{[len(one.typed) for one in lessons]} typed, {len(public.questions)} public questions", flush=True)
        start = adapter(ELSEWHERE) if options.start is None else arrays(options.start)
        asking = train(embedder, lessons, public, options.steps, options.seed, start)
    save(asking.gone_on(options.share), options.out)


def plain_lesson(handbook: Corpus, folder: Path, embedder: Embedder) -> Lesson:
    """The handbook's chapters without headings; its sections stay what is asked for."""
    plain = plain_of(handbook, folder, embedder)
    typed, wordings = examples_of(read_rows(), handbook, frozenset())
    typed = random.sample(typed, min(PLAIN_QUESTIONS, len(typed)))
    place(typed, [plain], frozenset(), embedder)
    place(wordings, [plain], frozenset(), embedder)
    rank(typed, [plain], frozenset())
    return Lesson.of(plain, typed, wordings, handbook, embedder)


def lesson_of(collection: Collection, embedder: Embedder) -> Lesson:
    """The questions that a collection answers."""
    numbers, corpus = collection.answered, collection.corpus
    vectors = embedder.encode([collection.rows[at].search for at in numbers])
    typed = []
    for at, vector in zip(numbers, vectors, strict=True):
        row, exact = collection.rows[at], list(collection.exact[at])
        inside = np.asarray(corpus.right(row).any(axis=0), dtype=np.bool_)
        misleading = misleading_of(row.search, vector, corpus, inside)
        one = ranked(row, corpus, frozenset(), exact)
        typed.append(Example(row.search, row.sections, True, [np.array(exact)], [misleading], [one]))
    return Lesson.of(corpus, typed, [], corpus, embedder)


def train(
    embedder: Embedder, lessons: Sequence[Lesson], public: Public, steps: int, seed: int, start: dict[str, Vectors]
) -> Asking:
    """Learn for so many batches, the first lesson being the plain chapters."""
    import torch

    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    asking = Asking(embedder, lessons[0].corpus.shelf, start)
    others = Tokened.of_texts(public.tokens) if public.texts else None

    def loss() -> Any:
        lesson = lessons[0] if random.random() < PLAIN or len(lessons) == 1 else random.choice(lessons[1:])
        asking.among(lesson.corpus.shelf)
        return batch_loss(asking, lesson.tokened, 0, lesson.banks, lesson.rankings, lesson.drawn(), public, others)

    learn(asking, loss, steps, RATE, GATE_RATE)
    return asking


if __name__ == "__main__":
    main()
