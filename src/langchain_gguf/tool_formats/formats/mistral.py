"""Mistral: a JSON list after a token; later a name and JSON after tokens.

[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Paris"}, "id": "abcdefghi"}]
[TOOL_CALLS]get_weather[CALL_ID]abcdefghi[ARGS]{"city": "Paris"}
[TOOL_CALLS]get_weather[ARGS]{"city": "Paris"}

Templates refuse ids that are not nine letters or digits.
"""

from __future__ import annotations

from dataclasses import replace

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls
from langchain_gguf.tool_formats.shapes.named_json import NamedJson

_ID = "[a-zA-Z0-9]{9}"
MISTRAL_LIST = JsonCalls(
    begin="[TOOL_CALLS][",
    opening="[TOOL_CALLS]",
    id_part=', "id": "$id"',
    id_pattern=_ID,
    separator=", ",
    end="]",
)
MISTRAL_SPACED_LIST = replace(MISTRAL_LIST, begin="[TOOL_CALLS] [")
MISTRAL_WITH_IDS = NamedJson(
    before_name="[TOOL_CALLS]", after_name="[CALL_ID]$id[ARGS]", id_pattern=_ID
)
MISTRAL = NamedJson(before_name="[TOOL_CALLS]", after_name="[ARGS]")
