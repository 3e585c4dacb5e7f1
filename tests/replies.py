"""Replies of a chat model as the evaluation's judges get them."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage


def replied(
    text: str, *calls: tuple[str, dict[str, Any]], thought: str = "", reason: str = "stop"
) -> AIMessage:
    return AIMessage(
        text,
        tool_calls=[
            {"name": name, "args": arguments, "id": str(index), "type": "tool_call"}
            for index, (name, arguments) in enumerate(calls)
        ],
        additional_kwargs={"reasoning_content": thought} if thought else {},
        response_metadata={"finish_reason": reason},
    )
