"""The Hermes and Qwen format: JSON between `<tool_call>` tags.

<tool_call>
{"name": "get_weather", "arguments": {"city": "Paris"}}
</tool_call>
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.tool_formats.base import ParsedCall, PartialCall, Tool

_HEAD = re.compile(
    r'\s*\{\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"(?:arguments|parameters)"\s*:\s*'
)
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_INSTRUCTIONS = """\
# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{tools}
</tools>

For each function call, return a json object with function name and arguments within \
<tool_call></tool_call> XML tags:
<tool_call>
{{"name": <function-name>, "arguments": <args-json-object>}}
</tool_call>"""


class JsonTags:
    """JSON objects with name and arguments between tags."""

    begin = "<tool_call>"
    end = "</tool_call>"
    suffix = "}\n</tool_call>"

    def find_end(self, body: str) -> int:
        """Find the first closing tag that is not part of a JSON string."""
        at = body.find(self.end)
        is_json = body.lstrip().startswith("{")
        while at >= 0 and is_json and _ESCAPED.sub("", body[:at]).count('"') % 2:
            at = body.find(self.end, at + 1)
        return at

    def parse(self, body: str) -> list[ParsedCall]:
        """Read one call; models also say "parameters", or write the arguments as a string."""
        try:
            value = json.loads(body, strict=False)
        except (json.JSONDecodeError, RecursionError):
            return []
        if not isinstance(value, dict) or not isinstance(value.get("name"), str):
            return []
        arguments = value.get("arguments", value.get("parameters", {}))
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments)
            except (json.JSONDecodeError, RecursionError):
                return []
        if arguments is None:
            arguments = {}
        if not isinstance(arguments, dict):
            return []
        return [ParsedCall(value["name"], json.dumps(arguments, ensure_ascii=False))]

    def parse_partial(self, body: str) -> PartialCall:
        """Read the name as soon as it is there, and the arguments as they grow."""
        head = _HEAD.match(body)
        if head is None:
            return PartialCall()
        rest = body[head.end() :]
        arguments = rest[: object_end(rest)] if rest.startswith("{") else ""
        return PartialCall(json.loads(head[1]), arguments)

    def instructions(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """Describe tools the way Hermes and Qwen templates do."""
        lines = "\n".join(json.dumps(tool, ensure_ascii=False) for tool in tools)
        return _INSTRUCTIONS.format(tools=lines)

    def prefix(self, tool: Tool) -> str:
        """Write a call up to its arguments."""
        return f'<tool_call>\n{{"name": {json.dumps(tool.name)}, "arguments": '


def object_end(text: str) -> int:
    """Find where the JSON object that begins `text` ends, or the length of what is there."""
    depth = 0
    in_string = escaped = False
    for index, character in enumerate(text):
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
            if depth == 0:
                return index + 1
    return len(text)


JSON_TAGS = JsonTags()
