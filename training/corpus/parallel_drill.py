"""Drill on several calls: short prompts, many requests, each for one, two or three things."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, ToolCall, assistant, user
from . import plain_calls
from .drill_tools import LinkedTool, SumTool, WordTool, listed, sum_tools
from .drill_values import KINDS, different
from .joined_drill import together
from .plain_everyday import COMMON, ROWS, EverydayTool, everyday_tools
from .words import chance

Tool = WordTool | LinkedTool | SumTool | EverydayTool
_CHINESE_SHARE = 0.58
_BY_KIND = ("town", "person", "code", "topic", "sum", "thing")
_RARE = ("email", "date", "room")


def _drilled(rng: Random, chinese: bool) -> list[Tool]:
    """Tools with made-up words: some of one kind of value, some told apart by the kind alone."""
    count, pick = rng.choice((1, 2, 2, 3)), rng.random()
    if pick < 0.12:
        return [*sum_tools(rng, rng.choice((1, 2, 2)), chinese)]
    kinds = rng.sample(_BY_KIND, count)
    if chance(rng, 0.2):
        kinds[0] = rng.choice(_RARE)
    if pick < 0.4:
        kinds = ["date" if kind == "thing" else kind for kind in kinds]  # anything may be a thing
        return [WordTool(rng, KINDS[kind], chinese, True) for kind in dict.fromkeys(kinds)]
    if pick < 0.55:  # one kind: the word tells
        kinds = [rng.choice(("town", "person", "code", "thing"))] * count
    found: list[Tool] = [WordTool(rng, KINDS[kind], chinese, False) for kind in kinds]
    if chance(rng, 0.4):
        found[-1] = LinkedTool(rng, chinese)
    return found


def _offered(rng: Random, chinese: bool) -> list[Tool]:
    while True:
        is_everyday = chance(rng, 0.6)
        rows = COMMON if chance(rng, 0.75) else ROWS
        tools: list[Tool] = (
            [*everyday_tools(rng, rng.choice((2, 3, 3)), chinese, rows)]
            if is_everyday
            else _drilled(rng, chinese)
        )
        words = [getattr(tool, "word", tool.name) for tool in tools]
        if len({tool.name for tool in tools}) == len(set(words)) == len(tools):
            rng.shuffle(tools)
            return tools


def _mixed(rng: Random, tools: list[Tool], chinese: bool, count: int) -> tuple[str, list[ToolCall]]:
    """Requests for several tools in one message."""
    chosen = rng.sample(tools, min(count, len(tools)))
    asked = [tool.ask(rng) for tool in chosen]
    return together(rng, asked, chinese), [each.call for each in asked]


def _of_all_kinds(rng: Random, tools: list[WordTool], chinese: bool) -> tuple[str, list[ToolCall]]:
    """One request for things of different kinds: each belongs to another tool."""
    chosen = rng.sample(tools, min(rng.choice((2, 3)), len(tools)))
    values = [different(rng, tool.kind, chinese, 1)[0] for tool in chosen]
    forms = chosen[0].manner.requests[chinese]
    text = rng.choice(forms).format(x=listed(rng, values, chinese))
    return text, [tool.call(value) for tool, value in zip(chosen, values, strict=True)]


def _turn(rng: Random, tools: list[Tool], chinese: bool) -> list[Message]:
    pick, count = rng.random(), rng.choice((2, 3))
    if pick < 0.22:
        asked = rng.choice(tools).ask(rng)
        text, calls = asked.text, [asked.call]
    elif pick < 0.6 or len(tools) == 1:
        text, calls = rng.choice(tools).ask_all(rng, count)
    else:
        by_kind = [each for each in tools if isinstance(each, WordTool) and not each.is_by_word]
        if len(by_kind) > 1 and chance(rng, 0.6):
            text, calls = _of_all_kinds(rng, by_kind, chinese)
        else:
            text, calls = _mixed(rng, tools, chinese, count)
    values = [value for call in calls for value in call.arguments.values()]
    return [user(plain_calls.typed(rng, text, chinese, values)), assistant("", *calls)]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many short requests, most of them for several calls."""
    chinese = chance(rng, _CHINESE_SHARE)
    tools = _offered(rng, chinese)
    messages: list[Message] = []
    for _ in range(rng.choice((4, 5, 6, 7))):
        messages += _turn(rng, tools, chinese)
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
