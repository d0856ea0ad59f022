"""Units: the words, signs and patterns in which English writes numbers, shares, money, dates and durations."""

import re

from rag.guards_words import table_of

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS = {word: float(n) for n, word in enumerate(ONES.split())}
WORDS |= {word: float(n * 10) for n, word in enumerate(TENS.split(), start=2)}
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
ORDINAL_NAMES = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
MONTH_NAMES = "january february march april may june july august september october november december"
ORDINALS = {word: float(n) for n, word in enumerate(ORDINAL_NAMES.split(), start=1)}
PART_WORDS = "half:2 halves:2 third:3 thirds:3 quarter:4 quarters:4 fifth:5 fifths:5 tenth:10 tenths:10"
PARTS = {word: float(number) for word, number in table_of(PART_WORDS).items()}
TIMES = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubles": 2.0, "triple": 3.0, "tripled": 3.0, "thrice": 3.0}
MONTHS = {m: n for n, m in enumerate(MONTH_NAMES.split(), start=1)}
MONTHS |= {m[:3]: n for m, n in list(MONTHS.items())} | {"sept": 9}
UNITS = """year: year years yr yrs year's years'
month: month months mo mos
week: week weeks wk wks
day: day days
hour: hour hours hr hrs h
minute: minute minutes min mins
second: seconds sec secs
decade: decade decades
century: century centuries
percent: % percent pct
point: points point
times: times fold x
USD: $ dollar dollars usd us$
GBP: £ pound pounds gbp
EUR: € euro euros eur
JPY: ¥ yen
INR: ₹ rupees rupee
km: km kilometres kilometers
mile: mile miles
gb: gb gigabytes
tb: tb terabytes
mb: mb megabytes"""
UNIT_OF = {word: line.split(":")[0] for line in UNITS.split("\n") for word in line.split(": ")[1].split()}
MONEY = frozenset({"USD", "GBP", "EUR", "JPY", "INR"})
TIME = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "decade", "century"})

NUMBER_WORD = "|".join([*WORDS, *SCALES])
SPELLED = (
    rf"(?:(?:a|an)\s+(?=hundred|thousand|million|billion|dozen))?(?:{NUMBER_WORD})"
    rf"(?:(?:[\s-]+(?:and\s+)?)(?:{NUMBER_WORD}))*"
)
DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
NUMBER = re.compile(
    rf"(?P<money>us\$|[$£€¥₹])?\s?(?P<body>(?<![\w.])(?<![A-Za-z][-–])(?:{DIGITS})|"
    rf"(?<![\w-])(?:{SPELLED})(?![\w])|[½¼¾⅓⅔])"
    rf"(?P<mixed>\s?[½¼¾⅓⅔]|\s+and\s+a\s+(?:half|quarter))?"
    rf"(?P<suffix>(?:k|m|mn|bn|b|tn)\b|\s?(?:hundred|thousand|million|billion|trillion)\b)?(?P<ordinal>(?:st|nd|"
    rf"rd|th)\b)?(?P<plus>\+)?",
    re.IGNORECASE,
)
SHARE = re.compile(
    r"\b(?:(?P<top>\d+|one|two|three|four|five|six|seven|eight|nine)\s+(?:in|"
    r"out of)\s+(?:every\s+)?(?P<bottom>\d{1,3}(?:,\d{3})+|\d+|two|three|four|five|six|"
    r"seven|eight|nine|ten|twelve|twenty|hundred)(?!\s*(?:year|month|week|day|hour))|(?P<n>a|one|two|three|four|"
    r"nine)[\s-](?P<part>thirds?|quarters?|fifths?|"
    r"tenths?)\b(?!\s+(?:of\s+)?(?:year|time)s?\b)|(?<!and a )(?P<half>half)(?!-)(?!\s+(?:a|an)\s)(?!\s+(?:year|"
    r"hour|day)))\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"\b(" + "|".join(ORDINALS) + r")\b(?=[\s-]+[a-z])", re.IGNORECASE)
TIMES_WORD = re.compile(r"\b(" + "|".join(TIMES) + r")\b", re.IGNORECASE)
DATE_MONTH = re.compile(
    r"\b(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<m>"
    + "|".join(sorted(MONTHS, key=len, reverse=True))
    + r")\b\.?"
    r"(?:\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?![\d,:%]|\s*(?:percent|years|"
    r"people))\b)?(?P<y>,?\s+(?:of\s+)?(?:19|20)\d\d\b)?",
    re.IGNORECASE,
)
ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")
RANGE = re.compile(r"^\s*(?:-|–|—|to|or|and)\s*$", re.IGNORECASE)
UNIT_AFTER = re.compile(
    r"^[\s-]*(?:(per\s?cent(?:age)?(?:\s+points?)?|percentage\s+points?)|([%$£€]|[a-zA-Z]+'?s?'?))", re.IGNORECASE
)
PER = re.compile(
    r"^[\s,]*(?:(?:us\s)?(?:dollars|pounds|euros|usd|hours|days|%|percent)\s*)?(?:gross\s+|net\s+)?(?:(?:per|a|"
    r"an|each|every|/)\s*"
    r"(year|yr|month|week|day|hour|hr)\b|(annually|yearly|monthly|weekly|daily|hourly)\b)",
    re.IGNORECASE,
)
PER_NAMES = table_of("yr:year hr:hour annually:year yearly:year monthly:month weekly:week daily:day hourly:hour")
MIN = re.compile(
    r"(?:(?<!\bno )(?<!\bnot )(?<!\bnever )\b(?:more than|over|above|at least|a minimum of|minimum|"
    r"no (?:less|fewer) than|exceed(?:s|ing|ed)?|"
    r"upwards of|not less than|greater than|longer than|older than)|[>≥])\s*$",
    re.IGNORECASE,
)
MAX = re.compile(
    r"(?:\b(?:less than|under|below|at most|up to|fewer than|(?:no|not|never) (?:more|longer|older|greater|later) than|"
    r"(?:not|never) (?:over|above)|a maximum of|maximum|within|younger than|shorter than|smaller than)|[<≤])\s*$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|close to|circa|or so|just (?:over|under))"
    r"|[~≈])\s*$",
    re.IGNORECASE,
)
MIN_AFTER = re.compile(
    r"^\s*(?:[a-z%]+\s+)?(?:or (?:more|above|over|higher|longer|older)|and (?:above|over|up)|plus\b|minimum)",
    re.IGNORECASE,
)
MAX_AFTER = re.compile(
    r"^\s*(?:[a-z%]+\s+)?(?:or (?:less|fewer|below|under|lower|younger)|at (?:the )?most|maximum)", re.IGNORECASE
)
