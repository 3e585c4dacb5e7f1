"""Sums beyond what the model does at once, with the steps it thinks: columns and parts."""

from __future__ import annotations

from random import Random

from .arithmetic import Sum, result, worked
from .sum_wording import CHINESE_FRAMES, ENGLISH_FRAMES
from .words import chance, is_held_out

_PLACES = ("ones", "tens", "hundreds", "thousands", "ten thousands")
_CHINESE_PLACES = ("个位", "十位", "百位", "千位", "万位")


def _digits(number: int, width: int) -> list[int]:
    """Digits, the last first."""
    return [number // 10**place % 10 for place in range(width)]


def _place_line(place: int, text: str, digit: int, carry: str, chinese: bool) -> str:
    name = (_CHINESE_PLACES if chinese else _PLACES)[place]
    end = (f"，写{digit}" if chinese else f", write {digit}") + carry
    return f"{name}{'：' if chinese else ': '}{text}{end}"


def _column_sum(a: int, b: int, chinese: bool) -> list[str]:
    width = len(str(max(a, b)))
    lines, carry = [], 0
    for place, (x, y) in enumerate(zip(_digits(a, width), _digits(b, width), strict=True)):
        value = x + y + carry
        text = f"{x} + {y}" + (f" + {carry}" if carry else "") + f" = {value}"
        carry = value // 10
        said = ("进1" if chinese else ", carry 1") if carry else ""
        lines.append(_place_line(place, text, value % 10, said, chinese))
    if carry:
        lines.append(_place_line(width, "1", 1, "", chinese))
    return lines


def _column_difference(a: int, b: int, chinese: bool) -> list[str]:
    width = len(str(a))
    lines, borrow = [], 0
    for place, (x, y) in enumerate(zip(_digits(a, width), _digits(b, width), strict=True)):
        top, text = x - borrow, (f"{x} - 1 = {x - borrow}, " if borrow else "")
        borrow = int(top < y)
        if borrow:
            text += f"{top} + 10 = {top + 10}, "
            top += 10
        said = ("借1" if chinese else ", borrow 1") if borrow else ""
        lines.append(_place_line(place, f"{text}{top} - {y} = {top - y}", top - y, said, chinese))
    return lines


def _parts_of_product(a: int, b: int, chinese: bool) -> list[str]:
    """A number of two or three digits times one of one or two."""
    if b >= 10:
        tens, ones = b // 10, b % 10
        first, second = a * tens * 10, a * ones
        lines = [f"{worked(a, tens, 'x')}, {a} x {tens * 10} = {first}"]
        if not ones:
            return lines
        return [*lines, worked(a, ones, "x"), *column(first, second, "+", chinese)]
    parts = [digit * 10**place * b for place, digit in enumerate(_digits(a, len(str(a)))) if digit]
    parts.reverse()
    lines = [f"{a} x {b} = {' + '.join(map(str, parts))}"]
    total = parts[0]
    for part in parts[1:]:
        lines.append(f"{total} + {part} = {total + part}")
        total += part
    return lines


def column(a: int, b: int, op: str, chinese: bool) -> list[str]:
    """Returns the steps of a sum, a difference that is not negative, or a product, as lines."""
    if op == "x":
        return _parts_of_product(a, b, chinese)
    steps = (_column_sum if op == "+" else _column_difference)(a, b, chinese)
    return [*steps, f"{a} {op} {b} = {result(a, b, op)}"]


def long_sum(rng: Random, held_out: bool = False) -> Sum:
    """Returns a sum or product whose numbers are too long to be worked in one go."""
    while True:
        pick = rng.random()
        if pick < 0.4:
            a, b, op = rng.randrange(100, 1000), rng.randrange(10, 1000), "+"
        elif pick < 0.68:
            a, op = rng.randrange(100, 1000), "-"
            b = rng.randrange(10, a + 1)
        elif pick < 0.92:
            a, b, op = rng.randrange(11, 100), rng.randrange(11, 100), "x"
            a, b = max(a, b), min(a, b)
        else:
            a, b, op = rng.randrange(101, 1000), rng.randrange(2, 10), "x"
        if is_held_out(f"sum {a}{op}{b}", 20) == held_out:
            return a, b, op


def chain(rng: Random) -> tuple[str, list[str], int]:
    """Returns three or four numbers with + and - between them, the steps, and the value."""
    while True:
        value = rng.randrange(1, 100)
        text, steps, space = str(value), [], rng.choice((" ", " ", ""))
        for _ in range(rng.choice((2, 2, 2, 3))):
            op, b = rng.choice("+-"), rng.randrange(1, rng.choice((10, 60)))
            steps.append((value, b, op))
            value = result(value, b, op)
            text += f"{space}{op}{space}{b}"
        if all(0 <= result(*step) <= 150 for step in steps) and not any(
            is_held_out(f"sum {a}{op}{b}", 20) for a, b, op in steps
        ):
            return text, [worked(*step) for step in steps], value


def product_chain(rng: Random) -> tuple[str, list[str], int]:
    """Returns a product and a term more or less, such as "7 x 8 + 5", steps and value."""
    while True:
        a, b, c = rng.randrange(2, 30), rng.randrange(2, 10), rng.randrange(1, 50)
        op, product = rng.choice("+-"), a * b
        value = result(product, c, op)
        if value < 0 or is_held_out(f"sum {a}x{b}", 20) or is_held_out(f"sum {product}{op}{c}", 20):
            continue
        sign = rng.choice(("x", "x", "*", "×"))
        steps = [worked(a, b, "x"), worked(product, c, op)]
        if op == "+" and chance(rng, 0.3):
            return f"{c} + {a} {sign} {b}", steps, value
        return f"{a} {sign} {b} {op} {c}", steps, value


def exchange(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a sum of three numbers or more, and its answer, "12 + 7 = 19, 19 - 3 = 16."."""
    text, steps, _ = (chain if chance(rng, 0.7) else product_chain)(rng)
    frame = rng.choice(CHINESE_FRAMES if chinese else ENGLISH_FRAMES)
    return frame.format(s=text), ", ".join(steps) + "."
