"""Logic: a claim and sentences go in, where a negation or a modal verb turns it round comes out.

Each guard compares the claim with the evidence sentences that talk of the same thing, and speaks up only if none of
them agrees with the claim. Cue lists follow the usual ones (negation: Morante & Blanco 2012; modality: Palmer 2001).
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.guards_words import content_stems, coverage, table_of, tokens, words_of

_NEGATION = words_of(
    """not no never without neither nor none nobody nothing cannot can't don't doesn't didn't isn't aren't wasn't
    weren't won't wouldn't shouldn't couldn't needn't mustn't haven't hasn't hadn't ain't hardly barely unlikely
    lack lacks lacked lacking myth misconception untrue"""
)
_SCOPE_ENDS = words_of(
    """but because although though while whereas which who if unless however yet instead rather since"""
)
_LIMITS = words_of("more less fewer longer shorter older younger later earlier greater")
_SCOPE_END_MARKS = re.compile(r"[,;:.!?()—–]")
_SAME = table_of(
    """requir:need mandatori:need compulsori:need necessari:need essenti:need must:need obligatori:need doctor:phd
    doctorat:phd"""
)
_INVERSE = table_of(
    """unnecessari:need option:need imposs:possibl unpaid:pay untru:true fals:true unabl:abl incorrect:correct
    unhelp:help useless:use irrelev:relev unimport:import"""
)

_MODAL = {
    "must": (
        r"must|(?:ha(?:ve|s|d)|need(?:s|ed)?|required) to|requires?|required|mandatory|compulsory|necessary|essential|"
        r"obligatory|obliged"
    ),
    "should": r"should|ought to|recommend(?:s|ed)?|advis(?:e|es|ed|able)|had better|suggest(?:s|ed)?",
    "may": r"may|might|could|possibly|perhaps|maybe|potentially",
    "can": r"can|able to|possible|allow(?:s|ed)?",
    "will": r"will|guarante(?:e|es|ed)|certainly|definitely|surely|is sure to|are sure to|inevitably",
}
_MODALS = re.compile("|".join(rf"(?P<{name}>\b(?:{cues})\b)" for name, cues in _MODAL.items()), re.IGNORECASE)
_NEEDS = re.compile(
    r"(?<!\ba )(?<!\bthe )(?<!\breal )(?<!\burgent )(?<!\bany )(?<!\bno )(?<!\bthis )\bneed(?:s|ed)?\b"
    r"(?! (?:is|are|of|for)\b)",
    re.IGNORECASE,
)
"""The verb; 'a real need' demands nothing."""
_MODAL_CLASH = {
    "must": {"should", "may", "can", "will", ""},
    "should": {"must", "may", "can"},
    "will": {"may", "can", "should", "must"},
    "may": {"must", "should", "will"},
    "can": {"must", "should"},
}


class Turn(NamedTuple):
    """A claim that turns its evidence round: words a person reads, and the evidence sentence that says otherwise."""

    reason: str
    sentence: int


def same_talk(
    claim: str,
    evidence: Sequence[str],
    least: float = 0.6,
    content: Callable[[str], Collection[str]] = content_stems,
) -> list[int]:
    """Indices of the evidence sentences that hold most of the claim's content, best first; the near-best beside the
    best.
    """
    wanted = content(claim)
    if len(wanted) < 2:
        return []
    scored = sorted(((coverage(wanted, content(s)), -n) for n, s in enumerate(evidence)), reverse=True)
    if not scored or scored[0][0] < least:
        return []
    return [-n for score, n in scored if score >= max(least, scored[0][0] - 0.12)]


def _meanings(text: str) -> frozenset[str]:
    """Content stems, where 'required' and 'need', 'doctorate' and 'PhD', and also opposites, are one."""
    return frozenset(_meaning(stem)[0] for stem in content_stems(text))


def negation(claim: str, evidence: Sequence[str]) -> Turn | None:
    """'need' where the source says 'not needed', and the other way round."""
    aligned = same_talk(claim, evidence, 0.5, _meanings)
    turned = [n for n in aligned if _turned(claim, evidence[n])]
    if not aligned or len(turned) < len(aligned):
        return None
    if _scopes(claim)[0]:
        return Turn("the claim says 'not' where the source does not", turned[0])
    return Turn("the source says it is *not* so", turned[0])


def _turned(claim: str, sentence: str) -> bool:
    claim_heads, claim_negated, claim_plain = _scopes(claim)
    held_heads, held_negated, held_plain = _scopes(sentence)
    one = any(s in held_plain and s not in held_negated for s in claim_heads)
    other = any(s in claim_plain and s not in claim_negated for s in held_heads)
    agree = bool(claim_heads & held_negated or held_heads & claim_negated)
    return (one or other) and not agree


def negated(text: str) -> frozenset[str]:
    """Stems of the content words that stand in the scope of a negation."""
    return _scopes(text)[1]


@lru_cache(maxsize=8192)
def _scopes(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Stems right behind a negation, all stems in the scope of one, and all stems outside."""
    heads: set[str] = set()
    negated: set[str] = set()
    outside: set[str] = set()
    left, first, last_end = 0, 0, 0
    previous = ""
    for token in tokens(text):
        if _SCOPE_END_MARKS.search(text[last_end : token.start]) or token.lower in _SCOPE_ENDS:
            left = 0
        last_end = token.end
        word = token.lower
        if word in _NEGATION or (False):
            left, first = (0, 0) if left else (6, 2)
        elif previous in ("not", "no") and word in ("only", "just", "merely", "matter", "doubt"):
            left = 0
        elif previous in ("not", "no", "never") and word in _LIMITS and text[token.end :].startswith(" than"):
            left = 0  # 'no longer than 20 minutes' is a bound
        elif token.is_content or word == "must":
            meaning, flips = _meaning(token.stem)
            if (left > 0) != flips:
                negated.add(meaning)
                if first > 0 or flips:
                    heads.add(meaning)
            else:
                outside.add(meaning)
            left, first = max(0, left - 1), max(0, first - 1)
        previous = word
    return frozenset(heads), frozenset(negated), frozenset(outside)


