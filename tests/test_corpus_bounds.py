"""The drill on where values begin and end: each stands once in its request, up to its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest

from training.chat_format import Json, Message, text_of
from training.corpus import bound_drill, words


def arguments(message: Message) -> Json:
    """What an answer holds: the arguments of its call, an object, or the value alone."""
    if message.calls:
        return message.calls[0].arguments
    if message.content.startswith("{"):
        found: Json = json.loads(message.content)
        return found
    return {"": message.content}


def answered(count: int) -> Iterator[tuple[str, Json]]:
    """The last line of each request, with the arguments."""
    rng = Random(1)
    for _ in range(count):
        messages = bound_drill.sample(rng).messages
        for asked, answer in zip(messages[::2], messages[1::2], strict=True):
            yield asked.content, arguments(answer)


def test_a_value_stands_in_its_request() -> None:
    for asked, found in answered(200):
        for value in found.values():
            parts = value if isinstance(value, list) else [value]
            assert all(isinstance(part, bool) or str(part) in asked for part in parts)


@pytest.mark.parametrize("chinese", [False, True])
def test_two_values_differ(chinese: bool) -> None:
    rng = Random(2)
    for _ in range(200):
        text, given = bound_drill.Requests(rng, chinese, True).make(rng)
        texts = [value for value in given.values() if isinstance(value, str)]
        assert len(set(texts)) == len(texts)
        assert all(text.count(value) == 1 for value in texts)


def test_no_held_out_word_occurs() -> None:
    rng = Random(3)
    for _ in range(200):
        assert not words.holds_held_out(text_of(bound_drill.sample(rng)))


def test_same_seed_gives_the_same_text() -> None:
    first, second = Random(4), Random(4)
    for _ in range(30):
        assert text_of(bound_drill.sample(first)) == text_of(bound_drill.sample(second))
