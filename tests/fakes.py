"""A model without llama.cpp: it tokenizes bytes and answers from a script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_gguf.engine import Adapter, FinishReason, Request, TokenEvent, TokenLogprob
from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.runner_protocol import DecodeInterruptedError
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


@dataclass(frozen=True, eq=False)
class Cell:
    """One token in the cache; slots that share it hold the same object."""

    token: int
    adapters: tuple[Adapter, ...] = ()


class FakeRunner:
    """A `Runner` whose tokens are bytes; a prompt ends with its first line break.

    The answer is computed from what the cache holds, so text comes out right only when every
    token was put in its place. `decode` refuses what llama.cpp would abort on.

    Args:
        reply: the script, from prompt to answer.
        is_recurrent: sequences cannot be cut, only put back to a saved state.
        shares_cells: sequences share one cache of `n_ctx` cells; otherwise each has one.
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
        is_recurrent: bool = False,
        shares_cells: bool = True,
    ) -> None:
        self.reply = reply
        self.n_ctx, self.n_batch, self.n_parallel = n_ctx, n_batch, n_parallel
        self.is_recurrent = is_recurrent
        self.shares_cells = shares_cells
        self.num_cells = n_ctx if shares_cells else n_ctx * n_parallel
        self.decodes: list[list[Chunk]] = []
        self.next_error: Exception | None = None  # Raised by the next decode.
        self.gate = threading.Event()  # A decode waits for it.
        self.gate.set()
        self.decoding = threading.Event()  # Set when a decode has begun.
        self.lost_windows: set[int] = set()  # Slots of which only the whole can be continued.
        self.num_samplers = 0
        self.num_forced = 0
        self.num_taken_back = 0
        self.num_interrupted = 0
        self.closed = False
        self.cache: list[list[Cell]] = [[] for _ in range(n_parallel)]
        self._interrupted = False
        self._rows: dict[int, int] = {}

    @property
    def num_evaluated(self) -> int:
        """Tokens evaluated in all decodes."""
        return sum(len(chunk.tokens) for chunks in self.decodes for chunk in chunks)

    @property
    def num_used_cells(self) -> int:
        """Cells that are in use, shared ones counted once."""
        return len({id(cell) for cells in self.cache for cell in cells})

    @property
    def max_prompt_bytes(self) -> int:
        return self.n_ctx

    @property
    def memory(self) -> FakeRunner:
        return self

    def tokenize(self, text: str, *, at_start: bool) -> list[int]:
        return list(text.encode())

    def token_text(self, name: str) -> str:
        return ""

    def token_bytes(self, token: int) -> bytes:
        return bytes([token])

    def prepare(self, request: Request) -> FakeMatcher | None:
        if request.grammar == "broken":
            raise SchemaError("This grammar is broken.")
        return FakeMatcher(request.grammar) if request.grammar else None

    def new_sampler(self, request: Request) -> Any:
        assert not self.closed
        self.num_samplers += 1
        return object()

    def free_sampler(self, sampler: Any) -> None:
        self.num_samplers -= 1

    def force(self, sampler: Any, matcher: FakeMatcher | None, tokens: Sequence[int]) -> None:
        self.num_forced += len(tokens)

    def take_back(self, matcher: FakeMatcher | None) -> None:
        self.num_taken_back += 1

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
        adapters = chunks[0].generation.request.adapters
        self._rows.clear()
        row = -1
        for chunk in chunks:
            cells = self.cache[chunk.slot_id]
            assert chunk.tokens
            assert chunk.position == len(cells), "a gap or an overlap"
            assert chunk.generation.request.adapters == adapters
            assert all(cell.adapters == adapters for cell in cells)
            cells += [Cell(token, adapters) for token in chunk.tokens]
            row += len(chunk.tokens)
            self._rows[row] = chunk.slot_id
        assert row < self.n_batch
        assert self.num_used_cells <= self.num_cells, "no cell is left"
        assert max(map(len, self.cache)) <= self.n_ctx, "a sequence is too long"
        # A decode that fails has left a part of its tokens in the cache.
        if self._interrupted:
            self.num_interrupted += 1
            raise DecodeInterruptedError
        if self.next_error is not None:
            error, self.next_error = self.next_error, None
            raise error
        return list(self._rows)

    def sample(self, sampler: Any, row: int, matcher: Any) -> int:
        history = bytes(cell.token for cell in self.cache[self._rows[row]])
        prompt, _, generated = history.partition(b"\n")
        answer = self.reply(prompt.decode()).encode()
        return answer[len(generated)] if len(generated) < len(answer) else END_TOKEN

    def logprobs(self, row: int, token: int, num_top: int) -> TokenLogprob:
        assert row in self._rows
        top = tuple(TokenLogprob(token + i, b"", -float(i)) for i in range(num_top))
        return TokenLogprob(token, self.token_bytes(token), 0.0, top)

    def can_continue(self, slot_id: int, length: int) -> bool:
        return slot_id not in self.lost_windows or length == len(self.cache[slot_id])

    def truncate(self, slot_id: int, length: int) -> bool:
        cells = self.cache[slot_id]
        possible = not self.is_recurrent or length in (0, len(cells))
        del cells[length if possible else 0 :]
        return possible

    def copy(self, source_id: int, target_id: int, length: int) -> None:
        assert not self.cache[target_id], "copied onto something"
        cells = self.cache[source_id][:length]
        if not self.shares_cells:
            cells = [Cell(cell.token, cell.adapters) for cell in cells]
        self.cache[target_id] = cells

    def save(self, slot_id: int) -> list[Cell]:
        assert self.is_recurrent
        return list(self.cache[slot_id])

    def restore(self, slot_id: int, state: list[Cell], length: int) -> bool:
        assert self.is_recurrent and len(state) == length <= len(self.cache[slot_id])
        cells = state if self.shares_cells else [Cell(c.token, c.adapters) for c in state]
        self.cache[slot_id] = list(cells)
        return True

    def interrupt(self) -> None:
        self._interrupted = True
        self.gate.set()

    def resume(self) -> None:
        self._interrupted = False

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
    def logprobs(self) -> list[TokenLogprob]:
        events = [event for event in self.events if isinstance(event, TokenEvent)]
        return [item for event in events for item in event.logprobs]

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
