"""The one thread that owns an engine, and the iterators that callers read."""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import threading
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence

from langchain_gguf.engine.deadline import Deadline
from langchain_gguf.engine.engine import Engine
from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.overflow import overflow
from langchain_gguf.engine.request import Request, TokenEvent
from langchain_gguf.engine.runner_protocol import Runner
from langchain_gguf.errors import (
    EngineClosedError,
    GenerationError,
    LlamaCppError,
)

Delivery = TokenEvent | LlamaCppError
SECONDS_BETWEEN_LOOKS = 5.0


class EngineService:
    """Serves any number of threads and event loops from one engine.

    Callers put commands into a queue; the service's thread carries them out between two steps.
    Events go back through each request's own `deliver`.
    """

    def __init__(self, runner: Runner) -> None:
        """Start the thread over a loaded model."""
        self._runner = runner
        self._engine = Engine(runner)
        self._commands: deque[Callable[[], None]] = deque()
        self._condition = threading.Condition()  # Reentrant, as garbage collection may cancel.
        self._closed = False
        self._is_stepping = False
        self._num_holds = 0
        self._process = os.getpid()
        # Held while a caller reads the model, so that close() waits for it: one for what takes
        # microseconds, event loops included, one for compiling grammars and loading adapters.
        self._reading = threading.Lock()
        self._preparing = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True, name="langchain-gguf")
        self._thread.start()

    # What callers may ask about the model --------------------------------------------------

    @property
    def n_ctx(self) -> int:
        """Tokens that the context holds."""
        return self._runner.n_ctx

    @property
    def metadata(self) -> Mapping[str, str]:
        """The GGUF's key-value pairs."""
        with self._reading:
            self._check_open()
            return self._runner.metadata

    @property
    def special_tokens(self) -> Sequence[str]:
        """Texts of the tokens that structure a prompt."""
        with self._reading:
            self._check_open()
            return self._runner.special_tokens

    def token_text(self, name: str) -> str:
        """Text of the "bos" or "eos" token, empty if there is none."""
        with self._reading:
            self._check_open()
            return self._runner.token_text(name)

    def tokenize(self, text: str, *, at_start: bool = False) -> list[int]:
        """Turn text with special tokens into token ids."""
        with self._reading:
            self._check_open()
            return self._runner.tokenize(text, at_start=at_start)

    def check_length(self, num_bytes: int, max_tokens: int | None = None) -> None:
        """Refuse a prompt that is far too long, without the time that its tokens would take.

        Args:
            num_bytes: of the prompt's text.
            max_tokens: of the answer, for the message.

        Raises:
            ContextOverflowError: `num_bytes` of text cannot fit into the context.
        """
        with self._reading:
            self._check_open()
            limit = self._runner.max_prompt_bytes
        if limit is not None and num_bytes > limit:
            at_least = num_bytes * self.n_ctx // limit
            raise overflow(
                f"{num_bytes} bytes, which are {at_least} tokens or more", self.n_ctx, max_tokens
            )

    # Requests -------------------------------------------------------------------------------

    def stream(self, request: Request, timeout: float | None = None) -> Generator[TokenEvent]:
        """Run a request and yield its events; closing the iterator cancels the request.

        Args:
            request: what to complete.
            timeout: most seconds for the whole answer.

        Raises:
            GenerationTimeoutError: `timeout` passed; the request was cancelled.
            ContextOverflowError, SchemaError, EngineClosedError, GenerationError: see there.
        """
        events: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        generation = self._new_generation(request, events.put)
        deadline = Deadline(timeout)
        try:
            self._enqueue(generation)
            while True:
                self._check_process()
                try:
                    event = events.get(timeout=deadline.remaining)
                except queue.Empty:
                    raise deadline.error from None
                if isinstance(event, LlamaCppError):
                    raise event
                yield event
                if event.finish_reason is not None:
                    return
        finally:
            self._cancel(generation)

    async def astream(
        self, request: Request, timeout: float | None = None
    ) -> AsyncGenerator[TokenEvent]:
        """Do what `stream` does, without blocking the event loop or using a thread of its own."""
        loop = asyncio.get_running_loop()
        events: asyncio.Queue[Delivery] = asyncio.Queue()

        def deliver(event: Delivery) -> None:
            with contextlib.suppress(RuntimeError):  # The loop may be closed by now.
                loop.call_soon_threadsafe(events.put_nowait, event)

        if request.takes_preparing:
            generation = await asyncio.to_thread(self._new_generation, request, deliver)
        else:
            generation = self._new_generation(request, deliver)
        deadline = Deadline(timeout)
        try:
            self._enqueue(generation)
            while True:
                self._check_process()
                try:
                    event = await asyncio.wait_for(events.get(), deadline.remaining)
                except TimeoutError:
                    raise deadline.error from None
                if isinstance(event, LlamaCppError):
                    raise event
                yield event
                if event.finish_reason is not None:
                    return
        finally:
            self._cancel(generation)

    def close(self, *, wait: bool = True) -> None:
        """Stop the computation, end open requests with `EngineClosedError`, free the memory.

        Args:
            wait: return when the memory is free. Without it the service's thread does the rest by
                itself, which is what garbage collection needs: it may run in any thread.
        """
        with self._condition:
            if not self._closed:
                self._closed = True
                self._runner.interrupt()
                self._condition.notify_all()
        if wait and threading.current_thread() is not self._thread:
            self._thread.join()

    def end(self) -> None:
        """Free the memory because the interpreter exits.

        Only daemon threads are left besides the caller's. They are told nothing, since they would
        be stopped while they report it; those that ask or wait do so until then.
        """
        self._runner.interrupt()
        self.hold()
        self._runner.close()

    def _new_generation(self, request: Request, deliver: Callable[[Delivery], None]) -> Generation:
        with self._preparing if request.takes_preparing else self._reading:
            self._check_open()
            return self._engine.new_generation(request, deliver)

    def _enqueue(self, generation: Generation) -> None:
        if not self._send(lambda: self._engine.add(generation)):
            self._check_open()

    def _cancel(self, generation: Generation) -> None:
        """End a request at the next step; a computation that serves it alone is interrupted."""
        if generation.finish_reason is not None or self._process != os.getpid():
            return
        with self._condition:
            sent = self._send(lambda: self._engine.cancel(generation))
            if sent and self._engine.may_interrupt(generation):
                # The thread takes it back before its next step. Should another request have come
                # in meanwhile, its chunk is planned once more, and nothing else.
                self._runner.interrupt()

    def _send(self, command: Callable[[], None]) -> bool:
        """Queue a command; False when the service takes none any more."""
        with self._condition:
            if self._closed:
                return False
            self._commands.append(command)
            self._condition.notify_all()
            return True

    def _check_open(self) -> None:
        if self._closed:
            raise EngineClosedError(
                "This model was closed. Make a new ChatLlamaCpp, or call close() only when no "
                "request uses it any more."
            )

    def _check_process(self) -> None:
        """Refuse to wait for a thread that did not come along when the process was forked."""
        if self._process != os.getpid():
            raise EngineClosedError(
                "This answer was begun before the process was forked, and ends in the parent. Ask "
                "again: the child loads the model for itself."
            )

    # The service's thread --------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._serve()
        finally:
            with self._condition:
                self._closed = True
            self._engine.fail_all(_closed_during_call())
            with self._preparing, self._reading:
                self._runner.close()
            with self._condition:
                self._is_stepping = False
                self._condition.notify_all()

    def _serve(self) -> None:
        """Carry out commands and step, until the service is closed."""
        while True:
            with self._condition:
                self._is_stepping = False
                if self._num_holds:
                    self._condition.notify_all()
                while self._num_holds or not (
                    self._closed or self._commands or self._engine.has_work
                ):
                    # A close by garbage collection can come just before the wait begins.
                    self._condition.wait(SECONDS_BETWEEN_LOOKS)
                # Swapped, not copied: garbage collection may add a command at any moment.
                commands, self._commands = self._commands, deque()
                closed = self._closed
                if not closed:
                    self._runner.resume()
                self._is_stepping = True
            for command in commands:
                self._attempt(command)
            if closed:
                return
            self._attempt(self._engine.step)

    # Forks -----------------------------------------------------------------------------------

    def hold(self) -> None:
        """Wait until no thread computes with the model, and let none begin; `let_go` ends it.

        A fork copies llama.cpp's locks as they are: one that is held just then stays locked in the
        child for ever.
        """
        if threading.current_thread() is not self._thread:
            with self._condition:
                self._num_holds += 1
                while self._is_stepping:
                    self._condition.wait()
            self._preparing.acquire()
            self._reading.acquire()

    def let_go(self) -> None:
        """End what `hold` began; called by the same thread."""
        if threading.current_thread() is not self._thread:
            self._reading.release()
            self._preparing.release()
            with self._condition:
                self._num_holds -= 1
                self._condition.notify_all()

    def abandon(self) -> None:
        """End in the child what `hold` began in the parent, as far as other threads had no part."""
        if threading.current_thread() is not self._thread:
            self._reading.release()
            self._preparing.release()

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except GenerationError as error:
            self._engine.fail_running(error)
        except BaseException as error:  # A bug, or a panic below, must not hang callers.
            failure = GenerationError(f"The engine failed: {error!r}")
            failure.__cause__ = error
            self._engine.fail_all(failure)


def _closed_during_call() -> EngineClosedError:
    return EngineClosedError("The model was closed during the call.")
