"""LangChain messages to template dicts, reply parts to chunks."""

from __future__ import annotations

import pytest
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

from langchain_gguf.engine import Usage
from langchain_gguf.errors import InvalidRequestError
from langchain_gguf.messages import (
    content_to_text,
    messages_to_dicts,
    part_to_chunk,
    usage_to_metadata,
)
from langchain_gguf.reply_parser import TextPart, ToolCallPart

CALL = {"name": "add", "args": {"a": 1}, "id": "call_1"}
CALL_DICT = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "add", "arguments": {"a": 1}},
}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (SystemMessage("Be brief."), {"role": "system", "content": "Be brief."}),
        (HumanMessage("Hi"), {"role": "user", "content": "Hi"}),
        (AIMessage("Hello"), {"role": "assistant", "content": "Hello"}),
        (
            AIMessage("", tool_calls=[CALL]),
            {"role": "assistant", "content": "", "tool_calls": [CALL_DICT]},
        ),
        (
            ToolMessage("2", tool_call_id="call_1", name="add"),
            {"role": "tool", "content": "2", "tool_call_id": "call_1", "name": "add"},
        ),
        (FunctionMessage("2", name="add"), {"role": "tool", "content": "2", "name": "add"}),
        (ChatMessage("Hi", role="critic"), {"role": "critic", "content": "Hi"}),
        (AIMessageChunk("Hello"), {"role": "assistant", "content": "Hello"}),
    ],
    ids=lambda item: type(item).__name__,
)
def test_each_kind_of_message_has_its_dict(message: BaseMessage, expected: dict) -> None:
    assert messages_to_dicts([message]) == [expected]


def test_a_result_learns_its_tools_name_from_the_call() -> None:
    converted = messages_to_dicts(
        [AIMessage("", tool_calls=[CALL]), ToolMessage("2", tool_call_id="call_1")]
    )
    assert converted[1]["name"] == "add"


def test_runs_of_system_or_of_human_messages_become_one() -> None:
    converted = messages_to_dicts(
        [SystemMessage("a"), SystemMessage("b"), HumanMessage("c"), HumanMessage("d")]
    )
    assert converted == [
        {"role": "system", "content": "a\nb"},
        {"role": "user", "content": "c\nd"},
    ]


def test_results_of_several_calls_stay_apart() -> None:
    results = [ToolMessage(text, tool_call_id=text, name="f") for text in "ab"]
    assert [entry["content"] for entry in messages_to_dicts(results)] == ["a", "b"]


def test_the_given_messages_are_not_changed() -> None:
    messages = [HumanMessage("c"), HumanMessage("d")]
    messages_to_dicts(messages)
    assert [message.content for message in messages] == ["c", "d"]


def test_a_message_that_no_template_knows_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="RemoveMessage"):
        messages_to_dicts([RemoveMessage(id="1")])


def test_text_blocks_are_joined() -> None:
    blocks = ["one", {"type": "text", "text": "two"}, {"type": "text-plain", "text": "three"}]
    assert content_to_text(blocks) == "one\ntwo\nthree"


@pytest.mark.parametrize("kind", ["tool_use", "tool_call", "thinking", "reasoning"])
def test_records_of_earlier_calls_and_thoughts_are_left_out(kind: str) -> None:
    assert content_to_text([{"type": kind}, {"type": "text", "text": "Done."}]) == "Done."


@pytest.mark.parametrize("kind", ["image_url", "image", "audio", "file", None])
def test_a_block_that_the_model_cannot_take_is_refused_by_name(kind: str | None) -> None:
    with pytest.raises(InvalidRequestError, match=rf"type {kind!r} .* text only"):
        content_to_text([{"type": kind}])


def test_a_text_part_becomes_a_chunk() -> None:
    assert part_to_chunk(TextPart("Hi"), {}).content == "Hi"


def test_a_call_gets_one_id_with_its_first_piece() -> None:
    ids: dict[int, str] = {}
    parts = [
        ToolCallPart(0, "add", '{"a"'),
        ToolCallPart(0, None, ": 1}"),
        ToolCallPart(1, "add", "{}"),
    ]
    chunks = [part_to_chunk(part, ids) for part in parts]
    first, second = (chunks[0] + chunks[1] + chunks[2]).tool_calls
    assert (first["name"], first["args"]) == ("add", {"a": 1})
    assert (second["name"], second["args"]) == ("add", {})
    assert first["id"] and second["id"] and first["id"] != second["id"]
    assert chunks[1].tool_call_chunks[0]["id"] is None


def test_usage_counts_what_was_read_from_the_cache() -> None:
    usage = usage_to_metadata(Usage(prompt_tokens=10, cached_tokens=4, completion_tokens=3))
    assert usage == {
        "input_tokens": 10,
        "output_tokens": 3,
        "total_tokens": 13,
        "input_token_details": {"cache_read": 4},
    }
