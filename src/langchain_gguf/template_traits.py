"""What a chat template accepts, found by rendering small conversations with it.

A template is a program; its text does not say what it does with a second system message or with
the arguments of a call. So each question is asked with made-up words: an answer is yes if the
template renders the conversation and every word comes out.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from langchain_gguf.errors import ChatTemplateError

Messages = Sequence[Mapping[str, Any]]
Render = Callable[[Messages, Messages], str]

# Names under which templates look for what the model thought before it answered.
REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
_ARGUMENTS = {"qakey": "qavalue"}
_TOOL = {
    "type": "function",
    "function": {
        "name": "qatool",
        "description": "Qadescription.",
        "parameters": {
            "type": "object",
            "properties": {"qakey": {"type": "string", "description": "Qakey."}},
            "required": ["qakey"],
        },
    },
}


@dataclass(frozen=True)
class TemplateTraits:
    """The answers for one template.

    Attributes:
        system: a system message may open the conversation.
        system_alone: a system message may be all there is.
        later_system: system messages may also stand further down.
        repeatable: roles of which several messages may follow each other.
        assistant_first: the assistant may speak first.
        typed_content: content has to be a list of blocks.
        tools: tools are written into the prompt.
        arguments: the form of a call's arguments; None if calls are not written at all.
        empty_content: the content of a message that only calls.
        text_beside_calls: a message may have text and calls.
        text_before_calls: a message of text may stand before one that only calls.
        parallel_calls: a message may have several calls.
        call_id_length: the only length that ids of calls may have, or None.
        result_role: the role of a tool's result; "user" if there is no role of its own.
        reasoning_field: the name under which earlier reasoning is written, or None.
        reasoning_beside_text: a message that calls may have reasoning and text.
    """

    system: bool = True
    system_alone: bool = True
    later_system: bool = True
    repeatable: frozenset[str] = frozenset({"system", "user", "assistant"})
    assistant_first: bool = True
    typed_content: bool = False
    tools: bool = False
    arguments: Literal["object", "text"] | None = None
    empty_content: str | None = ""
    text_beside_calls: bool = True
    text_before_calls: bool = True
    parallel_calls: bool = True
    call_id_length: int | None = None
    result_role: str = "user"
    reasoning_field: str | None = None
    reasoning_beside_text: bool = True


def probe_template(render: Render) -> TemplateTraits:
    """Find out what a template accepts.

    Args:
        render: renders messages and tools, or raises `ChatTemplateError`.
    """
    return _Probe(render).traits()


@dataclass(frozen=True)
class _CallStyle:
    """One way to write calls and their results."""

    arguments: Literal["object", "text"]
    empty_content: str | None
    call_id_length: int | None
    result_role: str

    def call(self, number: int = 1) -> dict[str, Any]:
        """Make a call."""
        arguments = _ARGUMENTS if self.arguments == "object" else json.dumps(_ARGUMENTS)
        function = {"name": f"qatool{number}", "arguments": arguments}
        return {"id": self._id(number), "type": "function", "function": function}

    def result(self, number: int = 1) -> dict[str, Any]:
        """Make its result."""
        entry = {"role": self.result_role, "content": f"qaresult{number}"}
        return {**entry, "name": f"qatool{number}", "tool_call_id": self._id(number)}

    def _id(self, number: int) -> str:
        # Some templates write the id in place of the name.
        return f"call{0:025}qatool{number}"[-(self.call_id_length or 0) :]


class _Probe:
    def __init__(self, render: Render) -> None:
        self._render = render
        self._typed = False
        self._typed = not self._shows([_say("user", 1)], "qauser1") and self._shows(
            [{"role": "user", "content": [{"type": "text", "text": "qauser1"}]}], "qauser1"
        )

    def traits(self) -> TemplateTraits:
        system, user, assistant = (_say(role, 1) for role in ("system", "user", "assistant"))
        takes_system = self._shows([system, user], "qasystem1", "qauser1")
        tools = any(
            self._shows(opening, "qatool", tools=[_TOOL]) for opening in ([user], [system, user])
        )
        style = self._call_style(tools=[_TOOL] if tools else [])
        found = TemplateTraits(
            system=takes_system,
            system_alone=self._shows([system], "qasystem1"),
            later_system=takes_system
            and self._shows([user, assistant, system, _say("user", 2)], "qasystem1", "qauser2"),
            repeatable=frozenset(self._repeatable()),
            assistant_first=self._shows([assistant, user], "qaassistant1", "qauser1"),
            typed_content=self._typed,
            tools=tools,
            reasoning_field=self._reasoning_field(style),
        )
        return found if style is None else self._with_calls(found, style)

    def _repeatable(self) -> list[str]:
        runs = {
            "system": [_say("system", 1), _say("system", 2), _say("user", 3)],
            "user": [_say("user", 1), _say("user", 2)],
            "assistant": [
                _say("user", 3), _say("assistant", 1), _say("assistant", 2), _say("user", 4)
            ],
        }  # fmt: skip
        return [role for role, run in runs.items() if self._shows(run, f"qa{role}1", f"qa{role}2")]

    def _call_style(self, tools: Messages) -> _CallStyle | None:
        """Find the first way of writing calls in which everything comes out as it should."""
        forms: tuple[Literal["object", "text"], ...] = ("object", "text")
        for role, length, form, content in itertools.product(
            ("tool", "ipython", "function", "user"), (None, 9), forms, ("", None)
        ):
            style = _CallStyle(form, content, length, role)
            text = self._text([_say("user", 1), _calls(style, 1), style.result()], tools)
            text = text.rpartition("qauser1")[2]  # Before it, tools may be printed in any way.
            if form == "object":  # Python's own way to print a dict is not what models learned.
                written = all(word in text for word in ("qakey", "qavalue")) and (
                    "{'qakey'" not in text
                )
            else:
                written = json.dumps(_ARGUMENTS) in text
            if written and "qatool1" in text and "qaresult1" in text:
                return style
        return None

    def _with_calls(self, found: TemplateTraits, style: _CallStyle) -> TemplateTraits:
        user, field = _say("user", 1), found.reasoning_field
        beside = {**_calls(style, 1), "content": "qatext"}
        before = [{"role": "assistant", "content": "qatext"}, _calls(style, 1)]
        ending = [style.result(), _say("assistant", 2), _say("user", 2)]
        return TemplateTraits(
            **{
                **vars(found),
                **vars(style),
                "text_beside_calls": self._shows(
                    [user, beside, style.result()], "qatext", "qatool1", "qaresult1"
                ),
                "text_before_calls": self._shows(
                    [user, *before, *ending], "qatext", "qatool1", "qaresult1"
                ),
                "parallel_calls": self._shows(
                    [user, _calls(style, 1, 2), style.result(1), style.result(2)],
                    "qatool1", "qatool2", "qaresult1", "qaresult2",
                ),
                "reasoning_beside_text": field is None
                or self._shows([user, {**beside, field: "qareason"}, style.result()], "qareason"),
            }
        )  # fmt: skip

    def _reasoning_field(self, style: _CallStyle | None) -> str | None:
        """Find a field whose text comes out, in an earlier turn or while tools are at work."""
        for field in REASONING_FIELDS:
            thought = {field: "qareason"}
            turn = [_say("user", 1), {**_say("assistant", 1), **thought}, _say("user", 2)]
            if self._shows(turn, "qareason"):
                return field
            if style is not None:
                loop = [_say("user", 1), {**_calls(style, 1), **thought}, style.result()]
                if self._shows(loop, "qareason"):
                    return field
        return None

    def _shows(self, messages: Messages, *words: str, tools: Messages = ()) -> bool:
        text = self._text(messages, tools)
        return all(word in text for word in words)

    def _text(self, messages: Messages, tools: Messages = ()) -> str:
        """Render in lower case; empty if the template refuses."""
        try:
            return self._render([typed(entry, self._typed) for entry in messages], tools).lower()
        except ChatTemplateError:
            return ""


def typed(message: Mapping[str, Any], is_typed: bool) -> Mapping[str, Any]:
    """Write text content as a list of blocks, where a template wants that."""
    content = message.get("content")
    if not (is_typed and isinstance(content, str)):
        return message
    return {**message, "content": [{"type": "text", "text": content}] if content else []}


def _say(role: str, number: int) -> dict[str, Any]:
    return {"role": role, "content": f"qa{role}{number}"}


def _calls(style: _CallStyle, *numbers: int) -> dict[str, Any]:
    calls = [style.call(number) for number in numbers]
    return {"role": "assistant", "content": style.empty_content, "tool_calls": calls}
