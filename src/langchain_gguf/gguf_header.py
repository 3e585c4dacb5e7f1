"""Reads the key-value pairs and the list of tensors of a GGUF file without loading the model."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from langchain_gguf.errors import InvalidModelFileError

# Types of values in the order of the format's numbers; 8 is a string, 9 an array.
_SCALARS = {
    0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"
}  # fmt: skip
_STRING, _ARRAY = 8, 9
FLOAT32 = 6


@dataclass(frozen=True)
class Tensor:
    """Name, shape (fastest dimension first) and GGML type number of a tensor."""

    name: str
    shape: tuple[int, ...]
    type: int


@dataclass(frozen=True)
class _Header:
    pairs: Mapping[str, Any]
    types: Mapping[str, int]
    tensors: tuple[Tensor, ...]


def read_header(path: Path) -> Mapping[str, Any]:
    """Return the key-value pairs of a GGUF file; arrays are left out, as llama.cpp does.

    Takes about 0.1 s for a vocabulary of 150,000 tokens; the last files are remembered.

    Raises:
        InvalidModelFileError: the header is cut short, or in a version that is not known.
    """
    return _read(path).pairs


def read_types(path: Path) -> Mapping[str, int]:
    """Return the format's type numbers of the key-value pairs.

    Raises:
        InvalidModelFileError: the header is cut short, or in a version that is not known.
    """
    return _read(path).types


def read_tensors(path: Path) -> tuple[Tensor, ...]:
    """Return the tensors of a GGUF file.

    Raises:
        InvalidModelFileError: the header is cut short, or in a version that is not known.
    """
    return _read(path).tensors


def _read(path: Path) -> _Header:
    status = path.stat()
    return _read_header(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=32)
def _read_header(path: Path, _size: int, _modified: int) -> _Header:
    with path.open("rb") as stream:
        try:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return _Reader(data).header()
        except (struct.error, ValueError, KeyError, OverflowError) as error:
            raise InvalidModelFileError(
                f"The header of {path} cannot be read: {error}. If the file was downloaded, "
                "compare its size with the source and fetch it again."
            ) from error


class _Reader:
    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._at = 0

    def header(self) -> _Header:
        magic, version = self._take("4s"), self._take("I")
        if magic != b"GGUF" or version not in (2, 3):
            raise ValueError(f"it begins with {magic!r}, version {version}")
        num_tensors, num_pairs = self._take("Q"), self._take("Q")
        pairs, types = self._pairs(num_pairs)
        return _Header(pairs, types, tuple(self._tensor() for _ in range(num_tensors)))

    def _tensor(self) -> Tensor:
        name, num_dimensions = self._string(), self._take("I")
        shape = tuple(self._take("Q") for _ in range(num_dimensions))
        kind = self._take("I")
        self._take("Q")  # Where its data lies.
        return Tensor(name, shape, kind)

    def _pairs(self, count: int) -> tuple[Mapping[str, Any], Mapping[str, int]]:
        found: dict[str, Any] = {}
        types: dict[str, int] = {}
        for _ in range(count):
            key = self._string()
            types[key] = kind = self._take("I")
            if kind == _ARRAY:
                self._skip_array()
            else:
                found[key] = self._string() if kind == _STRING else self._take(_SCALARS[kind])
        return found, types

    def _take(self, form: str) -> Any:
        (value,) = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return value

    def _string(self) -> str:
        length = self._take("Q")
        if length > len(self._data) - self._at:
            raise ValueError("a text is longer than the file")
        self._at += length
        return self._data[self._at - length : self._at].decode("utf-8", "replace")

    def _skip_array(self) -> None:
        kind, count = self._take("I"), self._take("Q")
        if kind == _ARRAY:
            for _ in range(count):
                self._skip_array()
        elif kind == _STRING:
            data, at, size = self._data, self._at, struct.Struct("<Q")
            for _ in range(count):
                at += 8 + size.unpack_from(data, at)[0]
            self._at = at
        else:
            self._at += count * struct.calcsize(f"<{_SCALARS[kind]}")
