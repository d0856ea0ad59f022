"""Library: documents, passages, the keyword index and the vector cache, in one SQLite file that is the truth.

Chroma's directory is derived from it and can be thrown away. What a reader sees belongs to one *generation*: a list of
document versions and a keyword table of its own. Nothing that a current generation uses is changed in place, so readers
go on undisturbed while the next generation is written, and a killed writer leaves only rows that nobody points at.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ingest.connection import Connection, start_again, words_for_errors
from ingest.embed import Tokens, Vectors
from ingest.errors import IndexDamaged
from ingest.hashes import corpus_hash, keyword_table, text_hash, version_of
from ingest.types import Document, Passage

__all__ = ["Library", "corpus_hash", "keyword_table", "text_hash", "version_of"]

FORMAT = 1
APPLICATION = 0x47574B31
"""SQLite's application_id: tells a library from another program's database of the same name."""
MOST_WORDS = 500
"""Keywords looked up for one question; more only cost time (100,000 take a second)."""
_TOKENIZER = "porter unicode61 remove_diacritics 2 tokenchars '+#'"
# no STRICT tables: SQLite before 3.37, which some systems' Python still has, cannot read them
_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS documents (version TEXT PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    version TEXT NOT NULL REFERENCES documents(version) ON DELETE CASCADE, id TEXT NOT NULL, position INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (version, position));
CREATE INDEX IF NOT EXISTS passages_by_id ON passages(id);
CREATE TABLE IF NOT EXISTS members (generation TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (generation, version));
CREATE TABLE IF NOT EXISTS vectors (model TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (model, text)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (model TEXT NOT NULL, text TEXT NOT NULL, width INTEGER NOT NULL,
    vectors BLOB NOT NULL, PRIMARY KEY (model, text));
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {FORMAT};
COMMIT;
"""
_UNSPEAKABLE = re.compile("[\0\ud800-\udfff]")


