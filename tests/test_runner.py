"""llama.cpp behind the engine: the memory of sequences, LoRA, log probabilities, text."""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np
import pytest

from langchain_gguf.engine import (
    Adapter,
    EngineConfig,
    EngineService,
    FinishReason,
    Request,
    SamplingParams,
    TokenLogprob,
)
from langchain_gguf.engine.runner import ModelRunner
from langchain_gguf.engine.runner.grammar import MAX_COMPILED_GRAMMARS, GrammarCompiler
from langchain_gguf.errors import GenerationError, InvalidRequestError, ModelLoadError
from langchain_gguf.hub import BUNDLED_MODEL, file_identity
from tests.tiny_models import (
    LONG_TOKENS,
    write_adapter,
    write_dequantized,
    write_hybrid,
    write_merged,
    write_recurrent,
    write_scripted,
    write_sliding_window,
)
from tests.tiny_models.gguf_file import write_gguf

# Rounding differs with what else is computed; what a wrong memory computes is off by far more.
TOLERANCE = 0.25


@contextmanager
def serving(path: Path, **settings: Any) -> Iterator[EngineService]:
    settings = {"n_ctx": 1024, "n_threads": 1, **settings}
    service = EngineService(ModelRunner(EngineConfig(str(path), file_identity(path), **settings)))
    try:
        yield service
    finally:
        service.close()


def ask(
    service: EngineService, prompt: str | list[int], **settings: Any
) -> tuple[list[TokenLogprob], int]:
    """The likeliest continuations of a prompt, token by token, and how much of it was cached."""
    tokens = service.tokenize(prompt) if isinstance(prompt, str) else prompt
    settings = {"max_tokens": 4, "logprobs": 5, **settings}
    never_ending = tuple((token, -math.inf) for token in sorted(service._runner.end_tokens))
    sampling = SamplingParams(temperature=0, logit_bias=never_ending)
    events = list(service.stream(Request(tuple(tokens), sampling=sampling, **settings)))
    usage = events[-1].usage
    assert usage is not None
    return [item for event in events for item in event.logprobs], usage.cached_tokens


def assert_alike(first: list[TokenLogprob], second: list[TokenLogprob]) -> None:
    """The same tokens, as likely, up to the first near tie."""
    assert first and len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        scores = {item.token: item.logprob for item in other.top}
        assert abs(one.logprob - scores.get(one.token, -math.inf)) < TOLERANCE
        if one.token != other.token:
            return


def read(service: EngineService, prompt: str, **settings: Any) -> str:
    request = Request(
        tuple(service.tokenize(prompt)), sampling=SamplingParams(temperature=0), **settings
    )
    return "".join(event.text for event in service.stream(request))


# The memory of sequences ----------------------------------------------------------------------

WRITERS = {
    "recurrent": write_recurrent,
    "hybrid": write_hybrid,
    "sliding window": write_sliding_window,
}
SYSTEM = "You are a helpful assistant. Answer every question in one short sentence, please. "


@pytest.fixture(scope="module", params=["bundled", *WRITERS])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "bundled":
        return BUNDLED_MODEL
    return WRITERS[request.param](tmp_path_factory.mktemp("models") / "model.gguf")


def fresh(model: Path, prompt: list[int], **settings: Any) -> list[TokenLogprob]:
    with serving(model) as service:
        return ask(service, prompt, **settings)[0]


def test_whatever_is_reused_of_the_cache_the_answer_is_that_of_an_empty_one(model: Path) -> None:
    """The same prompt, its continuation, a change near its end, near its beginning, other ones."""
    with serving(model, n_parallel=2) as service:
        first = service.tokenize(f"{SYSTEM}What is the capital of France?")
        answer = [item.token for item in ask(service, first, max_tokens=40)[0]]
        prompts = [
            first,
            [*first, *answer, *service.tokenize(" And of Italy?")],
            [*first, *answer[:10], *service.tokenize(" And of Spain?")],
            [*first[:-4], *service.tokenize("Italy?")],
            [*first[:3], *service.tokenize("something else")],
            service.tokenize("Another conversation begins here."),
            first,
        ]
        for prompt in prompts:
            assert_alike(ask(service, prompt)[0], fresh(model, prompt))


def test_the_same_prompt_again_is_not_evaluated_again(model: Path) -> None:
    with serving(model) as service:
        prompt = service.tokenize(f"{SYSTEM}What is the capital of France?")
        before, _ = ask(service, prompt, max_tokens=4)
        after, cached = ask(service, prompt, max_tokens=4)
        assert cached == len(prompt) - 1
        assert_alike(after, before)


