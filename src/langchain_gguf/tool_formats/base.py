"""What a wire format of tool calls has to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Tool:
    """A bound tool: its name and the JSON schema of its arguments."""

    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class ParsedCall:
    """A complete call; `arguments` is JSON text of an object."""

    name: str
    arguments: str


@dataclass(frozen=True)
class PartialCall:
    """What is certain of a call whose text has only begun to arrive.

    `arguments` is a prefix of the final JSON text. `name` is None until it is complete.
    """

    name: str | None = None
    arguments: str = ""


class ToolFormat(Protocol):
    """A wire format: a marker, free text after it that holds the call, and a closing marker."""

    @property
    def begin(self) -> str:
        """Text that opens a call."""

    @property
    def end(self) -> str:
        """Text that closes a call."""

    def find_end(self, body: str) -> int:
        """Find where the closing marker begins, or -1; a marker inside an argument is none."""

    def parse(self, body: str) -> list[ParsedCall]:
        """Read the complete text between the markers; empty if it is no call."""

    def parse_partial(self, body: str) -> PartialCall:
        """Read what is certain of an incomplete body."""

    def instructions(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """Describe tools (in OpenAI's form) for models whose template does not."""

    def prefix(self, tool: Tool) -> str:
        """Text of a call up to its arguments, beginning with `begin`."""

    @property
    def suffix(self) -> str:
        """Text of a call after its arguments, ending with `end`."""
