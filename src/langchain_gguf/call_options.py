"""The keyword arguments of one call, checked and normalized."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from langchain_gguf.chat_template import check_template_kwargs
from langchain_gguf.constraints import Constraint, gbnf_hint
from langchain_gguf.engine import SamplingParams
from langchain_gguf.errors import (
    InvalidRequestError,
    SchemaError,
    ToolChoiceError,
    UnknownArgumentError,
)
from langchain_gguf.lora import LoraPath
from langchain_gguf.reasoning_budget import check_reasoning_budget
from langchain_gguf.schemas import naming, read_schema
from langchain_gguf.tool_names import check_tool_name
from langchain_gguf.tool_schemas import arguments_schema

_NOTES = frozenset({"title", "description", "default", "examples", "deprecated", "$comment"})
MAX_LIMIT = 2**31 - 1  # Tokens or seconds; more overflows in llama.cpp and in the system's timers.
SAMPLING_FIELDS = frozenset(item.name for item in fields(SamplingParams))
_CALL_ARGUMENTS = frozenset(
    {"tools", "tool_choice", "parallel_tool_calls", "response_format", "constraint", "timeout"}
    | {"max_tokens", "chat_template_kwargs", "logprobs", "top_logprobs", "lora_path", "lora_scale"}
    | {"reasoning_budget"}
    # Read elsewhere: by the chat model, and by LangChain.
    | {"model", "stream"}
)


@dataclass(frozen=True)
class CallOptions:
    """What one call asks for beyond its messages.

    Attributes:
        tools: bound tools in OpenAI's form.
        required_tools: names the reply must choose from; None leaves the choice to the model.
        may_call: false when tools are bound but must not be called; they are not shown then.
        parallel_tool_calls: whether a reply may hold several calls.
        schema: JSON schema of the reply unless it calls a tool, or None.
        show_schema: whether the prompt tells the model about the schema.
        strict_schema: whether keywords of the schema that cannot be enforced are refused.
        validate_schema: whether the complete answer is validated against them instead.
        constraint: what else the reply has to be unless it calls a tool, or None.
        overrides: sampling settings of this call; those that are None are left out.
        max_tokens, timeout: of this call; None keeps the model's own.
        chat_template_kwargs: further variables of the chat template.
        reasoning_budget, logprobs, top_logprobs, lora_path, lora_scale: as the fields of these
            names; None keeps the model's own.
    """

    tools: Sequence[Mapping[str, Any]] = ()
    required_tools: tuple[str, ...] | None = None
    may_call: bool = True
    parallel_tool_calls: bool = True
    schema: Mapping[str, Any] | None = None
    show_schema: bool = False
    strict_schema: bool = True
    validate_schema: bool = False
    constraint: Constraint | None = None
    overrides: Mapping[str, Any] | None = None
    max_tokens: int | None = None
    timeout: float | None = None
    chat_template_kwargs: Mapping[str, Any] | None = None
    reasoning_budget: int | None = None
    logprobs: bool | int | None = None
    top_logprobs: int | None = None
    lora_path: LoraPath | None = None
    lora_scale: float | None = None

    @classmethod
    def from_kwargs(cls, kwargs: Mapping[str, Any]) -> CallOptions:
        """Read the keyword arguments of `invoke` and its siblings.

        Raises:
            UnknownArgumentError: an argument that no call takes.
            ToolChoiceError: `tool_choice` asks for a tool that is not bound.
            InvalidRequestError: a response format or constraint that is not known, or arguments
                that exclude each other.
            SchemaError: a constraint that llguidance does not take, or a schema that is no JSON.
        """
        if kwargs.get("grammar") is not None:
            raise InvalidRequestError(f"grammar is not taken. {gbnf_hint(kwargs['grammar'])}")
        check_known(
            kwargs.keys() - {"grammar"}, _CALL_ARGUMENTS | SAMPLING_FIELDS, "a call of the model"
        )
        tools = kwargs.get("tools") or ()
        check_tools(tools)
        required, may_call = resolve_tool_choice(kwargs.get("tool_choice"), tools)
        with naming("response_format"):
            schema, show_schema, stated = resolve_response_format(kwargs.get("response_format"))
        strict = stated.get("strict") is not False
        constraint = resolve_constraint(kwargs, schema, required)
        if constraint and constraint.kind == "lark" and tools and may_call:
            raise InvalidRequestError(
                "A call cannot have both tools and a constraint in Lark: the grammars would not "
                "be told apart. Use a regex, a choice or response_format, or tool_choice='none'."
            )
        parallel = kwargs.get("parallel_tool_calls")
        return cls(
            tools=tools,
            required_tools=required,
            may_call=may_call,
            parallel_tool_calls=parallel is not False,
            schema=schema,
            show_schema=show_schema,
            strict_schema=strict,
            validate_schema=not strict and stated.get("validate") is not False,
            constraint=constraint,
            overrides={key: kwargs[key] for key in SAMPLING_FIELDS if kwargs.get(key) is not None},
            max_tokens=_positive(kwargs, "max_tokens", int),
            timeout=_positive(kwargs, "timeout", int | float),
            chat_template_kwargs=check_template_kwargs(kwargs.get("chat_template_kwargs")),
            reasoning_budget=check_reasoning_budget(kwargs.get("reasoning_budget")),
            logprobs=kwargs.get("logprobs"),
            top_logprobs=kwargs.get("top_logprobs"),
            lora_path=kwargs.get("lora_path"),
            lora_scale=kwargs.get("lora_scale"),
        )


def check_known(
    given: Iterable[str],
    known: Iterable[str],
    owner: str,
    hints: Mapping[str, str] | None = None,
) -> None:
    """Refuse argument names that are not known, with a hint or naming the nearest one that is.

    Raises:
        UnknownArgumentError: there is one.
    """
    known = sorted(known)
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are: {', '.join(known)}."
            hint = (hints or {}).get(name, hint)
            raise UnknownArgumentError(f"{name!r} is not an argument of {owner}. {hint}")


def check_tools(tools: Any) -> None:
    """Refuse tools that are not in OpenAI's form, or that a call could not tell apart.

    Tools of one name and with the same arguments are the same tool, however they are described.

    Raises:
        InvalidRequestError: one is not in that form or has a name that calls cannot have, or two
            of one name have other arguments.
        SchemaError: the parameters of one are no JSON schema, or admit no object.
    """
    known: dict[str, Any] = {}
    if not isinstance(tools, Sequence):
        raise InvalidRequestError(f"tools={tools!r}: expected a list of tools.")
    for tool in tools:
        function = tool.get("function") if isinstance(tool, Mapping) else None
        if not (isinstance(function, Mapping) and isinstance(function.get("name"), str)):
            raise InvalidRequestError(
                f"{tool!r} is not a tool in OpenAI's form. Bind tools with bind_tools, which "
                "converts functions, pydantic classes and LangChain tools."
            )
        check_tool_name(function["name"])
        arguments = arguments_schema(function)
        first = known.setdefault(function["name"], arguments)
        if _without_notes(first) != _without_notes(arguments):
            raise InvalidRequestError(
                f"Two tools are called {function['name']!r} but take different arguments, so a "
                "call could mean either. Rename one of them."
            )


def _without_notes(schema: Any) -> Any:
    """Drop from a schema what describes values but does not restrict them."""
    if isinstance(schema, Mapping):
        kept = {
            key: value
            for key, value in schema.items()
            # Properties may have these names; their values are schemas then.
            if key not in _NOTES or isinstance(value, Mapping)
        }
        return {key: _without_notes(value) for key, value in kept.items()}
    return [_without_notes(item) for item in schema] if isinstance(schema, list) else schema


def tool_name(tool: Mapping[str, Any]) -> str:
    """Name of a tool in OpenAI's form."""
    return str(tool["function"]["name"])


