"""llama.cpp's sampler chain on rows of logits that the test writes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from langchain_gguf.engine import SamplingParams
from langchain_gguf.engine.runner.sampler import SamplerFactory, token_logprobs
from langchain_gguf.errors import GenerationError, InvalidRequestError

GREEDY = SamplingParams(temperature=0)
# All of llama.cpp's narrowing off: the draw is from the whole distribution.
PLAIN = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0}


@pytest.fixture(scope="module")
def factory(llm: Any) -> SamplerFactory:
    factory: SamplerFactory = llm._service()._runner._samplers
    return factory


def row(factory: SamplerFactory, scores: dict[int, float], others: float = -50.0) -> Any:
    logits = np.full(factory._num_tokens, others, np.float32)
    for token, score in scores.items():
        logits[token] = score
    return logits


def draw(
    factory: SamplerFactory,
    scores: dict[int, float],
    *,
    prompt: Sequence[int] = (),
    generated: Sequence[int] = (),
    allowed: Sequence[int] | None = None,
    times: int = 1,
    **settings: Any,
) -> list[int]:
    """Tokens drawn from a row of logits after some were generated."""
    sampler = factory.new(SamplingParams(**{"seed": 1, **settings}), prompt)
    for token in generated:
        sampler.accept(token)
    ids = None if allowed is None else np.array(allowed, np.intp)
    drawn = [sampler.choose(row(factory, scores), ids) for _ in range(times)]
    sampler.free()
    return drawn


def test_temperature_zero_takes_the_likeliest(factory: SamplerFactory) -> None:
    assert draw(factory, {10: 1.0, 11: 1.1}, temperature=0, times=5) == [11] * 5


def test_draws_follow_the_probabilities(factory: SamplerFactory) -> None:
    drawn = draw(factory, {10: math.log(3), 11: 0.0}, times=4000, **PLAIN)
    assert set(drawn) == {10, 11}
    assert abs(drawn.count(10) / 4000 - 0.75) < 0.03


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(
    factory: SamplerFactory,
) -> None:
    scores = dict.fromkeys(range(10, 90), 0.0)
    first = draw(factory, scores, times=20, **PLAIN)
    assert draw(factory, scores, times=20, **PLAIN) == first
    assert draw(factory, scores, times=20, **{**PLAIN, "seed": 2}) != first


@pytest.mark.parametrize(
    ("seed", "is_fresh"), [(None, True), (-1, True), (2**32 - 1, True), (-2, False), (2**40, False)]
)
def test_any_integer_is_a_seed_but_none_and_llama_cpps_own_default(
    factory: SamplerFactory, seed: int | None, is_fresh: bool
) -> None:
    scores = dict.fromkeys(range(10, 90), 0.0)
    runs = [draw(factory, scores, times=20, **{**PLAIN, "seed": seed}) for _ in range(2)]
    assert (runs[0] != runs[1]) is is_fresh


@pytest.mark.parametrize(
    ("settings", "possible"),
    [
        ({"top_k": 2}, {10, 11}),
        ({"top_p": 0.7}, {10, 11}),
        ({"min_p": 0.4}, {10, 11}),
        # Their surprise is nearest to the mean; 10 is likelier than is typical.
        ({"typical_p": 0.2}, {11}),
        ({"xtc_probability": 1.0, "xtc_threshold": 0.14}, {12, 13}),
        ({"logit_bias": ((10, -math.inf), (12, -100.0))}, {11, 13}),
        ({"temperature": 0.01}, {10}),
        ({"mirostat": 1, "mirostat_tau": 0.1, "mirostat_eta": 0.0}, {10}),
        ({"mirostat": 2, "mirostat_tau": 0.1, "mirostat_eta": 0.0}, {10}),
    ],
    ids=str,
)
def test_each_setting_narrows_the_choice(
    factory: SamplerFactory, settings: dict[str, Any], possible: set[int]
) -> None:
    # Probabilities 0.5, 0.25, 0.15, 0.1.
    scores = {10: math.log(0.5), 11: math.log(0.25), 12: math.log(0.15), 13: math.log(0.1)}
    assert set(draw(factory, scores, times=400, **{**PLAIN, **settings})) == possible


@pytest.mark.parametrize(
    "settings",
    [
        {"repeat_penalty": 2.0},
        {"frequency_penalty": 1.0},
        {"presence_penalty": 1.0},
        {"repeat_penalty": 2.0, "repeat_last_n": -1},
        {"repeat_penalty": 2.0, "repeat_last_n": 2**31 - 1},
    ],
    ids=str,
)
def test_penalties_lower_what_was_generated(
    factory: SamplerFactory, settings: dict[str, Any]
) -> None:
    scores = {10: 1.1, 11: 1.0}
    assert draw(factory, scores, temperature=0, **settings) == [10]
    assert draw(factory, scores, generated=[10], temperature=0, **settings) == [11]
    assert draw(factory, scores, prompt=[10], temperature=0, **settings) == [10]


def test_penalties_look_back_only_so_far(factory: SamplerFactory) -> None:
    settings = {"temperature": 0, "repeat_penalty": 2.0, "repeat_last_n": 2}
    assert draw(factory, {10: 1.1, 11: 1.0}, generated=[10, 12, 13], **settings) == [10]


def test_dry_lowers_what_would_repeat_a_sequence_of_the_prompt(factory: SamplerFactory) -> None:
    scores = {30: 1.1, 31: 1.0}
    prompt = [20, 21, 22, 30, 40, 41]
    again = [20, 21, 22]
    settings = {"temperature": 0, "dry_multiplier": 1.0}
    assert draw(factory, scores, prompt=prompt, generated=again, **settings) == [31]
    assert draw(factory, scores, prompt=prompt, generated=again[:1], **settings) == [30]
    for off in ({"dry_multiplier": 0.0}, {"dry_penalty_last_n": 0}, {"dry_penalty_last_n": 4}):
        assert draw(factory, scores, prompt=prompt, generated=again, **{**settings, **off}) == [30]


def test_a_sequence_breaker_begins_dry_anew(factory: SamplerFactory, llm: Any) -> None:
    (newline,) = llm.get_token_ids("\n")
    settings = {"temperature": 0, "dry_multiplier": 1.0}
    prompt, again = [20, newline, 22, 30, 40, 41], [20, newline, 22]
    scores = {30: 1.1, 31: 1.0}
    assert draw(factory, scores, prompt=prompt, generated=again, **settings) == [30]
    without = {**settings, "dry_sequence_breakers": ()}
    assert draw(factory, scores, prompt=prompt, generated=again, **without) == [31]


def test_a_rejected_token_does_not_count_for_the_penalties(factory: SamplerFactory) -> None:
    sampler = factory.new(SamplingParams(temperature=0, repeat_penalty=2.0), ())
    logits = row(factory, {10: 1.1, 11: 1.0, 12: 0.9})
    assert sampler.choose(logits) == 10
    assert sampler.choose(logits, np.array([11, 12])) == 11
    sampler.accept(11)
    assert sampler.choose(logits) == 10, "10 was never part of the text"
    sampler.free()


def test_only_allowed_tokens_are_drawn(factory: SamplerFactory) -> None:
    scores = dict.fromkeys(range(10, 20), 0.0)
    assert set(draw(factory, scores, allowed=[12, 15], times=200, **PLAIN)) == {12, 15}
    # Also those that the settings would leave out.
    assert draw(factory, {10: 5.0}, allowed=[15], top_k=1) == [15]


def test_no_token_left_is_an_error_and_not_the_end_of_the_process(
    factory: SamplerFactory,
) -> None:
    with pytest.raises(GenerationError, match="grammar allows no token"):
        draw(factory, {10: 1.0}, allowed=[])
    for temperature in (0, 1.0):
        with pytest.raises(GenerationError, match="logit_bias forbids"):
            draw(
                factory,
                {},
                allowed=[10],
                temperature=temperature,
                logit_bias=((10, -math.inf),),
            )


@pytest.mark.parametrize(
    "settings",
    [
        {"mirostat": 1},
        {"mirostat": 2},
        {"mirostat": 1, "mirostat_eta": 0.0, "mirostat_tau": 0.0},
        {"typical_p": 0.0},
        {"top_p": 0.0},
        {"min_p": 1.0},
        {"xtc_probability": 1.0, "xtc_threshold": 0.0},
        {"temperature": 1e6},
        {"temperature": 1e-6},
        {"temperature": 1e-40, "mirostat": 2},
        {"temperature": 1e-40, "repeat_penalty": 1.1},
        {"dry_multiplier": 1e3, "dry_base": 1e3, "dry_allowed_length": 0},
        {"repeat_penalty": 1e3, "frequency_penalty": -1e3, "presence_penalty": 1e3},
        {"logit_bias": ((10, 1e6), (11, -1e6))},
    ],
    ids=str,
)
@pytest.mark.parametrize("allowed", [None, [10], [10, 11]])
def test_the_edges_of_the_ranges_draw_a_token(
    factory: SamplerFactory, settings: dict[str, Any], allowed: list[int] | None
) -> None:
    drawn = draw(
        factory,
        {10: 1.0, 11: 0.5},
        prompt=[10, 11] * 9,
        generated=[10, 11] * 9,
        allowed=allowed,
        times=20,
        **settings,
    )
    assert all(0 <= token < factory._num_tokens for token in drawn)
    assert allowed is None or set(drawn) <= set(allowed)


def test_log_probabilities_add_up_and_the_likeliest_come_first() -> None:
    logits = np.array([1.0, 3.0, 2.0, -1.0], np.float32)
    item = token_logprobs(logits, 3, 3, [b"a", b"b", b"c", b"d"])
    expected = logits - math.log(sum(math.exp(score) for score in logits))
    assert (item.token, item.data) == (3, b"d")
    assert item.logprob == pytest.approx(expected[3], abs=1e-6)
    assert [top.data for top in item.top] == [b"b", b"c", b"a"]
    assert [top.logprob for top in item.top] == pytest.approx(sorted(expected)[:0:-1], abs=1e-6)
    assert token_logprobs(logits, 0, 99, [b""] * 4).top[0].token == 1
    assert token_logprobs(logits, 0, 0, [b""] * 4).top == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("logit_bias", ((-1, 1.0),)),
        ("logit_bias", ((1, math.nan),)),
        ("logit_bias", ((1, math.inf),)),
        ("dry_sequence_breakers", ("",)),
        ("dry_sequence_breakers", ("x" * 41,)),
        ("dry_sequence_breakers", "text"),
        ("mirostat", 3),
        ("mirostat", True),
        ("typical_p", 1.1),
        ("xtc_threshold", -0.1),
        ("dry_base", 0.5),
        ("dry_allowed_length", 1.5),
    ],
)
def test_settings_out_of_range_are_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError, match=name):
        SamplingParams(**{name: value})
