"""Point: what is asked and what opens the answer go in, the probability that the one speaks to the other comes out.

Sufficiency tells whether the sources speak of what a question names. That is not yet an answer: of 'should I tell
interviewers that I am a nurse' they hold interviews, nurses and what to tell, and still nobody says it. So what opens
the answer is held against what is asked now, which in a dialogue is the last line alone, and against what every other
section could have said: its heading and other wordings, the words they share by how rare they are, and which questions
are known that this section answers. A logistic regression, learned on questions of our own with the sections that
answer them (`evals/training/point.py`); one for questions that stand alone and one for those that go on.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from ingest.errors import ModelUnavailable
from ingest.index import HANDBOOK_PREFIX, embedded_text
from ingest.opened import Generation
from rag.encode import figures
from rag.features import Asked, goes_on, listen, readable, token_weights
from rag.learned import in_deviations, likelihood
from rag.needs import last_line, opens_like_a_question
from rag.shelf import Floats, Shelf, whole_shelf
from rag.standing import bare
from rag.types import Citation
from rag.words import content_lookups, lookups

POINTED = 0.28
"""Below this an answer says that it may not be to the point."""
DOUBTED = 1.5
"""As log-odds: from here on it matters little how likely the sources speak of it, below it much."""


def to_the_point(search: str, opening: Citation, likely: float, generation: Generation) -> float | None:
    """Probability, 0 to 1, that what opens an answer speaks to what is asked; None where it is not of the bundled
    handbook, since of other documents nothing was learned.

    Args:
        search: the question as it is looked up; lines above the last one are what the dialogue gives.
        opening: the words that open the answer.
        likely: what `rag.sufficiency` says of the hits.
    """
    shelf = whole_shelf(generation)
    if shelf is None or not shelf.headed_by_questions or not opening.passage.document_id.startswith(HANDBOOK_PREFIX):
        return None
    return probability(evidence_of(search, opening, likely, generation), goes_on(search))


def probability(found: Mapping[str, float], follows: bool) -> float:
    """What the features of a question, alone or going on from another, come to; 0 where one is no number."""
    model = _stored()["goes_on" if follows else "alone"]
    return likelihood(in_deviations(found, model["means"], model["deviations"]), model)


def evidence_of(
    search: str,
    opening: Citation,
    likely: float,
    generation: Generation,
    heard: Asked | None = None,
) -> dict[str, float]:
    """The features by name.

    Args:
        heard: the question as it is matched, where a caller knows better than `listen`.
    """
    shelf = whole_shelf(generation)
    assert shelf is not None
    now = last_line(search)
    section = int(shelf.section[shelf.place[opening.passage.id]])
    whole = (heard or listen(readable(search, generation), generation)).itself
    last = whole.last or whole
    known, known_rival = _known(whole, section, shelf)
    heading, rival = _headings(whole, section, shelf)
    heading_now, rival_now = _headings(last, section, shelf)
    late, late_section = _late(last, opening, section, generation, shelf)
    sharing = content_lookups(now)
    rare = {word: shelf.text_words.rare(word) for word in sharing}
    all_of_it = sum(rare.values()) or 1.0

    def share(*texts: str) -> float:
        held = {word for text in texts for word in lookups(text)}
        return sum(weight for word, weight in rare.items() if word in held) / all_of_it

    headed = (*opening.passage.heading, *opening.passage.asked)
    logit = math.log((likely + 0.001) / (1.001 - likely))
    return {
        "likely": logit,
        "doubted": min(logit, DOUBTED),
        "heading": heading,
        "rival": rival,
        "heading_now": heading_now,
        "rival_now": rival_now,
        "known": known,
        "known_rival": known_rival,
        "known_now": _known(last, section, shelf)[0],
        "late": late,
        "late_section": late_section,
        "opening": _nearness(last.whole.vector, opening, section, generation, shelf),
        "shared": share(*headed, *(shelf.passages[at].text for at in _places(section, shelf))),
        "shared_opening": share(*headed, opening.quote),
        "length": math.log1p(len(sharing)),
        "asks": float(opens_like_a_question(now) or now.rstrip().endswith("?")),
        "bare": float(bare(now)),
    }


def _headings(asked: Asked, section: int, shelf: Shelf) -> tuple[float, float]:
    """How near a section's heading and other wordings are, and the nearest of any other's."""
    near = np.where(shelf.asks, shelf.heading_vectors @ asked.whole.vector, -1.0).astype(np.float32)
    if len(shelf.asked_section):
        np.maximum.at(near, shelf.asked_section, shelf.asked_vectors @ asked.whole.vector)
    return float(near[section]), float(np.delete(near, section).max(initial=-1.0))


def _known(asked: Asked, section: int, shelf: Shelf) -> tuple[float, float]:
    """How near the nearest known question is that a section answers, and that any other does; not below nought."""
    if asked.likeness is None:
        return 0.0, 0.0
    near = np.maximum(asked.likeness.on(shelf), 0.0)
    return float(near[section]), float(np.delete(near, section).max(initial=0.0))


def _late(asked: Asked, opening: Citation, section: int, generation: Generation, shelf: Shelf) -> tuple[float, float]:
    """How well the tokens of what is asked are met by the passage that opens, and by its section."""
    texts = [embedded_text(opening.passage), *(embedded_text(shelf.passages[at]) for at in _places(section, shelf))]
    held = generation.cached_tokens(texts)
    if not len(asked.whole.tokens) or any(text not in held for text in texts):
        return 0.0, 0.0
    weights = token_weights(asked.whole, shelf)
    met = [(asked.whole.tokens @ held[text].astype(np.float32).T / 127).max(axis=1) for text in texts]
    return float(weights @ met[0]), float(weights @ np.max(met[1:], axis=0))


def _nearness(vector: Floats, opening: Citation, section: int, generation: Generation, shelf: Shelf) -> float:
    """Of the words that open; where their vector is not kept, of the section's nearest sentence."""
    said = generation.cached_vectors([opening.quote]).get(opening.quote)
    if said is not None:
        return float(said @ vector)
    ends = [*shelf.sentence_start[1:].tolist(), len(shelf.sentence_vectors)]
    return max(
        float((shelf.sentence_vectors[shelf.sentence_start[at] : ends[at]] @ vector).max())
        for at in _places(section, shelf)
    )


def _places(section: int, shelf: Shelf) -> list[int]:
    return [int(at) for at in np.flatnonzero(shelf.section == section)]


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Any]:
    found = figures("point")
    for name in ("alone", "goes_on"):
        try:
            model = found[name]
            sound = math.isfinite(model["bias"]) and all(
                math.isfinite(weight) and math.isfinite(model["means"][feature]) and model["deviations"][feature] > 0
                for feature, weight in model["weights"].items()
            )
        except (AttributeError, KeyError, TypeError):
            sound = False
        if not sound:
            raise ModelUnavailable(f"The weights 'point' lack a sound '{name}'. Reinstall with: make install")
    return found