def _meaning(stem: str) -> tuple[str, bool]:
    """One stem for words that say the same, and whether this one says its opposite."""
    if stem in _INVERSE:
        return _INVERSE[stem], True
    return _SAME.get(stem, stem), False


def modality(claim: str, evidence: Sequence[str]) -> Turn | None:
    """'must' where the source says 'may', 'will' where it says 'might', and the other way round."""
    said = _modals(claim)
    turned: list[tuple[int, str, str]] = []
    aligned = same_talk(claim, evidence)
    for n in aligned:
        held = _modals(evidence[n])
        clash = _modal_clash(claim, said, evidence[n], held)
        if clash is None:
            return None
        turned.append((n, *clash))
    if not turned:
        return None
    n, mine, theirs = turned[0]
    if theirs == "":
        return Turn(f"the source does not say '{mine}'", n)
    return Turn(f"the source says '{theirs}'" + (f", not '{mine}'" if mine else ""), n)


@lru_cache(maxsize=8192)
def _modals(text: str) -> tuple[tuple[str, str], ...]:
    """Modal class and the stem of the content word it acts on."""
    found = []
    for match in _MODALS.finditer(text):
        if match.lastgroup == "may" and match[0] == "May":
            continue
        if re.match(r"\s+(?:in|\d)", text[match.end() :]) and match[0].lower() == "may":
            continue
        if match.lastgroup == "must" and re.search(r"(?:\bnot|n't|\bnever|\bno longer)\s+$", text[: match.start()]):
            continue  # 'not required', 'do not have to': for the negation guard
        behind = [t.stem for t in tokens(text[match.end() : match.end() + 80]) if t.is_content]
        found.append((match.lastgroup or "", behind[0] if behind else ""))
    return tuple(found)


def _modal_clash(
    claim: str, said: tuple[tuple[str, str], ...], sentence: str, held: tuple[tuple[str, str], ...]
) -> tuple[str, str] | None:
    """(class in the claim, class in the source) where they clash, else None."""
    mine, theirs = {name for name, _ in said}, {name for name, _ in held}
    if _NEEDS.search(sentence) and "need" not in negated(sentence):
        theirs.add("must")
    for name, _ in said:
        if name in theirs:
            continue
        clashing = [
            other
            for other in ("must", "should", "may", "can", "will")
            if other in _MODAL_CLASH[name] & theirs and other not in mine
        ]
        if clashing:
            return name, clashing[0]
        if name == "must" and "" in _MODAL_CLASH[name]:
            return name, ""
    shared = set(content_stems(claim))
    hedges = mine or re.search(
        r"\b(?:some|sometimes|often|can|likely|seems?|appears?|think|thought|believe)", claim, re.IGNORECASE
    )
    if not hedges and any(name == "may" and acts in shared for name, acts in held):
        return "", "may"
    return None
