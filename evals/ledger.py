"""Ledger: questions that cost something go in, replies come out, each paid for once.

Whoever judges looks a reply up by all that it hangs on: who is asked, in which form, with which words. What is not in
the book yet is noted and costs nothing until `pay` asks for it. So a whole evaluation can be walked through once to
learn what it will cost, and a second time to read the replies; a run that was stopped goes on where it was, and a
second run pays nothing. Failed questions are not written down: the next run tries them again.
"""

import json
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.cures import first_line
from rag.judge import JudgeError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CHARACTERS_A_TOKEN = 4
"""The usual rule of thumb for English; other tokenisers differ by a quarter either way."""
IN_A_ROW = 5
"""After so many failures in a row nothing more is asked: a wrong key or a dead server costs no hour."""
TRIES = 2
PAUSE_SECONDS = 1.0

Ask = Callable[[], Any]
"""Asks the judge and gives its reply as JSON; raises whatever it likes."""
Progress = Callable[[int, int], None]


class Unasked(JudgeError):
    """The reply is not in the book yet."""


class Estimate(NamedTuple):
    """What the questions noted so far will cost."""

    calls: int
    known: int
    """Replies that are in the book already and cost nothing."""
    tokens_in: int
    tokens_out: int

    def __str__(self) -> str:
        if not self.calls:
            return f"nothing to pay: all {self.known:,} replies are known from earlier"
        known = f"; {self.known:,} more replies are known from earlier and cost nothing" if self.known else ""
        return f"{self.calls:,} calls, about {self.tokens_in:,} tokens to the model and {self.tokens_out:,} back{known}"


class _Noted(NamedTuple):
    ask: Ask
    calls: int
    tokens_in: int
    tokens_out: int


class Ledger:
    """Replies by the hash of what was asked, one small file each in `folder`."""

    def __init__(self, folder: Path | None = None) -> None:
        """
        Args:
            folder: where replies are kept; None for the person's cache.
        """
        if folder is None:
            from platformdirs import user_cache_path

            folder = user_cache_path("groundwork") / "judge"
        self._folder = folder
        self._noted: dict[str, _Noted] = {}
        self._replies: dict[str, Any] = {}
        self._failed: dict[str, str] = {}
        self._lock = threading.Lock()
        self._in_a_row = 0

    def look_up(
        self, words: Sequence[str], ask: Ask, calls: int = 1, tokens_out: int = 60, tokens_more: int = 0
    ) -> Any:
        """The reply to `words`.

        Args:
            words: all that the reply hangs on.
            ask: called by `pay` if the reply is not known.
            calls: how many calls to a model `ask` makes.
            tokens_out: how long the reply is likely to be, all calls together.
            tokens_more: what `ask` sends beside the words, all calls together.

        Raises:
            Unasked: it is not known; it has been noted.
            JudgeError: it was asked for, and failed; the reason is its message.
        """
        key = sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()
        if key in self._failed:
            raise JudgeError(self._failed[key])
        if key not in self._replies and (reply := self._read(key)) is not None:
            self._replies[key] = reply
        if key in self._replies:
            return self._replies[key]
        tokens_in = tokens_more + calls * math.ceil(sum(map(len, words)) / CHARACTERS_A_TOKEN)
        self._noted[key] = _Noted(ask, calls, tokens_in, tokens_out)
        raise Unasked("the judge was not asked")

    def estimate(self) -> Estimate:
        """What `pay` would cost now."""
        noted = self._noted.values()
        return Estimate(
            sum(n.calls for n in noted),
            len(self._replies),
            sum(n.tokens_in for n in noted),
            sum(n.tokens_out for n in noted),
        )

    def pay(self, jobs: int = 4, progress: Progress | None = None) -> None:
        """Ask everything that was noted, `jobs` at a time. A kill loses only the questions under way."""
        noted, self._noted = self._noted, {}
        self._in_a_row = 0
        with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
            waiting = [pool.submit(self._ask, key, one.ask) for key, one in noted.items()]
            try:
                for done, future in enumerate(as_completed(waiting), start=1):
                    future.result()
                    if progress:
                        progress(done, len(waiting))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _ask(self, key: str, ask: Ask) -> None:
        reason = ""
        for attempt in range(TRIES):
            if self._in_a_row >= IN_A_ROW:
                reason = f"not asked any more, the judge failed {IN_A_ROW} times in a row"
                break
            if attempt:
                time.sleep(PAUSE_SECONDS)
            try:
                reply = ask()
            except Exception as error:  # every provider raises its own kind
                reason = f"the judge gave no usable reply ({type(error).__name__}: {first_line(error)[:200]})"
                continue
            with self._lock:
                self._in_a_row = 0
                self._replies[key] = reply
            self._write(key, reply)
            return
        with self._lock:
            self._in_a_row += 1
            self._failed[key] = reason

    def _read(self, key: str) -> Any:
        try:
            return json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _write(self, key: str, reply: Any) -> None:
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{threading.get_ident()}.new")
            part.write_text(json.dumps(reply, ensure_ascii=False), encoding="utf-8")
            part.replace(path)
        except OSError:
            pass  # without a book the next run pays again; this one has its reply

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


class Payer:
    """A judge over a person's own model, whose replies are in a ledger."""

    def __init__(self, model: "BaseChatModel", folder: Path | None) -> None:
        from rag.models import is_remote, name_of, place_of

        self.name: str = name_of(model)
        self.address = f"{place_of(model)} {self.name}"
        """Who is asked, as the ledger writes it."""
        self.place = place_of(model) if is_remote(model) else ""
        """Where answers would be sent; '' for this machine."""
        self._ledger = Ledger(folder)

    def estimate(self) -> Estimate:
        return self._ledger.estimate()

    def pay(self, jobs: int = 4, progress: Progress | None = None) -> None:
        self._ledger.pay(jobs, progress)
