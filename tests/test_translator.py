"""Content blocks of the model's own messages."""

from __future__ import annotations

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.tool import tool_call_chunk

from langchain_gguf.translator import PROVIDER, call_index

METADATA = {"model_provider": PROVIDER}
CALL = {"name": "f", "args": {"a": 1}, "id": "1", "type": "tool_call"}
THOUGHT = {"reasoning_content": "Hm."}


def chunk(**fields: object) -> AIMessageChunk:
    return AIMessageChunk(**{"content": "", "response_metadata": METADATA, **fields})


def test_a_message_is_reasoning_then_text_then_calls() -> None:
    message = AIMessage(
        "Fine.", tool_calls=[CALL], additional_kwargs=THOUGHT, response_metadata=METADATA
    )
    assert message.content_blocks == [
        {"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "Fine."}, CALL
    ]  # fmt: skip


def test_an_empty_message_has_no_blocks() -> None:
    assert AIMessage("", response_metadata=METADATA).content_blocks == []
    assert chunk().content_blocks == []


def test_each_kind_of_chunk_is_one_block() -> None:
    piece = tool_call_chunk(name="f", args='{"a"', id="1", index=2)
    assert chunk(content="a").content_blocks == [{"type": "text", "text": "a"}]
    assert chunk(additional_kwargs=THOUGHT).content_blocks == [
        {"type": "reasoning", "reasoning": "Hm."}
    ]
    assert chunk(tool_call_chunks=[piece]).content_blocks == [
        {"type": "tool_call_chunk", "name": "f", "args": '{"a"', "id": "1", "index": "lc_tc_2"}
    ]


def test_chunks_that_are_added_up_show_whole_calls_at_the_end() -> None:
    piece = tool_call_chunk(name="f", args='{"a": 1}', id="1", index=0)
    added = chunk(content="Wait.") + chunk(tool_call_chunks=[piece])
    assert [block["type"] for block in added.content_blocks] == ["text", "tool_call_chunk"]
    ended = added + chunk(chunk_position="last")
    assert ended.content_blocks == [{"type": "text", "text": "Wait."}, CALL]


def test_content_that_is_a_list_is_read_by_langchain() -> None:
    message = AIMessage(["a", {"type": "text", "text": "b"}], response_metadata=METADATA)
    assert [block["text"] for block in message.content_blocks] == ["a", "b"]


def test_the_index_of_a_call_is_one_that_langchain_does_not_add_up() -> None:
    assert call_index(0).startswith("lc_")
    assert call_index(0) != call_index(1)
