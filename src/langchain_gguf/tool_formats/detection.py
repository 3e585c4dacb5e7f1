"""What a chat template does with tools, calls, results and reasoning, seen by rendering probes.

Formats are told apart by behaviour, never by a model's name: a template has the format that writes
the probe's calls the way the template does. Where it writes no calls of earlier turns, the marks
count that it, or the model's vocabulary, mentions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.errors import ChatTemplateError
from langchain_gguf.template_traits import TemplateTraits, typed
from langchain_gguf.tool_formats.base import Call, ToolFormat
from langchain_gguf.tool_formats.formats.json_tags import JSON_TAGS
from langchain_gguf.tool_formats.learned import common_start, learn_format
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reasoning_tags import find_tags, opens_when_asked
from langchain_gguf.tool_formats.table import TOOL_FORMATS
from langchain_gguf.tool_formats.tags import Tags

_QUESTION, _RESULT = "probe question", "probe result"
_IDS = ("abcdefghijklmnopqr", "stuvwxyz0123456789")
_NAMES = ("probe_tool", "probe_other")
_ARGUMENTS: Sequence[Mapping[str, Any]] = (
    {"alpha": "probe value", "beta": 7},
    {"gamma": "probe word"},
)
_PROPERTIES = (
    {"alpha": {"type": "string"}, "beta": {"type": "integer"}},
    {"gamma": {"type": "string"}},
)
_TOOLS = tuple(
    {
        "type": "function",
        "function": {
            "name": name,
            "description": "A probe.",
            "parameters": {
                "type": "object",
                "properties": {
                    key: {**schema, "description": "An argument."}
                    for key, schema in properties.items()
                },
                "required": list(properties),
            },
        },
    }
    for name, properties in zip(_NAMES, _PROPERTIES, strict=True)
)
# Of reasoning, or of text that a message does not have.
_EMPTY_BLOCK = re.compile(r"<([^<>/\s]+)>\s*</\1>|<\|(\w+)_start\|>\s*<\|\2_end\|>")
_MARK = re.compile(r"</?[^\s<>=\"]+[=>]|\[/?[A-Z_]+\]|```tool_\w+")


@dataclass(frozen=True)
class ReplyLayout:
    """How a model lays out its replies.

    Attributes:
        tool_format: how it writes calls.
        shows_tools: its template describes tools, so that nothing else need do it.
        reasoning: stands around reasoning, or None.
        text: stands around the text for the reader, or None.
        reasons_unasked: it may reason where the prompt opens no reasoning.
    """

    tool_format: ToolFormat = JSON_TAGS
    shows_tools: bool = False
    reasoning: Tags | None = None
    text: Tags | None = None
    reasons_unasked: bool = True


def detect_layout(template: ChatTemplate, special_tokens: Sequence[str] = ()) -> ReplyLayout:
    """Find out how the model of a template lays out its replies, by a few renderings.

    Args:
        template: the template of a model.
        special_tokens: texts that are single tokens of the model.
    """
    question = [{"role": "user", "content": _QUESTION}]
    shown = _render(template, question)
    tool_format = _format_of_calls(template)
    if tool_format is None and not _writes_names(template):
        mentions = (shown, template.tool_source, "".join(special_tokens))
        tool_format = next(filter(None, map(_mentioned_format, mentions)), None)
    traits = template.traits(with_tools=True)
    calls = [Call(_NAMES[0], _ARGUMENTS[0], _IDS[0][: traits.call_id_length])]
    with_calls = _conversation(calls, traits) if traits.arguments is not None else ()
    reasoning, text = find_tags(template, question, with_calls, special_tokens)
    return ReplyLayout(
        tool_format=tool_format or JSON_TAGS,
        shows_tools=template.supports_tools and tool_format is not None,
        reasoning=reasoning,
        text=text,
        reasons_unasked=not opens_when_asked(template, question, reasoning),
    )


def _render(template: ChatTemplate, messages: Sequence[Mapping[str, Any]]) -> str:
    traits = template.traits(with_tools=True)
    try:
        fitted = [typed(message, traits.typed_content) for message in messages]
        return "".join(template.render(fitted, _TOOLS if traits.tools else ()))
    except ChatTemplateError:
        return ""


def _format_of_calls(template: ChatTemplate) -> ToolFormat | None:
    """Find the format in which a template writes calls of earlier turns."""
    if template.traits(with_tools=True).arguments is None:
        return None
    for find in (_written_format, _learned_format, _similar_format):
        found = find(template)
        if found is not None:
            return found
    return None


def _written_format(template: ChatTemplate) -> ToolFormat | None:
    """Find the format that writes calls just as the template does, but for whitespace."""
    header, _ = _around_text(template)
    for calls in _probes(template):
        region = _written(template, calls)
        for clean in (str, _squash):
            for tool_format in TOOL_FORMATS.values():
                for writing in tool_format.writings(calls):
                    before, found, _ = clean(region).partition(clean(writing))
                    if found and _may_follow(tool_format, before, clean(header)):
                        return tool_format
    return None


def _may_follow(tool_format: ToolFormat, before: str, header: str) -> bool:
    """Whether calls may stand after a text: those without a mark of their own open a reply."""
    if not tool_format.start_opening:
        return True
    rest = before[len(common_start(before, header)) :]
    return _EMPTY_BLOCK.sub("", rest).strip() in ("", *tool_format.openings)


def _similar_format(template: ChatTemplate) -> ToolFormat | None:
    """Find the format whose calls begin as the template's do.

    Templates write some values in a way of their own.
    """
    for calls in _probes(template):
        squashed = _squash(_written(template, calls))
        for tool_format in TOOL_FORMATS.values():
            if _begins_like(tool_format, calls, squashed):
                return tool_format
    return None


def _probes(template: ChatTemplate) -> list[Sequence[Call]]:
    """Make two calls, then one, for templates that take no more."""
    length = template.traits(with_tools=True).call_id_length
    ids = [call_id[:length] for call_id in _IDS]
    calls = [Call(*item) for item in zip(_NAMES, _ARGUMENTS, ids, strict=True)]
    written = _written(template, calls)
    return [calls, calls[:1]] if calls[1].name in written else [calls[:1]]


def _around_text(template: ChatTemplate) -> tuple[str, str]:
    """Return what a template writes before and after the text of an answer, between questions."""
    said = [
        {"role": "user", "content": _QUESTION},
        {"role": "assistant", "content": _RESULT},
        {"role": "user", "content": _QUESTION},
    ]
    between = _render(template, said).partition(_QUESTION)[2].rpartition(_QUESTION)[0]
    before, _, after = between.partition(_RESULT)
    return before, after


def _begins_like(tool_format: ToolFormat, calls: Sequence[Call], squashed: str) -> bool:
    """Whether a text has the first name of a format's calls, and all before it."""
    before, name, _ = tool_format.write(calls).partition(calls[0].name)
    return bool(_MARK.search(before)) and _squash(before + name) in squashed


