"""Models: a name goes in, a LangChain chat model comes out, or one clear word on what is missing and how to cure
it.

The one home of LangChain's `init_chat_model`. Also here: the words of the person's consent.
"""

import os
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel

from ingest.errors import ModelUnavailable
from rag.cures import first_line
from rag.places import CONTEXT_TOKENS, PROVIDERS, is_remote, name_of, place_of

__all__ = ["Probe", "consent_words", "is_remote", "name_of", "open_model", "place_of", "probe_model"]

EXAMPLES = "ollama:qwen3, openai:gpt-5.5, anthropic:claude-sonnet-5, huggingface:/path/to/model"


class Probe(NamedTuple):
    """What `groundwork doctor` found out about a model."""

    works: bool
    says: str
    """One sentence for a person; the cure where it does not work."""
    milliseconds: float = 0.0
    place: str = ""
    remote: bool = False


def open_model(
    name: str | BaseChatModel,
    base_url: str | None = None,
    *,
    api_key: str | None = None,
    timeout_seconds: float = 60.0,
    **settings: Any,
) -> BaseChatModel:
    """A chat model by its name; an instance is given back as it is. Nothing is sent yet.

    Args:
        name: 'provider:model', 'huggingface:/folder', or, with `base_url`, the model's name at that address.
        base_url: of a server that speaks the OpenAI protocol (vLLM, llama.cpp, LM Studio), or the provider's own.
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
        raise ModelUnavailable(
            f"'{name}' names no provider. Write provider:model, for example {EXAMPLES}; or give the server's address "
            f"with --base-url."
        )
    if provider in ("huggingface", "hf", "transformers"):
        return _local(model)
    return _from_provider(provider, model, base_url, api_key, timeout_seconds, settings)


def _from_provider(
    provider: str,
    model: str,
    base_url: str | None,
    api_key: str | None,
    timeout_seconds: float,
    settings: dict[str, Any],
) -> BaseChatModel:
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
            raise ModelUnavailable(
                f"{provider}:{model} needs a key, and {key_name} is not set. Set it with: export {key_name}=…"
            )
        given["api_key"] = api_key
    try:
        made = init_chat_model(model, model_provider=provider, **given)
    except ImportError as error:
        extra = f"pip install 'groundwork[{provider}]'" if provider in PROVIDERS else f"pip install {package}"
        raise ModelUnavailable(f"{provider}:{model} needs the package {package}. Install it with: {extra}") from error
    except ValueError as error:
        if "nsupported" in str(error):
            raise ModelUnavailable(
                f"LangChain knows no provider '{provider}'. Write provider:model, for example {EXAMPLES}"
            ) from error
        raise ModelUnavailable(f"{provider}:{model} cannot be opened: {first_line(error)}") from error
    except Exception as error:
        raise ModelUnavailable(f"{provider}:{model} cannot be opened: {first_line(error)}") from error
    if not isinstance(made, BaseChatModel):
        raise ModelUnavailable(f"{provider}:{model} is no chat model.")
    return made


def _local(folder: str) -> BaseChatModel:
    from rag.local_model import LocalModel

    made = LocalModel(folder=str(Path(folder).expanduser()))
    made.load()
    return made


def consent_words(model: BaseChatModel) -> str:
    """What a person accepts once before a remote model is used."""
    place = place_of(model)
    where = "another machine" if place == "?" else place
    what = "Your question and profile, what was said before it, and the passages found for it,"
    return f"{what} will be sent to {where} ({name_of(model)})."


def probe_model(model: BaseChatModel, timeout_seconds: float = 60.0) -> Probe:
    """Ask it for one word. This sends a harmless sentence, and nothing of the person."""
    from rag.said import Limits
    from rag.write import write

    began = time.perf_counter()
    place, remote = place_of(model), is_remote(model)
    limits = Limits(
        first_seconds=timeout_seconds, pause_seconds=timeout_seconds, total_seconds=timeout_seconds, sentences=1
    )
    try:
        said = next(write("Reply with one short sentence: I am ready.", (), model, limits=limits), None)
    except ModelUnavailable as problem:
        return Probe(False, str(problem), _since(began), place, remote)
    if said is None:
        return Probe(
            False, f"{name_of(model)} answers, but says nothing. Try another model.", _since(began), place, remote
        )
    where = f"at {place}, another machine" if remote else "on this machine"
    return Probe(
        True,
        f"{name_of(model)} answers {where}; its first sentence took {_since(began) / 1000:.1f} seconds.",
        _since(began),
        place,
        remote,
    )


def _require_address(base_url: str) -> None:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ModelUnavailable(
            f"'{base_url}' is no web address. Write it in full, for example --base-url http://127.0.0.1:8000/v1"
        )


def _since(began: float) -> float:
    return round(1000 * (time.perf_counter() - began), 1)
