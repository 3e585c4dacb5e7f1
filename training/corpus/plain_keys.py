"""The argument of a plain tool that says which thing is meant, and how a request says it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from . import tool_values
from .plain_slots import city, code, date, person
from .rare_names import latin_name
from .words import (
    ADJECTIVES,
    CHINESE_WORDS,
    NOUNS,
    allowed,
    holds_held_out,
    invented_word,
    read_table,
)


class Key(NamedTuple):
    """What tells a thing from others of its kind.

    `names`: of the argument, the last ones Chinese. `about`: descriptions. `forms`: how a
    request names the thing {n} with the value {v}. The pairs are English, Chinese.
    """

    names: tuple[tuple[str, ...], tuple[str, ...]]
    kind: str
    about: tuple[tuple[str, ...], tuple[str, ...]]
    make: Callable[[Random, bool], Any]
    forms: tuple[tuple[str, ...], tuple[str, ...]]


def _label(rng: Random, chinese: bool) -> str:
    """A name such as makers give to things."""
    pick = rng.random()
    if chinese and pick < 0.3:
        return rng.choice(CHINESE_WORDS)
    if pick < 0.6:
        return latin_name(rng)
    if pick < 0.7:
        return invented_word(rng).capitalize()
    if pick < 0.8:
        return f"{invented_word(rng).capitalize()} {rng.randrange(2, 900)}"
    first = rng.choice(NOUNS if pick < 0.9 else ADJECTIVES).capitalize()
    name = f"{first} {rng.choice(NOUNS).capitalize()}"
    if pick < 0.9:
        name = first + rng.choice(("", "ex", "o", "ix", "line", "pro"))
    return first if holds_held_out(name) else name


_COLOURS = allowed(
    "red blue green yellow black white grey brown pink purple orange silver golden beige violet".split()
)
_COLOURS_CHINESE = allowed(
    "红色 蓝色 绿色 黄色 黑色 白色 灰色 棕色 粉色 紫色 橙色 银色 金色 米色".split()
)


# English, Chinese
COLOURS = (_COLOURS, _COLOURS_CHINESE)


def _number(rng: Random, chinese: bool) -> int:
    return rng.randrange(1, 10 ** rng.choice((1, 2, 2, 3, 3, 4, 4, 5)) + 2)


_KEYS = (
    Key((("name", "label", "brand", "series", "item", "title", "product", "{t}_name", "{t}", "called"), ("名称", "牌子", "系列")), "string",
        (("The name", "Which {n}", "Name of it", "What the {n} is called", "Brand of the {n}"), ("{n}的名字", "名称", "哪个{n}", "{n}的牌子")),
        _label,
        (("the {v} {n}", "{n} {v}", "the {n} {v}", "the {n} named {v}", "my {n}, the {v}", "that {v} {n}"),
         ("{v}{n}", "{n}{v}", "叫做{v}的{n}", "名为{v}的{n}", "那个{v}{n}", "{v}这个{n}"))),
    Key((("number", "no", "index", "{t}_number", "lot", "num", "position", "{t}No", "id_number"), ("编号", "序号", "号码")), "integer",
        (("The number", "Number of the {n}", "Which number the {n} has", "Number on the list"), ("{n}号", "号码", "{n}的序号", "编号")),
        _number,
        (("{n} {v}", "the {n} number {v}", "{n} number {v}", "the {n} no {v}", "{n} no. {v}", "{n} #{v}", "number {v}, the {n}"),
         ("{v}号{n}", "{n}{v}号", "编号为{v}的{n}", "号码是{v}的{n}", "{n}{v}", "第{v}个{n}", "编号{v}那个{n}"))),
    Key((("code", "ref", "barcode", "sku", "{t}_id", "id", "{t}_code", "key", "reference", "{t}Id"), ("代码", "条码", "货号")), "string",
        (("The code", "Code of the {n}", "Id of the {n}", "What the sticker says", "As on the label"), ("{n}的代码", "货号", "条码", "{n}的ID")),
        code,
        (("{n} {v}", "the {n} {v}", "the {n} marked {v}", "the {n} with code {v}", "{n} {v}", "the {n} under {v}"),
         ("{n}{v}", "{v}这个{n}", "编码{v}的{n}", "标有{v}的{n}", "货号{v}的{n}", "{n} {v}"))),
    Key((("owner", "user", "who", "person", "client", "whose", "member", "{t}_owner", "ofPerson"), ("主人", "姓名", "用户")), "string",
        (("The owner", "Who owns the {n}", "Whose it is", "The person", "Owner of the {n}"), ("{n}是谁的", "主人", "姓名", "拥有者")),
        person,
        (("{v}'s {n}", "the {n} of {v}", "the {n} that {v} has", "{v}'s {n}", "the {n} belonging to {v}"),
         ("{v}的{n}", "{v}家的{n}", "属于{v}的{n}", "{v}那个{n}", "{v}的那个{n}"))),
    Key((("place", "city", "location", "where", "{t}_city", "in_city", "branch"), ("城市", "地点", "所在地")), "string",
        (("The town", "City of the {n}", "Where it is", "Town where the {n} stands"), ("{n}在哪个城市", "城市", "地点", "所在地")),
        city,
        (("the {n} in {v}", "our {n} in {v}", "the {v} {n}", "the {n} that is in {v}", "the {n} of {v}"),
         ("{v}的{n}", "在{v}的{n}", "{v}那边的{n}", "我们{v}的{n}", "{v}那个{n}"))),
    Key((("room", "area", "spot", "{t}_room"), ("房间", "位置")), "string",
        (("The room", "In which room the {n} is"), ("{n}在哪个房间", "房间")),
        lambda rng, chinese: tool_values.room(rng, chinese),
        (("the {n} in the {v}", "the {v} {n}", "the {n} from the {v}"), ("{v}的{n}", "{v}里的{n}", "放在{v}的{n}"))),
    Key((("date", "day", "{t}_date", "of_day"), ("日期", "哪天")), "string",
        (("The day", "Date of the {n}"), ("{n}的日期", "日期")), date,
        (("the {n} of {v}", "the {n} from {v}", "{n} {v}", "the {n} dated {v}"), ("{v}的{n}", "{v}那天的{n}", "日期为{v}的{n}"))),
    Key((("year", "built", "{t}_year"), ("年份",)), "integer",
        (("The year", "Year of the {n}"), ("{n}的年份", "年份")), lambda rng, _: rng.randrange(1850, 2040),
        (("the {n} of {v}", "the {v} {n}", "the {n} from {v}"), ("{v}年的{n}", "{v}年那个{n}"))),
    Key((("floor", "level", "storey"), ("楼层",)), "integer",
        (("The floor", "On which floor"), ("{n}在几楼", "楼层")), lambda rng, _: rng.randrange(1, 90),
        (("the {n} on floor {v}", "the {n} of floor {v}"), ("{v}楼的{n}", "{v}层的{n}"))),
    Key((("colour", "color", "which_colour"), ("颜色",)), "string",
        (("The colour", "Colour of the {n}"), ("{n}的颜色", "颜色")),
        lambda rng, chinese: rng.choice(_COLOURS_CHINESE if chinese else _COLOURS),
        (("the {v} {n}", "our {v} {n}", "that {v} {n}"), ("{v}的{n}", "那个{v}{n}", "{v}{n}"))),
)  # fmt: skip
WEIGHTS = (22, 20, 20, 16, 12, 4, 3, 2, 2, 3)


def _plain_forms(forms: str) -> tuple[str, ...]:
    """Forms without punctuation: they can stand anywhere in a request."""
    return tuple(form for form in allowed(forms.split(";")) if not {*form} & {*",()"})


# The first keys are those of the drill of arguments, whose requests have more forms.
_MORE_FORMS = [
    (_plain_forms(english), _plain_forms(chinese))
    for *_, english, chinese in read_table("argument_keys.txt")
][:5]
KEYS = (
    *(
        key._replace(forms=(key.forms[0] + english, key.forms[1] + chinese))
        for key, (english, chinese) in zip(_KEYS[:5], _MORE_FORMS, strict=True)
    ),
    *_KEYS[5:],
)
