"""Coverage: the share of the facts a good answer must say that the answer says.

Nugget recall (Voorhees 2003, TREC definition questions). A fact is said if one of its wordings stands in the answer;
else if the checker finds that the shown sentences bear it out. A decline says nothing, so that it covers nothing.
"""

from evals.judge import rule_words
from evals.loading import squeezed
from evals.types import Case, Output, Score


def coverage(case: Case, output: Output, words: int | None = None) -> Score:
    """
    Args:
        words: only what stands in the first so many words counts: a dump of passages covers much that nobody reads.
    """
    name = f"coverage_in_{words}_words" if words else "coverage"
    if not case.must_say or case.expected != "answer":
        return Score.skip(name, output, "the case asks for no fact")
    if output.declined:
        return Score.of(name, output, 0.0, f"declined: {output.declined}", case.must_say)
    said, notes = 0, []
    for fact in case.must_say:
        how = _said(fact, _first(output, words))
        said += bool(how)
        notes.append(f"{how or 'missing'}: {fact}")
    return Score.of(name, output, said / len(case.must_say), f"{said} of {len(case.must_say)} facts", tuple(notes))


def _first(output: Output, words: int | None) -> list[str]:
    """The shown sentences, whole ones only, up to so many words."""
    texts = [s.text for s in output.shown] or [output.text]
    kept: list[str] = []
    used = 0
    for text in texts:
        used += len(text.split())
        if words and used > words and kept:
            break
        kept.append(text)
    return kept


def _said(fact: str, shown: list[str]) -> str:
    text = squeezed(" ".join(shown))
    wordings = [w.strip() for w in fact.split(" | ") if w.strip()]
    if any(squeezed(wording) in text for wording in wordings):
        return "said"
    long = [wording for wording in wordings if len(wording.split()) >= 5]  # a bare name or figure is said or it is not
    return "borne out" if any(rule_words(wording, *shown[:40]).holds for wording in long) else ""
