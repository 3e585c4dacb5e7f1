"""Plain facts: one sentence links a thing with a value, and many questions lead to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from .phrasing import capital
from .prose import filler as any_filler
from .prose_values import value as any_value
from .thing_names import thing_name
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    HANZI,
    LAST_NAMES,
    allowed,
    chance,
    chinese_word,
    city,
    holds_held_out,
    invented_word,
    person,
    read_lines,
    read_table,
    real_noun,
)

_BEFORE_VOWEL = re.compile(r"\b([Aa]) ([aeio])")


def with_an(text: str) -> str:
    """Returns an English text with "an" where "a" stands before a vowel."""
    return _BEFORE_VOWEL.sub(r"\1n \2", text)


class Row(NamedTuple):
    """What can be said of a kind of thing, and asked."""

    kind: str
    value_kind: str
    sentences: list[str]
    questions: list[str]
    # Those of the sentences that begin with something else than the thing.
    turned: list[str]


class PlainFact(NamedTuple):
    """A sentence, what it is about as a question names it, and the value that it gives."""

    text: str
    row: Row
    name: str
    value: str


def _read_rows(name: str) -> list[Row]:
    rows = []
    for kind, value_kind, sentences, questions in read_table(name):
        kept = [allowed(texts.split(";")) for texts in (sentences, questions)]
        if kept[0] and kept[1]:
            turned = [text for text in kept[0] if not text.startswith(("{s}", "The {s}"))]
            rows.append(Row(kind, value_kind, kept[0], kept[1], turned))
    return rows


def _read_questions(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kinds, questions in read_table(name):
        for kind in kinds.split(","):
            found[kind] = allowed(questions.split(";"))
    return found


# Each as (English, Chinese).
ROWS = (_read_rows("plain_facts_en.txt"), _read_rows("plain_facts_zh.txt"))
_BY_KIND = (_read_questions("plain_questions_en.txt"), _read_questions("plain_questions_zh.txt"))
_FILLERS = tuple(allowed(read_lines(f"plain_fillers_{name}.txt")) for name in ("en", "zh"))


_TEMPLATES = "\n".join(
    text for rows in ROWS for row in rows for text in row.sentences + row.questions
) + "\n".join(text for texts in _FILLERS for text in texts)
_TEMPLATE_WORDS = frozenset(re.findall("[a-z]+", _TEMPLATES.lower()))


def _is_in_templates(name: str) -> bool:
    """Says whether a name stands in sentences as a word of their own."""
    return name in _TEMPLATE_WORDS if name.isascii() else name in _TEMPLATES


class Names:
    """Names and values of one text: none is a part of another, or of the sentences around."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.rng, self.chinese = rng, chinese
        self._taken: list[str] = []

    def new(self, make: Callable[[], str]) -> str:
        """Returns a new name."""
        for _ in range(40):
            name = make()
            lowered = name.lower()
            if not _is_in_templates(lowered) and not any(
                lowered in other or other in lowered for other in self._taken
            ):
                break
        self._taken.append(lowered)
        return name

    def thing(self, kind: str) -> str:
        """Returns the name of a new thing of a kind."""
        return self.new(lambda: _thing(self.rng, kind, self.chinese))

    def holds(self, text: str) -> bool:
        """Says whether a text holds one of the names."""
        lowered = text.lower()
        return any(name in lowered for name in self._taken)


def _thing(rng: Random, kind: str, chinese: bool) -> str:
    if kind == "person":
        return _person(rng, chinese)
    if kind == "place":
        return city(rng, chinese)
    if kind == "thing":
        return _object(rng, chinese)
    return thing_name(rng, kind, chinese)


def _person(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_NAMES) if chance(rng, 0.5) else _chinese_name(rng)
    if chance(rng, 0.25):
        return person(rng)
    first = rng.choice(FIRST_NAMES)
    return f"{first} {rng.choice(LAST_NAMES)}" if chance(rng, 0.4) else first


def _chinese_name(rng: Random) -> str:
    """The family name of one, the given name of another, or one of any characters."""
    while True:
        family, given = rng.choice(CHINESE_NAMES)[0], rng.choice(CHINESE_NAMES)[1:]
        if chance(rng, 0.2):
            given = "".join(rng.choice(HANZI) for _ in range(rng.choice((1, 2, 2))))
        name = family + given + (rng.choice(CHINESE_NAMES)[-1] if len(given) == 1 else "")
        if not holds_held_out(name):
            return name


def _object(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_WORDS) if chance(rng, 0.7) else chinese_word(rng)
    word = real_noun(rng) if chance(rng, 0.75) else invented_word(rng)
    return f"{rng.choice(ADJECTIVES)} {word}" if chance(rng, 0.15) else word


