"""The shipped file, and the tokenizer that it holds."""

from __future__ import annotations

from pathlib import Path

from training.tokenizer import Tokenizer

MODEL = Path(__file__).parent.parent / "src/langchain_gguf/models/langchain-gguf-tiny.gguf"


def shipped_tokenizer() -> Tokenizer:
    """Reads it from the file's header."""
    return Tokenizer.of_gguf(MODEL)
