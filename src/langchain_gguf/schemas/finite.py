"""Finds the definitions that only endless values satisfy, such as a list that never ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_gguf.schemas.keywords import kinds_of

_PREFIX = "#/$defs/"


def without_endless(root: Any, definitions: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Replace references to definitions that no finite value satisfies by false."""
    finite: set[str] = set()
    while True:
        more = {name for name, part in definitions.items() if _is_finite(part, finite)}
        if more <= finite:
            break
        finite |= more
    if len(finite) == len(definitions):
        return root, dict(definitions)
    kept = {name: _pruned(definitions[name], finite) for name in definitions if name in finite}
    return _pruned(root, finite), kept


def _is_finite(schema: Any, finite: set[str]) -> bool:
    """Whether some finite value satisfies a schema, given the definitions known to have one."""
    if not isinstance(schema, dict):
        return schema is not False
    if "$ref" in schema and schema["$ref"].removeprefix(_PREFIX) not in finite:
        return False
    if not all(_is_finite(part, finite) for part in schema.get("allOf", ())):
        return False
    options = schema.get("anyOf")
    if options is not None and not any(_is_finite(part, finite) for part in options):
        return False
    kinds = kinds_of(schema)
    if "type" not in schema or not kinds <= {"array", "object"}:
        return True
    return ("object" in kinds and _has_finite_object(schema, finite)) or (
        "array" in kinds and _has_finite_array(schema, finite)
    )


def _has_finite_object(schema: Mapping[str, Any], finite: set[str]) -> bool:
    properties, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    return all(
        _is_finite(properties.get(name, other), finite) for name in schema.get("required", ())
    )


def _has_finite_array(schema: Mapping[str, Any], finite: set[str]) -> bool:
    first, num_items = schema.get("prefixItems", []), schema.get("minItems", 0)
    needed = first[:num_items]
    if num_items > len(first):
        needed = [*needed, schema.get("items", True)]
    return all(_is_finite(part, finite) for part in needed)


def _pruned(schema: Any, finite: set[str]) -> Any:
    if isinstance(schema, list):
        return [_pruned(part, finite) for part in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.removeprefix(_PREFIX) not in finite:
        return False
    return {
        key: value if key in ("enum", "const", "required", "type") else _pruned(value, finite)
        for key, value in schema.items()
    }
