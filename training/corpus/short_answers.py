"""Bare answers: one of the choices, a number, a single value; what a constraint lets through."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, system, user
from .arithmetic import question as sum_question
from .arithmetic import result, split_sum
from .chat import CAPITALS
from .words import (
    chance,
    chinese_word,
    city,
    code,
    email,
    holds_held_out,
    number,
    person,
    read_table,
    real_noun,
)


class ShortAnswer(NamedTuple):
    """A question, the bare answer, and how a request for just that is put."""

    question: str
    answer: str
    requests: tuple[str, ...]


_KINDS = [(kind, kind_zh, members.split(","), members_zh.split(","))
          for kind, kind_zh, members, members_zh in read_table("categories.txt")
          if not holds_held_out(f"{kind},{kind_zh},{members},{members_zh}")]  # fmt: skip
_OPINIONS = [(label, text) for label, text in read_table("labelled_opinions.txt")]
_ONE_WORD = (
    "Answer with one word.",
    "One word only.",
    "Reply with one word.",
    "Just one word, please.",
)
_ONE_WORD_CHINESE = ("只回答一个词。", "用一个词回答。", "请只用一个词回答。", "一个词就行。")
_ONLY = ("Answer with the {} only.", "Only the {}, please.", "Reply with just the {}.",
         "Give me only the {}.", "Nothing but the {}.")  # fmt: skip
_ONLY_CHINESE = ("只回答{}。", "只要{}，不要别的。", "请只给出{}。", "直接回答{}就行。")
_YES_NO = ("Answer yes or no.", "Yes or no?", "Just yes or no.", "Reply with yes or no.")
_YES_NO_CHINESE = ("回答是或否。", "是还是否？", "只回答是或否。", "请用是或否回答。")


def _listed(rng: Random, options: list[str], chinese: bool) -> str:
    if chinese:
        return "、".join(options[:-1]) + rng.choice(("和", "或", "还是")) + options[-1]
    last = rng.choice((" or ", ", or ")) if len(options) > 2 else " or "
    return ", ".join(options[:-1]) + last + options[-1]


def _with_article(word: str) -> str:
    return ("an " if word[0] in "aeiou" else "a ") + word


def _choose_from(rng: Random, options: list[str], chinese: bool) -> tuple[str, ...]:
    """Ways to name the options."""
    options = options[:]
    rng.shuffle(options)
    listed = _listed(rng, options, chinese)
    if chinese:
        return (
            f"从{listed}中选一个。",
            f"只能回答{listed}。",
            f"选项：{'，'.join(options)}",
            f"{listed}？",
        )
    return (f"Answer with {listed}.", f"Choose one: {', '.join(options)}", f"Is it {listed}?",
            f"Options: {', '.join(options)}.", f"One of {listed}.")  # fmt: skip


def _opinion(rng: Random, chinese: bool) -> ShortAnswer:
    rows = [row for row in _OPINIONS if row[0].isascii() != chinese]
    label, text = rng.choice(rows)
    thing = chinese_word(rng) if chinese else real_noun(rng)
    labels = ["正面", "负面"] if chinese else ["positive", "negative"]
    if label not in labels or chance(rng, 0.5):
        labels.append("中性" if chinese else "neutral")
    said = text.format(t=thing)
    if chinese:
        asks = (
            "这句话的情感是什么？{}",
            "{}这条评价是什么态度？",
            "判断情感：{}",
            "{}",
            "评论：{}情感：",
        )
    else:
        asks = ("What is the sentiment of this sentence? {}", "{} Is this positive or negative?", "Sentiment: {}",
                "Classify the sentiment: {}", "{}", 'Classify: "{}"', "How does the writer feel? {}")  # fmt: skip
    return ShortAnswer(rng.choice(asks).format(said), label, _choose_from(rng, labels, chinese))


def _kind(rng: Random, chinese: bool) -> ShortAnswer:
    rows = rng.sample(_KINDS, rng.choice((2, 3, 3, 4)))
    kind, kind_zh, members, members_zh = rows[0]
    if chinese:
        ask = rng.choice(("{}是什么？", "{}属于哪一类？", "{}是哪种东西？")).format(
            rng.choice(members_zh)
        )
        return ShortAnswer(ask, kind_zh, _choose_from(rng, [row[1] for row in rows], True))
    thing = rng.choice(members)
    asks = (
        "What is {}?",
        "Which kind of thing is {}?",
        "What kind of word is {}?",
        "Classify: {}",
        "{}:",
    )
    ask = rng.choice(asks).format(rng.choice((thing, f'"{thing}"')))
    return ShortAnswer(ask, kind, _choose_from(rng, [row[0] for row in rows], False))


def _odd_one(rng: Random, chinese: bool) -> ShortAnswer:
    """Which of these is a fruit?"""
    rows = rng.sample(_KINDS, rng.choice((2, 3, 3, 4)))
    kind, kind_zh, *_ = rows[0]
    things = [rng.choice(row[3] if chinese else row[2]) for row in rows]
    answer, options = things[0], things[:]
    rng.shuffle(options)
    listed = _listed(rng, options, chinese)
    if chinese:
        return ShortAnswer(rng.choice((f"{listed}，哪个是{kind_zh}？", f"哪个是{kind_zh}：{listed}？")),
                           answer, _ONE_WORD_CHINESE)  # fmt: skip
    a_kind = _with_article(kind)
    asks = (f"Which one is {a_kind}: {listed}?", f"Which of these is {a_kind}? {listed}",
            f"{listed}: which is {a_kind}?")  # fmt: skip
    return ShortAnswer(rng.choice(asks), answer, _ONE_WORD)


def _member(rng: Random, chinese: bool) -> ShortAnswer:
    """Is a cat an animal? Is Paris in the list?"""
    rows = rng.sample(_KINDS, 2)
    right = chance(rng, 0.5)
    asked = rows[0 if right else 1]
    if chinese:
        ask = f"{rng.choice(rows[0][3])}是{asked[1]}吗？"
        return ShortAnswer(ask, "是" if right else "否", _YES_NO_CHINESE)
    start = rng.choice(("Is {} {}?", "Would you call {} {}?"))
    ask = start.format(rng.choice(rows[0][2]), _with_article(asked[0]))
    return ShortAnswer(ask, "yes" if right else "no", _YES_NO)


def _capital(rng: Random, chinese: bool) -> ShortAnswer:
    country, capital, country_zh, capital_zh = rng.choice(CAPITALS)
    if chance(rng, 0.3):
        others = [row[3 if chinese else 1] for row in rng.sample(CAPITALS, 3)]
        options = list(dict.fromkeys([capital_zh if chinese else capital, *others]))[:3]
        requests = _choose_from(rng, options, chinese)
    else:
        requests = _ONE_WORD_CHINESE if chinese else (*_ONE_WORD, _ONLY[0].format("name"))
    if chinese:
        return ShortAnswer(f"{country_zh}的首都是哪里？", capital_zh, requests)
    return ShortAnswer(f"What is the capital of {country}?", capital, requests)


def _sum(rng: Random, chinese: bool) -> ShortAnswer:
    a, b, op = split_sum(rng, held_out=False)
    while not 0 <= result(a, b, op) <= 20:  # more cannot be known without its steps
        a, b, op = split_sum(rng, held_out=False)
    what = rng.choice(("数字", "结果", "答案") if chinese else ("number", "result", "digits"))
    only = _ONLY_CHINESE if chinese else _ONLY
    requests = tuple(text.format(what) for text in only)
    return ShortAnswer(sum_question(rng, a, b, op, chinese), str(result(a, b, op)), requests)


def _value_in_text(rng: Random, chinese: bool) -> ShortAnswer:
    """One value out of a sentence, and nothing else."""
    who, where = person(rng, chinese), city(rng, chinese)
    year, amount, mail, key = rng.randrange(1900, 2031), number(rng), email(rng), code(rng)
    if chinese:
        rows = (("邮箱", mail, f"{who}的邮箱是{mail}，请尽快联系。"), ("年份", str(year), f"{who}于{year}年搬到了{where}。"),
                ("编号", key, f"订单{key}已经发往{where}。"), ("名字", who, f"我叫{who}，今年{amount % 90}岁。"),
                ("城市", where, f"{who}住在{where}，有{amount}本书。"), ("金额", str(amount), f"这件东西{amount}元，由{who}付款。"))  # fmt: skip
        what, answer, text = rng.choice(rows)
        ask = rng.choice(
            (f"{text}{what}是什么？", f"提取{what}：{text}", f"从下面这句话中找出{what}。{text}")
        )
        return ShortAnswer(ask, answer, tuple(t.format(what) for t in _ONLY_CHINESE))
    rows = (("e-mail address", mail, f"You can reach {who} at {mail} any time."),
            ("year", str(year), f"{who} moved to {where} in {year}."),
            ("code", key, f"The order {key} was sent to {where}."),
            ("name", who, f"My name is {who} and I am {amount % 90} years old."),
            ("city", where, f"{who} lives in {where} and owns {amount} books."),
            ("price", str(amount), f"It costs {amount} dollars and {who} pays."))  # fmt: skip
    what, answer, text = rng.choice(rows)
    ask = rng.choice((f"{text} What is the {what}?", f"Extract the {what}: {text}", f"Find the {what}: {text}",
                      f"What is the {what} in this sentence? {text}"))  # fmt: skip
    return ShortAnswer(ask, answer, tuple(text.format(what) for text in _ONLY))


_TOPICS: tuple[tuple[Callable[[Random, bool], ShortAnswer], float], ...] = (
    (_opinion, 3), (_kind, 1.5), (_odd_one, 1), (_member, 1), (_capital, 1), (_sum, 1),
    (_value_in_text, 2.5),
)  # fmt: skip


def short_answer(rng: Random, chinese: bool) -> ShortAnswer:
    """Returns a question of a random topic whose answer is a bare value."""
    makers, weights = zip(*_TOPICS, strict=True)
    found: ShortAnswer = rng.choices(makers, weights)[0](rng, chinese)
    return found


def sample(rng: Random) -> Conversation:
    """Returns a training conversation; the request for a bare answer stands once, or each time."""
    chinese = chance(rng, 0.4)
    first = short_answer(rng, chinese)
    if chance(rng, 0.25):
        told = rng.choice(first.requests)
        return Conversation((system(told), user(first.question), assistant(first.answer)))
    messages: list[Message] = []
    for index in range(rng.choice((1, 1, 2, 3, 5))):
        found = first if index == 0 else short_answer(rng, chinese)
        request = rng.choice(found.requests)
        space = "" if chinese else " "
        text = f"{found.question}{rng.choice((space, space, chr(10)))}{request}"
        if chance(rng, 0.2):
            text = f"{request}{space}{found.question}"
        messages += [user(text), assistant(found.answer)]
    return Conversation(tuple(messages))
