"""Ready: an advisor goes in, and comes out once it has loaded what it needs, so that the page can be up before."""

import logging
import threading
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from ingest.types import Document

logger = logging.getLogger(__name__)


class Advising(Protocol):
    """What the screens need of `rag.Advisor`."""

    @property
    def mode(self) -> str: ...

    def warm(self) -> None: ...

    def stream(
        self, input: str | Sequence[BaseMessage], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Any]: ...

    def documents(self) -> list[Document]: ...

    def document(self, id: str, /) -> Document | None: ...


class Ready:
    """An advisor that warms up behind the page."""

    def __init__(self, advisor: Advising) -> None:
        self.advisor = advisor
        self._done = threading.Event()
        self._problem: Exception | None = None
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Start to load, once; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._warm, name="warm-up", daemon=True)
            self._thread.start()

    @property
    def yet(self) -> bool:
        """Whether a question would be answered without waiting."""
        return self._done.is_set()

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait until loaded; False if that took longer.

        Raises:
            Exception: what loading failed with; the next question tries again, since the cause may have been cured.
        """
        self.begin()
        if not self._done.wait(timeout_seconds):
            return False
        if self._problem is not None:
            problem, self._problem = self._problem, None
            self._done.clear()
            self._thread = None
            raise problem
        return True

    def _warm(self) -> None:
        try:
            self.advisor.warm()
        except Exception as problem:
            logger.warning("The advisor did not load: %s", problem)
            self._problem = problem
        finally:
            self._done.set()
