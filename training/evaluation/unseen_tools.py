"""Tools that were never seen: a thing of the evaluation's own, something to know or do about it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from ..chat_format import Json, ToolCall, function_tool, user
from .case import LANGUAGES, Case, Row, chat, key_of
from .judges import has_calls, show_calls
from .unseen_tool_tables import DEEDS, FACTS, KEYS
from .words import CHINESE_NOUNS, camel, objects, snake


@dataclass(frozen=True)
class Question:
    """A tool, a request for it, and the call that is right."""

    tool: Json
    request: str
    call: ToolCall


_URGENCY = {
    "en": {True: "it's urgent", False: "no hurry"},
    "zh": {True: "很急", False: "不急"},
}


def _said(value: Any, language: str) -> str:
    """How a request says a value."""
    if isinstance(value, bool):
        return _URGENCY[language][value]
    if isinstance(value, list):
        return (" and " if language == "en" else "和").join(value)
    return str(value)


# May be left out, and is: no request speaks of it.
_OPTIONAL: tuple[tuple[str, Json], ...] = (
    ("max_rows", {"type": "integer"}),
    ("verbose", {"type": "boolean"}),
    ("asOf", {"type": "string"}),
)
_LOOK = ("peek", "inspect", "retrieve", "report", "tell")
# Names for tools described in Chinese: what a Chinese thing is called in English.
_ENGLISH_OF = {
    "背包": "rucksack", "窗帘": "drapery", "地毯": "rug", "风筝": "kitefly", "钢琴": "pianoforte",
    "滑板": "skateboard", "花瓶": "flowervase", "镜子": "mirrorglass", "棉被": "quilt",
    "书架": "bookrack", "水壶": "waterjug", "算盘": "abacus", "梯子": "stepladder",
    "拖鞋": "slipper", "帐篷": "campingtent", "枕头": "headrest", "轮椅": "wheelchair",
    "耳环": "earstud", "床单": "bedsheet", "灯笼": "paperlamp", "帆船": "dinghy",
    "缝纫机": "sewingmachine", "雨伞": "brolly", "毡帽": "felthat", "碗柜": "sideboard",
}  # fmt: skip


def _things(rng: Random, language: str, count: int) -> list[str]:
    if language == "en":
        return objects(rng, language, count)
    known = [noun for noun in CHINESE_NOUNS if noun in _ENGLISH_OF]
    return rng.sample(known, count)


def _tool_name(rng: Random, verb: str, thing: str, what: str) -> str:
    thing = _ENGLISH_OF.get(thing, thing)
    parts = [
        part for part in rng.choice(((verb, thing, what), (thing, what), (what, thing))) if part
    ]
    return camel(*parts) if rng.random() < 0.35 else snake(*parts)


def _key_argument(rng: Random, thing: str, language: str) -> tuple[str, Json, Any, str]:
    """An argument that says which thing is meant: name, schema, value, and how it is said."""
    key = rng.choice(KEYS)
    schema: Json = {"type": key.kind}
    if rng.random() < 0.7:
        schema["description"] = key.about[language].format(n=thing)
    value = key.value(rng, language)
    return rng.choice(key.arguments), schema, value, rng.choice(key.said[language]).format(
        v=value, n=thing
    )  # fmt: skip


def _fact_question(rng: Random, thing: str, language: str, number: int) -> Question:
    word, about, requests = FACTS[number]
    argument, schema, value, said = _key_argument(rng, thing, language)
    name = _tool_name(rng, rng.choice(_LOOK), thing, word)
    begin = rng.choice(
        ("Tells {}", "Finds out {}", "Says {}.") if language == "en" else ("查{}", "返回{}")
    )
    described = begin.format(about[language].format(n=thing))
    properties = {argument: schema}
    if rng.random() < 0.2:
        properties.update([rng.choice(_OPTIONAL)])
    tool = function_tool(name, described, properties, required=[argument])
    request = rng.choice(requests[language]).format(x=said)
    return Question(tool, request, ToolCall(name, {argument: value}))


def _deed_question(rng: Random, thing: str, language: str, number: int) -> Question:
    word, about, further, requests = DEEDS[number]
    argument, schema, value, said = _key_argument(rng, thing, language)
    extra, extra_schema, make_value = further[language]
    extra_value = make_value(rng)
    name = _tool_name(rng, "", thing, word)
    tool = function_tool(
        name, about[language].format(n=thing), {argument: schema, extra: extra_schema}
    )
    request = rng.choice(requests[language]).format(x=said, v=_said(extra_value, language))
    return Question(tool, request, ToolCall(name, {argument: value, extra: extra_value}))


def question(rng: Random, thing: str, language: str, number: int) -> Question:
    """Returns the numbered kind of question about a thing; see `NUM_KINDS`."""
    if number < len(FACTS):
        return _fact_question(rng, thing, language, number)
    return _deed_question(rng, thing, language, number - len(FACTS))


NUM_KINDS = len(FACTS) + len(DEEDS)


def questions(rng: Random, language: str, count: int) -> list[Question]:
    """Returns questions for different tools; some are about one thing, some of one kind."""
    if rng.random() < 0.5:
        thing = _things(rng, language, 1)[0]
        kinds = rng.sample(range(NUM_KINDS), count)
        return [question(rng, thing, language, kind) for kind in kinds]
    things = _things(rng, language, count)
    return [question(rng, thing, language, rng.randrange(NUM_KINDS)) for thing in things]


# Some questions share their tools, which the model then reads once.
GOALS = {1: 0.99, 2: 0.96, 4: 0.92, 8: 0.85}


def _cases(offered: int, language: str, n: int) -> list[Case]:
    rng = Random(f"evaluation unseen tools {offered} {language}")
    found: dict[tuple[object, ...], Case] = {}
    while len(found) < n:
        each = questions(rng, language, offered)
        tools = [question.tool for question in each]
        for asked in rng.sample(each, max(1, offered // 2)):
            conversation = chat(user(asked.request), tools=tools)
            case = Case(conversation, has_calls(asked.call), show_calls([asked.call]))
            found.setdefault(key_of(case), case)
    return list(found.values())[:n]


def rows() -> list[Row]:
    """Returns rows for 1, 2, 4 and 8 tools."""
    return [
        Row(
            f"unseen tool, {offered} offered",
            language,
            goal,
            lambda n, count, offered=offered, language=language: _cases(  # type: ignore[misc]
                offered, language, n
            ),
        )
        for offered, goal in GOALS.items()
        for language in LANGUAGES
    ]
