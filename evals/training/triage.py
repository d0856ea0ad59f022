"""Triage training: example messages go in, the weights of rag/triage.py come out.

    python -m evals.training.triage

Softmax regression (multinomial logistic regression, L2) over all-MiniLM-L6-v2 sentence vectors. Examples:
rag/triage.yaml, the half of evals/cases/triage.jsonl that is for tuning, the handbook's own questions and everyday ones
that it answers (`questions.EVERYDAY`) as 'answer', and seeded mixtures: a risky ask behind an ordinary career sentence
stays risky, two ordinary sentences stay ordinary. A reason's threshold is the smallest at which at most `FALSE_SHARE`
of the ordinary messages would be declined for it, out of fold, and no lower than a floor. Other languages are left out:
the encoder does not read them. At the end the whole of triage is measured on the frozen half, which no line of this
file learns from.
"""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from evals.lines import lines_of
from evals.training.questions import EVERYDAY, read_rows
from ingest.embed import Embedder
from rag.triage import WEIGHTS, Embed, _weights, triage
from rag.triage_chat import CAREER
from rag.triage_strip import plain
from rag.triage_tongues import tongue

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "rag" / "triage.yaml"
CASES = ROOT / "evals" / "cases" / "triage.jsonl"
HANDBOOK = ROOT / "corpus" / "handbook"
PROBE = "Do I need a PhD to work in machine learning?"
FALSE_SHARE = 0.002
LOWEST, LOWEST_WITH_CAREER_WORDS = 0.97, 0.97
LOWEST_GRAVE = 0.98
"""For crisis and harmful, where a false decline insults."""
BY_MEANING = ("crisis", "harmful", "instruction", "out-of-scope")
"""Small talk and messages too short to answer are told by their words alone. So are law, illness and visas: career
questions mention them in passing too often for a likeness to decide, and only what is asked counts."""


def examples() -> list[tuple[str, str]]:
    """(message, reason) pairs, in a fixed order."""
    by_reason: dict[str, list[str]] = yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))
    pairs = [(text, reason) for reason, texts in by_reason.items() for text in texts]
    pairs += [(row["question"], row["expected"]) for row in cases("tune") if not row.get("follows")]
    pairs = [(text, reason) for text, reason in pairs if not tongue(plain(text))]
    for path in sorted(HANDBOOK.glob("*.md")):
        front = yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1])
        for heading, asked in (front.get("also_asked") or {}).items():
            pairs += [(str(text), "answer") for text in (heading, *asked)]
    everyday = (row for row in read_rows() if row.file in EVERYDAY and row.sections and row.kind != "follow-up")
    pairs += [(row.search, "answer") for row in everyday]
    chance = random.Random(7)
    ordinary = by_reason["answer"]
    for reason, texts in by_reason.items():
        if reason in BY_MEANING and reason != "out-of-scope":
            pairs += [(f"{chance.choice(ordinary)} {text}", reason) for text in chance.sample(texts, len(texts) // 2)]
    pairs += [(f"{chance.choice(ordinary)} {chance.choice(ordinary)}", "answer") for _ in range(300)]
    return pairs


def cases(half: str) -> list[dict[str, Any]]:
    """Labelled messages of one half, 'tune' or 'frozen'."""
    rows = [json.loads(line) for _, line in lines_of(CASES)]
    return [row for row in rows if row["half"] == half]


def measure(rows: list[dict[str, Any]], embed: Embed) -> None:
    """Print precision and recall of the whole of triage for each kind of message."""
    right, given, wanted = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        found = triage(row["question"], embed, follows=bool(row.get("follows"))).reason or "answer"
        expected = found if found in row.get("accepted", ()) else row["expected"]
        right[expected] += found == expected
        given[found] += 1
        wanted[expected] += 1
    print(f"{sum(right.values())} of {len(rows)} right")
    for reason in sorted(wanted):
        precision, recall = right[reason] / max(1, given[reason]), right[reason] / wanted[reason]
        print(f"{reason:13} n={wanted[reason]:4} precision {precision:.3f} recall {recall:.3f}")


def main(embed: Embed | None = None) -> None:
    """Fit, choose the thresholds out of fold, write rag/weights/triage.json, print the figures."""
    embed = embed or Embedder().encode
    pairs = examples()
    texts = [text for text, _ in pairs]
    reasons = sorted({reason for _, reason in pairs})
    labels = np.array([reasons.index(reason) for _, reason in pairs])
    answer = reasons.index("answer")
    vectors = embed(texts)
    weight = {at: 1.0 if at == answer else 3.0 for at in range(len(reasons))}
    model = LogisticRegression(C=30.0, max_iter=3000, class_weight=weight)
    folds = StratifiedKFold(3, shuffle=True, random_state=7)
    predicted = cross_val_predict(model, vectors, labels, cv=folds, method="predict_proba")
    model.fit(vectors, labels)
    ordinary = labels == answer
    career = np.array([bool(CAREER.search(plain(text))) for text in texts])
    thresholds: dict[str, float] = {}
    career_thresholds: dict[str, float] = {}
    for reason in BY_MEANING:
        given = predicted[:, reasons.index(reason)]
        for kept, lowest, into in (
            (~career, LOWEST, thresholds),
            (career, LOWEST_WITH_CAREER_WORDS, career_thresholds),
        ):
            highest = np.sort(given[ordinary & kept])[::-1]
            into[reason] = round(
                float(
                    max(
                        LOWEST_GRAVE if reason in ("crisis", "harmful") else lowest,
                        highest[int(FALSE_SHARE * len(highest))] + 0.02,
                    )
                ),
                3,
            )
        own = labels == reasons.index(reason)
        needed = np.where(career, career_thresholds[reason], thresholds[reason])
        found, false = np.mean((given >= needed)[own]), np.sum((given >= needed)[ordinary])
        at = f"{thresholds[reason]}, {career_thresholds[reason]}"
        print(f"{reason:13} n={own.sum()} found by meaning alone {found:.2f} false {false}/{ordinary.sum()} at {at}")
    WEIGHTS.parent.mkdir(exist_ok=True)
    stored = {
        "reasons": reasons,
        "thresholds": thresholds,
        "career_thresholds": career_thresholds,
        "probe": PROBE,
        "probe_vector": [round(float(x), 5) for x in embed([PROBE])[0]],
        "bias": [round(float(x), 4) for x in model.intercept_],
        "matrix": [[round(float(x), 4) for x in row] for row in model.coef_],
    }
    WEIGHTS.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    _weights.cache_clear()
    measure(cases("frozen"), embed)


if __name__ == "__main__":
    main()
