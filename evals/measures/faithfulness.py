"""Faithfulness: the share of the shown claims that the words they cite, or failing markers the passages retrieved, bear out.

faithfulness = |supported claims| / |claims|   (Es and others 2023, RAGAS), with our validated checker in the judge's place. Its own error
on the sentences we labelled goes into the interval (`statistics.prediction_powered`). A decline claims nothing: it does not apply.
"""

from evals.judge import rule, rule_words
from evals.types import Case, Output, Score


def faithfulness(case: Case, output: Output) -> Score:
    if output.declined:
        return Score.skip("faithfulness", output, "a decline claims nothing")
    texts = tuple(f.text for f in output.found)
    held, notes = [], []
    for sentence in output.shown:
        if not sentence.cited and not texts:
            return Score.of("faithfulness", output, None, "no citation and no retrieved passage to hold it against")
        ruling = rule(sentence.text, sentence.cited) if sentence.cited else rule_words(sentence.text, *texts)
        if ruling.label == "not-a-claim":
            continue
        held.append(ruling.holds)
        if not ruling.holds:
            notes.append(f"{sentence.text} ({ruling.label}: {ruling.reason})")
    if not held:
        return Score.skip("faithfulness", output, "no claim was shown")
    counts = {"claims": float(len(held)), "supported": float(sum(held))}
    return Score.of("faithfulness", output, sum(held) / len(held), f"{sum(held)} of {len(held)} claims", tuple(notes), counts)
