"""Computes with a loaded model: one context and its batches."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import llama_cpp
import llguidance
import numpy as np

from langchain_gguf.engine.request import EngineConfig, Request, TokenLogprob
from langchain_gguf.engine.runner.adapters import AdapterSet
from langchain_gguf.engine.runner.context_params import context_params
from langchain_gguf.engine.runner.grammar import (
    GrammarCompiler,
    allowed_tokens,
    consume,
    forced_tokens,
    is_allowed,
)
from langchain_gguf.engine.runner.memory import ContextMemory
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

# What llama_decode returns besides 0 and errors below 0 (llama.h).
_NO_PLACE_IN_CACHE = 1
_INTERRUPTED = 2


class ModelRunner(LoadedModel):
    """A loaded model with one context of `n_parallel` sequences.

    They share one KV cache, but for small models, which have room for one each.
    """

    def __init__(self, config: EngineConfig) -> None:
        """Load the model and allocate its context.

        Raises:
            ModelLoadError: llama.cpp refused the file or could not allocate memory.
        """
        super().__init__(config)
        self._context = None
        try:
            self._set_up(config)
        except BaseException:
            self.close()
            raise

    def _set_up(self, config: EngineConfig) -> None:
        params = context_params(self._model, config)
        self._context = self._new_context(params)
        self.memory = ContextMemory(self._model, self._context, shares_cells=params.kv_unified)
        # The context was rounded up; what was asked for is what counts.
        size = int(llama_cpp.llama_n_ctx_seq(self._context))
        self.n_ctx = min(config.n_ctx or size, size)
        self.num_cells = self.n_ctx * (1 if params.kv_unified else config.n_parallel)
        self.n_batch = min(config.n_batch, self.n_ctx)
        self.n_parallel = config.n_parallel
        self._samplers = SamplerFactory(self._vocab, self._num_tokens, self.n_ctx)
        self._adapters = AdapterSet(self._model, self._context, config.model_path)
        self._allocate_batch()
        self._install_abort_flag()

    def _new_context(self, params: llama_cpp.llama_context_params) -> Any:
        recent_errors.clear()
        context = llama_cpp.llama_init_from_model(self._model, params)
        if not context:
            raise ModelLoadError(
                f"llama.cpp could not make a context of n_ctx={params.n_ctx} tokens: "
                f"{last_errors()}. A smaller n_ctx or n_batch needs less memory."
            )
        return context

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

    @property
    def max_prompt_bytes(self) -> int | None:
        """Most bytes of text that may fit into `n_ctx` tokens; None if that cannot be told."""
        longest = self.longest_token
        return None if longest is None else self.n_ctx * longest

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
        when that one is rejected from those that the grammar allows, as llama.cpp's own programs
        do. (Without top_k and its like, the outcome has the same distribution as masking first.)

        Raises:
            GenerationError: there is no token to choose.
        """
        if matcher is None:
            return sampler.sample(self._context, row)
        token = sampler.propose(self._context, row)
        if not is_allowed(matcher, token):
            logits = read_logits(self._context, row, self._num_tokens)
            token = sampler.choose(logits, allowed_tokens(matcher, self._num_tokens))
        consume(matcher, [token])
        sampler.accept(token)
        return token

    def force(
        self, sampler: NativeSampler, matcher: llguidance.LLMatcher | None, tokens: Sequence[int]
    ) -> None:
        """Take tokens that were not chosen by `sample`.

        Raises:
            GenerationError: the grammar does not allow them.
        """
        if matcher is not None:
            consume(matcher, list(tokens))
        for token in tokens:
            sampler.accept(token)

    def take_back(self, matcher: llguidance.LLMatcher | None) -> None:
        """Take the token that was sampled last out of the text that the grammar describes."""
        if matcher is not None:
            matcher.rollback(1)

    def forced_tokens(self, sampler: NativeSampler, matcher: llguidance.LLMatcher) -> list[int]:
        """Take the tokens that the grammar leaves no choice about."""
        tokens = forced_tokens(matcher)
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
        rows = {}
        # Sequences with caches of their own share a computation if their ids follow each other.
        for chunk in sorted(chunks, key=lambda chunk: chunk.slot_id):
            num_tokens = len(chunk.tokens)
            end = start + num_tokens
            if num_tokens == 1:  # The usual case; writing slices takes longer.
                self._tokens[start] = chunk.tokens[0]
                self._positions[start] = chunk.position
                self._slot_id_pointers[start] = self._first_slot_id + 4 * chunk.slot_id
            else:
                self._tokens[start:end] = chunk.tokens
                self._positions[start:end] = range(chunk.position, chunk.position + num_tokens)
                self._slot_id_pointers[start:end] = self._first_slot_id + 4 * chunk.slot_id
                self._wants_logits[start:end] = 0
            self._wants_logits[end - 1] = chunk.needs_logits
            rows[chunk.slot_id] = end - 1
            start = end
        self._batch.n_tokens = start
        self._adapters.activate(chunks[0].generation.request.adapters)
        recent_errors.clear()
        status = llama_cpp.llama_decode(self._context, self._batch)
        if status == 0:
            return [rows[chunk.slot_id] for chunk in chunks]
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

    def close(self) -> None:
        """Free the context, then the model with its adapters."""
        if self._context is not None:
            llama_cpp.llama_free(self._context)
            self._context = None
        super().close()
