"""Profile: what a person says of themselves goes in, words to search, to write and to cite come out. It stays in
the session."""

import re
from collections.abc import Sequence

from ingest.types import RESERVED_PREFIX, Frozen, Passage
from rag.types import Citation, Hit

YOU_SAID = RESERVED_PREFIX + "you said"
"""Stands where a document's id would: their own words are in no index, and no document can have such an id."""


class Profile(Frozen):
    """'About me'. Every field may stay empty."""

    role_now: str = ""
    goal: str = ""
    years: float | None = None
    """Years of experience."""
    hours_a_week: float | None = None
    """Hours a week they can spare."""
    country: str = ""
    constraints: str = ""

    @property
    def words(self) -> str:
        """In the first person, one sentence a field: what claims about the person are checked against."""
        said = (
            ("I work as {}.", self.role_now),
            ("My goal is {}.", self.goal),
            ("I have {} years of experience.", _plain(self.years)),
            ("I can spend {} hours a week.", _plain(self.hours_a_week)),
            ("I live in {}.", self.country),
            ("{}.", self.constraints),
        )
        return " ".join(form.format(_line(value)) for form, value in said if _line(value))

    @property
    def search(self) -> str:
        """What of it changes which passages are worth finding."""
        return " ".join(
            _line(part) for part in (self.role_now, self.goal, self.country, self.constraints) if _line(part)
        )


def own_words(profile: Profile | None, turns: Sequence[str]) -> str:
    """Everything the person stated of themselves: the profile, then their turns without the questions in them."""
    told = [profile.words] if profile is not None and profile.words else []
    for turn in turns:
        stated = [
            s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+|,\s+(?=(?:should|can|do|how|what|is|would|could) )", turn)
        ]
        told += [
            s if s[-1:] in ".!" else s + "."
            for s in stated
            if re.search(r"\b(?:I|I'm|I've|my|me)\b", s) and s[-1:] != "?"
        ]
    return " ".join(told)


def you_said(words: str) -> Passage | None:
    """Their own words as a passage that can be cited."""
    return (
        Passage(document_id=YOU_SAID, start=0, end=len(words), text=words, heading=("You said",))
        if words.strip()
        else None
    )


def said_so(clause: str, own: str) -> bool:
    """Whether 'you work as a nurse' is a whole sentence of the person's own words, 'I work as a nurse'."""
    told = _in_first_person(_SAID.sub("", clause))
    return bool(told) and told in {_in_first_person(one) for one in re.split(r"(?<=[.!?])\s+", own)}


def _in_first_person(text: str) -> str:
    said = re.sub(r"[^\w'’.%$£€-]+", " ", text.casefold()).strip(" .").replace("’", "'")
    for pattern, mine in (
        (r"\byou(?: a|')re\b", "i am"),
        (r"\bi'm\b", "i am"),
        (r"\b(?:you|i)'ve\b", "i have"),
        (r"\byour\b", "my"),
        (r"\byou\b", "i"),
        (r"\bwork as\b", "am"),
        (r"\b(?:an?|the) ", ""),
    ):
        said = re.sub(pattern, mine, said)
    return said


_SAID = re.compile(
    r"^(?:since|because|given that|given|as|with|if|while|although)\s+|^you (?:said|mentioned|told us)(?: that)?\s+",
    re.IGNORECASE,
)


def is_own(citation: Citation) -> bool:
    """Whether a citation quotes the person, not a source."""
    return citation.passage.document_id == YOU_SAID


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" .")[:300]


def joined(hits: tuple[Hit, ...], more: Sequence[Hit], most: int = 3) -> tuple[Hit, ...]:
    """The hits, then a few that only another search found."""
    known = {hit.passage.id for hit in hits}
    fresh = [hit for hit in more if hit.passage.id not in known][:most]
    return (*hits, *(hit.model_copy(update={"rank": len(hits) + n}) for n, hit in enumerate(fresh, start=1)))
