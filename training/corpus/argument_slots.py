"""Further arguments for the drill of arguments: how long, where to, for whom, words, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from . import plain_slots
from .plain_keys import COLOURS
from .plain_matters import CHINESE_ADJECTIVES, CHINESE_FACT_NOUNS
from .rare_names import chinese_characters, chinese_name, latin_name
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    NOUNS,
    allowed,
    chance,
    invented_word,
    read_table,
)

_UNITS = (("day", "天"), ("day", "天"), ("week", "周"), ("month", "个月"), ("night", "晚"), ("hour", "小时"), ("minute", "分钟"), ("year", "年"))  # fmt: skip
_KINDS = ("unit", "unit", "unit", "count", "price", "day", "clock", "to_city", "to_city", "to_person",
          "tint", "tint", "words", "words", "words", "choice", "truth", "truth", "truth")  # fmt: skip
_TYPES = {"unit": "integer", "count": "integer", "price": "integer", "truth": "boolean"}


def _cells(text: str) -> list[str]:
    return allowed(text.split(";"))


class _Wording(NamedTuple):
    """How an argument is named, described and said; the pairs are English, Chinese."""

    names: list[str]
    about: tuple[list[str], list[str]]
    tails: tuple[list[str], list[str]]
    heads: tuple[list[str], list[str]]
    wholes: tuple[list[str], list[str]]


def _wordings() -> dict[str, _Wording]:
    found: dict[str, _Wording] = {}
    for kind, *row in read_table("argument_slots.txt"):
        names, about, about_zh, tails, heads, wholes, *chinese = map(_cells, row)
        tails_zh, heads_zh, wholes_zh = chinese
        found[kind] = _Wording(names, (about, about_zh), (tails, tails_zh), (heads, heads_zh), (wholes, wholes_zh))  # fmt: skip
    return found


_WORDINGS = _wordings()
# names, descriptions, and what is said for yes and for no in each language
_TRUTHS = [tuple(map(_cells, row)) for row in read_table("argument_truths.txt")]
_TRUTH_WEIGHTS = [5] + [1] * (len(_TRUTHS) - 2) + [5]


def _word(rng: Random, chinese: bool) -> str:
    if chinese:
        pick = rng.random()
        adjectives = [word for word in CHINESE_ADJECTIVES if len(word) == 2]
        return rng.choice(adjectives if pick < 0.3 else CHINESE_WORDS)
    pick = rng.random()
    if pick < 0.12:
        return invented_word(rng)
    return rng.choice(ADJECTIVES if pick < 0.7 else NOUNS)


def _words(rng: Random, chinese: bool) -> tuple[list[str], str]:
    """One to three words, and how they are said in a row."""
    words: list[str] = []
    size = rng.choice((1, 2, 2, 2, 2, 3))
    while len(words) < size:
        word = _word(rng, chinese)
        if word not in words:
            words.append(word)
    comma = "、" if chinese else ", "
    last = rng.choice(("和", "和", "、", "以及", "跟") if chinese else (" and ", " and ", ", ", " and also ", " & "))  # fmt: skip
    return words, comma.join(words[:-1]) + last + words[-1] if words[1:] else words[0]


def _town(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_CITIES) if chance(rng, 0.65) else chinese_characters(rng, 2)
    return rng.choice(CITIES) if chance(rng, 0.55) else latin_name(rng)


def _person(rng: Random, chinese: bool) -> str:
    if chinese:
        return chinese_name(rng)
    return rng.choice(FIRST_NAMES) if chance(rng, 0.55) else latin_name(rng)


_TEXTS: dict[str, Callable[[Random, bool], str]] = {
    "day": plain_slots.date,
    "clock": plain_slots.clock,
    "to_city": _town,
    "to_person": _person,
}


class Slot:
    """One further argument of a tool: its schema, its values and how they are said."""

    def __init__(self, rng: Random, kind: str, chinese: bool) -> None:
        self.kind, self.chinese, self.name = kind, chinese, ""
        self.optional = chance(rng, 0.12)
        self.u, self.u_zh = rng.choice(NOUNS), rng.choice(CHINESE_FACT_NOUNS)
        if kind in ("count", "truth"):
            self.u_zh = rng.choice(CHINESE_WORDS)
        if kind == "unit":
            self.u, self.u_zh = rng.choice(_UNITS)
        self.enum = self._enum(rng)
        if kind == "truth":
            row = rng.choices(_TRUTHS, _TRUTH_WEIGHTS)[0]
            self.names, self.about = row[0], row[2 if chinese else 1]
            self.yes, self.no = row[5 if chinese else 3], row[6 if chinese else 4]
            self.tails = ["，{v}"] if chinese else [", {v}", ", {v}", " - {v}", ", {v}", "; {v}"]
            self.heads, self.wholes = ["{v}"], list[str]()
            return
        wording = _WORDINGS[kind]
        self.names, self.about = wording.names, wording.about[chinese]
        self.tails, self.heads, self.wholes = (
            [self._with_unit(text) for text in texts[chinese]]
            for texts in (wording.tails, wording.heads, wording.wholes)
        )

    def _with_unit(self, text: str) -> str:
        return text.replace("{u}", self.u).replace("{U}", self.u_zh)

    def _enum(self, rng: Random) -> list[str]:
        """The values to choose from, if they are listed."""
        if self.kind == "choice":
            values = [_word(rng, self.chinese) for _ in range(rng.choice((2, 3, 4, 5)))]
            return list(dict.fromkeys(values))
        if self.kind == "tint" and chance(rng, 0.65):
            return rng.sample(COLOURS[self.chinese], rng.choice((3, 4, 5, 5, 6)))
        return []

    def name_in(self, rng: Random, properties: Json) -> None:
        """Adds the argument to the properties of a tool, under a name that is free."""
        names = [self._with_unit(name) for name in self.names]
        self.name = rng.choice([name for name in names if name not in properties])
        is_list = self.kind == "words"
        found: Json = {"type": "array" if is_list else _TYPES.get(self.kind, "string")}
        if is_list:
            found["items"] = {"type": "string"}
        # A noun in Chinese says what an English name does not.
        is_needed = self.chinese and self.kind in ("count", "choice", "truth")
        if is_needed or chance(rng, 0.65):
            found["description"] = self._with_unit(rng.choice(self.about))
        if self.enum:
            found["enum"] = self.enum
        properties[self.name] = found

    def make(self, rng: Random) -> tuple[Any, str]:
        """Returns a value and how it is said."""
        if self.kind == "truth":
            value = chance(rng, 0.5)
            return value, self._with_unit(rng.choice(self.yes if value else self.no))
        if self.kind == "words":
            return _words(rng, self.chinese)
        if self.enum or self.kind == "tint":
            chosen = rng.choice(self.enum or COLOURS[self.chinese])
            return chosen, chosen
        if self.kind in _TEXTS:
            text = _TEXTS[self.kind](rng, self.chinese)
            return text, text
        limit = 9000 if self.kind == "price" else rng.choice((12, 32, 32, 100))
        number = rng.randrange(2, limit)
        if self.kind == "unit" and number <= 12 and chance(rng, 0.3):
            return number, plain_slots.spelled(rng, number, self.chinese)
        return number, str(number)


def choose(rng: Random, count: int, without: list[str], chinese: bool) -> list[Slot]:
    """Returns slots of different kinds."""
    kinds: list[str] = []
    while len(kinds) < count:
        kind = rng.choice(_KINDS)
        if kind not in kinds and kind not in without:
            kinds.append(kind)
    return [Slot(rng, kind, chinese) for kind in kinds]
