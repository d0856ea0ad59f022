"""Text: words of a document or a person go in, words that are safe to show come out.

Markdown is shown as its words, not its signs; images and link targets are dropped, since a page that fetched them
would tell a stranger what somebody asked. Nothing here makes HTML: whoever does escapes what this gives.
"""

import re
from urllib.parse import urlsplit

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, and the marks that turn the direction of what follows: a terminal or a page obeys them."""
# no repetition crosses its own opening sign, or it is bounded: sixty thousand brackets must not take minutes
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_WHOLE = (
    re.compile(
        r"!\[(?:[^\[\]\n]*+\]|[^\]\n]{0,1000}+\])"
        r"(?:\((?:[^()\n]*+\)|[^)\n]{0,1000}+\))|\[(?:[^\[\]\n]*+\]|[^\]\n]{0,1000}+\]))?"
    ),
    re.compile(r"^Sources:[ \t]*\S.*$", re.MULTILINE),
    re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)", re.MULTILINE),
    re.compile(r"^[ \t]*(?:```.*|~~~.*|-{3,}|\*{3,}|_{3,})[ \t]*$", re.MULTILINE),
)
_AROUND = (
    re.compile(r"(?<!!)(\[)(?:[^\[\]\n]++|[^\]\n]{1,1000}+)(\]\((?:[^()\n]*+\)|[^)\n]{0,1000}+\)))"),
    re.compile(r"(<)https?://[^\s<>]+(>)"),
    re.compile(r"(\*\*)(?=\S)[^\n]{1,400}?(?<=\S)(\*\*)"),
    re.compile(r"(?<!\w)(__)(?=\S)[^\n]{1,400}?(?<=\S)(__)(?!\w)"),
    re.compile(r"(?<![\w*])(\*)(?=[^\s*])[^*\n]{1,400}?(?<=[^\s*])(\*)(?![\w*])"),
    re.compile(r"(?<![\w_])(_)(?=[^\s_])[^_\n]{1,400}?(?<=[^\s_])(_)(?![\w_])"),
    re.compile(r"(`)[^`\n]{1,400}(`)"),
)


def clean(text: str) -> str:
    """Without control characters; line ends and tabs stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def hidden(text: str) -> bytearray:
    """For each character of `text` 1 if it is a sign rather than a word: Markdown, a target, an image, a control
    character.
    """
    mask = bytearray(len(text))
    for pattern in (*_WHOLE, _CONTROL):
        for found in pattern.finditer(text):
            mask[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    for found in _COMMENT.finditer(text, 0, text.rfind("-->") + 3):  # up to the last that is closed: the rest is words
        mask[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    for pattern in _AROUND:
        for found in pattern.finditer(text):
            for group in (1, 2):
                start, end = found.span(group)
                mask[start:end] = b"\1" * (end - start)
    return mask


def plain(text: str) -> str:
    """The words without Markdown's signs."""
    mask = hidden(text)
    return "".join(c for c, sign in zip(text, mask, strict=True) if not sign)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with an ellipsis where something was cut."""
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip() + " …"


def safe_link(url: str | None) -> str | None:
    """The address if it is plain https with a host and nothing that could hide where it leads; else None."""
    if not url or url != clean(url) or re.search(r"[\s\"'<>\\^`{|}]", url):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  a wrong port raises here
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or parts.password is not None:
        return None
    return url
