"""Citation recall: the share of the shown claims that the words they cite bear out, all taken together.

ALCE (Gao and others, EMNLP 2023, 4.3): a sentence has recall 1 if the concatenation of its citations entails it, 0
without citations.
"""

from evals.judge import claims_of
from evals.types import Case, Output, Score


def citation_recall(case: Case, output: Output) -> Score:  # noqa: ARG001
    if output.declined:
        return Score.skip("citation_recall", output, "a decline cites nothing")
    ruled = claims_of(output)
    if not ruled:
        return Score.skip("citation_recall", output, "no claim was shown")
    bare = tuple(s.text for s, ruling in ruled if not ruling.holds)
    return Score.of(
        "citation_recall", output, 1 - len(bare) / len(ruled), f"{len(bare)} of {len(ruled)} not borne out", bare
    )
