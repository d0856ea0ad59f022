"""Stream: the pieces of a reply go in as they arrive, whole sentences come out.

What is not said to the person is dropped on the way: thinking, tool calls, templates' marks, fences. A sentence is
whole when something follows that cannot belong to it: a marker after the full stop still does.
"""

import re
from collections.abc import Iterator

from ingest.sentences import sentences
from rag.markers import MARKER
from rag.said import Said
from rag.types import Layout

_PAIRS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "<reflection>": "</reflection>",
    "<scratchpad>": "</scratchpad>",
    "<tool_call>": "</tool_call>",
    "<tool_response>": "</tool_response>",
    "<function_calls>": "</function_calls>",
    "<function=": "</function>",
    "<|channel|>analysis": "<|channel|>final<|message|>",
    "<|channel|>commentary": "<|channel|>final<|message|>",
    "[TOOL_CALLS]": "\n",
    "```json": "```",
    "```python": "```",
    "```tool": "```",
    "```xml": "```",
}
_OPEN = re.compile("|".join(re.escape(mark) for mark in _PAIRS), re.IGNORECASE)
_LONE = re.compile(
    r"<\|channel\|>\w+|</?(?:think|thinking|thought|reasoning|reflection|scratchpad|answer|response|final|output"
    r"|tool_call)>|<\|[^|<>\n]{1,40}\|>"
    r"|<(?:start|end)_of_turn>|</?s>|\[/?INST\]|^```\w*[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TOOL_LINE = re.compile(r"^\s*[\[{].*[\"'](?:name|arguments|function|tool|parameters)[\"']\s*:.*$")
_LATE = re.compile(
    rf"([.!?…][\"'”’)*_]*)[ \t]*((?:(?:{MARKER}|\(\d{{1,2}}(?:,[ ]?\d{{1,2}})*\))[ \t]*)+)(?=\s|$|[A-Z])"
)
"""Markers after the full stop; they are read as if they stood before it."""
_ITEM = re.compile(r"^[ \t]*(?:(?P<bullet>[-*+•–])|(?P<number>\d{1,3})[.)])[ \t]+")
_HEADING = re.compile(
    r"^[ \t]*#{1,6}[ \t]|^[ \t]*\*\*[^*\n]{1,80}\*\*:?[ \t]*$|^[ \t]*[-*_=]{3,}[ \t]*$|^[ \t]*\|[ \t:|-]+\|[ \t]*$"
    r"|^\[\^?\d{1,3}\]:"
)
_ENDS = re.compile(rf"(?:[.!?:;。！？][\"'”’)\]*_]*|{MARKER})[ \t]*$")
_ALONE = re.compile(rf"[ \t]*((?:{MARKER}[ \t]*)+)(\n|$)")
_GOES_ON = re.compile(r"(?:,|\b(?:and|or|the|an?|to|of|for|with|in|your|is|are))[ \t]*$")
_MAY_END = re.compile(r"[.!?…。！？]")
_GAP = re.compile(r"\n{3,}")
_AT_ONCE = 8_000
"""Characters looked at together, so that a reply in one huge piece takes no longer than one in many."""
_HELD = 40
"""Characters at the end that may be the beginning of a mark."""


class Quiet:
    """Takes out of a stream what is no answer. Linear in what is fed; holds back at most the beginning of a mark."""

    def __init__(self) -> None:
        self._text = ""
        self._until = ""

    def feed(self, text: str) -> str:
        """What may be passed on now."""
        self._text += text
        out: list[str] = []
        while True:
            if self._until:
                at = self._text.lower().find(self._until.lower())
                if at < 0:
                    self._text = self._text[-len(self._until) :]
                    return "".join(out)
                self._text = self._text[at + len(self._until) :]
                self._until = ""
            opened = _OPEN.search(self._text)
            if opened is None:
                break
            out.append(self._text[: opened.start()])
            self._until = _PAIRS[opened.group().lower() if opened.group().lower() in _PAIRS else "[TOOL_CALLS]"]
            self._text = self._text[opened.end() :]
        keep = self._beginning()
        out.append(self._text[: len(self._text) - keep])
        self._text = self._text[len(self._text) - keep :]
        return _LONE.sub("", "".join(out))

    def end(self) -> str:
        """What was held back; what was opened and never closed is lost."""
        rest = "" if self._until else _LONE.sub("", self._text)
        self._text = self._until = ""
        return rest

    def _beginning(self) -> int:
        """How many last characters could yet become a mark."""
        tail = self._text[-_HELD:]
        for at, character in enumerate(tail):
            rest = tail[at:].lower()
            if character in "<[`" and (
                re.fullmatch(r"</?\|?\w*\|?|`{1,3}\w{0,12}", rest) or any(m.lower().startswith(rest) for m in _PAIRS)
            ):
                return len(rest)
        return 0


class Cutter:
    """Cuts a stream into sentences."""

    def __init__(self, longest: int = 1_000) -> None:
        self._quiet = Quiet()
        self._buffer = ""
        self._longest = longest
        self._inside = False  # part of the present line has been given out
        self._blank = True
        self._in_list = False
        self._lead = ""
        self._quoted: list[str] = []
        self.characters = 0
        """Of the answer so far."""

    def feed(self, text: str, quoted: tuple[str, ...] = ()) -> Iterator[Said]:
        """The sentences that are whole now."""
        self._quoted += quoted
        fresh = self._quiet.feed(text)
        self.characters += len(fresh)
        fresh = fresh.replace("\r\n", "\n").replace("\r", "\n")
        for at in range(0, len(fresh), _AT_ONCE):
            self._buffer = _GAP.sub("\n\n", self._buffer + fresh[at : at + _AT_ONCE])
            yield from self._whole_lines()
            if "\n" not in self._buffer and (_MAY_END.search(self._buffer) or len(self._buffer) > self._longest):
                yield from self._open_line()

    def pause(self) -> Iterator[Said]:
        """Nothing has come for a while: what looks whole counts as whole."""
        line = self._buffer.strip()
        if (
            "\n" not in line
            and re.search(rf"\w\w[.!?][\"'”’)*_]*$|{MARKER}\s*[.!?]?$", line)
            and len(sentences(line + " Xx")) > len(sentences(line))
        ):
            ended = self._buffer.endswith("\n")
            self._buffer = ""
            yield from self._line(line, ends=ended)

    def end(self, cut_off: bool = False) -> Iterator[Said]:
        """The rest. What a broken connection cut off is no sentence."""
        lines = (self._buffer + self._quiet.end()).split("\n")
        self._buffer = ""
        last = _early(lines[-1])
        spans = sentences(last)
        if cut_off and spans and not _ENDS.search(last[spans[-1][0] : spans[-1][1]]):
            lines[-1] = last[: spans[-1][0]]
        for line in lines:
            yield from self._line(line)

    def _whole_lines(self) -> Iterator[Said]:
        while "\n" in self._buffer:
            line, _, rest = self._buffer.partition("\n")
            ended = bool(_ENDS.search(line)) or not line.strip()
            late = _ALONE.match(rest)
            if late and line.strip() and (late.group(2) or late.end() == len(rest)):
                if not late.group(2):
                    return
                line, rest = f"{line} {late.group(1)}", rest[late.end() :]
            elif line.strip() and re.fullmatch(r"[ \t]*(?:[\[【][^\]】\n]{0,24})?", rest):
                return  # what comes next may belong to this line: a marker, or the rest of a sentence
            elif not ended and rest[:1] != "\n" and len(line) <= self._longest and _joins(line, rest):
                self._buffer = f"{line} {rest.lstrip()}"
                continue
            self._buffer = rest
            yield from self._line(line)

    def _open_line(self) -> Iterator[Said]:
        """Sentences of the line that is still being written, without its last."""
        line = _early(self._buffer)
        mark = None if self._inside else _ITEM.match(line)
        spans = [(a, b) for a, b in sentences(line) if not mark or b > mark.end()]
        if len(spans) > 1 and not re.match(r"[\[【]|\([^)]{0,12}$", line[spans[-1][0] :]):
            self._buffer = line[spans[-1][0] :]
            yield from self._line(line[: spans[-1][0]], ends=False)
        elif len(line) > self._longest:
            self._buffer = ""
            yield from self._line(line, ends=False)

    def _line(self, line: str, ends: bool = True) -> Iterator[Said]:
        """The sentences of a line, or of the part of it that is whole."""
        starts, self._inside = not self._inside, not ends
        if not line.strip():
            self._blank = self._blank or starts
            return
        layout: Layout = "inline"
        if starts:
            if _HEADING.match(line) or _TOOL_LINE.match(line):
                self._blank, self._in_list, self._lead = True, False, ""
                return
            mark = _ITEM.match(line)
            if mark:
                layout = "item" if mark.group("bullet") else "step"
                line = line[mark.end() :]
            else:
                layout, self._lead = "paragraph" if self._blank else "inline", ""
            self._in_list, self._blank = bool(mark), False
        line = _early(line)
        for start, end in sentences(line):
            text = line[start:end].strip()
            if re.fullmatch(rf"\W*(?:{MARKER}\W*)*", text):
                continue
            yield Said(text, layout, tuple(self._quoted), self._lead if self._in_list else "")
            self._quoted, layout = [], "inline"
            if not self._in_list and re.search(rf":[*_\"”]*\s*(?:{MARKER})?\s*$", text):
                self._lead = text


def _joins(line: str, rest: str) -> bool:
    """Whether a line goes on in the next."""
    return rest.lstrip()[:1].islower() or _GOES_ON.search(line) is not None


def _early(line: str) -> str:
    """Markers after a full stop moved before it."""
    return _LATE.sub(r" \2\1 ", line).replace("  ", " ")
