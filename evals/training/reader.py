"""Reader training: the labelled sets go in, the weights of `rag/support_reader.py` and held-out predictions come out.

    python -m evals.training.reader --data DIR --out DIR [--held-out FILE] [--epochs N] [--seed N]
    [--start FILE [--also claims|answers] [--claims DIR] [--pace SHARE]]

The upper four layers of the packaged MiniLM are taught; the lower two and its embeddings stay. AdamW, warm-up and
linear decay, lower rates for lower layers (Howard & Ruder 2018), bfloat16 autocast, one thread, dropout, blanked tokens
and smoothed labels. Loss: cross-entropy of tokens where people marked spans or the sentence is supported, of sentences,
and of pieces of several sentences. A quarter of the sources, with all that rests on them, is held out.

Claims that were written to be hard have their writers' habits: in training `given_away` is added to what the reader
says of them (a product of experts: Clark and others 2019); in use it is left out. They join where `--start` goes on
from a checkpoint. In a call of their own, with `--also answers`, join whole answers in the manner of today's models,
in half of which slips are planned, as many in each manner, so that manner tells little; rarity is then the
checkpoint's own.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals import checker_figures
from evals.training import pieces
from evals.training.claims import SHARES, Example, examples, metamorphic
from evals.training.pieces import Batch, Table
from evals.training.written import answered, given_away, ragtruth_passages, written
from rag.layers import WIDTH
from rag.support_pieces import MARKS
from rag.support_reader import FROZEN, HEAD, LAYERS, base, forward, judge_states

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]
EPOCHS, RATE, NEW_RATE, LOWER, DECAY, WARM = 2, 1.5e-4, 6e-4, 0.88, 0.02, 60
DROPOUT, SMOOTHED, WHOLE_SHARE, TOKEN_WEIGHT = 0.1, 0.04, 0.5, 2.0
QUARTER, SEED = 4, 7
PACE = 0.5
"""By what the rates are multiplied where a checkpoint is gone on from; 0.4 in the last call."""


def initial() -> dict[str, Any]:
    """Packaged layers and a new head, as parameters by name."""
    import torch
    from torch import nn

    made = {name: part.float().clone() for name, part in base().items() if _taught(name)}
    made |= {
        "side": torch.zeros(2, WIDTH),
        "marks.weight": torch.randn(WIDTH, MARKS) * 0.01,
        "marks.bias": torch.zeros(WIDTH),
    }
    made |= {"token.weight": torch.randn(1, WIDTH) * 0.03, "token.bias": torch.zeros(1)}
    for name, inputs in (("sentence", WIDTH + 1), ("whole", 2 * WIDTH + 2)):
        made |= {f"{name}.share": torch.zeros(1, WIDTH)}
        made |= {
            f"{name}.wide.weight": torch.randn(HEAD, inputs) * inputs**-0.5,
            f"{name}.wide.bias": torch.zeros(HEAD),
        }
        made |= {f"{name}.narrow.weight": torch.randn(1, HEAD) * HEAD**-0.5, f"{name}.narrow.bias": torch.zeros(1)}
    return {name: nn.Parameter(part) for name, part in made.items()}


def _taught(name: str) -> bool:
    return name.startswith("encoder.") and int(name.split(".")[2]) >= FROZEN


def groups(weights: dict[str, Any]) -> list[dict[str, Any]]:
    """Rates: the head's, and the layers', the lower the smaller."""
    made: list[dict[str, Any]] = [{"params": [], "base": RATE * LOWER ** (LAYERS - 1 - n)} for n in range(LAYERS)]
    made.append({"params": [], "base": NEW_RATE})
    for name, part in weights.items():
        made[int(name.split(".")[2]) if name.startswith("encoder.") else LAYERS]["params"].append(part)
    return made


def loss_of(table: Table, batch: Batch, judged: Any) -> Any:
    """The loss of one batch, by example so many that batches of few large ones weigh no more."""
    import torch
    from torch.nn import functional

    def entropy(said: Any, label: Any) -> Any:
        smooth = label * (1 - 2 * SMOOTHED) + SMOOTHED
        return functional.binary_cross_entropy_with_logits(said, smooth, reduction="none")

    rows = batch.examples
    weight, wrong = torch.from_numpy(table.weights[rows]).clamp(max=10), torch.from_numpy(table.wrong[rows])
    marked, none = torch.from_numpy(batch.marked), torch.zeros(len(rows))
    inner = judged.sentence_of >= 0
    known = (marked[inner] >= 0).float()
    each = (
        entropy(judged.tokens[inner], marked[inner].clamp(min=0))
        * known
        * (1 + (TOKEN_WEIGHT - 1) * (marked[inner] == 1))
    )
    own = judged.sentence_of[inner]
    by_token = none.index_add(0, own, each) / none.index_add(0, own, known).clamp(min=1)
    said = judged.sentences + torch.from_numpy(table.given_away[rows])
    whole = entropy(judged.wholes, torch.from_numpy(batch.whole)) * torch.from_numpy(batch.whole_weights)
    return ((entropy(said, wrong) + by_token) * weight).sum() + WHOLE_SHARE * 6 * whole.sum()


def train(
    table: Table, fit: Any, epochs: int, out: Path, weights: dict[str, Any], pace: float = 1.0, seed: int = SEED
) -> None:
    """Train on the examples that `fit` allows; a checkpoint and held-out figures after each epoch.

    Args:
        table: the examples.
        fit: whether an example may be learned from.
        epochs: how many.
        out: folder for the checkpoints.
        weights: what is trained, in place.
        pace: by what the rates are multiplied.
        seed: of the order of batches and of what is dropped.
    """
    import torch

    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    packaged = base()
    optimiser = torch.optim.AdamW(groups(weights), lr=RATE, weight_decay=DECAY, fused=True)
    began, step, tokens, spent = time.monotonic(), 0, 0, 0.0
    for epoch in range(epochs):
        rows = np.asarray([n for n, one in enumerate(table.every) if fit(one)], np.int64)
        every = list(pieces.batches(table, rows, chance))
        for number, batch in enumerate(every):
            passed = (epoch + number / len(every)) / epochs
            for group in optimiser.param_groups:
                group["lr"] = pace * group["base"] * min(1.0, (step + 1) / WARM) * (1 - 0.97 * passed)
            with torch.autocast("cpu", torch.bfloat16):
                states = forward(weights, packaged, batch.rows, DROPOUT)
            loss = loss_of(table, batch, judge_states(weights, states.float(), batch.rows)) / 25
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
            optimiser.step()
            step, spent, tokens = step + 1, spent + float(loss.detach()), tokens + sum(row.size for row in batch.rows)
            if step % 50 == 0:
                print(
                    f"epoch {epoch} batch {number} of {len(every)}: loss {spent / 50:.4f}, "
                    f"{tokens / (time.monotonic() - began):.0f} tokens a second",
                    file=sys.stderr,
                    flush=True,
                )
                spent = 0.0
                torch.save({name: part.detach().clone() for name, part in weights.items()}, out / "reader.last.pt")
        torch.save({name: part.detach().clone() for name, part in weights.items()}, out / f"reader.{epoch}.pt")
        held = np.asarray([n for n, one in enumerate(table.every) if not fit(one)], np.int64)
        paused = time.monotonic()
        print(json.dumps(quick(table, held, weights)), flush=True)
        began += time.monotonic() - paused


class Predicted(dict[int, tuple[float, Floats]]):
    """For each example its sentence's log-odds and its tokens'; `whole` by the first example of a piece."""

    def __init__(self) -> None:
        super().__init__()
        self.whole: dict[int, float] = {}


def predict(table: Table, asked: Sequence[list[int]], weights: dict[str, Any]) -> Predicted:
    """What the reader says of some pieces (lists of examples)."""
    import torch

    packaged, found = base(), Predicted()
    for batch in pieces.asked(table, asked):
        with torch.inference_mode():
            with torch.autocast("cpu", torch.bfloat16):
                states = forward(weights, packaged, batch.rows)
            judged = judge_states(weights, states.float(), batch.rows)
        own = judged.sentence_of.numpy()
        for n, (row, said) in enumerate(zip(batch.examples.tolist(), judged.sentences.tolist(), strict=True)):
            found[row] = (said, judged.tokens.numpy()[own == n])
        first = 0
        for piece, whole in zip((one for row in batch.rows for one in row.pieces), judged.wholes.tolist(), strict=True):
            found.whole[int(batch.examples[first])] = whole
            first += int(piece.sentence.max()) + 1
    return found


def quick(table: Table, held: Codes, weights: dict[str, Any], most: int = 60) -> dict[str, float]:
    """Held-out areas under the curve: every fourth answer of RAGTruth and their sentences; claims of the other sets."""
    made = {}
    names = np.asarray([table.every[n].set for n in held.tolist()])
    for name in sorted(set(names.tolist())):
        inside = held[names == name]
        if name != "ragtruth":
            inside = inside[:: len(inside) // most + 1]
        asked = pieces.answers(table, inside)
        if name == "ragtruth":
            asked = asked[::4]
            inside = np.asarray([n for one in asked for n in one], np.int64)
        said = predict(table, asked, weights)
        rows = np.asarray([n for n in inside.tolist() if n in said])
        score = np.asarray([said[n][0] for n in rows.tolist()])
        wrong = table.wrong[rows].astype(np.float64)
        made[name] = checker_figures.auc(wrong, score, np.ones(len(rows)))
        if name not in SHARES:
            rare = 1 / np.maximum(0.05, 1 / (1 + np.exp(-np.where(wrong == 1, 1, -1) * table.given_away[rows])))
            made[f"{name}, weighed"] = checker_figures.auc(wrong, score, rare)
        if name == "ragtruth":
            bad = np.asarray([max(table.wrong[n] for n in one) for one in asked], np.float64)
            worst = np.asarray([max(said[n][0] for n in one if n in said) for one in asked])
            whole = np.asarray([said.whole[one[0]] for one in asked])
            made["whole answers by worst sentence"] = checker_figures.auc(bad, worst, np.ones(len(bad)))
            made["whole answers"] = checker_figures.auc(bad, whole, np.ones(len(bad)))
    return {name: round(value, 4) for name, value in made.items() if value is not None}


def held_out(every: Sequence[Example], file: Path | None) -> set[str]:
    """Sources nothing is learned from: those named in a file, else a quarter drawn by `SEED`."""
    if file is not None:
        return set(file.read_text(encoding="utf-8").split("\n"))
    sources = sorted({one.source for one in every})
    order = np.random.default_rng(SEED).permutation(len(sources)).tolist()
    return {sources[n] for place, n in enumerate(order) if place % QUARTER == 0}


def _with_written(every: Sequence[Example], data: Path, out: Path, more: Path | None) -> tuple[list[Example], Floats]:
    """The examples and the written claims, with what gives the written ones away."""
    passages = ragtruth_passages(data)
    added = written(passages)
    if more is not None:
        added += written(passages, more, [file.stem for file in sorted(more.glob("*.jsonl"))])
    kept = out / "given_away.npy"
    if not kept.is_file():
        np.save(kept, given_away(added))
    return [*every, *added], np.concatenate([np.zeros(len(every)), np.load(kept)]).astype(np.float32)


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when the weights were written."""
    import torch

    parser = argparse.ArgumentParser(prog="python -m evals.training.reader", description="Train the reader.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the labelled sets (checker/*.jsonl)")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--held-out", type=Path, help="file with a source to hold out on each line")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--start", type=Path, help="checkpoint to go on from, at a slower pace and with written claims")
    parser.add_argument("--also", choices=("claims", "answers"), default="claims", help="what joins with --start")
    parser.add_argument("--pace", type=float, default=PACE, help="by what the rates are multiplied with --start")
    parser.add_argument("--claims", type=Path, help="folder with more written claims, in the form of claims/*.jsonl")
    parser.add_argument("--seed", type=int, default=SEED, help="of the order of batches and of what is dropped")
    parser.add_argument("--few", type=int, default=0, help="only so many examples, to see that it runs")
    chosen = parser.parse_args(argv)
    torch.set_num_threads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    true = examples(chosen.data)
    true = true[:: max(1, len(true) // chosen.few)] if chosen.few else true
    every = [*true, *metamorphic(true)]
    kept = held_out(every, chosen.held_out)
    with_answers = chosen.start is not None and chosen.also == "answers"
    if with_answers:
        every += answered(ragtruth_passages(chosen.data))
    given = np.zeros(len(every), np.float32)
    if chosen.start is not None and not with_answers:
        every, given = _with_written(every, chosen.data, chosen.out, chosen.claims)
        ours = sorted({one.source for one in every if one.set not in SHARES and not one.source.startswith("ragtruth/")})
        kept |= set(ours[::QUARTER])
    table = pieces.tabulate(every, given)
    if with_answers:
        table = table._replace(rarity=np.load(chosen.start.with_name("rarity.npy")))
    np.save(chosen.out / "rarity.npy", table.rarity)
    rows = np.asarray([n for n, one in enumerate(every) if one.source not in kept])
    print(f"{len(every)} examples, {len(rows)} to learn from", file=sys.stderr, flush=True)
    torch.manual_seed(SEED)
    weights = initial()
    if chosen.start is not None:
        stored = torch.load(chosen.start)
        weights = {name: torch.nn.Parameter(part) for name, part in stored.items()}
    pace = chosen.pace if chosen.start else 1.0
    train(table, lambda one: one.source not in kept, chosen.epochs, chosen.out, weights, pace, chosen.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
