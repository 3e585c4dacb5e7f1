"""Values whose end only the words around them tell: near relatives of each other, of any pieces.

A name of three characters may go on where one of two ended a moment ago, and what it ends with
may be a word of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from . import everyday_sayings, plain_slots
from .plain_matters import CHINESE_ADJECTIVES, CHINESE_FACT_NOUNS, CHINESE_VERBS, THINGS
from .rare_names import chinese_characters, chinese_name, latin_name
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    HANZI,
    NOUNS,
    VERBS,
    allowed,
    chance,
    holds_held_out,
    invented_word,
    read_table,
)

# Words of one character: a name that begins or ends with one of them looks shorter than it is.
_NUMERALS = "一二三四五六七八九十百千万"
_WORDLIKE = (
    "全新清头天明文包封张方时水江金白高安平常易于好多大小老东西里外上下前后左右半双单红黑青"
    + _NUMERALS
)
# A value with one of these at its end, or a number and nothing else, could be read in two ways.
_NOT_LAST = "家的那这个台号在牌里外上下前后款要有还"
_PARTICIPLES = allowed(english for english, _ in read_table("drill_verbs.txt"))
_THINGS = [thing for kind in "tmf" for thing in THINGS[kind]]


def _is_clear(text: str) -> bool:
    is_number = all(character in _NUMERALS for character in text)
    return (
        len(text) > 1 and text[-1] not in _NOT_LAST and not is_number and not holds_held_out(text)
    )


def _character(rng: Random) -> str:
    return rng.choice(_WORDLIKE if chance(rng, 0.4) else HANZI)


def _characters(rng: Random, sizes: tuple[int, ...]) -> str:
    """Characters in a row, of which many are words of their own."""
    while True:
        text = "".join(_character(rng) for _ in range(rng.choice(sizes)))
        if _is_clear(text):
            return text


def _name(rng: Random, chinese: bool) -> str:
    pick = rng.random()
    if chinese:
        if pick < 0.06:
            return latin_name(rng)
        return chinese_name(rng) if pick < 0.6 else _characters(rng, (2, 3, 3, 3))
    return rng.choice(FIRST_NAMES) if pick < 0.35 else latin_name(rng)


def _town(rng: Random, chinese: bool) -> str:
    pick = rng.random()
    if chinese:
        if pick < 0.15:
            return chinese_characters(rng, 2) if pick < 0.1 else latin_name(rng)
        return rng.choice(CHINESE_CITIES) if pick < 0.45 else _characters(rng, (2, 2, 3, 3, 4))
    return rng.choice(CITIES) if pick < 0.35 else latin_name(rng)


def _brand(rng: Random, chinese: bool) -> str:
    return _characters(rng, (2, 2, 3)) if chinese and chance(rng, 0.3) else latin_name(rng)


def _code(rng: Random, chinese: bool) -> str:
    found = plain_slots.code(rng, chinese)
    return found.lower() if chance(rng, 0.1) else found


def _item(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.3):
        return everyday_sayings.item(rng, chinese)
    thing = rng.choice(_THINGS).name(chinese)
    if chinese:
        return _characters(rng, (2, 2, 3)) + (thing if chance(rng, 0.7) else "")
    return latin_name(rng) + (f" {thing}" if chance(rng, 0.3) else "")


def _room(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.6):
        return everyday_sayings.room(rng, chinese)
    return _characters(rng, (2, 3)) if chinese else rng.choice(NOUNS)


# What is looked for or said: whole phrases of any words, up to where the request ends or goes on.
_TOPICS = (
    "{n}", "{n}", "{a} {n}", "the {n} of {m}", "{n} without {m}", "how to {w} the {n}", "why the {n} is {a}", "the {a} {n} of {c}", "{n} and {m}",
    "how {c} got its {n}", "where the {n} comes from", "the most {a} {n} for {m}", "how {a} the {n} is", "which {n} can {w}", "a {n} that can {w} {m}",
)  # fmt: skip
_TOPICS_ZH = (
    "{n}", "{n}", "{n}的{u}", "{n}的{u}", "{n}的{u}和{m}", "{n}怎么{w}", "{n}为什么{a}", "{n}是怎么{w}的", "{n}是谁{w}的", "{c}的{n}", "如何{w}{n}",
    "{a}的{n}", "{n}从哪里来", "{n}和{m}的区别", "{n}{m}", "{w}{n}的{u}", "{n}是什么时候{w}的", "不{a}的{n}", "{n}有多{a}",
)  # fmt: skip
_TEXTS = (
    "the {n} is {a}", "the {n} has come", "I lost the {n}", "my {n} can {w} the {m}", "we {w} the {n} today", "they want {c} and {n}", "you forgot the {a} {n}",
    "the {n} of the {m} was {a}", "nobody can {w} the {n}", "please {w} the {n}", "{n} is {a} now", "there is a {n} in {c}", "I will {w} it in {c}", "a {a} {n} is here",
    "our {n} is not {a} any more", "the {m} needs a {n}", "it is too {a} to {w}", "all the {n} is gone", "your {a} {n} was {a}", "his {n} is in the {m}",
)  # fmt: skip
_TEXTS_ZH = (
    "{n}来了", "我{w}了{n}", "{n}很{a}", "别{w}{n}", "请{w}{m}的{n}", "{n}已经{w}了", "我们在{c}{w}", "记住{n}的{u}", "你的{n}太{a}了", "{c}的{n}不{a}", "{n}和{m}都{w}了",
    "我想要{a}的{n}", "今天不{w}{n}了", "{n}要从{c}{w}", "没人会{w}{n}", "他们{w}的{n}不见了", "先{w}{n}再{w}{m}", "{n}还没有{w}", "那个{n}的{u}不对", "把{n}{w}一下",
)  # fmt: skip


def _noun(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.5):
        return rng.choice(_THINGS).name(chinese)
    return rng.choice(CHINESE_WORDS if chinese else NOUNS)


def filled(rng: Random, template: str, chinese: bool) -> str:
    """Returns a template with random nouns {n} {m} {u}, adjectives {a}, verbs {w} {p}, towns {c}."""
    made: dict[str, Callable[[], str]] = {
        "{n}": lambda: _noun(rng, chinese),
        "{m}": lambda: _noun(rng, chinese),
        "{u}": lambda: rng.choice(CHINESE_FACT_NOUNS),
        "{a}": lambda: rng.choice(CHINESE_ADJECTIVES if chinese else ADJECTIVES),
        "{w}": lambda: rng.choice(CHINESE_VERBS if chinese else VERBS),
        "{p}": lambda: rng.choice(_PARTICIPLES),
        "{c}": lambda: _town(rng, chinese),
    }
    for mark, make in made.items():
        if mark in template:
            template = template.replace(mark, make())
    return template


def _topic(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.3):
        return everyday_sayings.topic(rng, chinese)
    return filled(rng, rng.choice(_TOPICS_ZH if chinese else _TOPICS), chinese)


def _text(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.3):
        return everyday_sayings.message(rng, chinese)
    return filled(rng, rng.choice(_TEXTS_ZH if chinese else _TEXTS), chinese)


def _label(rng: Random, chinese: bool) -> str:
    pick = rng.random()
    if chinese:
        adjectives = [word for word in CHINESE_ADJECTIVES if len(word) == 2]
        if pick < 0.5:
            return rng.choice(adjectives if pick < 0.2 else CHINESE_WORDS)
        return _characters(rng, (2, 2, 3))
    return rng.choice(ADJECTIVES if pick < 0.6 else NOUNS) if pick < 0.85 else invented_word(rng)


def _labels(rng: Random, chinese: bool) -> tuple[list[str], str]:
    """One to three words, and how they are said in a row."""
    words = list(dict.fromkeys(_label(rng, chinese) for _ in range(rng.choice((1, 2, 2, 2, 3)))))
    comma = "、" if chinese else ", "
    last = rng.choice(("和", "和", "、", "跟") if chinese else (" and ", " and ", ", "))
    return words, comma.join(words[:-1]) + last + words[-1] if words[1:] else words[0]


_MAKERS: dict[str, Callable[[Random, bool], str]] = {
    "name": _name, "town": _town, "brand": _brand, "code": _code, "item": _item,
    "room": _room, "topic": _topic, "text": _text,
}  # fmt: skip
_STEMS: dict[str, Callable[[Random, bool], str]] = {"item": _brand, "topic": _noun}
# Of these the next value may be a near relative of the one before.
_RELATED = ("name", "town", "brand")


def _relative(rng: Random, value: str) -> str:
    """A value that is a little longer, a little shorter or a little different."""
    pick = rng.random()
    if value.isascii():
        if pick < 0.45:
            return value + latin_name(rng)[: rng.choice((2, 3, 4))].lower()
        return value[: rng.randrange(3, max(4, len(value)))] + (
            invented_word(rng) if pick < 0.7 else ""
        )
    if pick < 0.4:
        return value + _character(rng)
    if pick < 0.6:
        return value[:-1]
    return value[:-1] + _character(rng) if pick < 0.85 else _character(rng) + value[1:]


class Values:
    """Values of one kind for one conversation; in some of them each resembles the one before."""

    def __init__(self, rng: Random, kind: str, chinese: bool) -> None:
        self.kind, self.chinese = kind, chinese
        self.is_related = kind in _RELATED and chance(rng, 0.5)
        self.last = ""
        # A word that all of the values begin with or hold: how far they go on is new each time.
        has_stem = kind in _STEMS and chance(rng, 0.5)
        self.stem = _STEMS[kind](rng, chinese) if has_stem else ""

    def make(self, rng: Random) -> tuple[Any, str]:
        """Returns a value and how it is said."""
        if self.kind == "labels":
            return _labels(rng, self.chinese)
        if self.kind in ("number", "days"):
            number = rng.randrange(2, 60 if self.kind == "days" else 10 ** rng.choice((2, 3, 4, 4)))
            return number, str(number)
        if self.stem and chance(rng, 0.8):
            text = self._on_stem(rng)
            return text, text
        if self.is_related and self.last and chance(rng, 0.6):
            found = _relative(rng, self.last)
            size = 13 if found.isascii() else 4
            if found.isalpha() and _is_clear(found) and len(found) <= size:
                self.last = found
                return found, found
        self.last = _MAKERS[self.kind](rng, self.chinese)
        return self.last, self.last

    def _on_stem(self, rng: Random) -> str:
        if self.kind == "item":
            ends = ("", *(rng.choice(_THINGS).name(self.chinese) for _ in range(2)))
            end = rng.choice((*ends, str(rng.randrange(2, 900))))
            return f"{self.stem}{'' if self.chinese else ' '}{end}".strip()
        templates = [text for text in (_TOPICS_ZH if self.chinese else _TOPICS) if "{n}" in text]
        return filled(rng, rng.choice(templates).replace("{n}", self.stem), self.chinese)
