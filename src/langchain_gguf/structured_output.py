"""`with_structured_output`: what to bind to the model, and how to read its reply."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from operator import itemgetter
from typing import Any, Literal

from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.output_parsers import (
    BaseOutputParser,
    JsonOutputParser,
    PydanticOutputParser,
)
from langchain_core.output_parsers.openai_tools import (
    JsonOutputKeyToolsParser,
    PydanticToolsParser,
)
from langchain_core.runnables import (
    Runnable,
    RunnableGenerator,
    RunnableMap,
    RunnablePassthrough,
)
from langchain_core.utils.function_calling import convert_to_json_schema, convert_to_openai_tool
from langchain_core.utils.pydantic import is_basemodel_subclass

from langchain_gguf.errors import InvalidRequestError, SchemaError

Method = Literal["json_schema", "function_calling", "json_mode"]


def structured_output(
    model: BaseChatModel,
    schema: Mapping[str, Any] | type,
    method: Method,
    *,
    include_raw: bool,
    strict: bool | None,
    call_kwargs: Mapping[str, Any],
) -> Runnable[LanguageModelInput, Any]:
    """Bind a schema to a model and parse what comes back; see `ChatLlamaCpp`.

    Raises:
        SchemaError: `schema` is of a kind that cannot be turned into a JSON schema.
        InvalidRequestError: the method is not known.
    """
    if method not in ("json_schema", "function_calling", "json_mode"):
        raise InvalidRequestError(
            f"method={method!r} is not known. Use 'json_schema', 'function_calling' or 'json_mode'."
        )
    schema = _with_title(schema)
    json_schema = _to_json_schema(schema)
    described = {"kwargs": {"method": method, "strict": strict}, "schema": schema}
    bound: Runnable[LanguageModelInput, Any]
    if method == "function_calling":
        tool = convert_to_openai_tool(schema, strict=strict)
        name = tool["function"]["name"]
        bound = model.bind_tools(
            [tool],
            tool_choice=name,
            parallel_tool_calls=False,
            ls_structured_output_format=described,
            **call_kwargs,
        )
        parser = _call_parser(schema, name)
    else:
        bound = model.bind(
            response_format=_response_format(json_schema, method),
            ls_structured_output_format=described,
            **call_kwargs,
        )
        parser = _text_parser(schema)
    parse = RunnableGenerator(_refuse_cut, _arefuse_cut) | parser
    return _with_raw(bound, parse) if include_raw else bound | parse


def _with_title(schema: Mapping[str, Any] | type) -> Mapping[str, Any] | type:
    """Name a JSON schema that has no title; LangChain needs one."""
    if (
        isinstance(schema, Mapping)
        and not {"title", "name", "function"} & schema.keys()
        and {"type", "properties", "$ref", "allOf", "anyOf", "oneOf"} & schema.keys()
    ):
        return {"title": "response", **schema}
    return schema


def _to_json_schema(schema: Mapping[str, Any] | type) -> dict[str, Any]:
    try:
        return convert_to_json_schema(dict(schema) if isinstance(schema, Mapping) else schema)
    except (ValueError, TypeError, AttributeError) as error:
        raise SchemaError(
            f"{schema!r} cannot be turned into a JSON schema: {error}. Give a pydantic class, a "
            "TypedDict, or a JSON schema with a title."
        ) from error


def _response_format(json_schema: dict[str, Any], method: Method) -> dict[str, Any]:
    if method == "json_mode":
        # The prompt describes the keys here; the schema still guarantees them.
        return {"type": "json_object", "schema": json_schema}
    name = json_schema.get("title", "response")
    return {"type": "json_schema", "json_schema": {"name": name, "schema": json_schema}}


def _is_model_class(schema: Any) -> bool:
    return isinstance(schema, type) and is_basemodel_subclass(schema)


def _call_parser(schema: Any, name: str) -> BaseOutputParser[Any]:
    if _is_model_class(schema):
        return PydanticToolsParser(tools=[schema], first_tool_only=True)
    return JsonOutputKeyToolsParser(key_name=name, first_tool_only=True)


def _text_parser(schema: Any) -> BaseOutputParser[Any]:
    if _is_model_class(schema):
        return PydanticOutputParser(pydantic_object=schema)
    return JsonOutputParser()


def _refuse_cut(messages: Iterator[AIMessage]) -> Iterator[AIMessage]:
    """Pass a reply on and raise at its end if it was cut off.

    LangChain's parsers complete JSON that breaks off, which is right for pieces of a stream and
    wrong for its end: the value would lack what the schema demands.
    """
    text, calls = "", ""
    for message in messages:
        text, calls = text + message.text, calls + _text_of_calls(message)
        yield message
        _check_end(message, text, calls)


async def _arefuse_cut(messages: AsyncIterator[AIMessage]) -> AsyncIterator[AIMessage]:
    """Do what `_refuse_cut` does."""
    text, calls = "", ""
    async for message in messages:
        text, calls = text + message.text, calls + _text_of_calls(message)
        yield message
        _check_end(message, text, calls)


def _text_of_calls(message: AIMessage) -> str:
    """Join the arguments of a message's calls as they were written."""
    if isinstance(message, AIMessageChunk):
        return "".join(chunk["args"] or "" for chunk in message.tool_call_chunks)
    invalid = [call["args"] or "" for call in message.invalid_tool_calls]
    return "".join([*(json.dumps(call["args"]) for call in message.tool_calls), *invalid])


def _check_end(message: AIMessage, text: str, calls: str) -> None:
    """Raise if this is a reply's last message and its JSON is not whole."""
    reason = message.response_metadata.get("finish_reason")
    if reason is None:
        return
    written = calls or text
    try:
        value = json.loads(written)
    except json.JSONDecodeError:
        value = None
    # What could not be read as a call comes as a string.
    if value is None or (calls and not isinstance(value, dict)):
        raise OutputParserException(
            f"The reply broke off before its JSON was complete (finish_reason {reason!r}): "
            f"{written[-200:]!r}. Raise max_tokens or n_ctx, or change the stop strings.",
            llm_output=written,
        )


def _with_raw(
    bound: Runnable[LanguageModelInput, Any], parser: Runnable[AIMessage, Any]
) -> Runnable[LanguageModelInput, Any]:
    """Return {"raw", "parsed", "parsing_error"}; a parsing error does not raise."""
    parse = RunnablePassthrough.assign(
        parsed=itemgetter("raw") | parser, parsing_error=lambda _: None
    )
    failed = RunnablePassthrough.assign(parsed=lambda _: None)
    return RunnableMap(raw=bound) | parse.with_fallbacks([failed], exception_key="parsing_error")
