"""Recall in short: very short turns tell things, and many questions ask for them.

Whoever asks seldom uses the words that told it. What was told is to be found by what it is
about and by the kind of value, not by its words, and chat about nothing is no answer.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, user
from .arithmetic import exchange as sum_exchange
from .chat import exchange
from .phrasing import capital, lowered
from .plain_facts import Names, value_of_kind, with_an
from .plain_recall import Row, to_second_person
from .plain_translation import exchange as translation_exchange
from .prose_values import value as any_value
from .rare_names import name_of_any_characters
from .recall import NOT_TOLD, NOT_TOLD_CHINESE
from .recall_words import (
    AFTER,
    AGAIN,
    ASIDE_REPLIES,
    BEFORE,
    BELONGINGS,
    CORRECTIONS,
    EVENTS,
    PETS,
    RELATIVES,
    chinese_person,
    english_person,
)
from .replies import heard, short_reply
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CITIES,
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    holds_held_out,
    read_table,
    real_noun,
)


class _Told(NamedTuple):
    """What was told, how it may be corrected, ways to ask for it, and the answer."""

    said: str
    corrected: str
    asked: list[str]
    # What fills the frames of a question: "my age", "how old I am".
    names: list[str]
    clauses: list[str]
    answer: str

    @property
    def questions(self) -> list[str]:
        """What of two things must not be the same."""
        return self.asked + self.names + self.clauses


class _Row(NamedTuple):
    """What users may tell of themselves, and how they ask for it."""

    base: Row
    names: list[str]
    clauses: list[str]


def _read(name: str) -> list[_Row]:
    rows = []
    for kind, told, asked, answer, names, clauses in read_table(name):
        base = Row(kind, allowed(told.split(";")), allowed(asked.split(";")), answer)
        if base.told and base.asked and not holds_held_out(answer):
            rows.append(_Row(base, allowed(names.split(";")), allowed(clauses.split(";"))))
    return rows


_ROWS = (_read("recall_drill_en.txt"), _read("recall_drill_zh.txt"))
# What is told most often is told in most ways.
_OFTEN = tuple([row for row in rows if len(row.base.told) > 9] for rows in _ROWS)
_WAYS = {
    (language == "zh", what): allowed(ways.split(";"))
    for language, what, ways in read_table("recall_frames.txt")
}


def _value(rng: Random, kind: str, chinese: bool) -> str:
    if kind == "person":
        return chinese_person(rng) if chinese else english_person(rng)
    if kind == "thing" and chinese and chance(rng, 0.05):
        return name_of_any_characters(rng)[1:] + chinese_word(rng)
    if kind == "city" and chance(rng, 0.7):
        return rng.choice(CHINESE_CITIES if chinese else CITIES)
    if kind == "pet" and not chinese:
        return capitalised(rng)
    return value_of_kind(rng, kind, chinese)


def _word(rng: Random, kind: str, chinese: bool) -> str:
    if chance(rng, 0.7):
        usual = EVENTS if kind in ("date", "time", "weekday") else BELONGINGS
        return rng.choice(usual[chinese])
    return chinese_word(rng) if chinese else real_noun(rng)


def _around(rng: Random, said: str, chinese: bool) -> str:
    """What is told, now and then with something before or after it."""
    pick = rng.random()
    if pick < 0.25:
        return rng.choice(BEFORE[chinese]) + said
    return said + rng.choice(AFTER[chinese]) if pick < 0.35 else said


def _tell(rng: Random, found: _Row, names: Names, chinese: bool) -> _Told:
    """Something that the user tells, with new values; now and then it is corrected."""
    slots = {
        "{k}": lambda: _word(rng, found.base.value_kind, chinese),
        "{r}": lambda: rng.choice(RELATIVES[chinese]),
        "{a}": lambda: rng.choice(PETS[chinese]),
    }
    row = found.base
    pattern = rng.choice(row.told)
    put = {slot: names.new(make) for slot, make in slots.items() if slot in pattern}
    values = [names.new(lambda: _value(rng, row.value_kind, chinese)) for _ in range(2)]

    def filled(text: str, value: str = "") -> str:
        for slot, word in put.items():
            text = text.replace(slot, word)
        text = text.replace("{v}", value)
        return text if chinese else with_an(text)

    corrected = rng.choice(CORRECTIONS[chinese]) if chance(rng, 0.1) else ""
    answer = filled(row.answer or to_second_person(pattern, chinese), values[bool(corrected)])
    return _Told(
        _around(rng, capital(filled(pattern, values[0])), chinese),
        corrected.replace("{v}", values[1]),
        [filled(text) for text in row.asked],
        [filled(text) for text in found.names],
        [filled(text) for text in found.clauses],
        capital(answer),
    )


def _told(rng: Random, count: int, names: Names, chinese: bool) -> list[_Told]:
    """Different things; those with a word of their own may come twice."""
    rows = _OFTEN[chinese] if chance(rng, 0.8) else _ROWS[chinese]
    own = rng.sample(rows, count)
    if chance(rng, 0.5):
        own[0] = rows[0]
    pick = rng.random()
    if count > 1 and pick < 0.15:  # whose name is it, the user's or a relative's?
        own[:2] = _ROWS[chinese][:2]
    elif pick < 0.25:  # which relative's?
        own[1:] = [_ROWS[chinese][1]] * (count - 1)
    elif pick < 0.55:
        with_word = [
            row for row in rows if any(slot in row.base.told[0] for slot in ("{k}", "{r}", "{a}"))
        ]
        own[-2:] = [rng.choice(with_word)] * 2
    used: set[str] = set()
    told = []
    for row in own:
        one = _tell(rng, row, names, chinese)
        # Two things that one question asks for would leave it open which is meant.
        if not used.intersection(one.questions):
            used.update(one.questions)
            told.append(one)
    return told


def _aside(rng: Random, names: Names, chinese: bool) -> list[Message]:
    if chance(rng, 0.25):
        makers = (exchange, exchange, sum_exchange, translation_exchange)
        said, reply = rng.choice(makers)(rng, chinese)
        if len(said) + len(reply) < (40 if chinese else 90):
            return [user(said), assistant(reply)]
    text = rng.choice(_WAYS[chinese, "aside"])
    text = text.replace("{a}", rng.choice(ADJECTIVES))
    for slot, make in (
        ("{k}", lambda: _word(rng, "thing", chinese)),
        ("{c}", lambda: city(rng, chinese)),
        ("{p}", lambda: str(any_value(rng, "person", chinese))),
    ):
        if slot in text:
            text = text.replace(slot, names.new(make))
    reply = rng.choice(ASIDE_REPLIES[chinese]) if chance(rng, 0.6) else short_reply(rng, chinese)
    text = text if chinese else with_an(text)
    return [user(capital(text) if chance(rng, 0.8) else text), assistant(reply, learned=False)]


def _asked(rng: Random, told: _Told, chinese: bool) -> str:
    """A question of its own, or one of the frames that serve for anything."""
    pick = rng.random()
    if pick < 0.4:
        return rng.choice(told.asked)
    what, texts = ("name", told.names) if pick < 0.7 else ("clause", told.clauses)
    text = rng.choice(texts)
    return rng.choice(_WAYS[chinese, what]).replace("{n}", text).replace("{c}", text)


def _question(rng: Random, told: _Told, chinese: bool, is_second: bool) -> str:
    asked, pick = _asked(rng, told, chinese), rng.random()
    if pick < (0.3 if is_second else 0.08):
        frame = rng.choice(AGAIN[chinese])
        text = asked.rstrip("?.") if frame.endswith(" again") else asked
        return capital(frame.replace("{q}", lowered(text)))
    return asked.rstrip("?？.。") if pick < 0.45 else capital(asked) if pick < 0.75 else asked


def _as_typed(rng: Random, text: str) -> str:
    return text.rstrip(".。") if chance(rng, 0.25) else text


def _never_told(rng: Random, told: list[_Told], names: Names, chinese: bool) -> str:
    """A question for something that was not told."""
    known = {asked for one in told for asked in one.questions}
    while True:
        nothing = _tell(rng, rng.choice(_ROWS[chinese]), names, chinese)
        if not known.intersection(nothing.questions):
            return _asked(rng, nothing, chinese)


def _said(rng: Random, one: _Told, chinese: bool) -> list[Message]:
    """What is told, and how it is corrected, with what is said to it."""
    said = "" if one.corrected else one.answer
    turns = [user(_as_typed(rng, one.said)), heard(rng, said, chinese)]
    if one.corrected:
        turns += [user(one.corrected), heard(rng, "", chinese)]
    return turns


def _shuffled(rng: Random, blocks: list[list[Message]]) -> list[Message]:
    return [message for block in rng.sample(blocks, len(blocks)) for message in block]


def _few_among_asides(rng: Random) -> Conversation:
    """One thing or two are told among much chat and asked for, then the next."""
    chinese = chance(rng, 0.47)
    names = Names(rng, chinese)
    told = _told(rng, rng.choice((2, 3, 3, 4)), names, chinese)
    messages: list[Message] = []
    known: list[_Told] = []
    while len(known) < len(told):
        new = told[len(known) :][: rng.choice((1, 1, 2))]
        known += new
        blocks = [_said(rng, one, chinese) for one in new]
        blocks += [_aside(rng, names, chinese) for _ in range(rng.choice((1, 2, 3, 4, 5)))]
        messages += _shuffled(rng, blocks)
        for one in rng.sample(known, min(len(known), rng.choice((1, 2, 2, 3)))):
            asked = _question(rng, one, chinese, is_second=False)
            messages += [user(asked), assistant(one.answer)]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a conversation: short turns that tell or chat, and questions for what was told."""
    return _few_among_asides(rng) if chance(rng, 0.45) else _many(rng)


def _many(rng: Random) -> Conversation:
    """Two to six things are told, then six to twelve questions ask for them."""
    chinese = chance(rng, 0.47)
    names = Names(rng, chinese)
    told = _told(rng, rng.choice((2, 3, 4, 4, 5, 5, 6)), names, chinese)
    blocks = [_said(rng, one, chinese) for one in told]
    blocks += [_aside(rng, names, chinese) for _ in range(rng.choice((0, 1, 2, 3, 4)))]
    messages = _shuffled(rng, blocks)
    order = rng.sample(told, len(told))
    while len(order) < 6:
        order += rng.sample(told, len(told))
    for index, one in enumerate(order[:12]):
        if chance(rng, 0.02):
            answer = NOT_TOLD_CHINESE if chinese else NOT_TOLD
            messages += [user(_never_told(rng, told, names, chinese)), assistant(answer)]
        asked = _question(rng, one, chinese, is_second=index >= len(told))
        messages += [user(asked), assistant(one.answer)]
    return Conversation(tuple(messages))
