"""Must not say: the share of forbidden statements that the answer makes. Lower is better.

A statement counts if its words stand in a shown sentence. Words alone, no judgement: the author of a case picks words
that no good answer needs.
"""

from evals.loading import squeezed
from evals.types import Case, Output, Score


def must_not_say(case: Case, output: Output) -> Score:
    if not case.must_not_say:
        return Score.skip("must_not_say", output, "the case forbids nothing")
    text = squeezed(output.text)
    said = tuple(
        words for words in case.must_not_say if any(squeezed(w) in text for w in words.split(" | ") if w.strip())
    )
    return Score.of(
        "must_not_say", output, len(said) / len(case.must_not_say), f"{len(said)} forbidden statements made", said
    )
