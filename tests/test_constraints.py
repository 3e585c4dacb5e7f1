"""Schemas and tools to grammars, compiled against the bundled model's vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from langchain_gguf import ChatLlamaCpp, SchemaError
from langchain_gguf.constraints import close_objects, schema_grammar, tool_grammar
from langchain_gguf.tool_formats import Tool
from langchain_gguf.tool_formats.json_tags import JSON_TAGS

JOKE = {
    "title": "Joke",
    "type": "object",
    "properties": {"setup": {"type": "string"}, "punchline": {"type": "string"}},
    "required": ["setup", "punchline"],
}
WEATHER = Tool(
    "get_weather",
    {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
        },
        "required": ["city", "unit"],
    },
)
ADD = Tool("add", {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]})
NO_ARGUMENTS = Tool("now", {"type": "object", "properties": {}})

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


def call(name: str, arguments: str) -> str:
    return f'<tool_call>\n{{"name": "{name}", "arguments": {arguments}}}\n</tool_call>'


OTHER_CALL = call("add", '{"a": 1}')
GOOD_CALL = call("get_weather", '{"city": "胡志明市", "unit": "celsius"}')
BAD_CALLS = {
    "another tool": call("get_wether", "{}"),
    "a missing argument": call("get_weather", '{"city": "Paris"}'),
    "a value outside the enum": call("get_weather", '{"city": "Paris", "unit": "kelvin"}'),
    "an invented argument": call(
        "get_weather", '{"city": "Paris", "unit": "celsius", "mood": "good"}'
    ),
    "a value of another type": call("get_weather", '{"city": 3, "unit": "celsius"}'),
    "no JSON": "<tool_call>\nget_weather(Paris)\n</tool_call>",
    "no closing marker": GOOD_CALL.removesuffix("</tool_call>"),
}


# The model's own marker tokens, and the same markers as plain text.
@pytest.fixture(params=["special tokens", "plain text"])
def markers(request: pytest.FixtureRequest, llm: ChatLlamaCpp) -> tuple[str, ...]:
    return tuple(llm._service().special_tokens) if request.param == "special tokens" else ()


# Cuts a text at the markers, so that each is one token, or within them, so that each is several.
AT_MARKERS, WITHIN_MARKERS = "(</?tool_call>)", "(?<=<)(?=/?tool_call>)"


@pytest.fixture
def takes(llm: ChatLlamaCpp, markers: tuple[str, ...]) -> Accepts:
    """Like `accepts`, with the markers as the model of the fixture writes them."""
    cut = AT_MARKERS if markers else WITHIN_MARKERS
    return lambda grammar, text: is_reply(llm, grammar, re.split(cut, text))


def grammar_of(
    *tools: Tool, markers: tuple[str, ...], forced: bool = False, parallel: bool = True
) -> str:
    return tool_grammar(tools, JSON_TAGS, markers, forced=forced, parallel=parallel)


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


@pytest.mark.parametrize("text", ["Hello.", "", "Two\nlines < 3, 鸟🐦", "a <tool> b", "<tool_c"])
def test_text_without_a_call_is_free_when_the_model_chooses(
    takes: Accepts, markers: tuple[str, ...], text: str
) -> None:
    assert takes(grammar_of(WEATHER, markers=markers), text)


@pytest.mark.parametrize(
    "reply",
    [GOOD_CALL, f"Let me see.\n{GOOD_CALL}", f"{GOOD_CALL}\n{OTHER_CALL}"],
    ids=["a call", "text and a call", "two calls"],
)
def test_calls_are_allowed_when_the_model_chooses(
    takes: Accepts, markers: tuple[str, ...], reply: str
) -> None:
    assert takes(grammar_of(WEATHER, ADD, markers=markers), reply)


@pytest.mark.parametrize("reply", BAD_CALLS.values(), ids=BAD_CALLS.keys())
@pytest.mark.parametrize("before", ["", "Let me see.\n"], ids=["alone", "after text"])
@pytest.mark.parametrize("forced", [False, True], ids=["chosen", "forced"])
def test_every_call_is_held_to_its_schema(
    takes: Accepts, markers: tuple[str, ...], reply: str, before: str, forced: bool
) -> None:
    assert not takes(grammar_of(WEATHER, ADD, markers=markers, forced=forced), before + reply)


@pytest.mark.parametrize("reply", [GOOD_CALL, *BAD_CALLS.values()])
def test_a_marker_that_is_spelled_out_opens_a_call_as_well(llm: ChatLlamaCpp, reply: str) -> None:
    markers = tuple(llm._service().special_tokens)
    begin, rest = reply.split("tool_call>", 1)
    pieces = [begin, "tool_call>", *re.split(AT_MARKERS, rest)]
    assert is_reply(llm, grammar_of(WEATHER, markers=markers), pieces) is (reply == GOOD_CALL)


def test_a_forced_reply_is_a_call_and_nothing_else(
    takes: Accepts, markers: tuple[str, ...]
) -> None:
    grammar = grammar_of(WEATHER, ADD, markers=markers, forced=True)
    assert takes(grammar, GOOD_CALL)
    assert takes(grammar, f"{GOOD_CALL}\n{GOOD_CALL}")
    assert not takes(grammar, "Hello.")
    assert not takes(grammar, "")
    assert not takes(grammar, f"Well. {GOOD_CALL}")
    assert not takes(grammar, f"{GOOD_CALL}\nDone.")


@pytest.mark.parametrize("forced", [False, True], ids=["chosen", "forced"])
def test_one_call_is_enough_without_parallel_calls(
    takes: Accepts, markers: tuple[str, ...], forced: bool
) -> None:
    grammar = grammar_of(WEATHER, markers=markers, forced=forced, parallel=False)
    assert takes(grammar, GOOD_CALL)
    assert not takes(grammar, f"{GOOD_CALL}\n{GOOD_CALL}")


def test_a_tool_without_arguments_takes_an_empty_object(
    takes: Accepts, markers: tuple[str, ...]
) -> None:
    grammar = grammar_of(NO_ARGUMENTS, markers=markers, forced=True)
    assert takes(grammar, call("now", "{}"))
    assert not takes(grammar, call("now", '{"a": 1}'))


def test_names_with_quotes_and_backslashes_do_not_break_the_grammar(
    takes: Accepts, markers: tuple[str, ...]
) -> None:
    odd = Tool('a"b\\c', {"type": "object", "properties": {}})
    assert takes(grammar_of(odd, markers=markers, forced=True), call('a\\"b\\\\c', "{}"))


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
