"""Tools called by the bundled model through the templates of every format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage

from langchain_gguf import ChatLlamaCpp
from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.tool_formats import detect_layout
from tests.tool_format_cases import CASES

FOLDER = Path(__file__).parent / "templates"
# Small values: the model was trained on one of these formats only.
LAMP = {
    "type": "function",
    "function": {
        "name": "set_lamp",
        "description": "Sets the lamp.",
        "parameters": {
            "type": "object",
            "properties": {
                "color": {"type": "string", "enum": ["red", "7"]},
                "level": {"type": "integer", "minimum": 0, "maximum": 9},
                "on": {"type": "boolean"},
            },
            "required": ["color", "level", "on"],
        },
    },
}
# In prompts of these forms, which show no reasoning, the tiny model may think all the same.
THINKS_UNASKED = ("functionary-v3.1", "mistral-with-ids", "mistral-list", "mistral-spaced-list")
WITH_TEMPLATE = [name for name, case in CASES.items() if case.template]


@pytest.fixture(params=WITH_TEMPLATE)
def model(request: pytest.FixtureRequest) -> Iterator[ChatLlamaCpp]:
    source = (FOLDER / f"tools_{CASES[request.param].template}.jinja").read_text(encoding="utf-8")
    tags = detect_layout(ChatTemplate({"tokenizer.chat_template": source})).reasoning
    if tags is not None:  # This model knows no reasoning and would never end it.
        empty = tags.begin.strip() + tags.end.strip()
        source += "{%- if add_generation_prompt -%}{{- '" + empty + "' -}}{%- endif -%}"
    budget = 0 if request.param in THINKS_UNASKED else None
    with ChatLlamaCpp(
        temperature=0, max_tokens=400, n_ctx=1024, chat_template=source, reasoning_budget=budget
    ) as llm:
        yield llm


def calls_of(message: AIMessage) -> list[tuple[str, dict[str, Any]]]:
    return [(call["name"], call["args"]) for call in message.tool_calls]


def test_a_forced_call_fits_the_schema_streamed_or_not(model: ChatLlamaCpp) -> None:
    bound = model.bind_tools([LAMP], tool_choice="set_lamp")
    message = bound.invoke("Set the lamp to red.")
    ((name, arguments),) = calls_of(message)
    assert name == "set_lamp"
    assert arguments.keys() == {"color", "level", "on"}
    assert arguments["color"] in ("red", "7")
    assert type(arguments["level"]) is int and 0 <= arguments["level"] <= 9
    assert type(arguments["on"]) is bool
    assert message.response_metadata["finish_reason"] == "tool_calls"
    chunks = list(bound.stream("Set the lamp to red."))
    total = sum(chunks[1:], chunks[0])
    assert isinstance(total, AIMessageChunk)
    assert calls_of(total) == calls_of(message)
    names = [chunk["name"] for item in chunks for chunk in item.tool_call_chunks if chunk["name"]]
    assert names == ["set_lamp"]


def test_a_call_cut_by_max_tokens_is_invalid_streamed_or_not(model: ChatLlamaCpp) -> None:
    bound = model.bind_tools([LAMP], tool_choice="any")
    whole = bound.invoke("Set the lamp to red.")
    assert whole.usage_metadata is not None
    for missing in (6, 4):
        max_tokens = whole.usage_metadata["output_tokens"] - missing
        message = bound.invoke("Set the lamp to red.", max_tokens=max_tokens)
        assert message.response_metadata["finish_reason"] == "length"
        chunks = list(bound.stream("Set the lamp to red.", max_tokens=max_tokens))
        total = sum(chunks[1:], chunks[0])
        assert isinstance(total, AIMessageChunk)
        assert calls_of(total) == calls_of(message)
        invalid = [(call["name"], call["args"]) for call in message.invalid_tool_calls]
        assert [(c["name"], c["args"]) for c in total.invalid_tool_calls] == invalid


def test_a_conversation_with_calls_goes_on(model: ChatLlamaCpp) -> None:
    call = {"name": "set_lamp", "args": {"color": "red", "level": 3, "on": True}, "id": "call_1"}
    messages = [
        HumanMessage("Set the lamp to red."),
        AIMessage("", tool_calls=[call]),
        ToolMessage("done", tool_call_id="call_1"),
    ]
    message = model.bind_tools([LAMP]).invoke(messages, max_tokens=8)
    assert isinstance(message, AIMessage)
    with_choice = model.bind_tools([LAMP], tool_choice="none").invoke(messages, max_tokens=8)
    assert not with_choice.tool_calls and not with_choice.invalid_tool_calls


def test_a_reply_ends_after_the_one_call_that_is_allowed(llm: ChatLlamaCpp) -> None:
    bound = llm.bind_tools([LAMP], parallel_tool_calls=False, max_tokens=300)
    message = bound.invoke("Set the lamp: color red, level 7, on true.")
    assert len(message.tool_calls) == 1
    assert message.response_metadata["finish_reason"] == "tool_calls"
    assert message.text == ""
