"""GGUF files for tests: random weights, the bundled model's tokenizer and chat template.

There is one for each kind of memory that llama.cpp has (recurrent, hybrid, sliding window), LoRA
adapters of the bundled model together with the same weights merged, and a model whose answer is
scripted. Each is written in well under a second, and the same arguments give the same bytes.
"""

from __future__ import annotations

from tests.tiny_models.adapters import write_adapter, write_dequantized, write_merged
from tests.tiny_models.architectures import write_hybrid, write_recurrent, write_sliding_window
from tests.tiny_models.raw_context import RawContext
from tests.tiny_models.scripted import LONG_TOKENS, write_scripted

__all__ = [
    "LONG_TOKENS",
    "RawContext",
    "write_adapter",
    "write_dequantized",
    "write_hybrid",
    "write_merged",
    "write_recurrent",
    "write_scripted",
    "write_sliding_window",
]
