"""The models that a storm is made on: one stays open, the other is closed again and again."""

from __future__ import annotations

import itertools
import threading
from typing import Any

from langchain_gguf import ChatLlamaCpp

# Each is an engine of its own; two threads are llama.cpp's thread pool, 2 slots make calls wait.
SETTINGS: list[dict[str, Any]] = [
    {"n_ctx": 1024, "n_threads": 1},
    {"n_ctx": 1024, "n_threads": 2},
    {"n_ctx": 1024, "n_threads": 1, "n_parallel": 2},
    {"n_ctx": 1536, "n_threads": 1, "n_batch": 64},
]


class Lane:
    """A model to ask; `closes` says that calls may end with `EngineClosedError`."""

    def __init__(self, *, closes: bool) -> None:
        self.closes = closes
        self.num_closed = 0
        self._settings = itertools.cycle(SETTINGS)
        self.model = self._open()

    def _open(self) -> ChatLlamaCpp:
        settings: dict[str, Any] = next(self._settings) if self.closes else {}
        return ChatLlamaCpp(temperature=0, **settings)

    def renew(self) -> None:
        """Open another model, then close the one that is in use."""
        old, self.model = self.model, self._open()
        old.close()
        self.num_closed += 1

    def keep_renewing(self, stop: threading.Event, seconds: float) -> None:
        """Renew every so many seconds until told to stop."""
        while not stop.wait(seconds):
            self.renew()
