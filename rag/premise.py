"""Premise: a question and the headings of a section go in, how badly they clash comes out.

'I am a nurse. Can I get into machine learning?' answers a nurse; to a truck driver it is somebody else's answer,
however near its words are. What a heading takes for granted (a role, a profession, an age, a country) must not
contradict what the question says, and should not be invented where the question says nothing.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.needs import last_line

Kinds = Mapping[str, re.Pattern[str]]


def _kinds(**patterns: str) -> Kinds:
    return {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for name, pattern in patterns.items()}


ROLES = _kinds(
    data_engineer=r"data engineer(?:s|ing)?",
    data_analyst=r"(?:data |business )?analysts?|data analytics",
    data_scientist=r"data scientists?",
    ml_engineer=r"(?:machine learning|ml) engineer(?:s|ing)?|mle",
    ai_engineer=r"ai engineer(?:s|ing)?|prompt engineer(?:s|ing)?",
    mlops=r"ml ?ops|platform engineers?",
    research_scientist=r"research scientists?|researchers?",
    research_engineer=r"research engineers?",
    applied_scientist=r"applied (?:scientists?|research\w*)",
    product_manager=r"product managers?",
    governance=r"governance|policy",
    safety=r"(?:ai )?safety",
)
PEOPLE = _kinds(
    healthcare=r"nurses?|nursing|healthcare|health care|hospitals?|doctors?|physicians?|pharmac\w+"
    r"|medic(?:al|ine)|clinic\w*",
    teaching=r"teach(?:er|ers|ing)?",
    science=r"physic\w+|chemist\w*|biolog\w+|academi\w+|postdocs?|hep|astronom\w+|theor\w+"
    r"|leav\w+ (?:my |a )?phd|after a phd",
    finance=r"financ\w+|bank\w*|account(?:ant|ing)\w*|actuar\w+|trader",
    law=r"law(?:yer)?s?|legal",
    arts=r"music\w*|art(?:s|ist)?|humanities|philosoph\w+|histor\w+|literature|linguist\w*|design\w*",
    engineering=r"mechanical|civil|electrical|aerospace|chemical engineer\w*",
    software=r"software|developers?|programmers?|back-?end|front-?end|web|app|coder|devops",
    outside=r"veterans?|military|army|navy|drivers?|truck\w*|chefs?|cooks?|plumbers?|electricians?|warehouse|factory"
    r"|waiters?|waitress|retail|barista|pilot|managers?|marketers?|marketing|sales|non-?technical|no technical",
)
AGES = _kinds(
    young=r"(?:1[89]|2\d|3[0-7])(?=\D|$)|young|twent(?:y|ies)|thirt(?:y|ies)",
    fifties=r"fift(?:y|ies)|5\d(?=\D|$)|sixt(?:y|ies)|6\d",
    forties=r"fort(?:y|ies)|(?:3[89]|4\d)(?=\D|$)|too old|over 40|age|older|late",
)
PLACES = _kinds(
    germany=r"german\w*|berlin|munich",
    united_kingdom=r"uk|britain|british|england|london|scot\w+",
    united_states=r"us|usa|u\.s|united states|america\w*",
    canada=r"canad\w+|toronto|vancouver|british columbia",
    india=r"india\w*|bangalore",
    europe=r"europ\w+",
)
FAMILIES: tuple[tuple[Kinds, float, float], ...] = (
    (ROLES, 1.0, 0.25),
    (PEOPLE, 1.0, 0.8),
    (AGES, 1.0, 0.7),
    (PLACES, 0.6, 0.25),
)
"""Kinds that exclude each other; the clash where the question says another, and where it says none."""


CONTRADICTION = 15.0
GUESS = 2.5


def clash(question: str, headings: Sequence[str]) -> float:
    """From -1, where the premise is just what the question says, over 0 (none) to 1, where it is somebody else's.

    What the lines above the last one say, which a dialogue gives, can contradict; it speaks for a section no more.
    """
    assumed = " ".join(headings[-1:])
    asked = last_line(question)
    worst, fits = 0.0, 0.0
    for family, (kinds, other, none) in enumerate(FAMILIES):
        taken = _found(family, assumed)
        if not taken:
            continue
        said = _found(family, question)
        if not said:
            worst = max(worst, none)
        elif not taken & said:
            worst = max(worst, other)
        elif kinds is ROLES and len(said) > 1:
            worst = max(worst, 0.6 * (1 - len(taken & said) / len(said)))
        elif kinds in (PEOPLE, AGES) and taken & _found(family, asked):
            fits = -1.0
    return worst or fits


def penalty(question: str, headings: Sequence[str]) -> float:
    """In units of retrieval's scores: a contradiction puts a section behind the others, a guess only weakens it."""
    found = clash(question, headings)
    return CONTRADICTION if found >= 1 else GUESS * found


@lru_cache(maxsize=4096)
def _found(family: int, text: str) -> frozenset[str]:
    """Kinds of a family that a text names; headings are met again with every question."""
    kinds = FAMILIES[family][0]
    return frozenset(name for name, pattern in kinds.items() if pattern.search(text))
