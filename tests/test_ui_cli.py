"""The command line: every door opens, every failure is one message with a cure, and help comes at once."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from page_support import TEXT
from typer.testing import CliRunner

from ingest.index import build_index
from rag.types import Verdict
from ui.cli import app
from ui.terminal import print_verdict

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "gradio", "chromadb", "sentence_transformers", "langchain_core", "pydantic", "numpy")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index made by the real model."""
    place = tmp_path_factory.mktemp("cli")
    documents = place / "documents"
    documents.mkdir()
    (documents / "degrees.md").write_text(TEXT.replace("Sources: survey\n", ""), encoding="utf-8")
    (documents / "notes.txt").write_text(
        "A portfolio shows what you can do. Two finished projects are better than ten begun ones.\n", encoding="utf-8"
    )
    build_index([documents], index=place / "index", handbook=False)
    return place


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here touches the person's own index or history."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))


def call(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom ui.cli import app\n"
        "done = CliRunner().invoke(app, ['--help'])\nassert done.exit_code == 0 and 'search' in done.stdout\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command", ["chat", "ask", "search", "add", "remove", "sources", "index", "check", "history", "doctor"]
)
def test_every_command_explains_itself_and_speaks_json(command: str) -> None:
    code, out, _ = call(command, "--help")
    assert code == 0
    assert "--json" in out


def test_ask_prints_an_answer_with_its_sources(folder: Path) -> None:
    code, out, _ = call("ask", "Do I need a PhD?", "--index", folder / "index")
    assert code == 0
    assert "A PhD is not needed for most machine learning jobs. [1]" in out
    assert "“A PhD is not needed for most machine learning jobs.”" in out


def test_ask_prints_the_answers_own_json(folder: Path) -> None:
    from rag.types import Answer

    code, out, _ = call("ask", "Do I need a PhD?", "--index", folder / "index", "--json")
    assert code == 0
    assert Answer.model_validate_json(out).question == "Do I need a PhD?"


def test_a_question_can_come_through_a_pipe(folder: Path) -> None:
    done = CliRunner().invoke(app, ["ask", "-", "--index", str(folder / "index")], input="Do I need a PhD?")
    assert done.exit_code == 0
    assert "[1]" in done.stdout


def test_bytes_that_are_no_letters_and_letters_the_terminal_lacks_stop_nothing(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui", "ask", "-", "--index", str(folder / "index")],
        cwd=ROOT,
        input=b"Do I need a PhD? \xff",
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict", "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr[-400:]
    assert b"?A PhD is not needed for most machine learning jobs.?" in done.stdout  # quotation marks


def test_search_shows_retrieval_naked(folder: Path) -> None:
    code, out, _ = call("search", "portfolio", "--index", folder / "index", "--limit", 2)
    assert code == 0
    assert " 1. " in out
    assert "keyword #1" in out
    _, out, _ = call("search", "portfolio", "--index", folder / "index", "--json")
    assert json.loads(out)[0]["passage"]["document_id"] == "notes"


def test_sources_and_index_tell_what_is_there(folder: Path) -> None:
    code, out, _ = call("sources", "--index", folder / "index")
    assert code == 0
    assert "2 documents" in out
    _, out, _ = call("sources", "--index", folder / "index", "--json")
    assert {document["id"] for document in json.loads(out)} == {"degrees", "notes"}
    _, out, _ = call("index", "--index", folder / "index", "--json")
    assert json.loads(out)["documents"] == 2
    code, out, _ = call("index", "--index", folder / "index")
    assert "2 documents" in out


def test_check_judges_a_sentence_against_a_document(folder: Path) -> None:
    document = folder / "documents" / "notes.txt"
    code, out, _ = call(
        "check", "Two finished projects are better than ten begun ones.", "--against", document, "--json"
    )
    assert code == 0
    assert json.loads(out)["label"] == "supported"
    _, out, _ = call("check", "Five finished projects are better than ten begun ones.", "--against", document, "--json")
    assert json.loads(out)["label"] != "supported"


def test_eval_without_the_suite_names_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [place for place in sys.path if not (Path(place or ".") / "evals").is_dir()])
    monkeypatch.setattr(
        sys, "meta_path", [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
    )
    for name in [name for name in sys.modules if name.split(".")[0] == "evals"]:
        monkeypatch.delitem(sys.modules, name)
    said = CliRunner().invoke(app, ["eval"])
    assert said.exit_code == 1
    assert "not part of this installation" in said.output
    assert "make install" in said.output


def test_a_reason_is_printed_as_words_without_signs(capsys: pytest.CaptureFixture[str]) -> None:
    print_verdict("A PhD is required.", Verdict(label="contradicted", confidence=0.8, reason="it is *not* so"))
    assert "    it is not so" in capsys.readouterr().out


def test_documents_come_and_go(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    (tmp_path / "more.txt").write_text("Interviews are practised aloud.\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    code, out, err = call(
        "add", folder / "documents", tmp_path / "more.txt", "--index", index, "--without-handbook", "--json"
    )
    assert code == 0, err
    assert json.loads(out)["documents"] == 3
    code, out, err = call("add", tmp_path / "empty.txt", tmp_path / "more.txt", "--index", index, "--json")
    assert code == 0
    assert json.loads(out)["documents"] == 3, "an index without the handbook stays without"
    assert "Left out" in err
    assert "empty.txt" in err
    code, out, _ = call("remove", "more", "--index", index, "--json")
    assert json.loads(out)["documents"] == 2
    code, _, err = call("remove", "more", "--index", index)
    assert code == 1
    assert "groundwork sources" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("index", "my/notes"), "groundwork add my/notes"),
        (("index", "my notes", "--index", "/my/index"), "groundwork add 'my notes' --index /my/index"),
        (("ask", "x", "--index", "/nowhere/index"), "groundwork add"),
        (("search", "x", "--index", "/nowhere/index"), "groundwork add"),
        (("sources", "--index", "/nowhere/index"), "groundwork add"),
        (("index", "--index", "/nowhere/index"), "groundwork add"),
        (("add", "/nowhere/file.md"), "There is no file"),
        (("add", "/" + "a" * 300), "File name too long"),
        (("add", "/nowhere/\x1b[31mred.md"), "'/nowhere/[31mred.md'"),
        (("remove", "handbook/phd"), "as a whole"),
        (("check", "x", "--against", "/nowhere/file.md"), "no file"),
        (("chat", "--share", "maybe"), "yes or no"),
        (("chat", "--index", "/nowhere/index", "--port", "0"), "groundwork add"),
    ],
)
def test_a_failure_is_one_message_with_its_cure_and_an_exit_code(arguments: tuple[str, ...], words: str) -> None:
    code, out, err = call(*arguments)
    assert code == 1
    assert out == ""
    assert words in err
    assert err.startswith("groundwork: ")
    assert len(err.strip().splitlines()) == 1


