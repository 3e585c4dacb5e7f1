"""Two people, things or places with a number each: which has more, or less."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from . import plain_values
from .kept_apart import is_free
from .number_order import two_numbers
from .story_words import common_name as name
from .word_problems import THINGS
from .words import chance, read_table


class Compared(NamedTuple):
    """A question, the two with their numbers as listed, the comparison, and the answer."""

    question: str
    listed: str
    # the number of the answer first: "58 > 20", or "20 < 58" where the smaller is asked for
    comparison: str
    # the same in words
    why: str
    # who or what it is, and the same as a sentence
    found: str
    other: str
    answer: str

    @property
    def steps(self) -> list[str]:
        """What is thought before the answer."""
        return [self.listed, self.comparison]


def worked_out(comparison: str, name: str, chinese: bool) -> str:
    """Returns a comparison and who it is, as an answer shows both: "58 > 20, so Anna"."""
    return f"{comparison}，所以是{name}" if chinese else f"{comparison}, so {name}"


_Row = tuple[str, str, str, str]
# kind of subject, how a number is told, the predicate for more, that for less
_ENGLISH: tuple[_Row, ...] = (
    ("person", "{x} is {a} years old", "is older", "is younger"),
    ("person", "{x}'s age is {a}", "is older", "is younger"),
    ("person", "{x} is {a} cm tall", "is taller", "is shorter"),
    ("person", "{x} weighs {a} kg", "is heavier", "is lighter"),
    ("person", "{x} has {a} dollars", "has more money", "has less money"),
    ("person", "{x} earns {a} dollars", "earns more", "earns less"),
    ("person", "{x} has {a} {t}", "has more {t}", "has fewer {t}"),
    ("person", "{x} sold {a} {t}", "sold more {t}", "sold fewer {t}"),
    ("person", "{x} collects {a} {t}", "collects more", "collects fewer"),
    ("person", "{x} bought {a} {t}", "bought more {t}", "bought fewer {t}"),
    ("person", "{x} counted {a} {t}", "counted more", "counted fewer"),
    ("person", "{x} carries {a} {t}", "carries more {t}", "carries fewer {t}"),
    ("person", "{x} got {a} {t}", "got more", "got fewer"),
    ("person", "{x} lost {a} {t}", "lost more {t}", "lost fewer {t}"),
    ("person", "{x} read {a} pages", "read more", "read less"),
    ("person", "{x} scored {a} points", "scored higher", "scored lower"),
    ("person", "{x} walked {a} km", "walked farther", "walked less far"),
    ("person", "{x} worked for {a} hours", "worked longer", "worked less"),
    ("person", "{x} planted {a} trees", "planted more trees", "planted fewer trees"),
    ("person", "{x} waited {a} minutes", "waited longer", "waited less"),
    ("thing", "the {x} costs {a} dollars", "costs more", "costs less"),
    ("thing", "the {x} costs {a} euros", "is more expensive", "is cheaper"),
    ("thing", "the {x} weighs {a} kg", "is heavier", "is lighter"),
    ("thing", "the {x} is {a} cm long", "is longer", "is shorter"),
    ("thing", "the {x} is {a} years old", "is older", "is newer"),
    ("city", "{x} is {a} km away", "is farther away", "is nearer"),
    ("city", "{x} has {a} hotels", "has more hotels", "has fewer hotels"),
    ("city", "it is {a} degrees in {x}", "is warmer", "is colder"),
)
_CHINESE: tuple[_Row, ...] = (
    ("person", "{x}{a}岁", "岁数大", "岁数小"),
    ("person", "{x}今年{a}岁", "年龄更大", "年龄更小"),
    ("person", "{x}的年龄是{a}", "年长一些", "年轻一些"),
    ("person", "{x}身高{a}厘米", "更高", "更矮"),
    ("person", "{x}体重{a}公斤", "更重", "更轻"),
    ("person", "{x}有{a}块钱", "的钱更多", "的钱更少"),
    ("person", "{x}挣了{a}元", "挣得多", "挣得少"),
    ("person", "{x}有{a}{m}{t}", "的{t}更多", "的{t}更少"),
    ("person", "{x}卖了{a}{m}{t}", "卖得更多", "卖得更少"),
    ("person", "{x}买了{a}{m}{t}", "买得多", "买得少"),
    ("person", "{x}收集了{a}{m}{t}", "收集得更多", "收集得更少"),
    ("person", "{x}带来{a}{m}{t}", "带来的更多", "带来的更少"),
    ("person", "{x}丢了{a}{m}{t}", "丢得多", "丢得少"),
    ("person", "{x}分到{a}{m}{t}", "分到的{t}多", "分到的{t}少"),
    ("person", "{x}看了{a}页书", "看得更多", "看得更少"),
    ("person", "{x}考了{a}分", "分数更高", "分数更低"),
    ("person", "{x}走了{a}公里", "走得更远", "走得更近"),
    ("person", "{x}工作了{a}小时", "工作得更久", "工作得更短"),
    ("person", "{x}种了{a}棵树", "种的树更多", "种的树更少"),
    ("thing", "{x}卖{a}元", "更贵", "更便宜"),
    ("thing", "{x}的价格是{a}元", "价格更高", "价格更低"),
    ("thing", "{x}重{a}公斤", "更重", "更轻"),
    ("thing", "{x}长{a}厘米", "更长", "更短"),
    ("city", "去{x}要走{a}公里", "更远", "更近"),
    ("city", "{x}气温{a}度", "更热", "更冷"),
)
_FORMS = ("{F}, {g}. {Q}?", "{F} and {g}. {Q}?", "{F}. {G}. {Q}?", "{Q}? {F} and {g}.", "If {f} and {g}, {q}?",
          "{Q}, {X} ({a}) or {Y} ({b})?", "{F}, but {g}. {Q}?", "{F}, {g}, {q}", "{Q}: {X}, {a}, or {Y}, {b}?")  # fmt: skip
_CHINESE_FORMS = ("{f}，{g}，{q}？", "{f}，{g}。{q}？", "{q}？{f}，{g}。", "假如{f}，{g}，{q}？", "{q}，{x}（{a}）还是{y}（{b}）？",
                  "{f}，而{g}，请问{q}？", "已知{f}，{g}，{q}", "{x}和{y}{q}？{f}，{g}。")  # fmt: skip
# Things that have a price and a weight.
_THINGS = [
    (row[0], row[5])
    for row in read_table("translation_nouns.txt")
    if row[7] in ("t", "v") and is_free(row[0]) and is_free(row[5])
]


def _subjects(rng: Random, kind: str, chinese: bool) -> tuple[str, str]:
    """Two different people, things or places."""
    while True:
        if kind == "thing":
            x, y = (row[int(chinese)] for row in rng.sample(_THINGS, 2))
        elif kind == "city":
            x, y = plain_values.city(rng, chinese), plain_values.city(rng, chinese)
        else:
            x, y = name(rng, chinese), name(rng, chinese)
        if x not in y and y not in x:
            return x, y


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def compared(rng: Random, chinese: bool) -> Compared:
    """Returns a question which of two has more or less of something."""
    kind, told, more, less = rng.choice(_CHINESE if chinese else _ENGLISH)
    plural, thing, measure, _ = rng.choice(THINGS)
    t = thing if chinese else plural
    x, y = _subjects(rng, kind, chinese)
    a, b = two_numbers(rng)
    wants_more = chance(rng, 0.85)
    predicate = (more if wants_more else less).format(t=t)
    first = told.format(x=x, a=a, t=t, m=measure)
    second = told.format(x=y, a=b, t=t, m=measure)
    who = {"person": ("Who", "谁"), "thing": ("Which", "哪个"), "city": ("Which city", "哪里")}[
        kind
    ]
    ask = who[int(chinese)] + ("" if chinese else " ") + predicate
    article = "the " if kind == "thing" and not chinese else ""
    names = {"x": x, "y": y, "X": article + x, "Y": article + y, "a": a, "b": b, "f": first,
             "g": second, "F": _capital(first), "G": _capital(second), "q": _small(ask), "Q": ask}  # fmt: skip
    question = rng.choice(_CHINESE_FORMS if chinese else _FORMS).format(**names)
    found, other = (x, y) if (a > b) == wants_more else (y, x)
    big, small = (a, b) if found == x else (b, a)
    if chinese:
        listed, why = f"{x}：{a}，{y}：{b}", f"{big}比{small}{'大' if wants_more else '小'}。"
        answer = f"{found}{predicate}。"
    else:
        listed = f"{x}: {a}, {y}: {b}"
        why = f"{big} is {'more' if wants_more else 'less'} than {small}."
        answer = f"{_capital(article + found)} {predicate}."
    sign = ">" if wants_more else "<"
    return Compared(
        question, listed, f"{big} {sign} {small}", why, article + found, article + other, answer
    )  # fmt: skip


def _small(text: str) -> str:
    return text[0].lower() + text[1:]
