"""Edits: a sentence and the source sentence nearest to it go in, a small change that turns the meaning comes out.

Most of a model's untrue sentences are true ones with one word changed, and a word is little among thirty. So both are
laid side by side (difflib's longest matching blocks): where words were exchanged, put in or left out between words that
stayed, it is looked at what they were: a 'not', a 'must', a figure, a name, 'all', 'less'. What was rewritten at
length says nothing here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from rag.guards_names import missing_names
from rag.guards_quantities import quantities
from rag.guards_words import STOP, Token, stem, table_of, tokens, words_of
from rag.split_claims import split_claim

LEAST_SHARED = 0.55
"""Share of a sentence's words that must stand in the same order in the source; below it is a rewording."""
LONGEST_EDIT = 5
_NEAR = 5
"""Words that a 'not' may move without turning anything: 'need not' and 'do not need'."""
_NOT = words_of("not never no cannot without nobody none nothing neither nor hardly barely scarcely rarely seldom")
_LIGHT = words_of("only just merely matter doubt longer")
_MODAL = table_of(
    """must:must has_to:must have_to:must need_to:must needs_to:must required:must obliged:must should:should
    ought:should may:may might:may could:may perhaps:may possibly:may can:can able:can will:will certainly:will
    definitely:will surely:will always:will"""
)
_NEEDS = re.compile(r"\b(?:need|must|required?|requires|ha(?:ve|s) to|obliged)\b", re.IGNORECASE)
_MODAL_CLASH = {
    "must": {"should", "may", "can"},
    "should": {"must", "may", "can"},
    "will": {"may", "can"},
    "may": {"must", "should", "will"},
    "can": {"must", "should"},
}
_AMOUNT = table_of(
    """all:all every:all each:all always:all everyone:all everybody:all entirely:all most:most usually:most
    typically:most generally:most mostly:most mainly:most many:many often:many numerous:many some:some
    sometimes:some several:some few:few rarely:few seldom:few little:few none:none never:none nobody:none
    only:only solely:only"""
)
_ENTAILED_BY = {
    "all": {"all"},
    "most": {"most", "all"},
    "many": {"many", "most", "all"},
    "some": {"some", "many", "most", "few"},
    "few": {"few", "none"},
    "none": {"none"},
    "only": {"only"},
}
_OPPOSITES = words_of(
    """more/less more/fewer most/least higher/lower high/low highest/lowest better/worse best/worst larger/smaller
    bigger/smaller large/small easier/harder easy/hard easy/difficult faster/slower fast/slow earlier/later early/late
    longer/shorter long/short older/younger old/young strong/weak stronger/weaker cheap/expensive junior/senior
    rise/fall rises/falls rose/fell grow/shrink grew/shrank increase/decrease before/after above/below first/last
    rare/common majority/minority maximum/minimum include/exclude accept/reject public/private paid/unpaid gain/lose
    inside/outside theory/practice narrow/broad over-represented/under-represented possible/impossible likely/unlikely
    useful/useless necessary/unnecessary with/without for/against true/false"""
)
_OPPOSED = frozenset(frozenset(pair.split("/")) for pair in _OPPOSITES)


_INVERTS = re.compile(
    r"(?:un|im|in|ir|il|dis|non-?|mis)\w{4,}$|\w{3,}less$|(?:lack|fail|avoid|skip|leav|refus|prevent|optional|rare|free"
    r"|miss|omit|exclud|den(?:y|ies|ied)|stop|drop|few|little|only|absen|hard|alone|weak)\w*$"
)
"""Words that hold a 'not' of their own."""


class Edit(NamedTuple):
    """Words of the sentence that stand where other words stand in the source; either may be none."""

    said: tuple[Token, ...]
    held: tuple[Token, ...]
    at: int
    """Where it lies in the source, in words."""


def edited(text: str, nearest: Sequence[str]) -> str:
    """What a small change turned, in words for a person; '' if nothing.

    Args:
        nearest: source sentences it may have been made from; each clause is laid beside the one it shares most with.
    """
    text, nearest = _joined(text), [_joined(one) for one in nearest]
    parts = [text, *(part.text for part in split_claim(text))] if len(split_claim(text)) > 1 else [text]
    return next((why for part in parts if (why := _against_best(part, nearest))), "")


def _against_best(part: str, nearest: Sequence[str]) -> str:
    best = max(((shared(part, one), n) for n, one in enumerate(nearest)), default=(0.0, 0))
    if best[0] < LEAST_SHARED:
        return ""
    source = nearest[best[1]]
    edits = list(edits_of(part, source))
    known = {value for one in nearest for value in amounts(one)}
    return _negated(edits) or next((why for edit in edits if (why := _turn(edit, part, source, known))), "")


def edits_of(text: str, source: str, longest_held: int = LONGEST_EDIT) -> Iterator[Edit]:
    """Short changes between words that stayed.

    Args:
        longest_held: words of the source that may stand in the place of a few.
    """
    mine, theirs = tokens(text), tokens(source)
    codes = _matched(mine, theirs).get_opcodes()
    for n, (kind, i, i_end, j, j_end) in enumerate(codes):
        short = i_end - i <= LONGEST_EDIT and j_end - j <= longest_held
        if kind != "equal" and short and (0 < n < len(codes) - 1 or kind == "replace"):
            yield Edit(mine[i:i_end], theirs[j:j_end], j)


