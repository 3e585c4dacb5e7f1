"""How a token is chosen: the settings of llama.cpp's sampler chain."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from langchain_gguf.errors import InvalidRequestError

_MAX_INT32 = 2**31 - 1  # llama.cpp's integers; ctypes would cut off more.
_MAX_FLOAT = 1e6  # Larger ones overflow in the samplers' 32-bit arithmetic.

# Lowest and highest value of each number.
_RANGES: Mapping[str, tuple[float, float]] = {
    "temperature": (0.0, _MAX_FLOAT),
    "top_k": (0, _MAX_INT32),
    "top_p": (0.0, 1.0),
    "min_p": (0.0, 1.0),
    "typical_p": (0.0, 1.0),
    "repeat_penalty": (1e-3, 1e3),
    "repeat_last_n": (-1, _MAX_INT32),
    "frequency_penalty": (-1e3, 1e3),
    "presence_penalty": (-1e3, 1e3),
    "dry_multiplier": (0.0, 1e3),
    "dry_base": (1.0, 1e3),
    "dry_allowed_length": (0, _MAX_INT32),
    "dry_penalty_last_n": (-1, _MAX_INT32),
    "xtc_probability": (0.0, 1.0),
    "xtc_threshold": (0.0, 1.0),
    "mirostat": (0, 2),
    "mirostat_tau": (0.0, 1e3),
    "mirostat_eta": (0.0, 1e3),
}
_INTEGERS = frozenset(
    {"top_k", "repeat_last_n", "dry_allowed_length", "dry_penalty_last_n", "mirostat"}
)
_MAX_BREAKER_BYTES = 40  # llama.cpp cuts longer ones off.


@dataclass(frozen=True)
class SamplingParams:
    """How a token is chosen; names, order and defaults are those of llama.cpp's sampler chain.

    Logit bias, penalties and DRY change the scores of tokens; then top_k, typical_p, top_p, min_p
    and XTC each narrow the choice; then temperature and the draw. `temperature` 0 takes the
    likeliest token. `mirostat` 1 or 2 replaces all that narrows the choice. The penalties look back
    on generated tokens, DRY on the prompt, too. A look-back of -1 is the whole context. `seed`
    None, or llama.cpp's default of -1, draws fresh randomness for each request.

    Attributes:
        logit_bias: what is added to the scores of token ids; -inf forbids one.
        dry_sequence_breakers: texts at which a repetition begins anew.
    """

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    typical_p: float = 1.0
    repeat_penalty: float = 1.0
    repeat_last_n: int = 64
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    dry_multiplier: float = 0.0
    dry_base: float = 1.75
    dry_allowed_length: int = 2
    dry_penalty_last_n: int = -1
    dry_sequence_breakers: tuple[str, ...] = ("\n", ":", '"', "*")
    xtc_probability: float = 0.0
    xtc_threshold: float = 0.1
    mirostat: int = 0
    mirostat_tau: float = 5.0
    mirostat_eta: float = 0.1
    logit_bias: tuple[tuple[int, float], ...] = ()
    seed: int | None = None

    def __post_init__(self) -> None:
        """Refuse what llama.cpp would abort on or quietly misread.

        Raises:
            InvalidRequestError: a value is out of its range.
        """
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not (_is_number(value) and low <= value <= high):
                raise InvalidRequestError(
                    f"{name}={value!r} is out of range: expected a number from {low} to {high}."
                )
            if name in _INTEGERS and not isinstance(value, int):
                raise InvalidRequestError(f"{name}={value!r} is not an integer.")
        if self.seed is not None and not isinstance(self.seed, int):
            raise InvalidRequestError(f"seed={self.seed!r} is not an integer.")
        self._check_breakers()
        self._check_logit_bias()

    @property
    def remembers_tokens(self) -> bool:
        """Whether tokens of the text change later choices."""
        penalises = (self.repeat_penalty, self.frequency_penalty, self.presence_penalty) != (
            1,
            0,
            0,
        )
        looks_back = penalises and self.repeat_last_n != 0
        return looks_back or (self.dry_multiplier > 0 and self.dry_penalty_last_n != 0)

    def _check_breakers(self) -> None:
        breakers = self.dry_sequence_breakers
        if not isinstance(breakers, tuple) or not all(
            isinstance(text, str) and 0 < len(text.encode("utf-8", "replace")) <= _MAX_BREAKER_BYTES
            for text in breakers
        ):
            raise InvalidRequestError(
                f"dry_sequence_breakers={breakers!r}: expected texts of 1 to "
                f"{_MAX_BREAKER_BYTES} bytes."
            )

    def _check_logit_bias(self) -> None:
        for token, bias in self.logit_bias:
            in_range = _is_number(bias) and (bias == -math.inf or abs(bias) <= _MAX_FLOAT)
            if not (isinstance(token, int) and 0 <= token <= _MAX_INT32 and in_range):
                raise InvalidRequestError(
                    f"logit_bias={{{token!r}: {bias!r}}}: expected token ids with numbers from "
                    f"{-_MAX_FLOAT} to {_MAX_FLOAT}, or -inf, which forbids a token."
                )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
