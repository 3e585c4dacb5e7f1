"""How a model's context is set up: sizes, threads, one cache or several."""

from __future__ import annotations

import os
from typing import Any

import llama_cpp

from langchain_gguf.engine.request import EngineConfig
from langchain_gguf.engine.runner.memory import is_recurrent
from langchain_gguf.errors import ModelLoadError

DEFAULT_MAX_N_CTX = 8192
MAX_N_UBATCH = 512
MAX_INT32 = 2**31 - 1
SMALL_MODEL_PARAMETERS = 20_000_000
# llama.cpp's flash attention computes the tokens of larger batches in another way, with other
# rounding (GGML_FA_TILE_Q in ggml-cpu/common.h).
MAX_EXACT_N_UBATCH = 63
MAX_EXACT_CACHE_BYTES = 256 * 2**20


def context_params(model: Any, config: EngineConfig) -> Any:
    """Choose llama.cpp's context parameters for a loaded model.

    Raises:
        ModelLoadError: the configuration asks for what the model cannot do.
    """
    params = llama_cpp.llama_context_default_params()
    trained = llama_cpp.llama_model_n_ctx_train(model)
    # llama.cpp aborts when there are more sequences than tokens in the context or a batch.
    n_ctx = max(config.n_ctx or min(trained, DEFAULT_MAX_N_CTX), config.n_parallel)
    is_exact = can_be_exact(model, n_ctx * config.n_parallel) and not config.n_gpu_layers
    params.kv_unified = not is_exact if config.kv_unified is None else config.kv_unified
    if not params.kv_unified and not has_plain_cache(model):
        raise ModelLoadError(
            "kv_unified=False was given, but sequences of a model with recurrent state or "
            "sliding-window attention must share a cache. Leave it out."
        )
    params.n_ctx = n_ctx if params.kv_unified else n_ctx * config.n_parallel
    if n_ctx * config.n_parallel > MAX_INT32 and not params.kv_unified:
        raise ModelLoadError(
            f"n_ctx={n_ctx} for each of n_parallel={config.n_parallel} calls is more than "
            f"llama.cpp can count ({MAX_INT32}). Lower one of them, or leave kv_unified out."
        )
    params.n_batch = max(min(config.n_batch, n_ctx), config.n_parallel)
    n_ubatch = config.n_ubatch or (MAX_EXACT_N_UBATCH if is_exact else MAX_N_UBATCH)
    params.n_ubatch = min(params.n_batch, n_ubatch)
    if llama_cpp.llama_model_n_swa(model):
        # Several of them can push a sequence's window out of the cache before it is used.
        params.n_ubatch = params.n_batch
    params.n_seq_max = config.n_parallel
    params.n_threads = params.n_threads_batch = config.n_threads or default_threads(model)
    params.no_perf = True
    return params


def can_be_exact(model: Any, num_cells: int) -> bool:
    """Whether every sequence can have a cache of its own, so that company changes no bit.

    In a common cache the cells of a sequence may lie in any order, and the order of a sum changes
    its last bits. But caches of their own need room for `n_parallel` whole contexts.
    """
    if not is_small(model) or not has_plain_cache(model):
        return False
    size_of_head = llama_cpp.llama_model_n_embd(model) // llama_cpp.llama_model_n_head(model)
    num_channels = size_of_head * llama_cpp.llama_model_n_head_kv(model)
    # Keys and values as 16-bit numbers.
    bytes_per_cell = 2 * 2 * llama_cpp.llama_model_n_layer(model) * num_channels
    return bool(num_cells * bytes_per_cell <= MAX_EXACT_CACHE_BYTES)


def has_plain_cache(model: Any) -> bool:
    """Whether a model's memory is keys and values of all tokens and nothing else."""
    return not (is_recurrent(model) or llama_cpp.llama_model_n_swa(model))


def is_small(model: Any) -> bool:
    """Whether a model is too small to gain much from threads."""
    return bool(llama_cpp.llama_model_n_params(model) < SMALL_MODEL_PARAMETERS)


def default_threads(model: Any) -> int:
    """All cores this process may use, but one for models too small to gain much from more.

    Their threads compute for microseconds at a time; when other programs use the cores, they wait
    for each other far longer than that.
    """
    if is_small(model):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