def _code(rng: Random) -> str:
    letters = "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(rng.choice((1, 2, 3))))
    figures = "".join(rng.choice("0123456789") for _ in range(rng.choice((2, 3, 4, 4))))
    return letters + rng.choice(("", "-", "-")) + figures


def value_of_kind(rng: Random, kind: str, chinese: bool) -> str:
    """Returns a plain value of a kind."""
    if kind == "code":
        return _code(rng)
    if kind == "number":
        return str(rng.randrange(2, rng.choice((30, 100, 1000, 1000, 10000, 10000))))
    if kind == "person":
        return _person(rng, chinese)
    if kind == "thing":
        return _object(rng, chinese)
    if kind == "pet":
        return thing_name(rng, kind, chinese)
    if kind == "city" and chance(rng, 0.4):
        return rng.choice(CHINESE_CITIES if chinese else CITIES)
    if kind == "date" and chance(rng, 0.3):
        return f"{rng.randrange(1990, 2045)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    return any_value(rng, kind, chinese)


def fact(rng: Random, row: Row, names: Names, chinese: bool, turned: float = 0.45) -> PlainFact:
    """Returns a fact about a new thing.

    Args:
        rng: Where the choices come from.
        row: What is said.
        names: The names of the text.
        chinese: The language.
        turned: How often the sentence has to begin with something else than the thing; what
            begins with it is answered by copying the question.
    """
    name = names.thing(row.kind)
    said = names.new(lambda: value_of_kind(rng, row.value_kind, chinese))
    sentences = row.turned if row.turned and chance(rng, turned) else row.sentences
    text = rng.choice(sentences).replace("{s}", name).replace("{v}", said)
    if not chinese:
        text = with_an(text.replace("the the ", "the "))
    return PlainFact(capital(text), row, name, said)


def facts(
    rng: Random, count: int, names: Names, chinese: bool, alike: float = 0.2, turned: float = 0.45
) -> list[PlainFact]:
    """Returns facts about different things.

    Args:
        rng: Where the choices come from.
        count: How many facts.
        names: The names of the text.
        chinese: The language.
        alike: How often all say the same of different things, so that only names tell them apart.
        turned: How often a sentence has to begin with something else than the thing.
    """
    pick, rows = rng.random(), ROWS[chinese]
    if pick < alike:
        rows = [rng.choice(rows)]
    elif pick < alike + 0.15:
        kind = rng.choice(rows).kind
        rows = [row for row in rows if row.kind == kind]
    order = rng.sample(rows, min(count, len(rows)))
    return [fact(rng, order[index % len(order)], names, chinese, turned) for index in range(count)]


def _named(row: Row, name: str, chinese: bool) -> str:
    return f"the {name}" if row.kind == "thing" and not chinese else name


def question(rng: Random, row: Row, name: str, chinese: bool) -> str:
    """Returns a question about a thing: by the relation, by the kind of the value, or any."""
    pick, by_kind = rng.random(), _BY_KIND[chinese]
    if pick < 0.5 or row.value_kind not in by_kind:
        text = rng.choice(row.questions).replace("{s}", name)
    else:
        kind = row.value_kind if pick < 0.88 else "any"
        text = rng.choice(by_kind[kind]).replace("{s}", _named(row, name, chinese))
    return capital(text) if chance(rng, 0.9) else text


def name_alone(rng: Random, row: Row, name: str, chinese: bool) -> str:
    """Returns a question that is hardly more than the name of a thing: "And the lamp?"."""
    text = rng.choice(_BY_KIND[chinese]["name"]).replace("{s}", _named(row, name, chinese))
    return capital(text) if chance(rng, 0.7) else text


def question_back(rng: Random, found: PlainFact, chinese: bool) -> str:
    """Returns a question that names the value and asks for the rest."""
    return capital(rng.choice(_BY_KIND[chinese]["back"]).replace("{v}", found.value))


_SLOTS: dict[str, Callable[[Random, bool], str]] = {
    "{p}": _person, "{q}": _person, "{c}": city, "{w}": _object, "{k}": _object,
    "{n}": lambda rng, _: str(rng.randrange(2, 1000)),
}  # fmt: skip


def filler(rng: Random, names: Names, chinese: bool) -> str:
    """Returns a sentence that answers no question and holds none of the names."""
    while True:
        if chance(rng, 0.12):
            text = any_filler(rng, chinese)
        else:
            text = rng.choice(_FILLERS[chinese])
            if "{" in text:
                for slot, make in _SLOTS.items():
                    if slot in text:
                        text = text.replace(slot, make(rng, chinese))
                text = text if chinese else with_an(text)
        if not names.holds(text):
            return capital(text)
