"""Settle: claims with their readings go in, findings come out, each as soon as it is judged; what is too little is
completed.

A reading is tried alone, best first, and the first that carries the claim is what is cited. A claim that is borne
out in part is cut to the clause that is. What clashes with a reading is not looked for elsewhere: only with more words
around it may it turn out not to clash.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from rag.bindings import unbound
from rag.profile import is_own, said_so
from rag.said import Cited, Limits
from rag.types import Answer, Citation, Claim, Finding, Verdict
from rag.words import words

Judge = Callable[[Sequence[Claim]], list[Verdict]]
"""A checker."""

MARKED_ANOTHER = "the model had marked another passage"
MOST_READINGS = 4
LEAST_CONFIDENCE = 0.75
"""A model's own wording is shown only when the checker is this sure; a source's own words are proven."""
PROVEN = 0.9999
LEAST_SHARE = 0.34
"""Of the sentences that claim something; below it the answer is completed from the sources' own sentences."""
_PLAIN_CONNECTIVE = re.compile(
    r"^(?:here (?:is|are) (?:what|how|some|a few|the)\b[\w ,'’-]{0,50}|in (?:short|summary|practice|other words)|to "
    r"sum up|first(?:ly)?|second(?:ly)?|"
    r"third(?:ly)?|next|then|finally|for example|for instance|on the other hand|that said|in addition|as for [\w "
    r"]{2,30}|overall)[:,.]?$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:if|when|unless|whether|although|though|while|since|because|as|once|until|even if)\b[^,]*$", re.IGNORECASE
)
_NO_SUBJECT = re.compile(
    r"(?:is|are|was|were|has|have|had|does|did|can|could|may|might|must|will|would|shall|should|not|only|even|rather"
    r"|than|which|who|whose|where|that|to)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|ones?|others|another|former|latter"
    r"|both|such|same|so|else|instead|too|also)\b",
    re.IGNORECASE,
)
_REFUSES = re.compile(
    r"\b(?:I(?:['’]m| am) (?:sorry|unable|not able)|I (?:can(?:no|['’])t|can not|won['’]t|cannot) (?:help|assist"
    r"|answer|provide|give|comply)|as an AI\b)|"
    r"^(?:sorry|apologies)\b|^the passages? (?:do|does) not (?:say|answer|contain|mention|provide)",
    re.IGNORECASE,
)


def settle(cited: Iterable[Cited], judge: Judge, lost_in_a_row: int = Limits().lost_in_a_row) -> Iterator[Finding]:
    """A finding for every claim, in order.

    Connectives are held back until a supported claim follows, and dropped where none does or none came before.

    Args:
        lost_in_a_row: withheld claims after which no more are waited for, while nothing is shown.
    """
    lost = 0
    before: Finding | None = None
    held: Finding | None = None
    shown: list[str] = []
    for one in cited:
        finding = _settled(one, judge, before)
        if (
            finding.verdict.label == "not-a-claim"
        ):  # of these only plain connectives are ever shown: a question may insinuate
            held = finding if shown and finding.claim.kind == "connective" else None
            continue
        if finding.verdict.label == "supported":
            key = " ".join(words(finding.claim.text))
            if key in shown:
                continue  # it said so before
            shown.append(key)
            if held is not None:
                yield held
        held = None
        yield finding
        before, lost = finding, lost + (finding.verdict.label != "supported")
        if not shown and lost >= lost_in_a_row:
            return


def _settled(one: Cited, judge: Judge, before: Finding | None) -> Finding:
    claim = one.claim
    if one.broken:
        return _withheld(claim, one.broken)
    if _REFUSES.search(claim.text):
        return _withheld(claim, "the model says that it does not answer")
    if _PLAIN_CONNECTIVE.match(claim.text.strip()):
        return Finding(claim=claim.model_copy(update={"kind": "connective", "citations": ()}), verdict=_CONNECTS)
    if one.person == claim.text and (own := _own(one)) and said_so(claim.text, own[0].passage.text):
        verdict = Verdict(label="supported", confidence=1.0, reason="these are your own words", evidence=own)
        return Finding(claim=claim.model_copy(update={"citations": own}), verdict=verdict)
    if one.person and (not_said := _not_said(one, judge)):
        return _withheld(claim, not_said)
    finding = carried(one, judge)
    if finding.verdict.label != "supported":
        finding = _by_parts(one, finding, judge)
    if finding.verdict.label != "supported":
        return finding
    if one.leans and not _follows(finding, before):
        return _withheld(finding.claim, "it leans on a sentence that is not shown")
    return finding


