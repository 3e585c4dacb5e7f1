"""Values that can only be copied: whole names, places, brands, codes, dates, times, numbers."""

from __future__ import annotations

from random import Random

from . import rare_names
from .words import (
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    HANZI,
    LAST_NAMES,
    NOUNS,
    UNUSUAL_HANZI,
    allowed,
    chance,
    holds_held_out,
    invented_word,
    read_table,
)

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻苏潘葛范彭鲁韦马方袁柳史唐费薛贺倪汤罗毕郝安常于傅卞齐康伍余元顾孟黄穆萧尹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华慧建文玲红玉兰燕梅林辉雪飞宁海天云峰思雨晨子涵宇轩欣怡佳梦婷浩然博文诗琪志远若曦嘉豪俊熙安琪雅晴书瑶"
_BRAND_ENDS = ("o", "ix", "ly", "wave", "line", "max", "craft", "tone", "nova", "works", "wear", "lux", "tec", "berg")  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
# Things that one can see and take, and where one can put them.
_CONCRETE = [row for row in read_table("translation_nouns.txt") if row[7] in "tlvf"]
_ENGLISH_THINGS = allowed(row[0] for row in _CONCRETE)
_CHINESE_THINGS = allowed(row[5] for row in _CONCRETE)


def _free(rng: Random, letters: str, sizes: tuple[int, ...]) -> str:
    """Chinese characters in a row that make no word kept for the evaluation."""
    while True:
        word = "".join(rng.choice(letters) for _ in range(rng.choice(sizes)))
        if not holds_held_out(word):
            return word


def first_name(rng: Random) -> str:
    """Returns a first name, now and then one that no list holds."""
    pick = rng.random()
    if pick < 0.2:
        return rare_names.blended_name(rng)
    if pick < 0.35:
        return rare_names.latin_name(rng) if pick < 0.28 else invented_word(rng).capitalize()
    return rng.choice(FIRST_NAMES)


def _last_name(rng: Random) -> str:
    """A last name, now and then one that no list holds."""
    pick = rng.random()
    if pick < 0.25:
        return rare_names.blended(rng, LAST_NAMES)
    return invented_word(rng).capitalize() if pick < 0.4 else rng.choice(LAST_NAMES)


def chinese_name(rng: Random) -> str:
    """Returns a Chinese name of two or three characters."""
    while True:
        pick = rng.random()
        if pick < 0.45:
            return rare_names.chinese_name(rng) if pick < 0.2 else rng.choice(CHINESE_NAMES)
        letters = _GIVEN if chance(rng, 0.85) else HANZI
        name = rng.choice(_SURNAMES) + _free(rng, letters, (1, 2, 2, 2))
        if not holds_held_out(name):
            return name


def person(rng: Random, chinese: bool) -> str:
    """Returns a whole name: first and last, or a Chinese one."""
    if chinese:
        return chinese_name(rng)
    return f"{first_name(rng)} {_last_name(rng)}"


def _like_a_city(rng: Random) -> str:
    """How one Chinese city begins and another one ends."""
    while True:
        place = rng.choice(CHINESE_CITIES)[:-1][:2] + rng.choice(CHINESE_CITIES)[-1]
        if not holds_held_out(place):
            return place


def city(rng: Random, chinese: bool) -> str:
    """Returns a real or invented place name."""
    if chinese:
        pick = rng.random()
        if pick < 0.15:
            return _free(rng, HANZI, (2, 2, 3))
        return _like_a_city(rng) if pick < 0.35 else rng.choice(CHINESE_CITIES)
    pick = rng.random()
    if pick < 0.45:
        return rare_names.latin_name(rng) if pick < 0.2 else rare_names.blended(rng, CITIES)
    return rng.choice(CITIES)


def brand(rng: Random, _: bool) -> str:
    """Returns a name of a company or product, written in Latin letters."""
    if chance(rng, 0.3):
        return rare_names.latin_name(rng)
    start = rng.choice(NOUNS) if chance(rng, 0.5) else invented_word(rng)
    end = rng.choice(_BRAND_ENDS) if chance(rng, 0.7) else ""
    name = (start + end).capitalize()
    return brand(rng, _) if holds_held_out(name) else name


def code(rng: Random, _: bool) -> str:
    """Returns letters and digits, mostly with a dash between them."""
    letters = "".join(rng.choice(_LETTERS) for _ in range(rng.choice((1, 2, 2, 3))))
    digits = "".join(rng.choice("0123456789") for _ in range(rng.choice((2, 3, 4, 4, 5))))
    return letters + rng.choice(("-", "-", "")) + digits


def date(rng: Random, chinese: bool) -> str:
    """Returns a date, mostly as 2031-04-17."""
    year, month, day = rng.randrange(1990, 2046), rng.randrange(1, 13), rng.randrange(1, 29)
    if chance(rng, 0.75):
        return f"{year}-{month:02d}-{day:02d}"
    return f"{month}月{day}日" if chinese else f"{_MONTHS[month - 1]} {day}"


def time(rng: Random, _: bool) -> str:
    """Returns a time of the day."""
    return f"{rng.randrange(0, 24)}:{rng.randrange(60):02d}"


def decimal(rng: Random) -> float:
    """Returns a number with one or two decimals."""
    whole = rng.randrange(1, rng.choice((10, 100, 1000)))
    return whole + rng.choice((0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95))


def unseen_thing(rng: Random, chinese: bool) -> str:
    """Returns a word that looks like a thing and stands in no list: only its place tells what it is."""
    while True:
        if not chinese:
            words = _ENGLISH_THINGS if chance(rng, 0.4) else NOUNS
            return rare_names.blended(rng, words) if chance(rng, 0.85) else invented_word(rng)
        if chance(rng, 0.4):
            return _free(rng, UNUSUAL_HANZI if chance(rng, 0.6) else HANZI, (2, 2, 3))
        word = rng.choice(CHINESE_WORDS)[0] + rng.choice(_CHINESE_THINGS)[-1]
        if not holds_held_out(word):
            return word


def real_thing(rng: Random, chinese: bool) -> str:
    """Returns the name of something that one can see."""
    return rng.choice(_CHINESE_THINGS if chinese else _ENGLISH_THINGS)


def thing(rng: Random, chinese: bool) -> str:
    """Returns a noun, half of the time of something that one can see."""
    pick = rng.random()
    if pick < 0.5:
        return real_thing(rng, chinese)
    if pick < 0.82:
        return rng.choice(CHINESE_WORDS if chinese else NOUNS)
    return unseen_thing(rng, chinese)


def things(rng: Random, chinese: bool) -> list[str]:
    """Returns two to four different nouns, now and then none of which stands in a list."""
    found: list[str] = []
    size = rng.choice((2, 2, 2, 3, 3, 3, 4))
    make = unseen_thing if chance(rng, 0.3) else thing
    while len(found) < size:
        one = make(rng, chinese)
        # 和 stands before the last thing of a list.
        if one not in found and "和" not in one:
            found.append(one)
    return found
