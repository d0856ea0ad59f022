"""Load: case files go in, cases come out, with a complaint for each row that is none."""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from evals.lines import lines_of
from evals.types import Case, Problem
from ingest.types import Frozen

CASES = Path(__file__).parent / "cases"
KINDS = (
    "facts",
    "howto",
    "comparisons",
    "personal",
    "several_needs",
    "dialogues",
    "vague",
    "typos",
    "paraphrases",
    "false_premise",
    "disagreement",
    "stale",
    "unanswerable",
    "out_of_scope",
    "greetings",
    "harmful",
    "sensitive",
    "injections",
    "fairness",
)
"""The files that the suite reads; others in the folder belong to other benches."""


class Loaded(NamedTuple):
    """What was read from case files."""

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...]


def load(paths: Path | str | Sequence[Path | str] | None = None) -> Loaded:
    """Cases in the order of the files; broken rows and second uses of an id are left out and complained of.

    Args:
        paths: files, or a folder with *.jsonl; None for the packaged cases.
    """
    if paths is None:
        paths = [CASES / f"{kind}.jsonl" for kind in KINDS]
    elif isinstance(paths, (Path, str)):
        paths = sorted(Path(paths).glob("*.jsonl")) if Path(paths).is_dir() else [paths]
    cases: dict[str, Case] = {}
    problems: list[Problem] = []
    for path in map(Path, paths):
        for place, row in _rows(path):
            if isinstance(row, str):
                problems.append(Problem(place=place, reason=row))
                continue
            try:
                case = Case.model_validate(row)
            except ValidationError as error:
                problems.append(Problem(place=place, reason=_in_words(error)))
                continue
            if case.id in cases:
                problems.append(Problem(place=place, reason=f"the id {case.id!r} was used before"))
                continue
            cases[case.id] = case
    return Loaded(tuple(cases.values()), tuple(problems))


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Place and parsed row; a string in place of the row says why there is none."""
    try:
        lines = lines_of(path)
    except (OSError, ValueError) as error:
        yield path.name, f"cannot be read: {error}"
        return
    if not lines:
        yield path.name, "the file is empty"
    for number, line in lines:
        try:
            row = json.loads(line)
        except ValueError as error:
            yield f"{path.name}:{number}", f"no JSON: {error}"
            continue
        yield f"{path.name}:{number}", row if isinstance(row, dict) else "not an object"


def _in_words(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, e['loc'])) or 'row'}: {e['msg']}" for e in error.errors())


def choose(cases: Iterable[Case], filter: str = "", limit: int | None = None) -> tuple[Case, ...]:
    """Cases whose id, kind, half or question holds `filter`; the first `limit` of them, dealt evenly over the kinds."""
    wanted = [c for c in cases if filter.lower() in f"{c.id} {c.kind} {c.half} {c.question}".lower()]
    if limit is None or limit >= len(wanted):
        return tuple(wanted)
    seen: dict[str, int] = {}
    turns: list[tuple[int, int]] = []
    for at, case in enumerate(wanted):
        turns.append((seen.setdefault(case.kind, 0), at))
        seen[case.kind] += 1
    kept = sorted(at for _, at in sorted(turns)[:limit])
    return tuple(wanted[at] for at in kept)


def cases_hash(cases: Iterable[Frozen]) -> str:
    """One hash for a set of cases, whatever their order."""
    return sha256("\n".join(sorted(c.model_dump_json() for c in cases)).encode()).hexdigest()[:16]


def squeezed(text: str) -> str:
    """Lower case, single spaces, plain quotation marks: how words are compared."""
    for curly, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("\u00a0", " "), ("**", "")):
        text = text.replace(curly, plain)
    return " ".join(text.lower().split())
