"""How models write tool calls."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_gguf.tool_formats import (
    TOOL_FORMATS,
    ParsedCall,
    PartialCall,
    Tool,
    ToolFormat,
    detect_tool_format,
)
from langchain_gguf.tool_formats.json_tags import JSON_TAGS, object_end

ARGUMENTS = {"city": "Ho Chi Minh City", "days": [1, 2], "unit": '"c}'}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(), values, max_size=4)


def body_of(tool_format: ToolFormat, arguments: dict) -> str:
    tool = Tool("get_weather", {"type": "object"})
    text = tool_format.prefix(tool) + json.dumps(arguments, ensure_ascii=False) + tool_format.suffix
    return text.removeprefix(tool_format.begin).removesuffix(tool_format.end)


@pytest.mark.parametrize("tool_format", TOOL_FORMATS, ids=lambda item: type(item).__name__)
class TestEveryFormat:
    def test_what_it_writes_it_reads(self, tool_format: ToolFormat) -> None:
        (call,) = tool_format.parse(body_of(tool_format, ARGUMENTS))
        assert call.name == "get_weather"
        assert json.loads(call.arguments) == ARGUMENTS

    def test_a_call_is_between_its_markers(self, tool_format: ToolFormat) -> None:
        assert tool_format.prefix(Tool("f", {})).startswith(tool_format.begin)
        assert tool_format.suffix.endswith(tool_format.end)

    def test_it_is_found_by_its_marker(self, tool_format: ToolFormat) -> None:
        assert detect_tool_format(f"... {tool_format.begin} ...") is tool_format

    def test_its_instructions_show_the_tools_and_the_marker(self, tool_format: ToolFormat) -> None:
        text = tool_format.instructions([{"type": "function", "function": {"name": "天气{}"}}])
        assert "天气{}" in text
        assert tool_format.begin in text

    def test_what_is_certain_only_grows(self, tool_format: ToolFormat) -> None:
        body = body_of(tool_format, ARGUMENTS)
        steps = [tool_format.parse_partial(body[:length]) for length in range(len(body) + 1)]
        for earlier, later in itertools.pairwise(steps):
            assert later.arguments.startswith(earlier.arguments)
            assert earlier.name in (None, later.name)
        assert steps[-1].name == "get_weather"
        assert json.loads(steps[-1].arguments) == ARGUMENTS

    def test_garbage_is_no_call(self, tool_format: ToolFormat) -> None:
        assert tool_format.parse("certainly not a call") == []


def test_a_template_without_any_marker_gets_json_tags() -> None:
    assert detect_tool_format("{{ messages }}") is JSON_TAGS


@given(objects)
def test_json_tags_reads_any_arguments(arguments: dict) -> None:
    assert JSON_TAGS.parse(body_of(JSON_TAGS, arguments)) == [
        ParsedCall("get_weather", json.dumps(arguments, ensure_ascii=False))
    ]


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ('{"name": "f", "arguments": {"a": 1}}', {"a": 1}),
        ('\n {"arguments": {"a": 1}, "name": "f"} \n', {"a": 1}),
        ('{"name": "f", "parameters": {"a": 1}}', {"a": 1}),
        ('{"name": "f", "arguments": "{\\"a\\": 1}"}', {"a": 1}),
        ('{"name": "f", "arguments": null}', {}),
        ('{"name": "f"}', {}),
        ('{"name": "f", "arguments": {"a": "two\nlines"}}', {"a": "two\nlines"}),
    ],
)
def test_json_tags_reads_what_models_write(body: str, arguments: dict) -> None:
    (call,) = JSON_TAGS.parse(body)
    assert call.name == "f"
    assert json.loads(call.arguments) == arguments


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
        "[" * 100_000,
    ],
    ids=lambda body: body[:20],
)
def test_json_tags_refuses_what_is_no_call(body: str) -> None:
    assert JSON_TAGS.parse(body) == []


def test_a_name_is_not_certain_before_its_arguments_begin() -> None:
    assert JSON_TAGS.parse_partial('{"name": "get') == PartialCall()
    assert JSON_TAGS.parse_partial('{"name": "get_x", "arguments": ') == PartialCall("get_x", "")


@given(arguments=objects, rest=st.text())
def test_an_object_ends_at_its_own_brace(arguments: dict, rest: str) -> None:
    text = json.dumps(arguments, ensure_ascii=False)
    assert object_end(text + rest) == len(text)
