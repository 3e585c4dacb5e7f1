"""Continuous batching: add requests, step, hand out text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.overflow import overflow
from langchain_gguf.engine.request import FinishReason, Request, TokenEvent
from langchain_gguf.engine.runner_protocol import CacheFullError, DecodeInterruptedError, Runner
from langchain_gguf.engine.scheduler import Chunk, Scheduler
from langchain_gguf.engine.slots import SlotPool
from langchain_gguf.errors import (
    GenerationError,
    InvalidRequestError,
    LlamaCppError,
)


class Engine:
    """Runs requests over one model. Not thread-safe: one thread steps it.

    `new_generation` is the exception: it only reads the model, so that a bad request is refused in
    its caller's thread.
    """

    def __init__(self, runner: Runner) -> None:
        """Serve requests with `runner`."""
        self.runner = runner
        pool = SlotPool(runner.n_parallel, runner.num_cells, runner.memory)
        self.scheduler = Scheduler(pool, runner.n_batch)

    @property
    def has_work(self) -> bool:
        """Whether `step` has anything to do."""
        return self.scheduler.has_work

    def may_interrupt(self, generation: Generation) -> bool:
        """Whether a decode now serves this request alone; callable from any thread, as a guess.

        An interrupted decode leaves the recurrent state of all sequences half updated, so there
        the answer is always no.
        """
        return self.scheduler.running == [generation] and not self.runner.memory.is_recurrent

    def new_generation(
        self, request: Request, deliver: Callable[[TokenEvent | LlamaCppError], None]
    ) -> Generation:
        """Check a request and make its state.

        Raises:
            ContextOverflowError: prompt and answer can never fit into the context.
            InvalidRequestError: the prompt is empty.
            SchemaError, ModelLoadError: see `Runner.prepare`.
        """
        num_prompt, n_ctx = len(request.prompt), self.runner.n_ctx
        if not num_prompt:
            raise InvalidRequestError("The prompt is empty: the messages render to no token.")
        if num_prompt + (request.max_tokens or 1) > n_ctx:
            raise overflow(f"{num_prompt} tokens", n_ctx, request.max_tokens)
        return Generation(request, deliver, self.runner.prepare(request))

    def add(self, generation: Generation) -> None:
        """Queue a request."""
        self.scheduler.add(generation)
        try:
            generation.sampler = self.runner.new_sampler(generation.request)
            self._extend(generation, [])
        except GenerationError as error:
            self._fail(generation, error)

    def cancel(self, generation: Generation) -> None:
        """End a request; nothing happens if it has ended already."""
        if generation.finish_reason is None:
            self._finish(generation, FinishReason.CANCELLED)

    def step(self) -> None:
        """Evaluate one batch, sample one token for each request that is ready, deliver the text.

        Raises:
            GenerationError: the decode failed; the caller chooses the error for `fail_running`.
        """
        chunks = self.scheduler.schedule()
        if not chunks:
            return
        try:
            rows = self.runner.decode(chunks)
        except DecodeInterruptedError:
            self._discard(chunks)
            return
        except CacheFullError:
            self._discard(chunks)
            if not self.scheduler.make_space():
                raise GenerationError("llama.cpp found no place in an empty cache.") from None
            return
        for chunk in chunks:
            self.scheduler.record(chunk)
        for chunk, row in zip(chunks, rows, strict=True):
            if chunk.needs_logits:
                try:
                    self._sample(chunk.generation, row)
                except GenerationError as error:
                    self._fail(chunk.generation, error)

    def fail_running(self, error: LlamaCppError) -> None:
        """End every running request with an error and empty its slot.

        A decode that failed may leave the recurrent state of any sequence half updated.
        """
        pool = self.scheduler.pool
        lost = [slot for slot in pool.slots if slot.busy or pool.is_recurrent]
        for generation in list(self.scheduler.running):
            self._fail(generation, error)
        for slot in lost:
            pool.truncate(slot, 0)

    def fail_all(self, error: LlamaCppError) -> None:
        """End every request with an error."""
        self.fail_running(error)
        for generation in list(self.scheduler.waiting):
            self._fail(generation, error)

    def _discard(self, chunks: Sequence[Chunk]) -> None:
        for chunk in chunks:
            self.scheduler.discard(chunk)

    def _sample(self, generation: Generation, row: int) -> None:
        token = self._next_token(generation, row)
        if token in self.runner.end_tokens:
            self._finish(generation, FinishReason.STOP)
            return
        num_top = generation.request.logprobs
        if num_top is not None:
            generation.logprobs.append(self.runner.logprobs(row, token, num_top))
        self._extend(generation, [token])

    def _next_token(self, generation: Generation, row: int) -> int:
        """Sample a token, unless a closing tag has to come."""
        watch, sampler, matcher = generation.reasoning, generation.sampler, generation.matcher
        closing = watch.closing() if watch is not None else ()
        if not closing:
            token = self.runner.sample(sampler, row, matcher)
            if watch is None or token in self.runner.end_tokens:
                return token
            if watch.takes(self.runner.token_bytes(token)):
                return token
            self.runner.take_back(matcher)
            closing = watch.closing()
        self.runner.force(sampler, matcher, closing[:1])
        return closing[0]

    def _extend(self, generation: Generation, tokens: Sequence[int]) -> None:
        """Add tokens, and those after them that nothing is left to choose about."""
        if generation.reasoning is not None:
            # A closing tag is an event of its own, so that it does not count as reasoning.
            self._append(generation, tokens)
            tokens = []
            self._end_reasoning(generation)
        if generation.finish_reason is None:
            self._append(generation, [*tokens, *self._forced_tokens(generation)])

    def _end_reasoning(self, generation: Generation) -> None:
        """Add the closing tag if the budget of reasoning is spent."""
        closing = generation.reasoning.closing() if generation.reasoning is not None else ()
        if not closing or generation.finish_reason is not None:
            return
        if self._room(generation) < len(closing):  # A part of it would be read as reasoning.
            self._finish(generation, FinishReason.LENGTH)
        elif generation.request.logprobs is None:
            self.runner.force(generation.sampler, generation.matcher, closing)
            self._append(generation, closing)

    def _forced_tokens(self, generation: Generation) -> list[int]:
        """Tokens that need no sampling; none if each one's log probability is asked for."""
        if generation.matcher is None or generation.request.logprobs is not None:
            return []
        return self.runner.forced_tokens(generation.sampler, generation.matcher)

    def _append(self, generation: Generation, tokens: Sequence[int]) -> None:
        """Add generated tokens and deliver their text, up to the end of the request."""
        text = ""
        reason: FinishReason | None = None
        for token in tokens:
            if token in self.runner.end_tokens:
                reason = FinishReason.STOP
                break
            generation.tokens.append(token)
            data = self.runner.token_bytes(token)
            text += generation.text.feed(data)
            generation.follow_reasoning(data)
            reason = self._reason_to_stop(generation)
            if reason is not None:
                break
        if reason is None and generation.matcher is not None and generation.matcher.is_stopped():
            reason = FinishReason.STOP
        if reason is not None:
            self._finish(generation, reason, text)
        elif text:
            generation.deliver(generation.event(text))

    def _reason_to_stop(self, generation: Generation) -> FinishReason | None:
        if generation.text.stopped:
            return FinishReason.STOP
        return FinishReason.LENGTH if self._room(generation) <= 0 else None

    def _room(self, generation: Generation) -> int:
        """How many more tokens the request may have."""
        room = self.runner.n_ctx - len(generation.tokens)
        max_tokens = generation.request.max_tokens
        return room if max_tokens is None else min(room, max_tokens - generation.num_generated)

    def _finish(self, generation: Generation, reason: FinishReason, text: str = "") -> None:
        text += generation.text.finish()
        self._close(generation, reason)
        generation.deliver(generation.event(text, reason, generation.usage))

    def _fail(self, generation: Generation, error: LlamaCppError) -> None:
        self._close(generation, FinishReason.CANCELLED)
        generation.deliver(error)

    def _close(self, generation: Generation, reason: FinishReason) -> None:
        generation.finish_reason = reason
        self.scheduler.remove(generation)
        if generation.sampler is not None:
            self.runner.free_sampler(generation.sampler)
