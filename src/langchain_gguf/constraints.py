"""What a reply must look like, as grammars for llguidance.

Grammars are text in llguidance's form of Lark; `%json` embeds a JSON schema. The engine compiles
them against the model's vocabulary. Every rule of a schema is enforced token by token; a keyword
that cannot be is refused when the grammar is compiled.

Grammar syntax: https://github.com/guidance-ai/llguidance/blob/main/docs/syntax.md
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.errors import SchemaError
from langchain_gguf.tool_formats import Tool, ToolFormat

# Spaced as json.dumps does: the JSON that models saw most. Free whitespace invites endless runs.
_JSON_STYLE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


# Parts that describe one object together with what stands beside them; closing each leaves none.
_COMBINING = frozenset({"allOf", "anyOf", "oneOf", "$ref"})
# Values rather than schemas, and the parts of an allOf.
_NOT_CLOSED = frozenset({"allOf", "const", "enum", "default", "examples"})


def schema_grammar(schema: Mapping[str, Any]) -> str:
    """Write the grammar of JSON text that satisfies a schema.

    Raises:
        SchemaError: the schema is not JSON.
    """
    return f"%llguidance {{}}\nstart: {_json(schema)}\n"


def text_grammar(tool_format: ToolFormat) -> str:
    """Write the grammar of a reply that holds no call."""
    marker = json.dumps(tool_format.begin)
    rules = [r"ANY: /(.|\n)*/", f"TEXT: ANY & ~(ANY {marker} ANY)", "start: TEXT"]
    return "%llguidance {}\n" + "\n".join(rules) + "\n"


def tool_grammar(
    tools: Sequence[Tool],
    tool_format: ToolFormat,
    special_tokens: Sequence[str],
    *,
    forced: bool,
    parallel: bool,
) -> str:
    """Write the grammar of a reply that may call tools.

    Args:
        tools: the tools that may be called.
        tool_format: how the model writes calls.
        special_tokens: texts that are single tokens of the model; a grammar must name them as
            such, because plain text never matches them.
        forced: the reply is calls and nothing else; otherwise it is text with calls in it.
        parallel: several calls are allowed.

    Raises:
        SchemaError: a tool's parameters are not JSON.
    """
    is_token = tool_format.begin in special_tokens
    rules = [
        f"body_{index}: {_body(tool, tool_format, special_tokens)}"
        for index, tool in enumerate(tools)
    ]
    bodies = " | ".join(f"body_{index}" for index in range(len(tools)))
    begin = tool_format.begin if is_token else json.dumps(tool_format.begin)
    if forced:
        more = f' ("\\n" {begin} body)*' if parallel else ""
        rules += [f"start: {begin} body{more}"]
    else:
        # A marker that is one token ends a stretch of text by itself; spelled out in several, which
        # a model may always do, it ends a lazy one.
        spelled = json.dumps(tool_format.begin)
        rules += [
            r"ANY: /(.|\n)*/",
            f"TEXT: ANY & ~(ANY {spelled} ANY)",
            f"spelled_opening[lazy]: ANY {spelled}",
            f"opening: spelled_opening{f' | TEXT {begin}' if is_token else ''}",
            f"start: (opening body){'*' if parallel else '?'} TEXT",
        ]
    rules += [f"body: {bodies}"]
    return "%llguidance {}\n" + "\n".join(rules) + "\n"


def _body(tool: Tool, tool_format: ToolFormat, special_tokens: Sequence[str]) -> str:
    """Write one tool's call, from after the opening marker to the end of the closing one."""
    head = tool_format.prefix(tool).removeprefix(tool_format.begin)
    tail = tool_format.suffix.removesuffix(tool_format.end)
    end = tool_format.end if tool_format.end in special_tokens else json.dumps(tool_format.end)
    return f"{json.dumps(head)} {_json(tool.parameters)} {json.dumps(tail)} {end}"


def close_objects(schema: Any) -> Any:
    """Forbid properties that a schema does not name, wherever it names some.

    JSON schema allows them by default; a model that invents arguments is never what is meant.
    """
    if isinstance(schema, list):
        return [close_objects(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    closed = {
        key: value if key in _NOT_CLOSED else close_objects(value) for key, value in schema.items()
    }
    named = isinstance(schema.get("properties"), Mapping) and schema.get("type") == "object"
    if named and not _COMBINING & schema.keys():
        closed.setdefault("additionalProperties", False)
    return closed


def _json(schema: Mapping[str, Any]) -> str:
    try:
        styled = {**close_objects(schema), "x-guidance": _JSON_STYLE}
        return "%json " + json.dumps(styled, ensure_ascii=False)
    except RecursionError as error:
        raise SchemaError(
            "This schema is nested too deeply, or contains itself. Name the part that repeats "
            "under $defs and refer to it by $ref."
        ) from error
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"This schema is not JSON: {error}. Give a pydantic class, a TypedDict, or a JSON "
            "schema."
        ) from error
