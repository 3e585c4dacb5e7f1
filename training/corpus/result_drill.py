"""Drill on what follows a result: it is told, or the next tool takes it, never the same tool."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from ..chat_format import (
    Conversation,
    Json,
    Message,
    ToolCall,
    assistant,
    to_json,
    tool_result,
    user,
)
from . import kept_apart, plain_calls
from .assistant_tools.results import empty, error
from .drill_results import TOPICS, told, told_briefly, told_field, value
from .drill_tools import WordTool
from .drill_values import KINDS, different
from .plain_everyday import ROWS, EverydayTool, chosen, everyday_tools
from .words import chance

_CHINESE_SHARE = 0.46
_DONE = ("ok", "done", "true", "success", "OK", "completed", to_json({"status": "done"}), to_json({"ok": True}))  # fmt: skip
_SUM = re.compile("[0-9]+( ?[-+*/] ?[0-9]+)+")


def _asked(rng: Random, text: str, chinese: bool, *calls: ToolCall) -> list[Message]:
    values = [each for call in calls for each in call.arguments.values()]
    return [user(plain_calls.typed(rng, text, chinese, values)), assistant("", *calls)]


def _about(given: str, said: str, chinese: bool) -> str:
    """All that a tool said of something: "Lima: 12 degrees."."""
    return f"{given}：{said}。" if chinese else f"{given}: {said}."


def _failed(rng: Random, chinese: bool) -> tuple[str, str]:
    """An error, or nothing at all, and the answer that says so."""
    return error(rng, chinese) if chance(rng, 0.5) else empty(rng, chinese)


def _done(rng: Random, chinese: bool) -> tuple[str, str]:
    return rng.choice(_DONE), "已完成。" if chinese else "Done."


def _answered(rng: Random, given: str, chinese: bool, topic: str = "") -> tuple[str, str]:
    """A result about something, and the answer."""
    if chance(rng, 0.1):
        return _failed(rng, chinese)
    if _SUM.fullmatch(given):  # the tool's word counts, right or not
        number = rng.randrange(10, 10 ** rng.choice((3, 4, 5, 6)))
        said = rng.choice(
            (str(number), to_json({rng.choice(("result", "value", "total")): number}))
        )
        return said, _about(given, str(number), chinese)
    is_brief = topic in TOPICS and chance(rng, 0.6)
    found = told_briefly(rng, chinese, topic, given) if is_brief else told(rng, chinese, given)
    return found.text, _about(given, found.said, chinese)


def _fact(tool: WordTool, given: str, found: object, chinese: bool) -> str:
    if chinese:
        return f"{given}的{tool.word}是{found}。"
    return f"The {tool.word} of {given} is {found}."


def _answer_of(rng: Random, tool: WordTool, given: str, chinese: bool) -> tuple[str, str]:
    """What a tool with a word says, and the answer."""
    if tool.is_deed:
        return _done(rng, chinese)
    if not tool.is_by_word:
        return _answered(rng, given, chinese)
    if chance(rng, 0.08):
        return _failed(rng, chinese)
    found = value(rng, chinese)
    key = tool.word.replace(" ", "_") if chance(rng, 0.7) else rng.choice(("result", "value"))
    return told_field(rng, chinese, key, given, found), _fact(tool, given, found, chinese)


def _one(rng: Random, tool: WordTool, chinese: bool) -> list[Message]:
    text, calls = tool.ask_all(rng, 1)
    result, answer = _answer_of(rng, tool, calls[0].arguments[tool.argument], chinese)
    return [*_asked(rng, text, chinese, *calls), tool_result(result), assistant(answer)]


def _several(rng: Random, tool: WordTool, chinese: bool) -> list[Message]:
    """Two or three calls, whose results are told in the same order."""
    text, calls = tool.ask_all(rng, rng.choice((2, 2, 3)))
    pairs = [_answer_of(rng, tool, call.arguments[tool.argument], chinese) for call in calls]
    answer = ("" if chinese else " ").join(dict.fromkeys(each[1] for each in pairs))
    turn = _asked(rng, text, chinese, *calls)
    return [*turn, *(tool_result(each[0]) for each in pairs), assistant(answer)]


def _everyday(rng: Random, tool: EverydayTool, chinese: bool) -> list[Message]:
    asked = tool.ask(rng)
    given = str(next(iter(asked.call.arguments.values())))
    is_done = chance(rng, 0.06)
    topic = tool.row.topic
    result, answer = _done(rng, chinese) if is_done else _answered(rng, given, chinese, topic)
    turn = _asked(rng, asked.text, chinese, asked.call)
    return [*turn, tool_result(result), assistant(answer)]


def _everyday_turns(rng: Random, chinese: bool) -> tuple[list[Json], Callable[[], list[Message]]]:
    tools: list[EverydayTool] = []
    while not tools:
        found = everyday_tools(rng, rng.choice((3, 4, 5)), chinese)
        is_short = [len(tool.names) == 1 and tool.row.arguments[0][0] in _TOLD for tool in found]
        tools = [tool for tool, fits in zip(found, is_short, strict=True) if fits][:2]
    return [tool.tool for tool in tools], lambda: _everyday(rng, rng.choice(tools), chinese)


# Of these an everyday tool can say something.
_TOLD = ("city", "person", "code", "item", "company", "word", "song", "dish", "topic", "room", "sum", "event", "near", "date")  # fmt: skip
# The word of the first tool names something that the second one takes.
_FOUND = ("town", "person", "code", "email", "thing")
_OF = ("the {w} of {x}", "the {w} of {x}", "the {w} that {x} has", "the {w} for {x}", "{x}'s {w}")
_OF_CHINESE = ("{x}的{w}", "{x}的{w}", "{x}那个{w}", "{x}所属的{w}", "{x}对应的{w}", "{x}的那个{w}")


_KIND_OF = {"city": "town", "person": "person", "code": "code", "date": "date"}
_SECOND_ROWS = [row for row in ROWS if len(row.arguments) == 1 and row.arguments[0][0] in _KIND_OF]


# What people call it that a first tool finds, in English and in Chinese.
_USUAL = {
    "town": ("home seat origin birthplace depot destination workplace", "住处 总部 产地 出生地 仓库 目的地 工作地"),
    "person": ("owner manager contact seller boss keeper partner", "主人 经理 联系人 卖家 老板 管理员 搭档"),
    "code": ("order ticket invoice parcel case contract receipt", "订单 工单 发票 包裹 案件 合同 收据"),
    "email": ("mailbox mail inbox", "邮箱 电邮 信箱"), "thing": ("favourite gift prize wish", "最爱 礼物 奖品 心愿"),
    "date": ("deadline delivery birthday opening", "期限 交货日 生日 开业日"),
}  # fmt: skip


def _usual_word(rng: Random, kind: str, chinese: bool) -> tuple[str, str]:
    """A word for what is found, and what the result calls it: in English for some who talk Chinese."""
    pairs = zip(*(words.split() for words in _USUAL[kind]), strict=True)
    free = [pair for pair in pairs if kept_apart.is_free(" ".join(pair))]
    english, in_chinese = rng.choice(free)
    key = in_chinese if chinese and chance(rng, 0.5) else english
    return (in_chinese if chinese else english), key


class _Second:
    """The second tool of two: one with a word, or an everyday one."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.tool: WordTool | EverydayTool
        if chance(rng, 0.5):
            row = rng.choice(_SECOND_ROWS)
            self.tool, slot = EverydayTool(rng, row, chinese), row.arguments[0][0]
            self.kind, self.argument = _KIND_OF[slot], self.tool.names[slot]
            self.requests = [
                text.replace("{" + slot + "}", "{x}") for text in row.requests[chinese]
            ]
        else:
            self.kind = rng.choice(_FOUND)
            word_tool = WordTool(rng, KINDS[self.kind], chinese, False)
            forms = word_tool.manner.requests[chinese]
            self.tool, self.argument = word_tool, word_tool.argument
            self.requests = [text.replace("{w}", word_tool.word) for text in forms]

    def answer(self, rng: Random, given: str, chinese: bool) -> tuple[str, str]:
        """Returns what it says, and the answer."""
        if isinstance(self.tool, WordTool):
            return _answer_of(rng, self.tool, given, chinese)
        return _answered(rng, given, chinese, self.tool.row.topic)


