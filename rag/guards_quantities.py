"""Quantities: a text goes in, every number, share, money, date, duration and ordinal in it comes out with unit and
bound.

Words and digits are equal ('two' = '2', '50k' = '50,000', '½' = 'half' = '50 %'); a converted unit is not the same,
so '12 months' and 'a year' stay two different things. Numbers that only count on ('one of the ways') are left out.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rag.guards_units import (
    ABOUT,
    DATE_MONTH,
    ISO,
    MAX,
    MAX_AFTER,
    MIN,
    MIN_AFTER,
    MONEY,
    MONTHS,
    NUMBER,
    ORDINAL,
    ORDINALS,
    PARTS,
    PER,
    PER_NAMES,
    RANGE,
    SCALES,
    SHARE,
    SIGNS,
    SUFFIXES,
    TIME,
    TIMES,
    TIMES_WORD,
    UNIT_AFTER,
    UNIT_OF,
    WORDS,
)
from rag.guards_words import STOP, stem

_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(rf"\b(?:in|since|until|by|during|early|late|mid|{'|'.join(MONTHS)})[\s-]+$", re.IGNORECASE)
"""What stands before a year: 'from 100 in 2020 to 200' is no range of years."""


_COUNTED = re.compile(
    r"[\s-]*(?:of\s+(?:the\s+)?)?(?:(?:more|new|other|main|key|major|different|separate|distinct|common|basic|broad|big"
    r"|large|small|simple|possible|useful|good|important|further|short|long|full|whole|such|real|finished)\s+)*"
    r"([A-Za-z][A-Za-z'’-]*)"
)
"""The word a number counts, behind what only describes it: 'three main parts' are three parts."""


class Quantity(NamedTuple):
    """One quantity: value (and upper end of a range), unit, what it counts, its bound, and where it stands."""

    text: str
    value: float
    high: float | None
    unit: str
    """'year', 'percent', 'USD', 'ordinal', 'calendar year', 'calendar month', 'share', '' for a bare count …"""
    noun: str
    """Stem of the counted word; '' where none follows."""
    bound: str
    """'', 'min', 'max' or 'about'."""
    per: str
    """'year' for '$50,000 a year', else ''."""
    start: int
    end: int


@lru_cache(maxsize=8192)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order of appearance, each character used once."""
    taken: list[tuple[int, int]] = []
    found: list[Quantity] = []

    def free(start: int, end: int) -> bool:
        return all(end <= s or start >= e for s, e in taken)

    def keep(made: Quantity) -> None:
        taken.append((made.start, made.end))
        found.append(made)

    for match in ISO.finditer(text):
        for part, unit in ((1, "calendar year"), (2, "calendar month"), (3, "calendar day")):
            keep(Quantity(match[0], float(match[part]), None, unit, "", "", "", *match.span(part)))
    for match in DATE_MONTH.finditer(text):
        if not (match["d1"] or match["d2"] or match["y"]) and (
            match["m"].islower() or match["m"].lower() in ("may", "mar", "march", "sec")
        ):
            continue
        if match["m"].islower() and not match["y"]:
            continue
        if not match["m"].islower() or match["y"]:
            keep(
                Quantity(
                    match[0].strip(),
                    float(MONTHS[match["m"].lower()]),
                    None,
                    "calendar month",
                    "",
                    "",
                    "",
                    *match.span("m"),
                )
            )
        for group in ("d1", "d2"):
            if match[group]:
                keep(
                    Quantity(
                        match[0].strip(), float(match[group]), None, "calendar day", "", "", "", *match.span(group)
                    )
                )
    for match in SHARE.finditer(text):
        if free(*match.span()) and (value := _share(match)) is not None:
            keep(Quantity(match[0], value, None, "share", "", _bound(text, *match.span()), "", *match.span()))
    numbers = [match for match in NUMBER.finditer(text) if free(*match.span("body"))]
    skip = False
    for match, after in zip(numbers, [*numbers[1:], None], strict=False):
        if skip:
            skip = False
            continue
        joined = after is not None and RANGE.match(text[match.end() : after.start()]) and not match["ordinal"]
        if joined and after is not None and _YEAR.fullmatch(match["body"]) and not _YEAR.fullmatch(after["body"]):
            joined = not _DATED.search(text[: match.start("body")])
        if joined and after is not None and "and" in text[match.end() : after.start()].lower():
            joined = bool(re.search(r"\b(?:between|from)\s*[$£€]?\s*$", text[: match.start("body")], re.IGNORECASE))
        quantity = _made(text, match, after if joined else None)
        if quantity is not None:
            keep(quantity)
            skip = bool(joined)
    for match in ORDINAL.finditer(text):
        if free(*match.span()) and (match[1].lower() not in ("second", "first") or _strict_ordinal(text, match)):
            keep(
                Quantity(
                    match[0],
                    ORDINALS[match[1].lower()],
                    None,
                    "ordinal",
                    _noun(text, match.end()),
                    "",
                    "",
                    *match.span(),
                )
            )
    for match in TIMES_WORD.finditer(text):
        if free(*match.span()):
            keep(Quantity(match[0], TIMES[match[1].lower()], None, "times", "", "", "", *match.span()))
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _strict_ordinal(text: str, match: re.Match[str]) -> bool:
    """'the second round', 'their first job': an ordinal; 'first, …' and 'a second' are not."""
    return bool(re.search(r"\b(?:the|their|your|his|her|its|our|my)\s+$", text[: match.start()], re.IGNORECASE))


