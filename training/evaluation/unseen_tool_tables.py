"""What the unseen tools know and do about things, and how people ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from ..chat_format import Json
from .words import cities, code, names, products


@dataclass(frozen=True)
class Key:
    """An argument that says which thing is meant.

    Attributes:
        arguments: names it may have.
        kind: its type.
        about: its description; {n} is the thing.
        value: makes a value.
        said: how a request names the thing {n} with the value {v}.
    """

    arguments: tuple[str, ...]
    kind: str
    about: dict[str, str]
    value: Callable[[Random, str], Any]
    said: dict[str, tuple[str, ...]]


KEYS = (
    Key(
        ("model", "make", "item_name"),
        "string",
        {"en": "Name of the {n}", "zh": "{n}的型号"},
        lambda rng, language: products(rng, "en", 1)[0],
        {
            "en": ("the {v} {n}", "our {n} {v}", "the {n} called {v}"),
            "zh": ("{v}{n}", "型号为{v}的{n}", "叫{v}的{n}"),
        },
    ),
    Key(
        ("unit_no", "serialNumber", "item_id"),
        "integer",
        {"en": "Its number", "zh": "{n}的编号"},
        lambda rng, language: rng.randrange(11, 9800),
        {
            "en": ("{n} {v}", "{n} no. {v}", "{n} #{v}", "the {n} with number {v}"),
            "zh": ("{v}号{n}", "编号{v}的{n}", "第{v}号{n}"),
        },
    ),
    Key(
        ("tag", "asset_code", "refCode"),
        "string",
        {"en": "Code on the {n}", "zh": "{n}上的代码"},
        lambda rng, language: code(rng),
        {
            "en": ("{n} {v}", "the {n} tagged {v}", "the {n} with the code {v}"),
            "zh": ("{n}{v}", "代码为{v}的{n}", "标着{v}的{n}"),
        },
    ),
    Key(
        ("holder", "belongs_to", "ownerName"),
        "string",
        {"en": "Whose {n} it is", "zh": "{n}的主人"},
        lambda rng, language: names(rng, language, 1)[0],
        {"en": ("{v}'s {n}", "the {n} of {v}"), "zh": ("{v}的{n}", "{v}家的{n}", "{v}那个{n}")},
    ),
    Key(
        ("town", "site", "branch_city"),
        "string",
        {"en": "Where the {n} is", "zh": "{n}所在的城市"},
        lambda rng, language: cities(rng, language, 1)[0],
        {"en": ("the {n} in {v}", "our {n} over in {v}"), "zh": ("{v}的{n}", "放在{v}的{n}")},
    ),
)

# What can be known: the word in tool names, what it is, and how people ask. {x}: which one.
FACTS: tuple[tuple[str, dict[str, str], dict[str, tuple[str, ...]]], ...] = (
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
DEEDS: tuple[tuple[str, dict[str, str], dict[str, _Value], dict[str, tuple[str, ...]]], ...] = (
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
    (
        "mend",
        {"en": "Has the {n} repaired", "zh": "送修{n}"},
        {
            "en": (
                "rush",
                {"type": "boolean", "description": "Whether it is urgent"},
                lambda r: r.random() < 0.5,
            ),
            "zh": (
                "rush",
                {"type": "boolean", "description": "是否加急"},
                lambda r: r.random() < 0.5,
            ),
        },
        {
            "en": ("{x} is broken, get it fixed, {v}", "repair {x}, {v}", "{v}: please fix {x}"),
            "zh": ("{x}坏了，修一下，{v}", "修理{x}，{v}", "{v}，请把{x}修好"),
        },
    ),
    (
        "mark",
        {"en": "Puts words on the {n}", "zh": "给{n}加标记"},
        {
            "en": (
                "keywords",
                {"type": "array", "items": {"type": "string"}},
                lambda r: r.sample(("sold", "new", "heavy", "used", "loud"), 2),
            ),
            "zh": (
                "keywords",
                {"type": "array", "items": {"type": "string"}},
                lambda r: r.sample(("已售", "全新", "超重", "二手", "待修"), 2),
            ),
        },
        {
            "en": ("mark {x} as {v}", "put {v} on {x}", "{x} should be marked {v}"),
            "zh": ("给{x}标上{v}", "{x}标成{v}", "请在{x}上写{v}"),
        },
    ),
)
