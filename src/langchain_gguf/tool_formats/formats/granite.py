"""Granite 3: a JSON list after a token.

<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

GRANITE = JsonCalls(begin="<|tool_call|>[", opening="<|tool_call|>", separator=", ", end="]")
