"""Length fit: 1 for an answer of 15 to 200 words, less in proportion to what it lacks or exceeds.

value = min(1, words / 15, 200 / words). The bounds are ours: one full sentence, and about a minute of reading at 238
words a minute (Brysbaert 2019, silent reading of non-fiction).
"""

import re

from evals.types import Case, Output, Score

LEAST, MOST = 15, 200


def length_fit(case: Case, output: Output) -> Score:
    if output.declined or case.expected != "answer":
        return Score.skip("length_fit", output, "no answer was given or asked for")
    words = len(re.sub(r"\[\d+\]", "", output.text).split())
    return Score.of("length_fit", output, min(1.0, words / LEAST, MOST / max(1, words)), f"{words} words")
