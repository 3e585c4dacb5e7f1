"""The header of a GGUF file is read without llama.cpp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import pytest

from langchain_gguf import ChatLlamaCpp, InvalidModelFileError
from langchain_gguf.gguf_header import read_header
from langchain_gguf.hub import BUNDLED_MODEL


def write(path: Path, **pairs: Any) -> Path:
    """Write a GGUF file without tensors."""
    writer = gguf.GGUFWriter(path, "llama")
    for key, (kind, value) in pairs.items():
        getattr(writer, f"add_{kind}")(key, value)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def test_the_bundled_models_header_says_what_llama_cpp_says(llm: ChatLlamaCpp) -> None:
    header = read_header(BUNDLED_MODEL)
    metadata = llm._service().metadata
    assert header.keys() == metadata.keys()
    for key, value in header.items():
        if isinstance(value, str):
            assert value == metadata[key]
        elif isinstance(value, bool):
            assert str(value).lower() == metadata[key]
        else:
            assert float(metadata[key]) == pytest.approx(value, rel=1e-4, abs=1e-6)


def test_every_type_is_read_and_arrays_are_passed_over(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gguf",
        strings=("array", ["a", "é" * 100]), numbers=("array", [1, 2, 3]), flags=("array", [True]),
        u8=("uint8", 200), i8=("int8", -3), u16=("uint16", 60000), i16=("int16", -4),
        u32=("uint32", 2**32 - 1), i32=("int32", -5), u64=("uint64", 2**63), i64=("int64", -6),
        f32=("float32", 0.5), f64=("float64", 0.1), yes=("bool", True), text=("string", "é鸟"),
    )  # fmt: skip
    header = dict(read_header(path))
    assert header.pop("general.architecture") == "llama"
    assert header == {
        "u8": 200, "i8": -3, "u16": 60000, "i16": -4, "u32": 2**32 - 1, "i32": -5, "u64": 2**63,
        "i64": -6, "f32": 0.5, "f64": 0.1, "yes": True, "text": "é鸟",
    }  # fmt: skip


def test_a_replaced_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gguf", name=("string", "first"))
    assert read_header(path)["name"] == "first"
    write(path, name=("string", "second one"))
    assert read_header(path)["name"] == "second one"


@pytest.mark.parametrize("length", [0, 3, 10, 23, 100, 5000])
def test_a_header_that_is_cut_short_is_one_clear_error(tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(BUNDLED_MODEL.read_bytes()[:length])
    with pytest.raises(InvalidModelFileError, match=r"cut\.gguf cannot be read.*fetch it again"):
        read_header(path)


@pytest.mark.parametrize(
    "data",
    [
        b"GGUF" + (1).to_bytes(4, "little") + bytes(64),
        b"GGML" + (3).to_bytes(4, "little") + bytes(64),
        # One pair whose key, whose type, or whose array is impossible.
        b"GGUF\3\0\0\0" + bytes(8) + (1).to_bytes(8, "little") + b"\xff" * 64,
        b"GGUF\3\0\0\0" + bytes(8) + (1).to_bytes(8, "little") + bytes(8) + b"\x63\0\0\0",
        b"GGUF\3\0\0\0" + bytes(8) + (2**63).to_bytes(8, "little") + bytes(8) + b"\x09\0\0\0"
        + b"\x08\0\0\0" + b"\xff" * 64,
    ],
    ids=["old version", "not a GGUF", "key", "type", "array"],
)  # fmt: skip
def test_a_header_that_cannot_be_is_one_clear_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "odd.gguf"
    path.write_bytes(data)
    with pytest.raises(InvalidModelFileError, match=r"odd\.gguf cannot be read"):
        read_header(path)
