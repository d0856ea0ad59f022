"""Guards: a claim and the sentences it rests on go in, everything that plainly does not agree comes out, in plain
words.

They stand above any model: a number, a unit, a name, a 'not' or a 'must' that differs withholds the claim whatever a
model thinks of it. Each guard is a plain function that can be used and tested alone.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from rag.guards_degree import comparison, quantifier
from rag.guards_logic import Turn, modality, negation
from rag.guards_names import name_guard, speaker_guard
from rag.guards_quantities import Quantity, quantities
from rag.guards_units import MONEY, TIME
from rag.guards_words import content_stems, coverage

GuardKind = Literal["number", "unit", "bound", "name", "speaker", "negation", "modality", "quantifier", "comparison"]
EXACT: frozenset[str] = frozenset({"number", "unit", "bound", "name", "speaker"})
"""Guards that compare what is written, not what is meant."""


class Clash(NamedTuple):
    """What a guard found."""

    kind: GuardKind
    reason: str
    contradicted: bool
    """True where the source says otherwise, False where it says nothing of the kind."""
    sentence: int
    """Index of the evidence sentence that shows it; -1 where none does."""


def guard(claim: str, evidence: Sequence[str], context: str = "") -> list[Clash]:
    """Every clash between a claim and its evidence sentences, the exact kinds first.

    Args:
        claim: one sentence without markers or markup (see `guards_words.plain`).
        evidence: the sentences it rests on.
        context: headings, titles and names of sources around the evidence; they can name things, they state nothing.
    """
    found = quantity_clashes(claim, evidence, context)
    turn = name_guard(claim, evidence, context)
    if turn is not None:
        found.append(Clash("name", turn.reason, False, turn.sentence))
    turn = speaker_guard(claim, evidence, context)
    if turn is not None:
        found.append(Clash("speaker", turn.reason, True, turn.sentence))
    for kind, look in _LOGIC.items():
        turn = look(claim, evidence)
        if turn is not None:
            found.append(Clash(kind, turn.reason, True, turn.sentence))
    return found


_LOGIC: dict[GuardKind, Callable[[str, Sequence[str]], Turn | None]] = {
    "negation": negation,
    "modality": modality,
    "quantifier": quantifier,
    "comparison": comparison,
}


def quantity_clashes(claim: str, evidence: Sequence[str], context: str = "") -> list[Clash]:
    """Numbers, ranges, shares, money, dates, durations, units and ordinals of the claim that the evidence does not
    bear out.
    """
    held = [(n, quantity) for n, sentence in enumerate(evidence) for quantity in quantities(sentence)]
    named = {(q.value, q.unit) for q in quantities(context)}
    dated = {q.value for _, q in held if q.unit == "calendar year"}
    told = {q.value for q in quantities(claim) if q.unit == "calendar year"}
    found = []
    for mine in quantities(claim):
        clash = None if _spelled_out(mine, quantities(claim)) else _look(claim, mine, held, evidence)
        added = mine.unit.startswith("calendar") and (mine.value, mine.unit) in named and not dated - told
        if clash is not None and not added:
            found.append(clash)
    return found


def _look(claim: str, mine: Quantity, held: list[tuple[int, Quantity]], evidence: Sequence[str]) -> Clash | None:
    same = [(n, theirs) for n, theirs in held if _same_value(mine, theirs)]
    right = [(n, theirs) for n, theirs in same if _same_unit(mine, theirs)]
    rivals = [(n, theirs) for n, theirs in held if _rival(mine, theirs)]
    if not right and _entailed(mine, rivals):
        return None
    if not right:
        if same and (mine.unit in TIME | MONEY | {"percent", "point", "times"}):
            n, theirs = _nearest(claim, mine, same, evidence)
            return Clash("unit", f"the source says {_say(theirs)}, not {_say(mine)}", True, n)
        if rivals:
            n, theirs = _nearest(claim, mine, rivals, evidence)
            return Clash("number", f"the source says {_say(theirs)}, not {_say(mine)}", True, n)
        if _written(mine, evidence):
            return None
        return Clash("number", f"nothing here says {_say(mine)}", False, -1)
    if rivals:
        best, other = _fit(claim, mine, right, evidence), _fit(claim, mine, rivals, evidence)
        if other >= 0.6 and other - best >= 0.4:
            n, theirs = _nearest(claim, mine, rivals, evidence)
            return Clash("number", f"the source says {_say(theirs)}, not {_say(mine)}", True, n)
    if all(_bound_differs(mine, theirs) for _, theirs in right):
        n, theirs = _nearest(claim, mine, right, evidence)
        return Clash(
            "bound", f"the source says {_say_bound(theirs, evidence[n])}, not {_say_bound(mine, claim)}", True, n
        )
    if mine.per and all(theirs.per and theirs.per != mine.per for _, theirs in right):
        n, theirs = _nearest(claim, mine, right, evidence)
        return Clash("unit", f"the source says per {theirs.per}, not per {mine.per}", True, n)
    return None


def _spelled_out(mine: Quantity, said: Sequence[Quantity]) -> bool:
    """'More than half, 56%': the bound follows from the figure beside it, which is looked at for itself."""
    share = _as_share(mine)
    exact = [other for q in said if q.bound == "" and not q.high and (other := _as_share(q)) is not None]
    return (
        share is not None
        and len(exact) == 1
        and ((mine.bound == "min" and exact[0] > share) or (mine.bound == "max" and exact[0] < share))
    )


def _entailed(mine: Quantity, rivals: list[tuple[int, Quantity]]) -> bool:
    """'More than half' where the only share named is 56%: a bound that the source's figure lies beyond."""
    values = {_as_share(theirs) for _, theirs in rivals}
    share, other = _as_share(mine), next(iter(values), None)
    if share is None or other is None or len(values) != 1 or any(theirs.high for _, theirs in rivals):
        return False
    exact = all(theirs.bound in ("", "about", mine.bound) for _, theirs in rivals)
    return exact and ((mine.bound == "min" and other > share) or (mine.bound == "max" and other < share))


