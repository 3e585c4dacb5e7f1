"""One fact among many in a long prompt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from ..chat_format import user
from .case import ENGLISH, LANGUAGES, Case, Row, TokenCounter, chat
from .judges import states
from .words import (
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_NOUNS,
    CITIES,
    FIRST_NAMES,
    NOUNS,
    code,
    date,
)

# Tokens of a prompt, and how often the fact has to be found.
GOALS = {256: 0.98, 512: 0.97, 1024: 0.95, 1500: 0.90}
# One text serves several questions, so that its beginning is evaluated once.
QUESTIONS_PER_TEXT = 8

_FILLING = {
    "en": (
        "On {k} days of the year {p} walks past the {n}.",
        "A {n} was left behind in {c} by {p}.",
        "Most visitors of {c} never notice the {n}.",
        "{p} and {q} argued about the {n} for an hour.",
        "In {c} it rained while {p} cleaned the {n}.",
        "The {n} is older than the house of {p}.",
        "Last year {p} came back from {c} without the {n}.",
    ),
    "zh": (
        "每年有{k}天，{p}会路过那个{n}。",
        "{p}把{n}落在了{c}。",
        "去{c}的人大多没注意到{n}。",
        "{p}和{q}为了{n}争了一个小时。",
        "{c}下雨的时候，{p}在擦{n}。",
        "{n}比{p}家的房子还老。",
        "去年{p}从{c}回来，没带{n}。",
    ),
}


@dataclass(frozen=True)
class _Fact:
    """What a text says of several people, and how it is asked for."""

    value: Callable[[Random], str]
    statements: dict[str, tuple[str, ...]]
    questions: dict[str, tuple[str, ...]]


_FACTS = (
    _Fact(code, {
        "en": ("The secret word of {p} is {v}.", "{p} keeps the secret word {v}.", "Secret word of {p}: {v}."),
        "zh": ("{p}的暗号是{v}。", "{p}用的暗号是{v}。", "{p}的暗号：{v}。"),
    }, {
        "en": ("What is {p}'s secret word?", "which secret word does {p} have", "tell me the secret word of {p}"),
        "zh": ("{p}的暗号是什么？", "{p}的暗号是多少", "告诉我{p}的暗号"),
    }),
    _Fact(lambda rng: str(rng.randrange(201, 9990)), {
        "en": ("{p} sleeps in cabin {v}.", "Cabin {v} belongs to {p}.", "For {p} they kept cabin {v}."),
        "zh": ("{p}住在{v}号小屋。", "{v}号小屋是{p}的。", "他们给{p}留了{v}号小屋。"),
    }, {
        "en": ("which cabin is {p}'s?", "In what cabin does {p} sleep", "number of {p}'s cabin?"),
        "zh": ("{p}住几号小屋？", "哪间小屋是{p}的", "{p}的小屋号是多少？"),
    }),
    _Fact(date, {
        "en": ("{p} takes the exam on {v}.", "On {v} it is {p}'s turn to take the exam.", "Exam of {p}: {v}."),
        "zh": ("{p}在{v}考试。", "{v}轮到{p}考试。", "{p}的考试：{v}。"),
    }, {
        "en": ("when is {p}'s exam", "On what day does {p} take the exam?", "{p}'s exam date?"),
        "zh": ("{p}哪天考试？", "{p}的考试是什么时候", "告诉我{p}的考试日期"),
    }),
)  # fmt: skip
_HEAD = {
    "en": ("Read this and answer at the end.\n\n", "Diary:\n", ""),
    "zh": ("读完再回答。\n\n", "日记：\n", ""),
}


def _sentence(rng: Random, language: str, people: list[str]) -> str:
    things, towns = (
        (NOUNS, CITIES) if language == ENGLISH else (CHINESE_NOUNS, CHINESE_CITIES)
    )  # fmt: skip
    person, other = rng.sample(people, 2)
    return rng.choice(_FILLING[language]).format(
        k=rng.randrange(3, 200), p=person, q=other, n=rng.choice(things), c=rng.choice(towns)
    )


def _text(
    rng: Random, language: str, num_tokens: int, count_tokens: TokenCounter
) -> tuple[str, _Fact, dict[str, str]]:
    """A text of about this many tokens, the kind of fact it holds, and each person's."""
    people = rng.sample(FIRST_NAMES if language == ENGLISH else CHINESE_NAMES, 24)
    owners, others = people[:QUESTIONS_PER_TEXT], people[QUESTIONS_PER_TEXT:]
    fact = rng.choice(_FACTS)
    secrets = {owner: fact.value(rng) for owner in owners}
    # Half of them for the shortest text, or nothing else would fit.
    if num_tokens < 400:
        secrets = dict(list(secrets.items())[: QUESTIONS_PER_TEXT // 2])
    needles = [
        rng.choice(fact.statements[language]).format(p=owner, v=value)
        for owner, value in secrets.items()
    ]
    head, joint = rng.choice(_HEAD[language]), " " if language == ENGLISH else ""
    room = num_tokens - count_tokens(head + joint.join(needles)) - _QUESTION_TOKENS
    filling: list[str] = []
    while room > 0:
        sentence = _sentence(rng, language, others)
        room -= count_tokens(joint + sentence)
        if room > 0:
            filling.append(sentence)
    for needle in needles:
        filling.insert(rng.randrange(len(filling) + 1), needle)
    return head + joint.join(filling), fact, secrets


# What the question and the marks of the turns take.
_QUESTION_TOKENS = 26


def _cases(num_tokens: int, language: str, n: int, count_tokens: TokenCounter) -> list[Case]:
    rng = Random(f"evaluation long prompt {num_tokens} {language}")
    found: list[Case] = []
    while len(found) < n:
        text, fact, secrets = _text(rng, language, num_tokens, count_tokens)
        for owner, value in secrets.items():
            question = rng.choice(fact.questions[language]).format(p=owner)
            others = [other for other in secrets.values() if other != value]
            right = states(value, others=others, language=language)
            found.append(Case(chat(user(f"{text}\n\n{question}")), right, value))
    return found[:n]


def rows() -> list[Row]:
    """Returns a row for each length and language."""
    return [
        Row(
            f"fact in a prompt of {num_tokens:,} tokens",
            language,
            goal,
            lambda n, count, num_tokens=num_tokens, language=language: _cases(  # type: ignore[misc]
                num_tokens, language, n, count
            ),
        )
        for num_tokens, goal in GOALS.items()
        for language in LANGUAGES
    ]
