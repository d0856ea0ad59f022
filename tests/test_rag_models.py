"""Models: every name opens, or says in one message what is missing and how to cure it; nothing goes out unasked."""

import builtins

import httpx
import pytest
from langchain_core.language_models import FakeListChatModel
from model_server import ModelServer
from writing_support import script

from ingest.errors import ModelUnavailable
from rag.cures import cure, retry_after
from rag.local_model import LocalModel
from rag.models import consent_words, open_model, probe_model
from rag.places import is_remote, name_of, place_of

# the providers' clients leave their sockets to the garbage collector
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
    pytest.mark.usefixtures("no_sockets_left"),
]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    for name in (
        "OPENAI_API_KEY",
        "ANTHROPIC_API_KEY",
        "OPENAI_BASE_URL",
        "OPENAI_API_BASE",
        "OLLAMA_HOST",
        "ANTHROPIC_BASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def server():
    with ModelServer(script) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("openai:gpt-5.5", "export OPENAI_API_KEY"),
        ("anthropic:claude-sonnet-5", "export ANTHROPIC_API_KEY"),
        ("qwen3", "provider:model"),
        ("", "provider:model"),
        ("ollama:", "provider:model"),
        ("nonsense:model", "knows no provider"),
        ("mistralai:mistral-small", "langchain-mistralai"),
        ("huggingface:/no/such/folder", "config.json"),
    ],
)
def test_what_is_missing_is_said_with_its_cure(name, words):
    with pytest.raises(ModelUnavailable, match=words.replace("(", r"\(")):
        open_model(name)


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://host/v1", "", "http://"])
def test_an_address_must_be_an_address(address):
    with pytest.raises(ModelUnavailable, match="no web address"):
        open_model("qwen3", base_url=address)


def test_a_missing_extra_is_named(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("langchain_ollama"):
            raise ImportError(f"No module named {name}")
        return real(name, *args, **kwargs)

    import importlib

    import_module = importlib.import_module

    def module_without(name, *args):
        if name.startswith("langchain_ollama"):
            raise ImportError(f"No module named {name}")
        return import_module(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(importlib, "import_module", module_without)
    from langchain.chat_models import base

    getattr(getattr(base, "_get_chat_model_creator", None), "cache_clear", lambda: None)()
    with pytest.raises(ModelUnavailable, match=r"pip install 'groundwork\[ollama\]'"):
        open_model("ollama:qwen3")


def test_any_openai_compatible_address_needs_no_key():
    model = open_model("qwen3-8b", base_url="http://127.0.0.1:9/v1")
    assert (name_of(model), place_of(model), is_remote(model)) == ("qwen3-8b", "127.0.0.1", False)


def test_an_instance_is_given_back():
    model = FakeListChatModel(responses=["x"])
    assert open_model(model) is model
    assert not is_remote(model)


def test_what_leaves_the_machine_is_remote(monkeypatch):
    assert is_remote(open_model("openai:gpt-5.5", api_key="k"))
    assert is_remote(open_model("anthropic:claude-sonnet-5", api_key="k"))
    assert is_remote(open_model("x", base_url="http://192.168.1.5:8000/v1"))
    assert is_remote(open_model("ollama:x", base_url="http://box.lan:11434"))
    assert not is_remote(open_model("ollama:x"))
    assert not is_remote(open_model("x", base_url="http://[::1]:8000/v1"))
    monkeypatch.setenv("OLLAMA_HOST", "https://ollama.example:443")
    assert is_remote(open_model("ollama:x"))


def test_a_model_whose_place_cannot_be_told_counts_as_remote():
    class Own(FakeListChatModel):
        pass

    Own.__module__ = "somebody.else"
    model = Own(responses=["x"])
    assert is_remote(model)
    assert "another machine" in consent_words(model)


def test_consent_names_the_place():
    assert "api.openai.com" in consent_words(open_model("openai:gpt-5.5", api_key="k"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("true", "answers on this machine"),
        ("no-key", "not accepted"),
        ("missing", "There is no model 'missing'"),
        ("busy", "takes no more questions"),
        ("down", "reports a fault"),
        ("empty", "says nothing"),
        ("dropped", None),
        ("garbage", "protocol"),
    ],
)
@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_probe_says_what_it_found(server, provider, name, words):
    model = open_model(f"{provider}:{name}", base_url=server.base_url if provider == "openai" else server.address)
    probe = probe_model(model, timeout_seconds=10)
    assert probe.works == (name in ("true", "dropped"))
    assert words is None or words in probe.says
    assert not probe.remote


@pytest.mark.parametrize("provider", ["openai", "ollama"])
def test_a_server_that_is_not_there_is_said_to_be(provider):
    model = open_model(f"{provider}:x", base_url="http://127.0.0.1:9" + ("/v1" if provider == "openai" else ""))
    says = probe_model(model, timeout_seconds=10).says
    assert "Nothing answers" in says
    assert ("ollama serve" in says) == (provider == "ollama")


def test_a_probe_sends_nothing_of_anybody(server):
    model = open_model("openai:true", base_url=server.base_url)
    probe_model(model)
    told = str(server.requests[-1]["messages"])
    assert "<about_me" not in told
    assert "I am ready" in told


def test_a_key_never_stands_in_a_message():
    error = ValueError("Incorrect API key provided: sk-abcdef1234567890. Find yours")
    assert "sk-abcdef" not in cure(error, FakeListChatModel(responses=["x"]))


def test_retry_after_is_read_where_asking_again_is_of_use():
    def failed(status, **headers):
        return httpx.HTTPStatusError(
            "x", request=httpx.Request("POST", "http://x"), response=httpx.Response(status, headers=headers)
        )

    assert retry_after(failed(429, **{"retry-after": "3"})) == 3.0
    assert retry_after(failed(503)) == 1.0
    assert retry_after(failed(429, **{"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"})) is None
    assert retry_after(failed(401)) is None
    assert retry_after(ValueError("x")) is None


def test_a_folder_without_weights_is_no_model(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        LocalModel(folder=str(tmp_path)).load()
