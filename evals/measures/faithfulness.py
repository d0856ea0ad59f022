"""Faithfulness: the share of the shown claims that the words they cite, or failing markers the passages retrieved,
bear out.

faithfulness = |supported claims| / |claims|   (Es and others 2023, RAGAS), with our validated checker in the judge's
place. Its own error on the sentences we labelled goes into an interval of its own (`faithfulness_corrected`, by
`statistics.prediction_powered`), for claims that are not verbatim. A decline claims nothing: it does not apply.
"""

from evals.judge import rule, rule_words
from evals.loading import squeezed
from evals.types import Case, Output, Score, Sentence


def faithfulness(case: Case, output: Output) -> Score:  # noqa: ARG001
    if output.declined:
        return Score.skip("faithfulness", output, "a decline claims nothing")
    texts = tuple(f.text for f in output.found)
    held, notes, verbatim = [], [], 0
    for sentence in output.shown:
        if not sentence.cited and not texts:
            return Score.of("faithfulness", output, None, "no citation and no retrieved passage to hold it against")
        ruling = rule(sentence.text, sentence.cited) if sentence.cited else rule_words(sentence.text, *texts)
        if ruling.label == "not-a-claim":
            continue
        held.append(ruling.holds)
        verbatim += ruling.holds and _copied(sentence, texts)
        if not ruling.holds:
            notes.append(f"{sentence.text} ({ruling.label}: {ruling.reason})")
    if not held:
        return Score.skip("faithfulness", output, "no claim was shown")
    counts = {"claims": float(len(held)), "supported": float(sum(held)), "verbatim": float(verbatim)}
    return Score.of(
        "faithfulness", output, sum(held) / len(held), f"{sum(held)} of {len(held)} claims", tuple(notes), counts
    )


def _copied(sentence: Sentence, texts: tuple[str, ...]) -> bool:
    """Whether it stands word for word in what it rests on: then the ruling is proof, and the judge cannot err."""
    quotes = tuple(c.quote for c in sentence.cited) or texts
    return any(squeezed(sentence.text) in squeezed(quote) for quote in quotes)
