"""Which sampling settings a call uses."""

from __future__ import annotations

import math
from typing import Any

import pytest

from langchain_gguf.engine import SamplingParams
from langchain_gguf.errors import InvalidRequestError
from langchain_gguf.sampling import resolve_sampling

RECOMMENDED = {
    "general.sampling.temp": "0.300000",
    "general.sampling.top_k": "20",
    "general.sampling.top_p": "0.500000",
    "general.sampling.min_p": "0.010000",
    "general.sampling.penalty_repeat": "1.100000",
    "general.sampling.penalty_last_n": "128",
}


def test_without_any_setting_llama_cpps_defaults_hold() -> None:
    assert resolve_sampling({}, {"temperature": None}) == SamplingParams()


def test_the_file_recommends_what_is_not_given() -> None:
    params = resolve_sampling(RECOMMENDED, {"temperature": None, "seed": 7})
    assert params == SamplingParams(
        temperature=0.3,
        top_k=20,
        top_p=0.5,
        min_p=0.01,
        repeat_penalty=1.1,
        repeat_last_n=128,
        seed=7,
    )


def test_what_is_given_wins_even_if_it_is_zero() -> None:
    params = resolve_sampling(RECOMMENDED, {"temperature": 0, "top_k": 0})
    assert (params.temperature, params.top_k, params.top_p) == (0, 0, 0.5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", -0.1),
        ("temperature", math.inf),
        ("temperature", math.nan),
        ("temperature", "hot"),
        ("top_k", -1),
        ("top_k", 1.5),
        ("top_k", 2**40),
        ("top_p", 1.1),
        ("top_p", -0.1),
        ("min_p", 2),
        ("repeat_penalty", 0),
        ("repeat_penalty", math.nan),
        ("repeat_last_n", -2),
        ("frequency_penalty", math.inf),
        ("presence_penalty", -1e4),
        ("seed", "lucky"),
        ("seed", 1.5),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError, match=f"{name}={value!r}"):
        resolve_sampling({}, {name: value})


@pytest.mark.parametrize("text", ["forty", "-1", "1e999"])
def test_a_recommendation_that_cannot_be_used_is_named_by_its_key(text: str) -> None:
    with pytest.raises(InvalidRequestError, match=r"general\.sampling\.top_k"):
        resolve_sampling({"general.sampling.top_k": text}, {})


def test_a_recommended_count_may_be_written_as_a_float() -> None:
    assert resolve_sampling({"general.sampling.top_k": "40.000000"}, {}).top_k == 40


@pytest.mark.parametrize("bias", [{1.7: 1.0}, {1: 10**400}, {"a": 1}, [1, 2], 5])
def test_a_bias_of_another_form_is_refused(bias: Any) -> None:
    with pytest.raises(InvalidRequestError, match="logit_bias"):
        resolve_sampling({}, {"logit_bias": bias})
