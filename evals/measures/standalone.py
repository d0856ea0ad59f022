"""Standalone: the share of shown sentences that can be read alone.

A sentence leans on its neighbours if it opens with a word that points back ('This', 'They', 'However, it') or is cut
off. The idea of sentences that stand alone is Choi and others' (TACL 2021, 'Decontextualization'); the rule is ours
and cheap.
"""

import re

from evals.types import Case, Output, Score

_LEAD = r"(?:(?:and|but|so|however|also|moreover|in addition|still|yet|then|besides|similarly)\b,?\s+)?"
_BACK = (
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|such|both|"
    r"the (?:latter|former|same|first|second|other))\b"
)
_FORWARD = (
    r"(?! (?:is|was) (?:important|worth|useful|best|a myth|true|not true|possible|common|normal|helpful|wise|hard|"
    r"easy|rare|too late))"
)
"""'It is worth …' points forward, to its own clause."""
_POINTS_BACK = re.compile("^" + _LEAD + _BACK + _FORWARD, re.IGNORECASE)
_CUT_OFF = re.compile(r"^[a-z,;)]|[,;(]$")


def standalone(case: Case, output: Output) -> Score:  # noqa: ARG001
    if output.declined or not output.shown:
        return Score.skip("standalone", output, "no sentence was shown")
    leaning = tuple(s.text for s in output.shown if _POINTS_BACK.search(s.text) or _CUT_OFF.search(s.text.strip()))
    return Score.of(
        "standalone", output, 1 - len(leaning) / len(output.shown), f"{len(leaning)} sentences lean", leaning
    )
