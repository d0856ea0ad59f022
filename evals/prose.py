"""Prose: chapters go in, complaints about their language come out.

Readability is the Flesch-Kincaid grade (Kincaid and others, 1975): 0.39 words per sentence + 11.8 syllables per word
- 15.59. Its syllables are counted here by groups of vowels, since textstat fetches a dictionary from the net for
English. Spelling is codespell's, run on the chapters only (not on `also_asked`, which holds what people type), with
its British-American list turned around. Two sentences with nearly the same words are one too many, and so are eight
words in a row of an original.
"""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import codespell_lib

from evals.chapters import Chapter

GRADE_LIMIT = 11.5
SAME_WORDS = 0.9
"""Jaccard share of words above which two sentences count as the same."""
NAMES = "Nam,ONS"
"""Names that codespell takes for slips: Nam Vu; the UK's Office for National Statistics."""
AMERICAN_TOO = frozenset({"practice", "story", "stories", "program", "programs", "focused", "licensed", "specialty"})
"""British words in our sense; codespell's list knows only another sense. 'Specialty occupation' is a term of US law."""
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][a-z]+)?|\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouyà-ÿ]+")
_SILENT = re.compile(r"[^aeiouyl]es?$|[aeiouy]les?$|[^aeiouytdl]ed$")
_SPOKEN = re.compile(r"(?:[sxzcg]|ch|sh)es$")
_APART = re.compile(r"(?<![tcsgln])i[ao]|eo(?!p)|ual|uou|(?<=sc)ie|(?<=per)ie|oyee?|phd")


@cache
def syllables(word: str) -> int:
    """Groups of vowels, less a silent ending ('role'), plus vowels spoken apart ('science'); a number is one.

    Over the words of the handbook the sum is within 1 % of that of the CMU Pronouncing Dictionary.
    """
    word = re.sub(r"['’]s$", "", word.lower())
    count = len(_VOWELS.findall(word)) + len(_APART.findall(word))
    if _SILENT.search(word) and not _SPOKEN.search(word):
        count -= 1
    return max(1, count)


def grade(sentences: list[str]) -> float:
    """The school year that a text asks for."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def complaints_of_readability(chapters: list[Chapter]) -> Iterator[str]:
    for chapter in chapters:
        reached = grade(chapter.sentences)
        if reached > GRADE_LIMIT:
            yield f"{chapter.slug}: reads at grade {reached:.1f}, above {GRADE_LIMIT}: shorten sentences and words"


def complaints_of_spelling(chapters: list[Chapter]) -> Iterator[str]:
    lines = [(chapter.slug, line) for chapter in chapters for line in chapter.text.splitlines()]
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,rare", "--ignore-words-list", NAMES, "-"]
    run = subprocess.run(
        command, input="\n".join(line for _, line in lines), capture_output=True, text=True, check=False
    )
    if run.stderr.strip():
        yield f"codespell: {run.stderr.strip()}"
    reports = run.stdout.splitlines()
    for place, report in pairwise(reports):
        if place.split(":")[0].isdigit() and "==>" in report:
            yield f"{lines[int(place.split(':')[0]) - 1][0]}: spelling: {report.strip()}"
    american = american_words()
    for slug, line in lines:
        if line.startswith("Sources:"):
            continue
        for word in re.findall(r"\b[a-z]+\b", line):  # capitals are names: 'Bureau of Labor Statistics'
            if word in american:
                yield f"{slug}: spelling: {word} ==> {american[word]}"


@cache
def american_words() -> dict[str, str]:
    """American spelling -> British spelling."""
    path = Path(codespell_lib.__file__).parent / "data" / "dictionary_en-GB_to_en-US.txt"
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        british, _, americans = line.partition("->")
        found.update(
            {
                word.strip(): british
                for word in americans.split(",")
                if word.strip() and word.strip() not in AMERICAN_TOO
            }
        )
    return found


def complaints_of_repetition(chapters: list[Chapter]) -> Iterator[str]:
    """Pairs of sentences with nearly the same words, in whatever order.

    Two sets that share more than 90 % of their union share one of the rarest tenth (and one more) of either's words.
    """
    said = [
        (chapter.slug, text, frozenset(re.findall(r"\w+", text.lower())))
        for chapter in chapters
        for text in chapter.sentences
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, (_, _, words) in enumerate(said):
        for word in words:
            holders[word].append(at)
    for at, (slug, text, words) in enumerate(said):
        rarest = sorted(words, key=lambda word: (len(holders[word]), word))[: len(words) // 10 + 1]
        for other in sorted({other for word in rarest for other in holders[word] if other > at}):
            theirs = said[other][2]
            if len(words & theirs) > SAME_WORDS * len(words | theirs):
                yield f"{slug}: nearly the same sentence stands in {said[other][0]}: {text[:80]!r}"


def copied_runs(chapters: list[Chapter], originals: list[Path], run: int = 8) -> Iterator[str]:
    """Runs of `run` words that also stand in an original."""
    taken: dict[tuple[str, ...], str] = {}
    for path in originals:
        words = re.findall(r"[\w']+", path.read_text(encoding="utf-8", errors="replace").lower())
        for at in range(len(words) - run + 1):
            taken.setdefault(tuple(words[at : at + run]), path.name)
    for chapter in chapters:
        words = re.findall(r"[\w']+", chapter.text.lower())
        at = 0
        while at <= len(words) - run:
            found = taken.get(tuple(words[at : at + run]))
            if found:
                yield f"{chapter.slug}: eight words in a row as in {found}: '{' '.join(words[at : at + run])}'"
                at += run
            else:
                at += 1
