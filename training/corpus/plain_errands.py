"""Everyday tools, many requests on each set: the words of a request say which tool it needs."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, user
from . import plain_calls, plain_talk
from .plain_everyday import COMMON, ROWS, EverydayTool, are_alike, everyday_tools
from .tool_turns import no_tool_answer
from .words import chance

_SIZES = (1, 2, 3, 4, 5, 6, 8)
_SIZE_WEIGHTS = (8, 20, 24, 22, 10, 10, 6)
SHARE_OF_COMMON = 0.6
# With one of these there is a tool for nearly everything that is asked of another.
_WIDE = frozenset({"web", "talk", "notes", "words", "people"})


def stranger(rng: Random, tools: list[EverydayTool], chinese: bool) -> list[Message]:
    """Returns a request for a tool that is not there, of a group that is not there; or nothing."""
    groups = {tool.row.group for tool in tools}
    if groups & _WIDE:
        return []
    row = rng.choice(ROWS)
    topics = [tool.row.topic for tool in tools]
    if row.group in groups | _WIDE or any(are_alike(row.topic, topic) for topic in topics):
        return []
    text = plain_calls.question(rng, EverydayTool(rng, row, chinese), chinese).text
    return [user(text), assistant(no_tool_answer(chinese))]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many requests, each for one of the tools or for none."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    count = rng.choices(_SIZES, _SIZE_WEIGHTS)[0]
    rows = COMMON if chance(rng, SHARE_OF_COMMON) else ROWS
    tools = everyday_tools(rng, count, chinese, rows)
    rng.shuffle(tools)
    about = str([tool.tool for tool in tools])
    messages = plain_calls.system_prompt(rng)
    order: list[EverydayTool] = []
    for _ in range(rng.randrange(7, 12)):
        pick = rng.random()
        if pick < 0.14:
            messages += plain_talk.turn(rng, chinese, about, plain_calls.topics(tools))
        elif pick < 0.20:
            messages += stranger(rng, tools, chinese)
        else:
            if not order:  # each tool is asked for, in any order
                order = rng.sample(tools, len(tools))
            asked = plain_calls.question(rng, order.pop(), chinese)
            messages += [user(asked.text), assistant("", asked.call)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
