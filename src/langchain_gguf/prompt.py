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
from langchain_gguf.conversation import fit_conversation
from langchain_gguf.engine import EngineService
from langchain_gguf.errors import ChatTemplateError
from langchain_gguf.tool_formats import Tool, ToolFormat, detect_tool_format

SCHEMA_INSTRUCTION = "Answer with a JSON object that follows this JSON schema:\n"


@dataclass(frozen=True)
class Prompt:
    """A prompt as the engine takes it.

    `tool_format` says how to read calls from the reply; None when no tool may be called. `stops`
    end the reply of a model that has no token for that.
    """

    tokens: tuple[int, ...]
    grammar: str | None
    tool_format: ToolFormat | None
    stops: tuple[str, ...] = ()


def build_prompt(
    service: EngineService,
    messages: Sequence[Mapping[str, Any]],
    options: CallOptions,
    template_source: str | None = None,
) -> Prompt:
    """Render, tokenize, and write the grammar that the options ask for.

    Args:
        service: the loaded model.
        messages: what `messages_to_dicts` returns.
        options: what the call asks for.
        template_source: Jinja text to use instead of the model's own template.

    Raises:
        ChatTemplateError: the template refused the messages.
        SchemaError: a schema is not JSON.
    """
    template, tool_format = _formats(service, template_source)
    pieces = _render(template, tool_format, messages, options)
    return Prompt(
        tokens=tuple(_tokenize_pieces(service, pieces, at_start=True)),
        grammar=_grammar(options, tool_format, service.special_tokens),
        tool_format=tool_format if options.tools and options.may_call else None,
        stops=template.stops,
    )


def _render(
    template: ChatTemplate,
    tool_format: ToolFormat,
    messages: Sequence[Mapping[str, Any]],
    options: CallOptions,
) -> list[str]:
    """Write the prompt's pieces: what was said, and our own text about tools and schema."""
    # A model that sees tools and must not call them says little else of use.
    tools = options.tools if options.may_call else ()
    schema = options.schema if options.show_schema else None
    # What comes from outside is hidden first; the markers in our own text stay what they are.
    given = (list(messages), list(tools), schema, dict(options.chat_template_kwargs or {}))
    doubles = template.control_tokens.doubles(*given)
    shown, tools, schema, variables = (
        template.control_tokens.hide(value, doubles) for value in given
    )
    if tools and not template.supports_tools:
        shown = with_system_text(shown, tool_format.instructions(tools))
        tools = ()
    if schema is not None:
        instruction = SCHEMA_INSTRUCTION + json.dumps(schema, ensure_ascii=False)
        shown = with_system_text(shown, instruction)

    def write_call(name: str, arguments: str) -> str:
        written = tool_format.prefix(Tool(name, {})) + arguments + tool_format.suffix
        for double in doubles.values():  # JSON may have escaped it.
            written = written.replace(json.dumps(double)[1:-1], double)
        return written

    fitted = fit_conversation(shown, template, with_tools=bool(tools), write_call=write_call)
    return template.render(fitted, tools, doubles=doubles, **variables)


def count_tokens(
    service: EngineService,
    messages: Sequence[Mapping[str, Any]],
    options: CallOptions,
    template_source: str | None = None,
) -> int:
    """Count the tokens of a prompt; parts of conversations are counted, too.

    `trim_messages` asks about messages in reverse order. Where a template refuses that, the order
    they had counts; where it refuses both, the sum of their texts.
    """
    for order in (messages, messages[::-1]):
        try:
            return len(build_prompt(service, order, options, template_source).tokens)
        except ChatTemplateError:
            continue
    return sum(
        len(tokenize_text(service, text, template_source))
        for text in (json.dumps(message, ensure_ascii=False) for message in messages)
    )


def tokenize_text(
    service: EngineService, text: str, template_source: str | None = None
) -> list[int]:
    """Tokenize a text as it would be inside of a message: without control tokens."""
    template, _ = _formats(service, template_source)
    return _tokenize_pieces(service, template.cut(text), at_start=False)


def _tokenize_pieces(service: EngineService, pieces: Sequence[str], *, at_start: bool) -> list[int]:
    """Tokenize pieces apart, so that no token forms across a cut.

    SentencePiece vocabularies put a space before a text that is tokenized. It belongs before the
    first piece alone; the others are tokenized behind a line break, which is taken off again.
    """
    tokens: list[int] = []
    margin = service.tokenize(_MARGIN) if len(pieces) > 1 else []
    for number, piece in enumerate(pieces):
        if number == 0:
            tokens += service.tokenize(piece, at_start=at_start)
            continue
        longer = service.tokenize(_MARGIN + piece)
        if longer[: len(margin)] == margin:
            tokens += longer[len(margin) :]
        else:  # The line break became part of another token: no such vocabulary.
            tokens += service.tokenize(piece)
    return tokens


_MARGIN = "\n"
_Formats = dict[str | None, tuple[ChatTemplate, ToolFormat]]
_formats_of_services: weakref.WeakKeyDictionary[EngineService, _Formats] = (
    weakref.WeakKeyDictionary()
)


def _formats(service: EngineService, source: str | None) -> tuple[ChatTemplate, ToolFormat]:
    """Return a loaded model's template and the way it writes calls; read once."""
    known = _formats_of_services.setdefault(service, {})
    if source not in known:
        template = ChatTemplate(
            service.metadata,
            service.special_tokens,
            bos_token=service.token_text("bos"),
            eos_token=service.token_text("eos"),
            source=source,
        )
        known[source] = template, detect_tool_format(template.tool_source)
    return known[source]


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
