"""The choice among six to eight tools, with a request in turn for each of them.

The long list is read once and asked about ten times. What the tools know or do is told in one
wording and asked for in another; two of them share a thing or a deed, so that both must fit.
The simpler half has no arguments at all: there, the choice is all that the answer says.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..chat_format import Conversation, Message, ToolCall, assistant, user
from . import plain_calls
from .plain_choice import BareTool
from .plain_everyday import ROWS, EverydayTool, Row, everyday_tools
from .plain_keys import KEYS, WEIGHTS, Key
from .plain_matters import Matter, Thing
from .plain_synonyms import some_matters, things
from .plain_tools import PlainTool, Request
from .words import chance

_SIZES, _SIZE_WEIGHTS = (3, 4, 5, 6, 7, 8), (8, 14, 10, 20, 16, 32)


def pairs(rng: Random, count: int, chinese: bool) -> list[tuple[Thing, Matter]]:
    """Returns what tools are about: one thing, one matter, each other ones, or a grid of few."""
    pick = rng.random()
    if pick < 0.35:
        [one] = things(rng, 1, chinese)
        return [(one, what) for what in some_matters(rng, count)]
    found = things(rng, count, chinese)
    if pick < 0.5:
        [known] = some_matters(rng, 1)
        return [(about, known) for about in found]
    if pick < 0.65:
        return list(zip(found, some_matters(rng, count), strict=True))
    matters = some_matters(rng, rng.choice((2, 3, 4)))
    rows = -(-count // len(matters))
    grid = [(about, what) for about in found[:rows] for what in matters]
    return rng.sample(grid, count)


def _in_turn(rng: Random, count: int, turns: int) -> list[int]:
    """Numbers below the count, each about as often, in any order."""
    order: list[int] = []
    while len(order) < turns:
        order += rng.sample(range(count), count)
    return order[:turns]


Turn = tuple[str, ToolCall]


def _bare(rng: Random, count: int, chinese: bool) -> tuple[list[BareTool], list[Turn]]:
    """Tools without arguments."""
    named: dict[str, BareTool] = {}
    for about, what in pairs(rng, count, chinese):
        tool = BareTool(rng, about, what, chinese)
        named.setdefault(tool.name, tool)
    tools = list(named.values())
    asked: list[Turn] = []
    for number in _in_turn(rng, len(tools), rng.randrange(10, 14)):
        text = plain_calls.typed(rng, tools[number].ask(rng), chinese)
        asked.append((text, ToolCall(tools[number].name, {})))
    return tools, asked


def _questions(rng: Random, tools: Sequence[PlainTool | EverydayTool], chinese: bool) -> list[Turn]:
    """Requests for the tools in turn."""
    found: list[Request] = []
    for number in _in_turn(rng, len(tools), rng.randrange(8, 11)):
        found.append(plain_calls.question(rng, tools[number], chinese))
    return [(each.text, each.call) for each in found]


# Nobody asks for the owner of Tom's car: a fact, and the key in whose words it lies already.
_KNOWN = {"owner": 3, "arrival": 6, "whereabouts_of": 4, "carry_room": 5, "move_date": 6, "years": 7, "height": 8, "colour": 9, "colouring": 9}  # fmt: skip


def _key(rng: Random, what: Matter) -> Key:
    number = rng.choices(range(len(KEYS)), WEIGHTS)[0]
    while number == _KNOWN.get(what.words[0]):
        number = rng.choices(range(len(KEYS)), WEIGHTS)[0]
    return KEYS[number]


def _of_pairs(rng: Random, count: int, chinese: bool) -> list[PlainTool]:
    """Tools that take the thing's name, number, code, owner or town, and what a deed needs."""
    named: dict[str, PlainTool] = {}
    for about, what in pairs(rng, count, chinese):
        tool = PlainTool(rng, about, what, chinese, _key(rng, what), is_short=True)
        named.setdefault(tool.name, tool)
    return list(named.values())


