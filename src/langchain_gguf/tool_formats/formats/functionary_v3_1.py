"""Functionary 3.1: the name in a tag, and JSON in it.

<function=get_weather>{"city": "Paris"}</function>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.named_json import NamedJson

FUNCTIONARY_V3_1 = NamedJson(
    before_name="<function=", after_name=">", after_arguments="</function>"
)
