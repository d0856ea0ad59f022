"""The command line of the suite: words go in, a run folder and an exit code come out.

groundwork eval [PART] [--out DIR] [--limit N] [--filter WORDS] [--resume] [--jobs N] [--gate] [--judge-model NAME]
groundwork eval score outputs.jsonl | compare RUN_A RUN_B | preferences FILE | feedback
groundwork eval claims --questions FILE | checker --data DIR
"""

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from evals.consent import agreed, chosen_judge
from ingest.errors import GroundworkError

if TYPE_CHECKING:
    from evals.panel import Judge


OWN_WORDS = {
    "claims": "how many answers show a claim that their question lists",
    "checker": "hold the checker against public sets of sentences",
}
"""Measures whose options are their own; each is a module of this name."""


def main(argv: Sequence[str] | None = None) -> int:
    """Exit code: 0 done, 1 the gate is shut, 2 nothing could be done."""
    for setting in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(setting, "1")  # before numpy: sums must not hang on how many cores there are
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["eval"]:
        words = words[1:]
    try:
        if words and words[0] in OWN_WORDS:
            return int(import_module(f"evals.{words[0]}").main(words[1:]))
        arguments = _parser().parse_args(words)
        return int(arguments.act(arguments))
    except (GroundworkError, ValueError, OSError) as error:
        print(f"groundwork eval: {error}", file=sys.stderr)
        return 2
    except BrokenProcessPool:
        print(
            "groundwork eval: a process that asks was ended from outside, perhaps for want of memory. Go on with the "
            "same words and --resume --jobs 1.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("\nStopped. A run goes on with the same words and --resume.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    from evals.measures import PARTS

    parser = argparse.ArgumentParser(prog="groundwork eval", description="Run the evaluation suite, or a part of it.")
    others = f"score, compare, preferences, {', '.join(OWN_WORDS)}, feedback"
    acts = parser.add_subparsers(metavar="PART", help=f"{', '.join(PARTS)}; or {others}")
    parser.set_defaults(part="all", act=_run)
    _add_run_arguments(parser)
    for part in PARTS:
        one = acts.add_parser(part)
        for argument in _add_run_arguments(one):
            argument.default = argparse.SUPPRESS  # or it would undo what was said before PART
        one.set_defaults(part=part, act=_run)
    score = acts.add_parser("score", help="score the answers of any system")
    score.add_argument("outputs", type=Path)
    score.add_argument("--out", type=Path)
    score.add_argument("--name", default="", help="what the system is called where its rows do not say")
    score.add_argument("--cases", type=Path, help="a file or folder of cases instead of ours")
    _add_judge_arguments(score)
    score.set_defaults(act=_score)
    compare = acts.add_parser("compare", help="what got better and worse between two runs")
    compare.add_argument("first", type=Path)
    compare.add_argument("second", type=Path)
    compare.add_argument("--system", default="")
    compare.set_defaults(act=_compare)
    preferences = acts.add_parser("preferences", help="does our overall score prefer what people preferred?")
    preferences.add_argument("pairs", type=Path, help="JSONL; its forms are described in evals/preferences.py")
    preferences.add_argument("--limit", type=int, help="only the first so many questions")
    preferences.set_defaults(act=_preferences)
    for name, help in OWN_WORDS.items():
        acts.add_parser(name, help=help, add_help=False).set_defaults(act=_own_words, part=name)
    feedback = acts.add_parser("feedback", help="make cases of answers that a person judged bad")
    feedback.add_argument("--history", type=Path, help="the page's history; the person's own by default")
    feedback.add_argument("--out", type=Path, default=Path("feedback.jsonl"))
    feedback.set_defaults(act=_feedback)
    return parser


def _add_run_arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    add = parser.add_argument
    return [
        add("--out", type=Path, help="folder of the run; runs/PART by default"),
        add("--limit", type=int, help="so many cases, dealt evenly over the kinds"),
        add("--filter", default="", help="only cases with these words in id, kind, half or question"),
        add("--resume", action="store_true", help="go on where a run into this folder was stopped"),
        add("--jobs", type=int, default=2, help="processes that ask (2)"),
        add("--gate", action="store_true", help="the fast subset, held against evals/baseline.json"),
        add("--accept", action="store_true", help="with --gate: make this run the one to be held against"),
        add("--index", type=Path, help="index to ask; the person's own by default"),
        add("--cases", type=Path, help="a file or folder of cases instead of ours"),
        add("--system", action="append", help="groundwork, baseline; both by default"),
        add("--timeout", type=float, default=60.0, help="seconds for one question (60)"),
        *_add_judge_arguments(parser),
    ]


def _add_judge_arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    add = parser.add_argument
    return [
        add("--judge-model", metavar="NAME", help="a model of yours that judges too: openai:gpt-5.5, ollama:qwen3"),
        add("--judge-url", metavar="URL", help="its server, if it speaks the OpenAI protocol"),
        add("--judge", choices=("chat", "ragas"), default="chat", help="who asks it: ours (chat), or RAGAS"),
        add("--yes", action="store_true", help="agree that questions and answers are sent to it, and to what it costs"),
    ]


def _run(arguments: argparse.Namespace) -> int:
    from evals.kept import asked_before
    from evals.loading import choose, load
    from evals.progress import bar, plan
    from evals.suite import OURS, run
    from evals.trials import packaged_traps, tried_on

    if arguments.limit is not None and arguments.limit < 1:
        raise ValueError("--limit needs a number above nought")
    if arguments.accept and not arguments.gate:
        raise ValueError("--accept goes with --gate: groundwork eval --gate --accept")
    if arguments.accept and (arguments.filter or arguments.limit is not None or arguments.part != "all"):
        raise ValueError(
            "--accept takes a whole gate; with a part, --filter or --limit what was accepted would be lost"
        )
    loaded = load(arguments.cases)
    for problem in loaded.problems:
        print(f"not a case: {problem.place}: {problem.reason}", file=sys.stderr)
    wanted = loaded.cases
    if arguments.part == "dialogues":
        wanted = tuple(case for case in wanted if case.dialogue)
    if arguments.gate:
        from evals.gate import fast

        wanted = fast(wanted)
    cases = choose(wanted, arguments.filter, arguments.limit)
    out = arguments.out or Path("runs") / ("gate" if arguments.gate else arguments.part)
    systems = tuple(arguments.system or (("groundwork",) if arguments.gate else OURS))
    traps = None
    if arguments.filter or arguments.limit is not None:
        traps = [trap for trap in packaged_traps() if arguments.filter.lower() in f"{trap.id} {trap.question}".lower()]
        traps = traps[: arguments.limit]
    to_index = arguments.index is None and _index_is_missing()
    tried = tried_on(None, systems, arguments.part)
    todo = {(name, case.id) for name in systems for case in cases}
    before = len(todo.intersection(asked_before(out))) if arguments.resume else 0
    if cases:
        print(plan(len(cases), systems, arguments.part, arguments.jobs, out, to_index, tried, before), file=sys.stderr)
    judge = _judge(arguments)
    _ensure_index(arguments.index)
    _one_thread()
    report = run(
        cases,
        out=out,
        systems=systems,
        index=arguments.index,
        part=arguments.part,
        jobs=arguments.jobs,
        resume=arguments.resume,
        timeout_seconds=arguments.timeout,
        progress=bar,
        problems=loaded.problems,
        scored=partial(bar, what="answers scored"),
        traps=traps,
        judge=judge,
        agree=partial(agreed, arguments.yes),
        judged=partial(bar, what="judge's replies"),
    )
    _tell(report, out)
    if arguments.part == "latency":
        print((out / "latency.json").read_text(encoding="utf-8"))
    if not arguments.gate:
        return 0
    from evals.gate import accept, gate

    if arguments.accept:
        accept(out)
    shut = gate(out)
    for reason in shut:
        print(f"gate: {reason}", file=sys.stderr)
    print("The gate is shut." if shut else "The gate is open.")
    return 1 if shut else 0


def _judge(arguments: argparse.Namespace) -> "Judge | None":
    return chosen_judge(arguments.judge_model, arguments.judge_url, arguments.judge, arguments.yes)


def _index_is_missing() -> bool:
    from ingest.manifest import default_index

    return not (default_index() / "CURRENT").exists()


def _one_thread() -> None:
    """On one thread a ruling does not hang on how many cores there are."""
    import torch

    torch.set_num_threads(1)


def _ensure_index(index: Path | None) -> None:
    """Build the handbook's index once, before the workers ask for it."""
    if index is None:
        from ingest.embed import Embedder
        from ingest.handbook import ensure_handbook

        ensure_handbook(Embedder())


def _tell(report: object, out: Path) -> None:
    from evals.report import markdown
    from evals.types import Report

    assert isinstance(report, Report)
    print(markdown(report).split("\n## The dev half")[0])
    print(
        f"Written to {out}: report.html, report.json, report.md, junit.xml, outputs.jsonl, scores.jsonl, latency.json"
    )


def _score(arguments: argparse.Namespace) -> int:
    from evals.foreign import score
    from evals.loading import load

    cases = load(arguments.cases).cases if arguments.cases else None
    judge = _judge(arguments)
    _one_thread()
    out = arguments.out or arguments.outputs.with_suffix(".run")
    report = score(arguments.outputs, out, cases, arguments.name, judge, partial(agreed, arguments.yes))
    for problem in report.problems:
        print(f"not scored: {problem.place}: {problem.reason}", file=sys.stderr)
    _tell(report, out)
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from evals.comparison import compare, comparison_text

    print(comparison_text(compare(arguments.first, arguments.second, arguments.system)))
    return 0


def _preferences(arguments: argparse.Namespace) -> int:
    from evals.preferences import preferences, text_of
    from evals.progress import bar

    _one_thread()
    if arguments.limit is not None and arguments.limit < 1:
        raise ValueError("--limit needs a number above nought")
    print(text_of(preferences(arguments.pairs, arguments.limit, partial(bar, what="answers scored"))))
    return 0


def _own_words(arguments: argparse.Namespace) -> int:
    """Reached only where other words stand before it."""
    name = arguments.part
    raise ValueError(f"'{name}' has options of its own and goes first; see them with: groundwork eval {name} --help")


def _feedback(arguments: argparse.Namespace) -> int:
    from evals.feedback import feedback

    made = feedback(arguments.out, arguments.history)
    print(f"{made} new cases in {arguments.out}; give each its gold and must_say, then move it to evals/cases")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
