"""Which engines are loaded, and who uses them.

Equal configurations share one engine. It is loaded on its first use and closed when the last of its
users lets go, or when the interpreter exits. Whoever could use it is a user, used or not: LangChain
makes a new model object for each call whose fields are configured, and only the object that it is
made from stays. A forked child starts with no engine: threads and llama.cpp's thread pool do not
survive a fork, so it loads its own on first use.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import weakref
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field

from langchain_gguf.engine.request import EngineConfig, Request, TokenEvent
from langchain_gguf.engine.service import EngineService
from langchain_gguf.errors import EngineClosedError


@dataclass
class _Entry:
    """One configuration's engine; `lock` makes a second user wait for the load."""

    num_users: int = 0
    service: EngineService | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


_entries: dict[EngineConfig, _Entry] = {}
# Reentrant, because garbage collection may let go of a handle while it is held.
_lock = threading.RLock()
# Held while llama.cpp is imported and a model is loaded: a child that is forked in the middle would
# wait for ever for locks that the loading thread held.
_load_lock = threading.RLock()
_services: weakref.WeakSet[EngineService] = weakref.WeakSet()
_held: list[EngineService] = []
_exiting = False


class EngineHandle:
    """One user's share of an engine, loaded on first use and let go by `close` or collection.

    Shallow copies of a chat model hold the same handle; deep copies and pickles get a fresh one
    of the same configuration.
    """

    def __init__(self, config: EngineConfig) -> None:
        """Remember what to load."""
        self.config = config
        self.closed = False
        self._service: EngineService | None = None
        self._become_user()

    @property
    def is_loaded(self) -> bool:
        """Whether `get` returns at once."""
        return self._service is not None and self._process == os.getpid()

    def get(self) -> EngineService:
        """Return the engine, loading it if this is its first use in this process.

        Raises:
            EngineClosedError: `close` was called on this handle, or the interpreter is exiting.
            ModelLoadError: llama.cpp refused the model.
        """
        if self.closed:
            raise EngineClosedError(
                f"This model ({self.config.model_path}) was closed. Make a new ChatLlamaCpp."
            )
        if _exiting and threading.current_thread() is threading.main_thread():
            raise EngineClosedError("The interpreter is exiting; no model answers any more.")
        service = self._service
        if service is not None and self._process == os.getpid():
            return service
        with _lock:
            if not self.closed and self._process != os.getpid():  # In a forked child.
                self._service = None
                self._become_user()
        service = _acquire(self.config)
        with _lock:
            if not self.closed:
                self._service = service
        # Held while it was loaded. Another thread may have closed this handle meanwhile.
        _release(self.config, os.getpid())
        return service

    def stream(self, request: Request, timeout: float | None = None) -> Generator[TokenEvent]:
        """Do what the engine's `stream` does; the engine stays loaded as long as this runs."""
        yield from self.get().stream(request, timeout)

    async def astream(
        self, request: Request, timeout: float | None = None
    ) -> AsyncGenerator[TokenEvent]:
        """Do what the engine's `astream` does; the engine stays loaded as long as this runs."""
        async with contextlib.aclosing(self.get().astream(request, timeout)) as events:
            async for event in events:
                yield event

    def close(self) -> None:
        """Let go of the engine; the last user's close frees the memory."""
        with _lock:
            self.closed = True
            self._service = None
        if self._finalizer.detach() is not None:
            _release(self.config, self._process, wait=True)

    def __deepcopy__(self, memo: object) -> EngineHandle:
        """Share the engine, not the handle."""
        return EngineHandle(self.config)

    def __reduce__(self) -> tuple[type[EngineHandle], tuple[EngineConfig]]:
        """Travel by configuration; the other process loads its own engine."""
        return EngineHandle, (self.config,)

    def _become_user(self) -> None:
        self._process = os.getpid()
        _add_user(self.config)
        self._finalizer = weakref.finalize(self, _release, self.config, self._process)
        self._finalizer.atexit = False


def _add_user(config: EngineConfig) -> _Entry:
    with _lock:
        while True:
            entry = _entries.setdefault(config, _Entry())
            entry.num_users += 1
            # Garbage collection may have removed the last other user, and the entry, in between.
            if _entries.get(config) is entry:
                return entry


def _acquire(config: EngineConfig) -> EngineService:
    entry = _add_user(config)
    try:
        with entry.lock:
            if entry.service is None:
                entry.service = _load(config)
            return entry.service
    except BaseException:
        _release(config, os.getpid())
        raise


def _load(config: EngineConfig) -> EngineService:
    with _load_lock:
        from langchain_gguf.engine.runner import ModelRunner  # Importing llama_cpp is slow.

        runner = ModelRunner(config)
        if not _exiting:
            try:
                service = EngineService(runner)
            except BaseException:  # No thread can be started.
                runner.close()
                raise
            _services.add(service)
            return service
        runner.close()
    # A daemon thread: stopped here, it has nothing to report when the interpreter ends.
    threading.Event().wait()
    raise EngineClosedError("The interpreter is exiting; no model answers any more.")


def _release(config: EngineConfig, process: int | None, *, wait: bool = False) -> None:
    if process != os.getpid():
        return
    with _lock:
        entry = _entries.get(config)
        if entry is None:
            return
        entry.num_users -= 1
        if entry.num_users > 0:
            return
        del _entries[config]
    if entry.service is not None:
        entry.service.close(wait=wait)


def num_loaded() -> int:
    """Count the engines loaded in this process."""
    with _lock:
        return sum(entry.service is not None for entry in _entries.values())


@atexit.register
def _end_all() -> None:
    """Leave no thread within llama.cpp when the interpreter ends, and free the memory.

    llama.cpp logs through Python. A thread that asks for an interpreter that has ended is unwound
    through llama.cpp's C++, which aborts: "terminate called without an active exception". So loads
    are waited for, and engines that were let go and are still freeing their memory.
    """
    global _exiting
    _exiting = True
    _load_lock.acquire()  # For good: other threads load nothing any more.
    for service in list(_services):
        service.end()


def _before_fork() -> None:
    """Wait until no thread is within llama.cpp: at most one step, or a load."""
    _load_lock.acquire()
    if not _exiting:
        _held.extend(_services)
    for service in _held:
        service.hold()


def _after_fork() -> None:
    for service in _held:
        service.let_go()
    _held.clear()
    _load_lock.release()


def _forget_after_fork() -> None:
    """Begin anew in the child, which has none of its parent's threads."""
    global _lock
    _lock = threading.RLock()
    _entries.clear()
    _services.clear()
    for service in _held:
        service.abandon()
    _held.clear()
    _load_lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_forget_after_fork
    )
