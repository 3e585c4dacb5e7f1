"""Streamed text to typed parts: text, reasoning and tool calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from langchain_gguf.tool_formats import (
    FramedFormat,
    MalformedCallError,
    Reading,
    ReasoningState,
    ReplyFormat,
    Source,
    Tool,
    ToolFormat,
    unfit_end,
)


@dataclass(frozen=True)
class TextPart:
    """Text for the reader."""

    text: str


@dataclass(frozen=True)
class ReasoningPart:
    """Text that the model wrote for itself before it answered."""

    text: str


@dataclass(frozen=True)
class ToolCallPart:
    """A piece of a tool call.

    `index` counts the reply's calls. `name` comes once, with the first piece; the `arguments` of
    all pieces of an index make up JSON text. They are no JSON object if the call could not be read
    or broke off: then they are a JSON string of the call's text, or, where arguments had been
    handed out before, end with what no reader of JSON takes. Without a readable name, `name` stays
    None.
    """

    index: int
    name: str | None = None
    arguments: str = ""


ReplyPart = TextPart | ReasoningPart | ToolCallPart


class ReplyParser:
    """Splits one reply into parts while it streams.

    Text that may become a marker is held back until it is decided, so the parts do not depend on
    how the reply was cut. Whitespace before a call, and around reasoning, is dropped.
    """

    def __init__(self, reply_format: ReplyFormat) -> None:
        """Read a reply that is laid out like `reply_format`."""
        self._format = reply_format
        self._source = Source()
        self._sink = _Sink(self._source)
        self._reader = _read_reply(self._source, self._sink, reply_format)
        self._is_over = False

    @property
    def num_calls(self) -> int:
        """Calls begun so far."""
        return self._sink.num_calls

    @property
    def num_reasoning_tags(self) -> tuple[int, int]:
        """Opening and closing tags of reasoning read so far."""
        return self._sink.num_reasoning_tags[0], self._sink.num_reasoning_tags[1]

    def feed(self, text: str) -> list[ReplyPart]:
        """Take more of the reply and return the parts that became certain."""
        if text:
            self._source.feed(text)
            self._advance()
        return self._sink.take()

    def finish(self) -> list[ReplyPart]:
        """Return what is left when the reply is over; an open call ends as it is."""
        self._source.ended = True
        self._advance()
        return self._sink.take()

    def _advance(self) -> None:
        if not self._is_over:
            self._is_over = next(self._reader, _OVER) is _OVER


_OVER = object()


class _Sink:
    """Turns what readers find into parts."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._parts: list[ReplyPart] = []
        self._space = ""  # Held back: space before a call is not text.
        self._has_reasoning = False
        self._arguments: list[str] | None = None  # Of the call under way.
        self.holds_space = True
        self.known_tools: Mapping[str, Tool] | None = None  # Calls of others are none.
        self.num_calls = 0
        self.num_reasoning_tags = [0, 0]

    def take(self) -> list[ReplyPart]:
        """Return the parts since the last time, neighbours of a kind as one."""
        parts, self._parts = self._parts, []
        merged: list[ReplyPart] = []
        for part in parts:
            last = merged[-1] if merged else None
            if isinstance(part, TextPart) and isinstance(last, TextPart):
                merged[-1] = TextPart(last.text + part.text)
            elif isinstance(part, ReasoningPart) and isinstance(last, ReasoningPart):
                merged[-1] = ReasoningPart(last.text + part.text)
            elif (
                isinstance(part, ToolCallPart)
                and isinstance(last, ToolCallPart)
                and part.index == last.index
            ):
                merged[-1] = ToolCallPart(last.index, last.name, last.arguments + part.arguments)
            else:
                merged.append(part)
        return merged

    def text(self, text: str) -> None:
        """Take text; the whitespace at its end waits for what comes."""
        text = self._space + text
        certain = text.rstrip() if self.holds_space else text
        self._space = text[len(certain) :]
        if certain:
            self._parts.append(TextPart(certain))

    def end_text(self) -> None:
        """End the reply: whitespace at its end is text, unless it follows a call."""
        if self._space and not self.num_calls:
            self._parts.append(TextPart(self._space))
        self._space = ""

    def reasoning_tag(self, *, is_closing: bool) -> None:
        """Note that a tag of reasoning ends here."""
        self.num_reasoning_tags[is_closing] += 1

    def reasoning(self, text: str) -> None:
        """Take reasoning, without the whitespace around it."""
        text = self._space + text
        if not self._has_reasoning:
            text = text.lstrip()
        certain = text.rstrip()
        self._space = text[len(certain) :]
        if certain:
            self._has_reasoning = True
            self._parts.append(ReasoningPart(certain))

    def drop_space(self) -> None:
        """Drop whitespace that was held back."""
        self._space = ""
        self._has_reasoning = False

    def begin(self, name: str) -> None:
        """Begin a call."""
        if self.known_tools is not None and name not in self.known_tools:
            raise MalformedCallError(f"{name!r} is no tool.")
        self._source.record()
        self._space = ""
        self._arguments = []
        self._parts.append(ToolCallPart(self.num_calls, name))
        self.num_calls += 1

    def arguments(self, text: str) -> None:
        """Take arguments of the call under way."""
        if text and self._arguments is not None:
            self._arguments.append(text)
            self._parts.append(ToolCallPart(self.num_calls - 1, None, text))

    def end(self) -> None:
        """End the call under way."""
        self._arguments = None

    def fail(self, read: str, rest: str) -> None:
        """End what could not be read as an invalid call.

        Args:
            read: text of the call up to where it could not be read any more.
            rest: its text from there on.
        """
        raw = json.dumps((read + rest).strip(), ensure_ascii=False)
        if self._arguments is None:
            self._space = ""
            self._parts.append(ToolCallPart(self.num_calls, None, raw))
            self.num_calls += 1
            return
        written = "".join(self._arguments)
        self.arguments(unfit_end(written) + rest if written else raw)
        self._arguments = None


