"""Whole files: sentences and the file each speaks of go in; how many true ones the checker keeps and false ones it
withholds comes out.

    python -m evals.training.whole_files [--half "looked at"|"held out"] [--wrong] [--json]

What `groundwork check --claim … --against FILE` does: the whole file is the evidence. In a file any number, name or
word stands somewhere, which must excuse no wrong one. `whole_files.jsonl` holds for each of twelve files 15 true
sentences (near verbatim, paraphrased, summed up from two sentences of one paragraph) and 15 false ones (a number or a
name from elsewhere in the file, a sister noun, negation, modality, quantifier, a relation turned, a condition
dropped, an invented detail). No rule was made from the files of the half 'held out'.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from evals.lines import lines_of
from evals.statistics import wilson
from ingest.errors import GroundworkError
from ingest.readers import read_paths
from ingest.split import split
from rag.check import check
from rag.types import Citation, Claim, Verdict

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).with_name("whole_files.jsonl")
HALVES = ("looked at", "held out")


class Told(NamedTuple):
    """A sentence, what it is, and what the checker made of it."""

    file: str
    half: str
    sentence: str
    kind: str
    true: bool
    verdict: Verdict

    @property
    def shown(self) -> bool:
        return self.verdict.label in ("supported", "not-a-claim")


def measure(cases: Path = CASES, half: str = "", root: Path = ROOT) -> list[Told]:
    """Every sentence checked against all passages of its file.

    Args:
        half: 'looked at' or 'held out'; both if empty.
        root: what the paths of the files start from.

    Raises:
        CorpusError: a file is not there or cannot be read.
    """
    told = []
    for _, line in lines_of(cases):
        row = json.loads(line)
        if half not in ("", row["half"]):
            continue
        passages = [passage for document in read_paths([root / row["file"]]) for passage in split(document)]
        cited = tuple(Citation(passage=passage, start=passage.start, end=passage.end) for passage in passages)
        claims = row["claims"]
        verdicts = check([Claim(text=one["sentence"], citations=cited) for one in claims])
        told += [
            Told(row["file"], row["half"], one["sentence"], one["kind"], one["label"] == "supported", verdict)
            for one, verdict in zip(claims, verdicts, strict=True)
        ]
    return told


def report(told: Sequence[Told]) -> dict[str, dict[str, str]]:
    """For each half and in all: true sentences lost and false ones withheld, by kind, as 'n of N' with a share."""
    made: dict[str, dict[str, str]] = {}
    for half in (*HALVES, "all"):
        held = [one for one in told if half in ("all", one.half)]
        if not held:
            continue
        figures = {
            "false withheld": _share([not one.shown for one in held if not one.true]),
            "true lost": _share([not one.shown for one in held if one.true]),
        }
        for kind in dict.fromkeys(one.kind for one in held):
            of_kind = [one for one in held if one.kind == kind]
            figures[f"{'lost' if of_kind[0].true else 'withheld'}: {kind}"] = _share([not one.shown for one in of_kind])
        made[half] = figures
    return made


def _share(flags: Sequence[bool]) -> str:
    if not flags:
        return "none"
    found = wilson(sum(flags) / len(flags), len(flags))
    low, high = found.low or 0.0, found.high or 1.0
    return f"{sum(flags)} of {len(flags)}, {sum(flags) / len(flags):.1%} [{low:.1%}, {high:.1%}]"


def wrong(told: Sequence[Told]) -> list[str]:
    """A line for each false sentence that was let through and each true one that was lost, with the reason."""
    return [
        f"{'LOST' if one.true else 'LET THROUGH'} {one.kind} | {one.sentence} | "
        f"{one.verdict.label}: {one.verdict.reason}"
        for one in told
        if one.shown != one.true
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when the figures are printed, 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.training.whole_files", description="Measure 'groundwork check' against whole files."
    )
    parser.add_argument("--half", choices=HALVES, default="", help="one half of the files")
    parser.add_argument("--wrong", action="store_true", help="print what was judged wrongly, with the reasons")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    chosen = parser.parse_args(argv)
    try:
        told = measure(half=chosen.half)
    except (GroundworkError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    found = report(told)
    if chosen.json:
        print(json.dumps(found, indent=2))
    else:
        for half, figures in found.items():
            print(half, *(f"  {name:26} {share}" for name, share in figures.items()), sep="\n")
    if chosen.wrong:
        print(*wrong(told), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
