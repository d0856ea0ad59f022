"""Logic: a claim and sentences go in, where negation, modality, quantifier or comparison turn round comes out.

Each guard compares the claim with the evidence sentences that talk of the same thing, and speaks up only if none of them
agrees with the claim. Cue lists follow the usual ones (negation: Morante & Blanco 2012; modality: Palmer 2001).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rag.guards_words import Token, content_stems, coverage, stem, tokens, words_of

_NEGATION = words_of(
    """not no never without neither nor none nobody nothing cannot can't don't doesn't didn't isn't aren't wasn't
    weren't won't wouldn't shouldn't couldn't needn't mustn't haven't hasn't hadn't ain't hardly barely unlikely
    lack lacks lacking myth misconception untrue"""
)
_SCOPE_ENDS = words_of(
    """but because although though while whereas which who if unless however yet instead rather since"""
)
_SCOPE_END_MARKS = re.compile(r"[,;:.!?()—–]")
_SAME = {"requir": "need", "mandatori": "need", "compulsori": "need", "necessari": "need", "essenti": "need", "must": "need",
         "obligatori": "need", "doctor": "phd", "doctorat": "phd", "graduat": "graduat"}  # fmt: skip
_INVERSE = {"unnecessari": "need", "option": "need", "imposs": "possibl", "unpaid": "pay", "untru": "true", "fals": "true",
            "unabl": "abl", "incorrect": "correct", "unhelp": "help", "useless": "use", "irrelev": "relev", "unimport": "import"}  # fmt: skip

_MODAL = {
    "must": r"must|(?:ha(?:ve|s|d)|need(?:s|ed)?|required) to|requires?|required|mandatory|compulsory|necessary|essential|obligatory|obliged",
    "should": r"should|ought to|recommend(?:s|ed)?|advis(?:e|es|ed|able)|had better|suggest(?:s|ed)?",
    "may": r"may|might|could|possibly|perhaps|maybe|potentially",
    "can": r"can|able to|possible|allow(?:s|ed)?",
    "will": r"will|guarante(?:e|es|ed)|certainly|definitely|surely|is sure to|are sure to|inevitably",
}
_MODALS = re.compile("|".join(rf"(?P<{name}>\b(?:{cues})\b)" for name, cues in _MODAL.items()), re.IGNORECASE)
_MODAL_SAYS = {"must": "must", "should": "should", "may": "may", "can": "can", "will": "will", "": "no such thing"}
_MODAL_CLASH = {
    "must": {"should", "may", "can", "will", ""}, "should": {"must", "may", "can"}, "will": {"may", "can", "should", "must"},
    "may": {"must", "should", "will"}, "can": {"must", "should"}, "": {"may"},
}  # fmt: skip

_QUANTIFIER = {
    "all": "all every each always everyone everybody everything entirely completely invariably",
    "most": "most usually typically generally mostly mainly majority commonly normally primarily largely",
    "many": "many often numerous frequently lots regularly",
    "some": "some sometimes several occasionally certain",
    "few": "few rarely seldom hardly little scarcely",
    "none": "no none never nobody nothing",
    "only": "only solely exclusively",
}
_CLASS_OF = {word: name for name, words in _QUANTIFIER.items() for word in words.split()}
_ENTAILED_BY = {
    "all": {"all"}, "most": {"most", "all"}, "many": {"many", "most", "all"}, "some": {"some", "many", "few"}, "few": {"few", "none"},
    "none": {"none"}, "only": {"only"},
}  # fmt: skip
_OPPOSITES = ["more/less", "more/fewer", "higher/lower", "high/low", "highest/lowest", "increase/decrease", "increase/reduce", "increase/fall", "rise/fall", "grow/shrink", "before/after", "better/worse", "best/worst", "larger/smaller", "bigger/smaller", "large/small", "easier/harder", "easy/hard", "easy/difficult", "faster/slower", "fast/slow", "early/late", "earlier/later", "longer/shorter", "long/short", "older/younger", "old/young", "strong/weak", "stronger/weaker", "cheap/expensive", "cheaper/dearer", "junior/senior", "majority/minority", "maximum/minimum", "include/exclude", "accept/reject", "true/false", "most/least", "possible/impossible", "public/private", "paid/unpaid", "gain/lose", "open/closed", "rich/poor", "agree/disagree", "succeed/fail", "success/failure", "win/lose", "raise/lower", "raise/cut", "useful/useless", "necessary/unnecessary", "common/rare", "rarely/often", "inside/outside", "internal/external", "beginner/expert", "advantage/disadvantage", "positive/negative", "broad/narrow", "theory/practice", "above/below", "remote/on-site", "first/last", "likely/unlikely", "optional/required", "optional/mandatory", "formal/informal"]
_PAIRS = tuple((a, b) for pair in _OPPOSITES for a, b in (pair.split("/"), pair.split("/")[::-1]))


class Turn(NamedTuple):
    """A claim that turns its evidence round: the words a person reads, and the evidence sentence that says otherwise."""

    reason: str
    sentence: int


def same_talk(claim: str, evidence: Sequence[str], least: float = 0.6) -> list[int]:
    """Indices of the evidence sentences that hold most of the claim's content, best first; the near-best beside the best."""
    wanted = content_stems(claim)
    if len(wanted) < 2:
        return []
    scored = sorted(((coverage(wanted, content_stems(s)), -n) for n, s in enumerate(evidence)), reverse=True)
    if not scored or scored[0][0] < least:
        return []
    return [-n for score, n in scored if score >= max(least, scored[0][0] - 0.12)]


