"""Sisters: a sentence and the source sentence it nearly repeats go in, a noun or a name that took another's place comes
out.

'She played the piano' for 'she played the trumpet': the words are as near to one another as those of an honest
rewording, so no similarity tells them apart. What does is a lexicon: a synonym, a wider or a narrower word may take a
noun's place; another noun may not. WordNet (Miller 1995) says which is which; a noun it does not know is let be.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.edits import LONGEST_EDIT, Edit, edits_of, shared
from rag.guards_names import missing_names, names
from rag.guards_words import STOP, Token, stem, tokens, words_of
from rag.learned import shipped_in

TABLE = Path(__file__).parent / "weights" / "wordnet" / "nouns.npz"
LEAST_SHARED = 0.8
"""Share of the sentence's words that stand in the source in the same order; below it words change for any reason."""
STEPS = 3
"""How many steps up a wider word may be: 'instrument' for 'piano'."""
_GROUPS = """
    firm/company/employer/business/organisation/organization/enterprise/corporation fee/price/cost/charge
    pay/salary/wage/income/earning/money/amount/sum/compensation candidate/applicant/person/interviewee
    staff/worker/employee/colleague/team interview/conversation/talk/call/discussion/session test/task/exercise
    degree/qualification/diploma programme/program/course/training/scheme lesson/class/lecture/video
    guide/article/report/survey/study/post/page/handbook/document/account/text start/beginning/outset
    advice/guidance/counsel laptop/computer/machine manager/boss/supervisor mark/grade/score internship/placement
    hall/auditorium table/spreadsheet people/person
    end/finish/close job/work/role/position/post/career/employment advert/ad/advertisement/vacancy/opening
"""
_ALIKE = tuple(frozenset(group.split("/")) for group in words_of(_GROUPS))
"""What WordNet keeps apart and people who speak of work do not."""
_LIGHT = frozenset(
    stem(word)
    for word in words_of(
        """way means method kind type form part aspect area case example result reason thing item level process
        system piece side section use need point"""
    )
)
"""Nouns that stand for what was just named."""
_BRITISH = frozenset({"uk", "british", "britain"})


class _Nouns(NamedTuple):
    row: dict[str, int]
    """Where each noun stands."""
    sense_ends: NDArray[np.int32]
    senses: NDArray[np.int32]
    """The synsets of the nouns, one noun behind the other."""
    wider_ends: NDArray[np.int32]
    wider: NDArray[np.int32]
    """Of each synset those right above it, likewise."""


def exchanged(text: str, source: str, proper: frozenset[str] = frozenset(), around: Sequence[str] = ()) -> str:
    """What stands in the place of another noun or name, in words for a person; '' if nothing.

    Args:
        source: the sentence that it nearly repeats; of one that shares less nothing is said.
        proper: what the whole source writes with a capital inside its sentences, see `proper_words`.
        around: the sentences before and after; a noun of theirs may be what the source means by another.
    """
    if shared(text, source) < LEAST_SHARED:
        return ""
    held, said = (Counter(token.stem for token in tokens(one)) for one in (source, text))
    near = {token.stem for sentence in around for token in tokens(sentence)}
    for edit in _places(text, source):
        new = [token for token in edit.said if token.is_content and said[token.stem] > held[token.stem]]
        gone = [token for token in edit.held if token.is_content and held[token.stem] > said[token.stem]]
        if not new or not gone:
            continue
        if pair := _other_name(new, gone, text, source, proper) or _other_noun(new, gone, near):
            return f"the source says {pair[1]}, not {pair[0]}"
    return ""


def _places(text: str, source: str) -> Iterator[Edit]:
    """Short changes; of words that stand where the source goes on at length, what they stand in the place of."""
    for edit in edits_of(text, source, longest_held=10_000):
        long = len(edit.held) > LONGEST_EDIT
        yield edit._replace(held=edit.held[: len(edit.said) + 1]) if long else edit


def in_its_words(text: str, source: str) -> str:
    """The text with the source's noun where it has another that says the same: 'company' for 'firm'."""
    for edit in reversed(list(edits_of(text, source))):
        if len(edit.said) == len(edit.held) == 1:
            word, other = edit.said[0], edit.held[0]
            if word.text.islower() and other.text.islower() and _kin(word.lower, other.lower):
                text = text[: word.start] + other.text + text[word.end :]
    return text


