"""Patterns: a plain sentence goes in, the reason its words alone give comes out.

Every gap is bounded and stays inside one sentence, so a match costs a fixed number of steps a character. They aim at
precision; what they miss is left to the nearest meaning (`rag/triage.py`).
"""

import re

GAP = r"[^.?!\n]{0,40}?"
WIDE = r"[^.?!\n]{0,80}?"
ASK = (
    r"\b(?:how (?:do|can|could|would|should|to|might)|help (?:me|us)|tell me|show me|teach me|write|draft"
    r"|give me|(?:safe|clever|smart|sneaki|quick|eas|b)"
    r"\w* (?:way|method|tool|trick)s?|ways? (?:to|of|around)|i(?:'d)? (?:want|wanna|like|need|plan|intend) "
    r"|can (?:you|i)|could (?:you|i)|explain|steps?"
    r"|where (?:do|can|could) (?:i|we)|which \w+|what(?:'s| is) the|build|make|create|code|fabricate|invent"
    r"|generate|arrange|let's)\b"
)


def any_of(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)
