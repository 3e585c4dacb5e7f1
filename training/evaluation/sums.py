"""Sums and differences to 100, and products of two digits and one, that were held out."""

from __future__ import annotations

from random import Random

from ..chat_format import user
from ..corpus.words import is_held_out
from .case import Case, Row, chat, rows_of
from .judges import ends_with_number

_WORDS = {
    "+": {
        "en": (
            "{a}+{b}",
            "add {a} and {b}",
            "what do {a} and {b} make together?",
            "Sum of {a} and {b}?",
            "hey, {a} plus {b}?",
            "I have {a} and get {b} more, how many is that?",
            "Could you work out {a} + {b} for me?",
        ),
        "zh": (
            "{a}+{b}得多少",
            "{a}加上{b}一共是多少？",
            "帮我算算{a}+{b}",
            "{a}和{b}的和是几？",
            "{a}再加{b}呢",
            "我有{a}个，又拿到{b}个，总共几个？",
        ),
    },
    "-": {
        "en": (
            "{a}-{b}",
            "take {b} away from {a}",
            "subtract {b} from {a}",
            "What is left of {a} after taking {b}?",
            "{a} less {b}, what's that",
            "Could you work out {a} - {b} for me?",
            "difference between {a} and {b}?",
        ),
        "zh": (
            "{a}-{b}得多少",
            "{a}减去{b}还剩多少？",
            "帮我算算{a}-{b}",
            "从{a}里拿走{b}剩几？",
            "{a}和{b}差多少",
            "我有{a}个，用掉{b}个，还有几个？",
        ),
    },
    "x": {
        "en": (
            "{a}x{b}",
            "{a} * {b}",
            "multiply {a} by {b}",
            "product of {a} and {b}?",
            "{b} boxes of {a}, how many in all?",
            "Could you work out {a} x {b} for me?",
            "whats {a} times {b}",
        ),
        "zh": (
            "{a}x{b}得多少",
            "{a}*{b}",
            "{a}乘{b}是几？",
            "帮我算算{a}乘以{b}",
            "{b}箱，每箱{a}个，总共几个？",
            "{a}和{b}的积是多少",
        ),
    },
}


def held_out_sum(rng: Random, operators: str = "+-x") -> tuple[int, int, str, int]:
    """Returns two numbers, an operator and the result; training text never holds this sum."""
    while True:
        operator = rng.choice(operators)
        a = rng.randrange(2, 100)
        b = rng.randrange(2, 10) if operator == "x" else rng.randrange(1, 100)
        if (operator == "-" and b > a) or (operator == "+" and a + b > 100):
            continue
        if is_held_out(f"sum {a}{operator}{b}", 20):
            return a, b, operator, {"+": a + b, "-": a - b, "x": a * b}[operator]


def _make(rng: Random, language: str) -> Case:
    a, b, operator, result = held_out_sum(rng)
    text = rng.choice(_WORDS[operator][language]).format(a=a, b=b)
    return Case(chat(user(text)), ends_with_number(result), str(result))


def rows() -> list[Row]:
    """Returns a row for each language."""
    return rows_of("arithmetic", 0.99, _make)
