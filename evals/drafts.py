"""Drafts: labelled draft sentences go in, how many lies are withheld and how many truths are lost comes out.

    python -m evals.drafts [--index DIR] [--cases FILE] [--wrong]

Each sentence goes the way that a model's sentence goes: marked (every sixth wrongly, on purpose), attributed among
the passages retrieved for its question, checked. Two readings labelled it; where they part on whether it may be
shown, or where the handbook has since been reworded so that its ground stands nowhere any more, it is not scored.

Half of the sentences (by a hash of their ids) were never looked at while the rules were made: 'held out'.
"""

import argparse
import hashlib
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evals.lines import lines_of
from ingest.types import Passage
from rag.advisor import Advisor
from rag.check import check
from rag.cite import Spans, cited
from rag.expand import expand
from rag.prompts import chosen
from rag.said import Said
from rag.settle import settle
from rag.types import Finding

CASES = Path(__file__).parent / "cases" / "drafts.jsonl"
WRONG_EVERY = 6


class Judged(NamedTuple):
    """A case and what became of its sentence."""

    case: dict[str, Any]
    finding: Finding | None
    whole: bool
    """Shown without a clause cut away."""
    marked_right: bool
    """Its citations hold words that its reader gave as its ground."""
    grounded: bool = True
    """Every ground that its reader gave still stands in an indexed passage."""

    @property
    def shown(self) -> bool:
        return self.finding is not None and self.finding.verdict.label == "supported"


def read_cases(path: Path = CASES) -> list[dict[str, Any]]:
    """The labelled sentences."""
    return [json.loads(line) for _, line in lines_of(path)]


def judge(cases: Sequence[dict[str, Any]], advisor: Advisor) -> list[Judged]:
    """Each sentence through cite, check and settle."""
    generation = advisor.index.current()
    every = generation.passages()
    found: dict[str, tuple[Passage, ...]] = {}
    out = []
    for number, case in enumerate(cases):
        question = case["question"]
        if question not in found:
            found[question] = chosen(expand(advisor.search(question), generation))
        passages = with_grounds(found[question], case, every)
        spans = Spans(passages)
        places = [
            n for n, passage in enumerate(passages, start=1) if any(c["quote"] in passage.text for c in case["cited"])
        ] or [1]
        if number % WRONG_EVERY == 0:
            places = [place % len(passages) + 1 for place in places]
        said = Said(f"{case['sentence'].rstrip('.')} {''.join(f'[{place}]' for place in places[:2])}.")
        finding = next(settle([cited(said, spans, None, " ".join(p.text for p in passages))], check), None)
        quotes = [citation.quote for citation in finding.claim.citations] if finding else []
        right = any(c["quote"] in quote or quote in c["quote"] for c in case["cited"] for quote in quotes)
        whole = finding is not None and finding.claim.text.rstrip(".") == case["sentence"].rstrip(".")
        grounded = all(any(c["quote"] in passage.text for passage in passages) for c in case["cited"])
        out.append(Judged(case, finding, whole, right, grounded))
    return out


def held_out(case: dict[str, Any]) -> bool:
    """Whether a sentence belongs to the half that no rule was made from."""
    return bool(hashlib.sha256(case["id"].encode()).digest()[0] % 2)


def with_grounds(passages: tuple[Passage, ...], case: dict[str, Any], every: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of the question, and the ground's own where retrieval missed it, which is measured elsewhere."""
    missing = [c for c in case["cited"] if not any(c["quote"] in p.text for p in passages)]
    added = [
        next((p for p in every if c["quote"] in p.text and p.document_id.endswith(c["document"])), None)
        for c in missing
    ]
    return (*passages, *(p for p in added if p is not None))


def report(judged: Sequence[Judged]) -> dict[str, Any]:
    """Shares with their counts and 95 % intervals (Wilson 1927)."""
    agreed = [j for j in judged if j.grounded and _showable(j.case["label_a"]) == _showable(j.case["label_b"])]
    true = [j for j in agreed if j.case["label_a"] == "supported"]
    false = [j for j in agreed if j.case["label_a"] in ("unsupported", "contradicted")]
    partly = [j for j in agreed if j.case["label_a"] == "partly"]
    kept = [j for j in true if j.shown]
    return {
        "cases": len(judged),
        "unscored": len(judged) - len(agreed),
        "of these with a ground that is gone": sum(not j.grounded for j in judged),
        "same label": share(sum(j.case["label_a"] == j.case["label_b"] for j in judged), len(judged)),
        "unsupported withheld": share(sum(not j.shown for j in false), len(false)),
        "supported lost": share(sum(not j.shown for j in true), len(true)),
        "partly shown whole": share(sum(j.shown and j.whole for j in partly), len(partly)),
        "markers right after correction": share(sum(j.marked_right for j in kept), len(kept)),
        "leaks by kind": {
            kind: f"{sum(j.shown for j in lies)}/{len(lies)}"
            for kind in sorted({j.case["kind"] for j in false})
            if (lies := [j for j in false if j.case["kind"] == kind])
        },
    }


def share(part: int, whole: int) -> dict[str, float | int]:
    """A share with its interval."""
    if whole == 0:
        return {"n": 0}
    z, p = 1.96, part / whole
    middle, half = p + z * z / (2 * whole), z * math.sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return {
        "share": round(p, 4),
        "low": round((middle - half) / (1 + z * z / whole), 4),
        "high": round((middle + half) / (1 + z * z / whole), 4),
        "n": whole,
    }


def reasons(judged: Sequence[Judged]) -> dict[str, int]:
    """Why supported sentences were lost, the most frequent first; what a reason quotes is left out."""
    lost = [j for j in judged if j.grounded and j.case["label_a"] == j.case["label_b"] == "supported" and not j.shown]
    kinds = Counter(
        re.sub(r"\b(says|about|say|speaks|belongs)\b.*", r"\1 …", j.finding.verdict.reason) if j.finding else "dropped"
        for j in lost
    )
    return dict(kinds.most_common())


def _showable(label: str) -> bool:
    return label == "supported"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", default=None)
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--wrong", action="store_true", help="print the sentences that went wrong")
    given = parser.parse_args()
    judged = judge(read_cases(given.cases), Advisor.open(given.index))
    halves = {
        "all": judged,
        "looked at": [j for j in judged if not held_out(j.case)],
        "held out": [j for j in judged if held_out(j.case)],
    }
    told = {name: report(half) for name, half in halves.items()} | {"lost because": reasons(halves["looked at"])}
    print(json.dumps(told, indent=1, ensure_ascii=False))
    for one in judged if given.wrong else ():
        if one.shown != (one.case["label_a"] == "supported") and one.finding is not None:
            print(
                f"{one.case['id']} {one.case['label_a']}: {one.finding.claim.text} | {one.finding.verdict.reason}",
                file=sys.stderr,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
