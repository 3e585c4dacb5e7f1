"""The keywords of JSON schema, drafts 3 to 2020-12: what each takes, which are not enforced."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

from langchain_gguf.schemas.document import is_broken, listed
from langchain_gguf.schemas.findings import Findings, malformed

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")

# Keywords that say something about values of one kind only.
OF_KIND: Mapping[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": (
        *("items", "prefixItems", "additionalItems", "minItems", "maxItems"),
        *("uniqueItems", "contains", "minContains", "maxContains", "unevaluatedItems"),
    ),
    "object": (
        *("properties", "patternProperties", "additionalProperties", "required"),
        *("minProperties", "maxProperties", "propertyNames", "unevaluatedProperties"),
        *("dependentRequired", "dependentSchemas", "dependencies"),
    ),
}  # fmt: skip
APPLICATORS = ("$ref", "allOf", "anyOf", "oneOf")
# These describe a value for readers; JSON schema lets no value fail because of them.
ANNOTATIONS = frozenset(
    {
        *("$schema", "$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary"),
        *("$comment", "$defs", "definitions", "title", "description", "default", "examples"),
        *("example", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType"),
        *("contentSchema", "discriminator", "nullable"),
    }
)
_NEVER = {
    "not": "what must not be written cannot be told while it is written",
    "if": "conditions are only known when the value is complete",
    "uniqueItems": "earlier items are not remembered while the model writes",
    "contains": "earlier items are not remembered while the model writes",
    "unevaluatedItems": "it depends on other keywords of the schema",
    "unevaluatedProperties": "it depends on other keywords of the schema",
    "dependentRequired": "it depends on which other properties were written",
    "dependentSchemas": "it depends on which other properties were written",
    "dependencies": "it depends on which other properties were written",
    "propertyNames": "names can be held to 'enum', 'const' or 'pattern' alone, in an object "
    "without 'properties'",
    "$dynamicRef": "references that depend on the caller are not known; use $ref",
    "$recursiveRef": "references that depend on the caller are not known; use $ref",
    "extends": "it is of draft 3; use allOf",
    "disallow": "it is of draft 3; use type",
    "divisibleBy": "it is of draft 3; use multipleOf",
}
_KNOWN = frozenset(_NEVER).union(
    *OF_KIND.values(), APPLICATORS, ANNOTATIONS, ("type", "enum", "const", "then", "else")
)
# A keyword that looks like one of these was meant to be it.
_MEANT = {name.lower(): name for name in _KNOWN - ANNOTATIONS if len(name) > 4}


def _is_count(value: Any) -> bool:
    return is_number(value) and value >= 0 and float(value).is_integer()


def is_number(value: Any) -> bool:
    """Whether a value is a JSON number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def is_schema(value: Any) -> bool:
    """Whether a value can be a schema at all."""
    return isinstance(value, dict | bool)


def _is_schemas(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_schema, value))


def _is_named_schemas(value: Any) -> bool:
    return isinstance(value, dict) and all(map(is_schema, value.values()))


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) and value else [value]
    return all(isinstance(name, str) and name in TYPES for name in names)


_Test = Callable[[Any], bool]
_BOUND: tuple[_Test, str] = (is_number, "a number")
_EXCLUSIVE: tuple[_Test, str] = (lambda v: is_number(v) or isinstance(v, bool), "a number")
_COUNT: tuple[_Test, str] = (_is_count, "a whole number that is not negative")
_TEXT: tuple[_Test, str] = (lambda value: isinstance(value, str), "a text")
_SCHEMA: tuple[_Test, str] = (is_schema, "a schema: an object, true or false")
_SCHEMAS: tuple[_Test, str] = (_is_schemas, "a list of schemas")
_NAMED: tuple[_Test, str] = (_is_named_schemas, "an object whose values are schemas")
_SHAPES: Mapping[str, tuple[_Test, str]] = {
    "type": (_is_type, f"one of {listed(TYPES)}, or a list of these"),
    "enum": (lambda value: isinstance(value, list), "a list of values"),
    "minimum": _BOUND,
    "maximum": _BOUND,
    "exclusiveMinimum": _EXCLUSIVE,
    "exclusiveMaximum": _EXCLUSIVE,
    "multipleOf": (lambda value: is_number(value) and value > 0, "a number above 0"),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems"), _COUNT),
    **dict.fromkeys(("minProperties", "maxProperties", "minContains", "maxContains"), _COUNT),
    **dict.fromkeys(("pattern", "format", "$ref", "$dynamicRef"), _TEXT),
    "items": (lambda value: is_schema(value) or _is_schemas(value), _SCHEMA[1]),
    "required": (_is_texts, "a list of property names"),
    **dict.fromkeys(("prefixItems", "allOf", "anyOf", "oneOf"), _SCHEMAS),
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), _NAMED),
    **dict.fromkeys(("additionalProperties", "additionalItems", "propertyNames"), _SCHEMA),
    **dict.fromkeys(("not", "if", "then", "else", "contains"), _SCHEMA),
    **dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), _SCHEMA),
    "uniqueItems": (lambda value: isinstance(value, bool), "true or false"),
    "dependentRequired": (
        lambda value: isinstance(value, dict) and all(map(_is_texts, value.values())),
        "an object whose values are lists of property names",
    ),
    "dependencies": (lambda value: isinstance(value, dict), "an object"),
}


