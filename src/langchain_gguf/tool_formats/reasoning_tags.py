"""Finds what stands around the reasoning of a model, and around its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.errors import ChatTemplateError
from langchain_gguf.tool_formats.reply_format import ReasoningState, Tags

_REASONING, _ANSWER = "probe reasoning", "probe answer"
# Those that are part of others come last.
_KNOWN = (
    Tags("<|channel>thought\n", "<channel|>"),
    Tags("[THINK]", "[/THINK]"),
    Tags("<|START_THINKING|>", "<|END_THINKING|>"),
    Tags("<seed:think>", "</seed:think>"),
    Tags("<|inner_prefix|>", "<|inner_suffix|>"),
    Tags("<|open|>think<|sep|>", "<|close|>think<|sep|>"),
    Tags("Here are my reasoning steps:\n", "[BEGIN FINAL RESPONSE]"),
    Tags("Here is my thought process:", "Here is my response:"),
    Tags("<thinking>", "</thinking>"),
    Tags("<thought>", "</thought>"),
    Tags("<think>", "</think>"),
)
_KNOWN_TEXT = (
    Tags("<|START_RESPONSE|>", "<|END_RESPONSE|>"),
    Tags("<|START_TEXT|>", "<|END_TEXT|>"),
    Tags("<|open|>response<|sep|>", "<|close|>response<|sep|>"),
    Tags("[BEGIN FINAL RESPONSE]", "[END FINAL RESPONSE]"),
    Tags("<answer>", "</answer>"),
)
_BEFORE = re.compile(r"(<[^<>\s]+>|\[[A-Z_]+\])\s*$")
_AFTER = re.compile(r"\s*(</[^<>\s]+>|\[/[A-Z_]+\])")


def find_reasoning(template: ChatTemplate, question: Sequence[Mapping[str, Any]]) -> Tags | None:
    """Find the tags between which a template writes the reasoning of a message.

    Templates that write none may still cut it out of a message, or open it at the end of a prompt:
    then they name one of the known closing tags.
    """
    fields = ("reasoning_content", "reasoning", "thinking")
    message = {"role": "assistant", "content": _ANSWER, **dict.fromkeys(fields, _REASONING)}
    try:
        text = "".join(template.render([*question, message], ()))
    except ChatTemplateError:
        text = ""
    before, found, after = text.partition(_REASONING)
    for tags in _KNOWN if found else ():
        is_begun = before.rstrip().endswith(tags.begin.strip())
        if is_begun and after.lstrip().startswith(tags.end.strip()):
            return tags
    begin, end = _BEFORE.search(before), _AFTER.match(after)
    if found and begin and end:
        return Tags(begin[1], end[1])
    source = template.tool_source
    return next((tags for tags in _KNOWN if tags.end.strip() in source), None)


def find_text_tags(source: str) -> Tags | None:
    """Find the tags between which a model writes its answer."""
    for tags in _KNOWN_TEXT:
        if tags.begin in source and tags.end in source:
            return tags
    # Others write results of tools between the same tags.
    pair = Tags("<response>", "</response>")
    return pair if pair.begin + pair.end in source else None


def reasoning_state(prompt: str, tags: Tags | None) -> ReasoningState:
    """Say where a prompt leaves the model with regard to a block of reasoning."""
    if tags is None:
        return ReasoningState.BEFORE
    text = prompt.rstrip()
    begin, end = tags.begin.strip(), tags.end.strip()
    if text.endswith(end):
        return ReasoningState.AFTER
    return ReasoningState.INSIDE if text.endswith(begin) else ReasoningState.BEFORE
