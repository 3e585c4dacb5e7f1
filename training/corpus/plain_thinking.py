"""Plain thinking: sums, stories of one to three steps and comparisons, always in the same few steps.

Each step of a story repeats the words that tell it, then has the sum: "loses 3: 19 - 3 = 16".
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from . import plain_values, sum_wording
from .arithmetic import result, split_sum, worked
from .plain_comparisons import compared
from .plain_sums import hard_sum
from .word_problems import THINGS, is_open
from .words import chance, is_held_out

Step = tuple[int, int, str]

# What is there at first; {x} is who has it, {P} a place.
_STARTS = ("{x} has {a} {t}", "{x} starts with {a} {t}", "{x} had {a} {t}", "{x} keeps {a} {t}", "{x} holds {a} {t}")  # fmt: skip
_THERE = ("In the box are {a} {t}", "On the table lie {a} {t}", "The shop has {a} {t}", "We see {a} {t}",
          "At first we have {a} {t}", "Take {a} {t}", "The bag holds {a} {t}", "A basket contains {a} {t}")  # fmt: skip
# What the one who has the things does next, and what others do or what happens.
_MORE = ("buys {n}", "buys {n} more", "gets {n}", "receives {n} more", "wins {n}", "is given {n}",
         "earns {n} more", "picks up {n}", "collects {n}", "makes {n} more", "receives another {n}")  # fmt: skip
_LESS = ("sells {n}", "gives away {n}", "throws away {n}", "uses {n}", "breaks {n}", "drops {n}",
         "lends out {n}", "misses {n}", "spends {n}", "hands out {n}", "gives {n} to a friend")  # fmt: skip
_PUT = ("{o} adds {n}", "{o} puts in {n}", "{o} lays down {n} more", "{o} brings along {n}", "{n} more arrive", "{n} come in",
        "{n} are added", "we put in {n}", "{o} gives us {n}", "{o} delivers {n} more", "{o} leaves {n} there")  # fmt: skip
_TAKEN = ("{o} takes {n}", "{o} removes {n}", "{o} carries off {n}", "{n} are sold", "{n} are lost", "{n} go away",
          "{n} are taken out", "we give back {n}", "{o} needs {n}", "{o} steals {n}", "{o} picks out {n}")  # fmt: skip
_ASK = ("How many {t} does {x} have now?", "How many {t} are there now?", "How many are there?", "How many {t} is that?",
        "How many {t} are there in the end?", "what is the number of {t}", "How many {t} does that make?", "How many now?")  # fmt: skip
_CHINESE_STARTS = ("{x}有{a}{m}{t}", "{x}手上有{a}{m}{t}", "{x}带了{a}{m}{t}", "{x}起初有{a}{m}{t}", "{x}存着{a}{m}{t}")  # fmt: skip
_CHINESE_THERE = ("桌上有{a}{m}{t}", "店里有{a}{m}{t}", "箱子里装着{a}{m}{t}", "一开始有{a}{m}{t}", "袋里有{a}{m}{t}", "篮子里放了{a}{m}{t}")  # fmt: skip
_CHINESE_MORE = ("又买了{n}", "再买{n}", "又领到{n}", "又挣了{n}", "又收到{n}", "接着做了{n}", "捡到{n}", "后来添了{n}", "赢了{n}", "又采了{n}")  # fmt: skip
_CHINESE_LESS = ("卖了{n}", "送人{n}", "扔了{n}", "用了{n}", "打碎{n}", "弄丢{n}", "花掉{n}", "借出{n}", "给了朋友{n}", "少了{n}")  # fmt: skip
_CHINESE_PUT = ("{o}放进{n}", "{o}又加了{n}", "{o}送来{n}", "{o}搬来{n}", "又来了{n}", "再放入{n}", "又运到{n}", "{o}补上{n}")  # fmt: skip
_CHINESE_TAKEN = ("{o}取走{n}", "{o}搬走{n}", "{o}买走{n}", "卖出{n}", "运走{n}", "拿出{n}", "{o}用去{n}", "坏了{n}", "{o}要走{n}")  # fmt: skip
_CHINESE_ASK = ("现在有多少{m}{t}？", "一共有几{m}{t}？", "最后有多少{m}？", "剩下多少{m}{t}？", "{t}有几{m}？", "现在是多少{m}？", "结果有几{m}{t}")  # fmt: skip
_JOINTS = (", ", ". ", ", then ", " and then ", " and ", ", and ", ". Then ", "; ")
_CHINESE_JOINTS = ("，", "，", "，", "。", "，然后", "，接着", "；")


def _next(rng: Random, start: int, op: str) -> Step | None:
    """A step that begins with a number, stays within 100 and is not held out."""
    top = start if op == "-" else 100 - start
    if top < 1:
        return None
    b = rng.randrange(min(2, top), min(top, rng.choice((10, 50, 50))) + 1)
    return (start, b, op) if is_open(start, b, op) else None


def steps_of(rng: Random, ops: str) -> list[Step]:
    """Returns sums that go on from each other; no held-out sum of three numbers either."""
    while True:
        value, steps = rng.randrange(2, 70), []
        for op in ops:
            step = _next(rng, value, op)
            if step is None:
                break
            steps.append(step)
            value = result(*step)
        text = f"sum {steps[0][0]}" if steps else ""
        text += "".join(f"{op}{b}" for _, b, op in steps)
        if len(steps) == len(ops) and not is_held_out(text, 20):
            return steps


def story(rng: Random, chinese: bool, ops: str) -> tuple[str, list[str], int]:
    """Returns a story, the thought for each of its steps, and its result."""
    steps = steps_of(rng, ops)
    owned = chance(rng, 0.55)
    plural, thing, measure, _ = rng.choice(THINGS)
    name = plain_values.chinese_name if chinese else plain_values.first_name
    names = {"x": name(rng), "a": steps[0][0], "t": thing if chinese else plural, "m": measure}
    if chinese:
        starts, asks = (_CHINESE_STARTS if owned else _CHINESE_THERE), _CHINESE_ASK
        more, less = (_CHINESE_MORE, _CHINESE_LESS) if owned else (_CHINESE_PUT, _CHINESE_TAKEN)
    else:
        starts, asks = (_STARTS, _ASK) if owned else (_THERE, _ASK[1:])
        more, less = (_MORE, _LESS) if owned else (_PUT, _TAKEN)
    unit = measure if chinese else ""
    told = [
        rng.choice(more if op == "+" else less).format(n=f"{b}{unit}", o=name(rng))
        for _, b, op in steps
    ]
    text = rng.choice(starts).format(**names)
    for event in told:
        joint = rng.choice(_CHINESE_JOINTS if chinese else _JOINTS)
        text += joint + (_as_sentence(rng, event, joint, str(names["x"])) if owned and not chinese
                         else _capital(event) if joint == ". " else event)  # fmt: skip
    colon = "：" if chinese else ": "
    thoughts = [f"{event}{colon}{worked(*step)}" for event, step in zip(told, steps, strict=True)]
    ask = rng.choice(asks).format(**names)
    question = text + (rng.choice(("，", "。")) if chinese else ". ") + ask
    return question, thoughts, result(*steps[-1])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _as_sentence(rng: Random, event: str, joint: str, who: str) -> str:
    """An event of the one who has the things: named where a sentence begins, else now and then."""
    if joint.startswith((".", ";")) or chance(rng, 0.25):
        return f"{who} {event}"
    return event


_PLUS, _MINUS = (" plus ", " + ", "+", " plus "), (" minus ", " - ", "-", " take away ")
_CHINESE_PLUS, _CHINESE_MINUS = ("加", "加上", "+", " + "), ("减", "减去", "-", " - ")


def chain(rng: Random, chinese: bool) -> tuple[str, list[str], int]:
    """Returns a sum of three or four numbers in signs or words, its steps, and the result."""
    steps = steps_of(rng, rng.choice(("+-", "+-", "+-", "-+", "++", "--", "+-", "+-+")))
    kind = rng.randrange(4)
    plus = (_CHINESE_PLUS if chinese else _PLUS)[kind]
    minus = (_CHINESE_MINUS if chinese else _MINUS)[kind]
    text = str(steps[0][0])
    text += "".join(f"{plus if op == '+' else minus}{b}" for _, b, op in steps)
    frames = sum_wording.CHINESE_FRAMES if chinese else sum_wording.ENGLISH_FRAMES
    return rng.choice(frames).format(s=text), [worked(*step) for step in steps], result(*steps[-1])


def _the_answer(value: int, chinese: bool) -> str:
    return f"答案是{value}。" if chinese else f"The answer is {value}."


def sample(rng: Random) -> Conversation:
    """Returns a question, what is thought about it, and the answer."""
    chinese = chance(rng, 0.45)
    pick = rng.random()
    if pick < 0.22:
        a, b, op = hard_sum(rng) if chance(rng, 0.6) else split_sum(rng, held_out=False)
        question = sum_wording.question(rng, a, b, op, chinese)
        thought, answer = worked(a, b, op), f"{a} {op} {b} = {result(a, b, op)}."
    elif pick < 0.48:
        found = compared(rng, chinese)
        question, thought, answer = found.question, "\n".join(found.steps), found.answer
    else:
        ops = rng.choice(("+-", "+-", "-+", "+-", "+-", "-+", "++", "--", "+-", "-"))
        question, thoughts, value = chain(rng, chinese) if pick < 0.62 else story(rng, chinese, ops)
        thought, answer = "\n".join(thoughts), _the_answer(value, chinese)
    messages: list[Message] = []
    if chance(rng, 0.15):
        messages.append(
            system("你是一个乐于助人的助手。" if chinese else "You are a helpful assistant.")
        )
    messages += [user(question), assistant(answer, reasoning=thought)]
    return Conversation(tuple(messages))
