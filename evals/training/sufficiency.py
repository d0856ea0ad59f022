"""Sufficiency: questions of our own and an index go in, the weights of `rag/sufficiency.py` come out.

    python -m evals.training.sufficiency INDEX --questions wikiqa_train.jsonl trecqa_train.jsonl
    --pages ragtruth_qa_train.jsonl [--encoder held_out.npz --held-out 39] [--plot reliability.svg]
    [--encoder-elsewhere held_out.npz --collections e g i m]

INDEX is an index of the bundled handbook. The rows of `questions/` and of `sufficiency.jsonl` were written for this:
questions that chapters answer, neighbours of the topic that none answers, and questions from elsewhere. Two models: one
for the handbook, and one for documents whose sections are not headed by questions, learned on documents from elsewhere
(`sufficiency_elsewhere.py`), without what only tells the handbook from the rest of the world. The encoder that made the
evidence of the first must not have learned from the answered questions: give one that held chapters out, and of the
answered questions those of its chapters alone are used, and `DETAILS` and `EVERYDAY`, which no encoder has seen.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.lines import lines_of
from evals.training.known_questions import heard, known_of, questions, vectors_of
from evals.training.questions import DETAILS, EVERYDAY, Corpus, Row, add_source, opened, read_rows, turns, use
from evals.training.reliability import plotted, reliability
from evals.training.sufficiency_elsewhere import Judged, elsewhere
from ingest.embed import Embedder, Vectors
from ingest.opened import Generation
from rag.features import listen
from rag.rephrase import rephrase
from rag.retrieve import retrieve
from rag.sufficiency import evidence_of, scaled, turns_of_phrase, wording

ROWS = Path(__file__).with_name("sufficiency.jsonl")
TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval" / "sufficiency.json"
RIDGE, DIRECTION_RIDGE, FOLDS = 0.3, 1.0, 10
DECLINED_AT_MOST = 0.025
"""Of answered questions, held out. They were written to be hard to find, some as twins of unanswered ones; others lose
fewer.
"""
ONLY_THE_HANDBOOKS = frozenset(("question", "beyond", "wording", "answered", "unanswered"))
PHRASE_RIDGE, PHRASE_AT_LEAST, PHRASE_WEIGHT_AT_LEAST = 1.0, 3, 0.1
"""A turn of phrase counts when so many questions have it; what weighs less is not kept."""

Numbers = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_source(parser)
    parser.add_argument("--questions", type=Path, nargs="*", default=[], help="public sets, as the rest of the world")
    parser.add_argument("--pages", type=Path, help="a public set of questions with the passages that answer them")
    parser.add_argument("--encoder-elsewhere", type=Path, help="weights that held collections out, to hear theirs with")
    parser.add_argument("--collections", nargs="*", default=[], help="names of those that it held out")
    parser.add_argument("--every", type=int, default=1, help="use each so-many-th answered question")
    parser.add_argument("--plot", type=Path, help="write the reliability plot here, as SVG")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    embedder = Embedder(threads=1)
    handbook, held = opened(options, embedder)
    rows, more = rows_of(held, options.every)
    own = vectors_of([row.search for row in rows], handbook.generation)
    answered = vectors_of([row.search for row in more], handbook.generation)
    label = np.array([bool(row.sections) for row in rows])
    fold = folds_of(rows)
    words, more_words = [row.search for row in rows], [row.search for row in more]
    stored: dict[str, Any] = {
        "domain": [round(float(w), 4) for w in domain_of(handbook.generation, options.questions)],
        "beyond": [round(float(w), 4) for w in beyond_of(own, label, answered)],
        "wording": wording_of(words, label, more_words),
    }
    before = json.loads(options.out.read_text(encoding="utf-8"))
    options.out.write_text(json.dumps(before | stored) + "\n", encoding="utf-8")
    beyond, phrased = np.zeros(len(rows)), np.zeros(len(rows))
    for part in range(FOLDS):
        seen, tested = np.flatnonzero(fold != part), np.flatnonzero(fold == part)
        beyond[tested] = own[tested] @ beyond_of(own[seen], label[seen], answered)
        weights = wording_of([words[at] for at in seen], label[seen], more_words)
        phrased[tested] = [wording(words[at], weights) for at in tested]
    told = zip(evidence(rows, handbook), beyond, phrased, rows, kinds_of(rows), fold, strict=True)
    found = [
        Judged({**one, "beyond": b, "wording": w}, bool(row.sections), kind, int(part))
        for one, b, w, row, kind, part in told
    ]
    stored["with_questions"], said = fitted("with_questions", found, list(found[0].features))
    if options.plot:
        options.plot.write_text(plotted(reliability(said, label)), encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        embedder = Embedder(threads=1)  # heard as it is shipped
        if options.encoder_elsewhere:
            use(embedder, options.encoder_elsewhere)
        found = elsewhere(Path(place), options.pages, embedder, FOLDS, options.collections)
    names = [one for one in found[0].features if one not in ONLY_THE_HANDBOOKS]
    stored["without_questions"], _ = fitted("without_questions", found, names)
    options.out.write_text(json.dumps(before | stored) + "\n", encoding="utf-8")


def rows_of(held: frozenset[str], every: int) -> tuple[list[Row], list[Row]]:
    """Questions to learn from, and the answered ones of chapters that the encoder knows, for what needs no hits."""
    found: list[Row] = []
    more: list[Row] = []
    answered = 0
    for row in read_rows():
        new = row.file in DETAILS | EVERYDAY
        known = held and row.sections and not new and not held.intersection(chapter for chapter, _ in row.sections)
        answered += bool(row.sections) and not known
        (more if known or (row.sections and answered % every) else found).append(row)
    for _, line in lines_of(ROWS):
        stored = json.loads(line)
        kind = {"neighbour": "near"}.get(stored["kind"], stored["kind"])
        answers = (("", ""),) if stored["answerable"] else ()
        found.append(Row(rephrase(turns(stored)).search, answers, kind, "", ROWS.stem))
    return found, more


def kinds_of(rows: Sequence[Row]) -> list[str]:
    """'answerable', or which kind of unanswered; a question of which there is a twin is of its own kind."""
    return [("answerable" if row.sections else row.kind) + (", with a twin" if row.twin else "") for row in rows]


def folds_of(rows: Sequence[Row]) -> NDArray[np.int64]:
    """By chapter, so that twins stay together; a question that names none is a chapter of its own."""
    chapters = [row.about or str(at) for at, row in enumerate(rows)]
    names = list(dict.fromkeys(chapters))
    fold = dict(zip(names, (np.random.default_rng(0).permutation(len(names)) % FOLDS).tolist(), strict=True))
    return np.array([fold[chapter] for chapter in chapters])


def evidence(rows: Sequence[Row], handbook: Corpus) -> Iterator[dict[str, float]]:
    """The features of every question, from the hits that it gets, by what else is known but not of the same hand."""
    kept = questions()
    known = known_of(kept, handbook.generation)
    for row in rows:
        listen.cache_clear()
        asked = heard(row, kept, known, handbook.generation)
        hits = retrieve(row.search, handbook.generation, asked=asked)
        yield evidence_of(row.search, hits, handbook.generation, asked)


def fitted(name: str, found: Sequence[Judged], names: list[str]) -> tuple[dict[str, Any], Numbers]:
    """A logistic regression over features and `PRODUCTS`, whose 0.5 lies where few answered questions fall below it,
    held out; and what it says of each question, held out.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    table = np.array([[one.features[feature] for feature in names] for one in found])
    label = np.array([one.answered for one in found])
    fold = np.array([one.fold for one in found])
    counts = np.array([one.counts for one in found])
    means = {one: round(float(m), 6) for one, m in zip(names, table.mean(0), strict=True)}
    deviations = {one: round(float(max(d, 1e-6)), 6) for one, d in zip(names, table.std(0), strict=True)}
    grown = [scaled(one.features, means, deviations) for one in found]
    terms = list(grown[0])
    table = np.array([[one[term] for term in terms] for one in grown])
    odds = np.zeros(len(label))
    for part in sorted(set(fold.tolist())):
        model = LogisticRegression(C=RIDGE, class_weight="balanced", max_iter=1000)
        model.fit(table[fold != part], label[fold != part], counts[fold != part])
        odds[fold == part] = model.decision_function(table[fold == part])
    threshold = float(np.quantile(odds[label & (counts == 1)], DECLINED_AT_MOST))
    auroc = roc_auc_score(label, odds)
    print(f"{name}: AUROC {auroc:.3f}, {len(terms)} terms, {len(label)} questions in {len(set(fold))} parts")
    for kind in sorted({one.kind for one in found}):
        for answered in (True, False):
            members = np.array([one.kind == kind and one.answered == answered for one in found])
            if members.any():
                declined = float((odds[members] < threshold).mean())
                told = "answered" if answered else "not answered"
                print(f"  {kind}, {told}: {declined:.3f} declined, held out (n = {members.sum()})")
    said = 1 / (1 + np.exp(threshold - odds))
    for low, share, told_of, count in reliability(said, label):
        print(f"  said {low:.1f} to {low + 0.1:.1f}: mean {told_of:.2f}, {share:.2f} answered (n = {count})")
    model = LogisticRegression(C=RIDGE, class_weight="balanced", max_iter=1000).fit(table, label, counts)
    return {
        "bias": float(model.intercept_[0] - threshold),
        "weights": {one: round(float(w), 5) for one, w in zip(terms, model.coef_[0], strict=True)},
        "means": means,
        "deviations": deviations,
    }, said


