"""Streamed text to typed parts."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_gguf.reply_parser import ReplyParser, ReplyPart, TextPart, ToolCallPart
from langchain_gguf.tool_formats.json_tags import JSON_TAGS

CALL = '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>'
OTHER = '<tool_call>\n{"name": "add", "arguments": {"a": 1, "b": [2, {"c": "}"}]}}\n</tool_call>'


def merge(parts: list[ReplyPart]) -> tuple[str, list[tuple[str | None, str]]]:
    """All text, and each call's name and arguments."""
    text, calls = "", {}
    for part in parts:
        if isinstance(part, TextPart):
            text += part.text
        else:
            name, arguments = calls.get(part.index, (None, ""))
            assert name is None or part.name is None, "a name comes once"
            calls[part.index] = (name or part.name, arguments + part.arguments)
    assert list(calls) == list(range(len(calls)))
    return text, list(calls.values())


def parse(*pieces: str) -> tuple[str, list[tuple[str | None, str]]]:
    parser = ReplyParser(JSON_TAGS)
    parts = [part for piece in pieces for part in parser.feed(piece)]
    return merge([*parts, *parser.finish()])


FRAGMENTS = (
    *(
        CALL,
        OTHER,
        "<tool_call>",
        "</tool_call>",
        "<tool",
        "text",
        " ",
        "\n",
        "鸟🐦",
        "{",
        "}",
        '"',
    ),
    *('{"name": "f", "arguments": ', '{"a": "é\\"}"}', '"{}"', "null", "not json", "\\", "<"),
)
fragments = st.sampled_from(FRAGMENTS)
replies = st.lists(fragments, max_size=8).map("".join)


@given(reply=replies, places=st.lists(st.integers(0, 300), max_size=20))
def test_every_split_of_a_reply_gives_the_same_parts(reply: str, places: list[int]) -> None:
    edges = sorted({0, len(reply), *(place % (len(reply) + 1) for place in places)})
    pieces = [reply[start:end] for start, end in itertools.pairwise(edges)]
    assert parse(*pieces) == parse(reply)


@given(replies)
def test_character_by_character_gives_the_same_parts(reply: str) -> None:
    assert parse(*reply) == parse(reply)


@given(st.text("<tol_>é \n", max_size=40))
def test_text_without_a_marker_is_kept_whole(reply: str) -> None:
    assert parse(*reply) == (reply, [])


def test_a_call_is_read() -> None:
    assert parse(CALL) == ("", [("get_weather", '{"city": "Paris"}')])


def test_two_calls_are_counted() -> None:
    text, calls = parse(CALL + "\n" + OTHER)
    assert text == ""
    assert [name for name, _ in calls] == ["get_weather", "add"]
    assert json.loads(calls[1][1]) == {"a": 1, "b": [2, {"c": "}"}]}


def test_text_before_and_after_a_call_is_kept() -> None:
    assert parse(f"Let me see.\n{CALL}\nDone.\n") == (
        "Let me see.\nDone.",
        [("get_weather", '{"city": "Paris"}')],
    )


def test_text_streams_at_once() -> None:
    parser = ReplyParser(JSON_TAGS)
    assert parser.feed("Hello") == [TextPart("Hello")]
    assert parser.feed(" wor") == [TextPart(" wor")]
    assert parser.feed("ld <to") == [TextPart("ld")]
    assert parser.feed("p>") == [TextPart(" <top>")]


def test_arguments_stream_as_they_grow() -> None:
    parser = ReplyParser(JSON_TAGS)
    assert parser.feed('<tool_call>\n{"name": "f"') == []
    assert parser.feed(', "arguments": {"city"') == [ToolCallPart(0, "f", '{"city"')]
    assert parser.feed(': "Pa') == [ToolCallPart(0, None, ': "Pa')]
    assert parser.feed('ris"}}\n</tool_call>') == [ToolCallPart(0, None, 'ris"}')]


def test_arguments_given_as_a_string_are_read() -> None:
    reply = '<tool_call>{"name": "f", "arguments": "{\\"a\\": 1}"}</tool_call>'
    assert parse(reply) == ("", [("f", '{"a": 1}')])


@given(st.lists(fragments, max_size=5).map("".join))
def test_markers_inside_an_argument_are_text(value: str) -> None:
    arguments = json.dumps({"text": value, "more": 1})
    reply = f'<tool_call>\n{{"name": "f", "arguments": {arguments}}}\n</tool_call>'
    assert parse(*reply) == ("", [("f", arguments)])
    assert parse(reply, CALL) == ("", [("f", arguments), ("get_weather", '{"city": "Paris"}')])


def test_unicode_stays_readable() -> None:
    reply = '<tool_call>{"name": "天气", "arguments": {"城市": "胡志明市"}}</tool_call>'
    assert parse(*reply) == ("", [("天气", '{"城市": "胡志明市"}')])


@pytest.mark.parametrize("body", ["not json", '{"arguments": {}}', '{"name": ', "", '{"foo": 1}'])
def test_a_call_that_cannot_be_read_keeps_its_text_but_is_no_object(body: str) -> None:
    text, ((name, arguments),) = parse(f"<tool_call>\n{body}\n</tool_call>")
    assert (text, name) == ("", None)
    assert json.loads(arguments) == body.strip()


def test_arguments_that_cannot_be_read_keep_the_name() -> None:
    body = '{"name": "f", "arguments": "not json"}'
    _, ((name, arguments),) = parse(f"<tool_call>{body}</tool_call>")
    assert name == "f"
    assert json.loads(arguments) == body


def test_a_call_cut_short_ends_as_it_is() -> None:
    assert parse('<tool_call>\n{"name": "f", "arguments": {"city": "Pa') == (
        "",
        [("f", '{"city": "Pa')],
    )


def test_a_marker_cut_short_is_text() -> None:
    assert parse("Hello <tool_c") == ("Hello <tool_c", [])


def test_without_tools_everything_is_text() -> None:
    parser = ReplyParser(None)
    assert parser.feed(CALL) == [TextPart(CALL)]
    assert parser.feed("") == []
    assert parser.finish() == []
    assert parser.num_calls == 0
