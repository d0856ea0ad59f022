"""Question encoder: questions and the passages that answer them go in, a small change to MiniLM comes out.

    python -m evals.training.question_encoder INDEX --public wikiqa_train.jsonl trecqa_train.jsonl --answers
    ragtruth_qa_train.jsonl [--held-out 39 --out held_out.npz]

INDEX is an index of the bundled handbook. Only the encoder of questions learns (LoRA, rank 16, on every linear layer,
Hu et al. 2021), and a direction that tells how much a token of a question matters; passages keep their vectors, so an
index never has to be made again. Three losses together. Late interaction: a softmax over passages that answer and
passages that mislead, in the handbook as it is or in its chapters without headings, by turns. The whole vector: a
softmax over every section of the handbook (Izacard et al. 2022, 'Contriever', with several right ones). And, of typed
questions alone, the fused score over what the pipeline ranks high (`question_ranking.py`), its candidates found with
the encoder that is in use before, or with another one (`--ranked-with`). Most questions of ours in a batch were typed,
the others are other wordings of headings, varied with lines about a person and slips of the keyboard. Chapters that
are held out never train, neither as right nor as misleading.
"""

import argparse
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from evals.training.question_examples import Example, Public, among_lines, drawn, examples_of, place, public_of, rank
from evals.training.question_losses import Asking, Bank, Tokened, banks_of
from evals.training.question_ranking import Ranking
from evals.training.questions import Corpus, arrays, handbook_of, held_out, plain_of, read_rows, use
from ingest.embed import Embedder, Vectors
from rag.learned import seal

TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval"
SEED, STEPS, RATE, GATE_RATE = 7, 600, 4e-4, 1e-2
TYPED, WORDINGS, PUBLIC = 20, 8, 6
"""Questions of each kind in a batch."""
WORDINGS_COUNT, PUBLIC_COUNTS = 0.6, 0.4
"""What a wording counts beside a typed question, and the public sets beside ours."""
RIGHT_AT_MOST, MISLEADING = 4, 14


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--public", type=Path, nargs="*", default=[], help="question, candidates[{text, label}]")
    parser.add_argument("--answers", type=Path, nargs="*", default=[], help="question, passages[]")
    parser.add_argument("--held-out", type=int, default=0, help="chapters that do not train")
    parser.add_argument("--ranked-with", type=Path, help="weights of the encoder that finds the candidates")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--earlier", type=Path, help="weights of an earlier run, to average with")
    parser.add_argument("--out", type=Path, default=TARGET / "question_encoder.npz")
    options = parser.parse_args()
    import torch

    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    embedder = Embedder(threads=1)
    handbook = handbook_of(options.index, embedder)
    held = held_out(handbook.chapters.tolist(), options.held_out)
    typed, wordings = examples_of(read_rows(), handbook, held)
    with tempfile.TemporaryDirectory() as folder:
        corpora = [handbook, plain_of(handbook, Path(folder), embedder)]
        place(typed, corpora, held, embedder)
        place(wordings, corpora, held, embedder)
        if options.ranked_with:
            use(embedder, options.ranked_with)
        rank(typed, corpora, held)
        public = public_of(options.public, options.answers, embedder)
        print(f"{len(typed)} typed, {len(wordings)} wordings, {len(public.questions)} public questions", flush=True)
        asking = train(embedder, corpora, held, typed, wordings, public, options.steps)
    save(asking.learned(arrays(options.earlier) if options.earlier else {}), options.out)


def train(
    embedder: Embedder,
    corpora: list[Corpus],
    held: frozenset[str],
    typed: list[Example],
    wordings: list[Example],
    public: Public,
    steps: int,
) -> Asking:
    """Learn for so many batches."""
    asking = Asking(embedder, corpora[0].shelf)
    tokened = [Tokened.of_corpus(corpus) for corpus in corpora]
    others = Tokened.of_texts(public.tokens) if public.texts else None
    banks = banks_of(corpora[0], held, embedder)
    rankings = rankings_of(corpora, typed)
    queues: tuple[list[Example], list[Example]] = ([], [])

    def loss() -> Any:
        rows = take(queues[0], typed, TYPED) + [among_lines(e) for e in take(queues[1], wordings, WORDINGS)]
        which = random.randrange(len(corpora))
        return batch_loss(asking, tokened[which], which, banks, rankings, rows, public, others)

    learn(asking, loss, steps, RATE, GATE_RATE)
    return asking


