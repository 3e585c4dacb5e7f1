"""Apriel: a JSON list between tags, where calls of earlier turns have ids.

<tool_calls>[{"name": "get_weather", "arguments": {"city": "Paris"}, "id": "abc"}]</tool_calls>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

APRIEL = JsonCalls(
    begin="<tool_calls>[",
    opening="<tool_calls>",
    id_part=', "id": "$id"',
    separator=", ",
    end="]</tool_calls>",
)
