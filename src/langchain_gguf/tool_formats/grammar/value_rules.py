"""Grammar of values that are not written as JSON: bare text, Python literals, quoted text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_gguf.errors import SchemaError
from langchain_gguf.tool_formats.grammar.rules import NOTHING, Rules, quote
from langchain_gguf.tool_formats.grammar.schemas import (
    KINDS,
    Schema,
    document,
    kinds_of,
    leaves,
    object_of,
    only,
)
from langchain_gguf.tool_formats.reading.json_text import to_json

_ANY = "/(?s:.*)/"
_DAYS = "0[1-9]|[12][0-9]"
_DATE = rf"[0-9]{{4}}-((0[1-9]|1[0-2])-({_DAYS})|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31)"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LABEL = r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HOST = rf"{_LABEL}(\.{_LABEL})*"
_FORMATS = {
    "date": _DATE,
    "time": _TIME,
    "date-time": f"{_DATE}[Tt]{_TIME}",
    "duration": r"P([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?)",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
    "ipv4": rf"{_OCTET}(\.{_OCTET}){{3}}",
    "hostname": _HOST,
    "email": rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_HOST}",
    "uri": r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+",
    "binary": "(?s:.*)",
    "password": "(?s:.*)",
}
_SCALARS = {
    "number": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?",
    "integer": "-?(0|[1-9][0-9]*)",
    "boolean": "true|false",
    "null": "null",
}
_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
# Bare text that would be read as a value of another kind.
_LOOKS_LIKE = {
    "number": r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?",
    "boolean": "true|false",
    "null": "null",
    "object": r"\{(?s:.*)",
    "array": r"\[(?s:.*)",
}


def bare_value(rules: Rules, schema: Any, root: Schema, end: str) -> str:
    """Write a value whose strings stand bare and whose other kinds are JSON, and its end."""
    kinds = kinds_of(schema, root)
    options = []
    nested = kinds & {"object", "array"} if "string" in kinds else kinds
    if "string" in kinds:
        # One terminal: of several that fit, the longest would win, whatever comes after it.
        texts = _texts(rules, schema, root, others=kinds - {"string"})
        texts += _scalars(schema, root)
        options.append(rules.text_until(end, " | ".join(texts)))
    if (part := only(schema, nested, root)) is not None:
        options.append(rules.sequence(rules.json(document(part, root)), rules.literal(end)))
    return rules.choice(options or [rules.json({"enum": []})])


def _texts(rules: Rules, schema: Any, root: Schema, others: frozenset[str]) -> list[str]:
    """Write the terminals of the strings that a schema admits, but for those read as others."""
    part = only(schema, {"string"}, root)
    excluded = "|".join(_LOOKS_LIKE[kind] for kind in sorted(others))
    texts = []
    for leaf in leaves(part, root) if part is not None else ():
        values = leaf.get("enum", [leaf["const"]] if "const" in leaf else None)
        if values is not None:
            texts += [quote(value) for value in values if isinstance(value, str)]
        else:
            pattern = f"({string_pattern(rules, leaf)})"
            texts.append(f"{pattern} & ~(/{excluded}/)" if excluded else pattern)
    return texts


def _scalars(schema: Any, root: Schema) -> list[str]:
    """Write the terminals of numbers and constants that may stand in place of a string."""
    texts = []
    part = only(schema, {"number", "boolean", "null"}, root)
    for leaf in leaves(part, root) if part is not None else ():
        values = leaf.get("enum", [leaf["const"]] if "const" in leaf else None)
        if values is not None:
            texts += [quote(to_json(value)) for value in values]
            continue
        types = leaf.get("type", ["number", "boolean", "null"])
        for name in types if isinstance(types, list) else [types]:
            # Bounds of a number cannot be written here; the string of its digits is refused too.
            if name not in ("number", "integer") or not _BOUNDS & leaf.keys():
                texts.append(f"/{_SCALARS[name]}/")
    return texts


def text_values(rules: Rules, schema: Any, root: Schema, end: str) -> list[str]:
    """Write the strings that a schema admits, as bare text up to its end; [] if it has none."""
    texts = _texts(rules, schema, root, others=frozenset())
    return [rules.text_until(end, " | ".join(texts))] if texts else []


def string_pattern(rules: Rules, schema: Schema) -> str:
    """Write the terminal expression of the strings that a schema admits.

    Raises:
        SchemaError: a format that is not known.
    """
    parts = []
    if "pattern" in schema:
        parts.append(_regex(_anchored(str(schema["pattern"]))))
    if "minLength" in schema or "maxLength" in schema:
        low, high = schema.get("minLength", 0), schema.get("maxLength", "")
        parts.append(f"/(?s:.){{{low},{high}}}/")
    if (name := schema.get("format")) is not None:
        if name not in _FORMATS:
            raise SchemaError(
                f"The format {name!r} of a string cannot be enforced in this model's format of "
                f"tool calls. Known are: {', '.join(_FORMATS)}; or give a pattern."
            )
        parts.append(_regex(_FORMATS[name]))
    parts += [string_pattern(rules, part) for part in schema.get("allOf", ())]
    return " & ".join(rules.terminal(part) for part in parts) or _ANY


def _regex(pattern: str) -> str:
    escaped = []
    previous = ""
    for character in pattern:
        escaped.append("\\/" if character == "/" and previous != "\\" else character)
        previous = "" if previous == "\\" else character
    return f"/{''.join(escaped)}/"


def _anchored(pattern: str) -> str:
    """A pattern of JSON schema may match anywhere; one of a terminal is the whole."""
    start = "" if pattern.startswith("^") else "(?s:.*)"
    is_ended = pattern.endswith("$") and not pattern.endswith("\\$")
    core = pattern.removeprefix("^")
    return f"{start}({core[:-1] if is_ended else core}){'' if is_ended else '(?s:.*)'}"


def comma_list(rules: Rules, items: Sequence[tuple[str, bool]], separator: str) -> str:
    """Write items in order, a separator between them; those that are not required may be missing.

    Args:
        rules: the grammar.
        items: expressions, and whether each is required.
        separator: fixed text between items.
    """
    first, rest = NOTHING, NOTHING
    for item, required in reversed(items):
        following = rules.sequence(item, rest)
        after = rules.sequence(quote(separator), item, rest)
        first, rest = (
            (following, after)
            if required
            else (rules.choice([following, first]), rules.choice([after, rest]))
        )
        first, rest = rules.add(first), rules.add(rest)
    return first


def object_items(
    schema: Any, root: Schema, write: Callable[[str, Any], str]
) -> list[tuple[str, bool]]:
    """Write the properties of an object with `write(name, schema)`, in the schema's order."""
    found = object_of(schema, root)
    required = found.get("required", ())
    properties: Mapping[str, Any] = found.get("properties", {})
    return [(write(name, part), name in required) for name, part in properties.items()]


