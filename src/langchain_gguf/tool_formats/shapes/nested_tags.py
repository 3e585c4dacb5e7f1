"""The shape whose arguments stand in tags that are named after keys, also inside of values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import CallSink, Tool
from langchain_gguf.tool_formats.grammar.element_rules import ITEM, ElementValues
from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.grammar.schemas import (
    KINDS,
    Schema,
    kinds_of,
    leaves,
    only,
    properties_of,
    value_from_text,
)
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reading.source import MalformedCallError, Reading, Source
from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments

_MAX_DEPTH = 60
_NESTED = frozenset({"object", "array"})


@dataclass(frozen=True, kw_only=True)
class NestedTags(TaggedArguments):
    """`before_key` key `after_key` value `after_value` key `after_key`, for each argument.

    An object's value are such elements again, a list's are elements with the key `item`; other
    values are bare, as in `TaggedArguments`. The reader takes JSON where no string may stand, too.
    """

    def arguments_text(self, arguments: Mapping[str, Any]) -> str:
        """Write arguments in tags."""
        return "".join(self._element(key, value) for key, value in arguments.items())

    def _element(self, key: str, value: Any) -> str:
        begin, end = self.before_key + key + self.after_key, self.after_value + key + self.after_key
        return begin + self._text(value) + end

    def _text(self, value: Any) -> str:
        if isinstance(value, Mapping):
            return self.arguments_text(value)
        if isinstance(value, list | tuple):
            return "".join(self._element(ITEM, item) for item in value)
        return value if isinstance(value, str) else to_json(value)

    def arguments_rule(self, rules: Rules, tool: Tool) -> str:
        """Hold each argument to its schema; they come in the schema's order."""
        root = tool.parameters
        values = ElementValues(rules, root, self.before_key, self.after_key, self.after_value)
        return values.members(root)

    def _read_value(
        self, source: Source, sink: CallSink, schema: Any, root: Schema
    ) -> Reading[None]:
        yield from self._read_element(source, sink.arguments, schema, root, depth=0)

    def _read_element(
        self, source: Source, emit: Callable[[str], None], schema: Any, root: Schema, depth: int
    ) -> Reading[None]:
        """Read a value and the tag that ends it."""
        kinds = kinds_of(schema, root)
        if kinds == {"string"}:
            emit('"')
            mark = yield from source.until(self.after_value, emit=lambda text: emit(_inner(text)))
            if mark is not None:
                emit('"')
        else:
            space = yield from source.space()
            if (yield from self._is_at_element(source)):
                mark = yield from self._read_elements(source, emit, schema, root, depth)
            else:
                text, mark = yield from source.text_until(self.after_value)
                if mark is not None:
                    emit(_value(space + text, schema, root))
        # The key that ends it is the one that began it, as far as a grammar can tell.
        if mark is None or (yield from source.text_until(self.after_key))[1] is None:
            raise MalformedCallError("A value is not complete.")

    def _is_at_element(self, source: Source) -> Reading[bool]:
        if (yield from source.at(self.after_value)):
            return False
        return (yield from source.at(self.before_key))

    def _read_elements(
        self, source: Source, emit: Callable[[str], None], schema: Any, root: Schema, depth: int
    ) -> Reading[str]:
        """Read the elements inside of a value, and what begins the tag that ends it."""
        if depth > _MAX_DEPTH:
            raise MalformedCallError("A value is nested too deeply.")
        is_list: bool | None = None
        parts: Mapping[str, Any] = {}
        while (yield from self._is_at_element(source)):
            source.consume(len(self.before_key))
            key, mark = yield from source.text_until(self.after_key)
            if mark is None:
                raise MalformedCallError("A key is not complete.")
            if is_list is None:
                parts = _properties(schema, root)
                is_list = key == ITEM and ITEM not in parts
                emit("[" if is_list else "{")
            else:
                emit(", ")
            part = _items(schema, root) if is_list else parts.get(key, {})
            emit("" if is_list else f"{to_json(key)}: ")
            yield from self._read_element(source, emit, part, root, depth + 1)
            yield from source.space()
        emit("]" if is_list else "}")
        yield from source.expect(self.after_value)
        return self.after_value


def _properties(schema: Any, root: Schema) -> Mapping[str, Any]:
    part = only(schema, {"object"}, root)
    return properties_of(part, root) if part is not None else {}


def _items(schema: Any, root: Schema) -> Any:
    part = only(schema, {"array"}, root)
    found = [leaf["items"] for leaf in leaves(part or {}, root) if "items" in leaf]
    return found[0] if found else {}


def _value(text: str, schema: Any, root: Schema) -> str:
    """Turn the text of a value without elements into JSON; empty objects and lists are such."""
    kinds = kinds_of(schema, root)
    if "string" in kinds:
        return value_from_text(text, only(schema, KINDS - _NESTED, root), root)
    if not text.strip() and kinds & _NESTED:
        return "[]" if "array" in kinds else "{}"
    return value_from_text(text, schema, root)


def _inner(text: str) -> str:
    """Write text as part of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
