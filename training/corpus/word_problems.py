"""Sums told as little stories: what somebody has, buys, loses, pays, how old they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from .arithmetic import result, worked
from .kept_apart import is_free
from .words import CHINESE_NAMES, FIRST_NAMES, chance, is_held_out, read_table

Step = tuple[int, int, str]


class Problem(NamedTuple):
    """A story; `told` says of each step what happens there, in the story's own words."""

    question: str
    told: list[str]
    steps: list[Step]

    @property
    def value(self) -> int:
        """The answer."""
        return result(*self.steps[-1])


THINGS = [
    row
    for row in read_table("story_things.txt")
    if is_free(row[0].removesuffix("s")) and is_free(row[1])
]
# What may be written: n how many, o another person; f only of food.
_GAINS = (
    "buys {n} more", "gets {n} more from {o}", "finds {n} more", "is given {n} more", "buys another {n}",
    "receives {n} more", "wins {n} more", "collects {n} more", "{o} gives {p} {n} more", "picks up {n} more",
    "gets another {n} as a present", "brings {n} more from home", "takes {n} more from a shelf",
    "borrows {n} from {o}", "orders {n} more", "earns {n} more", "is handed {n} by {o}",
)  # fmt: skip
_LOSSES = (
    "gives {n} to {o}", "gives away {n}", "loses {n}", "sells {n}", "throws away {n}", "uses {n}",
    "lends {n} to {o}", "leaves {n} at home", "donates {n}", "hands {n} to {o}", "drops {n} and cannot find them",
    "gives {o} {n}", "trades away {n}", "forgets {n} on the bus", "{o} takes {n} of them", "returns {n}",
)  # fmt: skip
_EATEN = ("eats {n}", "eats {n} of them", "eats {n} for lunch", "cooks {n}", "shares {n} with {o}")
_CHINESE_GAINS = (
    "又买了{n}", "又得到{n}", "又找到了{n}", "{o}又给了{p}{n}", "又收到{n}", "又赢了{n}", "又捡到{n}", "从{o}那里又拿了{n}",
    "妈妈又给{p}{n}", "又收集了{n}", "又借来{n}", "又拿了{n}", "又领了{n}", "再买{n}",
)  # fmt: skip
_CHINESE_LOSSES = (
    "送给{o}{n}", "给了{o}{n}", "丢了{n}", "卖掉{n}", "扔掉了{n}", "用掉{n}", "借给{o}{n}", "弄丢了{n}",
    "捐了{n}", "分给{o}{n}", "退了{n}", "弄坏了{n}", "{o}拿走{n}",
)  # fmt: skip
_CHINESE_EATEN = ("吃了{n}", "吃掉{n}", "午饭吃了{n}", "煮了{n}")
_HAS = ("{s} has {n} {t}", "{s} owns {n} {t}", "{s} starts with {n} {t}", "{s} bought {n} {t}", "{s} had {n} {t}",
        "{s} keeps {n} {t} in a box", "{s} found {n} {t}", "In the morning {s} has {n} {t}")  # fmt: skip
_CHINESE_HAS = ("{s}有{n}{t}", "{s}有{n}{t}", "{s}买了{n}{t}", "{s}原来有{n}{t}", "{s}手里有{n}{t}", "{s}家里有{n}{t}", "早上{s}有{n}{t}")  # fmt: skip
_HOW_MANY = ("How many {t} does {s} have now?", "How many {t} does {s} have?",
             "How many {t} does {p} have in the end?", "How many are there now?", "How many {t} is that now?",
             "how many {t} does {p} have now", "What is the number of {t} now?")  # fmt: skip
_CHINESE_HOW_MANY = ("{s}现在有多少{m}{t}？", "{p}现在有几{m}{t}？", "现在一共有多少{m}？", "最后{s}有多少{m}{t}？",
                     "请问{p}现在有多少{m}{t}？", "{s}现在有几{m}{t}")  # fmt: skip
_LEFT = (
    "How many {t} are left?",
    "How many are left?",
    "How many {t} remain?",
    "How many {t} does {s} still have?",
)
_CHINESE_LEFT = ("还剩多少{m}{t}？", "还剩几{m}？", "{s}还有几{m}{t}？", "现在还有多少{m}{t}？")
_FEMININE_ENDS = ("a", "ah", "ie", "ine", "elle", "lyn", "ary", "ice", "ace")
_MASCULINE_ENDS = ("o", "k", "rt", "rd", "ck", "us", "ars", "ter", "ob", "vid", "am", "ben", "im")
_FEMININE_CHINESE_ENDS = "红丽华芳梅娜敏静悦蓉琳佳婷晴雪洁虹娟玲霞"


def is_open(a: int, b: int, op: str) -> bool:
    """Says whether a sum may be in the training text."""
    return not is_held_out(f"sum {a}{op}{b}", 20)