def resolve_tool_choice(
    choice: Any, tools: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, ...] | None, bool]:
    """Turn any form of `tool_choice` into what the reply may do.

    | choice                                            | reply                          |
    |---------------------------------------------------|--------------------------------|
    | None, "auto", False                               | text or calls                  |
    | "any", "required", True                           | a call of any tool             |
    | a name, {"type": "function", "function": {"name"}}| a call of that tool            |
    | "none"                                            | text                           |

    Returns:
        The names the reply must choose from (None: free), and whether it may call at all.

    Raises:
        ToolChoiceError: no bound tool has the name, or a call is required without tools.
    """
    names = tuple(dict.fromkeys(tool_name(tool) for tool in tools))
    if isinstance(choice, Mapping):
        function = choice.get("function", choice)
        name = function.get("name") if isinstance(function, Mapping) else function
        choice = name or choice.get("type")
    if choice in (None, "auto", False):
        return None, True
    if choice == "none" and "none" not in names:
        return None, False
    if not names:
        raise ToolChoiceError(f"tool_choice={choice!r} needs tools, but none are bound.")
    if choice is True or (choice in ("any", "required") and choice not in names):
        return names, True
    if choice in names:
        return (choice,), True
    raise ToolChoiceError(
        f"tool_choice={choice!r} names no bound tool. Bound are: {', '.join(names)}; "
        "other choices are 'auto', 'any' and 'none'."
    )


