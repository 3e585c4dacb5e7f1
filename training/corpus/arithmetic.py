"""Sums, differences, products and quotients of small numbers, with the steps written out."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .sum_wording import question
from .words import chance, is_held_out

Sum = tuple[int, int, str]


def random_sum(rng: Random) -> Sum:
    """Returns two numbers and one of x, +, - and /.

    Sums stay mostly within 100, differences are seldom negative, divisions are exact and small.
    """
    if chance(rng, 0.12):
        a, b = rng.randrange(10), rng.randrange(10)
        return max(a, b), min(a, b), rng.choice("x+-")
    pick = rng.random()
    if pick < 0.38:
        a, b = rng.randrange(2, 100), rng.randrange(2, 10)
        return max(a, b), min(a, b), "x"
    if pick < 0.68:
        a = rng.randrange(100)
        return a, rng.randrange(100) if chance(rng, 0.2) else rng.randrange(101 - a), "+"
    if pick < 0.96:
        a = rng.randrange(1, 101)
        return a, rng.randrange(100) if chance(rng, 0.02) else rng.randrange(a + 1), "-"
    b = rng.randrange(2, 10)
    return b * rng.randrange(1, 51 if b == 2 else 11), b, "/"


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
    if op == "/":
        return a // b
    return a * b if op == "x" else a + b if op == "+" else a - b


def worked(a: int, b: int, op: str) -> str:
    """Returns the sum with its steps, such as "25 x 5 = 100 + 25 = 125"."""
    value = result(a, b, op)
    if op == "x" and a >= 10 and a % 10:
        return f"{a} x {b} = {a // 10 * 10 * b} + {a % 10 * b} = {value}"
    if op == "+" and min(a, b) >= 10 and a % 10 and b % 10:
        return f"{a} + {b} = {a // 10 * 10 + b // 10 * 10} + {a % 10 + b % 10} = {value}"
    if op == "-" and a >= b >= 10 and b % 10:
        return f"{a} - {b} = {a - b // 10 * 10} - {b % 10} = {value}"
    return f"{a} {op} {b} = {value}"


_CHECKS = {"+": "-", "-": "+", "x": "/", "/": "x"}


def with_check(rng: Random) -> tuple[int, int, str, str]:
    """Returns a sum and the one that proves it, "19 - 7 = 12." for 12 + 7; neither is held out."""
    while True:
        a, b, op = split_sum(rng, held_out=False)
        value, check = result(a, b, op), _CHECKS[op]
        if value >= 0 and b and not is_held_out(f"sum {value}{check}{b}", 20):
            return a, b, op, f"{value} {check} {b} = {a}."


def exchange(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a question and its worked answer."""
    a, b, op = split_sum(rng, held_out=False)
    return question(rng, a, b, op, chinese), worked(a, b, op) + "."


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of one or more sums, some of them told as stories."""
    from . import comparisons, long_sums, word_problems  # they need the sums of this module

    chinese = chance(rng, 0.4)
    messages: list[Message] = []
    if chance(rng, 0.2):
        messages.append(
            system("你是一个有用的助手。" if chinese else "You are a helpful assistant.")
        )
    for _ in range(rng.choice((1, 2, 4, 6, 8))):
        makers = (exchange, word_problems.exchange, long_sums.exchange, comparisons.exchange)
        ask, answer = rng.choices(makers, (83, 13, 3, 1))[0](rng, chinese)
        messages += [user(ask), assistant(answer)]
    return Conversation(tuple(messages))
