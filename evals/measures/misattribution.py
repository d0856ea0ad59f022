"""Misattribution: the share of the shown claims whose own citation fails while another citation of the answer would
bear them out.

The right fact behind the wrong marker (Liu and others 2023, 'Evaluating verifiability in generative search engines',
treat it with recall; we count it apart because a reader is misled in another way). Lower is better.
"""

from evals.judge import claims_of, rule
from evals.types import Case, Output, Score


def misattribution(case: Case, output: Output) -> Score:  # noqa: ARG001
    if output.declined:
        return Score.skip("misattribution", output, "a decline cites nothing")
    ruled = [(s, r) for s, r in claims_of(output) if s.cited]
    if not ruled:
        return Score.skip("misattribution", output, "nothing was cited")
    every = tuple(dict.fromkeys(c for s in output.shown for c in s.cited))
    wrong = tuple(
        s.text for s, r in ruled if not r.holds and any(rule(s.text, (c,)).holds for c in every if c not in s.cited)
    )
    return Score.of("misattribution", output, len(wrong) / len(ruled), f"{len(wrong)} behind the wrong marker", wrong)
