"""Variations: a short question goes in, the same as people write it comes out: among lines about themselves, with
slips.
"""

import random

JOBS = [
    "nurse",
    "teacher",
    "accountant",
    "physicist",
    "lawyer",
    "mechanic",
    "chemist",
    "marketer",
    "developer",
    "analyst",
    "designer",
    "economist",
    "sociologist",
    "pharmacist",
    "journalist",
    "banker",
    "biologist",
    "librarian",
    "electrician",
    "translator",
    "student",
    "consultant",
]
SUBJECTS = [
    "physics",
    "biology",
    "history",
    "economics",
    "maths",
    "law",
    "chemistry",
    "psychology",
    "philosophy",
    "finance",
    "linguistics",
    "statistics",
]
LINES = (
    "I'm {n} and work as a {j}. ",
    "{j} here, {m} years in. ",
    "I have been a {j} for {m} years and feel stuck. ",
    "I studied {s} and now I'm a {j}. ",
    "I'm a {j} in a small company, two kids, not much time. ",
    "Hi all, first post. ",
    "Sorry if this was asked before. ",
    "I'm a bit lost. ",
    "My manager does not care. ",
    "I did a few online courses and know some Python. ",
    "{s} graduate, {n} years old. ",
    "I just got laid off from my job as a {j}. ",
    "My friend says it is easy, I'm not so sure. ",
    "I have a degree in {s}. ",
    "I live in a small town and work as a {j}. ",
)
Row = tuple[str, list[int]]


def varied(text: str, places: list[int], others: list[Row]) -> Row:
    """The question and the sections that answer it, which a second question adds to."""
    drawn = random.random()
    if drawn < 0.3:
        text = "".join(_line() for _ in range(random.choice([1, 1, 2]))) + text
    elif drawn < 0.45:
        second, more = random.choice(others)
        if more != places:
            text, places = text.rstrip("?") + random.choice(["? ", " and ", "? Also, "]) + second, places + more
    elif drawn < 0.5:
        text = f"{text} {_line()}"
    return (_slip(text) if random.random() < 0.15 else text), places


def _line() -> str:
    return random.choice(LINES).format(
        n=random.randint(19, 58), m=random.randint(1, 20), j=random.choice(JOBS), s=random.choice(SUBJECTS)
    )


def _slip(text: str) -> str:
    letters = list(text)
    for _ in range(max(1, len(letters) // 25)):
        at, drawn = random.randrange(len(letters)), random.random()
        if drawn < 0.4 and at + 1 < len(letters):
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = "" if drawn < 0.7 else letters[at] * 2
    return "".join(letters)
