"""Tools in OpenAI's form, whatever they were given as, and the schemas of their arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any, get_type_hints

from langchain_core.tools import BaseTool
from langchain_core.tools.base import create_schema_from_function
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_core.utils.pydantic import is_basemodel_subclass
from pydantic import PydanticUserError, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from langchain_gguf.errors import SchemaError
from langchain_gguf.schemas import is_recursive, naming, read_schema

# What only a JSON schema has at its top; `name` and `description` stand in tools as well.
_SCHEMA_KEYWORDS = frozenset(
    {"type", "enum", "const", "$ref", "allOf", "anyOf", "oneOf", "not", "if", "items"}
    | {"prefixItems", "properties", "patternProperties", "additionalProperties", "required"}
)
_OTHER_KINDS = ("string", "number", "integer", "boolean", "null", "array")
_DEFINITIONS = ("$defs", "definitions")


def openai_tool(
    tool: Mapping[str, Any] | type | Callable[..., Any] | BaseTool, *, strict: bool | None = None
) -> dict[str, Any]:
    """Convert a tool to OpenAI's form.

    Args:
        tool: a function, a pydantic class, a LangChain tool, a TypedDict, a dataclass, or a dict:
            OpenAI's forms (of Chat Completions and of Responses), Anthropic's, or a JSON schema
            with a title.
        strict: what is written beside the parameters; None leaves it as it is.

    Raises:
        SchemaError: a JSON schema among those is no JSON.
        ValueError: it is none of them.
    """
    if isinstance(tool, Mapping):
        return _with_strict(_tool_from_dict(tool), strict)
    own = recursive_schema(tool)
    if own is not None and (is_typed_dict(tool) or is_plain_dataclass(tool)):
        return _with_strict(_tool_from_dict({"title": "tool", **own}), strict)
    converted = convert_to_openai_tool(tool, strict=strict)
    if own is None or "function" not in converted:
        return converted
    parameters = {key: own[key] for key in own if key not in ("title", "description")}
    return {**converted, "function": {**converted["function"], "parameters": parameters}}


def _tool_from_dict(tool: Mapping[str, Any]) -> dict[str, Any]:
    if "title" in tool and is_json_schema(tool) and not tool_form(tool):
        schema = read_schema(tool)
        head = {"name": schema.pop("title")}
        if "description" in schema:
            head["description"] = schema.pop("description")
        return {"type": "function", "function": {**head, "parameters": schema}}
    return convert_to_openai_tool(_nested(tool))


def _nested(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Put what OpenAI's Responses write beside the type of a tool under "function"."""
    if tool.get("type") != "function" or "function" in tool or "name" not in tool:
        return dict(tool)
    names = ("name", "description", "parameters", "strict")
    function = {name: tool[name] for name in names if tool.get(name) is not None}
    return {"type": "function", "function": function}


def _with_strict(tool: dict[str, Any], strict: bool | None) -> dict[str, Any]:
    """Write `strict` into a tool; LangChain leaves dicts in OpenAI's form as they are."""
    if strict is None or not isinstance(tool.get("function"), Mapping):
        return tool
    return {**tool, "function": {**tool["function"], "strict": strict}}


def is_json_schema(given: Mapping[str, Any]) -> bool:
    """Whether a dict says something about JSON values at its top."""
    return not _SCHEMA_KEYWORDS.isdisjoint(given)


