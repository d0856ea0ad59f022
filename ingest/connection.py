"""Connection: the path of an SQLite file goes in, rows come out, and errors in words. The only file of this room that
knows SQLite.
"""

import sqlite3
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ingest.errors import IndexDamaged, IndexMissing, StorageProblem

WAIT_SECONDS = 30


class Connection:
    """One open file. Threads take turns: SQLite would let them in one at a time anyway, and some builds of it not even
    that.
    """

    def __init__(self, path: Path, write: bool = False) -> None:
        """
        Raises:
            IndexMissing: there is no file and `write` is False.
            IndexDamaged: it is no SQLite file.
            StorageProblem: the disk is full, read-only or forbidden.
        """
        self.path = path
        self._lock = threading.RLock()
        if not write and not path.is_file():
            raise IndexMissing(
                f"There is no index in '{path.parent}'. Make one with: groundwork add --index '{path.parent}' PATH"
            )
        with words_for_errors(path):
            self._connection, self._alone = _connect(path, write)
        self._close = weakref.finalize(self, self._connection.close)

    @property
    def outdated(self) -> bool:
        """Whether it was opened as a file that nobody writes, and somebody does by now."""
        return self._alone and self.path.with_name(self.path.name + "-wal").exists()

    def close(self) -> None:
        with self._lock:
            self._close()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with self._lock, words_for_errors(self.path):
            return self._connection.execute(query, parameters).fetchall()

    def script(self, statements: str) -> None:
        with self._lock, words_for_errors(self.path):
            self._connection.executescript(statements)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what is executed inside."""
        with self._lock, words_for_errors(self.path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection


def _connect(path: Path, write: bool) -> tuple[sqlite3.Connection, bool]:
    """The connection, and whether it takes the file as one that nobody writes."""
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, check_same_thread=False, isolation_level=None)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection, False
    address = path.resolve().as_uri()
    options = {"uri": True, "timeout": WAIT_SECONDS, "check_same_thread": False, "isolation_level": None}
    connection = sqlite3.connect(f"{address}?mode=ro", **options)  # type: ignore[call-overload]
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # a write-ahead log cannot be opened where nothing may be written; if nobody else writes, the file alone is
        # whole
        connection.close()
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", **options), True  # type: ignore[call-overload]
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection, False


@contextmanager
def words_for_errors(path: Path) -> Iterator[None]:
    """SQLite's and the system's refusals as our own errors."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason = str(error)
        if "no such module" in reason:
            raise StorageProblem(
                f"This Python's SQLite lacks FTS5 ({reason}). Use a Python from python.org."
            ) from error
        if "locked" in reason or "busy" in reason:
            raise StorageProblem(f"'{path}' is locked by another program. Wait for it and try again.") from error
        if any(word in reason for word in ("full", "readonly", "read-only", "unable to open", "disk I/O", "too big")):
            raise StorageProblem(
                f"Cannot write or open '{path}': {reason}. Free some space, or choose a folder you may write with "
                "--index."
            ) from error
        raise IndexDamaged(f"'{path}' cannot be read as an index ({reason}). {start_again(path)}") from error
    except ValueError as error:  # what stands in a row is not what was written
        raise IndexDamaged(f"'{path}' holds a row that cannot be read. {start_again(path)}") from error
    except OSError as error:
        raise StorageProblem(
            f"Cannot write or open '{path}': {error.strerror}. Choose another folder with --index."
        ) from error


def start_again(path: Path) -> str:
    """The cure where the truth itself is lost."""
    return f"Remove '{path.parent}' and add the documents again."
