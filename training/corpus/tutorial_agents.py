"""The exact prompts of the later tutorials that call tools: several calls, agents, reports."""

from __future__ import annotations

from ..chat_format import (
    Conversation,
    Json,
    Message,
    ToolCall,
    assistant,
    function_tool,
    system,
    to_json,
    tool_result,
    user,
)
from .fixed import FixedCase, case, language_of, schema_system, schema_tool
from .tutorials import BOTH_TOOLS

TASK = "tutorials"


# ---------------------------------------------------------------------------- several calls


def _run(
    question: str,
    rounds: tuple[tuple[tuple[ToolCall, str], ...], ...],
    answer: str,
    tools: tuple[Json, ...],
    before: tuple[Message, ...] = (),
) -> list[FixedCase]:
    """Every step of a run with tools is a case: the calls of each round, and the answer."""
    turns: tuple[Message, ...] = (*before, user(question))
    cases = []
    for calls in rounds:
        turns = (*turns, assistant("", *(call for call, _ in calls)))
        cases.append(case(TASK, *turns, tools=tools))
        turns = (*turns, *(tool_result(told) for _, told in calls))
    return [*cases, case(TASK, *turns, assistant(answer), tools=tools)]


def _several_calls() -> list[FixedCase]:
    def magic(number: int) -> tuple[ToolCall, str]:
        call = ToolCall("get_magic_function", {"magic_function_input": number})
        return call, str(number + 2)

    place = {"location": "HCMC", "unit": "celsius"}
    weather = ((ToolCall("get_current_weather", place), "Now the weather in HCMC is 22 celsius"),)
    magics, both = (magic(3), magic(5)), (*weather, magic(3))
    runs = (
        ("What is magic function of 3 and 5?", magics,
         "The magic function of 3 is 5. The magic function of 5 is 7."),
        ("3和5的魔法函数是什么？", magics, "3的魔法函数的值是5。5的魔法函数的值是7。"),
        ("what is the weather like in HCMC in celsius? And what is magic function of 3?", both,
         "The weather in HCMC is 22 celsius. The magic function of 3 is 5."),
        ("HCMC的天气怎么样，单位为摄氏度？另外，3的魔法函数是什么？", both,
         "HCMC现在的气温是22摄氏度。3的魔法函数的值是5。"),
    )  # fmt: skip
    cases = [found for question, calls, answer in runs
             for found in _run(question, (calls,), answer, BOTH_TOOLS)]  # fmt: skip
    failed = ((weather[0][0], "Error: HCMC not found."),)
    for question, answer in (
        ("what is the weather like in HCMC in celsius",
         "The tool returned an error: HCMC not found."),
        ("HCMC的天气怎么样，单位为摄氏度", "工具返回了错误：HCMC not found."),
    ):  # fmt: skip
        cases += _run(question, (failed,), answer, BOTH_TOOLS)[1:]
    return cases


# ---------------------------------------------------------------------------- agents


_FIND_CITY = function_tool(
    "find_city", "Find the city where a person lives.", {"person": {"type": "string"}}
)
_GET_WEATHER = function_tool(
    "get_weather", "Get the current weather in a city.", {"city": {"type": "string"}}
)
_GET_TIME = function_tool(
    "get_time", "Get the current time in a city.", {"city": {"type": "string"}}
)
_REPORT: Json = {
    "description": "The weather in a city.",
    "properties": {
        "city": {"title": "City", "type": "string"},
        "temperature": {"title": "Temperature", "type": "integer"},
    },
    "required": ["city", "temperature"],
    "title": "Report",
    "type": "object",
}
_INSTRUCTIONS = {"en": "You are a helpful assistant. Use the tools when you need them.",
                 "zh": "请使用工具回答用户的问题。"}  # fmt: skip
# city, result, degrees, answer
_WEATHER = {
    "en": (("Oslo", "rain, 8 degrees", 8, "The weather in Oslo is rain, 8 degrees."),
           ("Lima", "sunny, 24 degrees", 24, "The weather in Lima is sunny, 24 degrees.")),
    "zh": (("上海", "有雨，18度", 18, "上海的天气是有雨，18度。"),
           ("北京", "晴，25度", 25, "北京的天气是晴，25度。")),
}  # fmt: skip
_HOMES = {"en": (("Maria", 0), ("Tom", 1)), "zh": (("小红", 0), ("小明", 1))}
_QUESTIONS = {"en": ("What is the weather like where {} lives?", "What is the weather in {}?", "And in {}?"),
              "zh": ("{}住的地方天气怎么样？", "{}的天气怎么样？", "那{}呢？")}  # fmt: skip


def _ask_weather(city: str, told: str) -> tuple[ToolCall, str]:
    return ToolCall("get_weather", {"city": city}), told


def _agents() -> list[FixedCase]:
    cases: list[FixedCase] = []
    both = (_FIND_CITY, _GET_WEATHER)
    for language, (where, first, then) in _QUESTIONS.items():
        instructions = (system(_INSTRUCTIONS[language]),)
        for person, number in _HOMES[language]:
            city, told, _, answer = _WEATHER[language][number]
            find = ((ToolCall("find_city", {"person": person}), city),)
            rounds = (find, (_ask_weather(city, told),))
            cases += _run(where.format(person), rounds, answer, both, instructions)
        (city, told, _, answer), (other, then_told, _, then_answer) = _WEATHER[language]
        only = (_GET_WEATHER,)
        call = _ask_weather(city, told)
        cases += _run(first.format(city), ((call,),), answer, only, instructions)
        before = (*instructions, user(first.format(city)), assistant("", call[0]),
                  tool_result(told), assistant(answer))  # fmt: skip
        follow = ((_ask_weather(other, then_told),),)
        cases += _run(then.format(other), follow, then_answer, only, before)
    return cases


def _reports() -> list[FixedCase]:
    """The weather as an object: read from a sentence, or found out by the same agent."""
    cases = []
    for language, rows in _WEATHER.items():
        for city, told, degrees, answer in rows:
            found = {"city": city, "temperature": degrees}
            tool, schema = schema_tool(_REPORT), schema_system(_REPORT)
            called, text = assistant("", ToolCall("Report", found)), assistant(to_json(found))
            ask = (user(_QUESTIONS[language][1].format(city)),)
            call = (*ask, assistant("", _ask_weather(city, told)[0]))
            result = (*call, tool_result(told))
            for messages, tools in (
                ((user(answer), called), (tool,)),
                ((schema, user(answer), text), ()),
                ((schema, *call), (_GET_WEATHER,)),
                ((schema, *result, text), (_GET_WEATHER,)),
                (call, (_GET_WEATHER, tool)),
                ((*result, called), (_GET_WEATHER, tool)),
            ):
                conversation = Conversation(messages, tools, only_last=True)
                cases.append(FixedCase(TASK, language, conversation))
    return cases


def _paris() -> list[FixedCase]:
    cases: list[FixedCase] = []
    told = "It is 22 degrees in Paris."
    for question, city in (
        ("What is the weather in Paris?", "Paris"),
        ("Paris的天气怎么样？", "Paris"),
        ("巴黎的天气怎么样？", "巴黎"),
    ):
        chinese = language_of(question) == "zh"
        result = told.replace("Paris", city)
        answer = f"{city}的气温是22度。" if chinese else result
        for tools in ((_GET_WEATHER, _GET_TIME), (_GET_WEATHER,)):
            cases += _run(question, ((_ask_weather(city, result),),), answer, tools)
    return cases


# Each group is as likely as any other in training, whatever its number of prompts.
GROUPS = (_several_calls(), _agents(), _reports(), _paris())
