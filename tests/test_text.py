"""Token bytes to text."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from langchain_gguf.engine.text import TextStream
from langchain_gguf.errors import InvalidRequestError


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def read(pieces: list[bytes], stop: list[str]) -> str:
    stream = TextStream(stop)
    return "".join(map(stream.feed, pieces)) + stream.finish()


def text_before_first(text: str, stop: list[str]) -> str:
    """The text before the stop string that is complete first, the longest of several."""
    for end in range(len(text) + 1):
        complete = [item for item in stop if item and text[:end].endswith(item)]
        if complete:
            return text[: end - max(map(len, complete))]
    return text


few_letters = st.text("ab é🐦", max_size=20)
stop_lists = st.lists(st.text("ab é🐦", max_size=4), max_size=3)


@given(data=st.binary(max_size=30), places=st.lists(st.integers(0, 99), max_size=30))
def test_any_cutting_of_bytes_gives_the_same_text(data: bytes, places: list[int]) -> None:
    assert read(cut(data, places), []) == data.decode("utf-8", "replace")


@given(text=few_letters, stop=stop_lists, places=st.lists(st.integers(0, 99)))
def test_the_stop_string_that_is_complete_first_wins_at_any_cut(
    text: str, stop: list[str], places: list[int]
) -> None:
    assert read(cut(text.encode(), places), stop) == text_before_first(text, stop)


@given(text=few_letters, stop=stop_lists, places=st.lists(st.integers(0, 99)))
def test_no_stop_string_is_ever_shown(text: str, stop: list[str], places: list[int]) -> None:
    shown = read(cut(text.encode(), places), stop)
    assert text.startswith(shown)
    assert not any(item in shown for item in stop if item)


def test_text_that_may_begin_a_stop_string_is_held_back_until_it_is_decided() -> None:
    stream = TextStream(["END"])
    assert stream.feed(b"the E") == "the "
    assert stream.feed(b"N") == ""
    assert stream.feed(b"ergy") == "ENergy"


def test_held_back_text_is_released_at_the_end() -> None:
    stream = TextStream(["END"])
    assert stream.feed(b"the EN") == "the "
    assert stream.finish() == "EN"


def test_nothing_follows_a_stop_string() -> None:
    stream = TextStream(["\n"])
    assert stream.feed(b"one\ntwo") == "one"
    assert stream.stopped
    assert stream.feed(b"three") == ""
    assert stream.finish() == ""


def test_a_character_is_shown_once_it_is_complete() -> None:
    stream = TextStream()
    first, second, third = "鸟".encode()[:1], "鸟".encode()[1:2], "鸟".encode()[2:]
    assert [stream.feed(first), stream.feed(second), stream.feed(third)] == ["", "", "鸟"]


@pytest.mark.parametrize("data", [b"\xff", b"a\xc3", b"\xe9\xb8", b"\x80\x80"])
def test_invalid_utf8_becomes_replacement_characters(data: bytes) -> None:
    assert read([data], []) == data.decode("utf-8", "replace")


@pytest.mark.parametrize("stop", [[5], [b"x"], [["x"]], [None]])
def test_a_stop_that_is_no_text_is_refused(stop: list[Any]) -> None:
    with pytest.raises(InvalidRequestError, match="stop"):
        TextStream(stop)


def test_a_long_repetitive_stop_string_costs_no_more_than_a_short_one() -> None:
    stream = TextStream(["H" * 100_000 + "x"])
    shown = "".join(stream.feed(b"H" * 50 + b"y") for _ in range(2_000))
    assert shown == ("H" * 50 + "y") * 2_000


def test_empty_stop_strings_are_ignored() -> None:
    assert read([b"text"], ["", ""]) == "text"
