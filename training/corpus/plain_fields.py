"""Fields of plain schemas, and the plain sentences that state their values."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from . import plain_values
from .words import allowed, chance, read_lines

# {L} is the label of a field, {} its value, {U} the unit.
_ENGLISH: dict[str, tuple[str, ...]] = {
    "person": ("The {L} is {}.", "{} is the {L}.", "{L!}: {}.", "As {L} we have {}.", "The {L} is called {}.",
               "Your {L}: {}.", "Our {L} is {}.", "{} works as {L}.", "{}, the {L}, says hello.", "This is {}, the {L}."),
    "city": ("The {L} is {}.", "{L!}: {}.", "{} is the {L}.", "As {L} they chose {}."),
    "name": ("The {L} is {}.", "{L!}: {}.", "The name of the {L} is {}.", "The {L} is called {}.", "{} is the {L}."),
    "code": ("The {L} is {}.", "{L!}: {}.", "The {L} has the number {}."),
    "date": ("The {L} is {}.", "{L!}: {}.", "The {L} is set for {}.", "{} is the {L}.", "The {L} was moved to {}."),
    "time": ("The {L} is {}.", "{L!}: {}.", "The {L} is set for {}.", "{} is the {L}.", "The {L} was moved to {}."),
    "count": ("There are {} {L}.", "{} {L} in total.", "{} {L} altogether.", "The number of {L} is {}.", "{L!}: {}.",
              "We have {} {L}.", "I counted {} {L}.", "All in all {} {L}.", "We need {} {L}."),
    "numbered": ("The {L} is {}.", "{L!} {}.", "{L!}: {}."),
    "measure": ("The {L} is {} {U}.", "{L!}: {} {U}.", "The {L} comes to {} {U}.", "The {L} was {} {U}.", "{} {U} is the {L}."),
    "is": ("It is {L}.//It is not {L}.", "It is really {L}.//It isn't {L}.", "{L!}: yes.//{L!}: no.",
           "They are {L}.//They are not {L}.", "All of it is {L}.//None of it is {L}.", "Be aware: {L}.//Be aware: not {L}.", "{L!}.//Not {L}.",
           "Attention: {L}.//Attention: not {L}.", "These things are {L}.//These things are not {L}.", "The whole lot is {L}.//The whole lot is not {L}.",
           "Good to know: {L}.//Good to know: not {L}.", "I am told that it is {L}.//I am told that it is not {L}."),
    "has": ("There is {a}{L}.//There is no {L}.", "It has {a}{L}.//It has no {L}.", "{L!}: yes.//{L!}: no.",
            "It comes with {a}{L}.//It comes without {a}{L}.", "With {a}{L}.//Without {a}{L}.",
            "The {L} is part of it.//The {L} is not part of it.", "{L!}: included.//{L!}: not included.",
            "You get {a}{L}.//You do not get {a}{L}.", "Including {a}{L}.//Not including {a}{L}."),
    # each field says in words of its own what is true and what is not
    "fact": (),
    "enum": ("The {L} is {}.", "{L!}: {}.", "Its {L} is {}.", "The {L} was set to {}.", "As {L} they chose {}.", "{} is the {L}."),
    "list": ("The {L} are {}.", "{L!}: {}.", "As {L} there are {}."),
}  # fmt: skip
_CHINESE: dict[str, tuple[str, ...]] = {
    "person": ("{L}是{}。", "{}是{L}。", "{L}：{}。", "{L}叫{}。", "{L}名叫{}。", "{L}为{}。", "我们的{L}是{}。", "这位是{L}{}。", "{}担任{L}。"),
    "city": ("{L}是{}。", "{L}：{}。", "{L}在{}。", "{L}为{}。", "{L}定在{}。"),
    "name": ("{L}是{}。", "{L}：{}。", "{L}叫{}。"),
    "code": ("{L}是{}。", "{L}：{}。", "{L}为{}。"),
    "date": ("{L}是{}。", "{L}：{}。", "{L}为{}。", "{L}定在{}。", "{L}改到{}。", "{L}{}。"),
    "time": ("{L}是{}。", "{L}：{}。", "{L}为{}。", "{L}定在{}。", "{L}改到{}。", "{L}{}。"),
    "count": ("有{}{L}。", "一共{}{L}。", "总共有{}{L}。", "共计{}{L}。", "还有{}{L}。", "需要{}{L}。", "数了数，{}{L}。"),
    "numbered": ("{L}是{}。", "{L}：{}。", "{L}为{}。"),
    "measure": ("{L}是{}{U}。", "{L}：{}{U}。", "{L}为{}{U}。", "{L}{}{U}。", "{L}达到{}{U}。"),
    "is": ("{L}。//{N}。", "它{L}。//它{N}。", "这个{L}。//这个{N}。", "{L}：是。//{L}：否。", "说明：{L}。//说明：{N}。",
           "全都{L}。//全都{N}。", "这些{L}。//这些{N}。", "备注：{L}。//备注：{N}。", "请留意：{L}。//请留意：{N}。",
           "据说{L}。//据说{N}。", "那个{L}。//那个{N}。"),
    "has": ("有{L}。//没有{L}。", "带{L}。//不带{L}。", "配有{L}。//没配{L}。", "提供{L}。//不提供{L}。", "含{L}。//不含{L}。",
            "{L}包括在内。//{L}不包括在内。", "{L}：有。//{L}：无。"),
    "fact": (),
    "enum": ("{L}是{}。", "{L}：{}。", "{L}为{}。", "{L}选{}。", "{L}定为{}。"),
    "list": ("{L}是{}。", "{L}：{}。", "{L}有{}。"),
}  # fmt: skip
# These go without an article.
_MASS = frozenset("parking wifi heating subtitles music pets".split())
_TYPES = {"count": "integer", "numbered": "integer", "measure": "number", "is": "boolean", "has": "boolean", "fact": "boolean"}  # fmt: skip
_VALUES: dict[str, Callable[[Random, bool], Any]] = {
    "person": plain_values.person,
    "city": plain_values.city,
    "name": plain_values.brand,
    "code": plain_values.code,
    "date": plain_values.date,
    "time": plain_values.time,
    "list": plain_values.things,
}


class PlainField(NamedTuple):
    """What a note can state: a row of words/plain_fields.txt."""

    kind: str
    keys: tuple[str, ...]
    label: str
    chinese_label: str
    sentences: tuple[str, ...]
    chinese_sentences: tuple[str, ...]
    # a range, a unit, or the words of an enum
    extra: str


def _keys(kind: str, keys: str) -> tuple[str, ...]:
    """The keys of a row; those of booleans and counts have forms of their own."""
    first = keys.split(",")[0]
    if kind == "is":
        return (f"is_{first}", first)
    if kind == "has":
        return (f"has_{first}", f"with_{first}", f"{first}_included", first)
    return tuple(keys.split(","))


def _sentences(kind: str, text: str) -> tuple[str, ...]:
    return tuple(sentence for sentence in text.split(";") if sentence)


def _fields() -> list[PlainField]:
    fields, kind = [], ""
    for line in allowed(read_lines("plain_fields.txt")):
        if line.startswith("= "):
            kind = line[2:]
            continue
        columns = line.split("|")
        extra = columns[-1] if kind in ("count", "numbered", "measure", "enum") else ""
        if extra:
            columns.pop()
        columns += [""] * (4 - len(columns))
        keys, label, english, chinese = columns
        if kind == "count" and not chinese:
            english, chinese = "", ""
        fields.append(PlainField(
            kind, _keys(kind, keys), keys.split(",")[0].replace("_", " "), label,
            _sentences(kind, english), _sentences(kind, chinese), extra,
        ))  # fmt: skip
    return fields


FIELDS = _fields()


def options(field: PlainField, chinese: bool) -> list[str]:
    """Returns the words that an enum allows."""
    return [pair.split("=")[int(chinese)] for pair in field.extra.split(",")]


def schema_of(field: PlainField, chinese: bool) -> Json:
    """Returns the JSON schema of the property."""
    if field.kind == "list":
        return {"type": "array", "items": {"type": "string"}}
    if field.kind == "enum":
        return {"type": "string", "enum": options(field, chinese)}
    return {"type": _TYPES.get(field.kind, "string")}


def listed(values: list[str], chinese: bool) -> str:
    """Returns values as a sentence lists them."""
    comma, last = ("、", "和") if chinese else (", ", " and ")
    return comma.join(values[:-1]) + last + values[-1]


def _value(rng: Random, field: PlainField, chinese: bool) -> Any:
    if field.kind in ("is", "has", "fact"):
        return chance(rng, 0.5)
    if field.kind in ("count", "numbered"):
        low, high = map(int, field.extra.split("-"))
        return rng.randrange(low, high + 1)
    if field.kind == "measure":
        return plain_values.decimal(rng)
    if field.kind == "enum":
        return rng.choice(options(field, chinese))
    return _VALUES[field.kind](rng, chinese)


def _unit(field: PlainField, chinese: bool) -> str:
    return field.extra.split("=")[int(chinese)] if field.kind == "measure" else ""


def sentences(rng: Random, field: PlainField, chinese: bool) -> list[str]:
    """Returns forms of sentences that state a field, in random order, those of its own first.

    A form for a boolean holds what is said of true and of false, with // between them.
    """
    general = list((_CHINESE if chinese else _ENGLISH)[field.kind])
    own = list(field.chinese_sentences if chinese else field.sentences)
    rng.shuffle(general)
    rng.shuffle(own)
    return own + general if chance(rng, 0.6) else general + own


def say(rng: Random, field: PlainField, form: str, chinese: bool) -> tuple[Any, str]:
    """Returns a value of a field, and the sentence of a form that states it."""
    value = _value(rng, field, chinese)
    label = field.chinese_label if chinese else field.label
    label, _, negative = label.partition("=")
    sides = form.split("//")
    sentence = sides[0] if value or len(sides) == 1 else sides[1]
    text = listed(value, chinese) if isinstance(value, list) else str(value)
    marks = {
        "{a}": "" if label in _MASS else "a ",
        "{L!}": label[:1].upper() + label[1:],
        "{L}": label,
        "{N}": negative or f"不{label}",
        "{U}": _unit(field, chinese),
        "{}": text,
    }
    for mark, shown in marks.items():
        sentence = sentence.replace(mark, shown)
    return value, sentence
