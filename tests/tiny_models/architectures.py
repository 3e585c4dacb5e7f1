"""Random models, one for each kind of memory that llama.cpp has.

Their text is noise, but it depends on every token of the context (or window), so a cache that is
used wrongly changes it. They never choose a control token, so greedy text runs up to the limit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np

from tests.tiny_models.gguf_file import Weights, tokenizer_metadata, vocabulary, write_gguf

_CHANNELS = 64
_CONTEXT_LENGTH = 4096


class _Weights:
    """Random tensors by name; shapes have the slowest dimension first, as in numpy."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self.tensors: Weights = {}

    def matrix(self, name: str, *shape: int, scale: float = 1.0) -> None:
        """Add a matrix that keeps the size of what it multiplies, times `scale`."""
        values = self._random.standard_normal(shape, np.float32)
        self.tensors[f"{name}.weight"] = values * np.float32(scale / np.sqrt(shape[-1]))

    def norm(self, name: str, size: int) -> None:
        """Add the weights of a normalization, near one."""
        noise = self._random.standard_normal(size, np.float32)
        self.tensors[f"{name}.weight"] = np.float32(1) + np.float32(0.1) * noise

    def constant(self, name: str, values: Any) -> None:
        """Add a tensor whose values matter; `name` is complete."""
        self.tensors[name] = np.asarray(values, np.float32)

    def vocabulary(self, final_norm: str, *, factor: float = 1.0) -> None:
        """Add the input and output embeddings and the last norm.

        The architecture multiplies input embeddings by `factor`; they are small next to what the
        layers add, so that the context counts for more than the last token.
        """
        types = np.asarray(tokenizer_metadata()["tokenizer.ggml.token_type"])
        self.matrix("token_embd", len(vocabulary()), _CHANNELS, scale=1 / factor)
        self.matrix("output", len(vocabulary()), _CHANNELS, scale=np.sqrt(_CHANNELS))
        self.tensors["output.weight"][types != gguf.TokenType.NORMAL] = 0
        self.norm(final_norm, _CHANNELS)

    def attention(self, block: str, heads: int, kv_heads: int, head_size: int) -> None:
        """Add grouped-query attention with normalized queries and keys."""
        self.matrix(f"{block}.attn_q", heads * head_size, _CHANNELS)
        self.matrix(f"{block}.attn_k", kv_heads * head_size, _CHANNELS)
        self.matrix(f"{block}.attn_v", kv_heads * head_size, _CHANNELS)
        self.matrix(f"{block}.attn_output", _CHANNELS, heads * head_size)
        self.norm(f"{block}.attn_q_norm", head_size)
        self.norm(f"{block}.attn_k_norm", head_size)

    def feed_forward(self, block: str, size: int) -> None:
        """Add a gated feed-forward layer."""
        self.norm(f"{block}.ffn_norm", _CHANNELS)
        self.matrix(f"{block}.ffn_gate", size, _CHANNELS)
        self.matrix(f"{block}.ffn_up", size, _CHANNELS)
        self.matrix(f"{block}.ffn_down", _CHANNELS, size)


def _metadata(architecture: str, name: str, **sizes: Any) -> dict[str, Any]:
    """Key-value pairs of a model; `sizes` are keys below its architecture, "__" for a dot."""
    common = {
        "context_length": _CONTEXT_LENGTH,
        "embedding_length": _CHANNELS,
        "vocab_size": len(vocabulary()),
        "attention__layer_norm_rms_epsilon": 1e-6,
    }
    below = {
        f"{architecture}.{key.replace('__', '.')}": v for key, v in {**common, **sizes}.items()
    }
    general = {"general.name": name, "general.sampling.temp": 0.0}
    return {**general, **below, **tokenizer_metadata()}


