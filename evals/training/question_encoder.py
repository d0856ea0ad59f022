"""Question encoder: wordings and the passages that answer them go in, a small change to MiniLM comes out.

    python -m evals.training.question_encoder INDEX --public wikiqa_train.jsonl trecqa_train.jsonl --answers
    ragtruth_qa_train.jsonl

INDEX is an index of the bundled handbook. Only the encoder of questions learns (LoRA, rank 16, on every linear layer,
Hu et al. 2021); passages keep their vectors, so an index never has to be made again. The loss is a softmax over every
passage and sentence of the handbook, where all of the right section count (Izacard et al. 2022, 'Contriever', with
several positives), and over the candidates of the public sets. Questions are varied with lines about a person, a
second question, and slips of the keyboard. Chapters that are held out (a fifth, by the seed) never train.
"""

import argparse
import json
import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from evals.training.variations import varied
from ingest.embed import Embedder
from ingest.opened import OpenedIndex
from rag.shelf import Shelf, whole_shelf

TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval"
SEED, RANK, EPOCHS, BATCH, RATE, TEMPERATURE = 7, 16, 6, 64, 3e-4, 0.05
HELD_OUT = 23
PUBLIC_SHARE = 0.4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--public", type=Path, nargs="*", default=[], help="question, candidates[{text, label}]")
    parser.add_argument("--answers", type=Path, nargs="*", default=[], help="question, passages[]")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    import torch

    random.seed(SEED)
    torch.manual_seed(SEED)
    embedder = Embedder(threads=1)
    generation = OpenedIndex(options.index, embedder).current()
    shelf = whole_shelf(generation)
    assert shelf is not None
    train, held_out = pairs_of(shelf)
    questions, texts, right = public_of(options.public, options.answers)
    public_vectors = torch.from_numpy(embedder.encode(texts)) if texts else None
    plain = torch.from_numpy(embedder.encode([p.text for p in shelf.passages]))
    section = torch.from_numpy(shelf.section)
    sentence_section = torch.from_numpy(
        np.repeat(shelf.section, np.diff([*shelf.sentence_start, len(shelf.sentences)]))
    )
    banks = [
        (torch.from_numpy(shelf.sentence_vectors), sentence_section),
        (plain, section),
        (torch.from_numpy(shelf.vectors), section),
    ]
    model, layers = with_adapter(embedder)
    parameters = [p for layer in layers.values() for p in (layer.down, layer.up)]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
    steps, step = EPOCHS * (len(train) // BATCH), 0
    before = recall(model, embedder, held_out, banks)
    print(f"{len(train)} wordings, {len(held_out)} held out, {len(questions)} public questions; before: {before:.3f}")
    for epoch in range(EPOCHS):
        random.shuffle(train)
        for at in range(0, len(train) - BATCH + 1, BATCH):
            rows = [varied(text, places, train) for text, places in train[at : at + BATCH]]
            chosen = random.sample(range(len(questions)), min(BATCH // 3, len(questions)))
            vectors = encoded(model, embedder, [text for text, _ in rows] + [questions[i] for i in chosen])
            own = vectors[: len(rows)]
            loss = (
                sum(missed(by_section(own, bank, shelf.sections), [places for _, places in rows]) for bank in banks) / 3
            )
            if public_vectors is not None:
                loss = loss + PUBLIC_SHARE * missed(
                    vectors[len(rows) :] @ public_vectors.T / TEMPERATURE, [right[i] for i in chosen]
                )
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / 20) * (1 - step / steps)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            step += 1
        print(f"epoch {epoch + 1}: held-out MRR {recall(model, embedder, held_out, banks):.3f}", flush=True)
    save(layers, options.out)


def pairs_of(shelf: Shelf) -> tuple[list[tuple[str, list[int]]], list[tuple[str, list[int]]]]:
    """Headings and other wordings with the number of their section: those that train, and those held out."""
    chapter = {int(number): shelf.passages[at].document_id for at, number in enumerate(shelf.section)}
    heading = {int(number): shelf.passages[at].heading[-1] for at, number in enumerate(shelf.section)}
    rows = [(wording, [int(number)]) for wording, number in zip(shelf.asked, shelf.asked_section, strict=True)]
    rows += [(heading[number], [number]) for number in heading]
    chapters = sorted(set(chapter.values()))
    random.shuffle(chapters)
    held = set(chapters[:HELD_OUT])
    return [r for r in rows if chapter[r[1][0]] not in held], [r for r in rows if chapter[r[1][0]] in held]


def public_of(labelled: list[Path], answers: list[Path]) -> tuple[list[str], list[str], list[list[int]]]:
    """Questions, all their candidate texts, and for each question the numbers of the right ones."""
    place: dict[str, int] = {}
    questions, right, seen = [], [], set()
    for row in (json.loads(line) for path in labelled for line in path.read_text(encoding="utf-8").splitlines()):
        numbers = [(place.setdefault(c["text"], len(place)), c["label"]) for c in row["candidates"]]
        if any(label for _, label in numbers):
            questions.append(row["question"])
            right.append([number for number, label in numbers if label])
    for row in (json.loads(line) for path in answers for line in path.read_text(encoding="utf-8").splitlines()):
        if row["question"] not in seen:
            seen.add(row["question"])
            questions.append(row["question"])
            right.append([place.setdefault(text, len(place)) for text in row["passages"]])
    return questions, list(place), right


def with_adapter(embedder: Embedder) -> tuple[Any, dict[str, Any]]:
    """A frozen copy of the transformer whose linear layers carry a low-rank change, and those layers by name."""
    import copy

    import torch

    class Changed(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, layer: Any) -> None:
            super().__init__()
            self.layer = layer
            self.down = torch.nn.Parameter(torch.randn(RANK, layer.in_features) * layer.in_features**-0.5)
            self.up = torch.nn.Parameter(torch.zeros(layer.out_features, RANK))

        def forward(self, given: Any) -> Any:
            return self.layer(given) + (given @ self.down.T) @ self.up.T

    model = copy.deepcopy(embedder.loaded[0].auto_model)
    for parameter in model.parameters():
        parameter.requires_grad = False
    found = {}
    for name, layer in list(model.named_modules()):
        if isinstance(layer, torch.nn.Linear) and name.startswith("encoder"):
            parent, _, own = name.rpartition(".")
            found[name] = Changed(layer)
            setattr(model.get_submodule(parent), own, found[name])
    return model.train(), found


def encoded(model: Any, embedder: Embedder, texts: list[str]) -> Any:
    import torch

    fed = embedder.loaded.tokenizer(texts, padding=True, truncation=True, max_length=96, return_tensors="pt")
    with torch.autocast("cpu", torch.bfloat16):
        states = model(**fed).last_hidden_state
    mask = fed["attention_mask"].unsqueeze(-1).float()
    return torch.nn.functional.normalize((states.float() * mask).sum(1) / mask.sum(1), dim=-1)


def by_section(vectors: Any, bank: tuple[Any, Any], sections: int) -> Any:
    """Log of the summed exponentials of a section's similarities, shape (questions, sections)."""
    import torch

    similar = vectors @ bank[0].T / TEMPERATURE
    most = similar.max(1, keepdim=True).values.detach()
    summed = torch.zeros(len(vectors), sections).index_add(1, bank[1], torch.exp(similar - most))
    return torch.log(summed + 1e-12) + most


def missed(scores: Any, right: list[list[int]]) -> Any:
    """Mean negative log share of the right columns."""
    import torch

    mask = torch.zeros_like(scores, dtype=torch.bool)
    for row, columns in enumerate(right):
        mask[row, columns] = True
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~mask, -1e9), 1)).mean()


def recall(model: Any, embedder: Embedder, rows: list[tuple[str, list[int]]], banks: Any) -> float:
    """MRR of the right section by passages without their heading."""
    import torch

    model.eval()
    ranks = []
    with torch.no_grad():
        for at in range(0, len(rows), BATCH):
            part = rows[at : at + BATCH]
            scores = by_section(
                encoded(model, embedder, [text for text, _ in part]), banks[1], int(banks[1][1].max()) + 1
            )
            ranks += [int((row > row[places[0]]).sum()) + 1 for row, (_, places) in zip(scores, part, strict=True)]
    model.train()
    return float(np.mean([1 / rank for rank in ranks])) if ranks else 0.0


def save(layers: dict[str, Any], folder: Path) -> None:
    arrays = {f"{name}.{short}": getattr(layer, long).detach().numpy().astype(np.float16)
              for name, layer in layers.items() for short, long in (("a", "down"), ("b", "up"))}  # fmt: skip
    np.savez(folder / "question_encoder.npz", **arrays)
    digest = sha256((folder / "question_encoder.npz").read_bytes()).hexdigest()
    (folder / "question_encoder.json").write_text(json.dumps({"sha256": digest}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
