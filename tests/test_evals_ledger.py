"""RAGAS as one more judge, and the ledger that every judge's replies are kept in."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from evals_support import SAYS, case
from judge_material import CASES, DRAGONS, LABELLED, REWORDED, system, told
from judge_server import JudgeServer
from langchain_core.language_models import FakeListChatModel

from evals import run
from evals.__main__ import main
from evals.ledger import Ledger, Unasked
from evals.panel import consult
from rag.judge import JudgeError
from rag.models import open_model

pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
    pytest.mark.usefixtures("no_sockets_left"),
]


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two labelled sentences, and the checker's own grade not computed."""
    monkeypatch.setattr("evals.panel.labelled", lambda: LABELLED)
    monkeypatch.setattr("evals.suite.grade", dict)
    monkeypatch.setattr("evals.suite.labelled_pairs", lambda: ((1.0, 1.0), (0.0, 0.0)))
    monkeypatch.setattr("evals.ledger.PAUSE_SECONDS", 0.0)


def test_after_five_failures_in_a_row_nobody_is_asked_any_more(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    asked: list[int] = []

    def ask(number: int) -> Any:
        asked.append(number)
        raise ConnectionError("refused")

    for number in range(40):
        with pytest.raises(Unasked):
            ledger.look_up([str(number)], lambda n=number: ask(n))  # type: ignore[misc]
    ledger.pay(jobs=1)
    assert len(set(asked)) == 5
    with pytest.raises(JudgeError, match="5 times in a row"):
        ledger.look_up(["39"], lambda: 1)


def test_a_damaged_page_of_the_book_is_asked_for_anew(tmp_path: Path) -> None:
    def fill() -> Ledger:
        ledger = Ledger(tmp_path)
        with pytest.raises(Unasked):
            ledger.look_up(["x"], lambda: {"a": 1})
        ledger.pay()
        return ledger

    assert fill().look_up(["x"], lambda: 0) == {"a": 1}
    (page,) = tmp_path.rglob("*.json")
    page.write_text('{"a": ')
    assert fill().look_up(["x"], lambda: 0) == {"a": 1}


def test_ragas_without_its_extra_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ragas", None)  # as if it were not installed
    words = ["refusals", "--judge", "ragas"]
    assert main(words) == 2
    assert "--judge-model" in capsys.readouterr().err
    assert main([*words, "--judge-model", "judge", "--judge-url", "http://127.0.0.1:9/v1"]) == 2
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert "pip install 'groundwork[ragas]'" in error


def test_ragas_is_one_more_judge(tmp_path: Path) -> None:
    """With the real RAGAS, where it is installed, over the loopback server."""
    pytest.importorskip("ragas", reason="pip install 'groundwork[ragas]'")
    from langchain_core.embeddings import DeterministicFakeEmbedding

    from evals.ragas_judge import RagasJudge

    def says(body: dict[str, Any]) -> Any:
        words = json.dumps(body["messages"])
        if "verdict" in words:
            held = 0 if "ragon" in words.rsplit("statements", 1)[-1] else 1
            return {"statements": [{"statement": "it", "reason": "so", "verdict": held}]}
        if "noncommittal" in words:
            return {"question": "Do I need a PhD?", "noncommittal": 0}
        return {"statements": [DRAGONS if "ragon" in words.rsplit("answer", 1)[-1] else REWORDED]}

    with JudgeServer(says) as server:
        model = open_model("openai:judge", server.base_url)
        judge = RagasJudge(model, tmp_path, DeterministicFakeEmbedding(size=8))
        report = run(CASES, system, name="fake", part="refusals", judge=judge)
        paid = len(server.requests)
        assert judge.ruling(REWORDED, SAYS) is True
        assert len(server.requests) == paid
    found = report.find("ragas_faithfulness", "fake")
    assert found is not None
    assert (found.n, found.unscored) == (1, 0)
    assert report.agreements[1].kappa == 1.0


@pytest.mark.parametrize("value", [float("nan"), 0.5])
def test_what_ragas_cannot_score_is_unscored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: float) -> None:
    stub_ragas(monkeypatch, value)
    from evals.ragas_judge import RagasJudge

    judge = RagasJudge(FakeListChatModel(responses=[""]), tmp_path, object())
    assert consult(judge, CASES, [told(REWORDED)])
    found = judge.measures()["ragas_faithfulness"](case("a"), told(REWORDED))
    assert found.value == (None if value != value else 0.5)
    assert ("no number" in found.reason) == (value != value)


def stub_ragas(monkeypatch: pytest.MonkeyPatch, value: float) -> None:
    """The few names of RAGAS that are used, answering `value`."""
    from types import ModuleType

    class Metric:
        def __init__(self, **given: Any) -> None:
            assert given["llm"]

        async def single_turn_ascore(self, sample: Any) -> float:
            assert sample["response"]
            return value

    modules = {name: ModuleType(name) for name in ("ragas", "ragas.dataset_schema", "ragas.embeddings", "ragas.llms")}
    modules["ragas.metrics"] = ModuleType("ragas.metrics")
    modules["ragas"].__version__ = "0"  # type: ignore[attr-defined]
    modules["ragas.dataset_schema"].SingleTurnSample = dict  # type: ignore[attr-defined]
    modules["ragas.embeddings"].LangchainEmbeddingsWrapper = lambda given: given  # type: ignore[attr-defined]
    modules["ragas.llms"].LangchainLLMWrapper = lambda model: model  # type: ignore[attr-defined]
    modules["ragas.metrics"].Faithfulness = Metric  # type: ignore[attr-defined]
    modules["ragas.metrics"].ResponseRelevancy = Metric  # type: ignore[attr-defined]
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
