"""LoRA adapters: loaded once per model, switched on between two decodes."""

from __future__ import annotations

import ctypes
import os
from typing import Any

import llama_cpp

from langchain_gguf.engine.request import Adapter
from langchain_gguf.engine.runner.model import last_errors, recent_errors
from langchain_gguf.errors import GenerationError, ModelLoadError


class AdapterSet:
    """The adapters of one model, and which of them its context computes with."""

    def __init__(self, model: Any, context: Any) -> None:
        """Begin with none."""
        self._model = model
        self._context = context
        self._loaded: dict[tuple[int, ...], Any] = {}
        self._active: tuple[Adapter, ...] = ()

    def load(self, adapters: tuple[Adapter, ...]) -> None:
        """Read the files that were not read yet.

        Raises:
            ModelLoadError: one is not an adapter of this model.
        """
        for adapter in adapters:
            if adapter.file_id in self._loaded:
                continue
            recent_errors.clear()
            pointer = llama_cpp.llama_adapter_lora_init(self._model, os.fsencode(adapter.path))
            if not pointer:
                raise ModelLoadError(
                    f"llama.cpp could not load the LoRA adapter {adapter.path!r}: "
                    f"{last_errors()}. An adapter must be a GGUF file made for this very model."
                )
            self._loaded[adapter.file_id] = pointer

    def activate(self, adapters: tuple[Adapter, ...]) -> None:
        """Let the next decodes compute with these adapters and no others."""
        if adapters == self._active:
            return
        pointers = [self._loaded[adapter.file_id] for adapter in adapters]
        array = (llama_cpp.llama_adapter_lora_p_ctypes * len(pointers))(*pointers)
        scales = (ctypes.c_float * len(pointers))(*(adapter.scale for adapter in adapters))
        if llama_cpp.llama_set_adapters_lora(self._context, array, len(pointers), scales):
            raise GenerationError(f"llama.cpp could not use the LoRA adapters: {last_errors()}.")
        self._active = adapters
