"""Schemas to grammars, compiled against the bundled model's vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from langchain_gguf import ChatLlamaCpp, SchemaError
from langchain_gguf.constraints import close_objects, schema_grammar

JOKE = {
    "title": "Joke",
    "type": "object",
    "properties": {"setup": {"type": "string"}, "punchline": {"type": "string"}},
    "required": ["setup", "punchline"],
}
Accepts = Callable[[str, str], bool]


def is_reply(llm: ChatLlamaCpp, grammar: str, pieces: list[str]) -> bool:
    """Whether a grammar takes a text, whose pieces are tokenized apart, as a complete reply."""
    service = llm._service()
    matcher = service._runner._grammars.new_matcher(grammar)
    tokens = [token for piece in pieces for token in service.tokenize(piece)]
    if matcher.validate_tokens(tokens) < len(tokens):
        return False
    return bool(not tokens or matcher.consume_tokens(tokens)) and matcher.is_accepting()


@pytest.fixture
def accepts(llm: ChatLlamaCpp) -> Accepts:
    """Whether a grammar takes a text as a complete reply."""
    return lambda grammar, text: is_reply(llm, grammar, [text])


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('{"setup": "Why?", "punchline": "鸟🐦 \\"so\\""}', True),
        ('{"punchline": "a", "setup": "b"}', False),
        ('{"setup": "Why?"}', False),
        ('{"setup": "Why?", "punchline": 3}', False),
        ('{"setup": "Why?", "punchline": "So.", "rating": 3}', False),
        ('{"setup":"Why?","punchline":"So."}', False),
        ('{"setup": "Why?", "punchline": "So."', False),
        ("Why? So.", False),
    ],
)
def test_a_schema_takes_what_satisfies_it_and_nothing_else(
    accepts: Accepts, text: str, fits: bool
) -> None:
    assert accepts(schema_grammar(JOKE), text) is fits


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 120}, "31", "121"),
        ({"enum": ["a", "b"]}, '"a"', '"c"'),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 1}, "[true, false]", "[]"),
        ({"type": ["string", "null"]}, "null", "1"),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, "1.5", '"x"'),
        ({"type": "string", "pattern": "^[A-Z]{2}$"}, '"FR"', '"fr"'),
        ({"$defs": {"N": {"type": "integer"}}, "$ref": "#/$defs/N"}, "5", '"5"'),
        ({"type": "object"}, '{"anything": [1, null]}', "[]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, '{"a": 1}', '{"a": "b"}'),
    ],
    ids=str,
)
def test_each_keyword_is_enforced(
    accepts: Accepts, schema: dict[str, Any], good: str, bad: str
) -> None:
    assert accepts(schema_grammar(schema), good)
    assert not accepts(schema_grammar(schema), bad)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "no such type"},
        {"type": "string", "pattern": "("},
        {"$ref": "#/$defs/missing"},
        {"not": {"type": "string"}, "uniqueItems": True},
        {"type": "integer", "minimum": 5, "maximum": 1},
    ],
    ids=str,
)
def test_a_schema_that_cannot_be_compiled_says_why(
    llm: ChatLlamaCpp, schema: dict[str, Any]
) -> None:
    with pytest.raises(SchemaError, match="cannot be enforced"):
        llm._service()._runner._grammars.new_matcher(schema_grammar(schema))


def test_a_schema_that_is_no_json_says_what_to_give() -> None:
    with pytest.raises(SchemaError, match="pydantic class"):
        schema_grammar({"type": "object", "default": {1, 2}})


def test_objects_are_closed_where_they_name_properties() -> None:
    schema = {
        "type": "object",
        "properties": {
            "inner": {"type": "object", "properties": {"a": {}}},
            "free": {"type": "object"},
        },
    }
    closed = close_objects(schema)
    assert closed["additionalProperties"] is False
    assert closed["properties"]["inner"]["additionalProperties"] is False
    assert "additionalProperties" not in closed["properties"]["free"]
    assert "additionalProperties" not in schema


def test_objects_that_say_so_stay_open() -> None:
    schema = {"type": "object", "properties": {"a": {}}, "additionalProperties": True}
    assert close_objects(schema) == schema


def test_parts_that_describe_one_object_together_stay_open(llm: ChatLlamaCpp) -> None:
    schema = {
        "type": "object",
        "allOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}],
        "properties": {"b": {"type": "integer"}},
        "required": ["b"],
    }
    assert close_objects(schema) == schema
    llm._service()._runner._grammars.new_matcher(schema_grammar(schema))


def test_values_in_a_schema_are_left_alone() -> None:
    value = {"type": "object", "properties": {}}
    for key in ("const", "default"):
        assert close_objects({key: value}) == {key: value}
    assert close_objects({"enum": [value]}) == {"enum": [value]}
