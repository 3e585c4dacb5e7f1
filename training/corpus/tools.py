"""Tool calling: pick a tool and fill its arguments, call several, call none, read the result."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, ToolCall, system, user
from . import everyday_tools, generic_tools, tool_turns
from .chat import SYSTEM_PROMPTS
from .tool_families import Ask, Family
from .tool_sets import EVERYDAY, GENERIC, Families, Offer, offer
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
        if self.last is None or not chance(self.rng, 0.4):
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
        if pick < 0.13:
            turn = tool_turns.talk(self.rng, self.tools, chinese)
        elif pick < 0.21:
            turn = tool_turns.missing_tool(self.rng, self.offered, chinese)
        elif pick < 0.36:
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
    for _ in range(rng.choice((1, 2, 2, 3, 4))):
        chinese = chance(rng, chinese_share)
        if chance(rng, 0.012):
            messages += tool_turns.forced(rng, offered.tools, chinese)
            break
        messages += talk.turn(chinese)
    return Conversation(tuple(messages), tuple(tool.tool for tool in offered.tools))


# The evaluation of today asks these; it will bring its own wording.

_UNSEEN: Families = ((generic_tools.attribute, 1.0),)


def _held_out_offer(rng: Random, count: int, families: Families) -> list[Family]:
    makers, weights = zip(*families, strict=True)
    while True:
        tools = [rng.choices(makers, weights)[0](rng, True) for _ in range(count)]
        if len({tool.name for tool in tools}) == count == len({tool.kind for tool in tools}):
            return tools


def held_out_call(
    rng: Random, count: int, unseen: bool, chinese: bool
) -> tuple[Conversation, list[ToolCall]]:
    """Returns a question with tools made of words never trained on, and the right call.

    Args:
        rng: Where the choices come from.
        count: How many tools are offered.
        unseen: Tools about anything with new names; else the known kinds with new values.
        chinese: The language of the question.
    """
    tools = _held_out_offer(rng, count, _UNSEEN if unseen else EVERYDAY)
    family = rng.choice(tools)
    ask = family.ask(rng, chinese)
    conversation = Conversation((user(ask.question),), tuple(tool.tool for tool in tools))
    return conversation, [ToolCall(family.name, ask.arguments)]


def held_out_parallel(rng: Random, chinese: bool) -> tuple[Conversation, list[ToolCall]]:
    """Returns a question that needs two or three calls, and the calls."""
    families: Families = ((everyday_tools.weather, 1), (everyday_tools.clock, 1), *_UNSEEN)
    while True:
        tools = _held_out_offer(rng, rng.choice((1, 2)), families)
        turn = tool_turns.same_tool(rng, tools[0], chinese)
        if turn:
            conversation = Conversation((turn[0],), tuple(tool.tool for tool in tools))
            return conversation, list(turn[1].calls)


def held_out_no_call(rng: Random, chinese: bool) -> tuple[Conversation, str]:
    """Returns a question that no tool answers, with tools never seen, and the answer."""
    while True:
        tools = _held_out_offer(rng, rng.choice((1, 2, 3, 4)), (*EVERYDAY, *GENERIC))
        turn = tool_turns.talk(rng, tools, chinese)
        if turn:
            return Conversation((turn[0],), tuple(t.tool for t in tools)), turn[1].content


def held_out_result(rng: Random, chinese: bool) -> tuple[Conversation, str]:
    """Returns a call with its result, and the answer in the question's language."""
    tools = _held_out_offer(rng, rng.choice((1, 2, 3)), (*EVERYDAY, *GENERIC))
    ask_turn, ask = tool_turns.single(rng, tools[0], chinese)
    messages = (*ask_turn[:2], Message("tool", ask.result))
    return Conversation(messages, tuple(tool.tool for tool in tools)), ask.answer
