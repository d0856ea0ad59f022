"""Judged relevance: what the person's own model says of the answer, how far it answers what was asked.

value = (x - 1) / 4 for the model's whole number x from 1 to 5, given by schema (scales with described steps: Kim and
others, Prometheus, ICLR 2024). A decline is neither beside the question nor an answer to it: it does not apply.
"""

from typing import TYPE_CHECKING

from evals.types import Case, Output, Score
from rag.judge import JudgeError

if TYPE_CHECKING:
    from evals.panel import ChatJudge


def judged_relevance(case: Case, output: Output, judge: "ChatJudge") -> Score:
    if output.declined or case.expected != "answer":
        return Score.skip("judged_relevance", output, "no answer was given or asked for")
    try:
        opinion = judge.opinion(case, output)
    except JudgeError as error:
        return Score.of("judged_relevance", output, None, str(error))
    told = f"{opinion.relevance} of 5: {opinion.reason}"
    return Score.of("judged_relevance", output, (opinion.relevance - 1) / 4, told)
