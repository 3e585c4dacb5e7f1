"""What the names of GGUF files say."""

from __future__ import annotations

import pytest

from langchain_gguf import ModelFileNotFoundError
from langchain_gguf.gguf_names import Selection, quantization, shards


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


# Projectors for images


@pytest.mark.parametrize(
    ("names", "model", "expected"),
    [
        (["mmproj-F32.gguf", "mmproj-BF16.gguf", "mmproj-F16.gguf"], "m.gguf", "mmproj-F16.gguf"),
        (["mmproj-F32.gguf", "mmproj-BF16.gguf"], "m-F32.gguf", "mmproj-BF16.gguf"),
        (["mmproj-Q4_K.gguf", "mmproj-Q8_0.gguf"], "m-Q4_K.gguf", "mmproj-Q8_0.gguf"),
        (["mmproj-Q4_K.gguf"], "m-Q4_K.gguf", "mmproj-Q4_K.gguf"),
        (["MMPROJ.gguf", "mmproj.json"], "m.gguf", "MMPROJ.gguf"),
        (["mmproj_bf16.gguf", "mmproj_f16.gguf"], "m.gguf", "mmproj_f16.gguf"),
        (["m-f32-mmproj.gguf", "m-f16-mmproj.gguf"], "m-Q8_0.gguf", "m-f16-mmproj.gguf"),
        (["mmproj-F16.gguf", "sub/mmproj-F32.gguf"], "sub/m.gguf", "sub/mmproj-F32.gguf"),
        (["mmproj-F16.gguf", "sub/mmproj-F32.gguf"], "else/deep/m.gguf", "mmproj-F16.gguf"),
        (["mmproj-m-1b-f16.gguf", "mmproj-m-4b-f16.gguf"], "m-4b-Q4_K_M.gguf",
         "mmproj-m-4b-f16.gguf"),
        (["mmproj-m-f16.gguf", "mmproj-m-f32.gguf"], "Q8_0/m-Q8_0-00001-of-00002.gguf",
         "mmproj-m-f16.gguf"),
    ],
)  # fmt: skip
def test_the_projector_of_a_model_is_the_nearest_with_its_name_in_the_usual_precision(
    names: list[str], model: str, expected: str
) -> None:
    for ordered in (names, names[::-1]):
        chosen = Selection("o/m", mmproj=True).choose_mmproj([*ordered, model], model)
        assert chosen == expected


def test_no_projector_is_chosen_unless_asked_for() -> None:
    assert Selection("o/m").choose_mmproj(["mmproj.gguf", "m.gguf"], "m.gguf") is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("mmproj-F16.gguf", "mmproj-F16.gguf"),
        ("*F16.gguf", "mmproj-F16.gguf"),
        ("sub/*", "sub/mmproj-F32.gguf"),
        ("eyes.gguf", "eyes.gguf"),
    ],
)
def test_a_projector_may_be_named(asked: str, expected: str) -> None:
    names = ["m-F16.gguf", "mmproj-F16.gguf", "sub/mmproj-F32.gguf", "eyes.gguf"]
    assert Selection("o/m", mmproj=asked).choose_mmproj(names, "m-F16.gguf") == expected


@pytest.mark.parametrize(
    ("names", "asked", "says"),
    [
        (["m.gguf", "a.txt"], True, r"no projector.*its files: a\.txt, m\.gguf.*Leave mmproj out"),
        (["m.gguf"], "*.gguf", r"no projector.*its files: m\.gguf"),
        (["m.gguf", "x/mmproj.gguf"], True, r"lies beside m\.gguf.*there: x/mmproj\.gguf"),
        (["m.gguf", "mmproj.gguf"], "*F16*", r"fit '\*F16\*'.*there: mmproj\.gguf"),
        (["m.gguf", "mmproj-a-F16.gguf", "mmproj-b-F16.gguf"], True,
         r"2 projectors of 'o/m' may belong to m\.gguf: mmproj-a-F16\.gguf, mmproj-b-F16\.gguf"),
        (["m.gguf", "mmproj-Q4_K.gguf", "mmproj-Q5_K.gguf"], True, r"2 projectors.*as mmproj"),
        (["m.gguf", "mmproj-F16.gguf", "mmproj-F32.gguf"], "mmproj*", r"2 projectors.*fit 'mmproj"),
    ],
)  # fmt: skip
def test_the_projectors_are_listed_where_none_or_several_fit(
    names: list[str], asked: bool | str, says: str
) -> None:
    with pytest.raises(ModelFileNotFoundError, match=says):
        Selection("o/m", mmproj=asked).choose_mmproj(names, "m.gguf")
