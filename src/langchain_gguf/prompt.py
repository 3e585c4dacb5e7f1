"""One call's messages and options to an engine request."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_gguf.call_options import CallOptions, tool_name
from langchain_gguf.chat_template import BREAK, ChatTemplate
from langchain_gguf.constraints import json_rule
from langchain_gguf.engine import EngineService
from langchain_gguf.tool_formats import (
    FramedFormat,
    History,
    ReplyFormat,
    TemplateProfile,
    Tool,
    instructions,
    profile_template,
    reasoning_state,
    reply_grammar,
)

SCHEMA_INSTRUCTION = "Answer with a JSON object that follows this JSON schema:\n"


@dataclass(frozen=True)
class Prompt:
    """A prompt as the engine takes it, and how to read the reply to it."""

    tokens: tuple[int, ...]
    grammar: str | None
    reply_format: ReplyFormat


def build_prompt(
    service: EngineService, messages: Sequence[Mapping[str, Any]], options: CallOptions
) -> Prompt:
    """Render, tokenize, and write the grammar that the options ask for.

    Raises:
        ChatTemplateError: the template refused the messages.
        SchemaError: a schema is not JSON, or cannot be enforced in the model's format of calls.
    """
    layout = _layout(service)
    # A model that sees tools and must not call them says little else of use.
    tools = options.tools if options.may_call else ()
    pieces = layout.render(messages, tools, options)
    tokens: list[int] = []
    for piece in pieces:
        tokens += service.tokenize(piece, at_start=not tokens)
    reply_format = layout.reply_format("".join(pieces), tools)
    return Prompt(
        tokens=tuple(tokens),
        grammar=_grammar(options, layout, reply_format),
        reply_format=reply_format,
    )


@dataclass
class _Layout:
    """The template of a loaded model, and what it does with tools and without."""

    template: ChatTemplate
    tokens: Mapping[str, int]
    _profiles: dict[bool, TemplateProfile] = field(default_factory=dict)

    def profile(self, *, with_tools: bool) -> TemplateProfile:
        """Return what the template does; probed once."""
        if with_tools not in self._profiles:
            self._profiles[with_tools] = profile_template(
                self.template, list(self.tokens), with_tools=with_tools
            )
        return self._profiles[with_tools]

    def render(
        self,
        messages: Sequence[Mapping[str, Any]],
        tools: Sequence[Mapping[str, Any]],
        options: CallOptions,
    ) -> list[str]:
        """Render messages, tools and the schema to pieces that are tokenized one by one."""
        profile = self.profile(with_tools=bool(tools))
        history = History(profile, self.template.neutralize)
        shown: Sequence[Mapping[str, Any]] = history.convert(messages)
        if tools and not profile.shows_tools:
            text = instructions(self.template.neutralize(list(tools)))
            shown = with_system_text(shown, history.stand_in(text))
            tools = ()
        if options.schema is not None and options.show_schema:
            instruction = SCHEMA_INSTRUCTION + json.dumps(options.schema, ensure_ascii=False)
            shown = with_system_text(shown, instruction)
        rendered = self.template.render(shown, tools, **(options.chat_template_kwargs or {}))
        pieces = [part for piece in rendered for part in history.fill(piece).split(BREAK)]
        return [piece for piece in pieces if piece]

    def reply_format(self, prompt: str, tools: Sequence[Mapping[str, Any]]) -> ReplyFormat:
        """Say how the reply to a prompt is laid out."""
        profile = self.profile(with_tools=bool(tools))
        tool_format = self.profile(with_tools=True).tool_format
        text = profile.text
        is_told = text is not None and (text.begin in self.tokens or text.begin in prompt)
        return ReplyFormat(
            tool_format=tool_format if tools or isinstance(tool_format, FramedFormat) else None,
            tools=_tools(tools),
            reasoning=profile.reasoning,
            state=reasoning_state(prompt, profile.reasoning),
            text=text if is_told else None,
        )


_layouts: weakref.WeakKeyDictionary[EngineService, _Layout] = weakref.WeakKeyDictionary()


def _layout(service: EngineService) -> _Layout:
    found = _layouts.get(service)
    if found is None:
        template = ChatTemplate(
            service.metadata,
            service.special_tokens,
            bos_token=service.token_text("bos"),
            eos_token=service.token_text("eos"),
        )
        tokens = {text: service.tokenize(text) for text in service.special_tokens}
        found = _Layout(template, {text: ids[0] for text, ids in tokens.items() if len(ids) == 1})
        _layouts[service] = found
    return found


def _tools(tools: Sequence[Mapping[str, Any]]) -> tuple[Tool, ...]:
    return tuple(
        Tool(tool_name(tool), tool["function"].get("parameters") or {"type": "object"})
        for tool in tools
    )


def _grammar(options: CallOptions, layout: _Layout, reply_format: ReplyFormat) -> str | None:
    """Write the grammar of the reply; None if it may be any text."""
    if options.schema is None and not options.tools:
        return None
    required = options.required_tools
    if options.schema is not None:
        answer: str | None = json_rule(options.schema)
    else:
        answer = "" if required is None else None
    if options.tools and not options.may_call:
        # Marks of calls are kept out of the text.
        tool_format = layout.profile(with_tools=True).tool_format
        reply_format = ReplyFormat(
            tool_format, (), reply_format.reasoning, reply_format.state, reply_format.text
        )
    return reply_grammar(
        reply_format,
        layout.tokens,
        tools=[tool for tool in reply_format.tools if required is None or tool.name in required],
        answer=answer,
        # A named tool is called once, as everywhere else.
        parallel=options.parallel_tool_calls and (required is None or len(required) > 1),
    )


def with_system_text(messages: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Append text to the system message that opens a conversation, or open it with one."""
    first = messages[0] if messages else {}
    if first.get("role") == "system":
        content = f"{first['content']}\n\n{text}" if first["content"] else text
        return [{**first, "content": content}, *messages[1:]]
    return [{"role": "system", "content": text}, *messages]
