"""Tool calling: pick a tool and fill its arguments, call several, call none, read the result."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, system
from . import tool_turns
from .chat import SYSTEM_PROMPTS
from .tool_families import Ask, Family
from .tool_sets import Offer, offer
from .words import chance

_SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10)
_SIZE_WEIGHTS = (24, 29, 19, 14, 4, 3, 2, 4, 1)
_TOOL_SYSTEM_PROMPTS = (
    "You are a function calling AI model.",
    "You are a helpful assistant with tools.",
    "你可以使用工具来回答问题。",
    "Use the tools to answer the question.",
    "You are an assistant. Use tools when needed.",
    "你是一个会使用工具的助手。",
    "Answer with the help of the tools.",
    "You are a customer service agent.",
    "你是客服助手，请用工具帮助用户。",
)


def _system_prompt(rng: Random) -> list[Message]:
    if chance(rng, 0.55):
        return []
    prompts = SYSTEM_PROMPTS if chance(rng, 0.6) else _TOOL_SYSTEM_PROMPTS
    return [system(rng.choice(prompts))]


class _Talk:
    """A conversation in the making: what is offered, and the last call, to refer back to."""

    def __init__(self, rng: Random, offered: Offer) -> None:
        self.rng, self.offered, self.tools = rng, offered, offered.tools
        self.last: tuple[Family, Ask] | None = None

    def _follow_up(self, chinese: bool) -> list[Message]:
        if self.last is None or not chance(self.rng, 0.2):
            return []
        family, before = self.last
        if family.subject and chance(self.rng, 0.5):
            turn = tool_turns.other(self.rng, self.tools, family, before, chinese)
            if turn:
                return turn
        return tool_turns.again(self.rng, family, before, chinese)

    def _parallel(self, chinese: bool) -> list[Message]:
        if len(self.tools) > 1 and chance(self.rng, 0.45):
            first, second = self.rng.sample(self.tools, 2)
            return tool_turns.two_tools(self.rng, first, second, chinese)
        return tool_turns.same_tool(self.rng, self.rng.choice(self.tools), chinese)

    def turn(self, chinese: bool) -> list[Message]:
        """Returns a question with all that follows until the next one."""
        turn = self._follow_up(chinese)
        self.last = None
        if turn:
            return turn
        pick = self.rng.random()
        if pick < 0.21:
            turn = tool_turns.talk(self.rng, self.tools, chinese)
        elif pick < 0.25:
            turn = tool_turns.missing_tool(self.rng, self.offered, chinese)
        elif pick < 0.4:
            turn = self._parallel(chinese)
        if turn:
            return turn
        family = self.rng.choice(self.tools)
        turn, ask = tool_turns.single(self.rng, family, chinese)
        self.last = family, ask
        return turn


def sample(rng: Random) -> Conversation:
    """Returns a training conversation with one to ten tools."""
    count = rng.choices(_SIZES, _SIZE_WEIGHTS)[0]
    offered = offer(rng, count)
    chinese_share = rng.choice((0, 0, 0, 0.5, 0.5, 1, 1))
    messages = _system_prompt(rng)
    talk = _Talk(rng, offered)
    for _ in range(rng.choice((2, 3, 4, 5, 6, 8))):
        chinese = chance(rng, chinese_share)
        if chance(rng, 0.012):
            messages += tool_turns.forced(rng, offered.tools, chinese)
            break
        messages += talk.turn(chinese)
    return Conversation(tuple(messages), tuple(tool.tool for tool in offered.tools))
