"""The shape whose calls are JSON objects that hold name and arguments."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import CallSink, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.reading.json_text import (
    parse_json,
    read_text,
    read_value,
    skip_value,
    to_json,
)
from langchain_gguf.tool_formats.reading.source import (
    MalformedCallError,
    Reading,
    Source,
    discard,
)
from langchain_gguf.tool_formats.shapes.calls_text import CallsText

NAME_KEYS = frozenset({"name", "tool_name", "function"})
ARGUMENTS_KEYS = frozenset({"arguments", "parameters", "args"})


@dataclass(frozen=True, kw_only=True)
class JsonCalls(CallsText):
    """One JSON object for each call: in tags of its own, in a list, or on a line.

    Attributes:
        name_is_key: the object has one key, the name, and the arguments are its value.
    """

    before_name: str = '{"name": '
    after_name: str = ', "arguments": '
    after_arguments: str = "}"
    name_is_key: bool = False

    def name_text(self, name: str) -> str:
        """Write a name as JSON."""
        return to_json(name)

    def arguments_text(self, arguments: Mapping[str, Any]) -> str:
        """Write arguments as JSON."""
        return to_json(arguments)

    def arguments_rule(self, rules: Rules, tool: Tool) -> str:
        """Hold arguments to the schema."""
        return rules.json(tool.parameters)

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read objects, whatever stands around them: brackets, commas, line breaks."""
        yield from self.take_opening(source)
        read_one = _read_keyed_call if self.name_is_key else read_call
        # Where every call has an opening of its own, an object after one is text.
        going_on = () if self.has_openings_between else ("{", ";", ",")
        num_calls = depth = 0
        while True:
            visible = yield from source.next_visible()
            if num_calls and not depth and not self.closing and visible not in going_on:
                return
            yield from source.space()
            if num_calls and self.closing and (yield from source.take(self.closing)):
                return
            character = yield from source.peek()
            if character == "{":
                yield from read_one(source, sink)
                num_calls += 1
            elif character and character in "[,;":
                source.consume(1)
                depth += character == "["
            elif character == "]" and depth:
                source.consume(1)
                depth -= 1
                if not self.closing and not depth:
                    return
            elif not num_calls:
                raise MalformedCallError("A JSON object is missing.")
            else:
                # What stands before the end is not needed, such as a brace too many.
                marks = (self.closing,) if self.closing else ()
                yield from source.until(*marks, emit=discard)
                return


def read_call(source: Source, sink: CallSink) -> Reading[None]:
    """Read an object with a name and arguments, in any order.

    Raises:
        MalformedCallError: it is none, or it breaks off.
    """
    name = held = None
    is_done = False
    yield from source.expect("{")
    while (key := (yield from _next_key(source))) is not None:
        character = yield from source.peek()
        if key == "function" and character == "{" and name is None:
            yield from read_call(source, sink)
            yield from _skip_keys(source)
            return
        if key in NAME_KEYS and character == '"' and name is None:
            name = json.loads((yield from read_text(source)))
            sink.begin(name)
        elif key in ARGUMENTS_KEYS and name is not None and not is_done and held is None:
            yield from read_arguments(source, sink.arguments)
            is_done = True
        elif key in ARGUMENTS_KEYS and name is None and held is None:
            pieces: list[str] = []
            yield from read_arguments(source, pieces.append)
            held = "".join(pieces)
        else:
            yield from skip_value(source)
    if name is None:
        raise MalformedCallError("The call names no tool.")
    if not is_done:
        sink.arguments(held or "{}")
    sink.end()


def _skip_keys(source: Source) -> Reading[None]:
    """Read what is left of an object."""
    while (yield from _next_key(source)) is not None:
        yield from skip_value(source)


def _read_keyed_call(source: Source, sink: CallSink) -> Reading[None]:
    """Read an object whose keys are names and whose values are arguments."""
    yield from source.expect("{")
    while (key := (yield from _next_key(source))) is not None:
        sink.begin(key)
        yield from read_arguments(source, sink.arguments)
        sink.end()
        if not (yield from source.next_visible()):
            return  # The reply broke off, but the call is whole.


def _next_key(source: Source) -> Reading[str | None]:
    """Read the next key of an object and its colon; None at the end of the object."""
    yield from source.space()
    yield from source.take(",")
    yield from source.space()
    if (yield from source.take("}")):
        return None
    key = parse_json((yield from read_text(source)))
    yield from source.space()
    yield from source.expect(":")
    yield from source.space()
    if not isinstance(key, str):
        raise MalformedCallError("A key is no string.")
    return key


def read_arguments(source: Source, emit: Callable[[str], None]) -> Reading[None]:
    """Hand out the JSON object of arguments; models also write it as a string, or null.

    Raises:
        MalformedCallError: it is no object.
    """
    yield from source.space()
    if (yield from source.at("{")):
        yield from read_value(source, emit)
        return
    value = parse_json((yield from read_text(source)))
    if isinstance(value, str):
        value = parse_json(value)
    if value is None:
        value = {}
    if not isinstance(value, dict):
        raise MalformedCallError("The arguments are no object.")
    emit(to_json(value))
