"""Merge: the documents of an index and those read now go in, the documents of the next generation come out."""

from collections.abc import Collection, Sequence

from ingest.errors import CorpusError
from ingest.readers import renamed
from ingest.types import Document

HANDBOOK_PREFIX = "handbook/"


def merge(before: Sequence[Document], incoming: Sequence[Document], remove: Collection[str] = ()) -> list[Document]:
    """The handbook is what `incoming` brings of it; of all others, those read from the same place again replace their
    former selves under the id they had, and the rest stay. Of equal contents one stays, the handbook's first.

    Raises:
        CorpusError: `remove` names a document that is not there.
    """
    unknown = sorted(set(remove) - {d.id for d in before})
    if unknown:
        raise CorpusError(f"No document '{unknown[0]}' is in the index. See which are: groundwork sources")
    documents = {d.id: d for d in incoming if _of_handbook(d)}
    documents.update({d.id: d for d in before if d.id not in remove and not _of_handbook(d)})
    known_as = {d.origin: d.id for d in documents.values()}
    for document in incoming:
        if _of_handbook(document):
            continue
        if document.origin in known_as:
            document = document.model_copy(update={"id": known_as[document.origin]})
        elif document.id in documents:  # another folder's file of the same name
            document = renamed(document)
        documents[document.id] = document
        known_as[document.origin] = document.id
    by_content: dict[str, Document] = {}
    for document in documents.values():
        by_content.setdefault(document.sha256, document)
    return list(by_content.values())


def _of_handbook(document: Document) -> bool:
    return document.id.startswith(HANDBOOK_PREFIX)
