"""Content blocks (v1) of this provider's messages, as LangChain asks for them.

A message whose content is text keeps reasoning in `additional_kwargs["reasoning_content"]` and
calls in `tool_calls`. LangChain numbers the blocks of a stream itself, and would merge a call into
text that came before it; an index of our own that begins with `lc_` keeps them apart.
"""

from __future__ import annotations

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages import content as blocks
from langchain_core.messages.block_translators import register_translator

PROVIDER = "llamacpp"
"""Name of this package in `response_metadata["model_provider"]` and in traces."""


def message_to_blocks(message: AIMessage) -> list[blocks.ContentBlock]:
    """Derive the blocks of a whole message: reasoning, text, calls."""
    calls = [
        blocks.ToolCall(type="tool_call", name=call["name"], args=call["args"], id=call.get("id"))
        for call in message.tool_calls
    ]
    return [*_said(message), *calls]


def chunk_to_blocks(chunk: AIMessageChunk) -> list[blocks.ContentBlock]:
    """Derive the blocks of a piece of a stream, or of pieces added up."""
    if chunk.chunk_position == "last":
        return message_to_blocks(chunk)
    calls = [
        blocks.ToolCallChunk(
            type="tool_call_chunk",
            id=piece.get("id"),
            name=piece.get("name"),
            args=piece.get("args"),
            index=call_index(piece.get("index") or 0),
        )
        for piece in chunk.tool_call_chunks
    ]
    return [*_said(chunk), *calls]


def call_index(number: int) -> str:
    """Name the block of a reply's call; calls are counted from 0."""
    return f"lc_tc_{number}"


def _said(message: AIMessage) -> list[blocks.ContentBlock]:
    if not isinstance(message.content, str):
        raise NotImplementedError  # Not written here; LangChain's own reading does.
    said: list[blocks.ContentBlock] = []
    reasoning = message.additional_kwargs.get("reasoning_content")
    if reasoning:
        said.append(blocks.ReasoningContentBlock(type="reasoning", reasoning=reasoning))
    if message.content:
        said.append(blocks.TextContentBlock(type="text", text=message.content))
    return said


register_translator(PROVIDER, message_to_blocks, chunk_to_blocks)
