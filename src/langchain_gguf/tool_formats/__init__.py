"""How models write tool calls: one module per wire format, and the choice among them."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_gguf.tool_formats import json_tags
from langchain_gguf.tool_formats.base import ParsedCall, PartialCall, Tool, ToolFormat

# Most specific marker first: a template that mentions it writes its calls that way.
TOOL_FORMATS: Sequence[ToolFormat] = (json_tags.JSON_TAGS,)


def detect_tool_format(template: str) -> ToolFormat:
    """Find the format whose opening marker the chat template mentions.

    Templates that mention none get `json_tags`, which many models follow from its description.
    """
    for tool_format in TOOL_FORMATS:
        if tool_format.begin in template:
            return tool_format
    return json_tags.JSON_TAGS


__all__ = [
    "TOOL_FORMATS",
    "ParsedCall",
    "PartialCall",
    "Tool",
    "ToolFormat",
    "detect_tool_format",
]
