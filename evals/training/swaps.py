"""Swaps: a true sentence goes in, sentences with one fact turned wrong come out, each with the kind of error it
holds.

Metamorphic negatives after BUMP (Ma et al. 2023) and FactCC (Kryscinski et al. 2020): one edit makes a claim false
and leaves its words almost whole. Deterministic: the same sentence and seed give the same swaps.
"""

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from rag.guards_names import names, speakers
from rag.guards_quantities import Quantity, quantities
from rag.guards_words import table_of


class Swap(NamedTuple):
    """A sentence with one error."""

    text: str
    kind: str


def _pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    """'at_least:at_most more:less' as pairs of phrases."""
    return tuple((one, other) for one, other in (pair.replace("_", " ").split(":") for pair in text.split()))


_UNITS = table_of(
    """years:months year:month months:weeks month:year weeks:months week:month days:weeks day:week hours:days
    hour:day minutes:hours percent:percentage_points dollars:euros"""
)
_MODALS = _pairs_of(
    """must:may may:must might:will should:must can:must could:will have_to:may has_to:may needs_to:may
    is_required:is_optional are_required:are_optional will:might requires:recommends"""
)
_QUANTIFIERS = _pairs_of(
    """most:all many:all some:all all:some every:some few:most often:always usually:always sometimes:always
    rarely:often never:sometimes always:sometimes several:all each:some majority:minority typically:always
    generally:always"""
)
_COMPARED = _pairs_of(
    """more:less less:more higher:lower lower:higher before:after after:before better:worse increase:decrease
    increased:decreased rose:fell fell:rose larger:smaller easier:harder longer:shorter at_least:at_most
    more_than:fewer_than fewer:more above:below over:under grew:shrank best:worst"""
)
_BE = re.compile(
    r"\b(is|are|was|were|can|could|should|must|will|would|has|have|does|do|did)\b(?!\s+(?:not|n't|no|never)\b)(?!n't)"
)
_NOT = re.compile(
    r"\b(is|are|was|were|can|could|should|will|would|does|do|did|has|have|need|must|may|might)(?: not\b|n't\b)|"
    r"\bcannot\b"
)
_WORDS_FOR = {
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    12: "twelve",
}


def swaps(sentence: str, others: Sequence[str] = (), seed: int = 0) -> list[Swap]:
    """Every kind of swap the sentence allows, one of each kind.

    Args:
        sentence: a true sentence.
        others: names of people, firms or tools to put in another's place.
        seed: chooses among the places where a swap can be made.
    """
    chance = random.Random(f"{seed}:{sentence}")
    found = []
    for kind, make in _KINDS.items():
        text = make(sentence, others, chance)
        if text is not None and text != sentence:
            found.append(Swap(text[:1].upper() + text[1:] if sentence[:1].isupper() else text, kind))
    return found


def _number(sentence: str, _others: Sequence[str], chance: random.Random) -> str | None:
    found = [
        q
        for q in quantities(sentence)
        if q.unit not in ("share", "times", "ordinal", "calendar month") and q.high is None
    ]
    if not found:
        return None
    quantity = chance.choice(found)
    return sentence[: quantity.start] + _other_number(sentence, quantity, chance) + sentence[quantity.end :]


def _other_number(sentence: str, quantity: Quantity, chance: random.Random) -> str:
    written = sentence[quantity.start : quantity.end]
    if not any(c.isdigit() for c in written):
        return _WORDS_FOR[chance.choice([n for n in _WORDS_FOR if n != round(quantity.value)])]
    digits = re.search(r"\d[\d,.]*\d|\d", written)
    assert digits is not None
    value = float(digits[0].replace(",", ""))
    if quantity.unit == "calendar year":
        other = f"{int(value) + chance.choice((-7, -4, -3, -2, -1, 1, 2, 3, 4))}"
    elif "." in digits[0]:
        other = f"{value * chance.choice((0.5, 0.7, 1.3, 1.6, 2.2)):.{len(digits[0].split('.')[1])}f}"
    else:
        changed = max(1, round(value * chance.choice((0.4, 0.6, 1.5, 2, 3))))
        changed += changed == round(value)
        other = f"{changed:,}" if "," in digits[0] else str(changed)
    return written[: digits.start()] + other + written[digits.end() :]


