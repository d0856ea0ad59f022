"""Markdown: the bytes of a Markdown file go in, a document comes out.

The text is the body without its YAML front matter. A section may end in a line `Sources: id, id` that names the outside
sources it rests on; the ids are looked up in the folder's `sources.yaml`. Where a folder has none, such a line is
prose.
"""

import re
from collections.abc import Iterable, Mapping, Set
from hashlib import sha256
from itertools import islice

from ingest.errors import UnreadableDocument
from ingest.readers.decode import decode
from ingest.readers.yaml_words import Words, read_yaml
from ingest.types import MOST_OF_A_TITLE, Document, Source

SOURCES_LINE = re.compile(r"^Sources:[ \t]*(.+)$", re.MULTILINE)
_FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(
    r"^#{1,6}[ \t]+(\S.*)$"
    r"|(?:\A|(?<=\n\n))(?=[^\n]{0,120}[^\W\d_])([^\s#>|<!\[*+•=-][^\n]{0,118}[^\s.,;:])[ \t]*\n={3,}[ \t]*$",
    re.MULTILINE,
)
_COLON = "mapping values are not allowed"
"""How YAML puts it that bare words hold a colon."""
_MOST_WORDINGS = 50
_MOST_OF_WORDINGS = 5_000
"""Characters of all other wordings of one heading."""
_KINDS = {"opinion", "survey", "official-statistic", "research", "course", "guide"}


def read(name: str, data: bytes, path: str, sources: Mapping[str, Source]) -> Document:
    """One Markdown document.

    Raises:
        UnreadableDocument: broken front matter, no words, or a source id that nobody describes.
    """
    front, text = split_front_matter(decode(data, path), path)
    if not any(c.isalnum() for c in text):
        raise UnreadableDocument(f"'{path}' holds no words below its front matter. Write some, or remove it.")
    titles = (words for marked, line in _HEADING.findall(text) if (words := (marked.rstrip(" \t#") or line.strip())))
    title = (_words(front, "title", path) or next(titles, name))[:MOST_OF_A_TITLE]
    named = source_ids(text) if sources else []
    missing = [id for id in named if id not in sources]
    if missing:
        raise UnreadableDocument(
            f"'{path}' names the source '{missing[0]}', which no sources.yaml beside it describes. Add an entry "
            "with that id."
        )
    updated = _words(front, "updated", path) or _words(front, "date", path)
    return Document(
        id=name,
        title=title,
        text=text,
        origin=path,
        sha256=sha256(data).hexdigest(),
        sources=tuple(sources[id] for id in named) or (_own_source(name, title, front, path),),
        updated=_day(updated),
        asked=_asked(front.get("also_asked"), {_bare(title), *map(_bare, text.split("\n"))}, path),
    )


def split_front_matter(whole: str, path: str) -> tuple[dict[str, Words], str]:
    """The YAML between two '---' lines at the top, and the text below. Lines there that are no mapping are text, not
    YAML.

    Raises:
        UnreadableDocument: what stands there is meant as YAML and is broken.
    """
    found = _FRONT.match(whole)
    if found is None:
        return {}, whole
    try:
        front = read_yaml(found.group(1))
    except ValueError as error:
        colon = " Words with a colon in them stand in quotes: title: 'Work: a start'." if _COLON in str(error) else ""
        raise UnreadableDocument(
            f"'{path}': its front matter is not YAML: {error}. Mend it between the '---' lines.{colon}"
        ) from error
    if front is None:
        return {}, whole[found.end() :].strip()
    if not isinstance(front, dict):
        return {}, whole
    return front, whole[found.end() :].strip()


def opens_with_front_matter(text: str) -> bool:
    """Whether the first line is '---' and a later one closes it."""
    return _FRONT.match(text) is not None


def source_ids(text: str) -> list[str]:
    """Ids named in the `Sources:` lines, once each, in order."""
    return list(
        dict.fromkeys(id.strip() for line in SOURCES_LINE.findall(text) for id in line.split(",") if id.strip())
    )


def _own_source(name: str, title: str, front: Mapping[str, Words], path: str) -> Source:
    """A document that names no outside source is its own: what its front matter says of it."""
    said = {field: _words(front, field, path) for field in ("author", "publisher", "url", "region", "kind")}
    kind = said.pop("kind")
    published = _day(_words(front, "published", path) or _words(front, "date", path))
    known = kind if kind in _KINDS else "not-stated"
    return Source.model_validate({"id": name, "title": title, "published": published, "kind": known, **said})


def _words(front: Mapping[str, Words], field: str, path: str) -> str | None:
    value = front.get(field)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(str(item) for item in value)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]  # `author: {name: …, url: …}`, as several site generators have it
    if isinstance(value, list | dict):
        raise UnreadableDocument(
            f"'{path}': '{field}' in its front matter must be words or a list of words. Mend it there."
        )
    return value.strip() or None if value else None


def _day(value: str | None) -> str | None:
    """The day of a point in time; any other wording of a date stays as it is."""
    return value[:10] if value and re.match(r"\d{4}-\d\d-\d\d[T ]", value) else value


def _bare(line: str) -> str:
    """A heading's words without the signs that make it one."""
    return line.strip().strip("#*:. \t")[:MOST_OF_A_TITLE]


def _asked(value: Words, lines: Set[str], path: str) -> dict[str, tuple[str, ...]]:
    """Other wordings by heading, of those headings that stand in the document; few and short enough that one list
    named from a thousand places (a YAML alias) stays small."""
    if value is None:
        return {}
    if isinstance(value, dict):
        lists = {
            heading: [wordings] if isinstance(wordings, str) else wordings or [] for heading, wordings in value.items()
        }
        different = {id(wordings): wordings for wordings in lists.values()}.values()
        if all(isinstance(w, list) and all(isinstance(item, str) for item in w) for w in different):
            return {heading: _few(w) for heading, w in lists.items() if _bare(heading) in lines}
    raise UnreadableDocument(f"'{path}': also_asked must map a heading to a list of other wordings. Mend it there.")


def _few(wordings: Iterable[Words]) -> tuple[str, ...]:
    kept: list[str] = []
    left = _MOST_OF_WORDINGS
    for wording in islice(wordings, _MOST_WORDINGS):
        left -= len(str(wording))
        if left < 0:
            break
        kept.append(str(wording))
    return tuple(kept)
