"""History: conversations and judgements go in, and stay on this machine; they come out for the browser that had
them.

Each browser names itself by a random word that only it knows, so on a shared address nobody reads what another asked.
With no path everything lives in memory and ends with the process: that is what 'switched off' means.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import ValidationError

from ingest.errors import StorageProblem
from rag.types import Answer

Judgement = Literal["up", "down"]
# no STRICT tables: SQLite before 3.37, which some systems' Python still has, cannot read them
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (id TEXT PRIMARY KEY, browser TEXT NOT NULL, started TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    asked TEXT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, PRIMARY KEY (conversation, number));
CREATE TABLE IF NOT EXISTS judgements (
    conversation TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, judgement TEXT NOT NULL,
    question TEXT NOT NULL, answer TEXT NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (conversation, number));
"""


@dataclass(frozen=True)
class Turn:
    """One question with its answer."""

    number: int
    """Counts from 1 in its conversation."""
    question: str
    answer: Answer
    judgement: Judgement | None = None


@dataclass(frozen=True)
class Past:
    """A conversation in a list."""

    id: str
    started: str
    """UTC, ISO 8601."""
    title: str
    """Its first question."""
    turns: int


def fresh_id() -> str:
    """A name nobody can guess, for a browser or a conversation."""
    return token_urlsafe(16)


def default_path() -> Path:
    """Where conversations lie when nobody says otherwise."""
    return user_data_path("groundwork") / "history.sqlite"


class History:
    """One open SQLite file, or memory. Safe to use from several threads."""

    def __init__(self, path: Path | None = None) -> None:
        """
        Raises:
            StorageProblem: the file cannot be opened or written.
        """
        self.path = path
        self._lock = threading.Lock()
        with self._clear_errors():
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)
            self._connection = sqlite3.connect(
                path or ":memory:", check_same_thread=False, isolation_level=None, timeout=10
            )
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.execute("PRAGMA secure_delete = ON")
            self._connection.executescript(_SCHEMA)

    @property
    def lasts(self) -> bool:
        """Whether it outlives the process."""
        return self.path is not None

    def close(self) -> None:
        self._connection.close()

    def append(self, browser: str, conversation: str, question: str, answer: Answer) -> Turn:
        """Store a turn at the end of the browser's conversation.

        Raises:
            StorageProblem: it could not be stored; nothing was.
        """
        now = _now()
        with self._change() as cursor:
            cursor.execute("INSERT OR IGNORE INTO conversations VALUES (?, ?, ?)", (conversation, browser, now))
            if not self._owns(cursor, browser, conversation):
                raise StorageProblem("This conversation belongs to another browser. Start a new one.")
            cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation = ?", (conversation,))
            number = int(cursor.fetchone()[0])
            stored = (conversation, number, now, _storable(question), answer.model_dump_json())
            cursor.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?)", stored)
        return Turn(number, question, answer)

    def turns(self, browser: str, conversation: str) -> list[Turn]:
        """The conversation in order; empty if the browser has none of that id. A turn that no longer reads is left
        out.
        """
        rows = self._rows(
            "SELECT t.number, t.question, t.answer, j.judgement FROM turns t JOIN conversations c ON c.id = "
            "t.conversation "
            "LEFT JOIN judgements j ON j.conversation = t.conversation AND j.number = t.number "
            "WHERE c.browser = ? AND c.id = ? ORDER BY t.number",
            (browser, conversation),
        )
        found = []
        for number, question, answer, judgement in rows:
            try:
                found.append(Turn(number, question, Answer.model_validate_json(answer), judgement))
            except ValidationError:
                continue  # written by another version: what cannot be proven any more is not shown
        return found

    def conversations(self, browser: str | None = None) -> list[Past]:
        """Newest first; of all browsers when none is named (for the command line, whose user owns the file)."""
        rows = self._rows(
            "SELECT c.id, c.started, (SELECT question FROM turns WHERE conversation = c.id ORDER BY number LIMIT 1), "
            "(SELECT count(*) FROM turns WHERE conversation = c.id) FROM conversations c WHERE ?1 IS NULL OR "
            "c.browser = ?1 "
            "ORDER BY c.started DESC, c.rowid DESC",
            (browser,),
        )
        return [Past(id, started, title or "", turns) for id, started, title, turns in rows]

    def judge(self, browser: str, conversation: str, number: int, judgement: Judgement) -> bool:
        """Store what a person thought of an answer, with the question and the evidence it rested on.

        Returns:
            False when the browser has no such turn.
        """
        turn = next((t for t in self.turns(browser, conversation) if t.number == number), None)
        if turn is None:
            return False
        evidence = [
            {"document": c.passage.document_id, "start": c.start, "end": c.end, "quote": c.quote}
            for c in turn.answer.citations
        ]
        row = (
            conversation,
            number,
            _now(),
            judgement,
            _storable(turn.question),
            turn.answer.text,
            json.dumps(evidence),
        )
        with self._change() as cursor:
            cursor.execute("INSERT OR REPLACE INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return True

    def judgements(self) -> list[dict[str, object]]:
        """Every stored judgement with its question, answer and evidence, oldest first."""
        rows = self._rows("SELECT at, judgement, question, answer, evidence FROM judgements ORDER BY at", ())
        return [
            {"at": at, "judgement": judgement, "question": question, "answer": answer, "evidence": json.loads(evidence)}
            for at, judgement, question, answer, evidence in rows
        ]

    def delete(self, browser: str, conversation: str) -> None:
        """Remove one conversation of the browser with what was judged in it. Unknown ids are no error."""
        with self._change() as cursor:
            if self._owns(cursor, browser, conversation):
                cursor.execute("DELETE FROM judgements WHERE conversation = ?", (conversation,))
                cursor.execute("DELETE FROM conversations WHERE id = ?", (conversation,))

    def delete_all(self, browser: str | None = None) -> int:
        """Remove every conversation of a browser, or of all, judgements too; how many there were."""
        with self._change() as cursor:
            mine = "SELECT id FROM conversations WHERE ?1 IS NULL OR browser = ?1"
            cursor.execute(f"DELETE FROM judgements WHERE conversation IN ({mine})", (browser,))
            cursor.execute("DELETE FROM conversations WHERE ?1 IS NULL OR browser = ?1", (browser,))
            return cursor.rowcount

    # -- inside ----------------------------------------------------------------------------------------------

    @staticmethod
    def _owns(cursor: sqlite3.Cursor, browser: str, conversation: str) -> bool:
        cursor.execute("SELECT 1 FROM conversations WHERE id = ? AND browser = ?", (conversation, browser))
        return cursor.fetchone() is not None

    def _rows(self, query: str, values: tuple[object, ...]) -> list[Any]:
        with self._lock, self._clear_errors(), closing(self._connection.execute(query, values)) as cursor:
            return cursor.fetchall()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Cursor]:
        with self._lock, self._clear_errors(), closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StorageProblem(
                f"Conversations cannot be kept in '{self.path}' ({error}). Free some space or mend its rights, "
                "or go on without: groundwork chat --history=no"
            ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _storable(text: str) -> str:
    """SQLite stores UTF-8: half of a surrogate pair, which a browser can send, is none."""
    return text.encode("utf-8", "replace").decode("utf-8")
