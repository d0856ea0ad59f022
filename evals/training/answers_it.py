"""Answers it: questions about collections and the handbook go in, the weights of `rag/answers_it.py` come out.

    python -m evals.training.answers_it INDEX [--steps N] [--threads N] [--start FILE.pt] [--out NPZ]

INDEX is an index of the bundled handbook. Learned from the collections that are not in `HELD` and from a drawn part of
the handbook's questions; each question with its candidates by retrieval as it stands. Loss: listwise softmax over one
right passage and some of the best wrong ones, now and then with what retrieval gives them added (so that it learns what
is missing there), and cross-entropy of each pair; all pairs of a question that nothing answers are wrong. The upper
three layers start as the question encoder's. AdamW, lower rates for lower layers, bfloat16 autocast, dropout. How much
the reading counts beside what `rag/sufficiency.py` knew before is fitted on the collections in `HELD`.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.training.answers_it_lessons import SEED, Example, Lesson, lessons_of, shares
from ingest.embed import Embedder
from rag.answers_it import LAYERS, NAME, log_odds, question_states
from rag.encode import ELSEWHERE, QuestionEncoder, encoder_of, figures
from rag.layers import WIDTH, in_eight_bits
from rag.learned import seal

TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval" / f"{NAME}.npz"
STEPS, BATCH, TOGETHER = 2000, 16, 4
RATE, NEW_RATE, LOWER, DECAY, WARM, DROPOUT = 1.5e-4, 1e-3, 0.9, 0.01, 60, 0.1
WRONG, CHOICE = 4, 3
"""Wrong passages beside a right one; right passages that it is drawn from."""
PAIRS, NONE, WITH_RETRIEVAL = 0.3, 0.9, (0.0, 0.0, 0.0, 0.5)
"""Weights of cross-entropy where a passage answers and where none does; of what retrieval gives, one of them drawn."""
UNANSWERED, UNANSWERED_OFTEN = 5, 0.6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--few", type=int, default=0, help="only so many questions of each corpus, to see that it runs")
    parser.add_argument("--start", type=Path, help="checkpoint to go on from")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    import torch

    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    embedder = Embedder(threads=options.threads)
    encoder = encoder_of(embedder)
    assert encoder is not None
    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory() as place:
        lessons = list(lessons_of(options.index, Path(place), embedder, encoder, options.few))
        weights = initial(encoder)
        if options.start:
            weights |= {name: torch.nn.Parameter(part) for name, part in torch.load(options.start).items()}
        train(lessons, weights, encoder, options.steps)
        torch.save({name: part.detach() for name, part in weights.items()}, options.out.with_suffix(".pt"))
        save(weights, options.out)
        if options.out == TARGET:
            save_shares(shares(Path(place), embedder, encoder, options.few), options.out)


def initial(encoder: QuestionEncoder) -> dict[str, Any]:
    """The question encoder's upper layers and a new head, as parameters by name."""
    import torch
    from torch import nn

    made: dict[str, Any] = {}
    for number, layer in enumerate(encoder.tuned(ELSEWHERE)[0].encoder.layer[-LAYERS:]):
        made |= {f"layers.{number}.{name}": part.detach().clone() for name, part in layer.state_dict().items()}
    made |= {"side": torch.zeros(WIDTH), "scale": torch.tensor([1.0, -1.0])}
    for name, shape, spread in (
        ("share", (1, WIDTH), 0.0),
        ("wide", (96, 2 * WIDTH), 0.036),
        ("narrow", (1, 96), 0.05),
    ):
        made |= {f"{name}.weight": torch.randn(shape) * spread, f"{name}.bias": torch.zeros(shape[0])}
    return {name: nn.Parameter(part) for name, part in made.items()}


