"""Two or three calls in one reply."""

from __future__ import annotations

from random import Random

from ..chat_format import ToolCall, user
from .case import Case, Row, chat, rows_of
from .everyday_requests import CLOCK, WEATHER
from .judges import has_calls, show_calls
from .lookup_requests import PARCEL, PERSON, PRICE
from .meaningful_tools import question
from .meaningful_tools import questions as everyday_questions
from .tool_kinds import Kind
from .unseen_tools import Question
from .unseen_tools import questions as unseen_questions

# Requests for the same of several: {all} lists them.
_LISTS: tuple[tuple[Kind, str, dict[str, tuple[str, ...]]], ...] = (
    (WEATHER, "place", {
        "en": ("is it raining in {all}?", "compare how warm it is in {all}", "Umbrella for {all}?"),
        "zh": ("{all}都在下雨吗？", "比较一下{all}现在的气温", "{all}分别热不热"),
    }),
    (CLOCK, "place", {
        "en": ("how late is it in {all}", "What o'clock is it in {all}?", "tell me the hour in {all}"),
        "zh": ("{all}现在分别几点？", "告诉我{all}的时间", "{all}各是几点钟"),
    }),
    (PERSON, "person", {
        "en": ("pull up {all}", "I need the details of {all}", "who are {all}?"),
        "zh": ("调一下{all}的资料", "{all}分别是谁？", "看看{all}登记了什么"),
    }),
    (PARCEL, "number", {
        "en": ("where are {all}?", "Have {all} been delivered?", "how far did {all} get"),
        "zh": ("{all}都到哪儿了", "{all}送到了没有？", "看看{all}走到哪一站了"),
    }),
    (PRICE, "item", {
        "en": ("what do {all} cost", "are {all} in stock?", "Which is cheaper: {all}?"),
        "zh": ("{all}各卖多少钱", "{all}还有货吗？", "{all}哪个便宜"),
    }),
)  # fmt: skip


def _listed(values: list[str], language: str) -> str:
    comma, last = (", ", " and ") if language == "en" else ("、", "和")
    return comma.join(values[:-1]) + last + values[-1]


def _same_tool(rng: Random, language: str, count: int) -> tuple[str, list[Question]]:
    """One tool is needed for each of several values."""
    kind, key, requests = rng.choice(_LISTS)
    first = question(rng, kind, language)
    name = next(iter(first.call.arguments))
    values: list[str] = []
    while len(values) < count:
        value = kind.arguments[key].value(rng, language)
        if value not in values:
            values.append(value)
    request = rng.choice(requests[language]).format(all=_listed(values, language))
    calls = [ToolCall(first.call.name, {name: value}) for value in values]
    return request, [Question(first.tool, request, call) for call in calls]


_JOINTS = {
    "en": (". Also, ", "\nand then: ", "; and ", " + "),
    "zh": ("，还有，", "。另外，", "；对了，", "\n然后："),
}


def _several_tools(rng: Random, language: str, count: int) -> tuple[str, list[Question]]:
    """Different tools are needed for the parts of a request."""
    make = everyday_questions if rng.random() < 0.7 else unseen_questions
    found = make(rng, language, count)
    joint = rng.choice(_JOINTS[language])
    request = ""
    for each in found:
        if request:
            if each.request[0].isupper():
                request += " " if request.endswith((".", "?")) else ". "
            else:  # "what is it like?, also": the mark at the end gives way to the joint.
                request = request.rstrip(".?。？") + joint
        request += each.request
    return request, found


def _make(rng: Random, language: str) -> Case:
    count = rng.choice((2, 2, 3))
    choose = _same_tool if rng.random() < 0.5 else _several_tools
    request, found = choose(rng, language, count)
    tools = {each.tool["function"]["name"]: each.tool for each in found}
    for other in everyday_questions(rng, language, rng.choice((0, 0, 1))):
        tools.setdefault(other.tool["function"]["name"], other.tool)
    offered = list(tools.values())
    rng.shuffle(offered)
    calls = [each.call for each in found]
    return Case(chat(user(request), tools=offered), has_calls(*calls), show_calls(calls))


def rows() -> list[Row]:
    """Returns a row for each language."""
    return rows_of("two or three parallel calls", 0.95, _make)
