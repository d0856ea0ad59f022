"""Proofread: the handbook goes in, complaints come out.

`python -m evals.proofread` holds every chapter to the rules of `corpus/README.md`: front matter, sources, links,
figures, sentences that stand alone, length, readability, spelling, duplicates, and the map of claims. With `--facts
DIR` (a folder with the texts that the handbook was written from) it also checks that no run of eight words was
copied; with `--contents` it first writes the list of chapters in `corpus/README.md` anew.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import corpus
from evals.chapters import Chapter, read_chapter, read_chapters, read_jsonl, sentence_texts
from evals.figures import complaints_of_dates, complaints_of_figures, figures
from evals.prose import complaints_of_readability, complaints_of_repetition, complaints_of_spelling, copied_runs

__all__ = ["complaints", "copied_runs", "figures", "main", "read_chapter"]

OPENINGS = """
    this that these those it its they their them he she his her such there therefore however but and so also instead
    another finally firstly secondly thirdly then thus hence moreover furthermore besides nevertheless still meanwhile
    here both neither either
"""
DANGLING = frozenset(OPENINGS.split())
DANGLING_PHRASES = (
    *("for example", "for instance", "the same ", "on the other hand", "in addition", "as a result"),
    *("the latter", "the former"),
)
ALLOWED_OPENINGS = ("that is", "both ", "there is no", "there are no", "so-called", "another ", "instead of", "either ")
CONTENTS = corpus.HANDBOOK.parent / "README.md"
MARKS = ("<!-- chapters: written by python -m evals.proofread --contents -->\n", "<!-- end of chapters -->\n")
KEYS = {"title", "part", "updated", "related", "also_asked", "role"}


def complaints_of_chapter(chapter: Chapter, known_sources: frozenset[str], slugs: frozenset[str]) -> Iterator[str]:
    front = chapter.front
    for key in sorted({"title", "part", "updated", "related", "also_asked"} - set(front)):
        yield f"front matter lacks '{key}'"
    for key in sorted(set(front) - KEYS):
        yield f"front matter has an unknown key '{key}'"
    if front.get("title") != chapter.title:
        yield f"title '{front.get('title')}' differs from the heading '{chapter.title}'"
    related = front.get("related") or []
    if not 2 <= len(related) <= 4 or len(set(related)) < len(related) or chapter.slug in related:
        yield "'related' names two to four other chapters"
    for slug in related:
        if slug not in slugs:
            yield f"related chapter '{slug}' does not exist"
    asked = front.get("also_asked") or {}
    headings = [section.heading for section in chapter.sections]
    for heading in sorted(set(asked) - set(headings)):
        yield f"also_asked names '{heading}', which is no heading here"
    if not headings:
        yield "no section"
    for section in chapter.sections:
        where = f"'{section.heading}'"
        if not section.heading.endswith("?") and len(section.heading.split()) > 6:
            yield f"{where}: a heading is a question or a name"
        wordings = asked.get(section.heading) or []
        if len(wordings) < 3 or not all(isinstance(w, str) for w in wordings):
            yield f"{where}: needs at least three other wordings (strings) in also_asked"
        if not section.sources:
            yield f"{where}: no 'Sources:' line"
        for source in section.sources:
            if source not in known_sources:
                yield f"{where}: source '{source}' is not in sources.yaml"
        count = len(section.body.split())
        if not 20 <= count <= 420:
            yield f"{where}: {count} words"
        for complaint in complaints_of_dates(section):
            yield f"{where}: {complaint}"
        for sentence in sentence_texts(section.body):
            for complaint in complaints_of_sentence(sentence):
                yield f"{where}: {complaint}: {sentence[:90]!r}"


def complaints_of_sentence(sentence: str) -> Iterator[str]:
    words = re.findall(r"[\w'’.-]+", sentence)
    lower = sentence.lower()
    opening = words[0].lower() if words else ""
    dangling = opening in DANGLING or lower.startswith(DANGLING_PHRASES)
    if dangling and not lower.startswith(ALLOWED_OPENINGS):
        yield f"opens with '{words[0]}', so it cannot stand alone"
    if not 4 <= len(words) <= 42:
        yield f"{len(words)} words"
    if sentence[-1:] not in ".?:)\"'”’|":
        yield "does not end like a sentence"
    if "—" in sentence or "!" in sentence:
        yield "em dash or exclamation mark"


def complaints_across(chapters: list[Chapter]) -> Iterator[str]:
    """Headings and other wordings lead to one place each: what is asked here is answered here."""
    places: dict[str, set[str]] = defaultdict(set)
    for chapter in chapters:
        for number, section in enumerate(chapter.sections):
            wordings = (chapter.front.get("also_asked") or {}).get(section.heading) or []
            for wording in {words_of(str(w)) for w in [section.heading, *wordings]}:
                places[wording].add(f"{chapter.slug}/{number + 1}")
    for wording, found in places.items():
        if len(found) > 1:
            yield f"'{wording}' is asked in {' and '.join(sorted(found))}"


def words_of(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def complaints_of_role(chapter: Chapter, slugs: frozenset[str]) -> Iterator[str]:
    """The skills of a role as data: name, must, helps, next."""
    role = chapter.front.get("role")
    if role is None:
        return
    if not isinstance(role, dict) or set(role) != {"name", "must", "helps", "next"}:
        yield "'role' needs exactly: name, must, helps, next"
        return
    for key in ("must", "helps"):
        if not role[key] or not all(isinstance(skill, str) for skill in role[key]):
            yield f"'role': {key} is a list of skills"
    for slug in role["next"]:
        if slug not in slugs:
            yield f"'role': next names '{slug}', which is no chapter"


def complaints_of_claims(rows: list[dict[str, Any]], texts: dict[str, str]) -> Iterator[str]:
    carried = {row["id"] for row in rows if "left_out" not in row}
    for row in rows:
        if "left_out" in row:
            if row["id"] in carried:
                yield f"{row['id']}: both carried and left out"
            continue
        text = texts.get(row.get("document", ""))
        if text is None:
            yield f"{row['id']}: no chapter '{row.get('document')}'"
        elif not row.get("quote") or row["quote"] not in text:
            yield f"{row['id']}: quote does not stand in {row['document']}: {str(row.get('quote'))[:70]!r}"


def contents(chapters: list[Chapter]) -> str:
    """The list of chapters for the room's README, part by part."""
    parts: dict[str, list[Chapter]] = defaultdict(list)
    for chapter in chapters:
        parts[str(chapter.front.get("part"))].append(chapter)
    sections = sum(len(chapter.sections) for chapter in chapters)
    lines = [f"{len(chapters)} chapters with {sections} sections, {len(known_source_ids())} sources.", ""]
    for part in sorted(parts):
        links = (f"[{chapter.title}](handbook/{chapter.slug}.md)" for chapter in parts[part])
        lines.append(f"- **{part}** ({len(parts[part])}): {', '.join(links)}")
    return "\n".join(lines) + "\n"