def write_recurrent(path: Path, *, seed: int = 0, num_layers: int = 2) -> Path:
    """Write a Mamba model: all it knows of the context is a state of fixed size."""
    state_size, rank, kernel, inner = 16, 4, 4, 2 * _CHANNELS
    weights = _Weights(seed)
    weights.vocabulary("output_norm")
    for layer in range(num_layers):
        block = f"blk.{layer}"
        weights.norm(f"{block}.attn_norm", _CHANNELS)
        weights.matrix(f"{block}.ssm_in", 2 * inner, _CHANNELS)
        weights.matrix(f"{block}.ssm_conv1d", inner, kernel)
        weights.constant(f"{block}.ssm_conv1d.bias", np.zeros(inner))
        weights.matrix(f"{block}.ssm_x", rank + 2 * state_size, inner)
        weights.matrix(f"{block}.ssm_dt", inner, rank)
        # Small steps and slow decay: the state remembers some hundred tokens.
        weights.constant(f"{block}.ssm_dt.bias", np.full(inner, -4.0))
        decay = np.linspace(0.25, 4.0, state_size)
        weights.constant(f"{block}.ssm_a", -np.tile(decay, (inner, 1)))
        weights.constant(f"{block}.ssm_d", np.ones(inner))
        weights.matrix(f"{block}.ssm_out", _CHANNELS, inner)
    metadata = _metadata(
        "mamba",
        "tiny recurrent",
        block_count=num_layers,
        feed_forward_length=0,
        attention__head_count=0,
        ssm__conv_kernel=kernel,
        ssm__inner_size=inner,
        ssm__state_size=state_size,
        ssm__time_step_rank=rank,
    )
    return write_gguf(path, "mamba", metadata, weights.tensors)


def write_hybrid(path: Path, *, seed: int = 0, num_layers: int = 4) -> Path:
    """Write an LFM2 model: short convolutions (recurrent) and attention in turn."""
    heads, kv_heads, head_size, kernel, hidden = 4, 2, 16, 3, 128
    weights = _Weights(seed)
    weights.vocabulary("token_embd_norm")  # LFM2's name for the last norm
    kv_heads_of_layers = [kv_heads if layer % 2 else 0 for layer in range(num_layers)]
    for layer, num_kv_heads in enumerate(kv_heads_of_layers):
        block = f"blk.{layer}"
        weights.norm(f"{block}.attn_norm", _CHANNELS)
        if num_kv_heads:
            weights.attention(block, heads, num_kv_heads, head_size)
        else:
            weights.matrix(f"{block}.shortconv.conv", _CHANNELS, kernel)
            weights.matrix(f"{block}.shortconv.in_proj", 3 * _CHANNELS, _CHANNELS)
            weights.matrix(f"{block}.shortconv.out_proj", _CHANNELS, _CHANNELS)
        weights.feed_forward(block, hidden)
    metadata = _metadata(
        "lfm2",
        "tiny hybrid",
        block_count=num_layers,
        feed_forward_length=hidden,
        attention__head_count=heads,
        attention__head_count_kv=kv_heads_of_layers,
        rope__freq_base=10000.0,
        shortconv__l_cache=kernel,
    )
    return write_gguf(path, "lfm2", metadata, weights.tensors)


def write_sliding_window(
    path: Path, *, seed: int = 0, window: int = 16, num_layers: int = 4
) -> Path:
    """Write a Gemma 3 model: every other layer attends to the last `window` tokens only."""
    heads, kv_heads, head_size, hidden = 4, 2, 16, 128
    weights = _Weights(seed)
    weights.vocabulary("output_norm", factor=np.sqrt(_CHANNELS))
    for layer in range(num_layers):
        block = f"blk.{layer}"
        weights.norm(f"{block}.attn_norm", _CHANNELS)
        weights.attention(block, heads, kv_heads, head_size)
        weights.norm(f"{block}.post_attention_norm", _CHANNELS)
        weights.feed_forward(block, hidden)
        weights.norm(f"{block}.post_ffw_norm", _CHANNELS)
    metadata = _metadata(
        "gemma3",
        "tiny sliding window",
        block_count=num_layers,
        feed_forward_length=hidden,
        attention__head_count=heads,
        attention__head_count_kv=kv_heads,
        attention__key_length=head_size,
        attention__value_length=head_size,
        attention__sliding_window=window,
        attention__sliding_window_pattern=2,
        rope__freq_base=10000.0,
    )
    return write_gguf(path, "gemma3", metadata, weights.tensors)
