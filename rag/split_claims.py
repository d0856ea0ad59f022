"""Split: a sentence goes in, the claims inside it come out, each with the words it needs to stand alone.

'A sentence with two facts is two claims': it is cut where a new clause with its own verb begins, at semicolons, at ',
and X does', ', but …', ', which …'. A part without a subject of its own borrows the one before it; a part that opens
with a pronoun nobody in it explains is marked, since it does not stand alone. Rows of tables and list items are
claims of their own.
"""

import re
from typing import NamedTuple

from rag.guards_words import tokens

_CUT = re.compile(
    r"\s*;\s+|,\s+(?:and|but|so|yet|while|whereas|although|though)\s+(?=\S)|,\s+(?=which\s|who\s)|\s+[—–]\s+|\s+but\s+",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|must|will|would|shall|should|"
    r"need|needs|says?|said|"
    r"ask|asks|asked|find|finds|found|make|makes|made|take|takes|took|give|gives|gave|help|helps|helped|want|"
    r"wants|show|shows|showed|"
    r"earn|earns|earned|pay|pays|paid|work|works|worked|get|gets|got|go|goes|went|report|reports|reported|use|"
    r"uses|used|learn|learns|"
    r"build|builds|built|become|becomes|became|hold|holds|held|know|knows|knew|come|comes|came|run|runs|ran|"
    r"grow|grows|grew|rise|rises|rose|"
    r"fall|falls|fell|lead|leads|led|mean|means|meant|leave|leaves|left|keep|keeps|kept|write|writes|wrote|"
    r"think|thinks|teach|taught|"
    r"remain|remains|expect|expects|require|requires|required|\w{3,}(?:ed|ies))\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:it|he|she|they|this|that|these|those|his|her|its|their|such)\b", re.IGNORECASE)
_UNNAMED = re.compile(
    r"^(?:(?:and|but|so|also|yet|however|still)\b,?\s+)?"
    r"(it|he|she|they|(?:his|her|its|their)(?=\s)|(?:this|that|these|those)(?=\s+(?:is|are|was|were|has|have|had|does|do|"
    r"did|can|could|may|might|must|will|would|should|means?|makes?|helps?|takes?|shows?|requires?|needs?)\b))(?=[\s'’])",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:\w+,?\s+)?it(?:'s|’s|\s+(?:is|was|takes|pays|helps|can|may|might|could|would|seems|appears|makes sense))\b"
    r".*\b(?:to|that|whether|if|when|how|who|where|why)\b",
    re.IGNORECASE | re.DOTALL,
)
"""'It is common to …': the word stands for nothing."""
_QUESTION = re.compile(r"\?\s*[\"'”’)\]]*\s*$")
_GREETING = re.compile(
    r"^(?:hi|hello|hey|thanks?(?: you)?|you'?re welcome|good (?:morning|luck|question)|great question|sure|"
    r"certainly|of course|happy to help|"
    r"i hope (?:this|that) helps|hope (?:this|that) helps|welcome|let me know)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"^(?:(?:here (?:is|are)|here's|below (?:is|are)|the following|as follows|in short|in summary|to sum up|"
    r"in other words|for example|"
    r"for instance|on the other hand|in addition|that said|first|second|third|next|finally|also|however|still|"
    r"overall)\b.{0,60}[:,.]?$"
    r"|based on (?:the )?(?:given |provided |above )?(?:passages?|sources?|information).{0,40}:$)",
    re.IGNORECASE | re.DOTALL,
)


class Part(NamedTuple):
    """One fact of a sentence."""

    text: str
    start: int
    end: int
    alone: bool
    """False where it leans on a pronoun whose noun is not in it."""


def split_claim(sentence: str) -> list[Part]:
    """The claims inside one sentence, in order; the sentence itself if it holds one. Offsets are into `sentence`."""
    if "|" in sentence and sentence.count("|") >= 2:
        return [_part(sentence, m.start(), m.end()) for m in re.finditer(r"[^|\n]*[^|\s\n-][^|\n]*", sentence)]
    cuts = [0]
    ends: list[int] = []
    for match in _CUT.finditer(sentence):
        left, right = sentence[cuts[-1] : match.start()], sentence[match.end() :]
        if _is_clause(left) and _is_clause(right.split(";")[0], front=True):
            ends.append(match.start())
            cuts.append(match.end())
    ends.append(len(sentence))
    return [
        _part(sentence, start, end) for start, end in zip(cuts, ends, strict=True) if sentence[start:end].strip(" .,;")
    ]


def _is_clause(text: str, front: bool = False) -> bool:
    words = tokens(text)
    if len(words) < 3:
        return False
    head = " ".join(w.text for w in words[:8]) if front else text
    return bool(_VERB.search(head))


def _part(sentence: str, start: int, end: int) -> Part:
    text = sentence[start:end]
    left, right = len(text) - len(text.lstrip()), len(text.rstrip())
    text = text.strip()
    return Part(
        text,
        start + left,
        start + right,
        _PRONOUN.match(text) is None and not text.lower().startswith(("which ", "who ")),
    )


def unnamed(sentence: str) -> str:
    """The pronoun a sentence opens with and leaves unexplained ('They earn more'), as written; '' if it has none.

    Such a sentence is not self-contained: what it says depends on the words that stood before it.
    """
    found = _UNNAMED.match(sentence.strip())
    return "" if found is None or _NOBODY.match(sentence.strip()) else found[1]


def is_claim(text: str) -> bool:
    """False for a question, a greeting, a bare connective or heading, a marker, and for nothing at all."""
    text = text.strip()
    words = tokens(text)
    if not any(token.text[:1].isalnum() for token in words):
        return False
    if _QUESTION.search(text):
        return False
    if len(words) <= 12 and _GREETING.match(text) and not re.search(r"\d", text):
        return False
    if _CONNECTIVE.match(text) and len(words) <= 14 and not re.search(r"\d", text):
        return text.rstrip()[-1:] not in (":", ",") and len(words) > 4
    return True
