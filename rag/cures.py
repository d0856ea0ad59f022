"""Cures: a provider's error goes in, what it means for a person and what to do about it come out."""

import re
from typing import Any

from langchain_core.language_models import BaseChatModel

from ingest.errors import ModelUnavailable
from rag.places import CONTEXT_TOKENS, PROVIDERS, name_of, place_of

_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
_SECRET = (
    (re.compile(r"(://|\b)[^\s/:@]+:[^\s/@]+@"), r"\1…@"),
    (re.compile(r"(://)[^/\s@]+@"), r"\1…@"),
    (
        re.compile(
            r"((?:api[-_ ]?key|access[-_ ]?key|token|secret|password|passwd|pwd|authorization|auth|key)[\"']?\s*[=:]\s*"
            r"[\"']?(?:bearer\s+|basic\s+)?)[^\s\"'&,;]{4,}",
            re.IGNORECASE,
        ),
        r"\1…",
    ),
    (re.compile(r"\b(?:sk|pk|rk|key|hf|gsk|ghp|xai|r8|nvapi|Bearer|Basic)[-_ ](?=[\w*.-]*[\d*_-])[\w*.=/+-]{4,}"), "…"),
    (re.compile(r"\bBearer\s+\S{4,}", re.IGNORECASE), "…"),
    (re.compile(r"\bAIza[\w*-]{4,}|\bAKIA\w{8,}|\beyJ[\w.-]{10,}"), "…"),
    (re.compile(r"\b(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{24,}\b"), "…"),
    (re.compile(r"(?:/home/|/Users/|/root\b|[A-Za-z]:\\Users\\)[^\s\"']*|~/[^\s\"']*"), "…"),
)


def cure(error: BaseException, model: BaseChatModel) -> str:
    """What a provider's error means for a person, and what to do about it."""
    if isinstance(error, ModelUnavailable):
        return str(error)
    name, place = hushed(name_of(model)), hushed(place_of(model))
    at = f" at {place}" if place not in ("", "?") else ""
    status = _status(error)
    kinds = {kind.__name__ for one in _chain(error) for kind in type(one).__mro__}
    ollama = type(model).__module__.startswith("langchain_ollama")
    if status in (401, 403) or kinds & {"ModelAuthenticationError", "ModelPermissionDeniedError"}:
        provider = next((known for known in PROVIDERS if type(model).__module__.startswith(f"langchain_{known}")), "")
        key_name = PROVIDERS[provider][1] if provider else ""
        return f"The key for {name}{at} was not accepted. Check it: " + (
            f"echo ${key_name}" if key_name else "see the provider's page."
        )
    if status == 404 or "ModelNotFoundError" in kinds:
        return f"There is no model '{name}'{at}. " + (
            f"Fetch it with: ollama pull {name}" if ollama else "Check its name."
        )
    if status == 429 or "ModelRateLimitError" in kinds:
        return f"{name}{at} takes no more questions for now (too many, or the credit is used up). Try again later."
    if (status is not None and status >= 500) or "ModelAPIError" in kinds:
        return f"The server of {name}{at} reports a fault ({status or 'no status'}). Try again later."
    if "ContextOverflowError" in kinds or "context length" in _said(error).lower():
        return f"The passages are too long for {name}. Choose a model that reads at least {CONTEXT_TOKENS} tokens."
    if kinds & {"TimeoutException", "TimeoutError", "APITimeoutError", "ModelTimeoutError"}:
        return f"{name}{at} did not answer in time."
    if kinds & {"RemoteProtocolError", "ReadError", "IncompleteRead"} or "incomplete chunked read" in _said(error):
        return f"The connection to {name}{at} broke off."
    if "JSONDecodeError" in kinds:
        return f"What answers{at or ' there'} does not speak the protocol of {name}. Check its address."
    if kinds & {"ConnectError", "ConnectionError", "APIConnectionError", "ModelConnectionError", "NetworkError"}:
        return f"Nothing answers{at or ' there'}. " + (
            "Start Ollama with: ollama serve" if ollama else "Start the server, or check its address."
        )
    return f"{name}{at} failed: {first_line(error)}."


def retry_after(error: BaseException) -> float | None:
    """Seconds after which a busy server wants to be asked again; None if asking again is of no use."""
    if _status(error) not in (429, 500, 502, 503, 529):
        return None
    try:
        return max(0.0, float((_of(_of(error, "response"), "headers") or {}).get("retry-after", 1.0)))
    except Exception:  # whatever a provider put there
        return None


def _of(thing: object, name: str) -> Any:
    """An attribute; None where there is none, or where asking for it fails."""
    try:
        return getattr(thing, name, None)
    except Exception:  # a property of a provider's error may raise anything
        return None


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # as above
        return ""


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what brought it about: providers wrap a broken connection as one that was never made."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found and len(found) < 6:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _status(error: BaseException) -> int | None:
    for candidate in _chain(error):
        status = _of(candidate, "status_code") or _of(_of(candidate, "response"), "status_code")
        if isinstance(status, int) and status > 0:
            return status
    return None


def first_line(error: BaseException) -> str:
    """The first line of an error, without what looks like a key, a home folder, or obeys no eye; whoever puts it into
    a sentence ends the sentence.
    """
    return hushed((_said(error).strip() or type(error).__name__).splitlines()[0][:2_000])[:200].rstrip(". ")


def hushed(text: str) -> str:
    """Without secrets, and without characters that a terminal would obey."""
    text = "".join(c for c in _ESCAPE.sub("", text) if c.isprintable())
    for pattern, kept in _SECRET:
        text = pattern.sub(kept, text)
    return text
