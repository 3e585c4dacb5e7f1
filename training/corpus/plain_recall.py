"""Recall: the user tells things over some turns, then asks for them one by one.

The answer is what was told, with "your" for "my". What the model says in between repeats
nothing, so that the answer can only be found where it was told.
"""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, system, user
from .chat import SYSTEM_PROMPTS
from .phrasing import capital, lowered
from .plain_facts import ROWS, Names, fact, question, value_of_kind, with_an
from .recall import NOT_TOLD, NOT_TOLD_CHINESE
from .replies import heard
from .words import allowed, chance, chinese_word, holds_held_out, read_table, real_noun


class Row(NamedTuple):
    """What users may tell of themselves; `answer` is empty where it is what was told."""

    value_kind: str
    told: list[str]
    asked: list[str]
    answer: str


class _Told(NamedTuple):
    """What was told, ways to ask for it, and the answer."""

    said: str
    asked: list[str]
    answer: str


def _read(name: str) -> list[Row]:
    rows = []
    for kind, told, asked, *answer in read_table(name):
        told_, asked_ = allowed(told.split(";")), allowed(asked.split(";"))
        if told_ and asked_:
            rows.append(Row(kind, told_, asked_, "".join(answer)))
    return rows


_ROWS = (_read("plain_recall_en.txt"), _read("plain_recall_zh.txt"))
# What can be said of any thing of the user: the thing's name is all that leads to the answer.
_OF_ANYTHING = tuple([row for row in rows if "{k}" in row.told[0]] for rows in _ROWS)
_OF_ONE = tuple([row for row in rows if "{k}" not in row.told[0]] for rows in _ROWS)
_ALONE = (("My {k}?", "my {k}", "And my {k}?", "What about my {k}?", "What did I say of my {k}?"),
          ("我的{k}呢？", "我的{k}", "那我的{k}呢？", "说说我的{k}。", "我的{k}怎么了？"))  # fmt: skip
_ALL_ASIDES = [row for row in read_table("plain_asides.txt") if not any(map(holds_held_out, row))]
_ASIDES = tuple(
    [row for row in _ALL_ASIDES if row[1].isascii() != chinese] for chinese in (False, True)
)
_OPENINGS = (("Hi! ", "By the way, ", "Also, ", "Please remember: ", "And ", "Listen, ", "Well, "),
             ("你好！", "对了，", "还有，", "请记住，", "另外，", "听我说，", "告诉你，"))  # fmt: skip
_AGAIN = (("And {q}", "Tell me again: {q}", "Now then, {q}", "Do you remember: {q}", "Quick question: {q}"),
          ("那么，{q}", "再说一遍，{q}", "请问，{q}", "你记得吗，{q}", "问一下，{q}"))  # fmt: skip

_FIRST_WORDS = frozenset(
    "My The They In On At A An For With You It Please Type We There That Everybody Hello Some What Next Only So".split()
)
_SECOND_PERSON = {
    "i'm": "you are", "i am": "you are", "am i": "are you", "i was": "you were", "i": "you", "me": "you", "my": "your",
    "mine": "yours", "myself": "yourself", "we": "you", "our": "your",
}  # fmt: skip
_FIRST_PERSON = re.compile(r"\b(i'm|i am|am i|i was|myself|i|me|mine|my|we|our)\b", re.IGNORECASE)


def to_second_person(text: str, chinese: bool) -> str:
    """Returns what somebody says of himself as it is said to him."""
    if chinese:
        return text.replace("我", "你")
    return capital(_FIRST_PERSON.sub(lambda m: _SECOND_PERSON[m[0].lower()], text))


def _ended(text: str, chinese: bool) -> str:
    return text if text[-1] in ".。!！" else text + ("。" if chinese else ".")


def _own(rng: Random, row: Row, names: Names, chinese: bool) -> _Told:
    """Something that the user tells of himself."""
    word = ""
    if "{k}" in row.told[0]:
        word = names.new(lambda: chinese_word(rng) if chinese else real_noun(rng))
    said = names.new(lambda: value_of_kind(rng, row.value_kind, chinese))
    pattern = rng.choice(row.told)
    answer = row.answer or _ended(to_second_person(pattern, chinese), chinese)
    text, answer = (t.replace("{k}", word).replace("{v}", said) for t in (pattern, answer))
    if not chinese:
        text, answer = with_an(text), with_an(answer)
    asked = [t.replace("{k}", word) for t in (*row.asked, *(_ALONE[chinese] if word else ()))]
    return _Told(capital(text), asked, capital(answer))


