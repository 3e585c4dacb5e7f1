"""A drill on schemas: short texts that state a few facts, and small schemas that ask for some.

Most are short, see field_steps.py, field_asks.py and truth_steps.py. In the others one text is asked for with many schemas, or many
texts with one; a key leads to its value by its word, by what it means, by its role beside a deed,
or only by its type.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import (
    Conversation,
    Json,
    Message,
    assistant,
    system,
    to_json,
    user,
)
from . import field_asks, field_steps, truth_steps
from .drill_fields import (
    DRILL_FIELDS,
    KEYS_OF_KINDS,
    deeds,
    nested,
    object_request,
    word_enum,
    word_fact,
)
from .plain_extraction import Part, simple, styled
from .plain_fields import FIELDS
from .plain_noun_fields import noun_field
from .words import chance, noun

_OPENINGS = ("The text: ", "From a letter: ", "Somebody wrote: ", "What we know: ", "Note:\n", "It says: ", "Please enter this: ")  # fmt: skip
_CHINESE_OPENINGS = (
    "文本：",
    "信里写：",
    "有人写道：",
    "已知：",
    "记录：\n",
    "上面说：",
    "请录入：",
)
_ASIDES = ("Have a nice day!", "Hi!", "Many thanks.", "That was all.", "Kind regards.", "Hello everybody.", "Bye!")  # fmt: skip
_CHINESE_ASIDES = (
    "祝你愉快！",
    "嗨！",
    "非常感谢。",
    "先这样。",
    "此致敬礼。",
    "大家好。",
    "再见！",
)
_ABOUT = ("What was written.", "The facts.", "What is known.", "To be filled in.")
_CHINESE_ABOUT = ("写了什么。", "事实。", "已知的内容。", "待填。")


class _Fact(NamedTuple):
    """What a text states: the key that asks for it, its schema, its value."""

    key: str
    schema: Json
    value: Any


def _simple_parts(rng: Random, chinese: bool) -> list[Part]:
    """One property, or those of a deed or two."""
    pick = rng.random()
    if pick < 0.15:
        return deeds(rng, chinese)
    if pick < 0.35:
        make = noun_field if pick < 0.23 else word_enum if pick < 0.26 else word_fact
        return [simple(rng, make(rng, chinese), chinese)]
    part = simple(rng, rng.choice(DRILL_FIELDS if pick < 0.75 else FIELDS), chinese)
    return [part._replace(forms=tuple(rng.sample(part.forms, len(part.forms))))]


def _shape(schema: Json) -> str:
    """What a value of a schema looks like; two of one shape cannot be told apart by it."""
    return to_json({**schema, "properties": None})


def _any_key(rng: Random) -> str:
    """A key that says nothing of its value."""
    key = rng.choice(("{a}", "{a}_{b}", "this_{a}", "{a}_of_{b}", "my_{a}"))
    return styled(rng, key.format(a=noun(rng), b=noun(rng)))


def _blind(rng: Random, parts: list[Part]) -> list[Part]:
    """Gives some properties any key, where their type alone tells what is meant."""
    shapes = [_shape(part.schema) for part in parts]
    return [
        part._replace(key=_any_key(rng)) if shapes.count(shape) == 1 and chance(rng, 0.04) else part
        for part, shape in zip(parts, shapes, strict=True)
    ]


def _kinds(part: Part) -> tuple[str, ...]:
    """The kinds of values that a property holds."""
    return (part.field.kind,) if part.field else ("person", "city")


def _loose(rng: Random, parts: list[Part]) -> list[Part]:
    """Gives some properties any key of their kind, where the text holds one value of the kind."""
    kinds = [kind for part in parts for kind in _kinds(part)]
    return [
        part._replace(key=styled(rng, rng.choice(KEYS_OF_KINDS[kind])))
        if part.field and kind in KEYS_OF_KINDS and kinds.count(kind) == 1 and chance(rng, 0.4)
        else part
        for part, (kind, *_) in zip(parts, map(_kinds, parts), strict=True)
    ]


def _as_text(rng: Random, part: Part) -> Part:
    """Asks for a number as a string now and then."""
    if part.schema["type"] in ("number", "integer") and chance(rng, 0.06):
        return part._replace(schema={"type": "string"})
    return part


def _parts(rng: Random, size: int, chinese: bool) -> list[Part]:
    """At least `size` properties with different keys and different sentences."""
    parts: list[Part] = [nested(rng, chinese)] if chance(rng, 0.4) else []
    while len(parts) < size:
        parts += _simple_parts(rng, chinese)
        parts = list({_subject(part): part for part in parts}.values())
    rng.shuffle(parts)
    parts = [_as_text(rng, part) for part in _blind(rng, _loose(rng, parts[:size]))]
    return list({part.key: part for part in parts}.values())


def _subject(part: Part) -> str:
    """What a property is about: no two of a text are about the same."""
    return str(part.field.keys) if part.field else ""


def _stated(
    rng: Random, parts: list[Part], turn: int, chinese: bool
) -> tuple[str, dict[str, _Fact]]:
    """A text that states all properties in an order of its own, and the facts."""
    facts: dict[str, _Fact] = {}
    sentences = []
    for part in parts:
        value, sentence = part.say(rng, turn, chinese)
        is_text = part.schema["type"] == "string"
        facts[part.key] = _Fact(part.key, part.schema, str(value) if is_text else value)
        sentences.append(sentence)
    if chance(rng, 0.35):
        sentences.append(rng.choice(_CHINESE_ASIDES if chinese else _ASIDES))
    rng.shuffle(sentences)
    opening = rng.choice(_CHINESE_OPENINGS if chinese else _OPENINGS) if chance(rng, 0.35) else ""
    space = "\n" if chance(rng, 0.08) else "" if chinese else " "
    return opening + space.join(sentences), facts


def _schema(rng: Random, parts: list[Part], chinese: bool) -> str:
    """The request for an object with some properties."""
    return object_request(rng, parts, _CHINESE_ABOUT if chinese else _ABOUT, 0.5)


def _many_texts(rng: Random, chinese: bool) -> Conversation:
    """One schema for several texts; each says the same in other words."""
    parts = _parts(rng, rng.choice((2, 3, 4, 5, 6)), chinese)
    asked = parts[:-1] if len(parts) > 2 and chance(rng, 0.2) else parts
    messages: list[Message] = [system(_schema(rng, asked, chinese))]
    for turn in range(rng.choice((3, 4, 5))):
        text, facts = _stated(rng, parts, turn, chinese)
        found = {part.key: facts[part.key].value for part in asked}
        messages += [user(text), assistant(to_json(found))]
    return Conversation(tuple(messages))


def _many_schemas(rng: Random, chinese: bool) -> Conversation:
    """One text for several schemas, which ask for all its facts in turn."""
    parts = _parts(rng, rng.choice((3, 4, 5, 6)), chinese)
    text, facts = _stated(rng, parts, 0, chinese)
    messages: list[Message] = []
    left: list[Part] = []
    for turn in range(rng.choice((3, 4, 5))):
        if not left:
            left = rng.sample(parts, len(parts))
        size = rng.choice((1, 2, 2, 3)) if turn else rng.choice((2, 3, 4))
        asked, left = left[:size], left[size:]
        request = _schema(rng, asked, chinese)
        messages += [user(request)] if turn else [system(request), user(text)]
        found = {part.key: facts[part.key].value for part in asked}
        messages += [assistant(to_json(found))]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    chinese = chance(rng, 0.47)
    pick = rng.random()
    if pick < 0.1:
        return truth_steps.sample(rng, chinese)
    if pick < 0.45:
        return field_asks.sample(rng, chinese)
    if pick < 0.88:
        return field_steps.sample(rng, chinese)
    return (_many_texts if chance(rng, 0.5) else _many_schemas)(rng, chinese)
