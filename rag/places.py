"""Places: a chat model goes in, what it is called and which machine its words go to come out."""

import ipaddress
import os
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel

PROVIDERS = {
    "openai": ("langchain-openai", "OPENAI_API_KEY", "https://api.openai.com/v1"),
    "anthropic": ("langchain-anthropic", "ANTHROPIC_API_KEY", "https://api.anthropic.com"),
    "ollama": ("langchain-ollama", "", "http://127.0.0.1:11434"),
}
"""Extra -> the package behind it, where its key is read from, where it sends to."""

CONTEXT_TOKENS = 8_192
"""Ollama's own default cuts longer prompts silently."""
_ADDRESS_FIELDS = (
    "base_url",
    "openai_api_base",
    "anthropic_api_url",
    "azure_endpoint",
    "endpoint_url",
    "endpoint",
    "api_base",
    "server_url",
)
_ADDRESS_SETTINGS = {
    "openai": ("OPENAI_API_BASE", "OPENAI_BASE_URL"),
    "anthropic": ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
    "ollama": ("OLLAMA_HOST",),
}


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


def _host(address: str) -> str:
    return urlsplit(address if "//" in address else f"//{address}").hostname or "?"
