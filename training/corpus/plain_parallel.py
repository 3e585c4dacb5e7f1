"""Plain requests that need two or three calls: one tool for several things, or several tools."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, ToolCall, assistant, user
from . import plain_calls, plain_talk
from .joined_drill import together
from .words import chance


def several_tools(
    rng: Random, tools: list[plain_calls.Tool], chinese: bool
) -> tuple[str, list[ToolCall]]:
    """Returns a request for different tools (or twice for one), and the calls it needs."""
    asked = [tool.ask(rng) for tool in tools]
    return together(rng, asked, chinese), [each.call for each in asked]


def _parallel(rng: Random, tools: list[plain_calls.Tool], chinese: bool) -> list[Message]:
    count = rng.choice((2, 3))
    if len(tools) >= 2 and chance(rng, 0.55):
        chosen = rng.sample(tools, min(count, len(tools)))
        text, calls = several_tools(rng, chosen, chinese)
    else:
        text, calls = rng.choice(tools).ask_all(rng, count)
        values = [value for call in calls for value in call.arguments.values()]
        text = plain_calls.typed(rng, text, chinese, values)
    return [user(text), assistant("", *calls)]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many requests, most of which need several calls."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    tools = plain_calls.offered(rng, rng.choice((1, 2, 2, 3, 3, 4)), chinese, 0.5)
    about = str([tool.tool for tool in tools])
    messages = plain_calls.system_prompt(rng)
    for _ in range(rng.choice((3, 4, 5))):
        pick = rng.random()
        if pick < 0.1:
            messages += plain_talk.turn(rng, chinese, about, plain_calls.topics(tools))
        elif pick < 0.28:
            asked = plain_calls.question(rng, rng.choice(tools), chinese)
            messages += [user(asked.text), assistant("", asked.call)]
        else:
            messages += _parallel(rng, tools, chinese)
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