def extra_schema(schema: Any, root: Schema) -> Any:
    """Return the schema of properties that an object schema does not name; None forbids them."""
    found = object_of(schema, root)
    extra = found.get("additionalProperties", "properties" not in found)
    if extra is False or "object" not in kinds_of(schema, root):
        return None
    return {} if extra is True else extra


def num_items(schema: Schema) -> tuple[int, int | None]:
    """Return the least and the most items of an array that is written item by item.

    Raises:
        SchemaError: its schema says more than what each item is; this cannot be enforced.
    """
    words = ("prefixItems", "contains", "uniqueItems", "unevaluatedItems", "enum", "const")
    refused = [word for word in words if word in schema]
    if refused:
        raise SchemaError(
            f"The keyword {refused[0]!r} of an array cannot be enforced in this model's format "
            "of tool calls. Remove it, or check it in the tool."
        )
    return schema.get("minItems", 0), schema.get("maxItems")


def python_value(rules: Rules, schema: Any, root: Schema) -> str:
    """Write a Python literal: JSON, but for True, False and None at the top."""
    options = []
    others = kinds_of(schema, root) - {"boolean", "null"}
    if (part := only(schema, others, root)) is not None:
        options.append(rules.json(document(part, root)))
    if (part := only(schema, {"boolean"}, root)) is not None:
        values = [leaf.get("enum", [leaf.get("const")]) for leaf in leaves(part, root)]
        named = [quote(str(value)) for group in values for value in group if value is not None]
        options += named or [quote("True"), quote("False")]
    if "null" in kinds_of(schema, root):
        options.append(quote("None"))
    return rules.choice(options or [rules.json({"enum": []})])


class QuotedValues:
    """Grammar of values like JSON's, whose strings stand between tokens and whose keys are bare."""

    def __init__(self, rules: Rules, root: Schema, mark: str) -> None:
        """Write into `rules`; `mark` stands before and after each string."""
        self._rules = rules
        self._root = root
        self._mark = mark
        self._named: dict[str, str] = {}

    def value(self, schema: Any) -> str:
        """Write a value; one that a reference names becomes a rule, so that it may hold itself."""
        reference = schema.get("$ref") if isinstance(schema, Mapping) and len(schema) == 1 else None
        if not isinstance(reference, str):
            return self._value(schema)
        if reference not in self._named:
            self._named[reference] = self._rules.name()
            self._rules.define(self._named[reference], self._value(schema))
        return self._named[reference]

    def _value(self, schema: Any) -> str:
        rules, root = self._rules, self._root
        options = [
            rules.sequence(rules.literal(self._mark), text)
            for text in text_values(rules, schema, root, self._mark)
        ]
        if (part := only(schema, {"number", "boolean", "null"}, root)) is not None:
            options.append(rules.json(document(part, root)))
        for kind, write in (("object", self.object), ("array", self._array)):
            if (part := only(schema, {kind}, root)) is not None:
                options += [write(leaf) for leaf in leaves(part, root)]
        return rules.choice(options or [rules.json({"enum": []})])

    def object(self, schema: Any) -> str:
        """Write an object."""
        rules = self._rules
        items = object_items(
            schema, self._root, lambda name, part: f"{quote(name + ':')} {self.value(part)}"
        )
        extra = extra_schema(schema, self._root)
        if extra is not None and not items:
            one = rules.sequence('/[^\\s:,{}<]+/ ":"', self._any(extra))
            listed = rules.optional(f'{one} ("," {one})*')
        else:
            listed = comma_list(rules, items, ",")
        return rules.sequence('"{"', listed, '"}"')

    def _any(self, schema: Any) -> str:
        """Write a value; one of any kind is a rule of its own, because it holds itself."""
        return self.value(schema if schema and kinds_of(schema, self._root) != KINDS else SCALAR)

    def _array(self, schema: Schema) -> str:
        low, high = num_items(schema)
        one = self._any(schema.get("items", {}))
        more = f'("," {one}){{{max(low - 1, 0)},{"" if high is None else max(high - 1, 0)}}}'
        listed = NOTHING if high == 0 else f"{one} {more}"
        return self._rules.sequence(
            '"["', self._rules.optional(listed) if low == 0 else listed, '"]"'
        )


SCALAR = {"type": ["string", "number", "boolean", "null"]}
