"""How the replies of one request are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from langchain_gguf.tool_formats.base import FramedFormat, Tool, ToolFormat
from langchain_gguf.tool_formats.tags import Tags


class ReasoningState(Enum):
    """Where a prompt leaves the model: before a block of reasoning, inside it, or after it."""

    BEFORE = "before"
    INSIDE = "inside"
    AFTER = "after"


@dataclass(frozen=True)
class ReplyFormat:
    """What the parser needs to read a reply, and the grammar to hold one.

    Attributes:
        tool_format: how calls are written; None if none are expected.
        tools: tools that may be called.
        reasoning: stands around reasoning, or None if the model has none to tell from text.
        state: where the prompt ends with regard to `reasoning`.
        text: stands around the text for the reader, or None.
        is_calls_or_answer: the reply is either calls or an answer that a grammar holds, which may
            contain what would open a call elsewhere.
        reasons_unasked: a reply may begin with reasoning that the prompt has not opened.
    """

    tool_format: ToolFormat | None = None
    tools: Sequence[Tool] = ()
    reasoning: Tags | None = None
    state: ReasoningState = ReasoningState.BEFORE
    text: Tags | None = None
    is_calls_or_answer: bool = False
    reasons_unasked: bool = True

    @property
    def reasoning_tags(self) -> Tags | None:
        """What stands around reasoning in replies of any format."""
        if isinstance(self.tool_format, FramedFormat):
            return self.tool_format.reasoning
        return self.reasoning
