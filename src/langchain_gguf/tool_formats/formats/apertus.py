"""Apertus: a JSON list between tokens, of objects whose key is the name.

<|tools_prefix|>[{"get_weather": {"city": "Paris"}}]<|tools_suffix|>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

APERTUS = JsonCalls(
    begin="<|tools_prefix|>[",
    opening="<|tools_prefix|>",
    before_name="{",
    after_name=": ",
    name_is_key=True,
    separator=", ",
    end="]<|tools_suffix|>",
)