def resolve_constraint(
    kwargs: Mapping[str, Any], schema: Any, required_tools: Sequence[str] | None
) -> Constraint | None:
    """Read `constraint`, and refuse it beside arguments that leave no room for it.

    Raises:
        InvalidRequestError: it is of no known form, or the reply is already decided.
        SchemaError: llguidance does not take it.
    """
    if kwargs.get("constraint") is None:
        return None
    if schema is not None or required_tools is not None:
        other = "response_format" if schema is not None else "tool_choice"
        raise InvalidRequestError(
            f"constraint and {other}={kwargs[other]!r} both say what the reply has to be. Give one."
        )
    return Constraint.read(kwargs["constraint"])


def resolve_response_format(
    given: Any,
) -> tuple[Mapping[str, Any] | None, bool, Mapping[str, Any]]:
    """Read a response format in OpenAI's or llama-cpp-python's form.

    | format                                              | schema     | shown to the model |
    |-----------------------------------------------------|------------|--------------------|
    | {"type": "text"}                                    | none       |                    |
    | {"type": "json_schema", "json_schema": {"schema"}}  | that       | yes                |
    | {"type": "json_object"}                             | any object | no                 |
    | {"type": "json_object", "schema"}                   | that       | no                 |

    Beside the schema, `"strict": False` lets keywords pass that cannot be enforced; the complete
    answer is validated against them instead, but for `"validate": False`.

    Returns:
        The schema, whether it is shown, and what stands beside it.

    Raises:
        InvalidRequestError: another form.
    """
    given = {"type": given} if isinstance(given, str) else given
    if given is None:
        return None, False, {}
    kind = given.get("type") if isinstance(given, Mapping) else None
    if kind == "text":
        return None, False, {}
    if kind == "json_object":
        free = read_schema(given.get("schema") or {"type": "object"})
        return free, False, given
    if kind == "json_schema":
        described = given.get("json_schema")
        schema = described.get("schema") if isinstance(described, Mapping) else None
        if isinstance(described, Mapping) and isinstance(schema, Mapping):
            return read_schema(schema), True, described
        raise SchemaError(
            f"response_format={given!r} has no schema: type 'json_schema' needs one at "
            "['json_schema']['schema']."
        )
    raise InvalidRequestError(
        f"response_format={given!r} is not known. Its type is 'text', 'json_object' or "
        "'json_schema'."
    )


def _positive(kwargs: Mapping[str, Any], name: str, kind: Any) -> Any:
    value = kwargs.get(name)
    if value is None or (isinstance(value, kind) and 0 < value <= MAX_LIMIT):
        return value
    raise InvalidRequestError(
        f"{name}={value!r}: expected a positive number up to {MAX_LIMIT}. Leave it out to keep the "
        "model's own."
    )


def first_given(*values: Any) -> Any:
    """Return the first value that is not None."""
    return next((value for value in values if value is not None), None)
