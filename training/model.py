"""The transformer: llama.cpp's "qwen3" architecture, small.

Shapes: B sequences, T positions, H heads of D numbers each, C channels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass
class ModelConfig:
    """The sizes of a model; those of the bundled one where nothing is said."""

    vocabulary_size: int
    num_channels: int = 192
    num_layers: int = 12
    num_heads: int = 3
    num_kv_heads: int = 3
    head_size: int = 64
    feed_forward_size: int = 512
    rope_base: float = 10000.0
    context_length: int = 2048

    @classmethod
    def quick(cls, vocabulary_size: int) -> ModelConfig:
        """The smaller sibling: a third of the layers."""
        return cls(vocabulary_size, num_layers=4)


def rms_norm(x: Tensor, weight: Tensor) -> Tensor:
    """Returns x with unit mean square over the last axis, times the weight."""
    return functional.rms_norm(x, (x.shape[-1],), weight.to(x.dtype), 1e-6)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Returns x (B, H, T, D) with positions mixed in; halves, not pairs, as NEOX does it."""
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


# Positions whose attention is computed at once on a CPU.
_BLOCK_LENGTH, _MOST_BLOCKS = 128, 8


def _attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Returns the mixed values for queries at the last positions of k and v."""
    rows = torch.arange(k.shape[2] - q.shape[2], k.shape[2], device=q.device)
    columns = torch.arange(k.shape[2], device=q.device)
    scores = torch.matmul(q, k.transpose(-1, -2)).float() / math.sqrt(q.shape[3])
    scores = torch.where(rows[:, None] >= columns, scores, float("-inf"))
    return torch.matmul(torch.softmax(scores, -1).to(v.dtype), v)


def causal_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Returns the values (B, H, T, D) that each position mixes from itself and those before it.

    Block by block on a CPU, where PyTorch's fused attention is slow in bfloat16: a training step
    takes 0.6 of its time with blocks (one core, 128 to 1,536 positions, PyTorch 2.13).
    """
    if q.is_cuda:
        return functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    length, num_blocks = q.shape[2], 1
    while num_blocks < _MOST_BLOCKS and length > num_blocks * _BLOCK_LENGTH:
        num_blocks *= 2
    edges = [length * block // num_blocks for block in range(num_blocks + 1)]
    blocks = [
        _attend(q[:, :, begin:end], k[:, :, :end], v[:, :, :end]) for begin, end in pairwise(edges)
    ]
    return torch.cat(blocks, 2)


class Block(nn.Module):
    """Attention and feed-forward, each after a norm and added to the stream."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        c, width = config.num_channels, config.num_heads * config.head_size
        kv_width = config.num_kv_heads * config.head_size
        self.q = nn.Linear(c, width, bias=False)
        self.k = nn.Linear(c, kv_width, bias=False)
        self.v = nn.Linear(c, kv_width, bias=False)
        self.o = nn.Linear(width, c, bias=False)
        self.gate = nn.Linear(c, config.feed_forward_size, bias=False)
        self.up = nn.Linear(c, config.feed_forward_size, bias=False)
        self.down = nn.Linear(config.feed_forward_size, c, bias=False)
        self.attention_norm = nn.Parameter(torch.ones(c))
        self.feed_forward_norm = nn.Parameter(torch.ones(c))
        # A norm on queries and keys keeps attention stable under a large learning rate.
        self.q_norm = nn.Parameter(torch.full((config.head_size,), 1.4))
        self.k_norm = nn.Parameter(torch.full((config.head_size,), 1.4))

    def project(self, x: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Returns queries, keys and values (B, H, T, D) for the stream (B, T, C)."""
        config = self.config
        b, t, _ = x.shape
        h = rms_norm(x, self.attention_norm)
        q = self.q(h).view(b, t, config.num_heads, config.head_size)
        k = self.k(h).view(b, t, config.num_kv_heads, config.head_size)
        v = self.v(h).view(b, t, config.num_kv_heads, config.head_size).transpose(1, 2)
        q = rotate(rms_norm(q, self.q_norm).transpose(1, 2), cos, sin)
        k = rotate(rms_norm(k, self.k_norm).transpose(1, 2), cos, sin)
        group = config.num_heads // config.num_kv_heads
        if group > 1:
            k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        return q, k, v

    def add(self, x: Tensor, mixed: Tensor) -> Tensor:
        """Returns the stream with mixed values (B, H, T, D) and the feed-forward added."""
        b, t, _ = x.shape
        x = x + self.o(mixed.transpose(1, 2).reshape(b, t, -1))
        h = rms_norm(x, self.feed_forward_norm)
        return x + self.down(functional.silu(self.gate(h)) * self.up(h))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """Returns the stream (B, T, C) after this block."""
        return self.add(x, causal_attention(*self.project(x, cos, sin)))

    def matrices(self) -> list[nn.Parameter]:
        """Returns the weights that Muon trains."""
        layers = (self.q, self.k, self.v, self.o, self.gate, self.up, self.down)
        return [layer.weight for layer in layers]


class TinyModel(nn.Module):
    """Token ids to the stream before the tied output layer."""

    cos: Tensor
    sin: Tensor

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary_size, config.num_channels)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.num_layers))
        self.output_norm = nn.Parameter(torch.ones(config.num_channels))
        self._initialise()
        steps = torch.arange(0, config.head_size, 2).float() / config.head_size
        angles = torch.outer(torch.arange(config.context_length).float(), config.rope_base**-steps)
        self.register_buffer("cos", angles.cos(), persistent=False)
        self.register_buffer("sin", angles.sin(), persistent=False)

    def _initialise(self) -> None:
        nn.init.normal_(self.embedding.weight, std=0.05)
        for block in self.blocks:
            for layer in (block.q, block.k, block.v, block.gate, block.up):
                nn.init.normal_(layer.weight, std=1 / math.sqrt(self.config.num_channels))
            # Every block starts as the identity.
            nn.init.zeros_(block.o.weight)
            nn.init.zeros_(block.down.weight)

    def forward(self, ids: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
        """Returns the normed stream (B, T, C) for ids (B, T)."""
        length = ids.shape[1]
        cos, sin = self.cos[:length].to(dtype), self.sin[:length].to(dtype)
        x = self.embedding(ids).to(dtype)
        for block in self.blocks:
            x = block(x, cos, sin)
        return rms_norm(x, self.output_norm)

    def logits(self, stream: Tensor) -> Tensor:
        """Returns the scores of every token for a stream (..., C)."""
        return functional.linear(stream, self.embedding.weight.to(stream.dtype)).float()
