"""The keyword arguments of a call."""

from __future__ import annotations

from typing import Any

import pytest

from langchain_gguf.call_options import CallOptions, check_known, resolve_tool_choice
from langchain_gguf.errors import (
    InvalidRequestError,
    SchemaError,
    ToolChoiceError,
    UnknownArgumentError,
)


def tool(name: str) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object"}}}


ADD, WEATHER = tool("add"), tool("weather")
BOTH = [ADD, WEATHER]
BOTH_NAMES = ("add", "weather")


@pytest.mark.parametrize(
    ("choice", "required", "may_call"),
    [
        (None, None, True),
        ("auto", None, True),
        (False, None, True),
        ({"type": "auto"}, None, True),
        ("any", BOTH_NAMES, True),
        ("required", BOTH_NAMES, True),
        (True, BOTH_NAMES, True),
        ({"type": "any"}, BOTH_NAMES, True),
        ("add", ("add",), True),
        ({"type": "function", "function": {"name": "add"}}, ("add",), True),
        ({"type": "tool", "name": "add"}, ("add",), True),
        ("none", None, False),
    ],
    ids=str,
)
def test_every_form_of_tool_choice_is_read(choice: Any, required: Any, may_call: bool) -> None:
    assert resolve_tool_choice(choice, BOTH) == (required, may_call)


def test_a_tool_may_be_called_any_or_none() -> None:
    tools = [tool("any"), tool("none"), ADD]
    assert resolve_tool_choice("any", tools) == (("any",), True)
    assert resolve_tool_choice("none", tools) == (("none",), True)


@pytest.mark.parametrize(
    "choice",
    [
        "wether",
        {"type": "function", "function": {"name": "wether"}},
        {"function": "wether"},
        {"type": "tool", "name": "wether"},
    ],
    ids=str,
)
def test_a_choice_that_names_no_bound_tool_lists_those_that_are(choice: Any) -> None:
    with pytest.raises(ToolChoiceError, match=r"'wether'.*add, weather.*'auto'"):
        resolve_tool_choice(choice, BOTH)


@pytest.mark.parametrize("choice", [3, [], ["add"], {}])
def test_a_choice_of_another_kind_is_refused(choice: Any) -> None:
    if choice == {}:
        assert resolve_tool_choice(choice, BOTH) == (None, True)
    else:
        with pytest.raises(ToolChoiceError, match="names no bound tool"):
            resolve_tool_choice(choice, BOTH)


@pytest.mark.parametrize("choice", ["any", True, "add"])
def test_a_required_call_needs_tools(choice: Any) -> None:
    with pytest.raises(ToolChoiceError, match="none are bound"):
        CallOptions.from_kwargs({"tool_choice": choice})


@pytest.mark.parametrize(
    ("given", "schema", "shown"),
    [
        (None, None, False),
        ({"type": "text"}, None, False),
        ("text", None, False),
        ({"type": "json_object"}, {"type": "object"}, False),
        ("json_object", {"type": "object"}, False),
        ({"type": "json_object", "schema": {"a": 1}}, {"a": 1}, False),
        ({"type": "json_schema", "json_schema": {"schema": {"a": 1}}}, {"a": 1}, True),
    ],
    ids=str,
)
def test_every_response_format_is_read(given: Any, schema: Any, shown: bool) -> None:
    options = CallOptions.from_kwargs({"response_format": given})
    assert (options.schema, options.show_schema) == (schema, shown)


@pytest.mark.parametrize("given", ["xml", {"type": "xml"}, {}, 3, dict], ids=str)
def test_an_unknown_response_format_names_the_known_ones(given: Any) -> None:
    with pytest.raises(InvalidRequestError, match="'json_schema'"):
        CallOptions.from_kwargs({"response_format": given})


@pytest.mark.parametrize("given", ["json_schema", {"type": "json_schema", "json_schema": "x"}])
def test_a_json_schema_format_needs_a_schema(given: Any) -> None:
    with pytest.raises(SchemaError, match=r"\['schema'\]"):
        CallOptions.from_kwargs({"response_format": given})


@pytest.mark.parametrize(
    ("given", "nearest"),
    [("temprature", "temperature"), ("max_token", "max_tokens"), ("tool_choise", "tool_choice")],
)
def test_an_unknown_argument_names_the_nearest_one(given: str, nearest: str) -> None:
    with pytest.raises(UnknownArgumentError, match=f"'{given}'.*'{nearest}'"):
        CallOptions.from_kwargs({given: 1})


def test_an_argument_like_no_other_lists_all() -> None:
    with pytest.raises(UnknownArgumentError, match="Known are: alpha, beta"):
        check_known(["zzz"], ["beta", "alpha"], "a test")


@pytest.mark.parametrize("name", ["max_tokens", "timeout"])
@pytest.mark.parametrize("value", [0, -1, "many"])
def test_a_limit_must_be_positive(name: str, value: Any) -> None:
    with pytest.raises(InvalidRequestError, match=f"{name}={value!r}.*positive"):
        CallOptions.from_kwargs({name: value})


@pytest.mark.parametrize("tools", [[{"name": "add"}], [{"function": {}}], [int], ["add"]], ids=str)
def test_tools_in_another_form_are_refused(tools: Any) -> None:
    with pytest.raises(InvalidRequestError, match="bind_tools"):
        CallOptions.from_kwargs({"tools": tools})


def test_settings_that_are_none_override_nothing() -> None:
    options = CallOptions.from_kwargs({"temperature": None, "top_p": 0.5, "seed": 0})
    assert options.overrides == {"top_p": 0.5, "seed": 0}


def test_tools_and_a_response_format_go_together() -> None:
    options = CallOptions.from_kwargs({"tools": BOTH, "response_format": {"type": "json_object"}})
    assert (options.tools, options.schema) == (BOTH, {"type": "object"})


@pytest.mark.parametrize("strict", [None, True, False])
def test_only_strict_false_lets_pass_what_cannot_be_enforced(strict: bool | None) -> None:
    described = {"schema": {"a": 1}, "strict": strict}
    formats = [
        {"type": "json_schema", "json_schema": described},
        {"type": "json_object", **described},
    ]
    for given in formats:
        options = CallOptions.from_kwargs({"response_format": given})
        assert options.strict_schema is (strict is not False)


def tool_with(arguments: dict, name: str = "f") -> dict:
    return {"type": "function", "function": {"name": name, "parameters": arguments}}


NUMBER = {"type": "object", "properties": {"title": {"type": "integer"}}}


def test_one_tool_may_be_bound_twice() -> None:
    described = {
        **NUMBER,
        "description": "A number.",
        "properties": {"title": {"type": "integer", "description": "It.", "default": 1}},
    }
    tools = [tool_with(NUMBER), tool_with(described), tool_with({}, "g"), tool_with({}, "g")]
    assert CallOptions.from_kwargs({"tools": tools}).tools == tools


@pytest.mark.parametrize(
    "other",
    [
        {"type": "object", "properties": {"title": {"type": "string"}}},
        {"type": "object", "properties": {}},
        {**NUMBER, "required": ["title"]},
    ],
)
def test_two_tools_of_one_name_that_differ_are_refused(other: dict) -> None:
    with pytest.raises(InvalidRequestError, match="Two tools are called 'f'"):
        CallOptions.from_kwargs({"tools": [tool_with(NUMBER), tool_with(other)]})
