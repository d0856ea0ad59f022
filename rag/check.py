"""Check: claims go in, verdicts come out.

Three layers, each usable alone. Exact: the claim's words are its source's words; proven, no model is loaded. Guards:
a number, unit, name, 'not' or 'must' that differs withholds the claim whatever a model thinks (`guards`), and so does
what stands otherwise in the few sentences that it speaks of (`beside`). Learned: how far the words bear the claim out,
as a calibrated probability (`support`). Usable without the rest of Groundwork: `check([Claim(...)])`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ingest.sentences import sentences
from ingest.types import Passage, Source
from rag import support
from rag.beside import otherwise
from rag.guards import Clash, guard
from rag.guards_names import without_speaker
from rag.guards_words import content_stems, coverage, plain, tokens
from rag.legible import illegible, visible
from rag.proof import INSTRUCTION, denial_of, denied, exact, spans_of, turned
from rag.split_claims import is_claim, split_claim, unnamed
from rag.types import Citation, Claim, Verdict

Checker = Callable[[Sequence[Claim]], list[Verdict]]
"""What the advisor takes: any function from claims to verdicts."""

LONGEST_CLAIM = 4_000
"""Characters of a claim that are looked at; a longer one cannot be one self-contained sentence and is never
supported.
"""
MOST_SENTENCES = 400
_GUARD_CONFIDENCE = {"number": 0.97, "unit": 0.97, "bound": 0.9, "name": 0.95, "speaker": 0.9}


class Words(NamedTuple):
    """One evidence sentence and where it stands."""

    text: str
    citation: Citation
    denial: str = ""
    """Words beside it that deny it: 'These are myths:'."""


def check(claims: Sequence[Claim], own_words: str = "") -> list[Verdict]:
    """A verdict for every claim, in order.

    Args:
        claims: each with the citations it rests on; a claim is held against its cited words, never against other
            claims'.
        own_words: what the person said of themselves; counts as evidence for claims of kind 'about-you'.

    Raises:
        ModelUnavailable: the learned layer is needed and its weights cannot be read.
    """
    verdicts: list[Verdict | None] = [_without_model(claim, own_words) for claim in claims]
    open_claims = [n for n, verdict in enumerate(verdicts) if verdict is None]
    if open_claims:
        held = {n: [*evidence_of(claims[n]), *_own(claims[n], own_words)] for n in open_claims}
        for n, verdict in zip(
            open_claims, _with_model([claims[n] for n in open_claims], [held[n] for n in open_claims]), strict=True
        ):
            verdicts[n] = verdict
    made = [verdict for verdict in verdicts if verdict is not None]
    return [_read_alone(claim, verdict) for claim, verdict in zip(claims, made, strict=True)]


def _read_alone(claim: Claim, verdict: Verdict) -> Verdict:
    """A verdict says so where the claim is borne out only if a pronoun means what its source speaks of."""
    word = unnamed(plain(claim.text[:LONGEST_CLAIM])) if verdict.label in ("supported", "partly") else ""
    if not word:
        return verdict
    return verdict.model_copy(
        update={"reason": f"{verdict.reason}, but it is not self-contained: '{word}' is nobody and nothing it names"}
    )


def _without_model(claim: Claim, own_words: str) -> Verdict | None:
    """What needs no evidence to be weighed: nothing claimed, words that stand in the source, nothing cited."""
    text = plain(claim.text[:LONGEST_CLAIM])
    if not is_claim(text):
        return Verdict(label="not-a-claim", confidence=1.0, reason="this states nothing that a source could bear out")
    quoted = " ".join((*(citation.quote for citation in claim.citations), own_words))
    if odd := illegible(claim.text[:LONGEST_CLAIM], quoted):
        return Verdict(label="unsupported", confidence=1.0, reason=odd)
    if (proof := exact(claim)) is not None:
        return proof
    if claim.kind == "connective" and not content_stems(text):
        return Verdict(label="not-a-claim", confidence=1.0, reason="this only connects other sentences")
    if not claim.citations and not (claim.kind == "about-you" and own_words.strip()):
        return Verdict(label="unsupported", confidence=1.0, reason="it cites no words of any source")
    if len(claim.text) > LONGEST_CLAIM:
        reason = f"it is {len(claim.text):,} characters long: too much to be one claim"
        return Verdict(label="unsupported", confidence=1.0, reason=reason)
    return None


def evidence_of(claim: Claim) -> list[Words]:
    """The sentences that the claim's citations touch, whole and each once; sentences that command the reader are left
    out.

    Whole, since words cut out of 'it is a myth that you need a PhD' say what their source denies.
    """
    found: dict[tuple[str, int, int], Words] = {}
    for citation in claim.citations:
        passage = citation.passage
        for start, end in spans_of(passage.text):
            key = (passage.document_id, passage.start + start, passage.start + end)
            if key in found or key[1] >= citation.end or key[2] <= citation.start:
                continue
            text = plain(visible(passage.text)[start:end])
            if text and not INSTRUCTION.search(text):
                denial = plain(denial_of(passage.text, start, end))
                found[key] = Words(text, Citation(passage=passage, start=key[1], end=key[2]), denial)
    kept = list(found.values())
    if len(kept) > MOST_SENTENCES:
        wanted = content_stems(plain(claim.text))
        ranked = sorted(range(len(kept)), key=lambda n: (-coverage(wanted, content_stems(kept[n].text)), n))[
            :MOST_SENTENCES
        ]
        kept = [kept[n] for n in sorted(ranked)]
    return kept


def _own(claim: Claim, own_words: str) -> list[Words]:
    """The person's own words as evidence, said from the adviser's side: 'I have' reads 'you have'."""
    if claim.kind != "about-you" or not own_words.strip():
        return []
    passage = Passage(document_id="your own words", start=0, end=len(own_words), text=own_words)
    turned = (
        (r"\bI am\b|\bI'm\b", "you are"),
        (r"\bI\b", "you"),
        (r"\bmy\b", "your"),
        (r"\bme\b", "you"),
        (r"\bmine\b", "yours"),
    )
    found = []
    for start, end in sentences(own_words):
        text = plain(own_words[start:end])
        for pattern, other in turned:
            text = re.sub(pattern, other, text, flags=re.IGNORECASE)
        found.append(Words(text, Citation(passage=passage, start=start, end=end)))
    return found


def context_of(claim: Claim) -> str:
    """Headings, and titles, authors and publishers of the cited sources: they may name things, they state nothing."""
    parts: list[str] = []
    for citation in claim.citations:
        parts += citation.passage.heading
        for source in citation.passage.sources:
            parts += _named(source)
    return ". ".join(dict.fromkeys(parts))


def _named(source: Source) -> Iterable[str]:
    return (part for part in (source.author, source.publisher, source.title, source.published) if part)


def _with_model(claims: Sequence[Claim], held: Sequence[list[Words]]) -> list[Verdict]:
    texts = [plain(claim.text) for claim in claims]
    contexts = [context_of(claim) for claim in claims]
    pairs = [
        support.Pair(without_speaker(text, context), tuple(words.text for words in found), context)
        for text, context, found in zip(texts, contexts, held, strict=True)
    ]
    scored = support.score(pairs)
    limit = support.threshold()
    return [
        _verdict(claim, text, pair, found, made, limit)
        for claim, text, pair, found, made in zip(claims, texts, pairs, held, scored, strict=True)
    ]


def _verdict(
    claim: Claim, text: str, pair: support.Pair, held: list[Words], scored: support.Scored, limit: float
) -> Verdict:
    if not held:
        return Verdict(label="unsupported", confidence=1.0, reason="the cited words hold nothing to check it against")
    clashes = guard(text, pair.evidence, pair.context)
    if clashes:
        return _clashing(clashes, held, scored)
    if (against := _turned_round(text, held)) is not None:
        return against
    text = pair.claim
    if (strange := _strange(text, pair)) is not None:
        return strange
    shown = tuple(words.citation for words in _nearest(text, held))
    if scored.unsupported < limit:
        other = None if claim.kind == "about-you" else otherwise(text, pair.evidence, pair.context)
        if other is not None:
            return Verdict(
                label="contradicted" if other.contradicted else "unsupported",
                confidence=0.9,
                reason=other.reason,
                evidence=(held[other.sentence].citation,) if other.sentence >= 0 else (),
            )
        return Verdict(
            label="supported",
            confidence=round(1 - scored.unsupported, 4),
            reason="the cited words bear it out",
            evidence=shown,
        )
    reason, some = _what_is_lost(text, pair)
    return Verdict(
        label="partly" if some else "unsupported",
        confidence=round(scored.unsupported, 4),
        reason=reason,
        evidence=shown if some else (),
    )


def _turned_round(text: str, held: list[Words]) -> Verdict | None:
    """What the nearest words say only to deny it, or only with words beside it that turn it round."""
    best = max(held, key=lambda words: coverage(content_stems(text), content_stems(words.text)))
    if best.denial and not denied(text):
        reason = f"the source denies it: {best.denial[:80]}"
        return Verdict(label="contradicted", confidence=0.9, reason=reason, evidence=(best.citation,))
    if turned(text, best.text):
        return Verdict(label="unsupported", confidence=0.9, reason="the source's sentence goes on and turns it round")
    return None


def _strange(text: str, pair: support.Pair) -> Verdict | None:
    """Words the evidence knows next to nothing of: another topic or another language, where a learned model only
    guesses.
    """
    stems = {stem for sentence in pair.evidence for stem in content_stems(sentence)}
    content = content_stems(text)
    if content and coverage(content, stems) >= 0.2:
        return None
    return Verdict(
        label="unsupported", confidence=0.97, reason=f"nothing here about {_lost_words(text, stems) or 'this'}"
    )


def _clashing(clashes: Sequence[Clash], held: list[Words], scored: support.Scored) -> Verdict:
    worst = next((clash for clash in clashes if clash.contradicted), clashes[0])
    sure = max(_GUARD_CONFIDENCE.get(worst.kind, 0.8), round(scored.unsupported, 4))
    shown = (held[worst.sentence].citation,) if 0 <= worst.sentence < len(held) else ()
    return Verdict(
        label="contradicted" if worst.contradicted else "unsupported",
        confidence=sure,
        reason=worst.reason,
        evidence=shown,
    )


def _nearest(text: str, held: list[Words], most: int = 2) -> list[Words]:
    """The evidence sentences that carry the claim: the best, and another if it adds words the best lacks."""
    left, found = content_stems(text), []
    for _ in range(most):
        best = max(held, key=lambda words: coverage(left, content_stems(words.text)))
        if not left or coverage(left, content_stems(best.text)) < 0.2:
            break
        found.append(best)
        left = [stem for stem in left if stem not in set(content_stems(best.text))]
    return found


def _what_is_lost(text: str, pair: support.Pair) -> tuple[str, bool]:
    """Plain words for what the evidence lacks, and whether another part of the claim is borne out."""
    stems = {stem for sentence in pair.evidence for stem in content_stems(sentence)}
    parts = split_claim(text)
    shares = [coverage(content_stems(part.text), stems) for part in parts]
    lost = _lost_words(text, stems)
    about = f"nothing here about {lost}" if lost else "the cited words do not say so"
    return about, len(parts) > 1 and max(shares) >= 0.85 and min(shares) < 0.6


def _lost_words(text: str, stems: set[str]) -> str:
    """The longest stretch of the claim that the evidence does not know, as the claim writes it."""
    best: tuple[int, int, int] = (0, 0, 0)
    start, count, end = 0, 0, 0
    for token in tokens(text):
        if token.is_content and token.stem in stems:
            count = 0
        elif token.is_content:
            start = token.start if count == 0 else start
            count, end = count + 1, token.end
            best = max(best, (count, start, end), key=lambda run: run[0])
    words = text[best[1] : best[2]]
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"
