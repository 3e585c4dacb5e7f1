"""A tool of a kind: its name, its arguments, what may be asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from ...chat_format import Json, function_tool
from ..tool_families import parameter, styled
from ..words import chance, holds_held_out, invented_word
from .kinds import Kind, Slot
from .slots import PAIRS, Value, make, said_of_pair
from .templates import Template, expand, typed

_INTEGERS = (
    "small",
    "party",
    "minutes",
    "degrees",
    "room_degrees",
    "percent",
    "number",
    "divisor",
    "price",
    "large",
)
_STATES_CHINESE = {"on": "打开", "off": "关闭", "lock": "锁上", "unlock": "解锁", "open": "打开",
                   "close": "关上", "start": "开始", "stop": "停止", "dock": "回充", "play": "播放",
                   "pause": "暂停", "next": "下一首", "previous": "上一首", "up": "调高",
                   "down": "调低"}  # fmt: skip
_GENERIC_NAMES = ("run_{}", "{}", "{}_api", "call_{}", "{}_service", "use_{}", "tool_{}")


class Argument(NamedTuple):
    """A slot as one tool has it. `choices` are the English words it takes; `words` what it writes."""

    slot: Slot
    key: str
    schema: Json
    required: bool
    choices: tuple[str, ...] = ()
    words: dict[str, Any] | None = None

    def value(self, rng: Random, chinese: bool) -> Value:
        """Returns something to say for it, and what the call then holds."""
        kind = self.slot.kind
        if not self.choices:
            return make(kind, rng, chinese)
        meant = rng.choice(self.choices)
        said = said_of_pair(rng, (meant, dict(PAIRS[kind])[meant]), chinese)
        return Value(said, meant)

    def implied(self, word: str, chinese: bool) -> Value:
        """Returns the value of a word that a template implies, such as on."""
        if self.slot.kind in _INTEGERS:
            return Value(word, int(word))
        said = _STATES_CHINESE.get(word, word) if chinese else word
        return Value(said, (self.words or {}).get(word, word))


def _switch(rng: Random, slot: Slot, about: str | None) -> Argument:
    """On or off: a boolean or two words; its names are for the words, then for the boolean."""
    words = slot.kind.split(":")[1].split(",")
    key = rng.choice(slot.keys)
    if key.startswith("?"):
        meant: dict[str, Any] = {words[0]: True, words[1]: False}
        return Argument(slot, key[1:], parameter("boolean", about), True, words=meant)
    style = rng.choice(("{}", "{}", "{}", "upper", "turn_{}" if words[0] == "on" else "{}"))
    written = [w.upper() if style == "upper" else style.format(w) for w in words]
    meant = dict(zip(words, written, strict=True))
    listed = written if chance(rng, 0.7) else written[::-1]
    return Argument(slot, key, parameter("string", about, enum=listed), True, words=meant)


def _of_pairs(rng: Random, slot: Slot, key: str, about: str | None, required: bool) -> Argument:
    """A word of a closed list: as it is said, or one of an enum."""
    rows = PAIRS[slot.kind]
    if slot.kind != "unit" and chance(rng, 0.6):
        if slot.kind != "currency" or about is None or "code" not in about:
            return Argument(slot, key, parameter("string", about), required)
        codes = tuple(english for english, _ in rows)
        return Argument(slot, key, parameter("string", about), required, codes)
    choices = tuple(row[0] for row in rng.sample(rows, min(len(rows), rng.choice((3, 4, 5)))))
    schema = parameter("string", about, enum=list(choices))
    return Argument(slot, key, schema, required, choices)


def _argument(rng: Random, slot: Slot, taken: Sequence[str], row: float) -> Argument:
    """An argument; `row` picks its name, so that from goes with to and a with b."""
    about = rng.choice(slot.descriptions) if slot.descriptions and chance(rng, 0.45) else None
    if slot.kind.startswith("switch:"):
        return _switch(rng, slot, about)
    free = [key for key in slot.keys if key not in taken] or [f"{slot.keys[0]}_{slot.name}"]
    key = free[int(row * len(free))] if chance(rng, 0.8) else rng.choice(free)
    if slot.kind.startswith("choice:"):
        listed = slot.kind.split(":")[1].split(",")
        return Argument(slot, key, parameter("string", about, enum=listed), slot.required)
    required = slot.required or (slot.kind == "unit" and chance(rng, 0.35))
    if slot.kind in PAIRS:
        return _of_pairs(rng, slot, key, about, required)
    kind = "string"
    if slot.kind in _INTEGERS:
        kind = "integer" if chance(rng, 0.75) else "number"
    elif slot.kind == "amount":
        kind = "number"
    return Argument(slot, key, parameter(kind, about), required)


def _name(rng: Random, kind: Kind) -> tuple[str, bool]:
    """A name for the tool, and whether it says what the tool does."""
    if chance(rng, 0.06):
        return styled(rng, rng.choice(_GENERIC_NAMES).format(invented_word(rng))), False
    name = rng.choice(kind.names)
    if chance(rng, 0.08):
        word = invented_word(rng)
        name = rng.choice((f"{word}_{name}", f"{name}_{word}", f"{name}_v2", f"{name}_tool"))
    written = styled(rng, name)
    return (name if holds_held_out(written) else written), True


class Said(NamedTuple):
    """A question as typed, the call's arguments, and every value by its slot."""

    question: str
    arguments: Json
    values: dict[str, Value]


