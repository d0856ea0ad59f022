"""Degree: a claim and sentences go in, where 'all' stands for 'some' or 'less' for 'more' comes out.

Like `guards_logic`, each guard speaks up only if none of the evidence sentences on the same thing agrees with the
claim.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.guards_logic import Turn, negated, same_talk
from rag.guards_words import content_stems, stem, tokens, words_of

_QUANTIFIER = {
    "all": "all every each always everyone everybody everything entirely completely invariably",
    "most": "most usually typically generally mostly mainly majority commonly normally primarily largely",
    "many": "many often numerous frequently lots regularly",
    "some": "some sometimes several occasionally certain",
    "few": "few rarely seldom hardly little scarcely",
    "none": "no none never nobody nothing",
    "only": "only solely exclusively",
}
_NO_MORE = words_of(
    """more less fewer longer shorter later earlier sooner higher lower larger smaller bigger closer nearer further
    older younger better worse greater cost doubt matter"""
)
_OFTEN = words_of("day week month year hour evening morning night time other")
"""'every day' says how often ('daily'), 'no longer than' how much: neither counts things."""
_CLASS_OF = {word: name for name, words in _QUANTIFIER.items() for word in words.split()}
_ENTAILED_BY = {
    "all": {"all"},
    "most": {"most", "all"},
    "many": {"many", "most", "all"},
    "some": {"some", "many", "few"},
    "few": {"few", "none"},
    "none": {"none"},
    "only": {"only"},
}
_OPPOSITES = """
    more/less more/fewer higher/lower high/low highest/lowest increase/decrease increase/reduce increase/fall
    rise/fall grow/shrink before/after better/worse best/worst larger/smaller bigger/smaller large/small
    easier/harder easy/hard easy/difficult faster/slower fast/slow early/late earlier/later longer/shorter
    long/short older/younger old/young strong/weak stronger/weaker cheap/expensive cheaper/dearer junior/senior
    majority/minority maximum/minimum include/exclude accept/reject true/false most/least possible/impossible
    public/private paid/unpaid gain/lose open/closed rich/poor agree/disagree succeed/fail success/failure
    win/lose raise/lower raise/cut useful/useless necessary/unnecessary common/rare rarely/often inside/outside
    internal/external beginner/expert advantage/disadvantage positive/negative broad/narrow theory/practice
    above/below remote/on-site first/last likely/unlikely optional/required optional/mandatory formal/informal
"""
_PAIRS = tuple((a, b) for pair in sorted(words_of(_OPPOSITES)) for a, b in (pair.split("/"), pair.split("/")[::-1]))


def quantifier(claim: str, evidence: Sequence[str]) -> Turn | None:
    """'all' where the source says 'some' or nothing of the kind."""
    said = _quantified(claim, asked=True)
    aligned = same_talk(claim, evidence)
    if not said or not aligned:
        return None
    for name, noun, word in said:
        turned: list[tuple[int, str]] = []
        for n in aligned:
            held = _quantified(evidence[n])
            beside = [entry for entry in held if entry[1] == noun] or list(held)
            numbers = bool(
                re.search(r"\d|%|\b(?:half|third|quarter|two|three|four|five)\b", evidence[n])
            ) and name not in ("all", "none", "only")
            if (
                any(other in _ENTAILED_BY[name] for other, _, _ in beside)
                or numbers
                or (name == "none" and negated(evidence[n]))
            ):
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
def _quantified(text: str, asked: bool = False) -> tuple[tuple[str, str, str], ...]:
    """Quantifier class, the stem of the word it counts, and the quantifier as written; of a claim that is `asked`
    about, only those that count things.
    """
    found = []
    words = tokens(text)
    for at, token in enumerate(words):
        before = words[at - 1].lower if at else ""
        name = _CLASS_OF.get(token.lower)
        if token.lower == "any" and before in ("almost", "nearly", "virtually", "practically"):
            name = "all"
        if name is None or (name == "only" and before == "not") or (token.lower == "most" and before in ("the", "at")):
            continue
        if token.lower in ("no", "few", "little") and before in ("a", "is", "the"):
            name = "some" if before == "a" else name
        if token.lower == "no" and ((at == 0 and text[token.end : token.end + 1] in ",.;") or before == "with"):
            continue
        behind = words[at + 1].lower if at + 1 < len(words) else ""
        if asked and token.lower == "no" and behind in _NO_MORE:
            continue
        if asked and token.lower in ("each", "every") and (behind in _OFTEN or behind.isdigit()):
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
        pair = next(
            ((a, b) for a, b in _PAIRS if _in(a, mine) and _in(b, held) and not _in(a, held) and not _in(b, mine)), None
        )
        if pair is None and not _swapped_sides(claim, evidence[n]):
            return None
        turned.append((n, *(pair or ("", ""))))
    if not turned:
        return None
    n, word, other = turned[0]
    return Turn(
        f"the source says '{other}', not '{word}'" if word else "the source compares them the other way round", n
    )


def _in(word: str, words: set[str]) -> bool:
    return word in words or stem(word) in words


def _swapped_sides(claim: str, sentence: str) -> bool:
    mine, held = re.split(r"\bthan\b", claim, maxsplit=1), re.split(r"\bthan\b", sentence, maxsplit=1)
    if len(mine) < 2 or len(held) < 2:
        return False
    left, right, their_left, their_right = (set(content_stems(part)) for part in (*mine, *held))
    left, right = left - right, right - left
    return bool(right) and right <= their_left - their_right and bool(left & (their_right - their_left))
