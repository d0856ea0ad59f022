"""Features: a claim and its evidence sentences go in, numbers that say how far the words bear it out come out.

Lexical support is the known floor for small checkers: how many of the claim's content words, pairs and triples of
words, names and numbers stand in the evidence, how rare those are that do not, how much of it one single sentence
holds. No model is needed.
"""

import itertools
import json
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.guards import guard
from rag.guards_names import missing_names, names
from rag.guards_quantities import quantities
from rag.guards_words import Token, tokens

WEIGHTS = Path(__file__).parent / "weights" / "checker"
MOST_EVIDENCE = 16
"""Evidence sentences that a claim is scored against: those that hold most of its rare words."""
_GUARDS = ("number", "unit", "bound", "name", "speaker", "negation", "modality", "quantifier", "comparison")
_ABSENCE = re.compile(
    r"\b(?:not (?:mention|specif|provid|contain|state|includ|clear|possible|able)|unable to|no (?:information|"
    r"mention|specific)|cannot (?:be )?"
    r"(?:determin|answer|provid)|does not|do not)",
    re.IGNORECASE,
)
_ABOUT_SOURCES = re.compile(
    r"\b(?:passages?|provided (?:information|text|sources?)|given (?:information|text)|the (?:text|article|source))\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:important to|make sure|be sure|remember|consult|always|recommended|ensure|it is (?:best|advisable|"
    r"worth)|should)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:may|might|could|can|likely|possibly|some|often|typically|generally|usually|depending)\b", re.IGNORECASE
)

NAMES: tuple[str, ...] = (
    *(
        "cover",
        "cover_rare",
        "cover_best",
        "cover_best_rare",
        "cover_two",
        "pairs",
        "triples",
        "run",
        "run_share",
        "letters",
    ),
    *("lost", "lost_rare_max", "lost_rare_sum", "lost_run", "best_gap", "tail_cover", "head_cover", "ordered"),
    *("names", "names_lost", "numbers", "numbers_lost", "words", "content", "evidence_words", "evidence_sentences"),
    *("absence", "about_sources", "advice", "hedge", "colon", "listed", "stop_share"),
    *(f"guard_{kind}" for kind in _GUARDS),
)


class Held(NamedTuple):
    """Evidence sentences, taken apart once for all the claims that rest on them."""

    sentences: tuple[str, ...]
    words: tuple[tuple[Token, ...], ...]
    content: tuple[frozenset[str], ...]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    triples: frozenset[tuple[str, str, str]]
    letters: frozenset[str]


@lru_cache(maxsize=256)
def hold(sentences: tuple[str, ...]) -> Held:
    """Take evidence sentences apart."""
    words = tuple(tokens(sentence) for sentence in sentences)
    stems = [[token.stem for token in found] for found in words]
    return Held(
        sentences=sentences,
        words=words,
        content=tuple(frozenset(token.stem for token in found if token.is_content) for found in words),
        stems=frozenset(stem for found in stems for stem in found),
        pairs=frozenset(pair for found in stems for pair in itertools.pairwise(found)),
        triples=frozenset(three for found in stems for three in zip(found, found[1:], found[2:], strict=False)),
        letters=frozenset(gram for sentence in sentences for gram in _grams(sentence)),
    )


def _grams(text: str) -> set[str]:
    squeezed = re.sub(r"\W+", " ", text.lower())
    return {squeezed[at : at + 5] for at in range(max(1, len(squeezed) - 4))}


@lru_cache(maxsize=1)
def _rarity_table() -> dict[str, float]:
    path = WEIGHTS / "rarity.json"
    table: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return table


def rarity(stem: str) -> float:
    """Inverse document frequency of a stem in the training passages, 0 to 1; 1 for one never seen there."""
    return _rarity_table().get(stem, 1.0)


def nearest_sentences(claim: str, held: Held) -> list[int]:
    """Indices of the evidence sentences with most of the claim's rare words, in the order they stand.

    No claim rests on more; in a page of 500 sentences any word is found somewhere by chance.
    """
    return sorted(nearest_first(claim, held))


def nearest_first(claim: str, held: Held) -> list[int]:
    """The same, best first."""
    wanted = sorted({token.stem for token in tokens(claim) if token.is_content})
    score = [sum(rarity(stem) for stem in wanted if stem in sentence) for sentence in held.content]
    return sorted(range(len(score)), key=lambda n: (-score[n], n))[:MOST_EVIDENCE]


def forget() -> None:
    """Read the word table anew; for training, which writes it."""
    _rarity_table.cache_clear()


