"""Cures: a provider's error goes in, what it means for a person and what to do about it come out."""

import re

from langchain_core.language_models import BaseChatModel

from ingest.errors import ModelUnavailable
from rag.places import CONTEXT_TOKENS, PROVIDERS, name_of, place_of


def cure(error: BaseException, model: BaseChatModel) -> str:
    """What a provider's error means for a person, and what to do about it."""
    if isinstance(error, ModelUnavailable):
        return str(error)
    name, place = name_of(model), place_of(model)
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
    if "ContextOverflowError" in kinds or "context length" in str(error).lower():
        return f"The passages are too long for {name}. Choose a model that reads at least {CONTEXT_TOKENS} tokens."
    if kinds & {"TimeoutException", "TimeoutError", "APITimeoutError", "ModelTimeoutError"}:
        return f"{name}{at} did not answer in time."
    if kinds & {"RemoteProtocolError", "ReadError", "IncompleteRead"} or "incomplete chunked read" in str(error):
        return f"The connection to {name}{at} broke off."
    if "JSONDecodeError" in kinds:
        return f"What answers{at or ' there'} does not speak the protocol of {name}. Check its address."
    if kinds & {"ConnectError", "ConnectionError", "APIConnectionError", "ModelConnectionError", "NetworkError"}:
        return f"Nothing answers{at or ' there'}. " + (
            "Start Ollama with: ollama serve" if ollama else "Start the server, or check its address."
        )
    return f"{name}{at} failed: {first_line(error)}"


def retry_after(error: BaseException) -> float | None:
    """Seconds after which a busy server wants to be asked again; None if asking again is of no use."""
    if _status(error) not in (429, 500, 502, 503, 529):
        return None
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", 1.0)))
    except (TypeError, ValueError):
        return None


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
        status = getattr(candidate, "status_code", None) or getattr(
            getattr(candidate, "response", None), "status_code", None
        )
        if isinstance(status, int) and status > 0:
            return status
    return None


def first_line(error: BaseException) -> str:
    """The first line of an error, without anything that looks like a key."""
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return re.sub(r"\b(?:sk|key|Bearer)[-_ ][\w*-]{4,}", "…", line)[:200]
