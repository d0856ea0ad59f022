"""Structure: a text goes in, its sections come out: heading path, body, and the blocks of the body.

Headings are Markdown's, underlined ones too, and those that plain text shows only by their looks: 'CHAPTER 7. …', '2.
Know yourself', a bold line, a short line that stands alone or right above a long paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.debris import is_debris
from ingest.readers.markdown import SOURCES_LINE
from ingest.sentences import sentences
from ingest.types import MOST_OF_A_TITLE

Span = tuple[int, int]

_ATX = re.compile(r"(#{1,6})[ \t]+(.+)$")
_UNDERLINE = re.compile(r"(={3,}|-{3,})[ \t]*$")
_BOLD = re.compile(r"\*\*(.+?)\*\*:?(?:[ \t]*\([^()]{1,60}\))?$")
_ASKED = re.compile(r"Q(?:uestion)?(?:[ \t]?\d{1,3})?[.:)][ \t]+\S.{0,240}\?$")
"""'Q3. …?' or 'Q: …?' on a line of its own: an exchange of letters, a list of questions and answers."""
_CHAPTER = re.compile(r"(?:chapter|part|section|step|lesson|appendix)\s+(?:\d+|[ivxlc]+)\b[.:)]?\s*\S", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+\S")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S")
_FENCE = re.compile(r"[ \t]*(```|~~~)")
_LONG_LINE = 120
_HEADING_CHARACTERS = 90
_LEAST_RUNNING = 12
_RUNNING_TIMES = 4
_CAPTION_CHARACTERS = 160
_SPEAKS = re.compile(r"\b(?:I|we|you|your|my|our|is|are|was|were|will|can|must|should)\b", re.IGNORECASE)
_HEADING_WORDS = 14


@dataclass
class Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        return not self.text.strip()


@dataclass
class Section:
    """A heading with the blocks directly below it."""

    heading: tuple[str, ...]
    blocks: list[Span] = field(default_factory=list)
    source_ids: list[str] = field(default_factory=list)


def sections(text: str) -> list[Section]:
    """Sections in order; blocks are spans of `text`: a paragraph, or a list with the line that leads it in."""
    lines = _lines(text)
    repeated = _repeated(lines)
    headings = dict(_headings(lines))
    found = [Section(())]
    path: list[tuple[int, str]] = []
    body: list[Line] = []

    def close() -> None:
        section = found[-1]
        section.blocks = _blocks(_without_caption(body))
        body.clear()

    for at, line in enumerate(lines):
        if at in headings:
            close()
            level, title = headings[at]
            path = [*(p for p in path if p[0] < level), (level, title)]
            found.append(Section(tuple(name for _, name in path)))
        elif named := SOURCES_LINE.match(line.text):
            found[-1].source_ids.extend(id.strip() for id in named.group(1).split(",") if id.strip())
            body.append(Line(line.start, ""))
        elif (
            is_debris(line.text)
            or line.text.strip() in repeated
            or (at - 1 in headings and _UNDERLINE.match(line.text))
        ):
            body.append(Line(line.start, ""))
        else:
            body.append(line)
    close()
    return [section for section in found if section.blocks]


def _repeated(lines: list[Line]) -> set[str]:
    """Running heads and feet: the same words on a line of their own, over and over."""
    count: dict[str, int] = {}
    for line in lines:
        words = line.text.strip()
        if len(words) >= _LEAST_RUNNING and any(c.isalpha() for c in words):
            count[words] = count.get(words, 0) + 1
    running = {words: times for words, times in count.items() if times >= _RUNNING_TIMES}
    said = sum(not line.blank for line in lines)
    return (
        set(running) if sum(running.values()) < said / 2 else set()
    )  # a text that is mostly repetition is its own matter


def _without_caption(body: list[Line]) -> list[Line]:
    """A section's lines less the caption of a picture that stood below its heading: a gap, one short sentence, a gap,
    and then the text.
    """
    first = next((at for at, line in enumerate(body) if not line.blank), None)
    if first is None or first < 2 or first + 2 >= len(body) or not body[first + 1].blank:
        return body
    words = body[first].text.strip()
    is_caption = (
        len(words) <= _CAPTION_CHARACTERS
        and words.endswith(".")
        and len(sentences(words)) <= 2
        and not _SPEAKS.search(words)
    )
    return body[first + 1 :] if is_caption and len(body[first + 2].text) > len(words) else body


def _lines(text: str) -> list[Line]:
    at = 0
    lines = []
    for raw in text.split("\n"):
        lines.append(Line(at, raw))
        at += len(raw) + 1
    return lines


def _headings(lines: list[Line]) -> Iterator[tuple[int, tuple[int, str]]]:
    """Index of a heading's line -> its level and words."""
    fenced = False
    chapters = False
    for at, line in enumerate(lines):
        if _FENCE.match(line.text):
            fenced = not fenced
        if fenced or line.blank or is_debris(line.text) or SOURCES_LINE.match(line.text):
            continue
        stripped = line.text.strip()
        if atx := _ATX.match(stripped):
            words = atx.group(2).rstrip("#").strip().strip("*").strip()[:MOST_OF_A_TITLE]
            if words:
                yield at, (len(atx.group(1)), words)
        elif level := _underlined(lines, at):
            yield at, (level, stripped.strip("*").strip())
        elif bold := _BOLD.match(stripped):
            yield at, (5, bold.group(1).strip()[:MOST_OF_A_TITLE])
        elif _ASKED.match(stripped):
            yield at, (5, stripped[:MOST_OF_A_TITLE])
        elif _looks_like_heading(lines, at):
            chapter = bool(_CHAPTER.match(stripped))
            chapters = chapters or chapter
            numbered = bool(_NUMBERED.match(stripped))
            yield at, (2 if chapter or numbered or not chapters else 3, stripped.rstrip("."))


