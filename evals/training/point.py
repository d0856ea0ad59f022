"""Point: questions of our own and an index go in, the weights of `rag/point.py` come out.

    python -m evals.training.point INDEX [--every 2]

INDEX is an index of the bundled handbook. Learned from what could open an answer: the openings of the four sections
that rank first, for each of the questions in `point.jsonl` (short, vague, emotional, as people type them, alone and as
follow-ups), those of `questions/` that the question encoder has not learned from (`UNSEEN`), and all follow-ups. An
opening is to the point where its section is one that answers. Known questions of the same hand about the same chapter
do not count (`known_questions.py`). Two regressions, told out of fold, a question with all its openings in one fold.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from numpy.typing import NDArray

from evals.lines import lines_of
from evals.training.known_questions import heard, questions
from evals.training.questions import FOLDER, UNSEEN, Row, chapter_of, handbook_of, row_of, turns
from ingest.embed import Embedder
from ingest.opened import Generation
from ingest.types import Passage
from rag.addressed import for_people
from rag.closeness import closeness_to
from rag.compose import compose
from rag.expand import expand
from rag.features import goes_on, listen
from rag.known import known
from rag.point import POINTED, evidence_of
from rag.question import answers_so_far
from rag.retrieve import retrieve
from rag.sufficiency import ENOUGH, sufficiency
from rag.types import Citation, Hit

ROWS = Path(__file__).with_name("point.jsonl")
TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval" / "point.json"
SECTIONS, FOLDS, INVERSE_RIDGE = 4, 8, 0.1
NOT_OPENING = 0.5
"""How much an opening counts that would not open the answer, beside one that does."""

Numbers = NDArray[np.float64]


class Opening(NamedTuple):
    """What could open an answer, or does (`opens`), and whether its section answers."""

    question: int
    features: dict[str, float]
    right: bool
    opens: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--every", type=int, default=1, help="use each so-many-th of the rows in questions/")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    generation = handbook_of(options.index, Embedder(threads=1)).generation
    kept = questions()
    found: dict[str, list[Opening]] = {"alone": [], "goes_on": []}
    for at, (row, said) in enumerate(rows(options.every, generation)):
        if at % 100 == 0:
            print(f"{at} questions heard", flush=True)
        found["goes_on" if goes_on(row.search) else "alone"] += openings(at, row, said, kept, generation)
    stored = {name: fitted(name, some) for name, some in found.items()}
    options.out.write_text(json.dumps(stored) + "\n", encoding="utf-8")


def rows(every: int, generation: Generation) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Questions as they are looked up, each with the answers that were read before it."""
    for _, line in lines_of(ROWS):
        stored = json.loads(line)
        messages: list[BaseMessage] = [HumanMessage(stored["question"])]
        if "first" in stored:
            messages = [HumanMessage(stored["first"]), AIMessage(opened_with(stored["first"], generation)), *messages]
        yield row_of(messages, stored, ROWS.stem), answers_so_far(messages)
    number = 0
    for path in sorted(FOLDER.glob("*.jsonl")):
        for _, line in lines_of(path):
            stored = json.loads(line)
            if stored["kind"] == "several-needs" or not (path.stem in UNSEEN or stored.get("dialogue")):
                continue
            number += 1
            if number % every == 0:
                yield row_of(turns(stored), stored, path.stem), answers_so_far(turns(stored))


def opened_with(question: str, generation: Generation) -> str:
    """What opens the answer to a question, which a follow-up goes on from."""
    return next(
        (citation.quote for citation, _ in could_cite(question, retrieve(question, generation), (), generation)), ""
    )


def could_cite(
    search: str, hits: Sequence[Hit], said: Sequence[str], generation: Generation
) -> list[tuple[Citation, bool]]:
    """What could open an answer, the first as it does: then the openings of the first other sections by themselves."""
    whole = for_people(expand(hits, generation))
    near = closeness_to(search, generation)
    sections = list(dict.fromkeys(section_of(hit.passage) for hit in hits))
    found = [claim.citations[0] for claim in compose(search, whole, near, said=said).claims[:1]]
    for section in [one for one in sections if found and one != section_of(found[0].passage)][: SECTIONS - 1]:
        own = [hit for hit in whole if section_of(hit.passage) == section]
        found += [claim.citations[0] for claim in compose(search, own, near, said=said).claims[:1]]
    return [(citation, at == 0) for at, citation in enumerate(found)]


def section_of(passage: Passage) -> tuple[str, ...]:
    return passage.document_id, *passage.heading


def openings(number: int, row: Row, said: Sequence[str], kept: Sequence[Row], generation: Generation) -> list[Opening]:
    """What could open the answer to a question, none where it is declined."""
    listen.cache_clear()
    asked = heard(row, kept, known(), generation)
    hits = retrieve(row.search, generation, asked=asked)
    likely = sufficiency(row.search, hits, generation, asked)
    if likely < ENOUGH:
        return []
    found = []
    for citation, opens in could_cite(row.search, hits, said, generation):
        features = evidence_of(row.search, citation, likely, generation, asked)
        name = (chapter_of(citation.passage.document_id), citation.passage.heading[-1])
        found.append(Opening(number, features, name in row.sections, opens))
    return found


def fitted(name: str, found: Sequence[Opening]) -> dict[str, Any]:
    """A logistic regression, and what it is worth out of fold."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    names = list(found[0].features)
    table = np.array([[one.features[feature] for feature in names] for one in found])
    right, opens = np.array([one.right for one in found]), np.array([one.opens for one in found])
    counts = np.where(opens, 1.0, NOT_OPENING)
    means, deviations = table.mean(0), table.std(0)
    kept = deviations > 1e-6
    names = [feature for feature, keep in zip(names, kept, strict=True) if keep]
    scaled: Numbers = np.clip((table - means)[:, kept] / deviations[kept], -3, 3)
    fold = np.random.default_rng(0).integers(0, FOLDS, 1 + max(one.question for one in found))
    of = fold[[one.question for one in found]]
    said: Numbers = np.zeros(len(found))
    model = LogisticRegression(C=INVERSE_RIDGE, max_iter=2000)
    for part in range(FOLDS):
        model.fit(scaled[of != part], right[of != part], sample_weight=counts[of != part])
        said[of == part] = model.predict_proba(scaled[of == part])[:, 1]
    doubted = said < POINTED
    print(
        f"{name}: {opens.sum()} answers, {(right & opens).sum()} open to the point; AUROC"
        f" {roc_auc_score(right[opens], said[opens]):.3f}; doubted of those {doubted[opens & right].mean():.3f},"
        f" of the others {doubted[opens & ~right].mean():.3f}"
    )
    model.fit(scaled, right, sample_weight=counts)
    return {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)},
        "means": {n: round(float(m), 5) for n, m in zip(names, means[kept], strict=True)},
        "deviations": {n: round(float(d), 5) for n, d in zip(names, deviations[kept], strict=True)},
    }


if __name__ == "__main__":
    main()
