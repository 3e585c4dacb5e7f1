"""The shape whose calls look like calls of Python functions, one after the other in a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import CallSink, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules, quote
from langchain_gguf.tool_formats.grammar.value_rules import (
    comma_list,
    object_items,
    python_value,
)
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reading.literals import PYTHON, read_literal
from langchain_gguf.tool_formats.reading.source import MalformedCallError, Reading, Source
from langchain_gguf.tool_formats.shapes.calls_text import CallsText


@dataclass(frozen=True, kw_only=True)
class PythonicCalls(CallsText):
    """`name(key=value, ...)`, values being Python literals.

    The model is made to write strings, lists and dicts as JSON, which are Python literals too
    except for True, False and None inside them; the reader takes either.
    """

    after_name: str = "("
    after_arguments: str = ")"
    separator: str = ", "

    @property
    def closing(self) -> str:
        """Text that ends calls, without the bracket."""
        return self.end.strip().removeprefix("]")

    def arguments_text(self, arguments: Mapping[str, Any]) -> str:
        """Write keyword arguments."""
        return ", ".join(f"{key}={_literal(value)}" for key, value in arguments.items())

    def arguments_rule(self, rules: Rules, tool: Tool) -> str:
        """Hold each argument to its schema; they come in the schema's order."""
        root = tool.parameters
        items = object_items(
            root,
            root,
            lambda key, schema: f"{quote(key + '=')} {python_value(rules, schema, root)}",
        )
        return comma_list(rules, items, ", ")

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read calls, and the brackets and commas around them."""
        marks = (self.opening, *self.other_openings)
        yield from source.take_any([mark for mark in marks if mark != "["])
        num_calls = depth = 0
        while True:
            yield from source.space()
            if num_calls and self.closing and (yield from source.take(self.closing)):
                return
            character = yield from source.peek()
            if character and character in "[,;":
                source.consume(1)
                depth += character == "["
            elif character == "]" and depth:
                source.consume(1)
                depth -= 1
                if not depth and not self.closing:
                    return
            elif character.isidentifier():
                yield from read_python_call(source, sink)
                num_calls += 1
            elif num_calls:
                return
            else:
                raise MalformedCallError("A call is missing.")


def read_python_call(source: Source, sink: CallSink, method: str = "") -> Reading[None]:
    """Read a call from its name to its closing parenthesis."""
    sink.begin((yield from _read_name(source, "(")).removesuffix(method))
    sink.arguments("{")
    separator = ""
    while True:
        yield from source.space()
        if (yield from source.take(")")):
            break
        key = yield from _read_name(source, "=")
        sink.arguments(f"{separator}{to_json(key)}: ")
        yield from read_literal(source, sink.arguments, PYTHON)
        yield from source.space()
        if not (yield from source.take(",")) and not (yield from source.at(")")):
            raise MalformedCallError("A comma or the end of a call is missing.")
        separator = ", "
    sink.arguments("}")
    sink.end()


def _read_name(source: Source, mark: str) -> Reading[str]:
    """Read a name and the mark after it."""
    name = ""
    while True:
        character = yield from source.peek()
        if character == mark:
            source.consume(1)
            break
        if not character or character in "=()[]{},\"'<\n":
            raise MalformedCallError("The name of a tool or an argument is missing.")
        name += source.consume(1)
    if not name.strip():
        raise MalformedCallError("The name of a tool or an argument is missing.")
    return name.strip()


def _literal(value: Any) -> str:
    """Write a value of an argument."""
    return repr(value) if value is None or isinstance(value, bool) else to_json(value)
