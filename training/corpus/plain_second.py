"""Plain runs of two calls: the first finds what the second needs."""

from __future__ import annotations

import re
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
    tool_result,
    user,
)
from . import plain_calls, plain_slots, plain_talk, tool_values
from .drill_values import KINDS
from .phrasing import capital
from .plain_matters import thing
from .plain_tools import styled
from .rare_names import chinese_name
from .step_results import ending, first_result
from .words import CHINESE_NAMES, FIRST_NAMES, LAST_NAMES, allowed, chance, email, read_table

Pair = tuple[tuple[str, ...], tuple[str, ...]]
_CHINESE_SHARE = 0.52


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


def _person(rng: Random, chinese: bool) -> str:
    if chinese:
        return rng.choice(CHINESE_NAMES) if chance(rng, 0.7) else chinese_name(rng)
    if chance(rng, 0.25):
        return KINDS["person"].make(rng, False)
    first = rng.choice(FIRST_NAMES)
    return first if chance(rng, 0.6) else f"{first} {rng.choice(LAST_NAMES)}"


def _date(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.3):
        return plain_slots.date(rng, chinese)
    return f"{rng.randrange(2020, 2042)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"


_MAKERS: dict[str, Callable[[Random, bool], Any]] = {
    "city": KINDS["town"].make,
    "person": _person,
    "date": _date,
    "time": plain_slots.clock,
    "code": lambda rng, _: plain_slots.code(rng),
    "flight": lambda rng, _: plain_slots.code(rng),
    "number": lambda rng, _: rng.randrange(1, 10 ** rng.choice((2, 3, 4, 5))),
    "email": lambda rng, _: email(rng),
    "word": lambda rng, chinese: thing(rng, chinese).name(chinese) if chance(rng, 0.7) else plain_slots.word(rng, chinese),
    "company": tool_values.company,
    "event": tool_values.title,
    "room": tool_values.room,
}  # fmt: skip
_FRAMES = ("tell me {}", "I need to know {}", "find out {}", "what is {}?", "give me {}", "I only want {}", "do you know {}?")  # fmt: skip
_FRAMES_CHINESE = (
    "{}是什么？",
    "告诉我{}",
    "查一下{}",
    "我想知道{}",
    "只要{}",
    "给我{}",
    "{}你知道吗",
)
# These cannot be followed by "is", or are no name for one thing.
_NO_NAME = re.compile("^what | people$|那里$|那边$|^{g}家$")
# How what the first tool finds is asked for, if nothing is to be done with it.
_ASKED: dict[str, Pair] = {
    "city": (("which town is {}?", "the name of {}, please", "what is {} called?", "where is {}?"), ("{}是哪里？", "{}叫什么名字", "{}在哪儿", "{}是哪座城市")),
    "person": (("who is {}?", "the name of {}, please", "what is the name of {}?"), ("{}是谁？", "{}叫什么", "{}的名字", "{}是哪位")),
    "date": (("when is {}?", "which date is {}", "what is the date of {}?"), ("{}是哪天？", "{}是几号", "{}是什么日期")),
    "time": (("when is {}?", "what is {}?"), ("{}是几点？", "{}是什么时候")),
    "code": (("what number does {} have?", "the number of {}, please", "which code has {}", "just the number for {}"), ("{}是多少号？", "{}的号码是多少", "{}的编号", "{}是哪个单号")),
    "room": (("which room is {}?", "where is {}?"), ("{}是哪间？", "{}在哪儿", "{}是哪个房间")),
    "company": (("which firm is {}?", "the name of {}, please", "what is {} called?"), ("{}是哪家？", "{}叫什么名字", "{}的名字")),
    "flight": (("what number does {} have?", "the number of {}, please"), ("{}是多少号？", "{}的航班号")),
    "number": (("how much is {}?", "what is {}?"), ("{}是多少？", "{}有多少")),
    "email": (("what is {}?", "how do I spell {}"), ("{}是什么？", "{}怎么写")),
}  # fmt: skip


