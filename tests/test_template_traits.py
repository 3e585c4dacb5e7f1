"""What a template accepts is found by rendering."""

from __future__ import annotations

from typing import Any

import pytest

from langchain_gguf.chat_template import CHATML_TEMPLATE, PLAIN_TEMPLATE, ChatTemplate
from langchain_gguf.template_traits import TemplateTraits, typed
from tests.chat_templates import chat_template

EVERY_ROLE = frozenset({"system", "user", "assistant"})


def traits(name: str) -> TemplateTraits:
    return chat_template(name).traits(with_tools=True)


def traits_of(source: str) -> TemplateTraits:
    return ChatTemplate({"tokenizer.chat_template": source}).traits()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("llama2", {"system": True, "later_system": False, "repeatable": frozenset()}),
        ("llama2", {"assistant_first": False, "tools": False, "arguments": None}),
        ("gemma", {"system": False, "later_system": False, "repeatable": frozenset()}),
        ("mistral", {"call_id_length": 9, "text_beside_calls": False, "text_before_calls": False}),
        ("mistral", {"tools": True, "arguments": "object", "result_role": "tool"}),
        ("llama3", {"parallel_calls": False, "text_beside_calls": False, "repeatable": EVERY_ROLE}),
        ("llama3", {"text_before_calls": True, "call_id_length": None, "tools": True}),
        ("qwen3", {"reasoning_field": "reasoning_content", "reasoning_beside_text": True}),
        ("qwen3", {"parallel_calls": True, "later_system": True, "repeatable": EVERY_ROLE}),
        ("deepseek", {"arguments": "text", "empty_content": None, "tools": False}),
        ("deepseek", {"text_beside_calls": False, "text_before_calls": True}),
        ("harmony", {"reasoning_field": "thinking", "reasoning_beside_text": False}),
        ("typed", {"typed_content": True, "system": True, "arguments": None}),
        ("parameters", {"arguments": "object", "tools": True}),
        ("phi", {"tools": False, "result_role": "user", "reasoning_field": None}),
    ],
)
def test_each_family_is_seen_as_it_is(name: str, expected: dict[str, Any]) -> None:
    found = vars(traits(name))
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("source", [CHATML_TEMPLATE, PLAIN_TEMPLATE])
def test_the_default_templates_take_everything_but_calls(source: str) -> None:
    assert traits_of(source) == TemplateTraits()


def test_a_dict_printed_as_python_is_no_way_to_write_arguments() -> None:
    source = (
        "{% for m in messages %}{{ m.role + (m.content or '') }}{% for c in m.tool_calls or [] %}"
        "{{ c.function.name ~ c.function.arguments }}{% endfor %}{% endfor %}"
    )
    assert traits_of(source).arguments == "text"


def test_a_role_of_its_own_for_results_is_found() -> None:
    source = (
        "{% for m in messages %}{% if m.role == 'tool' %}{{ raise_exception('ipython only') }}"
        "{% endif %}{{ m.role + m.content }}{% for c in m.tool_calls or [] %}"
        "{{ c.function.name }}{{ c.function.arguments | tojson }}{% endfor %}{% endfor %}"
    )
    assert traits_of(source).result_role == "ipython"


def test_a_template_that_fails_on_everything_accepts_nothing() -> None:
    found = traits_of("{{ 1 / 0 }}")
    assert not (found.system or found.repeatable or found.tools or found.arguments)


def test_the_tool_use_template_has_traits_of_its_own() -> None:
    template = ChatTemplate(
        {
            "tokenizer.chat_template": "{{ messages[0].content }}",
            "tokenizer.chat_template.tool_use": "{{ tools }}{{ messages[0].content }}",
        }
    )
    assert not template.traits().tools
    assert template.traits(with_tools=True).tools and template.supports_tools


@pytest.mark.parametrize(
    ("name", "role", "expected"),
    [("phi", "critic", True), ("llama2", "critic", False), ("typed", "critic", True),
     ("mistral", "developer", False), ("harmony", "developer", True)],
)  # fmt: skip
def test_whether_a_template_writes_a_role(name: str, role: str, expected: bool) -> None:
    assert chat_template(name).knows_role(role) is expected


def test_typed_content_is_a_list_of_blocks() -> None:
    said = {"role": "user", "content": "a"}
    assert typed(said, False) is said
    assert typed(said, True)["content"] == [{"type": "text", "text": "a"}]
    assert typed({**said, "content": ""}, True)["content"] == []
    assert typed({**said, "content": None}, True)["content"] is None