def train(lessons: Sequence[Lesson], weights: dict[str, Any], encoder: QuestionEncoder, steps: int) -> None:
    """In place."""
    import torch

    groups: list[dict[str, Any]] = [{"params": [], "base": RATE * LOWER ** (LAYERS - 1 - n)} for n in range(LAYERS)]
    groups.append({"params": [], "base": NEW_RATE})
    for name, part in weights.items():
        groups[int(name.split(".")[1]) if name.startswith("layers.") else LAYERS]["params"].append(part)
    optimiser = torch.optim.AdamW(groups, lr=RATE, weight_decay=DECAY)
    sizes, began, lost = [len(one.answered) ** 0.8 for one in lessons], time.monotonic(), []
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * min(1.0, (step + 1) / WARM) * (1 - 0.95 * step / steps)
        (lesson,) = random.choices(lessons, sizes)
        rows = lesson.drawn(BATCH)
        for at in range(0, BATCH, TOGETHER):
            loss = loss_of(weights, encoder, lesson, rows[at : at + TOGETHER]) / BATCH
            loss.backward()
            lost.append(float(loss.detach()) * BATCH / TOGETHER)
        if lesson.unanswered and random.random() < UNANSWERED_OFTEN:
            loss_of_none(weights, encoder, lesson).backward()
        torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if (step + 1) % 25 == 0:
            pace = BATCH * (step + 1) / (time.monotonic() - began)
            print(f"step {step + 1}: loss {np.mean(lost[-100:]):.3f}, {pace:.1f} questions a second", file=sys.stderr)


def loss_of(weights: dict[str, Any], encoder: QuestionEncoder, lesson: Lesson, rows: Sequence[Example]) -> Any:
    """Of questions that are answered, summed."""
    import torch
    from torch.nn import functional

    drawn = []
    for row in rows:
        odds = 1 / (2 + np.arange(len(row.wrong)))
        wrong = np.random.choice(row.wrong, min(WRONG, len(row.wrong)), replace=False, p=odds / odds.sum()).tolist()
        drawn.append([random.choice(row.right[:CHOICE]), *wrong])
    said = paired(weights, encoder, lesson, [(row.search, some) for row, some in zip(rows, drawn, strict=True)])
    loss = torch.zeros(())
    for row, some, found in zip(rows, drawn, said, strict=True):
        ranked = found + random.choice(WITH_RETRIEVAL) * torch.tensor([row.values[at] for at in some])
        pairs = (functional.softplus(-found[0]) + functional.softplus(found[1:]).mean()) / 2
        loss = loss - functional.log_softmax(ranked, 0)[0] + PAIRS * pairs
    return loss


def loss_of_none(weights: dict[str, Any], encoder: QuestionEncoder, lesson: Lesson) -> Any:
    """Of questions that nothing answers: three of their six best candidates each."""
    import torch
    from torch.nn import functional

    rows = random.sample(lesson.unanswered, min(UNANSWERED, len(lesson.unanswered)))
    some = [(row.search, random.sample(row.wrong[:6], min(3, len(row.wrong)))) for row in rows]
    said = torch.cat(paired(weights, encoder, lesson, some))
    return NONE * functional.binary_cross_entropy_with_logits(said, torch.zeros(len(said)))


def paired(
    weights: dict[str, Any], encoder: QuestionEncoder, lesson: Lesson, asked: Sequence[tuple[str, Sequence[int]]]
) -> list[Any]:
    """Log-odds of each question's passages."""
    import torch

    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        states = question_states(encoder, [search for search, _ in asked])
    own = [one.float().clone() for one, (_, passages) in zip(states, asked, strict=True) for _ in passages]
    other = [lesson.read[at] for _, passages in asked for at in passages]
    with torch.autocast("cpu", torch.bfloat16):
        found = log_odds(weights, own, other, DROPOUT)
    return list(found.float().split([len(passages) for _, passages in asked]))


def save(weights: dict[str, Any], out: Path) -> None:
    """Matrices in 8 bits, with a scale for each row."""
    stored: dict[str, NDArray[Any]] = {}
    for name, part in weights.items():
        array = part.detach().float().numpy()
        if array.ndim == 2 and len(array) >= WIDTH:
            numbers, worth = in_eight_bits(array)
            stored |= {name: numbers, f"{name}.rows": worth[:, 0]}
        else:
            stored[name] = array.astype(np.float32)
    np.savez_compressed(out, allow_pickle=False, **stored)
    seal(out)


def save_shares(found: dict[str, float], out: Path) -> None:
    """Beside the hash, with that of the question encoder which the layers were taught on."""
    stored = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    stored |= {"encoder": figures(ELSEWHERE)["sha256"], "counts": found}
    out.with_suffix(".json").write_text(json.dumps(stored) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
