"""llama.cpp behind the engine's seam: the only module that calls it.

Errors in llama.cpp's C++ abort the process and exceptions cannot cross ctypes, so nothing is
passed down here that was not checked above.
"""

from __future__ import annotations

import ctypes
import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import llama_cpp
import llguidance
import llguidance.llamacpp
import numpy as np

from langchain_gguf.engine.request import EngineConfig, SamplingParams
from langchain_gguf.engine.scheduler import Chunk
from langchain_gguf.errors import GenerationError, ModelLoadError, SchemaError

logger = logging.getLogger("langchain_gguf.llama")
logger.addHandler(logging.NullHandler())

DEFAULT_MAX_N_CTX = 8192
SMALL_MODEL_PARAMETERS = 20_000_000
_LEVELS = {1: logging.DEBUG, 2: logging.INFO, 3: logging.WARNING, 4: logging.ERROR}
_recent_errors: list[str] = []


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _log(level: int, text: bytes, _user_data: ctypes.c_void_p) -> None:
    """Send llama.cpp's log to `logging`; keep the last errors for messages of ours."""
    message = text.decode("utf-8", "replace").rstrip()
    if not message:
        return
    if level == 4:
        _recent_errors.append(message)
        del _recent_errors[:-5]
    # Errors are raised as exceptions that quote this text, so the log itself stays at DEBUG/INFO.
    logger.log(min(_LEVELS.get(level, logging.DEBUG), logging.INFO), "%s", message)


