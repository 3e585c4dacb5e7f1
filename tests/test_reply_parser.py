"""Streamed text to typed parts: what all formats share."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_gguf.reply_parser import ReasoningPart, ReplyParser, TextPart, ToolCallPart
from langchain_gguf.tool_formats import TOOL_FORMATS, ReasoningState, ReplyFormat, Tags
from tests.parts import Reply, read
from tests.tool_format_cases import TOOLS

JSON_TAGS = TOOL_FORMATS["json-tags"]
WITH_TOOLS = ReplyFormat(JSON_TAGS, TOOLS)
CALL = '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>'
OTHER = '<tool_call>\n{"name": "add", "arguments": {"a": 1, "b": [2, {"c": "}"}]}}\n</tool_call>'


def parse(*pieces: str) -> tuple[str, list[tuple[str | None, str]]]:
    reply = read(WITH_TOOLS, *pieces)
    assert reply.reasoning == ""
    return reply.text, reply.calls


FRAGMENTS = [
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
    *("<think>", "</think>", "<th", "</", "<answer>", "</answer>"),
]
fragments = st.sampled_from(FRAGMENTS)
replies = st.lists(fragments, max_size=8).map("".join)
THINK, ANSWER = Tags("<think>\n", "\n</think>\n"), Tags("<answer>", "</answer>")
layouts = st.builds(
    ReplyFormat,
    st.sampled_from([None, JSON_TAGS]),
    st.just(TOOLS),
    st.sampled_from([None, THINK]),
    st.sampled_from(ReasoningState),
    st.sampled_from([None, ANSWER]),
)


@given(layout=layouts, reply=replies, places=st.lists(st.integers(0, 300), max_size=20))
def test_every_split_of_a_reply_gives_the_same_parts(
    layout: ReplyFormat, reply: str, places: list[int]
) -> None:
    edges = sorted({0, len(reply), *(place % (len(reply) + 1) for place in places)})
    pieces = [reply[start:end] for start, end in itertools.pairwise(edges)]
    assert read(layout, *pieces) == read(layout, reply) == read(layout, *reply)


@pytest.mark.parametrize("state", [ReasoningState.BEFORE, ReasoningState.AFTER])
def test_a_closing_tag_alone_says_that_there_is_no_reasoning(state: ReasoningState) -> None:
    reply = read(ReplyFormat(reasoning=THINK, state=state), *" </think>\n\nHello.")
    assert reply == Reply("Hello.", "", [])


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
    parser = ReplyParser(WITH_TOOLS)
    assert parser.feed("Hello") == [TextPart("Hello")]
    assert parser.feed(" wor") == [TextPart(" wor")]
    assert parser.feed("ld <to") == [TextPart("ld")]
    assert parser.feed("p>") == [TextPart(" <top>")]


def test_arguments_stream_as_they_grow() -> None:
    parser = ReplyParser(WITH_TOOLS)
    assert parser.feed('<tool_call>\n{"name": "f') == []
    assert parser.feed('", "arguments": ') == [ToolCallPart(0, "f")]
    assert parser.feed('{"city"') == [ToolCallPart(0, None, '{"city"')]
    assert parser.feed(': "Pa') == [ToolCallPart(0, None, ': "Pa')]
    assert parser.feed('ris"}}\n</tool_call>') == [ToolCallPart(0, None, 'ris"}')]


def test_bare_arguments_stream_as_they_grow() -> None:
    parser = ReplyParser(ReplyFormat(TOOL_FORMATS["glm-4.5"], TOOLS))
    assert parser.feed("<tool_call>get_weather\n<arg_key>ci") == [
        ToolCallPart(0, "get_weather", "{")
    ]
    assert parser.feed("ty</arg_key>\n<arg_value>Pa") == [ToolCallPart(0, None, '"city": "Pa')]
    assert parser.feed('ris "x" </arg') == [ToolCallPart(0, None, 'ris \\"x\\" ')]
    assert parser.feed("_value>\n</tool_call>") == [ToolCallPart(0, None, '"}')]


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
    assert body.endswith(json.loads(arguments))


def test_arguments_that_go_wrong_later_keep_what_follows() -> None:
    text, ((name, arguments),) = parse(
        '<tool_call>{"name": "f", "arguments": {"a": [1}}</tool_call>'
    )
    assert (text, name) == ("", "f")
    assert arguments.startswith('{"a": [1')
    assert arguments.endswith("}}")


@pytest.mark.parametrize("arguments", ['{"city": "Pa', '{"a": [1', '{"a": {"b', '{"a": "\\'])
def test_arguments_cut_short_are_no_json_however_it_is_completed(arguments: str) -> None:
    _, ((name, found),) = parse(f'<tool_call>\n{{"name": "f", "arguments": {arguments}')
    assert name == "f"
    assert found.startswith(arguments.rstrip("\\"))
    with pytest.raises(json.JSONDecodeError):
        json.loads(found)


def test_a_marker_cut_short_is_text() -> None:
    assert parse("Hello <tool_c") == ("Hello <tool_c", [])


def test_without_tools_everything_is_text_at_once() -> None:
    parser = ReplyParser(ReplyFormat())
    assert parser.feed(CALL) == [TextPart(CALL)]
    assert parser.feed("") == []
    assert parser.feed("Hello \n") == [TextPart("Hello \n")]
    assert parser.finish() == []
    assert parser.num_calls == 0


# Reasoning ------------------------------------------------------------------------------------

THINKING = ReplyFormat(JSON_TAGS, TOOLS, THINK)
INSIDE = ReplyFormat(JSON_TAGS, TOOLS, THINK, ReasoningState.INSIDE)


@pytest.mark.parametrize(
    ("layout", "text", "expected"),
    [
        (THINKING, "<think>\nHm.\n</think>\n\nHello.", Reply("Hello.", "Hm.", [])),
        (THINKING, "\n<think>Hm.</think>Hello.", Reply("Hello.", "Hm.", [])),
        (THINKING, "<think>\n\n</think>\n\nHello.", Reply("Hello.", "", [])),
        (THINKING, "Hello.", Reply("Hello.", "", [])),
        (THINKING, "\n\nHello.\n", Reply("\n\nHello.\n", "", [])),
        (THINKING, "I <think> so", Reply("I <think> so", "", [])),
        (THINKING, "<think>Never", Reply("", "Never", [])),
        (INSIDE, "Hm.\n</think>\n\nHello.", Reply("Hello.", "Hm.", [])),
        (INSIDE, "<think>Hm.\n</think>Hello.", Reply("Hello.", "Hm.", [])),
        (INSIDE, "Never ends", Reply("", "Never ends", [])),
        (INSIDE, "a </thin b", Reply("", "a </thin b", [])),
        (
            INSIDE,
            f"I could <tool_call> now.</think>\n{CALL}",
            Reply("", "I could <tool_call> now.", [("get_weather", '{"city": "Paris"}')]),
        ),
        (
            ReplyFormat(None, (), THINK, ReasoningState.AFTER),
            "Hello.",
            Reply("Hello.", "", []),
        ),
    ],
)
def test_reasoning_is_told_from_text(layout: ReplyFormat, text: str, expected: Reply) -> None:
    assert read(layout, text) == read(layout, *text) == expected


def test_reasoning_streams_at_once() -> None:
    parser = ReplyParser(THINKING)
    assert parser.feed("<think>\n") == []
    assert parser.feed("First, ") == [ReasoningPart("First,")]
    assert parser.feed("then.\n</th") == [ReasoningPart(" then.")]
    assert parser.feed("ink>\n\n") == []
    assert parser.feed("Hello") == [TextPart("Hello")]


FRAMED = ReplyFormat(JSON_TAGS, TOOLS, THINK, ReasoningState.BEFORE, ANSWER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<answer>Hello.</answer>", Reply("Hello.", "", [])),
        ("<think>Hm.</think><answer>\nHello.\n</answer>\n", Reply("Hello.\n\n", "Hm.", [])),
        ("Hello.", Reply("Hello.", "", [])),
        (
            f"<answer>See:</answer>{CALL}",
            Reply("See:", "", [("get_weather", '{"city": "Paris"}')]),
        ),
    ],
)
def test_tags_around_the_answer_are_no_part_of_it(text: str, expected: Reply) -> None:
    assert read(FRAMED, text) == read(FRAMED, *text) == expected
