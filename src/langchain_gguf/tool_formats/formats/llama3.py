"""Llama 3: a reply that is a JSON object, or, for built-in tools, Python after a token.

{"name": "get_weather", "parameters": {"city": "Paris"}}
<|python_tag|>brave_search.call(query="Paris")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import CallSink, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules, quote
from langchain_gguf.tool_formats.grammar.schemas import document
from langchain_gguf.tool_formats.reading.source import Reading, Source
from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls
from langchain_gguf.tool_formats.shapes.pythonic import read_python_call

_PYTHON_TAG = "<|python_tag|>"


@dataclass(frozen=True, kw_only=True)
class Llama3(JsonCalls):
    """JSON at the start of a reply; after the token also Python."""

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read JSON objects, or one call in Python."""
        if (yield from source.take(_PYTHON_TAG)):
            yield from source.space()
            if not (yield from source.at("{")):
                yield from read_python_call(source, sink, method=".call")
                return
        yield from super().read(source, sink, tools)

    def calls_beside_json(self, rules: Rules, tools: Sequence[Tool], *, parallel: bool) -> str:
        """Write calls as JSON schemas: llguidance tells those from the schema of the answer."""
        call = rules.choice([rules.json(_call_schema(tool)) for tool in tools])
        more = f"({quote(self.separator)} {call})*" if parallel else ""
        return rules.sequence(call, more)


def _call_schema(tool: Tool) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {"name": {"const": tool.name}, "parameters": tool.parameters},
        "required": ["name", "parameters"],
    }
    return document(schema, tool.parameters)


LLAMA_3 = Llama3(
    after_name=', "parameters": ',
    separator="; ",
    opening="{",
    at_start=True,
    not_text=r'\{\s*"(name|type|function|parameters|arguments)"',
    other_openings=(_PYTHON_TAG,),
)
