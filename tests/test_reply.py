"""Engine events to messages: streamed and at once give the same."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, AIMessageChunk

from langchain_gguf.engine import FinishReason, TokenEvent, Usage
from langchain_gguf.messages import messages_to_dicts
from langchain_gguf.reply import Reply, merge_parts, read_call, usage_to_metadata
from langchain_gguf.reply_parser import ReasoningPart, ReplyPart, TextPart, ToolCallPart
from langchain_gguf.tool_formats import ReplyFormat, Tool
from langchain_gguf.tool_formats.formats.json_tags import JSON_TAGS
from langchain_gguf.tool_formats.reply_format import Tags
from langchain_gguf.translator import PROVIDER

CALLS = ReplyFormat(JSON_TAGS, [Tool(name, {}) for name in "fg"])
USAGE = Usage(prompt_tokens=5, cached_tokens=0, completion_tokens=7)


def events_of(text: str, reason: FinishReason = FinishReason.STOP) -> list[TokenEvent]:
    return [*map(TokenEvent, text), TokenEvent("", reason, USAGE)]


def streamed(text: str, reason: FinishReason = FinishReason.STOP) -> AIMessageChunk:
    reply = Reply(CALLS, "tiny")
    chunks = [chunk for event in events_of(text, reason) for chunk in reply.chunks(event)]
    return sum(chunks[1:], chunks[0])


TEXTS = {
    "text": "Hello.",
    "call": '<tool_call>\n{"name": "f", "arguments": {"a": [1, "é"]}}\n</tool_call>',
    "text and two calls": 'Wait. <tool_call>{"name": "f", "arguments": {}}</tool_call>\n'
    '<tool_call>{"name": "g", "arguments": {"b": null}}</tool_call>',
    "no name": '<tool_call>{"foo": 1}</tool_call>',
    "no JSON": "<tool_call>certainly</tool_call>",
    "a call cut short": '<tool_call>{"name": "f", "arguments": {"a": "two \\"words',
    "a call cut short in a list": '<tool_call>{"name": "f", "arguments": {"a": [1, 2',
    "a call cut short before its arguments": '<tool_call>{"name": "f", "argum',
    "a call cut short before its name": '<tool_call>{"na',
    "arguments that are no object": '<tool_call>{"name": "f", "arguments": "x"}</tool_call>',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_stream_adds_up_to_the_message(text: str) -> None:
    message, chunk = Reply(CALLS, "tiny").message(events_of(text)), streamed(text)
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
    message = Reply(CALLS, "tiny").message(events_of(TEXTS["no name"]))
    assert message.tool_calls == []
    (call,) = message.invalid_tool_calls
    assert "foo" in (call["args"] or "")
    assert call["error"]


def test_a_call_cut_short_is_an_invalid_one() -> None:
    events = events_of('<tool_call>{"name": "f", "arguments": {"a": 1', FinishReason.LENGTH)
    message = Reply(CALLS, "tiny").message(events)
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
    message = Reply(CALLS, "tiny").message(events_of(text, reason))
    assert message.response_metadata == {
        "finish_reason": expected,
        "model_name": "tiny",
        "model_provider": "llamacpp",
    }


def test_only_the_last_chunk_carries_usage() -> None:
    reply = Reply(ReplyFormat(), "tiny")
    chunks = [chunk for event in events_of("Hello.") for chunk in reply.chunks(event)]
    assert [chunk.usage_metadata is not None for chunk in chunks] == [False] * 6 + [True]
    assert [chunk.chunk_position for chunk in chunks] == [None] * 6 + ["last"]


# Typed content ------------------------------------------------------------------------------------


class ScriptedParser:
    """Hands out parts, one for each event, instead of reading them from text."""

    num_reasoning_tags = (0, 0)

    def __init__(self, parts: list[ReplyPart]) -> None:
        self._parts = list(parts)
        self.num_calls = sum(isinstance(part, ToolCallPart) for part in parts)

    def feed(self, text: str) -> list[ReplyPart]:
        return [self._parts.pop(0)] if text else []

    def finish(self) -> list[ReplyPart]:
        return self._parts


def scripted(parts: list[ReplyPart], version: str | None) -> tuple[Reply, list[TokenEvent]]:
    reply = Reply(ReplyFormat(), "tiny", version)
    reply._parser = ScriptedParser(parts)  # type: ignore[assignment]
    return reply, events_of("x" * len(parts))


def whole(parts: list[ReplyPart], version: str | None) -> AIMessage:
    reply, events = scripted(parts, version)
    return reply.message(events)


def added_up(parts: list[ReplyPart], version: str | None) -> AIMessageChunk:
    reply, events = scripted(parts, version)
    chunks = [chunk for event in events for chunk in reply.chunks(event)]
    return sum(chunks[1:], chunks[0])


def plain(blocks: Any) -> list[dict[str, Any]]:
    """Blocks without what differs by nature: ids, and where in a stream a block stood."""
    return [{key: block[key] for key in block if key not in ("id", "index")} for block in blocks]


MIXED: list[ReplyPart] = [
    ReasoningPart("Hm"), ReasoningPart("."), TextPart("Wa"), TextPart("it."),
    ToolCallPart(0, "f", '{"a"'), ToolCallPart(0, None, ": 1}"), TextPart("And "),
    ReasoningPart("Oh."), ToolCallPart(1, "g", "{}"), TextPart("so."),
]  # fmt: skip
MIXED_BLOCKS = [
    {"type": "reasoning", "reasoning": "Hm."},
    {"type": "text", "text": "Wait."},
    {"type": "tool_call", "name": "f", "args": {"a": 1}},
    {"type": "text", "text": "And "},
    {"type": "reasoning", "reasoning": "Oh."},
    {"type": "tool_call", "name": "g", "args": {}},
    {"type": "text", "text": "so."},
]


def test_typed_content_has_the_blocks_in_the_order_of_the_reply() -> None:
    message = whole(MIXED, "v1")
    assert plain(message.content) == plain(message.content_blocks) == MIXED_BLOCKS
    assert message.response_metadata["output_version"] == "v1"
    assert [call["name"] for call in message.tool_calls] == ["f", "g"]
    assert message.additional_kwargs == {}


def test_text_content_has_reasoning_apart() -> None:
    message = whole(MIXED, None)
    assert message.content == "Wait.And so."
    assert message.additional_kwargs == {"reasoning_content": "Hm.Oh."}
    assert [block["type"] for block in message.content_blocks] == [
        "reasoning", "text", "tool_call", "tool_call"
    ]  # fmt: skip


def test_a_call_after_text_keeps_its_block_when_chunks_are_added_up() -> None:
    added = added_up([TextPart("Wait."), ToolCallPart(0, "f", "{}")], "v1")
    assert plain(added.content) == [
        {"type": "text", "text": "Wait."}, {"type": "tool_call", "name": "f", "args": {}}
    ]  # fmt: skip
    assert added.content[1]["id"] == added.tool_calls[0]["id"]  # type: ignore[index]


@st.composite
def replies(draw: st.DrawFn) -> list[ReplyPart]:
    """Any order of text, reasoning and calls; a call's pieces follow each other."""
    parts: list[ReplyPart] = []
    num_calls = 0
    for kind in draw(st.lists(st.sampled_from("trc"), max_size=8)):
        text = draw(st.text("ab ", min_size=1, max_size=3))
        if kind == "c":
            arguments = json.dumps({"a": text})
            cut = draw(st.integers(0, len(arguments)))
            parts += [ToolCallPart(num_calls, "f", arguments[:cut])]
            parts += [ToolCallPart(num_calls, None, arguments[cut:])] * (cut < len(arguments))
            num_calls += 1
        else:
            parts.append(TextPart(text) if kind == "t" else ReasoningPart(text))
    return parts


