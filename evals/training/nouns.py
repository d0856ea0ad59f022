"""Nouns: WordNet's files go in, the table of nouns that `rag/sisters.py` reads comes out.

    python -m evals.training.nouns --wordnet DIR [--out FILE]

DIR holds WordNet 3.0's `index.*`, `data.noun`, `noun.exc` and `cntlist.rev` (Debian's package wordnet-base lays them
in /usr/share/wordnet). Kept are single words of 3 to 14 letters that are nouns in at least a quarter of their tagged
uses, with their senses, and of each sense the wider ones up to three steps. What a word means is left out.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from rag.learned import seal
from rag.sisters import STEPS, TABLE

LEAST_NOUN = 0.25
"""Share of a word's tagged uses, each part of speech counted half a time more, in which it has to be a noun."""
_KEPT = re.compile(r"[a-z]{3,14}")
_PARTS = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
_HYPERNYMS = ("@", "@i")


def read_nouns(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Senses of each noun kept, irregular plurals among them, and of each synset those right above it."""
    index = {part: _index(folder / f"index.{part}") for part in ("noun", "verb", "adj", "adv")}
    used: dict[tuple[str, str], float] = {(part, word): 0.5 for part, words in index.items() for word in words}
    for fields in _lines(folder / "cntlist.rev"):
        word, rest = fields[0].split("%")
        key = (_PARTS[rest[0]], word)
        used[key] = used.get(key, 0.0) + int(fields[2])
    nouns = {
        word: senses
        for word, senses in index["noun"].items()
        if _KEPT.fullmatch(word)
        and used["noun", word] >= LEAST_NOUN * sum(used.get((part, word), 0.0) for part in index)
    }
    for fields in _lines(folder / "noun.exc"):
        for word in fields[1:]:
            if word in nouns and _KEPT.fullmatch(fields[0]):
                nouns.setdefault(fields[0], nouns[word])
    return nouns, dict(_above(folder / "data.noun"))


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="latin-1") as lines:
        yield from (line.split() for line in lines if not line.startswith("  "))


def _index(path: Path) -> dict[str, list[str]]:
    return {fields[0]: fields[-int(fields[2]) :] for fields in _lines(path)}


def _above(path: Path) -> Iterator[tuple[str, list[str]]]:
    for fields in _lines(path):
        at = 4 + 2 * int(fields[3], 16)
        pointers = [fields[at + 1 + 4 * n : at + 3 + 4 * n] for n in range(int(fields[at]))]
        yield fields[0], [offset for symbol, offset in pointers if symbol in _HYPERNYMS]


def write_table(nouns: dict[str, list[str]], above: dict[str, list[str]], out: Path) -> int:
    """The number of nouns written."""
    words = sorted(nouns)
    edge = list(dict.fromkeys(sense for word in words for sense in nouns[word]))
    number = {sense: n for n, sense in enumerate(edge)}
    wider: dict[str, list[str]] = {}
    for _ in range(STEPS):
        wider |= {one: above.get(one, []) for one in edge if one not in wider}
        edge = [other for one in dict.fromkeys(edge) for other in wider[one]]
        for one in edge:
            number.setdefault(one, len(number))
    rows = [[number[other] for other in wider.get(one, [])] for one in number]
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        sense_ends=np.cumsum([len(nouns[word]) for word in words], dtype=np.int32),
        senses=np.asarray([number[sense] for word in words for sense in nouns[word]], np.int32),
        wider_ends=np.cumsum([len(row) for row in rows], dtype=np.int32),
        wider=np.asarray([one for row in rows for one in row], np.int32),
    )
    return len(words)


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when the table is written, 2 when WordNet is not there."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.nouns", description="Make the table of nouns.")
    parser.add_argument("--wordnet", type=Path, required=True, help="folder with data.noun and the rest")
    parser.add_argument("--out", type=Path, default=TABLE, help="where it goes; where it is read from by default")
    chosen = parser.parse_args(argv)
    try:
        nouns, above = read_nouns(chosen.wordnet)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    print(f"{write_table(nouns, above, chosen.out):,} nouns in {chosen.out}")
    seal(chosen.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