def _step(rng: Random, start: int, op: str) -> Step:
    """A sum or difference that begins with a number, stays within 100 and is not held out."""
    for _ in range(50):
        limit = start if op == "-" else 100 - start
        b = rng.randrange(1, max(2, min(limit, rng.choice((10, 30, 60)))))
        if is_open(start, b, op) and 0 <= result(start, b, op) <= 100:
            return start, b, op
    return start, 1, op


def _who(rng: Random, chinese: bool) -> tuple[str, str, str]:
    """Somebody, somebody else, and how the first is called next."""
    first, second = rng.sample(CHINESE_NAMES if chinese else FIRST_NAMES, 2)
    if chinese:
        return first, second, "她" if first[-1] in _FEMININE_CHINESE_ENDS else "他"
    if first.endswith(_FEMININE_ENDS):
        return first, second, "she"
    return first, second, "he" if first.endswith(_MASCULINE_ENDS) else first


def _object(pronoun: str) -> str:
    return {"he": "him", "she": "her"}.get(pronoun, pronoun)


def story(rng: Random, chinese: bool, length: int) -> Problem:
    """Returns what somebody has, gets and loses, in so many steps."""
    who, other, pronoun = _who(rng, chinese)
    plural, thing, measure, kind = rng.choice(THINGS)
    value = start = rng.randrange(3, rng.choice((12, 30, 60)))
    told, steps = [], []
    for _ in range(length):
        op = "-" if value > 3 and chance(rng, 0.5) else "+"
        steps.append(_step(rng, value, op))
        value = result(*steps[-1])
        eaten = op == "-" and kind == "f" and chance(rng, 0.5)
        if chinese:
            wording = _CHINESE_EATEN if eaten else _CHINESE_LOSSES if op == "-" else _CHINESE_GAINS
            number = f"{steps[-1][1]}{measure}"
        else:
            wording = _EATEN if eaten else _LOSSES if op == "-" else _GAINS
            number = str(steps[-1][1])
        told.append(rng.choice(wording).format(n=number, o=other, p=_object(pronoun)))
    names = {"s": who, "t": thing if chinese else plural, "m": measure, "p": pronoun}
    wording = _CHINESE_HOW_MANY if chinese else _HOW_MANY
    if steps[-1][2] == "-" and chance(rng, 0.4):
        wording = _CHINESE_LEFT if chinese else _LEFT
    asked = rng.choice(wording).format(**names)
    number = f"{start}{measure}" if chinese else str(start)
    begin = rng.choice(_CHINESE_HAS if chinese else _HAS).format(**{**names, "n": number})
    if chinese:
        return Problem(f"{begin}，{'，'.join(told)}。{asked}", told, steps)
    return Problem(f"{begin}{_english_events(rng, told, pronoun, other)} {asked}", told, steps)


def _english_events(rng: Random, told: list[str], pronoun: str, other: str) -> str:
    """Events as one sentence or as several."""
    with_subject = [event if event.startswith(other) else f"{pronoun} {event}" for event in told]
    if chance(rng, 0.5):
        sentences = [text[0].upper() + text[1:] for text in with_subject]
        if len(sentences) > 1 and chance(rng, 0.5):
            sentences[-1] = "Then " + with_subject[-1]
        return ". " + ". ".join(sentences) + "."
    if len(with_subject) == 1:
        return f" and {with_subject[0]}."
    return f", {', '.join(with_subject[:-1])} and then {with_subject[-1]}."


class _Pattern(NamedTuple):
    """A story of fixed form: its sums, its wordings, and what is said of each step."""

    ops: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    told: tuple[str, ...]
    told_chinese: tuple[str, ...]


