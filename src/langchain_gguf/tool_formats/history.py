"""Tools and calls as text of messages, where a template does not write them, and ids of calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.tool_formats.base import Call, ToolFormat
from langchain_gguf.tool_formats.formats import json_tags
from langchain_gguf.tool_formats.reading.json_text import to_json

_EXAMPLE = Call("function_name", {"argument_name": "value"})
_INSTRUCTIONS = """\
# Tools

You may call one or more of these functions to assist with the user query:
{tools}

To call functions, write nothing but
{example}
with the name and the arguments that you choose."""


def tool_instructions(tool_format: ToolFormat, tools: Sequence[Mapping[str, Any]]) -> str:
    """Describe tools, in OpenAI's form, and the format in which to call them."""
    if tool_format is json_tags.JSON_TAGS:
        return json_tags.instructions(tools)
    lines = "\n".join(map(to_json, tools))
    return _INSTRUCTIONS.format(tools=lines, example=tool_format.write([_EXAMPLE]))


def written_calls(tool_format: ToolFormat, calls: Sequence[Mapping[str, Any]]) -> str:
    """Write the calls of a message, given as templates take them, as the model would."""
    functions = [call["function"] for call in calls]
    return tool_format.write([Call(item["name"], item["arguments"]) for item in functions])


def with_format_ids(
    tool_format: ToolFormat, messages: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Give the calls and results of a conversation the ids that the format wants."""
    ids: dict[str, str] = {}
    num_calls = 0
    changed: list[Mapping[str, Any]] = []
    for message in messages:
        calls = []
        for call in message.get("tool_calls") or ():
            given = call.get("id") or ""
            ids[given] = tool_format.call_id(call["function"]["name"], num_calls, given)
            calls.append({**call, "id": ids[given]})
            num_calls += 1
        known = ids.get(message.get("tool_call_id", ""))
        own = {"tool_calls": calls} if calls else {"tool_call_id": known} if known else {}
        changed.append({**message, **own})
    return changed