def negation(claim: str, evidence: Sequence[str]) -> Turn | None:
    """'need' where the source says 'not needed', and the other way round."""
    aligned = same_talk(claim, evidence, least=0.5)
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
        elif token.is_content or word in ("must",):
            meaning, flips = _meaning(token)
            if (left > 0) != flips:
                negated.add(meaning)
                if first > 0 or flips:
                    heads.add(meaning)
            else:
                outside.add(meaning)
            left, first = max(0, left - 1), max(0, first - 1)
        previous = word
    return frozenset(heads), frozenset(negated), frozenset(outside)


def _meaning(token: Token) -> tuple[str, bool]:
    if token.stem in _INVERSE:
        return _INVERSE[token.stem], True
    return _SAME.get(token.stem, token.stem), False


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
    return Turn(f"the source says '{_MODAL_SAYS[theirs]}'" + (f", not '{_MODAL_SAYS[mine]}'" if mine else ""), n)


@lru_cache(maxsize=8192)
def _modals(text: str) -> tuple[tuple[str, str], ...]:
    """Modal class and the stem of the content word it acts on."""
    found = []
    for match in _MODALS.finditer(text):
        if match.lastgroup == "may" and match[0] == "May":
            continue
        if re.match(r"\s+(?:in|\d)", text[match.end() :]) and match[0].lower() == "may":
            continue
        behind = [t.stem for t in tokens(text[match.end() : match.end() + 80]) if t.is_content]
        found.append((match.lastgroup or "", behind[0] if behind else ""))
    return tuple(found)


def _modal_clash(
    claim: str, said: tuple[tuple[str, str], ...], sentence: str, held: tuple[tuple[str, str], ...]
) -> tuple[str, str] | None:
    """(class in the claim, class in the source) where they clash, else None."""
    mine, theirs = {name for name, _ in said}, {name for name, _ in held}
    for name, _ in said:
        if name in theirs:
            continue
        if name == "must" and re.search(r"\b(?:need|needs|needed)\b", sentence, re.IGNORECASE):
            continue
        clashing = [other for other in ("must", "should", "may", "can", "will") if other in _MODAL_CLASH[name] & theirs and other not in mine]
        if clashing:
            return name, clashing[0]
        if name == "must" and "" in _MODAL_CLASH[name]:
            return name, ""
    shared = set(content_stems(claim))
    hedges = mine or re.search(r"\b(?:some|sometimes|often|can|likely|seems?|appears?|think|thought|believe)", claim, re.IGNORECASE)
    if not hedges and any(name == "may" and acts in shared for name, acts in held):
        return "", "may"
    return None


