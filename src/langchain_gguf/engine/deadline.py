"""The time that one request may take."""

from __future__ import annotations

import time

from langchain_gguf.errors import GenerationTimeoutError


class Deadline:
    """Counts down the seconds of one request, from now on."""

    def __init__(self, seconds: float | None) -> None:
        """Allow `seconds`; None is any time."""
        self._seconds = seconds
        self._end = None if seconds is None else time.monotonic() + seconds

    @property
    def remaining(self) -> float | None:
        """Seconds that are left, at least 0; None if any time is allowed."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    @property
    def error(self) -> GenerationTimeoutError:
        """What to raise when the time is over."""
        return GenerationTimeoutError(
            f"The answer was not complete after timeout={self._seconds} seconds and was "
            "cancelled. Allow more time or lower max_tokens."
        )
