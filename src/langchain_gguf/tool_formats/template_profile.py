"""What a chat template does with tools, calls, results and reasoning, seen by rendering probes.

Formats are told apart by behaviour, never by a model's name: a template has the format that writes
the probe's calls the way the template does. Where it writes no calls of earlier turns, the marks
count that it, or the model's vocabulary, mentions.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.errors import ChatTemplateError
from langchain_gguf.tool_formats.base import Call, ToolFormat
from langchain_gguf.tool_formats.json_tags import JSON_TAGS
from langchain_gguf.tool_formats.reading.json_text import to_json
from langchain_gguf.tool_formats.reasoning_tags import find_reasoning, find_text_tags
from langchain_gguf.tool_formats.reply_format import Tags
from langchain_gguf.tool_formats.table import TOOL_FORMATS

_QUESTION, _TEXT, _RESULT = "probe question", "probe text", "probe result"
_LONG_ID, _SHORT_ID = "call_0123456789abcdef", "abcdefghi"
_NAMES = ("probe_tool", "probe_other")
_ARGUMENTS = ({"alpha": "probe value", "beta": 7}, {"gamma": "probe word"})
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
_MARK = re.compile(r"</?[^\s<>=\"]+[=>]|\[/?[A-Z_]+\]|```\w+")


@dataclass(frozen=True)
class TemplateProfile:
    """What one template does.

    Attributes:
        tool_format: how the model writes calls.
        shows_tools: the template describes tools, so that nothing else need do it.
        writes_calls, writes_results: it writes calls of earlier turns, and their results.
        arguments_as_text: it expects arguments as JSON text rather than as a dict.
        one_call_per_message: it writes no more than one call of a message.
        text_with_calls: it writes the text of a message that has calls, and the calls.
        no_content: a message that has only calls has None as its content.
        short_ids: ids of calls must be nine letters or digits.
        reasoning: stands around reasoning, or None.
        text: stands around the text of a reply, or None.
    """

    tool_format: ToolFormat = JSON_TAGS
    shows_tools: bool = False
    writes_calls: bool = False
    writes_results: bool = False
    arguments_as_text: bool = False
    one_call_per_message: bool = False
    text_with_calls: bool = True
    no_content: bool = False
    short_ids: bool = False
    reasoning: Tags | None = None
    text: Tags | None = None


@dataclass(frozen=True)
class _Probe:
    """One way to give calls to a template."""

    num_calls: int
    arguments_as_text: bool
    no_content: bool
    short_ids: bool

    def calls(self) -> list[Call]:
        ids = (_SHORT_ID, _SHORT_ID[::-1]) if self.short_ids else (_LONG_ID, _LONG_ID[::-1])
        return [Call(*item) for item in zip(_NAMES, _ARGUMENTS, ids, strict=True)][: self.num_calls]

    def messages(self, text: str = "") -> list[dict[str, Any]]:
        """A conversation with calls and their results."""
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {
                    "name": call.name,
                    "arguments": to_json(call.arguments)
                    if self.arguments_as_text
                    else call.arguments,
                },
            }
            for call in self.calls()
        ]
        content = text or (None if self.no_content else "")
        results = [
            {"role": "tool", "content": _RESULT, "tool_call_id": call.id, "name": call.name}
            for call in self.calls()
        ]
        return [
            {"role": "user", "content": _QUESTION},
            {"role": "assistant", "content": content, "tool_calls": calls},
            *results,
        ]


_PROBES = [
    _Probe(num_calls, as_text, no_content, short_ids)
    for num_calls, short_ids, as_text, no_content in itertools.product(
        (2, 1), (False, True), (False, True), (False, True)
    )
]


def profile_template(
    template: ChatTemplate, special_tokens: Sequence[str] = (), *, with_tools: bool = True
) -> TemplateProfile:
    """Find out what a template does, by some dozens of renderings.

    Args:
        template: the template of a model.
        special_tokens: texts that are single tokens of the model.
        with_tools: whether tools are given to the template; some models have two templates.
    """
    tools = _TOOLS if with_tools else ()
    question = [{"role": "user", "content": _QUESTION}]
    shown = _render(template, question, tools) or ""
    shows_tools = _NAMES[0] in shown
    rendered = {probe: _region(_render(template, probe.messages(), tools)) for probe in _PROBES}
    tool_format, probe = _written_format(rendered)
    if tool_format is None:
        mentions = [shown, template.tool_source, "".join(special_tokens)]
        tool_format = next(filter(None, map(_mentioned_format, mentions)), None)
    is_known = tool_format is not None
    text = _region(_render(template, probe.messages(_TEXT), tools)) if probe else ""
    return TemplateProfile(
        tool_format=tool_format or JSON_TAGS,
        shows_tools=shows_tools and is_known,
        writes_calls=probe is not None,
        writes_results=_writes_results(template, probe, tools),
        arguments_as_text=probe.arguments_as_text if probe else False,
        one_call_per_message=probe.num_calls == 1 if probe else False,
        text_with_calls=_NAMES[0] in text and _TEXT in text,
        no_content=probe.no_content if probe else False,
        short_ids=probe.short_ids if probe else False,
        reasoning=find_reasoning(template, question),
        text=find_text_tags(template.tool_source),
    )


def _render(
    template: ChatTemplate, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any]
) -> str | None:
    try:
        return "".join(template.render(messages, tools))
    except ChatTemplateError:
        return None


def _region(text: str | None) -> str:
    """Cut out what a template wrote between the question and the first result."""
    after = (text or "").rpartition(_QUESTION)[2]
    return after.partition(_RESULT)[0]


def _written_format(
    rendered: Mapping[_Probe, str],
) -> tuple[ToolFormat | None, _Probe | None]:
    """Find the format that writes calls as the template did, and how they were given to it."""
    for probe, region in rendered.items():
        if probe.num_calls == 2 and _NAMES[1] not in region:
            continue
        written = {name: item.write(probe.calls()) for name, item in TOOL_FORMATS.items()}
        for name, text in written.items():
            if text in region:
                return TOOL_FORMATS[name], probe
        squashed = _squash(region)
        for name, text in written.items():
            if _squash(text) in squashed:
                return TOOL_FORMATS[name], probe
    for probe, region in rendered.items():
        is_whole = all(call.name in region for call in probe.calls()) and "alpha" in region
        found = _mentioned_format(region) if is_whole else None
        if found is not None:
            return found, probe
    return None, None


def _mentioned_format(text: str) -> ToolFormat | None:
    """Find the format all of whose marks a text mentions."""
    for tool_format in TOOL_FORMATS.values():
        marks = _MARK.findall(tool_format.write([Call(_NAMES[0], {"alpha": "a"})]))
        if marks and all(mark in text for mark in marks):
            return tool_format
    return None


def _writes_results(template: ChatTemplate, probe: _Probe | None, tools: Sequence[Any]) -> bool:
    """Whether results appear, next to calls that the template wrote or to text in their place."""
    if probe is not None:
        return _RESULT in (_render(template, probe.messages(), tools) or "")
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": _QUESTION},
        {"role": "assistant", "content": _TEXT},
        {"role": "tool", "content": _RESULT, "tool_call_id": _LONG_ID, "name": _NAMES[0]},
    ]
    return _RESULT in (_render(template, messages, tools) or "")


def _squash(text: str) -> str:
    return "".join(text.split())
