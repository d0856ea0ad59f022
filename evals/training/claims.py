"""Claims: labelled sets go in, training examples come out: sentences with their evidence, label and source.

Trained on: RAGTruth QA (official train split), FactCG (CG2C_doc), BEGIN dev, WiCE dev. Never on SALAD,
AttributionBench or BUMP, which measure. To these come metamorphic examples: one fact of a supported claim swapped
(`swaps`), a claim whose best evidence was taken away, and evidence sentences word for word with their swapped twins.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from evals.checker_sets import Row, read
from evals.training.swaps import Swap, swaps
from ingest.errors import CorpusError
from ingest.sentences import sentences
from rag.guards_names import names
from rag.guards_words import content_stems, coverage, plain, tokens
from rag.support_response import evidence_sentences

FILES = {"ragtruth": "ragtruth_qa_train", "factcg": "factcg_doc", "begin": "begin_dev", "wice": "wice_dev"}
ANSWERS = "answers"
"""The set of whole answers that were written for training."""
SHARES = {"ragtruth": 0.45, "factcg": 0.14, "begin": 0.10, "wice": 0.08, "swaps": 0.23}
"""How much of the loss each set gets."""
_FROM_CLAIMS, _FROM_EVIDENCE, _WITHOUT_EVIDENCE = 0.2, 0.046, 0.077
"""Metamorphic examples of each sort for every true one."""


class Example(NamedTuple):
    """One sentence to learn from."""

    set: str
    source: str
    """Folds and bootstraps keep the examples of a source together."""
    claim: str
    evidence: tuple[str, ...]
    unsupported: bool
    spans: tuple[tuple[int, int], ...] | None = None
    """Unsupported stretches of the claim where people marked them."""
    response: str = ""
    generator: str = ""
    kind: str = ""
    """Which slip a written claim holds."""
    twin: str = ""
    """The true sentence that a slipped one was made from."""


def examples(folder: Path) -> list[Example]:
    """Every training sentence of the four sets.

    Raises:
        CorpusError: a set is missing from the folder.
    """
    found: list[Example] = []
    for name, stem in FILES.items():
        file = folder / f"{stem}.jsonl"
        if not file.is_file():
            raise CorpusError(f"{file} is missing: the checker is trained on {', '.join(FILES.values())} (.jsonl)")
        for row in read(file):
            found += _of_row(name, row)
    return found


def _of_row(name: str, row: Row) -> Iterable[Example]:
    evidence = evidence_sentences([passage[:30_000] for passage in row.passages])
    source = f"{name}/{row.source if name == 'ragtruth' else row.passages[0][:80] if name == 'begin' else row.text}"
    if row.kind != "response":
        yield Example(name, source, row.text, evidence, bool(row.unsupported))
        return
    yield from sentences_of(name, source, row.text, row.spans or (), evidence, row.id, row.generator)


def sentences_of(
    name: str,
    source: str,
    answer: str,
    spans: Sequence[tuple[int, int]],
    evidence: tuple[str, ...],
    response: str,
    generator: str,
) -> Iterator[Example]:
    """The sentences of an answer in which unsupported stretches are marked."""
    for start, end in sentences(answer):
        inside = [(max(start, a) - start, min(end, b) - start) for a, b in spans if min(end, b) - max(start, a) > 2]
        yield Example(name, source, answer[start:end], evidence, bool(inside), tuple(inside), response, generator)


def metamorphic(true: Sequence[Example], seed: int = 0) -> list[Example]:
    """Examples with one known error each, and some honest twins."""
    chance = Random(seed)
    from_claims, from_evidence, bare_ones = (
        round(n * len(true)) for n in (_FROM_CLAIMS, _FROM_EVIDENCE, _WITHOUT_EVIDENCE)
    )
    supported = [
        one for one in true if not one.unsupported and 6 <= len(one.claim.split()) <= 45 and _covered(one) >= 0.75
    ]
    passages = list({one.evidence: one for one in true}.values())
    heard = {name.text for one in passages[:2500] for text in one.evidence[:12] for name in names(text)}
    pool = sorted(name for name in heard if 3 < len(name) < 30)
    made: list[Example] = []
    counts: Counter[str] = Counter()
    chance.shuffle(supported)
    by_set: Counter[str] = Counter()
    for one in supported:
        if by_set[one.set] < from_claims * 0.6 and (swap := _swap(one, one.claim, pool, counts, chance)) is not None:
            by_set[one.set] += 1
            made.append(_twin(one, swap.text, wrong=True))
            if chance.random() < (0.5 if one.set == "ragtruth" else 0.3):
                made.append(_twin(one, plain(one.claim), wrong=False))
        if sum(by_set.values()) >= from_claims:
            break
    quotes = [
        (one, text) for one in passages for text in one.evidence if 8 <= len(text.split()) <= 40 and text[-1:] in ".!"
    ]
    chance.shuffle(quotes)
    for one, text in quotes[: from_evidence * 2]:
        if text[:1].isupper() and (swap := _swap(one, text, pool, counts, chance)) is not None:
            made += [_twin(one, swap.text, wrong=True), _twin(one, plain(text), wrong=False)]
    chance.shuffle(supported)
    bared = (bare for one in supported if (bare := _without_evidence(one)) is not None)
    made += [bare for bare, _ in zip(bared, range(bare_ones), strict=False)]
    return made


def _covered(one: Example) -> float:
    return coverage(content_stems(one.claim), (stem for text in one.evidence for stem in content_stems(text)))


def _swap(one: Example, text: str, pool: Sequence[str], counts: Counter[str], chance: Random) -> Swap | None:
    """A swap of the kind that was used least; names from the same passages as often as not."""
    inner = [name.text for sentence in one.evidence for name in names(sentence)]
    others = inner if inner and chance.random() < 0.6 else chance.sample(pool, min(20, len(pool)))
    found = swaps(plain(text), others, chance.randint(0, 99))
    if not found:
        return None
    chosen = min(found, key=lambda swap: counts[swap.kind] * (1 + chance.random() * 0.3))
    counts[chosen.kind] += 1
    return chosen


def _twin(one: Example, text: str, wrong: bool) -> Example:
    return Example("swaps", one.source, text, one.evidence, wrong)


def _without_evidence(one: Example) -> Example | None:
    """The claim with up to three best evidence sentences gone, if that takes a third of its words away."""
    left, wanted = list(one.evidence), content_stems(one.claim)
    if len(left) < 4 or len(wanted) < 4:
        return None
    before = _covered(one)
    for _ in range(3):
        left.remove(max(left, key=lambda text: coverage(wanted, content_stems(text))))
        bare = Example("swaps", one.source, one.claim, tuple(left), True)
        if left and _covered(bare) < before - 0.3:
            return bare
    return None


def rarity(true: Sequence[Example], least: int = 8) -> dict[str, float]:
    """Inverse document frequency of stems over the evidence sentences, scaled to 1 at a stem that is never seen."""
    passages = {one.evidence for one in true}
    counts: Counter[str] = Counter()
    total = 0
    for text in (text for evidence in sorted(passages) for text in evidence):
        total += 1
        counts.update({token.stem for token in tokens(text)})
    longest = math.log(max(2, total))
    return {stem: round(math.log(total / (n + 1)) / longest, 3) for stem, n in sorted(counts.items()) if n >= least}


def cased(true: Sequence[Example], least: int = 3, share: float = 0.93) -> list[str]:
    """Words that evidence writes with a capital in the middle of sentences nearly always: names."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for text in (text for evidence in sorted({one.evidence for one in true}) for text in evidence):
        for token in tokens(text)[1:]:
            if token.text[:1].islower():
                lower[token.lower] += 1
            elif token.text[:1].isupper() and text[max(0, token.start - 2) : token.start] not in (
                ". ",
                ": ",
                "? ",
                "! ",
            ):
                upper[token.lower.removesuffix("'s")] += 1
    kept = (word for word, n in upper.items() if n >= least and n / (n + lower[word]) >= share)
    return sorted(word for word in kept if word.isalpha() and len(word) > 2)