class _Chain:
    """Two tools: the first finds, by its word, what the second takes."""

    def __init__(self, rng: Random, chinese: bool) -> None:
        self.rng, self.chinese = rng, chinese
        self.second = _Second(rng, chinese)
        given = rng.choice([kind for kind in _FOUND if kind != self.second.kind])
        word, key = "", ""
        if chance(rng, 0.75):
            word, key = _usual_word(rng, self.second.kind, chinese)
        self.first = WordTool(rng, KINDS[given], chinese, False, is_deed=False, word=word)
        self.found, self.key = KINDS[self.second.kind], key or self.first.word

    def turn(self) -> list[Message]:
        """Returns a request that needs both tools, or one of them, down to the answer."""
        rng, chinese, pick = self.rng, self.chinese, self.rng.random()
        given, found = (
            different(rng, kind, chinese, 1)[0] for kind in (self.first.kind, self.found)
        )
        if pick < 0.25:  # the first tool is enough
            forms = self.first.manner.requests[chinese]
            text = rng.choice(forms).format(w=self.first.word, x=given)
            turn = _asked(rng, text, chinese, self.first.call(given))
            answer = _fact(self.first, given, found, chinese)
            return [*turn, tool_result(self._said(given, found)), assistant(answer)]
        if pick < 0.4:  # all is said: the second one is enough
            turn = _asked(rng, self._request(found), chinese, self._last(found))
        else:
            of = rng.choice(_OF_CHINESE if chinese else _OF).format(w=self.first.word, x=given)
            turn = _asked(rng, self._request(of), chinese, self.first.call(given))
            turn += [tool_result(self._said(given, found)), assistant("", self._last(found))]
        if chance(rng, 0.4):
            result, answer = self.second.answer(rng, found, chinese)
            turn += [tool_result(result), assistant(answer)]
        return turn

    def _request(self, of: str) -> str:
        text = chosen(self.rng, self.second.requests)
        return text.replace("the {x}", "{x}" if of.startswith("the ") else "the {x}").format(x=of)

    def _last(self, found: str) -> ToolCall:
        return ToolCall(self.second.tool.name, {self.second.argument: found})

    def _said(self, given: str, found: str) -> str:
        rng = self.rng
        key = self.key if chance(rng, 0.7) else rng.choice((self.second.argument, "result"))
        return told_field(rng, self.chinese, key, given, found)


