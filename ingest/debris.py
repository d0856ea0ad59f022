"""Debris: a line of a saved web page goes in, whether it says nothing comes out."""

import re

_DEBRIS = re.compile(
    r"[ \t>*_]*(?:(?:read|see) (?:also|more|next)|related (?:articles?|posts?|reading)|comments?(?: \(?\d+\)?)?"
    r"|leave a (?:comment|reply)"
    r"|share (?:this|on)\b.{0,40}|advertisement|sponsored|(?:images?|photos?|pictures?) (?:by|credit|courtesy"
    r"|:).{0,80}|image source.{0,80}"
    r"|from: \[\[.{0,60}|table of contents|subscribe(?: now)?|sign up.{0,40}newsletter.{0,20}|cookie (?:policy"
    r"|settings)|all rights reserved.{0,40})"
    r"[ \t:.*_]*(?:<br ?/?>)?[ \t]*",
    re.IGNORECASE,
)
"""Lines that web pages leave in a saved text: they say nothing, so they join no passage and are no title."""
_DEBRIS_CHARACTERS = 300


def is_debris(line: str) -> bool:
    return len(line) <= _DEBRIS_CHARACTERS and _DEBRIS.fullmatch(" ".join(line.split())) is not None
