"""Quantities: a text goes in, every number, share, money, date, duration and ordinal in it comes out with unit and bound.

Words and digits are equal ('two' = '2', '50k' = '50,000', '½' = 'half' = '50 %'); a converted unit is not the same, so '12
months' and 'a year' stay two different things. Numbers that only count on ('one of the ways') are left out.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rag.guards_words import STOP, stem

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: float(n) for n, word in enumerate(_ONES.split())}
_WORDS |= {word: float(n * 10) for n, word in enumerate(_TENS.split(), start=2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_ORDINAL_NAMES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_MONTH_NAMES = "january february march april may june july august september october november december"
_ORDINALS = {
    word: float(n)
    for n, word in enumerate(_ORDINAL_NAMES.split(), start=1)
}
_PARTS = {"half": 2.0, "halves": 2.0, "third": 3.0, "thirds": 3.0, "quarter": 4.0, "quarters": 4.0, "fifth": 5.0, "fifths": 5.0,
          "tenth": 10.0, "tenths": 10.0}  # fmt: skip
_TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubles": 2.0, "triple": 3.0, "tripled": 3.0, "thrice": 3.0}
_MONTHS = {m: n for n, m in enumerate(_MONTH_NAMES.split(), start=1)}
_MONTHS |= {m[:3]: n for m, n in list(_MONTHS.items())} | {"sept": 9}
_UNITS = {
    "year": "year years yr yrs year's years'", "month": "month months mo mos", "week": "week weeks wk wks", "day": "day days",
    "hour": "hour hours hr hrs h", "minute": "minute minutes min mins", "second": "seconds sec secs", "decade": "decade decades",
    "century": "century centuries", "percent": "% percent pct", "point": "points point", "times": "times fold x",
    "USD": "$ dollar dollars usd us$", "GBP": "£ pound pounds gbp", "EUR": "€ euro euros eur", "JPY": "¥ yen", "INR": "₹ rupees rupee",
    "km": "km kilometres kilometers", "mile": "mile miles", "gb": "gb gigabytes", "tb": "tb terabytes", "mb": "mb megabytes",
}  # fmt: skip
UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words.split()}
MONEY = frozenset({"USD", "GBP", "EUR", "JPY", "INR"})
TIME = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "decade", "century"})

_NUMBER_WORD = "|".join([*_WORDS, *_SCALES])
_SPELLED = rf"(?:(?:a|an)\s+(?=hundred|thousand|million|billion|dozen))?(?:{_NUMBER_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_NUMBER_WORD}))*"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NUMBER = re.compile(
    rf"(?P<money>us\$|[$£€¥₹])?\s?(?P<body>(?<![\w.])(?<![A-Za-z][-–])(?:{_DIGITS})|(?<![\w-])(?:{_SPELLED})(?![\w])|[½¼¾⅓⅔])"
    rf"(?P<mixed>\s?[½¼¾⅓⅔]|\s+and\s+a\s+(?:half|quarter))?"
    rf"(?P<suffix>(?:k|m|mn|bn|b|tn)\b|\s?(?:hundred|thousand|million|billion|trillion)\b)?(?P<ordinal>(?:st|nd|rd|th)\b)?(?P<plus>\+)?",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:(?P<top>\d+|one|two|three|four|five|six|seven|eight|nine)\s+(?:in|out of)\s+(?:every\s+)?(?P<bottom>\d+|two|three|four|five|six|"
    r"seven|eight|nine|ten|twelve|twenty|hundred)(?!\s*(?:year|month|week|day|hour))|(?P<n>a|one|two|three|four|nine)[\s-](?P<part>thirds?|quarters?|fifths?|"
    r"tenths?)\b(?!\s+(?:of\s+)?(?:year|time)s?\b)|(?<!and a )(?P<half>half)(?!-)(?!\s+(?:a|an)\s)(?!\s+(?:year|hour|day)))\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(" + "|".join(_ORDINALS) + r")\b(?=[\s-]+[a-z])", re.IGNORECASE)
_TIMES_WORD = re.compile(r"\b(" + "|".join(_TIMES) + r")\b", re.IGNORECASE)
_DATE_MONTH = re.compile(
    r"\b(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<m>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
    r"(?:\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?![\d,:%]|\s*(?:percent|years|people))\b)?(?P<y>,?\s+(?:of\s+)?(?:19|20)\d\d\b)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
_RANGE = re.compile(r"^\s*(?:-|–|—|to|or|and)\s*$", re.IGNORECASE)
_UNIT_AFTER = re.compile(r"^[\s-]*(?:(per\s?cent(?:age)?(?:\s+points?)?|percentage\s+points?)|([%$£€]|[a-zA-Z]+'?s?'?))", re.IGNORECASE)
_PER = re.compile(
    r"^[\s,]*(?:(?:us\s)?(?:dollars|pounds|euros|usd|hours|days|%|percent)\s*)?(?:gross\s+|net\s+)?(?:(?:per|a|an|each|every|/)\s*"
    r"(year|yr|month|week|day|hour|hr)\b|(annually|yearly|monthly|weekly|daily|hourly)\b)",
    re.IGNORECASE,
)
_PER_NAMES = {"yr": "year", "hr": "hour", "annually": "year", "yearly": "year", "monthly": "month", "weekly": "week", "daily": "day",
              "hourly": "hour"}  # fmt: skip
_MIN = re.compile(r"(?:\b(?:more than|over|above|at least|a minimum of|minimum|no (?:less|fewer) than|exceed(?:s|ing|ed)?|upwards of|not less than|greater than|longer than|older than)|[>≥])\s*$", re.IGNORECASE)  # fmt: skip
_MAX = re.compile(r"(?:\b(?:less than|under|below|at most|up to|fewer than|no more than|not more than|a maximum of|maximum|within|younger than|shorter than|smaller than)|[<≤])\s*$", re.IGNORECASE)  # fmt: skip
_ABOUT = re.compile(r"(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|close to|circa|or so|just (?:over|under))|[~≈])\s*$", re.IGNORECASE)  # fmt: skip
_MIN_AFTER = re.compile(r"^\s*(?:[a-z%]+\s+)?(?:or (?:more|above|over|higher|longer|older)|and (?:above|over|up)|plus\b|minimum)", re.IGNORECASE)
_MAX_AFTER = re.compile(r"^\s*(?:[a-z%]+\s+)?(?:or (?:less|fewer|below|under|lower|younger)|at (?:the )?most|maximum)", re.IGNORECASE)


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

    for match in _ISO.finditer(text):
        for part, unit in ((1, "calendar year"), (2, "calendar month"), (3, "calendar day")):
            keep(Quantity(match[0], float(match[part]), None, unit, "", "", "", *match.span(part)))
    for match in _DATE_MONTH.finditer(text):
        if not (match["d1"] or match["d2"] or match["y"]) and (match["m"].islower() or match["m"].lower() in ("may", "mar", "march", "sec")):
            continue
        if match["m"].islower() and not match["y"]:
            continue
        if not match["m"].islower() or match["y"]:
            keep(Quantity(match[0].strip(), float(_MONTHS[match["m"].lower()]), None, "calendar month", "", "", "", *match.span("m")))
        for group in ("d1", "d2"):
            if match[group]:
                keep(Quantity(match[0].strip(), float(match[group]), None, "calendar day", "", "", "", *match.span(group)))
    for match in _SHARE.finditer(text):
        if free(*match.span()) and (value := _share(match)) is not None:
            keep(Quantity(match[0], value, None, "share", "", _bound(text, *match.span()), "", *match.span()))
    numbers = [match for match in _NUMBER.finditer(text) if free(*match.span("body"))]
    skip = False
    for match, after in zip(numbers, [*numbers[1:], None], strict=False):
        if skip:
            skip = False
            continue
        joined = after is not None and _RANGE.match(text[match.end() : after.start()]) and not match["ordinal"]
        if joined and after is not None and "and" in text[match.end() : after.start()].lower():
            joined = bool(re.search(r"\b(?:between|from)\s*[$£€]?\s*$", text[: match.start("body")], re.IGNORECASE))
        quantity = _made(text, match, after if joined else None)
        if quantity is not None:
            keep(quantity)
            skip = bool(joined)
    for match in _ORDINAL.finditer(text):
        if free(*match.span()) and (match[1].lower() not in ("second", "first") or _strict_ordinal(text, match)):
            keep(Quantity(match[0], _ORDINALS[match[1].lower()], None, "ordinal", _noun(text, match.end()), "", "", *match.span()))
    for match in _TIMES_WORD.finditer(text):
        if free(*match.span()):
            keep(Quantity(match[0], _TIMES[match[1].lower()], None, "times", "", "", "", *match.span()))
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _strict_ordinal(text: str, match: re.Match[str]) -> bool:
    """'the second round', 'their first job': an ordinal; 'first, …' and 'a second' are not."""
    return bool(re.search(r"\b(?:the|their|your|his|her|its|our|my)\s+$", text[: match.start()], re.IGNORECASE))


def _share(match: re.Match[str]) -> float | None:
    if match["half"]:
        return 0.5
    if match["part"]:
        top = {"a": 1.0}.get(match["n"].lower()) or _WORDS[match["n"].lower()]
        return top / _PARTS[match["part"].lower()]
    top, bottom = _plain_value(match["top"]), _plain_value(match["bottom"])
    return top / bottom if bottom and top < bottom else None


def _plain_value(word: str) -> float:
    if word.lower() == "hundred":
        return 100.0
    return _WORDS[word.lower()] if word.lower() in _WORDS else float(word)


def _value(body: str) -> float:
    """The value of '22,000', 'twenty-five', 'a hundred and five thousand' or '½'."""
    if body in _SIGNS:
        return _SIGNS[body]
    if body[0].isdigit() or body[0] == ".":
        return float(body.replace(",", ""))
    total = current = 0.0
    for word in re.findall(r"[a-z]+", body.lower()):
        if word in _WORDS:
            current += _WORDS[word]
        elif word in ("hundred", "dozen"):
            current = (current or 1.0) * _SCALES[word]
        elif word in _SCALES:
            total += (current or 1.0) * _SCALES[word]
            current = 0.0
    return total + current


def _scaled(match: re.Match[str], suffix: str | None) -> float:
    value = _value(match["body"])
    mixed = (match["mixed"] or "").strip()
    value += _SIGNS.get(mixed, 0.5 if mixed.endswith("half") else 0.25 if mixed.endswith("quarter") else 0.0)
    suffix = (suffix or "").strip().lower()
    return value * (_SUFFIXES.get(suffix) or _SCALES.get(suffix) or 1.0)


def _made(text: str, match: re.Match[str], upper: re.Match[str] | None) -> Quantity | None:
    """The quantity that a number (and the upper end of its range) makes with the words around it; None if it counts nothing."""
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
    elif body in _SIGNS and unit == "":
        unit = "share"
    elif unit == "" and not upper and not match["money"] and re.fullmatch(r"(?:19|20)\d\d", body) and not noun.isdigit() and not match["suffix"]:
        unit, noun = "calendar year", ""
    if body in ("one", "zero") and unit not in TIME | MONEY | {"percent", "point", "times"}:
        return None
    if body.isdigit() and text[match.end("body") : match.end("body") + 1] in (":", "/") and unit == "":
        return None
    bound = "min" if last["plus"] else _bound(text, start, unit_end)
    per = _PER.match(text[end : end + 40])
    rate = (per[1] or per[2]).lower() if per else ""
    return Quantity(text[start:unit_end].strip(), value, high, unit, noun, bound, _PER_NAMES.get(rate, rate), start, end)


def _unit(text: str, end: int) -> tuple[str, int, str]:
    """Unit, its end and the counted noun after a number that ends at `end`."""
    match = _UNIT_AFTER.match(text[end : end + 40])
    if match is None:
        return "", end, ""
    if match[1]:
        return ("point" if "point" in match[1].lower() else "percent"), end + match.end(), ""
    word = match[2].lower()
    if word in UNIT_OF:
        return UNIT_OF[word], end + match.end(), ""
    noun = _noun(text, end)
    return "", end + (match.end() if noun == stem(word) else 0), noun


def _noun(text: str, end: int) -> str:
    """Stem of the word a count counts: the first content word behind it, unless punctuation comes first."""
    match = re.match(r"[\s-]*(?:of\s+(?:the\s+)?|more\s+|new\s+|other\s+)?([A-Za-z][A-Za-z'’-]*)", text[end : end + 60])
    return "" if match is None or match[1].lower() in STOP else stem(match[1].lower())


def _bound(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - 24) : start], text[end : end + 24]
    if _MIN.search(before) or _MIN_AFTER.match(after):
        return "min"
    if _MAX.search(before) or _MAX_AFTER.match(after):
        return "max"
    return "about" if _ABOUT.search(before) else ""
