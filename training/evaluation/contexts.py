"""Answers from a context that was retrieved, and saying so where they are not in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from ..chat_format import system, user
from .case import Case, Row, chat, rows_of
from .judges import admits_not_knowing, states
from .words import cities, clock_time, code, date, full_name, names, objects, products

Texts = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Fact:
    """Something a text may say; {x} is what it is about, {v} what is asked for."""

    about: Callable[[Random, str], str]
    value: Callable[[Random, str], str]
    statements: Texts
    questions: Texts


def _thing(rng: Random, language: str) -> str:
    return objects(rng, language, 1)[0]


def _person(rng: Random, language: str) -> str:
    return names(rng, language, 1)[0]


def _city(rng: Random, language: str) -> str:
    return cities(rng, language, 1)[0]


def _number(low: int, high: int) -> Callable[[Random, str], str]:
    return lambda rng, language: str(rng.randrange(low, high))


FACTS = (
    Fact(_person, _city, {
        "en": ("{x} grew up in {v} and speaks of it often.", "Since last spring {x} rents a flat in {v}."),
        "zh": ("{x}从小在{v}长大，常常提起那里。", "去年春天起，{x}在{v}租了房子。"),
    }, {
        "en": ("which city does {x} have to do with", "Where is {x}'s home?", "Which town is tied to {x}?"),
        "zh": ("{x}跟哪个城市有关？", "{x}的家在哪儿", "{x}住过哪个地方？"),
    }),
    Fact(_thing, _person, {
        "en": ("It was {v} who mended the {x} in the end.", "The {x} was repaired by {v} after long talks."),
        "zh": ("最后是{v}把{x}修好的。", "大家商量了很久，{x}由{v}修理。"),
    }, {
        "en": ("who fixed the {x}?", "Whom do we thank for the repaired {x}?", "name of the person who mended the {x}"),
        "zh": ("谁修了{x}？", "{x}是谁修好的", "修{x}的人叫什么？"),
    }),
    Fact(_thing, _number(101, 990), {
        "en": ("Visitors paid {v} euros for the old {x}.", "At the auction the {x} fetched {v} euros."),
        "zh": ("那个旧{x}卖了{v}元。", "拍卖会上{x}拍出{v}元。"),
    }, {
        "en": ("what did the {x} sell for", "How many euros did the {x} bring?", "price of the {x}?"),
        "zh": ("{x}卖了多少钱", "{x}拍出多少元？", "{x}的成交价是多少？"),
    }),
    Fact(_thing, lambda rng, language: code(rng), {
        "en": ("The cabinet with the {x} opens with {v}.", "Remember that the {x} is filed under {v}."),
        "zh": ("放{x}的柜子密码是{v}。", "请记住，{x}归档在{v}下面。"),
    }, {
        "en": ("Which code belongs to the {x}?", "what code do i need for the {x}", "The {x}'s code?"),
        "zh": ("{x}的代码是什么？", "跟{x}有关的密码是多少", "找{x}要用哪个代码？"),
    }),
    Fact(lambda rng, language: products(rng, "en", 1)[0], _number(120, 980), {
        "en": ("In its first week {x} was ordered {v} times.", "{x} comes with a guarantee of {v} months."),
        "zh": ("上市第一周，{x}卖出了{v}件。", "{x}的保修期是{v}个月。"),
    }, {
        "en": ("which number is given for {x}?", "what's the figure for {x}", "How many, in the case of {x}?"),
        "zh": ("{x}的数字是多少？", "关于{x}，给出的数目是几", "{x}那里写的是多少？"),
    }),
    Fact(_person, lambda rng, language: clock_time(rng), {
        "en": ("{x} never comes to the office before {v}.", "The train that {x} takes leaves at {v}."),
        "zh": ("{x}总是{v}才到办公室。", "{x}坐的火车{v}开。"),
    }, {
        "en": ("what time is given for {x}", "Which time of day does the text link to {x}?"),
        "zh": ("{x}的时间是几点？", "文中和{x}有关的是几点钟"),
    }),
    Fact(_thing, lambda rng, language: date(rng), {
        "en": ("Nobody has seen the {x} since {v}.", "The {x} came into the house on {v}."),
        "zh": ("从{v}起就没人见过{x}。", "{x}是{v}搬进屋里的。"),
    }, {
        "en": ("which date is connected with the {x}", "What day matters for the {x}?"),
        "zh": ("{x}的日期是哪一天？", "跟{x}有关的是哪天"),
    }),
    Fact(lambda rng, language: full_name(rng, language), _thing, {
        "en": ("{x} is proud of nothing but the {v}.", "What {x} got as a present was the {v}."),
        "zh": ("{x}生日收到了一个{v}。", "{x}最喜欢的东西是{v}。"),
    }, {
        "en": ("what thing is mentioned with {x}", "Which object has to do with {x}?"),
        "zh": ("{x}和什么东西有关？", "提到{x}时说到了什么物品？"),
    }),
)  # fmt: skip

_FILLING = {
    "en": (
        "The morning was quiet.",
        "Nobody had expected so many guests.",
        "It had rained for days, so everybody stayed in.",
        "The rest of the story is well known here.",
        "Some say it was luck.",
    ),
    "zh": (
        "那天早上很安静。",
        "没人料到会来这么多客人。",
        "雨下了好几天，大家都没出门。",
        "后来的事大家都知道了。",
        "有人说那是运气。",
    ),
}
_ASK = {
    "en": (
        "{c}\n\nGoing by this text: {q}",
        "Notes:\n{c}\n\n{q}",
        "Here is what I found:\n{c}\n\nNow tell me, {q}",
        "<doc>{c}</doc>\n{q}",
    ),
    "zh": (
        "{c}\n\n根据这段文字：{q}",
        "资料：\n{c}\n\n{q}",
        "我找到了这些：\n{c}\n\n请告诉我，{q}",
        "<doc>{c}</doc>\n{q}",
    ),
}
_RULE = {
    "en": (
        "Only use what the text says. If it says nothing about it, say that you don't know.",
        "Answer from the notes; when they don't help, just say you don't know",
        "You look things up in documents. No guesses: admit it if you don't know.",
    ),
    "zh": (
        "只根据给出的文字回答，文字里没有就说不知道。",
        "请从资料里找答案，找不到就直接说不知道",
        "你负责查阅文档，不要猜，不知道就说不知道。",
    ),
}


def context(rng: Random, language: str, facts: list[tuple[Fact, str, str]]) -> str:
    """Returns a text that says these facts, and more."""
    said = [
        rng.choice(fact.statements[language]).format(x=about, v=value)
        for fact, about, value in facts
    ]
    said += rng.sample(_FILLING[language], rng.choice((1, 2)))
    rng.shuffle(said)
    return (" " if language == "en" else "").join(said)


def _facts(rng: Random, language: str, count: int) -> list[tuple[Fact, str, str]]:
    """Different facts, no word of one is a part of another's."""
    found: list[tuple[Fact, str, str]] = []
    used: set[str] = set()
    for fact in rng.sample(FACTS, count):
        about, value = fact.about(rng, language), fact.value(rng, language)
        while any(a in b or b in a for a in used for b in (about, value)) or about == value:
            about, value = fact.about(rng, language), fact.value(rng, language)
        used |= {about, value}
        found.append((fact, about, value))
    return found


def _case(rng: Random, language: str, is_there: bool) -> Case:
    found = _facts(rng, language, rng.choice((3, 4, 5)))
    # The first is asked for; where it is not to be there, only the others are told.
    fact, about, value = found[0]
    told = found if is_there else found[1:]
    question = rng.choice(fact.questions[language]).format(x=about)
    text = context(rng, language, told)
    asked = user(rng.choice(_ASK[language]).format(c=text, q=question))
    rule = system(rng.choice(_RULE[language]))
    others = [other for _, _, other in told if other != value]
    if is_there:
        right = states(value, others=others, language=language)
        messages = (rule, asked) if rng.random() < 0.7 else (asked,)
        return Case(chat(*messages), right, value)
    right = admits_not_knowing(language, others)
    return Case(chat(rule, asked), right, "I don't know." if language == "en" else "不知道。")


def rows() -> list[Row]:
    """Returns rows for what is in the context and for what is not."""
    return [
        *rows_of("span from a context", 0.95, lambda rng, lang: _case(rng, lang, True)),
        *rows_of("not in the context", 0.95, lambda rng, lang: _case(rng, lang, False)),
    ]