# a, b and c are the numbers in the order in which the steps use them.
_PATTERNS = (
    _Pattern("-+", ("There are {a} people on a bus. {b} get off and {c} get on. How many people are on the bus now?",
                    "A bus carries {a} passengers. At the stop {b} leave and {c} new ones enter. How many passengers are there?",
                    "{a} guests are at a party. {b} go home, then {c} more arrive. How many guests are there now?"),
             ("公交车上有{a}个人，下去{b}个，又上来{c}个，现在车上有多少人？", "聚会上有{a}位客人，走了{b}位，又来了{c}位，现在有几位客人？",
              "教室里有{a}个学生，出去{b}个，又进来{c}个。现在教室里有多少学生？"),
             ("{b} leave", "{c} come"), ("走了{b}个", "来了{c}个")),
    _Pattern("x+", ("{s} buys {b} bags with {a} {t} each and has {c} more at home. How many {t} does {p} have?",
                    "There are {b} shelves with {a} {t} on each, and {c} {t} on the floor. How many {t} are there in total?",
                    "{s} packs {b} boxes of {a} {t} and keeps {c} {t} in a drawer. How many {t} is that altogether?"),
             ("{s}买了{b}袋{t}，每袋{a}{m}，家里还有{c}{m}，一共有多少{m}{t}？", "有{b}个架子，每个架子上有{a}{m}{t}，地上还有{c}{m}，总共多少{m}？"),
             ("{b} times {a}", "{c} more"), ("{b}个{a}", "还有{c}")),
    _Pattern("x-", ("{s} buys {b} packs of {a} {t} and gives {c} {t} to {o}. How many {t} are left?",
                    "A shop has {b} boxes with {a} {t} each. {c} {t} are sold. How many {t} remain?",
                    "{s} earns {a} dollars an hour, works {b} hours and spends {c} dollars. How many dollars are left?"),
             ("{s}买了{b}盒{t}，每盒{a}{m}，送给{o}{c}{m}，还剩多少{m}？", "商店有{b}箱{t}，每箱{a}{m}，卖掉了{c}{m}，还剩多少{m}？",
              "{s}每小时挣{a}元，工作了{b}小时，花了{c}元，还剩多少元？"),
             ("{b} times {a}", "{c} less"), ("{b}个{a}", "少了{c}")),
    _Pattern("+-", ("{s} has {a} dollars and gets {b} dollars from {o}. Then {p} pays {c} dollars for a present. How much money is left?",
                    "{s} saved {a} dollars, earned {b} dollars and spent {c} dollars. How many dollars does {p} have?",
                    "A tank holds {a} litres. {b} litres are added and {c} litres are used. How many litres are in it?"),
             ("{s}有{a}元，{o}又给了{p}{b}元，买礼物花了{c}元，还剩多少钱？", "{s}存了{a}块钱，又挣了{b}块，花掉{c}块，现在有多少钱？",
              "水箱里有{a}升水，加了{b}升，用掉{c}升，现在有多少升？"),
             ("{b} more", "{c} less"), ("多了{b}", "少了{c}")),
    _Pattern("++", ("{s} runs {a} km on Monday, {b} km on Tuesday and {c} km on Friday. How many km in total?",
                    "A book costs {a} dollars, a bag {b} dollars and a pen {c} dollars. How much do they cost together?",
                    "{s} reads {a} pages today, {b} pages tomorrow and {c} pages on Sunday. How many pages is that?",
                    "{s} is {a} years old. {o} is {b} years older. How old will {o} be in {c} years?"),
             ("{s}周一跑了{a}公里，周二跑了{b}公里，周五跑了{c}公里，一共跑了多少公里？", "一本书{a}元，一个书包{b}元，一支笔{c}元，一共多少钱？",
              "{s}今天看了{a}页书，明天看{b}页，后天看{c}页，一共多少页？", "{s}今年{a}岁，{o}比{p}大{b}岁，{c}年后{o}几岁？"),
             ("{b} more", "{c} more"), ("再加{b}", "再加{c}")),
    _Pattern("--", ("The trip is {a} km long. {s} drives {b} km in the morning and {c} km after lunch. How many km are left?",
                    "{s} has {a} dollars and pays {b} dollars for food and {c} dollars for a ticket. How much is left?",
                    "A film lasts {a} minutes. {s} watched {b} minutes yesterday and {c} minutes today. How many minutes are left?"),
             ("全程{a}公里，{s}上午开了{b}公里，下午开了{c}公里，还剩多少公里？", "{s}有{a}元，吃饭花了{b}元，买票花了{c}元，还剩多少元？",
              "一部电影{a}分钟，{s}昨天看了{b}分钟，今天看了{c}分钟，还剩多少分钟？"),
             ("{b} less", "{c} less"), ("减去{b}", "减去{c}")),
    _Pattern("-", ("{s} is {a} years old and {o} is {b} years younger. How old is {o}?", "{s} has {a} dollars and spends {b}. How much is left?",
                   "The town is {a} km away and {s} has already driven {b} km. How far is it still?",
                   "{s} is {a} years old and {o} is {b}. How many years older is {s}?", "A class has {a} pupils. {b} are ill. How many are there?",
                   "{s} pays with {a} dollars for something that costs {b} dollars. How much change does {p} get?"),
             ("{s}今年{a}岁，{o}比{p}小{b}岁，{o}几岁？", "{s}有{a}元，花了{b}元，还剩多少？", "路程有{a}公里，{s}已经走了{b}公里，还有多远？",
              "{s}{a}岁，{o}{b}岁，{s}比{o}大几岁？", "班里有{a}个学生，{b}个请假了，来了几个？", "东西卖{b}元，{s}付了{a}元，应找多少钱？"),
             ("{b} less",), ("减去{b}",)),
    _Pattern("+", ("{s} is {a} years old. How old will {p} be in {b} years?", "{s} is {a} and {o} is {b} years older. How old is {o}?",
                   "{s} walks {a} minutes to school and {b} minutes to the shop. How many minutes is that?",
                   "A hat costs {a} dollars and a shirt {b} dollars. How much do both cost?",
                   "A class has {a} boys and {b} girls. How many children is that?"),
             ("{s}今年{a}岁，{b}年后几岁？", "{s}{a}岁，{o}比{p}大{b}岁，{o}多大？", "帽子{a}元，衬衫{b}元，一共多少钱？",
              "班里有{a}个男生和{b}个女生，一共多少人？", "{s}走到学校要{a}分钟，再走到商店要{b}分钟，一共几分钟？"),
             ("{b} more",), ("加上{b}",)),
    _Pattern("x", ("{s} buys {b} {t} for {a} dollars each. How much does {p} pay?", "There are {b} boxes with {a} {t} in each. How many {t} are there?",
                   "One ticket costs {a} dollars. How much do {b} tickets cost?", "{s} reads {a} pages a day. How many pages in {b} days?",
                   "{o} is {a} years old and {s} is {b} times as old. How old is {s}?", "A train drives {a} km an hour. How far does it get in {b} hours?"),
             ("{s}买了{b}{m}{t}，每{m}{a}元，一共多少钱？", "有{b}个盒子，每个盒子里有{a}{m}{t}，一共多少{m}？", "一张票{a}元，{b}张票多少钱？",
              "{s}每天看{a}页书，{b}天看多少页？", "{o}今年{a}岁，{s}的年龄是{o}的{b}倍，{s}几岁？", "火车每小时开{a}公里，{b}小时开多少公里？"),
             ("{b} times {a}",), ("{b}个{a}",)),
)  # fmt: skip
_ONE_STEP = tuple(pattern for pattern in _PATTERNS if len(pattern.ops) == 1)
_TWO_STEPS = tuple(pattern for pattern in _PATTERNS if len(pattern.ops) == 2)


