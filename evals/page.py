# ruff: noqa: E501, PERF401 - markup and style read better unbroken
"""Page: a report goes in, one self-contained HTML page comes out: plots as inline SVG, one row a case that opens to its evidence.

No script from anywhere, no font, no picture: it reads offline and prints. The few lines of script only filter the rows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from math import floor

from evals.measures import LOWER_IS_BETTER
from evals.types import Agreement, Case, Output, Report, Score, Sentence, Summary

COLOURS = ("#1f6f8b", "#c8793b", "#6b8e23", "#8a4f7d")
TRIALS = ("hostile_true", "hostile_flagged", "hostile_answered")
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2rem auto;padding:0 1rem;color:#1c2733}
table{border-collapse:collapse;width:100%;font-size:14px}td,th{padding:.25rem .5rem;border-bottom:1px solid #dde3e8;text-align:right}
td:first-child,th:first-child,td.words{text-align:left}details{border-bottom:1px solid #dde3e8;padding:.3rem 0}
summary{cursor:pointer}summary small{color:#5b6b78}.answer{margin:.4rem 0 .8rem 1.2rem;border-left:3px solid #dde3e8;padding-left:.8rem}
.supported{color:#17663a}.unsupported,.contradicted,.partly{color:#a5281b}q{color:#44525e}.bad{color:#a5281b;font-weight:600}
input,select{font:inherit;padding:.2rem .4rem;margin-right:.5rem}li{margin:.25rem 0}svg text{font:12px system-ui,sans-serif;fill:#1c2733}
@media(prefers-color-scheme:dark){body{background:#14191e;color:#dfe6ec}svg text{fill:#dfe6ec}q{color:#aab8c4}summary small{color:#93a3b0}
.supported{color:#6fce98}.unsupported,.contradicted,.partly,.bad{color:#ff9a8d}td,th,details{border-color:#33404b}}
"""
_SCRIPT = """
const words=document.getElementById('words'),kind=document.getElementById('kind'),only=document.getElementById('only');
function sift(){for(const row of document.querySelectorAll('details.case')){row.hidden=!(row.textContent.toLowerCase().includes(
words.value.toLowerCase())&&(!kind.value||row.dataset.kind===kind.value)&&(!only.checked||row.dataset.bad==='1'))}}
for(const one of [words,kind,only])one.addEventListener('input',sift);
"""


def page(report: Report, cases: Sequence[Case], outputs: Sequence[Output], scores: Sequence[Score]) -> str:
    """The whole page."""
    stamp = report.stamp
    rows = [s for s in report.summaries if s.subset == "all"]
    body = [
        f"<h1>{escape(', '.join(stamp.systems))} on {report.cases} cases</h1>",
        f"<p>Commit {escape(stamp.commit)} · cases {stamp.cases} · corpus {escape(stamp.corpus)} · {escape(stamp.embedding)} · "
        f"{escape(stamp.index)} · part {escape(stamp.part)}</p>",
        "<p>Bars are means, lines their 95 % intervals. Unscored is never nought: it is counted in its own column, as are cases "
        "beside the measure.</p>",
        bars(rows, stamp.systems),
        _table(rows),
        _differences(report),
        "<h2>By kind of question</h2>",
        by_kind(report),
        _grader(report.grader),
        _agreements(report.agreements),
        _broken(cases, scores),
        _complaints(report),
        "<h2>Case by case</h2>",
        _filters(cases),
        *_cases(cases, outputs, scores),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Evaluation: {escape(', '.join(stamp.systems))}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + f"\n<script>{_SCRIPT}</script>\n</body></html>\n"
    )


def bars(rows: Sequence[Summary], systems: Sequence[str]) -> str:
    """Means between 0 and 1 with their intervals, systems side by side."""
    measures = list(dict.fromkeys(s.measure for s in rows))
    found = {(s.measure, s.system): s for s in rows}
    high, left, width = 16 * len(systems) + 10, 215, 640
    total = high * len(measures) + 30
    parts = [
        f'<svg viewBox="0 0 {left + width + 60} {total}" role="img" aria-label="Means of every measure with intervals">'
    ]
    for n, name in enumerate(systems):
        parts.append(f'<rect x="{left + n * 150}" y="4" width="12" height="12" fill="{COLOURS[n % 4]}"/>')
        parts.append(f'<text x="{left + n * 150 + 18}" y="14">{escape(name)}</text>')
    for row, measure in enumerate(measures):
        top = 30 + row * high
        arrow = "↓" if measure in LOWER_IS_BETTER else "↑"
        parts.append(f'<text x="{left - 8}" y="{top + 14}" text-anchor="end">{escape(measure)} {arrow}</text>')
        for n, name in enumerate(systems):
            s = found.get((measure, name))
            if s is None or s.mean is None:
                continue
            y = top + 16 * n
            end = left + width * min(1.0, max(0.0, s.mean))
            parts.append(
                f'<rect x="{left}" y="{y}" width="{end - left:.1f}" height="12" fill="{COLOURS[n % 4]}" opacity=".75"/>'
            )
            if s.low is not None and s.high is not None:
                x = [left + width * min(1.0, max(0.0, v)) for v in (s.low, s.high)]
                parts.append(f'<line x1="{x[0]:.1f}" x2="{x[1]:.1f}" y1="{y + 6}" y2="{y + 6}" stroke="currentColor"/>')
            parts.append(f'<text x="{left + width + 8}" y="{y + 11}">{s.mean:.3f}</text>')
    return "".join([*parts, "</svg>"])


