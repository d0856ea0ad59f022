"""Citation precision: the share of the citations that do some work.

ALCE (Gao and others, EMNLP 2023, 4.3): a citation is idle if it does not bear the sentence out alone and the others
do so without it; in a sentence that its citations do not bear out, none counts.
"""

from evals.judge import claims_of, rule
from evals.types import Case, Output, Score


def citation_precision(case: Case, output: Output) -> Score:  # noqa: ARG001
    if output.declined:
        return Score.skip("citation_precision", output, "a decline cites nothing")
    good, idle = 0, []
    for sentence, ruling in claims_of(output):
        for at, cited in enumerate(sentence.cited):
            others = sentence.cited[:at] + sentence.cited[at + 1 :]
            works = rule(sentence.text, (cited,)).holds or not (others and rule(sentence.text, others).holds)
            if ruling.holds and works:
                good += 1
            else:
                idle.append(f"{sentence.text} ← {cited.quote[:120]}")
    if not good + len(idle):
        return Score.skip("citation_precision", output, "nothing was cited")
    return Score.of("citation_precision", output, good / (good + len(idle)), f"{len(idle)} idle or wrong", tuple(idle))