def kinds_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """Say which types a schema's own `type` allows; integers are among the numbers."""
    given = schema.get("type", TYPES)
    names = {given} if isinstance(given, str) else set(given)
    return frozenset(names | {"number"} if "integer" in names else names)


def check_keywords(
    schema: Mapping[str, Any], pointer: str, names: Mapping[str, str], findings: Findings
) -> None:
    """Note what a schema says that cannot be enforced, wherever it may matter.

    Args:
        schema: a schema, simplified.
        pointer: where it stands.
        names: what its keywords were called before.
        findings: takes what cannot be enforced.

    Raises:
        SchemaError: a keyword has a value without meaning.
    """
    kinds = kinds_of(schema) if _is_type(schema.get("type", "null")) else frozenset(TYPES)
    irrelevant = {
        keyword for kind, words in OF_KIND.items() if kind not in kinds for keyword in words
    }
    for keyword, value in schema.items():
        _check_spelling(keyword, pointer)
        test, expected = _SHAPES.get(keyword, (None, ""))
        if test is not None and not test(value):
            given = names.get(keyword, keyword)
            malformed(pointer, given, f"it takes {expected}, not {value!r}.")
        if keyword in _WRITTEN and _holds_broken_text(value, keyword):
            given = names.get(keyword, keyword)
            malformed(pointer, given, "it contains half of a character (a lone surrogate).")
        if keyword in _NEVER and keyword not in irrelevant and not _is_idle(keyword, schema):
            findings.add(pointer, keyword, _NEVER[keyword])


# Keywords whose texts are written into the grammar: values, and names of properties.
_WRITTEN = frozenset({"const", "enum", "pattern", "required", "properties", "patternProperties"})


def _holds_broken_text(value: Any, keyword: str) -> bool:
    if isinstance(value, str):
        return is_broken(value)
    if isinstance(value, list):
        return any(_holds_broken_text(item, keyword) for item in value)
    if not isinstance(value, dict):
        return False
    below = [] if keyword.lower().endswith("properties") else value.values()
    return any(is_broken(key) for key in value) or any(
        _holds_broken_text(item, keyword) for item in below
    )


def _check_spelling(keyword: str, pointer: str) -> None:
    """Refuse a keyword that is nearly one that counts: it would count for nothing."""
    if keyword in _KNOWN or keyword.startswith("x-"):
        return
    plain = keyword.replace("_", "").replace("-", "").lower()
    near = difflib.get_close_matches(plain, _MEANT, n=1, cutoff=0.87)
    if near:
        malformed(pointer, keyword, f"there is no such keyword. Did you mean {_MEANT[near[0]]!r}?")


def _is_idle(keyword: str, schema: Mapping[str, Any]) -> bool:
    """Whether a keyword that cannot be enforced forbids nothing, or is said another way."""
    value = schema[keyword]
    if keyword in ("not", "uniqueItems"):
        return value is False or (keyword == "uniqueItems" and schema.get("maxItems", 2) <= 1)
    if keyword == "if":
        return not {"then", "else"} & schema.keys()
    if keyword == "contains":
        return schema.get("minContains") == 0 and "maxContains" not in schema
    if keyword == "dependentRequired":
        return all(set(needed) <= set(schema.get("required", ())) for needed in value.values())
    return value in (True, {}, [])
