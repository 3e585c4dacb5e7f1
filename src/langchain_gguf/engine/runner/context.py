"""Computes with a loaded model: one context, its batches, and the memory of its sequences."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import llama_cpp
import llguidance
import numpy as np

from langchain_gguf.engine.request import EngineConfig, Request, TokenLogprob
from langchain_gguf.engine.runner.adapters import AdapterSet
from langchain_gguf.engine.runner.grammar import (
    GrammarCompiler,
    allowed_tokens,
    consume,
    is_allowed,
)
from langchain_gguf.engine.runner.model import LoadedModel, last_errors, recent_errors
from langchain_gguf.engine.runner.sampler import (
    NativeSampler,
    SamplerFactory,
    read_logits,
    token_logprobs,
)
from langchain_gguf.engine.runner_protocol import CacheFullError, DecodeInterruptedError
from langchain_gguf.engine.scheduler import Chunk
from langchain_gguf.errors import GenerationError, InvalidRequestError, ModelLoadError

DEFAULT_MAX_N_CTX = 8192
SMALL_MODEL_PARAMETERS = 20_000_000
# llama.cpp's flash attention computes the tokens of larger batches in another way, with other
# rounding (GGML_FA_TILE_Q in ggml-cpu/common.h).
MAX_ALIKE_N_UBATCH = 63

# What llama_decode returns besides 0 and errors below 0 (llama.h).
_NO_PLACE_IN_CACHE = 1
_INTERRUPTED = 2


class ModelRunner(LoadedModel):
    """A loaded model with one context of `n_parallel` sequences over a unified KV cache."""

    def __init__(self, config: EngineConfig) -> None:
        """Load the model and allocate its context.

        Raises:
            ModelLoadError: llama.cpp refused the file or could not allocate memory.
        """
        super().__init__(config)
        self._context = None
        try:
            self._context = self._new_context(config)
        except ModelLoadError:
            self.close()
            raise
        self._memory = llama_cpp.llama_get_memory(self._context)
        # The context was rounded up; what was asked for is what counts.
        size = int(llama_cpp.llama_n_ctx(self._context))
        self.n_ctx = min(config.n_ctx or size, size)
        self.n_batch = min(config.n_batch, self.n_ctx)
        self.n_parallel = config.n_parallel
        self._has_attention = not llama_cpp.llama_model_is_recurrent(self._model)
        self.is_recurrent = not self._has_attention or bool(
            llama_cpp.llama_model_is_hybrid(self._model)
        )
        self._window = int(llama_cpp.llama_model_n_swa(self._model))
        self._samplers = SamplerFactory(self._vocab, self._num_tokens, self.n_ctx)
        self._adapters = AdapterSet(self._model, self._context, config.model_path)
        self._allocate_batch()
        self._install_abort_flag()

    def _new_context(self, config: EngineConfig) -> Any:
        params = llama_cpp.llama_context_default_params()
        trained = llama_cpp.llama_model_n_ctx_train(self._model)
        # llama.cpp aborts when there are more sequences than tokens in the context or a batch.
        params.n_ctx = max(config.n_ctx or min(trained, DEFAULT_MAX_N_CTX), config.n_parallel)
        params.n_batch = max(min(config.n_batch, params.n_ctx), config.n_parallel)
        params.n_ubatch = min(params.n_batch, 512)
        if self._is_small:
            params.n_ubatch = min(params.n_batch, MAX_ALIKE_N_UBATCH)
        if llama_cpp.llama_model_n_swa(self._model):
            # Several of them can push a sequence's window out of the cache before it is used.
            params.n_ubatch = params.n_batch
        params.n_seq_max = config.n_parallel
        params.kv_unified = True
        params.n_threads = params.n_threads_batch = config.n_threads or self._default_threads()
        params.no_perf = True
        recent_errors.clear()
        context = llama_cpp.llama_init_from_model(self._model, params)
        if not context:
            raise ModelLoadError(
                f"llama.cpp could not make a context of n_ctx={params.n_ctx} tokens: "
                f"{last_errors()}. A smaller n_ctx or n_batch needs less memory."
            )
        return context

    @property
    def _is_small(self) -> bool:
        return bool(llama_cpp.llama_model_n_params(self._model) < SMALL_MODEL_PARAMETERS)

    def _default_threads(self) -> int:
        """All cores this process may use, but one for models too small to gain much from more.

        Their threads compute for microseconds at a time; when other programs use the cores, they
        wait for each other far longer than that.
        """
        if self._is_small:
            return 1
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1

    def _allocate_batch(self) -> None:
        """Back llama_batch with numpy arrays, so that a step writes slices, not items."""
        self._tokens = np.zeros(self.n_batch, np.int32)
        self._positions = np.zeros(self.n_batch, np.int32)
        self._num_sequences = np.ones(self.n_batch, np.int32)
        self._wants_logits = np.zeros(self.n_batch, np.int8)
        self._slot_ids = np.arange(self.n_parallel, dtype=np.int32)
        self._slot_id_pointers = np.zeros(self.n_batch, np.uintp)
        pointer = ctypes.POINTER
        batch = llama_cpp.llama_batch()
        batch.token = self._tokens.ctypes.data_as(pointer(llama_cpp.llama_token))
        batch.pos = self._positions.ctypes.data_as(pointer(llama_cpp.llama_pos))
        batch.n_seq_id = self._num_sequences.ctypes.data_as(pointer(ctypes.c_int32))
        batch.logits = self._wants_logits.ctypes.data_as(pointer(ctypes.c_int8))
        batch.seq_id = self._slot_id_pointers.ctypes.data_as(
            pointer(pointer(llama_cpp.llama_seq_id))
        )
        self._batch = batch
        self._first_slot_id = self._slot_ids.ctypes.data

    def _install_abort_flag(self) -> None:
        """Let `strlen` of a two-byte buffer be the abort callback: no Python, no GIL.

        An empty string reads as "go on", a string of one character as "abort".
        """
        self._abort_flag = ctypes.create_string_buffer(2)
        strlen = ctypes.CDLL(None).strlen
        llama_cpp.llama_set_abort_callback(
            self._context,
            ctypes.cast(strlen, llama_cpp.ggml_abort_callback),
            ctypes.cast(self._abort_flag, ctypes.c_void_p),
        )

    # Sampling -----------------------------------------------------------------------------

    @cached_property
    def _grammars(self) -> GrammarCompiler:
        return GrammarCompiler(self._vocab, self.end_tokens)

    def prepare(self, request: Request) -> llguidance.LLMatcher | None:
        """Load and compile what a request needs; its grammar's state comes back.

        Raises:
            SchemaError: the grammar cannot be compiled.
            InvalidRequestError: a token id that the model does not have.
            ModelLoadError: a LoRA adapter cannot be loaded.
        """
        if not 0 <= min(request.prompt) <= max(request.prompt) < self._num_tokens:
            raise InvalidRequestError(
                f"The prompt has token ids outside of the vocabulary (0 to {self._num_tokens - 1})."
            )
        self._samplers.check(request.sampling)
        self._adapters.load(request.adapters)
        return self._grammars.new_matcher(request.grammar) if request.grammar else None

    def new_sampler(self, request: Request) -> NativeSampler:
        """Make a request's sampler chain."""
        return self._samplers.new(request.sampling, request.prompt)

    def free_sampler(self, sampler: NativeSampler) -> None:
        """Free a sampler chain."""
        sampler.free()

    def sample(self, sampler: NativeSampler, row: int, matcher: llguidance.LLMatcher | None) -> int:
        """Choose a token from a row of logits, within what the grammar allows.

        Most of what a model says fits its grammar, so a token is first drawn from all, and only
        when that one is rejected from those that the grammar allows. The outcome has the same
        distribution.

        Raises:
            GenerationError: there is no token to choose.
        """
        logits = read_logits(self._context, row, self._num_tokens)
        if matcher is None:
            return sampler.sample(self._context, row)
        token = sampler.choose(logits)
        if not is_allowed(matcher, token):
            token = sampler.choose(logits, allowed_tokens(matcher, self._num_tokens))
        consume(matcher, [token])
        sampler.accept(token)
        return token

    def forced_tokens(self, sampler: NativeSampler, matcher: llguidance.LLMatcher) -> list[int]:
        """Take the tokens that the grammar leaves no choice about."""
        tokens: list[int] = matcher.compute_ff_tokens()
        if tokens:
            consume(matcher, tokens)
        for token in tokens:
            sampler.accept(token)
        return tokens

    def logprobs(self, row: int, token: int, num_top: int) -> TokenLogprob:
        """Log probabilities of a token and of the `num_top` likeliest in a row of logits."""
        logits = read_logits(self._context, row, self._num_tokens)
        return token_logprobs(logits, token, num_top, self._bytes_of_tokens)

    # Compute ------------------------------------------------------------------------------

    def decode(self, chunks: Sequence[Chunk]) -> list[int]:
        """Evaluate chunks in one batch.

        Returns:
            For each chunk the batch row of its last token; its logits are there if asked for.

        Raises:
            DecodeInterruptedError, CacheFullError: the chunks have to be planned again.
            GenerationError: llama.cpp failed.
        """
        start = 0
        rows = []
        for chunk in chunks:
            num_tokens = len(chunk.tokens)
            end = start + num_tokens
            self._tokens[start:end] = chunk.tokens
            self._positions[start:end] = range(chunk.position, chunk.position + num_tokens)
            self._slot_id_pointers[start:end] = self._first_slot_id + 4 * chunk.slot_id
            self._wants_logits[start:end] = 0
            self._wants_logits[end - 1] = chunk.needs_logits
            rows.append(end - 1)
            start = end
        self._batch.n_tokens = start
        self._adapters.activate(chunks[0].generation.request.adapters)
        recent_errors.clear()
        status = llama_cpp.llama_decode(self._context, self._batch)
        if status == 0:
            return rows
        if status == _INTERRUPTED:
            raise DecodeInterruptedError
        if status == _NO_PLACE_IN_CACHE:
            raise CacheFullError
        raise GenerationError(f"llama_decode returned {status}: {last_errors()}")

    def interrupt(self) -> None:
        """Make the decode under way, and every later one, end early."""
        self._abort_flag.raw = b"\1\0"

    def resume(self) -> None:
        """Let decodes run again."""
        self._abort_flag.raw = b"\0\0"

    # Memory -------------------------------------------------------------------------------

    def can_continue(self, slot_id: int, length: int) -> bool:
        """Whether the memory still holds all that a continuation of `length` tokens looks at.

        In models with sliding-window attention, llama.cpp gives cells outside of the window to
        others, and then cuts sequences back to places whose window is gone.
        """
        if not self._window:
            return True
        oldest_needed = max(0, length - self._window + 1)
        oldest = llama_cpp.llama_memory_seq_pos_min(self._memory, slot_id)
        return bool(0 <= oldest <= oldest_needed)

    def truncate(self, slot_id: int, length: int) -> bool:
        """Keep the first `length` tokens, or none, and return False, if the model cannot."""
        if llama_cpp.llama_memory_seq_rm(self._memory, slot_id, length, -1):
            return True
        llama_cpp.llama_memory_seq_rm(self._memory, slot_id, -1, -1)
        return False

    def copy(self, source_id: int, target_id: int, length: int) -> None:
        """Let an empty sequence share the first `length` tokens of another."""
        llama_cpp.llama_memory_seq_cp(self._memory, source_id, target_id, 0, length)

    def save(self, slot_id: int) -> bytes:
        """Return the recurrent state of a sequence."""
        flags = llama_cpp.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY
        size = llama_cpp.llama_state_seq_get_size_ext(self._context, slot_id, flags)
        buffer = (ctypes.c_uint8 * size)()
        written = llama_cpp.llama_state_seq_get_data_ext(
            self._context, buffer, size, slot_id, flags
        )
        return bytes(buffer[:written])

    def restore(self, slot_id: int, state: bytes, length: int) -> bool:
        """Put a sequence to a saved recurrent state of `length` tokens, or empty it."""
        buffer = (ctypes.c_uint8 * len(state)).from_buffer_copy(state)
        flags = llama_cpp.LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY
        if not self._has_attention:
            self.truncate(slot_id, 0)
        read = llama_cpp.llama_state_seq_set_data_ext(
            self._context, buffer, len(state), slot_id, flags
        )
        # In this order: before its state is back, a recurrent sequence cannot be cut.
        restored = read == len(state) and self.truncate(slot_id, length)
        newest = llama_cpp.llama_memory_seq_pos_max(self._memory, slot_id)
        if restored and newest == length - 1:
            return True
        self.truncate(slot_id, 0)
        return False

    def close(self) -> None:
        """Free the context, then the model with its adapters."""
        if self._context is not None:
            self._samplers.close()
            llama_cpp.llama_free(self._context)
            self._context = None
        super().close()
