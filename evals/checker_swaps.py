"""Handbook swaps: handbook files go in, true sentences, honest paraphrases and sentences with one error come out as
rows.

Each sentence is held against the whole section it stands in. Paraphrases change words, never facts: digits for number
words, contractions written out, a clause dropped, the opening phrase moved to the end, plain synonyms. Errors are
those of `evals/training/swaps.py`, put into the sentence and into its paraphrase.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from evals.checker_sets import Row
from evals.training.swaps import swaps
from ingest.sentences import sentences
from rag.guards_names import names
from rag.guards_words import plain, table_of

_SYNONYMS = table_of(
    """need:require needs:requires show:demonstrate shows:demonstrates large:big job:position jobs:positions
    firm:company firms:companies help:assist helps:assists begin:start begins:starts often:frequently
    important:key choose:pick hard:difficult people:persons pay:salary rarely:seldom use:employ uses:employs
    near:close_to because:since employers:companies also:too try:attempt get:obtain about:around"""
)
_DIGITS = table_of("two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 twelve:12")
_WRITTEN_OUT = table_of(
    "don't:do_not doesn't:does_not isn't:is_not aren't:are_not can't:cannot won't:will_not it's:it_is"
)
_SECTION = re.compile(r"^## .*$", re.MULTILINE)


def rows(folder: Path, most_a_kind: int = 120, seed: int = 5) -> list[Row]:
    """True rows and swapped rows, at most so many of each kind of error, drawn evenly over the sections."""
    held = [(name, section, sentence) for name, section in _sections(folder) for sentence in _facts(section)]
    pool = sorted(
        {name.text for _, section, _ in held[::7] for name in names(plain(section)) if 3 < len(name.text) < 30}
    )
    Random(seed).shuffle(held)
    made: list[Row] = []
    counts: dict[str, int] = {}
    for number, (name, section, sentence) in enumerate(held):
        others = Random(f"{seed}{number}").sample(pool, min(8, len(pool)))
        told = paraphrase(sentence, number)
        for way, text in (("own words", sentence), ("paraphrase", told)):
            if text is None:
                continue
            wrong = [
                swap
                for swap in swaps(text, others, number)
                if counts.get(swap.kind, 0) < most_a_kind and swap.kind != "roles"
            ]
            if not wrong:
                continue
            swap = min(wrong, key=lambda swap: counts.get(swap.kind, 0))
            counts[swap.kind] = counts.get(swap.kind, 0) + 1
            for key, held_in, said, bad in (
                ("true", "handbook/true", text, False),
                (swap.kind, f"handbook/{swap.kind}", swap.text, True),
            ):
                made.append(Row(f"{number}/{way}/{key}", held_in, name, "claim", said, (section,), bad, error_type=way))
    return made


def paraphrase(sentence: str, seed: int) -> str | None:
    """The same fact in other words; None where no rule fits."""
    chance = Random(f"{seed}:{sentence}")
    told = re.sub(r"\b[a-z]+'[a-z]+\b", lambda m: _WRITTEN_OUT.get(m[0], m[0]).replace("_", " "), sentence)
    told = re.sub(r"\b[a-z]+\b", lambda m: _DIGITS.get(m[0], m[0]), told) if chance.random() < 0.5 else told
    words = [m for m in re.finditer(r"\b[a-z]+\b", told) if m[0] in _SYNONYMS]
    for match in sorted(chance.sample(words, min(2, len(words))), key=lambda m: -m.start()):
        told = told[: match.start()] + _SYNONYMS[match[0]].replace("_", " ") + told[match.end() :]
    if (
        front := re.match(r"((?:In|At|For|By|After|Before|With|During|Since)\s[^,]{3,50}),\s+(.+)([.!])$", told)
    ) and chance.random() < 0.7:
        told = f"{front[2][:1].upper()}{front[2][1:]} {front[1][:1].lower()}{front[1][1:]}{front[3]}"
    elif (
        (back := re.match(r"(.{25,}?), (?:and|but|which|who|where|so) .+\.$", told))
        and chance.random() < 0.5
        and told.count(",") == 1
    ):
        told = f"{back[1]}."
    return told if told != sentence else None


def _sections(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.rglob("*.md")):
        text = re.sub(r"\A---\n.*?\n---\n", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        heads = list(_SECTION.finditer(text))
        for head, after in zip(heads, [*heads[1:], None], strict=True):
            body = text[head.end() : after.start() if after else len(text)]
            body = re.sub(r"^Sources?:.*$", "", body, flags=re.MULTILINE).strip()
            if body:
                yield f"{file.stem}{head[0][2:]}", body


def _facts(section: str) -> Sequence[str]:
    found = [plain(section[start:end]) for start, end in sentences(section)]
    return [text for text in found if 6 <= len(text.split()) <= 45 and text.endswith(".") and text[:1].isupper()]
