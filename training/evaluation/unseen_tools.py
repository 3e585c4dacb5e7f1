"""Tools that were never seen: a thing of the evaluation's own, something to know or do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from ..chat_format import Json, ToolCall, function_tool, user
from .case import Case, Row, chat, rows_of
from .judges import has_calls, show_calls
from .words import CHINESE_NOUNS, camel, cities, code, names, objects, products, snake


@dataclass(frozen=True)
class Question:
    """A tool, a request for it, and the call that is right."""

    tool: Json
    request: str
    call: ToolCall


# Which one is meant: argument names, type, description, value, how English says it. {n}: the thing.
@dataclass(frozen=True)
class _Key:
    arguments: tuple[str, ...]
    kind: str
    about: dict[str, str]
    value: Callable[[Random, str], Any]
    said: dict[str, tuple[str, ...]]


_KEYS = (
    _Key(
        ("model", "make", "item_name"),
        "string",
        {"en": "Name of the {n}", "zh": "{n}的型号"},
        lambda rng, language: products(rng, "en", 1)[0],
        {
            "en": ("the {v} {n}", "our {n} {v}", "the {n} called {v}"),
            "zh": ("{v}{n}", "型号为{v}的{n}", "叫{v}的{n}"),
        },
    ),
    _Key(
        ("unit_no", "serialNumber", "item_id"),
        "integer",
        {"en": "Its number", "zh": "{n}的编号"},
        lambda rng, language: rng.randrange(11, 9800),
        {
            "en": ("{n} {v}", "{n} no. {v}", "{n} #{v}", "the {n} with number {v}"),
            "zh": ("{v}号{n}", "编号{v}的{n}", "第{v}号{n}"),
        },
    ),
    _Key(
        ("tag", "asset_code", "refCode"),
        "string",
        {"en": "Code on the {n}", "zh": "{n}上的代码"},
        lambda rng, language: code(rng),
        {
            "en": ("{n} {v}", "the {n} tagged {v}", "the {n} with the code {v}"),
            "zh": ("{n}{v}", "代码为{v}的{n}", "标着{v}的{n}"),
        },
    ),
    _Key(
        ("holder", "belongs_to", "ownerName"),
        "string",
        {"en": "Whose {n} it is", "zh": "{n}的主人"},
        lambda rng, language: names(rng, language, 1)[0],
        {"en": ("{v}'s {n}", "the {n} of {v}"), "zh": ("{v}的{n}", "{v}家的{n}", "{v}那个{n}")},
    ),
    _Key(
        ("town", "site", "branch_city"),
        "string",
        {"en": "Where the {n} is", "zh": "{n}所在的城市"},
        lambda rng, language: cities(rng, language, 1)[0],
        {"en": ("the {n} in {v}", "our {n} over in {v}"), "zh": ("{v}的{n}", "放在{v}的{n}")},
    ),
)

# What can be known: the word in tool names, what it is, and how people ask. {x}: which one.
_FACTS: tuple[tuple[str, dict[str, str], dict[str, tuple[str, ...]]], ...] = (
    (
        "heft",
        {"en": "how heavy the {n} is", "zh": "{n}有多重"},
        {
            "en": ("how heavy is {x}", "What does {x} weigh?", "I'd like to know how heavy {x} is"),
            "zh": ("{x}有多重？", "{x}多重", "我想知道{x}的重量", "请问{x}重多少？"),
        },
    ),
    (
        "cost",
        {"en": "what the {n} costs", "zh": "{n}的价钱"},
        {
            "en": ("what does {x} cost", "How much is {x}?", "need the price of {x}, thanks"),
            "zh": ("{x}多少钱", "{x}卖多少钱？", "帮我看一下{x}的价钱", "{x}贵不贵，多少钱？"),
        },
    ),
    (
        "makerInfo",
        {"en": "who made the {n}", "zh": "{n}是谁制造的"},
        {
            "en": ("who made {x}?", "tell me who built {x}", "Which company makes {x}?"),
            "zh": ("{x}是谁造的？", "哪家公司生产{x}", "告诉我{x}的制造商"),
        },
    ),
    (
        "condition",
        {"en": "what condition the {n} is in", "zh": "{n}的状况"},
        {
            "en": ("is {x} still ok?", "What shape is {x} in?", "Check the condition of {x}"),
            "zh": ("{x}还好吗", "{x}现在状况怎么样？", "检查一下{x}的状况"),
        },
    ),
    (
        "age",
        {"en": "how old the {n} is", "zh": "{n}用了多久"},
        {
            "en": (
                "how old is {x}?",
                "Please find out the age of {x}.",
                "since when do we have {x}",
            ),
            "zh": ("{x}用了多久了？", "{x}有几年了", "请查{x}的使用年限"),
        },
    ),
)

_Value = tuple[str, Json, Callable[[Random], Any]]
_COLOURS = ("red", "blue", "green", "white", "black")
_CHINESE_COLOURS = ("红色", "蓝色", "绿色", "白色", "黑色")

# What can be done: word in tool names, what it does, the further argument, and how people ask.
_DEEDS: tuple[tuple[str, dict[str, str], dict[str, _Value], dict[str, tuple[str, ...]]], ...] = (
    (
        "lend",
        {"en": "Lends the {n} for some days", "zh": "借出{n}若干天"},
        {
            "en": (
                "num_days",
                {"type": "integer", "description": "For how long"},
                lambda r: r.randrange(2, 30),
            ),
            "zh": (
                "num_days",
                {"type": "integer", "description": "天数"},
                lambda r: r.randrange(2, 30),
            ),
        },
        {
            "en": (
                "lend out {x} for {v} days",
                "someone wants to borrow {x} for {v} days",
                "For {v} days, lend {x} please.",
            ),
            "zh": ("把{x}借出{v}天", "有人想借{x}，借{v}天", "{x}借我{v}天吧"),
        },
    ),
    (
        "repaint",
        {"en": "Paints the {n}", "zh": "给{n}上色"},
        {
            "en": (
                "new_colour",
                {"type": "string", "enum": list(_COLOURS)},
                lambda r: r.choice(_COLOURS),
            ),
            "zh": (
                "new_colour",
                {"type": "string", "enum": list(_CHINESE_COLOURS)},
                lambda r: r.choice(_CHINESE_COLOURS),
            ),
        },
        {
            "en": ("paint {x} {v}", "could you make {x} {v}?", "I want {x} in {v}"),
            "zh": ("把{x}刷成{v}", "{x}改成{v}的", "我想要{x}变成{v}"),
        },
    ),
    (
        "ship",
        {"en": "Sends the {n} to a city", "zh": "把{n}寄到某个城市"},
        {
            "en": (
                "destination",
                {"type": "string", "description": "Where it goes"},
                lambda r: cities(r, "en", 1)[0],
            ),
            "zh": (
                "destination",
                {"type": "string", "description": "目的地"},
                lambda r: cities(r, "zh", 1)[0],
            ),
        },
        {
            "en": ("ship {x} to {v}", "{x} has to go to {v}", "Please get {x} sent to {v}."),
            "zh": ("把{x}寄到{v}", "{x}要送去{v}", "请将{x}发往{v}。"),
        },
    ),
)

_LOOK = ("peek", "inspect", "retrieve", "report", "tell")
# Names for tools described in Chinese: what a Chinese thing is called in English.
_ENGLISH_OF = {
    "背包": "rucksack", "窗帘": "drapery", "地毯": "rug", "风筝": "kitefly", "钢琴": "pianoforte",
    "滑板": "skateboard", "花瓶": "flowervase", "镜子": "mirrorglass", "棉被": "quilt",
    "书架": "bookrack", "水壶": "waterjug", "算盘": "abacus", "梯子": "stepladder",
    "拖鞋": "slipper", "帐篷": "campingtent", "枕头": "headrest", "轮椅": "wheelchair",
    "耳环": "earstud", "床单": "bedsheet", "灯笼": "paperlamp", "帆船": "dinghy",
    "缝纫机": "sewingmachine", "雨伞": "brolly", "毡帽": "felthat", "碗柜": "sideboard",
}  # fmt: skip


def _things(rng: Random, language: str, count: int) -> list[str]:
    if language == "en":
        return objects(rng, language, count)
    known = [noun for noun in CHINESE_NOUNS if noun in _ENGLISH_OF]
    return rng.sample(known, count)


def _tool_name(rng: Random, verb: str, thing: str, what: str) -> str:
    thing = _ENGLISH_OF.get(thing, thing)
    parts = [
        part for part in rng.choice(((verb, thing, what), (thing, what), (what, thing))) if part
    ]
    return camel(*parts) if rng.random() < 0.35 else snake(*parts)


def _key_argument(rng: Random, thing: str, language: str) -> tuple[str, Json, Any, str]:
    """An argument that says which thing is meant: name, schema, value, and how it is said."""
    key = rng.choice(_KEYS)
    schema: Json = {"type": key.kind}
    if rng.random() < 0.7:
        schema["description"] = key.about[language].format(n=thing)
    value = key.value(rng, language)
    return rng.choice(key.arguments), schema, value, rng.choice(key.said[language]).format(
        v=value, n=thing
    )  # fmt: skip


def _fact_question(rng: Random, thing: str, language: str, number: int) -> Question:
    word, about, requests = _FACTS[number]
    argument, schema, value, said = _key_argument(rng, thing, language)
    name = _tool_name(rng, rng.choice(_LOOK), thing, word)
    begin = rng.choice(
        ("Tells {}", "Finds out {}", "Says {}.") if language == "en" else ("查{}", "返回{}")
    )
    described = begin.format(about[language].format(n=thing))
    tool = function_tool(name, described, {argument: schema})
    request = rng.choice(requests[language]).format(x=said)
    return Question(tool, request, ToolCall(name, {argument: value}))


def _deed_question(rng: Random, thing: str, language: str, number: int) -> Question:
    word, about, further, requests = _DEEDS[number]
    argument, schema, value, said = _key_argument(rng, thing, language)
    extra, extra_schema, make_value = further[language]
    extra_value = make_value(rng)
    name = _tool_name(rng, "", thing, word)
    tool = function_tool(
        name, about[language].format(n=thing), {argument: schema, extra: extra_schema}
    )
    request = rng.choice(requests[language]).format(x=said, v=extra_value)
    return Question(tool, request, ToolCall(name, {argument: value, extra: extra_value}))


def question(rng: Random, thing: str, language: str, number: int) -> Question:
    """Returns the numbered kind of question about a thing; see `NUM_KINDS`."""
    if number < len(_FACTS):
        return _fact_question(rng, thing, language, number)
    return _deed_question(rng, thing, language, number - len(_FACTS))


NUM_KINDS = len(_FACTS) + len(_DEEDS)


def questions(rng: Random, language: str, count: int) -> list[Question]:
    """Returns questions for different tools; some are about one thing, some of one kind."""
    if rng.random() < 0.5:
        thing = _things(rng, language, 1)[0]
        kinds = rng.sample(range(NUM_KINDS), count)
        return [question(rng, thing, language, kind) for kind in kinds]
    things = _things(rng, language, count)
    return [question(rng, thing, language, rng.randrange(NUM_KINDS)) for thing in things]


def _make(rng: Random, language: str, offered: int) -> Case:
    found = questions(rng, language, offered)
    asked = rng.choice(found)
    conversation = chat(user(asked.request), tools=[each.tool for each in found])
    return Case(conversation, has_calls(asked.call), show_calls([asked.call]))


def rows() -> list[Row]:
    """Returns rows for 1, 2, 4 and 8 tools."""
    goals = {1: 0.99, 2: 0.96, 4: 0.92, 8: 0.85}
    return [
        row
        for offered, goal in goals.items()
        for row in rows_of(
            f"unseen tool, {offered} offered",
            goal,
            lambda rng, language, offered=offered: _make(rng, language, offered),  # type: ignore[misc]
        )
    ]
