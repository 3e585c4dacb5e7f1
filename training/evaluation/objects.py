"""Answers {answer, justification} and jokes {setup, punchline}."""

from __future__ import annotations

from random import Random

from ..chat_format import Json, user
from .case import Case, chat
from .judges import has_answer, is_joke
from .sums import held_out_sum
from .words import names, objects, with_article

_ANSWER_ABOUT = {
    "en": "An answer to the question, with the reason for it.",
    "zh": "对问题的回答，以及理由。",
}
_JOKE_ABOUT = {"en": "A joke in two parts.", "zh": "由两部分组成的笑话。"}
_TITLES = ("AnswerWithJustification", "ReasonedAnswer", "Explained", "Reply")
_JOKE_TITLES = ("Joke", "FunnyPair", "TwoPartJoke", "Gag")


def _schema(title: str, about: str, keys: tuple[str, str]) -> Json:
    return {
        "title": title,
        "description": about,
        "type": "object",
        "properties": {key: {"type": "string"} for key in keys},
        "required": list(keys),
    }


_SUMS = {
    "en": ("what is {a} {op} {b} and why", "{a} {op} {b}?", "How much is {a} {op} {b}? Explain."),
    "zh": ("{a} {op} {b}等于几？为什么", "{a} {op} {b}？", "{a} {op} {b}是多少？说明理由。"),
}
_AGES = {
    "en": (
        "{p} is {a}, {q} is {b}. Who is older?",
        "who is the older one if {p} is {a} years old and {q} is {b}",
        "{p} turned {a} and {q} turned {b}: which of them is older, and why?",
    ),
    "zh": (
        "{p}{a}岁，{q}{b}岁，谁年纪大？",
        "{p}今年{a}，{q}今年{b}，哪个更大？为什么",
        "如果{p}是{a}岁，{q}是{b}岁，谁比较年长？",
    ),
}
_PLACES = {
    "en": (
        "{p} put the {n} on the {m}. Where is the {n}?",
        "The {n} lies under the {m}, says {p}. where should I look for the {n}",
    ),
    "zh": ("{p}把{n}放在{m}上了。{n}在哪里？", "{p}说{n}在{m}下面，我该去哪儿找{n}？"),
}


def answer_case(rng: Random, language: str) -> Case:
    """Returns a question whose answer comes with its justification."""
    schema = _schema(rng.choice(_TITLES), _ANSWER_ABOUT[language], ("answer", "justification"))
    kind = rng.randrange(3)
    others: tuple[str, ...] = ()
    if kind == 0:
        a, b, op, result = held_out_sum(rng, "+-")
        text = rng.choice(_SUMS[language]).format(a=a, b=b, op=op)
        expected = str(result)
    elif kind == 1:
        p, q = names(rng, language, 2)
        a, b = rng.sample(range(8, 95), 2)
        text = rng.choice(_AGES[language]).format(p=p, q=q, a=a, b=b)
        expected, other = (p, q) if a > b else (q, p)
        others = (other,)
    else:
        person, (n, m) = names(rng, language, 1)[0], objects(rng, language, 2)
        text = rng.choice(_PLACES[language]).format(p=person, n=n, m=m)
        expected = m
    return Case(chat(user(text)), has_answer(expected, others), expected, schema=schema)


_JOKES = {
    "en": (
        "make me laugh about {t}",
        "got any joke on {t}?",
        "One joke with {t} in it please",
        "I want to hear something funny about {t}.",
        "Do you know a good one about {t}?",
        "say something silly about {t}",
    ),
    "zh": (
        "讲个跟{t}有关的笑话",
        "来个{t}的笑话吧",
        "关于{t}，有什么好笑的",
        "说个{t}的段子",
        "用{t}逗我笑一下",
        "有没有和{t}相关的笑话？",
    ),
}
_TOPICS = {
    "en": ("cats", "birds", "dogs", "school", "computers", "bears", "food", "math", "ghosts"),
    "zh": ("猫", "鸟", "狗", "学校", "电脑", "鱼", "数学", "医生", "老师"),
}


def joke_case(rng: Random, language: str) -> Case:
    """Returns a request for a joke in two parts."""
    schema = _schema(rng.choice(_JOKE_TITLES), _JOKE_ABOUT[language], ("setup", "punchline"))
    topic = rng.choice(_TOPICS[language])
    if rng.random() < 0.6:
        topic = objects(rng, language, 1)[0]
        topic = with_article(topic) if language == "en" else topic
    text = rng.choice(_JOKES[language]).format(t=topic)
    return Case(chat(user(text)), is_joke(language), "a setup and a punchline", schema=schema)


def make(rng: Random, language: str) -> Case:
    """Returns one of both kinds."""
    return (answer_case if rng.random() < 0.5 else joke_case)(rng, language)