@lru_cache(maxsize=64)
def proper_words(evidence: tuple[str, ...]) -> frozenset[str]:
    """Lower-case words that are written with a capital inside a sentence and never without, and pairs of them that
    stand side by side ('ada lovelace').
    """
    inside: set[str] = set()
    small: set[str] = set()
    for sentence in evidence:
        words = tokens(sentence)
        for n, token in enumerate(words):
            if not token.text[:1].isupper():
                small.add(token.lower)
                continue
            if n:
                inside.add(_bare(token))
            if n + 1 < len(words) and words[n + 1].text[:1].isupper() and words[n + 1].start == token.end + 1:
                inside.add(f"{_bare(token)} {_bare(words[n + 1])}")
    return frozenset(inside - small)


def _other_name(
    new: Sequence[Token], gone: Sequence[Token], text: str, source: str, proper: frozenset[str]
) -> tuple[str, str] | None:
    mine, theirs = _names(new, text, proper), _names(gone, source, proper)
    if not mine or not theirs:
        return None
    for word in mine:
        for other in theirs:
            one, two = _bare(word), _bare(other)
            if one[:4] == two[:4] or {f"{one} {two}", f"{two} {one}"} & proper or {one, two} <= _BRITISH:
                return None
    return (mine[0].text, theirs[0].text) if _lost(mine[0], text, source) else None


def _names(some: Sequence[Token], text: str, proper: frozenset[str]) -> list[Token]:
    """Words with a capital; the one that opens a sentence only if the source writes it so inside of one."""
    return [
        token
        for token in some
        if token.text[:1].isupper()
        and token.lower not in STOP
        and (_bare(token) in proper or (token.start > 0 and text[: token.start].rstrip()[-1:] not in ".!?:;"))
    ]


def _lost(word: Token, text: str, source: str) -> bool:
    """Whether the source holds the name in no usual shape, such as 'US' for 'United States'."""
    known = [name for name in names(text) if name.start <= word.start < name.end]
    return not known or any(name.start <= word.start < name.end for name in missing_names(text, [source]))


def _bare(token: Token) -> str:
    return token.lower.removesuffix("'s")


def _other_noun(new: Sequence[Token], gone: Sequence[Token], near: set[str]) -> tuple[str, str] | None:
    """A noun for a noun, alone or with a noun beside it among the words that changed place, and none akin.

    What ends in '-ing' may be a verb.
    """
    if len(new) > 2 or len(gone) > 3 or any(t.text[:1].isupper() or t.lower.endswith("ing") for t in new):
        return None
    mine, theirs = ([t for t in some if _senses(t.lower) and t.stem not in _LIGHT] for some in (new, gone))
    if all(token.stem in near for token in mine):
        return None
    if not theirs or len(mine) < len(new) or any(_kin(a.lower, b.lower) for a in mine for b in gone):
        return None
    return mine[-1].text, theirs[-1].text


def _kin(word: str, other: str) -> bool:
    """One noun can stand for the other: a synonym, a wider or a narrower word."""
    if any(group.intersection(_forms(word)) and group.intersection(_forms(other)) for group in _ALIKE):
        return True
    mine, theirs = _senses(word), _senses(other)
    return bool(_wider(mine) & theirs or _wider(theirs) & mine)


def _wider(senses: frozenset[int]) -> set[int]:
    held = _nouns()
    found, edge = set(senses), set(senses)
    for _ in range(STEPS):
        edge = {above for one in edge for above in _slice(held.wider, held.wider_ends, one)}
        found |= edge
    return found


def _slice(values: NDArray[np.int32], ends: NDArray[np.int32], n: int) -> list[int]:
    found: list[int] = values[ends[n - 1] if n else 0 : ends[n]].tolist()
    return found


@lru_cache(maxsize=8192)
def _senses(word: str) -> frozenset[int]:
    """Of a noun, in the singular or the plural; none of a word that is mostly no noun, or not known."""
    held = _nouns()
    at = next((held.row[form] for form in _forms(word) if form in held.row), None)
    return frozenset() if at is None else frozenset(_slice(held.senses, held.sense_ends, at))


def _forms(word: str) -> Iterator[str]:
    yield word
    for end, other in (("ies", "y"), ("men", "man"), ("es", ""), ("s", "")):
        if word.endswith(end):
            yield word.removesuffix(end) + other


@lru_cache(maxsize=1)
def _nouns() -> _Nouns:
    """The table, held to the hash that stands beside it.

    Raises:
        ModelUnavailable: it is missing or is not the one that was shipped.
    """
    with np.load(BytesIO(shipped_in(TABLE.parent, TABLE.stem)), allow_pickle=False) as held:
        words = bytes(held["words"]).decode().split("\n")
        arrays = (held[name] for name in ("sense_ends", "senses", "wider_ends", "wider"))
        return _Nouns({word: n for n, word in enumerate(words)}, *arrays)
