"""Plain sums, many on each conversation: those that are hard for a small model, and groups of things.

Hard are one digit and two, in this order; products whose parts make round hundreds; differences of
two numbers that are near each other. Whether to add, take or multiply is told by the words alone.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, user
from . import sum_wording
from .arithmetic import Sum, result, worked
from .story_words import common_name as name
from .story_words import thing
from .word_problems import is_open
from .words import CHINESE_WORDS, NOUNS, chance, holds_held_out, invented_word, is_held_out

_CONTAINERS = ("bags trays packs jars rows crates baskets shelves teams cartons buckets piles sacks tables bundles cases cages carts bowls drawers "
               "groups lines stacks sets rooms buses pots tins barrels parcels").split()  # fmt: skip
_CHINESE_CONTAINERS = ("袋", "盘", "包", "排", "篮", "桶", "堆", "组", "盒", "捆", "罐", "车", "层", "队", "行", "桌", "套", "筐", "柜", "串")  # fmt: skip
# {a} in each, {b} of {c}; {t} is what is counted
_GROUPS = ("{b} {c} of {a}", "{b} {c} of {a} {t}", "{b} {c} with {a} {t} in each", "{b} {c}, {a} {t} each", "{a} {t} in each of {b} {c}", "{b} {c} hold {a} each",
           "each of {b} {c} has {a}", "{x} fills {b} {c} with {a} {t} each", "{x} buys {b} {c} of {a} {t}", "{b} {c} that hold {a} {t} apiece", "{a} per {k} and {b} {c}",
           "{b} {c} at {a} dollars each", "{b} {c} cost {a} dollars apiece", "{x} pays {a} dollars for each of {b} {c}")  # fmt: skip
_TOGETHER = ("{a} {c} and {b} {c}", "{a} {t} and {b} more", "{a} {c}, then {b} {c} more", "{x} has {a} {t} and gets {b}", "{a} {t} here and {b} there", "{a} {c} next to {b} {c}",
             "{x} had {a} {c} and bought {b}", "{x} has {a} and gets another {b}", "{a} old {t} and on top of them {b} new ones")  # fmt: skip
_APART = ("{a} {c} without {b} of them", "{a} {t} but {b} are gone", "{x} has {a} {t} and uses {b}", "{a} {c}, and {b} of the {c} break", "{x} had {a} and gave away {b}",
          "{b} of {a} {t} are sold", "out of {a} {c} {b} get lost", "{x} spends {b} of {a} dollars", "{a} {t} minus the {b} that {x} took")  # fmt: skip
_ASKS = (", how many?", ". How many?", ", how many is it altogether?", ": what is the number?", ". How many are there?", ", how much?", " make how many?", ". What is it in total?",
         " = ?", ", how many are that together?", "?", ". How many does that make?")  # fmt: skip
_LEFT_ASKS = (", how many?", ". How many are left?", ": what remains?", ", what is left?", "?", ". How many remain?", ". How many still?", " = ?")  # fmt: skip
_CHINESE_GROUPS = ("{b}{c}{t}，每{c}{a}个", "每{c}{a}个，一共{b}{c}", "{b}{c}，一{c}{a}个{t}", "{x}买了{b}{c}{t}，每{c}{a}个", "{b}{c}，每{c}都是{a}个", "一{c}有{a}个{t}，{b}{c}",
                   "每{c}{a}元，买{b}{c}", "{x}装了{b}{c}，每{c}放{a}个", "{a}个一{c}，{b}{c}", "有{b}{c}{t}，一{c}{a}元")  # fmt: skip
_CHINESE_TOGETHER = ("{a}{c}和{b}{c}", "{a}个{t}，再来{b}个", "{x}有{a}个，又得{b}个", "这边{a}个，那边{b}个", "{a}{c}{t}加{b}{c}", "{x}有{a}{c}{t}，又买{b}{c}", "{a}个{t}和另外{b}个")  # fmt: skip
_CHINESE_APART = ("{a}{c}{t}，少了{b}{c}", "{a}个{t}，用了{b}个", "{x}有{a}个，给人{b}个", "{a}个里拿掉{b}个", "{a}元花掉{b}元", "{x}有{a}{c}{t}，卖了{b}{c}", "{a}个{t}坏了{b}个")  # fmt: skip
_CHINESE_ASKS = ("，共多少？", "，有多少？", "，是多少？", "，合起来多少？", "。总数是多少？", "，一共多少", "？", "，得多少？")  # fmt: skip
_CHINESE_LEFT_ASKS = ("，剩多少？", "，还有多少？", "，还剩下多少", "。剩下多少？", "？", "，是多少？", "，余下多少？")  # fmt: skip
_COUNTED = [noun for noun in NOUNS if noun[-1] not in "syxzh"]
_SHORT = ("{a} and {b}?", "total of {a} and {b}", "{a} plus {b}", "{a}, plus {b}?", "the sum of {a} and {b}?", "so {a} plus {b}", "{a} added to {b}?", "{a} + {b}")  # fmt: skip
_CHINESE_SHORT = ("{a}加{b}？", "{a}与{b}之和？", "求{a}与{b}的和", "{a}跟{b}合起来", "{a}再加上{b}", "{a} + {b}", "{a}和{b}相加")  # fmt: skip

# The same two numbers: only these words say whether they come together or how far apart they are.
_TWO = {"+": ("the sum of {a} and {b}", "{a} and {b} together", "{a} and {b} in all", "what {a} and {b} come to", "{a} and {b} added up", "the total of {a} and {b}"),
        "-": ("the difference of {a} and {b}", "{a} less {b}", "the gap from {b} to {a}", "how far {a} is from {b}", "{a} with {b} taken off", "what {a} has over {b}")}  # fmt: skip
_CHINESE_TWO = {"+": ("{a}和{b}的和是多少", "{a}和{b}一共多少？", "{a}跟{b}合起来是几？", "{a}与{b}总共多少", "{a}和{b}相加得几？", "{a}跟{b}的和"),
                "-": ("{a}和{b}相差多少", "{a}跟{b}差多少？", "{a}跟{b}差几？", "{a}与{b}差多少", "{a}和{b}的差是几？", "{a}和{b}之间差几", "{a}跟{b}相差几？", "{a}和{b}相差几")}  # fmt: skip
_LISTS = ("Work out each: {}", "Work these out: {}", "{}", "All of these, please: {}", "One by one: {}", "My sums for today: {}", "Solve: {}")  # fmt: skip
_CHINESE_LISTS = (
    "逐个算：{}",
    "把这些都算出来：{}",
    "{}",
    "请一个一个算：{}",
    "今天的题目：{}",
    "口算练习：{}",
)


def _hard(rng: Random) -> Sum:
    """Returns a sum of those that go wrong most, none kept for evaluation."""
    while True:
        pick = rng.random()
        if pick < 0.38:
            a, op = rng.randrange(2, 10), "+"
            b = rng.randrange(10, 100 - a)
        elif pick < 0.68:
            a, b, op = rng.randrange(11, 100), rng.randrange(2, 10), "x"
            if chance(rng, 0.5):  # its parts make a sum that carries, or a round hundred
                a = a // 10 * 10 + rng.choice((0, 5, 5, 4, 6, 7, 8, 9))
        elif pick < 0.9:
            a = rng.randrange(20, 101)
            b, op = max(1, a - rng.randrange(0, 14)), "-"
            b = b // 10 * 10 if b > 20 and chance(rng, 0.3) else b
        else:
            a, b, op = rng.randrange(10, 60), rng.randrange(2, 41), "+"
        if is_open(a, b, op) and (a, b, op) != (25, 5, "x"):
            return a, b, op


def _parts(rng: Random) -> Sum:
    """The last step of a product: its tens and its ones, which often make a round number."""
    tens, digit, b = rng.randrange(1, 10), rng.randrange(1, 10), rng.randrange(2, 10)
    if chance(rng, 0.5):
        digit, b = rng.choice(((5, 4), (5, 6), (5, 8), (5, 2), (2, 5), (4, 5), (6, 5), (8, 5)))
    return tens * 10 * b, digit * b, "+"


def _round(rng: Random) -> Sum:
    """One digit more or less, up to a round number, down to one, or past one."""
    whole = rng.randrange(2, 11) * 10
    one = rng.randrange(1, 10)
    pick = rng.random()
    if pick < 0.4:
        return (one, whole - one, "+") if chance(rng, 0.6) else (whole - one, one, "+")
    if pick < 0.6:
        return whole - 10 + one, one, "-"
    # ones that make 9, 10 or 11 show best where a ten begins
    other = (
        min(9, max(1, rng.choice((9, 10, 11)) - one)) if chance(rng, 0.5) else rng.randrange(1, 10)
    )
    if pick < 0.72:
        return whole - 10 + other, one, "-"
    return (one, whole - 10 + other, "+") if chance(rng, 0.6) else (whole - 10 + other, one, "+")


def hard_sum(rng: Random) -> Sum:
    """Returns a sum of those that go wrong most, with results up to 100 or a product."""
    while True:
        a, b, op = (_hard if chance(rng, 0.5) else _round)(rng)
        if is_open(a, b, op):
            return a, b, op


def _step(rng: Random) -> Sum:
    """Returns a sum small enough to be known by heart, of those that the longer ones end in."""
    while chance(rng, 0.15):
        a, b, op = _parts(rng)
        if a + b > 100 or is_open(a, b, op):
            return a, b, op
    return hard_sum(rng)


def _listed(rng: Random, chinese: bool) -> tuple[str, str]:
    """Many sums in one question, each worked on a line of its own."""
    space = rng.choice(("", " "))
    steps = [_step(rng) for _ in range(rng.randrange(6, 15))]
    asked = rng.choice((", ", "; ", "\n")).join(f"{a}{space}{op}{space}{b}" for a, b, op in steps)
    head = rng.choice(_CHINESE_LISTS if chinese else _LISTS)
    return head.format(asked), "\n".join(worked(*step) for step in steps)


def _two(rng: Random, chinese: bool) -> tuple[str, str]:
    """The sum or the difference of two numbers, told apart by a word."""
    while True:
        a, b, op = rng.randrange(10, 100), rng.randrange(2, 100), rng.choice("+--")
        a, b = max(a, b), min(a, b)
        if is_open(a, b, op) and (op == "-" or a + b <= 100):
            break
    asked = rng.choice((_CHINESE_TWO if chinese else _TWO)[op]).format(a=a, b=b)
    if not chinese and chance(rng, 0.6):
        asked = rng.choice(("What is {}?", "what's {}", "Tell me {}.", "I need {}.")).format(asked)
    return asked, worked(a, b, op) + "."


def _groups(rng: Random) -> Sum:
    """Returns a product, sum or difference, as likely for one pair of numbers as for another."""
    while True:
        op = rng.choice("xxx+-")
        a, b = rng.randrange(2, 100), rng.randrange(2, 10)
        a, b = (b, a) if (b > a or chance(rng, 0.5)) and op == "+" else (max(a, b), min(a, b))
        if is_open(a, b, op) and (a, b, op) != (25, 5, "x"):
            return a, b, op


def _told(rng: Random, chinese: bool) -> tuple[str, Sum]:
    """A few words about things, from which follows what to do with the numbers."""
    a, b, op = _groups(rng)
    if chinese:
        choices = {"x": _CHINESE_GROUPS, "+": _CHINESE_TOGETHER, "-": _CHINESE_APART}[op]
        asks = _CHINESE_LEFT_ASKS if op == "-" else _CHINESE_ASKS
        container, word = rng.choice(_CHINESE_CONTAINERS), rng.choice(CHINESE_WORDS)
    else:
        choices = {"x": _GROUPS, "+": _TOGETHER, "-": _APART}[op]
        asks = _LEFT_ASKS if op == "-" else _ASKS
        container, word = rng.choice(_CONTAINERS), thing(rng, False)[0]
        if chance(rng, 0.4):
            one = invented_word(rng) if chance(rng, 0.4) else rng.choice(_COUNTED)
            container = one if one[-1] == "s" else one + ("es" if one[-1] in "xzh" else "s")
    names = {"a": a, "b": b, "c": container, "k": container.removesuffix("s"), "t": word}
    told = rng.choice(choices).format(x=name(rng, chinese), **names)
    return told + rng.choice(asks), (a, b, op)


def _exchange(rng: Random, chinese: bool) -> tuple[str, str]:
    """A question and its worked answer."""
    pick = rng.random()
    if pick < 0.15:
        return _two(rng, chinese)
    if pick < 0.45:
        asked, (a, b, op) = _told(rng, chinese)
        while holds_held_out(asked):  # a measure word and a thing may meet to make such a word
            asked, (a, b, op) = _told(rng, chinese)
        if chance(rng, 0.6) and not chinese:
            asked = asked[0].upper() + asked[1:]
        return asked, worked(a, b, op) + "."
    a, b, op = _step(rng)
    if op == "+" and chance(rng, 0.5):
        return rng.choice(_CHINESE_SHORT if chinese else _SHORT).format(a=a, b=b), (
            worked(a, b, op) + "."
        )
    return sum_wording.question(rng, a, b, op, chinese), worked(a, b, op) + "."


_PLUS, _MINUS = ("+", " + ", " plus ", " plus ", ", add ", " and "), ("-", " - ", " minus ", ", then minus ", ", take away ", " less ")  # fmt: skip
_CHINESE_PLUS, _CHINESE_MINUS = ("+", " + ", "加", "加上", "再加", "，加"), ("-", " - ", "减", "再减", "减去", "，再减去")  # fmt: skip


def mixed_chain(rng: Random, chinese: bool) -> Conversation:
    """Returns three numbers to add and take, each sign in a wording of its own, with thoughts."""
    while True:
        a, b, c = rng.randrange(2, 70), rng.randrange(1, 45), rng.randrange(1, 50)
        ops = rng.choice(("+-", "+-", "+-", "-+", "++", "--"))
        middle = result(a, b, ops[0])
        if min(middle, result(middle, c, ops[1])) < 0 or result(middle, c, ops[1]) > 100:
            continue
        steps = ((a, b, ops[0]), (middle, c, ops[1]))
        if all(is_open(*step) for step in steps) and is_open_chain(a, b, c, ops):
            break
    signs = {"+": _CHINESE_PLUS, "-": _CHINESE_MINUS} if chinese else {"+": _PLUS, "-": _MINUS}
    first, second = (rng.choice(signs[op]) for op in ops)
    frames = sum_wording.CHINESE_FRAMES if chinese else sum_wording.ENGLISH_FRAMES
    asked = rng.choice(frames).format(s=f"{a}{first}{b}{second}{c}")
    value = result(*steps[1])
    answer = f"答案是{value}。" if chinese else f"The answer is {value}."
    thought = "\n".join(worked(*step) for step in steps)
    return Conversation((user(asked), assistant(answer, reasoning=thought)))


def is_open_chain(a: int, b: int, c: int, ops: str) -> bool:
    """Says whether a sum of three numbers may be in the training text."""
    return not is_held_out(f"sum {a}{ops[0]}{b}{ops[1]}{c}", 20)


def sample(rng: Random) -> Conversation:
    """Returns many short sums, in turns or in lists, or one of three numbers with thoughts."""
    chinese = chance(rng, 0.45)
    if chance(rng, 0.25):
        return mixed_chain(rng, chinese)
    messages: list[Message] = []
    make, count = (_listed, 2) if chance(rng, 0.4) else (_exchange, rng.choice((4, 8, 10)))
    for _ in range(count):
        asked, answer = make(rng, chinese)
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))