def learn(asking: Asking, loss_of_next: Callable[[], Any], steps: int, rate: float, gate_rate: float) -> None:
    """AdamW over so many batches: twenty to warm up, then falling to nothing."""
    import torch

    optimiser = torch.optim.AdamW(
        [
            {"params": asking.parameters, "most": rate, "weight_decay": 0.01},
            {"params": [asking.gate], "most": gate_rate, "weight_decay": 0.0},
        ],
        lr=rate,
    )
    told: list[float] = []
    for step in range(steps):
        loss = loss_of_next()
        for group in optimiser.param_groups:
            group["lr"] = group["most"] * min(1, (step + 1) / 20) * (1 - step / steps)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(asking.parameters, 1.0)
        optimiser.step()
        told.append(float(loss.detach()))
        if (step + 1) % 50 == 0:
            print(f"step {step + 1}: loss {np.mean(told[-50:]):.3f}", flush=True)


def batch_loss(
    asking: Asking,
    tokened: Tokened,
    which: int,
    banks: list[Bank],
    rankings: list[Ranking],
    rows: list[Example],
    public: Public,
    others: Tokened | None,
) -> Any:
    """Late interaction, whole vectors and the fused order, ours and public."""
    import torch

    numbers = random.sample(range(len(public.questions)), min(PUBLIC, len(public.questions)))
    encoded = asking.encode([row.text for row in rows] + [public.questions[at] for at in numbers])
    right = [drawn(row.right[which], RIGHT_AT_MOST) for row in rows]
    wrong = [drawn(row.misleading[which], MISLEADING) for row in rows]
    counts = torch.tensor([1.0 if row.written else WORDINGS_COUNT for row in rows])
    late = asking.late(encoded, range(len(rows)), tokened, right, wrong)
    loss = (late * counts).sum() / counts.sum()
    loss = loss + sum(bank.loss(encoded.vectors[: len(rows)], rows) for bank in banks) / len(banks)
    typed = [at for at, row in enumerate(rows) if row.ranked]
    loss = loss + rankings[which].loss(encoded, typed, [rows[at].ranked[which] for at in typed], tokened)
    if others is None or not numbers:
        return loss
    right = [drawn(public.right[at], RIGHT_AT_MOST) for at in numbers]
    wrong = [drawn(public.misleading[at], MISLEADING) for at in numbers]
    apart = range(len(rows), len(rows) + len(numbers))
    late = asking.late(encoded, apart, others, right, wrong).mean()
    whole = asking.nearest(encoded.vectors[len(rows) :], public.vectors, [public.right[at] for at in numbers])
    return loss + PUBLIC_COUNTS * (late + whole)


def rankings_of(corpora: list[Corpus], typed: list[Example]) -> list[Ranking]:
    """Of each corpus; how far late interaction deviates there is the mean over all questions."""
    found = [[one for e in typed if (one := e.ranked[which]) is not None] for which in range(len(corpora))]
    return [
        Ranking(corpus, float(np.mean([one.late_deviation for one in ranked])))
        for corpus, ranked in zip(corpora, found, strict=True)
    ]


def take(queue: list[Example], every: list[Example], count: int) -> list[Example]:
    """The next ones; all come once before any comes again."""
    if len(queue) < count:
        queue.extend(random.sample(every, len(every)))
    taken = queue[:count]
    del queue[:count]
    return taken


def save(change: dict[str, Vectors], out: Path) -> None:
    """Half precision, and the file's hash beside it."""
    arrays = {name: values.astype(np.float16) for name, values in change.items()}
    np.savez(out, **arrays)  # type: ignore[arg-type]
    seal(out)


if __name__ == "__main__":
    main()
