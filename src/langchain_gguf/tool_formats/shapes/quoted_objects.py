"""The shape whose arguments are an object with bare keys and strings between tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import CallSink, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.grammar.value_rules import QuotedValues
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reading.literals import Dialect, read_object
from langchain_gguf.tool_formats.reading.source import MalformedCallError, Reading, Source
from langchain_gguf.tool_formats.shapes.calls_text import CallsText

_CONSTANTS = {"True": "true", "False": "false", "None": "null"}


@dataclass(frozen=True, kw_only=True)
class QuotedObjects(CallsText):
    """`call:name{key:"text",other:7}`, with a token of the model in place of the quotes.

    Attributes:
        quote: stands before and after each string; inside, text is as it is.
    """

    quote: str

    def arguments_text(self, arguments: Mapping[str, Any]) -> str:
        """Write arguments as an object."""
        return self._text(arguments)

    def _text(self, value: Any) -> str:
        if isinstance(value, str):
            return f"{self.quote}{value}{self.quote}"
        if isinstance(value, Mapping):
            return "{" + ",".join(f"{k}:{self._text(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list | tuple):
            return "[" + ",".join(map(self._text, value)) + "]"
        return to_json(value)

    def arguments_rule(self, rules: Rules, tool: Tool) -> str:
        """Hold arguments to the schema."""
        return QuotedValues(rules, tool.parameters, self.quote).object(tool.parameters)

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read one call; others follow with an opening of their own."""
        yield from self.take_opening(source)
        yield from source.space()
        yield from source.expect(self.before_name)
        name = ""
        while not (yield from source.at("{")):
            character = yield from source.peek()
            if not character or character in "<}\n":
                raise MalformedCallError("The arguments of a call are missing.")
            name += source.consume(1)
        if not name.strip():
            raise MalformedCallError("The name of a call is missing.")
        sink.begin(name.strip())
        dialect = Dialect((self.quote, '"'), escapes=False, constants=_CONSTANTS)
        yield from read_object(source, sink.arguments, dialect)
        sink.end()
        yield from source.take_spaced(self.closing)
