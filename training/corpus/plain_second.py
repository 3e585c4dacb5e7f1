"""Plain runs of two calls: the first finds what the second needs."""

from __future__ import annotations

from collections.abc import Callable
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
    tool_result,
    user,
)
from . import plain_calls, plain_slots, plain_talk, tool_values
from .phrasing import capital
from .plain_matters import thing
from .plain_tools import styled
from .words import allowed, chance, code, email, read_table

Pair = tuple[tuple[str, ...], tuple[str, ...]]


class First(NamedTuple):
    """A tool that finds something: from what, its names, texts and keys. Pairs: English, Chinese."""

    found: str
    given: str
    names: tuple[str, ...]
    about: Pair
    says: Pair
    arguments: tuple[str, ...]
    keys: tuple[str, ...]


class Second(NamedTuple):
    """A tool that does something with what was found."""

    takes: str
    names: tuple[str, ...]
    about: Pair
    requests: Pair
    arguments: tuple[str, ...]


class Step(NamedTuple):
    """A tool as it is offered, with its name and that of its argument."""

    tool: Json
    name: str
    argument: str

    def call(self, value: Any) -> ToolCall:
        """Returns the call with this value."""
        return ToolCall(self.name, {self.argument: value})


def _cells(row: list[str]) -> list[tuple[str, ...]]:
    return [tuple(allowed(cell.split(";"))) for cell in row]


def _firsts() -> list[First]:
    found = []
    for kind, given, *row in read_table("plain_first_steps.txt"):
        names, about, about_zh, says, says_zh, arguments, keys = _cells(row)
        found.append(First(kind, given, names, (about, about_zh), (says, says_zh), arguments, keys))
    return found


def _seconds() -> dict[str, list[Second]]:
    found: dict[str, list[Second]] = {}
    for kind, *row in read_table("plain_second_steps.txt"):
        names, about, about_zh, asked, asked_zh, arguments = _cells(row)
        found.setdefault(kind, []).append(
            Second(kind, names, (about, about_zh), (asked, asked_zh), arguments)
        )
    return found


FIRSTS, SECONDS = _firsts(), _seconds()
_MAKERS: dict[str, Callable[[Random, bool], Any]] = {
    "city": plain_slots.city,
    "person": plain_slots.person,
    "date": plain_slots.date,
    "time": plain_slots.clock,
    "code": lambda rng, _: plain_slots.code(rng) if chance(rng, 0.8) else code(rng),
    "number": lambda rng, _: rng.randrange(1, 10 ** rng.choice((2, 3, 4, 5))),
    "email": lambda rng, _: email(rng),
    "word": lambda rng, chinese: thing(rng, chinese).name(chinese) if chance(rng, 0.7) else plain_slots.word(rng, chinese),
    "company": tool_values.company,
    "event": tool_values.title,
    "room": tool_values.room,
}  # fmt: skip
_FRAMES = (
    "tell me {}",
    "I need to know {}",
    "{}?",
    "find out {}",
    "what is {}?",
    "give me {}",
    "I only want {}",
)
_FRAMES_CHINESE = ("{}是什么？", "告诉我{}", "查一下{}", "我想知道{}", "{}？", "只要{}", "给我{}")  # fmt: skip
_KINDS_OF_KEYS = ("last", "current", "latest", "main", "real", "first", "next", "own", "known", "usual")  # fmt: skip
_FURTHER = ("id", "ok", "source", "status", "updated", "note", "type", "version")


_NOTES: dict[str, tuple[str, ...]] = {
    "city": ("The town", "Name of the town", "城市"), "person": ("Name of the person", "Who it is", "姓名"),
    "date": ("The day", "Date, such as 2031-08-09", "日期"), "time": ("Time of the day", "The hour", "时间"),
    "code": ("The number", "Its code", "编号"), "number": ("The value", "A number", "数值"), "email": ("Mail address", "Address", "邮箱"),
    "word": ("The thing", "What it is", "物品"), "company": ("The company", "Name of the firm", "公司"),
    "event": ("The event", "Title of it", "活动"), "room": ("The room", "Which room", "房间"),
}  # fmt: skip


