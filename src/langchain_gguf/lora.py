"""LoRA adapters: which files a model object or a call computes with, and how strongly."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, field_validator

from langchain_gguf.engine import Adapter
from langchain_gguf.errors import InvalidModelFileError, InvalidRequestError, ModelFileNotFoundError
from langchain_gguf.hub import check_model_file, file_identity

MAX_SCALE = 1e6  # More overflows in llama.cpp's arithmetic.
LoraPath = str | list[str] | dict[str, float]


class LoraFields(BaseModel):
    """The adapters of a model object. Objects with different adapters share the weights."""

    lora_path: LoraPath | None = None
    """LoRA adapters as GGUF files: one path, several, or a mapping from paths to scales. They are
    added up. What was loaded stays in memory until the model is closed."""
    lora_scale: float = 1.0
    """How strongly the adapters count; multiplied with a scale of their own."""

    @field_validator("lora_path", mode="before")
    @classmethod
    def _paths_to_text(cls, value: Any) -> Any:
        if isinstance(value, os.PathLike):
            return os.fspath(value)
        if isinstance(value, Mapping):
            return {os.fspath(path): scale for path, scale in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [os.fspath(path) for path in value]
        return value


def lora_adapters(paths: LoraPath | None, scale: float) -> tuple[Adapter, ...]:
    """Find the adapters' files; those that do not count are left out.

    Args:
        paths: one path, several, or a mapping from paths to scales.
        scale: multiplied with each one's own scale, 1 if it has none.

    Raises:
        ModelFileNotFoundError: a file is not there.
        InvalidModelFileError: a file is not a GGUF.
        InvalidRequestError: a scale is not a finite number, or a file is named twice.
    """
    if isinstance(paths, str):
        paths = [paths]
    scales = dict(paths) if isinstance(paths, Mapping) else dict.fromkeys(paths or (), 1.0)
    adapters: dict[tuple[int, ...], Adapter] = {}
    for path, own_scale in scales.items():
        product = _product(own_scale, scale)
        try:
            file = check_model_file(path)
        except (ModelFileNotFoundError, InvalidModelFileError) as error:
            raise type(error)(f"lora_path: {error}") from error
        identity = file_identity(file)
        if identity in adapters:
            raise InvalidRequestError(
                f"lora_path names the same file twice: {adapters[identity].path!r} and {path!r}. "
                "Name it once, with the sum of the scales."
            )
        if product:
            adapters[identity] = Adapter(str(file), identity, product)
    return tuple(adapters.values())


def _product(own: Any, scale: Any) -> float:
    try:
        product = float(own) * float(scale)
    except (TypeError, ValueError, OverflowError):
        product = math.nan
    if not abs(product) <= MAX_SCALE:
        raise InvalidRequestError(
            f"lora_scale: expected numbers up to {MAX_SCALE}, got {own!r} and {scale!r}."
        )
    return product
