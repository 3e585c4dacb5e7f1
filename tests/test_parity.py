"""What the bundled model was trained with and llama.cpp see the same tokens and logits."""

from __future__ import annotations

import base64
import ctypes
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import llama_cpp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shipped_model import MODEL, shipped_tokenizer
from training import corpus
from training.chat_format import text_of
from training.tokenizer import CONTROL_TOKENS, Tokenizer

REFERENCE = json.loads((Path(__file__).parent / "reference_logits.json").read_text())
# Where nothing is rounded to 8 bits.
MAX_DIFFERENCE = 0.001
# llama.cpp rounds the activations of a Q8_0 file, too; what PyTorch puts first by more is first.
CLEAR_LEAD = 0.7


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return shipped_tokenizer()


@pytest.fixture(scope="module")
def llama() -> Iterator[llama_cpp.Llama]:
    model = llama_cpp.Llama(str(MODEL), n_ctx=2048, n_threads=1, verbose=False)
    yield model
    model.close()


@pytest.fixture(scope="module")
def unrounded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[llama_cpp.Llama]:
    """The same weights as 32-bit numbers, with a cache of such numbers."""
    path = tmp_path_factory.mktemp("parity") / "f32.gguf"
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype, params.allow_requantize = llama_cpp.LLAMA_FTYPE_ALL_F32, True
    llama_cpp.llama_model_quantize(str(MODEL).encode(), str(path).encode(), ctypes.byref(params))
    f32 = llama_cpp.GGML_TYPE_F32
    model = llama_cpp.Llama(
        str(path), n_ctx=2048, n_threads=1, verbose=False, type_k=f32, type_v=f32
    )
    yield model
    model.close()


def logits_after(llama: llama_cpp.Llama, ids: list[int]) -> Any:
    llama.reset()
    llama.eval(ids)
    return np.ctypeslib.as_array(llama_cpp.llama_get_logits(llama.ctx), (llama.n_vocab(),))


def same_tokens(tokenizer: Tokenizer, llama: llama_cpp.Llama, text: str) -> bool:
    return llama.tokenize(text.encode(), add_bos=False, special=True) == tokenizer.encode(text)


pieces = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
    st.text("0123456789 .,:-+/", max_size=12),
    st.text(" \n\t\u3000\u00a0", max_size=6),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=8),
    st.text(st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF), max_size=4),
    st.text("abcdefghijklmnopqrstuvwxyzABCDEFÄÖÜéàç'’", max_size=16),
    st.sampled_from((*CONTROL_TOKENS, "<think>", "</think>", "<tool_call>", "</tool_call>")),
    st.sampled_from(('": "', '", "', '{"name": "', '"}}', ', "enum": ["', "]", "}")),
)  # fmt: skip


@given(st.lists(pieces, max_size=8).map("".join))
@settings(max_examples=2000, deadline=None)
def test_any_text_has_the_same_tokens(
    tokenizer: Tokenizer, llama: llama_cpp.Llama, text: str
) -> None:
    assert same_tokens(tokenizer, llama, text), text


def test_training_text_has_the_same_tokens(tokenizer: Tokenizer, llama: llama_cpp.Llama) -> None:
    rng = Random(17)
    for _ in range(1500):
        text = text_of(corpus.sample(rng))
        assert same_tokens(tokenizer, llama, text), text


@pytest.mark.parametrize("entry", REFERENCE, ids=range(len(REFERENCE)))
def test_llama_cpp_computes_the_logits_of_pytorch(
    entry: dict[str, Any], llama: llama_cpp.Llama, unrounded: llama_cpp.Llama
) -> None:
    best = np.array(entry["best"])
    expected = np.frombuffer(base64.b64decode(entry["logits"]), dtype=np.float32)
    found = logits_after(unrounded, entry["ids"])[best]
    assert np.abs(found - expected).max() < MAX_DIFFERENCE
    if expected[0] - expected[1] > CLEAR_LEAD:
        assert logits_after(llama, entry["ids"]).argmax() == best[0]