def test_a_batch_with_one_system_prompt_gets_the_answers_of_each_alone(model: Path) -> None:
    questions = [f"{SYSTEM}Question {number}: what is {number} and 1?" for number in range(6)]
    with serving(model, n_parallel=8) as service:
        answers: dict[int, list[TokenLogprob]] = {}

        def run(number: int) -> None:
            answers[number] = ask(service, questions[number])[0]

        threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        prompts = [service.tokenize(question) for question in questions]
    for number, prompt in enumerate(prompts):
        assert_alike(answers[number], fresh(model, prompt))


def test_a_window_that_llama_cpp_gave_away_is_evaluated_again(tmp_path: Path) -> None:
    """It takes cells outside of a sequence's window for others, long before the cache is full."""
    model = write_sliding_window(tmp_path / "model.gguf")
    with serving(model, n_parallel=4) as service:
        words = service.tokenize("one two three four five six seven eight nine ten " * 20)
        first, second, third = words[:200], words[7:207], words[11:161]
        ask(service, second)
        ask(service, first)
        ask(service, words[3:100])
        ask(service, third)
        for prompt in ([*second[:60], 70, 71], [*first[:150], 70, 71], [*third[:60], 70, 71]):
            assert_alike(ask(service, prompt)[0], fresh(model, prompt))


def test_a_cancelled_prefill_leaves_the_cache_usable(model: Path) -> None:
    with serving(model, n_batch=64) as service:
        words = service.tokenize("one two three four five six seven eight nine ten " * 20)
        prompt = words[:600]
        request = Request(tuple(prompt), max_tokens=4)
        for _ in range(5):
            with pytest.raises(TimeoutError):
                list(service.stream(request, timeout=0.001))
        assert_alike(ask(service, prompt)[0], fresh(model, prompt))


# LoRA -----------------------------------------------------------------------------------------

PROMPT = "What is the capital of France?"


def adapter(path: Path, scale: float = 1.0) -> Adapter:
    return Adapter(str(path), file_identity(path), scale)


