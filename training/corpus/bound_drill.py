"""Where a value begins and ends: one tiny tool, many short requests, new values in each.

Only the words around a value tell its end, and only they tell which of two values is which. The
answer is a call, an object or the value alone.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import (
    Conversation,
    Json,
    Message,
    ToolCall,
    assistant,
    function_tool,
    to_json,
    user,
)
from .argument_slots import Slot
from .bound_values import Values, filled
from .plain_calls import typed
from .plain_matters import CHINESE_VERBS, Thing, thing
from .plain_tools import styled
from .words import VERBS, allowed, chance, invented_word, read_table

CHINESE_SHARE = 0.48


def _cells(text: str) -> list[str]:
    return allowed(text.split(";"))


class _Role(NamedTuple):
    """What a value is for: its kind, names and descriptions (English, Chinese)."""

    kind: str
    names: list[str]
    about: tuple[list[str], list[str]]


_ROLES = {
    role: _Role(kind, _cells(names), (_cells(about), _cells(about_zh)))
    for role, kind, names, about, about_zh in read_table("bound_roles.txt")
}
_FORMS = {
    tuple(roles.split()): (_cells(forms), _cells(forms_zh))
    for roles, forms, forms_zh in read_table("bound_forms.txt")
}
_SWITCHES = [tuple(map(_cells, row)) for row in read_table("bound_switches.txt")]
# The others come as often as one.
_WEIGHTS = {("person",): 3, ("place",): 3, ("topic",): 2, ("item",): 2, ("person", "text"): 4, ("owner", "goal"): 4,
            ("place", "goal"): 3, ("brand",): 2, ("brand", "goal"): 2, ("number", "days"): 2, ("giver", "getter"): 3, ("origin", "goal"): 3, ("room", "switch"): 3, ("owner", "labels"): 2, ("owner", "truth"): 2, ("code", "truth"): 2}  # fmt: skip
# Nothing but what a tool is for tells these from the thing behind them.
_NEED_TOOL = ("brand", "truth", "switch")
_WITHOUT_THING = ("person", "item", "topic", "origin")
_TYPES = {"labels": "array", "truth": "boolean", "number": "integer", "days": "integer"}
# With one of these at its end a request goes on to its last word.
_OPEN_ENDED = ("labels", "topic", "text")


class _Truth:
    """Yes or no, said by a phrase beside the rest of a request or by its verb."""

    def __init__(self, rng: Random, role: str, chinese: bool) -> None:
        if role == "truth":
            slot = Slot(rng, "truth", chinese)
            self.names = [name.replace("{u}", slot.u) for name in slot.names]
            self.about = [
                text.replace("{u}", slot.u).replace("{U}", slot.u_zh) for text in slot.about
            ]
            self.make = slot.make
            return
        row = rng.choice(_SWITCHES)
        self.names, self.about = row[0], row[2 if chinese else 1]
        self._said = row[5 if chinese else 3], row[6 if chinese else 4]
        self.make = self._make

    def _make(self, rng: Random) -> tuple[Any, str]:
        value = chance(rng, 0.5)
        return value, rng.choice(self._said[0 if value else 1])


class Requests:
    """Requests of one kind, with one argument or two, and how they are answered."""

    def __init__(self, rng: Random, chinese: bool, with_tool: bool) -> None:
        self.chinese = chinese
        shown = [roles for roles in _FORMS if with_tool or not set(roles) & set(_NEED_TOOL)]
        roles = rng.choices(shown, [_WEIGHTS.get(each, 1) for each in shown])[0]
        self.forms = _FORMS[roles][chinese]
        needs_thing = bool(set(roles) & set(_NEED_TOOL))
        may_have_thing = with_tool and not set(roles) & set(_WITHOUT_THING)
        has_thing = needs_thing or (may_have_thing and chance(rng, 0.7))
        self.thing: Thing | None = thing(rng, chinese) if has_thing else None
        self.sources: list[Values | _Truth] = []
        self.names: list[str] = []
        self.properties: Json = {}
        for role in roles:
            self._add(rng, role)
        self.is_open_ended = roles[-1] in _OPEN_ENDED
        self.order = self.names if chance(rng, 0.8) else self.names[::-1]

    def _add(self, rng: Random, role: str) -> None:
        if role in _ROLES:
            kind, names, about = _ROLES[role]
            self.sources.append(Values(rng, kind, self.chinese))
            shown = about[self.chinese]
        else:
            truth = _Truth(rng, role, self.chinese)
            self.sources.append(truth)
            kind, names, shown = "truth", truth.names, truth.about
        found: Json = {"type": _TYPES.get(kind, "string")}
        if kind == "labels":
            found["items"] = {"type": "string"}
        if kind == "truth" or chance(rng, 0.4):
            found["description"] = rng.choice(shown)
        self.names.append(rng.choice([name for name in names if name not in self.names]))
        self.properties[self.names[-1]] = found

    def make(self, rng: Random) -> tuple[str, Json]:
        """Returns a request and its arguments."""
        while True:
            made = [source.make(rng) for source in self.sources]
            text = self._text(rng, [said for _, said in made])
            given = {name: value for name, (value, _) in zip(self.names, made, strict=True)}
            copied = [said for value, said in made if not isinstance(value, bool)]
            if any(text.count(said) > 1 for said in copied):
                continue
            if not self.is_open_ended or not text.endswith(copied[-1]):
                text = typed(rng, text, self.chinese, copied)
            return text, {name: given[name] for name in self.order}

    def _text(self, rng: Random, said: list[str]) -> str:
        form = rng.choice(self.forms)
        if self.thing:
            form = form.replace("{n}", self.thing.name(self.chinese))
        if "{x}" in said[-1]:
            form, said = said[-1].replace("{x}", form), said[:-1]
        for index in range(1, len(said) + 1):
            form = form.replace(f"{{{index}}}", f"<{index}>")
        form = filled(rng, form, self.chinese)
        for index, text in enumerate(said, 1):
            form = form.replace(f"<{index}>", text)
        return form

    def tool(self, rng: Random) -> Json:
        """Returns the tool that takes these arguments."""
        word = rng.choice(VERBS) if chance(rng, 0.6) else invented_word(rng)
        label = [self.thing.english] if self.thing else []
        name = styled(rng, [word, *label])
        shown = {each: self.properties[each] for each in self.order}
        return function_tool(name, self._about(rng, word), shown)

    def _about(self, rng: Random, word: str) -> str:
        noun = self.thing.name(self.chinese) if self.thing else ""
        if self.chinese:
            return rng.choice(("{w}{n}", "用来{w}{n}", "{n}的{w}")).format(
                w=rng.choice(CHINESE_VERBS), n=noun or "东西"
            )
        form = rng.choice(("{w} the {n}", "{w} a {n}", "for the {n}")) if noun else "{w}"
        return form.format(w=word, n=noun)


def _calls(rng: Random, chinese: bool, count: int) -> Conversation:
    requests = Requests(rng, chinese, True)
    tool = requests.tool(rng)
    messages: list[Message] = []
    for _ in range(count):
        text, given = requests.make(rng)
        messages += [user(text), assistant("", ToolCall(tool["function"]["name"], given))]
    return Conversation(tuple(messages), (tool,))


def _objects(rng: Random, chinese: bool, count: int) -> Conversation:
    """The arguments as an object; their names are given once."""
    requests = Requests(rng, chinese, False)
    head = "JSON, " + ", ".join(
        f"{name} ({about})" if (about := requests.properties[name].get("description")) else name
        for name in requests.order
    )
    messages: list[Message] = []
    for index in range(count):
        text, given = requests.make(rng)
        messages += [user(text if index else f"{head}: {text}"), assistant(to_json(given))]
    return Conversation(tuple(messages))


def _words(rng: Random, chinese: bool, count: int) -> Conversation:
    """One value alone: which of them is said once."""
    requests = Requests(rng, chinese, False)
    names = [name for name in requests.names if requests.properties[name]["type"] != "array"]
    if not names:
        return _objects(rng, chinese, count)
    name = rng.choice(names)
    about = requests.properties[name].get("description", name.replace("_", " "))
    messages: list[Message] = []
    for index in range(count):
        text, given = requests.make(rng)
        messages += [
            user(text if index else f"{about}?\n\n{text}"),
            assistant(str(given[name])),
        ]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: eight to twelve requests with values of their own."""
    chinese = chance(rng, CHINESE_SHARE)
    make = rng.choices((_calls, _objects, _words), (74, 15, 11))[0]
    return make(rng, chinese, rng.choice((8, 9, 10, 11, 12)))