class Library:
    """One open SQLite file. Readers and one writer may have it open at once, in one process or several; one `Library`
    may be used by several threads, which take turns.
    """

    def __init__(self, path: Path, write: bool = False) -> None:
        """
        Raises:
            IndexMissing: there is no library and `write` is False.
            IndexDamaged: the file is no library, or of a newer format.
            StorageProblem: the disk is full, read-only or forbidden.
        """
        self.path = path
        self._connection = Connection(path, write)
        self._rows = self._connection.rows
        self._transaction = self._connection.transaction
        try:
            self._require_ours(write)
            if write:
                self._connection.script(_SCHEMA)
        except BaseException:
            self.close()
            raise

    def _require_ours(self, write: bool) -> None:
        version, application, tables = (
            int(self._rows(query)[0][0])
            for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master")
        )
        if application not in (0, APPLICATION) or (version == 0 and (tables or not write)):
            raise IndexDamaged(
                f"'{self.path}' is not a library of Groundwork. Choose another folder with --index, or remove "
                "that file."
            )
        if version > FORMAT:
            raise IndexDamaged(
                f"'{self.path}' was written by a newer Groundwork. Update Groundwork, or choose another --index."
            )

    def close(self) -> None:
        self._connection.close()

    @property
    def outdated(self) -> bool:
        """Whether it was opened as a file that nobody writes, and somebody does by now."""
        return self._connection.outdated

    # -- writing ------------------------------------------------------------

    def write_generation(
        self, generation: str, split_documents: Iterable[tuple[Document, Sequence[Passage]]], splitter: str
    ) -> None:
        """Store what is new, list what belongs to the generation, and build its keyword table: all or nothing."""
        table = keyword_table(generation)
        with self._transaction() as connection:
            connection.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(passage UNINDEXED, heading, asked, text, "
                f'tokenize="{_TOKENIZER}")'
            )
            for document, passages in split_documents:
                version = version_of(document, splitter, passages)
                row = (version, document.id, document.model_dump_json())
                if connection.execute("INSERT OR IGNORE INTO documents VALUES (?, ?, ?)", row).rowcount:
                    connection.executemany(
                        "INSERT INTO passages VALUES (?, ?, ?, ?)",
                        [(version, p.id, at, p.model_dump_json()) for at, p in enumerate(passages)],
                    )
                connection.execute("INSERT INTO members VALUES (?, ?)", (generation, version))
                connection.executemany(
                    f"INSERT INTO {table} VALUES (?, ?, ?, ?)",
                    [(p.id, " \n ".join(p.heading), " \n ".join(p.asked), p.text) for p in passages],
                )
            connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")

    def keep_only(self, generations: Iterable[str]) -> None:
        """Drop every other generation, and the documents that then belong to none. The vector cache stays."""
        kept = set(generations)
        tables = {keyword_table(generation) for generation in kept}
        with self._transaction() as connection:
            query = "SELECT name FROM sqlite_master WHERE name GLOB 'keywords_*' AND sql LIKE 'CREATE VIRTUAL%'"
            for (name,) in connection.execute(query).fetchall():
                if name not in tables:
                    connection.execute(f"DROP TABLE {name}")
            connection.execute(f"DELETE FROM members WHERE generation NOT IN ({_marks(kept)})", tuple(kept))
            connection.execute("DELETE FROM documents WHERE version NOT IN (SELECT version FROM members)")
            connection.execute("DELETE FROM passages WHERE version NOT IN (SELECT version FROM documents)")

    def store_vectors(self, model: str, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors, float32, by model and text, so that a rebuild embeds nothing twice."""
        rows = [
            (model, text_hash(text), np.asarray(vector, np.float32).tobytes())
            for text, vector in zip(texts, vectors, strict=True)
        ]
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def store_tokens(self, model: str, texts: Sequence[str], tokens: Sequence[Tokens]) -> None:
        """Keep the token vectors of texts, int8, beside their vectors."""
        rows = [
            (model, text_hash(text), matrix.shape[1], matrix.tobytes())
            for text, matrix in zip(texts, tokens, strict=True)
        ]
        with self._transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)", rows)

    def settle(self) -> None:
        """Bring what was written into the one file, so that a copy of it, or a reader that may not write, has it
        all.
        """
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)")

    # -- reading ------------------------------------------------------------

    def generations(self) -> list[str]:
        """Names of the generations that have documents here, oldest first."""
        return [name for (name,) in self._rows("SELECT DISTINCT generation FROM members ORDER BY generation")]

    def holds(self, generation: str, documents: int) -> bool:
        """Whether the generation's keyword table is here, and just as many documents."""
        table = self._rows("SELECT count(*) FROM sqlite_master WHERE name = ?", (keyword_table(generation),))
        members = self._rows("SELECT count(*) FROM members WHERE generation = ?", (generation,))
        return (table[0][0], members[0][0]) == (1, documents)

    def vectors(self, model: str, texts: Sequence[str]) -> dict[str, Vectors]:
        """Cached vectors of those `texts` that have one."""
        rows = self._cached("vectors", "text, vector", model, texts)
        return {text: np.frombuffer(blob, np.float32) for text, blob in rows if len(blob) % 4 == 0}

    def with_tokens(self, model: str, texts: Sequence[str]) -> set[str]:
        """Those `texts` that have token vectors; reads none of them."""
        return {text for (text,) in self._cached("tokens", "text", model, texts)}

    def tokens(self, model: str, texts: Sequence[str]) -> dict[str, Tokens]:
        """Cached token vectors of those `texts` that have them, shape (tokens, width). An older library has none."""
        if not self._rows("SELECT 1 FROM sqlite_master WHERE name = 'tokens'"):
            return {}
        rows = self._cached("tokens", "text, width, vectors", model, texts)
        return {text: np.frombuffer(blob, np.int8).reshape(-1, width) for text, width, blob in rows}

    def documents(self, generation: str) -> list[Document]:
        """The documents of a generation, by id."""
        query = "SELECT body FROM documents JOIN members USING (version) WHERE generation = ? ORDER BY id"
        return [self._document(body) for (body,) in self._rows(query, (generation,))]

    def document(self, generation: str, id: str) -> Document | None:
        query = "SELECT body FROM documents JOIN members USING (version) WHERE generation = ? AND id = ?"
        return next((self._document(body) for (body,) in self._rows(query, (generation, id))), None)

    def passages(self, generation: str, ids: Sequence[str] | None = None) -> list[Passage]:
        """Passages of a generation: all in reading order, or those named, in the order named."""
        join = "FROM passages JOIN members USING (version) JOIN documents USING (version) WHERE generation = ?"
        if ids is None:
            query = f"SELECT passages.body {join} ORDER BY documents.id, position"
            return [self._passage(body) for (body,) in self._rows(query, (generation,))]
        found: dict[str, Passage] = {}
        for part in _parts(list(ids), 500):
            query = f"SELECT passages.id, passages.body {join} AND passages.id IN ({_marks(part)})"
            found.update((id, self._passage(body)) for id, body in self._rows(query, (generation, *part)))
        return [found[id] for id in ids if id in found]

    def passages_of(self, generation: str, document_id: str) -> list[Passage]:
        """Passages of one document, in reading order."""
        query = (
            "SELECT passages.body FROM passages JOIN members USING (version) JOIN documents USING (version) "
            "WHERE generation = ? AND documents.id = ? ORDER BY position"
        )
        return [self._passage(body) for (body,) in self._rows(query, (generation, document_id))]

    def search(
        self,
        generation: str,
        words: Sequence[str],
        limit: int,
        weights: tuple[float, float, float] = (2.0, 1.5, 1.0),
    ) -> list[tuple[str, float]]:
        """Passage ids with their BM25 score (larger is better; k1 = 1.2, b = 0.75), best first; any of the words may
        match.

        Args:
            words: whatever was typed; each is looked up as it stands, as a phrase where it holds several words.
            weights: of heading, other wordings and text.
        """
        spoken = [word for word in dict.fromkeys(_UNSPEAKABLE.sub(" ", word) for word in words) if word.strip()]
        if not spoken or limit < 1:
            return []
        table = keyword_table(generation)
        match = " OR ".join('"' + word.replace('"', '""') + '"' for word in spoken[:MOST_WORDS])
        query = (
            f"SELECT passage, bm25({table}, 0, ?, ?, ?) AS score FROM {table} WHERE {table} MATCH ? "
            "ORDER BY score, rowid LIMIT ?"
        )
        return [(id, -score) for id, score in self._rows(query, (*weights, match, limit))]

    def check(self) -> None:
        """Raises IndexDamaged when SQLite finds the file broken."""
        verdict = self._rows("PRAGMA quick_check")[0][0]
        if verdict != "ok":
            raise IndexDamaged(f"'{self.path}' is damaged ({verdict}). {start_again(self.path)}")

    # -- inside ------------------------------------------------------------

    def _cached(self, table: str, columns: str, model: str, texts: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Rows of a cache for those `texts` that have one; the first column, the hash, comes back as the text."""
        by_hash = {text_hash(text): text for text in texts}
        for part in _parts(list(by_hash), 500):
            query = f"SELECT {columns} FROM {table} WHERE model = ? AND text IN ({_marks(part)})"
            for hashed, *rest in self._rows(query, (model, *part)):
                yield (by_hash[hashed], *rest)

    def _document(self, body: str) -> Document:
        with words_for_errors(self.path):
            return Document.model_validate_json(body)

    def _passage(self, body: str) -> Passage:
        with words_for_errors(self.path):
            return _read(body)


@lru_cache(maxsize=4096)
def _read(body: str) -> Passage:
    """Passages are frozen, and those near what people ask are read with every question."""
    return Passage.model_validate_json(body)


def _marks(items: Iterable[object]) -> str:
    return ",".join("?" for _ in items)


def _parts(items: list[str], size: int) -> Iterator[list[str]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
