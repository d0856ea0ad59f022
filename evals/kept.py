"""Kept: outputs go into a run folder as they come, and come out again after a kill, or when the run is done."""

import json
from collections.abc import Iterable
from pathlib import Path

from evals.lines import lines_of, write_lines
from evals.systems import Asked
from evals.types import Output, Score, Stamp

PARTIAL = "outputs.partial.jsonl"


def read_outputs(path: Path) -> tuple[Output, ...]:
    """The outputs of an earlier run."""
    return tuple(Output.model_validate_json(line) for _, line in lines_of(path))


def read_scores(path: Path) -> tuple[Score, ...]:
    """The scores of an earlier run."""
    return tuple(Score.model_validate_json(line) for _, line in lines_of(path))


def asked_before(folder: Path) -> tuple[tuple[str, str], ...]:
    """(system, case) of each question that a run into this folder asked before it was stopped."""
    try:
        lines = (folder / PARTIAL).read_text(encoding="utf-8", errors="replace").split("\n")[1:]
    except OSError:
        return ()
    kept = Kept(None)
    kept.read(lines)
    return tuple(kept.asked)


class Kept:
    """What was asked so far, on disk line by line, so that a killed run loses one question at most."""

    def __init__(self, folder: Path | None, made: Stamp | None = None, resume: bool = False) -> None:
        self.asked: dict[tuple[str, str], Asked] = {}
        self._path = folder / PARTIAL if folder is not None else None
        if self._path is None or made is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        head = made.model_dump_json()
        if resume and self._path.exists():
            lines = self._path.read_text(encoding="utf-8", errors="replace").split("\n")
            if lines and lines[0] == head:
                self.read(lines[1:])
        body = [head, *(_line(asked) for asked in self.asked.values())]
        write_lines(self._path, body)  # a half-written last line of the killed run is gone now

    def read(self, lines: Iterable[str]) -> None:
        for line in lines:
            try:
                row = json.loads(line)
                asked = Asked(Output.model_validate(row["output"]), row["milliseconds"], row["megabytes"])
            except (ValueError, KeyError, TypeError):
                continue
            self.asked[asked.output.system, asked.output.case] = asked

    def keep(self, asked: Asked) -> None:
        self.asked[asked.output.system, asked.output.case] = asked
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(_line(asked) + "\n")

    def drop(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def _line(asked: Asked) -> str:
    row = {
        "output": asked.output.model_dump(mode="json"),
        "milliseconds": dict(asked.milliseconds),
        "megabytes": asked.megabytes,
    }
    return json.dumps(row)