def _of_others(rng: Random, names: Names, chinese: bool) -> _Told:
    """Something that the user tells of anybody or anything else."""
    found = fact(rng, rng.choice(ROWS[chinese]), names, chinese)
    asked = [question(rng, found.row, found.name, chinese) for _ in range(3)]
    return _Told(found.text, asked, found.text)


def _inside(text: str) -> str:
    """A sentence as it goes on after a comma: names keep their capitals."""
    return text[0].lower() + text[1:] if text.split(" ")[0] in _FIRST_WORDS else text


def _as_told(rng: Random, told: _Told, chinese: bool) -> str:
    """What is told as people type it."""
    text, pick = told.said, rng.random()
    if pick < 0.12:
        opening = rng.choice(_OPENINGS[chinese])
        return opening + (_inside(text) if opening[-2] != "!" else text)
    if pick < 0.27:
        return _inside(text.rstrip(".。"))
    return text


def _told(rng: Random, count: int, names: Names, chinese: bool) -> list[_Told]:
    """Different things, most of them of the user."""
    own = rng.sample(_OF_ONE[chinese], count)
    if chance(rng, 0.3):
        own[0] = _OF_ONE[chinese][0]
    rates = rng.choice(((1, 0, 0), (3, 3, 0), (3, 3, 3), (1, 4, 1)))
    told = []
    for row in {row.asked[0]: row for row in own}.values():
        kind = rng.choices(("one", "anything", "others"), rates)[0]
        if kind == "others":
            told.append(_of_others(rng, names, chinese))
        else:
            row = rng.choice(_OF_ANYTHING[chinese]) if kind == "anything" else row
            told.append(_own(rng, row, names, chinese))
    return told


def _turns(rng: Random, told: list[_Told], chinese: bool) -> list[tuple[str, Message]]:
    """What is told, one or several things a turn, among asides."""
    turns: list[tuple[str, Message]] = []
    rest = list(told)
    together = chance(rng, 0.2)
    while rest:
        size = rng.choice((1, 2, 3)) if together else 1
        now, rest = rest[:size], rest[size:]
        answer = ""
        if len(now) == 1:
            text, answer = _as_told(rng, now[0], chinese), now[0].answer
        else:
            text = ("" if chinese else " ").join(_ended(one.said, chinese) for one in now)
        turns.append((text, heard(rng, answer, chinese)))
    num_asides = rng.randrange(0, max(1, min(7, 9 - len(turns))))
    asides = rng.sample(_ASIDES[chinese], num_asides)
    turns += [(said, assistant(reply, learned=False)) for said, reply in asides]
    rng.shuffle(turns)
    return turns


def _question(rng: Random, told: _Told, chinese: bool) -> str:
    asked = rng.choice(told.asked)
    pick = rng.random()
    if pick < 0.1:
        return rng.choice(_AGAIN[chinese]).replace("{q}", lowered(asked))
    return asked.rstrip("?？") if pick < 0.2 else capital(asked) if pick < 0.6 else asked


def sample(rng: Random) -> Conversation:
    """Returns a conversation: up to eight turns that tell, then questions."""
    chinese = chance(rng, 0.45)
    names = Names(rng, chinese)
    told = _told(rng, rng.choice((1, 2, 3, 4, 4, 5, 6, 7)), names, chinese)
    messages: list[Message] = []
    if chance(rng, 0.2):
        messages.append(system(rng.choice(SYSTEM_PROMPTS)))
    for said, reply in _turns(rng, told, chinese):
        messages += [user(said), reply]
    order = rng.sample(told, len(told))
    if len(order) > 1 and chance(rng, 0.3):  # once more, in another order
        order += rng.sample(told, rng.randrange(1, len(told) + 1))
    for one in order:
        if chance(rng, 0.05):
            nothing = _never_told(rng, told, names, chinese)
            answer = NOT_TOLD_CHINESE if chinese else NOT_TOLD
            messages += [user(_question(rng, nothing, chinese)), assistant(answer)]
        messages += [user(_question(rng, one, chinese)), assistant(one.answer)]
    return Conversation(tuple(messages))


def _never_told(rng: Random, told: list[_Told], names: Names, chinese: bool) -> _Told:
    """Something that was not told."""
    known = {asked for one in told for asked in one.asked}
    while True:
        nothing = _own(rng, rng.choice(_ROWS[chinese]), names, chinese)
        if nothing.asked[0] not in known:
            return nothing
