"""Unread: files that no reader takes go in, words on which they are and what to do with them come out."""

import re
import shlex
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

KINDS_NAMED = 5
_PANDOC = (".docx", ".epub", ".htm", ".html", ".ipynb", ".odt", ".org", ".rst", ".rtf", ".tex")
_README = "README"


def why_unread(path: Path, endings: Iterable[str]) -> str:
    """Why this file cannot be read, and the command or step that makes one that can."""
    command = _command(path.suffix.lower(), str(path), str(path.with_suffix("")))
    cure = (
        f"Convert it first, for example: {command}"
        if command
        else "Save it as one of these first, or rename it to .txt if it is plain text."
    )
    return f"'{path}' cannot be read: {_only(endings)}. {cure}"


def passed_over(paths: Iterable[Path], endings: Iterable[str]) -> str:
    """One line on the files of a folder that were left alone: how many, of which kinds, what to do. '' for none."""
    known = tuple(endings)
    counted = Counter(_kind(path, known) for path in paths)
    if not counted:
        return ""
    kinds = sorted(counted, key=lambda kind: (-counted[kind], kind))
    named = [f"{counted[kind]} {kind}" for kind in kinds[:KINDS_NAMED]]
    if rest := sum(counted[kind] for kind in kinds[KINDS_NAMED:]):
        named.append(f"{rest} of other kinds")
    total = counted.total()
    said = [f"Passed over {total} file{'' if total == 1 else 's'}: {', '.join(named)}."]
    if _README in counted:
        said.append("A README is read when it is named itself.")
    if others := [kind for kind in kinds if kind != _README]:
        commands = filter(None, (_command(kind, f"FILE{kind}", "FILE") for kind in others))
        tools: dict[str, str] = {}
        for command in commands:
            tools.setdefault(command.split()[0], command)
        only = _only(known)
        how = f", for example: {' or '.join(tools.values())}" if tools else "."
        said.append(f"{only[0].upper()}{only[1:]}; convert what you need{how}")
    return " ".join(said)


def _kind(path: Path, endings: Iterable[str]) -> str:
    """Its ending, if that looks like one: names are others' words, and a terminal obeys some."""
    suffix = path.suffix.lower()
    if suffix in endings:
        return _README
    return suffix if re.fullmatch(r"\.[a-z0-9_+-]{1,12}", suffix) else "without a known ending"


def _command(suffix: str, name: str, stem: str) -> str:
    """What a terminal turns such a file into one of ours with; '' where no common tool does."""
    if suffix == ".pdf":
        return f"pdftotext {shlex.quote(name)} {shlex.quote(stem + '.txt')}"
    return f"pandoc {shlex.quote(name)} -o {shlex.quote(stem + '.md')}" if suffix in _PANDOC else ""


def _only(endings: Iterable[str]) -> str:
    return f"only Markdown and plain text are read ({', '.join(endings)})"
