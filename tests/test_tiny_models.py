"""The random models that other tests build on are what they claim to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import llama_cpp
import numpy as np
import pytest

from langchain_gguf import ChatLlamaCpp
from tests.tiny_models import (
    LONG_TOKENS,
    RawContext,
    write_adapter,
    write_dequantized,
    write_hybrid,
    write_merged,
    write_recurrent,
    write_scripted,
    write_sliding_window,
)
from tests.tiny_models.gguf_file import BUNDLED, bundled_weights

PROMPT = list(range(400, 460))
# Without them attention rounds to 16 bits, differently for each way to cut a prompt.
EXACT = {"flash_attn_type": 0, "type_k": 0, "type_v": 0}
WRITERS = (write_recurrent, write_hybrid, write_sliding_window)
each_memory = pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__[6:])
Writer = Callable[[Path], Path]


def difference(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first - second).max())


@each_memory
def test_a_model_can_be_computed_with_and_its_logits_spread(write: Writer, tmp_path: Path) -> None:
    with RawContext(write(tmp_path / "model.gguf"), **EXACT) as context:
        logits = context.evaluate(PROMPT)
    assert np.isfinite(logits).all()
    assert logits.std() > 1


@each_memory
def test_the_logits_depend_on_the_context(write: Writer, tmp_path: Path) -> None:
    with RawContext(write(tmp_path / "model.gguf"), **EXACT) as context:
        logits = context.evaluate(PROMPT)
        context.clear()
        changed = context.evaluate([PROMPT[0] + 1, *PROMPT[1:]])
    assert difference(logits, changed) > 0.1


@each_memory
def test_a_prompt_in_two_pieces_has_the_logits_of_the_whole(write: Writer, tmp_path: Path) -> None:
    with RawContext(write(tmp_path / "model.gguf"), **EXACT) as context:
        whole = context.evaluate(PROMPT)
        context.clear()
        context.evaluate(PROMPT[:25])
        assert difference(whole, context.evaluate(PROMPT[25:])) < 0.01


@each_memory
def test_the_same_seed_writes_the_same_bytes(write: Callable[..., Path], tmp_path: Path) -> None:
    first, second, other = (
        write(tmp_path / f"{index}.gguf", seed=seed).read_bytes()
        for index, seed in enumerate((1, 1, 2))
    )
    assert first == second
    assert first != other


@pytest.mark.parametrize(
    ("write", "recurrent", "hybrid", "window"),
    [
        (write_recurrent, True, False, 0),
        (write_hybrid, False, True, 0),
        (write_sliding_window, False, False, 16),
    ],
)
def test_llama_cpp_tells_the_kinds_apart(
    write: Writer, recurrent: bool, hybrid: bool, window: int, tmp_path: Path
) -> None:
    with RawContext(write(tmp_path / "model.gguf")) as context:
        assert llama_cpp.llama_model_is_recurrent(context.model) is recurrent
        assert llama_cpp.llama_model_is_hybrid(context.model) is hybrid
        assert llama_cpp.llama_model_n_swa(context.model) == window


@pytest.mark.parametrize(
    ("write", "can_be_cut"),
    [(write_recurrent, False), (write_hybrid, False), (write_sliding_window, True)],
)
def test_only_attention_forgets_the_last_tokens(
    write: Writer, can_be_cut: bool, tmp_path: Path
) -> None:
    with RawContext(write(tmp_path / "model.gguf")) as context:
        context.evaluate(PROMPT)
        assert llama_cpp.llama_memory_seq_rm(context.memory, 0, 30, -1) is can_be_cut


@each_memory
def test_a_model_answers_through_the_chat_model_and_depends_on_the_question(
    write: Writer, tmp_path: Path
) -> None:
    path = write(tmp_path / "model.gguf")
    with ChatLlamaCpp(model_path=str(path), n_ctx=512, max_tokens=12) as llm:
        answers = [llm.invoke(question) for question in ("Hello there.", "Who are you?")]
    assert answers[0].text != answers[1].text
    for answer in answers:
        assert answer.usage_metadata is not None
        assert answer.usage_metadata["output_tokens"] == 12


def test_the_dequantized_model_answers_like_the_bundled_one(tmp_path: Path) -> None:
    with RawContext(write_dequantized(tmp_path / "base.gguf"), **EXACT) as context:
        exact = context.evaluate(PROMPT)
    with RawContext(BUNDLED, **EXACT) as context:
        quantized = context.evaluate(PROMPT)
    assert difference(exact, quantized) < 0.5
    assert difference(exact, np.zeros_like(exact)) > 5


@pytest.mark.parametrize(
    ("rank", "alpha", "scales"),
    [(4, 8.0, (1.0,)), (1, 0.0, (0.5,)), (16, 4.0, (0.5, -1.5))],
)
def test_adapters_compute_what_the_merged_weights_compute(
    rank: int, alpha: float, scales: Sequence[float], tmp_path: Path
) -> None:
    adapters = [
        (write_adapter(tmp_path / f"{seed}.gguf", seed=seed, rank=rank, alpha=alpha), scale)
        for seed, scale in enumerate(scales)
    ]
    with RawContext(write_merged(tmp_path / "merged.gguf", adapters), **EXACT) as context:
        merged = context.evaluate(PROMPT)
    with RawContext(write_dequantized(tmp_path / "base.gguf"), **EXACT) as context:
        plain = context.evaluate(PROMPT)
        context.clear()
        context.set_adapters([(context.load_adapter(path), scale) for path, scale in adapters])
        adapted = context.evaluate(PROMPT)
    assert difference(adapted, merged) < 1e-3
    assert difference(adapted, plain) > 1


def test_an_adapter_changes_its_targets_by_the_given_magnitude(tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "a.gguf", magnitude=0.25, targets=["attn_q"])
    merged = bundled_weights(write_merged(tmp_path / "merged.gguf", [(adapter, 1.0)]))
    for name, matrix in bundled_weights().items():
        change = np.linalg.norm(merged[name] - matrix) / np.linalg.norm(matrix)
        assert change == pytest.approx(0.25 if name.endswith(".attn_q.weight") else 0, rel=1e-4)


def test_an_adapter_for_another_architecture_is_refused(tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "a.gguf", architecture="llama")
    with RawContext(BUNDLED) as context:
        with pytest.raises(ValueError, match="could not load"):
            context.load_adapter(adapter)


def test_a_scripted_model_says_its_tokens_through_the_chat_model(tmp_path: Path) -> None:
    # The cat's face is four bytes, each a token.
    cat = [bytes([byte]) for byte in "🐱".encode()]
    path = write_scripted(tmp_path / "model.gguf", ["Hello", *LONG_TOKENS, *cat])
    with ChatLlamaCpp(model_path=str(path), n_ctx=1024) as llm:
        answer = llm.invoke("Hi.")
    assert answer.text == "Hello" + "".join(LONG_TOKENS) + "🐱"
    assert answer.response_metadata["finish_reason"] == "stop"


@pytest.mark.parametrize("text", [text for text in LONG_TOKENS if len(text) > 32])
def test_a_long_run_is_one_token_of_the_scripted_model(text: str, tmp_path: Path) -> None:
    with RawContext(write_scripted(tmp_path / "model.gguf", [text])) as context:
        vocabulary = llama_cpp.llama_model_get_vocab(context.model)
        buffer = (llama_cpp.llama_token * 256)()
        count = llama_cpp.llama_tokenize(
            vocabulary, text.encode(), len(text), buffer, 256, False, False
        )
    assert count == 1


@pytest.mark.parametrize("answer", [["no such token"], ["Hello", "Hello"]])
def test_a_script_that_cannot_be_followed_is_refused(answer: list[str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="token"):
        write_scripted(tmp_path / "model.gguf", answer)
