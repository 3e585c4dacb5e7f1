"""Which keywords of JSON schema are enforced, which are refused, and how refusals say so."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import llguidance
import pytest

from langchain_gguf.constraints import schema_grammar
from langchain_gguf.errors import SchemaError
from langchain_gguf.schemas import enforce, violation
from tests.schema_sweep import byte_tokenizer

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
OBJECT = {"type": "object"}
NODE = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}


def takes(schema: dict[str, Any], text: str, *, strict: bool = True) -> bool:
    """Whether the grammar of a schema takes a text as a complete answer."""
    limits = llguidance.LLParserLimits(max_items_in_row=100_000)
    grammar = schema_grammar(schema, strict=strict)
    matcher = llguidance.LLMatcher(byte_tokenizer(), grammar, log_level=0, limits=limits)
    tokens = byte_tokenizer().tokenize_str(text)
    return matcher.validate_tokens(tokens) == len(tokens) and bool(
        matcher.consume_tokens(tokens) and matcher.is_accepting()
    )


ENFORCED: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "integer"}, "3", "3.5"),
    ({"type": ["string", "null"]}, "null", "1"),
    ({"type": "boolean"}, "true", "null"),
    ({"const": "a"}, '"a"', '"b"'),
    ({"const": {"a": [1, None]}}, '{"a": [1, null]}', '{"a": [1]}'),
    ({"const": 1.5}, "1.5", "1"),
    ({"enum": ["a", 1, None]}, "1", "2"),
    ({"enum": [True]}, "true", "1"),
    ({"minimum": 3, "type": "integer"}, "3", "2"),
    ({"maximum": 3, "type": "integer"}, "3", "4"),
    ({"exclusiveMinimum": 3, "type": "number"}, "3.5", "3"),
    ({"exclusiveMaximum": 3, "type": "number"}, "2.5", "3.0"),
    ({"minimum": 3, "exclusiveMinimum": True, "type": "integer", "$schema": DRAFT_4}, "4", "3"),
    ({"minimum": 3, "exclusiveMinimum": False, "type": "integer", "$schema": DRAFT_4}, "3", "2"),
    ({"multipleOf": 3, "type": "integer"}, "9", "10"),
    ({"multipleOf": 0.01, "type": "number"}, "0.07", "0.071"),
    ({"maximum": 2**63 - 1, "type": "integer"}, str(2**53), str(2**63)),
    ({"minLength": 2, "type": "string"}, '"ab"', '"a"'),
    ({"maxLength": 1, "type": "string"}, '"🐦"', '"ab"'),
    ({"maxLength": 2**31, "type": "string"}, '"ab"', "1"),
    ({"pattern": "b", "type": "string"}, '"abc"', '"ac"'),
    ({"pattern": "^a|b$", "type": "string"}, '"ax"', '"xa"'),
    ({"pattern": r"^\d$", "type": "string"}, '"1"', '"٣"'),
    ({"pattern": "^.$", "type": "string"}, '"x"', '"\u2028"'),
    ({"pattern": "^[a&&b]$", "type": "string"}, '"&"', '"c"'),
    ({"pattern": "^[[]$", "type": "string"}, '"["', '"a"'),
    ({"format": "date", "type": "string"}, '"2024-02-29"', '"2023-02-29"'),
    ({"format": "date", "type": "string"}, '"2000-02-29"', '"1900-02-29"'),
    ({"format": "date", "type": "string"}, '"0001-01-01"', '"0000-01-01"'),
    ({"format": "time", "type": "string"}, '"12:00:00Z"', '"12:00:60Z"'),
    ({"format": "date-time", "type": "string"}, '"2024-01-01T00:00:00Z"', '"2024-01-01"'),
    ({"format": "duration", "type": "string"}, '"P1D"', '"P"'),
    ({"format": "email", "type": "string"}, '"a@b.c"', '"a.b.c"'),
    ({"format": "hostname", "type": "string"}, '"a-b.c"', '"-a.b"'),
    ({"format": "hostname", "type": "string"}, f'"{"a" * 63}.b"', f'"{"a" * 64}.b"'),
    ({"format": "ipv4", "type": "string"}, '"1.2.3.4"', '"1.2.3.256"'),
    ({"format": "ipv6", "type": "string"}, '"::1"', '"1::2::3"'),
    ({"format": "uuid", "type": "string"}, f'"{"0" * 8}-0000-0000-0000-{"0" * 12}"', '"0"'),
    ({"format": "uri", "type": "string"}, '"http://a.b/c"', '"a/b"'),
    ({"format": "json-pointer", "type": "string"}, '"/a/~0"', '"a"'),
    ({"format": "relative-json-pointer", "type": "string"}, '"1/a"', '"/a"'),
    ({"format": "date", "pattern": "^2024", "type": "string"}, '"2024-01-01"', '"2023-01-01"'),
    ({"items": {"type": "integer"}, "type": "array"}, "[1, 2]", '["a"]'),
    ({"items": False, "prefixItems": [{}], "type": "array"}, "[1]", "[1, 2]"),
    ({"prefixItems": [{"type": "integer"}], "type": "array"}, '[1, "a"]', '["a"]'),
    ({"items": [{"type": "integer"}], "type": "array", "$schema": DRAFT_7}, '[1, "a"]', '["a"]'),
    ({"items": [{}], "additionalItems": {"type": "null"}, "type": "array"}, "[1, null]", "[1, 2]"),
    (
        {"items": {"type": "null"}, "prefixItems": [{}], "type": "array", "$schema": DRAFT_7},
        "[null]",
        "[1]",
    ),
    ({"additionalItems": False, "type": "array"}, "[1]", "{}"),
    ({"unevaluatedItems": False, "prefixItems": [{}], "type": "array"}, "[1]", "[1, 2]"),
    ({"minItems": 1, "type": "array"}, "[1]", "[]"),
    ({"maxItems": 1, "type": "array"}, "[1]", "[1, 2]"),
    ({"uniqueItems": True, "maxItems": 1, "type": "array"}, "[1]", "[1, 1]"),
    ({"contains": {}, "minContains": 0, "type": "array"}, "[]", "{}"),
    ({"properties": {"a": {"type": "integer"}}, **OBJECT}, '{"a": 1}', '{"a": "x"}'),
    ({"properties": {"a": {}}, **OBJECT}, "{}", '{"b": 1}'),
    ({"properties": {"a": {}}, "additionalProperties": True, **OBJECT}, '{"b": 1}', "[]"),
    ({"properties": {"a": False}, "additionalProperties": {}, **OBJECT}, '{"b": 1}', '{"a": 1}'),
    ({"additionalProperties": {"type": "integer"}, **OBJECT}, '{"b": 1}', '{"b": "x"}'),
    ({"patternProperties": {"^a": {"type": "null"}}, **OBJECT}, '{"ab": null}', '{"ab": 1}'),
    (
        {"properties": {"ab": {"type": "integer"}}, "patternProperties": {"^a": {"minimum": 9}}}
        | OBJECT,
        '{"ab": 9}',
        '{"ab": 8}',
    ),
    ({"propertyNames": {"enum": ["a", "b"]}, **OBJECT}, '{"a": 1}', '{"c": 1}'),
    ({"propertyNames": {"pattern": "^a"}, **OBJECT}, '{"ab": 1}', '{"b": 1}'),
    (
        {"propertyNames": {"$ref": "#/$defs/c"}, "$defs": {"c": {"const": "a"}}, **OBJECT},
        '{"a": 1}',
        '{"b": 1}',
    ),
    ({"required": ["a"], **OBJECT}, '{"a": 1, "b": 2}', '{"b": 2}'),
    ({"minProperties": 1, **OBJECT}, '{"a": 1}', "{}"),
    ({"maxProperties": 1, **OBJECT}, '{"a": 1}', '{"a": 1, "b": 2}'),
    ({"unevaluatedProperties": False, "properties": {"a": {}}, **OBJECT}, '{"a": 1}', '{"b": 1}'),
    ({"dependentRequired": {"a": ["b"]}, "required": ["b"], **OBJECT}, '{"b": 1}', "{}"),
    ({"allOf": [{"type": "integer"}, {"minimum": 3}]}, "3", "2"),
    ({"anyOf": [{"type": "null"}, {"const": 1}]}, "1", "2"),
    ({"oneOf": [{"type": "null"}, {"type": "integer"}]}, "1", '"a"'),
    ({"oneOf": [{"const": 1}, {"const": 2}]}, "2", "3"),
    (
        {"oneOf": [{"properties": {"k": {"const": kind}}} for kind in "ab"], "required": ["k"]}
        | OBJECT,
        '{"k": "b"}',
        '{"k": "c"}',
    ),
    ({"oneOf": [{"maximum": 1}, {"minimum": 2}], "type": "integer"}, "2", '"a"'),
    ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}}, "1", '"a"'),
    ({"$ref": "#/$defs/a", "minimum": 3, "$defs": {"a": {"type": "integer"}}}, "3", "2"),
    ({"$ref": "#x", "$defs": {"a": {"$anchor": "x", "type": "integer"}}}, "1", '"a"'),
    ({"$ref": "#x", "definitions": {"a": {"$id": "#x", "type": "null"}}}, "null", "1"),
    ({"$id": "http://a/b", "$ref": "c", "$defs": {"c": {"$id": "c", "type": "null"}}}, "null", "1"),
    (
        {
            "$ref": "#/$defs/sub",
            "$defs": {
                "sub": {"$id": "x:y", "$ref": "#/$defs/in", "$defs": {"in": {"type": "null"}}},
                "in": {"type": "integer"},
            },
        },
        "null",
        "1",
    ),
    ({"$ref": "#/properties/a~1b%25", "properties": {"a/b%": {"type": "null"}}}, "null", "1"),
    ({"$ref": "#/$defs/node", "$defs": {"node": NODE}}, '{"next": {"next": {}}}', '{"next": 1}'),
    ({"properties": {"a": {"$ref": "#"}}, **OBJECT}, '{"a": {"a": {}}}', '{"a": 1}'),
    ({"anyOf": [{"type": "null"}, {"$ref": "#/$defs/no"}], "$defs": {"no": False}}, "null", "1"),
    ({"anyOf": [{"$ref": "#/$defs/no"}, {"const": 1}], "$defs": {"no": {"enum": []}}}, "1", "2"),
    ({"anyOf": [{"$ref": "#/anyOf/0"}, {"type": "null"}]}, "null", "1"),
    ({"if": {"type": "string"}, "type": "integer"}, "1", '"a"'),
    ({"then": {"type": "string"}, "type": "integer"}, "1", '"a"'),
    ({"not": False, "type": "integer"}, "1", '"a"'),
    ({"minLength": 3, "uniqueItems": True, "type": "integer"}, "1", '"abc"'),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "good", "bad"), ENFORCED, ids=lambda value: str(value)[:60])
def test_a_keyword_is_enforced(schema: dict[str, Any], good: str, bad: str) -> None:
    assert takes(schema, good)
    assert not takes(schema, bad)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"not": {"type": "null"}}, "#/not"),
    ({"if": {}, "then": {}}, "#/if"),
    ({"if": {}, "else": False}, "#/if"),
    ({"uniqueItems": True}, "#/uniqueItems"),
    ({"contains": {"const": 1}}, "#/contains"),
    ({"contains": {}, "minContains": 0, "$schema": DRAFT_7}, "#/contains"),
    ({"contains": {}, "minContains": 0, "maxContains": 1}, "#/contains"),
    ({"dependentRequired": {"a": ["b"]}}, "#/dependentRequired"),
    ({"dependentSchemas": {"a": {}}}, "#/dependentSchemas"),
    ({"dependencies": {"a": ["b"]}, "$schema": DRAFT_7}, "#/dependencies"),
    ({"propertyNames": {"maxLength": 1}}, "#/propertyNames"),
    ({"unevaluatedProperties": False, "anyOf": [{}]}, "#/unevaluatedProperties"),
    ({"unevaluatedItems": False, "contains": {}, "minContains": 0}, "#/unevaluatedItems"),
    ({"$dynamicRef": "#a"}, "#/$dynamicRef"),
    ({"$recursiveRef": "#", "$schema": DRAFT_2019}, "#/$recursiveRef"),
    ({"extends": {"type": "null"}}, "#/extends"),
    ({"divisibleBy": 2}, "#/divisibleBy"),
    ({"oneOf": [{"type": "number"}, {"type": "integer"}]}, "#/oneOf"),
    ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, "#/oneOf"),
    ({"format": "regex"}, "#/format"),
    ({"format": "unheard-of"}, "#/format"),
    ({"pattern": "(?=a)b"}, "#/pattern"),
    ({"pattern": r"(a)\1"}, "#/pattern"),
    ({"pattern": r"\bword\b"}, "#/pattern"),
    ({"pattern": "[+--]"}, "#/pattern"),
    ({"const": 2**53 + 1}, "#/const"),
    ({"const": [{"a": 1e300}]}, "#/const"),
    ({"enum": ["\x01"]}, "#/enum"),
    ({"minimum": 2**53 + 1}, "#/minimum"),
    ({"minimum": 1e300, "type": "integer"}, "#/minimum"),
    ({"multipleOf": 1e-20, "type": "number"}, "#/multipleOf"),
    ({"minProperties": 2, **OBJECT}, "#/minProperties"),
    ({"maxProperties": 1, "properties": {"a": {}, "b": {}, "c": {}}, "required": ["a"], **OBJECT},
     "#/maxProperties"),
    ({"maxItems": 10**6}, "#/maxItems"),
    ({"minLength": 10**6}, "#/minLength"),
    ({"patternProperties": {"^a": {}, "^ab": {}}}, "#/patternProperties"),
    ({"patternProperties": {"(?=a)": {}}}, "#/patternProperties/(?=a)"),
    ({"properties": {"a/b": {"items": {"uniqueItems": True}}}},
     "#/properties/a~1b/items/uniqueItems"),
    ({"items": [{"not": {}}], "$schema": DRAFT_7}, "#/items/0/not"),
    ({"$ref": "#/$defs/a", "$defs": {"a": {"not": {}}}}, "#/$defs/a/not"),
    ({"allOf": [{}, {"anyOf": [{"not": {}}]}]}, "#/allOf/1/anyOf/0/not"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Possible set:FutureWarning")
@pytest.mark.parametrize(("schema", "pointer"), REFUSED, ids=str)
def test_a_keyword_that_cannot_be_enforced_is_refused_by_its_pointer(
    schema: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(SchemaError, match=r"strict=False") as refusal:
        enforce(schema)
    assert f"  {pointer}: " in str(refusal.value)
    assert [found.pointer for found in enforce(schema, strict=False).unenforced] == [pointer]


def test_all_keywords_that_cannot_be_enforced_are_named_at_once() -> None:
    with pytest.raises(SchemaError) as refusal:
        enforce({"not": {}, "properties": {"a": {"uniqueItems": True}}})
    assert "#/not:" in str(refusal.value)
    assert "#/properties/a/uniqueItems:" in str(refusal.value)


def test_what_can_be_enforced_still_is_when_the_rest_is_validated_afterwards() -> None:
    schema = {"type": "array", "items": {"type": "integer"}, "uniqueItems": True, "minItems": 1}
    assert takes(schema, "[1, 1]", strict=False)
    assert not takes(schema, "[]", strict=False)
    assert not takes(schema, '["a"]', strict=False)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"type": "any"}, "#/type"),
    ({"type": []}, "#/type"),
    ({"minimum": "3"}, "#/minimum"),
    ({"multipleOf": 0}, "#/multipleOf"),
    ({"minLength": -1}, "#/minLength"),
    ({"minLength": 1.5}, "#/minLength"),
    ({"enum": "abc"}, "#/enum"),
    ({"required": "a"}, "#/required"),
    ({"properties": ["a"]}, "#/properties"),
    ({"properties": {"a": 3}}, "#/properties"),
    ({"items": 3}, "#/items"),
    ({"anyOf": {}}, "#/anyOf"),
    ({"anyOf": []}, "#/anyOf"),
    ({"pattern": "("}, "#/pattern"),
    ({"pattern": 3}, "#/pattern"),
    ({"$ref": "#/$defs/missing"}, "#/$ref"),
    ({"$ref": "other.json"}, "#/$ref"),
    ({"$ref": DRAFT_7}, "#/$ref"),
    ({"$ref": 3}, "#/$ref"),
    ({"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}, "#/$defs/b/$anchor"),
    ({"minlength": 3}, "#/minlength"),
    ({"max_length": 3}, "#/max_length"),
    ({"properties": {"a": {"requierd": ["b"]}}}, "#/properties/a/requierd"),
    ({"properties": {"a": {"items": {"type": "x"}}}}, "#/properties/a/items/type"),
]


@pytest.mark.parametrize(("schema", "pointer"), WRONG, ids=str)
@pytest.mark.parametrize("strict", [True, False])
def test_a_wrong_keyword_is_an_error_at_its_pointer(
    schema: dict[str, Any], pointer: str, strict: bool
) -> None:
    with pytest.raises(SchemaError, match="wrong at") as refusal:
        enforce(schema, strict=strict)
    assert f"wrong at {pointer}: " in str(refusal.value)


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"type": "integer", "minimum": 5, "maximum": 1}, "#"),
        ({"type": "string", "pattern": "^a$", "minLength": 3}, "#"),
        ({"type": "string", "const": 1}, "#"),
        ({"allOf": [{"type": "string"}, {"type": "null"}]}, "#"),
        (
            {"properties": {"a": {"minimum": 2, "maximum": 1, "type": "number"}}}
            | {"required": ["a"], **OBJECT},
            "#/properties/a",
        ),
        ({"required": ["a"], "additionalProperties": False, **OBJECT}, "#"),
        ({"$ref": "#"}, ""),
        ({"properties": {"a": {"$ref": "#"}}, "required": ["a"], **OBJECT}, "#"),
        ({"items": {"$ref": "#"}, "minItems": 1, "type": "array"}, "#"),
    ],
    ids=str,
)
def test_a_schema_that_no_value_satisfies_is_an_error(schema: dict[str, Any], pointer: str) -> None:
    with pytest.raises(SchemaError, match=r"^No (finite )?value satisfies the schema") as refusal:
        enforce(schema)
    assert f" at {pointer}: " in str(refusal.value) or not pointer


def test_an_endless_property_that_is_optional_is_left_out() -> None:
    endless = {"properties": {"a": {"$ref": "#/$defs/e"}}, "required": ["a"], **OBJECT}
    schema = {"properties": {"b": {"$ref": "#/$defs/e"}}, "$defs": {"e": endless}, **OBJECT}
    assert takes(schema, "{}")
    assert not takes(schema, '{"b": {"a": {"a": {')


# Text that is \uXXXX would name a property that the grammar takes for another one.
@pytest.mark.parametrize("text", ['{"\\u0061": "x"}', '{"x\\/y": "x"}', '{"b": "x", "a": 1}'])
def test_a_named_property_cannot_be_written_another_way(text: str) -> None:
    schema = {
        "properties": {"a": {"type": "integer"}, "x/y": {"type": "integer"}},
        "additionalProperties": {"type": "string"},
        **OBJECT,
    }
    assert takes(schema, '{"a": 1, "x/y": 2, "b": "\\n"}')
    assert not takes(schema, text)


@pytest.mark.parametrize("also", [{}, {"$ref": "#/$defs/b"}, {"allOf": [{"$ref": "#/$defs/b"}]}])
def test_schemas_that_describe_one_object_together_stay_open(also: dict[str, Any]) -> None:
    parts = [{"$ref": "#/$defs/a"}, *([] if also else [{"$ref": "#/$defs/b"}])]
    definitions = {
        name: {"properties": {name: {"type": "integer"}}, "required": [name], **OBJECT}
        for name in "ab"
    }
    schema = {"$defs": definitions, **also, "allOf": [*parts, *also.get("allOf", ())]}
    assert takes(schema, '{"a": 1, "b": 2}')
    assert not takes(schema, '{"a": 1}')


def test_objects_are_closed_where_they_name_properties() -> None:
    inner = {"properties": {"a": {}}, **OBJECT}
    found = enforce({"properties": {"inner": inner, "free": OBJECT}, **OBJECT}).schema
    assert found["additionalProperties"] is False
    assert found["properties"]["inner"]["additionalProperties"] is False
    assert "additionalProperties" not in found["properties"]["free"]


def test_values_in_a_schema_are_left_alone() -> None:
    value = {"type": "object", "properties": {}, "$ref": "nowhere"}
    assert enforce({"enum": [value], "default": value}).schema == {"enum": [value]}


def test_alternatives_that_a_property_tells_apart_exclude_each_other() -> None:
    def animal(kind: str) -> dict[str, Any]:
        return {"properties": {"kind": {"const": kind}}, "required": ["kind"], **OBJECT}

    schema = {
        "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
        "discriminator": {"propertyName": "kind"},
        "$defs": {"Cat": animal("cat"), "Dog": animal("dog")},
    }
    assert takes(schema, '{"kind": "dog"}')
    assert not takes(schema, '{"kind": "bird"}')


def test_alternatives_are_compared_as_they_were_given_not_as_closed_objects() -> None:
    # {"a": 1} satisfies both.
    first = {"properties": {"a": {}}, "required": ["a"], **OBJECT}
    with pytest.raises(SchemaError, match="#/oneOf"):
        enforce({"oneOf": [first, {"properties": {"b": {}}, **OBJECT}]})


@pytest.mark.parametrize(
    "note", ["title", "default", "deprecated", "x-own", "readOnly", "nullable"]
)
def test_annotations_forbid_nothing(note: str) -> None:
    assert enforce({"type": "integer", note: True}) == enforce({"type": "integer"})


def test_definitions_that_nothing_refers_to_do_not_matter() -> None:
    assert enforce({"type": "null", "$defs": {"a": {"not": {}}}}).schema == {"type": "null"}


def nested(depth: int, wrap: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(depth):
        schema = wrap(schema)
    return schema


WRAPS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "properties": lambda inner: {"properties": {"a": inner}, "required": ["a"], **OBJECT},
    "items": lambda inner: {"type": "array", "items": inner, "minItems": 1},
    "allOf": lambda inner: {"allOf": [inner]},
    "anyOf": lambda inner: {"anyOf": [inner, {"type": "null"}]},
    "const": lambda inner: {"const": inner},
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS.keys())
@pytest.mark.parametrize("depth", [500, 5000, 100_000])
def test_a_schema_that_is_nested_too_deeply_is_an_error(
    wrap: Callable[[Any], dict[str, Any]], depth: int
) -> None:
    with pytest.raises(SchemaError, match=r"nested more than \d+ levels.*\$defs"):
        enforce(nested(depth, wrap))


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS.keys())
def test_every_depth_that_is_not_too_deep_compiles(wrap: Callable[[Any], dict[str, Any]]) -> None:
    refusals = []
    for depth in range(1, 80):
        try:
            enforce(nested(depth, wrap))
        except SchemaError as error:
            refusals.append(str(error))
    assert all("nested more than" in refusal for refusal in refusals)
    assert len(refusals) < 55


def test_a_schema_that_contains_itself_is_an_error() -> None:
    own: dict[str, Any] = {"type": "object"}
    own["properties"] = {"a": own, "b": own}
    with pytest.raises(SchemaError, match="contains itself"):
        enforce(own)


def test_shared_parts_do_not_grow_without_end() -> None:
    schema: dict[str, Any] = {}
    for _ in range(30):
        schema = {"allOf": [schema, schema]}
    with pytest.raises(SchemaError, match=r"more than 100,000 parts"):
        enforce(schema)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), float("inf"), b"x", object()], ids=repr)
def test_what_json_has_not_is_named_with_its_place(value: Any) -> None:
    with pytest.raises(SchemaError, match=r"no JSON.*#/properties/a/default"):
        enforce({"properties": {"a": {"default": value}}})


@pytest.mark.parametrize(
    "schema",
    [
        {"const": ["\ud800"]},
        {"enum": [{"\udfff": 1}]},
        {"pattern": "\ud800"},
        {"required": ["\ud800"]},
        {"properties": {"\ud800": {}}},
        {"patternProperties": {"\ud800": {}}},
    ],
    ids=ascii,
)
def test_half_a_character_is_an_error_where_it_would_be_written(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaError, match="half of a character"):
        enforce(schema)


def test_half_a_character_in_a_description_does_not_matter() -> None:
    described = {"properties": {"a": {"description": "\ud800"}}, **OBJECT}
    assert takes(described, '{"a": 1}')


def test_keys_are_texts() -> None:
    with pytest.raises(SchemaError, match="key 1 is no text"):
        enforce({"properties": {1: {}}})


def test_the_given_schema_stays_as_it_is() -> None:
    schema = {"properties": {"a": {"items": [{}]}}, "oneOf": [{"type": "object"}], **OBJECT}
    before = json.dumps(schema)
    enforce(schema)
    assert json.dumps(schema) == before


def test_large_schemas_are_compiled() -> None:
    schema = {"properties": {f"p{i}": {"type": "string"} for i in range(1000)}, **OBJECT}
    assert takes(schema, '{"p1": "a", "p999": "b"}')
    assert takes({"enum": [f"v{i}" for i in range(10_000)]}, '"v9999"')


@pytest.mark.parametrize(
    ("value", "problem"),
    [([1, 2], ""), ([1, 1], "non-unique"), (["2024-02-30"], "is not a 'date'"), ([[]], "")],
)
def test_a_violation_is_told_with_its_place(value: Any, problem: str) -> None:
    schema = {"uniqueItems": True, "items": {"format": "date"}}
    found = violation(value, schema)
    assert problem in found if problem else not found


def test_what_cannot_be_checked_is_a_violation() -> None:
    assert "could not be checked" in violation("a", {"pattern": r"\p{L}"})
    assert "could not be checked" in violation("a", {"$ref": "other.json"})


def test_strict_false_needs_jsonschema(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain_gguf.schemas import require_validator

    require_validator()
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    with pytest.raises(SchemaError, match="pip install jsonschema"):
        require_validator()
