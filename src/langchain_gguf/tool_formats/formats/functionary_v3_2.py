"""Functionary 3.2: each part of a reply says its recipient; text goes to "all".

The prompt ends with `>>>`, then the model writes

all
Let me see.>>>get_weather
{"city": "Paris"}>>>get_time
{"zone": "CET"}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from langchain_gguf.tool_formats.base import Call, CallSink, FramedFormat, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reading.source import Reading, Source
from langchain_gguf.tool_formats.shapes.json_calls import read_arguments

_MARK = ">>>"
_TEXT = "all\n"


class FunctionaryV32(FramedFormat):
    """Recipients between angle brackets and line breaks."""

    @property
    def openings(self) -> Sequence[str]:
        """Text that begins a part."""
        return (_MARK,)

    @property
    def closing(self) -> str:
        """Text that ends a part."""
        return _MARK

    def write(self, calls: Sequence[Call]) -> str:
        """Write calls as parts of a reply."""
        return "".join(f"{_MARK}{call.name}\n{to_json(call.arguments)}" for call in calls)

    def calls_rule(self, rules: Rules, tools: Sequence[Tool], *, parallel: bool) -> str:
        """Add the rules of calls after the mark of the first."""
        call = rules.choice(
            [
                rules.sequence(rules.literal(f"{tool.name}\n"), rules.json(tool.parameters))
                for tool in tools
            ]
        )
        return rules.sequence(call, f"({rules.literal(_MARK)} {call})*" if parallel else "")

    def reply_rule(
        self, rules: Rules, tools: Sequence[Tool], *, answer: str | None, parallel: bool
    ) -> str:
        """Add the rules of a reply: text, calls, or both."""
        options = []
        calls = self.calls_rule(rules, tools, parallel=parallel) if tools else None
        if calls is not None:
            options.append(calls)
        if answer is not None:
            text = answer or rules.terminal(f'/(?s:.*)/ & ~(/(?s:.*)/ "{_MARK}" /(?s:.*)/)')
            options.append(rules.sequence(rules.literal(_TEXT), text))
        if answer == "" and calls is not None:
            options.append(rules.sequence(rules.literal(_TEXT), rules.text_until(_MARK), calls))
        return rules.choice(options)

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read a reply."""
        yield from self.read_reply(source, sink, tools)

    def read_reply(
        self, source: Source, sink: CallSink, tools: Mapping[str, Tool]
    ) -> Reading[None]:
        """Read parts; one whose recipient is no tool is text."""
        yield from source.take(_MARK)
        before = ""
        while (yield from source.peek()):
            name = None if (yield from source.take(_TEXT)) else (yield from _tool(source, tools))
            if name is None:
                if before:
                    sink.text(before)
                before = (yield from source.until(_MARK, emit=sink.text)) or ""
                if before and ((yield from source.at(_TEXT)) or (yield from _at(source, tools))):
                    before = ""
                continue
            sink.begin(name)
            yield from read_arguments(source, sink.arguments)
            sink.end()
            yield from source.space()
            yield from source.take(_MARK)
            before = ""
        if before:
            sink.text(before)


def _at(source: Source, tools: Mapping[str, Tool]) -> Reading[str | None]:
    """Name the tool that comes next."""
    for name in tools:
        if (yield from source.at(f"{name}\n")):
            return name
    return None


def _tool(source: Source, tools: Mapping[str, Tool]) -> Reading[str | None]:
    """Consume the name of a tool and its line break."""
    name = yield from _at(source, tools)
    if name is not None:
        source.consume(len(name) + 1)
    return name


FUNCTIONARY_V3_2 = FunctionaryV32()
