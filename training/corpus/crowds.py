"""Crowds: a text tells the same of many people, and other things of the same people.

Only the name tells one fact from the next, only the kind of fact tells it from what else is said
of the name. A long text is dear, each question on it is cheap: there are as many as fit.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, user
from .drawn_facts import PROMPTS
from .long_context import num_tokens
from .phrasing import capital
from .plain_facts import Names, filler, value_of_kind, with_an
from .rare_names import blended_name, usual_chinese_name
from .retrieval import NOT_THERE, NOT_THERE_CHINESE, follow_up_frame
from .words import (
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    HANZI,
    allowed,
    chance,
    chinese_word,
    city,
    holds_held_out,
    invented_word,
    read_lines,
    read_table,
    real_noun,
)

# Of the questions; without any, a model forgets that an answer may be missing.
ABSENT_SHARE = 0.04


# Whose sentence begins with the value has to be found before anything of it can be written.
_RARELY_FIRST = 0.6
# English names and words fall into more pieces: long texts of them are harder to find things in.
_CHINESE_SHARE = 0.45
_CHINESE_SHARE_OF_LONG = 0.33
# Tokens of a conversation; much longer ones are not trained on.
_ROOM = 1520
# Names and rare words fall into more pieces than `num_tokens` counts.
_TOKENS_OF_ENGLISH = 1.13
# The marks of a question's and an answer's turns.
_TOKENS_OF_MARKS = 10


def _by_beginning() -> dict[str, list[str]]:
    """The first names that begin with the same two or three letters."""
    found: dict[str, list[str]] = {}
    for name in FIRST_NAMES:
        for size in (2, 3):
            found.setdefault(name[:size], []).append(name)
    return found


_ALIKE = _by_beginning()


class _Row(NamedTuple):
    """Kinds of values, and words for what is told, how it is told and asked for."""

    value_kinds: list[str]
    words: list[str]
    told: list[str]
    asked: list[str]


class _Kind(NamedTuple):
    """What a text tells of many people."""

    row: _Row
    word: str
    value_kind: str


class _Fact(NamedTuple):
    """A sentence, whom it is about, and what it tells."""

    text: str
    person: str
    kind: _Kind


def _read(wanted: str) -> list[_Row]:
    return [
        _Row(
            kinds.split(","),
            allowed(words.split(";")),
            allowed(told.split(";")),
            allowed(asked.split(";")),
        )
        for language, kinds, words, told, asked in read_table("crowd_facts.txt")
        if language == wanted
    ]


_ROWS = (_read("en"), _read("zh"))
_LINES = allowed(read_lines("crowd_fillers.txt"))
_FILLERS = tuple(
    [line for line in _LINES if line.isascii() != chinese] for chinese in (False, True)
)


class _Crowd:
    """The people of a text, and what is said of them."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.rng, self.chinese = rng, chinese
        self.names = Names(rng, chinese)
        self.people: list[str] = []
        # Dates that differ in no more than their figures are the hardest to tell apart.
        self.has_iso_dates = chance(rng, 0.5)

    def new_person(self) -> str:
        """Returns a person whom nothing is told of."""
        return self.names.new(self._name)

    def add(self, count: int) -> list[str]:
        """Adds so many people and returns them."""
        added = [self.new_person() for _ in range(count)]
        self.people += added
        return added

    def _name(self) -> str:
        """A name of any parts; many begin or end like another."""
        rng = self.rng
        like = rng.choice(self.people) if self.people and chance(rng, 0.2) else ""
        while True:
            name = self._chinese_name(like) if self.chinese else self._english_name(like)
            if not holds_held_out(name):
                return name

    def _english_name(self, like: str) -> str:
        rng = self.rng
        if like:
            alike = _ALIKE.get(like[: rng.choice((2, 3))], [])
            if alike and chance(rng, 0.6):
                return rng.choice(alike)
            part, other = rng.randrange(2, 5), rng.choice(FIRST_NAMES)
            name = like[:part] + other[-4:] if chance(rng, 0.6) else other[:3] + like[-part:]
            return name.capitalize()
        pick = rng.random()
        if pick < 0.2:
            return blended_name(rng)
        return rng.choice(FIRST_NAMES) if pick < 0.92 else invented_word(rng).capitalize()

    def _chinese_name(self, like: str) -> str:
        rng = self.rng
        pick = rng.random()
        if not like and pick < 0.7:
            return rng.choice(CHINESE_NAMES) if pick < 0.3 else usual_chinese_name(rng)
        first = rng.choice(CHINESE_NAMES)[0]
        given = "".join(rng.choice(HANZI) for _ in range(rng.choice((1, 2, 2, 2))))
        if like:
            return like[0] + given if chance(rng, 0.5) else first + like[1:]
        return first + given

    def kind(self) -> _Kind:
        """Returns something to tell of many."""
        row = self.rng.choice(_ROWS[self.chinese])
        is_plain = row.value_kinds == ["person"] or chance(self.rng, 0.87)
        word = self.rng.choice(row.words) if is_plain else self._thing()
        return _Kind(row, word, self.rng.choice(row.value_kinds))

    def _thing(self) -> str:
        """A noun; few of the Chinese ones are invented."""
        if not self.chinese:
            return real_noun(self.rng)
        return self.rng.choice(CHINESE_WORDS) if chance(self.rng, 0.75) else chinese_word(self.rng)

    def _place(self) -> str:
        if chance(self.rng, 0.3):
            return city(self.rng, self.chinese)
        return self.rng.choice(CHINESE_CITIES if self.chinese else CITIES)

    def fact(self, person: str, kind: _Kind) -> _Fact:
        """Returns a sentence that tells something of a person."""
        value = self.names.new(lambda: self._value(kind.value_kind))
        told = self.rng.choice(kind.row.told)
        if told.startswith("{v}") and chance(self.rng, _RARELY_FIRST):
            told = self.rng.choice(kind.row.told)
        text = told.replace("{p}", person).replace("{k}", kind.word)
        text = text.replace("{v}", value)
        return _Fact(capital(text if self.chinese else with_an(text)), person, kind)

    def _value(self, kind: str) -> str:
        rng = self.rng
        if kind == "date" and self.has_iso_dates:
            year, month, day = rng.randrange(2000, 2050), rng.randrange(1, 13), rng.randrange(1, 29)
            return f"{year}-{month:02d}-{day:02d}"
        return value_of_kind(rng, kind, self.chinese)

    def filling(self, people: list[str]) -> str:
        """Returns a sentence that answers nothing, about these people or others."""
        rng = self.rng
        if chance(rng, 0.15):
            return filler(rng, self.names, self.chinese)
        first, second = rng.sample(people, 2)
        text = rng.choice(_FILLERS[self.chinese]).replace("{p}", first).replace("{q}", second)
        for slot in ("{w}", "{u}"):
            text = text.replace(slot, self._thing()) if slot in text else text
        text = text.replace("{n}", str(rng.randrange(3, 200)))
        text = text.replace("{c}", self._place()) if "{c}" in text else text
        return capital(text if self.chinese else with_an(text))

    def question(self, person: str, kind: _Kind) -> str:
        """Returns a question for what is told of a person."""
        text = self.rng.choice(kind.row.asked).replace("{p}", person).replace("{k}", kind.word)
        return capital(text) if chance(self.rng, 0.6) else text


