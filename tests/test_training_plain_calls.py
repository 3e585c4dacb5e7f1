"""Plain training text for tools: calls are for offered tools, and hold what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from training.chat_format import Conversation, ToolCall, text_of
from training.corpus import (
    argument_drill,
    choice_drill,
    deed_drill,
    handwork,
    joined_drill,
    no_call_drill,
    parallel_drill,
    plain_calls,
    plain_choice,
    plain_errands,
    plain_parallel,
    plain_second,
    plain_synonyms,
    result_drill,
    sibling_drill,
    talk_drill,
)

Make = Callable[[Random], Conversation]
SAMPLES: dict[str, Make] = {
    "calls": plain_calls.sample,
    "choice": plain_choice.sample,
    "choice among many": choice_drill.sample,
    "parallel": plain_parallel.sample,
    "second": plain_second.sample,
    "arguments": argument_drill.sample,
    "several": parallel_drill.sample,
    "joined": joined_drill.sample,
    "results": result_drill.sample,
    "errands": plain_errands.sample,
    "synonyms": plain_synonyms.sample,
    "handwork": handwork.sample,
    "siblings": sibling_drill.sample,
    "deeds": deed_drill.sample,
    "no call": no_call_drill.sample,
    "talk": talk_drill.sample,
}


@pytest.fixture(params=SAMPLES.values(), ids=SAMPLES.keys())
def make(request: pytest.FixtureRequest) -> Make:
    found: Make = request.param
    return found


def conversations(make: Make, count: int = 300) -> Iterator[Conversation]:
    rng = Random(5)
    return (make(rng) for _ in range(count))


def calls(conversation: Conversation) -> Iterator[tuple[str, ToolCall]]:
    """Each call with the message before it."""
    for before, message in zip(conversation.messages, conversation.messages[1:], strict=False):
        for call in message.calls:
            yield before.content, call


def is_said(value: Any, text: str) -> bool:
    """Says whether a text holds a value; true, false and small numbers are said in words."""
    if isinstance(value, bool) or (isinstance(value, int) and 2 <= value <= 12):
        return True
    if isinstance(value, list):
        return all(str(part) in text for part in value)
    return str(value) in text


def test_same_seed_gives_the_same_text(make: Make) -> None:
    first, second = ([text_of(c) for c in conversations(make, 20)] for _ in range(2))
    assert first == second


def test_every_call_fits_an_offered_tool(make: Make) -> None:
    for conversation in conversations(make):
        tools = {tool["function"]["name"]: tool["function"] for tool in conversation.tools}
        assert len(tools) == len(conversation.tools)
        for _, call in calls(conversation):
            parameters = tools[call.name]["parameters"]
            assert set(parameters["required"]) <= set(call.arguments)
            assert set(call.arguments) <= set(parameters["properties"])
            order = [name for name in parameters["properties"] if name in call.arguments]
            assert order == list(call.arguments)


def test_every_value_is_said_before_the_call(make: Make) -> None:
    # Of these tools some have options and numbers that are meant, in other words.
    free = (
        handwork.sample,
        sibling_drill.sample,
        deed_drill.sample,
        no_call_drill.sample,
        talk_drill.sample,
        joined_drill.sample,
    )
    is_free = make in free
    for conversation in conversations(make):
        properties = {
            tool["function"]["name"]: tool["function"]["parameters"]["properties"]
            for tool in conversation.tools
        }
        for before, call in calls(conversation):
            for name, value in call.arguments.items():
                is_option = "enum" in properties[call.name][name] or isinstance(value, int)
                assert (is_free and is_option) or is_said(value, before), (before, call)


def test_values_are_of_the_type_that_the_tool_says(make: Make) -> None:
    types = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list}
    for conversation in conversations(make):
        tools = {tool["function"]["name"]: tool["function"] for tool in conversation.tools}
        for _, call in calls(conversation):
            properties = tools[call.name]["parameters"]["properties"]
            for name, value in call.arguments.items():
                assert isinstance(value, types[properties[name]["type"]])
                assert value in properties[name].get("enum", [value])


def test_no_brace_of_a_template_is_left(make: Make) -> None:
    for conversation in conversations(make):
        for message in conversation.messages:
            if message.role == "user":
                assert "{" not in message.content
        for tool in conversation.tools:
            assert "{" not in tool["function"]["name"] + tool["function"]["description"]
