"""Every keyword of the official drafts is enforced, or refused by its JSON pointer.

Which keywords there are is read from the meta-schemas that come with jsonschema, so none is
forgotten when a draft is added.
"""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
from jsonschema_specifications import REGISTRY

from langchain_gguf.constraints import schema_grammar
from langchain_gguf.errors import SchemaError
from tests.schema_sweep import is_valid_pointer, random_answer
from tests.test_schema_sweep import POINTER, check_answer, validator_of
from tests.vocabulary import vocabulary

DRAFTS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def keywords_of(uri: str) -> set[str]:
    """Read the keywords of a draft from its meta-schema and those that it consists of."""
    meta: Any = REGISTRY.contents(uri.removesuffix("#"))
    parts = [part["$ref"] for part in meta.get("allOf", ())]
    return set(meta["properties"]).union(*(keywords_of(urljoin(uri, part)) for part in parts))


KEYWORDS = {draft: keywords_of(uri) for draft, uri in DRAFTS.items()}
ALL = [(draft, keyword) for draft in DRAFTS for keyword in sorted(KEYWORDS[draft])]

# A schema with each keyword, and JSON that it forbids; None where it forbids nothing.
EXAMPLES: dict[str, tuple[dict[str, Any], str | None]] = {
    "$anchor": ({"$ref": "#a", "$defs": {"b": {"$anchor": "a", "type": "integer"}}}, "true"),
    "$comment": ({"$comment": "a"}, None),
    "$defs": ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}}, "true"),
    "$dynamicAnchor": ({"$dynamicAnchor": "a"}, None),
    "$dynamicRef": ({"$dynamicRef": "#a", "$defs": {"b": {"$dynamicAnchor": "a", "type": "null"}}},
                    "1"),
    "$id": ({"$id": "https://example.org/a"}, None),
    "$recursiveAnchor": ({"$recursiveAnchor": True}, None),
    "$recursiveRef": ({"type": "object", "properties": {"a": {"$recursiveRef": "#"}}}, '{"a": 1}'),
    "$ref": ({"$ref": "#/definitions/a", "definitions": {"a": {"type": "integer"}}}, "true"),
    "$schema": ({}, None),
    "$vocabulary": ({"$vocabulary": {"https://example.org/a": True}}, None),
    "additionalItems": ({"items": [{}], "additionalItems": False}, "[1, 2]"),
    "additionalProperties": ({"additionalProperties": {"type": "null"}}, '{"a": 1}'),
    "allOf": ({"allOf": [{"type": "integer"}, {"minimum": 3}]}, "1"),
    "anyOf": ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, "1"),
    "const": ({"const": {"a": 1}}, "1"),
    "contains": ({"type": "array", "contains": {"type": "null"}}, "[1]"),
    "contentEncoding": ({"contentEncoding": "base64"}, None),
    "contentMediaType": ({"contentMediaType": "text/plain"}, None),
    "contentSchema": ({"contentSchema": {"type": "null"}}, None),
    "default": ({"type": "integer", "default": 1}, None),
    "definitions": ({"$ref": "#/definitions/a", "definitions": {"a": {"type": "null"}}}, "1"),
    "dependencies": ({"type": "object", "dependencies": {"a": ["b"]}}, '{"a": 1}'),
    "dependentRequired": ({"type": "object", "dependentRequired": {"a": ["b"]}}, '{"a": 1}'),
    "dependentSchemas": ({"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}},
                         '{"a": 1}'),
    "deprecated": ({"deprecated": True}, None),
    "description": ({"description": "a"}, None),
    "else": ({"if": {"type": "string"}, "else": {"type": "null"}}, "1"),
    "enum": ({"enum": [1, "a", None]}, "2"),
    "examples": ({"examples": [1]}, None),
    "exclusiveMaximum": ({"type": "integer", "exclusiveMaximum": 3}, "3"),
    "exclusiveMinimum": ({"type": "integer", "exclusiveMinimum": 3}, "3"),
    "format": ({"type": "string", "format": "date"}, '"2024-02-30"'),
    "id": ({"id": "https://example.org/a"}, None),
    "if": ({"if": {"type": "string"}, "then": {"minLength": 2}}, '"a"'),
    "items": ({"items": {"type": "null"}}, "[1]"),
    "maxContains": ({"type": "array", "contains": {}, "maxContains": 1}, "[1, 2]"),
    "maxItems": ({"maxItems": 1}, "[1, 2]"),
    "maxLength": ({"maxLength": 1}, '"ab"'),
    "maxProperties": ({"type": "object", "maxProperties": 1}, '{"a": 1, "b": 2}'),
    "maximum": ({"maximum": 3}, "4"),
    "minContains": ({"type": "array", "contains": {}, "minContains": 2}, "[1]"),
    "minItems": ({"minItems": 2}, "[1]"),
    "minLength": ({"minLength": 2}, '"a"'),
    "minProperties": ({"type": "object", "minProperties": 1}, "{}"),
    "minimum": ({"minimum": 3}, "1"),
    "multipleOf": ({"type": "integer", "multipleOf": 3}, "4"),
    "not": ({"not": {"type": "null"}}, "null"),
    "oneOf": ({"oneOf": [{"type": "null"}, {"type": "boolean"}]}, "1"),
    "pattern": ({"pattern": "^a+$"}, '"b"'),
    "patternProperties": ({"patternProperties": {"^a": {"type": "null"}}}, '{"ab": 1}'),
    "prefixItems": ({"prefixItems": [{"type": "null"}]}, "[1]"),
    "properties": ({"properties": {"a": {"type": "null"}}}, '{"a": 1}'),
    "propertyNames": ({"propertyNames": {"maxLength": 1}}, '{"ab": 1}'),
    "readOnly": ({"readOnly": True}, None),
    "required": ({"type": "object", "required": ["a"]}, "{}"),
    "then": ({"if": {"type": "string"}, "then": {"minLength": 2}}, '"a"'),
    "title": ({"title": "a"}, None),
    "type": ({"type": ["null", "integer"]}, '"a"'),
    "unevaluatedItems": ({"anyOf": [{"prefixItems": [{}]}], "unevaluatedItems": False}, "[1, 2]"),
    "unevaluatedProperties": (
        {"anyOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, '{"b": 1}'
    ),
    "uniqueItems": ({"uniqueItems": True}, "[1, 1]"),
    "writeOnly": ({"writeOnly": True}, None),
}  # fmt: skip
OLD = {
    ("4", "exclusiveMaximum"): {"type": "integer", "maximum": 3, "exclusiveMaximum": True},
    ("4", "exclusiveMinimum"): {"type": "integer", "minimum": 3, "exclusiveMinimum": True},
    ("2020-12", "$recursiveAnchor"): {"$recursiveAnchor": "a"},
    ("2019-09", "unevaluatedItems"): {"anyOf": [{"items": [{}]}], "unevaluatedItems": False},
}
# Where these are refused, the keyword is named without which they say nothing.
NAMED = {"then": "if", "else": "if", "minContains": "contains", "maxContains": "contains"}
UNENFORCED = {
    *("not", "if", "then", "else", "uniqueItems", "contains", "minContains", "maxContains"),
    *("unevaluatedItems", "unevaluatedProperties", "dependencies", "dependentRequired"),
    *("dependentSchemas", "propertyNames", "$dynamicRef", "$recursiveRef"),
}


def example(draft: str, keyword: str) -> tuple[dict[str, Any], str | None]:
    schema, forbidden = EXAMPLES[keyword]
    return {"$schema": DRAFTS[draft], **OLD.get((draft, keyword), schema)}, forbidden


def refusal_of(document: dict[str, Any]) -> str:
    """The message of a refusal, whose pointers lead somewhere; "" if there is none."""
    try:
        schema_grammar(document)
        return ""
    except SchemaError as error:
        message = str(error)
    pointers = POINTER.findall(message)
    assert pointers, message
    assert all(is_valid_pointer(document, pointer) for pointer in pointers), message
    return message


def test_the_examples_are_all_keywords_of_the_drafts() -> None:
    assert set(EXAMPLES) == set().union(*KEYWORDS.values())
    assert len(ALL) > 200


@pytest.mark.parametrize(("draft", "keyword"), ALL)
def test_an_example_says_what_it_is_meant_to(draft: str, keyword: str) -> None:
    document, forbidden = example(draft, keyword)
    validator = validator_of(document)
    validator.check_schema(document)
    # The meta-schemas also list keywords of older drafts, which mean nothing any more.
    if forbidden is not None and (keyword in validator.VALIDATORS or keyword in NAMED):
        assert not validator.is_valid(json.loads(forbidden))


@pytest.mark.parametrize(("draft", "keyword"), ALL)
def test_a_keyword_is_enforced_or_refused_by_its_pointer(draft: str, keyword: str) -> None:
    document, forbidden = example(draft, keyword)
    if keyword in UNENFORCED:
        assert f"#/{NAMED.get(keyword, keyword)}: " in refusal_of(document).replace(
            "#/properties/a/", "#/"
        )
        return
    grammar = schema_grammar(document)
    answers = [random_answer(grammar, random.Random(seed)) for seed in range(10)]
    assert any(answer is not None and check_answer(answer, document) for answer in answers)
    if forbidden is not None:
        assert not vocabulary().accepts(grammar, forbidden)


WRONG = (None, True, -1, 1.5, "a", [], [1], {}, {"a": 1}, {"a": {"type": "null"}})


@pytest.mark.parametrize(("draft", "keyword"), ALL)
def test_a_keyword_with_any_value_is_enforced_or_an_error_with_its_place(
    draft: str, keyword: str
) -> None:
    for value in WRONG:
        document = {**example(draft, keyword)[0], keyword: value}
        if refusal_of(document):
            continue
        answer = random_answer(schema_grammar(document), random.Random(0))
        try:
            type(validator_of(example(draft, keyword)[0])).check_schema(document)
        except jsonschema.SchemaError:
            continue  # What has no meaning cannot be violated.
        if answer is not None:
            check_answer(answer, document)
