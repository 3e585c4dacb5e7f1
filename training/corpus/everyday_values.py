"""Values of everyday tools: their schemas, and how requests say them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from . import tool_values
from .everyday_sayings import item, message, person, room, topic, town
from .plain_matters import THINGS
from .plain_slots import SLOTS, code, word
from .words import chance

Made = tuple[Any, str]


class ValueKind(NamedTuple):
    """A kind of argument: its schema without description, descriptions, values and how said."""

    schema: Callable[[bool], Json]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    make: Callable[[Random, bool], Made]


def _text(about: tuple[str, str], make: Callable[[Random, bool], str]) -> ValueKind:
    def both(rng: Random, chinese: bool) -> Made:
        value = make(rng, chinese)
        return value, value

    return ValueKind(
        lambda _: {"type": "string"}, (tuple(about[0].split(";")), tuple(about[1].split(";"))), both
    )


def _number(about: tuple[str, str], low: int, high: int, kind: str = "integer") -> ValueKind:
    def both(rng: Random, _: bool) -> Made:
        value = rng.randrange(low, high)
        return value, str(value)

    return ValueKind(
        lambda _: {"type": kind}, (tuple(about[0].split(";")), tuple(about[1].split(";"))), both
    )


def _flag(about: tuple[str, str], said: tuple[tuple[str, str], tuple[str, str]]) -> ValueKind:
    def both(rng: Random, chinese: bool) -> Made:
        value = chance(rng, 0.5)
        return value, rng.choice(said[chinese][0 if value else 1].split("/"))

    return ValueKind(
        lambda _: {"type": "boolean"},
        (tuple(about[0].split(";")), tuple(about[1].split(";"))),
        both,
    )


def _sum(rng: Random, _: bool) -> str:
    numbers = [
        str(rng.randrange(1, 10 ** rng.choice((1, 2, 3, 3, 4))))
        for _ in range(rng.choice((2, 2, 2, 3)))
    ]
    operators = [rng.choice("+-*+-*/") for _ in numbers[1:]]
    gap = rng.choice((" ", " ", " ", ""))
    return numbers[0] + "".join(
        f"{gap}{o}{gap}{n}" for o, n in zip(operators, numbers[1:], strict=True)
    )


_DEVICES = tuple(
    each for each in THINGS["m"] if not each.english.endswith(("car", "bus", "train", "ship"))
)


def _device(rng: Random, chinese: bool) -> str:
    return rng.choice(_DEVICES).name(chinese)


def _from_slot(name: str) -> ValueKind:
    slot = SLOTS[name]
    return ValueKind(slot.schema, slot.about, slot.make)


_NEAR = (
    "today tomorrow tonight Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "今天 明天 后天 今晚 周一 周二 周三 周四 周五 周六 周日 大后天".split(),
)
CITY = _text(
    (
        "The town;Name of the city;Which town;City;Where;The place",
        "城市;城市名;哪个城市;地名;地点;在哪里",
    ),
    town,
)
PERSON = _text(
    (
        "The person;Name of the person;Who;Full name;Which person it is;Name",
        "姓名;人名;谁;名字;哪个人;全名",
    ),
    person,
)
VALUES: dict[str, ValueKind] = {
    name: _from_slot(name)
    for name in ("time", "minutes", "date", "account", "importance", "days", "number", "company", "email", "price", "count", "size")
}  # fmt: skip
VALUES |= {
    "city": CITY, "city2": CITY, "person": PERSON,
    "code": _text(("The number of it;Its code;Number on it;Code;The number on the paper", "单子上的号码;编码;号码;代号;编号"), code),
    "room": _text(("The room;Which room it is;Room;Part of the house", "房间;哪个房间;哪间屋子;房间名"), room),
    "text": _text(("The text;What is written;What it says;The words of it", "内容;文字内容;要说的话;文字"), message),
    "topic": _text(("What to find;The subject;What it is about;Words to look for", "要找什么;主题;关键词;查找内容"), topic),
    "sum": _text(("The sum;Such as 3 + 4;What to calculate;Numbers and signs, like 8 * 5", "算式;比如 3 + 4;要算的式子;如 8 * 5"), _sum),
    "item": _text(("The thing;Name of it;Which product;What it is called", "物品;东西的名字;商品;叫什么"), item),
    "word": _text(("The word", "词语"), word),
    "song": _text(("The song;Title of it", "歌名"), tool_values.title),
    "event": _text(("What it is;Title", "事情;标题"), tool_values.title),
    "dish": _text(("The dish", "菜名"), item),
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
                   (("switch on/put on/turn on", "switch off/put out/turn off"), ("开启/点亮/打开", "关闭/熄灭/关掉/关上"))),
    "power": _flag(("true: on, false: off;Whether it is on;On or off;true if it shall be on", "true为开，false为关;是否开着;开还是关;要开就是true"),
                   (("on", "off"), ("打开/开启/开", "关掉/关上/关闭/关"))),
    "device": _text(("The device;Which one;Name of the machine", "设备;哪个电器;设备名"), _device),
    "lock": _flag(("true: locked, false: open;Whether it is locked", "true为锁，false为开;是否上锁"),
                  (("lock/lock up", "unlock/open up"), ("锁上/锁好", "解锁/打开锁"))),
}  # fmt: skip
