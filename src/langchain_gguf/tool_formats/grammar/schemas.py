"""What a JSON schema says of a value that is not written as JSON.

Formats with tags write strings bare: `7` is the string "7" or the number 7, as the schema has it.
`kinds_of` says which kinds of value a schema admits, `only` is the part of it that admits some.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from typing import Any

from langchain_gguf.errors import SchemaError
from langchain_gguf.tool_formats.reading.json_text import parse_json, to_json
from langchain_gguf.tool_formats.reading.source import MalformedCallError

Schema = Mapping[str, Any]
KINDS = frozenset({"string", "number", "boolean", "null", "object", "array"})
_MAX_DEPTH = 20
_PYTHON_NAMES = {"True": "true", "False": "false", "None": "null"}
_OBJECT_KEYWORDS = (
    *("patternProperties", "propertyNames", "minProperties", "maxProperties", "if", "not"),
    *("dependentRequired", "dependentSchemas", "unevaluatedProperties", "enum", "const"),
)


def kind_of(value: Any) -> str:
    """Name the kind of a JSON value; integers and floats are numbers."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def resolve(schema: Any, root: Schema) -> Schema:
    """Follow references of a schema into the document that it stands in.

    Raises:
        SchemaError: a reference that leads nowhere.
    """
    for _ in range(_MAX_DEPTH):
        if isinstance(schema, bool):
            return {} if schema else {"enum": []}
        if not isinstance(schema, Mapping) or "$ref" not in schema:
            break
        siblings = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**_lookup(schema["$ref"], root), **siblings}
    return schema if isinstance(schema, Mapping) else {}


def _lookup(reference: Any, root: Schema) -> Schema:
    found: Any = root
    for step in str(reference).removeprefix("#").strip("/").split("/"):
        found = found.get(step.replace("~1", "/").replace("~0", "~")) if step else found
        if not isinstance(found, Mapping):
            raise SchemaError(
                f"$ref {reference!r} leads nowhere in this schema. Put what it names under $defs."
            )
    return dict(found)


def kinds_of(schema: Any, root: Schema, depth: int = 0) -> frozenset[str]:
    """Say which kinds of value a schema admits."""
    schema = resolve(schema, root)
    if depth > _MAX_DEPTH:
        return KINDS
    kinds = KINDS
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        kinds &= {"number" if name == "integer" else name for name in types}
    if "enum" in schema:
        kinds &= {kind_of(value) for value in schema["enum"]}
    if "const" in schema:
        kinds &= {kind_of(schema["const"])}
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            branches = (kinds_of(branch, root, depth + 1) for branch in schema[keyword])
            kinds &= frozenset().union(*branches)
    for branch in schema.get("allOf", ()):
        kinds &= kinds_of(branch, root, depth + 1)
    return kinds


def only(schema: Any, kinds: Set[str], root: Schema) -> dict[str, Any] | None:
    """Return the part of a schema that admits values of these kinds; None if there is none."""
    found = kinds_of(schema, root)
    if not found & kinds:
        return None
    if found <= kinds:
        return dict(schema) if isinstance(schema, Mapping) else {}
    part = dict(resolve(schema, root))
    if "enum" in part:
        part["enum"] = [value for value in part["enum"] if kind_of(value) in kinds]
    for keyword in ("anyOf", "oneOf"):
        if keyword in part:
            branches = [only(branch, kinds, root) for branch in part[keyword]]
            part[keyword] = [branch for branch in branches if branch is not None]
    if "type" in part or not part.keys() & {"enum", "const", "anyOf", "oneOf"}:
        given = part.get("type", sorted(KINDS))
        names = given if isinstance(given, list) else [given]
        part["type"] = [n for n in names if ("number" if n == "integer" else n) in kinds]
    return part


def document(schema: Schema, root: Schema) -> dict[str, Any]:
    """Make a part of a schema one that stands alone: take the definitions along."""
    if "$ref" not in json.dumps(schema, default=str):
        return dict(schema)
    definitions = {key: root[key] for key in ("$defs", "definitions") if key in root}
    return {**definitions, **schema}


