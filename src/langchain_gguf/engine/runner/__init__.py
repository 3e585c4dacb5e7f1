"""llama.cpp behind the engine's seam: only this package calls it.

model           a loaded GGUF file: metadata and vocabulary
sampler         the native sampler chain; log probabilities
grammar         llguidance grammars over the vocabulary
adapters        LoRA
memory          what the context remembers of each sequence
context_params  how it is set up: sizes, threads, one cache or several
context         ModelRunner: computes

Errors in llama.cpp's C++ abort the process and exceptions cannot cross ctypes, so nothing is
passed down here that was not checked above.
"""

from langchain_gguf.engine.runner.context import ModelRunner

__all__ = ["ModelRunner"]
