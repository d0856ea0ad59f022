"""Pieces: training examples go in; rows of evidence with the texts that rest on it come out, coded and labelled.

All that rests on the same evidence is read beside it at once: the answers of several generators, single claims, swapped
twins. An answer is read whole, or in runs of one to four sentences.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.training.claims import ANSWERS, SHARES, Example
from rag.support_features import hold, nearest_first
from rag.support_pieces import FIRST, LAST, MASK, MOST_EVIDENCE, Row, coded, fitting, piece

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]
ANSWERED = frozenset(("ragtruth", ANSWERS))
"""Sets of whole answers: their sentences are read together."""
KEPT = {"ragtruth": 1.0, "factcg": 0.15, "begin": 0.3, "wice": 0.3, "swaps": 0.06, ANSWERS: 1.0}
"""Share of each set that is read in one epoch."""
WRITTEN_KEPT, WRITTEN_SHARE = 0.4, 0.2
"""The same for claims written for training (every other set), and how much of the loss they get."""
ANSWERS_SHARE = 0.3
"""How much of the loss answers get that were written for training."""
IN_RUNS, BLANKED, UNMARKED = 0.35, 0.08, 0.15
"""Share of answers that are read in runs; of tokens that are blanked; of pieces without marks."""
MOST_TOKENS, BATCH_TOKENS = 1200, 1800
BUDGETS = (300, 200, 140)
"""Tokens of evidence for single claims, drawn anew each time."""
VOCABULARY = 30_522


class Table(NamedTuple):
    """Every example, coded."""

    every: Sequence[Example]
    claims: list[Codes]
    marked: list[Floats]
    """For each token of the claim: 1 unsupported, 0 supported, -1 not known."""
    evidence: list[tuple[Codes, ...]]
    """The sentences of each example's evidence, coded; the same object for the same evidence."""
    order: list[list[int]]
    """Places of the nearest evidence sentences of each example, best first."""
    rarity: Floats
    wrong: Floats
    weights: Floats
    given_away: Floats
    """Log-odds of being unsupported by shallow marks alone; nought but in the sets written for training."""


class Batch(NamedTuple):
    """Rows, and of their pieces: labels of tokens, sentences and wholes."""

    rows: list[Row]
    marked: Floats
    """By token; the model's own marks at either end are not known (-1)."""
    examples: Codes
    """Which example each sentence is, in order."""
    whole: Floats
    """1 for each piece with an unsupported sentence in it."""
    whole_weights: Floats
    """Nought for a piece of one sentence."""


def tabulate(every: Sequence[Example], given_away: Floats | None = None) -> Table:
    """Code every example; the weights make each set's share of the loss `SHARES` and half of it unsupported."""
    place: dict[tuple[str, ...], tuple[Codes, ...]] = {}
    claims, marked, evidence, order = [], [], [], []
    for one in every:
        if one.evidence not in place:
            place[one.evidence] = tuple(coded(text).codes for text in one.evidence)
        own = coded(one.claim)
        claims.append(own.codes)
        marked.append(_marked(one, own.places))
        evidence.append(place[one.evidence])
        order.append(nearest_first(one.claim, hold(one.evidence)))
    counts = np.bincount(
        np.concatenate([*claims, *(part for some in place.values() for part in some)]), minlength=VOCABULARY
    )
    wrong = np.asarray([one.unsupported for one in every], np.float32)
    return Table(
        every,
        claims,
        marked,
        evidence,
        order,
        (1 - np.log1p(counts) / np.log1p(counts.max())).astype(np.float16).astype(np.float32),
        wrong,
        weights(every, wrong),
        np.zeros(len(every), np.float32) if given_away is None else given_away,
    )


def _marked(one: Example, places: Codes) -> Floats:
    if not one.unsupported:
        return np.zeros(len(places), np.float32)
    if not one.spans:
        return np.full(len(places), -1, np.float32)
    return np.asarray([any(start < b and end > a for a, b in one.spans) for start, end in places.tolist()], np.float32)


def weights(every: Sequence[Example], wrong: Floats) -> Floats:
    """Each set's share of the loss; half of it on unsupported sentences, 35 % in answers, where most are supported.

    What only a share of is read in one epoch counts for more when it is.
    """
    names = np.asarray([one.set for one in every])
    made = np.zeros(len(every), np.float32)
    given = SHARES | {ANSWERS: ANSWERS_SHARE}
    counts = Counter(name for name in names.tolist() if name not in given)
    shares = given | {name: WRITTEN_SHARE * n / counts.total() for name, n in counts.items()}
    for name, share in shares.items():
        inside = names == name
        if inside.any():
            bad, aim = min(0.99, max(0.01, float(wrong[inside].mean()))), 0.35 if name in ANSWERED else 0.5
            each = np.where(wrong[inside] == 1, aim / bad, (1 - aim) / (1 - bad))
            made[inside] = share / inside.sum() * each / KEPT.get(name, WRITTEN_KEPT)
    scaled: Floats = made / made.mean()
    return scaled


