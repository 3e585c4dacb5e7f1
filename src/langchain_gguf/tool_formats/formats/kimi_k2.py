"""Kimi K2: a name with a number, and JSON, between tokens.

<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>
{"city": "Paris"}<|tool_call_end|><|tool_calls_section_end|>

(without the line break.) The name with its number is the id of the call.
"""

from __future__ import annotations

from dataclasses import dataclass

from langchain_gguf.tool_formats.shapes.named_json import NamedJson


@dataclass(frozen=True, kw_only=True)
class KimiK2(NamedJson):
    """Calls whose name and number are their id."""

    def call_id(self, name: str, number: int, given: str) -> str:
        """Some templates write the id alone, and the model reads the name from it."""
        return f"functions.{name}:{number}"


KIMI_K2 = KimiK2(
    begin="<|tool_calls_section_begin|>",
    before_name="<|tool_call_begin|>functions.",
    after_name=":$index<|tool_call_argument_begin|>",
    after_arguments="<|tool_call_end|>",
    end="<|tool_calls_section_end|>",
)
