"""What the tools of a run say: the first what it found, the second what came of it."""

from __future__ import annotations

from random import Random
from typing import Any

from ..chat_format import to_json
from .drill_results import TOPICS, told, told_briefly
from .words import chance, noun

_KINDS_OF_KEYS = ("last", "current", "latest", "main", "real", "first", "next", "own", "known", "usual", "old", "present", "recent", "open")  # fmt: skip
_CHINESE_KEYS: dict[str, tuple[str, ...]] = {
    "city": ("城市", "所在地", "地点", "当地"), "person": ("姓名", "联系人", "名字", "人员"),
    "date": ("日期", "哪天", "日子"), "time": ("时间", "钟点"), "code": ("编号", "单号", "号码"),
    "number": ("数值", "数量", "结果"), "email": ("邮箱", "地址"), "word": ("内容", "名称", "物品"),
}  # fmt: skip
_TEXTS = ("It is {v}.", "{g}: {v}", "{g} - {v}", "found {v}", "{g} -> {v}", "result: {v}", "{v} ({g})")  # fmt: skip
_TEXTS_CHINESE = ("是{v}", "{g}：{v}", "{g}，{v}", "查到{v}", "结果：{v}", "{g}: {v}", "{v}（{g}）")
# Under these a tool says which thing it speaks of.
_GIVEN_KEYS = ("for", "of", "query", "name", "asked", "input")


def _further(rng: Random) -> tuple[str, Any]:
    """A field that nobody asked for, of another kind than what is found."""
    pairs: tuple[tuple[str, Any], ...] = (
        ("ok", True), ("status", "ok"), ("active", chance(rng, 0.5)), ("source", noun(rng)), ("version", rng.randrange(1, 9)),
        ("age", rng.randrange(18, 80)), ("pages", rng.randrange(1, 90)), ("type", noun(rng)), ("rating", rng.randrange(10, 50) / 10),
        ("updated", "today"), ("note", "new"), ("id", rng.randrange(1, 900)),
    )  # fmt: skip
    return rng.choice(pairs)


def _several(rng: Random, key: str, given: Any, found: Any) -> str:
    """What is found among other fields."""
    fields: dict[str, Any] = {key: found}
    if chance(rng, 0.45):
        fields.setdefault(rng.choice(_GIVEN_KEYS), given)
    while len(fields) < 2 or (len(fields) < 4 and chance(rng, 0.35)):
        name, value = _further(rng)
        fields.setdefault(name, value)
    items = list(fields.items())
    rng.shuffle(items)
    if chance(rng, 0.7):
        return to_json(dict(items))
    return rng.choice((", ", "\n")).join(f"{name}: {each}" for name, each in items)


def first_result(rng: Random, chinese: bool, kind: str, key: str, given: Any, found: Any) -> str:
    """Returns what the first tool says: mostly one field."""
    if chinese and kind in _CHINESE_KEYS and chance(rng, 0.2):
        key = rng.choice(_CHINESE_KEYS[kind])
    elif "_" not in key and chance(rng, 0.45):  # under a name that says a little more
        key = f"{rng.choice(_KINDS_OF_KEYS)}_{key}"
    pick = rng.random()
    if pick < 0.4:
        return to_json({key: found})
    if pick < 0.66:
        return f"{key}: {found}"
    if pick < 0.72:
        return str(found)
    if pick < 0.8:
        texts = _TEXTS_CHINESE if chinese else _TEXTS
        return rng.choice(texts).format(g=given, v=found)
    if pick < 0.84:
        return to_json({rng.choice(("data", "result")): {key: found}})
    return _several(rng, key, given, found)


_DONE = ("ok", "done", "success", "OK", "true", to_json({"status": "ok"}), to_json({"ok": True}))
# Of these second tools, by the first of their names, the result is of a topic; of others any.
_TOPIC_OF = {"weather_in": "weather", "local_time": "clock", "track": "parcel", "population_of": "in_stock",
             "days_until": "in_stock", "to_dollars": "price", "share_price": "price"}  # fmt: skip
_TELLING = ("hotel_in", "route_to", "air_quality", "news_from", "phone_of", "calendar_of", "address_of", "weekday_of",
            "open_file", "double_it", "to_words", "search_shops", "recipe_with", "is_taken", "about_firm", "gate_of", "is_late")  # fmt: skip


def ending(rng: Random, chinese: bool, second: str, given: Any) -> tuple[str, str]:
    """Returns what the second tool says of what it was given, and the answer that ends the run."""
    topic = _TOPIC_OF.get(second, "")
    if not topic and second not in _TELLING:
        return rng.choice(_DONE), "已完成。" if chinese else "Done."
    is_brief = topic in TOPICS or chance(rng, 0.7)
    found = (
        told_briefly(rng, chinese, topic, str(given))
        if is_brief
        else told(rng, chinese, str(given))
    )
    return found.text, about(given, found.said, chinese)


def about(given: Any, said: str, chinese: bool) -> str:
    """Returns all that a tool said of something: "Lima: 12 degrees."."""
    return f"{given}：{said}。" if chinese else f"{given}: {said}."
