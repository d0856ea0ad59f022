"""Figures: the fact sheets and the handbook go in, pairs of a number and its source come out.

`python -m evals.figures --facts DIR` writes `corpus/figures.jsonl` anew: for every figure of every section a row with
the document, the figure, a source that the section names, and the id of the fact or claim that holds it. Where the
source's own entry in `sources.yaml` holds it (its date, or a number in its title) the id is 'sources.yaml'. A figure
that no named source holds is printed, and the exit code is 1. The fact sheets are not part of this repository; the
pairs are, so that `python -m evals.proofread` can tell without them whether a figure has a source.

Figures are numbers, money, percentages and years. Not figures are the markers of numbered list items ('2. Ask …') and
numbers inside a word ('Q4').
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import corpus
from evals.chapters import Chapter, Section, read_chapters, read_jsonl, sentence_texts

FIGURE = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_MARKER = re.compile(r"^[ \t]*\d{1,2}[.)][ \t]+", re.MULTILINE)
_FACT = re.compile(r"- `(seed\d-[a-z0-9]+-\d\d|[A-Z]\d\d)` (.*)")
_KEYS = re.compile(r"\[([A-Z0-9][A-Z0-9, -]*)\] *(?:\([^()]*\) *)?$")
_AMOUNT = re.compile(r"\d\s?%|\d (?:Canadian )?(?:dollars|pounds|euros|rupees)|\blakh\b")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\bundated\b|without (?:giving )?a date", re.IGNORECASE)
_ITEM = re.compile(r"[ \t]*(?:[-*]|\d{1,2}[.)])[ \t]")
_SPAN = re.compile(r"\b((?:19|20)\d\d)-(\d\d)\b")
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SEEDS = {"seed1": "ng-ebook", "seed2": "mohan-steps", "seed3": "ng-nuts", "seed4": "palomares-tips"}
"""The source of each article whose claims are in the seed sheet."""
OWN_ENTRY = "sources.yaml"


def figures(text: str) -> set[str]:
    """Numbers as they stand, without thousands separators; single digits count too, list markers do not."""
    return {match.group().rstrip(",").replace(",", "") for match in FIGURE.finditer(_MARKER.sub("", text))}


def figures_held(text: str) -> set[str]:
    """Figures a fact may be quoted with: '2024-34' also holds 2034, and 'five sources' also holds 5."""
    spans = {start[:2] + end for start, end in _SPAN.findall(text)}
    words = set(re.findall(r"[a-z]+", text.lower()))
    spelled = {str(number) for number, word in enumerate(_WORDS) if word in words}
    return figures(text) | spans | spelled


def read_facts(folder: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Id -> words of the fact and the ids of its sources."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for path in sorted(folder.glob("*.md")):
        for match in _FACT.finditer(path.read_text(encoding="utf-8")):
            id, text = match.groups()
            keys = _KEYS.search(text)
            if id.startswith("seed"):
                sources = frozenset({SEEDS[id.split("-")[0]]})
            else:
                sources = frozenset(key.strip().lower() for key in keys.group(1).split(",")) if keys else frozenset()
            found[id] = (text, sources)
    return found


def own_figures(source: dict[str, Any]) -> set[str]:
    """What the entry of a source says of itself: its date and the numbers in its name."""
    return set().union(*(figures_held(str(source.get(key, ""))) for key in ("title", "publisher", "published")))


def pairs(chapters: list[Chapter], facts: dict[str, tuple[str, frozenset[str]]]) -> Iterator[dict[str, str]]:
    """One row for each figure and source of a section; `id` is the fact that fits the figure's sentence best."""
    own = {row["id"]: own_figures(row) for row in yaml.safe_load(corpus.SOURCES.read_text(encoding="utf-8"))}
    mapped: dict[str, set[str]] = defaultdict(set)
    for row in read_jsonl(Path(__file__).parent / "cases" / "claims.jsonl"):
        mapped[row.get("document", "")].add(row["id"])
    by_source: dict[str, list[str]] = defaultdict(list)
    for id, (_, sources) in facts.items():
        for source in sources:
            by_source[source].append(id)
    held = {id: figures_held(text) for id, (text, _) in facts.items()}
    seen: set[tuple[str, str, str]] = set()
    for chapter in chapters:
        for section in chapter.sections:
            for figure in sorted(figures(section.body)):
                words = words_around(section, figure)
                for source in section.sources:
                    ids = [id for id in by_source[source] if figure in held[id]]
                    if (chapter.slug, figure, source) in seen or not (ids or figure in own.get(source, ())):
                        continue
                    seen.add((chapter.slug, figure, source))

                    def fit(id: str, words: frozenset[str] = words, slug: str = chapter.slug) -> tuple[bool, int]:
                        return id in mapped[slug], len(words & content_words(facts[id][0]))

                    yield {
                        "document": chapter.slug,
                        "figure": figure,
                        "source": source,
                        "id": max(ids, key=fit) if ids else OWN_ENTRY,
                    }


def words_around(section: Section, figure: str) -> frozenset[str]:
    return frozenset().union(*(content_words(s) for s in sentence_texts(section.body) if figure in figures(s)))


def content_words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[a-z]{4,}", text.lower()))


def complaints_of_figures(chapters: list[Chapter], rows: list[dict[str, Any]]) -> Iterator[str]:
    """A figure of a section that is paired with no source named there, and a pair that no section needs."""
    allowed = {(row["document"], row["figure"], row["source"]) for row in rows}
    used: set[tuple[str, str, str]] = set()
    for chapter in chapters:
        for section in chapter.sections:
            for figure in sorted(figures(section.body)):
                found = {(chapter.slug, figure, source) for source in section.sources} & allowed
                used |= found
                if not found:
                    yield f"{chapter.slug}: '{section.heading}': figure {figure} is in no fact of its sources"
    for document, figure, source in sorted(allowed - used):
        yield f"figures.jsonl: {figure} of '{source}' is in no section of '{document}' that names the source"


def complaints_of_dates(section: Section) -> Iterator[str]:
    """A percentage or a sum of money says its year, or that it has none; a lead-in may say it for its list."""
    lead = ""
    for block in re.split(r"\n\s*\n", section.body):
        is_list = bool(_ITEM.match(block))
        for sentence in sentence_texts(block):
            if _AMOUNT.search(sentence) and not _DATED.search(sentence) and not (is_list and _DATED.search(lead)):
                yield f"a percentage or a sum without its year: {sentence[:90]!r}"
            lead = sentence if sentence.endswith(":") else lead if is_list else ""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.figures", description=__doc__)
    parser.add_argument(
        "--facts", type=Path, required=True, help="folder with the fact sheets the handbook was written from"
    )
    arguments = parser.parse_args(argv)
    facts = read_facts(arguments.facts)
    if not facts:
        parser.error(f"no fact stands in {arguments.facts}/*.md; figures.jsonl stays as it is")
    chapters, problems = read_chapters()
    rows = sorted(pairs(chapters, facts), key=lambda row: (row["document"], row["source"], row["figure"]))
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    corpus.FIGURES.write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems += complaints_of_figures(chapters, list(rows))
    for problem in problems:
        print(problem)
    print(f"{len(rows)} pairs, {len(problems)} complaints")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
