"""Nemotron Nano 2: a JSON list between tags.

<TOOLCALL>[{"name": "get_weather", "arguments": {"city": "Paris"}}]</TOOLCALL>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

NEMOTRON = JsonCalls(begin="<TOOLCALL>[", opening="<TOOLCALL>", separator=", ", end="]</TOOLCALL>")
