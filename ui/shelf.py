"""Shelf: documents go in, the library page comes out: every chapter with the questions it answers and what it rests
on.
"""

import re
from collections.abc import Sequence
from html import escape

from ingest.types import Document
from ui.evidence import source_html
from ui.render import ask_html
from ui.text import clean, plain

_SECTION = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


def library_html(documents: Sequence[Document]) -> str:
    """All documents with a box that filters them."""
    if not documents:
        return '<section class="library"><p>There is no document in the index.</p></section>'
    sources = {s.id for d in documents for s in d.sources}
    count = f"{_counted(len(documents), 'document')}, {_counted(len(sources), 'source')}"
    chapters = "".join(
        chapter_html(d) for d in sorted(documents, key=lambda d: (not d.id.startswith("handbook/"), d.title.lower()))
    )
    return (
        f'<section class="library"><h2>What the answers rest on</h2><p class="how">{count}. Open a chapter to see '
        f"the questions "
        'it answers; a click asks one.</p><label class="filter"><span class="unseen">Filter the chapters</span>'
        f'<input type="search" data-filter placeholder="Filter by a word" autocomplete="off"></label>{chapters}'
        '<p class="none" hidden>No chapter has that word.</p></section>'
    )


def chapter_html(document: Document) -> str:
    """One document, closed until opened."""
    questions = sections(document)
    asks = "".join(f"<li>{ask_html(q)}</li>" for q in questions if q.endswith("?"))
    others = "".join(f"<li>{_words(q)}</li>" for q in questions if not q.endswith("?"))
    sources = "".join(f"<li>{source_html(s)}</li>" for s in document.sources)
    updated = f", updated {_words(document.updated)}" if document.updated else ""
    rests = f'<div class="rests"><p>Rests on</p><ul>{sources}</ul></div>' if sources else ""
    count = _counted(len(questions), "question") if asks else ""
    return (
        f'<details class="chapter" data-words="{escape(" ".join([document.title, *questions]).lower())}"><summary>'
        f'<span class="title">{_words(document.title)}</span><span class="count">{count}</span></summary>'
        f"{f'<ul class=asks>{asks}</ul>' if asks else ''}{f'<ul class=others>{others}</ul>' if others else ''}{rests}"
        f'<p class="origin">{_words(document.id)}{updated}</p></details>'
    )


def sections(document: Document) -> list[str]:
    """Headings below the title, in order."""
    return [plain(clean(found)).strip() for found in _SECTION.findall(document.text)][:60]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _words(text: str | None) -> str:
    return escape(plain(clean(text or "")).strip())
