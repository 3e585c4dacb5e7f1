"""Values of arguments, as they are said and as the call holds them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from .phrasing import capital, listing
from .words import (
    ADJECTIVES,
    CHINESE_WORDS,
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    code,
    decimal,
    email,
    noun,
    number,
    person,
    phrase,
    real_noun,
)

# What the call holds, and how the question says it.
Said = tuple[Any, str]

_MONTHS = ("January February March April May June July August September October November "
           "December").split()  # fmt: skip
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_NEAR = ("today", "tomorrow", "tonight", "next week", "next Monday", "next Friday", "this evening",
         "tomorrow morning", "this weekend", "next month", "the day after tomorrow",
         "yesterday", "Sunday evening", "two weeks from now", "tomorrow afternoon")  # fmt: skip
_NEAR_CHINESE = ("今天", "明天", "后天", "今晚", "明天上午", "明天下午", "下周一", "下周三", "下周五", "周末", "这周六", "下个月",
                 "星期二", "星期天", "大后天", "昨天", "月底", "周四晚上")  # fmt: skip
_WHO = ("I", "we", "the team", "my sister", "the doctor", "Dad", "the boss", "everybody", "they")
_WHAT = (
    "will be late", "am on the way", "cannot come", "need more time", "found the keys",
    "lost the ticket", "want to talk", "finished the report", "bought milk and bread",
    "have to wait", "moved to {c}", "left at {t}", "will call {p} later", "arrived in {c}",
    "forgot the {n}", "need the {n} by {t}", "saw {p} in {c}", "sent the {n} to {p}",
    "found a {a} {n}", "want a {a} {n}", "will meet {p} at {t}", "sold the {n}",
)  # fmt: skip
_SENTENCES = (
    "see you at {t}", "happy birthday", "thanks for everything", "call me back", "the {n} is ready",
    "don't forget the {n}", "meeting moved to {t}", "please bring a {a} {n}", "good luck in {c}",
    "ask {p} about the {n}", "buy {n} and {n}", "the {n} is {a}", "pick up {p} at {t}",
    "water the plants", "dinner is at {t}", "the train to {c} is late", "no {n} today",
)  # fmt: skip
_CHINESE_SENTENCES = (
    "我晚点到", "我在路上", "今天不能来", "明天见", "生日快乐", "谢谢你的帮助", "给我回电话", "{w}准备好了", "别忘了{w}", "会议改到{t}",
    "请带上{w}", "祝你在{c}一切顺利", "问一下{p}{w}的事", "买{w}和{w}", "{w}坏了", "{t}去接{p}", "记得吃饭", "晚饭{t}开始",
    "去{c}的火车晚点了", "今天没有{w}", "我把{w}发给{p}了", "我需要{w}", "{p}在{c}等你", "报告写完了", "下班后一起吃饭", "{t}在门口见",
    "{w}已经卖完了", "客户要看{w}", "我搬到{c}了", "请尽快回复",
)  # fmt: skip
_TITLE_HEADS = ("Weekly", "Final", "New", "Annual", "Old", "Team", "My", "Project", "The", "Q3",
                "Summer", "Big", "First", "Monthly")  # fmt: skip
ROOMS = tuple(
    (english, chinese)
    for english, chinese in (
        ("kitchen", "厨房"), ("bedroom", "卧室"), ("living room", "客厅"), ("bathroom", "浴室"),
        ("hallway", "走廊"), ("basement", "地下室"), ("attic", "阁楼"), ("study", "书房"),
        ("garden", "花园"), ("garage", "车库"), ("balcony", "阳台"), ("nursery", "婴儿房"),
        ("office", "办公室"), ("dining room", "餐厅"), ("lobby", "大厅"), ("cellar", "地窖"),
        ("guest room", "客房"), ("laundry room", "洗衣房"), ("classroom", "教室"),
        ("laboratory", "实验室"), ("hall", "门厅"), ("meeting room", "会议室"), ("shed", "棚子"),
    )
    if allowed([english]) and allowed([chinese])
)  # fmt: skip


def clock_time(rng: Random, chinese: bool) -> str:
    """Returns a time of day as people write it."""
    hour, minute = rng.randrange(24), rng.choice((0, 0, 0, 15, 30, 45, rng.randrange(60)))
    if chance(rng, 0.5):
        return f"{hour:02d}:{minute:02d}"
    if chinese:
        half = "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
        tail = "半" if minute == 30 else f"{minute}分" if minute else ""
        return f"{half}{(hour - 1) % 12 + 1}点{tail}"
    minutes = f":{minute:02d}" if minute else ""
    suffix = "am" if hour < 12 else "pm"
    return f"{(hour - 1) % 12 + 1}{minutes}{rng.choice((suffix, ' ' + suffix))}"


def date(rng: Random, chinese: bool) -> str:
    """Returns a date as people write it."""
    year, month, day = rng.randrange(1990, 2036), rng.randrange(1, 13), rng.randrange(1, 29)
    if chance(rng, 0.45):
        return f"{year}-{month:02d}-{day:02d}"
    if chinese:
        return f"{month}月{day}{rng.choice(('日', '号'))}"
    if chance(rng, 0.3):
        return rng.choice(_DAYS)
    name = _MONTHS[month - 1]
    return rng.choice((f"{name} {day}", f"{day} {name}", f"{name} {day}, {year}"))


def message_text(rng: Random, chinese: bool) -> str:
    """Returns what somebody wants to have said or written down."""
    if chance(rng, 0.2):
        return phrase(rng, chinese)
    if chinese:
        template = rng.choice(_CHINESE_SENTENCES)
        return template.format(w=chinese_word(rng), c=city(rng, True), p=person(rng, True),
                               t=clock_time(rng, True))  # fmt: skip
    template = rng.choice(_SENTENCES)
    if chance(rng, 0.4):
        template = f"{rng.choice(_WHO)} {rng.choice(_WHAT)}"
    return template.format(n=noun(rng), a=rng.choice(ADJECTIVES), c=city(rng), p=person(rng),
                           t=clock_time(rng, False))  # fmt: skip


def title(rng: Random, chinese: bool) -> str:
    """Returns the name of a document, a list, an album."""
    if chinese:
        return rng.choice(("", "", "新", "我的")) + chinese_word(rng) + rng.choice(
            ("", "", "计划", "清单", "总结", "报告", "2024"))  # fmt: skip
    pick = rng.random()
    if pick < 0.3:
        return phrase(rng)
    if pick < 0.6:
        return f"{rng.choice(_TITLE_HEADS)} {capital(noun(rng))}"
    if pick < 0.8:
        return f"{capital(rng.choice(ADJECTIVES))} {capital(noun(rng))}"
    return capitalised(rng)


def company(rng: Random, chinese: bool) -> str:
    """Returns the name of a company."""
    if chinese and chance(rng, 0.8):
        return chinese_word(rng) + rng.choice(("", "公司", "集团", "科技", "银行"))
    return capitalised(rng) + rng.choice(("", "", " Ltd", " Inc", " Group", " & Sons", " Bank"))


def room(rng: Random, chinese: bool) -> str:
    """Returns a room of a house."""
    return rng.choice(ROOMS)[chinese]


def phone(rng: Random) -> str:
    """Returns a telephone number."""
    digits = "".join(str(rng.randrange(10)) for _ in range(7))
    return rng.choice((f"1{rng.randrange(30, 90)}{digits}{rng.randrange(10)}", f"555-{digits[:4]}",
                       f"0{rng.randrange(20, 90)}-{digits}", f"+{rng.randrange(1, 99)} {digits}"))  # fmt: skip


def path(rng: Random) -> str:
    """Returns a path of a file or a folder."""
    ending = rng.choice((".txt", ".pdf", ".csv", ".md", ".json", ".png", ""))
    head = rng.choice(("", "", "/tmp/", "/home/", "docs/", "src/", f"{noun(rng)}/"))
    return f"{head}{noun(rng)}{ending}"


def url(rng: Random) -> str:
    """Returns a web address."""
    host = f"{noun(rng)}.{rng.choice(('com', 'org', 'net', 'cn', 'io'))}"
    return (
        rng.choice(("https://", "http://", "www.", "")) + host + rng.choice(("", f"/{noun(rng)}"))
    )


def _list(make: Callable[[Random, bool], str]) -> Callable[[Random, bool], Said]:
    def value(rng: Random, chinese: bool) -> Said:
        found = list(dict.fromkeys(make(rng, chinese) for _ in range(rng.choice((1, 2, 2, 3)))))
        return found, listing(found, chinese, rng)

    return value


def _integers(rng: Random, chinese: bool) -> Said:
    found = list(dict.fromkeys(number(rng) for _ in range(rng.choice((2, 2, 3)))))
    return found, listing([str(n) for n in found], chinese, rng)


def _same(make: Callable[[Random, bool], Any]) -> Callable[[Random, bool], Said]:
    def value(rng: Random, chinese: bool) -> Said:
        found = make(rng, chinese)
        return found, str(found)

    return value


def _word(rng: Random, chinese: bool) -> str:
    return chinese_word(rng) if chinese and chance(rng, 0.75) else noun(rng)


def _animal_or_thing(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_WORDS) if chance(rng, 0.8) else chinese_word(rng)
    if chance(rng, 0.3):
        return f"{rng.choice(ADJECTIVES)} {noun(rng)}"
    return noun(rng) if chance(rng, 0.6) else f"{real_noun(rng)} {noun(rng)}"


def _amount(rng: Random, chinese: bool) -> float | int:
    return number(rng) if chance(rng, 0.75) else _short_decimal(rng)


def _short_decimal(rng: Random) -> float | int:
    """A number with decimals; nobody says "61.0"."""
    found = decimal(rng)
    return int(found) if found == int(found) else found


# kind: the JSON type, and what makes a value
VALUES: dict[str, tuple[str, Callable[[Random, bool], Said]]] = {
    "person": ("string", _same(person)),
    "city": ("string", _same(city)),
    "place": ("string", _same(city)),
    "date": ("string", _same(date)),
    "near_day": ("string", _same(lambda rng, zh: rng.choice(_NEAR_CHINESE if zh else _NEAR))),
    "time": ("string", _same(clock_time)),
    "count": ("integer", _same(lambda rng, _: rng.randrange(1, rng.choice((10, 10, 100, 1000))))),
    "minutes": ("integer", _same(lambda rng, _: rng.choice((5, 10, 15, 20, 30, 45, 60, 90, rng.randrange(1, 200))))),
    "hours": ("integer", _same(lambda rng, _: rng.randrange(1, 25))),
    "days": ("integer", _same(lambda rng, _: rng.randrange(2, 31))),
    "number": ("integer", _same(lambda rng, _: number(rng))),
    "money": ("number", _same(_amount)),
    "percent": ("number", _same(lambda rng, _: rng.randrange(1, 100))),
    "decimal": ("number", _same(lambda rng, _: _short_decimal(rng))),
    "email": ("string", _same(lambda rng, _: email(rng))),
    "phone": ("string", _same(lambda rng, _: phone(rng))),
    "code": ("string", _same(lambda rng, _: code(rng))),
    "order": ("string", _same(lambda rng, _: code(rng))),
    "path": ("string", _same(lambda rng, _: path(rng))),
    "url": ("string", _same(lambda rng, _: url(rng))),
    "word": ("string", _same(_word)),
    "animal": ("string", _same(_animal_or_thing)),
    "product": ("string", _same(_animal_or_thing)),
    "device": ("string", _same(_animal_or_thing)),
    "title": ("string", _same(title)),
    "work": ("string", _same(title)),
    "event": ("string", _same(title)),
    "company": ("string", _same(company)),
    "room": ("string", _same(room)),
    "text": ("string", _same(message_text)),
    "tags": ("array", _list(_word)),
    "people": ("array", _list(person)),
    "numbers": ("array", _integers),
}  # fmt: skip


# Of these an English question holds a Chinese one now and then.
_FOREIGN = frozenset({"person", "city", "place", "word", "title", "product", "company", "work"})


def said(rng: Random, kind: str, chinese: bool) -> Said:
    """Returns a random value of a kind, and how a question says it."""
    if not chinese and kind in _FOREIGN and chance(rng, 0.03):
        chinese = True
    return VALUES[kind][1](rng, chinese)


def result(rng: Random, kind: str, chinese: bool) -> str | int | float:
    """Returns what a tool finds: a value of the kind as a string or a number."""
    if kind == "number":
        return number(rng) if chance(rng, 0.7) else decimal(rng)
    if kind == "word":
        return chinese_word(rng) if chinese and chance(rng, 0.6) else noun(rng)
    if kind == "phone":
        return phone(rng)
    return str(said(rng, kind, chinese)[1])
