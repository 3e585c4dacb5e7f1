"""The dense part of the drill on schemas: one note, and many short questions for one or two of its facts.

A schema takes five times the tokens of its answer; here only the keys are named, after "JSON:", so
that most of the text is answers. What has to be found is the same: the sentence that a key means, and
where the value begins in it.
"""

from __future__ import annotations

from random import Random
from typing import Any

from ..chat_format import Conversation, Message, assistant, system, to_json, user
from .drill_fields import object_request
from .field_steps import NUMBERS, SHARES, alike, differ, keyed, note, parts_of, some_kinds
from .plain_extraction import Part
from .words import chance

_ABOUT = ("What was said.", "Facts of a note.")
_CHINESE_ABOUT = ("说了什么。", "便笺里的事实。")
_PEOPLE = ("person", "person", "city", "city", "time", "date", "name", "code")
# What is written after a key, by its type; a text needs no mark.
_MARKS = {"boolean": " (boolean)", "integer": " (integer)", "number": " (number)", "array": " (list)"}  # fmt: skip


def _drawn(rng: Random) -> tuple[list[str], bool]:
    """The kinds of the values of a note, and whether an object stands beside them."""
    pick = rng.random()
    if pick < 0.33:  # numbers
        kinds = some_kinds(rng, NUMBERS, rng.choice((2, 3, 3, 4)))
        return [*kinds, rng.choice(("person", "city", "list", "name"))], False
    if pick < 0.6:  # people and places
        return rng.sample(_PEOPLE, rng.choice((2, 3, 4))), chance(rng, 0.5)
    if pick < 0.8:
        return ["truth"] * rng.choice((1, 2, 3, 3, 4)) + some_kinds(rng, SHARES, 1), False
    return some_kinds(rng, SHARES, rng.choice((3, 3, 4, 5))), chance(rng, 0.2)


def _shown(part: Part) -> str:
    """How a property is asked for: its key and its type, or the keys of an object."""
    inner = f" ({' and '.join(part.inner)})"
    return part.key + _MARKS.get(part.schema["type"], "" if part.field else inner)


def _question(
    rng: Random, parts: list[Part], values: list[Any], asked: list[int], chinese: bool
) -> tuple[str, str]:
    """The keys of some properties, and the object of their values."""
    named = keyed(rng, parts, chinese)
    found = {named[index].key: values[index] for index in asked}
    keys = dict.fromkeys(_shown(named[index]) for index in asked)
    return ", ".join(keys), to_json(found)


def _questions(
    rng: Random, parts: list[Part], values: list[Any], chinese: bool
) -> list[tuple[str, str]]:
    """Questions for all properties in turn, one and a half times or more."""
    left: list[int] = []
    questions: list[tuple[str, str]] = []
    while len(questions) < rng.choice((5, 6, 7, 8)):
        if not left:
            left = rng.sample(range(len(parts)), len(parts))
        size = rng.choice((1, 1, 1, 2))
        asked, left = left[:size], left[size:]
        questions.append(_question(rng, parts, values, asked, chinese))
    return questions


def sample(rng: Random, chinese: bool) -> Conversation:
    """Returns a note, and questions for its facts; now and then a whole schema comes first."""
    while True:
        kinds, both = _drawn(rng)
        parts = parts_of(rng, kinds, both, chinese)
        # Values that begin alike can only be copied from the sentence that was found.
        notes = [note(rng, parts, chinese) for _ in range(rng.choice((1, 1, 5)))]
        text, values = max(notes, key=lambda told: alike(told[1]))
        if len(parts) > 1 and differ(values):
            break
    questions = _questions(rng, parts, values, chinese)
    messages: list[Message] = []
    named = keyed(rng, parts, chinese)
    found = {part.key: value for part, value in zip(named, values, strict=True)}
    if len(found) == len(parts) and chance(rng, 0.35):
        request = object_request(rng, named, _CHINESE_ABOUT if chinese else _ABOUT, 0.5)
        messages = [system(request), user(text), assistant(to_json(found))]
    for keys, answer in questions:
        head = "" if messages else f"{text}\n\n"
        messages += [user(f"{head}JSON: {keys}"), assistant(answer)]
    return Conversation(tuple(messages))