_NOTES: dict[str, tuple[str, ...]] = {
    "city": ("The town", "Name of the town", "城市"), "person": ("Name of the person", "Who it is", "姓名"),
    "date": ("The day", "Date, such as 2031-08-09", "日期"), "time": ("Time of the day", "The hour", "时间"),
    "code": ("The number", "Its code", "编号"), "number": ("The value", "A number", "数值"), "email": ("Mail address", "Address", "邮箱"),
    "word": ("The thing", "What it is", "物品"), "company": ("The company", "Name of the firm", "公司"),
    "flight": ("The flight", "Its number", "航班号"), "event": ("The event", "Title of it", "活动"), "room": ("The room", "Which room", "房间"),
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


def _wholes() -> dict[tuple[str, str], Pair]:
    """Requests as people make them who know nothing of tools, by the names of both."""
    found = {}
    for first, second, *row in read_table("plain_whole_requests.txt"):
        asked, asked_zh = _cells(row)
        found[first, second] = (asked, asked_zh)
    return found


_WHOLES = _wholes()
_PAIRS = [
    (first, second)
    for first in FIRSTS
    for second in SECONDS[first.found]
    if (first.names[0], second.names[0]) in _WHOLES
]


class _Run:
    """A first tool with some second tools for what it finds."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.rng, self.chinese = rng, chinese
        in_chinese = chinese and chance(rng, 0.8)
        if chance(rng, 0.55):  # two that go well together
            self.row, wanted = rng.choice(_PAIRS)
            others = [row for row in SECONDS[self.row.found] if row is not wanted]
            count = min(len(others), rng.choice((0, 0, 0, 1, 2)))
            self.second_rows = [wanted, *rng.sample(others, count)]
        else:
            self.row = rng.choice(FIRSTS)
            rows = SECONDS[self.row.found]
            self.second_rows = rng.sample(rows, min(len(rows), rng.choice((1, 1, 2, 3))))
        row = self.row
        self.first = _step(rng, row.names, row.about[in_chinese], row.arguments, row.given)
        self.seconds = [
            _step(rng, row.names, row.about[in_chinese], row.arguments, row.takes)
            for row in self.second_rows
        ]

    def tools(self) -> list[Json]:
        """Returns the tools of the run."""
        return [self.first.tool, *(step.tool for step in self.seconds)]

    def found_only(self) -> list[Message]:
        """Returns a request for what the first tool finds: its result is told."""
        rng, chinese = self.rng, self.chinese
        given, found = self._values()
        names = [text for text in self.row.says[chinese] if not _NO_NAME.search(text)]
        says = rng.choice(names).format(g=given)
        asked = _ASKED.get(self.row.found)
        if asked and chance(rng, 0.7):
            frames = asked[chinese]
        else:
            frames = _FRAMES_CHINESE if chinese else _FRAMES
        said = plain_calls.typed(rng, rng.choice(frames).format(says), chinese, [given])
        result = self._result(given, found)
        answer = f"{says}是{found}。" if chinese else f"{capital(says)} is {found}."
        calls = [user(said), assistant("", self.first.call(given))]
        return [*calls, tool_result(result), assistant(answer)]

    def turn(self) -> list[Message]:
        """Returns a request with its two calls, or one that needs only one of them."""
        rng, chinese, pick = self.rng, self.chinese, self.rng.random()
        if pick < 0.1:  # the first tool is enough
            return self.found_only()
        index = 0 if chance(rng, 0.6) else rng.randrange(len(self.seconds))
        second, row = self.seconds[index], self.second_rows[index]
        given, found = self._values()
        wholes = _WHOLES.get((self.row.names[0], row.names[0]))
        if pick < 0.16:  # all is said: the second tool is enough
            said = f"the {found}" if row.takes == "room" and not chinese else found
            text, copied = rng.choice(row.requests[chinese]).format(y=said), found
        elif wholes and chance(rng, 0.75):
            text, copied = rng.choice(wholes[chinese]).format(g=given), given
        else:
            text, copied = rng.choice(row.requests[chinese]).format(y=self._says(given)), given
        turns = [user(plain_calls.typed(rng, text, chinese, [copied]))]
        if pick >= 0.16:
            result = self._result(given, found)
            turns += [assistant("", self.first.call(given)), tool_result(result)]
        turns.append(assistant("", second.call(found)))
        if chance(rng, 0.5):
            told, answer = ending(rng, chinese, row.names[0], found)
            turns += [tool_result(told), assistant(answer)]
        return turns

    def _values(self) -> tuple[Any, Any]:
        """What is given, and what is found: never the same."""
        makers = (_MAKERS[self.row.given], _MAKERS[self.row.found])
        given, found = (make(self.rng, self.chinese) for make in makers)
        return (given, found) if given != found else self._values()

    def _says(self, given: Any) -> str:
        return self.rng.choice(self.row.says[self.chinese]).format(g=given)

    def _result(self, given: Any, found: Any) -> str:
        key = self.rng.choice(self.row.keys)
        return first_result(self.rng, self.chinese, self.row.found, key, given, found)


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: some requests that need two calls each."""
    chinese = chance(rng, _CHINESE_SHARE)
    run = _Run(rng, chinese)
    if chance(rng, 0.1):  # no second tool: nothing can follow the result
        turns = [each for _ in range(rng.choice((1, 1, 2))) for each in run.found_only()]
        return Conversation(tuple(turns), (run.first.tool,))
    tools = run.tools()
    if chance(rng, 0.2):
        tools.append(plain_calls.offered(rng, 1, chinese, 0.0)[0].tool)
    rng.shuffle(tools)
    about = str(tools)
    messages = plain_calls.system_prompt(rng)
    # Often one alone: later ones need only repeat what the first has shown.
    for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3))):
        messages += plain_talk.turn(rng, chinese, about, []) if chance(rng, 0.03) else run.turn()
    return Conversation(tuple(messages), tuple(tools))
