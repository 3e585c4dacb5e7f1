"""Tool calling: pick a tool and fill its arguments, call several, call none, read the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from ..chat_format import (
    Conversation,
    Json,
    Message,
    ToolCall,
    assistant,
    system,
    tool_result,
    user,
)
from . import everyday_tools, generic_tools, service_tools
from .chat import SYSTEM_PROMPTS, exchange
from .tool_families import Ask, Family
from .words import chance, noun

Families = Sequence[tuple[Callable[[Random, bool], Family], float]]
FAMILIES: Families = (
    (everyday_tools.weather, 4.0),
    (everyday_tools.clock, 1.3),
    (everyday_tools.arithmetic, 2.5),
    (everyday_tools.magic, 1.6),
    (service_tools.search, 1.3),
    (service_tools.message, 1.0),
    (service_tools.conversion, 0.8),
    (service_tools.travel, 1.0),
    (service_tools.customer, 0.8),
    (generic_tools.attribute, 8.0),
    (generic_tools.action, 4.5),
    (generic_tools.text_work, 0.8),
    (generic_tools.no_arguments, 0.5),
)
UNSEEN_FAMILIES = ((generic_tools.attribute, 1.0), (generic_tools.action, 0.5))
KNOWN_FAMILIES = FAMILIES[:9]
_CALCULATE = {"add", "multiply", "subtract", "divide", "magic function"}
_CAN_BE_PARALLEL = ("weather", "clock", "attribute")
# What sounds like a request for a tool of the kind is not offered as one that no tool answers.
_SOUNDS_LIKE = {
    "weather": ("weather", "天气"),
    "clock": ("time", "几点"),
    "search": ("search", "搜索"),
    "message": ("send", "邮件", "message", "write"),
    "attribute": (" of ", "多少"),
}
_TOOL_SYSTEM_PROMPTS = (
    "You are a function calling AI model.",
    "You are a helpful assistant with tools.",
    "你可以使用工具来回答问题。",
    "Use the tools to answer the question.",
)
_ERRORS = (
    "Missing required argument '{}'.",
    "{} not found.",
    "Invalid value for {}.",
    "Connection to {} timed out.",
    "No {} with this name.",
)


def _offer(rng: Random, count: int, families: Families, held_out: bool) -> list[Family]:
    """Returns tools with different names, at most one of each kind that would be confused."""
    makers, weights = zip(*families, strict=True)
    while True:
        tools = [rng.choices(makers, weights)[0](rng, held_out) for _ in range(count)]
        names = {tool.name for tool in tools}
        kinds = [tool.kind for tool in tools if tool.kind not in ("attribute", "action")]
        if len(names) == count and len(set(kinds)) == len(kinds):
            return tools


def _system_prompt(rng: Random) -> list[Message]:
    if chance(rng, 0.55):
        return []
    prompts = SYSTEM_PROMPTS if chance(rng, 0.6) else _TOOL_SYSTEM_PROMPTS
    return [system(rng.choice(prompts))]


def _error(rng: Random, chinese: bool) -> tuple[str, str]:
    text = rng.choice(_ERRORS).format(noun(rng))
    answer = f"工具返回了错误：{text}" if chinese else f"The tool returned an error: {text}"
    return f"Error: {text}", answer


def _join_questions(
    rng: Random, first: Ask, others: list[str], chinese: bool, place: bool
) -> str | None:
    """Puts several values into one question; None where the first is not there just once."""
    value = str(next(iter(first.arguments.values())))
    if first.question.count(value) != 1:
        return None
    values = [value, *others]
    if chinese:
        joined = "、".join(values[:-1]) + "和" + values[-1]
    else:
        joined = (
            ", ".join(values[:-1])
            + " and "
            + (rng.choice(("", "", "in ")) if place else "")
            + values[-1]
        )
    return first.question.replace(value, joined)


def _parallel_turn(rng: Random, family: Family, chinese: bool) -> list[Message] | None:
    """Returns one question that needs two or three calls of the same tool."""
    first = family.ask(rng, chinese)
    key = next(iter(first.arguments))
    asks = [first] + [family.ask(rng, chinese) for _ in range(rng.choice((1, 1, 2)))]
    values = [str(ask.arguments[key]) for ask in asks]
    question = _join_questions(rng, first, values[1:], chinese, family.kind != "attribute")
    if question is None or len(set(values)) != len(values):
        return None
    calls = [ToolCall(family.name, {**first.arguments, key: ask.arguments[key]}) for ask in asks]
    turn = [user(question), assistant("", *calls)]
    plain_results = all(set(ask.arguments) == {key} for ask in asks)
    if plain_results and chance(rng, 0.5):
        turn += [tool_result(ask.result) for ask in asks]
        turn.append(assistant(("" if chinese else " ").join(ask.answer for ask in asks)))
    return turn


def _single_turn(rng: Random, family: Family, chinese: bool) -> list[Message]:
    ask = family.ask(rng, chinese)
    lead = ""
    if chance(rng, 0.04):  # some models say a word before they call
        lead = "我来查一下。" if chinese else "Let me check."
    call = ToolCall(family.name, ask.arguments)
    turn = [user(ask.question), assistant("", call)]
    if lead:
        turn = [user(ask.question), Message("assistant", lead, (call,), forced=False)]
    if chance(rng, 0.6):
        result, answer = _error(rng, chinese) if chance(rng, 0.08) else (ask.result, ask.answer)
        turn += [tool_result(result), assistant(answer)]
    return turn


def _default_arguments(tool: Json) -> Json:
    """Arguments for a call that the question says nothing about."""
    blank = {"integer": 0, "number": 0, "boolean": False, "array": []}
    properties = tool["function"]["parameters"]["properties"]
    return {
        key: schema["enum"][0] if schema.get("enum") else blank.get(schema["type"], "unknown")
        for key, schema in properties.items()
    }


def _forced_turn(rng: Random, tools: list[Family], chinese: bool) -> list[Message]:
    """Small talk answered with a call, as when the caller insists on one."""
    question, _ = exchange(rng, chinese, sums=False)
    tool = rng.choice(tools)
    call = ToolCall(tool.name, _default_arguments(tool.tool))
    return [user(question), assistant("", call, forced=True)]


def _no_call_turn(rng: Random, tools: list[Family], chinese: bool) -> list[Message]:
    """A question that none of the tools answers."""
    kinds = {tool.kind for tool in tools}
    while True:
        question, answer = exchange(rng, chinese, sums=not kinds & _CALCULATE)
        words = question.lower()
        if not any(hint in words for kind in kinds for hint in _SOUNDS_LIKE.get(kind, ())):
            return [user(question), assistant(answer)]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation with one to four tools."""
    tools = _offer(rng, rng.choices((1, 2, 3, 4), (22, 32, 24, 22))[0], FAMILIES, held_out=False)
    chinese_share = rng.choice((0, 0, 0, 0.5, 1))
    messages = _system_prompt(rng)
    for _ in range(rng.choice((1, 2, 3, 4, 5))):
        chinese = chance(rng, chinese_share)
        pick = rng.random()
        if pick < 0.18:
            messages += _no_call_turn(rng, tools, chinese)
            continue
        if pick < 0.19:
            messages += _forced_turn(rng, tools, chinese)
            break
        family = rng.choice(tools)
        turn = None
        if family.kind in _CAN_BE_PARALLEL and chance(rng, 0.2):
            turn = _parallel_turn(rng, family, chinese)
        messages += turn or _single_turn(rng, family, chinese)
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))


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
    tools = _offer(rng, count, UNSEEN_FAMILIES if unseen else KNOWN_FAMILIES, held_out=True)
    family = rng.choice(tools)
    ask = family.ask(rng, chinese)
    conversation = Conversation((user(ask.question),), tuple(tool.tool for tool in tools))
    return conversation, [ToolCall(family.name, ask.arguments)]


