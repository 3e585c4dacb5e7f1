"""Settings of llama-cpp-python and of langchain-community's class that are none here."""

from __future__ import annotations

import inspect
import re

import llama_cpp
import pytest
from langchain_core.callbacks import BaseCallbackHandler

from langchain_gguf import ChatLlamaCpp, UnknownArgumentError
from langchain_gguf.unknown_fields import HINTS

COMMUNITY = (
    "n_parts f16_kv logits_all vocab_only lora_base suffix echo last_n_tokens_size "
    "rope_freq_base rope_freq_scale model_kwargs grammar grammar_path"
)
USES = re.compile(r"(?:[Uu]se|or) ([a-z_]+)")


@pytest.mark.parametrize("name", HINTS)
def test_the_error_says_what_does_it_here(name: str) -> None:
    with pytest.raises(UnknownArgumentError) as caught:
        ChatLlamaCpp(**{name: 1})
    message = str(caught.value)
    assert message.startswith(f"'{name}' is not an argument of ChatLlamaCpp. ")
    assert HINTS[name] in message
    assert "Did you mean" not in message


def test_every_setting_of_llama_cpp_python_is_a_field_or_has_a_hint() -> None:
    given = inspect.signature(llama_cpp.Llama.__init__).parameters
    names = {name for name, item in given.items() if item.kind is not item.VAR_KEYWORD} - {"self"}
    assert names - HINTS.keys() - ChatLlamaCpp.model_fields.keys() == set()


def test_every_setting_of_the_community_class_is_a_field_or_has_a_hint() -> None:
    assert set(COMMUNITY.split()) <= HINTS.keys()


def test_no_hint_hides_a_field() -> None:
    assert not HINTS.keys() & ChatLlamaCpp.model_fields.keys()


def test_fields_that_hints_name_are_there() -> None:
    named = {name for hint in HINTS.values() for name in USES.findall(hint) if "_" in name}
    calls = {"constraint", "response_format", "with_structured_output"}
    assert named - calls <= ChatLlamaCpp.model_fields.keys()


def test_streaming_and_callbacks_are_fields() -> None:
    ChatLlamaCpp(streaming=True, callbacks=[BaseCallbackHandler()])
