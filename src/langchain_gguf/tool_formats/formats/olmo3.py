"""OLMo 3: Python calls in a tag, one on each line.

<function_calls>
get_weather(city="Paris")
get_time(zone="CET")
</function_calls>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.pythonic import PythonicCalls

OLMO_3 = PythonicCalls(
    begin="<function_calls>\n",
    opening="<function_calls>",
    separator="\n",
    end="\n</function_calls>",
)
