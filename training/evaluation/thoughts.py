"""Questions to think about before answering: steps inside the tags, then the answer."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..chat_format import user
from ..corpus.words import is_held_out
from .case import Case, Row, chat, rows_of
from .judges import after_thinking, ends_with_number, names_first
from .sums import held_out_sum
from .words import names, objects, plural

_STORIES = {
    "en": (
        "{p} has {a} {n}, gets {b} more and loses {c}. How many are left?",
        "There were {a} {n}. {p} brought {b}, {q} took {c}. how many now",
        "{p} owns {a} {n} and buys {b}. Then {q} borrows {c}. How many does {p} have?",
        "start with {a} {n}, add {b}, remove {c}: how many?",
    ),
    "zh": (
        "{p}有{a}个{n}，又得到{b}个，丢了{c}个，还剩几个？",
        "原来有{a}个{n}，{p}拿来{b}个，{q}拿走{c}个，现在多少个",
        "{p}有{a}个{n}，买了{b}个，后来{q}借走{c}个。{p}还有几个？",
        "先有{a}个{n}，加{b}个，减{c}个，是几个？",
    ),
}
_CHAINS = {
    "en": (
        "{a} + {b} - {c}",
        "work out {a} + {b} - {c}",
        "what's {a}+{b}-{c}?",
        "{a} plus {b} minus {c}",
    ),
    "zh": ("{a} + {b} - {c}", "算算{a}+{b}-{c}", "{a}+{b}-{c}得几？", "{a}加{b}再减{c}"),
}
_MORE = {
    "en": (
        "{p} has {a} {n}, {q} has {b}. Who has more?",
        "who owns more {n}: {p} with {a} or {q} with {b}?",
        "{p} found {a} {n} and {q} found {b}, who found more",
    ),
    "zh": (
        "{p}有{a}个{n}，{q}有{b}个，谁的多？",
        "{p}找到{a}个{n}，{q}找到{b}个，谁找到的更多",
        "谁的{n}多：{p}有{a}个，{q}有{b}个？",
    ),
}
_SUMS = {
    "en": ("what does {a} {op} {b} make", "{a} {op} {b}", "Please solve {a} {op} {b}."),
    "zh": ("{a} {op} {b}得几", "{a} {op} {b}", "请解{a} {op} {b}。"),
}


def _things(rng: Random, language: str) -> str:
    thing = objects(rng, language, 1)[0]
    return plural(thing) if language == "en" else thing


def _held_out_chain(rng: Random) -> tuple[int, int, int]:
    """Returns numbers for a + b - c; training text may hold those whose hash says so alone."""
    while True:
        a, b = rng.randrange(5, 60), rng.randrange(2, 40)
        c = rng.randrange(1, min(a + b, 50))
        if is_held_out(f"sum {a}+{b}-{c}", 20):
            return a, b, c


def _two_steps(rng: Random, language: str) -> Case:
    p, q = names(rng, language, 2)
    a, b, c = _held_out_chain(rng)
    texts = _STORIES if rng.random() < 0.6 else _CHAINS
    text = rng.choice(texts[language]).format(
        p=p, q=q, a=a, b=b, c=c, n=_things(rng, language)
    )  # fmt: skip
    result = a + b - c
    return Case(chat(user(text)), ends_with_number(result), str(result))


def _comparison(rng: Random, language: str) -> Case:
    p, q = names(rng, language, 2)
    a, b = rng.sample(range(3, 99), 2)
    text = rng.choice(_MORE[language]).format(p=p, q=q, a=a, b=b, n=_things(rng, language))
    more, less = (p, q) if a > b else (q, p)
    return Case(chat(user(text)), names_first(more, less), more)


def _sum(rng: Random, language: str) -> Case:
    a, b, op, result = held_out_sum(rng)
    text = rng.choice(_SUMS[language]).format(a=a, b=b, op=op)
    return Case(chat(user(text)), ends_with_number(result), str(result))


def _make(rng: Random, language: str) -> Case:
    case = rng.choice((_two_steps, _two_steps, _comparison, _sum))(rng, language)
    return replace(case, is_right=after_thinking(case.is_right), thinks=True)


def rows() -> list[Row]:
    """Returns a row for each language."""
    return rows_of("thinking, then the answer", 0.95, _make)
