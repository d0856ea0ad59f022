"""Evidence: an answer's citations and their documents go in, cards come out, each with the cited words marked where
they stand.

Citations of one section share a card, so the same paragraph is never printed twice. A card shows a window of the
document: the whole section when it is short, else the sentences around each quote.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from ingest.types import Document, Source
from rag.profile import is_own
from rag.types import Answer, Citation
from ui.text import clean, hidden, plain, safe_link

Find = Callable[[str], Document | None]
"""Looks up a document by its id."""

WHOLE_SECTION = 1500
"""Characters up to which a section is shown whole."""
AROUND = 320
"""Characters shown on either side of a quote in a longer one."""
SOURCES_SHOWN = 3
"""The others of a section open on request."""
NEAR = 160
"""Windows that lie closer than this are one."""
_NAME = re.compile(r"\b(?:[A-Z][\w&.]*[a-z]\w*|[A-Z]{2,}|\d{4})\b")
"""What could be a name or a year in a sentence."""
_HEADING = re.compile(r"^#{1,6}[ \t]+.*$", re.MULTILINE)
_LEAD = re.compile(r"[ \t]*(?:(?P<head>#{1,6})[ \t]+|(?P<bullet>[-*+])[ \t]+|(?P<step>\d{1,3})[.)][ \t]+)?")

KINDS = {
    "opinion": "Opinion",
    "survey": "Survey",
    "official-statistic": "Official statistic",
    "research": "Research",
    "course": "Course",
    "guide": "Guide",
}


@dataclass(frozen=True)
class Numbered:
    """A citation with its marker's number."""

    number: int
    citation: Citation


def group(answer: Answer) -> list[list[Numbered]]:
    """Citations by the section they stand in, sections by their first number."""
    return [[Numbered(number, c) for number, c in section.items()] for section in answer.by_section()]


def evidence_html(answer: Answer, key: str, find: Find) -> str:
    """All cards of one answer. `key` tells apart the turns of one page."""
    return "".join(card_html(members, key, find) for members in group(answer))


def card_html(members: Sequence[Numbered], key: str, find: Find) -> str:
    """One card: its numbers, where the words stand, the words, and what outside sources they rest on."""
    first = members[0].citation.passage
    document = find(first.document_id)
    own = is_own(members[0].citation)
    title = "You said" if own else document.title if document else first.document_id
    heading = first.heading[-1] if first.heading and first.heading[-1] != title else ""
    numbers = "".join(
        f'<a class="back" href="#mark-{key}-{m.number}" aria-label="{m.number}: back to the sentence">{m.number}</a>'
        for m in members
    )
    sources = rest_on([m.citation for m in members])
    updated = f", updated {_words(document.updated)}" if document and document.updated else ""
    over = f'<p class="over">{_words(title)}</p>' if heading else ""
    return (
        f'<article class="card" id="card-{key}-{members[0].number}" tabindex="-1" aria-label="Source '
        f'{_listed(m.number for m in members)}">'
        f'<header><div class="numbers">{numbers}</div><div '
        f'class="where">{over}<h3>{_words(heading or title)}</h3></div></header>'
        f'<div class="words" dir="auto">{words_html(members, key, document)}</div>'
        f"{sources_html(sources, title)}"
        f'<p class="origin">{"In this conversation" if own else _words(first.document_id)}{updated}'
        f' · <a class="back-up" href="#question-{key}">Back to the answer</a></p></article>'
    )


def words_html(members: Sequence[Numbered], key: str, document: Document | None) -> str:
    """The quotes marked in their surrounding text; in their passages alone when the document has changed or gone."""
    holds = document is not None and all(
        document.text[m.citation.start : m.citation.end] == m.citation.quote for m in members
    )
    if document is not None and holds:
        spans = [(m.citation.start, m.citation.end, m.number) for m in members]
        windows = windows_around(document.text, [(start, end) for start, end, _ in spans])
        return '<p class="gap" aria-hidden="true">⋯</p>'.join(
            marked_html(document.text, start, end, spans, key) for start, end in windows
        )
    parts = []
    for passage in dict.fromkeys(m.citation.passage for m in members):
        spans = [
            (m.citation.start - passage.start, m.citation.end - passage.start, m.number)
            for m in members
            if m.citation.passage == passage
        ]
        parts.append(marked_html(passage.text, 0, len(passage.text), spans, key))
    return "".join(parts)