def _word_turns(rng: Random, chinese: bool) -> tuple[list[Json], Callable[[], list[Message]]]:
    kinds = rng.sample(("town", "person", "code", "thing", "topic", "sum"), rng.choice((1, 1, 2)))
    by_kind = chance(rng, 0.4) and "thing" not in kinds
    tools = [WordTool(rng, KINDS[kind], chinese, by_kind, is_deed=False) for kind in kinds]

    def turn() -> list[Message]:
        make = _several if chance(rng, 0.25) else _one
        return make(rng, rng.choice(tools), chinese)

    return [tool.tool for tool in tools], turn


_BRIEF_ROWS = [row for row in ROWS if len(row.arguments) == 1 and row.topic in (*TOPICS, "sum")]


def _brief(rng: Random, chinese: bool) -> Conversation:
    """One tool, one call and one short thing that it finds: nothing is left to call."""
    if chance(rng, 0.2):
        kind = KINDS[rng.choice(("town", "person", "code", "thing"))]
        by_word = WordTool(rng, kind, chinese, by_kind=False, is_deed=False)
        return Conversation(tuple(_one(rng, by_word, chinese)), (by_word.tool,))
    tool = EverydayTool(rng, rng.choice(_BRIEF_ROWS), chinese)
    asked = tool.ask(rng)
    given = str(next(iter(asked.call.arguments.values())))
    turn = _asked(rng, asked.text, chinese, asked.call)
    if tool.row.topic == "sum":
        result, answer = _answered(rng, given, chinese)
    else:
        found = told_briefly(rng, chinese, tool.row.topic, given)
        result, answer = found.text, _about(given, found.said, chinese)
    return Conversation((*turn, tool_result(result), assistant(answer)), (tool.tool,))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many calls, each with its result and what follows."""
    chinese, pick = chance(rng, _CHINESE_SHARE), rng.random()
    if chance(rng, 0.55):
        return _brief(rng, chinese)
    if pick < 0.35:
        tools, turn = _everyday_turns(rng, chinese)
    elif pick < 0.65:
        tools, turn = _word_turns(rng, chinese)
    else:
        chain = _Chain(rng, chinese)
        tools, turn = [chain.first.tool, chain.second.tool.tool], chain.turn
    rng.shuffle(tools)
    messages = [message for _ in range(rng.choice((4, 4, 5, 6))) for message in turn()]
    return Conversation(tuple(messages), tuple(tools))