def carried(one: Cited, judge: Judge) -> Finding:
    """The claim on the first reading that carries it; else on its best reading, with what is the matter."""
    first: Finding | None = None
    against: tuple[Citation, ...] = ()
    for reading in one.readings[:MOST_READINGS] or ((),):
        if not _holds(reading, against):
            continue
        claim = one.claim.model_copy(update={"citations": reading})
        verdict = judge([claim])[0]
        if verdict.label == "not-a-claim":
            return Finding(claim=claim, verdict=verdict)
        if verdict.label == "supported" and (doubt := _doubt(claim, verdict, one)):
            verdict = Verdict(label="unsupported", confidence=verdict.confidence, reason=doubt)
        if verdict.label == "supported":
            return Finding(claim=claim, verdict=_noting(verdict, one, reading))
        first = first or Finding(claim=claim, verdict=verdict)
        if verdict.label == "contradicted":
            against = reading
    assert first is not None
    return first


def _holds(reading: Sequence[Citation], against: Sequence[Citation]) -> bool:
    """Whether a reading keeps in view the words that clashed: more words may explain them, others may not hide them."""
    return all(any(c.passage == a.passage and c.start <= a.start and c.end >= a.end for c in reading) for a in against)


def _doubt(claim: Claim, verdict: Verdict, one: Cited) -> str:
    """Why a model's sentence is withheld although the checker lets it pass; '' for a source's own words."""
    if verdict.confidence >= PROVEN:
        return ""
    if verdict.confidence < LEAST_CONFIDENCE:
        return "the cited words do not clearly say so"
    return "" if one.person else unbound(claim.text, [citation.quote for citation in claim.citations])


def _by_parts(one: Cited, finding: Finding, judge: Judge) -> Finding:
    """The sentence if each clause is carried by words of its own; else the first clause alone that is.

    Of a sentence that its source contradicts in one clause nothing is kept: 'of 39 calls 4 were short' is no true half
    and a false one.
    """
    if len(one.parts) < 2:
        return finding
    kept = [carried(part, judge) for part in one.parts]
    good = [n for n, part in enumerate(kept) if part.verdict.label == "supported" and not one.parts[n].leans]
    if len(good) == len(kept):
        every = tuple(dict.fromkeys(citation for part in kept for citation in part.claim.citations))
        sure = min(part.verdict.confidence for part in kept)
        verdict = Verdict(
            label="supported", confidence=sure, reason="the cited words bear out each part of it", evidence=every
        )
        return Finding(claim=one.claim.model_copy(update={"citations": every}), verdict=_noting(verdict, one, every))
    good = [n for n in good if _alone(kept[n].claim.text, first=n == 0)]
    if not good or one.leans or any(part.verdict.label == "contradicted" for part in kept):
        return finding
    first = kept[good[0]]
    if unbound(one.claim.text, [citation.quote for citation in first.claim.citations]):
        return finding
    lost = "; ".join(part.claim.text.rstrip(".") for n, part in enumerate(kept) if n not in good)
    reason = f"{first.verdict.reason}; left out, since no source carries it: {lost}"
    return Finding(claim=first.claim, verdict=first.verdict.model_copy(update={"reason": reason}))


def _alone(clause: str, first: bool) -> bool:
    """Whether a clause says something without the rest of its sentence: no condition, no 'it', no missing subject."""
    return not (_CONDITION.match(clause) or (not first and (_NO_SUBJECT.match(clause) or _POINTS.search(clause))))


def corrections(findings: Sequence[Finding]) -> int:
    """How many shown sentences stand on another passage than the model had marked."""
    return sum(MARKED_ANOTHER in finding.verdict.reason for finding in findings)


