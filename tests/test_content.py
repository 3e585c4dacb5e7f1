"""Content blocks to text, reasoning, calls and results."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_gguf.content import Content
from langchain_gguf.errors import InvalidRequestError


def read(*blocks: Any) -> Content:
    return Content("Message 3 (HumanMessage)").read(list(blocks))


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


FILE = {"type": "file", "mime_type": "text/plain"}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("plain", "plain"),
        ({"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}, "a"),
        ({"type": "text", "text": "a", "annotations": [], "index": 0}, "a"),
        ({"text": "a", "cache_control": {"type": "ephemeral"}}, "a"),
        ({"type": "text"}, ""),
        ({"text": "no type"}, "no type"),
        ({"type": "input_text", "text": "a"}, "a"),
        ({"type": "output_text", "text": "a"}, "a"),
        ({"type": "refusal", "refusal": "I cannot."}, "I cannot."),
        ({"type": "json", "json": {"é": [1]}}, '{"é": [1]}'),
        ({"type": "non_standard", "value": {"type": "text", "text": "a"}}, "a"),
        ({"type": "text-plain", "text": "a", "mime_type": "text/plain"}, "a"),
        ({"type": "text-plain", "text": "a", "title": "T", "context": "C"}, "T\nC\na"),
        ({"type": "text-plain", "base64": in_base64("é")}, "é"),
        ({**FILE, "base64": in_base64("é")}, "é"),
        ({**FILE, "base64": in_base64("a"), "extras": {"filename": "a.txt"}}, "a.txt\na"),
        ({**FILE, "url": "data:text/csv;base64," + in_base64("a,b")}, "a,b"),
        ({**FILE, "source_type": "base64", "data": in_base64("a")}, "a"),
        ({**FILE, "source_type": "text", "url": "v0 text"}, "v0 text"),
        ({**FILE, "source_type": "text", "text": "v0 text"}, "v0 text"),
        ({"type": "file", "mime_type": "application/json", "base64": in_base64("{}")}, "{}"),
        ({**FILE, "mime_type": "Text/Plain; charset=utf-8", "base64": in_base64("a")}, "a"),
        ({**FILE, "mime_type": "application/JSON ;v=1", "base64": in_base64("{}")}, "{}"),
        ({**FILE, "url": "Data:Text/CSV;charset=utf-8;Base64," + in_base64("a,b")}, "a,b"),
        ({"type": "file", "mime_type": "image/svg+xml", "base64": in_base64("<a/>")}, "<a/>"),
        ({"type": "file", "filename": "a.py", "base64": in_base64("x = 1")}, "a.py\nx = 1"),
        (
            {"type": "file", "file": {"file_data": "data:text/plain;base64," + in_base64("a")}},
            "a",
        ),
        ({"type": "document", "source": {"type": "text", "data": "a"}, "title": "T"}, "T\na"),
        (
            {
                "type": "document",
                "source": {"type": "base64", "media_type": "text/plain", "data": in_base64("a")},
            },
            "a",
        ),
        (
            {
                "type": "document",
                "source": {"type": "content", "content": [{"type": "text", "text": "a"}]},
            },
            "a",
        ),
        (
            {
                "type": "search_result",
                "source": "https://a",
                "title": "T",
                "content": [{"type": "text", "text": "a"}],
            },
            "T\nhttps://a\na",
        ),
    ],
    ids=str,
)
def test_each_block_that_holds_text_is_read(block: Any, expected: str) -> None:
    content = read(block)
    assert content.texts == [expected]
    assert not (content.reasoning or content.calls or content.results)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "reasoning", "reasoning": "Hm."}, ["Hm."]),
        ({"type": "thinking", "thinking": "Hm.", "signature": "x"}, ["Hm."]),
        ({"type": "reasoning", "summary": [{"text": "One."}, {"text": "Two."}]}, ["One.\nTwo."]),
        ({"type": "reasoning", "id": "rs_1"}, []),
        ({"type": "redacted_thinking", "data": "x"}, []),
    ],
    ids=str,
)
def test_each_block_that_holds_reasoning_is_read(block: Any, expected: list[str]) -> None:
    content = read(block)
    assert content.reasoning == expected
    assert content.texts == []


@pytest.mark.parametrize(
    "block",
    [
        {"type": "tool_use", "id": "1", "name": "f", "input": {"a": 1}},
        {"type": "tool_call", "id": "1", "name": "f", "args": {"a": 1}},
        {"type": "tool_call_chunk", "id": "1", "name": "f", "args": '{"a": 1}', "index": 0},
        {"type": "function_call", "call_id": "1", "id": "fc", "name": "f", "arguments": '{"a": 1}'},
    ],
    ids=lambda block: block["type"],
)
def test_each_block_that_is_a_call_is_read(block: Any) -> None:
    assert read(block).calls == [{"name": "f", "args": {"a": 1}, "id": "1"}]


@pytest.mark.parametrize("arguments", ["{", "[1]", "[" * 10**5])
def test_a_call_without_readable_arguments_is_none(arguments: str) -> None:
    assert read({"type": "tool_call_chunk", "id": "1", "name": "f", "args": arguments}).calls == []


def test_a_call_without_arguments_has_none() -> None:
    assert read({"type": "tool_use", "id": "1", "name": "f"}).calls[0]["args"] == {}


@pytest.mark.parametrize(
    ("inner", "expected"),
    [("22", ["22"]), ([{"type": "text", "text": "22"}], ["22"]), (None, [""])],
)
def test_a_result_is_read(inner: Any, expected: list[str]) -> None:
    content = read({"type": "tool_result", "tool_use_id": "1", "content": inner, "is_error": True})
    assert content.results == [{"id": "1", "texts": expected}]


def test_hints_to_a_cache_are_left_out() -> None:
    content = read({"text": "a"}, {"cachePoint": {"type": "default"}}, {"text": "b"})
    assert content.texts == ["a", "b"]


@pytest.mark.parametrize(
    "kind",
    ["server_tool_call", "server_tool_result", "server_tool_use", "web_search_tool_result",
     "invalid_tool_call", "cache_point"],
)  # fmt: skip
def test_what_another_providers_servers_did_is_left_out(kind: str) -> None:
    content = read({"type": kind}, "text")
    assert content.texts == ["text"] and content.calls == []


@pytest.mark.parametrize(
    "kind",
    ["image", "image_url", "input_image", "media", "audio", "input_audio", "video", "video_url"],
)
def test_media_are_refused_with_place_type_and_remedy(kind: str) -> None:
    with pytest.raises(
        InvalidRequestError, match=rf"Message 3 \(HumanMessage\).*'{kind}'.*describe"
    ):
        read({"type": kind})


@pytest.mark.parametrize(
    "block",
    [{"type": "hologram"}, {}, {"type": "non_standard", "value": "x"}, {"type": "non_standard"},
     {"type": "non_standard", "value": {"type": "hologram"}}],
    ids=str,
)  # fmt: skip
def test_a_block_that_nobody_knows_is_refused(block: Any) -> None:
    with pytest.raises(InvalidRequestError, match=r"Message 3.*text only.*text block"):
        read(block)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({**FILE, "mime_type": "application/pdf", "base64": "AAAA"}, "application/pdf.*loader"),
        ({"type": "file", "filename": "a.pdf", "base64": "AAAA"}, "application/pdf"),
        ({**FILE, "url": "https://example.org/a.txt"}, "Fetch the file"),
        ({**FILE, "url": "data:text/plain,a"}, "Fetch the file"),
        ({**FILE, "file_id": "file-1"}, "Fetch the file"),
        ({"type": "text-plain", "url": "https://example.org/a.txt"}, "Fetch the file"),
        ({**FILE, "base64": "!!!"}, "base64"),
        ({**FILE, "base64": base64.b64encode(b"\xff\xfe").decode()}, "UTF-8"),
        ({**FILE, "url": "data:application/pdf;base64,AAAA"}, "application/pdf"),
        ({"type": "document", "source": {"type": "url", "url": "https://a"}}, "Fetch the file"),
    ],
    ids=str,
)
def test_a_file_that_is_no_text_at_hand_is_refused_with_a_remedy(block: Any, says: str) -> None:
    with pytest.raises(InvalidRequestError, match=f"Message 3.*{says}"):
        read(block)


def test_an_image_inside_a_result_says_where_it_stands() -> None:
    with pytest.raises(InvalidRequestError, match=r"Message 3.*in a tool result.*'image'"):
        read({"type": "tool_result", "tool_use_id": "1", "content": [{"type": "image"}]})


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\n  "])
def test_base64_may_be_broken_into_lines(line_break: str) -> None:
    text = "A long text. " * 20
    data = line_break.join(base64.encodebytes(text.encode()).decode().splitlines())
    assert read({**FILE, "base64": data}).texts == [text]
    assert read({**FILE, "url": f"data:text/plain;base64,{data}"}).texts == [text]


@pytest.mark.parametrize(
    ("block", "keys"),
    [({"txt": "a", "id": 1}, "'txt', 'id'"), ({}, "none"), ({"type": None, "a": 1}, "'type', 'a'")],
    ids=str,
)
def test_a_block_without_a_type_is_named_by_its_keys(block: Any, keys: str) -> None:
    with pytest.raises(InvalidRequestError, match=rf"has no 'type' \(its keys: {keys}\)"):
        read(block)


@given(st.text())
def test_any_text_in_a_file_comes_out_as_it_was(text: str) -> None:
    data = base64.b64encode(text.encode("utf-8", "replace")).decode()
    assert read({**FILE, "base64": data}).texts == [text.encode("utf-8", "replace").decode()]
