"""Learned: a file of learned numbers goes in, the numbers come out; and what a logistic regression makes of features.

Beside learned arrays (`.npz`) a `.json` of the same name holds their SHA-256.
"""

import json
import math
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.errors import ModelUnavailable

FARTHEST = 3.0
"""Deviations from the mean beyond which a feature says no more."""
_CURE = "Reinstall with: make install"


def numbers_in(text: str) -> Any:
    """What the JSON says.

    Raises:
        ValueError: it is none, or holds NaN or Infinity, which are nothing to weigh with.
    """
    return json.loads(text, parse_constant=_refused)


def _refused(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def figures_in(folder: Path, name: str) -> dict[str, Any]:
    """A file of learned numbers in words.

    Raises:
        ModelUnavailable: the file is missing, damaged, or holds something that is no number.
    """
    try:
        found = numbers_in((folder / f"{name}.json").read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not found:
            raise ValueError("nothing is in it")
    except (OSError, ValueError, RecursionError) as error:
        raise ModelUnavailable(f"The weights '{name}' cannot be read ({error}). {_CURE}") from error
    return found


def shipped_in(folder: Path, name: str) -> bytes:
    """A file of learned arrays, held to the hash that stands beside it.

    Raises:
        ModelUnavailable: the file is missing or is not the one that was shipped.
    """
    try:
        expected = figures_in(folder, name)["sha256"]
        data = (folder / f"{name}.npz").read_bytes()
    except (OSError, KeyError) as error:
        raise ModelUnavailable(f"The weights '{name}' cannot be read ({error}). {_CURE}") from error
    if sha256(data).hexdigest() != expected:
        raise ModelUnavailable(f"The weights '{name}' are not the ones that were shipped. {_CURE}")
    return data


def seal(arrays: Path) -> None:
    """Write the hash of a file of arrays beside it."""
    digest = sha256(arrays.read_bytes()).hexdigest()
    arrays.with_suffix(".json").write_text(json.dumps({"sha256": digest}) + "\n", encoding="utf-8")


def in_deviations(
    found: Mapping[str, float], means: Mapping[str, float], deviations: Mapping[str, float]
) -> dict[str, float]:
    """Features in deviations from their means, none beyond `FARTHEST`; what is no number stays none."""
    return {name: _within((found[name] - means[name]) / deviations[name]) for name in means}


def _within(deviations: float) -> float:
    return max(-FARTHEST, min(FARTHEST, deviations)) if math.isfinite(deviations) else math.nan


def likelihood(scaled: Mapping[str, float], model: Mapping[str, Any]) -> float:
    """The probability, 0 to 1, that a logistic regression gives standardised features; 0 where one is no number."""
    score = model["bias"] + sum(scaled[name] * weight for name, weight in model["weights"].items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) if math.isfinite(score) else 0.0
