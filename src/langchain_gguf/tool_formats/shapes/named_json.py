"""The shape whose calls are a name, and JSON arguments after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import CallSink, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reading.source import MalformedCallError, Reading, Source
from langchain_gguf.tool_formats.shapes.calls_text import STAND_IN, CallsText
from langchain_gguf.tool_formats.shapes.json_calls import read_arguments

_MAX_NAME_LENGTH = 300


@dataclass(frozen=True, kw_only=True)
class NamedJson(CallsText):
    """A name and the JSON of the arguments, with fixed texts around them."""

    def arguments_text(self, arguments: Mapping[str, Any]) -> str:
        """Write arguments as JSON."""
        return to_json(arguments)

    def arguments_rule(self, rules: Rules, tool: Tool) -> str:
        """Hold arguments to the schema."""
        return rules.json(tool.parameters)

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read calls until something else comes."""
        yield from self.take_opening(source)
        num_calls = 0
        while True:
            if num_calls and self.closing and (yield from source.take_spaced(self.closing)):
                return
            begins = yield from self._take_call_begin(source, is_first=num_calls == 0)
            if not begins and num_calls:
                return
            if not begins:
                raise MalformedCallError("A call is missing.")
            sink.begin((yield from self._read_name(source)))
            yield from read_arguments(source, sink.arguments)
            sink.end()
            num_calls += 1
            yield from self.take_fixed(source, self.after_arguments)

    def _take_call_begin(self, source: Source, *, is_first: bool) -> Reading[bool]:
        """Consume what stands between calls and before a name; false if no call comes."""
        if is_first and not self.before_name:
            return True
        before = self.before_name if is_first else f"{self.separator} {self.before_name}"
        return (yield from self.take_fixed(source, before))

    def _read_name(self, source: Source) -> Reading[str]:
        """Read up to the arguments: a brace, or what models write in its place."""
        mark = next((part for part in _fixed_pieces(self.after_name) if part), "")
        text = ""
        while not (yield from source.at("{")):
            character = yield from source.peek()
            if not character or len(text) > _MAX_NAME_LENGTH:
                raise MalformedCallError("The arguments of a call are missing.")
            text += source.consume(1)
        name = (text.partition(mark)[0] if mark else text).strip()
        if not name:
            raise MalformedCallError("The name of a call is missing.")
        return name


def _fixed_pieces(text: str) -> list[str]:
    return [piece.strip() for piece in STAND_IN.split(text)[::2]]
