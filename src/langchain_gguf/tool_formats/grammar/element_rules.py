"""Grammar of values in nested tags, which are named after keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_gguf.tool_formats.grammar.rules import NOTHING, Rules
from langchain_gguf.tool_formats.grammar.schemas import (
    KINDS,
    Schema,
    document,
    kinds_of,
    leaves,
    only,
)
from langchain_gguf.tool_formats.grammar.value_rules import (
    bare_value,
    extra_schema,
    num_items,
    object_items,
)

ITEM = "item"
_ANY_KEY = '/[^<>\\s"\\/]+/'
_SCALARS = KINDS - {"object", "array"}


@dataclass(frozen=True)
class ElementValues:
    """Grammar of `open` key `close` value `end` key `close`; items of lists have the key `item`.

    Attributes:
        rules: the grammar.
        root: the document that references lead into.
        open, close, end: stand around keys and values.
    """

    rules: Rules
    root: Schema
    open: str
    close: str
    end: str
    _named: dict[tuple[str, str], str] = field(default_factory=dict)

    def members(self, schema: Any) -> str:
        """Write the properties of an object, in the schema's order."""
        rules = self.rules
        items = object_items(schema, self.root, self._element)
        written = [item if required else rules.optional(item) for item, required in items]
        extra = extra_schema(schema, self.root)
        if extra is not None:
            written.append(f"({self._any_element(extra)})*")
        return rules.sequence(*written)

    def _element(self, key: str, schema: Any) -> str:
        begin = self.rules.literal(self.open + key + self.close)
        return self.rules.sequence(begin, self._value(schema, self.end + key + self.close))

    def _any_element(self, schema: Any) -> str:
        """Write a property of any name; a grammar cannot compare it with the name at the end."""
        rules = self.rules
        key = rules.text_until(self.close, _ANY_KEY)
        part = only(schema, _SCALARS, self.root)
        if part is None:
            json = rules.json(document(schema, self.root))
            value = rules.sequence(json, rules.literal(self.end))
        else:
            value = bare_value(rules, part, self.root, self.end)
        return rules.sequence(rules.literal(self.open), key, value, key)

    def _value(self, schema: Any, end: str) -> str:
        """Write a value; one that a reference names becomes a rule, so that it may hold itself."""
        reference = schema.get("$ref") if isinstance(schema, Mapping) and len(schema) == 1 else None
        if not isinstance(reference, str):
            return self._plain_value(schema, end)
        key = (reference, end)
        if key not in self._named:
            self._named[key] = self.rules.name()
            self.rules.define(self._named[key], self._plain_value(schema, end))
        return self._named[key]

    def _plain_value(self, schema: Any, end: str) -> str:
        rules, root = self.rules, self.root
        options = []
        scalar = only(schema, kinds_of(schema, root) & _SCALARS, root)
        if scalar is not None:
            options.append(bare_value(rules, scalar, root, end))
        writers: tuple[tuple[str, Callable[[Any], str]], ...] = (
            ("object", self.members),
            ("array", self._items),
        )
        for kind, write in writers:
            if (part := only(schema, {kind}, root)) is not None:
                inner = [write(leaf) for leaf in leaves(part, root)]
                options += [rules.sequence(text, rules.literal(end)) for text in inner]
        return rules.choice(options or [rules.json({"enum": []})])

    def _items(self, schema: Schema) -> str:
        low, high = num_items(schema)
        if high == 0:
            return NOTHING
        one = self._element(ITEM, schema.get("items", {}))
        return f"({one}){{{low},{'' if high is None else high}}}"
