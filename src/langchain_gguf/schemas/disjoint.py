"""Whether two schemas share no value. Only what is certain counts: `oneOf` depends on it."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_gguf.schemas.keywords import TYPES
from langchain_gguf.schemas.references import References

_MAX_DEPTH = 12
_MOST_BRANCHES = 64


def are_disjoint(
    parent: Mapping[str, Any],
    schemas: Sequence[Any],
    pointers: Sequence[str],
    references: References,
) -> bool:
    """Whether no value that satisfies a schema satisfies two of its alternatives."""
    if len(schemas) > _MOST_BRANCHES:
        return False
    located = list(zip((_within(parent, one) for one in schemas), pointers, strict=True))
    judge = _Judge(references)
    return all(judge.excludes(*a, *b, 0) for a, b in itertools.combinations(located, 2))


def _within(parent: Mapping[str, Any], branch: Any) -> Any:
    """Add to an alternative what the schema around it says of types and required properties."""
    if not isinstance(branch, dict):
        return branch
    types = {"type": parent["type"]} if "type" in parent else {}
    required = [*parent.get("required", ()), *branch.get("required", ())]
    return {**types, **branch, "required": required}


class _Judge:
    def __init__(self, references: References) -> None:
        self._references = references

    def excludes(self, a: Any, at_a: str, b: Any, at_b: str, depth: int) -> bool:
        """Whether no value satisfies both schemas; false if that is not certain."""
        if a is False or b is False:
            return True
        if depth > _MAX_DEPTH or not isinstance(a, dict) or not isinstance(b, dict):
            return False
        for one, at_one, other, at_other in ((a, at_a, b, at_b), (b, at_b, a, at_a)):
            if self._excludes_part(one, at_one, other, at_other, depth + 1):
                return True
        shared = _kinds(a) & _kinds(b)
        if not shared:
            return True
        values = _values(a), _values(b)
        if values[0] is not None and values[1] is not None:
            return values[0].isdisjoint(values[1])
        return all(self._kind_excludes(kind, a, at_a, b, at_b, depth + 1) for kind in shared)

    def _excludes_part(self, a: Any, at_a: str, b: Any, at_b: str, depth: int) -> bool:
        """Whether a part of `a` that all its values satisfy excludes `b`."""
        if "$ref" in a:
            target = self._references.target(a["$ref"], at_a)
            if self.excludes(self._references.at(target), target, b, at_b, depth):
                return True
        for branch in a.get("allOf", ()):
            if self.excludes(branch, at_a, b, at_b, depth):
                return True
        for keyword in ("anyOf", "oneOf"):
            branches = a.get(keyword, ())
            if branches and all(self.excludes(c, at_a, b, at_b, depth) for c in branches):
                return True
        return False

    def _kind_excludes(self, kind: str, a: Any, at_a: str, b: Any, at_b: str, depth: int) -> bool:
        if kind == "number":
            return _range(a)[1] < _range(b)[0] or _range(b)[1] < _range(a)[0]
        if kind == "object":
            return self._objects_exclude(a, at_a, b, at_b, depth)
        if kind in ("string", "array"):
            low, high = ("minLength", "maxLength") if kind == "string" else ("minItems", "maxItems")
            return bool(
                a.get(high, math.inf) < b.get(low, 0) or b.get(high, math.inf) < a.get(low, 0)
            )
        return False

    def _objects_exclude(self, a: Any, at_a: str, b: Any, at_b: str, depth: int) -> bool:
        """Whether a property that one demands cannot be in the other, or not with such a value."""
        for one, at_one, other, at_other in ((a, at_a, b, at_b), (b, at_b, a, at_a)):
            for name in one.get("required", ()):
                in_other = other.get("properties", {})
                if name not in in_other:
                    if other.get("additionalProperties") is False and not other.get(
                        "patternProperties"
                    ):
                        return True
                    continue
                mine = one.get("properties", {}).get(name, True)
                is_certain = name in other.get("required", ())
                if is_certain and self.excludes(mine, at_one, in_other[name], at_other, depth):
                    return True
        return False


def _kinds(schema: Any) -> frozenset[str]:
    """Name the kinds of value that a schema's own keywords allow; integers are numbers."""
    given = schema.get("type", TYPES)
    names = [given] if isinstance(given, str) else given
    kinds = {"number" if name == "integer" else name for name in names}
    listed = _listed(schema)
    return frozenset(kinds if listed is None else kinds & {_kind_of(value) for value in listed})


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    kinds = {type(None): "null", int: "number", float: "number", str: "string", list: "array"}
    return kinds.get(type(value), "object")


def _listed(schema: Any) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    found: list[Any] | None = schema.get("enum")
    return found


def _values(schema: Any) -> frozenset[str] | None:
    """Return the values of `enum` or `const` in a form that compares as JSON does."""
    listed = _listed(schema)
    return (
        None if listed is None else frozenset(json.dumps(_plain(v), sort_keys=True) for v in listed)
    )


def _plain(value: Any) -> Any:
    """Write numbers that are equal alike."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _range(schema: Any) -> tuple[float, float]:
    lows = (schema.get("minimum"), schema.get("exclusiveMinimum"))
    highs = (schema.get("maximum"), schema.get("exclusiveMaximum"))
    numbers = [[v for v in pair if _kind_of(v) == "number"] for pair in (lows, highs)]
    values = _listed(schema) or ()
    if values and all(_kind_of(value) == "number" for value in values):
        return min(values), max(values)
    return max(numbers[0], default=-math.inf), min(numbers[1], default=math.inf)
