"""Values of notes as people write them, and now and then one that no list holds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from . import plain_values, rare_names
from .words import (
    CHINESE_CITIES,
    CHINESE_NAMES,
    CITIES,
    FIRST_NAMES,
    LAST_NAMES,
    NOUNS,
    chance,
    holds_held_out,
)

_FEW = 0.2
_RARE = 0.35
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SHORT_NOUNS = [noun for noun in NOUNS if 3 <= len(noun) <= 6]
_BRAND_ENDS = ("ix", "ly", "line", "max", "craft", "works", "berg", "ora", "ia", "field", "wood", "pro", "lab", "bright", "star", "point", "leaf", "house")  # fmt: skip


def _rare_first_name(rng: Random) -> str:
    """A name in two halves, or made of any pieces: nothing but its sentence tells that it is one."""
    make = rare_names.blended_name if chance(rng, 0.6) else rare_names.latin_name
    return make(rng)


def person(rng: Random, chinese: bool) -> str:
    """Returns a first and a last name, or a whole Chinese name."""
    if chance(rng, _FEW):
        return plain_values.person(rng, chinese)
    if not chinese:
        first = _rare_first_name(rng) if chance(rng, _RARE) else rng.choice(FIRST_NAMES)
        last = rare_names.latin_name(rng) if chance(rng, _RARE) else rng.choice(LAST_NAMES)
        return f"{first} {last}"
    pick = rng.random()
    if pick < 0.35:
        return rare_names.chinese_name(rng)
    return rng.choice(CHINESE_NAMES) if pick < 0.6 else plain_values.chinese_name(rng)


def city(rng: Random, chinese: bool) -> str:
    """Returns the name of a place."""
    if chance(rng, 2 * _FEW):
        return plain_values.city(rng, chinese)
    return rng.choice(CHINESE_CITIES if chinese else CITIES)


def brand(rng: Random, chinese: bool) -> str:
    """Returns the name of a brand: a short word and an end, as companies like it."""
    if chance(rng, _FEW):
        return plain_values.brand(rng, chinese)
    while True:
        name = (rng.choice(_SHORT_NOUNS) + rng.choice(_BRAND_ENDS)).capitalize()
        if not holds_held_out(name):
            return name


def code(rng: Random, chinese: bool) -> str:
    """Returns letters and digits, mostly two and four."""
    if chance(rng, 0.4):
        return plain_values.code(rng, chinese)
    return "".join(rng.choice(_LETTERS) for _ in range(2)) + f"-{rng.randrange(1000, 10000)}"


def things(rng: Random, chinese: bool) -> list[str]:
    """Returns two or three nouns, now and then four."""
    if chinese or chance(rng, _FEW):
        return plain_values.things(rng, chinese)
    return rng.sample(NOUNS, rng.choice((2, 2, 2, 3, 3, 3, 4)))


# The other kinds have ranges, units and words of their own.
TEXTS: dict[str, Callable[[Random, bool], str | list[str]]] = {
    "person": person,
    "city": city,
    "name": brand,
    "code": code,
    "date": plain_values.date,
    "time": plain_values.time,
    "list": things,
}
