"""Talk and wishes that no tool is for, where one or two tools are offered; now and then a call.

Most conversations begin with what no tool is for: what was called before could not be a hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..chat_format import Conversation, Message, assistant, user
from . import argument_drill, handwork, plain_calls, plain_talk
from .chat import small_talk
from .far_requests import far_request
from .known_prompts import known_answer
from .no_call_drill import Tool, call
from .out_of_depth import is_chinese, is_ours
from .plain_everyday import EverydayTool, everyday_tools
from .tool_turns import no_tool_answer
from .words import chance

# Of the kinds of far_requests_en.txt, those that no tool of the corpus is for ...
_KINDS = ("RUDE", "NOISE", "ROLE", "OPINION", "TROUBLE", "CODE", "CREATIVE", "LAW", "RIDDLE", "ME", "KNOWLEDGE")  # fmt: skip
# ... but for these, where a tool has one of the topics.
_NEAR: tuple[tuple[str, str], ...] = (
    ("words", "RIDDLE CREATIVE CODE"), ("word", "RIDDLE CREATIVE"), ("numbers", "RIDDLE KNOWLEDGE CODE ROLE"), ("health", "TROUBLE"),
    ("notes", "CREATIVE"), ("files", "CODE"), ("travel", "KNOWLEDGE"), ("food", "KNOWLEDGE"), ("people", "KNOWLEDGE ME OPINION"),
    ("shop", "OPINION"), ("stock", "OPINION KNOWLEDGE"), ("talk", "ROLE ME"), ("tickets", "CODE"), ("pay", "ME LAW"), ("money", "LAW KNOWLEDGE"),
    ("camera", "CREATIVE ME"), ("outside", "KNOWLEDGE"), ("clock", "KNOWLEDGE"), ("post", "ME LAW"), ("sound", "CREATIVE ROLE"), ("house", "ME"),
    ("plan", "ME"),
)  # fmt: skip


def _offered(rng: Random, chinese: bool) -> list[Tool]:
    count, pick = rng.choice((1, 1, 1, 2, 2, 3)), rng.random()
    if pick < 0.5:
        return [*everyday_tools(rng, count, chinese)]
    if pick < 0.62:
        return [*handwork.handwork_tools(rng, count, chinese)]
    if pick < 0.85:
        return [*plain_calls.offered(rng, count, chinese, 0.0)]
    return [argument_drill.Tool(rng, chinese)]


def _topics(tools: Sequence[Tool]) -> list[str]:
    everyday = [tool for tool in tools if isinstance(tool, EverydayTool)]
    by_hand = [tool for tool in tools if isinstance(tool, handwork.HandworkTool)]
    return [*plain_calls.topics(everyday), *handwork.talk_topics(by_hand)]


def _far(rng: Random, chinese: bool, about: str, topics: Sequence[str]) -> str:
    """A request of a kind that none of the tools is for; or nothing."""
    near = " ".join(kinds for topic, kinds in _NEAR if topic in topics).split()
    kinds = [kind for kind in _KINDS if kind not in near]
    text = far_request(rng, chinese, kinds)
    shares_word = any(len(word) > 3 and word in about for word in text.lower().split())
    if is_ours(text) or is_chinese(text) != chinese or plain_talk.is_meant(text, topics):
        return ""
    return "" if shares_word and not chinese else text


def _talk(rng: Random, chinese: bool, about: str, topics: Sequence[str]) -> list[Message]:
    """What no tool is for, with its answer."""
    pick, text = rng.random(), ""
    if pick < 0.12:
        text = small_talk(rng, chinese)[0]
    if pick < 0.35:
        text = plain_talk.mere_talk(rng, chinese)
    elif pick < 0.6:
        text = _far(rng, chinese, about, topics)
    text = text or plain_talk.remark(rng, chinese, about, topics)
    return [user(text), assistant(known_answer(text) or no_tool_answer(chinese))]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: talk first, then talk and calls in any order."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    tools = _offered(rng, chinese)
    rng.shuffle(tools)
    about = str([tool.tool for tool in tools]).lower()
    messages = plain_calls.system_prompt(rng)
    for number in range(rng.choice((1, 2, 3, 4))):
        if chance(rng, 0.4 if number else 0.25):
            messages += call(rng, rng.choice(tools), chinese)
        else:
            messages += _talk(rng, chinese, about, _topics(tools))
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
