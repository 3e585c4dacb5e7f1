"""The values that travel between the chat model, the service and the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from langchain_gguf.engine.sampling_params import SamplingParams


@dataclass(frozen=True)
class EngineConfig:
    """What decides how a model is loaded; equal configurations share one engine.

    Sizes are in tokens. `file_id` (device, inode, size, modification time) is the identity of the
    file: other paths to it share the engine, and a file that was replaced gets another one. None
    means llama.cpp's or the model's own choice.
    """

    model_path: str = field(compare=False)
    file_id: tuple[int, ...]
    n_ctx: int | None = None
    n_batch: int = 512
    n_ubatch: int | None = None
    n_parallel: int = 8
    kv_unified: bool | None = None
    n_threads: int | None = None
    n_gpu_layers: int = 0
    use_mmap: bool = True
    use_mlock: bool = False


@dataclass(frozen=True)
class Adapter:
    """A LoRA adapter: path and identity of its GGUF file, and how strongly it counts."""

    path: str = field(compare=False)
    file_id: tuple[int, ...]
    scale: float = 1.0


@dataclass(frozen=True)
class ReasoningBudget:
    """How much of a reply may be reasoning, and what tells it from the rest.

    Attributes:
        max_tokens: most tokens between `begin` and `end`.
        begin: text that opens reasoning at the start of a reply; white space may come before it.
        end: text that ends it.
        closings: tokens that end it when the budget is spent, for each number of bytes of `end`
            that stand there already.
        is_inside: the prompt has opened it.
        is_repeated: what comes after `end` is read like the start of a reply.
    """

    max_tokens: int
    begin: str
    end: str
    closings: tuple[tuple[int, ...], ...]
    is_inside: bool = False
    is_repeated: bool = False


@dataclass(frozen=True)
class Request:
    """One prompt to complete.

    Attributes:
        prompt: token ids.
        max_tokens: most tokens to generate; None is as many as the context takes.
        stop: strings that end the text; they are not part of it.
        grammar: an llguidance grammar that the text must follow, or None.
        logprobs: how many of the likeliest tokens are reported beside each chosen one with their
            log probabilities; 0 reports the chosen one alone, None nothing.
        adapters: the LoRA adapters to compute with, added up.
        reasoning: limits how much of the text may be reasoning, or None.
    """

    prompt: tuple[int, ...]
    max_tokens: int | None = None
    sampling: SamplingParams = field(default_factory=SamplingParams)
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    logprobs: int | None = None
    adapters: tuple[Adapter, ...] = ()
    reasoning: ReasoningBudget | None = None

    @property
    def takes_preparing(self) -> bool:
        """Whether something may have to be compiled or loaded, which can take a while."""
        return self.grammar is not None or bool(self.adapters) or self.sampling.dry_multiplier > 0


class FinishReason(StrEnum):
    """Why a request ended."""

    STOP = "stop"
    LENGTH = "length"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Usage:
    """Token counts of a request; `cached_tokens` of the prompt were not computed again."""

    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int


@dataclass(frozen=True)
class TokenLogprob:
    """How likely the model found a token, before any sampling setting or grammar.

    Attributes:
        token: its id.
        data: the bytes it adds to the text; a character may be spread over several tokens.
        logprob: natural logarithm of its probability.
        top: the likeliest tokens at its place, the likeliest first.
    """

    token: int
    data: bytes
    logprob: float
    top: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True)
class TokenEvent:
    """A piece of a request's text.

    The last event of a request carries its finish reason and usage; its text may be empty.
    `logprobs` are those of the tokens that were generated since the event before, `num_tokens` says
    how many these are.
    """

    text: str
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
    logprobs: tuple[TokenLogprob, ...] = ()
    num_tokens: int = 0
