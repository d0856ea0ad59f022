"""Preferences: pairs of answers of which people preferred one go in; how often our overall score agrees comes out.

Meta-evaluation: a score that orders answers otherwise than people do measures something else. Read, a row a line:

- pairs: {"question": "…", "passages": ["…"], "chosen": "…", "rejected": "…"}; where the two rest on different passages,
  `chosen` and `rejected` are objects: {"answer": "…", "passages": ["…"]};
- answers with labelled sentences: {"question", "passages", "sentences": [{"text", "labels": ["supported", …]}],
  "generator"}: of two answers to one question the one with the larger share of sentences that most annotators call
  supported is the preferred one, equal shares make no pair. That is a preference for support alone;
- comparisons of WebGPT (Nakano and others 2021): {"question": {"full_text"}, "answer_0", "answer_1", "quotes_0",
  "quotes_1", "score_0", "score_1"}.

Agreement is the share of pairs in which the preferred answer scores higher; an equal score counts half. The interval is
a bootstrap by question, since pairs of one question share their answers.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from evals.adapters import read_row
from evals.judge import rule_many
from evals.lines import lines_of
from evals.measures.faithfulness import faithfulness
from evals.measures.overall import overall, parts_of
from evals.statistics import Estimate, Floats, bootstrap_counts
from evals.types import Case, Found, Output, Problem, Sentence

Progress = Callable[[int, int], None]
SAME = 1e-9
CLEAR = 0.3
"""Pairs whose shares of supported sentences lie at least so far apart are told of apart."""


class Pair(NamedTuple):
    """Two answers to one question."""

    question: str
    chosen: Output
    rejected: Output
    gap: float | None = None
    """How far apart people see them, where that is known."""


class Agreed(NamedTuple):
    """How often a score agrees with people."""

    score: str
    pairs: int
    ties: int
    unscored: int
    accuracy: Estimate


class Preferences(NamedTuple):
    """What `preferences` found."""

    questions: int
    pairs: int
    undecided: int
    """Pairs of which people prefer neither."""
    figures: tuple[Agreed, ...]
    problems: tuple[Problem, ...]


def preferences(path: Path | str, limit: int | None = None, progress: Progress | None = None) -> Preferences:
    """Agreement of our overall score with a file of preferences.

    Args:
        path: JSONL in one of the forms above.
        limit: only the first so many questions.
        progress: told of answers scored.

    Raises:
        ValueError: there is no pair in the file.
        OSError: it cannot be read.
    """
    pairs, undecided, problems = read_pairs(Path(path))
    questions = list(dict.fromkeys(pair.question for pair in pairs))[:limit]
    pairs = [pair for pair in pairs if pair.question in set(questions)]
    if not pairs:
        why = problems[0].reason if problems else "no question has two answers of which one is preferred"
        raise ValueError(f"{path}: no pair could be read ({why})")
    answers = list({id(answer): answer for pair in pairs for answer in (pair.chosen, pair.rejected)}.values())
    known: dict[int, dict[str, float | None]] = {}
    for done, answer in enumerate(answers, start=1):
        known[id(answer)] = scores_of(answer)
        if progress:
            progress(done, len(answers))
    figures = [_agreed(name, name, pairs, known) for name in known[id(answers[0])]]
    clear = [pair for pair in pairs if pair.gap is not None and pair.gap >= CLEAR]
    if clear:
        figures.append(_agreed("overall", f"overall, shares {CLEAR:g} or more apart", clear, known))
    return Preferences(len(questions), len(pairs), undecided, tuple(figures), problems)


def scores_of(output: Output) -> dict[str, float | None]:
    """Our overall score and what it is to be held against, by name."""
    case = Case(id=output.case or "pair", kind="preferences", question=output.question)
    texts = [found.text for found in output.found]
    rule_many([(sentence.text, texts) for sentence in output.shown if not sentence.cited])
    parts = parts_of(case, output)
    return {
        "overall": overall(case, output).value,
        "faithfulness alone": faithfulness(case, output).value,
        "usefulness alone": sum(parts.values()) / len(parts),
        "length alone": float(len(output.text.split())),
    }


def read_pairs(path: Path) -> tuple[list[Pair], int, tuple[Problem, ...]]:
    """Pairs in the order of the file, how many were undecided, and a complaint for each row that is none."""
    pairs: list[Pair] = []
    labelled: dict[str, list[tuple[float, Output]]] = defaultdict(list)
    problems: list[Problem] = []
    undecided = 0
    for number, line in lines_of(path):
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("not an object")
            if "sentences" in row:
                output = _labelled_answer(row)
                labelled[output.question].append((_share(row["sentences"]), output))
            elif (pair := _webgpt(row) if "answer_0" in row else _pair(row)) is not None:
                pairs.append(pair)
            else:
                undecided += 1
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            problems.append(Problem(place=f"{path.name}:{number}", reason=f"{type(error).__name__}: {error}"[:300]))
    for question, answers in labelled.items():
        for (one, first), (other, second) in combinations(answers, 2):
            if abs(one - other) < SAME:
                undecided += 1
            else:
                chosen, rejected = (first, second) if one > other else (second, first)
                pairs.append(Pair(question, chosen, rejected, abs(one - other)))
    return pairs, undecided, tuple(problems)


def text_of(found: Preferences) -> str:
    """A table for a terminal."""
    lines = [
        f"{found.pairs} pairs of answers to {found.questions} questions; {found.undecided} more have no preferred one",
        "",
        "score                                   pairs   agrees  95 % interval     ties  unscored",
    ]
    for row in found.figures:
        mean, low, high, _ = row.accuracy
        told = "not known" if mean is None else f"{mean:.3f}   [{low:.3f}, {high:.3f}]"
        lines.append(f"{row.score:38} {row.pairs:6d}    {told:24} {row.ties:5d} {row.unscored:9d}")
    lines += [f"no pair: {problem.place}: {problem.reason}" for problem in found.problems]
    return "\n".join(lines)


def _agreed(name: str, called: str, pairs: Sequence[Pair], known: Mapping[int, Mapping[str, float | None]]) -> Agreed:
    by_question: dict[str, dict[str, float]] = defaultdict(lambda: {"right": 0.0, "all": 0.0})
    ties = unscored = 0
    for pair in pairs:
        one, other = known[id(pair.chosen)][name], known[id(pair.rejected)][name]
        if one is None or other is None:
            unscored += 1
            continue
        tie = abs(one - other) < SAME
        ties += tie
        counts = by_question[pair.question]
        counts["right"] += 0.5 if tie else float(one > other)
        counts["all"] += 1
    return Agreed(called, len(pairs), ties, unscored, bootstrap_counts(list(by_question.values()), _accuracy))


def _accuracy(sums: Mapping[str, Floats]) -> Floats:
    share: Floats = sums["right"] / sums["all"]
    return share


def _pair(row: Mapping[str, Any]) -> Pair:
    chosen, rejected = (_answer(row, row[name], row.get("passages", [])) for name in ("chosen", "rejected"))
    return Pair(chosen.question, chosen, rejected)


def _answer(row: Mapping[str, Any], given: Any, passages: Any) -> Output:
    told = given if isinstance(given, Mapping) else {"answer": given}
    return read_row({"question": row["question"], "passages": passages, **told})


def _webgpt(row: Mapping[str, Any]) -> Pair | None:
    if row["score_0"] == row["score_1"]:
        return None
    question = row["question"]["full_text"] if isinstance(row["question"], Mapping) else row["question"]
    first, second = (
        read_row({"question": question, "answer": row[f"answer_{n}"], "passages": row[f"quotes_{n}"]["extract"]})
        for n in (0, 1)
    )
    better = row["score_0"] > row["score_1"]
    return Pair(str(question), first if better else second, second if better else first)


def _labelled_answer(row: Mapping[str, Any]) -> Output:
    sentences = tuple(Sentence(text=str(sentence["text"])) for sentence in row["sentences"])
    if not sentences:
        raise ValueError("no sentence")
    return Output(
        case="",
        system=str(row.get("generator", "")),
        question=str(row["question"]),
        text=" ".join(sentence.text for sentence in sentences),
        sentences=sentences,
        found=tuple(_passages(row["passages"])),
    )


def _passages(passages: Sequence[Any]) -> Iterator[Found]:
    for passage in passages:
        yield Found(document="", text=passage if isinstance(passage, str) else str(passage["text"]))


def _share(sentences: Sequence[Mapping[str, Any]]) -> float:
    """Of sentences that more than half of their annotators call supported."""
    held = [sum(label == "supported" for label in s["labels"]) > len(s["labels"]) / 2 for s in sentences]
    return held.count(True) / len(held)
