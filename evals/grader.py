"""Grader: the sentences that we labelled go in, the checker's figures on them come out, and how far the two readings
agree.

Each row of cases/labelled.jsonl is a sentence, the handbook's words it is held against, and two readings (`label_a`,
`label_b`: supported, partly, unsupported, contradicted). The truth is what both readings say; rows where they differ
count in the agreement and nowhere else.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from evals.judge import rule_ahead, rule_words
from evals.lines import lines_of
from evals.loading import CASES
from evals.statistics import cohen_kappa, krippendorff_alpha

LABELLED = CASES / "labelled.jsonl"
_SAME = {"contradicted": "unsupported"}
"""For the checker's purpose a contradicted sentence is an unsupported one; 'partly' is withheld, too."""


def labelled(path: Path = LABELLED) -> tuple[Mapping[str, Any], ...]:
    """Rows of the labelled set; none where there is no file."""
    if not path.exists():
        return ()
    return tuple(json.loads(line) for _, line in lines_of(path))


@lru_cache(maxsize=4)
def labelled_pairs(path: Path = LABELLED) -> tuple[tuple[float, float], ...]:
    """(truth, checker's word) as 1 for supported, 0 for not, of every row that both readers read alike."""
    rule_ahead((row["sentence"], row["quote"]) for row in labelled(path))
    return tuple(
        (float(row["label_a"] == "supported"), float(rule_words(row["sentence"], row["quote"]).holds))
        for row in labelled(path)
        if (row["label_a"] == "supported") == (row["label_b"] == "supported")
    )


def truth_of(rows: Sequence[Mapping[str, Any]]) -> list[bool | None]:
    """Whether both readers call the sentence supported, or both not; None where they differ."""
    read = ((row["label_a"] == "supported", row["label_b"] == "supported") for row in rows)
    return [first if first == second else None for first, second in read]


def grade(path: Path = LABELLED) -> dict[str, float | int | str]:
    """The checker on our labelled sentences: what it finds of the unsupported, and how often it is right when it
    withholds.
    """
    rows = labelled(path)
    pairs = labelled_pairs(path)
    if not pairs:
        return {}
    a, b = ([_SAME.get(str(row[name]), str(row[name])) for row in rows] for name in ("label_a", "label_b"))
    caught = sum(t == 0 and j == 0 for t, j in pairs)
    missed = sum(t == 0 and j == 1 for t, j in pairs)
    falsely = sum(t == 1 and j == 0 for t, j in pairs)
    passed = sum(t == 1 and j == 1 for t, j in pairs)
    return {
        "sentences": len(rows),
        "read_alike": len(pairs),
        "cohen_kappa": _figure(cohen_kappa(a, b)),
        "krippendorff_alpha": _figure(krippendorff_alpha(list(zip(a, b, strict=True)))),
        "unsupported_precision": _share(caught, caught + falsely),
        "unsupported_recall": _share(caught, caught + missed),
        "unsupported_f1": _share(2 * caught, 2 * caught + falsely + missed),
        "supported_passed": _share(passed, passed + falsely),
        "balanced_accuracy": round((_share(caught, caught + missed) + _share(passed, passed + falsely)) / 2, 4),
    }


def agreement(first: Sequence[str], second: Sequence[str]) -> float:
    """Plain share of rows with the same label."""
    return _share(sum(x == y for x, y in zip(first, second, strict=True)), len(first))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _figure(value: float | None) -> float | str:
    return "not known" if value is None else value
