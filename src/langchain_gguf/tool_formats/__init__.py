"""How models write tool calls and reasoning: one module per format, and the choice among them.

A format is an object that reads, writes and constrains calls (`base`). Most are a shape (`shapes/`)
with its fixed texts filled in. Their readers are generators over the text as it arrives
(`reading/`); their grammars hold each argument to the schema of its tool (`grammar/`).
"""

from __future__ import annotations

from langchain_gguf.tool_formats.base import Call, CallSink, FramedFormat, Tool, ToolFormat
from langchain_gguf.tool_formats.detection import ReplyLayout, detect_layout
from langchain_gguf.tool_formats.history import (
    tool_instructions,
    with_format_ids,
    written_calls,
)
from langchain_gguf.tool_formats.reading.json_text import unfit_end
from langchain_gguf.tool_formats.reading.source import MalformedCallError, Reading, Source
from langchain_gguf.tool_formats.reasoning_tags import reasoning_state
from langchain_gguf.tool_formats.reply_format import ReasoningState, ReplyFormat
from langchain_gguf.tool_formats.reply_grammar import reply_grammar
from langchain_gguf.tool_formats.table import TOOL_FORMATS
from langchain_gguf.tool_formats.tags import Tags

__all__ = [
    "TOOL_FORMATS",
    "Call",
    "CallSink",
    "FramedFormat",
    "MalformedCallError",
    "Reading",
    "ReasoningState",
    "ReplyFormat",
    "ReplyLayout",
    "Source",
    "Tags",
    "Tool",
    "ToolFormat",
    "detect_layout",
    "reasoning_state",
    "reply_grammar",
    "tool_instructions",
    "unfit_end",
    "with_format_ids",
    "written_calls",
]
