"""Arguments of tools beside what they work on: amounts, days, people, choices, lists."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from .tool_families import parameter
from .tool_values import VALUES, said
from .tool_words import CHOICES, SLOTS
from .words import ADJECTIVES, CHINESE_WORDS, NOUNS, chance, noun

_CHOICE_NAMES = (
    "style",
    "level",
    "kind",
    "type",
    "category",
    "mode",
    "variant",
    "option",
    "status",
    "class",
)


class Spoken(NamedTuple):
    """A value of an argument, how it is said, and how it is said before a Chinese verb."""

    value: Any
    text: str
    front: str = ""


class Slot(NamedTuple):
    """An argument with the function that gives it a value."""

    key: str
    schema: Json
    speak: Callable[[Random, bool], Spoken]
    is_text: bool = False
    optional: bool = False
    # Two arguments of one group would be said in the same words.
    group: str = ""


def _described(rng: Random, key: str) -> str | None:
    label = key.replace("_", " ")
    return rng.choice((None, None, None, None, None, None, f"The {label}", f"{label}", f"{label.capitalize()} to use",
                       f"The {label} of it."))  # fmt: skip


def _row_slot(rng: Random) -> Slot:
    row = rng.choice(SLOTS)
    key = rng.choice(row.names)
    kind, _ = VALUES[row.kind]
    schema = parameter(kind, _described(rng, key))
    if kind == "array":
        schema["items"] = {"type": "integer" if row.kind == "numbers" else "string"}

    def speak(rng: Random, chinese: bool) -> Spoken:
        value, text = said(rng, row.kind, chinese)
        template = rng.choice(row.chinese if chinese else row.phrases)
        label = key.replace("_", " ")
        front = rng.choice(row.chinese_front).format(v=text) if row.chinese_front else ""
        return Spoken(value, template.format(v=text, k=label), front if chinese else "")

    return Slot(key, schema, speak, row.kind == "text", group=row.group)


def _choice_slot(rng: Random) -> Slot:
    row = rng.choice(CHOICES)
    key = rng.choice(row.names)
    is_boolean = row.options[0][0] == "true"
    if is_boolean:
        schema = parameter("boolean", _described(rng, key))
    else:
        values = [value for value, _, _ in row.options]
        if chance(rng, 0.3):
            rng.shuffle(values)
        schema = parameter("string", _described(rng, key), enum=values)

    def speak(rng: Random, chinese: bool) -> Spoken:
        value, english, zh = rng.choice(row.options)
        text = rng.choice(zh if chinese else english)
        return Spoken(value == "true" if is_boolean else value, text)

    return Slot(key, schema, speak, group=row.names[0])


def _free_slot(rng: Random) -> Slot:
    """An argument with any noun for a name; the question says the name."""
    label = key = noun(rng)
    kind = rng.choice(("word", "word", "code", "person", "city", "number", "number", "decimal"))
    about = _described(rng, key)
    if chance(rng, 0.15):  # only the description says what it is
        key = rng.choice(("x", "arg", "p", "param", "field", "v", "a")) + rng.choice(("", "1", "2"))
        about = rng.choice((f"The {label}", f"{label}", f"{label.capitalize()} to use"))
    schema = parameter(VALUES[kind][0], about)

    def speak(rng: Random, chinese: bool) -> Spoken:
        value, text = said(rng, kind, chinese)
        templates: tuple[str, ...]
        if chinese:
            templates = ("{k}是{v}", "{k}为{v}", "{k}：{v}", "{k}用{v}", "{k}填{v}")
        else:
            templates = ("with {k} {v}", "with the {k} {v}", "the {k} is {v}", "{k} {v}", "{k}: {v}",
                         "{k} = {v}", "with {v} as the {k}", "using {v} for the {k}", "{v} is the {k}",
                         "its {k} is {v}", "the {k} should be {v}")  # fmt: skip
        return Spoken(value, rng.choice(templates).format(k=label, v=text))

    return Slot(key, schema, speak)


def _free_choice(rng: Random) -> Slot:
    """An argument with a few words to choose from, said as they stand."""
    key = noun(rng) if chance(rng, 0.6) else rng.choice(_CHOICE_NAMES)
    chinese_values = chance(rng, 0.15)
    words = CHINESE_WORDS if chinese_values else rng.choice((ADJECTIVES, NOUNS))
    values = list(dict.fromkeys(rng.choice(words) for _ in range(rng.choice((2, 3, 3, 4)))))
    schema = parameter("string", _described(rng, key), enum=values)

    def speak(rng: Random, chinese: bool) -> Spoken:
        value = rng.choice(values)
        templates: tuple[str, ...]
        if chinese:
            templates = ("{k}是{v}", "{k}选{v}", "{k}为{v}", "{k}：{v}", "选{v}的")
        else:
            templates = ("with the {k} {v}", "the {k} is {v}", "{k} {v}", "as {v}", "with {v} as the {k}",
                         "take {v} for the {k}", "{k}: {v}")  # fmt: skip
        return Spoken(value, rng.choice(templates).format(k=key, v=value))

    return Slot(key, schema, speak, group="choice")


def _flag_slot(rng: Random) -> Slot:
    """An argument that is true or false for "with" or "without" any noun."""
    label = noun(rng)
    key = rng.choice(("{}", "with_{}", "include_{}", "has_{}", "add_{}", "use_{}")).format(label)
    about = rng.choice((None, None, f"Whether to include {label}", f"With {label} or without"))
    schema = parameter("boolean", about)

    def speak(rng: Random, chinese: bool) -> Spoken:
        value = chance(rng, 0.5)
        templates: tuple[str, ...]
        if chinese:
            templates = (
                ("要{k}", "带{k}", "加上{k}") if value else ("不要{k}", "不带{k}", "不用{k}")
            )
        elif value:
            templates = ("with {k}", "and I want {k}", "with the {k} included", "{k} included")
        else:
            templates = ("without {k}", "and no {k}", "but I don't want {k}", "{k} left out")
        return Spoken(value, rng.choice(templates).format(k=label))

    return Slot(key, schema, speak)


def _object_slot(rng: Random) -> Slot:
    """An argument that is an object of two strings."""
    key, first, second, kinds = rng.choice((
        ("address", "street", "city", ("word", "city")), ("contact", "name", "phone", ("person", "phone")),
        ("price", "amount", "currency", ("number", "currency")), ("author", "name", "city", ("person", "city")),
    ))  # fmt: skip
    parts = {first: {"type": VALUES[kinds[0]][0]}, second: {"type": "string"}}
    about = rng.choice((f"Object with {first} and {second}", f"The {first} and the {second}"))
    schema = parameter("object", about, properties=parts)

    def speak(rng: Random, chinese: bool) -> Spoken:
        a, said_a = said(rng, kinds[0], chinese)
        b = rng.choice(("USD", "EUR", "CNY", "GBP")) if kinds[1] == "currency" else said(
            rng, kinds[1], chinese)[1]  # fmt: skip
        if chinese:
            text = f"{key}的{first}是{said_a}，{second}是{b}"
        else:
            text = rng.choice((f"with the {key} {first} {said_a}, {second} {b}",
                               f"the {key} has {first} {said_a} and {second} {b}"))  # fmt: skip
        return Spoken({first: a, second: b}, text)

    return Slot(key, schema, speak)


_MAKERS = (_row_slot, _choice_slot, _free_slot, _free_choice, _flag_slot, _object_slot)
_MAKER_WEIGHTS = (54, 18, 14, 7, 5, 2)


def slots(rng: Random, count: int, taken: set[str]) -> list[Slot]:
    """Returns arguments with different names; a free text comes at most once, and last."""
    found: list[Slot] = []
    names, groups = set(taken), set[str]()
    while len(found) < count:
        slot = rng.choices(_MAKERS, _MAKER_WEIGHTS)[0](rng)
        if slot.key in names or slot.group in groups:
            continue
        names.add(slot.key)
        groups |= {slot.group} if slot.group else set()
        found.append(slot._replace(optional=chance(rng, 0.25)))
    return sorted(found, key=lambda slot: slot.optional)
