"""Streamed text to typed parts: text and tool calls."""

from __future__ import annotations

import json
from dataclasses import dataclass

from langchain_gguf.tool_formats import ToolFormat


@dataclass(frozen=True)
class TextPart:
    """Text for the reader."""

    text: str


@dataclass(frozen=True)
class ReasoningPart:
    """What the model thought before or between its answers."""

    text: str


@dataclass(frozen=True)
class ToolCallPart:
    """A piece of a tool call.

    `index` counts the reply's calls. `name` comes once, with the first piece; the `arguments` of
    all pieces of an index make up the JSON text. Arguments that could not be read are a JSON string
    of the call's text; without a readable name, `name` stays None.
    """

    index: int
    name: str | None = None
    arguments: str = ""


ReplyPart = TextPart | ReasoningPart | ToolCallPart


class ReplyParser:
    """Splits one reply into parts while it streams.

    Text that may become a marker is held back until it is decided, so the parts do not depend on
    how the reply was cut. Whitespace before a call is dropped.
    """

    def __init__(self, tool_format: ToolFormat | None) -> None:
        """Parse calls in `tool_format`; None means that no tools are bound and all is text."""
        self._format = tool_format
        self._held = ""
        self._body: str | None = None  # Text of the call under way.
        self._call = ToolCallPart(index=-1)
        self._sent = ""  # Arguments of the call under way that were handed out.

    @property
    def num_calls(self) -> int:
        """Calls begun so far."""
        return self._call.index + 1

    def feed(self, text: str) -> list[ReplyPart]:
        """Take more of the reply and return the parts that became certain."""
        if self._format is None:
            return [TextPart(text)] if text else []
        self._held += text
        parts: list[ReplyPart] = []
        while True:
            step = self._read_text() if self._body is None else self._read_call()
            if step is None:
                return parts
            parts += step

    def finish(self) -> list[ReplyPart]:
        """Return what is left when the reply is over; an open call ends as it is."""
        if self._body is not None:
            return self._end_call()
        held, self._held = self._held, ""
        if self.num_calls:
            held = held.strip()
        return [TextPart(held)] if held else []

    def _read_text(self) -> list[ReplyPart] | None:
        """Hand out text up to the next opening marker; None when more text is needed."""
        assert self._format is not None
        begin = self._format.begin
        at = self._held.find(begin)
        if at >= 0:
            text = self._held[:at].rstrip()
            self._held = self._held[at + len(begin) :]
            self._body, self._sent = "", ""
            self._call = ToolCallPart(index=self._call.index + 1)
            return [TextPart(text)] if text else []
        certain = len(self._held) - _partial_marker_length(self._held, begin)
        certain = len(self._held[:certain].rstrip())  # Space before a call is not text.
        text, self._held = self._held[:certain], self._held[certain:]
        return [TextPart(text)] if text else None

    def _read_call(self) -> list[ReplyPart] | None:
        """Hand out what is new of the call under way; None when more text is needed."""
        assert self._format is not None and self._body is not None
        end = self._format.end
        whole = self._body + self._held
        at = self._format.find_end(whole)
        if at >= 0:
            self._body, self._held = whole[:at], whole[at + len(end) :]
            return self._end_call()
        if not self._held:
            return None
        self._body, self._held = whole, ""
        certain = len(self._body) - _partial_marker_length(self._body, end)
        partial = self._format.parse_partial(self._body[:certain])
        return self._new_of_call(partial.name, partial.arguments) if partial.name else None

    def _end_call(self) -> list[ReplyPart]:
        assert self._format is not None and self._body is not None
        body, self._body = self._body, None
        calls = self._format.parse(body)
        unreadable = json.dumps(body.strip(), ensure_ascii=False)
        partial = self._format.parse_partial(body)
        if partial.name is not None:
            arguments = partial.arguments
            if not arguments:  # Missing, or written in a form that cannot be streamed.
                arguments = calls[0].arguments if calls else unreadable
            return self._new_of_call(partial.name, arguments)
        if not calls:
            return [ToolCallPart(self._call.index, arguments=unreadable)]
        parts: list[ReplyPart] = []
        for offset, call in enumerate(calls):
            self._call = ToolCallPart(self._call.index + min(offset, 1), call.name)
            parts.append(ToolCallPart(self._call.index, call.name, call.arguments))
        return parts

    def _new_of_call(self, name: str | None, arguments: str) -> list[ReplyPart]:
        new = arguments[len(self._sent) :]
        is_first = self._call.name is None
        self._sent = arguments
        self._call = ToolCallPart(self._call.index, name)
        if not new and not is_first:
            return []
        return [ToolCallPart(self._call.index, name if is_first else None, new)]


def _partial_marker_length(text: str, marker: str) -> int:
    """Count the characters at the end of `text` that may begin `marker`."""
    return max((n for n in range(1, len(marker)) if text.endswith(marker[:n])), default=0)