def _unit(sentence: str, _others: Sequence[str], chance: random.Random) -> str | None:
    found = [q for q in quantities(sentence) if q.unit not in ("", "ordinal") and sentence[q.end :].lstrip(" -")]
    places = []
    for quantity in found:
        behind = re.match(r"[\s-]*([a-z]+)", sentence[quantity.end :])
        if behind and behind[1] in _UNITS:
            start = quantity.end + behind.start(1)
            places.append((start, start + len(behind[1]), _UNITS[behind[1]].replace("_", " ")))
    places += [
        (match.start(1), match.end(1), _UNITS[match[1]])
        for match in re.finditer(r"\b(?:a|per|each) (year|month|week|hour)\b", sentence)
        if any(q.unit in ("USD", "GBP", "EUR", "hour") and 0 <= match.start() - q.end < 12 for q in found)
    ]
    if not places:
        return None
    start, end, other = chance.choice(places)
    return sentence[:start] + other + sentence[end:]


def _name(sentence: str, others: Sequence[str], chance: random.Random) -> str | None:
    found = [name for name in names(sentence) if len(name.text) > 2]
    free = [other for other in others if other.lower() not in sentence.lower()]
    if not found or not free:
        return None
    name = chance.choice(found)
    return sentence[: name.start] + chance.choice(free) + sentence[name.end :]


def _speaker(sentence: str, others: Sequence[str], chance: random.Random) -> str | None:
    free = [other for other in others if other.lower() not in sentence.lower()]
    spoken = [who for who, _ in speakers(sentence) if len(who) > 2 and who[0].isupper()]
    if not spoken or not free:
        return None
    return sentence.replace(spoken[0], chance.choice(free), 1)


def _negation(sentence: str, _others: Sequence[str], chance: random.Random) -> str | None:
    held = list(_NOT.finditer(sentence))
    if held:
        match = chance.choice(held)
        keep = "can" if match[0] == "cannot" else "" if match[1] in ("does", "do", "did") else match[1]
        rest = sentence[match.end() :]
        if match[1] == "does":
            rest = re.sub(r"^\s+([a-z]+)", r" \1s", rest)
        return (sentence[: match.start()] + keep + rest).replace("  ", " ")
    for word, other in (("no ", "a "), ("never ", "always "), ("without ", "with ")):
        if re.search(rf"\b{word}", sentence):
            return re.sub(rf"\b{word}", other, sentence, count=1)
    free = list(_BE.finditer(sentence))
    if not free:
        return None
    match = free[0]
    return sentence[: match.end()] + " not" + sentence[match.end() :]


def _pairs(table: Sequence[tuple[str, str]]) -> Callable[[str, Sequence[str], random.Random], str | None]:
    def made(sentence: str, _others: Sequence[str], chance: random.Random) -> str | None:
        found = [
            (m, other)
            for word, other in table
            for m in re.finditer(rf"\b{word}\b", sentence)
            if not re.match(r"\s+not\b", sentence[m.end() :])
        ]
        if not found:
            return None
        match, other = chance.choice(found)
        return sentence[: match.start()] + other + sentence[match.end() :]

    return made


def _roles(sentence: str, _others: Sequence[str], chance: random.Random) -> str | None:
    """Two names of one sentence change places: who did it to whom."""
    found = names(sentence)
    if len(found) < 2:
        return None
    one, other = sorted(chance.sample(list(found), 2), key=lambda name: name.start)
    if one.text == other.text or re.fullmatch(r",?\s*(?:and|or|,)\s*", sentence[one.end : other.start]):
        return None
    return sentence[: one.start] + other.text + sentence[one.end : other.start] + one.text + sentence[other.end :]


_KINDS: dict[str, Callable[[str, Sequence[str], random.Random], str | None]] = {
    "number": _number,
    "unit": _unit,
    "name": _name,
    "speaker": _speaker,
    "negation": _negation,
    "modality": _pairs(_MODALS),
    "quantifier": _pairs(_QUANTIFIERS),
    "comparison": _pairs(_COMPARED),
    "roles": _roles,
}
KINDS = tuple(_KINDS)
