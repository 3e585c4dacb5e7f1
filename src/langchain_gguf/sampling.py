"""Which sampling settings a call uses: its own, the model object's, the GGUF's, llama.cpp's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_gguf.engine import SamplingParams

# Keys in which a GGUF recommends settings (llama.cpp, gguf-py/gguf/constants.py).
_METADATA_KEYS = {
    "temperature": ("general.sampling.temp", float),
    "top_p": ("general.sampling.top_p", float),
    "top_k": ("general.sampling.top_k", int),
    "min_p": ("general.sampling.min_p", float),
    "repeat_penalty": ("general.sampling.penalty_repeat", float),
    "repeat_last_n": ("general.sampling.penalty_last_n", int),
}


def resolve_sampling(metadata: Mapping[str, str], given: Mapping[str, Any]) -> SamplingParams:
    """Fill the settings that are None from the GGUF's metadata, else with llama.cpp's defaults."""
    settings = {name: value for name, value in given.items() if value is not None}
    for name, (key, convert) in _METADATA_KEYS.items():
        if name not in settings and key in metadata:
            settings[name] = convert(metadata[key])
    return SamplingParams(**settings)
