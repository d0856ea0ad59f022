"""Run: cases and systems go in; outputs, scores and a report come out, and lie in a folder.

What a run writes does not hang on the clock, on how many workers ran, or on whether it was killed halfway: outputs
stand in the order of the cases, and times and memory go to latency.json alone. While it runs, each output is kept in
outputs.partial.jsonl; `resume` goes on from there if the stamp is still the same.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.grader import grade, labelled_pairs
from evals.kept import Kept
from evals.lines import write_lines
from evals.loading import load
from evals.measures import PARTS, Measure, latency
from evals.panel import Agreeing, Judge, against_people, agreement, consult, judge_of
from evals.report import write_report
from evals.scoring import differences, score_outputs, summarise
from evals.stamp import stamp as stamp_of
from evals.systems import Asked, System, ask, open_system
from evals.trials import Trap, packaged_traps, trials, tried_on
from evals.types import Case, Output, Problem, Report, Score, Stamp

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OURS = ("groundwork", "baseline")
Progress = Callable[[int, int], None]
"""Called with how many questions were asked and how many there are."""


def run(
    cases: Iterable[Case] | None = None,
    system: System | None = None,
    out: Path | str | None = None,
    *,
    name: str = "",
    systems: Sequence[str] = OURS,
    index: Path | str | None = None,
    part: str = "all",
    jobs: int = 1,
    resume: bool = False,
    timeout_seconds: float = 60.0,
    measures: Mapping[str, Measure] | None = None,
    progress: Progress | None = None,
    problems: Sequence[Problem] = (),
    scored: Progress | None = None,
    traps: Sequence[Trap] | None = None,
    judge: "Judge | BaseChatModel | None" = None,
    agree: Agreeing | None = None,
    judged: Progress | None = None,
) -> Report:
    """Ask every case, score every output, report.

    Args:
        cases: None for the packaged ones.
        system: any function of a question; None for our advisor beside the naive stack.
        out: folder for the files of the run; None writes none.
        name: what `system` is called in the report.
        systems: 'groundwork', 'baseline', or both, where no `system` is given.
        index: of the advisor; None for the person's own.
        part: one of `evals.measures.PARTS`.
        jobs: processes that ask; a `system` of yours is asked in this one.
        resume: go on where a run into the same folder was stopped.
        measures: more measures, by name.
        problems: rows that were no case, to be told in the report.
        scored: told how many answers were scored.
        traps: hostile documents to try our advisor on; None for the packaged ones of the halves that `cases` are of.
        judge: a chat model, or another judge, that scores too (`evals.panel`).
        agree: asked with the judge and what it will cost before anything is sent; False leaves the judge out. Without
            it only a judge on this machine is asked.
        judged: told how many of the judge's replies are there.

    Raises:
        ValueError: no case, two cases of one id, or no such part.
        ModelUnavailable: the judge cannot answer by schema.
    """
    if part not in PARTS:
        raise ValueError(f"There is no part {part!r}; there are {', '.join(PARTS)}")
    if cases is None:
        cases, problems = load()
    cases = tuple(cases)
    if not cases:
        raise ValueError("There is no case to run: the files are empty, or the filter let none through")
    if twice := [id for id, times in Counter(case.id for case in cases).items() if times > 1]:
        raise ValueError(f"Each case needs an id of its own; used more than once: {', '.join(twice[:5])}")
    named = (name or getattr(system, "name", "") or "system",) if system is not None else tuple(dict.fromkeys(systems))
    tried = tried_on(system, named, part)
    if traps is None:
        traps = [trap for trap in packaged_traps() if trap.half in {case.half for case in cases}] if tried else []
    judge = judge_of(judge)
    made = stamp_of((*cases, *(traps if tried else ())), named, index, part)
    folder = Path(out) if out is not None else None
    kept = Kept(folder, made, resume)
    todo = [(n, case) for n in named for case in cases if (n, case.id) not in kept.asked]
    done, total = len(kept.asked), len(named) * len(cases)
    for asked in _ask_all(todo, system, index, jobs, timeout_seconds):
        kept.keep(asked)
        done += 1
        if progress:
            progress(done, total)
    rows = [kept.asked[n, case.id] for n in named for case in cases]
    outputs = [row.output for row in rows]
    more = trials(index, cases, outputs, traps) if tried else ()
    if judge is not None and not consult(judge, cases, outputs, agree, judged):
        judge = None
    report, scores = report_on(cases, outputs, made, measures, tuple(problems), more, judge, scored)
    if folder is not None:
        write_run(folder, cases, outputs, scores, report)
        write_lines(folder / "latency.json", [json.dumps(_latencies(rows, named), indent=2)])
        kept.drop()
    return report


def report_on(
    cases: Sequence[Case],
    outputs: Sequence[Output],
    made: Stamp,
    measures: Mapping[str, Measure] | None = None,
    problems: tuple[Problem, ...] = (),
    more: tuple[Score, ...] = (),
    judge: Judge | None = None,
    scored: Progress | None = None,
) -> tuple[Report, tuple[Score, ...]]:
    """Everything that follows from outputs.

    Args:
        more: scores that do not follow from outputs alone.
        judge: has been asked all that it is asked here.
    """
    from evals.robustness import laws

    measures = {**(measures or {}), **(judge.measures() if judge is not None else {})}
    scores = score_outputs(cases, outputs, (*PARTS[made.part], *measures), measures, scored)
    if made.part in ("all", "robustness"):
        scores += laws(outputs)
    scores += more
    graded = made.part in ("all", "faithfulness", "citations", "robustness")
    pairs, grader = (labelled_pairs(), grade()) if graded or judge is not None else ((), {})
    agreements = [agreement("the checker", [(t > 0, j > 0) for t, j in pairs])] if pairs else []
    if judge is not None:
        agreements.append(agreement(judge.name, against_people(judge)))
    systems = made.systems
    compared = (
        differences(
            [s for s in scores if s.system == systems[0]],
            [s for s in scores if s.system == systems[1]],
            (systems[0], systems[1]),
        )
        if len(systems) == 2
        else ()
    )
    kinds: dict[str, int] = {}
    for case in cases:
        kinds[case.kind] = kinds.get(case.kind, 0) + 1
    failures = tuple(Problem(place=f"{o.system} {o.case}", reason=o.error) for o in outputs if o.error is not None)
    return Report(
        stamp=made,
        cases=len(cases),
        by_kind=kinds,
        summaries=summarise(scores, cases, pairs),
        differences=compared,
        failures=failures,
        problems=problems,
        grader=grader,
        agreements=tuple(agreements),
    ), scores


def write_run(
    folder: Path, cases: Sequence[Case], outputs: Sequence[Output], scores: Sequence[Score], report: Report
) -> None:
    """The files of a run that are the same every time."""
    folder.mkdir(parents=True, exist_ok=True)
    write_lines(folder / "cases.jsonl", (case.model_dump_json() for case in cases))
    write_lines(folder / "outputs.jsonl", (output.model_dump_json() for output in outputs))
    write_lines(folder / "scores.jsonl", (score.model_dump_json() for score in scores))
    write_report(folder, report, cases, outputs, scores)


def _ask_all(
    todo: Sequence[tuple[str, Case]], system: System | None, index: Path | str | None, jobs: int, timeout_seconds: float
) -> Iterator[Asked]:
    """Outputs as they come, system by system."""
    for name in dict.fromkeys(n for n, _ in todo):
        mine = [case for n, case in todo if n == name]
        if system is not None or jobs < 2:
            opened = system or open_system(name, index)
            yield from (ask(case, opened, name, timeout_seconds) for case in mine)
            continue
        opener = partial(open_system, name, index)
        with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_open, initargs=(opener,)) as pool:
            waiting = [pool.submit(_ask_here, case, name, timeout_seconds) for case in mine]
            try:
                for future in as_completed(waiting):
                    yield future.result()
            except BaseException:  # stopped, or the reader has enough: what waits is not asked any more
                pool.shutdown(wait=False, cancel_futures=True)
                raise


_HERE: dict[str, System] = {}
"""The system of this worker process."""
_TROUBLE: list[Exception] = []
"""Why it could not be opened: told with the first question, since a pool only says that it broke."""


def _open(opener: Callable[[], System]) -> None:
    try:
        _HERE["system"] = opener()
    except Exception as error:
        _TROUBLE.append(error)


def _ask_here(case: Case, name: str, timeout_seconds: float) -> Asked:
    if _TROUBLE:
        raise _TROUBLE[0]
    return ask(case, _HERE["system"], name, timeout_seconds)


def _latencies(rows: Sequence[Asked], named: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in named:
        mine = [row for row in rows if row.output.system == name and row.output.error is None]
        figures = dict(latency([row.milliseconds["asked"] for row in mine], [row.megabytes for row in mine]))
        steps = sorted({step for row in mine for step in row.milliseconds})
        by_step = {
            step: latency([row.milliseconds[step] for row in mine if step in row.milliseconds]) for step in steps
        }
        found[name] = {**figures, "steps": by_step}
    return found
