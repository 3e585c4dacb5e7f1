"""Names of what facts are about: products, books, events, trains, in English and Chinese."""

from __future__ import annotations

from random import Random

from .phrasing import plural
from .prose_values import value
from .words import (
    ADJECTIVES,
    CHINESE_NAMES,
    FIRST_NAMES,
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    invented_word,
    noun,
    real_noun,
)


def _english_name(rng: Random, kind: str) -> str:
    if kind == "product":
        name = invented_word(rng).capitalize()
        return rng.choice((f"{name} {rng.randrange(1, 100)}", f"{name} {real_noun(rng)}", name,
                           f"{rng.choice(ADJECTIVES)} {noun(rng)}", noun(rng)))  # fmt: skip
    if kind == "book":
        title = f"{rng.choice(ADJECTIVES).capitalize()} {noun(rng).capitalize()}"
        return rng.choice((f'"{title}"', f'"The {title}"', f'"{capitalised(rng)}"', title))
    if kind == "event":
        what = rng.choice(("conference", "party", "concert", "course", "meeting", "fair", "festival",
                           "lecture", "race"))  # fmt: skip
        return f"the {rng.choice((noun(rng), capitalised(rng), rng.choice(ADJECTIVES)))} {what}"
    if kind == "project":
        name = capitalised(rng)
        return rng.choice(
            (name, f"project {name}", f"the {real_noun(rng)} service", f"{name} {real_noun(rng)}")
        )
    if kind == "trip":
        which = rng.choice(("train", "flight", "bus", "ferry", "tram"))
        name = f"{invented_word(rng)[:2].upper()}{rng.randrange(1, 1000)}"
        return f"{which} {rng.choice((name, name, str(rng.randrange(1, 200))))}"
    if kind == "order":
        return f"order {rng.choice(('', '#'))}{rng.randrange(100, 100000)}"
    if kind == "dish":
        what = rng.choice(("soup", "pie", "cake", "stew", "bread", "salad", "roast", "pudding"))
        return f"the {rng.choice((noun(rng), value(rng, 'food', False)))} {what}"
    if kind == "kind":
        return plural(real_noun(rng) if chance(rng, 0.6) else value(rng, "animal", False))
    if kind == "pet":
        return rng.choice(FIRST_NAMES) if chance(rng, 0.4) else capitalised(rng)
    return city(rng).split(",")[0] if kind == "town" else value(rng, kind, False)


def _chinese_name(rng: Random, kind: str) -> str:
    word = chinese_word(rng)
    if kind == "book":
        return f"《{word}》"
    if kind == "order":
        return f"订单{rng.randrange(100, 100000)}"
    if kind == "trip":
        train = f"{rng.choice('GDKTZ')}{rng.randrange(1, 2000)}"
        return rng.choice((f"{train}次列车", f"航班{invented_word(rng)[:2].upper()}{rng.randrange(100, 1000)}",
                           f"{rng.randrange(1, 300)}路公交车"))  # fmt: skip
    if kind == "pet":
        return allowed(first + word[0] for first in rng.sample(("小", "阿", "大"), 3))[0]
    if kind == "kind":
        return word if chance(rng, 0.6) else value(rng, "animal", True)
    if kind == "town":
        return (
            city(rng, True)
            if chance(rng, 0.5)
            else word + rng.choice(("市", "镇", "国", "县", "岛"))
        )
    endings = {
        "product": ("", "", "手机", "台灯", "自行车", "相机", f"{rng.randrange(1, 100)}型"),
        "event": ("大会", "研讨会", "晚会", "音乐会", "课程", "展览", "讲座", "节"),
        "project": ("项目", "系统", "平台", "计划", "服务", "软件"),
        "dish": ("汤", "饼", "蛋糕", "炒饭", "沙拉", "煲"),
    }
    return word + rng.choice(endings[kind]) if kind in endings else value(rng, kind, True)


def thing_name(rng: Random, kind: str, chinese: bool) -> str:
    """Returns the name of something that facts can be about: a person, a firm, an order."""
    if kind == "person" and chinese and chance(rng, 0.5):
        return rng.choice(CHINESE_NAMES)
    return (_chinese_name if chinese else _english_name)(rng, kind)
