"""Whatever a schema or a tool is given as, all of it gets to the grammar."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, TypedDict

import jsonschema
import pytest
import typing_extensions
from langchain_core.tools import StructuredTool
from pydantic import BaseModel, Field, TypeAdapter
from pydantic import v1 as pydantic_v1

from langchain_gguf import ChatLlamaCpp, SchemaError
from langchain_gguf.schemas import enforce, is_recursive
from langchain_gguf.tool_schemas import arguments_schema, openai_tool

METHODS: list[Any] = ["json_schema", "function_calling", "json_mode"]


class Rec(BaseModel):
    """A node."""

    v: int = Field(ge=0, le=9)
    kids: list[Rec] = []


class OldRec(pydantic_v1.BaseModel):
    """A node."""

    v: int
    kids: list[OldRec] = []


OldRec.update_forward_refs()


class DictRec(TypedDict):
    """A node."""

    v: Annotated[int, ..., "A number."]
    kids: Annotated[list[DictRec], Field(max_length=1)]


class LateRec(typing_extensions.TypedDict):
    """A node."""

    v: int
    kids: typing_extensions.NotRequired[list[LateRec]]


@dataclass
class DataRec:
    """A node."""

    v: int
    kids: list[DataRec] = field(default_factory=list)


ROOTS: dict[str, dict[str, Any]] = {
    "array": {"title": "xs", "type": "array", "items": {"type": "boolean"}, "maxItems": 3},
    "anyOf": {"title": "x", "anyOf": [{"type": "integer"}, {"type": "null"}]},
    "oneOf": {"title": "x", "oneOf": [{"const": 1}, {"const": "b"}]},
    "allOf": {"title": "x", "allOf": [{"type": "integer"}, {"minimum": 3, "maximum": 4}]},
    "$ref": {"$ref": "#/$defs/N", "$defs": {"N": {"enum": [4, 5]}}},
    "enum": {"title": "x", "enum": ["red", "blue"]},
    "const": {"const": ["a"]},
    "string": {"type": "string", "pattern": "^[ab]{2}$"},
    "additionalProperties": {
        "title": "m",
        "type": "object",
        "additionalProperties": {"const": 7},
        "minProperties": 1,
        "maxProperties": 1,
    },
    "patternProperties": {
        "title": "m",
        "type": "object",
        "patternProperties": {"^a$": {"const": 1}},
        "additionalProperties": False,
    },
}


@pytest.mark.parametrize("schema", ROOTS.values(), ids=ROOTS.keys())
def test_a_schema_without_properties_is_enforced(llm: ChatLlamaCpp, schema: Any) -> None:
    # Without a budget a tiny model may think without end where no answer of its own would fit.
    settings = {"max_tokens": 60, "reasoning_budget": 0}
    raw = llm.with_structured_output(schema, include_raw=True, **settings).invoke("Hello")["raw"]
    assert raw.response_metadata["finish_reason"] == "stop"
    jsonschema.validate(json.loads(raw.text), schema)


@pytest.mark.parametrize("name", ["array", "enum", "string", "const"])
def test_what_is_no_object_cannot_be_a_call(llm: ChatLlamaCpp, name: str) -> None:
    with pytest.raises(SchemaError, match="json_schema"):
        llm.with_structured_output(ROOTS[name], method="function_calling")


@pytest.mark.parametrize("name", ["additionalProperties", "patternProperties"])
def test_an_object_without_properties_can_be_a_call(llm: ChatLlamaCpp, name: str) -> None:
    schema = ROOTS[name]
    model = llm.with_structured_output(schema, method="function_calling", max_tokens=60)
    # A name is any text here: a question without one may be answered by a name that never ends.
    jsonschema.validate(model.invoke('{"lamp": 7}'), schema)


@pytest.mark.parametrize(
    "form",
    [
        {
            "type": "function",
            "function": {"name": "f", "parameters": ROOTS["additionalProperties"]},
        },
        {"name": "f", "parameters": ROOTS["additionalProperties"]},
        {"name": "f", "input_schema": ROOTS["additionalProperties"]},
    ],
)
def test_a_tool_is_unwrapped_in_each_known_form(llm: ChatLlamaCpp, form: Any) -> None:
    answer = llm.with_structured_output(form, max_tokens=60).invoke("Hello")
    assert list(answer.values()) == [7]


@pytest.mark.parametrize("given", [{"no": "title"}, {"name": "x", "schema": {"type": "integer"}}])
def test_a_dict_of_another_form_is_refused(llm: ChatLlamaCpp, given: Any) -> None:
    with pytest.raises(SchemaError, match="no keyword of one"):
        llm.with_structured_output(given)


def test_a_name_beside_a_schema_does_not_hide_it(llm: ChatLlamaCpp) -> None:
    answer = llm.with_structured_output({"name": "x", "enum": [4]}).invoke("Hello")
    assert answer == 4


def shown_tool(structured: Any) -> dict[str, Any]:
    """The tool that a runnable of `with_structured_output` binds."""
    (tool,) = structured.first.kwargs["tools"]
    return dict(tool)


def shown_schema(structured: Any) -> dict[str, Any]:
    """The schema that a runnable of `with_structured_output` binds."""
    kwargs = structured.first.kwargs
    if "tools" in kwargs:
        parameters: dict[str, Any] = kwargs["tools"][0]["function"]["parameters"]
        return parameters
    described = kwargs["response_format"]
    schema: dict[str, Any] = described.get("schema") or described["json_schema"]["schema"]
    return schema


RECURSIVE = [
    pytest.param(Rec, id="2"),
    pytest.param(OldRec, id="1"),
    pytest.param(Rec.model_json_schema(), id="JSON"),
    pytest.param(DictRec, id="TypedDict"),
    pytest.param(LateRec, id="TypedDict of typing_extensions"),
    pytest.param(DataRec, id="dataclass"),
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("schema", RECURSIVE)
def test_a_recursive_class_keeps_its_recursion(llm: ChatLlamaCpp, method: Any, schema: Any) -> None:
    bound = shown_schema(llm.with_structured_output(schema, method=method))
    validator = jsonschema.Draft202012Validator(enforce(bound).schema)
    assert validator.is_valid({"v": 1, "kids": [{"v": 2, "kids": []}]})
    assert not validator.is_valid({"v": 1, "kids": [{"v": "two"}]})
    assert not validator.is_valid({"v": 1, "kids": [3]})


def outermost_only(llm: ChatLlamaCpp) -> dict[str, Any]:
    """Settings that end what a tiny model nests for ever: only the outermost object must begin."""
    bias = {llm.get_token_ids(begin)[0]: -100.0 for begin in ("{", '{"')}
    return {"max_tokens": 100, "logit_bias": bias}


@pytest.mark.parametrize("schema", [Rec, DataRec])
def test_a_recursive_class_comes_back_as_its_instance(llm: ChatLlamaCpp, schema: Any) -> None:
    structured = llm.with_structured_output(schema, **outermost_only(llm))
    assert isinstance(structured.invoke("Hello"), schema)


@pytest.mark.parametrize("method", METHODS)
def test_a_recursive_dict_comes_back_as_its_schema_has_it(llm: ChatLlamaCpp, method: Any) -> None:
    structured = llm.with_structured_output(DictRec, method=method, **outermost_only(llm))
    value = structured.invoke("A node with v 1 and no kids.")
    assert TypeAdapter(DictRec).validate_python(value, strict=True) == value


def test_descriptions_of_fields_of_a_recursive_dict_are_shown(llm: ChatLlamaCpp) -> None:
    shown = shown_schema(llm.with_structured_output(DictRec))
    assert shown["properties"]["v"]["description"] == "A number."
    assert shown["$defs"]["DictRec"]["properties"]["v"]["description"] == "A number."
    assert (shown["title"], shown["description"]) == ("DictRec", "A node.")


@pytest.mark.parametrize("method", METHODS)
def test_a_recursive_dict_that_nobody_can_resolve_is_an_error(
    llm: ChatLlamaCpp, method: Any
) -> None:
    class Local(TypedDict):
        kids: list[Nowhere]  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(SchemaError, match=r"Local.*cannot be turned into a JSON schema"):
        llm.with_structured_output(Local, method=method)


FLAT: dict[str, Any] = {
    "type": "function",
    "name": "add",
    "description": "Add.",
    "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}},
    "strict": True,
}


def test_the_flat_form_of_a_tool_is_the_nested_one(llm: ChatLlamaCpp) -> None:
    inner = {key: FLAT[key] for key in FLAT if key != "type"}
    assert openai_tool(FLAT) == {"type": "function", "function": inner}
    assert openai_tool(FLAT, strict=False)["function"]["strict"] is False
    bare = {"type": "function", "name": "now", "description": None, "parameters": None}
    assert openai_tool(bare) == {"type": "function", "function": {"name": "now"}}
    bound = llm.bind_tools([FLAT, bare], tool_choice={"type": "function", "name": "add"})
    assert bound.invoke("Hello", max_tokens=60).tool_calls[0]["name"] == "add"  # type: ignore[attr-defined]
    assert shown_schema(llm.with_structured_output(FLAT))["title"] == "add"


def call_rec(node: Rec) -> str:
    """Take a node."""
    return str(node)


@pytest.mark.parametrize(
    ("tool", "is_node"),
    [
        (Rec, True),
        (OldRec, True),
        (DictRec, True),
        (DataRec, True),
        (StructuredTool.from_function(call_rec, name="t", args_schema=Rec), True),
        (StructuredTool.from_function(call_rec), False),
        (call_rec, False),
    ],
    ids=["class", "old class", "dict", "dataclass", "args_schema", "tool", "function"],
)
def test_a_recursive_tool_keeps_its_recursion(llm: ChatLlamaCpp, tool: Any, is_node: bool) -> None:
    (bound,) = llm.bind_tools([tool]).kwargs["tools"]  # type: ignore[attr-defined]
    validator = jsonschema.Draft202012Validator(enforce(bound["function"]["parameters"]).schema)

    def is_valid(node: Any) -> bool:
        return validator.is_valid(node if is_node else {"node": node})

    assert is_valid({"v": 1, "kids": [{"v": 2, "kids": []}]})
    assert not is_valid({"v": 1, "kids": [{"v": "two"}]})


def test_a_class_without_recursion_is_shown_without_definitions() -> None:
    class Inner(BaseModel):
        a: int

    class Outer(BaseModel):
        """Outer."""

        inner: Inner

    tool = openai_tool(Outer)
    assert "$defs" not in tool["function"]["parameters"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#/$defs/A", "$defs": {"A": {"items": {"$ref": "#/$defs/A"}}}}, True),
        ({"items": {"$ref": "#"}}, True),
        (
            {
                "$defs": {
                    "A": {"items": {"$ref": "#/$defs/B"}},
                    "B": {"items": {"$ref": "#/$defs/A"}},
                }
            },
            True,
        ),
        (
            {
                "allOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}],
                "$defs": {"A": {"items": {"$ref": "#/$defs/B"}}, "B": {"type": "string"}},
            },
            False,
        ),
        ({"const": {"$ref": "#"}}, False),
    ],
)
def test_a_schema_is_recursive_if_a_reference_leads_back(schema: Any, expected: bool) -> None:
    assert is_recursive(schema) is expected


UNIQUE = {
    "type": "object",
    "properties": {
        "tags": {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "maxItems": 2}
    },
    "required": ["tags"],
}
FUNCTION = {"name": "f", "parameters": UNIQUE}


@pytest.mark.parametrize(
    "tool",
    [{"type": "function", "function": FUNCTION}, FUNCTION, {"title": "f", **UNIQUE}],
    ids=["OpenAI", "function", "JSON schema"],
)
@pytest.mark.parametrize("strict", [None, True, False])
def test_strict_is_written_into_tools_given_as_dicts(
    llm: ChatLlamaCpp, tool: Any, strict: bool | None
) -> None:
    if strict is not False:
        with pytest.raises(SchemaError, match="uniqueItems"):
            llm.bind_tools([tool], strict=strict).invoke("Hello")
        return
    bound = llm.bind_tools([tool], strict=False, tool_choice="f")
    (call,) = bound.invoke("Hello").tool_calls
    assert call["name"] == "f"
    structured = llm.with_structured_output(Rec, tools=[tool], strict=False, include_raw=True)
    assert structured.invoke("Hello").keys() == {"raw", "parsed", "parsing_error"}


def test_a_call_for_a_tool_as_a_dict_is_not_strict_if_told_so(llm: ChatLlamaCpp) -> None:
    tool = {"type": "function", "function": FUNCTION}
    structured = llm.with_structured_output(tool, method="function_calling", strict=False)
    bound = shown_tool(structured)
    assert bound["function"]["strict"] is False


def test_the_dict_of_a_tool_stays_as_it_was_given() -> None:
    tool = {"type": "function", "function": dict(FUNCTION)}
    assert openai_tool(tool, strict=False)["function"]["strict"] is False
    assert tool == {"type": "function", "function": FUNCTION}
    assert openai_tool(tool) == tool


PING = {"type": "function", "function": {"name": "ping"}}


def test_a_tool_without_parameters_takes_no_arguments(llm: ChatLlamaCpp) -> None:
    bound = llm.bind_tools([PING], tool_choice="ping", max_tokens=60)
    (call,) = bound.invoke("Call ping with host=a and port=1.").tool_calls
    assert call["args"] == {}
    bare = {"type": "object", "properties": {}, "additionalProperties": False}
    assert arguments_schema(PING["function"]) == bare


@pytest.mark.parametrize(
    "parameters", [{"type": "string"}, {"type": ["array", "null"]}, {"enum": [1]}], ids=str
)
def test_arguments_that_are_no_object_are_refused_by_the_call(
    llm: ChatLlamaCpp, parameters: Any
) -> None:
    tool = {"type": "function", "function": {"name": "ping", "parameters": parameters}}
    with pytest.raises(SchemaError, match="'ping'"):
        llm.invoke("Hello", tools=[tool])


def test_arguments_that_may_be_an_object_are_one(llm: ChatLlamaCpp) -> None:
    parameters = {"type": ["object", "null"], "properties": {"a": {"const": 1}}, "required": ["a"]}
    tool = {"type": "function", "function": {"name": "f", "parameters": parameters}}
    (call,) = llm.invoke("Hello", tools=[tool], tool_choice="f").tool_calls
    assert call["args"] == {"a": 1}
