"""A bare Python loop over llama.cpp: what the engine is compared with.

It evaluates a token and lets llama.cpp's own sampler chain choose the next, and does nothing else:
no text, no stop strings, no other requests.
"""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import llama_cpp

# Every figure is made with this many threads.
NUM_THREADS = 2
N_BATCH = 512


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _ignore(_level: int, _text: bytes, _user_data: ctypes.c_void_p) -> None:
    """Drops a line of llama.cpp's log."""


def silence_log() -> None:
    """Keeps llama.cpp from writing to stderr."""
    llama_cpp.llama_log_set(_ignore, ctypes.c_void_p(0))


class BareModel:
    """Weights and a context with the settings that the engine uses, too.

    Args:
        path: the GGUF file.
        n_ctx: tokens that the context holds.
        num_sequences: sequences that are decoded at a time.
    """

    def __init__(self, path: Path, *, n_ctx: int, num_sequences: int = 1) -> None:
        os.environ.setdefault("GGML_NO_BACKTRACE", "1")
        silence_log()
        llama_cpp.llama_backend_init()
        model_params = llama_cpp.llama_model_default_params()
        model_params.n_gpu_layers = 0
        # As in langchain_gguf.engine.model: AMX buffers are not safe with every compiler.
        model_params.use_extra_bufts = not llama_cpp.llama_cpp._lib.ggml_cpu_has_amx_int8()
        self._model = llama_cpp.llama_model_load_from_file(str(path).encode(), model_params)
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = n_ctx
        params.n_batch = params.n_ubatch = N_BATCH
        params.n_seq_max = num_sequences
        params.kv_unified = True
        params.n_threads = params.n_threads_batch = NUM_THREADS
        params.no_perf = True
        self._context = llama_cpp.llama_init_from_model(self._model, params)
        if not self._context:
            raise RuntimeError(f"llama.cpp could not make a context for {path.name}")
        self._memory = llama_cpp.llama_get_memory(self._context)

    def __enter__(self) -> BareModel:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)

    def generate(self, prompt: Sequence[int], num_tokens: int) -> list[float]:
        """Generates greedily and returns the time at which each token was there, in seconds."""
        context, decode = self._context, llama_cpp.llama_decode
        sample, clock = llama_cpp.llama_sampler_sample, time.perf_counter
        llama_cpp.llama_memory_seq_rm(self._memory, -1, -1, -1)
        chain = _greedy_chain()
        tokens = (llama_cpp.llama_token * len(prompt))(*prompt)
        decode(context, llama_cpp.llama_batch_get_one(tokens, len(prompt)))
        token = (llama_cpp.llama_token * 1)()
        batch = llama_cpp.llama_batch_get_one(token, 1)
        times = []
        for _ in range(num_tokens):
            token[0] = sample(chain, context, -1)
            times.append(clock())
            if decode(context, batch) != 0:
                raise RuntimeError("llama_decode failed")
        llama_cpp.llama_sampler_free(chain)
        return times

    def generate_parallel(self, prompts: Sequence[Sequence[int]], num_tokens: int) -> float:
        """Generates for all prompts at once and returns the seconds that this took."""
        start = time.perf_counter()
        llama_cpp.llama_memory_seq_rm(self._memory, -1, -1, -1)
        chain = _greedy_chain()
        batch = llama_cpp.llama_batch_init(N_BATCH, 0, 1)
        rows = self._decode(batch, prompts, [0] * len(prompts))
        lengths = [len(prompt) for prompt in prompts]
        for step in range(num_tokens):
            chosen = [llama_cpp.llama_sampler_sample(chain, self._context, row) for row in rows]
            if step + 1 < num_tokens:
                rows = self._decode(batch, [[token] for token in chosen], lengths)
                lengths = [length + 1 for length in lengths]
        llama_cpp.llama_batch_free(batch)
        llama_cpp.llama_sampler_free(chain)
        return time.perf_counter() - start

    def _decode(
        self, batch: llama_cpp.llama_batch, pieces: Sequence[Sequence[int]], starts: Sequence[int]
    ) -> list[int]:
        """Evaluates a piece of each sequence and returns the row of its last token."""
        rows = []
        index = -1
        for sequence, (piece, start) in enumerate(zip(pieces, starts, strict=True)):
            for position, token in enumerate(piece, start):
                index += 1
                batch.token[index] = token
                batch.pos[index] = position
                batch.n_seq_id[index] = 1
                batch.seq_id[index][0] = sequence
                batch.logits[index] = position == start + len(piece) - 1
            rows.append(index)
        batch.n_tokens = index + 1
        if llama_cpp.llama_decode(self._context, batch) != 0:
            raise RuntimeError("llama_decode failed")
        return rows


def _greedy_chain() -> llama_cpp.llama_sampler_p:
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    llama_cpp.llama_sampler_chain_add(chain, llama_cpp.llama_sampler_init_greedy())
    return chain