def _writes_names(template: ChatTemplate) -> bool:
    """Whether a template writes the names of calls of earlier turns."""
    if template.traits(with_tools=True).arguments is None:
        return False
    return _NAMES[0] in _written(template, [Call(_NAMES[0], _ARGUMENTS[0], "0")])


def _learned_format(template: ChatTemplate) -> ToolFormat | None:
    """Learn a format that is not in the table."""
    if not template.traits(with_tools=True).parallel_calls:
        return None
    return learn_format(lambda calls: _written(template, calls), *_around_text(template))


def _written(template: ChatTemplate, calls: Sequence[Call]) -> str:
    """Return what a template writes for calls, from after the question to the first result."""
    text = _render(template, _conversation(calls, template.traits(with_tools=True)))
    return text.rpartition(_QUESTION)[2].partition(_RESULT)[0]


def _conversation(calls: Sequence[Call], traits: TemplateTraits) -> list[dict[str, Any]]:
    """Make a conversation with calls and results, in the form that the template takes."""
    as_text = traits.arguments == "text"
    written = [
        {
            "id": call.id,
            "type": "function",
            "function": {
                "name": call.name,
                "arguments": to_json(call.arguments) if as_text else call.arguments,
            },
        }
        for call in calls
    ]
    results = [
        {"role": traits.result_role, "content": _RESULT, "tool_call_id": call.id, "name": call.name}
        for call in calls
    ]
    return [
        {"role": "user", "content": _QUESTION},
        {"role": "assistant", "content": traits.empty_content, "tool_calls": written},
        *results,
    ]


def _mentioned_format(text: str) -> ToolFormat | None:
    """Find the format all of whose marks a text mentions."""
    for tool_format in TOOL_FORMATS.values():
        marks = _MARK.findall(tool_format.write([Call(_NAMES[0], {"alpha": "a"})]))
        if marks and all(mark in text for mark in marks):
            return tool_format
    return None


def _squash(text: str) -> str:
    return "".join(text.split())
