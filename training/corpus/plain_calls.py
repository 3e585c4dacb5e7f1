"""Plain requests for plain tools: find the one that is meant, copy what is said; or no call."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, tool_result, user
from . import plain_talk
from .chat import SYSTEM_PROMPTS
from .plain_matters import matter, thing
from .plain_tools import PlainTool, Request
from .words import chance

SIZES = (1, 2, 3, 4, 5, 6, 7, 8)
SIZE_WEIGHTS = (22, 31, 15, 19, 4, 3, 2, 4)
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


def typed(rng: Random, text: str, chinese: bool, copied: str = "") -> str:
    """Returns a request as people type it; what is copied from its beginning stays as it is."""
    pick = rng.random()
    if pick < 0.08:
        text = rng.choice(_LEADS_CHINESE if chinese else _LEADS) + text
    elif pick < 0.16 and text[-1] not in "?？.。":
        text += rng.choice(_TAILS_CHINESE if chinese else _TAILS)
    if not chinese and chance(rng, 0.45) and not (copied and text.startswith(copied)):
        text = text[0].upper() + text[1:]
    if text[-1] in "?？.。":
        return text[:-1] if chance(rng, 0.25) else text
    return text + rng.choice(("", "", "。", "") if chinese else ("", "", ".", ""))


def offered(rng: Random, count: int, chinese: bool) -> list[PlainTool]:
    """Returns tools with different names: about one thing, or about different ones."""
    found: dict[str, PlainTool] = {}
    one, known = thing(rng, chinese), matter(rng, "t")
    is_one_thing, is_one_matter = chance(rng, 0.5), chance(rng, 0.25)
    seen: list[object] = []
    while len(found) < count:
        about = one if is_one_thing else thing(rng, chinese)
        what = matter(rng, about.classes)
        if not is_one_thing and is_one_matter:
            what = known
        mark = what.about if is_one_thing else about.english
        if mark in seen:
            continue
        seen.append(mark)
        tool = PlainTool(rng, about, what, chinese)
        found.setdefault(tool.name, tool)
    tools = list(found.values())
    rng.shuffle(tools)
    return tools


def question(rng: Random, tool: PlainTool, chinese: bool) -> Request:
    """Returns a request for a tool, as people type it."""
    asked = tool.ask(rng)
    values = [str(value) for value in asked.call.arguments.values()]
    start = next((value for value in values if asked.text.startswith(value)), "")
    return asked._replace(text=typed(rng, asked.text, chinese, start))


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
    order: list[PlainTool] = []
    for _ in range(rng.choice((4, 5, 6, 7, 8))):
        if chance(rng, 0.22):
            messages += plain_talk.turn(rng, chinese, about)
            continue
        if not order:  # each tool is asked for, in any order
            order = rng.sample(tools, len(tools))
        asked = question(rng, order.pop(), chinese)
        messages += [user(asked.text), assistant("", asked.call)]
        if with_results and chance(rng, 0.5):
            messages += [tool_result(asked.result), assistant(asked.answer)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
