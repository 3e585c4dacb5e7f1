"""Keywords about the properties of objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from langchain_gguf.schemas.compiler import is_unsatisfiable, schema_refusal
from langchain_gguf.schemas.document import pointer_to
from langchain_gguf.schemas.findings import Findings
from langchain_gguf.schemas.keywords import kinds_of
from langchain_gguf.schemas.scalars import counts, taken_pattern

Schema = Mapping[str, Any]
# Rewrites a schema at a pointer.
Rewrite = Callable[[Any, str], Any]


def object_keywords(
    schema: Schema,
    pointer: str,
    names: Mapping[str, str],
    findings: Findings,
    rewrite: Rewrite,
    *,
    is_open: bool,
) -> dict[str, Any]:
    """Take over what objects have to look like.

    Args:
        schema: the simplified schema.
        pointer: where it stands.
        names: keywords whose names the user wrote differently.
        findings: takes what cannot be enforced.
        rewrite: rewrites the schemas of properties.
        is_open: properties that are not named stay allowed unless the schema forbids them.
    """
    if "object" not in kinds_of(schema):
        return {}
    kept: dict[str, Any] = {}
    if "properties" in schema:
        at = pointer_to(pointer, names.get("properties", "properties"))
        kept["properties"] = {
            name: rewrite(part, pointer_to(at, name)) for name, part in schema["properties"].items()
        }
    if "patternProperties" in schema:
        kept["patternProperties"] = _pattern_properties(schema, pointer, names, findings, rewrite)
    if "additionalProperties" in schema:
        word = names.get("additionalProperties", "additionalProperties")
        kept["additionalProperties"] = rewrite(
            schema["additionalProperties"], pointer_to(pointer, word)
        )
    if "required" in schema:
        kept["required"] = list(dict.fromkeys(schema["required"]))
    kept |= counts(schema, ("minProperties", "maxProperties"), pointer, findings)
    if not is_open and _can_be_closed(kept):
        kept["additionalProperties"] = False
    return _countable(kept, pointer, findings)


def _pattern_properties(
    schema: Schema, pointer: str, names: Mapping[str, str], findings: Findings, rewrite: Rewrite
) -> dict[str, Any]:
    """Take over properties whose names follow patterns, if no name can follow two."""
    word = names.get("patternProperties", "patternProperties")
    at = pointer_to(pointer, word)
    kept = {}
    for pattern, part in schema["patternProperties"].items():
        written = taken_pattern(pattern, at, pattern, findings)
        if written is not None:
            kept[written] = rewrite(part, pointer_to(at, pattern))
    refusal = schema_refusal({"type": "object", "patternProperties": dict.fromkeys(kept, True)})
    if refusal and not is_unsatisfiable(refusal):
        findings.add(pointer, word, "a name may follow two of the patterns, or that cannot be "
                     f"told ({refusal})")  # fmt: skip
        return {}
    return kept


def _can_be_closed(kept: Schema) -> bool:
    """Whether an object may have no properties but those that its schema names."""
    named = kept.get("properties", {})
    patterns = kept.get("patternProperties")
    return (
        "additionalProperties" not in kept
        and ("properties" in kept or bool(patterns))
        and (bool(patterns) or named.keys() >= set(kept.get("required", ())))
        and (bool(patterns) or kept.get("minProperties", 0) <= len(named))
    )


def _countable(kept: dict[str, Any], pointer: str, findings: Findings) -> dict[str, Any]:
    """Drop counts of properties that are met anyway, and note those that cannot be enforced."""
    named, required = kept.get("properties", {}), set(kept.get("required", ()))
    has_others = kept.get("additionalProperties", True) is not False or bool(
        kept.get("patternProperties")
    )
    if kept.get("minProperties", 1) <= len(required):
        kept.pop("minProperties", None)
    if not has_others and kept.get("maxProperties", 0) >= len(named):
        kept.pop("maxProperties", None)
    if kept.get("minProperties", 0) > len(required) + 1 and has_others:
        # The grammar counts a name that is written twice as two properties.
        findings.add(pointer, "minProperties", "earlier names are not remembered")
        del kept["minProperties"]
    words = [word for word in ("minProperties", "maxProperties") if word in kept]
    if words:
        bare = {**kept, "properties": dict.fromkeys(named, True)}
        bare = {key: value for key, value in bare.items() if key not in _WITH_SCHEMAS}
        bare["additionalProperties"] = has_others
        refusal = schema_refusal({"type": "object", **bare})
        if refusal and not is_unsatisfiable(refusal):
            for word in words:
                findings.add(pointer, word, "it can be enforced only where every property that "
                             "'properties' names is required")  # fmt: skip
                del kept[word]
    return kept


_WITH_SCHEMAS = frozenset({"patternProperties", "additionalProperties"})
