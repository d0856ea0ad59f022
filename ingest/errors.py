"""Errors: everything Groundwork raises on purpose, drawn as one tree.

Each message says what happened and the command or change that cures it. The tree stands in `ingest` because imports
point left: every room may raise these, and a caller needs one import to catch them all.

    GroundworkError
    ├── CorpusError              a document or the list of sources is wrong
    │   └── UnreadableDocument   one file cannot be read as text
    ├── IndexProblem
    │   ├── IndexMissing         nothing has been indexed there
    │   ├── IndexMismatch        built by another model, splitter or version
    │   ├── IndexDamaged         the files do not hold together
    │   └── IndexBusy            another process is writing
    ├── StorageProblem           disk full, read-only, no permission
    ├── ModelUnavailable         an embedding or language model cannot be loaded or reached
    └── QuestionRefused          what came in is not a question (wrong type, no last turn)
"""


class GroundworkError(Exception):
    """Base of every error raised on purpose."""


class CorpusError(GroundworkError):
    """A document or the list of sources is wrong."""


class UnreadableDocument(CorpusError):
    """One file cannot be read as text."""


class IndexProblem(GroundworkError):
    """The index cannot be used as it is."""


class IndexMissing(IndexProblem):
    """Nothing has been indexed at that place."""


class IndexMismatch(IndexProblem):
    """The index was built by another model, splitter or version."""


class IndexDamaged(IndexProblem):
    """The files of the index do not hold together."""


class IndexBusy(IndexProblem):
    """Another process is writing the index."""


class StorageProblem(GroundworkError):
    """The disk is full, read-only or forbidden."""


class ModelUnavailable(GroundworkError):
    """An embedding or language model cannot be loaded or reached."""


class QuestionRefused(GroundworkError):
    """What came in is not a question: wrong type, or a dialogue whose last turn is not the person's."""
