"""`with_structured_output`: what to bind to the model, and how to read its reply."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.output_parsers.openai_tools import JsonOutputKeyToolsParser
from langchain_core.runnables import (
    Runnable,
    RunnableBranch,
    RunnableGenerator,
    RunnableLambda,
    RunnableMap,
    RunnablePassthrough,
)
from langchain_core.utils.function_calling import convert_to_json_schema
from langchain_core.utils.pydantic import is_basemodel_subclass
from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic.v1 import BaseModel as BaseModelV1
from pydantic.v1 import ValidationError as ValidationErrorV1

from langchain_gguf.errors import InvalidRequestError, SchemaError
from langchain_gguf.json_reply import Check, JsonParser, read_json
from langchain_gguf.schemas import enforce, read_schema, require_validator
from langchain_gguf.tool_schemas import (
    arguments_schema,
    is_json_schema,
    is_plain_dataclass,
    is_typed_dict,
    openai_tool,
    recursive_schema,
    tool_form,
    with_root_in_place,
)

Method = Literal["json_schema", "function_calling", "json_mode"]
_HEAD = ("title", "description")
_WHAT_TO_GIVE = (
    "Give a pydantic class, a TypedDict, a dataclass, a JSON schema, or a tool in OpenAI's form."
)


def structured_output(
    model: BaseChatModel,
    schema: Mapping[str, Any] | type,
    method: Method,
    *,
    include_raw: bool,
    strict: bool | None,
    tools: Sequence[Any] | None,
    call_kwargs: Mapping[str, Any],
) -> Runnable[LanguageModelInput, Any]:
    """Bind a schema to a model and parse what comes back; see `ChatLlamaCpp`.

    Raises:
        SchemaError: `schema` is of a kind that cannot be turned into a JSON schema, or cannot be
            enforced.
        InvalidRequestError: the method is not known, or takes no further tools.
    """
    if method not in ("json_schema", "function_calling", "json_mode"):
        raise InvalidRequestError(
            f"method={method!r} is not known. Use 'json_schema', 'function_calling' or 'json_mode'."
        )
    json_schema = _to_json_schema(schema)
    if isinstance(schema, Mapping):
        schema = json_schema
    unenforced = enforce(json_schema, strict=strict is not False).unenforced
    if unenforced:
        require_validator()
    bind = _bind_tool if method == "function_calling" else _bind_format
    told = {"kwargs": {"method": method, "strict": strict}, "schema": _as_tool(json_schema)}
    call_kwargs = {**call_kwargs, "ls_structured_output_format": told}
    bound, parser = bind(model, Target(schema, json_schema, method, strict), tools, call_kwargs)
    check = Check(method == "function_calling", json_schema if unenforced else None)
    parse = RunnableGenerator(check.transform, check.atransform) | parser
    return _with_raw(bound, parse) if include_raw else bound | parse


@dataclass(frozen=True)
class Target:
    """What an answer is to be: the class or schema that was given, as JSON schema, and how."""

    schema: Any
    json_schema: dict[str, Any]
    method: Method
    strict: bool | None

    @property
    def is_instance(self) -> bool:
        """Whether the value is an instance of a pydantic class or of a dataclass."""
        return _is_model_class(self.schema) or self.is_dataclass

    @property
    def is_dataclass(self) -> bool:
        """Whether the value is an instance of a dataclass."""
        return is_plain_dataclass(self.schema)


_Bound = tuple[Runnable[LanguageModelInput, AIMessage], Runnable[AIMessage, Any]]


def _bind_tool(
    model: BaseChatModel,
    target: Target,
    tools: Sequence[Any] | None,
    call_kwargs: Mapping[str, Any],
) -> _Bound:
    """Make the model call a tool of the schema's form."""
    if tools:
        raise InvalidRequestError(
            "method='function_calling' forces the one call that holds the answer, so it takes no "
            "further tools. Use method='json_schema'."
        )
    form = target.json_schema if target.is_dataclass else target.schema
    tool = openai_tool(form, strict=target.strict)
    _check_arguments(tool["function"])
    name = tool["function"]["name"]
    bound = model.bind_tools([tool], tool_choice=name, parallel_tool_calls=False, **call_kwargs)
    if target.is_instance:
        return bound, RunnableLambda(Instances(target.schema, is_call=True).read)
    return bound, JsonOutputKeyToolsParser(key_name=name, first_tool_only=True)


def _check_arguments(function: Mapping[str, Any]) -> None:
    """Refuse a schema of something else than objects; whether it can be enforced is known."""
    try:
        enforce(arguments_schema(function), strict=False)
    except SchemaError as error:
        raise SchemaError(
            f"method='function_calling' writes the value as the arguments of a call, which are an "
            f"object. Use method='json_schema', or make the value a property. {error}"
        ) from error


