"""Head training: aligned claims go in, the arrays of `rag/support_head.py` come out.

AdamW, cosine decay, bfloat16 autocast, batches of like length. Loss: cross-entropy of the whole claim plus
cross-entropy of its tokens where people marked spans (RAGTruth) or the claim is supported. Seeds are fixed; one
thread.
"""

import math
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
EPOCHS, RATE, BATCH, DECAY, DROPOUT = 3, 1.5e-3, 64, 0.02, 0.2
WIDTH, LAYERS, HEADS = 160, 2, 4


class Table(NamedTuple):
    """All claims' tokens in one table; claim n owns the rows starts[n]:starts[n + 1]."""

    starts: Ints
    late: NDArray[np.float16]
    late_match: NDArray[np.float16]
    middle: NDArray[np.float16]
    middle_match: NDArray[np.float16]
    signals: NDArray[np.float16]
    token_labels: NDArray[np.int8]
    """1 unsupported, 0 supported, -1 not known."""
    features: Floats
    labels: Floats
    weights: Floats


def build(signals: int, features: int) -> Any:
    """The torch module whose arrays the numpy head reads by name."""
    import torch
    from torch import nn

    class Head(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.ph, self.pp = nn.Linear(384, 96, bias=False), nn.Linear(384, 64, bias=False)
            self.p3, self.psc = nn.Linear(384, 32, bias=False), nn.Linear(signals, 32)
            self.inp, self.ln, self.pos = (
                nn.Linear(96 * 2 + 64 + 32 + 32, WIDTH),
                nn.LayerNorm(WIDTH),
                nn.Embedding(160, WIDTH),
            )
            nn.init.normal_(self.pos.weight, std=0.02)
            layer = nn.TransformerEncoderLayer(
                WIDTH, HEADS, WIDTH * 2, DROPOUT, batch_first=True, norm_first=True, activation="relu"
            )
            self.enc = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
            self.fn, self.tok, self.att = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 1), nn.Linear(WIDTH, 1)
            self.drop = nn.Dropout(DROPOUT)
            self.out = nn.Sequential(
                nn.Linear(2 * WIDTH + features + 1, 64), nn.ReLU(), nn.Dropout(DROPOUT), nn.Linear(64, 1)
            )

        def forward(
            self, late: Any, match: Any, middle: Any, middle_match: Any, marks: Any, mask: Any, lexical: Any
        ) -> Any:
            parts = [self.ph(late), self.ph(match), self.pp(late * match), self.p3(middle * middle_match)]
            states = self.ln(self.inp(self.drop(torch.cat([*parts, torch.relu(self.psc(marks))], -1))))
            states = self.fn(self.enc(states + self.pos.weight[: states.shape[1]], src_key_padding_mask=~mask))
            token = self.tok(states).squeeze(-1)
            share = self.att(states).squeeze(-1).masked_fill(~mask, -1e4).softmax(-1)
            mean = (states * share.unsqueeze(-1)).sum(1)
            most = states.masked_fill(~mask.unsqueeze(-1), -1e4).max(1).values
            worst = token.masked_fill(~mask, -20).max(1).values.unsqueeze(-1)
            return token, self.out(torch.cat([mean, most, lexical, worst], -1)).squeeze(-1)

    return Head()


def train(table: Table, rows: Ints, seed: int, epochs: int = EPOCHS) -> dict[str, Floats]:
    """Train on some rows of the table; the arrays by name, with the features' mean and scale."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    mean, scale = table.features[rows].mean(0), table.features[rows].std(0) + 1e-3
    head = build(table.signals.shape[1], table.features.shape[1])
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    loss_of = nn.BCEWithLogitsLoss(reduction="none")
    steps, step, began = epochs * math.ceil(len(rows) / BATCH), 0, time.monotonic()
    for epoch in range(epochs):
        head.train()
        total = 0.0
        for batch in _batches(table, rows, random):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, step / 100) * 0.5 * (1 + math.cos(math.pi * step / steps))
            inputs, marked = _tensors(table, batch, mean, scale)
            with torch.autocast("cpu", torch.bfloat16):
                token, whole = head(*inputs)
            weight, label = torch.from_numpy(table.weights[batch]), torch.from_numpy(table.labels[batch])
            known = (marked >= 0).float()
            by_token = loss_of(token.float(), marked.clamp(min=0)) * known * (1 + 1.5 * (marked == 1).float())
            loss = (loss_of(whole.float(), label) * weight).mean()
            loss = loss + (by_token.sum(1) / known.sum(1).clamp(min=1) * weight).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimiser.step()
            total, step = total + float(loss), step + 1
        print(
            f"  epoch {epoch}: loss {total / steps * epochs:.4f}, {time.monotonic() - began:.0f} s",
            file=sys.stderr,
            flush=True,
        )
    arrays = {name: value.detach().float().numpy() for name, value in head.state_dict().items()}
    return {**arrays, "features.mean": mean, "features.scale": scale}


def predict(table: Table, rows: Ints, arrays: Mapping[str, Floats]) -> tuple[Floats, list[Floats]]:
    """Log-odds of each row, and of its tokens."""
    import torch

    head = build(table.signals.shape[1], table.features.shape[1])
    head.load_state_dict({k: torch.from_numpy(v) for k, v in arrays.items() if not k.startswith("features.")})
    head.eval()
    place = {int(row): n for n, row in enumerate(rows)}
    whole, by_token = np.zeros(len(rows), np.float32), [np.zeros(0, np.float32)] * len(rows)
    with torch.inference_mode():
        for batch in _batches(table, rows, None):
            inputs, _ = _tensors(table, batch, arrays["features.mean"], arrays["features.scale"])
            token, log_odds = (made.numpy() for made in head(*inputs))
            for n, row in enumerate(batch.tolist()):
                whole[place[row]] = log_odds[n]
                by_token[place[row]] = token[n, : int(table.starts[row + 1] - table.starts[row])]
    return whole, by_token


def _batches(table: Table, rows: Ints, random: np.random.Generator | None) -> Iterator[Ints]:
    """Rows of like length together; shuffled if there is a source of chance."""
    length = (table.starts[rows + 1] - table.starts[rows]).astype(np.float64)
    if random is not None:
        length += random.random(len(rows)) * 6
    order = rows[np.argsort(length, kind="stable")]
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    places = np.arange(len(batches)) if random is None else random.permutation(len(batches))
    yield from (batches[int(place)] for place in places)


def _tensors(table: Table, batch: Ints, mean: Floats, scale: Floats) -> tuple[list[Any], Any]:
    import torch

    lengths = table.starts[batch + 1] - table.starts[batch]
    longest = max(1, int(lengths.max()))
    mask = np.zeros((len(batch), longest), bool)
    marked = np.full((len(batch), longest), -1, np.float32)
    fields = (table.late, table.late_match, table.middle, table.middle_match, table.signals)
    padded = [np.zeros((len(batch), longest, field.shape[1]), np.float32) for field in fields]
    for n, row in enumerate(batch.tolist()):
        start, length = int(table.starts[row]), int(lengths[n])
        mask[n, : max(1, length)] = True
        marked[n, :length] = table.token_labels[start : start + length]
        for field, target in zip(fields, padded, strict=True):
            target[n, :length] = field[start : start + length]
    lexical = np.clip((table.features[batch] - mean) / scale, -5, 5).astype(np.float32)
    return [torch.from_numpy(part) for part in (*padded, mask, lexical)], torch.from_numpy(marked)