def _same_value(mine: Quantity, theirs: Quantity) -> bool:
    mine_share, their_share = _as_share(mine), _as_share(theirs)
    slack = (
        0.1
        if mine.bound == "about" and mine.unit not in ("calendar year", "calendar month", "calendar day", "ordinal")
        else 1e-6
    )
    if mine_share is not None and their_share is not None and (mine.unit == "share") != (theirs.unit == "share"):
        return abs(mine_share - their_share) <= (0.05 if mine.bound == "about" else 0.005)
    if not _near(mine.value, theirs.value, slack):
        return False
    return (mine.high is None) == (theirs.high is None) and (
        mine.high is None or _near(mine.high, theirs.high or 0.0, slack)
    )


def _near(one: float, other: float, slack: float) -> bool:
    return abs(one - other) <= slack * max(abs(one), abs(other), 1e-9)


def _as_share(quantity: Quantity) -> float | None:
    return quantity.value if quantity.unit == "share" else quantity.value / 100 if quantity.unit == "percent" else None


def _same_unit(mine: Quantity, theirs: Quantity) -> bool:
    if mine.unit == theirs.unit:
        return (
            mine.unit != ""
            or mine.noun == theirs.noun
            or not (mine.noun and theirs.noun)
            or mine.value > 12
            or mine.high is not None
        )
    if {mine.unit, theirs.unit} == {"share", "percent"}:
        return True
    if "" in (mine.unit, theirs.unit):  # a unit left out is no other unit; a counted thing is
        return (
            not mine.noun
            and not theirs.noun
            and not {mine.unit, theirs.unit} & (TIME | {"percent", "times", "ordinal"})
        )
    return False


def _rival(mine: Quantity, theirs: Quantity) -> bool:
    if _same_value(mine, theirs):
        return False
    if mine.unit or theirs.unit:
        return (
            mine.unit == theirs.unit
            or {mine.unit, theirs.unit} == {"share", "percent"}
            or (mine.unit in TIME and theirs.unit in TIME)
        )
    return bool(mine.noun) and mine.noun == theirs.noun


def _bound_differs(mine: Quantity, theirs: Quantity) -> bool:
    if mine.bound == theirs.bound or ("about" in (mine.bound, theirs.bound) and "" in (mine.bound, theirs.bound)):
        return False
    if mine.bound == "" and theirs.bound == "min":
        return False  # '3 years' for 'at least 3 years' leaves out, it does not turn round
    return not (mine.bound == "about" or (theirs.bound == "about" and mine.bound == ""))


def _fit(claim: str, mine: Quantity, where: list[tuple[int, Quantity]], evidence: Sequence[str]) -> float:
    near = _around(claim, mine)
    return max(coverage(near, content_stems(evidence[n])) for n, _ in where)


def _nearest(
    claim: str, mine: Quantity, where: list[tuple[int, Quantity]], evidence: Sequence[str]
) -> tuple[int, Quantity]:
    near = _around(claim, mine)
    return max(
        where, key=lambda pair: (coverage(near, content_stems(evidence[pair[0]])), pair[1].noun == mine.noun, -pair[0])
    )


def _around(claim: str, mine: Quantity) -> list[str]:
    """Content stems of the claim around the quantity, without it."""
    return content_stems(claim[max(0, mine.start - 70) : mine.start] + " " + claim[mine.end : mine.end + 70])


def _written(mine: Quantity, evidence: Sequence[str]) -> bool:
    """The same digits stand there in a shape the reader does not know ('GPT-4', '4:30')."""
    digits = re.search(r"\d[\d,.]*\d|\d", mine.text)
    if digits is None or mine.unit not in ("", "calendar year", "calendar day"):
        return False
    pattern = rf"(?<![\d.,]){re.escape(digits[0])}(?![\d]|[.,]\d)"
    return any(re.search(pattern, sentence) for sentence in evidence) and not mine.noun


def _say(quantity: Quantity) -> str:
    bound = {"min": "at least ", "max": "at most ", "about": "about "}.get(quantity.bound, "")
    text = quantity.text.strip()
    return bound + text + (f" per {quantity.per}" if quantity.per else "")


def _say_bound(quantity: Quantity, sentence: str) -> str:
    if quantity.bound == "":
        return f"{quantity.text.strip()} without 'more' or 'less'"
    before = re.search(r"((?:[\w≥≤<>~]+\s+){1,3})$", sentence[max(0, quantity.start - 24) : quantity.start])
    if before and quantity.bound != "about":
        words = re.search(
            r"(?:more than|less than|fewer than|no more than|no less than|at least|at most|up to|over|under|"
            r"above|below|within)\s*$",
            before[1].strip(),
            re.IGNORECASE,
        )
        if words:
            return f"{words[0]} {quantity.text.strip()}"
    return _say(quantity)
