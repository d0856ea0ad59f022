"""Judged faithfulness: the share of the shown claims that the person's own model calls supported by what they cite.

As `faithfulness`, with a chat model in the checker's place (G-Eval, Liu and others, EMNLP 2023, and RAGAS, Es and
others 2023, do it in one prompt; here each claim is asked alone, by schema). Claims that stand word for word in what
they cite are proven and asked of nobody. One claim without a verdict leaves the answer unscored: a share of those that
happened to come back would say something else.
"""

from typing import TYPE_CHECKING

from evals.judge import words_of
from evals.types import Case, Output, Score
from rag.judge import JudgeError

if TYPE_CHECKING:
    from evals.panel import ChatJudge


def judged_faithfulness(case: Case, output: Output, judge: "ChatJudge") -> Score:  # noqa: ARG001
    name = "judged_faithfulness"
    if output.declined:
        return Score.skip(name, output, "a decline claims nothing")
    found = tuple((f.text, ()) for f in output.found if f.text.strip())
    held, notes, failed = [], [], ""
    for sentence in output.shown:
        words = words_of(sentence.cited) or found
        if not words:
            return Score.of(name, output, None, "no citation and no retrieved passage to hold it against")
        try:
            verdict = judge.verdict(sentence.text, words)
        except JudgeError as error:  # go on: what else is asked must be known before the price is
            failed = failed or str(error)
            continue
        if verdict.label != "not-a-claim":
            held.append(verdict.label == "supported")
            notes += [] if held[-1] else [f"{sentence.text} ({verdict.label}: {verdict.reason})"]
    if failed:
        return Score.of(name, output, None, failed)
    if not held:
        return Score.skip(name, output, "no claim was shown")
    return Score.of(name, output, sum(held) / len(held), f"{sum(held)} of {len(held)} claims", tuple(notes))
