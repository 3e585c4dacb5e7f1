"""Who and what a story tells of: names and things of any letters and characters."""

from __future__ import annotations

from random import Random

from . import plain_values, rare_names
from .word_problems import THINGS
from .words import CHINESE_WORDS, FIRST_NAMES, HANZI, NOUNS, chance, holds_held_out, invented_word


def name(rng: Random, chinese: bool) -> str:
    """Returns a name, half of the time one that no list holds."""
    if not chinese:
        return rare_names.latin_name(rng) if chance(rng, 0.3) else plain_values.first_name(rng)
    pick = rng.random()
    if pick < 0.4:
        return rare_names.chinese_name(rng)
    while pick < 0.75:
        found = "".join(rng.choice(HANZI) for _ in range(rng.choice((2, 3, 3))))
        if not holds_held_out(found):
            return found
    return plain_values.chinese_name(rng)


def common_name(rng: Random, chinese: bool) -> str:
    """Returns a name, mostly an ordinary one: where the name is not what is hard."""
    if chance(rng, 0.8):
        return plain_values.chinese_name(rng) if chinese else rng.choice(FIRST_NAMES)
    return rare_names.chinese_name(rng) if chinese else rare_names.latin_name(rng)


def two_names(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns two names, neither of them a part of the other."""
    while True:
        x, y = common_name(rng, chinese), common_name(rng, chinese)
        if x not in y and y not in x:
            return x, y


def thing(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns what is counted, in English in the plural, and its measure word."""
    plural, word, measure, _ = rng.choice(THINGS)
    if chance(rng, 0.4):
        return (word if chinese else plural), measure
    if chinese:
        return rng.choice(CHINESE_WORDS), "个"
    while True:
        found = rng.choice(NOUNS) if chance(rng, 0.6) else invented_word(rng)
        if not found.endswith(("s", "x", "z", "ch", "sh", "y")):
            return found + "s", ""
