"""What a wire format of tool calls has to say."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from langchain_gguf.tool_formats.grammar.rules import Rules
from langchain_gguf.tool_formats.reading.source import Reading, Source
from langchain_gguf.tool_formats.tags import Tags


@dataclass(frozen=True)
class Tool:
    """A bound tool: its name and the JSON schema of its arguments."""

    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """A call of an earlier turn, to be written; `id` ties its result to it."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""


class CallSink(Protocol):
    """Takes calls while they are read. Text and reasoning are for formats that frame both."""

    def begin(self, name: str) -> None:
        """Begin a call, whose name is certain."""

    def arguments(self, text: str) -> None:
        """Take more of the JSON text of the arguments."""

    def end(self) -> None:
        """End the call; its arguments are complete."""

    def text(self, text: str) -> None:
        """Take text for the reader."""

    def reasoning_tag(self, *, is_closing: bool) -> None:
        """Note that the opening or closing tag of reasoning has been read."""

    def reasoning(self, text: str) -> None:
        """Take text of the model's reasoning."""


class ToolFormat(ABC):
    """A wire format: how calls open, how they are read, written and constrained."""

    @property
    @abstractmethod
    def openings(self) -> Sequence[str]:
        """Texts that open calls wherever they come; the model is made to write the first."""

    @property
    def start_opening(self) -> str:
        """Text that opens calls only at the start of a reply, and that text may have as well.

        What begins with it but names no tool is text. If there is one, the model is made to write
        it rather than one of `openings`.
        """
        return ""

    @property
    def start_pattern(self) -> str:
        """Regular expression of how text must not begin, lest it be read as a call."""
        return re.escape(self.start_opening)

    @property
    def closing(self) -> str:
        """Text that ends calls; reading goes on there after a call that could not be read."""
        return ""

    def call_id(self, name: str, number: int, given: str) -> str:
        """Return the id under which the template writes a call of the conversation.

        Args:
            name: the tool.
            number: how many calls came before in the conversation.
            given: the id that the call has.
        """
        return given

    @abstractmethod
    def read(self, source: Source, sink: CallSink, tools: Mapping[str, Tool]) -> Reading[None]:
        """Read calls, from an opening up to the end of the last.

        Raises:
            MalformedCallError: this is no call, or it breaks off.
        """

    @abstractmethod
    def write(self, calls: Sequence[Call]) -> str:
        """Write calls as the model does; for models whose template does not."""

    def writings(self, calls: Sequence[Call]) -> Sequence[str]:
        """Write calls in each of the ways that templates of this format have."""
        return (self.write(calls),)

    @abstractmethod
    def calls_rule(self, rules: Rules, tools: Sequence[Tool], *, parallel: bool) -> str:
        """Add the rules of what follows `openings[0]`, and return the expression.

        If the format has a `start_opening`, of calls from there on, space before them included.
        """

    def whole_calls_rule(self, rules: Rules, tools: Sequence[Tool], *, parallel: bool) -> str:
        """Add the rules of calls with their opening."""
        calls = self.calls_rule(rules, tools, parallel=parallel)
        opening = "" if self.start_opening else rules.literal(self.openings[0])
        return rules.sequence(opening, calls)

    def calls_beside_json(self, rules: Rules, tools: Sequence[Tool], *, parallel: bool) -> str:
        """Add the rules of calls where a reply may as well be the JSON of an answer."""
        return self.whole_calls_rule(rules, tools, parallel=parallel)


class FramedFormat(ToolFormat):
    """A format that marks text and reasoning as well, and so reads and constrains whole replies."""

    @property
    def reasoning(self) -> Tags | None:
        """What stands around each stretch of reasoning, or None if there is none."""
        return None

    @abstractmethod
    def read_reply(
        self, source: Source, sink: CallSink, tools: Mapping[str, Tool]
    ) -> Reading[None]:
        """Read a reply from its beginning to its end.

        Raises:
            MalformedCallError: a call could not be read, or it breaks off; reading goes on when
                this is called again.
        """

    @abstractmethod
    def reply_rule(
        self, rules: Rules, tools: Sequence[Tool], *, answer: str | None, parallel: bool
    ) -> str:
        """Add the rules of a reply, and return the expression.

        Args:
            rules: the grammar.
            tools: tools that may be called; none forbids calls.
            answer: expression of the text of the reply; "" for any text, None where a call is
                required.
            parallel: several calls are allowed.
        """
