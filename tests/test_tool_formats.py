"""How models write tool calls: the same for every format of the table."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.tool import tool_call_chunk

from langchain_gguf.tool_formats import TOOL_FORMATS, Call, FramedFormat, ReplyFormat, Tool
from langchain_gguf.tool_formats.grammar.schemas import kind_of
from langchain_gguf.tool_formats.shapes.tagged import TaggedArguments
from tests.parts import Reply, read
from tests.tool_format_cases import CASES, ONE_CALL, TOOLS

HARD = Call(
    "get_weather",
    {
        "city": 'Ho "Chi" Minh\nCity \\ 胡志明市 🐦 \t{x}, [y]: it\'s <b>',
        "days": 10,
        "hourly": False,
        "note": None,
        "at": {"lat": -1.5, "label": 'a "b"\n}{ \\'},
        "tags": ["x, y", "", "ünï"],
    },
    "abcdefghi",
)
EMPTY = Call("now", {}, "ihgfedcba")
every_format = pytest.mark.parametrize("name", CASES)


def written(name: str, *calls: Call) -> str:
    """A reply that is calls, as the model of a format writes them."""
    if name == "mistral-with-ids":
        calls = tuple(replace(call, id=call.id or "abcdefghi") for call in calls)
    text = TOOL_FORMATS[name].write(calls)
    # The prompt ends with the mark of the first part.
    return text.removeprefix(">>>") if name == "functionary-v3.2" else text


def replies(name: str) -> dict[str, list[Call]]:
    several = {} if CASES[name].one_call else {"two calls": [HARD, EMPTY], "twice": [EMPTY, EMPTY]}
    return {"simple": [ONE_CALL], "hard": [HARD], "empty": [EMPTY], **several}


def layout(name: str, tools: tuple[Tool, ...] = TOOLS) -> ReplyFormat:
    return ReplyFormat(TOOL_FORMATS[name], tools)


def calls_of(reply: Reply) -> list[tuple[str | None, Mapping[str, Any]]]:
    return [(name, json.loads(arguments)) for name, arguments in reply.calls]


def test_every_format_has_a_row() -> None:
    assert set(CASES) == set(TOOL_FORMATS)


@every_format
def test_a_format_writes_what_its_models_write(name: str) -> None:
    assert written(name, ONE_CALL) == CASES[name].written


@every_format
def test_every_format_yields_the_same_calls(name: str) -> None:
    for calls in replies(name).values():
        reply = read(layout(name), written(name, *calls))
        assert reply.text == ""
        assert calls_of(reply) == [(call.name, call.arguments) for call in calls]


@every_format
def test_a_reply_cut_anywhere_gives_the_same_parts(name: str) -> None:
    for calls in replies(name).values():
        text = written(name, *calls)
        whole = read(layout(name), text)
        assert read(layout(name), *text) == whole
        for place in range(len(text) + 1):
            assert read(layout(name), text[:place], text[place:]) == whole


FRAGMENTS = [
    *("text", " ", "\n", "鸟🐦", "{", "}", "[", "]", '"', "'", "(", ")", "=", ":", ",", "\\", "<"),
    *("now", "get_weather", '{"name": "now", "arguments": ', "{}", "null", "city", ">>>", "all\n"),
]


@every_format
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_reply_is_its_cuts_do_not_matter(name: str, data: st.DataObject) -> None:
    pieces = [written(name, ONE_CALL), written(name, EMPTY), *CASES[name].tokens, *FRAGMENTS]
    text = "".join(data.draw(st.lists(st.sampled_from(pieces), max_size=8)))
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=12))
    edges = sorted({0, len(text), *places})
    parts = [text[start:end] for start, end in itertools.pairwise(edges)]
    assert read(layout(name), *parts) == read(layout(name), text) == read(layout(name), *text)


@pytest.mark.parametrize(
    "name",
    [n for n, f in TOOL_FORMATS.items() if not isinstance(f, FramedFormat) and not f.start_opening],
)
def test_text_around_calls_is_kept(name: str) -> None:
    text = written(name, HARD)
    reply = read(layout(name), *f"Let me see.\n{text}")
    assert (reply.text, len(reply.calls)) == ("Let me see.", 1)
    reply = read(layout(name), *f"Let me see.\n{text}\nDone.\n")
    assert reply.text.split() == ["Let", "me", "see.", "Done."]
    assert calls_of(reply) == [(HARD.name, HARD.arguments)]


@every_format
def test_the_name_comes_before_the_arguments_are_there(name: str) -> None:
    text = written(name, HARD)
    begun = read(layout(name), text[: text.index("Ho")])
    assert [call[0] for call in begun.calls] == ["get_weather"]


def as_langchain_reads(reply: Reply) -> AIMessageChunk:
    chunks = [
        tool_call_chunk(name=call[0], args=call[1], id=str(index), index=index)
        for index, call in enumerate(reply.calls)
    ]
    return AIMessageChunk(content="", tool_call_chunks=chunks)


@every_format
@pytest.mark.parametrize("kind", ["simple", "hard"])
def test_a_call_that_breaks_off_is_an_invalid_one_even_where_json_is_completed(
    name: str, kind: str
) -> None:
    (call,) = replies(name)[kind]
    text = written(name, call)
    arguments = [(call.name, call.arguments)]
    for place in range(len(text)):
        reply = read(layout(name), text[:place])
        message = as_langchain_reads(reply)
        valid = [(found["name"], found["args"]) for found in message.tool_calls]
        # Where only closing marks are missing, the arguments are whole.
        assert valid in ([], arguments), text[:place]
        for found, arguments_text in reply.calls:
            try:
                is_object = isinstance(json.loads(arguments_text), dict) and found is not None
            except json.JSONDecodeError:
                is_object = False
            assert is_object == bool(valid)


# In the others, what is no call is text.
WITH_MARKED_CALLS = [
    name
    for name, tool_format in TOOL_FORMATS.items()
    if not (tool_format.start_opening or isinstance(tool_format, FramedFormat))
]


@pytest.mark.parametrize("name", WITH_MARKED_CALLS)
def test_what_is_no_call_keeps_its_text_and_raises_nothing(name: str) -> None:
    tool_format = TOOL_FORMATS[name]
    broken = f"{tool_format.openings[0]}certainly {{not}} a call{tool_format.closing}"
    reply = read(layout(name), *f"Well. {broken}")
    assert reply.text == "Well."
    ((found, arguments),) = reply.calls
    assert "certainly" in (found or "") + arguments
    assert not as_langchain_reads(reply).tool_calls
    after = read(layout(name), broken, written(name, ONE_CALL))
    if tool_format.closing:
        assert calls_of(Reply("", "", after.calls[1:])) == [(ONE_CALL.name, ONE_CALL.arguments)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("llama-3", '{"name": "someone", "age": 3}'),
        ("llama-3", '{"a": [1, 2]} is JSON'),
        ("llama-3", "{ no JSON"),
        ("llama-4", "[1] is a footnote"),
        ("llama-4", "[someone(a=1)]"),
        ("functionary-v3.2", "all\nHello >>> world"),
        ("functionary-v3.2", "someone\n{}"),
    ],
)
def test_text_that_opens_like_a_call_but_names_no_tool_is_text(name: str, text: str) -> None:
    assert read(layout(name), *text) == Reply(text.removeprefix("all\n"), "", [])


TAGGED = [name for name, item in TOOL_FORMATS.items() if isinstance(item, TaggedArguments)]
KINDS = Tool(
    "get_weather",
    {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "date": {"type": "string", "format": "date"},
            "choice": {"enum": ["1", "two"]},
            "number": {"type": "number"},
            "integer": {"type": "integer"},
            "boolean": {"type": "boolean"},
            "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "either": {"type": ["string", "integer"]},
            "list": {"type": "array", "items": {"type": "number"}},
            "free": {},
        },
    },
)


def with_value(name: str, key: str, text: str, kind: str) -> str:
    """A call with an argument that is any text, said to be of a kind where the format does so."""
    tool_format = TOOL_FORMATS[name]
    assert isinstance(tool_format, TaggedArguments)
    reply = written(name, Call("get_weather", {key: "VALUE"})).replace("VALUE", text)
    if kind == "string" or not tool_format.after_other_key:
        return reply
    return reply.replace(tool_format.after_key, tool_format.after_other_key.replace("$type", kind))


@pytest.mark.parametrize("name", TAGGED)
@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("text", "7", "7"),
        ("text", "true", "true"),
        ("text", "null", "null"),
        ("text", '{"a": 1}', '{"a": 1}'),
        ("text", ' "quoted" ', ' "quoted" '),
        ("text", "", ""),
        ("date", "2026-11-25", "2026-11-25"),
        ("choice", "1", "1"),
        ("number", "7", 7),
        ("number", "-1.5e3", -1500.0),
        ("integer", "7", 7),
        ("boolean", "true", True),
        ("boolean", "False", False),
        ("maybe", "null", None),
        ("maybe", "nullable", "nullable"),
        ("either", "7", 7),
        ("either", "7.5", "7.5"),
        ("either", "seven", "seven"),
        ("list", "[1, 2.5]", [1, 2.5]),
        ("free", "7", 7),
        ("free", "seven", "seven"),
        ("unknown", "7", 7),
        ("unknown", "a: b", "a: b"),
    ],
)
def test_bare_text_becomes_what_the_schema_says(name: str, key: str, text: str, value: Any) -> None:
    reply = with_value(name, key, text, kind_of(value))
    assert calls_of(read(layout(name, (KINDS,)), *reply)) == [("get_weather", {key: value})]


ANNOUNCING = [name for name in TAGGED if getattr(TOOL_FORMATS[name], "after_other_key", "")]


@pytest.mark.parametrize("name", ANNOUNCING)
@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("either", "7", "7"),
        ("maybe", "null", "null"),
        ("free", '{"a": 1}', '{"a": 1}'),
        ("unknown", "true", "true"),
        ("number", "7", 7),
    ],
)
def test_what_a_call_says_is_a_string_is_one_where_the_schema_lets_it(
    name: str, key: str, text: str, value: Any
) -> None:
    reply = with_value(name, key, text, "string")
    assert calls_of(read(layout(name, (KINDS,)), *reply)) == [("get_weather", {key: value})]


MARK = "]<]minimax[>["
NESTED = Tool(
    "f",
    {
        "type": "object",
        "properties": {
            "words": {"type": "array", "items": {"type": "string"}},
            "number": {"type": "array", "items": {"type": "integer"}},
            "part": {"$ref": "#/$defs/Part"},
            "bag": {"type": "object"},
            "either": {"anyOf": [{"type": "string"}, {"type": "array"}]},
            "shop": {"type": "object", "properties": {"item": {"type": "string"}}},
        },
        "$defs": {
            "Part": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "inner": {"$ref": "#/$defs/Part"},
                    "none": {"type": "null"},
                },
            }
        },
    },
)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("words", "<item>1</item><item> a\n</item><item></item>", ["1", " a\n", ""]),
        ("words", "", []),
        ("words", '["a", "b"]', ["a", "b"]),
        ("number", "\n<item>1</item>\n<item>2</item>\n", [1, 2]),
        ("part", "<text>7</text><none>null</none>", {"text": "7", "none": None}),
        ("part", "<inner><inner></inner></inner>", {"inner": {"inner": {}}}),
        ("part", '{"text": "a"}', {"text": "a"}),
        ("bag", "<a>7</a><b>x</b>", {"a": 7, "b": "x"}),
        ("bag", "<item>1</item>", [1]),
        ("either", "[1]", "[1]"),
        ("either", "<item>1</item>", [1]),
        ("shop", "<item>1</item>", {"item": "1"}),
        ("unknown", "<a><item>1</item><item>x</item></a>", {"a": [1, "x"]}),
    ],
)
def test_nested_tags_become_what_the_schema_says(key: str, text: str, value: Any) -> None:
    reply = written("minimax-m3", Call("f", {key: "VALUE"}))
    reply = reply.replace("VALUE", text.replace("<", f"{MARK}<"))
    assert calls_of(read(layout("minimax-m3", (NESTED,)), *reply)) == [("f", {key: value})]


@pytest.mark.parametrize(
    "text", [f"{MARK}<a>" * 100_000, f"{MARK}<", f"{MARK}<a>1{MARK}</a>text", f"{MARK}<a>1"]
)
def test_nested_tags_that_are_none_make_an_invalid_call(text: str) -> None:
    reply = written("minimax-m3", Call("f", {"bag": "VALUE"})).replace("VALUE", text)
    reply_parts = read(layout("minimax-m3", (NESTED,)), reply)
    assert not as_langchain_reads(reply_parts).tool_calls
    assert [name for name, _ in reply_parts.calls] == ["f"]


@pytest.mark.parametrize("name", ["gpt-oss"])
def test_calls_to_what_is_no_function_are_reported(name: str) -> None:
    text = "<|channel|>commentary to=python code<|message|>print(1)<|call|>"
    ((found, arguments),) = read(layout(name), text).calls
    assert found == "python"
    assert "print(1)" in json.loads(arguments)


HARMONY = (
    "<|channel|>analysis<|message|>They ask.<|end|><|start|>assistant"
    "<|channel|>commentary<|message|>Let me see.<|end|><|start|>assistant"
)


@pytest.mark.parametrize(
    "call",
    [
        "<|channel|>commentary to=functions.now <|constrain|>json<|message|>{}<|call|>",
        "<|channel|>commentary to=functions.now<|message|>{}",
        " to=functions.now<|channel|>commentary json<|message|>{}<|call|>",
    ],
)
def test_harmony_has_channels(call: str) -> None:
    reply = read(layout("gpt-oss"), *(HARMONY + call))
    assert reply == Reply("Let me see.", "They ask.", [("now", "{}")])


def test_harmony_without_tools_still_has_channels() -> None:
    text = HARMONY + "<|channel|>final<|message|>It rains.<|return|>"
    assert read(ReplyFormat(TOOL_FORMATS["gpt-oss"]), *text).text == "Let me see.It rains."
    assert read(ReplyFormat(TOOL_FORMATS["gpt-oss"]), *"no channel") == Reply("no channel", "", [])


def test_functionary_has_text_and_calls_in_one_reply() -> None:
    text = "all\nLet me see.>>>now\n{}>>>get_weather\n" + '{"city": "Paris", "days": 1}'
    reply = read(layout("functionary-v3.2"), *text)
    assert reply.text == "Let me see."
    assert [found for found, _ in reply.calls] == ["now", "get_weather"]


def test_llama_calls_built_in_tools_in_python() -> None:
    text = '<|python_tag|>get_weather.call(city="Paris", days=3)'
    assert calls_of(read(layout("llama-3"), *text)) == [("get_weather", ONE_CALL.arguments)]
    assert (
        len(read(layout("llama-3"), '<|python_tag|>{"name": "now", "parameters": {}}').calls) == 1
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'it\\'s'", "it's"),
        ('"a\\u00e9\\x41\\n"', "aéA\n"),
        ("{'a': True, 'b': [None, (1, 2)]}", {"a": True, "b": [None, [1, 2]]}),
        ("[1, 2,]", [1, 2]),
        ('"\\ud83d\\udc26"', "🐦"),
        ("-0.5e-3", -0.0005),
    ],
)
def test_python_literals_become_json(value: str, expected: Any) -> None:
    text = f"<|tool_call_start|>[f(x={value})]<|tool_call_end|>"
    assert calls_of(read(layout("lfm2"), *text)) == [("f", {"x": expected})]


@pytest.mark.parametrize(
    "value", ["undefined", "[1", "'open", "f(1)", "[" * 500, "1 2", "{1: 2", "\\x"]
)
def test_what_is_no_literal_makes_an_invalid_call(value: str) -> None:
    reply = read(layout("lfm2"), *f"<|tool_call_start|>[f(x={value})]<|tool_call_end|>")
    assert not as_langchain_reads(reply).tool_calls
    assert [name for name, _ in reply.calls] == ["f"]


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ('{"name": "f", "arguments": {"a": 1}}', {"a": 1}),
        ('\n {"arguments": {"a": 1}, "name": "f"} \n', {"a": 1}),
        ('{"name": "f", "parameters": {"a": 1}}', {"a": 1}),
        ('{"name": "f", "arguments": "{\\"a\\": 1}"}', {"a": 1}),
        ('{"type": "function", "function": {"name": "f", "arguments": {"a": 1}}}', {"a": 1}),
        ('{"id": "7", "name": "f", "arguments": {"a": 1}, "extra": [{}]}', {"a": 1}),
        ('{"name": "f", "arguments": null}', {}),
        ('{"name": "f"}', {}),
        ('{"name": "f", "arguments": {"a": "two\nlines"}}', {"a": "two\nlines"}),
        ('{"name": "f", "arguments": {"a": 1}}}', {"a": 1}),
    ],
)
def test_json_tags_reads_what_models_write(body: str, arguments: dict) -> None:
    reply = read(layout("json-tags"), *f"<tool_call>{body}</tool_call>")
    assert (reply.text, calls_of(reply)) == ("", [("f", arguments)])


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "17",
        '{"arguments": {}}',
        '{"name": 3, "arguments": {}}',
        '{"name": "f", "arguments": [1]}',
        '{"name": "f", "arguments": "not json"}',
        '{"name": "f", "arguments": {"a": 1}',
        '{"name": "f", "arguments": {"a": NaN}}',
        '{"name": "f", "arguments": {"a": [1}}}',
        "[" * 100_000,
    ],
    ids=lambda body: body[:20],
)
def test_json_tags_refuses_what_is_no_call(body: str) -> None:
    reply = read(layout("json-tags"), f"<tool_call>{body}</tool_call>", "Done.")
    assert reply.text in ("Done.", "")
    assert not as_langchain_reads(reply).tool_calls
    assert len(reply.calls) == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ANY = Tool("f", {"type": "object"})


@pytest.mark.parametrize(
    "name", [n for n in CASES if n not in TAGGED and n not in ("gemma-4", "function-gemma")]
)
@settings(max_examples=30)
@given(arguments=st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), values, max_size=4))
def test_any_arguments_survive(name: str, arguments: dict) -> None:
    reply = read(layout(name, (ANY,)), *written(name, Call("f", arguments, "abcdefghi")))
    assert calls_of(reply) == [("f", arguments)]
