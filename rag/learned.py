"""Learned: the text of a file of learned numbers goes in, the numbers come out."""

import json
from typing import Any


def numbers_in(text: str) -> Any:
    """What the JSON says.

    Raises:
        ValueError: it is none, or holds NaN or Infinity, which are nothing to weigh with.
    """
    return json.loads(text, parse_constant=_refused)


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is no number")
