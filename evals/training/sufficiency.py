"""Sufficiency: questions of our own and an index go in, the weights of `rag/sufficiency.py` come out.

    python -m evals.training.sufficiency INDEX --questions wikiqa_train.jsonl trecqa_train.jsonl

INDEX is an index of the bundled handbook. The rows of `sufficiency.jsonl` were written for this: neighbours of the
topic that no chapter answers, questions from elsewhere, and questions that a chapter answers in other words than its
own.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from ingest.opened import Generation, OpenedIndex
from rag.encode import encode
from rag.rephrase import rephrase
from rag.retrieve import retrieve
from rag.sufficiency import evidence_of

ROWS = Path(__file__).with_name("sufficiency.jsonl")
TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval" / "sufficiency.json"
RIDGE = 0.3
DECLINED_AT_MOST = 0.02
FOLDS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument(
        "--questions",
        type=Path,
        nargs="*",
        default=[],
        help="public sets (JSON lines with 'question') as the rest of the world",
    )
    parser.add_argument(
        "--foreign",
        type=Path,
        nargs=2,
        help="an index of documents without question headings, and questions they answer",
    )
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    generation = OpenedIndex(options.index).current()
    stored = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    stored["domain"] = domain_of(generation, options.questions)
    options.out.write_text(json.dumps(stored), encoding="utf-8")
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    searches = [rephrase(dialogue(row)).search for row in rows]
    found = [evidence_of(search, retrieve(search, generation), generation) for search in searches]
    names = list(found[0])
    table = np.array([[one[name] for name in names] for one in found])
    label = np.array([row["answerable"] for row in rows], dtype=int)
    kinds = [row["kind"] for row in rows]
    stored["with_questions"] = fitted(table, label, kinds, names)
    kept = [at for at, name in enumerate(names) if name != "question"]
    stored["without_questions"] = fitted(table[:, kept], label, kinds, [names[at] for at in kept])
    if options.foreign:
        foreign = OpenedIndex(options.foreign[0]).current()
        answered = [json.loads(line) for line in options.foreign[1].read_text(encoding="utf-8").splitlines()]
        searches = [rephrase(dialogue(row)).search for row in answered if row["answerable"] == "seeds"]
        seen = [evidence_of(search, retrieve(search, foreign), foreign) for search in searches]
        shift(stored["without_questions"], seen)
    options.out.write_text(json.dumps(stored) + "\n", encoding="utf-8")


def fitted(table: Any, label: Any, kinds: list[str], names: list[str]) -> dict[str, Any]:
    """A logistic regression whose 0.5 lies where few answerable questions fall below it, held out."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    means, deviations = table.mean(0), np.maximum(table.std(0), 1e-6)
    scaled = (table - means) / deviations
    fold = np.random.default_rng(0).permutation(len(label)) % FOLDS
    held_out = np.zeros(len(label))
    for part in range(FOLDS):
        model = LogisticRegression(C=RIDGE, class_weight="balanced").fit(scaled[fold != part], label[fold != part])
        held_out[fold == part] = model.decision_function(scaled[fold == part])
    print(f"AUROC, {FOLDS}-fold: {roc_auc_score(label, held_out):.3f} on {len(label)} questions, {len(names)} features")
    threshold = float(np.quantile(held_out[label == 1], DECLINED_AT_MOST))
    for kind in sorted(set(kinds)):
        members = np.array([one == kind for one in kinds])
        print(f"  {kind}: {float((held_out[members] < threshold).mean()):.3f} declined, held out (n = {members.sum()})")
    for low in np.arange(0, 1, 0.1):
        told = 1 / (1 + np.exp(threshold - held_out))
        inside = (told >= low) & (told < low + 0.1 + 1e-9)
        if inside.any():
            print(f"  said {low:.1f} to {low + 0.1:.1f}: {label[inside].mean():.2f} answerable (n = {inside.sum()})")
    model = LogisticRegression(C=RIDGE, class_weight="balanced").fit(scaled, label)
    return {
        "bias": float(model.intercept_[0] - threshold),
        "weights": {name: round(float(w), 5) for name, w in zip(names, model.coef_[0], strict=True)},
        "means": {name: round(float(m), 6) for name, m in zip(names, means, strict=True)},
        "deviations": {name: round(float(d), 6) for name, d in zip(names, deviations, strict=True)},
    }


def shift(model: dict[str, Any], seen: list[dict[str, float]]) -> None:
    """Lower the threshold for documents of another kind: few of these answerable questions may be declined."""
    scores = [
        model["bias"]
        + sum((one[n] - model["means"][n]) / model["deviations"][n] * w for n, w in model["weights"].items())
        for one in seen
    ]
    model["bias"] -= min(0.0, float(np.quantile(scores, DECLINED_AT_MOST)))


def dialogue(row: dict[str, Any]) -> list[BaseMessage]:
    """The row's turns as messages, the question last."""
    earlier = [turn if isinstance(turn, str) else turn["content"] for turn in row.get("dialogue") or []]
    return [
        *[(HumanMessage if at % 2 == 0 else AIMessage)(turn) for at, turn in enumerate(earlier)],
        HumanMessage(row["question"]),
    ]


def domain_of(generation: Generation, public: list[Path]) -> list[float]:
    """A direction: logistic regression on question vectors, the handbook's headings and wordings against questions on
    anything.
    """
    from sklearn.linear_model import LogisticRegression

    passages = generation.passages()
    ours = sorted({wording for p in passages for wording in (p.heading[-1], *p.asked)})
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    others = [row["question"] for row in rows if row["kind"] == "elsewhere"]
    others += sorted(
        {json.loads(line)["question"] for path in public for line in path.read_text(encoding="utf-8").splitlines()}
    )
    texts = ours + others
    vectors = np.stack(
        [e.vector for at in range(0, len(texts), 64) for e in encode(texts[at : at + 64], generation.embeddings)]
    )
    label = np.array([1] * len(ours) + [0] * len(others))
    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000).fit(vectors, label)
    return [round(float(w), 4) for w in model.coef_[0]]


if __name__ == "__main__":
    main()
