"""The command line with a model that writes: real clients, a real server on loopback, nothing sent without a yes."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import ModelServer, Reply
from typer.testing import CliRunner
from writing_support import DEGREES, QUESTION, TRUE

from ingest.index import build_index
from ui.cli import app

pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
    pytest.mark.usefixtures("no_sockets_left"),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("model")
    (place / "degrees.md").write_text(DEGREES, encoding="utf-8")
    build_index([place / "degrees.md"], index=place / "index", handbook=False)
    return place / "index"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    script = {"true": Reply(TRUE), "down": Reply(status=500), "no-key": Reply(status=401), "mute": Reply("")}
    with ModelServer(lambda name, before: script.get(name)) as opened:
        yield opened


def call(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("name", "well", "words"),
    [
        ("openai:true", True, "on this machine"),
        ("openai:nobody", False, "nobody"),
        ("openai:no-key", False, "key"),
        ("openai:mute", False, "says nothing"),
        ("openai:down", False, ""),
    ],
)
def test_doctor_asks_the_model_and_says_what_it_found(
    index: Path, server: ModelServer, name: str, well: bool, words: str
) -> None:
    code, out, _ = call("doctor", "--index", index, "--model", name, "--base-url", server.base_url, "--json")
    looks = {look["name"]: look for look in json.loads(out)}
    (found,) = [look for key, look in looks.items() if "model" in key and key != "embedding model"]
    assert found["well"] is well
    assert words in found["words"]
    assert (code == 0) is all(look["well"] for look in looks.values())
    assert QUESTION not in str(server.requests)


def test_an_answer_says_which_model_wrote_it(index: Path, server: ModelServer) -> None:
    code, out, err = call(
        "ask", QUESTION, "--index", index, "--model", "openai:true", "--base-url", server.base_url, "--json"
    )
    assert code == 0, err
    assert json.loads(out)["mode"] == "true"
    assert "will be sent" not in err  # this machine's own server is nobody else's


def test_a_remote_model_is_named_and_sent_nothing_without_a_yes(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[object] = []
    whole = socket.socket.connect

    def watched(self: socket.socket, address: object) -> None:
        reached.append(address)
        whole(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", watched)
    code, out, err = call(
        "ask", QUESTION, "--index", index, "--model", "openai:far", "--base-url", "http://192.0.2.1:9/v1", "--json"
    )
    answer = json.loads(out)
    assert code == 0
    assert "will be sent to 192.0.2.1 (far)" in err
    assert "--may-send" in err
    assert answer["mode"] == "composed"
    assert answer["findings"]
    assert not [address for address in reached if "192.0.2.1" in str(address)]