def beyond_of(own: Vectors, label: NDArray[np.bool_], answered: Vectors) -> Vectors:
    """The direction in which questions lie that no chapter answers: a detail of something known, another country,
    another trade.
    """
    from sklearn.linear_model import LogisticRegression

    vectors = np.concatenate([own, answered])
    unanswered = np.concatenate([~label, np.zeros(len(answered), dtype=bool)])
    model = LogisticRegression(C=DIRECTION_RIDGE, class_weight="balanced", max_iter=1000).fit(vectors, unanswered)
    return np.asarray(model.coef_[0], dtype=np.float32)


def wording_of(searches: Sequence[str], label: NDArray[np.bool_], answered: Sequence[str]) -> dict[str, float]:
    """Weights of turns of phrase, more for those of questions that no chapter answers ('how many people work')."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import normalize

    counter = CountVectorizer(analyzer=turns_of_phrase, min_df=PHRASE_AT_LEAST, binary=True)
    found = normalize(counter.fit_transform([*searches, *answered]))
    unanswered = np.concatenate([~label, np.zeros(len(answered), dtype=bool)])
    model = LogisticRegression(C=PHRASE_RIDGE, class_weight="balanced", max_iter=1000).fit(found, unanswered)
    weights = zip(counter.get_feature_names_out(), model.coef_[0], strict=True)
    return {str(one): round(float(w), 2) for one, w in weights if abs(w) >= PHRASE_WEIGHT_AT_LEAST}


def domain_of(generation: Generation, public: list[Path]) -> Vectors:
    """The direction in which the handbook's headings and wordings lie from questions about anything."""
    from sklearn.linear_model import LogisticRegression

    ours = sorted({wording for p in generation.passages() for wording in (p.heading[-1], *p.asked)})
    rows = [json.loads(line) for _, line in lines_of(ROWS)]
    others = [row["question"] for row in rows if row["kind"] == "elsewhere"]
    others += sorted({json.loads(line)["question"] for path in public for _, line in lines_of(path)})
    label = np.array([1] * len(ours) + [0] * len(others))
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000)
    return np.asarray(model.fit(vectors_of(ours + others, generation), label).coef_[0], dtype=np.float32)


if __name__ == "__main__":
    main()
