"""GigaChat 3: one JSON object, as a message of its own or after a token (3.1).

function call<|role_sep|>
{"name": "get_weather", "arguments": {"city": "Paris"}}
<|function_call|>{"name": "get_weather", "arguments": {"city": "Paris"}}
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

GIGACHAT_3 = JsonCalls(
    begin="function call<|role_sep|>\n", separator="\nfunction call<|role_sep|>\n"
)
GIGACHAT_3_1 = JsonCalls(begin="<|function_call|>", separator="<|function_call|>")