def tool_form(given: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the function that a dict in the form of a tool describes, with `parameters`.

    The forms are OpenAI's, with and without {"type": "function"} around or beside it, Anthropic's
    (`input_schema`) and that of Amazon Bedrock (`toolSpec`). None for any other dict.
    """
    named = "name" in given and (
        not {"parameters", "input_schema"}.isdisjoint(given)
        or given.keys() <= {"name", "description", "strict"}
    )
    if not (named or given.get("type") == "function" or "toolSpec" in given):
        return None
    found = convert_to_openai_tool(_nested(given)).get("function")
    return found if isinstance(found, Mapping) and isinstance(found.get("name"), str) else None


def arguments_schema(function: Mapping[str, Any]) -> dict[str, Any]:
    """Read the schema of a tool's arguments, so that nothing endless gets further than this.

    A function without `parameters` takes no arguments.

    Raises:
        SchemaError: it is no JSON, or admits no object.
    """
    given = function.get("parameters")
    if given is None:
        return {"type": "object", "properties": {}, "additionalProperties": False}
    with naming(f"Tool {function['name']!r}"):
        if not isinstance(given, Mapping):
            raise SchemaError(f"{given!r} is no JSON schema of arguments.")
        schema = read_schema(given)
        given = schema.get("type", "object")
        kinds = given if isinstance(given, list) else [given]
        if not all(kind in _OTHER_KINDS or kind == "object" for kind in kinds):
            return schema  # No type of JSON; that is refused where the schema is compiled.
        if "object" not in kinds:
            raise SchemaError(
                f"The arguments of a call are an object, but 'parameters' is of type {given!r}. "
                "Make it an object with a property that holds the value."
            )
    return {**schema, "type": "object"}


def recursive_schema(given: Any) -> dict[str, Any] | None:
    """Return the JSON schema of a class, function or tool if it contains itself, else None.

    LangChain puts definitions in the place of references, and {} where that would not end.
    """
    own = _own_schema(given)
    if own is None or not is_recursive(own):
        return None
    return with_root_in_place(own)


def _own_schema(given: Any) -> dict[str, Any] | None:
    """Return the JSON schema as pydantic writes it, with its references."""
    if isinstance(given, BaseTool):
        given = given.tool_call_schema
    elif callable(given) and not isinstance(given, type) and hasattr(given, "__name__"):
        given = create_schema_from_function(
            given.__name__, given, filter_args=(), parse_docstring=True,
            error_on_invalid_docstring=False, include_injected=False,
        )  # fmt: skip
    if isinstance(given, Mapping):
        return read_schema(given)
    if is_typed_dict(given) or is_plain_dataclass(given):
        return _written_by_pydantic(given)
    if not (isinstance(given, type) and is_basemodel_subclass(given)):
        return None
    write = getattr(given, "model_json_schema", None) or given.schema  # type: ignore[attr-defined]
    return dict(write())


def is_typed_dict(given: Any) -> bool:
    """Whether it is a class of dicts, of `typing` or of `typing_extensions`."""
    return isinstance(given, type) and issubclass(given, dict) and hasattr(given, "__total__")


def is_plain_dataclass(given: Any) -> bool:
    """Whether it is a dataclass."""
    return isinstance(given, type) and is_dataclass(given) and not is_basemodel_subclass(given)


def _written_by_pydantic(given: type) -> dict[str, Any] | None:
    """Write the schema of a TypedDict or dataclass; None if pydantic cannot."""
    try:
        return TypeAdapter(given).json_schema(schema_generator=_DescribedFields)
    except (PydanticUserError, NameError):
        return None


class _DescribedFields(GenerateJsonSchema):
    """Keeps the descriptions of fields, `Annotated[int, ..., "a number"]`, as LangChain does."""

    def typed_dict_schema(self, schema: core_schema.TypedDictSchema) -> JsonSchemaValue:
        """Write a TypedDict."""
        written = super().typed_dict_schema(schema)
        try:
            hints = get_type_hints(schema["cls"], include_extras=True)
        except (KeyError, NameError):  # pydantic knows names that are local to a function.
            return written
        for name, hint in hints.items():
            texts = [item for item in getattr(hint, "__metadata__", ()) if isinstance(item, str)]
            if texts and name in written["properties"]:
                written["properties"][name] |= {"description": texts[-1]}
        return written


def with_root_in_place(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put the definition that is the whole schema at its top, where templates look for it."""
    for group in _DEFINITIONS:
        name = str(schema.get("$ref", "")).removeprefix(f"#/{group}/")
        target = schema.get(group, {}).get(name)
        if isinstance(target, Mapping) and schema.keys() <= {"$ref", "type", group}:
            kept = {key: schema[key] for key in schema if key not in ("$ref", group)}
            return {**kept, **target, group: schema[group]}
    return dict(schema)