def _share(match: re.Match[str]) -> float | None:
    if match["half"]:
        return 0.5
    if match["part"]:
        top = {"a": 1.0}.get(match["n"].lower()) or WORDS[match["n"].lower()]
        return top / PARTS[match["part"].lower()]
    top, bottom = _plain_value(match["top"]), _plain_value(match["bottom"])
    return top / bottom if bottom and top < bottom else None


def _plain_value(word: str) -> float:
    if word.lower() == "hundred":
        return 100.0
    return WORDS[word.lower()] if word.lower() in WORDS else float(word.replace(",", ""))


def _value(body: str) -> float:
    """The value of '22,000', 'twenty-five', 'a hundred and five thousand' or '½'."""
    if body in SIGNS:
        return SIGNS[body]
    if body[0].isdigit() or body[0] == ".":
        return float(body.replace(",", ""))
    total = current = 0.0
    for word in re.findall(r"[a-z]+", body.lower()):
        if word in WORDS:
            current += WORDS[word]
        elif word in ("hundred", "dozen"):
            current = (current or 1.0) * SCALES[word]
        elif word in SCALES:
            total += (current or 1.0) * SCALES[word]
            current = 0.0
    return total + current


def _scaled(match: re.Match[str], suffix: str | None) -> float:
    value = _value(match["body"])
    mixed = (match["mixed"] or "").strip()
    value += SIGNS.get(mixed, 0.5 if mixed.endswith("half") else 0.25 if mixed.endswith("quarter") else 0.0)
    suffix = (suffix or "").strip().lower()
    return value * (SUFFIXES.get(suffix) or SCALES.get(suffix) or 1.0)


def _made(text: str, match: re.Match[str], upper: re.Match[str] | None) -> Quantity | None:
    """The quantity that a number (and the upper end of its range) makes with the words around it; None if it counts
    nothing.
    """
    last = upper or match
    start, end = match.start() + len(match[0]) - len(match[0].lstrip()), last.end()
    unit, unit_end, noun = _unit(text, end)
    suffix = match["suffix"]
    if suffix and suffix.lower() in ("m", "b") and not (match["money"] or unit in MONEY):
        suffix = None if noun else suffix
    if upper is not None and upper["suffix"] and not suffix and _value(match["body"]) < 1000:
        suffix = upper["suffix"]
    value, high = _scaled(match, suffix), _scaled(upper, upper["suffix"]) if upper else None
    body = match["body"].lower()
    if match["money"] or (upper and upper["money"]):
        unit = UNIT_OF[(match["money"] or (upper["money"] if upper else "")).lower()]
    if last["ordinal"]:
        unit = "ordinal"
    elif body in SIGNS and unit == "":
        unit = "share"
    elif (
        (unit == "" or (unit in ("point", "times") and _DATED.search(text[:start])))
        and not upper
        and not match["money"]
        and _YEAR.fullmatch(body)
        and not noun.isdigit()
        and not match["suffix"]
    ):
        unit, noun, unit_end = "calendar year", "", end
    if body in ("one", "zero") and unit not in TIME | MONEY | {"percent", "point", "times"}:
        return None
    if body.isdigit() and text[match.end("body") : match.end("body") + 1] in (":", "/") and unit == "":
        return None
    bound = "min" if last["plus"] else _bound(text, start, unit_end)
    per = PER.match(text[end : end + 40])
    rate = (per[1] or per[2]).lower() if per else ""
    return Quantity(text[start:unit_end].strip(), value, high, unit, noun, bound, PER_NAMES.get(rate, rate), start, end)


def _unit(text: str, end: int) -> tuple[str, int, str]:
    """Unit, its end and the counted noun after a number that ends at `end`."""
    match = UNIT_AFTER.match(text[end : end + 40])
    if match is None:
        return "", end, ""
    if match[1]:
        return ("point" if "point" in match[1].lower() else "percent"), end + match.end(), ""
    word = match[2].lower()
    if word in UNIT_OF and match[2] != "HR":
        return UNIT_OF[word], end + match.end(), ""
    noun = _noun(text, end)
    return "", end + (match.end() if noun == stem(word) else 0), noun


def _noun(text: str, end: int) -> str:
    """Stem of the word a count counts: the first content word behind it, unless punctuation comes first."""
    match = _COUNTED.match(text[end : end + 80])
    if match is None or match[1].lower() in STOP or match[1].lower() in WORDS or match[1].lower() == "instead":
        return ""
    return stem(match[1].lower())


def _bound(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    if MIN.search(before) or MIN_AFTER.match(after):
        return "min"
    if MAX.search(before) or MAX_AFTER.match(after):
        return "max"
    return "about" if ABOUT.search(before) else ""
