"""LoRA adapters: checked, loaded once per model, switched on between two decodes."""

from __future__ import annotations

import ctypes
import math
import os
from functools import cached_property
from pathlib import Path
from typing import Any

import llama_cpp

from langchain_gguf.engine.request import Adapter
from langchain_gguf.engine.runner.model import last_errors, recent_errors
from langchain_gguf.errors import GenerationError, InvalidModelFileError, ModelLoadError
from langchain_gguf.gguf_header import FLOAT32, Tensor, read_header, read_tensors, read_types

# GGML types whose matrix products llama.cpp's processors lack: I8, I16, I32, I64, F64.
_NOT_MULTIPLIED = frozenset({24, 25, 26, 27, 28})


class AdapterSet:
    """The adapters of one model, and which of them its context computes with."""

    def __init__(self, model: Any, context: Any, model_path: str) -> None:
        """Begin with none; `model_path` is the file of the model."""
        self._model = model
        self._context = context
        self._model_path = Path(model_path)
        # The model frees them.
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
            try:
                problem = self._problem(Path(adapter.path))
            except InvalidModelFileError as error:
                problem = str(error)
            recent_errors.clear()
            pointer = problem or llama_cpp.llama_adapter_lora_init(
                self._model, os.fsencode(adapter.path)
            )
            if problem or not pointer:
                raise ModelLoadError(
                    f"The LoRA adapter {adapter.path!r} cannot be used: "
                    f"{problem or last_errors()}. An adapter must be a GGUF file made for this "
                    "very model, for example by llama.cpp's convert_lora_to_gguf.py."
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

    @cached_property
    def _has_output_matrix(self) -> bool:
        """Whether the model has an output matrix apart from the token embeddings."""
        return any(tensor.name == "output.weight" for tensor in read_tensors(self._model_path))

    def _problem(self, path: Path) -> str:
        """Say what about a file would make llama.cpp abort; empty if nothing."""
        header = read_header(path)
        kind = header.get("general.type"), header.get("adapter.type")
        if kind != ("adapter", "lora"):
            return f"general.type and adapter.type are {kind[0]!r} and {kind[1]!r}"
        ours = read_header(self._model_path).get("general.architecture")
        architecture = header.get("general.architecture")
        if architecture != ours:
            return f"it is for the architecture {architecture!r}, not {ours!r}"
        alpha = header.get("adapter.lora.alpha", 0.0)
        type_of_alpha = read_types(path).get("adapter.lora.alpha", FLOAT32)
        if type_of_alpha != FLOAT32 or not math.isfinite(alpha):
            return f"adapter.lora.alpha is {alpha!r}, not a finite number of type float32"
        if "adapter.alora.invocation_tokens" in read_types(path):
            return "it is an activated LoRA, which counts only after certain tokens"
        tensors = {tensor.name: tensor for tensor in read_tensors(path)}
        if not tensors:
            return "it holds no tensors"
        return next(filter(None, (self._tensor_problem(t, tensors) for t in tensors.values())), "")

    def _tensor_problem(self, tensor: Tensor, tensors: dict[str, Tensor]) -> str:
        name, _, part = tensor.name.rpartition(".lora_")
        if part not in ("a", "b"):
            return "" if tensor.name.endswith("norm.weight") else f"tensor {tensor.name!r}"
        if tensor.type in _NOT_MULTIPLIED or len(tensor.shape) != 2:
            return f"tensor {tensor.name!r} has type {tensor.type} and shape {tensor.shape}"
        if name == "token_embd.weight" and not self._has_output_matrix:
            return "it changes the token embeddings, which are this model's output matrix, too"
        first, second = tensors.get(f"{name}.lora_a"), tensors.get(f"{name}.lora_b")
        if first is None or second is None:
            return f"tensor {tensor.name!r} has no counterpart"
        # The embedding's first matrix is stored the other way round.
        rank = first.shape[0 if name == "token_embd.weight" else -1]
        if rank != second.shape[0]:
            return f"the shapes {first.shape} and {second.shape} of {name!r} do not fit together"
        return ""
