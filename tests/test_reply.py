"""Engine events to messages: streamed and at once give the same."""

from __future__ import annotations

import pytest
from langchain_core.messages import AIMessageChunk

from langchain_gguf.engine import FinishReason, TokenEvent, Usage
from langchain_gguf.reply import Reply
from langchain_gguf.tool_formats.json_tags import JSON_TAGS

USAGE = Usage(prompt_tokens=5, cached_tokens=0, completion_tokens=7)


def events_of(text: str, reason: FinishReason = FinishReason.STOP) -> list[TokenEvent]:
    return [*map(TokenEvent, text), TokenEvent("", reason, USAGE)]


def streamed(text: str, reason: FinishReason = FinishReason.STOP) -> AIMessageChunk:
    reply = Reply(JSON_TAGS, "tiny")
    chunks = [chunk for event in events_of(text, reason) for chunk in reply.chunks(event)]
    return sum(chunks[1:], chunks[0])


TEXTS = {
    "text": "Hello.",
    "call": '<tool_call>\n{"name": "f", "arguments": {"a": [1, "é"]}}\n</tool_call>',
    "text and two calls": 'Wait. <tool_call>{"name": "f", "arguments": {}}</tool_call>\n'
    '<tool_call>{"name": "g", "arguments": {"b": null}}</tool_call>',
    "no name": '<tool_call>{"foo": 1}</tool_call>',
    "no JSON": "<tool_call>certainly</tool_call>",
    "arguments that are no object": '<tool_call>{"name": "f", "arguments": "x"}</tool_call>',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_stream_adds_up_to_the_message(text: str) -> None:
    message, chunk = Reply(JSON_TAGS, "tiny").message(events_of(text)), streamed(text)
    assert chunk.text == message.text
    assert [(call["name"], call["args"]) for call in chunk.tool_calls] == [
        (call["name"], call["args"]) for call in message.tool_calls
    ]
    assert [(call["name"], call["args"]) for call in chunk.invalid_tool_calls] == [
        (call["name"], call["args"]) for call in message.invalid_tool_calls
    ]
    assert chunk.response_metadata == message.response_metadata
    assert chunk.usage_metadata == message.usage_metadata


def test_a_call_that_cannot_be_read_is_an_invalid_one() -> None:
    message = Reply(JSON_TAGS, "tiny").message(events_of(TEXTS["no name"]))
    assert message.tool_calls == []
    (call,) = message.invalid_tool_calls
    assert "foo" in (call["args"] or "")
    assert call["error"]


def test_a_call_cut_short_is_an_invalid_one() -> None:
    events = events_of('<tool_call>{"name": "f", "arguments": {"a": 1', FinishReason.LENGTH)
    message = Reply(JSON_TAGS, "tiny").message(events)
    assert message.tool_calls == []
    assert message.invalid_tool_calls[0]["name"] == "f"
    assert message.response_metadata["finish_reason"] == "length"


@pytest.mark.parametrize(
    ("text", "reason", "expected"),
    [
        ("Hello.", FinishReason.STOP, "stop"),
        ("Hello.", FinishReason.LENGTH, "length"),
        (TEXTS["call"], FinishReason.STOP, "tool_calls"),
        (TEXTS["call"], FinishReason.LENGTH, "length"),
    ],
)
def test_the_finish_reason_is_in_the_metadata(
    text: str, reason: FinishReason, expected: str
) -> None:
    message = Reply(JSON_TAGS, "tiny").message(events_of(text, reason))
    assert message.response_metadata == {
        "finish_reason": expected,
        "model_name": "tiny",
        "model_provider": "llamacpp",
    }


def test_only_the_last_chunk_carries_usage() -> None:
    reply = Reply(None, "tiny")
    chunks = [chunk for event in events_of("Hello.") for chunk in reply.chunks(event)]
    assert [chunk.usage_metadata is not None for chunk in chunks] == [False] * 6 + [True]
    assert [chunk.chunk_position for chunk in chunks] == [None] * 6 + ["last"]
