"""Gold cited: the share of the gold quotes that the answer's citations overlap: did it rest on the words that answer
the question?

gold_cited = |golds that some citation holds, or is held by| / |golds|. A decline cites none.
"""

from evals.loading import squeezed
from evals.measures.found import holds, same_document
from evals.types import Case, Cited, Gold, Output, Score


def gold_cited(case: Case, output: Output) -> Score:
    if not case.gold or case.expected != "answer":
        return Score.skip("gold_cited", output, "the case has no gold quote")
    cited = [c for s in output.shown for c in s.cited]
    lost = tuple(g.quote for g in case.gold if not any(_overlaps(c, g) for c in cited))
    return Score.of("gold_cited", output, 1 - len(lost) / len(case.gold), f"{len(lost)} golds not cited", lost)


def _overlaps(cited: Cited, gold: Gold) -> bool:
    if not same_document(cited.document, gold.document):
        return False
    return holds(cited.quote, gold.quote) or squeezed(cited.quote) in squeezed(gold.quote)
