"""What texts are about: products, trips, orders, teams ..., by name and as a sentence begins."""

from __future__ import annotations

from random import Random

from .extraction_values import Value, string_value
from .kept_apart import free
from .words import ADJECTIVES, capitalised, chance, chinese_word, noun

_EVENTS = free(
    (
        "meeting",
        "seminar",
        "concert",
        "festival",
        "talk",
        "party",
        "exhibition",
        "race",
        "dinner",
    )
)
_CHINESE_EVENTS = free(("会议", "讲座", "音乐会", "展览", "年会", "聚会", "培训", "晚宴"))
_PROBLEMS = free(
    (
        "does not start",
        "is broken",
        "keeps freezing",
        "shows an error",
        "is too slow",
        "is missing",
    )
)
_CHINESE_PROBLEMS = free(("无法启动", "坏了", "经常卡住", "报错", "太慢", "不见了"))
_JOBS = free(
    (
        "engineer",
        "cook",
        "driver",
        "designer",
        "teacher",
        "clerk",
        "analyst",
        "nurse",
        "gardener",
    )
)
_CHINESE_JOBS = free(("工程师", "厨师", "司机", "设计师", "老师", "文员", "分析师", "护士", "园丁"))


def _english_subject(rng: Random, kind: str) -> Value:
    adjective, thing, name = rng.choice(ADJECTIVES), noun(rng), capitalised(rng)
    if kind == "thing":
        if chance(rng, 0.5):
            return Value(f"{adjective} {thing}", f"The {adjective} {thing}")
        model = f"{name} {rng.choice(('', 'Pro', 'Mini', str(rng.randrange(2, 900))))}".strip()
        return Value(model, rng.choice(("The {}", "{}")).format(model))
    if kind == "title":
        title = rng.choice((f"The {adjective.capitalize()} {thing.capitalize()}", f"{adjective.capitalize()} {name}", f"{name} and {thing.capitalize()}"))  # fmt: skip
        return Value(
            title, rng.choice(('"{}"', "{}", "The book {}", 'The book "{}"')).format(title)
        )
    if kind in ("trip", "order"):
        number = f"{rng.choice('ABCDEFGHKLMNPRSTUVWXZ')}{rng.choice(('', 'Q', '-', 'T-'))}{rng.randrange(10, 99999)}"
        return Value(number, f"{rng.choice(('Order', 'The order', 'Invoice') if kind == 'order' else ('Booking', 'Trip', 'The booking'))} {number}")  # fmt: skip
    text = {
        "event": f"{thing} {rng.choice(_EVENTS)}",
        "jobtitle": f"{rng.choice(('', 'senior ', 'junior '))}{rng.choice(_JOBS)}",
        "issue": f"{thing} {rng.choice(_PROBLEMS)}",
        "petname": name,
        "subjectname": f"{thing.capitalize()} {rng.choice(('Basics', 'Design', 'for Beginners', 'Theory', 'Seminar'))}",
        "dish": f"{thing} {rng.choice(('soup', 'pie', 'salad', 'stew', 'cake', 'curry'))}",
        "carname": f"{name} {rng.choice('ABCDEGSTX')}{rng.randrange(1, 900)}",
    }.get(kind) or string_value(rng, kind, False)  # fmt: skip
    if kind == "issue":
        return Value(text, rng.choice(('The issue "{}"', '"{}"', 'Ticket "{}"')).format(text))
    article = kind in ("event", "jobtitle", "dish", "carname")
    return Value(text, f"The {text}" if article else text)


def _chinese_subject(rng: Random, kind: str) -> Value:
    word = chinese_word(rng)
    if kind == "title":
        return Value(word, rng.choice(("《{}》", "《{}》", "《{}》这本书")).format(word))
    if kind in ("trip", "order"):
        number = _english_subject(rng, kind).value
        return Value(number, f"{'订单' if kind == 'order' else '预订'}{number}")
    text = {
        "thing": word,
        "event": word + rng.choice(_CHINESE_EVENTS),
        "jobtitle": rng.choice(("高级", "", "初级")) + rng.choice(_CHINESE_JOBS),
        "issue": word + rng.choice(_CHINESE_PROBLEMS),
        "petname": rng.choice("小大阿") + rng.choice("白黑花黄虎宝豆球") if chance(rng, 0.4) else word,
        "subjectname": word + rng.choice(("入门", "基础", "理论", "实践")),
        "dish": word + rng.choice(("汤", "沙拉", "饭", "面", "饼")),
        "carname": f"{word}{rng.choice('ABCSX')}{rng.randrange(1, 90)}",
    }.get(kind) or string_value(rng, kind, True)  # fmt: skip
    return Value(text, f"工单“{text}”" if kind == "issue" else text)


def subject(rng: Random, kind: str, chinese: bool) -> Value:
    """Returns what a text is about: its name, and the name as a sentence begins with it."""
    return (_chinese_subject if chinese else _english_subject)(rng, kind)
