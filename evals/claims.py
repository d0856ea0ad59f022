"""Claims: questions that list the claims a good answer must show go in; how many answers show them comes out.

    groundwork eval claims --questions FILE [--index DIR] [--by FIELD …] [--json] [--rows OUT.jsonl]

Each line of FILE: `question`, `dialogue` (earlier turns: `{"role", "content"}`, or strings that begin with the
person's), `seed_claims` and `facts` (ids of claims), `answerable`, `expected`, and `id`. A claim is found by its words:
the map of claims (`cases/claims.jsonl`) says which words of which document carry it, so that the measure survives
another splitter.

- claim_shown: 1 if a citation of a shown sentence overlaps words that carry one of the listed claims;
- claim_in_hits: 1 if a passage that was found overlaps them;
- claims_covered: the share of the listed claims that some citation overlaps (nugget recall, Voorhees 2003);
- declined: 1 if the question was declined. A decline shows nothing and covers nothing.

Overlap of a single character counts, and one of several places that carry a claim is enough: the shares are generous.
A question that lists no claim stands beside the first three measures. A listed claim that stands nowhere in the index
is told and left out; a question of which none stands is unscored.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from evals.lines import lines_of, write_lines
from evals.loading import CASES
from evals.measures.found import same_document
from evals.scoring import summarise
from evals.systems import System, ask, open_system
from evals.types import Case, Output, Problem, Score, Summary

if TYPE_CHECKING:
    from ingest.types import Document

CLAIMS = CASES / "claims.jsonl"
LISTED = ("seed_claims", "facts")
BY = ("answerable", "expected")
MEASURES = ("claim_shown", "claim_in_hits", "claims_covered", "declined")
Span = tuple[str, int, int]
"""Document id, start, end."""
Places = Mapping[str, Sequence[Span]]
"""Where the words that carry a claim stand, by its id."""
Progress = Callable[[int, int], None]


class Question(NamedTuple):
    """A question, as a case whose kind is its group, and the claims it lists."""

    case: Case
    claims: tuple[str, ...]


class Measured(NamedTuple):
    """What `measure` found; a summary's subset is 'all', or 'kind:' and the group."""

    questions: int
    summaries: tuple[Summary, ...]
    scores: tuple[Score, ...]
    problems: tuple[Problem, ...]


def measure(
    questions: Sequence[Question],
    system: System,
    places: Places,
    timeout_seconds: float = 60.0,
    progress: Progress | None = None,
) -> Measured:
    """Ask every question and hold its answer against the claims it lists.

    Args:
        system: ours, or any that cites with offsets into documents.
        progress: told how many were asked, and of how many.
    """
    problems: list[Problem] = []
    scores: list[Score] = []
    for done, question in enumerate(questions, start=1):
        lost = [id for id in question.claims if id not in places]
        if lost:
            problems.append(Problem(place=question.case.id, reason=f"not in this index: {', '.join(lost)}"))
        output = ask(question.case, system, "groundwork", timeout_seconds).output
        scores += scores_of(question, output, places)
        if progress:
            progress(done, len(questions))
    summaries = summarise(scores, [question.case for question in questions])
    return Measured(len(questions), summaries, tuple(scores), tuple(problems))


def scores_of(question: Question, output: Output, places: Places) -> list[Score]:
    """The four scores of one answer."""
    if output.error is not None:
        return [Score.of(name, output, None, output.error) for name in MEASURES]
    listed = [id for id in question.claims if id in places]
    ended = Score.of("declined", output, float(output.declined is not None), f"ended with {output.end}")
    if not question.claims:
        return [*(Score.skip(name, output, "no claim is listed") for name in MEASURES[:3]), ended]
    if not listed:
        return [*(Score.of(name, output, None, "no listed claim stands here") for name in MEASURES[:3]), ended]
    cited = [(c.document, c.start, c.end) for s in output.shown for c in s.cited]
    shown = _touched(listed, places, cited)
    found = _touched(listed, places, [(f.document, f.start, f.end) for f in output.found])
    missing = tuple(id for id in listed if id not in shown)
    return [
        Score.of("claim_shown", output, float(bool(shown)), f"shown: {', '.join(shown) or 'none'}", missing),
        Score.of("claim_in_hits", output, float(bool(found)), f"in the hits: {', '.join(found) or 'none'}"),
        Score.of("claims_covered", output, len(shown) / len(listed), f"{len(shown)} of {len(listed)}", missing),
        ended,
    ]


def _touched(listed: Sequence[str], places: Places, spans: Iterable[tuple[str, int | None, int | None]]) -> list[str]:
    """The listed claims that any of the spans overlaps."""
    whole = [(document, start, end) for document, start, end in spans if start is not None and end is not None]
    return [
        id
        for id in listed
        if any(
            one == other and start < until and since < end
            for one, since, until in places[id]
            for other, start, end in whole
        )
    ]


def places_of(documents: "Iterable[Document]", claims: Path = CLAIMS) -> dict[str, list[Span]]:
    """Every place of each claim's words in the documents of its chapter; a claim without one is left out.

    Raises:
        ValueError: a row of the map is not of its form.
    """
    held = list(documents)
    found: dict[str, list[Span]] = {}
    for number, line in lines_of(claims):
        try:
            row = json.loads(line)
            if "left_out" in row:
                continue
            id, chapter, quote = str(row["id"]), str(row["document"]), str(row["quote"])
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{claims.name}:{number} is no claim; it needs id, document and quote ({error})"
            ) from error
        for document in held if quote else ():
            if same_document(document.id, chapter):
                at = document.text.find(quote)
                while at >= 0:
                    found.setdefault(id, []).append((document.id, at, at + len(quote)))
                    at = document.text.find(quote, at + 1)
    return found


