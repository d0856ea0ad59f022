"""Quote exactness: the share of the citations whose words stand, character for character, where they are said to stand.

Looked up in the document at the cited offsets when the answer came in; for foreign answers in the passages they bring
along.
"""

from evals.types import Case, Output, Score


def quote_exactness(case: Case, output: Output) -> Score:  # noqa: ARG001
    cited = [c for s in output.shown for c in s.cited]
    if not cited:
        return Score.skip("quote_exactness", output, "nothing was cited")
    stands = [_stands(c.stands, c.quote, output) for c in cited]
    if any(s is None for s in stands):
        return Score.of("quote_exactness", output, None, "the cited document was not at hand")
    false = tuple(c.quote for c, s in zip(cited, stands, strict=True) if not s)
    return Score.of(
        "quote_exactness", output, 1 - len(false) / len(cited), f"{len(false)} of {len(cited)} do not stand", false
    )


def _stands(looked_up: bool | None, quote: str, output: Output) -> bool | None:
    if looked_up is not None:
        return looked_up
    return any(quote in f.text for f in output.found) if output.found else None