def _underlined(lines: list[Line], at: int) -> int:
    """The level of a heading by the line of '=' or '-' below it: 0 where there is none, where the line is a sentence, a
    quote, of a list, a table or a page's markup, or where no text follows that it could head.
    """
    line = lines[at].text
    words, alone = line.strip(), at == 0 or lines[at - 1].blank
    under = _UNDERLINE.match(lines[at + 1].text) if at + 1 < len(lines) else None
    if not under or not alone or len(words) > _LONG_LINE or line.startswith(("    ", "\t")):
        return 0
    if (
        _ITEM.match(words)
        or "|" in words
        or words[0] in "<>!["
        or words[-1] in ".,;:"
        or not any(map(str.isalpha, words))
    ):
        return 0
    after = next((lines[n].text for n in range(at + 2, len(lines)) if not lines[n].blank), "")
    if not after or _ATX.match(after.strip()) or _UNDERLINE.match(after):
        return 0
    return 1 if under.group(1)[0] == "=" else 2


def _looks_like_heading(lines: list[Line], at: int) -> bool:
    text = lines[at].text.strip()
    if len(text) > _HEADING_CHARACTERS or len(text.split()) > _HEADING_WORDS or not any(c.isalpha() for c in text):
        return False
    if _CHAPTER.match(text) and text[-1] not in ",;:":
        return True
    if text[-1] in '.,;:!…)”"|>' or text[0] in '“"(|>[<•*-+' or "](" in text or "|" in text:
        return False
    after = next((lines[n] for n in range(at + 1, len(lines)) if not lines[n].blank), None)
    if after is None or (_ITEM.match(after.text) and not _NUMBERED.match(text)):
        return False
    above_long = not lines[at + 1].blank and len(lines[at + 1].text) >= _LONG_LINE and not _ends_a_list(lines, at)
    if _NUMBERED.match(text):
        before = next((lines[n] for n in range(at - 1, -1, -1) if not lines[n].blank), None)
        if lines[at].text[0].isspace() or (before is not None and _NUMBERED.match(before.text.strip())):
            return False  # one of a list
        return above_long or (len(after.text) >= _LONG_LINE and not _ITEM.match(after.text))
    alone = (at == 0 or lines[at - 1].blank) and lines[at + 1].blank
    return above_long or (alone and len(after.text) > len(text))


def _ends_a_list(lines: list[Line], at: int) -> bool:
    """The last of several short lines without a mark at their ends: a list whose bullets got lost."""
    before = lines[at - 1].text.strip() if at else ""
    return (
        0 < len(before) <= _HEADING_CHARACTERS
        and before[-1] not in '.,;:!?…)”"|>'
        and not _CHAPTER.match(before)
        and not _ITEM.match(before)
        and at > 1
        and not lines[at - 2].blank
    )


def _blocks(lines: list[Line]) -> list[Span]:
    """Paragraphs and lists. Files with one paragraph a line are told by the length of their lines."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.blank:
            if groups[-1]:
                groups.append([])
            continue
        previous = groups[-1][-1] if groups[-1] else None
        item = bool(_ITEM.match(line.text))
        starts_block = previous is not None and (
            (
                item != bool(_ITEM.match(previous.text))
                and not line.text.startswith((" ", "\t"))
                and not previous.text.endswith(":")
            )
            or (not item and len(previous.text) >= _LONG_LINE and len(line.text) >= _LONG_LINE)
        )
        if starts_block:
            groups.append([])
        groups[-1].append(line)
    spans = [(group[0].start, group[-1].end) for group in groups if group]
    is_list = [bool(_ITEM.match(group[0].text)) for group in groups if group]
    leads = [group[-1].text.rstrip().endswith(":") for group in groups if group]
    merged: list[Span] = []
    for at, span in enumerate(spans):
        if at and is_list[at] and (is_list[at - 1] or leads[at - 1]):
            merged[-1] = (merged[-1][0], span[1])
        else:
            merged.append(span)
    return merged