@given(replies(), st.sampled_from([None, "v0", "v1"]))
def test_any_stream_adds_up_to_the_message(parts: list[ReplyPart], version: str | None) -> None:
    message, chunk = whole(parts, version), added_up(parts, version)
    assert plain(chunk.content_blocks) == plain(message.content_blocks)
    assert plain(chunk.tool_calls) == plain(message.tool_calls)
    assert chunk.text == message.text
    assert chunk.response_metadata == message.response_metadata
    assert chunk.additional_kwargs == message.additional_kwargs
    assert chunk.usage_metadata == message.usage_metadata
    if version == "v1":
        assert plain(chunk.content) == plain(message.content)
    else:
        assert chunk.content == message.content


@given(replies(), st.sampled_from([None, "v1"]))
def test_a_reply_that_comes_back_is_the_same_whether_it_was_streamed_and_typed_or_not(
    parts: list[ReplyPart], version: str | None
) -> None:
    def said(message: AIMessage) -> list[dict[str, Any]]:
        (entry,) = messages_to_dicts([message])
        return [{**entry, "tool_calls": plain(entry.get("tool_calls", []))}]

    expected = said(whole(parts, None))
    assert said(whole(parts, version)) == said(added_up(parts, version)) == expected


@given(replies())
def test_merged_parts_say_the_same_in_fewer_pieces(parts: list[ReplyPart]) -> None:
    merged = merge_parts(parts)
    for kind in (TextPart, ReasoningPart):
        assert "".join(part.text for part in merged if isinstance(part, kind)) == "".join(
            part.text for part in parts if isinstance(part, kind)
        )
    indices = [part.index for part in merged if isinstance(part, ToolCallPart)]
    assert indices == sorted(set(indices))
    assert merge_parts(merged) == merged
    assert all(type(one) is not type(next_) or isinstance(one, ToolCallPart)
               for one, next_ in pairwise(merged))  # fmt: skip


