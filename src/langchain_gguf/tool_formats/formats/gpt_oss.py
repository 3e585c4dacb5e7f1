"""gpt-oss: OpenAI's harmony, where every message says its channel and its recipient.

<|channel|>analysis<|message|>They want the weather.<|end|><|start|>assistant
<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{"city": "Paris"}<|call|>

(without the line breaks.) Reasoning is in the channel "analysis", the answer in "final"; text in
"commentary" that has no recipient is for the reader too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from langchain_gguf.tool_formats.base import Call, CallSink, FramedFormat, Tool
from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reading.source import (
    Reading,
    Source,
    discard,
)
from langchain_gguf.tool_formats.shapes.json_calls import read_arguments
from langchain_gguf.tool_formats.tags import Tags

_CHANNEL, _MESSAGE, _START = "<|channel|>", "<|message|>", "<|start|>"
_ENDS = ("<|end|>", "<|return|>", "<|call|>")
_NEXT = "<|end|><|start|>assistant"
_RECIPIENT = re.compile(r"to=\s*(?:functions\.)?([^\s<]+)")
_HEADERS = (_CHANNEL, _START, " to=")


class GptOss(FramedFormat):
    """Messages with channels and recipients."""

    @property
    def openings(self) -> Sequence[str]:
        """Text that begins a call."""
        return (f"{_CHANNEL}commentary to=functions.",)

    @property
    def reasoning(self) -> Tags:
        """What stands around a message of reasoning, up to the next one's channel."""
        return Tags(f"{_CHANNEL}analysis{_MESSAGE}", _NEXT, is_message=True)

    @property
    def closing(self) -> str:
        """Text that ends a call."""
        return "<|call|>"

    def write(self, calls: Sequence[Call]) -> str:
        """Write calls as messages of one reply."""
        return f"{_ENDS[2]}{_START}assistant".join(
            _head(call.name) + to_json(call.arguments) for call in calls
        )

    def writings(self, calls: Sequence[Call]) -> Sequence[str]:
        """Templates write the recipient before the channel."""
        other = f"{_ENDS[2]}{_START}assistant".join(
            f" to=functions.{call.name}{_CHANNEL}commentary json{_MESSAGE}"
            + to_json(call.arguments)
            for call in calls
        )
        return self.write(calls), other

    def calls_rule(self, rules: Rules, tools: Sequence[Tool], *, parallel: bool) -> str:
        """Add the rules of the one call of a reply, after its opening."""
        heads = [_head(tool.name).removeprefix(self.openings[0]) for tool in tools]
        return rules.choice(
            [
                rules.sequence(rules.literal(head), rules.json(tool.parameters))
                for head, tool in zip(heads, tools, strict=True)
            ]
        )

    def reply_rule(
        self, rules: Rules, tools: Sequence[Tool], *, answer: str | None, parallel: bool
    ) -> str:
        """Add the rules of a reply: any reasoning and comments, then one call or the answer."""
        before = [rules.literal(f"{_CHANNEL}analysis{_MESSAGE}")]
        if answer == "":
            before.append(rules.literal(f"{_CHANNEL}commentary{_MESSAGE}"))
        message = rules.sequence(rules.choice(before), rules.text_until(_NEXT))
        last = []
        if tools:
            last.append(
                rules.sequence(
                    rules.literal(self.openings[0]),
                    self.calls_rule(rules, tools, parallel=parallel),
                )
            )
            last += [_call_to(rules, tool) for tool in tools]
        if answer is not None:
            text = answer or rules.terminal("/(?s:.*)/ & ~(/(?s:.*)<\\|(end|start)\\|>(?s:.*)/)")
            last.append(rules.sequence(rules.literal(f"{_CHANNEL}final{_MESSAGE}"), text))
        return rules.sequence(f"({message})*", rules.choice(last))

    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read a message."""
        yield from self.read_reply(source, sink, tools)

    def read_reply(
        self, source: Source, sink: CallSink, tools: Mapping[str, Tool]
    ) -> Reading[None]:
        """Read messages; what has no header is text."""
        while (yield from source.peek()):
            is_message = False
            for mark in _HEADERS:
                is_message = is_message or (yield from source.at(mark))
            if not is_message:
                yield from source.until(*_ENDS, emit=sink.text)
                continue
            header, end = yield from source.text_until(_MESSAGE, *_ENDS)
            if end == _MESSAGE:
                yield from _read_message(source, sink, header)


def _read_message(source: Source, sink: CallSink, header: str) -> Reading[None]:
    recipient = _RECIPIENT.search(header)
    if recipient is None:
        is_reasoning = f"{_CHANNEL}analysis" in header
        if not is_reasoning:
            yield from source.until(*_ENDS, emit=sink.text)
            return
        sink.reasoning_tag(is_closing=False)
        if (yield from source.until(*_ENDS, emit=sink.reasoning)):
            sink.reasoning_tag(is_closing=True)
        return
    sink.begin(recipient[1])
    yield from read_arguments(source, sink.arguments)
    sink.end()
    yield from source.until(*_ENDS, emit=discard)


def _head(name: str) -> str:
    return f"{_CHANNEL}commentary to=functions.{name} <|constrain|>json{_MESSAGE}"


def _call_to(rules: Rules, tool: Tool) -> str:
    """Write a call whose recipient stands before the channel, the other order that models use."""
    head = rules.literal(f" to=functions.{tool.name}{_CHANNEL}commentary")
    kind = rules.choice([rules.literal(" <|constrain|>json"), rules.literal(" json")])
    return rules.sequence(head, kind, rules.literal(_MESSAGE), rules.json(tool.parameters))


GPT_OSS = GptOss()
