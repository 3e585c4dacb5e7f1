"""Plain requests for plain tools: find the one that is meant, copy what is said; or no call."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..chat_format import Conversation, Message, assistant, system, tool_result, user
from . import plain_talk
from .chat import SYSTEM_PROMPTS
from .plain_everyday import COMMON, ROWS, EverydayTool, everyday_tools
from .plain_matters import matter, thing
from .plain_tools import PlainTool, Request
from .words import chance

Tool = PlainTool | EverydayTool
SIZES = (1, 2, 3, 4, 5, 6, 7, 8)
SIZE_WEIGHTS = (15, 25, 14, 20, 6, 6, 5, 9)
CHINESE_SHARE = 0.45
_LEADS = (
    "Hi, ",
    "hello, ",
    "ok, ",
    "Please: ",
    "Next: ",
    "hey ",
    "now: ",
    "Quick: ",
    "So, ",
    "Good, ",
)
_LEADS_CHINESE = (
    "你好，",
    "请问",
    "麻烦",
    "那个，",
    "好的，",
    "嗯，",
    "接下来，",
    "再问一下，",
    "现在，",
    "还有，",
)
_TAILS = (" please", ", thanks", " now", ", would you", " - thank you", " today", ", it matters")
_TAILS_CHINESE = ("，谢谢", "，麻烦了", "，拜托", "，多谢", "吧", "，好吗", "，快点")


def typed(rng: Random, text: str, chinese: bool, copied: Sequence[object] = ()) -> str:
    """Returns a request as people type it; the values that a call copies stay as they are."""
    values = [
        str(part) for value in copied for part in (value if isinstance(value, list) else [value])
    ]
    start = any(value and text.startswith(value) for value in values)
    end = max((value for value in values if text.endswith(value)), key=len, default="")
    pick = rng.random()
    if not chinese and not start and pick >= 0.08 and chance(rng, 0.45):
        text = text[0].upper() + text[1:]
    if pick < 0.08:
        text = rng.choice(_LEADS_CHINESE if chinese else _LEADS) + text
    if " " in end or len(end) > (5 if chinese else 14):
        return text  # nobody could tell where a longer value ends
    is_polite = text.endswith(("please", "thanks", "谢谢"))
    if 0.08 < pick < 0.16 and text[-1] not in "?？.。" and not is_polite:
        text += rng.choice(_TAILS_CHINESE if chinese else _TAILS)
    if text[-1] in "?？.。":
        return text[:-1] if chance(rng, 0.25) else text
    return text + rng.choice(("", "", "。", "") if chinese else ("", "", ".", ""))


def _plain(rng: Random, count: int, chinese: bool) -> list[Tool]:
    """Plain tools with different names: about one thing, or about different ones."""
    found: dict[str, Tool] = {}
    one, known = thing(rng, chinese), matter(rng, "t")
    is_one_thing, is_one_matter = chance(rng, 0.5), chance(rng, 0.25)
    seen: list[object] = []
    while len(found) < count:
        about = one if is_one_thing else thing(rng, chinese)
        what = known if is_one_matter and not is_one_thing else matter(rng, about.classes)
        mark = what.about if is_one_thing else about.english
        if mark in seen:
            continue
        seen.append(mark)
        tool = PlainTool(rng, about, what, chinese)
        found.setdefault(tool.name, tool)
    return list(found.values())


def offered(rng: Random, count: int, chinese: bool, everyday: float = 0.35) -> list[Tool]:
    """Returns plain tools, everyday tools (with that probability) or some of both."""
    pick = rng.random()
    tools: list[Tool]
    if pick < everyday:
        rows = COMMON if chance(rng, 0.5) else ROWS
        tools = [*everyday_tools(rng, min(count, 5), chinese, rows)]
    elif pick < everyday + 0.08 and count > 1:
        half = count // 2
        tools = [*_plain(rng, half, chinese), *everyday_tools(rng, count - half, chinese)]
    else:
        tools = _plain(rng, count, chinese)
    rng.shuffle(tools)
    return tools


def question(rng: Random, tool: Tool, chinese: bool) -> Request:
    """Returns a request for a tool, as people type it."""
    asked = tool.ask(rng)
    return asked._replace(text=typed(rng, asked.text, chinese, [*asked.call.arguments.values()]))


def topics(tools: Sequence[Tool]) -> list[str]:
    """Returns what the everyday tools among them are for."""
    return [topic for tool in tools if isinstance(tool, EverydayTool) for topic in tool.topics]


def system_prompt(rng: Random) -> list[Message]:
    """Returns a system message now and then."""
    return [system(rng.choice(SYSTEM_PROMPTS))] if chance(rng, 0.12) else []


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many requests for one to eight tools."""
    chinese = chance(rng, CHINESE_SHARE)
    tools = offered(rng, rng.choices(SIZES, SIZE_WEIGHTS)[0], chinese)
    about = str([tool.tool for tool in tools])
    messages = system_prompt(rng)
    with_results = chance(rng, 0.3)
    order: list[Tool] = []
    for _ in range(rng.choice((4, 5, 6, 7, 8))):
        if chance(rng, 0.22):
            messages += plain_talk.turn(rng, chinese, about, topics(tools))
            continue
        if not order:  # each tool is asked for, in any order
            order = rng.sample(tools, len(tools))
        asked = question(rng, order.pop(), chinese)
        messages += [user(asked.text), assistant("", asked.call)]
        if asked.result and with_results and chance(rng, 0.5):
            messages += [tool_result(asked.result), assistant(asked.answer)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
