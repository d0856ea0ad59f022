"""Foreign: a file of anybody's answers goes in, a scored run comes out.

Rows are joined to cases by id, else by question. A row that fits no case is still scored by what needs no gold:
faithfulness, citations, length, repetition.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from evals.adapters import read_row
from evals.lines import lines_of
from evals.loading import cases_hash, load, squeezed
from evals.panel import Agreeing, Judge, consult, judge_of
from evals.stamp import UNKNOWN, commit
from evals.suite import report_on, write_run
from evals.types import Case, Output, Problem, Report, Stamp

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def score(
    outputs: Path | str,
    out: Path | str | None = None,
    cases: Iterable[Case] | None = None,
    name: str = "",
    judge: "Judge | BaseChatModel | None" = None,
    agree: Agreeing | None = None,
) -> Report:
    """Score the answers of any system.

    Args:
        outputs: JSONL in the plain form, our own, or that of LangChain, LlamaIndex, RAGAS or OpenAI evals
        (`evals.adapters`).
        out: folder for the files of the run; None writes none.
        cases: None for the packaged ones.
        name: what the system is called where its rows do not say.
        judge: a chat model, or another judge, that scores too (`evals.panel`).
        agree: asked with the judge and what it will cost before anything is sent; False leaves the judge out. Without
            it only a judge on this machine is asked.

    Raises:
        ValueError: not a single row could be read.
        OSError: the file cannot be read.
    """
    path = Path(outputs)
    known = tuple(cases) if cases is not None else load().cases
    read, problems = read_foreign(path, known, name or path.stem)
    if not read:
        why = problems[0].reason if problems else "the file is empty"
        raise ValueError(f"{path}: no row could be read ({why})")
    ids = {o.case for o in read}
    listed = {c.id for c in known}
    joined = [c for c in known if c.id in ids]
    joined += [
        Case(
            id=o.case, kind="foreign", question=o.question, expected="answer", accepted=("not-in-sources",), half="dev"
        )
        for o in {o.case: o for o in read if o.case not in listed}.values()
    ]
    systems = tuple(dict.fromkeys(o.system for o in read))
    made = Stamp(
        commit=commit(),
        cases=cases_hash(joined),
        corpus=UNKNOWN,
        index=UNKNOWN,
        embedding=UNKNOWN,
        systems=systems,
        part="all",
    )
    judge = judge_of(judge)
    if judge is not None and not consult(judge, joined, read, agree):
        judge = None
    report, scores = report_on(joined, read, made, problems=problems, judge=judge)
    if out is not None:
        write_run(Path(out), joined, read, scores, report)
    return report


def read_foreign(path: Path, cases: Iterable[Case], name: str) -> tuple[tuple[Output, ...], tuple[Problem, ...]]:
    """Outputs in the order of the file, joined to the cases; a complaint for each row that is none or comes twice."""
    cases = tuple(cases)
    by_id = {c.id for c in cases}
    by_question = {squeezed(c.question): c.id for c in cases}
    outputs: dict[tuple[str, str], Output] = {}
    problems: list[Problem] = []
    for number, line in lines_of(path):
        place = f"{path.name}:{number}"
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
            output = read_row(row, name)
        except ValidationError as error:
            problems.append(Problem(place=place, reason=f"not of the form: {error.errors()[0]['msg']}"))
            continue
        except (ValueError, TypeError) as error:
            problems.append(Problem(place=place, reason=str(error)))
            continue
        if output.case not in by_id:
            case = by_question.get(squeezed(output.question))
            output = output.model_copy(update={"case": case}) if case else output
        if (output.system, output.case) in outputs:
            problems.append(Problem(place=place, reason=f"a second answer of {output.system} to {output.case!r}"))
            continue
        outputs[output.system, output.case] = output
    return tuple(outputs.values()), tuple(problems)
