"""Values that people say to an assistant: what is said, and what the call then holds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..words import (
    ADJECTIVES,
    CHINESE_WORDS,
    NOUNS,
    capitalised,
    chance,
    chinese_word,
    city,
    code,
    email,
    holds_held_out,
    invented_word,
    noun,
    person,
    read_table,
    real_noun,
)
from . import phrases
from .phrases import LISTS


class Value(NamedTuple):
    """A value as it is said, and as it stands in JSON."""

    said: str
    value: Any


# kind: English word, Chinese word
PAIRS: dict[str, list[tuple[str, str]]] = {}
_ALSO_SAID: dict[str, list[str]] = {}
for _kind, _english, _chinese, *_spoken in read_table("assistant_pairs.txt"):
    if not holds_held_out(_english) and not holds_held_out(_chinese):
        PAIRS.setdefault(_kind, []).append((_english, _chinese))
        _ALSO_SAID.update((_english, words.split(";")) for words in _spoken)


def said_of_pair(rng: Random, row: tuple[str, str], chinese: bool) -> str:
    """Returns how a word of a closed list is said in a language."""
    if chinese:
        return row[1]
    return rng.choice([row[0], *_ALSO_SAID.get(row[0], ())])


def _listed(kind: str) -> Callable[[Random, bool], Value]:
    def make(rng: Random, chinese: bool) -> Value:
        text = rng.choice(LISTS[kind, chinese])
        return Value(text, text)

    return make


def _same(make: Callable[[Random, bool], Any]) -> Callable[[Random, bool], Value]:
    def made(rng: Random, chinese: bool) -> Value:
        value = make(rng, chinese)
        return Value(str(value), value)

    return made


def _whole(low: int, high: int) -> Callable[[Random, bool], Value]:
    return _same(lambda rng, _: rng.randrange(low, high))


def _date_of(rng: Random, chinese: bool) -> Value:
    """A day as it is said after a verb, "on Monday", and as a call holds it, "Monday"."""
    said = phrases.day(rng, chinese)
    return Value(said, said.removeprefix("on "))


def _title(rng: Random, chinese: bool) -> str:
    """A song, film or book."""
    if chance(rng, 0.4):
        return rng.choice(LISTS["title", chinese])
    if chinese:
        return chinese_word(rng) + rng.choice(("", "之歌", "的夏天", "往事"))
    words = [rng.choice(ADJECTIVES), noun(rng)] if chance(rng, 0.6) else [noun(rng), real_noun(rng)]
    return " ".join(word.capitalize() for word in words)


def _product(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.4):
        return rng.choice(LISTS["product", chinese])
    if chinese:
        return rng.choice(CHINESE_WORDS)
    adjective = rng.choice(ADJECTIVES) + " " if chance(rng, 0.4) else ""
    return adjective + (rng.choice(NOUNS) if chance(rng, 0.7) else invented_word(rng))


def _company(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.4):
        return rng.choice(LISTS["company", chinese])
    if chinese:
        return chinese_word(rng) + rng.choice(("科技", "集团", "公司", ""))
    return capitalised(rng) + rng.choice(("", "", " Inc", " Corp", " Foods", " Labs"))


def _ticker(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.4):
        return rng.choice(LISTS["ticker", False])
    return "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.choice((3, 4))))


def _word(rng: Random, chinese: bool) -> str:
    return chinese_word(rng) if chinese and chance(rng, 0.8) else noun(rng)


def _file(rng: Random, chinese: bool) -> str:
    stem = noun(rng) if not chinese or chance(rng, 0.5) else chinese_word(rng)
    if chance(rng, 0.25):
        stem += "_" + rng.choice((noun(rng), str(rng.randrange(1, 2030))))
    folder = noun(rng) + "/" if chance(rng, 0.15) else ""
    ending = rng.choice(("txt", "pdf", "csv", "md", "docx", "xlsx", "json", "py", "log"))
    return f"{folder}{stem}.{ending}"


def _question(rng: Random, chinese: bool) -> str:
    """A question about the world, as it goes to a search engine."""
    who, where = person(rng, chinese), city(rng, chinese)
    if chinese:
        thing = chinese_word(rng)
        return rng.choice((f"谁发明了{thing}", f"{where}有什么好玩的", f"{thing}是怎么做的", f"{who}是谁",
                           f"{thing}有什么用", f"{where}的市长是谁", f"{thing}哪个牌子好"))  # fmt: skip
    thing = noun(rng)
    return rng.choice((f"who invented the {thing}", f"what to do in {where}", f"how {thing}s are made",
                       f"who {who} is", f"why {thing}s are {rng.choice(ADJECTIVES)}",
                       f"who the mayor of {where} is", f"how to fix a {thing}"))  # fmt: skip


def _expression(rng: Random, chinese: bool) -> str:
    numbers = [rng.randrange(1, rng.choice((10, 100, 1000))) for _ in range(rng.choice((2, 2, 3)))]
    space = rng.choice(("", " "))
    text = str(numbers[0])
    for each in numbers[1:]:
        text += f"{space}{rng.choice('+-*/')}{space}{each}"
    return text


def _url(rng: Random, chinese: bool) -> str:
    start = rng.choice(("https://", "https://www.", "http://", ""))
    path = "/" + noun(rng) if chance(rng, 0.6) else ""
    return f"{start}{invented_word(rng)}.{rng.choice(('com', 'org', 'net', 'io', 'dev'))}{path}"


def _phone(rng: Random, chinese: bool) -> str:
    if chinese:
        return "1" + "".join(str(rng.randrange(10)) for _ in range(10))
    return f"+{rng.randrange(1, 99)} {rng.randrange(100, 999)} {rng.randrange(1000, 9999)}"


def _identifier(rng: Random, chinese: bool) -> str:
    digits = str(rng.randrange(10, rng.choice((1000, 100000))))
    letters = "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(rng.choice((1, 2, 3))))
    return rng.choice(
        (digits, letters + digits, f"{letters}-{digits}", f"{letters.lower()}_{digits}")
    )


def _amount(rng: Random, chinese: bool) -> int | float:
    if chance(rng, 0.2):
        return rng.randrange(1, 2000) / 10
    return rng.choice((rng.randrange(1, 100), rng.randrange(1, 20) * 50, rng.randrange(1, 5000)))


def _flight(rng: Random, chinese: bool) -> str:
    letters = "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in "ab")
    return f"{letters}{rng.choice(('', '', ' '))}{rng.randrange(10, 10000)}"


def _small(rng: Random, chinese: bool) -> Value:
    number = rng.randrange(1, 13)
    if number > 1 and chance(rng, 0.35) and number < 11:
        spelt = "two three four five six seven eight nine ten".split()
        return Value(phrases.CHINESE_HOURS[number - 1] if chinese else spelt[number - 2], number)
    return Value(str(number), number)


def _party(rng: Random, chinese: bool) -> Value:
    """More than one."""
    while True:
        found = _small(rng, chinese)
        if found.value > 1:
            return found


def _pair(kind: str) -> Callable[[Random, bool], Value]:
    """A word of a closed list, as it is said in the question's language."""

    def make(rng: Random, chinese: bool) -> Value:
        said = said_of_pair(rng, rng.choice(PAIRS[kind]), chinese)
        return Value(said, said)

    return make


