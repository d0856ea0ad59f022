"""Plain: the bytes of a text file go in, a document comes out."""

from collections.abc import Mapping
from hashlib import sha256

from ingest.debris import is_debris
from ingest.readers import markdown
from ingest.readers.decode import decode
from ingest.types import Document, Source


def read(name: str, data: bytes, path: str, sources: Mapping[str, Source]) -> Document:
    """The title is the first line that says something about it; the file itself is the only source.

    A text file that opens with front matter is read as Markdown, which is what static sites save under any ending.
    """
    text = decode(data, path)
    if markdown.opens_with_front_matter(text) and markdown.split_front_matter(text, path)[0]:
        return markdown.read(name, data, path, sources)
    title = first_line(text) or name
    own = Source(id=name, title=title)
    return Document(id=name, title=title, text=text, origin=path, sha256=sha256(data).hexdigest(), sources=(own,))


def first_line(text: str) -> str:
    """The first line that says something, at most 120 characters; empty where none does."""
    lines = (line.strip() for line in text.splitlines() if any(c.isalpha() for c in line) and not is_debris(line))
    return next(lines, "")[:120]
