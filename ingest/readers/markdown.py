"""Markdown: the bytes of a Markdown file go in, a document comes out.

The text is the body without its YAML front matter. A section may end in a line `Sources: id, id` that names the outside
sources it rests on; the ids are looked up in the folder's `sources.yaml`.
"""

import datetime
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import frontmatter
import yaml

from ingest.errors import UnreadableDocument
from ingest.readers.decode import decode
from ingest.types import Document, Source

SOURCES_LINE = re.compile(r"^Sources:[ \t]*(.+)$", re.M)
_FIRST_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.M)
_KINDS = {"opinion", "survey", "official-statistic", "research", "course", "guide"}


def read(name: str, data: bytes, path: str, sources: Mapping[str, Source]) -> Document:
    """One Markdown document.

    Raises:
        UnreadableDocument: broken front matter, no words, or a source id that nobody describes.
    """
    whole = decode(data, path)
    front, text = _front_matter(whole, path)
    if not any(c.isalnum() for c in text):
        raise UnreadableDocument(f"'{path}' holds no words below its front matter.")
    heading = _FIRST_HEADING.search(text)
    title = str(front.get("title") or (heading.group(1) if heading else name)).strip()
    named = source_ids(text)
    missing = [id for id in named if id not in sources]
    if missing:
        raise UnreadableDocument(
            f"'{path}' names the source '{missing[0]}', which no sources.yaml beside it describes. Add an entry with that id."
        )
    return Document(
        id=name,
        title=title,
        text=text,
        origin=path,
        sha256=sha256(data).hexdigest(),
        sources=tuple(sources[id] for id in named) or (_own_source(name, title, front),),
        updated=_words(front.get("updated") or front.get("date")),
        asked=_asked(front.get("also_asked"), path),
    )


def opens_with_front_matter(text: str) -> bool:
    """Whether the first line is '---' and a later one closes it."""
    return re.match(r"---[ \t]*\n.*?^---[ \t]*$", text, re.S | re.M) is not None


def source_ids(text: str) -> list[str]:
    """Ids named in the `Sources:` lines, once each, in order."""
    return list(dict.fromkeys(id.strip() for line in SOURCES_LINE.findall(text) for id in line.split(",") if id.strip()))


def _front_matter(whole: str, path: str) -> tuple[dict[str, Any], str]:
    if not opens_with_front_matter(whole):
        return {}, whole
    try:
        front, text = frontmatter.parse(whole)
    except (yaml.YAMLError, ValueError) as error:
        reason = str(error).split("\n")[0]
        raise UnreadableDocument(f"'{path}': its front matter is not YAML ({reason}). Mend it between the '---' lines.") from error
    return front, text


def _own_source(name: str, title: str, front: Mapping[str, Any]) -> Source:
    """A document that names no outside source is its own: what its front matter says of it."""
    kind = _words(front.get("kind"))
    return Source(
        id=name,
        title=title,
        author=_words(front.get("author")),
        publisher=_words(front.get("publisher")),
        url=_words(front.get("url")),
        published=_words(front.get("date") or front.get("published")),
        kind=kind if kind in _KINDS else "not-stated",
        region=_words(front.get("region")),
    )


def _words(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()[:10]
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def _asked(value: Any, path: str) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableDocument(f"'{path}': also_asked must map a heading to a list of other wordings.")
    return {str(heading): tuple(str(wording) for wording in wordings or ()) for heading, wordings in value.items()}
