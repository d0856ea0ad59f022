"""Measures: a case and an output go in, a score comes out. One measure, one file; the name in the table is the name
in the report.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from evals.measures.citation_precision import citation_precision
from evals.measures.citation_recall import citation_recall
from evals.measures.consistency import consistency
from evals.measures.coverage import coverage
from evals.measures.fairness_gap import fairness_gap
from evals.measures.faithfulness import faithfulness
from evals.measures.false_refusals import false_refusals
from evals.measures.gold_cited import gold_cited
from evals.measures.human_named import human_named
from evals.measures.judged_faithfulness import judged_faithfulness
from evals.measures.judged_helpfulness import judged_helpfulness
from evals.measures.judged_relevance import judged_relevance
from evals.measures.latency import latency
from evals.measures.length_fit import length_fit
from evals.measures.misattribution import misattribution
from evals.measures.mrr import mrr
from evals.measures.must_not_say import must_not_say
from evals.measures.ndcg import ndcg
from evals.measures.overall import overall
from evals.measures.precision import precision
from evals.measures.quote_exactness import quote_exactness
from evals.measures.recall import recall, recall_in
from evals.measures.refusals import grounded_refusal_f1, reasons, refusals
from evals.measures.repetition import repetition
from evals.measures.standalone import standalone
from evals.types import Case, Output, Score

__all__ = ["GROUPED", "JUDGED", "LOWER_IS_BETTER", "MEASURES", "PARTS", "Measure", "grounded_refusal_f1", "latency"]

Measure = Callable[[Case, Output], Score]

MEASURES: Mapping[str, Measure] = {
    "recall@4": partial(recall, k=4),
    "recall@8": partial(recall, k=8),
    "recall_in_2000_characters": partial(recall_in, characters=2000),
    "precision@4": partial(precision, k=4),
    "mrr@8": partial(mrr, k=8),
    "ndcg@8": partial(ndcg, k=8),
    "coverage": coverage,
    "coverage_in_200_words": partial(coverage, words=200),
    "gold_cited": gold_cited,
    "must_not_say": must_not_say,
    "length_fit": length_fit,
    "repetition": repetition,
    "standalone": standalone,
    "faithfulness": faithfulness,
    "citation_recall": citation_recall,
    "citation_precision": citation_precision,
    "misattribution": misattribution,
    "quote_exactness": quote_exactness,
    "refusals": refusals,
    "reasons": reasons,
    "false_refusals": false_refusals,
    "human_named": human_named,
    "overall": overall,
}

GROUPED: Mapping[str, Callable[[Sequence[Case], Sequence[Output]], list[Score]]] = {
    "consistency": consistency,
    "fairness_gap": fairness_gap,
}

JUDGED: Mapping[str, Callable[..., Score]] = {
    "judged_faithfulness": judged_faithfulness,
    "judged_relevance": judged_relevance,
    "judged_helpfulness": judged_helpfulness,
}
"""Measures that need a model of the person's own: (case, output, judge=`evals.panel.ChatJudge`)."""

LOWER_IS_BETTER = frozenset({"must_not_say", "repetition", "misattribution", "false_refusals", "fairness_gap"})

_RETRIEVAL = ("recall@4", "recall@8", "recall_in_2000_characters", "precision@4", "mrr@8", "ndcg@8")
_ANSWERS = ("coverage", "coverage_in_200_words", "gold_cited", "must_not_say", "length_fit", "repetition", "standalone")
_CITATIONS = ("citation_recall", "citation_precision", "misattribution", "quote_exactness")
_REFUSALS = ("refusals", "reasons", "false_refusals", "human_named")
PARTS: Mapping[str, tuple[str, ...]] = {
    "all": (*MEASURES, *GROUPED),
    "retrieval": _RETRIEVAL,
    "answers": _ANSWERS,
    "faithfulness": ("faithfulness",),
    "citations": _CITATIONS,
    "refusals": _REFUSALS,
    "robustness": ("consistency", "fairness_gap"),
    "dialogues": (*_RETRIEVAL, *_ANSWERS, *_REFUSALS),
    "latency": ("refusals",),
}
"""The measures of each part that `groundwork eval PART` runs."""
