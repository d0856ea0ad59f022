"""Types: what flows from documents to the index. Plain, frozen, JSON in and out.

Offsets are counted in Python characters (code points) of `Document.text`, start inclusive, end exclusive.
"""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal, Self

from langchain_core.documents import Document as LangChainDocument
from pydantic import BaseModel, ConfigDict, Field, ValidationError, computed_field, field_validator, model_validator

SourceKind = Literal["opinion", "survey", "official-statistic", "research", "course", "guide", "not-stated"]


RESERVED_PREFIX = "person:"
"""Ids that begin so are for what a person said of themselves: no document has one, so none can speak as them."""
MOST_OF_A_TITLE = 300
"""Characters of a title or heading; the rest of a longer one is cut off."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class Frozen(BaseModel):
    """Immutable, closed data that round-trips through JSON.

    Computed fields are written out for whoever reads the JSON; on the way in they are checked against what the data
    itself gives, so a stored quote that does not stand in its passage cannot come back as one that does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _verify_computed(cls, data: Any, handler: Any) -> Self:
        names = cls.model_computed_fields
        claimed = {}
        if isinstance(data, Mapping):
            claimed = {name: data[name] for name in names if name in data}
            data = {name: _sayable(value) for name, value in data.items() if name not in claimed}
        made: Self = handler(data)
        if claimed:
            true = made.model_dump(mode="json", include=set(claimed))
            wrong = sorted(name for name, value in claimed.items() if _plain(value) != true[name])
            if wrong:
                raise ValueError(f"{cls.__name__}: {', '.join(wrong)} does not follow from the rest of the data")
        return made


def _sayable(value: Any) -> Any:
    """Half a character (a lone surrogate) becomes U+FFFD: no file, database or wire can carry it, and offsets stay."""
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if isinstance(value, tuple) and any(isinstance(item, str) for item in value):
        return tuple(_sayable(item) for item in value)
    return value


def _plain(value: Any) -> Any:
    """The JSON form of a value that may be JSON already."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


class Source(Frozen):
    """An outside source of facts: a book, a survey, a page, a talk."""

    id: str = Field(min_length=1)
    title: str
    author: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    """As the source gives it: '2021', '2024-11-05', 'January 2025'; None when it has no date."""
    kind: SourceKind = "not-stated"
    region: str | None = None


class Document(Frozen):
    """One file as read. `text` is the ground truth for every offset."""

    id: str = Field(min_length=1)
    title: str
    text: str
    origin: str
    """The path or address it was read from."""
    sha256: str
    """Hex digest of the bytes as read."""
    sources: tuple[Source, ...] = ()
    updated: str | None = None
    asked: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """Heading -> other wordings of the question it answers. Matched and embedded, never quoted."""

    @field_validator("id")
    @classmethod
    def _not_reserved(cls, id: str) -> str:
        if id.startswith(RESERVED_PREFIX):
            raise ValueError(f"the id of a document cannot begin with '{RESERVED_PREFIX}'")
        return id


class Passage(Frozen):
    """A stretch of one document: `document.text[start:end] == text`."""

    document_id: str
    start: int = Field(ge=0)
    end: int
    text: str = Field(min_length=1)
    heading: tuple[str, ...] = ()
    """Outermost first."""
    sources: tuple[Source, ...] = ()
    asked: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _span_fits_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"Passage of {len(self.text)} characters cannot span {self.start}:{self.end}")
        return self

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def id(self) -> str:
        """Content hash: the same words at the same place have the same id in every index."""
        return sha256(f"{self.document_id}\0{self.start}\0{self.text}".encode("utf-8", "surrogatepass")).hexdigest()[
            :24
        ]

    @classmethod
    def cut(
        cls,
        document: Document,
        start: int,
        end: int,
        heading: tuple[str, ...] = (),
        sources: tuple[Source, ...] = (),
        asked: tuple[str, ...] = (),
    ) -> Self:
        """The passage that stands at `start:end` of `document`; the only way the splitter makes one."""
        return cls(
            document_id=document.id,
            start=start,
            end=end,
            text=document.text[start:end],
            heading=heading,
            sources=sources,
            asked=asked,
        )

    def to_document(self) -> LangChainDocument:
        """The one seam to LangChain: metadata are flat values that any vector store accepts, and `passage` rebuilds
        all.
        """
        return LangChainDocument(
            id=self.id,
            page_content=self.text,
            metadata={
                "document_id": self.document_id,
                "start": self.start,
                "end": self.end,
                "heading": " > ".join(self.heading),
                "passage": self.model_dump_json(exclude={"id", "text"}),
            },
        )

    @classmethod
    def from_document(cls, document: LangChainDocument) -> Self:
        """Inverse of `to_document`.

        Raises:
            ValueError: the document was not made by `to_document`, or its text was changed since.
        """
        stored = document.metadata.get("passage")
        try:
            parts = json.loads(stored) if isinstance(stored, str) else None
        except (ValueError, RecursionError):
            raise ValueError("Not a Groundwork passage: its metadata 'passage' is no JSON") from None
        if not isinstance(parts, dict):
            raise ValueError("Not a Groundwork passage: metadata holds no 'passage'")
        if str(parts.get("document_id")).startswith(RESERVED_PREFIX):
            raise ValueError(f"Not a Groundwork passage: its document's id begins with '{RESERVED_PREFIX}'")
        try:
            made = cls.model_validate({**parts, "text": document.page_content})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "passage"
            raise ValueError(f"Not a Groundwork passage: {where}: {first['msg']}".replace("\n", " ")) from None
        if document.id is not None and document.id != made.id:
            raise ValueError("The text of this LangChain document is not the passage its id names")
        return made
