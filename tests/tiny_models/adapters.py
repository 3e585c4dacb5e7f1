"""LoRA adapters of the bundled model, and the models that they must be equal to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from tests.tiny_models.gguf_file import (
    ARCHITECTURE,
    Weights,
    bundled_metadata,
    bundled_weights,
    write_gguf,
)

TARGETS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


def write_dequantized(path: Path, **replaced: float) -> Path:
    """Write the bundled model in float32: with it, adapter and merged weights agree closely.

    Each tensor named in `replaced` is filled with one value.
    """
    weights = bundled_weights()
    for name, value in replaced.items():
        weights[name] = np.full_like(weights[name], value)
    return _write_bundled(path, weights)


def write_adapter(
    path: Path,
    *,
    seed: int = 0,
    rank: int = 4,
    alpha: float = 8.0,
    magnitude: float = 0.5,
    targets: Sequence[str] = TARGETS,
    architecture: str = ARCHITECTURE,
) -> Path:
    """Write a LoRA adapter for matrices of every layer.

    Args:
        path: where to.
        seed: of the random weights.
        rank: columns of B and rows of A.
        alpha: llama.cpp multiplies B A by `alpha / rank`, or not at all if it is 0.
        magnitude: size of the change at scale 1, relative to the matrix (Frobenius norms).
        targets: names of matrices within a layer.
        architecture: what the file says it is for.
    """
    random = np.random.default_rng(seed)
    tensors: Weights = {}
    for name, matrix in bundled_weights().items():
        if not any(name.endswith(f".{target}.weight") for target in targets):
            continue
        num_outputs, num_inputs = matrix.shape
        a = random.standard_normal((rank, num_inputs), np.float32)
        b = random.standard_normal((num_outputs, rank), np.float32)
        change = np.linalg.norm(_factor(alpha, rank) * b @ a)
        tensors[f"{name}.lora_a"] = a
        tensors[f"{name}.lora_b"] = b * np.float32(magnitude * np.linalg.norm(matrix) / change)
    metadata = {
        "general.type": "adapter",
        "general.name": "tiny adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": float(alpha),
    }
    return write_gguf(path, architecture, metadata, tensors)


def write_merged(path: Path, adapters: Sequence[tuple[Path, float]]) -> Path:
    """Write the bundled model in float32 with adapters, each at its scale, added to the weights."""
    weights = bundled_weights()
    for adapter, scale in adapters:
        for name, change in _changes(adapter).items():
            weights[name] = weights[name] + np.float32(scale) * change
    return _write_bundled(path, weights)


def _write_bundled(path: Path, weights: Weights) -> Path:
    metadata: dict[str, Any] = {
        **bundled_metadata(),
        "general.file_type": int(gguf.LlamaFileType.ALL_F32),
    }
    return write_gguf(path, ARCHITECTURE, metadata, weights)


def _factor(alpha: float, rank: int) -> np.float32:
    return np.float32(alpha / rank if alpha else 1.0)


def _changes(adapter: Path) -> Weights:
    """What an adapter adds to each matrix at scale 1."""
    reader = gguf.GGUFReader(adapter)
    alpha = reader.fields["adapter.lora.alpha"].contents()
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    changes = {}
    for key, a in tensors.items():
        if key.endswith(".lora_a"):
            name = key.removesuffix(".lora_a")
            changes[name] = _factor(alpha, len(a)) * (tensors[f"{name}.lora_b"] @ a)
    return changes
