"""Checker training: the labelled sets go in, the weights in `rag/weights/checker/` come out, with figures by
cross-validation.

    python -m evals.training checker --data DIR [--out DIR] [--epochs N] [--few N]

One thread, about an hour on one quiet core. Steps: word tables; metamorphic examples; lexical features and aligned
token states of every sentence; the head on everything (shipped) and on two thirds at a time (folds keep a source
together); the fusion of features and head from held-out folds; the response's weights from held-out sentences;
thresholds from held-out predictions.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.training import fusion, head
from evals.training.claims import SHARES, Example, cased, examples, metamorphic, rarity
from ingest.errors import GroundworkError
from rag import guards_names, support_features
from rag.guards_words import plain
from rag.support_features import NAMES, hold, lexical, nearest_sentences
from rag.support_tokens import align

FOLDS = 3
SEED = 7
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when weights were written, 2 when the sets cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m evals.training checker", description="Train the checker.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the labelled sets (checker/*.jsonl)")
    parser.add_argument("--out", type=Path, default=support_features.WEIGHTS, help="where the weights go")
    parser.add_argument("--epochs", type=int, default=head.EPOCHS)
    parser.add_argument("--few", type=int, default=0, help="only so many examples, to see that it runs")
    chosen = parser.parse_args(argv)
    try:
        true = examples(chosen.data)
    except GroundworkError as error:
        print(error, file=sys.stderr)
        return 2
    if chosen.few:
        true = true[:: max(1, len(true) // chosen.few)]
    chosen.out.mkdir(parents=True, exist_ok=True)
    figures = train(true, chosen.out, chosen.epochs)
    print(json.dumps(figures, indent=2))
    return 0


def train(true: Sequence[Example], out: Path, epochs: int) -> dict[str, Any]:
    """Write all weights to `out`; the cross-validated figures."""
    _write_words(true, out)
    every = [*true, *metamorphic(true)]
    print(f"{len(true)} sentences, {len(every) - len(true)} metamorphic", file=sys.stderr)
    table = tabulate(every)
    words = fusion.lexical(true, table.features[: len(true)])
    (out / "lexical.json").write_text(json.dumps(words, indent=0) + "\n", encoding="utf-8")
    sources = sorted({one.source for one in every})
    order = np.random.default_rng(SEED).permutation(len(sources))
    fold_of = {sources[int(n)]: place % FOLDS for place, n in enumerate(order)}
    fold = np.asarray([fold_of[one.source] for one in every])
    rows = np.arange(len(every), dtype=np.int64)
    _write_head(head.train(table, rows, SEED, epochs), out)
    log_odds = np.zeros(len(every), np.float32)
    tokens: list[Floats] = [np.zeros(0, np.float32)] * len(every)
    for number in range(FOLDS):
        arrays = head.train(table, rows[fold != number], number, epochs)
        held_out = rows[fold == number]
        whole, by_token = head.predict(table, held_out, arrays)
        log_odds[held_out] = whole
        for row, token in zip(held_out.tolist(), by_token, strict=True):
            tokens[row] = token
    marked = np.split(table.token_labels, table.starts[1:-1])
    made = fusion.fit(every, table.features, log_odds, tokens, marked, fold)
    (out / "fusion.json").write_text(json.dumps(made.weights, indent=0) + "\n", encoding="utf-8")
    (out / "figures.json").write_text(json.dumps(made.figures, indent=2) + "\n", encoding="utf-8")
    return made.figures


def _write_words(true: Sequence[Example], out: Path) -> None:
    """The word tables, which features and guards read from `out` only if it is the checker's own folder."""
    compact: Mapping[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}
    (out / "rarity.json").write_text(json.dumps(rarity(true), **compact), encoding="utf-8")
    (out / "cased.json").write_text(json.dumps(cased(true), **compact), encoding="utf-8")
    support_features.forget()
    guards_names.forget()


def _write_head(arrays: Mapping[str, Floats], out: Path) -> None:
    np.savez_compressed(out / "head.npz", **{name: value.astype(np.float16) for name, value in arrays.items()})  # type: ignore[arg-type]


def tabulate(every: Sequence[Example]) -> head.Table:
    """Features and aligned token states of every example."""
    features, aligned, labels = [], [], []
    for number, one in enumerate(every):
        whole = hold(one.evidence)
        held = hold(tuple(one.evidence[n] for n in nearest_sentences(one.claim, whole)))
        features.append(lexical(plain(one.claim), held))
        beside = align(one.claim, held)
        aligned.append(beside)
        labels.append(_token_labels(one, beside.places))
        if number % 5000 == 0:
            print(f"  {number} of {len(every)} encoded", file=sys.stderr, flush=True)

    def stacked(field: str) -> NDArray[np.float16]:
        return np.concatenate([getattr(one, field) for one in aligned]).astype(np.float16)

    wrong = np.asarray([one.unsupported for one in every], np.float32)
    return head.Table(
        starts=np.concatenate([[0], np.cumsum([len(one.places) for one in aligned])]).astype(np.int64),
        late=stacked("late"),
        late_match=stacked("late_match"),
        middle=stacked("middle"),
        middle_match=stacked("middle_match"),
        signals=stacked("signals"),
        token_labels=np.concatenate(labels),
        features=np.asarray(features, np.float32),
        labels=wrong,
        weights=_weights(every, wrong),
    )


def _token_labels(one: Example, places: Ints | NDArray[np.int32]) -> NDArray[np.int8]:
    if not one.unsupported:
        return np.zeros(len(places), np.int8)
    if not one.spans:
        return np.full(len(places), -1, np.int8)
    marked = [any(start < b and end > a for a, b in one.spans) for start, end in places.tolist()]
    return np.asarray(marked, np.int8)


def _weights(every: Sequence[Example], wrong: Floats) -> Floats:
    """Each set's share of the loss; half of it on unsupported sentences, 35 % in RAGTruth, where most are supported."""
    names = np.asarray([one.set for one in every])
    weights = np.zeros(len(every), np.float32)
    for name, share in SHARES.items():
        inside = names == name
        if not inside.any():
            continue
        bad, aim = max(0.01, float(wrong[inside].mean())), 0.35 if name == "ragtruth" else 0.5
        each = np.where(wrong[inside] == 1, aim / bad, (1 - aim) / max(0.01, 1 - bad))
        weights[inside] = share / inside.sum() * each
    made: Floats = weights / weights.mean()
    return made


assert len(NAMES) == len(set(NAMES))