@pytest.fixture(scope="module")
def adapters(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("adapters")
    return [write_adapter(folder / f"adapter-{seed}.gguf", seed=seed) for seed in (1, 2)]


def test_adapters_compute_what_merged_weights_compute(adapters: list[Path], tmp_path: Path) -> None:
    base = write_dequantized(tmp_path / "base.gguf")
    scales = list(zip(adapters, (0.5, -1.5), strict=True))
    merged = write_merged(tmp_path / "merged.gguf", scales)
    with serving(base) as service:
        prompt = service.tokenize(PROMPT)
        plain, _ = ask(service, prompt, max_tokens=1)
        adapted, cached = ask(
            service, prompt, max_tokens=1, adapters=tuple(adapter(*pair) for pair in scales)
        )
        assert cached == 0, "computed with other weights"
    assert_alike(adapted, fresh(merged, prompt, max_tokens=1))
    assert abs(adapted[0].logprob - plain[0].logprob) > TOLERANCE or (
        adapted[0].token != plain[0].token
    )


def test_requests_with_different_adapters_run_side_by_side_on_one_model(
    adapters: list[Path],
) -> None:
    sets = [(), (adapter(adapters[0]),), (adapter(adapters[1], 0.5),), ()]
    with serving(BUNDLED_MODEL) as service:
        alone = [ask(service, PROMPT, adapters=chosen)[0] for chosen in sets]
        together: dict[int, list[TokenLogprob]] = {}

        def run(index: int) -> None:
            together[index] = ask(service, PROMPT, adapters=sets[index])[0]

        threads = [threading.Thread(target=run, args=(index,)) for index in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for index, expected in enumerate(alone):
            assert_alike(together[index], expected)


def rewritten(source: Path, target: Path, **changes: Any) -> Path:
    """A copy of an adapter with other metadata or tensors (None leaves one out)."""
    reader = gguf.GGUFReader(source)
    metadata = {
        key: field.contents() for key, field in reader.fields.items() if not key.startswith("GGUF.")
    }
    architecture = metadata.pop("general.architecture")
    tensors = {tensor.name: tensor.data for tensor in reader.tensors}
    metadata |= changes.pop("added", {})
    metadata |= {key: value for key, value in changes.items() if key in metadata}
    tensors |= {key: value for key, value in changes.items() if key not in metadata}
    kept = {name: data for name, data in tensors.items() if data is not None}
    return write_gguf(target, changes.get("architecture", architecture), metadata, kept)


FIRST = "blk.0.attn_q.weight"
BAD_ADAPTERS: dict[str, tuple[dict[str, Any], str]] = {
    "a model": ({"general.type": "model"}, "'model'"),
    "another kind of adapter": ({"adapter.type": "control"}, "'control'"),
    "a scale that is no float32": ({"adapter.lora.alpha": 8}, "alpha is 8"),
    "a scale that is no number": ({"adapter.lora.alpha": math.nan}, "alpha is nan"),
    "half a pair": ({f"{FIRST}.lora_b": None}, "no counterpart"),
    "three dimensions": ({f"{FIRST}.lora_a": np.ones((2, 2, 2), np.float32)}, "shape"),
    "ranks that differ": ({f"{FIRST}.lora_a": np.ones((3, 192), np.float32)}, "fit together"),
    "tied embeddings": (
        {
            "token_embd.weight.lora_a": np.ones((192, 4), np.float32),
            "token_embd.weight.lora_b": np.ones((2048, 4), np.float32),
        },
        "output matrix",
    ),
}


@pytest.mark.parametrize("defect", BAD_ADAPTERS)
def test_an_adapter_that_would_end_the_process_is_refused(
    defect: str, adapters: list[Path], tmp_path: Path
) -> None:
    changes, reason = BAD_ADAPTERS[defect]
    bad = rewritten(adapters[0], tmp_path / "bad.gguf", **changes)
    with serving(BUNDLED_MODEL) as service:
        with pytest.raises(ModelLoadError, match=reason):
            ask(service, PROMPT, adapters=(adapter(bad),))
        assert ask(service, PROMPT)


def test_an_adapter_whose_numbers_llama_cpp_cannot_multiply_is_refused(
    adapters: list[Path], tmp_path: Path
) -> None:
    name = f"{FIRST}.lora_a".encode()
    data = bytearray(adapters[0].read_bytes())
    type_at = data.index(name) + len(name) + 4 + 2 * 8  # After the shape.
    data[type_at : type_at + 4] = int(gguf.GGMLQuantizationType.F64).to_bytes(4, "little")
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(data)
    with serving(BUNDLED_MODEL) as service:
        with pytest.raises(ModelLoadError, match="has type 28"):
            ask(service, PROMPT, adapters=(adapter(bad),))


def test_an_activated_lora_is_refused(adapters: list[Path], tmp_path: Path) -> None:
    """It counts only after certain tokens, so it would change text that it must not."""
    bad = rewritten(
        adapters[0], tmp_path / "bad.gguf", added={"adapter.alora.invocation_tokens": [1, 2]}
    )
    with serving(BUNDLED_MODEL) as service:
        with pytest.raises(ModelLoadError, match="activated"):
            ask(service, PROMPT, adapters=(adapter(bad),))


def test_contexts_too_large_to_count_are_refused() -> None:
    with pytest.raises(ModelLoadError, match="kv_unified"):
        with serving(BUNDLED_MODEL, n_ctx=2**29, kv_unified=False):
            pass


def test_an_adapter_of_another_architecture_or_cut_short_is_refused(
    adapters: list[Path], tmp_path: Path
) -> None:
    other = write_adapter(tmp_path / "other.gguf", architecture="gemma3")
    short = tmp_path / "short.gguf"
    short.write_bytes(adapters[0].read_bytes()[:-1000])
    headless = tmp_path / "headless.gguf"
    headless.write_bytes(adapters[0].read_bytes()[:100])
    with serving(BUNDLED_MODEL) as service:
        for path in (other, short, headless):
            with pytest.raises(ModelLoadError, match=path.name):
                ask(service, PROMPT, adapters=(adapter(path),))


# Log probabilities ----------------------------------------------------------------------------


def test_log_probabilities_are_those_of_the_models_own_distribution(llm: Any) -> None:
    service = llm._service()
    num_tokens = service._runner._num_tokens
    for settings in ({}, {"grammar": "%llguidance {}\nstart: /[0-9]{3}/\n"}):
        items, _ = ask(service, PROMPT, logprobs=num_tokens, **settings)
        for item in items:
            assert len(item.top) == num_tokens
            assert math.isclose(sum(math.exp(top.logprob) for top in item.top), 1, abs_tol=1e-6)
            assert [top.logprob for top in item.top] == sorted(
                (top.logprob for top in item.top), reverse=True
            )
            assert item.logprob == next(t.logprob for t in item.top if t.token == item.token)
    forced, _ = ask(service, PROMPT, grammar="%llguidance {}\nstart: /[0-9]{3}/\n", logprobs=1)
    assert forced[0].token != forced[0].top[0].token, "the grammar changed the choice"


def test_greedy_tokens_are_the_likeliest_ones(llm: Any) -> None:
    service = llm._service()
    prompt = service.tokenize("<|im_start|>user\nwhat is 25x5<|im_end|>\n<|im_start|>assistant\n")
    request = Request(tuple(prompt), sampling=SamplingParams(temperature=0), logprobs=1)
    items = [item for event in service.stream(request) for item in event.logprobs]
    assert len(items) > 5
    assert [item.token for item in items] == [item.top[0].token for item in items]
    assert b"".join(item.data for item in items).decode() == read(
        service, "<|im_start|>user\nwhat is 25x5<|im_end|>\n<|im_start|>assistant\n"
    )


# Text -----------------------------------------------------------------------------------------


def test_tokens_of_any_length_come_out_whole(tmp_path: Path) -> None:
    answer = ["x", LONG_TOKENS[-1], "y", LONG_TOKENS[7], "z"]
    with serving(write_scripted(tmp_path / "model.gguf", answer)) as service:
        assert len(LONG_TOKENS[-1]) == 128
        assert read(service, "Say it.") == "".join(answer)


def test_characters_spread_over_tokens_come_out_whole(tmp_path: Path) -> None:
    bird = "爱🐾".encode()
    pieces = [bytes([byte]) for byte in bird]
    with serving(write_scripted(tmp_path / "model.gguf", pieces)) as service:
        assert read(service, "Say it.") == "爱🐾"


def test_token_ids_that_the_model_does_not_have_are_refused(llm: Any) -> None:
    service = llm._service()
    for prompt in ((-1,), (5, 10**6)):
        with pytest.raises(InvalidRequestError, match="vocabulary"):
            list(service.stream(Request(prompt)))
    bias = SamplingParams(logit_bias=((10**6, 1.0),))
    with pytest.raises(InvalidRequestError, match="logit_bias names token 1000000"):
        list(service.stream(Request((5,), sampling=bias)))


def test_a_model_that_computes_no_numbers_is_an_error(tmp_path: Path) -> None:
    broken = write_dequantized(tmp_path / "broken.gguf", **{"output_norm.weight": math.nan})
    with serving(broken) as service:
        for grammar in (None, "%llguidance {}\nstart: /[a-z]+/\n"):
            with pytest.raises(GenerationError, match="not numbers"):
                ask(service, PROMPT, grammar=grammar)


def test_an_end_by_the_model_is_a_stop(llm: Any) -> None:
    service = llm._service()
    prompt = service.tokenize("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")
    assert list(service.stream(Request(tuple(prompt))))[-1].finish_reason is FinishReason.STOP


# Grammars and the log -------------------------------------------------------------------------


def test_a_grammar_is_compiled_once_and_the_oldest_are_forgotten(llm: Any) -> None:
    compiler = GrammarCompiler(llm._service()._runner._vocab, llm._service()._runner.end_tokens)
    first = compiler.new_matcher("%llguidance {}\nstart: /[a-z]+/\n")
    compiled = dict(compiler._compiled)
    second = compiler.new_matcher("%llguidance {}\nstart: /[a-z]+/\n")
    assert dict(compiler._compiled) == compiled
    (token,) = llm.get_token_ids("a")
    assert first.consume_token(token)
    assert second.is_error() is False and second.consume_token(token), "states of their own"
    for number in range(MAX_COMPILED_GRAMMARS):
        compiler.new_matcher(f'%llguidance {{}}\nstart: "{number}"\n')
    assert len(compiler._compiled) == MAX_COMPILED_GRAMMARS
    assert not compiled.keys() & compiler._compiled.keys()


def test_llama_cpps_log_goes_to_logging_and_nowhere_else(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    streams = os.fstat(1), os.fstat(2)
    with caplog.at_level(logging.DEBUG, "langchain_gguf.llama"), serving(BUNDLED_MODEL) as service:
        ask(service, PROMPT)
    assert any("n_ctx" in record.getMessage() for record in caplog.records)
    assert capfd.readouterr() == ("", "")
    assert (os.fstat(1), os.fstat(2)) == streams


def load_with_layers(n_gpu_layers: int) -> None:
    identity = file_identity(BUNDLED_MODEL)
    ModelRunner(EngineConfig(str(BUNDLED_MODEL), identity, n_gpu_layers=n_gpu_layers)).close()


def test_layers_for_a_gpu_that_the_build_cannot_use_are_warned_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(llama_cpp, "llama_supports_gpu_offload", lambda: False)
    with pytest.warns(UserWarning, match="n_gpu_layers=7 has no effect.*runs on the CPU"):
        load_with_layers(7)


@pytest.mark.parametrize(("n_gpu_layers", "supports"), [(0, False), (7, True)])
def test_layers_for_a_gpu_are_not_warned_about_otherwise(
    monkeypatch: pytest.MonkeyPatch, n_gpu_layers: int, supports: bool
) -> None:
    monkeypatch.setattr(llama_cpp, "llama_supports_gpu_offload", lambda: supports)
    load_with_layers(n_gpu_layers)