class Offer:
    """One tool of a kind, as a developer may have written it.

    Args:
        rng: Where every choice comes from.
        kind: What the tool is for.
        chinese_share: How likely its description is Chinese.
    """

    def __init__(self, rng: Random, kind: Kind, chinese_share: float = 0.15) -> None:
        self.kind = kind
        self.name, says = _name(rng, kind)
        texts = kind.texts_chinese if chance(rng, chinese_share) else kind.texts
        text = "" if says and chance(rng, 0.05) else rng.choice(texts)
        row = rng.random()
        self.arguments: list[Argument] = []
        for slot in kind.slots:
            if slot.required or chance(rng, 0.45):
                taken = [argument.key for argument in self.arguments]
                self.arguments.append(_argument(rng, slot, taken, row))
        # A unit may go unsaid even where it must be given: it has a default.
        self._known = {argument.slot.name for argument in self.arguments}
        self._needed = {a.slot.name for a in self.arguments if a.required and a.slot.kind != "unit"}
        properties = {argument.key: argument.schema for argument in self.arguments}
        required = [argument.key for argument in self.arguments if argument.required]
        self.tool = function_tool(self.name, text, properties, required)

    def _fits(self, template: Template) -> bool:
        return self._needed <= template.says <= self._known

    def templates(self, chinese: bool) -> list[Template]:
        """Returns the questions that say all the tool needs, and nothing it cannot take."""
        asked = self.kind.questions_chinese if chinese else self.kind.questions
        return [template for template in asked if self._fits(template)]

    def fill(self, rng: Random, template: Template, chinese: bool) -> dict[str, Value]:
        """Returns a value for every slot of a template."""
        values: dict[str, Value] = {}
        for argument in self.arguments:
            name = argument.slot.name
            if name in template.fixed:
                values[name] = argument.implied(template.fixed[name], chinese)
            elif name in template.slots:
                values[name] = argument.value(rng, chinese)
        # Nobody converts dollars to dollars.
        if len({value.said for value in values.values()}) < len(values):
            return self.fill(rng, template, chinese)
        if self.kind.name == "subtract" and values["a"].value < values["b"].value:
            values["a"], values["b"] = values["b"], values["a"]
        return values

    def call_arguments(self, values: dict[str, Value]) -> Json:
        """Returns the arguments in the order of the tool's own list; a unit has a default."""
        found: Json = {}
        for argument in self.arguments:
            if argument.slot.name in values:
                found[argument.key] = values[argument.slot.name].value
            elif argument.required:
                found[argument.key] = argument.schema["enum"][0]
        return found

    def ask(self, rng: Random, chinese: bool) -> Said:
        """Returns a question that this tool answers."""
        template = rng.choice(self.templates(chinese))
        values = self.fill(rng, template, chinese)
        text = typed(rng, expand(rng, template.parts), chinese)
        return Said(put(text, values), self.call_arguments(values), values)


def put(text: str, values: dict[str, Value]) -> str:
    """Returns the text with what is said in place of its slots."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value.said)
    return text
