"""A drill on {answer, justification}: who has more, where things are, in many wordings.

As with a sum, the answer to a comparison begins with its working, "58 > 20, so Anna": which of two
numbers is larger is seen by itself, and the name that belongs to it by the number. A name at once
would need both in one step, which the model gets wrong in two of five answers.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation
from . import plain_values
from .number_order import two_numbers
from .plain_comparisons import worked_out
from .plain_objects import Reasoned, answers, asked_sum, with_why
from .words import CHINESE_NAMES, FIRST_NAMES, chance

# how the number of somebody is told; what is asked for more, and for less
_Told = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
_AGES: _Told = (
    ("{x} is {a}", "{x} is {a} years of age", "{x} is aged {a}", "{x} just turned {a}", "{x} turns {a} today", "{x} has turned {a}",
     "{x} became {a}", "{x} is {a} now", "{x} is {a} years old", "{x}'s age is {a}", "{x} reached the age of {a}"),
    ("who is older", "which one is older", "who of the two is older", "which of the two is the elder", "who was born first", "who has the higher age",
     "who is the elder one", "which is the older one", "who has lived longer", "who is the older of the two", "which person is older"),
    ("who is younger", "which one is younger", "who of the two is younger", "who was born later", "which is the younger one", "who is the younger of the two"),
)  # fmt: skip
_OTHERS: tuple[_Told, ...] = (
    (("{x} has {a} coins", "{x} owns {a} coins", "{x} found {a} coins", "{x} saved {a} coins"),
     ("who has more", "who is richer", "which of the two has more", "who got more of them"), ("who has less", "who is poorer", "who has fewer")),
    (("{x} is {a} cm tall", "{x} measures {a} cm", "{x} stands {a} cm tall"),
     ("who is taller", "which of the two is taller", "who is the taller one"), ("who is smaller", "who is shorter")),
    (("{x} weighs {a} kg", "{x} has a weight of {a} kg", "{x} brings {a} kg"),
     ("who is heavier", "which of the two weighs more", "who weighs more"), ("who is lighter", "who weighs less")),
    (("{x} got {a} points", "{x} scored {a}", "{x} made {a} points", "{x} finished with {a} points"),
     ("who won", "who did better", "who has more points", "whose score is higher"), ("who lost", "who has fewer points")),
)  # fmt: skip
_CHINESE_AGES: _Told = (
    ("{x}{a}岁", "{x}是{a}岁", "{x}刚满{a}岁", "{x}今年{a}岁", "{x}已经{a}岁了", "{x}的岁数是{a}", "{x}年龄{a}", "{x}现年{a}", "{x}今年满{a}", "{x}有{a}岁"),
    ("谁大", "谁更大", "谁的年纪更大", "谁年长", "谁岁数大", "哪位年长", "哪个岁数大", "哪位的年龄大", "谁先出生", "两人谁大", "谁年龄大一些", "哪一个年长些", "两个人里谁更年长"),
    ("谁小", "谁更小", "谁年轻", "哪位年轻", "谁岁数小", "谁后出生", "两人谁小", "谁更年轻些"),
)  # fmt: skip
_CHINESE_OTHERS: tuple[_Told, ...] = (
    (("{x}有{a}枚硬币", "{x}攒了{a}枚硬币", "{x}捡到{a}枚硬币"), ("谁的多", "谁更多", "哪位的硬币多"), ("谁的少", "谁更少")),
    (("{x}身高{a}厘米", "{x}高{a}厘米", "{x}有{a}厘米高"), ("谁高", "谁更高", "哪位个子高"), ("谁矮", "谁更矮")),
    (("{x}重{a}公斤", "{x}体重{a}公斤", "{x}有{a}公斤重"), ("谁重", "谁更重", "哪位重一些"), ("谁轻", "谁更轻")),
    (("{x}得了{a}分", "{x}考{a}分", "{x}拿到{a}分"), ("谁赢了", "谁分数高", "谁考得好"), ("谁输了", "谁分数低")),
)  # fmt: skip
# {f} tells of one, {g} of the other, {q} is the question.
_FORMS = ("{f}, {g}. {Q}?", "{f} and {g}. {Q}?", "{f}; {g}. {Q}?", "{Q} if {f} and {g}?", "{q} if {f} and {g}", "{Q}, when {f} and {g}?",
          "{f} and {g}: {q}?", "{f}. {g}. {q}", "Since {f} and {g}, {q}?", "{Q}: {f}, {g}", "I know that {f} and {g}. {Q}?", "{f} while {g}. {Q}?",
          "Given that {f} and that {g}, {q}?", "Suppose {f} and {g}. {q}?")  # fmt: skip
_CHINESE_FORMS = ("{f}，{g}，{q}？", "{f}，{g}。{q}？", "要是{f}，{g}，{q}？", "若{f}、{g}，{q}？", "{f}而{g}，{q}", "{q}：{f}，{g}？", "{f}；{g}。请问{q}？",
                  "我知道{f}，{g}。那么{q}？", "{q}呢？{f}，{g}。", "倘若{f}，而{g}，那{q}？",
                  "如果说{f}，而{g}，那么{q}？", "假如{f}，{g}呢，{q}？", "假设{f}、{g}，{q}？", "如果按{f}、{g}来算，{q}？", "既然{f}，又知道{g}，{q}？")  # fmt: skip


def _person(rng: Random, chinese: bool) -> str:
    """A name, mostly a common one: a strange one is hard to repeat, whoever it belongs to."""
    if chance(rng, 0.7):
        return rng.choice(CHINESE_NAMES if chinese else FIRST_NAMES)
    return plain_values.chinese_name(rng) if chinese else plain_values.first_name(rng)


def _people(rng: Random, chinese: bool, size: int) -> dict[str, int]:
    """Different people with different numbers."""
    numbers = two_numbers(rng) if size == 2 else rng.sample(range(2, 99), size)
    people: dict[str, int] = {}
    while len(people) < size:
        name = _person(rng, chinese)
        if not any(name in other or other in name for other in people):
            people[name] = numbers[len(people)]
    return people


def _judged(
    rng: Random, told: _Told, pair: list[tuple[str, int]], chinese: bool
) -> tuple[str, str, str]:
    """A short question about two numbers, the comparison with who it is, and why."""
    wants_more = chance(rng, 0.85)
    (name, one), (_, other) = sorted(pair, key=lambda each: each[1], reverse=wants_more)
    ask = rng.choice(told[1 if wants_more else 2])
    answer = worked_out(f"{one} {'>' if wants_more else '<'} {other}", name, chinese)
    if chinese:
        return ask, answer, f"{one}比{other}{'大' if wants_more else '小'}。"
    return ask, answer, f"{one} is {'more' if wants_more else 'less'} than {other}."


def _told(rng: Random, chinese: bool) -> _Told:
    if chance(rng, 0.65):
        return _CHINESE_AGES if chinese else _AGES
    return rng.choice(_CHINESE_OTHERS if chinese else _OTHERS)


def _two(rng: Random, chinese: bool, told: _Told, form: str) -> Reasoned:
    """Two people, and which of them it is."""
    pair = list(_people(rng, chinese, 2).items())
    ask, answer, why = _judged(rng, told, pair, chinese)
    same = rng.choice(told[0])
    f, g = ((same if chance(rng, 0.7) else rng.choice(told[0])).format(x=x, a=a) for x, a in pair)
    return form.format(f=f, g=g, q=ask, Q=ask[0].upper() + ask[1:]), answer, why


def _pairs(rng: Random, chinese: bool, size: int) -> list[Reasoned]:
    """Some pairs of people in a row, often told in one form: only the numbers decide then."""
    forms = _CHINESE_FORMS if chinese else _FORMS
    told, form = _told(rng, chinese), rng.choice(forms)
    keeps = chance(rng, 0.5)
    return [_two(rng, chinese, told, form if keeps else rng.choice(forms)) for _ in range(size)]


def _larger(rng: Random, chinese: bool) -> Reasoned:
    """Which of two numbers is larger."""
    a, b = two_numbers(rng)
    if chinese:
        ask = rng.choice(
            ("{a}和{b}哪个大？", "{a}、{b}，哪个数更大？", "大的是{a}还是{b}？", "比一比：{a}，{b}")
        )
        return ask.format(a=a, b=b), str(max(a, b)), f"{max(a, b)}比{min(a, b)}大。"
    ask = rng.choice(
        (
            "Which is larger, {a} or {b}?",
            "Is {a} or {b} more?",
            "{a} or {b}, which is bigger?",
            "the larger one of {a} and {b}",
        )
    )
    return ask.format(a=a, b=b), str(max(a, b)), f"{max(a, b)} is more than {min(a, b)}."


def many_people(rng: Random, chinese: bool) -> list[Reasoned]:
    """Returns questions about several people who are told of in the first."""
    told = _told(rng, chinese)
    people = list(_people(rng, chinese, rng.choice((3, 4, 5))).items())
    form = rng.choice(told[0])
    text = ("，" if chinese else ", ").join(form.format(x=x, a=a) for x, a in people)
    text += "。" if chinese else ". "
    turns: list[Reasoned] = []
    for _ in range(rng.choice((4, 5, 6, 7))):
        pair = rng.sample(people, 2)
        ask, answer, why = _judged(rng, told, pair, chinese)
        x, y = pair[0][0], pair[1][0]
        forms = (
            ("{x}和{y}{q}？", "{x}、{y}，{q}？", "{q}，{x}还是{y}？")
            if chinese
            else ("{Q}, {x} or {y}?", "{x} or {y}: {q}?", "{q}, {x} or {y}")
        )
        question = rng.choice(forms).format(x=x, y=y, q=ask, Q=ask[0].upper() + ask[1:])
        turns.append((question if turns else text + question, answer, why))
    return turns


_SAID = ("{p} says the {n} is {w}.", "According to {p}, the {n} lies {w}.", "The {n} is hidden {w}, so {p} says.", "The {n} hangs {w}, {p} told me.",
         "{p} pushed the {n} {w}.", "The {n} was put {w} by {p}.", "The {n} has been {w} since Monday, {p} thinks.", "I heard from {p}: the {n} is {w}.",
         "{p} laid the {n} {w}.", "The {n} waits {w}, as {p} knows.", "You see the {n} {w}, says {p}.", "{p} placed the {n} {w}.")  # fmt: skip
_PREPOSITIONS = "on under in behind near beside inside above below".split()
_LOOK = ("Where must I look for the {n}?", "where do I have to look for the {n}", "Where would I search for the {n}?", "where is the {n} then", "Where do I get the {n}?",
         "In what place is the {n}?", "where did the {n} go?", "I am searching for the {n}, where is it?", "Where shall I go for the {n}?", "And the {n}?")  # fmt: skip
# Without an end: the question may follow after a comma.
_CHINESE_SAID = ("{p}讲{n}在{w}", "{p}告诉我{n}在{w}", "{p}认为{n}在{w}", "{p}把{n}塞到{w}", "{p}把{n}摆在{w}", "{p}将{n}挂在{w}", "{n}被{p}搁在{w}", "{p}说过{n}在{w}",
                 "据{p}说，{n}在{w}", "{n}压在{w}", "{p}记得{n}在{w}", "{p}把{n}丢在{w}了", "{n}一直在{w}")  # fmt: skip
_CHINESE_SIDES = ("上面", "下面", "里面", "后面", "旁边", "前面", "上", "里", "底下", "边上")
_CHINESE_LOOK = ("去哪里找{n}？", "我应该到哪里拿{n}？", "上哪儿能找着{n}？", "{n}到底在哪？", "该到哪里取{n}？", "要去哪儿找{n}呢？", "我去什么地方找{n}？", "{n}在什么位置？", "{n}呢？", "那{n}在哪里？")  # fmt: skip


def _place(rng: Random, chinese: bool, taken: str) -> tuple[str, str, str]:
    """A thing that is not named in a text, where it is, and how that is told."""
    while True:
        thing, place = plain_values.thing(rng, chinese), plain_values.thing(rng, chinese)
        if not (thing in taken or place in taken or thing in place or place in thing):
            break
    person = _person(rng, chinese)
    if chinese:
        where = place + rng.choice(_CHINESE_SIDES)
        return thing, where, rng.choice(_CHINESE_SAID).format(p=person, n=thing, w=where)
    where = f"{rng.choice(_PREPOSITIONS)} the {place}"
    return thing, where, rng.choice(_SAID).format(p=person, n=thing, w=where)


def places(rng: Random, chinese: bool, size: int) -> list[Reasoned]:
    """Returns questions about things whose places are told in the first."""
    found: list[tuple[str, str, str]] = []
    for _ in range(size):
        found.append(_place(rng, chinese, " ".join(each[2] for each in found)))
    end = rng.choice(("。", "，")) if chinese else " "
    text = (end if chinese else " ").join(each[2] for each in found) + end
    turns: list[Reasoned] = []
    for thing, where, told in rng.sample(found, size):
        ask = rng.choice(_CHINESE_LOOK if chinese else _LOOK).format(n=thing)
        turns.append((ask if turns else text + ask, where, told + ("。" if chinese else "")))
    return turns


def sample(rng: Random) -> Conversation:
    """Returns questions with reasoned answers to one schema."""
    chinese = chance(rng, 0.47)
    turns: list[Reasoned] = []
    if chance(rng, 0.4):  # one thing again and again
        turns = _pairs(rng, chinese, rng.choice((7, 8, 9)))
    while len(turns) < rng.choice((5, 6, 7)):
        pick = rng.random()
        if pick < 0.5:
            turns += _pairs(rng, chinese, rng.choice((1, 2, 3, 4, 5)))
        elif pick < 0.6:
            turns.append(_larger(rng, chinese))
        elif pick < 0.65:
            turns += many_people(rng, chinese)
        elif pick < 0.9:
            turns += places(rng, chinese, rng.choice((1, 1, 1, 2, 3)))
        else:
            turns.append(asked_sum(rng, chinese))
    asks_why = [
        (with_why(rng, question, chinese), answer, why) if chance(rng, 0.2) else (question, answer, why)
        for question, answer, why in turns
    ]  # fmt: skip
    return answers(rng, asks_why, chinese)
