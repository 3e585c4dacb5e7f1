"""The values that travel between the chat model, the service and the engine."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from langchain_gguf.errors import InvalidRequestError

_MAX_INT32 = 2**31 - 1  # llama.cpp's integers; ctypes would cut off more.


@dataclass(frozen=True)
class EngineConfig:
    """What decides how a model is loaded; equal configurations share one engine.

    Sizes are in tokens, `model_path` is absolute. `file_id` (size and modification time) tells a
    replaced file from the one that is loaded. None means llama.cpp's or the model's own choice.
    """

    model_path: str
    file_id: tuple[int, int]
    n_ctx: int | None = None
    n_batch: int = 512
    n_parallel: int = 8
    n_threads: int | None = None
    n_gpu_layers: int = 0
    use_mmap: bool = True
    use_mlock: bool = False


@dataclass(frozen=True)
class SamplingParams:
    """How a token is chosen; the names and defaults are those of llama.cpp's sampler chain.

    `temperature` 0 is greedy. `seed` None draws fresh randomness for each request.
    """

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    repeat_last_n: int = 64
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what llama.cpp would abort on or quietly misread.

        Raises:
            InvalidRequestError: a value is out of its range.
        """
        ranges = {
            "temperature": (0.0, math.inf),
            "top_k": (0, _MAX_INT32),
            "top_p": (0.0, 1.0),
            "min_p": (0.0, 1.0),
            "repeat_penalty": (1e-3, 1e3),
            "repeat_last_n": (-1, _MAX_INT32),
            "frequency_penalty": (-1e3, 1e3),
            "presence_penalty": (-1e3, 1e3),
        }
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if not (isinstance(value, int | float) and low <= value <= high and value < math.inf):
                raise InvalidRequestError(
                    f"{name}={value!r} is out of range: expected a number from {low} to {high}."
                )
        for name in ("top_k", "repeat_last_n", "seed"):
            value = getattr(self, name)
            if not (isinstance(value, int) or (name == "seed" and value is None)):
                raise InvalidRequestError(f"{name}={value!r} is not an integer.")


@dataclass(frozen=True)
class Request:
    """One prompt to complete.

    Attributes:
        prompt: token ids.
        max_tokens: most tokens to generate; None is as many as the context takes.
        stop: strings that end the text; they are not part of it.
        grammar: an llguidance grammar that the text must follow, or None.
    """

    prompt: tuple[int, ...]
    max_tokens: int | None = None
    sampling: SamplingParams = field(default_factory=SamplingParams)
    stop: tuple[str, ...] = ()
    grammar: str | None = None


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
class TokenEvent:
    """A piece of a request's text.

    The last event of a request carries its finish reason and usage; its text may be empty.
    """

    text: str
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
