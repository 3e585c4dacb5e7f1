"""Answers from what tools return: one field of a record, a list, a text, nothing, an error."""

from __future__ import annotations

from random import Random
from typing import Any

from ...chat_format import (
    Conversation,
    Json,
    Message,
    ToolCall,
    assistant,
    function_tool,
    to_json,
    tool_result,
    user,
)
from .. import assistant_tools
from ..assistant_tools.results import Result, empty, error, noise
from ..assistant_tools.slots import PAIRS, make
from ..tool_families import parameter, styled
from ..words import chance, noun
from .chains import plain, question
from .generic import answer
from .lookups import Field, field, named, thing

_NAMES = ("get_{}", "{}_details", "fetch_{}", "lookup_{}", "{}_info", "get_{}_record", "read_{}", "load_{}",
          "show_{}", "query_{}", "{}_data", "describe_{}", "find_{}", "{}_api")  # fmt: skip
_TEXTS = ("Get everything about a {}", "Returns the record of a {}.", "Look up a {}", "Details of a {}",
          "Fetch a {} from the database.", "All fields of a {}")  # fmt: skip
_TEXTS_CHINESE = ("查询{}的详细信息", "返回{}的资料", "获取{}记录")


def _fields(rng: Random, chinese: bool) -> list[Field]:
    found: list[Field] = []
    for _ in range(rng.choice((1, 2, 3, 4, 5))):
        new = field(rng, chinese)
        if new.key not in {each.key for each in found} and new.spoken not in {
            f.spoken for f in found
        }:
            found.append(new)
    return found


def _value(rng: Random, kind: str, chinese: bool) -> Any:
    return rng.choice(PAIRS[kind])[0] if kind == "status" else make(kind, rng, chinese).value


def _shape(rng: Random, record: Json, key: str, given: str) -> str:
    """The record as tools write it: JSON, nested, in a list, or lines of text."""
    pick = rng.random()
    if pick < 0.35:
        return to_json(record)
    if pick < 0.47:
        return to_json({rng.choice(("data", "result", "record", "item", noun(rng))): record})
    if pick < 0.57:
        return to_json([record])
    if pick < 0.69:
        return "\n".join(f"{name}: {value}" for name, value in record.items())
    if pick < 0.77:
        return ", ".join(f"{name}={value}" for name, value in record.items())
    if pick < 0.85:
        return f"{','.join(record)}\n{','.join(str(value) for value in record.values())}"
    if pick < 0.92:
        return to_json(
            {"status": "ok", key: given, rng.choice(("fields", "attributes", "info")): record}
        )
    return "; ".join(f"{name}: {value}" for name, value in record.items())


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _list_result(rng: Random, what: str, given: str, chinese: bool) -> Result:
    """Several values of one field."""
    kind = rng.choice(("word", "person", "city", "number", "code", "product"))
    values = [make(kind, rng, chinese).value for _ in range(rng.choice((2, 2, 3, 4)))]
    text = to_json(values)
    if chance(rng, 0.3):
        text = to_json({rng.choice((what, "results", "items")): values})
    elif chance(rng, 0.3):
        text = "\n".join(f"- {value}" for value in values)
    elif chance(rng, 0.3):
        text = ", ".join(map(str, values))
    joined = ("、" if chinese else ", ").join(map(str, values))
    return Result(text, answer(what, given, joined, chinese))


class RecordTool:
    """A tool that returns a record of several fields, asked for one of them.

    Args:
        rng: Where every choice comes from.
        chinese: The language of its users.
    """

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.about = thing(rng)
        self.key, self.kind = named(rng)
        text = rng.choice(_TEXTS_CHINESE if chinese and chance(rng, 0.3) else _TEXTS)
        self.name = styled(rng, rng.choice(_NAMES).format(self.about))
        note = rng.choice((None, None, f"The {self.key} of the {self.about}"))
        properties = {self.key: parameter("string", note)}
        self.tool = function_tool(self.name, text.format(self.about), properties)
        self.fields = [f for f in _fields(rng, chinese) if f.key != self.key] or [
            Field("status", "状态" if chinese else "status", "word")
        ]

    def call(self, given: str) -> ToolCall:
        """Returns the call for a thing."""
        return ToolCall(self.name, {self.key: given})

    def record(self, rng: Random, wanted: Field, given: str, chinese: bool) -> Result:
        """Returns the whole record, and the answer that tells the field wanted."""
        body: Json = {f.key: _value(rng, f.kind, chinese) for f in self.fields}
        if chance(rng, 0.2):
            body.setdefault(*noise(rng))
        if chance(rng, 0.08):
            body[wanted.key] = chance(rng, 0.5)
        items = list(body.items())
        rng.shuffle(items)
        found = answer(wanted.spoken, given, _said(body[wanted.key]), chinese)
        return Result(_shape(rng, dict(items), self.key, given), found)

    def result(self, rng: Random, wanted: Field, given: str, chinese: bool) -> Result:
        """Returns any kind of result."""
        pick = rng.random()
        if pick < 0.1:
            return error(rng, chinese)
        if pick < 0.19:
            return empty(rng, chinese)
        if pick < 0.32:
            return _list_result(rng, wanted.spoken, given, chinese)
        return self.record(rng, wanted, given, chinese)


def _given(rng: Random, tool: RecordTool, chinese: bool) -> str:
    return str(make(tool.kind, rng, chinese).value)


def _turn(rng: Random, tool: RecordTool, chinese: bool) -> list[Message]:
    wanted, given = rng.choice(tool.fields), _given(rng, tool, chinese)
    shown = {"field": plain(wanted.spoken), "value": plain(given)}
    told = tool.result(rng, wanted, given, chinese)
    text = question(rng, "attribute", chinese, shown)
    return [
        user(text),
        assistant("", tool.call(given)),
        tool_result(told.text),
        assistant(told.answer),
    ]


def _several(rng: Random, tool: RecordTool, chinese: bool) -> list[Message]:
    """One field of two or three things, by calls in parallel; one of them may fail."""
    wanted = rng.choice(tool.fields)
    given = [_given(rng, tool, chinese) for _ in range(rng.choice((2, 2, 3)))]
    if len(set(given)) < len(given):
        return _turn(rng, tool, chinese)
    last = ("和" if chinese else " and ") + given[-1]
    joined = ("、" if chinese else ", ").join(given[:-1]) + last
    shown = {"field": plain(wanted.spoken), "value": plain(joined)}
    text = question(rng, "attribute", chinese, shown)
    told = [tool.record(rng, wanted, each, chinese) for each in given]
    if chance(rng, 0.12):
        told[rng.randrange(len(told))] = error(rng, chinese)
    turn = [user(text), assistant("", *(tool.call(each) for each in given))]
    turn += [tool_result(each.text) for each in told]
    return [*turn, assistant(("" if chinese else " ").join(each.answer for each in told))]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation about what a tool returns."""
    chinese = chance(rng, 0.4)
    tool = RecordTool(rng, chinese)
    listed = [tool.tool]
    if chance(rng, 0.4):
        other = assistant_tools.offered(rng, 1, 0.1)[0]
        if other.name != tool.name and other.kind.topic != "lookup":
            listed.insert(rng.randrange(2), other.tool)
    turns = assistant_tools.system_prompt(rng, chinese, 0.35)
    for _ in range(rng.choice((1, 2, 2, 3))):
        make_turn = _several if chance(rng, 0.15) else _turn
        turns += make_turn(rng, tool, chinese)
    return Conversation(tuple(turns), tuple(listed))
