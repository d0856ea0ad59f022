"""Chapters: a file of the handbook goes in, its sections with their sources come out."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

import corpus
from evals.lines import lines_of
from ingest.sentences import sentences

_HEADING_LINE = re.compile(r"^#+ .*$", re.MULTILINE)


@dataclass
class Section:
    heading: str
    line: int
    body: str = ""
    sources: tuple[str, ...] = ()


@dataclass
class Chapter:
    slug: str
    front: dict[str, Any]
    title: str
    sections: list[Section] = field(default_factory=list)
    text: str = ""

    @property
    def sentences(self) -> list[str]:
        return [sentence for section in self.sections for sentence in sentence_texts(section.body)]


def read_chapter(path: Path) -> Chapter:
    """Raises ValueError with the reason when the file is not a chapter."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("no front matter between two '---' lines")
    front = yaml.safe_load(parts[1])
    if not isinstance(front, dict):
        raise ValueError("front matter is not a mapping")
    chapter = Chapter(path.stem, front, "", text=parts[2])
    offset = parts[1].count("\n") + 3
    for number, line in enumerate(parts[2].splitlines(), start=offset):
        if line.startswith("# "):
            chapter.title = line[2:].strip()
        elif line.startswith("## "):
            chapter.sections.append(Section(line[3:].strip(), number))
        elif line.startswith("Sources:") and chapter.sections:
            chapter.sections[-1].sources = tuple(s.strip() for s in line[8:].split(",") if s.strip())
        elif chapter.sections:
            chapter.sections[-1].body += line + "\n"
        elif line.strip():
            raise ValueError(f"text before the first section: {line[:60]!r}")
    return chapter


def read_chapters() -> tuple[list[Chapter], list[str]]:
    """The chapters in the order of their slugs, and a complaint for each file that is none."""
    chapters: list[Chapter] = []
    problems: list[str] = []
    for path in sorted(corpus.HANDBOOK.glob("*.md")):
        try:
            chapters.append(read_chapter(path))
        except (ValueError, yaml.YAMLError) as error:
            problems.append(f"{path.stem}: {error}")
    return chapters, problems


def sentence_texts(body: str) -> list[str]:
    plain = _HEADING_LINE.sub("", body)
    return [plain[start:end] for start, end in sentences(plain)]


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for _, line in lines_of(path)]
