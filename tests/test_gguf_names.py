"""What the names of GGUF files say."""

from __future__ import annotations

import pytest

from langchain_gguf import ModelFileNotFoundError
from langchain_gguf.gguf_names import Selection, find_mmproj, quantization, shards


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("m.gguf", ["m.gguf"]),
        ("a/m-00002-of-00002.gguf", ["a/m-00001-of-00002.gguf", "a/m-00002-of-00002.gguf"]),
        ("m-00001-of-00001.gguf", ["m-00001-of-00001.gguf"]),
        ("m-00003-of-00002.gguf", ["m-00003-of-00002.gguf"]),
        ("m-00000-of-00000.gguf", ["m-00000-of-00000.gguf"]),
        ("m-1-of-2.gguf", ["m-1-of-2.gguf"]),
    ],
)
def test_shards_are_told_by_the_number_in_the_name(name: str, expected: list[str]) -> None:
    assert shards(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hermes-2-Pro-Llama-3-8B-Q4_K_M.gguf", "Q4_K_M"),
        ("qwen2.5-0.5b-instruct-q8_0.gguf", "Q8_0"),
        ("BF16/m-BF16-00001-of-00002.gguf", "BF16"),
        ("m.Q6_K.GGUF", "Q6_K"),
        ("model.gguf", None),
        ("phi-instruct.gguf", None),
    ],
)
def test_the_quantization_is_the_last_part_of_the_name(name: str, expected: str | None) -> None:
    assert quantization(name) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("Q4_K_XL", "UD-Q4_K_XL/m-UD-Q4_K_XL-00001-of-00002.gguf"),
        ("ud-q4_k_xl", "UD-Q4_K_XL/m-UD-Q4_K_XL-00001-of-00002.gguf"),
        ("BF16", "BF16/m-00001-of-00002.gguf"),
        ("Q4_K", "m_q4_k.gguf"),
        ("Q8_0", "m.Q8_0.gguf"),
    ],
)
def test_a_quantization_is_a_whole_part_of_the_path(tag: str, expected: str) -> None:
    names = [
        *shards("UD-Q4_K_XL/m-UD-Q4_K_XL-00001-of-00002.gguf"),
        *shards("BF16/m-00001-of-00002.gguf"),
        "m_q4_k.gguf",
        "m-Q4_K_M.gguf",
        "m.Q8_0.gguf",
        "mmproj-m-Q8_0.gguf",
    ]
    assert Selection("o/m", tag=tag).choose(names) == expected


def test_an_exact_name_is_taken_literally() -> None:
    names = ["m[1].gguf", "m1.gguf", "mmproj.gguf"]
    for name in names:
        assert Selection("o/m", filename=name).choose(names) == name


def test_a_pattern_means_models_before_their_companions() -> None:
    names = ["m-f16.gguf", "mmproj-m-f16.gguf", "mmproj-m-f32.gguf"]
    assert Selection("o/m", filename="*f16.gguf").choose(names) == "m-f16.gguf"
    assert Selection("o/m", filename="*f32.gguf").choose(names) == "mmproj-m-f32.gguf"


def test_a_long_list_is_cut_short() -> None:
    names = [f"m{index:03}.gguf" for index in range(100)]
    with pytest.raises(ModelFileNotFoundError, match=r"m000\.gguf, .*m039\.gguf and 60 more"):
        Selection("o/m").choose(names)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("m-Q4_K_M.gguf", "mmproj-Q8_0.gguf"),
        ("m-F16.gguf", "mmproj-F16.gguf"),
        ("sub/m-Q4_K_M.gguf", "sub/MMPROJ-F32.gguf"),
        ("else/m-F32.gguf", "mmproj-F16.gguf"),
    ],
)
def test_the_projector_is_the_nearest_in_folder_and_precision(model: str, expected: str) -> None:
    names = ["mmproj-F16.gguf", "mmproj-Q8_0.gguf", "sub/MMPROJ-F32.gguf", "mmproj.json", model]
    assert find_mmproj(names, model) == expected


def test_a_model_without_projector_has_none() -> None:
    assert find_mmproj(["m.gguf", "other/mmproj.gguf"], "m.gguf") is None
