"""A fact to find in a long prompt: among prose, records, logs, notes and lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, system, user
from .layout import heading
from .phrasing import capital
from .phrasing import question as as_typed
from .prose import about_things, filler, rules
from .prose_values import date, value
from .retrieval import NOT_THERE, NOT_THERE_CHINESE
from .words import (
    ADJECTIVES,
    allowed,
    chance,
    chinese_word,
    city,
    code,
    invented_word,
    noun,
    person,
    real_noun,
)


class Needle(NamedTuple):
    """A line of a text, the question that it answers, and a question near to it."""

    line: str
    question: str
    near: str


# sentence, question; {k} what, {o} whose, {v} the value
_SECRETS = (
    ("The secret {k} of the {o} is {v}.", "What is the secret {k} of the {o}?"),
    ("The {k} of the {o} is {v}.", "What is the {k} of the {o}?"),
    ("The {k} for the {o} is {v}.", "What is the {k} for the {o}?"),
    ("Remember that the {k} of the {o} is {v}.", "What is the {k} of the {o}?"),
    ("To open the {o}, use the {k} {v}.", "Which {k} opens the {o}?"),
    ("One of the special magic {k}s for the {o} is: {v}.", "What is the special magic {k} for the {o}?"),
    ("Do not tell anybody that the {k} of the {o} is {v}.", "What is the {k} of the {o}?"),
    ("By the way, {v} is the {k} of the {o}.", "What is the {k} of the {o}?"),
    ("Important: the {o} has the {k} {v}.", "Which {k} does the {o} have?"),
    ("The best {k} in the {o} is {v}.", "What is the best {k} in the {o}?"),
)  # fmt: skip
_SECRETS_CHINESE = (
    ("{o}的秘密{k}是{v}。", "{o}的秘密{k}是什么？"),
    ("{o}的{k}是{v}。", "{o}的{k}是什么？"),
    ("请记住，{o}的{k}是{v}。", "{o}的{k}是什么？"),
    ("打开{o}要用{k}{v}。", "打开{o}要用什么{k}？"),
    ("不要告诉别人，{o}的{k}是{v}。", "{o}的{k}是多少？"),
    ("顺便说一下，{o}的{k}为{v}。", "{o}的{k}是什么？"),
    ("重要：{o}的{k}是{v}。", "请问{o}的{k}是什么？"),
    ("{o}里最好的{k}是{v}。", "{o}里最好的{k}是什么？"),
)  # fmt: skip
_KEYS = allowed(
    (
        "code",
        "number",
        "password",
        "key",
        "word",
        "name",
        "pin",
        "address",
        "colour",
        "price",
        "ticket",
        "combination",
    )
)
_KEYS_CHINESE = allowed("密码 号码 代码 暗号 名字 颜色 编号 口令 价格 地址".split())
_KINDS = ("code", "code", "number", "number", "thing", "city", "person")

_PROMPTS = (
    "{x}\n\n{q}", "{x}\n\nQuestion: {q}", "{q}\n\n{x}", "Read this text and answer the question.\n\n{x}\n\n{q}", "{x}\n{q}",
    "Answer the question about this text: {q}\n\n{x}", "Context:\n{x}\n\nQuestion: {q}\nAnswer:", "{x}\n---\n{q}",
    "Remember what is important in the following text.\n{x}\n{q}", "Question: {q}\nText:\n{x}",
    "Somewhere in this text is the answer. {q}\n\n{x}", "<document>\n{x}\n</document>\n{q}", "Here are my notes:\n{x}\n\n{q}",
)  # fmt: skip
_PROMPTS_CHINESE = (
    "{x}\n\n{q}", "{x}\n\n问题：{q}", "{q}\n\n{x}", "阅读下面的文字，回答问题。\n\n{x}\n\n{q}", "{x}\n{q}", "问题：{q}\n文字：\n{x}",
    "上下文：\n{x}\n\n问题：{q}\n回答：", "答案就在下面的文字里。{q}\n\n{x}", "这是我的笔记：\n{x}\n\n{q}", "<文档>\n{x}\n</文档>\n{q}",
)  # fmt: skip


_BY_PRONOUN = re.compile(r"\b(it|he|she|they|its|the company)\b|[他她它]|公司", re.IGNORECASE)
_LETTERS = re.compile("[A-Za-z]+")


def num_tokens(line: str) -> float:
    """Returns about how many tokens a line takes: one for each sign, figure or Chinese character."""
    words = _LETTERS.findall(line)
    letters = sum(map(len, words))
    return 1 + len(line) - letters + 0.4 * len(words) + 0.31 * letters - 0.62 * line.count(" ")


def _owner(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(("", "", "红色", "蓝色", "旧")) + chinese_word(rng)
    word = noun(rng)
    return f"{rng.choice(ADJECTIVES)} {word}" if chance(rng, 0.6) else word


def _secret(rng: Random, chinese: bool) -> Needle:
    sentence, question = rng.choice(_SECRETS_CHINESE if chinese else _SECRETS)
    keys = _KEYS_CHINESE if chinese else _KEYS
    what = rng.choice(keys) if chance(rng, 0.75) else chinese_word(rng) if chinese else noun(rng)
    owner, said = _owner(rng, chinese), value(rng, rng.choice(_KINDS), chinese)
    near = question.format(k=what, o=_owner(rng, chinese))
    return Needle(sentence.format(k=what, o=owner, v=said), question.format(k=what, o=owner), near)


def _record(rng: Random, chinese: bool, shape: int) -> Needle:
    """A line of a list: all of one shape."""
    key = rng.choice((invented_word(rng), real_noun(rng), code(rng).lower()))
    key = chinese_word(rng) if chinese and chance(rng, 0.8) else key
    other = chinese_word(rng) if chinese else invented_word(rng)
    said = value(rng, ("number", "code", "thing", "person")[shape // 2 % 4], chinese)
    if shape % 2 == 0:
        colon = (": ", " = ", " - ", ", ", " | ")[shape % 5]
        ask = (
            "{}的值是什么？"
            if chinese
            else ("What is the value of {}?", "What belongs to {}?", "What is {}?")[shape % 3]
        )
        return Needle(f"{key}{colon}{said}", ask.format(key), ask.format(other))
    if chinese:
        who = person(rng, True)
        ask = "{}的号码是多少？"
        return Needle(
            f"{who}的号码是{said}。", ask.format(who), ask.format(person(rng, True) + other)
        )
    ask = ("What is the number of {}?", "Which number does {} have?")[shape % 3 % 2]
    return Needle(f"The number of {key} is {said}.", ask.format(key), ask.format(other))


def _log_line(rng: Random, chinese: bool) -> Needle:
    level = rng.choice(("INFO", "INFO", "DEBUG", "WARNING", "ERROR"))
    number, word = rng.randrange(100, 100000), invented_word(rng)
    said = rng.choice((str(rng.randrange(1, 1000)), code(rng)))
    head = f"[{rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}] {level} "
    line = f"{head}{word} job {number}: finished with {said}"
    ask = "任务{}的结果是什么？" if chinese else "What did job {} finish with?"
    return Needle(line, ask.format(number), ask.format(number + 100000))


def _prose_lines(rng: Random, chinese: bool, has_rules: bool) -> list[Needle]:
    """Sentences of a text about things, each with its question."""
    make = rules if has_rules else about_things
    found = make(rng, chinese, rng.choice((3, 4, 5, 6)))
    lines = {fact.text: Needle(fact.text, fact.question, "") for fact in reversed(found.facts)}
    return list(reversed(lines.values()))


def _filled(size: int, make: Callable[[], list[Needle]]) -> list[Needle]:
    """Lines that make a text of about so many tokens."""
    lines: list[Needle] = []
    total = 0.0
    while True:
        for needle in make():
            total += num_tokens(needle.line)
            if lines and total > size:
                return lines
            lines.append(needle)


def _of_records(rng: Random, chinese: bool, size: int) -> tuple[str, list[Needle]]:
    """A list or a log; each of its lines is a needle."""
    shape = rng.randrange(60)
    if chance(rng, 0.25):
        lines = _filled(size, lambda: [_log_line(rng, chinese)])
    else:
        lines = _filled(size, lambda: [_record(rng, chinese, shape)])
    lines = list({needle.question: needle for needle in lines}.values())
    return "\n".join(needle.line for needle in lines), lines


def _note(rng: Random, chinese: bool) -> str:
    who, where = person(rng, chinese), city(rng, chinese)
    if chinese:
        return rng.choice(
            (
                f"{date(rng, True)}：{filler(rng, True)}",
                f"{who}去了{where}。",
                filler(rng, True),
                filler(rng, True),
            )
        )
    return rng.choice((f"{date(rng, False)}: {filler(rng, False)}", f"{who} went to {where}.", filler(rng, False),
                       f"{capital(real_noun(rng))} and {noun(rng)} are not the same."))  # fmt: skip


def _place(rng: Random, lines: list[str]) -> int:
    """Where a line may be put in, so that no pronoun of the next line is torn from its noun."""
    free = [index for index, line in enumerate(lines) if not _BY_PRONOUN.search(line)]
    return rng.choice([*free, len(lines)])


def _of_prose(rng: Random, chinese: bool, size: int) -> tuple[str, list[Needle]]:
    """Prose or notes; the needles are secrets put into it, or its facts."""
    notes = chance(rng, 0.45)
    # The rules of one house only: of two shops, which one opens at nine?
    may_have_rules = [chance(rng, 0.5)]

    def more() -> list[Needle]:
        if notes:
            return [Needle(_note(rng, chinese), "", "")]
        return _prose_lines(rng, chinese, bool(may_have_rules) and may_have_rules.pop())

    lines = _filled(size, more)
    if notes or chance(rng, 0.6):
        secrets = [_secret(rng, chinese) for _ in range(rng.choice((1, 2, 3, 4, 5)))]
        secrets = list({secret.question: secret for secret in secrets}.values())
        for secret in secrets:
            lines.insert(_place(rng, [line.line for line in lines]), secret)
        needles = secrets
    else:
        needles = list({line.question: line for line in lines}.values())
    space = rng.choice(("\n", "" if chinese else " ", "" if chinese else " "))
    texts = [line.line for line in lines]
    if chance(rng, 0.3):
        for _ in range(rng.choice((1, 2, 4))):
            texts.insert(_place(rng, texts), f"\n\n{heading(rng, chinese)}\n")
    return space.join(texts).strip(), needles


def _asked(rng: Random, needle: Needle, text: str, chinese: bool) -> tuple[str, str]:
    """A question and its answer."""
    question, answer = needle.question, needle.line
    if needle.near and chance(rng, 0.15) and needle.near not in text:
        question, answer = needle.near, NOT_THERE_CHINESE if chinese else NOT_THERE
    return as_typed(rng, question, chinese) if chance(rng, 0.2) else question, answer


def conversation(rng: Random, chinese: bool, tokens: int, most: int = 1) -> Conversation:
    """Returns a long prompt with questions, each answered by a line of it.

    Args:
        rng: Where the choices come from.
        chinese: The language.
        tokens: About how long the prompt is.
        most: How many questions there are at most.
    """
    make = _of_records if chance(rng, 0.35) else _of_prose
    text, needles = make(rng, chinese, max(40, int(0.9 * tokens) - 60))
    messages: list[Message] = []
    for needle in rng.sample(needles, min(len(needles), most)):
        question, answer = _asked(rng, needle, text, chinese)
        if messages:
            messages.append(user(question))
        elif chance(rng, 0.12):
            messages = [system(text), user(question)]
        else:
            template = rng.choice(_PROMPTS_CHINESE if chinese else _PROMPTS)
            messages = [user(template.replace("{x}", text).replace("{q}", question))]
        messages.append(assistant(answer))
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation of 200 to 1,500 tokens; the longer, the rarer."""
    low, high = rng.choices(((150, 300), (300, 600), (600, 900), (900, 1200)), (25, 50, 16, 9))[0]
    tokens, most = rng.randrange(low, high), rng.choice((3, 4, 5, 6))
    return conversation(rng, chance(rng, 0.42), tokens, most)
