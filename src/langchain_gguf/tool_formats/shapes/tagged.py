"""The shape whose arguments stand one by one between tags, strings bare and the rest as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import CallSink, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.grammar.schemas import (
    KINDS,
    Schema,
    kind_of,
    kinds_of,
    only,
    properties_of,
    value_from_text,
)
from langchain_gguf.tool_formats.grammar.value_rules import (
    bare_value,
    extra_schema,
    object_items,
)
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reading.source import MalformedCallError, Reading, Source
from langchain_gguf.tool_formats.shapes.calls_text import STAND_IN, CallsText

_NAME = re.compile(r"[^\s{}<>\"']+")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


@dataclass(frozen=True, kw_only=True)
class TaggedArguments(CallsText):
    """`before_key` key `after_key` value `after_value`, for each argument.

    A value whose schema admits only strings is the text as it is; others are converted as the
    schema has it, so that `7` is a number where one is asked for and text where text is.

    Attributes:
        before_key, after_key, after_value: stand around the parts of an argument. If `after_key`
            ends with a line break, one line break on either side of a value is not part of it.
        after_other_key: stands in place of `after_key` before values that are no strings; in it,
            `$type` stands for the kind of value.
    """

    before_key: str
    after_key: str
    after_value: str
    after_other_key: str = ""

    def arguments_text(self, arguments: Mapping[str, Any]) -> str:
        """Write arguments in tags."""
        return "".join(
            self.before_key + key + self._after_key(value) + _bare(value) + self.after_value
            for key, value in arguments.items()
        )

    def _after_key(self, value: Any) -> str:
        if isinstance(value, str) or not self.after_other_key:
            return self.after_key
        return self.after_other_key.replace("$type", kind_of(value))

    def _after_keys(self) -> list[tuple[str, frozenset[str]]]:
        """Pair what may stand after a key with the kinds of value that it announces."""
        if not self.after_other_key:
            return [(self.after_key, KINDS)]
        others = KINDS - {"string"}
        announced = [(self.after_other_key, others)]
        if "$type" in self.after_other_key:
            announced = [
                (self.after_other_key.replace("$type", kind), frozenset({kind}))
                for kind in sorted(others)
            ]
        return [(self.after_key, frozenset({"string"})), *announced]

    def arguments_rule(self, rules: Rules, tool: Tool) -> str:
        """Hold each argument to its schema; they come in the schema's order."""
        root = tool.parameters
        items = object_items(
            root, root, lambda key, schema: self._argument_rule(rules, key, schema, root)
        )
        written = [item if required else rules.optional(item) for item, required in items]
        extra = extra_schema(root, root)
        if extra is not None:
            any_key = '/[^<>\\n"]+/'
            written.append(f"({self._argument_rule(rules, None, extra, root, any_key)})*")
        return rules.sequence(*written)

    def _argument_rule(
        self, rules: Rules, key: str | None, schema: Any, root: Schema, any_key: str = ""
    ) -> str:
        """Write an argument; without a key, one whose key matches a terminal."""
        options = []
        for after_key, part in self._kinds_of_value(schema, root):
            if key is None:
                before = rules.literal(self.before_key)
                head = rules.sequence(before, rules.text_until(after_key, any_key))
            else:
                head = rules.literal(self.before_key + key + after_key)
            options.append(rules.sequence(head, bare_value(rules, part, root, self.after_value)))
        return rules.choice(options)

    def _kinds_of_value(self, schema: Any, root: Schema) -> list[tuple[str, Any]]:
        """Pair what may stand after the key with the part of a schema that it announces."""
        if not self.after_other_key:
            return [(self.after_key, schema)]
        parts = [(after, only(schema, kinds, root)) for after, kinds in self._after_keys()]
        return [(after_key, part) for after_key, part in parts if part is not None]

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read calls until something else comes."""
        yield from self.take_opening(source)
        num_calls = 0
        while True:
            if self.closing and num_calls and (yield from source.take_spaced(self.closing)):
                return
            if not (yield from self._take_call_begin(source, is_first=num_calls == 0)):
                if num_calls:
                    return
                raise MalformedCallError("A call is missing.")
            if (yield from self._read_call(source, sink, tools)) == self.closing:
                return
            num_calls += 1

    def _take_call_begin(self, source: Source, *, is_first: bool) -> Reading[bool]:
        if is_first and not self.before_name:
            return True
        if is_first:
            return (yield from source.take_spaced(self.before_name.strip()))
        is_begun = yield from self.take_fixed(source, self.separator)
        before = self.before_name.strip()
        return (bool(before) and (yield from source.take_spaced(before))) or is_begun

    def _read_call(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[str]:
        """Read a call from its name on; returns what ended it."""
        ends = self.call_ends[:1] or [self.closing]
        after_name, *rest_of_head = STAND_IN.split(self.after_name.strip())
        before_key = self.before_key.strip()
        marks = (after_name,) if after_name else (before_key, *ends)
        pieces: list[str] = []
        mark = yield from source.until_at(*marks, emit=pieces.append)
        name = "".join(pieces).strip()
        if mark is None or not (name in tools or _NAME.fullmatch(name)):
            raise MalformedCallError("The name of a call is missing.")
        source.consume(len(mark))
        yield from self.take_fixed(source, "".join(rest_of_head))
        sink.begin(name)
        sink.arguments("{")
        root: Schema = tools[name].parameters if name in tools else {}
        schemas = properties_of(root, root)
        separator = ""
        while mark not in ends:
            if mark != before_key:
                yield from source.space()
                mark = yield from source.take_any((*ends, before_key))
                if mark is None:
                    raise MalformedCallError("An argument or the end of a call is missing.")
                continue
            key, kinds = yield from self._read_key(source)
            sink.arguments(f"{separator}{to_json(key)}: ")
            schema = schemas.get(key, {})
            announced = only(schema, kinds, root)
            yield from self._read_value(
                source, sink, schema if announced is None else announced, root
            )
            separator, mark = ", ", None
        sink.arguments("}")
        sink.end()
        for end in self.call_ends[1:]:
            yield from source.take_spaced(end)
        return mark

    def _read_key(self, source: Source) -> Reading[tuple[str, frozenset[str]]]:
        """Read a key, and the kinds of value that are announced after it."""
        marks = {text.split("\n")[0]: kinds for text, kinds in self._after_keys()}
        key, mark = yield from source.text_until(*marks)
        if mark is None:
            raise MalformedCallError("A key is not complete.")
        for part in self.after_key.split("\n")[1:]:
            if part:
                yield from source.space()
                yield from source.take(part)
        return key.strip(), marks[mark]

    def _read_value(
        self, source: Source, sink: CallSink, schema: Any, root: Schema
    ) -> Reading[None]:
        end = self.after_value.strip()
        has_lines = self.after_key.endswith("\n")
        if has_lines:
            yield from source.take("\n")
        ends = (f"\n{end}", end) if has_lines else (end,)
        if (yield from source.take(_CDATA)):
            ends = (_CDATA_END + end,)
        if kinds_of(schema, root) == {"string"}:
            sink.arguments('"')
            mark = yield from source.until(
                *ends, emit=lambda text: sink.arguments(json.dumps(text, ensure_ascii=False)[1:-1])
            )
            if mark is not None:
                sink.arguments('"')
        else:
            text, mark = yield from source.text_until(*ends)
            if mark is not None:
                sink.arguments(value_from_text(text, schema, root))
        if mark is None:
            raise MalformedCallError("A value is not complete.")


def _bare(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value)
