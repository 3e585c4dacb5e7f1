"""Phi-4-mini: a JSON list between tokens.

<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]<|/tool_call|>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

PHI_4_MINI = JsonCalls(
    begin="<|tool_call|>[", opening="<|tool_call|>", separator=", ", end="]<|/tool_call|>"
)
