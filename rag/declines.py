"""Declines stand-in by the lead; replaced by the triage helper."""

from collections.abc import Sequence

from rag.types import Declined, Reason


def decline(reason: Reason, topics: Sequence[str] = ()) -> Declined:
    return Declined(reason=reason, message="The sources do not answer this.", topics=tuple(topics))