def with_contents(readme: str, chapters: list[Chapter]) -> str:
    """The README with the list of chapters between its marks."""
    before, _, rest = readme.partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    return before + MARKS[0] + contents(chapters) + MARKS[1] + after


def known_source_ids() -> frozenset[str]:
    stored = yaml.safe_load(corpus.SOURCES.read_text(encoding="utf-8"))
    return frozenset(row["id"] for row in stored)


def complaints() -> tuple[list[Chapter], list[str]]:
    """The chapters, and everything that is wrong with them."""
    chapters, problems = read_chapters()
    slugs = frozenset(chapter.slug for chapter in chapters)
    known = known_source_ids()
    for chapter in chapters:
        problems += [f"{chapter.slug}: {c}" for c in complaints_of_chapter(chapter, known, slugs)]
        problems += [f"{chapter.slug}: {c}" for c in complaints_of_role(chapter, slugs)]
    problems += complaints_across(chapters)
    used = {source for chapter in chapters for section in chapter.sections for source in section.sources}
    problems += [f"sources.yaml: '{source}' is used by no section" for source in sorted(known - used)]
    claims = read_jsonl(Path(__file__).parent / "cases" / "claims.jsonl")
    problems += complaints_of_claims(claims, {chapter.slug: chapter.text for chapter in chapters})
    problems += complaints_of_figures(chapters, read_jsonl(corpus.FIGURES))
    problems += complaints_of_readability(chapters)
    problems += complaints_of_spelling(chapters)
    problems += complaints_of_repetition(chapters)
    readme = CONTENTS.read_text(encoding="utf-8")
    if readme != with_contents(readme, chapters):
        problems.append("README.md: the list of chapters is out of date; run: python -m evals.proofread --contents")
    return chapters, problems


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.proofread", description=__doc__)
    parser.add_argument("--facts", type=Path, help="folder with the texts the handbook was written from (.md, .txt)")
    parser.add_argument("--contents", action="store_true", help="write the list of chapters in corpus/README.md anew")
    arguments = parser.parse_args(argv)
    if arguments.contents:
        readme = CONTENTS.read_text(encoding="utf-8")
        CONTENTS.write_text(with_contents(readme, read_chapters()[0]), encoding="utf-8")
    chapters, problems = complaints()
    if arguments.facts:
        originals = sorted(path for path in arguments.facts.rglob("*") if path.suffix in (".md", ".txt"))
        if not originals:
            parser.error(f"no .md or .txt file lies in {arguments.facts}, so that nothing can be compared")
        problems += copied_runs(chapters, originals)
    for problem in problems:
        print(problem)
    print(f"{len(chapters)} chapters, {len(problems)} complaints")
    return 1 if problems or not chapters else 0


if __name__ == "__main__":
    sys.exit(main())
