"""Llama 4, and models made after it: a reply that is a list of Python calls.

[get_weather(city="Paris"), get_time(zone="CET")]
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.pythonic import PythonicCalls

LLAMA_4 = PythonicCalls(
    begin="[",
    opening="[",
    end="]",
    at_start=True,
    not_text=r"\[\s*[A-Za-z_][A-Za-z0-9_.-]*\s*\(",
    other_openings=("<|python_start|>",),
)
