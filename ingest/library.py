"""Library: documents, passages, the keyword index and the vector cache, in one SQLite file that is the truth.

Chroma's directory is derived from it and can be thrown away. What a reader sees belongs to one *generation*: a list of document
versions and a keyword table of its own. Nothing that a current generation uses is changed in place, so readers go on undisturbed
while the next generation is written, and a killed writer leaves only rows that nobody points at.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import numpy as np

from ingest.embed import Tokens, Vectors
from ingest.errors import IndexDamaged, IndexMissing, StorageProblem
from ingest.types import Document, Passage

FORMAT = 1
_TOKENIZER = "porter unicode61 remove_diacritics 2 tokenchars '+#'"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (version TEXT PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS passages (
    version TEXT NOT NULL REFERENCES documents(version) ON DELETE CASCADE, id TEXT NOT NULL, position INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (version, position)) STRICT;
CREATE INDEX IF NOT EXISTS passages_by_id ON passages(id);
CREATE TABLE IF NOT EXISTS members (generation TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (generation, version)) STRICT;
CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, text))
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (model TEXT NOT NULL, text TEXT NOT NULL, width INTEGER NOT NULL, vectors BLOB NOT NULL,
    PRIMARY KEY (model, text)) STRICT;
"""


class Library:
    """One open SQLite file. Readers and one writer may have it open at once, in one process or several."""

    def __init__(self, path: Path, write: bool = False) -> None:
        """
        Raises:
            IndexMissing: there is no library and `write` is False.
            IndexDamaged: the file is no library, or of a newer format.
            StorageProblem: the disk is full, read-only or forbidden.
        """
        self.path = path
        if not write and not path.is_file():
            raise IndexMissing(f"There is no index in '{path.parent}'. Make one with: groundwork add --index '{path.parent}' PATH")
        with _clear_errors(path):
            self._connection = _connect(path, write)
            if write:
                self._connection.executescript(_SCHEMA)
                if self._format() == 0:
                    self._connection.execute(f"PRAGMA user_version = {FORMAT}")
            if self._format() > FORMAT:
                raise IndexDamaged(f"'{path}' was written by a newer Groundwork. Update Groundwork, or choose another --index.")

    def _format(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    def close(self) -> None:
        self._connection.close()

    # -- writing ------------------------------------------------------------------------------------------------------------

    def write_generation(self, generation: str, split_documents: Iterable[tuple[Document, Sequence[Passage]]], splitter: str) -> None:
        """Store what is new, list what belongs to the generation, and build its keyword table: all or nothing."""
        table = keyword_table(generation)
        with _clear_errors(self.path), closing(self._connection.cursor()) as cursor, self._connection:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(passage UNINDEXED, heading, asked, text, tokenize=\"{_TOKENIZER}\")"
            )
            for document, passages in split_documents:
                version = version_of(document, splitter)
                cursor.execute("INSERT OR IGNORE INTO documents VALUES (?, ?, ?)", (version, document.id, document.model_dump_json()))
                if cursor.rowcount:
                    cursor.executemany(
                        "INSERT INTO passages VALUES (?, ?, ?, ?)",
                        [(version, p.id, at, p.model_dump_json()) for at, p in enumerate(passages)],
                    )
                cursor.execute("INSERT INTO members VALUES (?, ?)", (generation, version))
                cursor.executemany(
                    f"INSERT INTO {table} VALUES (?, ?, ?, ?)",
                    [(p.id, " \n ".join(p.heading), " \n ".join(p.asked), p.text) for p in passages],
                )
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")

    def keep_only(self, generations: Iterable[str]) -> None:
        """Drop every other generation, and the documents that then belong to none. The vector cache stays."""
        kept = set(generations)
        with _clear_errors(self.path), closing(self._connection.cursor()) as cursor, self._connection:
            cursor.execute("BEGIN IMMEDIATE")
            for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE name GLOB 'keywords_*' AND sql LIKE 'CREATE VIRTUAL%'").fetchall():
                if name not in {keyword_table(g) for g in kept}:
                    cursor.execute(f"DROP TABLE {name}")
            marks = ",".join("?" * len(kept))
            cursor.execute(f"DELETE FROM members WHERE generation NOT IN ({marks})", tuple(kept))
            cursor.execute("DELETE FROM documents WHERE version NOT IN (SELECT version FROM members)")
            cursor.execute("DELETE FROM passages WHERE version NOT IN (SELECT version FROM documents)")

    def store_vectors(self, model: str, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors, float32, by model and text, so that a rebuild embeds nothing twice."""
        rows = [(model, text_hash(text), np.asarray(vector, np.float32).tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        with _clear_errors(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def store_tokens(self, model: str, texts: Sequence[str], tokens: Sequence[Tokens]) -> None:
        """Keep the token vectors of texts, int8, beside their vectors."""
        rows = [(model, text_hash(text), matrix.shape[1], matrix.tobytes()) for text, matrix in zip(texts, tokens, strict=True)]
        with _clear_errors(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)", rows)

    # -- reading ------------------------------------------------------------------------------------------------------------

    def vectors(self, model: str, texts: Sequence[str]) -> dict[str, Vectors]:
        """Cached vectors of those `texts` that have one."""
        by_hash = {text_hash(text): text for text in texts}
        found: dict[str, Vectors] = {}
        with _clear_errors(self.path):
            for part in _parts(list(by_hash), 500):
                rows = self._connection.execute(
                    f"SELECT text, vector FROM vectors WHERE model = ? AND text IN ({','.join('?' * len(part))})", (model, *part)
                )
                found.update((by_hash[hashed], np.frombuffer(blob, np.float32)) for hashed, blob in rows)
        return found

    def with_tokens(self, model: str, texts: Sequence[str]) -> set[str]:
        """Those `texts` that have token vectors; reads none of them."""
        by_hash = {text_hash(text): text for text in texts}
        found: set[str] = set()
        with _clear_errors(self.path):
            for part in _parts(list(by_hash), 500):
                query = f"SELECT text FROM tokens WHERE model = ? AND text IN ({','.join('?' * len(part))})"
                found.update(by_hash[hashed] for (hashed,) in self._connection.execute(query, (model, *part)))
        return found

    def tokens(self, model: str, texts: Sequence[str]) -> dict[str, Tokens]:
        """Cached token vectors of those `texts` that have them, shape (tokens, width). An older library has none."""
        by_hash = {text_hash(text): text for text in texts}
        found: dict[str, Tokens] = {}
        with _clear_errors(self.path):
            if not self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tokens'").fetchone():
                return found
            for part in _parts(list(by_hash), 500):
                rows = self._connection.execute(
                    f"SELECT text, width, vectors FROM tokens WHERE model = ? AND text IN ({','.join('?' * len(part))})", (model, *part)
                )
                found.update((by_hash[hashed], np.frombuffer(blob, np.int8).reshape(-1, width)) for hashed, width, blob in rows)
        return found

    def documents(self, generation: str) -> list[Document]:
        """The documents of a generation, by id."""
        query = "SELECT body FROM documents JOIN members USING (version) WHERE generation = ? ORDER BY id"
        with _clear_errors(self.path):
            return [Document.model_validate_json(body) for (body,) in self._connection.execute(query, (generation,))]

    def document(self, generation: str, id: str) -> Document | None:
        query = "SELECT body FROM documents JOIN members USING (version) WHERE generation = ? AND id = ?"
        with _clear_errors(self.path):
            row = self._connection.execute(query, (generation, id)).fetchone()
        return Document.model_validate_json(row[0]) if row else None

    def passages(self, generation: str, ids: Sequence[str] | None = None) -> list[Passage]:
        """Passages of a generation: all in reading order, or those named, in the order named."""
        join = "FROM passages JOIN members USING (version) JOIN documents USING (version) WHERE generation = ?"
        with _clear_errors(self.path):
            if ids is None:
                query = f"SELECT passages.body {join} ORDER BY documents.id, position"
                return [Passage.model_validate_json(body) for (body,) in self._connection.execute(query, (generation,))]
            found: dict[str, Passage] = {}
            for part in _parts(list(ids), 500):
                query = f"SELECT passages.id, passages.body {join} AND passages.id IN ({','.join('?' * len(part))})"
                found.update((id, Passage.model_validate_json(body)) for id, body in self._connection.execute(query, (generation, *part)))
        return [found[id] for id in ids if id in found]

    def passages_of(self, generation: str, document_id: str) -> list[Passage]:
        """Passages of one document, in reading order."""
        query = (
            "SELECT passages.body FROM passages JOIN members USING (version) JOIN documents USING (version) "
            "WHERE generation = ? AND documents.id = ? ORDER BY position"
        )
        with _clear_errors(self.path):
            return [Passage.model_validate_json(body) for (body,) in self._connection.execute(query, (generation, document_id))]

    def search(self, generation: str, words: Sequence[str], limit: int, weights: tuple[float, float, float] = (2.0, 1.5, 1.0)) -> list[tuple[str, float]]:
        """Passage ids with their BM25 score (larger is better; k1 = 1.2, b = 0.75), best first; any of the words may match.

        Args:
            weights: of heading, other wordings and text.
        """
        if not words:
            return []
        table = keyword_table(generation)
        match = " OR ".join('"' + word.replace('"', '""') + '"' for word in dict.fromkeys(words))
        query = f"SELECT passage, bm25({table}, 0, ?, ?, ?) AS score FROM {table} WHERE {table} MATCH ? ORDER BY score, rowid LIMIT ?"
        with _clear_errors(self.path):
            rows = self._connection.execute(query, (*weights, match, limit)).fetchall()
        return [(id, -score) for id, score in rows]

    def check(self) -> None:
        """Raises IndexDamaged when SQLite finds the file broken."""
        with _clear_errors(self.path):
            verdict = self._connection.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            raise IndexDamaged(f"'{self.path}' is damaged ({verdict}). Remove that folder and add the documents again.")


def keyword_table(generation: str) -> str:
    """Name of the generation's FTS5 table."""
    if not re.fullmatch(r"[a-z0-9]+", generation):
        raise ValueError(f"Not a generation's name: {generation!r}")
    return f"keywords_{generation}"


def version_of(document: Document, splitter: str) -> str:
    """Changes with anything that is stored: text, sources, other wordings, origin, the splitter."""
    return sha256(f"{splitter}\0{document.model_dump_json()}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def text_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def corpus_hash(documents: Iterable[Document]) -> str:
    """One hash for a set of documents, whatever their order and whatever folder they were read from."""
    rows = sorted(json.dumps([d.id, d.sha256, [s.model_dump() for s in d.sources]], sort_keys=True) for d in documents)
    return sha256("\n".join(rows).encode()).hexdigest()[:32]


def _connect(path: Path, write: bool) -> sqlite3.Connection:
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection
    address = path.resolve().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=30, check_same_thread=False, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # A write-ahead log cannot be opened on a read-only disk; nobody writes there, so the file alone is whole.
        connection.close()
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, check_same_thread=False, isolation_level=None)
    return connection


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason = str(error)
        if "full" in reason or "readonly" in reason or "read-only" in reason or "unable to open" in reason or "disk I/O" in reason:
            raise StorageProblem(f"Cannot write or open '{path}': {reason}. Free some space, or choose a folder you may write with --index.") from error
        if "locked" in reason or "busy" in reason:
            raise StorageProblem(f"'{path}' is locked by another program. Wait for it to finish and try again.") from error
        raise IndexDamaged(f"'{path}' cannot be read as an index ({reason}). Remove that folder and add the documents again.") from error
    except OSError as error:
        raise StorageProblem(f"Cannot write or open '{path}': {error.strerror}. Choose another folder with --index.") from error


def _parts(items: list[str], size: int) -> Iterator[list[str]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