def _kinds(crowd: _Crowd, count: int) -> list[_Kind]:
    """Kinds of facts with different words."""
    kinds: dict[str, _Kind] = {}
    while len(kinds) < count:
        kind = crowd.kind()
        kinds.setdefault(kind.word, kind)
    return list(kinds.values())


def _facts(crowd: _Crowd, count: int) -> list[_Fact]:
    """About so many: mostly the same of many people, else two or three things of each of fewer."""
    kinds = _kinds(crowd, crowd.rng.choice((1, 1, 1, 1, 1, 1, 2, 3)))
    owners = crowd.add(max(3, count // len(kinds)))
    return [crowd.fact(owner, kind) for kind in kinds for owner in owners]


def _text(crowd: _Crowd, facts: list[_Fact], size: int) -> str:
    """About so many tokens: the facts among what else is said, of the same people or of others."""
    rng = crowd.rng
    owners = list(crowd.people)
    others = crowd.add(rng.choice((4, 8, 14, 16)))
    people = others + owners if chance(rng, 0.3) else others
    sentences: list[str] = []
    room = size - sum(num_tokens(fact.text) for fact in facts)
    while room > 0:
        sentences.append(crowd.filling(people))
        room -= num_tokens(sentences[-1])
    for fact in facts:
        sentences.insert(rng.randrange(len(sentences) + 1), fact.text)
    joint = "\n" if chance(rng, 0.2) else "" if crowd.chinese else " "
    return joint.join(sentences)


def _conversation(crowd: _Crowd, text: str, facts: list[_Fact], most: int) -> Conversation:
    """The text, and a question about each of the facts, in any order, as long as there is room."""
    rng, chinese = crowd.rng, crowd.chinese
    messages: list[Message] = []
    room = _ROOM - num_tokens(text) * (1 if chinese else _TOKENS_OF_ENGLISH)
    for fact in rng.sample(facts, min(most, len(facts))):
        person, answer = fact.person, fact.text
        if chance(rng, ABSENT_SHARE):
            person, answer = crowd.new_person(), NOT_THERE_CHINESE if chinese else NOT_THERE
        asked = crowd.question(person, fact.kind)
        room -= num_tokens(asked) + num_tokens(answer) + _TOKENS_OF_MARKS
        if not messages:
            asked = rng.choice(PROMPTS[chinese]).replace("{q}", asked).replace("{x}", text)
        elif room < 0:
            break
        elif chance(rng, 0.1):
            asked = follow_up_frame(rng, asked, chinese)
        messages += [user(asked), assistant(answer)]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a text of 60 to 300 tokens and a question for each fact."""
    crowd = _Crowd(rng, chance(rng, _CHINESE_SHARE))
    facts = _facts(crowd, rng.choice((4, 5, 6, 7, 8)))
    return _conversation(crowd, _text(crowd, facts, rng.choice((0, 100, 200, 300))), facts, 10)


def long_sample(rng: Random) -> Conversation:
    """Returns a text of 400 to 1,300 tokens and up to twenty questions."""
    crowd = _Crowd(rng, chance(rng, _CHINESE_SHARE_OF_LONG))
    facts = _facts(crowd, rng.choice((8, 12, 16, 20)))
    low, high = rng.choices(((400, 600), (600, 900), (900, 1100), (1100, 1300)), (20, 30, 25, 25))[
        0
    ]
    return _conversation(crowd, _text(crowd, facts, rng.randrange(low, high)), facts, 20)
