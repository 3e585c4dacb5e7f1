"""Kinds of values for the drills on calls: what they are called, and what makes them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from . import plain_slots, tool_values
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_WORDS,
    CITIES,
    NOUNS,
    VERBS,
    allowed,
    chance,
    chinese_word,
    email,
    holds_held_out,
    invented_word,
    noun,
    read_table,
)

_CHINESE = {kind: allowed(words.split()) for kind, words in read_table("plain_words_zh.txt")}
CHINESE_VERBS = [word for word in _CHINESE["v"] if len(word) > 1]
CHINESE_FACTS = [word for word in _CHINESE["n"] if len(word) > 1]
_CHINESE_QUALITIES = _CHINESE["a"]


class Kind(NamedTuple):
    """A kind of value: its name (English, Chinese), names of arguments, what makes a value."""

    word: tuple[str, str]
    arguments: tuple[str, ...]
    make: Callable[[Random, bool], str]


def _free(rng: Random, make: Callable[[], str]) -> str:
    """A text made of words that are free, in which none that is kept apart has come about."""
    text = make()
    while holds_held_out(text):
        text = make()
    return text


def _town(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.4):
        return rng.choice(CHINESE_CITIES) if chinese else rng.choice(CITIES)
    return plain_slots.city(rng, chinese)


def _person(rng: Random, chinese: bool) -> str:
    if chinese and chance(rng, 0.6):
        return rng.choice(CHINESE_NAMES)
    return plain_slots.person(rng, chinese)


def _thing(rng: Random, chinese: bool) -> str:
    """A thing to buy or use, often with the name of its make."""
    if chinese:
        head = chinese_word(rng) if chance(rng, 0.7) else invented_word(rng).capitalize()
        return _free(rng, lambda: rng.choice(("", head, head)) + rng.choice(CHINESE_WORDS))
    head = rng.choice(
        (invented_word(rng).capitalize(), noun(rng).capitalize(), rng.choice(ADJECTIVES))
    )
    return rng.choice((head.capitalize(), f"{head} {noun(rng)}", noun(rng), f"{head} {noun(rng)}"))


_TOPICS = (
    "{a} {n} for {m}s", "why the {n} is {a}", "ways to {v} a {n}", "where {n}s come from", "{n}s in {c}", "how to {v} {n}s",
    "what a {n} needs", "the oldest {n} of {c}", "{n} {m}", "who built the {n}", "{a} {a} {n}", "rules of {n} {m}",
    "a {n} without a {m}", "{n} that can {v}", "when to {v} the {n}", "{n} shops near {c}",
)  # fmt: skip
_TOPICS_CHINESE = (
    "{c}最{a}的{n}", "如何{v}{n}", "{n}为什么{a}", "{n}的{f}", "{n}哪种好", "怎样{v}一个{n}", "{n}能不能{v}", "{c}哪里有{n}",
    "{a}的{n}推荐", "{n}放在哪里", "谁{v}了{n}", "{n}要多少{m}", "{f}最好的{n}", "没有{m}的{n}", "{n}什么时候{v}",
)  # fmt: skip


def _topic(rng: Random, chinese: bool) -> str:
    """Several words that belong together, such as one searches for."""

    def make() -> str:
        if chinese:
            return rng.choice(_TOPICS_CHINESE).format(
                c=rng.choice(CHINESE_CITIES), a=rng.choice(_CHINESE_QUALITIES), n=rng.choice(CHINESE_WORDS),
                v=rng.choice(CHINESE_VERBS), m=rng.choice(CHINESE_WORDS), f=rng.choice(CHINESE_FACTS),
            )  # fmt: skip
        return rng.choice(_TOPICS).format(
            a=rng.choice(ADJECTIVES), n=noun(rng), m=rng.choice(NOUNS), v=rng.choice(VERBS), c=rng.choice(CITIES)
        )  # fmt: skip

    return _free(rng, make)


def _sum(rng: Random, _: bool) -> str:
    first, second = (rng.randrange(2, 10 ** rng.choice((1, 2, 3, 4)) + 2) for _ in "ab")
    return f"{first} {rng.choice('+-*/')} {second}"


KINDS: dict[str, Kind] = {
    "town": Kind(("town", "城市"), ("town", "city", "place", "location", "where", "spot_name"), _town),
    "person": Kind(("person", "人"), ("person", "name", "who", "whom", "full_name_of", "colleague"), _person),
    "code": Kind(("number", "编号"), ("code", "number", "ref", "id", "tracking_code", "no"), lambda rng, _: plain_slots.code(rng)),
    "thing": Kind(("product", "商品"), ("article", "product", "item", "goods", "what_thing"), _thing),
    "topic": Kind(("subject", "主题"), ("query", "topic", "search_text", "subject", "terms"), _topic),
    "sum": Kind(("sum", "算式"), ("expression", "sum", "term", "calculation"), _sum),
    "room": Kind(("room", "房间"), ("room", "which_room", "room_name"), tool_values.room),
    "date": Kind(("day", "日期"), ("day", "date", "on_day"), lambda rng, _: plain_slots.date(rng, False)),
    "email": Kind(("mail address", "邮箱"), ("email", "mail", "address"), lambda rng, _: email(rng)),
    "text": Kind(("text", "内容"), ("text", "message", "note", "content"), tool_values.message_text),
}  # fmt: skip


def different(rng: Random, kind: Kind, chinese: bool, count: int) -> list[str]:
    """Returns so many different values of a kind, none of which is a part of another."""
    values: list[str] = []
    while len(values) < count:
        value = kind.make(rng, chinese)
        is_apart = not any(value in other or other in value for other in values)
        if is_apart and not any(mark in value for mark in (" and ", ", ", "、", "和", "跟")):
            values.append(value)
    return values
