"""Continuous batching: add requests, step, hand out text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.request import FinishReason, Request, SamplingParams, TokenEvent
from langchain_gguf.engine.scheduler import Chunk, Scheduler
from langchain_gguf.engine.slots import SlotPool
from langchain_gguf.errors import ContextOverflowError, GenerationError, LlamaCppError


class Runner(Protocol):
    """What the engine needs of a loaded model; `runner.ModelRunner` is llama.cpp's."""

    @property
    def n_ctx(self) -> int:
        """Cells (tokens) of the KV cache."""

    @property
    def n_batch(self) -> int:
        """Most tokens in one decode."""

    @property
    def n_parallel(self) -> int:
        """Number of sequences."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """The GGUF's key-value pairs as strings."""

    @property
    def special_tokens(self) -> Sequence[str]:
        """Texts of the tokens that structure a prompt."""

    @property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a generation."""

    def tokenize(self, text: str, *, at_start: bool) -> list[int]:
        """Turn text into token ids; `at_start` adds the model's own opening token."""

    def token_text(self, name: str) -> str:
        """Text of the "bos" or "eos" token, empty if there is none."""

    def token_bytes(self, token: int) -> bytes:
        """Bytes that a token adds to the text."""

    def new_sampler(self, params: SamplingParams) -> Any:
        """Make a sampler chain."""

    def free_sampler(self, sampler: Any) -> None:
        """Free a sampler chain."""

    def new_matcher(self, grammar: str) -> Any:
        """Make the state of a grammar; raises `SchemaError`."""

    def decode(self, chunks: Sequence[Chunk]) -> list[int]:
        """Evaluate chunks and return for each the row of its last token's logits."""

    def sample(self, sampler: Any, row: int, matcher: Any) -> int:
        """Choose a token from a row of logits, within what `matcher` allows."""

    def forced_tokens(self, sampler: Any, matcher: Any) -> list[int]:
        """Take the tokens that the grammar leaves no choice about."""

    def truncate(self, slot_id: int, length: int) -> int:
        """Keep the first `length` tokens of a slot and return how many were kept."""

    def interrupt(self) -> None:
        """Make a running decode return early; callable from any thread."""

    def close(self) -> None:
        """Free the context and the model."""


class Engine:
    """Runs requests over one model. Not thread-safe: one thread steps it.

    `new_generation` is the exception: it only reads the model, so that a bad request is refused in
    its caller's thread.
    """

    def __init__(self, runner: Runner) -> None:
        """Serve requests with `runner`."""
        self.runner = runner
        pool = SlotPool(runner.n_parallel, runner.n_ctx)
        self.scheduler = Scheduler(pool, runner.n_batch, runner.truncate)

    @property
    def has_work(self) -> bool:
        """Whether `step` has anything to do."""
        return self.scheduler.has_work

    def new_generation(
        self, request: Request, deliver: Callable[[TokenEvent | LlamaCppError], None]
    ) -> Generation:
        """Check a request and make its state.

        Raises:
            ContextOverflowError: the prompt leaves no room for an answer.
            SchemaError: the grammar cannot be compiled.
        """
        num_prompt, n_ctx = len(request.prompt), self.runner.n_ctx
        if num_prompt >= n_ctx:
            raise ContextOverflowError(
                f"The prompt has {num_prompt} tokens (max_tokens={request.max_tokens}), but the "
                f"context holds n_ctx={n_ctx}. Shorten the messages, for example with "
                "langchain_core.messages.trim_messages, or construct the model with a larger n_ctx."
            )
        matcher = self.runner.new_matcher(request.grammar) if request.grammar else None
        return Generation(request, deliver, matcher)

    def add(self, generation: Generation) -> None:
        """Queue a request."""
        generation.sampler = self.runner.new_sampler(generation.request.sampling)
        self.scheduler.add(generation)
        if generation.matcher is None:
            return
        try:
            forced = self.runner.forced_tokens(generation.sampler, generation.matcher)
        except GenerationError as error:
            self._fail(generation, error)
        else:
            self._append(generation, forced)

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
        rows = self.runner.decode(chunks)
        for chunk in chunks:
            self.scheduler.record(chunk)
        for chunk, row in zip(chunks, rows, strict=True):
            if chunk.needs_logits:
                try:
                    self._sample(chunk.generation, row)
                except GenerationError as error:
                    self._fail(chunk.generation, error)

    def fail_running(self, error: LlamaCppError) -> None:
        """End every running request with an error and empty its slot."""
        for generation in list(self.scheduler.running):
            slot = generation.slot
            self._fail(generation, error)
            if slot is not None:
                self.scheduler.forget_slot(slot)

    def fail_all(self, error: LlamaCppError) -> None:
        """End every request with an error."""
        self.fail_running(error)
        for generation in list(self.scheduler.waiting):
            self._fail(generation, error)

    def _sample(self, generation: Generation, row: int) -> None:
        token = self.runner.sample(generation.sampler, row, generation.matcher)
        if token in self.runner.end_tokens:
            self._finish(generation, FinishReason.STOP)
            return
        tokens = [token]
        if generation.matcher is not None:
            tokens += self.runner.forced_tokens(generation.sampler, generation.matcher)
        self._append(generation, tokens)

    def _append(self, generation: Generation, tokens: list[int]) -> None:
        """Add generated tokens and deliver their text, up to the end of the request."""
        text = ""
        reason: FinishReason | None = None
        for token in tokens:
            if token in self.runner.end_tokens:
                reason = FinishReason.STOP
                break
            generation.tokens.append(token)
            text += generation.text.feed(self.runner.token_bytes(token))
            reason = self._reason_to_stop(generation)
            if reason is not None:
                break
        if reason is None and generation.matcher is not None and generation.matcher.is_stopped():
            reason = FinishReason.STOP
        if reason is not None:
            self._finish(generation, reason, text)
        elif text:
            generation.deliver(TokenEvent(text))

    def _reason_to_stop(self, generation: Generation) -> FinishReason | None:
        if generation.text.stopped:
            return FinishReason.STOP
        max_tokens = generation.request.max_tokens
        if max_tokens is not None and generation.num_generated >= max_tokens:
            return FinishReason.LENGTH
        if len(generation.tokens) >= self.runner.n_ctx:
            return FinishReason.LENGTH
        return None

    def _finish(self, generation: Generation, reason: FinishReason, text: str = "") -> None:
        text += generation.text.finish()
        self._close(generation, reason)
        generation.deliver(TokenEvent(text, reason, generation.usage))

    def _fail(self, generation: Generation, error: LlamaCppError) -> None:
        self._close(generation, FinishReason.CANCELLED)
        generation.deliver(error)

    def _close(self, generation: Generation, reason: FinishReason) -> None:
        generation.finish_reason = reason
        self.scheduler.remove(generation)
        self.runner.free_sampler(generation.sampler)
