"""llama.cpp's native sampler chain: made from settings, applied to a row of logits."""

from __future__ import annotations

import ctypes
import math
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import llama_cpp
import numpy as np
import numpy.typing as npt

from langchain_gguf.engine.request import TokenLogprob
from langchain_gguf.engine.sampling_params import SamplingParams
from langchain_gguf.errors import GenerationError, InvalidRequestError

_TOKEN_DATA = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
MIN_TEMPERATURE = 1e-6  # Scores divided by less overflow; the draw is the likeliest token anyway.
_MIROSTAT_M = 100  # Candidates that mirostat 1 estimates from, as in llama.cpp's own programs.

Logits = npt.NDArray[np.float32]


class SamplerFactory:
    """Makes the sampler chains of one model."""

    def __init__(self, vocab: Any, num_tokens: int, n_ctx: int) -> None:
        """Take the model's vocabulary, its size, and the tokens of its context."""
        self._vocab = vocab
        self._num_tokens = num_tokens
        self._n_ctx = n_ctx
        # Looks through the whole vocabulary for each breaker, so that it is done once.
        self._dry_prototype = lru_cache(maxsize=8)(self._new_dry)

    def check(self, params: SamplingParams) -> None:
        """Refuse settings that this model cannot take, and prepare what takes long.

        Raises:
            InvalidRequestError: `logit_bias` names a token that the model does not have.
        """
        for token, _ in params.logit_bias:
            if token >= self._num_tokens:
                raise InvalidRequestError(
                    f"logit_bias names token {token}, but the vocabulary ends at "
                    f"{self._num_tokens - 1}."
                )
        if params.dry_multiplier > 0:
            self._dry_prototype(*self._dry_settings(params))

    def new(self, params: SamplingParams, prompt: Sequence[int]) -> NativeSampler:
        """Make the chain of one request."""
        chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        for sampler in self._samplers(params, prompt):
            llama_cpp.llama_sampler_chain_add(chain, sampler)
        return NativeSampler(
            chain,
            self._num_tokens,
            forbids=bool(params.logit_bias),
            remembers=params.remembers_tokens,
        )

    def _samplers(self, params: SamplingParams, prompt: Sequence[int]) -> list[Any]:
        seed = _resolve_seed(params.seed)
        samplers = []
        if params.logit_bias:
            biases = (llama_cpp.llama_logit_bias * len(params.logit_bias))(*params.logit_bias)
            samplers.append(
                llama_cpp.llama_sampler_init_logit_bias(self._num_tokens, len(biases), biases)
            )
        samplers.append(
            llama_cpp.llama_sampler_init_penalties(
                self._num_tokens,
                self._look_back(params.repeat_last_n),
                params.repeat_penalty,
                params.frequency_penalty,
                params.presence_penalty,
            )
        )
        if params.dry_multiplier > 0:
            samplers.append(self._dry(params, prompt))
        if params.temperature < MIN_TEMPERATURE:
            return [*samplers, llama_cpp.llama_sampler_init_greedy()]
        if params.mirostat:
            return [*samplers, *self._mirostat(params, seed)]
        return [
            *samplers,
            llama_cpp.llama_sampler_init_top_k(params.top_k),
            llama_cpp.llama_sampler_init_typical(params.typical_p, 1),
            llama_cpp.llama_sampler_init_top_p(params.top_p, 1),
            llama_cpp.llama_sampler_init_min_p(params.min_p, 1),
            llama_cpp.llama_sampler_init_xtc(params.xtc_probability, params.xtc_threshold, 1, seed),
            llama_cpp.llama_sampler_init_temp(params.temperature),
            llama_cpp.llama_sampler_init_dist(seed),
        ]

    def _mirostat(self, params: SamplingParams, seed: int) -> list[Any]:
        tau, eta = params.mirostat_tau, params.mirostat_eta
        if params.mirostat == 1:
            mirostat = llama_cpp.llama_sampler_init_mirostat(
                self._num_tokens, seed, tau, eta, _MIROSTAT_M
            )
        else:
            mirostat = llama_cpp.llama_sampler_init_mirostat_v2(seed, tau, eta)
        return [llama_cpp.llama_sampler_init_temp(params.temperature), mirostat]

    def _dry(self, params: SamplingParams, prompt: Sequence[int]) -> Any:
        settings = self._dry_settings(params)
        sampler = llama_cpp.llama_sampler_clone(self._dry_prototype(*settings).pointer)
        look_back = settings[3]
        for token in prompt[max(0, len(prompt) - look_back) :] if look_back else ():
            llama_cpp.llama_sampler_accept(sampler, token)
        return sampler

    def _dry_settings(self, params: SamplingParams) -> tuple[float, float, int, int, Any]:
        return (
            params.dry_multiplier,
            params.dry_base,
            params.dry_allowed_length,
            self._look_back(params.dry_penalty_last_n),
            params.dry_sequence_breakers,
        )

    def _new_dry(
        self, multiplier: float, base: float, length: int, last_n: int, breakers: Sequence[str]
    ) -> _Owned:
        texts = [text.encode("utf-8", "replace") for text in breakers]
        array = (ctypes.c_char_p * len(texts))(*texts)
        return _Owned(
            llama_cpp.llama_sampler_init_dry(
                self._vocab, multiplier, base, length, last_n, array, len(texts)
            )
        )

    def _look_back(self, num_tokens: int) -> int:
        """Tokens to look back on; llama.cpp takes -1 for none and allocates whatever it is told."""
        return self._n_ctx if num_tokens < 0 else min(num_tokens, self._n_ctx)


