"""Does a tool fit? Half of the requests need one of the tools, half need none of them.

What none fits is talk, a request for another kind of tool, the same deed to another thing,
or another deed to the same thing.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, user
from . import argument_drill, handwork, plain_calls, plain_errands, plain_synonyms, plain_talk
from .plain_everyday import EverydayTool, everyday_tools
from .plain_matters import thing
from .plain_tools import PlainTool
from .tool_turns import no_tool_answer
from .words import chance

Tool = PlainTool | EverydayTool | argument_drill.Tool | handwork.HandworkTool
_SIZES, _SIZE_WEIGHTS = (1, 2, 3, 4), (34, 32, 22, 12)


def call(rng: Random, tool: Tool, chinese: bool) -> list[Message]:
    """Returns a request that the tool is for, and the call."""
    if isinstance(tool, argument_drill.Tool):
        return tool.turn(rng)
    if isinstance(tool, handwork.HandworkTool):
        asked = handwork.question(rng, tool)
    else:
        asked = plain_calls.question(rng, tool, chinese)
    return [user(asked.text), assistant("", asked.call)]


def _none(request: list[Message], chinese: bool) -> list[Message]:
    """The request of a turn, where no tool is there for it."""
    return [request[0], assistant(no_tool_answer(chinese))]


def _other_thing(rng: Random, tool: PlainTool, about: str, chinese: bool) -> list[Message]:
    """A request for the same fact or deed, about a thing that no tool is for."""
    other = thing(rng, chinese)
    if other.classes != tool.about.classes or other.name(chinese) in about:
        return []
    return _none(call(rng, PlainTool(rng, other, tool.what, chinese), chinese), chinese)


def _other_matter(rng: Random, tools: list[PlainTool], chinese: bool) -> list[Message]:
    """A request about the same thing, for a fact or a deed that no tool is for."""
    known = [tool.what for tool in tools]
    what = rng.choice(plain_synonyms.MATTERS)
    if what in known or any(each not in plain_synonyms.MATTERS for each in known):
        return []
    return _none(call(rng, PlainTool(rng, tools[0].about, what, chinese), chinese), chinese)


def _offered(rng: Random, chinese: bool) -> list[Tool]:
    """Tools of any kind that the other texts have."""
    count = rng.choices(_SIZES, _SIZE_WEIGHTS)[0]
    pick = rng.random()
    if pick < 0.28:
        return [*everyday_tools(rng, count, chinese)]
    if pick < 0.46:
        return [*handwork.handwork_tools(rng, count, chinese)]
    if pick < 0.60:
        return [*plain_synonyms.offered(rng, count, chinese)]
    if pick < 0.84:
        return [*plain_calls.offered(rng, count, chinese, 0.1)]
    return [argument_drill.Tool(rng, chinese)]


def _unfit(rng: Random, tools: list[Tool], chinese: bool) -> list[Message]:
    """A request that no tool is for; nothing where none was found."""
    about = str([tool.tool for tool in tools])
    plain = [tool for tool in tools if isinstance(tool, PlainTool)]
    everyday = [tool for tool in tools if isinstance(tool, EverydayTool)]
    pick = rng.random()
    if pick < 0.16 and plain and not everyday:
        if chance(rng, 0.5):
            return _other_thing(rng, rng.choice(plain), about, chinese)
        return _other_matter(rng, plain, chinese)
    by_hand = [tool for tool in tools if isinstance(tool, handwork.HandworkTool)]
    if by_hand:
        text = handwork.stranger(rng, by_hand, chinese) if pick < 0.4 else ""
        topics = handwork.talk_topics(by_hand)
        if text:
            return [user(text), assistant(no_tool_answer(chinese))]
        return plain_talk.turn(rng, chinese, about, topics)
    if pick < 0.32 and len(everyday) == len(tools):
        return plain_errands.stranger(rng, everyday, chinese)
    return plain_talk.turn(rng, chinese, about, plain_calls.topics([*plain, *everyday]))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: each request may need one of the tools, or none."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    tools = _offered(rng, chinese)
    rng.shuffle(tools)
    messages = plain_calls.system_prompt(rng)
    for _ in range(rng.randrange(6, 10)):
        if chance(rng, 0.5):
            messages += _unfit(rng, tools, chinese)
        else:
            messages += call(rng, rng.choice(tools), chinese)
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
