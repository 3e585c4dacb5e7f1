"""One call's messages and options to an engine request."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_gguf.call_options import CallOptions, tool_name
from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.constraints import schema_grammar, text_grammar, tool_grammar
from langchain_gguf.engine import EngineService
from langchain_gguf.tool_formats import Tool, ToolFormat, detect_tool_format

SCHEMA_INSTRUCTION = "Answer with a JSON object that follows this JSON schema:\n"


@dataclass(frozen=True)
class Prompt:
    """A prompt as the engine takes it.

    `tool_format` says how to read calls from the reply; None when no tool may be called.
    """

    tokens: tuple[int, ...]
    grammar: str | None
    tool_format: ToolFormat | None


def build_prompt(
    service: EngineService, messages: Sequence[Mapping[str, Any]], options: CallOptions
) -> Prompt:
    """Render, tokenize, and write the grammar that the options ask for.

    Raises:
        ChatTemplateError: the template refused the messages.
        SchemaError: a schema is not JSON.
    """
    template, tool_format = _formats(service)
    shown = list(messages)
    # A model that sees tools and must not call them says little else of use.
    tools = options.tools if options.may_call else ()
    if tools and not template.supports_tools:
        shown = with_system_text(shown, tool_format.instructions(tools))
        tools = ()
    if options.schema is not None and options.show_schema:
        instruction = SCHEMA_INSTRUCTION + json.dumps(options.schema, ensure_ascii=False)
        shown = with_system_text(shown, instruction)
    tokens: list[int] = []
    pieces = template.render(shown, tools, **(options.chat_template_kwargs or {}))
    service.check_length(sum(len(piece.encode("utf-8", "surrogatepass")) for piece in pieces))
    for piece in pieces:
        tokens += service.tokenize(piece, at_start=not tokens)
    return Prompt(
        tokens=tuple(tokens),
        grammar=_grammar(options, tool_format, service.special_tokens),
        tool_format=tool_format if options.tools and options.may_call else None,
    )


_formats_of_services: weakref.WeakKeyDictionary[EngineService, tuple[ChatTemplate, ToolFormat]] = (
    weakref.WeakKeyDictionary()
)


def _formats(service: EngineService) -> tuple[ChatTemplate, ToolFormat]:
    """Return a loaded model's template and the way it writes calls; read once."""
    found = _formats_of_services.get(service)
    if found is None:
        template = ChatTemplate(
            service.metadata,
            service.special_tokens,
            bos_token=service.token_text("bos"),
            eos_token=service.token_text("eos"),
        )
        found = template, detect_tool_format(template.tool_source)
        _formats_of_services[service] = found
    return found


def _grammar(
    options: CallOptions, tool_format: ToolFormat, special_tokens: Sequence[str]
) -> str | None:
    if options.schema is not None:
        return schema_grammar(options.schema)
    if not options.tools:
        return None
    if not options.may_call:
        return text_grammar(tool_format)
    required = options.required_tools
    return tool_grammar(
        [
            Tool(tool_name(tool), tool["function"].get("parameters") or {"type": "object"})
            for tool in options.tools
            if required is None or tool_name(tool) in required
        ],
        tool_format,
        special_tokens,
        forced=required is not None,
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