def _resolve_seed(seed: int | None) -> int:
    """The seed as llama.cpp takes it; its own default, -1, is fresh randomness, too."""
    if seed is None or seed % 2**32 == llama_cpp.LLAMA_DEFAULT_SEED:
        return int.from_bytes(os.urandom(4), "little")
    return seed % 2**32


class _Owned:
    """A native sampler that is freed with this object."""

    def __init__(self, pointer: Any) -> None:
        self.pointer = pointer

    def __del__(self) -> None:
        llama_cpp.llama_sampler_free(self.pointer)


class NativeSampler:
    """One request's sampler chain; `free` must be called once."""

    def __init__(self, chain: Any, num_tokens: int, *, forbids: bool, remembers: bool) -> None:
        """Own a chain over a vocabulary of `num_tokens`.

        `forbids` says that the chain itself may leave no token to choose; `remembers`, that a token
        once accepted changes later choices.
        """
        self._chain = chain
        self._num_tokens = num_tokens
        self._forbids = forbids
        self._remembers = remembers

    def sample(self, context: Any, row: int) -> int:
        """Choose a token from a row of logits and remember it."""
        token = self.propose(context, row)
        if self._forbids or self._remembers:
            self.accept(token)
        return token

    def propose(self, context: Any, row: int) -> int:
        """Choose a token from a row of logits without remembering it.

        Raises:
            GenerationError: the row holds no numbers, or no token is left to choose.
        """
        if self._forbids or self._remembers:
            return self.choose(read_logits(context, row, self._num_tokens))
        check_logits(context, row)
        # This also lets the chain accept the token, which such a chain does not notice.
        return int(llama_cpp.llama_sampler_sample(self._chain, context, row))

    def choose(self, logits: Logits, allowed: npt.NDArray[np.intp] | None = None) -> int:
        """Choose a token, among `allowed` ids if they are given, without remembering it.

        Raises:
            GenerationError: none is left to choose.
        """
        candidates = np.zeros(len(logits) if allowed is None else len(allowed), _TOKEN_DATA)
        candidates["id"] = np.arange(len(logits), dtype=np.int32) if allowed is None else allowed
        candidates["logit"] = logits if allowed is None else logits[allowed]
        if not len(candidates):
            raise GenerationError("The grammar allows no token here.")
        array = llama_cpp.llama_token_data_array(
            data=candidates.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token_data)),
            size=len(candidates),
            selected=-1,
            sorted=False,
        )
        llama_cpp.llama_sampler_apply(self._chain, ctypes.byref(array))
        if not 0 <= array.selected < array.size:
            raise GenerationError("The sampler chose no token.")
        chosen = array.data[array.selected]
        if not math.isfinite(chosen.logit):
            raise GenerationError(
                "No token is left to choose: logit_bias forbids all that could come next."
            )
        return int(chosen.id)

    def accept(self, token: int) -> None:
        """Remember a token that became part of the text, for the penalties."""
        llama_cpp.llama_sampler_accept(self._chain, token)

    def free(self) -> None:
        """Free the chain."""
        llama_cpp.llama_sampler_free(self._chain)
        self._chain = None


def read_logits(context: Any, row: int, num_tokens: int) -> Logits:
    """Return a view of a row of logits; the next decode overwrites it.

    Raises:
        GenerationError: see `check_logits`.
    """
    return np.ctypeslib.as_array(check_logits(context, row), shape=(num_tokens,))


def check_logits(context: Any, row: int) -> Any:
    """Return the pointer to a row of logits.

    Raises:
        GenerationError: the model computed no numbers, for example because its file is damaged.
    """
    pointer = llama_cpp.llama_get_logits_ith(context, row)
    if not pointer or math.isnan(pointer[0]):
        raise GenerationError(
            "The model computed values that are not numbers. Its file may be damaged, or its "
            "quantisation not fit for this model."
        )
    return pointer


def token_logprobs(
    logits: Logits, token: int, num_top: int, token_bytes: Sequence[bytes]
) -> TokenLogprob:
    """Log probabilities (softmax of the raw logits) of a token and of the likeliest ones."""
    scores = logits.astype(np.float64)
    peak = scores.max()
    log_sum = peak + math.log(np.exp(scores - peak).sum())
    num_top = min(num_top, len(scores))
    if num_top:
        likeliest = np.argpartition(-scores, num_top - 1)[:num_top]
        likeliest = likeliest[np.argsort(-scores[likeliest], kind="stable")]
    else:
        likeliest = np.empty(0, np.intp)

    def entry(one: int, top: tuple[TokenLogprob, ...] = ()) -> TokenLogprob:
        return TokenLogprob(one, token_bytes[one], float(scores[one] - log_sum), top)

    return entry(token, tuple(entry(int(one)) for one in likeliest))