def batches(table: Table, rows: Codes, chance: np.random.Generator) -> Iterator[Batch]:
    """One epoch."""
    packed = list(_packed(table, rows, chance))
    some: list[tuple[Row, list[list[int]]]] = []
    size = 0
    for n in chance.permutation(len(packed)).tolist():
        row = _row(table, packed[n], chance)
        if some and size + row.size > BATCH_TOKENS:
            yield _batch(table, some)
            some, size = [], 0
        some.append((row, packed[n]))
        size += row.size
    if some:
        yield _batch(table, some)


def _packed(table: Table, rows: Codes, chance: np.random.Generator) -> Iterator[list[list[int]]]:
    """Pieces (as lists of examples) that share evidence, so many that a row holds `MOST_TOKENS` of them."""
    by_evidence: dict[tuple[str, ...], list[list[int]]] = {}
    answers: dict[str, list[int]] = {}
    for row in rows.tolist():
        one = table.every[row]
        if one.response and one.set in ANSWERED:
            answers.setdefault(one.response, []).append(row)
        elif chance.random() < KEPT.get(one.set, WRITTEN_KEPT):
            by_evidence.setdefault(one.evidence, []).append([row])
    for inside in answers.values():
        by_evidence.setdefault(table.every[inside[0]].evidence, []).extend(_runs(inside, chance))
    for pieces in by_evidence.values():
        pack: list[list[int]] = []
        size = 0
        for n in chance.permutation(len(pieces)).tolist():
            length = sum(len(table.claims[row]) for row in pieces[n]) + 2
            if pack and size + length > MOST_TOKENS:
                yield pack
                pack, size = [], 0
            pack.append(pieces[n])
            size += length
        yield pack


def _runs(answer: list[int], chance: np.random.Generator) -> list[list[int]]:
    """An answer as one piece, or as runs of one to four sentences."""
    if chance.random() >= IN_RUNS:
        return [answer]
    made, at = [], 0
    while at < len(answer):
        length = int(chance.integers(1, 5))
        made.append(answer[at : at + length])
        at += length
    return made


def _row(table: Table, pieces: list[list[int]], chance: np.random.Generator | None) -> Row:
    """Pieces beside as much of their evidence as there is room for."""
    single = all(len(inside) == 1 for inside in pieces)
    room = int(chance.choice(BUDGETS)) if chance is not None and single else MOST_EVIDENCE
    examples = [row for inside in pieces for row in inside]
    sentences = table.evidence[examples[0]]
    evidence = fitting(sentences, [table.order[row] for row in examples], room)
    made = [piece([table.claims[row] for row in inside], evidence, table.rarity) for inside in pieces]
    if chance is None:
        return Row(evidence, tuple(made))
    hidden = [_blanked(one.codes, chance) for one in made]
    shown = [one.marks * (chance.random() >= UNMARKED) for one in made]
    return Row(
        _blanked(evidence, chance),
        tuple(one._replace(codes=codes, marks=marks) for one, codes, marks in zip(made, hidden, shown, strict=True)),
    )


def _blanked(codes: Codes, chance: np.random.Generator) -> Codes:
    inner = (codes != FIRST) & (codes != LAST)
    return np.where(inner & (chance.random(len(codes)) < BLANKED), MASK, codes)


def _batch(table: Table, some: Sequence[tuple[Row, list[list[int]]]]) -> Batch:
    marked, examples, whole, whole_weights = [], [], [], []
    for row, pieces in some:
        for one, inside in zip(row.pieces, pieces, strict=True):
            held = sorted(set(one.sentence[one.sentence >= 0].tolist()))
            tokens = np.concatenate([[-1], *(table.marked[n] for n in inside)])[: len(one.codes) - 1]
            marked.append(np.append(tokens, -1))
            examples += [inside[n] for n in held]
            whole.append(max(table.wrong[inside[n]] for n in held))
            whole_weights.append(0.0 if len(held) == 1 else 1.0)
    return Batch(
        [row for row, _ in some],
        np.concatenate(marked).astype(np.float32),
        np.asarray(examples, np.int64),
        np.asarray(whole, np.float32),
        np.asarray(whole_weights, np.float32),
    )


def answers(table: Table, rows: Codes) -> list[list[int]]:
    """What is predicted at once: answers whole, everything else one by one."""
    found: dict[Any, list[int]] = {}
    for row in rows.tolist():
        one = table.every[row]
        found.setdefault(one.response if one.response and one.set in ANSWERED else row, []).append(row)
    return list(found.values())


def asked(table: Table, pieces: Sequence[list[int]]) -> Iterator[Batch]:
    """Batches to predict from, nothing blanked: each piece beside its own evidence."""
    for at in range(0, len(pieces), 8):
        yield _batch(table, [(_row(table, [inside], None), [inside]) for inside in pieces[at : at + 8]])
