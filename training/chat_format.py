"""Conversations as values, and the text the model reads for each of them.

`chat_template.jinja` says the same to llama.cpp; a test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

TOOLS_HEAD = (
    "# Tools\n\nYou may call one or more functions to assist with the user query.\n\n"
    "You are provided with function signatures within <tools></tools> XML tags:\n<tools>"
)
TOOLS_TAIL = (
    "\n</tools>\n\nFor each function call, return a json object with function name and arguments"
    " within <tool_call></tool_call> XML tags:\n<tool_call>\n"
    '{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>'
)
GENERATION_PROMPT = "<|im_start|>assistant\n"
# What the prompt ends with where the model is asked to think first, and what ends its thoughts.
THINK_HEAD, THINK_TAIL = "<think>\n", "\n</think>\n\n"
SCHEMA_INSTRUCTION = "Answer with a JSON object that follows this JSON schema:\n"

Json = dict[str, Any]


@dataclass(frozen=True)
class ToolCall:
    """One call that the assistant makes."""

    name: str
    arguments: Json


@dataclass(frozen=True)
class Message:
    """One turn; `role` is system, user, assistant or tool."""

    role: str
    content: str = ""
    calls: tuple[ToolCall, ...] = ()
    # A caller who forces a call writes its beginning; the model learns only the rest of it.
    forced: bool = False
    # What the assistant thinks before it answers, when asked to (`enable_thinking`).
    reasoning: str = ""
    # False for an answer that could as well be another: it is read, but not learned.
    learned: bool = True


@dataclass(frozen=True)
class Conversation:
    """Messages with the tools (OpenAI form) that were offered."""

    messages: tuple[Message, ...]
    tools: tuple[Json, ...] = ()
    # Where earlier answers are somebody else's, the model learns only the last one.
    only_last: bool = False


def system(content: str) -> Message:
    """Returns a system message."""
    return Message("system", content)


def user(content: str) -> Message:
    """Returns a user message."""
    return Message("user", content)


def assistant(
    content: str = "",
    *calls: ToolCall,
    forced: bool = False,
    reasoning: str = "",
    learned: bool = True,
) -> Message:
    """Returns an assistant message with text, calls, or both."""
    return Message("assistant", content, calls, forced, reasoning, learned)


def tool_result(content: str) -> Message:
    """Returns a message that carries the result of a call."""
    return Message("tool", content)


def to_json(value: Any) -> str:
    """Returns JSON the way every part of the project writes it."""
    return json.dumps(value, ensure_ascii=False)


def function_tool(
    name: str, description: str, properties: Json, required: Sequence[str] | None = None
) -> Json:
    """Returns a tool in the OpenAI form; every property is required unless said otherwise."""
    parameters: Json = {"type": "object", "properties": properties}
    parameters["required"] = list(properties) if required is None else list(required)
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


def _first_type(schema: Json) -> str:
    """The JSON type of a property; of several, the first that is not null."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return next((k for k in kind if k != "null"), "string")
    if kind:
        return str(kind)
    for option in schema.get("anyOf") or []:
        if option.get("type") and option["type"] != "null":
            return str(option["type"])
    return "string"


def _property_text(schema: Json) -> str:
    text = '{"type": ' + to_json(_first_type(schema))
    items = schema.get("items")
    if items and items.get("type"):
        text += ', "items": {"type": ' + to_json(items["type"]) + "}"
    if schema.get("description"):
        text += ', "description": ' + to_json(schema["description"])
    if schema.get("enum"):
        text += ', "enum": ' + to_json(schema["enum"])
    if isinstance(schema.get("properties"), dict):
        text += ', "properties": {' + _properties_text(schema["properties"]) + "}"
    return text + "}"


def _properties_text(properties: Json) -> str:
    return ", ".join(
        to_json(key) + ": " + _property_text(value) for key, value in properties.items()
    )


def tool_text(tool: Json) -> str:
    """Returns the one line by which the model knows a tool: always the same keys and order."""
    function = tool["function"]
    parameters = function.get("parameters") or {}
    return (
        '{"type": "function", "function": {"name": ' + to_json(function["name"])
        + ', "description": ' + to_json(function.get("description") or "")
        + ', "parameters": {"type": "object", "properties": {'
        + _properties_text(parameters.get("properties") or {})
        + '}, "required": ' + to_json(parameters.get("required") or []) + "}}}"
    )  # fmt: skip


def call_text(call: ToolCall) -> str:
    """Returns the text of one tool call."""
    body = {"name": call.name, "arguments": call.arguments}
    return "<tool_call>\n" + to_json(body) + "\n</tool_call>"


def assistant_text(message: Message) -> str:
    """Returns what the assistant writes: its text, then its calls, one to a block."""
    parts = [message.content] if message.content else []
    return "\n".join(parts + [call_text(call) for call in message.calls])


def _system_segments(conversation: Conversation) -> tuple[list[tuple[str, bool]], int]:
    """The opening turn, and how many messages it used up."""
    messages = conversation.messages
    has_system = bool(messages) and messages[0].role == "system"
    text = messages[0].content if has_system else ""
    if conversation.tools:
        lines = "".join("\n" + tool_text(tool) for tool in conversation.tools)
        text += ("\n\n" if text else "") + TOOLS_HEAD + lines + TOOLS_TAIL
    segments = [(f"<|im_start|>system\n{text}<|im_end|>\n", False)] if text else []
    return segments, int(has_system)


def render(conversation: Conversation) -> list[tuple[str, bool]]:
    """Returns the conversation's text in pieces, each with "is the model trained on it".

    Reasoning is written since the last question only, so where there is any, the answers to
    earlier questions are not trained on.
    """
    segments, start = _system_segments(conversation)
    messages = conversation.messages
    question = max((i for i, m in enumerate(messages) if m.role == "user"), default=-1)
    thinks = any(message.reasoning for message in messages)
    for index in range(start, len(messages)):
        message = messages[index]
        if message.role == "assistant":
            text = assistant_text(message) + "<|im_end|>"
            head = '<tool_call>\n{"name": "' if message.forced else ""
            thought = message.reasoning if index > question else ""
            if thought:
                head = THINK_HEAD + head
                text = THINK_HEAD + thought + THINK_TAIL + text
            segments.append((GENERATION_PROMPT + head, False))
            is_trained = not conversation.only_last or index + 1 == len(messages)
            is_trained = is_trained and message.learned and (bool(thought) or not thinks)
            segments += [(text.removeprefix(head), is_trained), ("\n", False)]
        elif message.role == "tool":
            first = index == 0 or messages[index - 1].role != "tool"
            last = index + 1 == len(messages) or messages[index + 1].role != "tool"
            text = f"\n<tool_response>\n{message.content}\n</tool_response>"
            text = ("<|im_start|>user" if first else "") + text + ("<|im_end|>\n" if last else "")
            segments.append((text, False))
        else:
            text = f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n"
            segments.append((text, False))
    return segments


def text_of(conversation: Conversation) -> str:
    """Returns the conversation's whole text."""
    return "".join(text for text, _ in render(conversation))


def to_openai(messages: Iterable[Message]) -> list[Json]:
    """Returns the messages as dicts in the OpenAI form, as chat templates take them."""
    result: list[Json] = []
    for message in messages:
        item: Json = {"role": message.role, "content": message.content}
        if message.reasoning:
            item["reasoning_content"] = message.reasoning
        if message.calls:
            item["tool_calls"] = [
                {"type": "function", "function": {"name": c.name, "arguments": c.arguments}}
                for c in message.calls
            ]
        result.append(item)
    return result