@given(replies(), st.sampled_from([None, "v1"]))
def test_model_name_and_finish_reason_and_usage_are_in_the_last_chunk_alone(
    parts: list[ReplyPart], version: str | None
) -> None:
    reply, events = scripted(parts, version)
    chunks = [chunk for event in events for chunk in reply.chunks(event)]
    for key in ("model_name", "finish_reason"):
        assert [key in chunk.response_metadata for chunk in chunks].count(True) == 1
        assert key in chunks[-1].response_metadata
    assert [chunk.usage_metadata is not None for chunk in chunks].count(True) == 1
    assert {chunk.response_metadata["model_provider"] for chunk in chunks} == {PROVIDER}


def test_an_invalid_call_has_a_field_of_its_own_and_no_block() -> None:
    message = whole([TextPart("a"), ToolCallPart(0, "f", "{")], "v1")
    assert plain(message.content) == [{"type": "text", "text": "a"}]
    assert message.invalid_tool_calls[0]["args"] == "{"


def test_a_whole_call_is_read_and_gets_an_id_of_its_own() -> None:
    first, second = (read_call(ToolCallPart(0, "f", '{"a": 1}')) for _ in range(2))
    assert (first["type"], first["name"], first["args"]) == ("tool_call", "f", {"a": 1})
    assert first["id"] and second["id"] and first["id"] != second["id"]


@pytest.mark.parametrize(
    "part",
    [ToolCallPart(0, "f", "["), ToolCallPart(0, "f", "[1]"), ToolCallPart(0, None, "{}"),
     ToolCallPart(0, "f", "[" * 10**5)],
    ids=["cut", "no object", "no name", "too deep"],
)  # fmt: skip
def test_a_call_that_cannot_be_read_says_why(part: ToolCallPart) -> None:
    call = read_call(part)
    assert (call["type"], call["args"]) == ("invalid_tool_call", part.arguments)
    assert call["error"]


def test_usage_counts_what_was_read_from_the_cache() -> None:
    usage = usage_to_metadata(Usage(prompt_tokens=10, cached_tokens=4, completion_tokens=3))
    assert usage == {
        "input_tokens": 10,
        "output_tokens": 3,
        "total_tokens": 13,
        "input_token_details": {"cache_read": 4},
    }


@pytest.mark.parametrize("typed", [False, True])
def test_usage_counts_the_tokens_of_reasoning(typed: bool) -> None:
    thinks = ReplyFormat(None, [], reasoning=Tags("<think>", "</think>"))
    tokens = ["<", "think>", "One", " two", "</th", "ink>", "\n", "three", " four"]
    events = [TokenEvent(token, num_tokens=1) for token in tokens[:-2]]
    # Two tokens in one event, and one without text at the end.
    events += [TokenEvent("".join(tokens[-2:]), num_tokens=2), TokenEvent("", num_tokens=1)]
    events += [TokenEvent("", FinishReason.STOP, Usage(5, 0, 10))]
    version = "v1" if typed else None
    message = Reply(thinks, "tiny", version).message(events)
    assert message.usage_metadata["output_token_details"] == {"reasoning": 2}
    streaming = Reply(thinks, "tiny", version)
    first, *others = [chunk for event in events for chunk in streaming.chunks(event)]
    assert sum(others, first).usage_metadata == message.usage_metadata


def test_a_model_that_reasons_may_have_spent_no_token_on_it() -> None:
    thinks = ReplyFormat(None, [], reasoning=Tags("<think>", "</think>"))
    events = [TokenEvent("Hi", num_tokens=1), TokenEvent("", FinishReason.STOP, USAGE)]
    usage = Reply(thinks, "tiny").message(events).usage_metadata
    assert usage["output_token_details"] == {"reasoning": 0}
    plain = Reply(CALLS, "tiny").message(events).usage_metadata
    assert "output_token_details" not in plain
