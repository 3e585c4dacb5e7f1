"""xLAM, Hammer and others: a reply that is a JSON list.

[{"name": "get_weather", "arguments": {"city": "Paris"}}]
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

JSON_LIST = JsonCalls(
    begin="[",
    separator=", ",
    end="]",
    at_start=True,
    not_text=r'\[\s*\{\s*"(name|type|function|parameters|arguments)"',
)
