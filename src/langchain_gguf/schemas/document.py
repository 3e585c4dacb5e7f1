"""A JSON schema as plain data: read from whatever Python objects it was given as."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from langchain_gguf.errors import SchemaError

# llguidance reads JSON of 127 levels, and the rewritten schema may have some more than the given.
MAX_DEPTH = 80
MAX_NODES = 100_000
_SHOWN = 60


def pointer_to(parent: str, *steps: str | int) -> str:
    """Write the JSON pointer of what lies below another, as a URI fragment (`#/properties/a`)."""
    escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    return "/".join([parent, *escaped])


def shortened(text: str) -> str:
    """Shorten a text for a message."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]}...{text[-_SHOWN // 2 :]}"


def read_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a schema to dicts, lists, texts and numbers.

    Raises:
        SchemaError: it holds something that JSON has not, itself, or more than can be compiled.
    """
    copied = _Reader().read(schema, "#", 0)
    assert isinstance(copied, dict)
    return copied


class _Reader:
    """Copies one schema, and counts what it copied: shared parts count each time."""

    def __init__(self) -> None:
        self._num_nodes = 0

    def read(self, value: Any, pointer: str, depth: int) -> Any:
        """Copy a value at a pointer."""
        self._num_nodes += 1
        if self._num_nodes > MAX_NODES:
            raise SchemaError(
                f"The schema has more than {MAX_NODES:,} parts. Define what repeats once, under "
                "$defs, and refer to it with $ref."
            )
        if depth > MAX_DEPTH:
            raise SchemaError(
                f"The schema is nested more than {MAX_DEPTH} levels deep (at "
                f"{shortened(pointer)}), or contains itself. Define inner parts under $defs and "
                "refer to them with $ref; this is also how a schema refers to itself."
            )
        if isinstance(value, Mapping):
            return {
                self._key(key, pointer): self.read(item, pointer_to(pointer, key), depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [
                self.read(item, pointer_to(pointer, index), depth + 1)
                for index, item in enumerate(value)
            ]
        return _scalar(value, pointer)

    def _key(self, key: Any, pointer: str) -> str:
        if not isinstance(key, str):
            raise SchemaError(
                f"The schema is no JSON: at {shortened(pointer)} the key {key!r} is no text. "
                "Give a pydantic class, a TypedDict, a dataclass, or a JSON schema."
            )
        return _text(key)


def _scalar(value: Any, pointer: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    raise SchemaError(
        f"The schema is no JSON: {shortened(repr(value))} at {shortened(pointer)} is no value that "
        "JSON has. Give a pydantic class, a TypedDict, a dataclass, or a JSON schema."
    )


def _text(value: str) -> str:
    """Turn a subclass, such as a member of an enumeration, to plain text."""
    return str.__str__(value) if type(value) is not str else value


def is_broken(text: str) -> bool:
    """Whether a text contains half of a character (a lone surrogate), which nothing can write."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def listed(items: Iterable[str]) -> str:
    """Join texts for a message."""
    return ", ".join(items)
