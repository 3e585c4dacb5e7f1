"""LangChain messages to the dicts that chat templates take, and reply parts to messages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.messages.ai import InputTokenDetails, UsageMetadata
from langchain_core.messages.tool import tool_call_chunk

from langchain_gguf.engine import Usage
from langchain_gguf.errors import InvalidRequestError
from langchain_gguf.reply_parser import ReplyPart, TextPart

# Blocks that describe what a model did before; the template writes them from other fields.
_SKIPPED_BLOCKS = frozenset(
    {"tool_use", "tool_call", "tool_call_chunk", "invalid_tool_call", "thinking", "reasoning",
     "redacted_thinking"}
)  # fmt: skip


def messages_to_dicts(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    """Convert a conversation; runs of system or of human messages become one message.

    Raises:
        InvalidRequestError: a message or content block is of a kind the model cannot take.
    """
    converted: list[dict[str, Any]] = []
    names_of_calls: dict[str, str] = {}
    for message in messages:
        entry = message_to_dict(message, names_of_calls)
        previous = converted[-1] if converted else {}
        same_role = previous.get("role") == entry["role"]
        if same_role and entry["role"] in ("system", "user"):
            previous["content"] += "\n" + entry["content"]
        else:
            converted.append(entry)
    return converted


def message_to_dict(message: BaseMessage, names_of_calls: dict[str, str]) -> dict[str, Any]:
    """Convert one message.

    | message                  | dict                                                |
    |--------------------------|-----------------------------------------------------|
    | SystemMessage            | role system, content                                |
    | HumanMessage             | role user, content                                  |
    | AIMessage                | role assistant, content, tool_calls (arguments: dict) |
    | ToolMessage              | role tool, content, tool_call_id, name              |
    | FunctionMessage          | role tool, content, name                            |
    | ChatMessage              | its own role, content                               |

    Args:
        message: what to convert.
        names_of_calls: names of the tools called so far by call id; updated.
    """
    content = content_to_text(message.content)
    if isinstance(message, SystemMessage):
        return {"role": "system", "content": content}
    if isinstance(message, HumanMessage):
        return {"role": "user", "content": content}
    if isinstance(message, AIMessage):
        calls = [_call_to_dict(call) for call in message.tool_calls]
        names_of_calls.update((call["id"], call["function"]["name"]) for call in calls)
        entry = {"role": "assistant", "content": content}
        return {**entry, "tool_calls": calls} if calls else entry
    if isinstance(message, ToolMessage):
        name = message.name or names_of_calls.get(message.tool_call_id, "")
        return {
            "role": "tool",
            "content": content,
            "tool_call_id": message.tool_call_id,
            "name": name,
        }
    if isinstance(message, FunctionMessage):
        return {"role": "tool", "content": content, "name": message.name}
    if isinstance(message, ChatMessage):
        return {"role": message.role, "content": content}
    raise InvalidRequestError(
        f"A message of type {type(message).__name__} cannot be given to the model. Use system, "
        "human, AI or tool messages."
    )


def content_to_text(content: str | Sequence[str | Mapping[str, Any]]) -> str:
    """Join the text of a message's content; blocks are joined by line breaks.

    Raises:
        InvalidRequestError: a block is neither text nor a record of an earlier call.
    """
    if isinstance(content, str):
        return content
    texts = []
    for block in content:
        if isinstance(block, str):
            texts.append(block)
        elif block.get("type") in ("text", "text-plain"):
            texts.append(str(block.get("text", "")))
        elif block.get("type") not in _SKIPPED_BLOCKS:
            raise InvalidRequestError(
                f"A content block of type {block.get('type')!r} cannot be given to this model, "
                "which takes text only. Remove the block or replace it by a text block."
            )
    return "\n".join(text for text in texts if text)


def part_to_chunk(part: ReplyPart, call_ids: dict[int, str]) -> AIMessageChunk:
    """Convert a piece of a reply; a call's id is made with its first piece.

    Args:
        part: the piece.
        call_ids: ids of the reply's calls by index; updated.
    """
    if isinstance(part, TextPart):
        return AIMessageChunk(content=part.text)
    is_first = part.index not in call_ids
    call_id = call_ids.setdefault(part.index, new_call_id())
    chunk = tool_call_chunk(
        name=part.name,
        args=part.arguments,
        id=call_id if is_first else None,
        index=part.index,
    )
    return AIMessageChunk(content="", tool_call_chunks=[chunk])


def new_call_id() -> str:
    """Make an id that ties a tool's result to its call."""
    return f"call_{uuid.uuid4().hex}"


def usage_to_metadata(usage: Usage) -> UsageMetadata:
    """Convert token counts; `cache_read` are prompt tokens that were not computed again."""
    return UsageMetadata(
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        total_tokens=usage.prompt_tokens + usage.completion_tokens,
        input_token_details=InputTokenDetails(cache_read=usage.cached_tokens),
    )


def _call_to_dict(call: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": call.get("id") or "",
        "type": "function",
        "function": {"name": call["name"], "arguments": call["args"]},
    }