def leaves(schema: Any, root: Schema, depth: int = 0) -> list[Schema]:
    """List the alternatives of a schema, none of which has alternatives itself."""
    schema = resolve(schema, root)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema and depth < _MAX_DEPTH:
            rest = {key: value for key, value in schema.items() if key != keyword}
            return [
                leaf
                for branch in schema[keyword]
                for leaf in leaves(_merged(rest, resolve(branch, root)), root, depth + 1)
            ]
    if len(schema.get("allOf", ())) == 1 and depth < _MAX_DEPTH:
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        part = resolve(schema["allOf"][0], root)
        if all(rest.get(key, value) == value for key, value in part.items()):
            return leaves({**part, **rest}, root, depth + 1)
    return [schema]


def _merged(schema: Schema, branch: Schema) -> Schema:
    """Join a schema and one of its alternatives.

    Raises:
        SchemaError: both say something of the same thing.
    """
    differing = [key for key in branch if schema.get(key, branch[key]) != branch[key]]
    merged = {**schema, **branch}
    if differing == ["type"]:
        given, names = ([t] if isinstance(t, str) else t for t in (schema["type"], branch["type"]))
        return {**merged, "type": [name for name in names if name in given]}
    if differing:
        raise SchemaError(
            f"The keyword {differing[0]!r} of alternatives and beside them cannot be enforced in "
            "this model's format of tool calls, which is not JSON. Say it in one place."
        )
    return merged


def object_of(schema: Any, root: Schema) -> Schema:
    """Return the schema of an object whose properties are written one by one.

    Raises:
        SchemaError: it says more than which properties there are; this cannot be enforced in a
            format that is not JSON.
    """
    alternatives = leaves(schema, root)
    found = alternatives[0]
    refused = [word for word in (*_OBJECT_KEYWORDS, "allOf") if word in found]
    if len(alternatives) > 1:
        refused.append("anyOf")
    if refused:
        raise SchemaError(
            f"The keyword {refused[0]!r} of an object cannot be enforced in this model's format "
            "of tool calls, which is not JSON. Remove it, or check it in the tool."
        )
    return found


def properties_of(schema: Any, root: Schema) -> Mapping[str, Any]:
    """Return the schemas of an object's properties by name, as far as they can be told."""
    found: dict[str, Any] = {}
    try:
        for leaf in leaves(schema, root):
            for part in (leaf, *(resolve(part, root) for part in leaf.get("allOf", ()))):
                if isinstance(part.get("properties"), Mapping):
                    found.update(part["properties"])
    except SchemaError:
        return found
    return found


def value_from_text(text: str, schema: Any, root: Schema) -> str:
    """Turn the bare text of a value into JSON text, as the schema has it.

    Text is a string unless the schema admits something else that it is. What fits no kind that the
    schema admits stays a string.
    """
    kinds = kinds_of(schema, root)
    if "string" in kinds and (kinds == {"string"} or text != text.strip()):
        return to_json(text)
    bare = text.strip()
    if "string" not in kinds:
        bare = _PYTHON_NAMES.get(bare, bare)
    try:
        value = parse_json(bare)
    except MalformedCallError:
        return to_json(text)
    if kind_of(value) == "string" and "string" in kinds:
        return to_json(text)  # Quotes around a bare string belong to it.
    is_fraction = isinstance(value, float) and "string" in kinds
    if kind_of(value) not in kinds or (is_fraction and not _admits_fractions(schema, root)):
        return to_json(text)
    return to_json(value) if isinstance(value, dict | list) else bare


def _admits_fractions(schema: Any, root: Schema) -> bool:
    part = only(schema, {"number"}, root)
    types = [leaf.get("type", "number") for leaf in leaves(part, root)] if part else []
    return any("number" in (found if isinstance(found, list) else [found]) for found in types)
