"""One call's messages and options to an engine request."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_gguf.call_options import CallOptions, tool_name
from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.constraints import json_rule, without_forcing
from langchain_gguf.conversation import fit_conversation
from langchain_gguf.engine import EngineService, ReasoningBudget
from langchain_gguf.errors import ChatTemplateError, InvalidRequestError
from langchain_gguf.reasoning_budget import reasoning_budget
from langchain_gguf.schemas import enforce, naming, require_validator
from langchain_gguf.tool_formats import (
    FramedFormat,
    ReplyFormat,
    ReplyLayout,
    Tool,
    detect_layout,
    reasoning_state,
    reply_grammar,
    tool_instructions,
    with_format_ids,
    written_calls,
)
from langchain_gguf.tool_names import check_callable
from langchain_gguf.tool_schemas import arguments_schema, with_root_in_place

SCHEMA_INSTRUCTION = "Answer with a JSON object that follows this JSON schema:\n"


@dataclass(frozen=True)
class Prompt:
    """A prompt as the engine takes it, and how to read the reply to it.

    Attributes:
        tokens: the prompt.
        grammar: what holds the reply, or None.
        reply_format: how the reply is laid out.
        stops: texts that end the reply of a model that has no token for that.
        reasoning: limits how much of the reply may be reasoning, or None.
        validated_against: schema that the complete answer is validated against, because the
            grammar does not enforce all of it, or None.
    """

    tokens: tuple[int, ...]
    grammar: str | None
    reply_format: ReplyFormat
    stops: tuple[str, ...] = ()
    reasoning: ReasoningBudget | None = None
    validated_against: Mapping[str, Any] | None = None


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
        InvalidRequestError: there is no message, the model cannot call a tool of such a name, or
            a budget of reasoning for a model that shows none.
        SchemaError: a schema is not JSON, or cannot be enforced in the model's format of calls.
    """
    if not messages:
        raise InvalidRequestError("The list of messages is empty: expected at least one message.")
    model = _model(service, template_source)
    pieces = _render(model, messages, options)
    size = sum(len(piece.encode("utf-8", "surrogatepass")) for piece in pieces)
    service.check_length(size, options.max_tokens)
    reply_format = _reply_format(model, "".join(pieces), options)
    return Prompt(
        tokens=tuple(_tokenize_pieces(service, pieces, at_start=True)),
        grammar=_grammar(options, model, reply_format),
        reply_format=reply_format,
        stops=model.template.stops,
        reasoning=reasoning_budget(
            options.reasoning_budget,
            reply_format,
            lambda tag: _tokenize_pieces(service, ["", tag], at_start=False),
            model.tokens,
        ),
        validated_against=_validated_against(options),
    )


def count_tokens(
    service: EngineService,
    messages: Sequence[Mapping[str, Any]],
    options: CallOptions,
    template_source: str | None = None,
) -> int:
    """Count the tokens of a prompt; parts of conversations are counted, too.

    `trim_messages` asks about messages in reverse order. Where a template refuses that, the order
    they had counts; where it refuses both, the sum of their texts. A prompt may be longer than the
    context, and tools may have schemas that cannot be enforced.
    """
    model = _model(service, template_source)
    for order in (messages, messages[::-1]):
        try:
            pieces = _render(model, order, options)
            return len(_tokenize_pieces(service, pieces, at_start=True))
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
    template = _model(service, template_source).template
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


@dataclass(frozen=True)
class _Model:
    """What a loaded model says about prompts and replies.

    Attributes:
        template: its chat template.
        layout: how it lays out replies.
        tokens: texts that are single tokens, with their ids.
    """

    template: ChatTemplate
    layout: ReplyLayout
    tokens: Mapping[str, int]


_models: weakref.WeakKeyDictionary[EngineService, dict[str | None, _Model]] = (
    weakref.WeakKeyDictionary()
)


def _model(service: EngineService, source: str | None) -> _Model:
    """Return what a loaded model says, found out once for each template."""
    known = _models.setdefault(service, {})
    if source not in known:
        template = ChatTemplate(
            service.metadata,
            service.special_tokens,
            bos_token=service.token_text("bos"),
            eos_token=service.token_text("eos"),
            source=source,
        )
        ids = {text: service.tokenize(text) for text in service.special_tokens}
        tokens = {text: found[0] for text, found in ids.items() if len(found) == 1}
        known[source] = _Model(template, detect_layout(template, list(tokens)), tokens)
    return known[source]


