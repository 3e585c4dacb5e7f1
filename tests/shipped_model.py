"""The tokenizer that the shipped file holds, as the training code has it."""

from __future__ import annotations

from pathlib import Path

import gguf

from training.tokenizer import Tokenizer

MODEL = Path(__file__).parent.parent / "src/langchain_gguf/models/langchain-gguf-tiny.gguf"


def shipped_tokenizer() -> Tokenizer:
    """Reads it from the file's header."""
    fields = gguf.GGUFReader(MODEL).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    kinds = fields["tokenizer.ggml.token_type"].contents()
    num_normal = kinds.count(gguf.TokenType.NORMAL)
    merges = fields["tokenizer.ggml.merges"].contents()
    return Tokenizer(tokens[:num_normal], merges, tokens[num_normal:])
