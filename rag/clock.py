"""Clock: the ends of steps go in, milliseconds by step come out."""

import time


class Clock:
    """Milliseconds by step."""

    def __init__(self) -> None:
        self._began = self._last = time.perf_counter()
        self._steps: dict[str, float] = {}

    def mark(self, step: str) -> None:
        now = time.perf_counter()
        self._steps[step] = round(1000 * (now - self._last), 2)
        self._last = now

    def stop(self, step: str) -> dict[str, float]:
        self.mark(step)
        return {**self._steps, "total": round(1000 * (self._last - self._began), 2)}
