"""Report: a report with its outputs and scores goes in; report.json, report.md, report.html and junit.xml come out."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from evals.page import page
from evals.types import Case, Output, Report, Score, Summary

HARD = ("quote_exactness", "false_refusals", "must_not_say", "refusals", "reasons")
"""Measures that make a test fail in junit.xml."""


def write_report(
    folder: Path, report: Report, cases: Sequence[Case], outputs: Sequence[Output], scores: Sequence[Score]
) -> None:
    """The four files of a report; the same bytes for the same data."""
    files = {
        "report.json": report.model_dump_json(indent=2) + "\n",
        "report.md": markdown(report),
        "report.html": page(report, cases, outputs, scores),
        "junit.xml": junit(report, outputs, scores),
    }
    for name, text in files.items():
        new = folder / f"{name}.new"
        new.write_text(text, encoding="utf-8")
        new.replace(folder / name)


def markdown(report: Report) -> str:
    """The tables as Markdown, for pull requests and terminals."""
    stamp = report.stamp
    lines = [
        f"# Evaluation: {', '.join(stamp.systems)} on {report.cases} cases",
        "",
        f"commit {stamp.commit} · cases {stamp.cases} · corpus {stamp.corpus} · {stamp.embedding} · {stamp.index} · "
        f"part {stamp.part}",
        "",
        "Each mean has its n, a 95 % interval and the number left unscored; 'beside' are cases that a measure does not "
        "apply to.",
        "",
        *_table([s for s in report.summaries if s.subset == "all"]),
    ]
    if report.differences:
        d = report.differences[0]
        lines += [
            "",
            f"## {d.first} minus {d.second}, paired by case",
            "",
            "| measure | n | difference | 95 % interval |",
            "|---|--:|--:|--:|",
        ]
        lines += [
            f"| {d.measure} | {d.n} | {figure(d.mean, '+')} | {figure(d.low, '+')} to {figure(d.high, '+')} |"
            for d in report.differences
        ]
    for half in ("dev", "test"):
        rows = [s for s in report.summaries if s.subset == f"half:{half}" and s.system == stamp.systems[0]]
        lines += ["", f"## The {half} half, {stamp.systems[0]}", "", *_table(rows)] if rows else []
    if report.grader:
        lines += ["", "## The grader graded, on the sentences that we labelled", ""]
        lines += [f"- {name.replace('_', ' ')}: {value}" for name, value in report.grader.items()]
    if report.agreements:
        lines += ["", "## Judges and people, on the sentences that two people read alike", "", *_agreements(report)]
    for title, rows_ in (("Answers that failed", report.failures), ("Rows that are no case", report.problems)):
        lines += ["", f"## {title}: {len(rows_)}", ""] if rows_ else []
        lines += [f"- {row.place}: {row.reason}" for row in rows_]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[Summary]) -> list[str]:
    lines = ["| measure | system | n | mean | 95 % interval | unscored | beside |", "|---|---|--:|--:|--:|--:|--:|"]
    lines += [
        f"| {s.measure} | {s.system} | {s.n} | {figure(s.mean)} | {figure(s.low)} to {figure(s.high)} "
        f"| {s.unscored} | {s.beside} |"
        for s in sorted(rows, key=lambda s: (_order(rows, s.measure), s.system != rows[0].system))
    ]
    return lines


def _agreements(report: Report) -> list[str]:
    lines = ["| judge | n | kappa | 95 % interval | supported passed | unsupported caught | unscored |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    lines += [
        f"| {a.judge} | {a.n} | {figure(a.kappa)} | {figure(a.low)} to {figure(a.high)} | {figure(a.supported_passed)} "
        f"| {figure(a.unsupported_caught)} | {a.unscored} |"
        for a in report.agreements
    ]
    return lines


def _order(rows: Sequence[Summary], measure: str) -> int:
    return next(n for n, s in enumerate(rows) if s.measure == measure)


def figure(value: float | None, sign: str = "") -> str:
    """Three decimals; a dash for what is not known."""
    return "–" if value is None else f"{value:{sign}.3f}"


def junit(report: Report, outputs: Sequence[Output], scores: Sequence[Score]) -> str:
    """One test a case of the first system: failed where it ended wrongly, said what it must not, or quoted what does
    not stand.
    """
    system = report.stamp.systems[0]
    hard: dict[str, list[str]] = defaultdict(list)
    for score in scores:
        if score.system == system and score.measure in HARD and score.value is not None and _fails(score):
            hard[score.case].append(f"{score.measure}: {score.reason}")
    mine = [o for o in outputs if o.system == system]
    shown = quoteattr(_printable(system))
    skipped = sum(o.error is not None for o in mine)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuite name={shown} tests="{len(mine)}" failures="{len(hard)}" skipped="{skipped}">')
    for output in mine:
        head = f"  <testcase classname={shown} name={quoteattr(_printable(output.case))}"
        if output.error is not None:
            lines.append(f"{head}><skipped message={quoteattr(_printable(output.error))}/></testcase>")
        elif output.case in hard:
            why = "; ".join(dict.fromkeys(hard[output.case]))
            said = escape(_printable(f"{output.question}\n\n{output.text}"))
            lines.append(f"{head}><failure message={quoteattr(_printable(why))}>{said}</failure></testcase>")
        else:
            lines.append(f"{head}/>")
    return "\n".join([*lines, "</testsuite>"]) + "\n"


def _fails(score: Score) -> bool:
    value = score.value or 0.0
    return value > 0 if score.measure in ("must_not_say", "false_refusals") else value < 1


def _printable(text: str) -> str:
    """XML 1.0 has no control characters."""
    return "".join(c for c in text if c in "\n\t" or c.isprintable())