def _pattern_steps(rng: Random, ops: str) -> list[Step]:
    """Sums for a pattern: never held out, never below nothing."""
    while True:
        a = rng.randrange(2, 25) if ops[0] == "x" else rng.randrange(6, 90)
        b = rng.randrange(2, 10) if ops[0] == "x" else rng.randrange(2, 50)
        steps = [(a, b, ops[0])]
        value = result(*steps[0])
        if len(ops) == 2 and value > 1:
            steps.append((value, rng.randrange(1, 30), ops[1]))
        last = result(*steps[-1])
        if len(steps) == len(ops) and 0 < last <= 200 and value > 0 and all(
            is_open(*step) for step in steps
        ):  # fmt: skip
            return steps


# Where the words that tell one step end.
_CLAUSE_ENDS = re.compile(r"[.,;?] ?|[，。；？]| and then | and | then |: ")


def _in_own_words(
    question: str, steps: list[Step], told: tuple[str, ...], slots: dict[str, object]
) -> list[str]:
    """The clauses of a question that hold the second number of each step; else what is `told`."""
    clauses = _CLAUSE_ENDS.split(question)
    found, begin = [], 0
    for (_, b, _), text in zip(steps, told, strict=True):
        numbers = [re.findall(r"\d+", clause) for clause in clauses]
        at = [i for i in range(begin, len(clauses)) if str(b) in numbers[i]]
        found.append(clauses[at[0]] if at else text.format(**slots))
        begin = at[0] + 1 if at else begin
    return found


def patterned(rng: Random, chinese: bool, length: int) -> Problem:
    """Returns a story about money, ages, ways, times, or groups."""
    pattern = rng.choice(_ONE_STEP if length == 1 else _TWO_STEPS)
    steps = _pattern_steps(rng, pattern.ops)
    who, other, pronoun = _who(rng, chinese)
    plural, thing, measure, _ = rng.choice(THINGS)
    slots = {"s": who, "o": other, "p": pronoun, "t": thing if chinese else plural, "m": measure,
             "a": steps[0][0], "b": steps[0][1], "c": steps[-1][1]}  # fmt: skip
    question = rng.choice(pattern.chinese if chinese else pattern.english).format(**slots)
    told = pattern.told_chinese if chinese else pattern.told
    return Problem(question, _in_own_words(question, steps, told, slots), steps)


def problem(rng: Random, chinese: bool, length: int) -> Problem:
    """Returns a story with so many steps: 1, 2, or rarely asked for, 3."""
    maker: Callable[[Random, bool, int], Problem] = story if chance(rng, 0.55) else patterned
    return maker(rng, chinese, length) if length < 3 else story(rng, chinese, length)


def exchange(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a story of one or two steps with its answer, such as "12 + 7 = 19, 19 - 3 = 16."."""
    found = problem(rng, chinese, 1 if chance(rng, 0.6) else 2)
    return found.question, ", ".join(worked(*step) for step in found.steps) + "."
