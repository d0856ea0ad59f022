"""Models: a name goes in, a LangChain chat model comes out, or one clear word on what is missing and how to cure it.

The one home of LangChain's `init_chat_model`. Also here: which machine a model's words go to, for the person's consent.
"""

import ipaddress
import os
import re
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel

from ingest.errors import ModelUnavailable

PROVIDERS = {
    "openai": ("langchain-openai", "OPENAI_API_KEY", "https://api.openai.com/v1"),
    "anthropic": ("langchain-anthropic", "ANTHROPIC_API_KEY", "https://api.anthropic.com"),
    "ollama": ("langchain-ollama", "", "http://127.0.0.1:11434"),
}
"""Extra -> the package behind it, where its key is read from, where it sends to."""

CONTEXT_TOKENS = 8_192
"""Ollama's own default cuts longer prompts silently."""
EXAMPLES = "ollama:qwen3, openai:gpt-5.5, anthropic:claude-sonnet-5, huggingface:/path/to/model"
_ADDRESS_FIELDS = ("base_url", "openai_api_base", "anthropic_api_url", "azure_endpoint", "endpoint_url", "endpoint", "api_base", "server_url")
_ADDRESS_SETTINGS = {"openai": ("OPENAI_API_BASE", "OPENAI_BASE_URL"), "anthropic": ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"), "ollama": ("OLLAMA_HOST",)}


class Probe(NamedTuple):
    """What `groundwork doctor` found out about a model."""

    works: bool
    says: str
    """One sentence for a person; the cure where it does not work."""
    milliseconds: float = 0.0
    place: str = ""
    remote: bool = False


def open_model(
    name: str | BaseChatModel, base_url: str | None = None, *, api_key: str | None = None, timeout_seconds: float = 60.0, **settings: Any
) -> BaseChatModel:
    """A chat model by its name; an instance is given back as it is. Nothing is sent yet.

    Args:
        name: 'provider:model', 'huggingface:/folder', or, with `base_url`, the model's name at that address.
        base_url: of a server that speaks the OpenAI protocol (vLLM, llama.cpp, LM Studio), or of the provider's own kind.
        api_key: None reads the provider's environment variable.
        timeout_seconds: for a connection, and for each wait on it.

    Raises:
        ModelUnavailable: with the cure.
    """
    if isinstance(name, BaseChatModel):
        return name
    provider, _, model = name.strip().partition(":")
    if base_url is not None:
        _require_address(base_url)
        if provider not in PROVIDERS or not model:
            provider, model = "openai", name.strip()
    if not model:
        raise ModelUnavailable(f"'{name}' names no provider. Write provider:model, for example {EXAMPLES}; or give the server's address with --base-url.")
    if provider in ("huggingface", "hf", "transformers"):
        return _local(model)
    return _from_provider(provider, model, base_url, api_key, timeout_seconds, settings)


def _from_provider(provider: str, model: str, base_url: str | None, api_key: str | None, timeout_seconds: float, settings: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    package, key_name, _ = PROVIDERS.get(provider, (f"langchain-{provider.replace('_', '-')}", "", ""))
    given: dict[str, Any] = {"temperature": 0, **settings}
    if base_url is not None:
        given["base_url"] = base_url
    if provider == "ollama":
        given |= {"num_ctx": CONTEXT_TOKENS, "client_kwargs": {"timeout": timeout_seconds}} | settings
    else:
        given |= {"timeout": timeout_seconds, "max_retries": 0} | settings
    if key_name:
        api_key = api_key or os.environ.get(key_name) or ("none" if base_url is not None else None)
        if not api_key:
            raise ModelUnavailable(f"{provider}:{model} needs a key, and {key_name} is not set. Set it with: export {key_name}=…")
        given["api_key"] = api_key
    try:
        made = init_chat_model(model, model_provider=provider, **given)
    except ImportError as error:
        extra = f"pip install 'groundwork[{provider}]'" if provider in PROVIDERS else f"pip install {package}"
        raise ModelUnavailable(f"{provider}:{model} needs the package {package}. Install it with: {extra}") from error
    except ValueError as error:
        if "nsupported" in str(error):
            raise ModelUnavailable(f"LangChain knows no provider '{provider}'. Write provider:model, for example {EXAMPLES}") from error
        raise ModelUnavailable(f"{provider}:{model} cannot be opened: {_first_line(error)}") from error
    except Exception as error:
        raise ModelUnavailable(f"{provider}:{model} cannot be opened: {_first_line(error)}") from error
    if not isinstance(made, BaseChatModel):
        raise ModelUnavailable(f"{provider}:{model} is no chat model.")
    return made


def _local(folder: str) -> BaseChatModel:
    from rag.local_model import LocalModel

    made = LocalModel(folder=str(Path(folder).expanduser()))
    made.load()
    return made


def name_of(model: BaseChatModel) -> str:
    """What to call it on a screen."""
    for field in ("model", "model_name", "model_id", "deployment_name"):
        name = getattr(model, field, None)
        if isinstance(name, str) and name:
            return name
    return type(model).__name__


def place_of(model: BaseChatModel) -> str:
    """The host that its words go to; '' for a model inside this process, '?' where that cannot be told."""
    module = type(model).__module__
    if module.startswith(("rag.local_model", "langchain_core.")):
        return ""
    for field in _ADDRESS_FIELDS:
        address = getattr(model, field, None)
        if address:
            return _host(str(address))
    provider = next((name for name in PROVIDERS if module.startswith(f"langchain_{name}")), "")
    if not provider:
        return "?"
    for setting in _ADDRESS_SETTINGS[provider]:
        if os.environ.get(setting):
            return _host(os.environ[setting])
    return _host(PROVIDERS[provider][2])


def is_remote(model: BaseChatModel) -> bool:
    """Whether a question put to it leaves this machine. What cannot be told counts as leaving."""
    host = place_of(model)
    if host in ("", "localhost"):
        return False
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return not (address.is_loopback or address.is_unspecified)


def consent_words(model: BaseChatModel) -> str:
    """What a person accepts once before a remote model is used."""
    place = place_of(model)
    where = "another machine" if place == "?" else place
    return f"Your question and profile, and the passages found for it, will be sent to {where} ({name_of(model)})."


def probe_model(model: BaseChatModel, timeout_seconds: float = 60.0) -> Probe:
    """Ask it for one word. This sends a harmless sentence, and nothing of the person."""
    from rag.said import Limits
    from rag.write import write

    began = time.perf_counter()
    place, remote = place_of(model), is_remote(model)
    limits = Limits(first_seconds=timeout_seconds, pause_seconds=timeout_seconds, total_seconds=timeout_seconds, sentences=1)
    try:
        said = next(write("Reply with one short sentence: I am ready.", (), model, limits=limits), None)
    except ModelUnavailable as problem:
        return Probe(False, str(problem), _since(began), place, remote)
    if said is None:
        return Probe(False, f"{name_of(model)} answers, but says nothing. Try another model.", _since(began), place, remote)
    where = f"at {place}, another machine" if remote else "on this machine"
    return Probe(True, f"{name_of(model)} answers {where}; its first sentence took {_since(began) / 1000:.1f} seconds.", _since(began), place, remote)


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
        return f"The key for {name}{at} was not accepted. Check it: " + (f"echo ${key_name}" if key_name else "see the provider's page.")
    if status == 404 or "ModelNotFoundError" in kinds:
        return f"There is no model '{name}'{at}. " + (f"Fetch it with: ollama pull {name}" if ollama else "Check its name.")
    if status == 429 or "ModelRateLimitError" in kinds:
        return f"{name}{at} takes no more questions for now (too many, or the credit is used up). Try again later."
    if status is not None and status >= 500 or "ModelAPIError" in kinds:
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
        return f"Nothing answers{at or ' there'}. " + ("Start Ollama with: ollama serve" if ollama else "Start the server, or check its address.")
    return f"{name}{at} failed: {_first_line(error)}"


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
        status = getattr(candidate, "status_code", None) or getattr(getattr(candidate, "response", None), "status_code", None)
        if isinstance(status, int) and status > 0:
            return status
    return None


def _require_address(base_url: str) -> None:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ModelUnavailable(f"'{base_url}' is no web address. Write it in full, for example --base-url http://127.0.0.1:8000/v1")


def _host(address: str) -> str:
    return urlsplit(address if "//" in address else f"//{address}").hostname or "?"


def _since(began: float) -> float:
    return round(1000 * (time.perf_counter() - began), 1)


def _first_line(error: BaseException) -> str:
    """Without anything that looks like a key."""
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return re.sub(r"\b(?:sk|key|Bearer)[-_ ][\w*-]{4,}", "…", line)[:200]
