"""Checker: labelled claims go in, the checker's figures come out, task by task, with intervals.

`groundwork eval checker --data FILE-OR-FOLDER [--json] [--rows OUT.jsonl]`, or `python -m evals.checker`. Thresholds
ship with the weights. A row that could not be scored is counted apart and is in no mean.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evals import checker_figures as figures
from evals.checker_sets import Row, read
from evals.checker_swaps import rows as swap_rows
from evals.statistics import Estimate
from ingest.errors import GroundworkError
from ingest.types import Passage
from rag import support
from rag.check import check
from rag.support_response import Reply, response_threshold, score_response
from rag.types import Citation, Claim

Scorer = Callable[[Row], "Judged"]


class Judged(NamedTuple):
    """What the checker said of one row."""

    row: Row
    score: float | None
    """Probability that it is unsupported; None: unscored."""
    verdict: str
    """'unsupported' or 'supported' by the shipped threshold; 'unscored'."""
    spans: tuple[tuple[int, int], ...]
    milliseconds: float
    sentences: int


def judge(row: Row) -> Judged:
    """The shipped checker on one row."""
    start = time.perf_counter()
    answer = row.kind == "response"
    whole = answer or row.kind in ("faithful", "unfaithful")
    found: Reply = score_response(row.text, row.passages, whole, with_reader=answer)
    spent = (time.perf_counter() - start) * 1000
    limit = response_threshold() if answer else support.threshold()
    score = found.any_unsupported if row.kind in ("faithful", "unfaithful") else found.unsupported
    verdict = "unsupported" if score >= limit else "supported"
    return Judged(row, score, verdict, found.spans, spent, max(1, len(found.sentences)))


def judge_whole(row: Row) -> Judged:
    """All three layers on one claim that cites the passages of its row: what the product shows or withholds."""
    start = time.perf_counter()
    passages = [
        Passage(document_id=f"{row.source}/{n}", start=0, end=len(text), text=text)
        for n, text in enumerate(row.passages)
        if text
    ]
    cited = tuple(Citation(passage=passage, start=0, end=passage.end) for passage in passages)
    (found,) = check([Claim(text=row.text, citations=cited)])
    spent = (time.perf_counter() - start) * 1000
    shown = found.label in ("supported", "not-a-claim")
    return Judged(
        row,
        round(1 - found.confidence if shown else found.confidence, 4),
        "supported" if shown else "unsupported",
        (),
        spent,
        1,
    )


def run(rows: Sequence[Row], scorer: Scorer = judge) -> list[Judged]:
    """Every row judged, in order; a row the checker fails on is unscored."""
    judged = []
    for row in rows:
        try:
            judged.append(scorer(row))
        except (GroundworkError, ValueError, ArithmeticError) as error:
            print(f"unscored {row.id}: {error}", file=sys.stderr)
            judged.append(Judged(row, None, "unscored", (), 0.0, 1))
    return judged


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """Figures of every set, by name."""
    sets: dict[str, list[Judged]] = {}
    for one in judged:
        sets.setdefault(one.row.set, []).append(one)
    return {name: _set_report(held) for name, held in sorted(sets.items())}


def _set_report(held: Sequence[Judged]) -> dict[str, Any]:
    scored = [one for one in held if one.score is not None and one.row.unsupported is not None]
    kind = "response" if any(one.row.kind == "response" for one in held) else "claim"
    limit = response_threshold() if kind == "response" else support.threshold()
    made: dict[str, Any] = {
        "rows": len(held),
        "unscored": sum(one.score is None for one in held),
        "unlabelled": sum(one.row.unsupported is None for one in held),
        "unsupported_share": round(sum(bool(one.row.unsupported) for one in scored) / len(scored), 4)
        if scored
        else None,
        "threshold": limit,
    }
    if not scored:
        return made
    if any(one.row.kind == "unfaithful" for one in scored):
        made |= _pair_report(scored)
    wanted: dict[str, figures.Figure] = {
        "auc": figures.auc,
        **{name: figures.at(limit, name) for name in ("f1", "precision", "recall", "macro_f1", "balanced_accuracy")},
        "calibration_error": figures.calibration_error,
    }
    if kind == "response":
        wanted["f1_at_18_percent"] = figures.at(limit, "f1", figures.TEST_PREVALENCE)
    made |= {name: _estimate(figure, scored)._asdict() for name, figure in wanted.items()}
    said = [float(one.verdict == "unsupported") for one in scored]
    sources = [one.row.source for one in scored]
    made["said_unsupported"] = figures.estimate(figures.mean, [True] * len(said), said, sources)._asdict()
    generators = sorted({one.row.generator for one in scored} - {""})
    if len(generators) > 1:
        made["auc_by_generator"] = {
            name: _estimate(figures.auc, [one for one in scored if one.row.generator == name])._asdict()
            for name in generators
        }
    if kind == "response" and any(one.row.spans is not None for one in scored):
        made["spans"] = figures.span_f1([(one.spans, one.row.spans) for one in scored if one.row.spans is not None])
    return made


def _estimate(figure: figures.Figure, scored: Sequence[Judged]) -> Estimate:
    return figures.estimate(
        figure,
        [bool(one.row.unsupported) for one in scored],
        [float(one.score or 0.0) for one in scored],
        [one.row.source for one in scored],
    )


def _pair_report(scored: Sequence[Judged]) -> dict[str, Any]:
    by_key: dict[str, dict[str, Judged]] = {}
    for one in scored:
        by_key.setdefault(one.row.id.rsplit("/", 1)[0], {})[one.row.kind] = one
    whole = [(p["faithful"], p["unfaithful"]) for p in by_key.values() if len(p) == 2]
    pairs = [(float(a.score or 0), float(b.score or 0), b.row.source, b.row.error_type) for a, b in whole]
    kinds = sorted({pair[3] for pair in pairs})
    return {
        "ordered_right": figures.ordered([pair[:3] for pair in pairs])._asdict(),
        "ordered_right_by_error": {
            kind: figures.ordered([pair[:3] for pair in pairs if pair[3] == kind])._asdict() for kind in kinds
        },
    }


def lines(judged: Sequence[Judged]) -> Iterator[str]:
    """One JSON line a row: id, set, label, score, verdict, spans."""
    for one in judged:
        row = one.row
        said = {
            "id": row.id,
            "set": row.set,
            "source": row.source,
            "generator": row.generator,
            "kind": row.kind,
            "unsupported": row.unsupported,
            "score": one.score,
            "verdict": one.verdict,
            "spans": [list(span) for span in one.spans],
        }
        yield json.dumps(said, ensure_ascii=False)


def show(found: dict[str, Any]) -> str:
    """The report as plain text."""
    out = []
    for name, figures_of_set in found.items():
        out.append(f"{name}: {figures_of_set['rows']} rows, {figures_of_set['unscored']} unscored")
        for key, value in figures_of_set.items():
            if isinstance(value, dict) and "mean" in value:
                out.append(f"  {key:24} {_shown(value)}")
            elif isinstance(value, dict):
                out += [
                    f"  {key} / {part:30} {_shown(inner) if isinstance(inner, dict) else inner}"
                    for part, inner in value.items()
                ]
            elif key not in ("rows", "unscored"):
                out.append(f"  {key:24} {value}")
    return "\n".join(out)


def _shown(value: dict[str, Any]) -> str:
    if value["mean"] is None:
        return "not defined"
    return f"{value['mean']:.3f}" + (f"  [{value['low']:.3f}, {value['high']:.3f}]" if value["low"] is not None else "")


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when every row was scored, 1 when some were not, 2 when nothing could be read."""
    parser = argparse.ArgumentParser(
        prog="groundwork eval checker", description="Measure the checker on labelled claims."
    )
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="a file or folder of labelled rows, or of handbook pages to swap facts in",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--rows", type=Path, help="write id, score, verdict and spans of each row to this file")
    parser.add_argument(
        "--layers",
        choices=("learned", "all"),
        default="learned",
        help="'learned': the model's probability; 'all': exact words and guards above it (always for handbook pages)",
    )
    chosen = parser.parse_args(argv)
    try:
        if chosen.rows is not None:
            chosen.rows.parent.mkdir(parents=True, exist_ok=True)  # or the work would be lost at the very end
        handbook = chosen.data.is_dir() and any(chosen.data.glob("*.md"))
        whole = handbook or chosen.layers == "all"
        judged = run(swap_rows(chosen.data) if handbook else read(chosen.data), judge_whole if whole else judge)
        if chosen.rows is not None:
            chosen.rows.write_text("".join(line + "\n" for line in lines(judged)), encoding="utf-8")
    except (GroundworkError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    found = report(judged)
    spent = sum(one.milliseconds for one in judged) / max(1, sum(one.sentences for one in judged))
    print(f"{spent:.1f} milliseconds a sentence, guards and model", file=sys.stderr)
    print(json.dumps(found, indent=2, ensure_ascii=False) if chosen.json else show(found))
    return 1 if any(one.score is None for one in judged) else 0


if __name__ == "__main__":
    raise SystemExit(main())
