"""Generations: one writer at a time, readers that hold what they read, and sweeping of what nobody holds.

Locks are the kernel's (flock), so a process that dies, however it dies, holds nothing.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import GroundworkError, IndexBusy, IndexDamaged, StorageProblem
from ingest.library import Library
from ingest.manifest import GENERATION, generation_folder, pointed
from ingest.store import Store

try:
    import fcntl
except ImportError:  # Windows: readers hold nothing there, and recover by opening the next generation
    fcntl = None  # type: ignore[assignment]

LEAST_RECALL = 0.95
WIDER_SEARCH = 1000
PROBE_SECONDS = 1800


@contextmanager
def writer(folder: Path) -> Iterator[None]:
    """The folder, made if need be, with nobody else writing; SIGTERM is heard as Ctrl-C meanwhile.

    Raises:
        IndexBusy: another process or thread is writing there.
        StorageProblem: the folder cannot be made or written.
    """
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexBusy(
                f"Another process is writing the index in '{folder}'. Wait for it to finish and try again."
            ) from error
    try:
        with _terminated_like_interrupted():
            yield
    finally:
        lock.release()


@contextmanager
def storage(place: Path) -> Iterator[None]:
    """The system's refusals as StorageProblem."""
    try:
        yield
    except OSError as error:
        raise StorageProblem(
            f"Cannot write '{place}': {error.strerror or error}. Free some space, or choose another folder with "
            "--index."
        ) from error


class Hold:
    """A reader's hold on a generation: while it lives, no writer sweeps the generation."""

    def __init__(self, file: int) -> None:
        self.close = weakref.finalize(self, os.close, file)


def hold(folder: Path, generation: str) -> Hold | None:
    """A hold on the generation; None when it is being swept, or gone."""
    try:
        file = os.open(generation_folder(folder, generation) / "in-use", os.O_RDONLY)
    except OSError:
        return None
    held = Hold(file)
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            held.close()
            return None
    return held


def sweep(folder: Path, library: Library, keep: set[str]) -> None:
    """Remove what earlier runs left, in the folder, in the library and on a Chroma server, but what a reader holds.

    What cannot be removed now is left for the next run: sweeping never stops a build.
    """
    kept = set(keep)
    for place in sorted((folder / "generations").glob("g*")):
        if place.name not in keep and GENERATION.fullmatch(place.name) and not _swept(place):
            kept.add(place.name)
    library.keep_only(kept)


def discard(folder: Path, library: Library, generation: str, keep: set[str]) -> None:
    """Take back a generation whose building failed; a full disk must not stay full of it. One that is current stays:
    the run was stopped just after it had made it so.
    """
    with suppress(GroundworkError):
        if pointed(folder) == generation:
            return
    with suppress(GroundworkError, OSError):
        place = generation_folder(folder, generation)
        _drop_from_server(place)
        shutil.rmtree(place, ignore_errors=True)
    with suppress(GroundworkError, OSError):
        sweep(folder, library, keep)


def _swept(place: Path) -> bool:
    """Whether the generation could be removed."""
    try:
        held = (place / "in-use").open("rb")
    except OSError:
        held = None  # its writer died before a reader could know of it
    try:
        if held is not None and fcntl is not None:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _drop_from_server(place)
        shutil.rmtree(place, ignore_errors=True)
    except (OSError, StorageProblem):  # a reader holds it; or its server does not answer, and keeps it
        return False
    finally:
        if held is not None:
            held.close()
    return not place.exists()


def _drop_from_server(place: Path) -> None:
    address = place / "server"
    if not address.is_file():
        return
    store = Store(place, place.name, address.read_text(encoding="utf-8"))
    try:
        store.drop()
    finally:
        store.close()


def probe(place: Path, generation: str, passages: int, keys: int, server: str | None) -> float:
    """Recall@10 of a new generation, measured in a process of its own; the search is widened once if it is low.

    Raises:
        IndexDamaged: it cannot be read back, or does not hold what was put in.
    """
    report = _probe(place, generation, server)
    if _recall(report) < LEAST_RECALL:
        store = Store(place / "chroma", generation, server)
        try:
            store.widen(WIDER_SEARCH)
        finally:
            store.close()
        report = _probe(place, generation, server)
    found_again = min(report["passages_self"], report["keys_self"])
    whole = (report["passages_count"], report["keys_count"]) == (passages, keys)
    if not whole or _recall(report) < LEAST_RECALL or found_again < LEAST_RECALL:
        raise IndexDamaged(f"The new index does not hold what was put in: {report}. The old one stays; try again.")
    return _recall(report)


def _recall(report: dict[str, float]) -> float:
    return min(report["passages_recall"], report["keys_recall"])


def _probe(place: Path, generation: str, server: str | None) -> dict[str, float]:
    """-P, since a file of the person's own named `types.py` or `random.py` must not be imported from where they
    stand.
    """
    ours = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH")]))}
    command = [sys.executable, "-P", "-m", "ingest.probe", str(place), generation, *([server] if server else [])]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PROBE_SECONDS,
            check=False,
            env=environment,
        )
        if done.returncode == 0:
            report: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
            return report
        reason = f"exit {done.returncode}: {done.stderr.strip()[-300:]}"
    except subprocess.TimeoutExpired:
        reason = f"no answer in {PROBE_SECONDS} s"
    except (ValueError, IndexError) as error:
        reason = str(error)
    raise IndexDamaged(f"The new index cannot be read back ({reason}). The old one stays; try again.")


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM as KeyboardInterrupt, so that what was begun is taken back; a handler of the caller's own is left
    alone.
    """
    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