def read_questions(path: Path, by: Sequence[str] = BY) -> tuple[tuple[Question, ...], tuple[Problem, ...]]:
    """Questions in the order of the file, and a complaint for each row that is none.

    Args:
        by: fields whose values, put together, name the group of a question.

    Raises:
        ValueError: there is no question in it.
        OSError: it cannot be read.
    """
    questions: dict[str, Question] = {}
    problems: list[Problem] = []
    for number, line in lines_of(path):
        place = f"{path.name}:{number}"
        try:
            question = _question(json.loads(line), place, by)
        except ValidationError as error:
            problems.append(Problem(place=place, reason=f"not of the form: {error.errors()[0]['msg']}"))
            continue
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            problems.append(Problem(place=place, reason=f"{type(error).__name__}: {error}"))
            continue
        if question.case.id in questions:
            problems.append(Problem(place=place, reason=f"the id {question.case.id!r} was used before"))
            continue
        questions[question.case.id] = question
    if not questions:
        raise ValueError(f"{path}: no question could be read ({problems[0].reason if problems else 'it is empty'})")
    return tuple(questions.values()), tuple(problems)


def _question(row: Any, place: str, by: Sequence[str]) -> Question:
    if not isinstance(row, Mapping):
        raise ValueError("not an object")
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        raise ValueError("no 'question'")
    claims = [id for name in LISTED for id in _ids(row.get(name), name)]
    dialogue = row.get("dialogue") or []
    if not isinstance(dialogue, list):
        raise ValueError("'dialogue' is no list of turns")
    turns = [_turn(turn, at) for at, turn in enumerate(dialogue)]
    group = ", ".join(str(row[name]) for name in by if row.get(name) not in (None, "")) or "questions"
    made = {"id": str(row.get("id", place)), "kind": group, "question": row["question"], "dialogue": turns}
    return Question(Case.model_validate(made), tuple(dict.fromkeys(claims)))


def _ids(given: Any, name: str) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(id, str) for id in given):
        raise ValueError(f"'{name}' is no list of ids")
    return given


def _turn(turn: Any, at: int) -> dict[str, Any]:
    if isinstance(turn, str):
        return {"role": "assistant" if at % 2 else "user", "text": turn}
    return {"role": turn["role"], "text": turn["content"] if "content" in turn else turn["text"]}


def table(found: Measured) -> str:
    """For a terminal: a line for each measure of each group."""
    lines = [
        f"{found.questions} questions",
        "",
        "group                             measure            n    mean  95 % interval   unscored",
    ]
    for subset in dict.fromkeys(s.subset for s in found.summaries if s.subset.startswith("kind:")):
        rows = {s.measure: s for s in found.summaries if s.subset == subset}
        for name in (name for name in MEASURES if name in rows):
            s = rows[name]
            told = "not known" if s.mean is None else f"{s.mean:.3f}  {s.low:.3f} to {s.high:.3f}"
            lines.append(f"{subset[5:]:33} {name:14} {s.n:5d}   {told:22} {s.unscored:8d}")
    return "\n".join([*lines, *(f"{problem.place}: {problem.reason}" for problem in found.problems)])


def as_json(found: Measured) -> str:
    """The same as JSON: mean, interval, n, unscored and beside by group and measure."""
    groups: dict[str, dict[str, Any]] = {}
    for s in found.summaries:
        if s.subset.startswith("kind:"):
            figures = s.model_dump(mode="json", exclude={"measure", "system", "subset"})
            groups.setdefault(s.subset[5:], {})[s.measure] = figures
    problems = [problem.model_dump() for problem in found.problems]
    return json.dumps(
        {"questions": found.questions, "groups": groups, "problems": problems}, indent=2, ensure_ascii=False
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when every question was asked and scored, 1 when some were not.

    Raises:
        ValueError: no question could be read.
        GroundworkError: there is no index to ask.
    """
    from evals.progress import bar

    parser = argparse.ArgumentParser(
        prog="groundwork eval claims", description="Measure how many answers show a claim that their question lists."
    )
    add = parser.add_argument
    add("--questions", type=Path, required=True, help="JSON lines; their form is described in evals/claims.py")
    add("--index", type=Path, help="index to ask; the person's own by default")
    add("--claims", type=Path, default=CLAIMS, help="the map of claims; ours by default")
    add("--by", nargs="+", default=list(BY), metavar="FIELD", help=f"what makes a group ({' '.join(BY)})")
    add("--timeout", type=float, default=60.0, help="seconds for one question (60)")
    add("--rows", type=Path, help="write the scores of each question, with their reasons, to this file")
    add("--json", action="store_true", help="print the figures as JSON")
    chosen = parser.parse_args(argv)
    questions, problems = read_questions(chosen.questions, chosen.by)
    if chosen.rows is not None:
        chosen.rows.parent.mkdir(parents=True, exist_ok=True)  # or the work would be lost at the very end
    system: Any = open_system("groundwork", chosen.index)
    found = measure(questions, system, places_of(system.advisor.documents(), chosen.claims), chosen.timeout, bar)
    found = found._replace(problems=(*problems, *found.problems))
    if chosen.rows is not None:
        write_lines(chosen.rows, (score.model_dump_json() for score in found.scores))
    print(as_json(found) if chosen.json else table(found))
    return 1 if problems or any(s.applies and s.value is None for s in found.scores) else 0


if __name__ == "__main__":
    sys.exit(main())