def _step(
    rng: Random,
    names: tuple[str, ...],
    about: tuple[str, ...],
    arguments: tuple[str, ...],
    kind: str,
) -> Step:
    name = styled(rng, [rng.choice(names)])
    argument = rng.choice(arguments)
    schema: Json = {"type": "integer" if kind == "number" else "string"}
    text = rng.choice(about)
    if chance(rng, 0.5):
        schema["description"] = rng.choice(
            _NOTES[kind][:-1] if text.isascii() else _NOTES[kind][-1:]
        )
    return Step(function_tool(name, text, {argument: schema}), name, argument)


def _result(rng: Random, key: str, value: Any) -> str:
    """What the first tool says."""
    if chance(rng, 0.3):  # under a name that says a little more
        key = f"{rng.choice(_KINDS_OF_KEYS)}_{key}"
    pick = rng.random()
    if pick < 0.4:
        return to_json({key: value})
    if pick < 0.65:
        return f"{key}: {value}"
    if pick < 0.75:
        return str(value)
    further = (rng.choice(_FURTHER), rng.choice((rng.randrange(1, 900), "ok", True, "new")))
    pairs = [(key, value), further]
    rng.shuffle(pairs)
    return (
        to_json(dict(pairs))
        if chance(rng, 0.7)
        else ", ".join(f"{name}: {each}" for name, each in pairs)
    )


class _Run:
    """A first tool with some second tools for what it finds."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.rng, self.chinese = rng, chinese
        self.row = rng.choice(FIRSTS)
        in_chinese = chinese and chance(rng, 0.8)
        self.first = _step(
            rng, self.row.names, self.row.about[in_chinese], self.row.arguments, self.row.given
        )
        rows = SECONDS[self.row.found]
        self.second_rows = rng.sample(rows, min(len(rows), rng.choice((1, 1, 2, 3))))
        self.seconds = [
            _step(rng, row.names, row.about[in_chinese], row.arguments, row.takes)
            for row in self.second_rows
        ]

    def tools(self) -> list[Json]:
        """Returns the tools of the run."""
        return [self.first.tool, *(step.tool for step in self.seconds)]

    def turn(self) -> list[Message]:
        """Returns a request with its two calls, or one that needs only one of them."""
        rng, chinese = self.rng, self.chinese
        index = rng.randrange(len(self.seconds))
        second, row = self.seconds[index], self.second_rows[index]
        given, found = _MAKERS[self.row.given](rng, chinese), _MAKERS[self.row.found](rng, chinese)
        says = rng.choice(self.row.says[chinese]).format(g=given)
        asked = rng.choice(row.requests[chinese])
        if chance(rng, 0.1):  # all is said: the second tool is enough
            said = plain_calls.typed(rng, asked.format(y=found), chinese, [found])
            return [user(said), assistant("", second.call(found))]
        result = _result(rng, rng.choice(self.row.keys), found)
        if chance(rng, 0.1):  # the first tool is enough
            frame = rng.choice(_FRAMES_CHINESE if chinese else _FRAMES).format(says)
            said = plain_calls.typed(rng, frame, chinese, [given])
            answer = f"{says}是{found}。" if chinese else f"{capital(says)} is {found}."
            calls = [user(said), assistant("", self.first.call(given))]
            return [*calls, tool_result(result), assistant(answer)]
        said = plain_calls.typed(rng, asked.format(y=says), chinese, [given])
        turns = [user(said), assistant("", self.first.call(given)), tool_result(result)]
        turns.append(assistant("", second.call(found)))
        if chance(rng, 0.25) and not row.requests[chinese][0].endswith(("?", "？")):
            done = rng.choice(("ok", "done", "success", "OK", to_json({"status": "ok"})))
            turns += [tool_result(done), assistant("已完成。" if chinese else "Done.")]
        return turns


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: some requests that need two calls each."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    run = _Run(rng, chinese)
    tools = run.tools()
    if chance(rng, 0.3):
        tools.append(plain_calls.offered(rng, 1, chinese, 0.0)[0].tool)
    rng.shuffle(tools)
    about = str(tools)
    messages = plain_calls.system_prompt(rng)
    # Often one alone: later ones need only repeat what the first has shown.
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        messages += plain_talk.turn(rng, chinese, about, []) if chance(rng, 0.06) else run.turn()
    return Conversation(tuple(messages), tuple(tools))