# Unlike a name, a town and an owner, these are known by how they look.
_LOOKS_SO = (1, 2, 6)
_OTHERS = (0, 3, 4, 5, 9)


def _of_keys(rng: Random, chinese: bool) -> list[PlainTool]:
    """Tools that tell or do the same: only their arguments say which of them fits a request."""
    [about], [what] = things(rng, 1, chinese), some_matters(rng, 1)
    chosen = [*rng.sample(_LOOKS_SO, rng.choice((2, 3))), rng.choice(_OTHERS)]
    named: dict[str, PlainTool] = {}
    for number in rng.sample(chosen, len(chosen)):
        if number == _KNOWN.get(what.words[0]):
            continue
        tool = PlainTool(rng, about, what, chinese, KEYS[number], is_short=True)
        named.setdefault(tool.name, tool)
    return list(named.values())


_USUAL_TOPICS = (
    "weather clock search sum person parcel price message light heating alarm timer music currency "
    "dictionary call heating_read light_state translate stock note agenda taxi device"
).split()
USUAL = tuple(row for row in ROWS if row.topic in _USUAL_TOPICS)
# What is looked up by one thing alone, with nothing else said: how it looks tells the tool.
_LOOK_UP = "parcel sum alarm timer agenda page file show_ticket".split()
# Nothing tells a town from a person or a firm: there is one of these.
_LOOK_UP_ONE = "weather clock person price dictionary stock heating_read light_state sun".split()
_ALONE = ("{}", "{}?", "what about {}", "check {}", "now {}", "and {}?", "next one: {}", "this time {}", "take {}",
          "another one, {}", "can you do {}", "I have {} here", "it's {}", "here comes {}")  # fmt: skip
_ALONE_CHINESE = ("{}", "{}呢", "看看{}", "接下来是{}", "帮我看{}", "还有{}", "换成{}", "这次是{}", "轮到{}了", "我这有{}", "查{}", "{}，看一下")  # fmt: skip


def _alone(row: Row) -> Row:
    """The tool, asked for with its argument alone."""
    said = "{" + row.arguments[0][0] + "}"
    english = tuple(text.format(said) for text in _ALONE)
    return row._replace(requests=(english, tuple(text.format(said) for text in _ALONE_CHINESE)))


_ALONE_ROWS = tuple(_alone(row) for row in ROWS if row.topic in _LOOK_UP)
_ALONE_ONE = tuple(_alone(row) for row in ROWS if row.topic in _LOOK_UP_ONE)


def _by_look(rng: Random, chinese: bool) -> list[EverydayTool]:
    """Tools for values that look different: a code, a sum, a time, a path."""
    rows = [*rng.sample(_ALONE_ROWS, rng.choice((2, 3, 4, 5))), rng.choice(_ALONE_ONE)]
    by_kind = {row.arguments[0][0]: row for row in rows}
    return everyday_tools(rng, len(by_kind), chinese, [*by_kind.values()])


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: a list of tools and a request for each, in any order."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    count = rng.choices(_SIZES, _SIZE_WEIGHTS)[0]
    pick = rng.random()
    tools: Sequence[BareTool | PlainTool | EverydayTool]
    if pick < 0.3:
        tools, asked = _bare(rng, count, chinese)
    else:
        if pick < 0.65:
            filled: Sequence[PlainTool | EverydayTool] = _of_pairs(rng, count, chinese)
        elif pick < 0.73:
            filled = _of_keys(rng, chinese)
        elif pick < 0.84:
            filled = _by_look(rng, chinese)
        else:
            few = rng.choice((2, 3, 4, count))
            filled = everyday_tools(rng, few, chinese, USUAL)
        tools, asked = filled, _questions(rng, filled, chinese)
    messages: list[Message] = plain_calls.system_prompt(rng)
    for text, call in asked:
        messages += [user(text), assistant("", call)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
