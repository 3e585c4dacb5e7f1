"""What PyTorch computes for a few prompts, so that llama.cpp's results can be held against it.

`export_gguf` writes it beside the GGUF file; `tests/test_parity.py` compares.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from random import Random
from typing import Any

import gguf
import numpy as np
import torch
from torch import Tensor

from . import corpus
from .chat_format import render
from .model import ModelConfig, TinyModel
from .tokenizer import Tokenizer

NUM_PROMPTS = 24
REFERENCE_SEED = 11


def as_stored(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Returns the weights as the file has them: matrices through Q8_0 and back."""
    kind = gguf.GGMLQuantizationType.Q8_0
    stored = {}
    for name, weight in weights.items():
        values = weight.float().numpy()
        if values.ndim > 1:
            values = gguf.quants.dequantize(gguf.quants.quantize(values, kind), kind)
        stored[name] = torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))
    return stored


def prompts(count: int = NUM_PROMPTS) -> list[str]:
    """Returns conversations up to where the assistant is asked."""
    rng = Random(REFERENCE_SEED)
    texts = []
    while len(texts) < count:
        segments = render(corpus.sample(rng))
        first = next((i for i, (_, is_trained) in enumerate(segments) if is_trained), 0)
        text = "".join(text for text, _ in segments[:first])
        if 0 < len(text) < 3000:
            texts.append(text)
    return texts


def write_reference(
    path: Path, weights: dict[str, Tensor], config: ModelConfig, tokenizer: Tokenizer
) -> None:
    """Writes the 64 highest logits in the middle and at the end of every prompt, as JSON.

    Each entry has the ids up to there, the best ids, and their logits as base64 of float32.
    """
    model = TinyModel(config)
    model.load_state_dict(as_stored(weights))
    entries: list[dict[str, Any]] = []
    for text in prompts():
        ids = tokenizer.encode(text)
        with torch.no_grad():
            logits = model.logits(model(torch.tensor([ids])))[0]
        for position in (len(ids) // 2, len(ids) - 1):
            values = logits[position].numpy()
            best = np.argsort(values)[::-1][:64]
            packed = base64.b64encode(values[best].astype(np.float32).tobytes()).decode()
            entries.append({"ids": ids[: position + 1], "best": best.tolist(), "logits": packed})
    path.write_text(json.dumps(entries, separators=(",", ":")) + "\n", encoding="utf-8")
