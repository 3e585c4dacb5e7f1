"""The state of one request while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from langchain_gguf.engine.reasoning import ReasoningWatch
from langchain_gguf.engine.request import FinishReason, Request, TokenEvent, TokenLogprob, Usage
from langchain_gguf.engine.slots import Slot
from langchain_gguf.engine.text import TextStream

if TYPE_CHECKING:
    from langchain_gguf.errors import LlamaCppError


@dataclass(eq=False)
class Generation:
    """A request, the tokens it has so far, and what belongs to it alone.

    Attributes:
        request: what was asked.
        deliver: takes each event, or the error that ended the request; called by the engine's
            thread and must return at once.
        matcher: the runner's grammar state, or None.
        sampler: the runner's sampler chain, made when the request is queued.
        reasoning: counts the tokens of its reasoning; None if there is no limit, or none can come.
        tokens: prompt and generated token ids.
        logprobs: of the tokens whose text was not delivered yet.
        num_delivered: generated tokens that an event has reported.
        slot: where its keys and values live; None while it waits.
        is_filled: whether what other slots hold of its prompt was put into its slot; until then
            the slot counts as empty.
        num_expected: prompt tokens that another request is evaluating for both.
        cached_tokens: prompt tokens found in the cache when its evaluation first began.
        finish_reason: set when it ended.
    """

    request: Request
    deliver: Callable[[TokenEvent | LlamaCppError], None]
    matcher: Any = None
    sampler: Any = None
    reasoning: ReasoningWatch | None = None
    tokens: list[int] = field(default_factory=list)
    logprobs: list[TokenLogprob] = field(default_factory=list)
    num_delivered: int = 0
    slot: Slot | None = None
    is_filled: bool = False
    num_expected: int = 0
    cached_tokens: int | None = None
    finish_reason: FinishReason | None = None

    def __post_init__(self) -> None:
        """Begin with the prompt."""
        self.tokens = list(self.request.prompt)
        self.text = TextStream(self.request.stop)
        budget = self.request.reasoning
        self.reasoning = ReasoningWatch(budget) if budget is not None else None

    @property
    def num_generated(self) -> int:
        """Tokens generated so far."""
        return len(self.tokens) - len(self.request.prompt)

    @property
    def num_evaluated(self) -> int:
        """Tokens that the cache holds."""
        return len(self.slot.tokens) if self.slot is not None and self.is_filled else 0

    @property
    def num_pending(self) -> int:
        """Tokens that the cache does not hold yet."""
        return len(self.tokens) - self.num_evaluated

    @property
    def is_streaming(self) -> bool:
        """Whether its prompt is evaluated, so that each step brings text."""
        return self.num_evaluated >= len(self.request.prompt)

    @property
    def usage(self) -> Usage:
        """Token counts so far."""
        return Usage(
            prompt_tokens=len(self.request.prompt),
            cached_tokens=min(self.cached_tokens or 0, len(self.request.prompt)),
            completion_tokens=self.num_generated,
        )

    def follow_reasoning(self, data: bytes) -> None:
        """Note the bytes of a token, as long as reasoning may come."""
        if self.reasoning is not None:
            self.reasoning.feed(data)
            if self.reasoning.is_over:
                self.reasoning = None

    def event(
        self, text: str, reason: FinishReason | None = None, usage: Usage | None = None
    ) -> TokenEvent:
        """Make the event that reports the tokens since the last one."""
        logprobs, self.logprobs = tuple(self.logprobs), []
        num_tokens = self.num_generated - self.num_delivered
        self.num_delivered = self.num_generated
        return TokenEvent(text, reason, usage, logprobs, num_tokens)
