"""Everyday tools asked for in words that do not name them: weather, a taxi, a light, a sum."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json, ToolCall, function_tool
from . import tool_values
from .plain_matters import thing
from .plain_slots import SLOTS, city, code, person, word
from .plain_tools import Request, joined, styled
from .words import allowed, chance, read_table

Made = tuple[Any, str]


class _Value(NamedTuple):
    """A kind of argument: its schema without description, descriptions, values and how said."""

    schema: Callable[[bool], Json]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    make: Callable[[Random, bool], Made]


def _text(about: tuple[str, str], make: Callable[[Random, bool], str]) -> _Value:
    def both(rng: Random, chinese: bool) -> Made:
        value = make(rng, chinese)
        return value, value

    return _Value(
        lambda _: {"type": "string"}, (tuple(about[0].split(";")), tuple(about[1].split(";"))), both
    )


def _number(about: tuple[str, str], low: int, high: int, kind: str = "integer") -> _Value:
    def both(rng: Random, _: bool) -> Made:
        value = rng.randrange(low, high)
        return value, str(value)

    return _Value(
        lambda _: {"type": kind}, (tuple(about[0].split(";")), tuple(about[1].split(";"))), both
    )


def _flag(about: tuple[str, str], said: tuple[tuple[str, str], tuple[str, str]]) -> _Value:
    def both(rng: Random, chinese: bool) -> Made:
        value = chance(rng, 0.5)
        return value, rng.choice(said[chinese][0 if value else 1].split("/"))

    return _Value(
        lambda _: {"type": "boolean"},
        (tuple(about[0].split(";")), tuple(about[1].split(";"))),
        both,
    )


_TOPICS = (
    ("{n}", "{n}", "the {n} market", "how {n}s work", "{n} and {m}", "repairing a {n}", "the first {n}", "{n} museums", "used {n}s",
     "{n} clubs in {c}", "{c}", "the {n} of {c}"),
    ("{n}", "{n}", "{n}市场", "{n}的原理", "{n}和{m}", "{n}维修", "最早的{n}", "{n}博物馆", "二手的{n}", "{c}的{n}", "{c}", "{n}批发"),
)  # fmt: skip


def _topic(rng: Random, chinese: bool) -> str:
    n, m = _item(rng, chinese), _item(rng, chinese)
    return rng.choice(_TOPICS[chinese]).format(n=n, m=m, c=city(rng, chinese))


def _item(rng: Random, chinese: bool) -> str:
    return thing(rng, chinese).name(chinese) if chance(rng, 0.8) else word(rng, chinese)


def _sum(rng: Random, _: bool) -> str:
    numbers = [
        str(rng.randrange(1, 10 ** rng.choice((1, 2, 3, 4))))
        for _ in range(rng.choice((2, 2, 2, 3)))
    ]
    operators = [rng.choice("+-*/") for _ in numbers[1:]]
    gap = rng.choice((" ", " ", " ", ""))
    return numbers[0] + "".join(
        f"{gap}{o}{gap}{n}" for o, n in zip(operators, numbers[1:], strict=True)
    )


def _from_slot(name: str) -> _Value:
    slot = SLOTS[name]
    return _Value(slot.schema, slot.about, slot.make)


_NEAR = (
    "today tomorrow tonight Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "今天 明天 后天 今晚 周一 周二 周三 周四 周五 周六 周日 大后天".split(),
)
_CITY = _text(("The town;Name of the city;Which town", "城市;城市名;哪个城市"), city)
_PERSON = _text(("The person;Name of the person;Who", "姓名;人名;谁"), person)
_VALUES: dict[str, _Value] = {
    name: _from_slot(name)
    for name in ("text", "time", "minutes", "date", "account", "importance", "days", "number", "company", "email", "price", "count", "size")
}  # fmt: skip
_VALUES |= {
    "city": _CITY, "city2": _CITY, "person": _PERSON,
    "code": _text(("The number of it;Its code", "单子上的号码;编码"), code),
    "room": _text(("The room;Which room it is", "房间;哪个房间"), tool_values.room),
    "topic": _text(("What to find;The subject", "要找什么;主题"), _topic),
    "sum": _text(("The sum;Such as 3 + 4", "算式;比如 3 + 4"), _sum),
    "item": _text(("The thing;Name of it", "物品;东西的名字"), _item),
    "word": _text(("The word", "词语"), word),
    "song": _text(("The song;Title of it", "歌名"), tool_values.title),
    "event": _text(("What it is;Title", "事情;标题"), tool_values.title),
    "dish": _text(("The dish", "菜名"), _item),
    "path": _text(("The file;Path of the file", "文件;文件路径"), lambda rng, _: tool_values.path(rng)),
    "path2": _text(("The new place;Where to;New path", "新的路径;目标"), lambda rng, _: tool_values.path(rng)),
    "url": _text(("The address;Web address", "网址;地址"), lambda rng, _: tool_values.url(rng)),
    "near": _text(("Which day;The day", "哪天;日子"), lambda rng, chinese: rng.choice(_NEAR[chinese])),
    "language": _text(("The language", "语言"), lambda rng, chinese: SLOTS["language"].make(rng, chinese)[1]),
    "currency": _text(("The currency", "货币"), lambda rng, chinese: rng.choice(
        ("日元", "美元", "英镑", "韩元", "人民币", "瑞士法郎", "卢布") if chinese else
        ("yen", "dollars", "pounds", "francs", "pesos", "yuan", "roubles", "rupees"))),
    "amount": _number(("The amount", "金额"), 2, 9000, "number"),
    "degrees": _number(("In degrees;How warm", "度数;多少度"), 12, 30),
    "percent": _number(("In percent;From 0 to 100", "百分比;0到100"), 0, 101),
    "nights": _number(("How many nights", "几晚"), 1, 30),
    "onoff": _flag(("true: on, false: off;Whether it is on", "true为开，false为关;是否开着"),
                   (("switch on/put on", "switch off/put out"), ("开启/点亮", "关闭/熄灭"))),
    "lock": _flag(("true: locked, false: open;Whether it is locked", "true为锁，false为开;是否上锁"),
                  (("lock/lock up", "unlock/open up"), ("锁上/锁好", "解锁/打开锁"))),
}  # fmt: skip


class _Row(NamedTuple):
    """A kind of everyday tool. The pairs are English, Chinese."""

    group: str
    topic: str
    names: tuple[str, ...]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    arguments: tuple[tuple[str, tuple[str, ...]], ...]
    requests: tuple[tuple[str, ...], tuple[str, ...]]


def _cells(text: str) -> tuple[str, ...]:
    return tuple(allowed(text.split(";")))


def _rows() -> list[_Row]:
    found = []
    for group, topic, *row in read_table("plain_everyday.txt"):
        names, about, about_zh, arguments, asked, asked_zh = row
        pairs = [part.split("=") for part in arguments.split(";") if part != "-"]
        kinds = tuple((kind, tuple(allowed(words.split("/")))) for kind, words in pairs)
        found.append(
            _Row(
                group,
                topic,
                _cells(names),
                (_cells(about), _cells(about_zh)),
                kinds,
                (_cells(asked), _cells(asked_zh)),
            )
        )
    return found


ROWS = _rows()
# Of these a request can name several at once.
_LISTED = (
    "city",
    "person",
    "code",
    "item",
    "company",
    "word",
    "song",
    "path",
    "date",
    "dish",
    "topic",
    "room",
    "email",
)
_BLANK = re.compile(r"\{(\w+)\}")


class EverydayTool:
    """An everyday tool, asked for in one of the languages."""

    def __init__(self, rng: Random, row: _Row, chinese: bool) -> None:
        self.row, self.chinese = row, chinese
        self.topics = (row.group, row.topic)
        self.in_chinese = chinese and chance(rng, 0.8)
        self.names: dict[str, str] = {}
        properties: Json = {}
        is_described = chance(rng, 0.65)
        for kind, names in row.arguments:
            free = [name for name in names if name not in properties]
            name = self.names[kind] = rng.choice(free)
            properties[name] = self._schema(rng, kind, is_described)
        text = rng.choice(row.about[self.in_chinese])
        self.name = styled(rng, [rng.choice(row.names)])
        self.tool = function_tool(self.name, text, properties)

    def _schema(self, rng: Random, kind: str, is_described: bool) -> Json:
        value = _VALUES[kind]
        schema = dict(value.schema(self.chinese))
        if is_described:
            about = rng.choice(value.about[self.in_chinese])
            schema = {"type": schema.pop("type"), "description": about, **schema}
        return schema

    def _filled(self, text: str, values: dict[str, str]) -> str:
        return _BLANK.sub(lambda match: values[match[1]], text)

    def _made(self, rng: Random) -> dict[str, Made]:
        made = {kind: _VALUES[kind].make(rng, self.chinese) for kind in self.names}
        while "city2" in made and made["city2"] == made["city"]:
            made["city2"] = _CITY.make(rng, self.chinese)
        return made

    def _call(self, made: dict[str, Made]) -> ToolCall:
        return ToolCall(self.name, {name: made[kind][0] for kind, name in self.names.items()})

    def ask(self, rng: Random) -> Request:
        """Returns a request for one thing."""
        made = self._made(rng)
        text = self._filled(
            rng.choice(self.row.requests[self.chinese]), {k: v[1] for k, v in made.items()}
        )
        return Request(text, self._call(made))

    def ask_all(self, rng: Random, count: int) -> tuple[str, list[ToolCall]]:
        """Returns a request for several things, and the calls it needs."""
        kind = next(iter(self.names), "")
        if kind not in _LISTED or "city2" in self.names or "path2" in self.names:
            asked = [self.ask(rng) for _ in range(count)]
            joint = rng.choice(
                ("；", "，然后", "\n", "。再")
                if self.chinese
                else ("; ", ", then ", "\n", ", and ")
            )
            texts = [each.text.rstrip("?？.。") for each in asked]
            return joint.join(texts), [each.call for each in asked]
        made = self._made(rng)
        given = [made[kind]]
        while len(given) < count:
            value = _VALUES[kind].make(rng, self.chinese)
            if value not in given:
                given.append(value)
        said = {k: v[1] for k, v in made.items()}
        said[kind] = joined(rng, [each[1] for each in given], self.chinese)
        text = self._filled(rng.choice(self.row.requests[self.chinese]), said)
        return text, [self._call({**made, kind: each}) for each in given]


def everyday_tools(rng: Random, count: int, chinese: bool) -> list[EverydayTool]:
    """Returns everyday tools of different kinds, often some that belong together."""
    rows = rng.sample(ROWS, len(ROWS))
    if chance(rng, 0.5):
        group = rows[0].group
        rows.sort(key=lambda row: row.group != group)
    found: dict[str, EverydayTool] = {}
    for row in rows:
        tool = EverydayTool(rng, row, chinese)
        found.setdefault(tool.name, tool)
        if len(found) == count:
            break
    return list(found.values())