def _matched(mine: Sequence[Token], theirs: Sequence[Token]) -> "SequenceMatcher[str]":
    return SequenceMatcher(None, [token.stem for token in mine], [token.stem for token in theirs], autojunk=False)


def shared(text: str, source: str) -> float:
    """Share of a sentence's words that stand in the source in the same order."""
    mine = tokens(text)
    return sum(block.size for block in _matched(mine, tokens(source)).get_matching_blocks()) / max(1, len(mine))


def _negated(edits: Sequence[Edit]) -> str:
    """A 'not' put in or left out, unless one went a few words away or other words make up for it."""
    new = [edit for edit in edits if _nots(edit.said) > _nots(edit.held) and _only_not(edit)]
    gone = [edit for edit in edits if _nots(edit.held) > _nots(edit.said) and _only_not(edit)]
    for mine, others, why in (
        (new, gone, "the source does not say 'not'"),
        (gone, new, "the source says it is *not* so"),
    ):
        if any(all(abs(edit.at - other.at) > _NEAR for other in others) for edit in mine):
            return why
    return ""


def _nots(words: Sequence[Token]) -> int:
    return sum(
        (token.lower in _NOT or token.lower.endswith("n't"))
        and not (n + 1 < len(words) and words[n + 1].lower in _LIGHT)
        for n, token in enumerate(words)
    )


def _only_not(edit: Edit) -> bool:
    """Apart from the 'not' as much is said as before, and nothing that makes up for it: 'not hard' is 'easy'."""
    said, held = (
        {t.stem: t.lower for t in side if t.lower not in _NOT and not t.lower.endswith("n't") and t.lower not in STOP}
        for side in (edit.said, edit.held)
    )
    new, gone = [said[one] for one in said if one not in held], [held[one] for one in held if one not in said]
    made_up = any(_INVERTS.match(word) for word in (*new, *gone)) or any(_opposed(a, b) for a in new for b in gone)
    return len(new) == len(gone) and not made_up


def _opposed(word: str, other: str) -> bool:
    return frozenset((word, other)) in _OPPOSED or frozenset((stem(word), stem(other))) in _OPPOSED


def _turn(edit: Edit, text: str, source: str, known: set[float]) -> str:
    said, held = _text(edit.said), _text(edit.held)
    mine, theirs = {t.lower for t in edit.said}, {t.lower for t in edit.held}
    same_nots = _nots(edit.said) == _nots(edit.held)
    for word, other in ((a, b) for a in sorted(mine - theirs) for b in sorted(theirs - mine) if same_nots):
        if _opposed(word, other):
            return f"the source says '{other}', not '{word}'"
    return (
        _other_modal(edit, source)
        or _other_amount(mine, theirs)
        or _other_number(said, held, known)
        or _other_name(edit, text, source)
    )


def _other_modal(edit: Edit, source: str) -> str:
    mine, theirs = _modals(edit.said), _modals(edit.held)
    if "must" in mine and not theirs and not _nots(edit.said) and not edit.held and not _NEEDS.search(source):
        return "the source does not say 'must'"
    for word in sorted(mine - theirs):
        if clash := sorted(_MODAL_CLASH[word] & (theirs - mine)):
            return f"the source says '{clash[0]}', not '{word}'"
    return "the source says 'may'" if "may" in theirs and not mine and not edit.said else ""


def _modals(words: Sequence[Token]) -> set[str]:
    joined = zip(words, [*words[1:], None], strict=False)
    pairs = (f"{a.lower}_{b.lower}" for a, b in joined if b is not None)
    single = (t.lower for t in words if t.text != "May")
    return {_MODAL[word] for word in (*pairs, *single) if word in _MODAL}


def _other_amount(mine: Iterable[str], theirs: Iterable[str]) -> str:
    said = {_AMOUNT[word]: word for word in sorted(mine) if word in _AMOUNT}
    held = {_AMOUNT[word]: word for word in sorted(theirs) if word in _AMOUNT}
    for kind, word in said.items():
        if held and not _ENTAILED_BY[kind] & set(held):
            return f"the source says '{next(iter(held.values()))}', not '{word}'"
    return ""


def _other_number(said: str, held: str, known: set[float]) -> str:
    """A figure that stands nowhere in the source; one that does may only have changed its place (see bindings)."""
    mine, theirs = amounts(said), amounts(held)
    if mine and theirs and not mine & (known | theirs):
        return f"the source says {held}, not {said}"
    return ""


def amounts(text: str) -> set[float]:
    """The numbers of a text, upper ends of ranges too; '50 %' is 'half'."""
    found = [(q, value) for q in quantities(text) for value in (q.value, q.high) if value is not None]
    return {value / 100 if q.unit == "percent" else value for q, value in found}


def _other_name(edit: Edit, text: str, source: str) -> str:
    """A name in the place of another; 'US' for 'United States' is none."""
    lost, gone = _names_lost(text, edit.said, _text(edit.held)), _names_lost(source, edit.held, _text(edit.said))
    return f"the source says {gone}, not {lost}" if lost and gone else ""


def _names_lost(text: str, words: Sequence[Token], other: str) -> str:
    """The first name among some words of a text that other words do not hold in any usual shape."""
    if not words or not other:
        return ""
    lost = (n for n in missing_names(text, [other]) if n.start < words[-1].end and n.end > words[0].start)
    return next((name.text for name in lost if not re.search(r"\d", name.text)), "")


def _joined(text: str) -> str:
    """Figures without their commas, so that one figure is one word."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def _text(words: Sequence[Token]) -> str:
    return " ".join(token.text for token in words)
