"""Lines: a JSON-lines file goes in, its numbered lines come out; and the other way round."""

from collections.abc import Iterable
from pathlib import Path


def lines_of(path: Path) -> list[tuple[int, str]]:
    """Lines that hold something, with their numbers from 1.

    Only a line feed ends a line of JSON Lines. `str.splitlines` also cuts at U+2028 and U+0085, which may stand as they
    are inside a JSON string. The byte-order mark that some editors write is passed over.

    Raises:
        ValueError: the file is not UTF-8.
        OSError: it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 (its byte {error.start} is not); save it as UTF-8") from error
    return [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    new.replace(path)
