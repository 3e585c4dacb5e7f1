"""Hermes, Qwen 2.5 and 3, Granite 4 and many others: JSON between `<tool_call>` tags.

<tool_call>
{"name": "get_weather", "arguments": {"city": "Paris"}}
</tool_call>

Models whose template says nothing of tools are told about this format, because many have seen it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

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

JSON_TAGS = JsonCalls(
    begin="<tool_call>\n",
    separator="\n</tool_call>\n<tool_call>\n",
    end="\n</tool_call>",
)
JSON_TAGS_ON_ONE_LINE = JsonCalls(
    begin="<tool_call>\n",
    separator="\n</tool_call><tool_call>\n",
    end="\n</tool_call>",
)


def instructions(tools: Sequence[Mapping[str, Any]]) -> str:
    """Describe tools, in OpenAI's form, the way Hermes and Qwen templates do."""
    lines = "\n".join(json.dumps(tool, ensure_ascii=False) for tool in tools)
    return _INSTRUCTIONS.format(tools=lines)
