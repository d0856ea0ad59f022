"""Notice: a question and its cited passages go in, a word on what the answer lacks comes out, or ''.

Four things a composed answer cannot say for itself: that one part of a message goes unanswered, that it may not be to
the point, that no source speaks of something the question names, and that a short question leaves open what the answer
depends on. None is advice, so none needs a citation.
"""

import re
from collections.abc import Callable, Sequence

from rag.types import Citation
from rag.words import stem, words

_ONE = r"(?:[A-Z][\w&+-]*[a-z][\w&+-]*|[A-Z]{2,}\w*)"
_NAME = re.compile(rf"(?<![.!?:]\s)(?<!^)(?<![\"'“(]) \b({_ONE}(?: {_ONE})*|(?:19|20)\d\d)\b")
_EVERYDAY = frozenset(
    [
        "i",
        "i'm",
        "i've",
        "i'd",
        "i'll",
        "ai",
        "ml",
        "nlp",
        "cv",
        "it",
        "us",
        "uk",
        "eu",
        "usa",
        "phd",
        "msc",
        "bsc",
        "ba",
        "ma",
        "mba",
        "ok",
        "faq",
        "gpu",
        "api",
        "sql",
        "english",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "dm",
        "hr",
        "ceo",
        "cto",
    ]
)
_ROLE = re.compile(
    r"\b(?:analysts?|scientists?|engineer(?:s|ing)?|research(?:ers?)?|developers?|managers?|mlops|architects?|consultants?|freelanc\w+|governance|safety|"
    r"teacher|nurse|student|graduate|phd|bootcamp|software|physic\w+|math\w*|financ\w+|lawyer|doctor)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:us|usa|u\.s\.|america|united states|uk|britain|england|scotland|canada|germany|europe|india|"
    r"france|china|australia|africa|in [A-Z]\w+|remote)\b"
)
_COUNTRY = re.compile(
    r"\b(?:Nigeria|Kenya|Ghana|South Africa|Egypt|Morocco|Ethiopia|Brazil|Mexico|Argentina|Colombia|Chile|Peru|Japan"
    r"|China|Korea|Singapore|Malaysia|Indonesia|Vietnam|Thailand|Philippines|Pakistan|Bangladesh|Nepal|Sri Lanka|India"
    r"|Iran|Israel|Turkey|Ukraine|Russia|Poland|Romania|Hungary|Czechia|Austria|Switzerland|France|Spain|Portugal|Italy"
    r"|Greece|Netherlands|Belgium|Sweden|Norway|Denmark|Finland|Ireland|Australia|New Zealand|Canada|Germany|Dubai"
    r"|Saudi Arabia|Qatar)\b",
    re.IGNORECASE,
)
_ASKS = (
    (re.compile(r"\b(?:salary|pay|paid|earn|money|wage)\w*\b", re.IGNORECASE), ("role", "country")),
    (re.compile(r"\b(?:degree|master'?s?|bachelor'?s?)\b", re.IGNORECASE), ("role", "country")),
    (
        re.compile(r"\b(?:start|begin|roadmap|switch|change|get into|how long|path|plan)\b", re.IGNORECASE),
        ("role", "background"),
    ),
    (re.compile(r"\breject\w*\b", re.IGNORECASE), ("stage",)),
)
_WORDS_OF = {
    "role": "which role you aim at",
    "country": "in which country",
    "background": "what you do now",
    "stage": "at which stage it ended (CV, first call, technical interview, last round)",
}
VAGUE_WORDS = 9
NEAR = "I am not sure that this answers what you asked; it is the nearest that the sources hold."


def notice(
    question: str,
    citations: Sequence[Citation],
    known: Callable[[str], bool],
    in_dialogue: bool = False,
    unmet: Sequence[str] = (),
    unsure: bool = False,
) -> str:
    """One to three short sentences, or ''.

    Args:
        known: whether any indexed passage holds a word.
        in_dialogue: earlier turns may have said what this one leaves open.
        unmet: needs of the message that the sources do not answer.
        unsure: the hits may only come near what is asked.
    """
    missing = " ".join(f"The sources do not answer this part: '{shortened(need)}'." for need in unmet)
    unknown = _unknown(question, citations, known)
    near = NEAR if unsure and not unknown else ""
    return " ".join(said for said in (missing, near, unknown, "" if in_dialogue else _open(question)) if said)


def shortened(need: str, most: int = 120) -> str:
    return need if len(need) <= most else need[:most].rsplit(" ", 1)[0] + " …"


def _unknown(question: str, citations: Sequence[Citation], known: Callable[[str], bool]) -> str:
    cited = {stem(word) for c in citations for word in words(" ".join((*c.passage.heading, c.passage.text)))}

    def strange(name: str) -> bool:
        return any(w.lower() not in _EVERYDAY and stem(w.lower()) not in cited and not known(w) for w in name.split())

    countries = list(dict.fromkeys(found.group().title() for found in _COUNTRY.finditer(question)))
    elsewhere = [country for country in countries if stem(words(country)[-1]) not in cited]
    names = dict.fromkeys(_NAME.findall(" " + question))
    missing = [name for name in list(names)[:8] if name.title() not in elsewhere and strange(name)]
    told = []
    if missing:
        told.append(f"The sources say nothing about {_listed(missing)}, so this is only the general part of an answer.")
    if elsewhere:
        told.append(f"None of these sources speaks of {_listed(elsewhere)}; what holds in other countries may differ.")
    return " ".join(told)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def _open(question: str) -> str:
    if len(words(question)) > VAGUE_WORDS:
        return ""
    for asked, depends in _ASKS:
        if asked.search(question):
            lacking = [what for what in depends if not _says(what, question)]
            if lacking:
                wanted = " and ".join(_WORDS_OF[what] for what in lacking)
                return f"Tell me {wanted}, and the answer gets closer to your case."
            return ""
    return ""


def _says(what: str, question: str) -> bool:
    if what in ("role", "background"):
        return bool(_ROLE.search(question))
    return what == "country" and bool(_PLACE.search(question) or _COUNTRY.search(question))