def _bind_format(
    model: BaseChatModel,
    target: Target,
    tools: Sequence[Any] | None,
    call_kwargs: Mapping[str, Any],
) -> _Bound:
    """Hold the answer to the schema; where there are tools, the model may call them instead."""
    response_format = _response_format(target)
    if tools:
        bound = model.bind_tools(
            tools, strict=target.strict, response_format=response_format, **call_kwargs
        )
    else:
        bound = model.bind(response_format=response_format, **call_kwargs)
    parser: Runnable[AIMessage, Any]
    if target.is_instance:
        parser = RunnableLambda(Instances(target.schema, is_call=False).read)
    else:
        parser = JsonParser()
    if not tools:
        return bound, parser
    return bound, RunnableBranch((_has_calls, _nothing), parser)


def _has_calls(message: AIMessage) -> bool:
    return bool(message.tool_calls or message.invalid_tool_calls)


def _nothing(message: AIMessage) -> None:
    """Parse a reply that called tools."""


@dataclass(frozen=True)
class Instances:
    """Reads instances of a class from whole replies.

    As a function of a message it sees no part of a stream: parts of JSON often fit the class, but
    with half a number or text in it.

    Attributes:
        schema: a pydantic class of either version, or a dataclass.
        is_call: the value is the arguments of the call that was demanded.
    """

    schema: type
    is_call: bool

    def read(self, message: AIMessage) -> Any:
        """Turn what a reply says into an instance.

        Raises:
            OutputParserException: it is no JSON, or the class refuses it.
        """
        if self.is_call:
            value = message.tool_calls[0]["args"] if message.tool_calls else None
        else:
            value = read_json(message.text)
        try:
            if issubclass(self.schema, BaseModelV1):
                return self.schema.parse_obj(value)
            return _adapter(self.schema).validate_python(value)
        except (ValidationError, ValidationErrorV1) as error:
            raise OutputParserException(
                f"The reply is no {self.schema.__name__}: {error}", llm_output=json.dumps(value)
            ) from error


def _adapter(schema: Any) -> TypeAdapter[Any]:
    return TypeAdapter(schema)


def _to_json_schema(schema: Mapping[str, Any] | type) -> dict[str, Any]:
    try:
        if isinstance(schema, Mapping):
            return _from_dict(schema)
        if is_plain_dataclass(schema):
            return {
                "description": inspect.getdoc(schema) or "",
                **with_root_in_place(_adapter(schema).json_schema()),
            }
        own = recursive_schema(schema)
        if own is not None and is_typed_dict(schema):
            return {**{key: own[key] for key in _HEAD if key in own}, **own}
        converted = convert_to_json_schema(schema)
        head = {key: converted[key] for key in _HEAD if key in converted}
        return converted if own is None else {**head, **own}
    except SchemaError:
        raise
    except RecursionError as error:
        raise SchemaError(
            f"{schema!r} cannot be turned into a JSON schema: it contains itself, and pydantic "
            f"cannot tell where. Define it at the top of a module. {_WHAT_TO_GIVE}"
        ) from error
    except (ValueError, TypeError, AttributeError, NameError, PydanticUserError) as error:
        raise SchemaError(
            f"{schema!r} cannot be turned into a JSON schema: {error}. {_WHAT_TO_GIVE}"
        ) from error


def _from_dict(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read a JSON schema, or that of a tool's arguments; its title and description come first."""
    function = tool_form(given)
    if function is not None:
        parameters = arguments_schema(function)
        title = {"title": function["name"]}
        return {**title, **_description(function), **parameters}
    if not (is_json_schema(given) or "title" in given):
        raise SchemaError(
            f"{given!r} cannot be turned into a JSON schema: it has no keyword of one. "
            f"{_WHAT_TO_GIVE}"
        )
    schema = read_schema(given)
    # LangChain and OpenAI's form of a response format want a name.
    return {"title": schema.get("title", "response"), **_description(schema), **schema}


def _as_tool(json_schema: Mapping[str, Any]) -> dict[str, Any]:
    """Write a schema as a tool, which LangChain's tracing reads whatever the schema's type."""
    name = str(json_schema.get("title", "response"))
    return {"type": "function", "function": {"name": name, "parameters": dict(json_schema)}}


def _description(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": given["description"]} if "description" in given else {}


def _response_format(target: Target) -> dict[str, Any]:
    json_schema = target.json_schema
    # The reply is validated where it is parsed, so that a message can be kept (include_raw).
    stated = {} if target.strict is None else {"strict": target.strict, "validate": False}
    if target.method == "json_mode":
        # The prompt describes the keys here; the schema still guarantees them.
        return {"type": "json_object", "schema": json_schema, **stated}
    name = json_schema.get("title", "response")
    return {"type": "json_schema", "json_schema": {"name": name, "schema": json_schema, **stated}}


def _is_model_class(schema: Any) -> bool:
    return isinstance(schema, type) and is_basemodel_subclass(schema)


def _with_raw(
    bound: Runnable[LanguageModelInput, Any], parser: Runnable[AIMessage, Any]
) -> Runnable[LanguageModelInput, Any]:
    """Return {"raw", "parsed", "parsing_error"}; a parsing error does not raise."""
    parse = RunnablePassthrough.assign(
        parsed=itemgetter("raw") | parser, parsing_error=lambda _: None
    )
    failed = RunnablePassthrough.assign(parsed=lambda _: None)
    return RunnableMap(raw=bound) | parse.with_fallbacks([failed], exception_key="parsing_error")
