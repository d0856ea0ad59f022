"""Stream: the pieces of a reply go in as they arrive, whole sentences come out.

What is not said to the person is dropped on the way: thinking, tool calls, templates' marks, fences. A sentence is whole when
something follows that cannot belong to it: a marker after the full stop still does.
"""

import re
from collections.abc import Iterator

from ingest.sentences import sentences
from rag.said import Said
from rag.types import Layout

MARKER = r"(?:\[\[?\^?\s*\d{1,3}(?:\s*(?:[,;–-]|and)\s*\^?\d{1,3}){0,9}\s*\]\]?|【\s*\d{1,3}[^】\n]{0,24}】)"
"""A citation marker in brackets, as models write them; plain regular expression, linear."""

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
    r"</?(?:think|thinking|thought|reasoning|reflection|scratchpad|answer|response|final|output|tool_call)>|<\|[^|<>\n]{1,40}\|>"
    r"|<(?:start|end)_of_turn>|</?s>|\[/?INST\]|^```\w*[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TOOL_LINE = re.compile(r"^\s*[\[{].*[\"'](?:name|arguments|function|tool|parameters)[\"']\s*:.*$")
_LATE = re.compile(rf"([.!?…][\"'”’)*_]*)[ \t]*((?:{MARKER}[ \t]*)+)(?=\s|$|[A-Z])")
_ITEM = re.compile(r"^[ \t]*(?:(?P<bullet>[-*+•–])|(?P<number>\d{1,3})[.)])[ \t]+")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]|^[ \t]*\*\*[^*\n]{1,80}\*\*:?[ \t]*$|^[ \t]*[-*_=]{3,}[ \t]*$|^[ \t]*\|[ \t:|-]+\|[ \t]*$")
_ENDS = re.compile(rf"(?:[.!?:;。！？][\"'”’)\]*_]*|{MARKER})[ \t]*$")
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
        at = max(self._text.rfind(mark, max(0, len(self._text) - _HELD)) for mark in ("<", "[T", "`"))
        if self._text.endswith("["):
            at = max(at, len(self._text) - 1)
        if at < 0:
            return 0
        while at > 0 and self._text[at - 1] == "`":
            at -= 1
        tail = self._text[at:]
        if tail.startswith("<"):
            return 0 if ">" in tail or not re.fullmatch(r"<[/|\w=]{0,38}", tail) else len(tail)
        if tail.startswith("`"):
            return len(tail) if re.fullmatch(r"`{1,3}\w{0,12}", tail) else 0
        return len(tail) if "[TOOL_CALLS]".startswith(tail) else 0


class Cutter:
    """Cuts a stream into sentences."""

    def __init__(self, longest: int = 1_000) -> None:
        self._quiet = Quiet()
        self._buffer = ""
        self._blank = True
        self._opens: Layout | None = "paragraph"
        self._lead = ""
        self._in_list = False
        self._quoted: list[str] = []
        self._longest = longest
        self.characters = 0
        """Of the answer so far."""

    def feed(self, text: str, quoted: tuple[str, ...] = ()) -> Iterator[Said]:
        """The sentences that are whole now."""
        self._quoted += quoted
        fresh = self._quiet.feed(text)
        self.characters += len(fresh)
        self._buffer += fresh.replace("\r\n", "\n").replace("\r", "\n")
        yield from self._lines()
        if self._buffer and (any(c in ".!?…。！？" for c in self._buffer) or len(self._buffer) > self._longest):
            yield from self._open_line()

    def pause(self) -> Iterator[Said]:
        """Nothing has come for a while: what looks whole counts as whole."""
        line = self._buffer.strip()
        if re.search(rf"\w\w[.!?][\"'”’)*_]*$|{MARKER}\s*[.!?]?$", line) and len(sentences(line + " Xx")) > len(sentences(line)):
            yield from self._line(self._buffer)
            self._buffer = ""

    def end(self, cut_off: bool = False) -> Iterator[Said]:
        """The rest. A sentence that a broken connection cut off is none."""
        self._buffer += self._quiet.end()
        if cut_off and not _ENDS.search(self._buffer):
            spans = sentences(_LATE.sub(r" \2\1 ", self._buffer.rpartition("\n")[2]))
            self._buffer = self._buffer[: len(self._buffer) - len(self._buffer.rpartition("\n")[2][spans[-1][0] :])] if spans else ""
        for line in self._buffer.split("\n"):
            yield from self._line(line)
        self._buffer = ""

    def _lines(self) -> Iterator[Said]:
        while "\n" in self._buffer:
            line, _, rest = self._buffer.partition("\n")
            following = rest.lstrip(" \t")
            if not following and not _ENDS.search(line) and line.strip():
                return  # the next line may go on with this one
            if line.strip() and following[:1].islower() and not _ENDS.search(line) and not _ITEM.match(rest):
                self._buffer = f"{line} {rest.lstrip()}"
                continue
            if not following and re.search(r"[.!?][\"'”’)*_]*[ \t]*$", line) and not re.search(MARKER + r"\W*$", line) and "\n" not in rest:
                return  # a marker may stand alone on the next line
            late = re.match(rf"[ \t]*((?:{MARKER}[ \t]*)+)(?:\n|$)", rest)
            if late and line.strip():
                line, rest = f"{line} {late.group(1)}", rest[late.end() :]
            self._buffer = rest
            yield from self._line(line)

    def _open_line(self) -> Iterator[Said]:
        """Sentences of the line that is still being written, without its last."""
        if "\n" in self._buffer:
            return
        line = _LATE.sub(r" \2\1 ", self._buffer)
        mark = _ITEM.match(line)
        spans = [(a, b) for a, b in sentences(line) if not mark or b > mark.end()]
        if len(spans) > 1 and not re.match(r"[\[【(][^\])】]{0,24}$|[\[【]", line[spans[-1][0] :]):
            whole = line[: spans[-1][0]]
            self._buffer = line[spans[-1][0] :]
            yield from self._line(whole, ends=False)
        elif len(line) > self._longest:
            self._buffer = ""
            yield from self._line(line, ends=False)

    def _line(self, line: str, ends: bool = True) -> Iterator[Said]:
        if not line.strip():
            self._opens = "paragraph" if self._opens is None or not self._in_list else self._opens
            self._in_list = False
            return
        if _HEADING.match(line) and self._opens is not None or _TOOL_LINE.match(line):
            self._opens, self._lead, self._in_list = "paragraph", "", False
            return
        line = _LATE.sub(r" \2\1 ", line)
        mark = _ITEM.match(line) if self._opens is not None else None
        layout: Layout = self._opens or "inline"
        if mark:
            layout = "item" if mark.group("bullet") else "step"
            self._in_list = True
            line = line[mark.end() :]
        elif self._opens is not None:
            if not self._in_list:
                self._lead = ""
            self._in_list = False
        lead = self._lead if self._in_list else ""
        for start, end in sentences(line):
            text = line[start:end].strip()
            if re.fullmatch(rf"\W*(?:{MARKER}\W*)*", text):
                continue
            yield Said(text, layout, tuple(self._quoted), lead)
            self._quoted, layout = [], "inline"
            if re.search(rf":[*_\"”]*\s*(?:{MARKER})?\s*$", text):
                self._lead = text
        self._opens = ("item" if self._in_list else "paragraph") if ends else None
        if ends and not self._in_list:
            self._opens = "inline"
