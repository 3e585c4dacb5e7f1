"""llama.cpp without the engine: what a cache has to agree with."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]


class RawContext:
    """A model with one context of several sequences over a unified cache."""

    def __init__(self, path: Path, *, n_ctx: int = 512, n_seq_max: int = 4, **params: Any) -> None:
        """Load a file; `params` are further fields of llama.cpp's context parameters."""
        llama_cpp.llama_backend_init()
        self.model = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params()
        )
        if not self.model:
            raise ValueError(f"llama.cpp could not load {path}.")
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = settings.n_batch = n_ctx
        settings.n_ubatch = min(n_ctx, 512)
        settings.n_seq_max = n_seq_max
        settings.kv_unified = True
        settings.n_threads = settings.n_threads_batch = 1
        for name, value in params.items():
            setattr(settings, name, value)
        self.context = llama_cpp.llama_init_from_model(self.model, settings)
        if not self.context:
            llama_cpp.llama_model_free(self.model)
            raise ValueError(f"llama.cpp could not make a context for {path}.")
        self.memory = llama_cpp.llama_get_memory(self.context)
        self._batch = llama_cpp.llama_batch_init(n_ctx, 0, 1)
        vocabulary = llama_cpp.llama_model_get_vocab(self.model)
        self.num_tokens = llama_cpp.llama_vocab_n_tokens(vocabulary)

    def __enter__(self) -> RawContext:
        """Close it at the end of a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Free the context, then the model with its adapters."""
        llama_cpp.llama_batch_free(self._batch)
        llama_cpp.llama_free(self.context)
        llama_cpp.llama_model_free(self.model)

    def length(self, sequence: int = 0) -> int:
        """Tokens of a sequence, counted to its last position."""
        return int(llama_cpp.llama_memory_seq_pos_max(self.memory, sequence)) + 1

    def try_decode(self, parts: Mapping[int, Sequence[int]]) -> int:
        """Append tokens to each sequence in one batch; returns what llama.cpp returns."""
        row = 0
        for sequence, tokens in parts.items():
            start = self.length(sequence)
            for offset, token in enumerate(tokens):
                self._batch.token[row] = token
                self._batch.pos[row] = start + offset
                self._batch.n_seq_id[row] = 1
                self._batch.seq_id[row][0] = sequence
                self._batch.logits[row] = offset == len(tokens) - 1
                row += 1
        self._batch.n_tokens = row
        return int(llama_cpp.llama_decode(self.context, self._batch))

    def decode(self, parts: Mapping[int, Sequence[int]]) -> dict[int, Logits]:
        """Append tokens to each sequence and return the logits after the last of each."""
        status = self.try_decode(parts)
        if status != 0:
            raise ValueError(f"llama_decode returned {status}.")
        logits = {}
        row = -1
        for sequence, tokens in parts.items():
            row += len(tokens)
            pointer = llama_cpp.llama_get_logits_ith(self.context, row)
            logits[sequence] = np.ctypeslib.as_array(pointer, shape=(self.num_tokens,)).copy()
        return logits

    def evaluate(self, tokens: Sequence[int], sequence: int = 0) -> Logits:
        """Append tokens to one sequence and return the logits after the last."""
        return self.decode({sequence: tokens})[sequence]

    def clear(self) -> None:
        """Forget every sequence."""
        llama_cpp.llama_memory_clear(self.memory, True)

    def load_adapter(self, path: Path) -> Any:
        """Load a LoRA adapter; it is freed with the model."""
        adapter = llama_cpp.llama_adapter_lora_init(self.model, str(path).encode())
        if not adapter:
            raise ValueError(f"llama.cpp could not load the adapter {path}.")
        return adapter

    def set_adapters(self, adapters: Sequence[tuple[Any, float]]) -> None:
        """Use these loaded adapters, each at its scale, and no others."""
        handle_type = llama_cpp.llama_adapter_lora_p_ctypes
        handles = (handle_type * len(adapters))(*(handle for handle, _ in adapters))
        scales = (ctypes.c_float * len(adapters))(*(scale for _, scale in adapters))
        llama_cpp.llama_set_adapters_lora(self.context, handles, len(adapters), scales)