def test_a_port_in_use_names_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = call("chat", "--port", port)
    assert code == 1
    assert f"port {port} on 127.0.0.1" in err
    assert f"--port {port + 1}" in err


def test_history_can_be_listed_and_deleted() -> None:
    from page_support import cite, small_document, supported

    from rag.types import Answer
    from ui.history import History, default_path

    assert call("history")[1].startswith("No conversation")
    document = small_document()
    kept = History(default_path())
    kept.append(
        "me", "c", "Is it\x1b[31m red?", Answer(question="q", findings=(supported("No.", cite(document, "A PhD")),))
    )
    kept.judge("me", "c", 1, "up")
    _, out, _ = call("history")
    assert "\x1b" not in out
    assert json.loads(call("history", "--json")[1])[0]["turns"] == 1
    assert json.loads(call("history", "--judgements")[1])[0]["judgement"] == "up"
    assert json.loads(call("history", "--delete", "--json")[1]) == {"deleted": 1}
    assert json.loads(call("history", "--json")[1]) == []


def test_doctor_says_what_is_well_and_how_to_mend_the_rest(folder: Path) -> None:
    code, out, _ = call("doctor", "--index", folder / "index", "--json")
    looks = {look["name"]: look for look in json.loads(out)}
    assert code == 0, out
    assert looks["embedding model"]["well"]
    code, out, _ = call("doctor", "--index", "/nowhere/index")
    assert code == 1
    assert "FAIL  index" in out
    assert "groundwork add" in out


def test_a_terminated_run_stops_like_ctrl_c_and_keeps_the_old_index(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index([folder / "documents"], index=index, handbook=False)
    many = tmp_path / "many"
    many.mkdir()
    for n in range(300):
        words = "\n\n".join(f"Advice number {n} point {m} is worth a sentence of its own." for m in range(20))
        (many / f"{n}.txt").write_text(words, encoding="utf-8")
    command = [sys.executable, "-m", "ui", "add", str(many), "--index", str(index)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as run:
        assert run.stderr is not None
        while "Embedding" not in (line := run.stderr.readline()):
            assert line, "it ended before it embedded"
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        err = run.stderr.read()
        assert run.wait(60) == 130
    assert "Nothing was lost" in err
    assert json.loads(call("index", "--index", index, "--json")[1])["documents"] == 2