def by_kind(report: Report) -> str:
    """A table of means by kind for the first system, shaded by value."""
    system = report.stamp.systems[0]
    rows = [s for s in report.summaries if s.subset.startswith("kind:") and s.system == system and s.mean is not None]
    measures = [
        m
        for m in ("recall@8", "coverage", "gold_cited", "length_fit", "refusals", "reasons", "must_not_say")
        if any(s.measure == m for s in rows)
    ]
    found = {(s.subset[5:], s.measure): s for s in rows}
    lines = ["<table><tr><th>kind</th><th>cases</th>", *(f"<th>{m}</th>" for m in measures), "</tr>"]
    for kind, count in report.by_kind.items():
        cells = "".join(_shaded(found.get((kind, m)), m) for m in measures)
        lines.append(f"<tr><td>{escape(kind)}</td><td>{count}</td>{cells}</tr>")
    return "".join([*lines, "</table>"])


def _shaded(s: Summary | None, measure: str) -> str:
    if s is None or s.mean is None:
        return "<td>–</td>"
    good = 1 - s.mean if measure in LOWER_IS_BETTER else s.mean
    interval = f"{number(s.low)} to {number(s.high)}, n = {s.n}, unscored {s.unscored}"
    return f'<td title="{interval}" style="background:hsl({floor(120 * max(0.0, min(1.0, good)))} 60% 50% / .25)">{s.mean:.2f}</td>'


def number(value: float | None) -> str:
    """Three decimals; a dash for what is not known."""
    return "–" if value is None else f"{value:.3f}"


def _table(rows: Sequence[Summary]) -> str:
    lines = [
        "<table><tr><th>measure</th><th>system</th><th>n</th><th>mean</th><th>95 % interval</th><th>by</th><th>unscored</th><th>beside</th></tr>"
    ]
    for measure in dict.fromkeys(s.measure for s in rows):
        for s in (s for s in rows if s.measure == measure):
            lines.append(
                f"<tr><td>{escape(s.measure)}</td><td>{escape(s.system)}</td><td>{s.n}</td><td>{number(s.mean)}</td>"
                f"<td>{number(s.low)} to {number(s.high)}</td><td>{s.method}</td><td>{s.unscored}</td><td>{s.beside}</td></tr>"
            )
    return "".join([*lines, "</table>"])


def _differences(report: Report) -> str:
    if not report.differences:
        return ""
    d = report.differences[0]
    lines = [
        f"<h2>{escape(d.first)} minus {escape(d.second)}, paired by case</h2><table><tr><th>measure</th><th>n</th><th>difference</th><th>95 % interval</th></tr>"
    ]
    for d in report.differences:
        lines.append(
            f"<tr><td>{escape(d.measure)}</td><td>{d.n}</td><td>{number(d.mean)}</td><td>{number(d.low)} to {number(d.high)}</td></tr>"
        )
    return "".join([*lines, "</table>"])


def _grader(grader: Mapping[str, object]) -> str:
    if not grader:
        return ""
    parts = "".join(
        f"<li>{escape(name.replace('_', ' '))}: {escape(str(value))}</li>" for name, value in grader.items()
    )
    return f"<h2>The grader graded</h2><p>The checker on the sentences that we labelled twice:</p><ul>{parts}</ul>"


def _agreements(agreements: Sequence[Agreement]) -> str:
    if not agreements:
        return ""
    rows = "".join(
        f"<tr><td>{escape(a.judge)}</td><td>{a.n}</td><td>{number(a.kappa)}</td><td>{number(a.low)} to {number(a.high)}</td>"
        f"<td>{number(a.supported_passed)}</td><td>{number(a.unsupported_caught)}</td><td>{a.unscored}</td></tr>"
        for a in agreements
    )
    return (
        "<h2>Judges and people</h2><p>On the sentences that two people read alike, 'supported or not':</p><table><tr><th>judge</th>"
        "<th>n</th><th>kappa</th><th>95 % interval</th><th>supported passed</th><th>unsupported caught</th><th>unscored</th></tr>"
        f"{rows}</table>"
    )