def _read_reply(source: Source, sink: _Sink, reply_format: ReplyFormat) -> Reading[None]:
    """Read a reply from its beginning to its end."""
    tool_format = reply_format.tool_format
    tools = {tool.name: tool for tool in reply_format.tools}
    if isinstance(tool_format, FramedFormat):
        yield from _read_framed(source, sink, tool_format, tools)
        sink.end_text()
        return
    yield from _read_reasoning(source, sink, reply_format)
    if reply_format.is_calls_or_answer and not (yield from _is_at_calls(source, sink, tool_format)):
        reply_format = replace(reply_format, tool_format=None)
    is_start = True
    while True:
        opening = yield from _read_text(source, sink, reply_format, is_start=is_start)
        if opening is None or tool_format is None:
            break
        is_start = False
        yield from _read_calls(source, sink, tool_format, tools)
    sink.end_text()


def _is_at_calls(source: Source, sink: _Sink, tool_format: ToolFormat | None) -> Reading[bool]:
    """Whether calls are all that is left of the reply; space before them is read."""
    if tool_format is None:
        return False
    sink.text((yield from source.space()))
    for opening in (tool_format.start_opening, *tool_format.openings):
        if opening and (yield from source.at(opening)):
            return True
    return False


def _read_framed(
    source: Source, sink: _Sink, tool_format: FramedFormat, tools: Mapping[str, Tool]
) -> Reading[None]:
    while (yield from source.peek()):
        try:
            yield from tool_format.read_reply(source, sink, tools)
        except MalformedCallError:
            yield from _skip_call(source, sink, tool_format)


def _read_reasoning(source: Source, sink: _Sink, reply_format: ReplyFormat) -> Reading[None]:
    """Read the reasoning that a reply may begin with."""
    tags, state = reply_format.reasoning, reply_format.state
    if tags is None:
        return
    space = yield from source.space()
    # Models may write the opening tag that a prompt has, or the closing one alone for no reasoning.
    is_opened = yield from source.take(tags.begin.strip())
    is_closed = not is_opened and (yield from source.take(tags.end.strip()))
    if not (is_opened or is_closed or state is ReasoningState.INSIDE):
        sink.text(space)
        return
    if is_opened:
        sink.reasoning_tag(is_closing=False)
    if is_closed or (yield from source.until(tags.end.strip(), emit=sink.reasoning)):
        sink.reasoning_tag(is_closing=True)
    sink.drop_space()
    yield from source.space()


def _read_text(
    source: Source, sink: _Sink, reply_format: ReplyFormat, *, is_start: bool
) -> Reading[str | None]:
    """Read text up to the next opening of a call, which is left; None at the end of the reply."""
    tool_format, frame = reply_format.tool_format, reply_format.text
    begin, *ends = (frame.begin.strip(), frame.end.strip(), frame.closing) if frame else ("",)
    if is_start and tool_format is not None and tool_format.start_opening:
        space = yield from source.space()
        if (yield from source.at(tool_format.start_opening)):
            return tool_format.start_opening
        sink.text(space)
    openings = tool_format.openings if tool_format is not None else ()
    marks = [mark for mark in (begin, *ends, *openings) if mark]
    sink.holds_space = bool(marks)
    while True:
        mark = yield from source.until_at(*marks, emit=sink.text)
        if mark is None or mark not in (begin, *ends):
            return mark
        source.consume(len(mark))
        if mark == begin:
            sink.drop_space()
            yield from source.space()


def _read_calls(
    source: Source, sink: _Sink, tool_format: ToolFormat, tools: Mapping[str, Tool]
) -> Reading[None]:
    """Read calls from their opening; what could not be read becomes an invalid call, or text."""
    opening = tool_format.start_opening
    is_soft = bool(opening) and not sink.num_calls and (yield from source.at(opening))
    num_calls = sink.num_calls
    sink.known_tools = tools if is_soft else None
    source.record()
    try:
        yield from tool_format.read(source, sink, tools)
    except MalformedCallError:
        if is_soft and sink.num_calls == num_calls:
            sink.text(source.recorded())
            return
        yield from _skip_call(source, sink, tool_format)
    source.recorded()


def _skip_call(source: Source, sink: _Sink, tool_format: ToolFormat) -> Reading[None]:
    """Skip what could not be read, and report it."""
    read = source.recorded()
    rest: list[str] = []
    markers = (tool_format.closing,) if tool_format.closing else ()
    yield from source.until(*markers, emit=rest.append)
    for mark in tool_format.openings:
        read = read.strip().removeprefix(mark)
    sink.fail(read, "".join(rest))
