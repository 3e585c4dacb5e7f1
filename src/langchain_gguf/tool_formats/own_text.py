"""Calls and descriptions of tools as text of a message, where a template does not write them.

The fixed texts of a format are control tokens of the model. What comes from outside has its own
brackets hidden before it gets here (see `control_tokens`), so only those texts form tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.tool_formats.base import Call, ToolFormat
from langchain_gguf.tool_formats.json_tags import JSON_TAGS, instructions
from langchain_gguf.tool_formats.reading.json_text import to_json

_EXAMPLE = Call("function_name", {"argument_name": "value"})
_INSTRUCTIONS = """\
# Tools

You may call one or more of these functions to assist with the user query:
{tools}

To call functions, write nothing but
{example}
with the name and the arguments that you choose."""


def write_calls(tool_format: ToolFormat, calls: Sequence[Mapping[str, Any]]) -> str:
    """Write the calls of a message, given as templates take them, as the model would."""
    functions = [call["function"] for call in calls]
    return tool_format.write([Call(item["name"], item["arguments"]) for item in functions])


def describe_tools(tool_format: ToolFormat, tools: Sequence[Mapping[str, Any]]) -> str:
    """Describe tools, in OpenAI's form, and the format of calls."""
    if tool_format is JSON_TAGS:
        return instructions(tools)
    lines = "\n".join(map(to_json, tools))
    return _INSTRUCTIONS.format(tools=lines, example=tool_format.write([_EXAMPLE]))


def with_call_ids(
    tool_format: ToolFormat, messages: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Give calls and results the ids that the format wants."""
    ids: dict[str, str] = {}

    def with_id(call: Mapping[str, Any]) -> Mapping[str, Any]:
        given = call["id"]
        ids[given] = tool_format.call_id(call["function"]["name"], len(ids), given)
        return {**call, "id": ids[given]}

    changed: list[Mapping[str, Any]] = []
    for message in messages:
        calls = [with_id(call) for call in message.get("tool_calls") or ()]
        known = ids.get(message.get("tool_call_id", ""))
        own = {"tool_calls": calls} if calls else {"tool_call_id": known} if known else {}
        changed.append({**message, **own})
    return changed
