"""Copying: repeat this, what is the value of that. The first skill, most of the early text."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, to_json, user
from .words import (
    KANA,
    chance,
    chinese_word,
    city,
    code,
    invented_word,
    noun,
    number,
    person,
    phrase,
    value,
)

_REPEAT = ("Repeat: {}", 'Say "{}".', "Repeat after me: {}", "Echo {}", "Say {}", "Repeat {}")
_REPEAT_CHINESE = ("请重复：{}", "说：{}", "请跟我说：{}", "重复一遍：{}")
_LOOK_UP = ("What is {}?", "{}?", "Value of {}?", "{}是什么？", "What is the value of {}?")


def _anything(rng: Random, chinese: bool) -> str:
    pick = rng.randrange(7)
    if pick == 0:
        return "".join(rng.choice(KANA) for _ in range(rng.choice((2, 3, 4, 5))))
    if pick == 1:
        return " ".join(invented_word(rng) for _ in range(3))
    if pick == 2:
        return str(number(rng))
    if pick == 3:
        return code(rng)
    return (phrase, person, city)[pick - 4](rng, chinese)


def _repeat(rng: Random) -> Conversation:
    messages: list[Message] = []
    for _ in range(rng.choice((1, 2, 4, 6))):
        chinese = chance(rng, 0.45)
        text = _anything(rng, chinese)
        request = rng.choice(_REPEAT_CHINESE if chinese else _REPEAT).format(text)
        messages += [user(request), assistant(text)]
    return Conversation(tuple(messages))


def _look_up(rng: Random) -> Conversation:
    table: dict[str, object] = {}
    chinese = chance(rng, 0.45)
    for _ in range(rng.choice((2, 3, 4, 6, 8, 12))):
        key = chinese_word(rng) if chinese else noun(rng)
        kind = rng.choice(("word", "city", "integer", "code", "phrase", "person"))
        table[key] = value(rng, kind, chinese)
    form = rng.randrange(3)
    if form == 0:
        text = "\n".join(f"{key}: {what}" for key, what in table.items())
    elif form == 1:
        text = to_json(table)
    else:
        text = ", ".join(f"{key}={what}" for key, what in table.items())
    messages: list[Message] = []
    keys = list(table)
    for index in range(rng.choice((1, 2, 4, 6, 9))):
        key = rng.choice(keys)
        question = rng.choice(_LOOK_UP).format(key)
        messages += [user(question if index else f"{text}\n\n{question}")]
        messages += [assistant(str(table[key]))]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    return _repeat(rng) if chance(rng, 0.45) else _look_up(rng)