def held_out_parallel(rng: Random, chinese: bool) -> tuple[Conversation, list[ToolCall]]:
    """Returns a question that needs two or three calls, and the calls."""
    families = (
        (everyday_tools.weather, 1),
        (everyday_tools.clock, 1),
        (generic_tools.attribute, 2),
    )
    while True:
        tools = _offer(rng, rng.choice((1, 2)), families, held_out=True)
        turn = _parallel_turn(rng, tools[0], chinese)
        if turn:
            conversation = Conversation((turn[0],), tuple(tool.tool for tool in tools))
            return conversation, list(turn[1].calls)


def held_out_no_call(rng: Random, chinese: bool) -> tuple[Conversation, str]:
    """Returns a question that no tool answers, with tools never seen, and the answer."""
    tools = _offer(rng, rng.choice((1, 2, 3, 4)), FAMILIES, held_out=True)
    turn = _no_call_turn(rng, tools, chinese)
    return Conversation((turn[0],), tuple(tool.tool for tool in tools)), turn[1].content


def held_out_result(rng: Random, chinese: bool) -> tuple[Conversation, str]:
    """Returns a call with its result, and the answer in the question's language."""
    tools = _offer(rng, rng.choice((1, 2, 3)), FAMILIES, held_out=True)
    family = rng.choice(tools)
    ask = family.ask(rng, chinese)
    call = ToolCall(family.name, ask.arguments)
    messages = (user(ask.question), assistant("", call), tool_result(ask.result))
    return Conversation(messages, tuple(tool.tool for tool in tools)), ask.answer