def _recipient(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.25):
        return rng.choice(LISTS["relative", chinese])
    return person(rng, chinese)


MAKERS: dict[str, Callable[[Random, bool], Value]] = {
    "city": _same(phrases.place), "person": _same(person), "recipient": _same(_recipient),
    "email": _same(lambda rng, _: email(rng)), "clock_time": _same(phrases.clock_time), "time": _same(phrases.time_of_day), "moment": _same(phrases.moment), "day": _date_of,
    "message": _same(phrases.message), "task": _same(phrases.task), "event": _same(phrases.event),
    "topic": _same(phrases.topic), "title": _same(_title), "product": _same(_product),
    "company": _same(_company), "ticker": _same(_ticker), "word": _same(_word),
    "file": _same(_file), "question": _same(_question), "expression": _same(_expression),
    "url": _same(_url), "phone": _same(_phone), "id": _same(_identifier),
    "code": _same(lambda rng, _: code(rng)), "amount": _same(_amount),
    "number": _same(lambda rng, _: rng.randrange(rng.choice((10, 100, 1000)))),
    "divisor": _whole(1, 40), "small": _small, "party": _party, "flight": _same(_flight), "minutes": _whole(2, 91), "degrees": _whole(-9, 40),
    "room_degrees": _whole(16, 28), "percent": _whole(1, 101), "price": _whole(2, 3000),
    "large": _whole(10, 90000),
}  # fmt: skip


def make(kind: str, rng: Random, chinese: bool) -> Value:
    """Returns a random value of a kind: a maker's name, a closed list or an open one."""
    maker = MAKERS.get(kind)
    if maker is None:
        maker = _pair(kind) if kind in PAIRS else _listed(kind)
    return maker(rng, chinese)
