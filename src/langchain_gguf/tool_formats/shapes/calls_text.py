"""The shape that all formats share: fixed texts around names and arguments."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_gguf.tool_formats.base import Call, Tool, ToolFormat
from langchain_gguf.tool_formats.grammar.rules import Rules, quote
from langchain_gguf.tool_formats.reading.source import Reading, Source, discard

# Stand-ins in fixed texts: the number of a call in its reply, from 0 and from 1, and its id.
STAND_IN = re.compile(r"(\$index|\$number|\$id)")
_INDEX_PATTERN = "[0-9]{1,3}"


@dataclass(frozen=True, kw_only=True)
class CallsText(ToolFormat):
    """Calls as fixed texts around names and arguments.

    `begin` call (`separator` call)* `end`, where a call is `before_name` name `after_name`
    arguments `after_arguments`. In these texts `$index` and `$number` stand for the number of the
    call in its reply, counted from 0 and from 1, and `$id` for its id. Whitespace in them is what
    the model writes; readers take any.

    Attributes:
        begin: opens the calls.
        before_name, after_name, after_arguments: stand around the parts of a call.
        id_pattern: regular expression of the ids that the model makes up.
        id_part: stands between arguments and `after_arguments`, but only where a call has an id.
        separator: stands between calls; the texts that end one and begin the next are part of it.
        end: closes the calls; empty where the end of the reply does.
        opening: text by which a reader knows that calls begin; by default `begin`, or `before_name`
            without one.
        other_openings: further texts by which it does.
        at_start: `opening` opens calls at the start of a reply only (see `start_opening`).
        not_text: regular expression of how text must not begin then; by default `opening`.
    """

    begin: str = ""
    before_name: str = ""
    after_name: str = ""
    after_arguments: str = ""
    id_part: str = ""
    id_pattern: str = "[a-zA-Z0-9_.:-]{1,40}"
    separator: str = ""
    end: str = ""
    opening: str = ""
    other_openings: tuple[str, ...] = ()
    at_start: bool = False
    not_text: str = ""

    @property
    def openings(self) -> Sequence[str]:
        """Texts that open calls."""
        return self.other_openings if self.at_start else (self._opening, *self.other_openings)

    @property
    def start_opening(self) -> str:
        """Text that opens calls at the start of a reply."""
        return self._opening if self.at_start else ""

    @property
    def start_pattern(self) -> str:
        """Regular expression of how text must not begin."""
        return self.not_text or super().start_pattern

    @property
    def _opening(self) -> str:
        return self.opening or self.begin.strip() or self.before_name.strip()

    @property
    def closing(self) -> str:
        """Text that closes calls."""
        return self.end.strip()

    @property
    def has_openings_between(self) -> bool:
        """Whether every call has an opening of its own."""
        return self._opening in self.separator

    @property
    def call_ends(self) -> list[str]:
        """Texts that end a call after its arguments."""
        return self.after_arguments.split()

    def take_opening(self, source: Source) -> Reading[None]:
        """Consume an opening that is not part of the first call."""
        own, head = self.begin.strip(), self.before_name.strip()
        for text in (self._opening, *self.other_openings):
            is_part_of_call = head.startswith(text) and not own.startswith(text)
            if not is_part_of_call and (yield from source.take(text)):
                return

    def take_fixed(self, source: Source, text: str) -> Reading[bool]:
        """Consume a fixed text, whatever its whitespace; false if nothing of it comes.

        An id or a number in it is read over.
        """
        is_begun = is_open = False
        for piece in STAND_IN.split(text):
            if STAND_IN.fullmatch(piece):
                is_open = True
                continue
            for part in piece.split():
                if is_open:
                    yield from source.until(part, emit=discard)
                    is_open = False
                else:
                    is_begun = (yield from source.take_spaced(part)) or is_begun
        return is_begun

    def name_text(self, name: str) -> str:
        """Write a name."""
        return name

    @abstractmethod
    def arguments_text(self, arguments: Mapping[str, Any]) -> str:
        """Write arguments."""

    @abstractmethod
    def arguments_rule(self, rules: Rules, tool: Tool) -> str:
        """Write the expression of a tool's arguments."""

    def write(self, calls: Sequence[Call]) -> str:
        """Write calls as the model does."""
        texts = []
        for index, call in enumerate(calls):
            id_part = self.id_part if call.id else ""
            head = _fill(self.before_name, index, call.id) + self.name_text(call.name)
            head += _fill(self.after_name, index, call.id)
            tail = _fill(id_part + self.after_arguments, index, call.id)
            texts.append(head + self.arguments_text(call.arguments) + tail)
        return self.begin + self.separator.join(texts) + self.end

    def calls_rule(self, rules: Rules, tools: Sequence[Tool], *, parallel: bool) -> str:
        """Add the rules of calls after the first opening, or from `start_opening` on."""
        begin = self.begin + self.before_name
        if not self.at_start:  # Templates may put space before the opening; replies need none.
            begin = begin.lstrip().removeprefix(self.openings[0])
        first = rules.choice([self._call(rules, tool, begin) for tool in tools])
        end = rules.literal(self.end)
        if not parallel:
            return rules.sequence(first, end)
        between = self.separator + self.before_name
        call = rules.choice([self._call(rules, tool, "") for tool in tools])
        if self.end and between.startswith(self.end):
            # One terminal for both: of two, the longer would win, whatever comes after it.
            more = rules.sequence(end, self._fixed(rules, between.removeprefix(self.end)), call)
        else:
            more = rules.sequence(self._fixed(rules, between), call)
        return rules.sequence(first, f"({more})*", end)

    def _call(self, rules: Rules, tool: Tool, begin: str) -> str:
        """Write a call, from its name on if nothing is to begin it."""
        id_part = rules.optional(self._fixed(rules, self.id_part)) if self.id_part else ""
        head = self.name_text(tool.name) + self.after_name
        if self.at_start and begin:
            # One terminal, for text could begin like a shorter one.
            head_rule = rules.terminal(f"/[ \\n]{{0,3}}/ {quote(begin + head)}")
        else:
            head_rule = rules.sequence(self._fixed(rules, begin), self._fixed(rules, head))
        return rules.sequence(
            head_rule,
            self.arguments_rule(rules, tool),
            id_part,
            self._fixed(rules, self.after_arguments),
        )

    def _fixed(self, rules: Rules, text: str) -> str:
        """Write a fixed text with its stand-ins."""
        number = f"/{_INDEX_PATTERN}/"
        patterns = {"$index": number, "$number": number, "$id": f"/{self.id_pattern}/"}
        pieces = STAND_IN.split(text)
        return rules.sequence(*(patterns.get(piece) or rules.literal(piece) for piece in pieces))


def _fill(text: str, index: int, call_id: str) -> str:
    numbered = text.replace("$index", str(index)).replace("$number", str(index + 1))
    return numbered.replace("$id", call_id)
