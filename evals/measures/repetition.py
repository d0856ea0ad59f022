"""Repetition: the share of shown sentences that say again what an earlier one said. Lower is better.

A sentence repeats if it shares more than 80 % of its words with an earlier one: |A ∩ B| / min(|A|, |B|) (overlap
coefficient, Szymkiewicz 1934; Simpson 1943), both of at least five words.
"""

import re

from evals.types import Case, Output, Score

SAME = 0.8


def repetition(case: Case, output: Output) -> Score:  # noqa: ARG001
    if output.declined or not output.shown:
        return Score.skip("repetition", output, "no sentence was shown")
    seen: list[set[str]] = []
    again: list[str] = []
    for sentence in output.shown:
        words = set(re.findall(r"\w+", sentence.text.lower()))
        if any(min(len(words), len(w)) >= 5 and len(words & w) > SAME * min(len(words), len(w)) for w in seen):
            again.append(sentence.text)
        seen.append(words)
    return Score.of(
        "repetition", output, len(again) / len(seen), f"{len(again)} of {len(seen)} sentences repeat", tuple(again)
    )
