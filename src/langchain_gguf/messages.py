"""LangChain messages to the dicts that chat templates are written for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
    convert_to_messages,
)
from langchain_core.prompt_values import PromptValue

from langchain_gguf.content import Content
from langchain_gguf.errors import InvalidRequestError


def read_messages(given: LanguageModelInput) -> list[BaseMessage]:
    """Read a conversation in any form that `invoke` takes.

    Raises:
        InvalidRequestError: it is of another form.
    """
    if isinstance(given, PromptValue):
        return given.to_messages()
    if isinstance(given, str):
        return [HumanMessage(given)]
    if isinstance(given, Sequence):
        return convert_to_messages(given)
    raise InvalidRequestError(
        f"{given!r} is no conversation. Give a list of messages, a text, or a prompt value."
    )


def messages_to_dicts(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    """Convert a conversation; what one template cannot take is seen to by `conversation`.

    Raises:
        InvalidRequestError: a message or content block is of a kind the model cannot take.
    """
    names_of_calls: dict[str, str] = {}
    converted: list[dict[str, Any]] = []
    for index, message in enumerate(messages):
        content = Content(f"Message {index} ({type(message).__name__})").read(message.content)
        converted += message_to_dicts(message, content, names_of_calls)
    return converted


def message_to_dicts(
    message: BaseMessage, content: Content, names_of_calls: dict[str, str]
) -> list[dict[str, Any]]:
    """Convert one message; it is more than one dict if its blocks hold results of tools.

    | message         | dict                                                            |
    |-----------------|-----------------------------------------------------------------|
    | SystemMessage   | role system, content                                            |
    | HumanMessage    | role user, content                                              |
    | AIMessage       | role assistant, content, tool_calls, reasoning_content          |
    | ToolMessage     | role tool, content, tool_call_id, name; artifacts are not shown |
    | FunctionMessage | role tool, content, name                                        |
    | ChatMessage     | its own role, content                                           |

    Every message with a name keeps it. `arguments` of calls are dicts.

    Args:
        message: what to convert.
        content: what its blocks hold.
        names_of_calls: names of the tools called so far by call id; updated.

    Raises:
        InvalidRequestError: a template has no place for such a message or for one of its blocks.
    """
    if isinstance(message, AIMessage):
        return [_assistant_to_dict(message, content, names_of_calls)]
    name = {"name": message.name} if message.name else {}
    text = "\n".join(text for text in content.texts if text)
    _refuse(content, calls=True, results=not isinstance(message, HumanMessage))
    if isinstance(message, SystemMessage):
        return [{"role": "system", "content": text, **name}]
    if isinstance(message, HumanMessage):
        results = [_result_to_dict(result, names_of_calls) for result in content.results]
        return results if results and not text else [
            *results, {"role": "user", "content": text, **name}
        ]  # fmt: skip
    if isinstance(message, ToolMessage):
        known = message.name or names_of_calls.get(message.tool_call_id, "")
        entry = {"role": "tool", "content": text, "tool_call_id": message.tool_call_id}
        return [{**entry, "name": known}]
    if isinstance(message, FunctionMessage):
        return [{"role": "tool", "content": text, **name}]
    if isinstance(message, ChatMessage):
        return [{"role": message.role, "content": text, **name}]
    raise InvalidRequestError(
        f"{content.place}: a message of type {type(message).__name__} cannot be given to the "
        "model. Use system, human, AI or tool messages."
    )


def _assistant_to_dict(
    message: AIMessage, content: Content, names_of_calls: dict[str, str]
) -> dict[str, Any]:
    _refuse(content, results=True)
    known = {call.get("id") for call in message.tool_calls}
    calls = [
        *message.tool_calls,
        *(call for call in content.calls if not known or (call["id"] and call["id"] not in known)),
        *_legacy_call(message),
    ]
    reasoning = message.additional_kwargs.get("reasoning_content") or "".join(content.reasoning)
    text = "".join(content.texts)
    if not reasoning:
        reasoning, text = split_reasoning(text)
    # The model should see what it got wrong; there is no other place for it.
    broken = [f"{call['name'] or ''} {call['args'] or ''}" for call in message.invalid_tool_calls]
    text = "\n".join(part for part in [text, *map(str.strip, broken)] if part)
    entry: dict[str, Any] = {"role": "assistant", "content": text}
    if message.name:
        entry["name"] = message.name
    if reasoning:
        entry["reasoning_content"] = reasoning
    if calls:
        entry["tool_calls"] = [_call_to_dict(call) for call in calls]
        names_of_calls.update((call["id"], call["name"]) for call in calls if call.get("id"))
    return entry


def split_reasoning(text: str) -> tuple[str, str]:
    """Take apart `<think>...</think>` that opens a text which nobody parsed before."""
    opened = text.lstrip()
    reasoning, closing, rest = opened.removeprefix("<think>").partition("</think>")
    if opened.startswith("<think>") and closing:
        return reasoning.strip(), rest.lstrip()
    return "", text


def _legacy_call(message: AIMessage) -> list[dict[str, Any]]:
    """Read a call in the form that OpenAI had before tools."""
    function = message.additional_kwargs.get("function_call")
    if message.tool_calls or not isinstance(function, Mapping):
        return []
    try:
        arguments = json.loads(function.get("arguments") or "{}")
    except (json.JSONDecodeError, RecursionError):
        arguments = None
    if not (isinstance(arguments, dict) and function.get("name")):
        return []
    return [{"name": function["name"], "args": arguments, "id": ""}]


def _call_to_dict(call: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": call.get("id") or "",
        "type": "function",
        "function": {"name": call["name"], "arguments": call["args"]},
    }


def _result_to_dict(result: Mapping[str, Any], names_of_calls: Mapping[str, str]) -> dict[str, Any]:
    return {
        "role": "tool",
        "content": "\n".join(text for text in result["texts"] if text),
        "tool_call_id": result["id"],
        "name": names_of_calls.get(result["id"], ""),
    }


def _refuse(content: Content, *, calls: bool = False, results: bool = False) -> None:
    """Refuse blocks that stand in a message of the wrong kind.

    Raises:
        InvalidRequestError: there is one.
    """
    if calls and content.calls:
        raise content.refusal("tool_call", "Calls belong into an AIMessage.")
    if results and content.results:
        raise content.refusal("tool_result", "Results belong into a ToolMessage.")