class ModelRunner:
    """A loaded model with one context of `n_parallel` sequences over a unified KV cache."""

    def __init__(self, config: EngineConfig) -> None:
        """Load the model and allocate its context.

        Raises:
            ModelLoadError: llama.cpp refused the file or could not allocate memory.
        """
        # GGML's default prints a backtrace through gdb when it aborts, which can hang.
        os.environ.setdefault("GGML_NO_BACKTRACE", "1")
        llama_cpp.llama_log_set(_log, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self._context = None
        self._model = self._load_model(config)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self._num_tokens = llama_cpp.llama_vocab_n_tokens(self._vocab)
        try:
            self._context = self._new_context(config)
        except ModelLoadError:
            llama_cpp.llama_model_free(self._model)
            raise
        self._memory = llama_cpp.llama_get_memory(self._context)
        # llama.cpp rounds the context up and takes batches of at least `n_parallel` tokens.
        size = int(llama_cpp.llama_n_ctx(self._context))
        self.n_ctx = min(config.n_ctx or size, size)
        self.n_batch = min(config.n_batch, self.n_ctx)
        self.n_parallel = config.n_parallel
        self._allocate_batch()
        self._install_abort_flag()

    # Loading ------------------------------------------------------------------------------

    def _load_model(self, config: EngineConfig) -> Any:
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = config.n_gpu_layers
        params.load_mode = {
            (False, False): llama_cpp.LLAMA_LOAD_MODE_NONE,
            (True, False): llama_cpp.LLAMA_LOAD_MODE_MMAP,
            (False, True): llama_cpp.LLAMA_LOAD_MODE_MLOCK,
            (True, True): llama_cpp.LLAMA_LOAD_MODE_MMAP_MLOCK,
        }[config.use_mmap, config.use_mlock]
        params.use_extra_bufts = not _built_with_amx()
        _recent_errors.clear()
        model = llama_cpp.llama_model_load_from_file(os.fsencode(config.model_path), params)
        if not model:
            raise ModelLoadError(
                f"llama.cpp could not load {config.model_path!r}: {_last_errors()}. "
                "If the file was downloaded, compare its size with the source and fetch it again."
            )
        return model

    def _new_context(self, config: EngineConfig) -> Any:
        params = llama_cpp.llama_context_default_params()
        trained = llama_cpp.llama_model_n_ctx_train(self._model)
        params.n_ctx = config.n_ctx or min(trained, DEFAULT_MAX_N_CTX)
        # It aborts when there are more sequences than tokens in a batch.
        params.n_batch = max(min(config.n_batch, params.n_ctx), config.n_parallel)
        params.n_ubatch = min(params.n_batch, 512)
        params.n_seq_max = config.n_parallel
        params.kv_unified = True
        params.n_threads = params.n_threads_batch = config.n_threads or self._default_threads()
        params.no_perf = True
        _recent_errors.clear()
        context = llama_cpp.llama_init_from_model(self._model, params)
        if not context:
            raise ModelLoadError(
                f"llama.cpp could not make a context of n_ctx={params.n_ctx} tokens: "
                f"{_last_errors()}. A smaller n_ctx or n_batch needs less memory."
            )
        return context

    def _default_threads(self) -> int:
        """All cores this process may use, but one for models too small to gain from more.

        Their threads wait for each other longer than they compute, and when other programs use
        the cores, the wait grows a hundredfold.
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

    # Vocabulary ---------------------------------------------------------------------------

    @cached_property
    def metadata(self) -> Mapping[str, str]:
        """The GGUF's key-value pairs; arrays are left out by llama.cpp."""
        found = {}
        for index in range(llama_cpp.llama_model_meta_count(self._model)):
            key = self._read_string(llama_cpp.llama_model_meta_key_by_index, index)
            found[key] = self._read_string(llama_cpp.llama_model_meta_val_str_by_index, index)
        return found

    @cached_property
    def special_tokens(self) -> Sequence[str]:
        """Texts of control tokens, and of user-defined ones that look like markup."""
        texts = []
        for token in range(self._num_tokens):
            attributes = llama_cpp.llama_vocab_get_attr(self._vocab, token)
            text = self._piece(token, special=True).decode("utf-8", "replace")
            markup = text.startswith("<") and text.endswith(">")
            if attributes & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL or (
                attributes & llama_cpp.LLAMA_TOKEN_ATTR_USER_DEFINED and markup
            ):
                texts.append(text)
        return texts

    @cached_property
    def end_tokens(self) -> frozenset[int]:
        """Tokens that end a generation (end of turn, end of text, ...)."""
        return frozenset(
            token
            for token in range(self._num_tokens)
            if llama_cpp.llama_vocab_is_eog(self._vocab, token)
        )

    @cached_property
    def _bytes_of_tokens(self) -> list[bytes]:
        """Bytes of every token; control tokens have none, markup tokens keep theirs."""
        table = []
        for token in range(self._num_tokens):
            control = (
                llama_cpp.llama_vocab_get_attr(self._vocab, token)
                & llama_cpp.LLAMA_TOKEN_ATTR_CONTROL
            )
            # Some models keep <tool_call> and the like as control tokens; a reply needs their text.
            text = self._piece(token, special=True)
            hidden = control and (token in self.end_tokens or text.startswith(b"<|im_"))
            table.append(b"" if hidden else text)
        return table

    def token_bytes(self, token: int) -> bytes:
        """Bytes that a token adds to the text."""
        return self._bytes_of_tokens[token]

    def tokenize(self, text: str, *, at_start: bool) -> list[int]:
        """Turn text with special tokens into ids.

        `at_start` puts the model's opening token first, if it wants one and the text has none.
        """
        data = text.encode("utf-8", "surrogatepass")
        capacity = len(data) + 2
        buffer = (llama_cpp.llama_token * capacity)()
        count = llama_cpp.llama_tokenize(
            self._vocab, data, len(data), buffer, capacity, False, True
        )
        tokens = list(buffer[:count])
        bos = llama_cpp.llama_vocab_bos(self._vocab)
        wants_bos = at_start and llama_cpp.llama_vocab_get_add_bos(self._vocab)
        return [bos, *tokens] if wants_bos and tokens[:1] != [bos] else tokens

    def token_text(self, name: str) -> str:
        """Text of the "bos" or "eos" token, empty if the model has none."""
        getter = {"bos": llama_cpp.llama_vocab_bos, "eos": llama_cpp.llama_vocab_eos}[name]
        token = getter(self._vocab)
        return self._piece(token, special=True).decode("utf-8", "replace") if token >= 0 else ""

    def _piece(self, token: int, *, special: bool) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, size, 0, special)
            if length >= 0:
                return buffer.raw[:length]
            size = -length

    def _read_string(self, getter: Any, index: int) -> str:
        size = 1024
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = getter(self._model, index, buffer, size)
            if length < size:
                return buffer.value.decode("utf-8", "replace")
            size = length + 1

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
        """llguidance's view of the vocabulary; building it takes up to a second."""
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
        _recent_errors.clear()
        status = llama_cpp.llama_decode(self._context, self._batch)
        if status != 0:
            raise GenerationError(f"llama_decode returned {status}: {_last_errors()}")
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
            llama_cpp.llama_model_free(self._model)
            self._context = self._model = None


def _built_with_amx() -> bool:
    """Say whether llama.cpp was compiled with AMX kernels.

    They should just be faster. But GCC before 11.5, 12.4, 13.3 and 14 drops part of the tile
    configuration (GCC bug 114098), and then the first prompt kills the process. How llama.cpp was
    compiled cannot be read back, so its AMX buffers are not used at all.
    """
    return bool(llama_cpp.llama_cpp._lib.ggml_cpu_has_amx_int8())


def _last_errors() -> str:
    return "; ".join(_recent_errors) or "no reason given"
