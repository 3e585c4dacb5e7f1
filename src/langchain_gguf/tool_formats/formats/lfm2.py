"""LFM2: a list of Python calls between tokens.

<|tool_call_start|>[get_weather(city="Paris")]<|tool_call_end|>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.pythonic import PythonicCalls

LFM2 = PythonicCalls(
    begin="<|tool_call_start|>[",
    opening="<|tool_call_start|>",
    end="]<|tool_call_end|>",
)
