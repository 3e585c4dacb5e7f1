"""A model whose answer is written in the test, with tokens that are hard to turn into text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np

from tests.tiny_models.gguf_file import Weights, tokenizer_metadata, vocabulary, write_gguf

_CHANNELS = 128  # one for each token of the answer, one for all others
_SPACE = "Ġ"  # how GGUF vocabularies write the byte of a space

LONG_TOKENS = tuple(char * size for char in " =" for size in (2, 4, 8, 16, 32, 48, 64, 96, 128))
"""Texts of the tokens that this model has besides the bundled model's."""


def write_scripted(path: Path, answer: Sequence[str | bytes]) -> Path:
    """Write a model that continues every prompt with `answer`, then ends its turn.

    Each token decides the next one. Whatever is not part of the answer, such as the end of a
    prompt, is followed by its first token.

    Args:
        path: where to.
        answer: each token as text, or as one byte of a character; none twice.

    Raises:
        ValueError: there is no such token, it occurs twice, or the answer is too long.
    """
    tokens = [*vocabulary(), *(_as_written(text) for text in LONG_TOKENS)]
    written = [_as_written(token) for token in answer]
    missing = set(written) - set(tokens)
    if missing or len(set(written)) < len(written) or len(written) >= _CHANNELS:
        raise ValueError(f"No tokens, or tokens that occur twice, or too many: {missing or answer}")
    metadata = {**tokenizer_metadata(), "tokenizer.ggml.tokens": tokens}
    for key, added in {
        "tokenizer.ggml.token_type": [int(gguf.TokenType.NORMAL)] * len(LONG_TOKENS),
        "tokenizer.ggml.merges": _merges(),
    }.items():
        metadata[key] = [*metadata[key], *added]
    sizes = {
        "context_length": 4096,
        "embedding_length": _CHANNELS,
        "block_count": 1,
        "feed_forward_length": 32,
        "attention.head_count": 1,
        "attention.layer_norm_rms_epsilon": 1e-6,
        "rope.dimension_count": _CHANNELS,
        "vocab_size": len(tokens),
    }
    general = {"general.name": "tiny scripted", "general.sampling.temp": 0.0}
    below = {f"llama.{key}": value for key, value in sizes.items()}
    end = metadata["tokenizer.ggml.eos_token_id"]
    chain = [*(tokens.index(token) for token in written), end]
    weights = _weights(len(tokens), chain)
    return write_gguf(path, "llama", {**general, **below, **metadata}, weights)


def _as_written(token: str | bytes) -> str:
    """A token as the vocabulary has it: GPT-2's printable character for each byte."""
    data = token if isinstance(token, bytes) else token.encode()
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    characters = {byte: chr(byte) for byte in printable}
    characters |= {byte: chr(0x100 + index) for index, byte in enumerate(others)}
    return "".join(characters[byte] for byte in data)


def _merges() -> list[str]:
    """Pairs that make up the long tokens, the most common first."""
    sizes = [(1, 1), (2, 2), (4, 4), (8, 8), (16, 16), (32, 32), (64, 64), (64, 32), (32, 16)]
    return [f"{char * left} {char * right}" for char in (_SPACE, "=") for left, right in sizes]


def _weights(num_tokens: int, chain: Sequence[int]) -> Weights:
    """A layer that adds nothing, and embeddings that say which token comes next.

    `chain` are the answer's tokens and the one that ends the turn. Channel i stands for "the next
    is token i of the chain".
    """
    steps = np.eye(_CHANNELS, dtype=np.float32)
    embeddings = np.tile(steps[0], (num_tokens, 1))
    embeddings[list(chain[:-1])] = steps[1 : len(chain)]
    output = np.zeros((num_tokens, _CHANNELS), np.float32)
    output[list(chain)] = 4 * steps[: len(chain)]
    shapes = {
        "attn_q": (_CHANNELS, _CHANNELS),
        "attn_k": (_CHANNELS, _CHANNELS),
        "attn_v": (_CHANNELS, _CHANNELS),
        "attn_output": (_CHANNELS, _CHANNELS),
        "ffn_gate": (32, _CHANNELS),
        "ffn_up": (32, _CHANNELS),
        "ffn_down": (_CHANNELS, 32),
        "attn_norm": (_CHANNELS,),
        "ffn_norm": (_CHANNELS,),
    }
    layer = {f"blk.0.{name}.weight": np.zeros(shape, np.float32) for name, shape in shapes.items()}
    return {
        "token_embd.weight": embeddings,
        "output.weight": output,
        "output_norm.weight": np.ones(_CHANNELS, np.float32),
        **layer,
    }
