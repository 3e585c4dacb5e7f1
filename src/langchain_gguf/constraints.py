"""Schemas as grammars for llguidance.

Grammars are text in llguidance's form of Lark; `%json` embeds a JSON schema. The engine compiles
them against the model's vocabulary. Every rule of a schema is enforced token by token; a keyword
that cannot be is refused when the grammar is compiled. What else a reply holds (calls, reasoning)
is in `tool_formats/reply_grammar.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from langchain_gguf.errors import SchemaError

# Spaced as json.dumps does: the JSON that models saw most. Free whitespace invites endless runs.
_JSON_STYLE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}


# Parts that describe one object together with what stands beside them; closing each leaves none.
_COMBINING = frozenset({"allOf", "anyOf", "oneOf", "$ref"})
# Values rather than schemas, and the parts of an allOf.
_NOT_CLOSED = frozenset({"allOf", "const", "enum", "default", "examples"})


def json_rule(schema: Mapping[str, Any]) -> str:
    """Write the expression of JSON text that satisfies a schema.

    Raises:
        SchemaError: the schema is not JSON.
    """
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


def schema_grammar(schema: Mapping[str, Any]) -> str:
    """Write the grammar of JSON text that satisfies a schema.

    Raises:
        SchemaError: the schema is not JSON.
    """
    return f"%llguidance {{}}\nstart: {json_rule(schema)}\n"


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
