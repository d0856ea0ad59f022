"""Overall: one number for an answer, for whoever must have one.

Where an answer is due: overall = faithful * useful, and 0 for a decline or for an answer that states nothing.
`faithful` is the measure faithfulness; `useful` is the plain mean of those that apply: coverage in 200 words (where no
fact is asked for: the share of the question's content words that the answer takes up), length fit, 1 - repetition,
standalone. Where a decline is due: 1 for the right end, 0 for any other. Multiplied, since a pleasant lie is not half
good. The formula is ours and fitted to nothing; `groundwork eval preferences` measures how often people agree with it.
"""

from evals.measures.coverage import coverage
from evals.measures.faithfulness import faithfulness
from evals.measures.length_fit import length_fit
from evals.measures.repetition import repetition
from evals.measures.standalone import standalone
from evals.types import Case, Output, Score


def overall(case: Case, output: Output) -> Score:
    if output.declined or "answer" not in case.ends:
        return Score.of("overall", output, float(output.end in case.ends), f"ended with {output.end}")
    borne = faithfulness(case, output)
    if borne.value is None and borne.applies:
        return Score.of("overall", output, None, borne.reason)
    faithful = borne.value or 0.0  # an answer that states nothing helps nobody
    parts = parts_of(case, output)
    useful = sum(parts.values()) / len(parts)
    told = ", ".join(f"{name} {value:.2f}" for name, value in {"faithfulness": faithful, **parts}.items())
    return Score.of("overall", output, faithful * useful, told)


def parts_of(case: Case, output: Output) -> dict[str, float]:
    """What makes it useful, by name; only what applies to the case."""
    scores = {
        "coverage": coverage(case, output, words=200),
        "length fit": length_fit(case, output),
        "repetition": repetition(case, output),
        "standalone": standalone(case, output),
    }
    found = {name: score.value for name, score in scores.items() if score.value is not None}
    if "repetition" in found:
        found["no repetition"] = 1 - found.pop("repetition")
    if "coverage" not in found:
        found["on topic"] = on_topic(case.question or output.question, output.text)
    return found


def on_topic(question: str, answer: str) -> float:
    """The share of the question's content words, by stem, that the answer takes up; 1 for a question without any."""
    from rag.guards_words import content_stems, plain

    asked = set(content_stems(plain(question)))
    return len(asked & set(content_stems(plain(answer)))) / len(asked) if asked else 1.0
