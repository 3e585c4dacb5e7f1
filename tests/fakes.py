"""A model without llama.cpp: it tokenizes bytes and answers from a script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_gguf.engine import FinishReason, Request, SamplingParams, TokenEvent
from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.scheduler import Chunk
from langchain_gguf.errors import GenerationError, LlamaCppError, SchemaError

END_TOKEN = 256


def upper_case(prompt: str) -> str:
    """The default script: a prompt is answered by itself in capitals."""
    return prompt.upper()


class FakeMatcher:
    """A grammar that forces its own text and then leaves the rest free."""

    def __init__(self, forced: str) -> None:
        self.forced = forced

    def is_stopped(self) -> bool:
        return False


class FakeRunner:
    """A `Runner` whose tokens are bytes; a prompt ends with its first line break.

    The answer is computed from what the cache holds, so text comes out right only when every
    token was put in its place. `decode` refuses what llama.cpp would abort on.

    Args:
        reply: the script, from prompt to answer.
        partial_removal: False empties a slot where a part of it should stay.
    """

    metadata: Mapping[str, str] = {}
    special_tokens: Sequence[str] = ()
    end_tokens = frozenset({END_TOKEN})

    def __init__(
        self,
        reply: Callable[[str], str] = upper_case,
        *,
        n_ctx: int = 256,
        n_batch: int = 32,
        n_parallel: int = 4,
        partial_removal: bool = True,
    ) -> None:
        self.reply = reply
        self.n_ctx, self.n_batch, self.n_parallel = n_ctx, n_batch, n_parallel
        self.partial_removal = partial_removal
        self.decodes: list[list[Chunk]] = []
        self.next_error: Exception | None = None  # Raised by the next decode.
        self.gate = threading.Event()  # A decode waits for it.
        self.gate.set()
        self.decoding = threading.Event()  # Set when a decode has begun.
        self.num_samplers = 0
        self.closed = False
        self._cache: list[list[int]] = [[] for _ in range(n_parallel)]
        self._interrupted = False
        self._rows: dict[int, int] = {}

    def tokenize(self, text: str, *, at_start: bool) -> list[int]:
        return list(text.encode())

    def token_text(self, name: str) -> str:
        return ""

    def token_bytes(self, token: int) -> bytes:
        return bytes([token])

    def new_sampler(self, params: SamplingParams) -> Any:
        assert not self.closed
        self.num_samplers += 1
        return object()

    def free_sampler(self, sampler: Any) -> None:
        self.num_samplers -= 1

    def new_matcher(self, grammar: str) -> FakeMatcher:
        if grammar == "broken":
            raise SchemaError("This grammar is broken.")
        return FakeMatcher(grammar)

    def forced_tokens(self, sampler: Any, matcher: FakeMatcher) -> list[int]:
        if matcher.forced == "failing":
            raise GenerationError("The grammar refused its own tokens.")
        forced, matcher.forced = matcher.forced, ""
        return list(forced.encode())

    def decode(self, chunks: Sequence[Chunk]) -> list[int]:
        assert not self.closed
        self.decodes.append(list(chunks))
        self.decoding.set()
        self.gate.wait()
        if self._interrupted:
            raise GenerationError("interrupted")
        if self.next_error is not None:
            error, self.next_error = self.next_error, None
            raise error
        self._rows.clear()
        row = -1
        for chunk in chunks:
            assert chunk.tokens
            assert chunk.position == len(self._cache[chunk.slot_id]), "a gap or an overlap"
            self._cache[chunk.slot_id] += chunk.tokens
            row += len(chunk.tokens)
            self._rows[row] = chunk.slot_id
        assert row < self.n_batch
        assert sum(map(len, self._cache)) <= self.n_ctx, "no cell is left"
        return list(self._rows)

    def sample(self, sampler: Any, row: int, matcher: Any) -> int:
        history = bytes(self._cache[self._rows[row]])
        prompt, _, generated = history.partition(b"\n")
        answer = self.reply(prompt.decode()).encode()
        return answer[len(generated)] if len(generated) < len(answer) else END_TOKEN

    def truncate(self, slot_id: int, length: int) -> int:
        kept = length if self.partial_removal else 0
        del self._cache[slot_id][kept:]
        return kept

    def interrupt(self) -> None:
        self._interrupted = True
        self.gate.set()

    def close(self) -> None:
        assert not self.closed, "closed twice"
        self.closed = True


@dataclass
class Inbox:
    """Takes the events of one request."""

    events: list[TokenEvent | LlamaCppError] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, TokenEvent))

    @property
    def last(self) -> TokenEvent:
        event = self.events[-1]
        assert isinstance(event, TokenEvent)
        return event

    @property
    def error(self) -> LlamaCppError:
        event = self.events[-1]
        assert isinstance(event, LlamaCppError)
        return event

    @property
    def ended(self) -> bool:
        """Whether the request ended; it must do so exactly once, with its last event."""
        ends = [isinstance(e, LlamaCppError) or e.finish_reason is not None for e in self.events]
        assert not any(ends[:-1]), "an event after the end"
        return any(ends)

    @property
    def finish_reason(self) -> FinishReason | None:
        return self.last.finish_reason


def make_request(prompt: str = "hello", **settings: Any) -> Request:
    """A request; its prompt gets the line break that ends it."""
    return Request(prompt=tuple(f"{prompt}\n".encode()), **settings)


def make_generation(prompt: str = "hello", **settings: Any) -> Generation:
    """The state of a request that nobody reads."""
    return Generation(make_request(prompt, **settings), lambda _: None)
