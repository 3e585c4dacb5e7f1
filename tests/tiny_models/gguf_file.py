"""Reads the bundled model and writes files with its tokenizer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from numpy.typing import NDArray

BUNDLED = Path(__file__).parents[2] / "src/langchain_gguf/models/langchain-gguf-tiny.gguf"
ARCHITECTURE = "qwen3"  # of the bundled model

Weights = dict[str, NDArray[np.float32]]
Metadata = Mapping[str, Any]


@cache
def bundled_metadata() -> dict[str, Any]:
    """Every key-value pair of the bundled model."""
    fields = gguf.GGUFReader(BUNDLED).fields
    return {key: field.contents() for key, field in fields.items() if not key.startswith("GGUF.")}


@cache
def tokenizer_metadata() -> dict[str, Any]:
    """The vocabulary, merges, special tokens and chat template, under their keys in the file."""
    return {k: v for k, v in bundled_metadata().items() if k.startswith("tokenizer.")}


def vocabulary() -> list[str]:
    """Text of every token as it stands in the file: bytes written as printable characters."""
    return list(tokenizer_metadata()["tokenizer.ggml.tokens"])


def bundled_weights(path: Path = BUNDLED) -> Weights:
    """Every tensor of the bundled model as float32, the slowest dimension first.

    `path` may be a copy whose weights differ.
    """
    tensors = gguf.GGUFReader(path).tensors
    return {t.name: gguf.quants.dequantize(t.data, t.tensor_type) for t in tensors}


def write_gguf(path: Path, architecture: str, metadata: Metadata, weights: Weights) -> Path:
    """Write a file and return its path.

    Args:
        path: where to; its folder exists.
        architecture: llama.cpp's name, which also begins the keys of the sizes.
        metadata: key-value pairs; lists become arrays.
        weights: tensors by name, stored as float32.
    """
    writer = gguf.GGUFWriter(path, architecture)
    for key, value in metadata.items():
        if key != "general.architecture":
            _add_value(writer, key, value)
    for name, values in weights.items():
        writer.add_tensor(name, np.ascontiguousarray(values, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_value(writer: gguf.GGUFWriter, key: str, value: Any) -> None:
    """Add a value in the type that llama.cpp expects of its key."""
    if isinstance(value, list):
        writer.add_array(key, value)
    elif isinstance(value, bool):
        writer.add_bool(key, value)
    elif isinstance(value, int):
        writer.add_uint32(key, value)
    elif isinstance(value, float):
        writer.add_float32(key, value)
    else:
        writer.add_string(key, value)
