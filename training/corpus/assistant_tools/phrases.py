"""Longer things people say: days and times, messages, tasks, events, search topics."""

from __future__ import annotations

from random import Random

from ..words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CITIES,
    allowed,
    chance,
    chinese_word,
    city,
    noun,
    person,
    phrase,
    read_table,
    real_noun,
)


def _lists() -> dict[tuple[str, bool], list[str]]:
    """The word lists of the assistant's values, by kind and "is it Chinese"."""
    found: dict[tuple[str, bool], list[str]] = {}
    for kind, language, entries in read_table("assistant_values.txt"):
        key = (kind, language == "zh")
        found[key] = found.get(key, []) + allowed(entry.strip() for entry in entries.split(";"))
    return found


LISTS = _lists()

CHINESE_HOURS = "一 两 三 四 五 六 七 八 九 十 十一 十二".split()
_MONTHS = ("January February March April May June July August September October November "
           "December").split()  # fmt: skip


def clock_time(rng: Random, chinese: bool) -> str:
    return f"{rng.randrange(24):02d}:{rng.randrange(60):02d}"


def time_of_day(rng: Random, chinese: bool) -> str:
    hour, minute = rng.randrange(1, 13), rng.choice((0, 0, 15, 30, 45, rng.randrange(60)))
    if chance(rng, 0.3):
        return f"{rng.randrange(24):02d}:{minute:02d}"
    if chinese:
        part = rng.choice(("早上", "上午", "下午", "晚上", "中午", ""))
        spelt = CHINESE_HOURS[hour - 1] if chance(rng, 0.6) else str(hour)
        return part + spelt + rng.choice(("点", "点", "点半", "点一刻"))
    half = rng.choice(("am", "pm", " am", " pm"))
    return f"{hour}{half}" if chance(rng, 0.6) or not minute else f"{hour}:{minute:02d}{half}"


def moment(rng: Random, chinese: bool) -> str:
    """A time, now and then with the day before or after it."""
    hour = time_of_day(rng, chinese)
    if chance(rng, 0.7):
        return hour
    if chinese:
        return rng.choice(("明天", "后天", "周五", "下周一", "今天", "周日")) + hour
    when = rng.choice(("tomorrow", "today", "on Friday", "on Sunday", "next Monday"))
    return f"{hour} {when}"


def day(rng: Random, chinese: bool) -> str:
    pick = rng.random()
    if pick < 0.12:
        return f"{rng.randrange(2023, 2032)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    if pick < 0.3:
        month, day = rng.randrange(12), rng.randrange(1, 29)
        return f"{month + 1}月{day}日" if chinese else f"{_MONTHS[month]} {day}"
    return rng.choice(LISTS["day", chinese])


def place(rng: Random, chinese: bool) -> str:
    """A place, more often a real one than `city` gives."""
    if chance(rng, 0.45):
        return rng.choice(CHINESE_CITIES if chinese and chance(rng, 0.9) else CITIES)
    return city(rng, chinese)


def message(rng: Random, chinese: bool) -> str:
    """What somebody is to be told."""
    if chance(rng, 0.45):
        return rng.choice(LISTS["message", chinese])
    thing = chinese_word(rng) if chinese else noun(rng)
    when, hour, place = day_word(rng, chinese), time_of_day(rng, chinese), city(rng, chinese)
    if chinese:
        forms = (f"{thing}准备好了", f"{when}{hour}见", f"{thing}放在门口了", f"会议改到{hour}了",
                 f"我{hour}到{place}", f"别忘了带{thing}", f"{when}不用来了", f"{thing}没货了")  # fmt: skip
    else:
        forms = (f"the {thing} is ready", f"see you {when}", f"the {thing} is at the door",
                 f"the meeting starts at {hour}", f"I arrive in {place} at {hour}",
                 f"bring the {thing}", f"the {thing} is broken", f"call me {when}")  # fmt: skip
    return rng.choice(forms)


def day_word(rng: Random, chinese: bool) -> str:
    return rng.choice(LISTS["day", chinese])


def task(rng: Random, chinese: bool) -> str:
    """Something to do: buy milk."""
    if chance(rng, 0.35):
        return rng.choice(LISTS["task", chinese])
    thing = chinese_word(rng) if chinese else noun(rng)
    who = person(rng, chinese)
    if chinese:
        verb = rng.choice("买 拿 修 寄 洗 整理 检查 归还 预约 打印 收拾 退".split())
        return rng.choice((f"{verb}{thing}", f"{verb}{thing}", f"给{who}打电话", f"还{who}{thing}"))
    verb = rng.choice("buy fix clean return check order print pack wash renew feed sell".split())
    a = f"{verb} {rng.choice(('the ', 'some ', ''))}{thing}"
    return rng.choice((a, a, f"call {who}", f"pay {who} back", f"visit {who}"))


def event(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.4):
        return rng.choice(LISTS["event", chinese])
    who = person(rng, chinese)
    if chinese:
        return rng.choice((f"和{who}吃饭", f"和{who}开会", f"{chinese_word(rng)}评审", f"{who}的生日",
                           f"{chinese_word(rng)}讨论会"))  # fmt: skip
    return rng.choice((f"lunch with {who}", f"call with {who}", f"{noun(rng)} review",
                       f"coffee with {who}", f"{noun(rng)} workshop".replace("workshop", "demo"),
                       f"{who}'s birthday"))  # fmt: skip


def topic(rng: Random, chinese: bool) -> str:
    """What a search is about."""
    if chance(rng, 0.4):
        return rng.choice(LISTS["topic", chinese])
    if chinese:
        return chinese_word(rng) + rng.choice(
            ("", "的历史", "行业", "价格", "推荐", "技巧", "政策")
        )
    return rng.choice((phrase(rng), f"{rng.choice(ADJECTIVES)} {noun(rng)}s",
                       f"{noun(rng)} {real_noun(rng)}", f"{noun(rng)} prices"))  # fmt: skip
