"""Arguments of calls: one tool, many requests, each a random arrangement of what is said.

Verbs, nouns and values are random and every request is built differently, so that only the type
and the role of an argument tell which phrase fills it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Conversation, Json, Message, ToolCall, assistant, function_tool, user
from . import argument_slots, plain_slots, tool_values
from .argument_slots import Slot
from .phrasing import capital
from .plain_calls import system_prompt, typed
from .plain_keys import COLOURS
from .plain_matters import (
    CHINESE_ADJECTIVES,
    CHINESE_FACT_NOUNS,
    CHINESE_VERBS,
    Thing,
    thing,
    third_person,
)
from .plain_tools import add_optional, styled
from .rare_names import chinese_characters, chinese_name, latin_name
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    NOUNS,
    VERBS,
    allowed,
    chance,
    invented_word,
    read_table,
)

CHINESE_SHARE = 0.46


class Key(NamedTuple):
    """What tells a thing from others; the pairs are English, Chinese."""

    kind: str
    names: list[str]
    about: tuple[list[str], list[str]]
    forms: tuple[list[str], list[str]]


def _cells(text: str) -> list[str]:
    return allowed(text.split(";"))


KEYS = {
    kind: Key(kind, _cells(names), (_cells(about), _cells(about_zh)), (_cells(said), _cells(said_zh)))
    for kind, names, about, about_zh, said, said_zh in read_table("argument_keys.txt")
}  # fmt: skip
_KEY_WEIGHTS = {"brand": 25, "number": 20, "code": 20, "person": 22, "city": 20, "room": 3, "colour": 3}  # fmt: skip
_PAIRS = {
    tuple(kinds.split()): (_cells(forms), _cells(forms_zh))
    for kinds, forms, forms_zh in read_table("argument_pairs.txt")
}
_FRAMES = {kind: (_cells(a), _cells(b)) for kind, a, b in read_table("argument_frames.txt")}
_DOUBLED_COMMA = re.compile(r",(?=[,?.:;']| -|$)")
# Of these nothing but the names of the arguments would tell which is which.
_ALIKE = {"person": "to_person", "city": "to_city", "colour": "tint"}


def person(rng: Random, chinese: bool) -> str:
    """Returns a name, most of them invented."""
    if chinese:
        return latin_name(rng) if chance(rng, 0.04) else chinese_name(rng)
    first = rng.choice(FIRST_NAMES) if chance(rng, 0.5) else latin_name(rng)
    return f"{first} {latin_name(rng)}" if chance(rng, 0.08) else first


def city(rng: Random, chinese: bool) -> str:
    """Returns a town, real or invented."""
    if chinese:
        is_real = chance(rng, 0.6)
        return rng.choice(CHINESE_CITIES) if is_real else chinese_characters(rng, 2)
    return rng.choice(CITIES) if chance(rng, 0.5) else latin_name(rng)


def brand(rng: Random, chinese: bool) -> str:
    """Returns what a maker calls a product."""
    if chinese and chance(rng, 0.2):
        return rng.choice(CHINESE_WORDS)
    name = latin_name(rng)
    return f"{name} {rng.randrange(2, 900)}" if chance(rng, 0.04) and not chinese else name


def _number(rng: Random, _: bool) -> int:
    return rng.randrange(2, 10 ** rng.choice((2, 2, 3, 3, 4, 4, 4, 5)))


_VALUES: dict[str, Callable[[Random, bool], Any]] = {
    "brand": brand,
    "number": _number,
    "code": plain_slots.code,
    "person": person,
    "city": city,
    "room": tool_values.room,
    "colour": lambda rng, chinese: rng.choice(COLOURS[chinese]),
}


class Tool:
    """A tool with one to four arguments, and requests for it."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.chinese = chinese
        self.about: Thing = thing(rng, chinese)
        self.is_deed = chance(rng, 0.75)
        self.verb = rng.choice(VERBS) if chance(rng, 0.75) else invented_word(rng)
        self.verb_zh = rng.choice(CHINESE_VERBS)
        self._choose_keys(rng)
        self.slots: list[Slot] = []
        if self.is_deed:
            count = rng.choices((0, 1, 2, 3), (8, 62, 24, 6))[0]
            kinds = [_ALIKE.get(kind, "") for kind in self.keys]
            rare = kinds if chance(rng, 0.6) else [kind for kind in kinds if kind == "tint"]
            self.slots = argument_slots.choose(rng, count, rare, chinese)
        self._describe(rng)

    def _choose_keys(self, rng: Random) -> None:
        """One key or two, and one now and then that requests name and no argument takes."""
        self.said_kinds: tuple[str, ...] = (
            rng.choices(list(_KEY_WEIGHTS), [*_KEY_WEIGHTS.values()])[0],
        )
        self.keys = [*self.said_kinds]
        if chance(rng, 0.3):
            self.said_kinds = rng.choice(list(_PAIRS))
            is_both = chance(rng, 0.45)
            self.keys = rng.sample(self.said_kinds, 2 if is_both else 1)

    def _describe(self, rng: Random) -> None:
        label, noun = self.about.english, self.about.name(self.chinese)
        properties: Json = {}
        self.key_names: dict[str, str] = {}
        for kind in self.keys:
            key = KEYS[kind]
            name = rng.choice([n for n in key.names if n not in properties])
            name = name.format(t=label.replace(" ", "_"))
            self.key_names[kind] = name
            properties[name] = {"type": "integer" if kind == "number" else "string"}
            if chance(rng, 0.7):
                properties[name]["description"] = rng.choice(key.about[self.chinese]).format(n=noun)
        for slot in self.slots:
            slot.name_in(rng, properties)
        if chance(rng, 0.15):
            items = list(properties.items())
            properties = dict(rng.sample(items, len(items)))
        self.order = list(properties)
        required = [
            name
            for name in self.order
            if not any(s.name == name and s.optional for s in self.slots)
        ]
        if chance(rng, 0.18):
            add_optional(rng, properties)
        self.fact = rng.choice(ADJECTIVES if chance(rng, 0.5) else NOUNS)
        word = self.verb if self.is_deed else self.fact
        self.name = styled(rng, rng.choice(([word, label], [label, word])))
        self.tool = function_tool(self.name, self._says(rng, noun), properties, required)

    def _says(self, rng: Random, noun: str) -> str:
        """What the tool says about itself."""
        if self.is_deed:
            if self.chinese:
                return rng.choice(("{w}{n}", "对{n}进行{w}", "把{n}{w}")).format(
                    w=self.verb_zh, n=noun
                )
            verb = rng.choice((self.verb, third_person(self.verb)))
            form = rng.choice(("{w} the {n}", "{w} the {n}", "{w} one {n}", "{w} a {n}"))
            return capital(form.format(w=verb, n=noun))
        if self.chinese:
            form = rng.choice(("查{n}的{u}", "{n}的{u}", "查询{n}有多{a}", "返回{n}的{u}"))
        else:
            form = rng.choice(
                ("Finds the {u} of the {n}", "Says how {a} the {n} is", "{u} of the {n}")
            )
        return capital(self._filled(rng, form).replace("{n}", noun))

    def _filled(self, rng: Random, frame: str) -> str:
        """A frame with its verb, adjective and noun."""
        if self.chinese:
            verb, a, u = (
                self.verb_zh,
                rng.choice(CHINESE_ADJECTIVES),
                rng.choice(CHINESE_FACT_NOUNS),
            )
        else:
            verb = self.verb if chance(rng, 0.7) else rng.choice(VERBS)
            a, u = rng.choice(ADJECTIVES), rng.choice(NOUNS)
        return frame.replace("{w}", verb).replace("{a}", a).replace("{u}", u)

    def _said(self, rng: Random) -> tuple[str, Json]:
        """The thing as a request names it, and the values of the keys."""
        values = {kind: _VALUES[kind](rng, self.chinese) for kind in self.said_kinds}
        if len(self.said_kinds) == 1:
            kind = self.said_kinds[0]
            form = rng.choice(KEYS[kind].forms[self.chinese]).replace("{v}", str(values[kind]))
        else:
            first, second = self.said_kinds
            form = rng.choice(_PAIRS[first, second][self.chinese])
            form = form.replace("{a}", str(values[first])).replace("{b}", str(values[second]))
        text = form.replace("{n}", self.about.name(self.chinese))
        return text, {self.key_names[kind]: values[kind] for kind in self.keys}

    def _further(self, rng: Random, given: Json) -> tuple[str, str, str]:
        """Gives the further arguments; a frame, what comes before it and what comes after."""
        slots = [slot for slot in self.slots if not (slot.optional and chance(rng, 0.4))]
        rng.shuffle(slots)
        frame, head, tails = "", "", ""
        for slot in slots:
            given[slot.name], said = slot.make(rng)
            if not frame and slot.wholes and chance(rng, 0.5):
                frame = rng.choice(slot.wholes).replace("{v}", said)
                frame += "" if frame.endswith("?") else "{t}"
            elif not head and slot.heads and chance(rng, 0.3):
                head = rng.choice(slot.heads).replace("{v}", said)
            else:
                tails += self._joined(rng.choice(slot.tails).replace("{v}", said), bool(tails))
        return frame, head, tails

    def _joined(self, tail: str, is_second: bool) -> str:
        if self.chinese:
            return self._apart(tail) if is_second else tail
        return tail if tail[0] in ",; " else f" {tail}"

    def _text(self, rng: Random, x: str, given: Json) -> str:
        """A request about the thing x; the further arguments are added to what is given."""
        if not self.is_deed:
            return self._filled(rng, rng.choice(_FRAMES["fact"][self.chinese])).replace("{x}", x)
        frame, head, tails = self._further(rng, given)
        if not frame:
            frame = rng.choice(_FRAMES["head" if head else "deed"][self.chinese])
        elif head:
            frame = ("{h}，" if self.chinese else rng.choice(("{h}, ", "{h}: "))) + frame
        if tails and frame.endswith("?{t}"):
            frame = frame.replace("?", "")
        frame = self._filled(rng, frame)
        if "{x}{t}" in frame or "{t}" not in frame or frame.startswith("{x}："):
            tails = self._apart(tails)
        frame = frame if "{t}" in frame else frame.rstrip("?") + "{t}"
        return frame.replace("{h}", head).replace("{t}", self._filled(rng, tails)).replace("{x}", x)

    def _apart(self, tails: str) -> str:
        """What follows a thing in Chinese, behind a comma: its first word is no part of the thing."""
        return "，" + tails if self.chinese and tails and tails[0] != "，" else tails

    def turn(self, rng: Random) -> list[Message]:
        """Returns a request and its call."""
        x, given = self._said(rng)
        text = _DOUBLED_COMMA.sub("", self._text(rng, x, given))
        copied = [
            v for value in given.values() for v in (value if isinstance(value, list) else [value])
        ]
        text = typed(rng, text, self.chinese, copied)
        call = ToolCall(self.name, {name: given[name] for name in self.order if name in given})
        return [user(text), assistant("", call)]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many requests for one tool, or for two different ones."""
    chinese = chance(rng, CHINESE_SHARE)
    tools = [Tool(rng, chinese)]
    while chance(rng, 0.2) and len(tools) < 2:
        other = Tool(rng, chinese)
        if not {other.about.english, other.about.chinese} & {*tools[0].about}:
            tools.append(other)
    messages = system_prompt(rng)
    for _ in range(rng.choice((6, 7, 8, 9, 10))):
        messages += rng.choice(tools).turn(rng)
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
