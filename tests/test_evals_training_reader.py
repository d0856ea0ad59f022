"""Reader training: answers and claims lie beside their evidence, rightly labelled, and a few steps lower the loss."""

from pathlib import Path

import numpy as np
import pytest

from evals.training import pieces, reader
from evals.training.claims import SHARES, Example
from rag.support_pieces import FIRST, LAST

TEA = ("Tea is grown in the hills of Assam.", "It is picked from March to November.")
RAIL = ("The railway opened in 1903.", "It crosses nine bridges.")


def example(
    claim: str, evidence: tuple[str, ...], wrong: bool, set_name: str = "ragtruth", response: str = ""
) -> Example:
    spans = ((0, 7),) if wrong and response else None
    return Example(set_name, f"{set_name}/{evidence[0]}", claim, evidence, wrong, spans, response)


EVERY = [
    example("Tea comes from Assam.", TEA, False, response="a"),
    example("Coffee is picked in May.", TEA, True, response="a"),
    example("It is picked in spring.", TEA, False, response="b"),
    example("The railway has nine bridges.", RAIL, False, "factcg"),
    example("The railway closed in 1903.", RAIL, True, "factcg"),
    example("Picking ends in November.", TEA, False, "handbook"),
]
ROWS = np.arange(len(EVERY))


@pytest.fixture(name="table", scope="module")
def tabulated() -> pieces.Table:
    return pieces.tabulate(EVERY)


def test_answers_are_read_whole_beside_their_evidence(table: pieces.Table) -> None:
    (batch,) = pieces.asked(table, pieces.answers(table, ROWS))
    assert batch.examples.tolist() == [0, 1, 2, 3, 4, 5]
    assert batch.whole.tolist() == [1, 0, 0, 1, 0]
    assert batch.whole_weights.tolist() == [1, 0, 0, 0, 0]
    assert len(batch.marked) == sum(len(piece.codes) for row in batch.rows for piece in row.pieces)
    (answer,) = batch.rows[0].pieces
    assert (answer.codes[0], answer.codes[-1]) == (FIRST, LAST)
    assert sorted(set(answer.sentence.tolist())) == [-1, 0, 1]
    marked = batch.marked[: len(answer.codes)]
    assert set(marked[answer.sentence == 0].tolist()) == {0}
    assert set(marked[answer.sentence == 1].tolist()) == {0, 1}
    assert set(marked[answer.sentence == -1].tolist()) == {-1}


def test_an_epoch_reads_every_answer_once_and_shares_evidence(
    table: pieces.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "KEPT", {})
    monkeypatch.setattr(pieces, "WRITTEN_KEPT", 1.0)
    read = list(pieces.batches(table, ROWS, np.random.default_rng(0)))
    assert sorted(n for batch in read for n in batch.examples.tolist()) == ROWS.tolist()
    assert sum(len(batch.rows) for batch in read) == 2


def test_each_set_has_its_share_of_the_loss(table: pieces.Table) -> None:
    names = np.asarray([one.set for one in EVERY])
    kept = np.asarray([pieces.KEPT.get(name, pieces.WRITTEN_KEPT) for name in names.tolist()])
    share = {name: float((table.weights * kept)[names == name].sum()) for name in set(names.tolist())}
    assert share["ragtruth"] / share["factcg"] == pytest.approx(SHARES["ragtruth"] / SHARES["factcg"], rel=1e-3)
    assert share["handbook"] / share["factcg"] == pytest.approx(pieces.WRITTEN_SHARE / 2 / SHARES["factcg"], rel=0.02)


def test_a_few_steps_lower_the_loss_and_leave_a_checkpoint(
    table: pieces.Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from rag.support_reader import base, forward, judge_states

    monkeypatch.setattr(pieces, "KEPT", {})
    monkeypatch.setattr(reader, "WARM", 1)
    torch.manual_seed(0)
    weights = reader.initial()
    (batch,) = pieces.asked(table, pieces.answers(table, ROWS))

    def loss() -> float:
        with torch.no_grad():
            states = forward(weights, base(), batch.rows)
            return float(reader.loss_of(table, batch, judge_states(weights, states, batch.rows)))

    before = loss()
    reader.train(table, lambda one: one.set != "handbook", 6, tmp_path, weights)
    assert loss() < before
    assert (tmp_path / "reader.5.pt").is_file()


def test_a_quarter_of_the_sources_is_held_out_unless_they_are_named(tmp_path: Path) -> None:
    many = [EVERY[0]._replace(source=f"s{n}") for n in range(40)]
    assert len(reader.held_out(many, None)) == 10
    (tmp_path / "held.txt").write_text("s1\ns2", encoding="utf-8")
    assert reader.held_out(many, tmp_path / "held.txt") == {"s1", "s2"}
