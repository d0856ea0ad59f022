"""Standalone: the share of shown sentences that can be read alone.

A sentence leans on its neighbours if it opens with a word that points back ('This', 'They', 'However, it') or is cut off. The idea of
sentences that stand alone is Choi and others' (TACL 2021, 'Decontextualization'); the rule is ours and cheap.
"""

import re

from evals.types import Case, Output, Score

_POINTS_BACK = re.compile(
    r"^(?:(?:and|but|so|however|also|moreover|in addition|still|yet|then|besides|similarly)\b,?\s+)?"
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|such|both|the (?:latter|former|same|first|second|other))\b"
    r"(?! (?:is|was) (?:important|worth|useful|best|a myth|true|not true|possible|common|normal|helpful|wise|hard|easy|rare|too late))",
    re.IGNORECASE,
)
_CUT_OFF = re.compile(r"^[a-z,;)]|[,;(]$")


def standalone(case: Case, output: Output) -> Score:
    if output.declined or not output.shown:
        return Score.skip("standalone", output, "no sentence was shown")
    leaning = tuple(s.text for s in output.shown if _POINTS_BACK.search(s.text) or _CUT_OFF.search(s.text.strip()))
    return Score.of("standalone", output, 1 - len(leaning) / len(output.shown), f"{len(leaning)} sentences lean", leaning)
