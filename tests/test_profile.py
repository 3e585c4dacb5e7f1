"""What a model can do, from its header."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_type_hints

import pytest
from langchain_core.language_models import ModelProfile

from langchain_gguf import ChatLlamaCpp
from langchain_gguf.profile import DEFAULT_MAX_N_CTX, model_profile
from tests.chat_templates import source
from tests.test_gguf_header import write


def profile(name: str = "phi", **arguments: Any) -> ModelProfile:
    header = {
        "general.architecture": "llama",
        "general.name": "Test",
        "llama.context_length": 131072,
        "tokenizer.chat_template": source(name),
    }
    return model_profile({**header, **arguments.pop("header", {})}, file_name="f", **arguments)


def test_the_bundled_model_has_a_profile_without_being_loaded(llm: ChatLlamaCpp) -> None:
    model = ChatLlamaCpp()
    assert not model._handle.is_loaded
    assert model.profile is not None
    assert model.profile["max_input_tokens"] == llm._service().n_ctx
    assert model.profile["tool_calling"] is True
    assert model.profile["reasoning_output"] is True
    assert "tiny" in model.profile["name"]


def test_a_profile_has_only_keys_that_langchain_knows() -> None:
    assert profile("harmony").keys() <= get_type_hints(ModelProfile).keys()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, DEFAULT_MAX_N_CTX),
        ({"n_ctx": 100_000}, 100_000),
        ({"header": {"llama.context_length": 2048}}, 2048),
        ({"header": {"llama.context_length": 2048}, "n_ctx": 4096}, 4096),
    ],
)
def test_the_context_is_what_is_asked_for_or_what_the_model_was_trained_for(
    arguments: dict[str, Any], expected: int
) -> None:
    found = profile(**arguments)
    assert found["max_input_tokens"] == found["max_output_tokens"] == expected


def test_max_tokens_limits_the_output() -> None:
    assert profile(max_tokens=100)["max_output_tokens"] == 100
    assert profile(max_tokens=10**6)["max_output_tokens"] == DEFAULT_MAX_N_CTX


def test_a_header_without_sizes_and_name_says_what_is_known() -> None:
    found = model_profile({}, file_name="file")
    assert found["name"] == "file"
    assert "max_input_tokens" not in found and found["tool_calling"] is False


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("qwen3", "tool_calling", True),
        ("phi", "tool_calling", False),
        ("qwen3", "reasoning_output", True),
        ("phi", "reasoning_output", False),
        ("qwen3", "mid_conversation_system_messages", True),
        ("llama2", "mid_conversation_system_messages", False),
        ("harmony", "reasoning_effort_levels", ["low", "medium", "high"]),
        ("qwen3", "reasoning_effort_levels", None),
    ],
)
def test_abilities_are_seen_from_the_template(name: str, key: str, expected: object) -> None:
    assert profile(name).get(key) == expected


def test_the_template_that_is_given_counts() -> None:
    assert profile("phi", chat_template=source("qwen3"))["tool_calling"] is True
    model = ChatLlamaCpp(chat_template=source("phi"))
    assert model.profile is not None and model.profile["tool_calling"] is False


def test_a_profile_that_is_given_is_kept() -> None:
    assert ChatLlamaCpp(profile={"max_input_tokens": 5}).profile == {"max_input_tokens": 5}


def test_a_header_that_cannot_be_read_gives_no_profile(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gguf")
    path.write_bytes(path.read_bytes()[:20])
    assert ChatLlamaCpp(model_path=str(path)).profile is None


def test_reasoning_in_tags_that_are_not_known_counts() -> None:
    thought = "{% if m.thinking %}<mull>{{ m.thinking }}</mull>{% endif %}"
    for before, expected in ((thought, True), ("", False)):
        template = "{% for m in messages %}<{{ m.role }}>" + before + "{{ m.content }}{% endfor %}"
        found = model_profile({}, file_name="file", chat_template=template)
        assert found["reasoning_output"] is expected
