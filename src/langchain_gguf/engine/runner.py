"""llama.cpp behind the engine's seam: only this module and `model` call it.

Errors in llama.cpp's C++ abort the process and exceptions cannot cross ctypes, so nothing is
passed down here that was not checked above.
"""

from __future__ import annotations

import ctypes
import os
import warnings
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import llama_cpp
import llguidance
import llguidance.llamacpp
import numpy as np

from langchain_gguf.engine.model import LoadedModel, last_errors, recent_errors
from langchain_gguf.engine.request import EngineConfig, SamplingParams
from langchain_gguf.engine.scheduler import Chunk
from langchain_gguf.errors import GenerationError, ModelLoadError, SchemaError

DEFAULT_MAX_N_CTX = 8192
SMALL_MODEL_PARAMETERS = 20_000_000


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
        self._allocate_batch()
        self._install_abort_flag()

    def _new_context(self, config: EngineConfig) -> Any:
        params = llama_cpp.llama_context_default_params()
        trained = llama_cpp.llama_model_n_ctx_train(self._model)
        # llama.cpp aborts when there are more sequences than tokens in the context or a batch.
        params.n_ctx = max(config.n_ctx or min(trained, DEFAULT_MAX_N_CTX), config.n_parallel)
        params.n_batch = max(min(config.n_batch, params.n_ctx), config.n_parallel)
        params.n_ubatch = min(params.n_batch, 512)
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

    def _default_threads(self) -> int:
        """All cores this process may use, but one for models too small to gain much from more.

        Their threads compute for microseconds at a time; when other programs use the cores, they
        wait for each other far longer than that.
        """
        if llama_cpp.llama_model_n_params(self._model) < SMALL_MODEL_PARAMETERS:
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

    def new_sampler(self, params: SamplingParams) -> Any:
        """Make llama.cpp's chain: penalties, then truncation, temperature and the draw."""
        chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
        samplers = [
            llama_cpp.llama_sampler_init_penalties(
                self._num_tokens,
                params.repeat_last_n,
                params.repeat_penalty,
                params.frequency_penalty,
                params.presence_penalty,
            )
        ]
        if params.temperature <= 0:
            samplers.append(llama_cpp.llama_sampler_init_greedy())
        else:
            seed = params.seed
            if seed is None:
                seed = int.from_bytes(os.urandom(4), "little")
            samplers += [
                llama_cpp.llama_sampler_init_top_k(params.top_k),
                llama_cpp.llama_sampler_init_top_p(params.top_p, 1),
                llama_cpp.llama_sampler_init_min_p(params.min_p, 1),
                llama_cpp.llama_sampler_init_temp(params.temperature),
                llama_cpp.llama_sampler_init_dist(seed % 2**32),
            ]
        for sampler in samplers:
            llama_cpp.llama_sampler_chain_add(chain, sampler)
        return chain

    def free_sampler(self, sampler: Any) -> None:
        """Free a sampler chain."""
        llama_cpp.llama_sampler_free(sampler)

    @cached_property
    def _grammar_tokenizer(self) -> llguidance.LLTokenizer:
        """Llguidance's view of the vocabulary; building it takes up to a second."""
        with warnings.catch_warnings():
            # llguidance 1.9 still uses the old names of llama.cpp's vocabulary functions.
            warnings.simplefilter("ignore", DeprecationWarning)
            return llguidance.llamacpp.lltokenizer_from_vocab(
                self._vocab, eos_token=sorted(self.end_tokens)
            )

    def new_matcher(self, grammar: str) -> llguidance.LLMatcher:
        """Make the state of an llguidance grammar.

        Raises:
            SchemaError: the grammar cannot be compiled.
        """
        matcher = llguidance.LLMatcher(self._grammar_tokenizer, grammar, log_level=0)
        if matcher.is_error():
            raise SchemaError(
                f"This schema or grammar cannot be enforced: {matcher.get_error().strip()} "
                "Remove or replace the keyword that the message names."
            )
        return matcher

    def sample(self, sampler: Any, row: int, matcher: llguidance.LLMatcher | None) -> int:
        """Choose a token from a row of logits, within what the grammar allows."""
        if matcher is not None:
            self._mask_logits(row, matcher)
        token = int(llama_cpp.llama_sampler_sample(sampler, self._context, row))
        if matcher is not None and not matcher.consume_token(token):
            raise GenerationError(f"llguidance refused token {token}: {matcher.get_error()}")
        return token

    def _mask_logits(self, row: int, matcher: llguidance.LLMatcher) -> None:
        mask = np.frombuffer(matcher.compute_bitmask(), np.uint8)
        allowed = np.unpackbits(mask, bitorder="little")[: self._num_tokens]
        pointer = llama_cpp.llama_get_logits_ith(self._context, row)
        logits = np.ctypeslib.as_array(pointer, shape=(self._num_tokens,))
        logits[: len(allowed)][allowed == 0] = -np.inf

    def forced_tokens(self, sampler: Any, matcher: llguidance.LLMatcher) -> list[int]:
        """Take the tokens that the grammar leaves no choice about."""
        tokens: list[int] = matcher.compute_ff_tokens()
        if tokens and not matcher.consume_tokens(tokens):
            raise GenerationError(f"llguidance refused its own tokens: {matcher.get_error()}")
        for token in tokens:
            llama_cpp.llama_sampler_accept(sampler, token)
        return tokens

    # Cache and compute --------------------------------------------------------------------

    def decode(self, chunks: Sequence[Chunk]) -> list[int]:
        """Evaluate chunks in one batch.

        Returns:
            For each chunk the batch row of its last token; its logits are there if asked for.

        Raises:
            GenerationError: llama.cpp failed or was interrupted.
        """
        start = 0
        rows = []
        for chunk in chunks:
            end = start + len(chunk.tokens)
            self._tokens[start:end] = chunk.tokens
            self._positions[start:end] = range(chunk.position, chunk.position + len(chunk.tokens))
            self._slot_id_pointers[start:end] = self._slot_ids.ctypes.data + 4 * chunk.slot_id
            self._wants_logits[start:end] = 0
            self._wants_logits[end - 1] = chunk.needs_logits
            rows.append(end - 1)
            start = end
        self._batch.n_tokens = start
        recent_errors.clear()
        status = llama_cpp.llama_decode(self._context, self._batch)
        if status != 0:
            raise GenerationError(f"llama_decode returned {status}: {last_errors()}")
        return rows

    def truncate(self, slot_id: int, length: int) -> int:
        """Keep the first tokens of a slot; models with recurrent state may keep none."""
        if llama_cpp.llama_memory_seq_rm(self._memory, slot_id, length, -1):
            return length
        llama_cpp.llama_memory_seq_rm(self._memory, slot_id, -1, -1)
        return 0

    def interrupt(self) -> None:
        """Make the decode under way, and every later one, return early."""
        self._abort_flag.raw = b"\1\0"

    def close(self) -> None:
        """Free the context, then the model."""
        if self._context is not None:
            llama_cpp.llama_free(self._context)
            self._context = None
        super().close()
