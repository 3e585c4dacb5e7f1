"""What follows a call: an answer from its result, or the next call that the result asks for."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from ..chat_format import Json, ToolCall, assistant, function_tool, to_json, tool_result, user
from .case import Case, Row, chat, rows_of
from .everyday_requests import CALCULATE, CLOCK, WEATHER
from .judges import has_calls, show_calls, states
from .lookup_requests import PARCEL, PERSON, PRICE
from .meaningful_tools import question
from .tool_kinds import Kind
from .words import cities, clock_time, code, date, full_name, names, objects, products

_Made = tuple[str, list[str]]


def _weather(rng: Random, language: str, value: str) -> _Made:
    degrees = rng.randrange(-9, 39)
    if language == "en":
        return rng.choice((f"{degrees} degrees", to_json({"temp": degrees}))), [str(degrees)]
    return rng.choice((f"{degrees}度", to_json({"温度": degrees}))), [str(degrees)]


def _clock(rng: Random, language: str, value: str) -> _Made:
    now = clock_time(rng)
    return rng.choice((now, to_json({"now": now}), f"{value} {now}")), [now]


def _calculated(rng: Random, language: str, value: str) -> _Made:
    # Not the true result: the tool's word counts.
    result = rng.randrange(1000, 99999)
    return rng.choice((str(result), to_json({"value": result}))), [str(result)]


_DEPARTMENTS = {
    "en": ("Upholstery", "Glazing", "Ceramics", "Forestry", "Archives"),
    "zh": ("装潢部", "玻璃部", "陶艺部", "林业部", "档案部"),
}


def _person(rng: Random, language: str, value: str) -> _Made:
    department, city = rng.choice(_DEPARTMENTS[language]), cities(rng, language, 1)[0]
    if language == "en":
        texts = (f"{value}: {department}, {city}", to_json({"dept": department, "city": city}))
    else:
        texts = (f"{value}，{department}，{city}", to_json({"部门": department, "城市": city}))
    return rng.choice(texts), [department, city]


def _parcel(rng: Random, language: str, value: str) -> _Made:
    city = cities(rng, language, 1)[0]
    texts = (f"now in {city}", to_json({"last_stop": city}))
    if language == "zh":
        texts = (f"目前在{city}", to_json({"位置": city}))
    return rng.choice(texts), [city]


def _price(rng: Random, language: str, value: str) -> _Made:
    price = rng.randrange(12, 950)
    if language == "en":
        return rng.choice((f"{price} euros", to_json({"price": price}))), [str(price)]
    return rng.choice((f"{price}元", to_json({"价格": price}))), [str(price)]


_RESULTS: tuple[tuple[Kind, Callable[[Random, str, str], _Made]], ...] = (
    (WEATHER, _weather),
    (CLOCK, _clock),
    (CALCULATE, _calculated),
    (PERSON, _person),
    (PARCEL, _parcel),
    (PRICE, _price),
)


def _answer(rng: Random, language: str) -> Case:
    kind, make_result = rng.choice(_RESULTS)
    asked = question(rng, kind, language)
    value = str(next(iter(asked.call.arguments.values())))
    result, expected = make_result(rng, language, value)
    conversation = chat(
        user(asked.request), assistant("", asked.call), tool_result(result), tools=[asked.tool]
    )
    if kind is PERSON:  # Either is an answer.
        either = [states(each, language=language) for each in expected]
        return Case(conversation, lambda reply: any(is_in(reply) for is_in in either), result)
    return Case(conversation, states(*expected, language=language), " ".join(expected))


# Two-step agents: what the first call finds is an argument of the second.


def _string(about: str) -> Json:
    return {"type": "string", "description": about}


_Tool = tuple[tuple[str, ...], dict[str, str], str, dict[str, str]]


class _Chain:
    """Two tools of which the second needs what the first one finds.

    `first` and `second`: names, descriptions, name of the argument, its descriptions.
    """

    def __init__(
        self,
        first: _Tool,
        second: _Tool,
        given: Callable[[Random, str], Any],
        found: Callable[[Random, str], Any],
        result_key: str,
        requests: dict[str, tuple[str, ...]],
    ) -> None:
        self.first, self.second = first, second
        self.given, self.found = given, found
        self.result_key, self.requests = result_key, requests


_CHAINS = (
    _Chain(
        (("staff_card", "personnel_entry"), {"en": "Opens a person's record", "zh": "打开某人的档案"},
         "who", {"en": "The person", "zh": "姓名"}),
        (("sky_report", "climate_peek"), {"en": "Weather at a place", "zh": "某地的天气"},
         "place", {"en": "The town", "zh": "城市"}),
        lambda r, language: names(r, language, 1)[0],
        lambda r, language: cities(r, language, 1)[0],
        "home_town",
        {"en": ("is it raining where {v} lives?", "what's it like outside at {v}'s home",
                "Does {v} need a coat at home today?"),
         "zh": ("{v}住的地方在下雨吗？", "{v}家那边热不热", "{v}家里那边今天要带伞吗？")},
    ),
    _Chain(
        (("client_sheet", "member_file"), {"en": "Finds a client's newest order", "zh": "查客户最近的订单号"},
         "client", {"en": "Name of the client", "zh": "客户姓名"}),
        (("parcelTracker",), {"en": "Where an order is", "zh": "查订单到了哪里"},
         "order", {"en": "Number of the order", "zh": "订单号"}),
        lambda r, language: full_name(r, language),
        lambda r, language: code(r),
        "newest_order",
        {"en": ("where is {v}'s parcel", "{v} asks when the package comes", "How far did {v}'s order get?"),
         "zh": ("{v}的包裹到哪儿了", "{v}问东西什么时候到", "{v}买的东西送到了吗？")},
    ),
    _Chain(
        (("supplier_peek",), {"en": "Tells who supplies an article", "zh": "查商品的供应商"},
         "article", {"en": "The article", "zh": "商品名"}),
        (("ping_person", "notify_contact"), {"en": "Calls somebody", "zh": "呼叫某人"},
         "contact", {"en": "Who is called", "zh": "联系人"}),
        lambda r, language: products(r, language, 1)[0],
        lambda r, language: names(r, language, 1)[0],
        "supplier",
        {"en": ("call whoever supplies the {v}", "get me the supplier of {v} on the line",
                "I have to talk to the people who deliver the {v}."),
         "zh": ("打给{v}的供应商", "帮我联系供应{v}的人", "我要跟供{v}的那个人通话。")},
    ),
    _Chain(
        (("dig_online", "net_lookup"), {"en": "Finds the town where a thing was invented", "zh": "查某物是在哪个城市发明的"},
         "thing", {"en": "The thing", "zh": "物品"}),
        (("clock_in_city", "tell_hour"), {"en": "What time it is in a town", "zh": "某个城市现在几点"},
         "town", {"en": "The town", "zh": "城市"}),
        lambda r, language: objects(r, language, 1)[0],
        lambda r, language: cities(r, language, 1)[0],
        "invented_in",
        {"en": ("how late is it where the {v} was invented?", "clock time in the town that invented the {v}"),
         "zh": ("发明{v}的那个城市现在几点？", "{v}是哪里发明的，那边几点了")},
    ),
    _Chain(
        (("invoice_peek",), {"en": "Tells the day an invoice is due", "zh": "查账单的到期日"},
         "invoice", {"en": "Its code", "zh": "账单编号"}),
        (("block_day", "mark_day"), {"en": "Marks a day as taken", "zh": "把某天标为占用"},
         "day", {"en": "For example 2030-01-31", "zh": "例如2030-01-31"}),
        lambda r, language: code(r),
        lambda r, language: date(r),
        "due",
        {"en": ("mark the day {v} is due", "keep the due day of {v} free for me"),
         "zh": ("把{v}到期那天标出来", "{v}哪天到期，那天帮我空出来")},
    ),
)  # fmt: skip


def chain_tool_names() -> list[str]:
    """Returns the names of the tools of two-step agents."""
    return [name for chain in _CHAINS for tool in (chain.first, chain.second) for name in tool[0]]


def _second_call(rng: Random, language: str) -> Case:
    chain = rng.choice(_CHAINS)
    given, found = chain.given(rng, language), chain.found(rng, language)
    calls, tools = [], []
    for tool, value in ((chain.first, given), (chain.second, found)):
        names_, about, argument, argument_about = tool
        name = rng.choice(names_)
        properties = {argument: _string(argument_about[language])}
        tools.append(function_tool(name, about[language], properties))
        calls.append(ToolCall(name, {argument: value}))
    rng.shuffle(tools)
    result = rng.choice((to_json({chain.result_key: found}), f"{chain.result_key}: {found}"))
    request = rng.choice(chain.requests[language]).format(v=given)
    conversation = chat(
        user(request), assistant("", calls[0]), tool_result(result), tools=tools
    )  # fmt: skip
    return Case(conversation, has_calls(calls[1]), show_calls(calls[1:]))


def rows() -> list[Row]:
    """Returns rows for answers and for second calls."""
    return [
        *rows_of("answer from a tool result", 0.98, _answer),
        *rows_of("second call after the first result", 0.90, _second_call),
    ]