def windows_around(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of `text` that hold every span with something around it, in order, none overlapping."""
    first, last = min(s for s, _ in spans), max(e for _, e in spans)
    top, bottom = 0, len(text)
    for found in _HEADING.finditer(text):
        if found.end() <= first:
            top = found.end()
        elif found.start() >= last:
            bottom = found.start()
            break
    if bottom - top <= WHOLE_SECTION:
        return [(top, bottom)]
    windows: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        a, b = (
            _open_at(text, max(top, start - AROUND), start, top),
            _close_at(text, end, min(bottom, end + AROUND), bottom),
        )
        if windows and a <= windows[-1][1] + NEAR:
            windows[-1] = (windows[-1][0], max(b, windows[-1][1]))
        else:
            windows.append((a, b))
    return windows


def marked_html(text: str, start: int, end: int, spans: Sequence[tuple[int, int, int]], key: str) -> str:
    """`text[start:end]` as paragraphs and lists, each span (start, end, number) in <mark>; Markdown's signs are left
    out.
    """
    piece = text[start:end]
    mask = hidden(piece)
    spans = [(max(a - start, 0), min(b - start, len(piece)), n) for a, b, n in spans if a < end and b > start]
    blocks: list[tuple[str, str]] = []
    at = 0
    for line in piece.split("\n"):
        stop = at + len(line)
        lead = _LEAD.match(line)
        assert lead is not None
        kind = "head" if lead["head"] else "item" if lead["bullet"] or lead["step"] else "text"
        shown = _line_html(piece, mask, at, stop, spans, key)
        if not re.sub(r"<[^>]*>", "", shown).strip():
            blocks.append(("gap", ""))
        elif kind == "text" and blocks and blocks[-1][0] in ("text", "item"):
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {shown}")
        else:
            blocks.append((kind, f'<span class="step">{lead["step"]}.</span> {shown}' if lead["step"] else shown))
        at = stop + 1
    if start > 0 and text[start - 1] != "\n" and blocks:
        blocks[0] = (blocks[0][0], f"… {blocks[0][1]}")
    if end < len(text) and text[end] != "\n" and blocks:
        blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} …")
    return _joined(blocks)


def rest_on(citations: Sequence[Citation]) -> list[Source]:
    """The outside sources of the cited passages, first those whose author, publisher or title the quotes name."""
    sources = {s.id: s for c in citations for s in c.passage.sources}
    quoted = {word for c in citations for word in _NAME.findall(c.quote)}

    def named(source: Source) -> int:
        return len(
            quoted & set(_NAME.findall(" ".join(w for w in (source.author, source.publisher, source.title) if w)))
        )

    return sorted(sources.values(), key=lambda source: -named(source))


def sources_html(sources: Sequence[Source], title: str) -> str:
    """What the words rest on: who, what, when, of what kind, from where. A document that is its own source is not
    named twice.
    """
    shown = [s for s in sources if s.title != title or s.author or s.publisher or s.url]
    if not shown:
        return ""
    first = "".join(f"<li>{source_html(s)}</li>" for s in shown[:SOURCES_SHOWN])
    rest = "".join(f"<li>{source_html(s)}</li>" for s in shown[SOURCES_SHOWN:])
    more = f"<details><summary>{len(shown) - SOURCES_SHOWN} more</summary><ul>{rest}</ul></details>" if rest else ""
    return f'<div class="rests"><p>Rests on</p><ul>{first}</ul>{more}</div>'


def source_html(source: Source) -> str:
    """One outside source as a line with its kind as a label."""
    kind = KINDS.get(source.kind)
    label = f'<span class="kind {source.kind}">{kind}</span> ' if kind else ""
    named = dict.fromkeys(_words(w) for w in (source.author, source.publisher) if w)
    rest = [
        *named,
        _words(source.published) if source.published else "",
        _words(source.region) if source.region else "",
    ]
    about = ", ".join(part for part in rest if part)
    link = safe_link(source.url)
    shown = f"<cite>{_words(source.title)}</cite>"
    if link:
        shown = (
            f'<a href="{escape(link)}" target="_blank" rel="noopener noreferrer" referrerpolicy="no-referrer">{shown}'
            '<span class="out" aria-hidden="true"> ↗</span></a>'
        )
    return f"{label}{shown}" + (f'<span class="about"> · {about}</span>' if about else "")


def _line_html(piece: str, mask: bytearray, at: int, stop: int, spans: Sequence[tuple[int, int, int]], key: str) -> str:
    """One line, cut wherever a span begins or ends."""
    edges = sorted({at, stop} | {edge for a, b, _ in spans for edge in (a, b) if at < edge < stop})
    parts = []
    for a, b in pairwise(edges):
        shown = escape("".join(piece[i] for i in range(a, b) if not mask[i]))
        inside = [(s, n) for s, e, n in spans if s < b and e > a]
        if not inside:
            parts.append(shown)
            continue
        anchors = "".join(
            f'<span class="anchor" id="words-{key}-{n}"></span>'
            for s, n in inside
            if s == a or (s < at == a and _opens(piece, mask, s, at))
        )
        if shown.strip():
            numbers = " ".join(str(n) for _, n in inside)
            parts.append(f'{anchors}<mark data-key="{key}" data-numbers="{numbers}" tabindex="-1">{shown}</mark>')
        else:
            parts.append(anchors + shown)
    return "".join(parts)


def _opens(piece: str, mask: bytearray, start: int, at: int) -> bool:
    """Whether a span that began before this line shows its first word here, since all before was signs."""
    return all(mask[i] or piece[i].isspace() for i in range(start, at))


def _joined(blocks: Sequence[tuple[str, str]]) -> str:
    parts: list[str] = []
    listing = False
    for kind, shown in blocks:
        if listing and kind not in ("item", "gap"):
            parts.append("</ul>")
            listing = False
        if kind == "item":
            parts.append(("" if listing else "<ul>") + f"<li>{shown}</li>")
            listing = True
        elif kind == "head":
            parts.append(f'<p class="in-heading">{shown}</p>')
        elif kind == "text":
            parts.append(f"<p>{shown}</p>")
    return "".join(parts) + ("</ul>" if listing else "")


def _open_at(text: str, wanted: int, before: int, top: int) -> int:
    """Where a window opens: at the first sentence or line that starts after `wanted`, else at a word."""
    if wanted <= top:
        return top
    found = re.compile(r"(?:[.!?]['\")\]]?\s+|\n)(?=\S)").search(text, wanted, before)
    if found:
        return found.end()
    space = text.find(" ", wanted, before)
    return space + 1 if space >= 0 else wanted


def _close_at(text: str, after: int, wanted: int, bottom: int) -> int:
    """Where a window closes: behind the last sentence or line that ends before `wanted`, else at a word."""
    if wanted >= bottom:
        return bottom
    ends = [m.end() for m in re.compile(r"[.!?]['\")\]]?(?=\s)|(?=\n)").finditer(text, after, wanted)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", after, wanted)
    return space if space >= 0 else wanted


def _words(text: str | None) -> str:
    return escape(plain(clean(text or "")).strip())


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(n) for n in numbers)