def _render(
    model: _Model,
    messages: Sequence[Mapping[str, Any]],
    options: CallOptions,
) -> list[str]:
    """Write the prompt's pieces: what was said, and our own text about tools and schema."""
    template, tool_format = model.template, model.layout.tool_format
    schema = options.schema if options.show_schema else None
    # What comes from outside is hidden first; the markers in our own text stay what they are.
    given = (
        list(messages),
        list(_shown_tools(options)),
        schema,
        dict(options.chat_template_kwargs or {}),
    )
    doubles = template.control_tokens.doubles(*given)
    shown, tools, schema, variables = (
        template.control_tokens.hide(value, doubles) for value in given
    )
    shown = with_format_ids(tool_format, shown)
    if tools and not model.layout.shows_tools:
        shown = with_system_text(shown, tool_instructions(tool_format, tools))
        tools = ()
    if schema is not None:
        instruction = SCHEMA_INSTRUCTION + json.dumps(schema, ensure_ascii=False)
        shown = with_system_text(shown, instruction)
    fitted = fit_conversation(
        shown,
        template,
        with_tools=bool(tools),
        write_calls=lambda calls: written_calls(tool_format, calls),
    )
    return template.render(fitted, tools, doubles=doubles, **variables)


def _shown_tools(options: CallOptions) -> Sequence[Mapping[str, Any]]:
    """List the tools that the prompt shows.

    A model that sees tools and must not call them says little else of use.
    """
    return options.tools if options.may_call else ()


def _reply_format(model: _Model, prompt: str, options: CallOptions) -> ReplyFormat:
    """Say how the reply to a prompt is laid out."""
    layout, tools = model.layout, _shown_tools(options)
    for tool in tools:
        check_callable(layout.tool_format, tool_name(tool), model.tokens)
    expects_calls = tools or isinstance(layout.tool_format, FramedFormat)
    return ReplyFormat(
        tool_format=layout.tool_format if expects_calls else None,
        tools=tuple({tool.name: tool for tool in map(_tool, tools)}.values()),
        reasoning=layout.reasoning,
        state=reasoning_state(prompt, layout.reasoning),
        reasons_unasked=layout.reasons_unasked,
        text=layout.text,
        is_calls_or_answer=options.schema is not None or options.constraint is not None,
    )


def _tool(tool: Mapping[str, Any]) -> Tool:
    """Read a tool in OpenAI's form; its schema becomes the one that is enforced."""
    function, name = tool["function"], tool_name(tool)
    with naming(f"Tool {name!r}"):
        parameters = enforce(arguments_schema(function), strict=function.get("strict") is not False)
    return Tool(name, with_root_in_place(parameters.schema))


def _grammar(options: CallOptions, model: _Model, reply_format: ReplyFormat) -> str | None:
    """Write the grammar of the reply; None if it may be any text."""
    if options.schema is None and options.constraint is None and not options.tools:
        return None
    required = options.required_tools
    if not options.may_call:  # Marks of calls are kept out of the text.
        reply_format = replace(reply_format, tool_format=model.layout.tool_format)
    answer = _answer(options)
    grammar = reply_grammar(
        reply_format,
        model.tokens,
        tools=[tool for tool in reply_format.tools if required is None or tool.name in required],
        answer=answer,
        # A named tool is called once, as everywhere else.
        parallel=options.parallel_tool_calls and (required is None or len(required) > 1),
        is_exact=options.constraint is not None,
    )
    if options.constraint is not None:
        grammar = options.constraint.attach(grammar)
    demanded = [tool.parameters for tool in reply_format.tools], answer, options.constraint
    return without_forcing(grammar) if _names_token(model, str(demanded)) else grammar


def _names_token(model: _Model, text: str) -> bool:
    return any(token in text for token in model.tokens)


def _answer(options: CallOptions) -> str | None:
    """Write the expression of a reply without calls: "" for any text, None if it must call."""
    if options.required_tools is not None:
        return None
    if options.constraint is not None:
        return options.constraint.rule()
    if options.schema is None:
        return ""
    with naming("response_format"):
        return json_rule(options.schema, strict=options.strict_schema)


def _validated_against(options: CallOptions) -> Mapping[str, Any] | None:
    """Return the schema if parts of it can only be checked in the complete answer."""
    if options.schema is None or not options.validate_schema:
        return None
    if not enforce(options.schema, strict=False).unenforced:
        return None
    require_validator()
    return options.schema


def with_system_text(messages: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """Append text to the system message that opens a conversation, or open it with one."""
    first = messages[0] if messages else {}
    if first.get("role") == "system":
        content = f"{first['content']}\n\n{text}" if first["content"] else text
        return [{**first, "content": content}, *messages[1:]]
    return [{"role": "system", "content": text}, *messages]