def complete(findings: Sequence[Finding], composed: Answer, model: str, problem: str = "") -> Answer:
    """The answer a person sees: what survived of the model's, completed by the composed one or replaced by it.

    Nothing that was shown is taken back: if little survived, the sources' own sentences follow it.

    Args:
        composed: the answer without a model, checked; may be declined.
        model: who wrote.
        problem: what went wrong, in words a person can read; '' if nothing.
    """
    if problem and not problem.endswith((".", "!", "?", "…")):  # a cure may end in a command to type
        problem += "."
    stated = [finding for finding in findings if finding.verdict.label != "not-a-claim"]
    stands = [
        finding
        for finding in stated
        if finding.verdict.label == "supported" and any(not is_own(c) for c in finding.claim.citations)
    ]
    lost = [finding for finding in stated if finding.verdict.label != "supported"]
    if len(stands) >= max(1, LEAST_SHARE * len(stated)) and (len(stands) > 1 or (len(stated) == 1 and not problem)):
        told = f"{problem} What it had said until then is shown as far as the sources carry it." if problem else ""
        return composed.model_copy(
            update={"findings": tuple(findings), "declined": None, "mode": model, "notice": _joined(told, composed)}
        )
    why = problem or _why(stated, lost, model)
    if stands:
        known = {finding.claim.text for finding in stands}
        more = tuple(finding for finding in composed.findings if finding.claim.text not in known)
        told = f"{why} The rest of this answer is put together from the sources' own sentences." if more else why
        return composed.model_copy(
            update={"findings": (*findings, *more), "declined": None, "mode": model, "notice": _joined(told, composed)}
        )
    if composed.declined is not None:
        return composed.model_copy(update={"notice": _joined(why, composed)})
    told = f"{why} This answer is put together from the sources' own sentences."
    return composed.model_copy(update={"findings": (*composed.findings, *lost), "notice": _joined(told, composed)})


def _joined(told: str, composed: Answer) -> str:
    return " ".join(part for part in (told, composed.notice) if part)


_CONNECTS = Verdict(label="not-a-claim", confidence=1.0, reason="this only connects other sentences")


def _why(stated: Sequence[Finding], lost: Sequence[Finding], model: str) -> str:
    if not stated:
        return f"{model} gave no answer."
    if all(_REFUSES.search(finding.claim.text) for finding in lost) and lost:
        return f"{model} declined to answer."
    if len(lost) == len(stated):
        return f"Nothing that {model} wrote is borne out by the sources."
    return f"Little of what {model} wrote is borne out by the sources."


def _withheld(claim: Claim, reason: str) -> Finding:
    return Finding(claim=claim, verdict=Verdict(label="unsupported", confidence=1.0, reason=reason))


def _noting(verdict: Verdict, one: Cited, reading: tuple[Citation, ...]) -> Verdict:
    """A wrong marker is corrected, and said to have been."""
    sources = {citation.passage.id for citation in reading if not is_own(citation)}
    if not one.marked or not sources or one.marked & sources:
        return verdict
    return verdict.model_copy(update={"reason": f"{verdict.reason}; {MARKED_ANOTHER}"})


def _own(one: Cited) -> tuple[Citation, ...]:
    """The person's own words among what it may rest on."""
    return tuple(c for c in one.claim.citations if is_own(c))[:1]


def _not_said(one: Cited, judge: Judge) -> str:
    """What is said of the person must be in their own words alone; '' if it is."""
    own = _own(one)
    if not own:
        return "you did not say this of yourself"
    if said_so(one.person, own[0].passage.text):
        return ""
    text = re.sub(
        r"^(?:since|because|given that|given|as|with|if|while|although)\s+|^you (?:said|mentioned|told us)(?: "
        r"that)?\s+",
        "",
        one.person,
        flags=re.IGNORECASE,
    )
    text = text[:1].upper() + text[1:].rstrip(" .") + "."
    verdict = judge([Claim(text=text, kind="about-you", citations=own)])[0]
    return "" if verdict.label == "supported" else f"you did not say this of yourself: {verdict.reason}"


def _follows(finding: Finding, before: Finding | None) -> bool:
    """A sentence that leans may follow only a shown one that rests on the same passage."""
    if before is None or before.verdict.label != "supported":
        return False
    return bool({c.passage.id for c in finding.claim.citations} & {c.passage.id for c in before.claim.citations})
