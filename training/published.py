"""Reads a published GGUF file back into what the training code works with."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import torch
from torch import Tensor

from .export_gguf import tensor_names
from .model import ModelConfig


def read_config(path: Path) -> ModelConfig:
    """Returns the sizes that a file's header holds.

    Raises:
        ValueError: It is no model of our kind.
    """
    fields = gguf.GGUFReader(path).fields
    kind = fields["general.architecture"].contents()
    if kind != "qwen3":
        raise ValueError(f"{path} holds a model of the kind {kind!r}; a run begins with 'qwen3'")
    value = {key.removeprefix("qwen3."): field.contents() for key, field in fields.items()}
    return ModelConfig(
        vocabulary_size=value["vocab_size"],
        num_channels=value["embedding_length"],
        num_layers=value["block_count"],
        num_heads=value["attention.head_count"],
        num_kv_heads=value["attention.head_count_kv"],
        head_size=value["attention.key_length"],
        feed_forward_size=value["feed_forward_length"],
        rope_base=value["rope.freq_base"],
        context_length=value["context_length"],
    )


def read_weights(path: Path) -> dict[str, Tensor]:
    """Returns the weights under our names, as exact as the file has them."""
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    weights = {}
    for ours, theirs in tensor_names(read_config(path).num_layers).items():
        tensor = tensors[theirs]
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        weights[ours] = torch.from_numpy(np.array(values, dtype=np.float32))
    return weights