def _broken(cases: Sequence[Case], scores: Sequence[Score]) -> str:
    """Trials that stand under no case of their own: groups, and documents that talk to a model."""
    known = {case.id for case in cases}
    rows = [s for s in scores if s.case not in known and s.value is not None and s.value < 1 and s.measure in TRIALS]
    listed = "".join(
        f"<li>{escape(s.measure)} {s.value:.2f}, {escape(s.system)}, {escape(s.case)}: {escape(s.reason)}"
        f"{''.join(f'<br><q>{escape(words[:300])}</q>' for words in s.evidence)}</li>"
        for s in rows
    )
    return f"<h2>Documents that talk to a model: what did not hold</h2><ul>{listed}</ul>" if rows else ""


def _complaints(report: Report) -> str:
    parts = []
    for title, rows in (("Answers that failed", report.failures), ("Rows that are no case", report.problems)):
        if rows:
            listed = "".join(f"<li>{escape(row.place)}: {escape(row.reason)}</li>" for row in rows)
            parts.append(f"<h2>{title}: {len(rows)}</h2><ul>{listed}</ul>")
    return "".join(parts)


def _filters(cases: Sequence[Case]) -> str:
    kinds = "".join(f"<option>{escape(kind)}</option>" for kind in dict.fromkeys(c.kind for c in cases))
    return (
        '<p><input id="words" placeholder="words in a row" aria-label="words in a row"><select id="kind" aria-label="kind">'
        f'<option value="">every kind</option>{kinds}</select><label><input type="checkbox" id="only"> only wrong ends</label></p>'
    )


def _cases(cases: Sequence[Case], outputs: Sequence[Output], scores: Sequence[Score]) -> list[str]:
    given: dict[str, list[Output]] = defaultdict(list)
    for output in outputs:
        given[output.case].append(output)
    scored: dict[tuple[str, str], list[Score]] = defaultdict(list)
    for score in scores:
        scored[score.case, score.system].append(score)
    return [_case(case, given[case.id], scored) for case in cases]


def _case(case: Case, outputs: Sequence[Output], scored: Mapping[tuple[str, str], Sequence[Score]]) -> str:
    wrong = bool(outputs) and (outputs[0].error is not None or outputs[0].end not in case.ends)
    mark = ' <span class="bad">wrong end</span>' if wrong else ""
    parts = [
        f'<details class="case" data-kind="{escape(case.kind)}" data-bad="{int(wrong)}"><summary>{escape(case.question[:300])} '
        f"<small>{escape(case.id)} · {case.half} · expects {escape(' or '.join(case.ends))}</small>{mark}</summary>"
    ]
    parts += [f"<p><small>{turn.role}:</small> {escape(turn.text)}</p>" for turn in case.dialogue]
    parts += [f"<p><small>gold, {escape(g.document)}:</small> <q>{escape(g.quote)}</q></p>" for g in case.gold]
    for output in outputs:
        parts.append(_output(output, scored.get((case.id, output.system), ())))
    return "".join([*parts, "</details>"])


def _output(output: Output, scores: Sequence[Score]) -> str:
    parts = [f'<div class="answer"><b>{escape(output.system)}</b>']
    if output.error is not None:
        parts.append(f'<p class="bad">{escape(output.error)}</p>')
    elif output.declined:
        parts.append(f"<p>Declined ({escape(output.declined)}): {escape(output.text)}</p>")
    elif output.sentences:
        parts.append(f"<ol>{''.join(_sentence(s) for s in output.sentences)}</ol>")
    else:
        parts.append(f"<p>{escape(output.text)}</p>")
    told = [s for s in scores if s.applies]
    listed = "".join(
        f"<li>{escape(s.measure)}: {'unscored' if s.value is None else f'{s.value:.3f}'}, {escape(s.reason)}</li>"
        for s in told
    )
    parts.append(
        f"<details><summary><small>{len(told)} scores, {len(output.found)} passages</small></summary><ul>{listed}</ul>"
    )
    parts += [
        f"<p><small>{n}. {escape(f.document)}</small> {escape(f.text[:220])}</p>" for n, f in enumerate(output.found, 1)
    ]
    return "".join([*parts, "</details></div>"])


def _sentence(sentence: Sentence) -> str:
    label = escape(sentence.label or "")
    hidden = "" if sentence.shown else " (withheld)"
    quotes = "".join(
        "<br><small>the same words stand in " + escape(c.document) + "</small>"
        if sentence.text in c.quote
        else f"<br><small>{escape(c.document)}:</small> <q>{escape(c.quote[:400])}</q>"
        for c in sentence.cited
    )
    verdict = f' <small class="{label}">{label}{hidden}: {escape(sentence.reason)}</small>' if label else ""
    return f"<li>{escape(sentence.text)}{verdict}{quotes}</li>"
