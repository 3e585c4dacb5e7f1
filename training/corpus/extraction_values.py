"""Values as texts hold them and as JSON holds them: prices, dates, lists, yes and no."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from .words import (
    capitalised,
    chance,
    chinese_word,
    city,
    code,
    decimal,
    email,
    invented_word,
    noun,
    person,
    phrase,
)


class Value(NamedTuple):
    """A value, and how a sentence and a list of labels say it."""

    value: Any
    text: str
    label_text: str = ""


_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_CHINESE_NUMBER_WORDS = "零 一 两 三 四 五 六 七 八 九 十 十一 十二".split()
_PRICES = (
    "${}",
    "${}",
    "{} dollars",
    "{} euros",
    "€{}",
    "{} EUR",
    "USD {}",
    "£{}",
    "{} pounds",
    "{} €",
)
_CHINESE_PRICES = (
    "{}元",
    "{}元",
    "{}块",
    "￥{}",
    "{}块钱",
    "人民币{}元",
    "¥{}",
    "{}美元",
    "{}欧元",
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_YES_NO = (("yes", "no"), ("Yes", "No"), ("true", "false"), ("yes", "no"), ("YES", "NO"))
_CHINESE_YES_NO = (("是", "否"), ("是", "否"), ("有", "无"), ("是", "不是"))


def _price(rng: Random, chinese: bool) -> Value:
    form = rng.choice(_CHINESE_PRICES if chinese else _PRICES)
    if chance(rng, 0.5):
        whole = rng.randrange(1, rng.choice((10, 100, 1000, 5000)))
        return Value(whole, form.format(whole))
    cents = rng.randrange(100, rng.choice((2000, 20000, 100000)))
    amount = cents / 100
    written = f"{amount:.2f}" if chance(rng, 0.7) else str(amount)
    return Value(amount if cents % 100 else cents // 100, form.format(written))


def _money(rng: Random, chinese: bool) -> Value:
    amount = rng.randrange(3, 90) * rng.choice((50, 100, 1000, 250))
    written = f"{amount:,}" if chance(rng, 0.3) else str(amount)
    form = rng.choice(_CHINESE_PRICES[:6] if chinese else _PRICES)
    return Value(amount, form.format(written))


def _date(rng: Random, chinese: bool) -> str:
    year, month, day = rng.randrange(1995, 2032), rng.randrange(1, 13), rng.randrange(1, 29)
    pick = rng.randrange(5)
    if pick == 0:
        return f"{year}-{month:02d}-{day:02d}"
    if chinese:
        return f"{month}月{day}日" if pick < 3 else f"{year}年{month}月{day}日"
    name = _MONTHS[month - 1]
    forms = (f"{name} {day}", f"{day} {name} {year}", f"{name} {day}, {year}", f"{day:02d}/{month:02d}/{year}")  # fmt: skip
    return forms[pick - 1]


def _time(rng: Random, chinese: bool) -> str:
    hour = rng.randrange(7, 23)
    if chance(rng, 0.6):
        return f"{hour}:{rng.randrange(0, 60, 5):02d}"
    if chinese:
        part = "早上" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
        return f"{part}{(hour - 1) % 12 + 1}点{rng.choice(('', '', '半'))}"
    return f"{(hour - 1) % 12 + 1} {'am' if hour < 12 else 'pm'}"


def _company(rng: Random, chinese: bool) -> str:
    if chinese and chance(rng, 0.8):
        return chinese_word(rng) + rng.choice(
            ("公司", "集团", "科技", "工作室", "贸易公司", "之家")
        )
    ends = (
        "",
        "",
        " Ltd",
        " Group",
        " & Sons",
        " Labs",
        " House",
        " Inc",
        " Corner",
        " Works",
        " Brothers",
    )
    return capitalised(rng) + rng.choice(ends)


def _street(rng: Random, chinese: bool) -> str:
    number = rng.randrange(1, 300)
    if chinese:
        return f"{chinese_word(rng)}{rng.choice(('路', '街', '大道'))}{number}号"
    name = f"{capitalised(rng)} {rng.choice(('Street', 'Road', 'Lane', 'Square', 'Way'))}"
    return f"{number} {name}"


def _phone(rng: Random, chinese: bool) -> str:
    digits = "".join(rng.choice("0123456789") for _ in range(8))
    if chinese:
        return rng.choice(
            (f"13{digits[:1]}-{digits[:4]}-{digits[4:]}", f"13{digits}7", f"010-{digits}")
        )
    return rng.choice((f"555-{digits[:4]}", f"+{digits[:2]} {digits[2:]}", f"0{digits}", f"({digits[:3]}) 555-{digits[4:]}"))  # fmt: skip


def _team(rng: Random, chinese: bool) -> str:
    if chinese:
        return chinese_word(rng) + rng.choice(("队", "联队", "俱乐部"))
    return f"{capitalised(rng)} {rng.choice(('United', 'Rovers', 'City', 'Tigers', 'Stars'))}"


def _url(rng: Random, _: bool) -> str:
    name = f"{invented_word(rng)}.{rng.choice(('com', 'org', 'io', 'net'))}"
    return rng.choice(("www.", "https://", "")) + name


_STRINGS: dict[str, Callable[[Random, bool], str]] = {
    "person": person,
    "city": city,
    "phrase": phrase,
    "company": _company,
    "street": _street,
    "phone": _phone,
    "date": _date,
    "time": _time,
    "url": _url,
    "team": _team,
    "email": lambda rng, _: email(rng),
    "code": lambda rng, _: code(rng),
    "isbn": lambda rng, _: f"978-{rng.randrange(1, 10)}-{rng.randrange(100, 1000)}-{rng.randrange(10000, 100000)}-{rng.randrange(10)}",
    "seat": lambda rng, _: f"{rng.randrange(1, 40)}{rng.choice('ABCDEF')}",
    "version": lambda rng, _: f"{rng.randrange(1, 12)}.{rng.randrange(10)}.{rng.randrange(10)}",
    "word": lambda rng, zh: chinese_word(rng) if zh and chance(rng, 0.8) else noun(rng),
    "place": lambda rng, zh: chinese_word(rng) + rng.choice(("公寓", "花园", "中心", "大厅", "体育场"))
    if zh else f"{capitalised(rng)} {rng.choice(('Hall', 'Park', 'Court', 'House', 'Tower', 'Cottage'))}",
}  # fmt: skip


def string_value(rng: Random, kind: str, chinese: bool) -> str:
    """Returns a value of a kind that is text: person, city, date, phone, url ..."""
    return _STRINGS[kind](rng, chinese)


def options_of(spec: str) -> list[tuple[str, str]]:
    """Returns the English and Chinese words of a kind such as "enum low=低,high=高"."""
    pairs = (pair.split("=") for pair in spec.split(" ", 1)[1].split(","))
    return [(english, chinese) for english, chinese in pairs]


def joined(rng: Random, items: list[str], chinese: bool) -> str:
    """Returns a list as a sentence holds it."""
    if len(items) == 1:
        return items[0]
    if chinese:
        return "、".join(items[:-1]) + rng.choice(("和", "、", "以及")) + items[-1]
    last = rng.choice((" and ", " and ", ", and " if len(items) > 2 else " and "))
    return ", ".join(items[:-1]) + last + items[-1]


def _list(rng: Random, spec: str, chinese: bool) -> Value:
    size, rest = rng.choice((1, 2, 2, 3, 3, 4)), spec.split(" ", 1)[1]
    if spec.startswith("ints"):
        low, high = map(int, rest.split("-"))
        numbers = [rng.randrange(low, high + 1) for _ in range(max(2, size))]
        texts = [str(number) for number in numbers]
        return Value(numbers, joined(rng, texts, chinese), ", ".join(texts))
    if rest in _STRINGS:
        items = [_STRINGS[rest](rng, chinese) for _ in range(size)]
    else:
        pairs = options_of(spec)
        items = [pair[int(chinese)] for pair in rng.sample(pairs, min(size, len(pairs)))]
    comma = "、" if chinese else ", "
    return Value(items, joined(rng, items, chinese), comma.join(items))


def _count(rng: Random, spec: str, chinese: bool) -> Value:
    low, high = map(int, spec.split(" ")[1].split("-"))
    found = rng.randrange(low, high + 1)
    if found > 12 or chance(rng, 0.5):
        return Value(found, str(found))
    return Value(found, (_CHINESE_NUMBER_WORDS if chinese else _NUMBER_WORDS)[found], str(found))


def yes_no(rng: Random, chinese: bool, found: bool) -> str:
    """Returns a boolean as a list of labels says it."""
    return rng.choice(_CHINESE_YES_NO if chinese else _YES_NO)[int(not found)]


def make(rng: Random, spec: str, chinese: bool) -> Value:
    """Returns a value of a kind, as words/extraction.txt writes kinds.

    Booleans, enums and objects are not made here: what is said of them depends on more.
    """
    kind = spec.split(" ")[0]
    if kind in ("list", "ints"):
        return _list(rng, spec, chinese)
    if kind == "count":
        return _count(rng, spec, chinese)
    if kind == "int":
        low, high = map(int, spec.split(" ")[1].split("-"))
        found = rng.randrange(low, high + 1)
        return Value(found, f"{found:,}" if found > 999 and chance(rng, 0.25) else str(found))
    if kind == "pick":
        text = rng.choice(options_of(spec))[int(chinese)]
        return Value(text, text)
    if kind in ("price", "money"):
        return (_price if kind == "price" else _money)(rng, chinese)
    if kind in ("number", "stars"):
        amount = decimal(rng) if kind == "number" else rng.randrange(2, 11) / 2
        return Value(int(amount) if amount == int(amount) else amount, f"{amount:g}")
    if kind == "year":
        year = rng.randrange(1900, 2027)
        return Value(year, str(year))
    text = string_value(rng, kind, chinese)
    return Value(text, text)
