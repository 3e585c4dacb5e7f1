"""What tools say, in many shapes, with the short text that tells the user all of it."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import to_json
from . import plain_slots, tool_values
from .drill_values import KINDS
from .words import ADJECTIVES, CHINESE_WORDS, NOUNS, chance, chinese_word, invented_word, noun


class Told(NamedTuple):
    """What a tool says, and what of it is told."""

    text: str
    said: str


_UNITS = "degrees metres francs litres grams points percent pieces minutes miles pages seats kilos crowns days".split()
_UNITS_CHINESE = "度 米 块 升 克 分 件 分钟 公里 页 个 公斤 两 天 层 人".split()
_HEADS = ("right now {}", "at present {}", "about {}", "currently {}", "still {}", "{} so far", "{} as of today", "at {}", "stands at {}")  # fmt: skip
_HEADS_CHINESE = (
    "现为{}",
    "当前{}",
    "大约{}",
    "在{}",
    "还是{}",
    "已到{}",
    "截至今天{}",
    "一共{}",
    "处于{}",
    "查到{}",
)


def _number(rng: Random, chinese: bool) -> Any:
    pick = rng.random()
    if pick < 0.12:
        return -rng.randrange(1, 60)
    if pick < 0.25:
        return round(rng.randrange(1, 9999) / rng.choice((10, 100)), 2)
    return rng.randrange(1, 10 ** rng.choice((1, 2, 2, 3, 3, 4, 5, 6)) + 1)


def _measure(rng: Random, chinese: bool) -> str:
    if chinese:
        return f"{_number(rng, True)}{rng.choice(_UNITS_CHINESE)}"
    return f"{_number(rng, False)} {rng.choice(_UNITS)}"


def _state(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_WORDS) + rng.choice(("", "中", "部", "组", "区", "站", "科"))
    return rng.choice((rng.choice(ADJECTIVES), noun(rng), noun(rng).capitalize(), f"{rng.choice(ADJECTIVES)} {noun(rng)}"))  # fmt: skip


_MAKERS = (
    (_number, 5), (_measure, 3), (_state, 4), (KINDS["town"].make, 4), (KINDS["person"].make, 2), (KINDS["code"].make, 1.5),
    (plain_slots.clock, 3), (plain_slots.date, 1.5), (tool_values.room, 0.7), (KINDS["thing"].make, 1),
)  # fmt: skip


def value(rng: Random, chinese: bool) -> Any:
    """Returns something that a tool may have found."""
    makers, weights = zip(*_MAKERS, strict=True)
    return rng.choices(makers, weights)[0](rng, chinese)


def _key(rng: Random, chinese: bool) -> str:
    if chinese and chance(rng, 0.7):
        return chinese_word(rng)
    key = rng.choice(NOUNS) if chance(rng, 0.7) else invented_word(rng)
    return f"{key}_{rng.choice(NOUNS)}" if chance(rng, 0.3) else key


def _record(rng: Random, chinese: bool, given: str) -> Told:
    """An object of some fields, all of which are told."""
    found = {_key(rng, chinese): value(rng, chinese) for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))}
    comma = "，" if chinese else ", "
    said = comma.join(f"{key.replace('_', ' ')} {each}" for key, each in found.items())
    pick = rng.random()
    if pick < 0.12:
        return Told(to_json({rng.choice(("data", "result", "found")): found}), said)
    if pick < 0.2:
        return Told(to_json([found]), said)
    if pick < 0.38:
        lines = [f"{key}: {each}" for key, each in found.items()]
        return Told(rng.choice(("\n", ", ")).join(lines), said)
    return Told(to_json(found), said)


def _list(rng: Random, chinese: bool, given: str) -> Told:
    maker = rng.choice((KINDS["town"], KINDS["person"], KINDS["code"])).make
    found = [maker(rng, chinese) for _ in range(rng.choice((2, 2, 3)))]
    said = ("、" if chinese else ", ").join(found)
    forms = (to_json(found), to_json(found), "\n".join(found), "\n".join(f"- {each}" for each in found), to_json({_key(rng, chinese): found}))  # fmt: skip
    index = rng.randrange(len(forms))
    if index == len(forms) - 1:
        return Told(to_json({"results": found}), said)
    return Told(forms[index], said)


def _text(rng: Random, chinese: bool, given: str) -> Told:
    """Words alone, or after what was asked for."""
    found = str(value(rng, chinese))
    if chance(rng, 0.3):
        found += ("，" if chinese else ", ") + str(value(rng, chinese))
    elif chance(rng, 0.45):
        found = rng.choice(_HEADS_CHINESE if chinese else _HEADS).format(found)
    if chance(rng, 0.35):
        joints = ("：", "，", " ", ": ") if chinese else (": ", " ", " - ", ", ")
        return Told(given + rng.choice(joints) + found, found)
    return Told(found, found)


def told(rng: Random, chinese: bool, given: str) -> Told:
    """Returns any result about what was given."""
    make = rng.choices((_record, _list, _text), (5, 1, 5))[0]
    return make(rng, chinese, given)


def told_field(rng: Random, chinese: bool, name: str, given: str, found: Any) -> str:
    """Returns a result that holds one field among others, or alone."""
    pick = rng.random()
    if pick < 0.3:
        return str(found)
    fields: dict[str, Any] = {name: found}
    for _ in range(rng.choice((0, 0, 1, 2))):
        fields.setdefault(_key(rng, chinese), value(rng, chinese))
    items = list(fields.items())
    rng.shuffle(items)
    if pick < 0.5:
        return rng.choice(("\n", "; ", ", ")).join(f"{key}: {each}" for key, each in items)
    if pick < 0.6:
        return to_json({"data": dict(items)})
    if pick < 0.7:
        return to_json({rng.choice(("of", "for", "query")): given, **dict(items)})
    return to_json(dict(items))


def _degrees(rng: Random, chinese: bool) -> Any:
    degrees = rng.randrange(-30, 46)
    if chance(rng, 0.4):
        return degrees
    unit = (
        rng.choice(("度", "℃", "摄氏度"))
        if chinese
        else rng.choice((" C", "°", "°C", " degrees C"))
    )
    return f"{degrees}{unit}"


def _cost(rng: Random, chinese: bool) -> Any:
    number = rng.randrange(2, 10 ** rng.choice((2, 3, 3, 4)))
    units = ("块", "美元", "元整") if chinese else (" dollars", " EUR", " francs", " pounds")
    return number if chance(rng, 0.5) else f"{number}{rng.choice(units)}"


def _pieces(rng: Random, chinese: bool) -> int:
    return rng.randrange(10 ** rng.choice((1, 2, 2, 3, 4)))


_PLACE_KEYS = ("location", "position", "seen_at", "where", "depot", "station", "stopped_in", "last_seen", "current_place", "last_scan", "latest_hub", "now_at", "arrived_in", "last_depot", "passed"), ("地点", "现在在", "所在地", "到达", "站点", "仓库")  # fmt: skip
_TIME_KEYS = ("time", "local_time", "clock", "hour", "it_is", "current"), ("时间", "现在", "当地时间", "时刻", "几点", "此刻")  # fmt: skip
# What a tool of the topic finds, and what it calls that in English and in Chinese.
_OF_TOPIC: dict[str, tuple[Any, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "weather": (_degrees, (("degrees", "celsius", "air", "outside", "temperature"), ("气温", "度数", "室外", "体感"))),
    "clock": (plain_slots.clock, _TIME_KEYS),
    "parcel": (KINDS["town"].make, _PLACE_KEYS),
    "price": (_cost, (("cost", "amount", "euros", "to_pay", "costs", "price", "unit_price", "final_price", "price_now"), ("售价", "金额", "单价", "多少钱"))),
    "in_stock": (_pieces, (("left", "pieces", "stock", "in_store"), ("库存", "剩余", "件数", "现货"))),
    "person": (_state, (("team", "unit", "job", "office"), ("岗位", "科室", "小组", "职务"))),
}  # fmt: skip
TOPICS = tuple(_OF_TOPIC)


# Where something is, as a carrier says it.
_WHEREABOUTS = ("in {}", "seen in {}", "just left {}", "arrived in {}", "waiting in {}", "on the way to {}", "it is in {}")  # fmt: skip
_WHEREABOUTS_CHINESE = ("在{}", "到了{}", "已离开{}", "停在{}", "正从{}发出", "刚到{}", "人在{}")


def _heads(topic: str, chinese: bool) -> tuple[str, ...]:
    if topic == "parcel":
        return _WHEREABOUTS_CHINESE if chinese else _WHEREABOUTS
    return _HEADS_CHINESE if chinese else _HEADS


def _entry(rng: Random, chinese: bool, given: str) -> Told:
    """What a register says of somebody: the name, then where they work, in one line."""
    comma = "，" if chinese else ", "
    found = [_state(rng, chinese), KINDS["town"].make(rng, chinese)]
    if chance(rng, 0.3):
        found.append(str(value(rng, chinese)))
    said = comma.join(found)
    joint = rng.choice(("，", "，", "：", " ") if chinese else (": ", ", ", " - "))
    return Told(given + joint + said if chance(rng, 0.85) else said, said)


def told_briefly(rng: Random, chinese: bool, topic: str, given: str) -> Told:
    """Returns a result that is one short thing: a time, a town, a number, alone or with its key."""
    if topic == "person" and chance(rng, 0.5):
        return _entry(rng, chinese, given)
    make, keys = _OF_TOPIC.get(topic, (value, ((), ())))
    found, pick = make(rng, chinese), rng.random()
    if pick < 0.4:
        return Told(str(found), str(found))
    if pick < 0.58:
        text = rng.choice(_heads(topic, chinese)).format(found)
        return Told(text, text)
    # A tool may have been written in English for those who talk Chinese.
    own = keys[chinese and chance(rng, 0.6)]
    key = rng.choice(own) if own and chance(rng, 0.75) else _key(rng, chinese)
    text = f"{key}: {found}" if pick < 0.66 else to_json({key: found})
    return Told(text, f"{key.replace('_', ' ')} {found}")
