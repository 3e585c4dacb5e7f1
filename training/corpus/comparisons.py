"""Which is larger, older, cheaper; numbers in order; days, months and hours later."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .number_order import two_numbers
from .word_problems import THINGS
from .words import CHINESE_NAMES, CITIES, FIRST_NAMES, chance


class Thought(NamedTuple):
    """A question, what to think about it, the result alone, and the answer as a sentence."""

    question: str
    steps: list[str]
    value: str
    answer: str


# of what, how the facts are told, the word for more, the word for less
_MEASURES = (
    ("who", ("{x} is {a} years old and {y} is {b}.", "{x} is {a}, {y} is {b}."), "older", "younger"),
    ("who", ("{x} is {a} cm tall and {y} is {b} cm tall.", "{x} measures {a} cm, {y} measures {b} cm."), "taller", "shorter"),
    ("who", ("{x} has {a} {t} and {y} has {b} {t}.", "{x} owns {a} {t}, {y} owns {b}."), "has more", "has fewer"),
    ("who", ("{x} ran {a} km and {y} ran {b} km.",), "ran farther", "ran less far"),
    ("who", ("{x} scored {a} points and {y} scored {b} points.", "{x} got {a} points, {y} got {b}."), "got more points", "got fewer points"),
    ("which", ("The {x} costs {a} dollars and the {y} costs {b} dollars.", "The {x} is {a} dollars, the {y} is {b} dollars."), "more expensive", "cheaper"),
    ("which", ("The {x} weighs {a} kg and the {y} weighs {b} kg.",), "heavier", "lighter"),
    ("which", ("The {x} is {a} cm long, the {y} is {b} cm long.",), "longer", "shorter"),
)  # fmt: skip
_CHINESE_MEASURES = (
    ("谁", ("{x}今年{a}岁，{y}今年{b}岁。", "{x}{a}岁，{y}{b}岁。"), "年龄更大", "年龄更小"),
    ("谁", ("{x}身高{a}厘米，{y}身高{b}厘米。",), "更高", "更矮"),
    ("谁", ("{x}有{a}{m}{t}，{y}有{b}{m}{t}。",), "的{t}更多", "的{t}更少"),
    ("谁", ("{x}跑了{a}公里，{y}跑了{b}公里。",), "跑得更远", "跑得更近"),
    ("谁", ("{x}考了{a}分，{y}考了{b}分。", "{x}得了{a}分，{y}得了{b}分。"), "分数更高", "分数更低"),
    ("哪个", ("{x}卖{a}元，{y}卖{b}元。", "{x}的价格是{a}元，{y}是{b}元。"), "更贵", "更便宜"),
    ("哪个", ("{x}重{a}克，{y}重{b}克。",), "更重", "更轻"),
    ("哪个", ("{x}长{a}厘米，{y}长{b}厘米。",), "更长", "更短"),
)  # fmt: skip
_ENGLISH_THINGS = tuple(
    "table chair bag box book lamp bed car bike hat shirt phone knife rope stick ruler cup".split()
)


def _compared(x: str, y: str, a: int, b: int, found: str, chinese: bool) -> list[str]:
    """Both with their numbers; then the number of the one that is found, and the other."""
    first, second = (a, b) if found == x else (b, a)
    sign = ">" if first > second else "<"
    listed = f"{x}：{a}，{y}：{b}" if chinese else f"{x}: {a}, {y}: {b}"
    return [listed, f"{first} {sign} {second}"]


def measured(rng: Random, chinese: bool) -> Thought:
    """Returns two people or things with a number each, and a question which has more or less."""
    what, told, more, less = rng.choice(_CHINESE_MEASURES if chinese else _MEASURES)
    plural, thing, measure, _ = rng.choice(THINGS)
    if what in ("谁", "who"):
        x, y = rng.sample(CHINESE_NAMES if chinese else FIRST_NAMES, 2)
    elif chinese:
        x, y = (row[1] for row in rng.sample(THINGS, 2))
    else:
        x, y = rng.sample(_ENGLISH_THINGS, 2)
    a, b = two_numbers(rng)
    names = {"x": x, "y": y, "a": a, "b": b, "t": thing if chinese else plural, "m": measure}
    wants_more = chance(rng, 0.8)
    word = (more if wants_more else less).format(**names)
    found = x if (a > b) == wants_more else y
    facts = rng.choice(told).format(**names)
    steps = _compared(x, y, a, b, found, chinese)
    if chinese:
        ask = f"{what}{word}？"
        return Thought(facts + ask, steps, found, f"{found}{word}。")
    verb = "" if word.startswith(("has", "ran", "got")) else "is "
    asked = f"{what.capitalize()} {verb}{word}?"
    name = found if what == "who" else f"the {found}"
    said = f"{name} {verb}{word}."
    return Thought(f"{facts} {asked}", steps, name, said[0].upper() + said[1:])


_LARGER = (("Which is larger, {a} or {b}?", 1), ("which number is bigger: {a} or {b}", 1), ("Is {a} or {b} larger?", 1),
           ("What is greater, {a} or {b}?", 1), ("Which is smaller, {a} or {b}?", 0), ("Which number is less, {a} or {b}?", 0),
           ("Tell me the larger of {a} and {b}.", 1), ("Tell me the smaller of {a} and {b}.", 0), ("{a} or {b}, which is more?", 1))  # fmt: skip
_CHINESE_LARGER = (("{a}和{b}哪个大？", 1), ("{a}和{b}哪个更大？", 1), ("{a}大还是{b}大？", 1), ("{a}和{b}，哪个数比较大？", 1),
                   ("{a}和{b}哪个小？", 0), ("{a}和{b}哪个更小？", 0), ("{a}小还是{b}小？", 0), ("请比较{a}和{b}，哪个大？", 1))  # fmt: skip


def larger(rng: Random, chinese: bool) -> Thought:
    """Returns a question which of two numbers is larger or smaller."""
    a, b = two_numbers(rng)
    text, wants_more = rng.choice(_CHINESE_LARGER if chinese else _LARGER)
    found, other = (max(a, b), min(a, b)) if wants_more else (min(a, b), max(a, b))
    if chinese:
        said = f"{found}比{other}{'大' if wants_more else '小'}。"
    else:
        said = f"{found} is {'larger' if wants_more else 'smaller'} than {other}."
    step = f"{found} {'>' if found > other else '<'} {other}"
    return Thought(text.format(a=a, b=b), [step], str(found), said)


_SORT = (("Sort these numbers from small to large: {n}", 1), ("Sort {n} in ascending order.", 1), ("Put {n} in order, smallest first.", 1),
         ("order these numbers: {n}", 1), ("Arrange {n} from the smallest to the largest.", 1), ("Sort {n} from large to small.", 0),
         ("Sort {n} in descending order.", 0), ("Put {n} in order, largest first.", 0))  # fmt: skip
_CHINESE_SORT = (("把{n}从小到大排列。", 1), ("请将{n}从小到大排序。", 1), ("{n}按从小到大的顺序怎么排？", 1), ("把这些数从小到大排：{n}", 1),
                 ("给{n}升序排列", 1), ("把{n}从大到小排列。", 0), ("请将{n}从大到小排序", 0), ("给{n}降序排列", 0))  # fmt: skip


def in_order(rng: Random, chinese: bool) -> Thought:
    """Returns three numbers to be sorted."""
    top = rng.choice((20, 100, 100, 1000))
    numbers = rng.sample(range(1, top), 3)
    text, ascends = rng.choice(_CHINESE_SORT if chinese else _SORT)
    comma = "、" if chinese else ", "
    listed = comma.join(map(str, numbers))
    if not chinese and chance(rng, 0.4):
        listed = f"{numbers[0]}, {numbers[1]} and {numbers[2]}"
    ordered = sorted(numbers, reverse=not ascends)
    if chinese:
        steps = [
            f"{'最小' if ascends else '最大'}的是{ordered[0]}，然后是{ordered[1]}，最后是{ordered[2]}。"
        ]
    else:
        steps = [f"The {'smallest' if ascends else 'largest'} is {ordered[0]}, then {ordered[1]}, then {ordered[2]}."]  # fmt: skip
    value = comma.join(map(str, ordered))
    return Thought(text.format(n=listed), steps, value, value + ("。" if chinese else "."))


_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_CHINESE_DAYS = "星期一 星期二 星期三 星期四 星期五 星期六 星期日".split()
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_LATER = {1: ("Today is {x}. What day is it in {n} days?", "If today is {x}, what day will it be in {n} days?",
              "It is {x}. Which weekday is {n} days later?", "what weekday comes {n} days after {x}"),
          -1: ("Today is {x}. What day was it {n} days ago?", "If today is {x}, which day was {n} days ago?",
               "Which weekday is {n} days before {x}?")}  # fmt: skip
_CHINESE_LATER = {1: ("今天是{x}，{n}天后是星期几？", "如果今天是{x}，再过{n}天是星期几？", "{x}之后{n}天是星期几？"),
                  -1: ("今天是{x}，{n}天前是星期几？", "如果今天是{x}，{n}天以前是星期几？")}  # fmt: skip
_MONTH_LATER = (
    "It is {x}. Which month is it in {n} months?",
    "Which month comes {n} months after {x}?",
    "what month is {n} months after {x}",
)


def weekday(rng: Random, chinese: bool) -> Thought:
    """Returns a weekday or month, and a question for the one some days or months later."""
    n, way = rng.randrange(1, 7), rng.choice((1, 1, -1))
    names = _CHINESE_DAYS if chinese else _DAYS
    templates = (_CHINESE_LATER if chinese else _LATER)[way]
    if not chinese and chance(rng, 0.25):
        names, templates, way = _MONTHS, _MONTH_LATER, 1
    start = rng.randrange(len(names))
    steps = [
        f"{i}{'：' if chinese else ': '}{names[(start + way * i) % len(names)]}"
        for i in range(1, n + 1)
    ]
    found = names[(start + way * n) % len(names)]
    question = rng.choice(templates).format(x=names[start], n=n)
    if not chinese and n == 1:
        question = question.replace("1 days", "1 day").replace("1 months", "1 month")
    said = (
        f"是{found}。"
        if chinese
        else f"It {'was' if way < 0 and 'ago' in question else 'is'} {found}."
    )
    return Thought(
        question,
        [("，" if chinese else ", ").join(steps) + ("。" if chinese else ".")],
        found,
        said,
    )


_ENDS = ("A film starts at {x} and lasts {n} minutes. When does it end?", "The train leaves at {x} and takes {n} minutes. When does it arrive?",
         "It is {x} now. What time is it in {n} minutes?", "The meeting begins at {x} and takes {n} minutes. When is it over?",
         "{p} leaves home at {x} and walks {n} minutes. When does the walk end?")  # fmt: skip
_CHINESE_ENDS = ("电影{x}开始，放映{n}分钟，几点结束？", "火车{x}出发，要开{n}分钟，几点到？", "现在是{x}，{n}分钟后是几点？",
                 "会议{x}开始，开{n}分钟，什么时候结束？", "{p}{x}出门，走了{n}分钟，几点到？")  # fmt: skip


def clock(rng: Random, chinese: bool) -> Thought:
    """Returns a time and how many minutes pass, and asks for the time then."""
    hour, minute = rng.randrange(6, 22), rng.randrange(0, 60, 5)
    n = rng.randrange(5, 60, 5)
    total = minute + n
    steps = [f"{minute} + {n} = {total}"]
    if total >= 60:
        steps.append(f"{total} - 60 = {total - 60}")
        steps.append(f"{hour} + 1 = {hour + 1}")
    value = f"{hour + total // 60}:{total % 60:02d}"
    person = rng.choice(CHINESE_NAMES if chinese else FIRST_NAMES)
    question = rng.choice(_CHINESE_ENDS if chinese else _ENDS)
    asked = question.format(x=f"{hour}:{minute:02d}", n=n, p=person)
    return Thought(asked, steps, value, f"是{value}。" if chinese else f"At {value}.")


def farther(rng: Random, chinese: bool) -> Thought:
    """Returns two trips, and asks which is the longer or the shorter one."""
    a, b = two_numbers(rng)
    x, y = rng.sample(CITIES, 2)
    wants_more = chance(rng, 0.8)
    found = x if (a > b) == wants_more else y
    steps = _compared(x, y, a, b, found, chinese)
    if chinese:
        word = "更远" if wants_more else "更近"
        question = f"去{x}要{a}公里，去{y}要{b}公里，哪里{word}？"
        return Thought(question, steps, found, f"{found}{word}。")
    word = "farther away" if wants_more else "closer"
    told = rng.choice(("{x} is {a} km away and {y} is {b} km away. Which is {w}?", "It is {a} km to {x} and {b} km to {y}. Which city is {w}?"))  # fmt: skip
    question = told.format(x=x, y=y, a=a, b=b, w=word)
    return Thought(question, steps, found, f"{found} is {word}.")


def comparison(rng: Random, chinese: bool) -> Thought:
    """Returns a question about which of some numbers, people or things is first."""
    return rng.choices((measured, larger, in_order, farther), (45, 25, 22, 8))[0](rng, chinese)


def calendar(rng: Random, chinese: bool) -> Thought:
    """Returns a question about days, months and hours."""
    return rng.choice((weekday, weekday, clock))(rng, chinese)


def exchange(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a question about what is larger, older, cheaper, and the answer as a sentence."""
    found = comparison(rng, chinese)
    return found.question, found.answer