def lexical(claim: str, held: Held, context: str = "") -> NDArray[np.float32]:
    """The features of one claim, in the order of `NAMES`."""
    words = tokens(claim)
    content = [token.stem for token in words if token.is_content]
    stems = [token.stem for token in words]
    rare = [rarity(stem) for stem in content]
    inside = [stem in held.stems for stem in content]
    lost = [weight for weight, found in zip(rare, inside, strict=True) if not found]
    total, total_rare = max(1, len(content)), max(1e-6, sum(rare))
    best, best_rare, two = _best(content, rare, held)
    pairs = list(itertools.pairwise(stems))
    triples = list(zip(stems, stems[1:], stems[2:], strict=False))
    run = _longest_run(stems, held)
    grams = _grams(claim)
    lost_names = missing_names(claim, held.sentences, context)
    clashes = guard(claim, held.sentences, context)
    kinds = [clash.kind for clash in clashes]
    half = len(content) // 2
    cover = sum(inside) / total
    values = [
        cover,
        1.0 - sum(lost) / total_rare,
        best,
        best_rare,
        two,
        _share(pair in held.pairs for pair in pairs),
        _share(three in held.triples for three in triples),
        math.log1p(run),
        run / max(1, len(stems)),
        len(grams & held.letters) / max(1, len(grams)),
        math.log1p(len(lost)),
        max(lost, default=0.0),
        math.log1p(sum(lost)),
        math.log1p(_longest_lost(inside)),
        cover - best,
        _share(inside[half:]),
        _share(inside[:half]),
        _ordered(content, held),
        math.log1p(len(names(claim))),
        math.log1p(len(lost_names)),
        math.log1p(len(quantities(claim))),
        math.log1p(sum(kind in ("number", "unit", "bound") for kind in kinds)),
        math.log1p(len(words)),
        math.log1p(len(content)),
        math.log1p(sum(map(len, held.words))),
        math.log1p(len(held.sentences)),
        float(bool(_ABSENCE.search(claim))),
        float(bool(_ABOUT_SOURCES.search(claim))),
        float(bool(_ADVICE.search(claim))),
        float(bool(_HEDGE.search(claim))),
        float(claim.rstrip().endswith(":")),
        float(bool(re.match(r"\s*(?:[-*•]|\d+[.)])", claim))),
        1.0 - len(content) / max(1, len(words)),
        *(float(kind in kinds) for kind in _GUARDS),
    ]
    return np.asarray(values, dtype=np.float32)


def _share(flags: object) -> float:
    found = [bool(flag) for flag in flags]  # type: ignore[attr-defined]
    return sum(found) / len(found) if found else 1.0


def _best(content: list[str], rare: list[float], held: Held) -> tuple[float, float, float]:
    """Share of the claim's content in its best evidence sentence, plain and weighted, and in the best two together."""
    if not content or not held.content:
        return 0.0, 0.0, 0.0
    shares = [sum(stem in sentence for stem in content) / len(content) for sentence in held.content]
    weighted = [sum(w for stem, w in zip(content, rare, strict=True) if stem in sentence) for sentence in held.content]
    first = max(range(len(shares)), key=lambda n: (weighted[n], -n))
    left = [stem for stem in content if stem not in held.content[first]]
    second = max(sum(stem in sentence for stem in left) for sentence in held.content)
    return max(shares), max(weighted) / max(1e-6, sum(rare)), (len(content) - len(left) + second) / len(content)


def _longest_run(stems: list[str], held: Held) -> int:
    """Most words in a row that stand in a row in one evidence sentence (counted by chained triples, so it can only be
    generous).
    """
    longest = run = 0
    for at in range(len(stems) - 2):
        run = run + 1 if (stems[at], stems[at + 1], stems[at + 2]) in held.triples else 0
        longest = max(longest, run + 2 if run else 0)
    return longest


def _longest_lost(inside: list[bool]) -> int:
    longest = run = 0
    for found in inside:
        run = 0 if found else run + 1
        longest = max(longest, run)
    return longest


def _ordered(content: list[str], held: Held) -> float:
    """Share of neighbouring content words that stand in the same order within one evidence sentence."""
    together = in_order = 0
    places = [{token.stem: n for n, token in enumerate(found)} for found in held.words]
    for one, other in itertools.pairwise(content):
        both = [place for place in places if one in place and other in place]
        together += bool(both)
        in_order += any(place[one] < place[other] for place in both)
    return in_order / together if together else 0.5
