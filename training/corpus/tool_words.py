"""What tools are about: things, what is done to them, what is asked of them, and arguments."""

from __future__ import annotations

from typing import NamedTuple

from .words import allowed, read_table


def _cell(text: str) -> tuple[str, ...]:
    return tuple(allowed(text.split(";"))) if text else ()


class Attribute(NamedTuple):
    """Something that can be asked of a subject: the price of a product, the mayor of a place."""

    subject: str
    names: tuple[str, ...]
    spoken: tuple[str, ...]
    questions: tuple[str, ...]
    chinese: tuple[str, ...]
    chinese_questions: tuple[str, ...]
    result: str


class Thing(NamedTuple):
    """Something that tools work on."""

    kind: str
    names: tuple[str, ...]
    spoken: tuple[str, ...]
    chinese: str
    # Whether only the Chinese word says what it is: tool and questions are in Chinese then.
    only_chinese: bool = False


class Deed(NamedTuple):
    """Something that can be done to things of some kinds; `creates` where there is none before."""

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    spoken: tuple[str, ...]
    chinese: tuple[str, ...]
    creates: bool


class SlotRow(NamedTuple):
    """An argument: the kind of its value, its names, and how the value is said."""

    kind: str
    names: tuple[str, ...]
    phrases: tuple[str, ...]
    chinese: tuple[str, ...]
    chinese_front: tuple[str, ...]
    # Two arguments of one group would be said in the same words.
    group: str


class ChoiceRow(NamedTuple):
    """An argument with few values, each with the ways to say it."""

    names: tuple[str, ...]
    options: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def _attributes() -> list[Attribute]:
    rows = read_table("tool_attributes.txt")
    found = [
        Attribute(r[0], _cell(r[1]), _cell(r[2]), _cell(r[3]), _cell(r[4]), _cell(r[5]), r[6])
        for r in rows
    ]
    return [row for row in found if row.names and row.spoken and row.chinese]


def _things() -> list[Thing]:
    found = [Thing(r[0], _cell(r[1]), _cell(r[2]), r[3]) for r in read_table("tool_things.txt")]
    return [row for row in found if row.names and row.spoken and allowed([row.chinese])]


def _deeds() -> list[Deed]:
    found = []
    for kinds, names, spoken, chinese in read_table("tool_verbs.txt"):
        creates = kinds.startswith("new ")
        classes = tuple(kinds.removeprefix("new ").split(","))
        found.append(Deed(classes, _cell(names), _cell(spoken), _cell(chinese), creates))
    return [row for row in found if row.names and row.spoken and row.chinese]


def _slots() -> list[SlotRow]:
    rows = read_table("tool_slots.txt")
    found = [
        SlotRow(r[0], _cell(r[1]), _cell(r[2]), _cell(r[3]), _cell(r[4]), r[5] or r[1])
        for r in rows
    ]
    return [row for row in found if row.names and row.phrases and row.chinese]


def _choices() -> list[ChoiceRow]:
    found = []
    for names, *options in read_table("tool_choices.txt"):
        parts = [option.split("/") for option in options]
        said = tuple((value, _cell(english), _cell(chinese)) for value, english, chinese in parts)
        found.append(ChoiceRow(_cell(names), said))
    return [row for row in found if row.names and all(o[1] and o[2] for o in row.options)]


ATTRIBUTES = _attributes()
SUBJECTS = tuple(dict.fromkeys(row.subject for row in ATTRIBUTES))
ATTRIBUTES_OF = {s: [row for row in ATTRIBUTES if row.subject == s] for s in SUBJECTS}
THINGS = _things()
KINDS = tuple(dict.fromkeys(row.kind for row in THINGS))
THINGS_OF = {kind: [row for row in THINGS if row.kind == kind] for kind in KINDS}
DEEDS_OF = {kind: [row for row in _deeds() if kind in row.kinds] for kind in KINDS}
SLOTS = _slots()
CHOICES = _choices()
