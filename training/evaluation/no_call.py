"""Requests that none of the offered tools serves: the answer is text."""

from __future__ import annotations

from random import Random

from ..chat_format import user
from .case import Case, Row, chat, rows_of
from .everyday_requests import KINDS, SEARCH
from .judges import answers_in_text
from .lookup_requests import PERSON
from .meaningful_tools import questions as everyday_questions
from .unseen_tools import questions as unseen_questions
from .words import names, objects, with_article

_REQUESTS = {
    "en": (
        "good morning, my name is {p}",
        "thanks, that was all for today",
        "what do you think of my {n}?",
        "Write a poem about {an}.",
        "{p} makes me laugh so much",
        "can you draw {an} for me",
        "I had {an} as a child.",
        "why do people like the {n}?",
        "how are you feeling today {p}",
        "book me a table for {k} tonight",
        "Explain what {an} is to a child of {k}.",
        "is {an} better than {am}?",
        "my {n} broke yesterday, so sad",
        "could you fix the python error in my {n} script",
        "sing me something about {p}",
        "ok cool",
        "you're wrong about the {n}",
        "help me write a speech for {p}'s wedding",
        "I dreamt of {an} last night",
        "what should I name my {n}?",
    ),
    "zh": (
        "早上好，我叫{p}",
        "谢谢，今天就这样吧",
        "你觉得我的{n}怎么样？",
        "写一首关于{n}的诗",
        "{p}真的太好笑了",
        "能给我画一个{n}吗",
        "我小时候有一个{n}。",
        "为什么大家喜欢{n}？",
        "你今天心情怎么样呀{p}",
        "帮我订一张{k}个人的桌子",
        "给{k}岁的孩子解释什么是{n}。",
        "{n}比{m}好吗？",
        "昨天我的{n}坏了，难过",
        "给我唱一首关于{p}的歌",
        "好吧，行",
        "关于{n}你说错了",
        "帮我写{p}婚礼上的发言稿",
        "昨晚我梦到了{k}个{n}",
        "我的{n}该取什么名字？",
        "你能看懂我的{n}代码吗",
    ),
}


# A search or somebody's record might serve some of these requests.
_KINDS = [kind for kind in KINDS if kind not in (SEARCH, PERSON)]


def _make(rng: Random, language: str) -> Case:
    count = rng.choice((1, 2, 3))
    if rng.random() < 0.6:
        found = everyday_questions(rng, language, count, _KINDS)
    else:
        found = unseen_questions(rng, language, count)
    tools = [each.tool for each in found]
    about_tools = str(tools)
    free = [noun for noun in objects(rng, language, 12) if noun not in about_tools]
    person = names(rng, language, 1)[0]
    request = rng.choice(_REQUESTS[language]).format(
        n=free[0],
        m=free[1],
        an=with_article(free[0]),
        am=with_article(free[1]),
        p=person,
        k=rng.randrange(3, 13),
    )
    return Case(chat(user(request), tools=tools), answers_in_text(language), "text, no call")


def rows() -> list[Row]:
    """Returns a row for each language."""
    return rows_of("no call when none fits", 0.99, _make)