def quantifier(claim: str, evidence: Sequence[str]) -> Turn | None:
    """'all' where the source says 'some' or nothing of the kind."""
    said = _quantified(claim)
    aligned = same_talk(claim, evidence)
    if not said or not aligned:
        return None
    for name, noun, word in said:
        turned: list[tuple[int, str]] = []
        for n in aligned:
            held = _quantified(evidence[n])
            beside = [entry for entry in held if entry[1] == noun] or list(held)
            numbers = bool(re.search(r"\d|%|\b(?:half|third|quarter|two|three|four|five)\b", evidence[n])) and name not in ("all", "none", "only")
            if any(other in _ENTAILED_BY[name] for other, _, _ in beside) or numbers or (name == "none" and _scopes(evidence[n])[1]):
                break
            if beside or name in ("all", "none", "only"):
                turned.append((n, beside[0][2] if beside else ""))
            else:
                break
        else:
            n, other = turned[0]
            return Turn(f"the source says '{other}', not '{word}'" if other else f"the source does not say '{word}'", n)
    return None


@lru_cache(maxsize=8192)
def _quantified(text: str) -> tuple[tuple[str, str, str], ...]:
    """Quantifier class, the stem of the word it counts, and the quantifier as written."""
    found = []
    words = tokens(text)
    for at, token in enumerate(words):
        name = _CLASS_OF.get(token.lower)
        before = words[at - 1].lower if at else ""
        if name is None or (name == "only" and before == "not") or (token.lower == "most" and before in ("the", "at")):
            continue
        if token.lower in ("no", "few", "little") and before in ("a", "is", "the"):
            name = "some" if before == "a" else name
        if token.lower == "no" and (at == 0 and text[token.end : token.end + 1] in ",.;" or before in ("with",)):
            continue
        if token.lower == "all" and before in ("at", "of", "above", "first"):
            continue
        found.append((name, next((t.stem for t in words[at + 1 :] if t.is_content), ""), token.text))
    return tuple(found)


def comparison(claim: str, evidence: Sequence[str]) -> Turn | None:
    """'less' where the source says 'more', 'before' for 'after', and 'A more than B' turned round."""
    aligned = same_talk(claim, evidence)
    mine = {t.lower for t in tokens(claim)} | {t.stem for t in tokens(claim)}
    turned: list[tuple[int, str, str]] = []
    for n in aligned:
        held = {t.lower for t in tokens(evidence[n])} | {t.stem for t in tokens(evidence[n])}
        pair = next(((a, b) for a, b in _PAIRS if _in(a, mine) and _in(b, held) and not _in(a, held) and not _in(b, mine)), None)
        if pair is None and not _swapped_sides(claim, evidence[n]):
            return None
        turned.append((n, *(pair or ("", ""))))
    if not turned:
        return None
    n, word, other = turned[0]
    return Turn(f"the source says '{other}', not '{word}'" if word else "the source compares them the other way round", n)


def _in(word: str, words: set[str]) -> bool:
    return word in words or stem(word) in words


def _swapped_sides(claim: str, sentence: str) -> bool:
    mine, held = re.split(r"\bthan\b", claim, maxsplit=1), re.split(r"\bthan\b", sentence, maxsplit=1)
    if len(mine) < 2 or len(held) < 2:
        return False
    left, right, their_left, their_right = (set(content_stems(part)) for part in (*mine, *held))
    left, right = left - right, right - left
    return bool(right) and right <= their_left - their_right and bool(left & (their_right - their_left))
