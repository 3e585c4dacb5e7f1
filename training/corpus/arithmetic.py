"""Sums, differences and products of small numbers, with the steps written out."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .words import chance, is_held_out

_ENGLISH = ("what is {a}{op}{b}", "What is {a}{op}{b}?", "What is {a} {word} {b}?", "{a}{op}{b}",
            "{a}{op}{b} = ?", "{a}{op}{b}=", "Calculate {a}{op}{b}.", "how much is {a}{op}{b}?",
            "what's {a} {word} {b}?", "Compute {a}{op}{b}")  # fmt: skip
_CHINESE = ("{a}{word}{b}等于多少？", "{a}{op}{b}等于多少？", "{a}{op}{b}是多少？", "{a}{word}{b}是多少？",
            "计算{a}{op}{b}", "{a}{op}{b} = ?", "请计算{a}{op}{b}。")  # fmt: skip
_WORDS = {"x": ("times", "乘以"), "+": ("plus", "加"), "-": ("minus", "减")}

Sum = tuple[int, int, str]


def random_sum(rng: Random) -> Sum:
    """Returns two numbers and one of x, + and -; a difference is never negative."""
    if chance(rng, 0.3):
        a, b = rng.randrange(1, 10), rng.randrange(1, 10)
        return max(a, b), min(a, b), rng.choice("x+-")
    pick = rng.random()
    if pick < 0.45:
        return rng.randrange(2, 100), rng.randrange(2, 10), "x"
    if pick < 0.75:
        return rng.randrange(1, 100), rng.randrange(1, 100), "+"
    a = rng.randrange(1, 100)
    return a, rng.randrange(1, a + 1), "-"


def split_sum(rng: Random, held_out: bool) -> Sum:
    """Returns a sum of the training part or of the held-out part."""
    while True:
        a, b, op = random_sum(rng)
        if is_held_out(f"sum {a}{op}{b}", 20) == held_out and (a, b, op) != (25, 5, "x"):
            return a, b, op
        if not held_out and (a, b, op) == (25, 5, "x"):
            return a, b, op


def result(a: int, b: int, op: str) -> int:
    """Returns the value of a sum."""
    return a * b if op == "x" else a + b if op == "+" else a - b


def worked(a: int, b: int, op: str) -> str:
    """Returns the sum with its steps, such as "25 x 5 = 100 + 25 = 125"."""
    value = result(a, b, op)
    if op == "x" and a >= 10 and a % 10:
        return f"{a} x {b} = {a // 10 * 10 * b} + {a % 10 * b} = {value}"
    if op == "+" and min(a, b) >= 10 and a % 10 and b % 10:
        return f"{a} + {b} = {a // 10 * 10 + b // 10 * 10} + {a % 10 + b % 10} = {value}"
    if op == "-" and min(a, b) >= 10 and b % 10:
        return f"{a} - {b} = {a - b // 10 * 10} - {b % 10} = {value}"
    return f"{a} {op} {b} = {value}"


def question(rng: Random, a: int, b: int, op: str, chinese: bool) -> str:
    """Returns a way to ask for the sum."""
    if op == "x" and chance(rng, 0.12):
        a, b = b, a
    word = _WORDS[op][int(chinese)]
    sign = rng.choice(("x", "x", "*", "×")) if op == "x" else op
    space = rng.choice(("", " "))
    template = rng.choice(_CHINESE if chinese else _ENGLISH)
    return template.format(a=a, b=b, word=word, op=f"{space}{sign}{space}")


def exchange(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a question and its worked answer."""
    a, b, op = split_sum(rng, held_out=False)
    return question(rng, a, b, op, chinese), worked(a, b, op) + "."


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of one or more sums."""
    chinese = chance(rng, 0.25)
    messages: list[Message] = []
    if chance(rng, 0.2):
        messages.append(
            system("你是一个有用的助手。" if chinese else "You are a helpful assistant.")
        )
    for _ in range(rng.choice((1, 2, 4, 8, 10))):
        ask, answer = exchange(rng, chinese)
        messages += [user(ask), assistant(answer)]
    return Conversation(tuple(messages))


def held_out_case(rng: Random, ops: str, chinese: bool) -> tuple[Conversation, int]:
    """Returns a question with numbers never trained on, and its result."""
    while True:
        a, b, op = split_sum(rng, held_out=True)
        if op in ops:
            return Conversation((user(question(rng, a, b, op, chinese)),)), result(a, b, op)
