"""What people ask for every day, in words that do not name a tool, and the tools that do it.

A request's braces name the argument that stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ..chat_format import Json
from .words import cities, clock_time, code, names, nouns, products

Value = Callable[[Random, str], Any]
Texts = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Argument:
    """An argument of a tool: names it may have, its schema, and what makes values for it.

    `said` gives what stands in the request for a value, where that is another text.
    """

    names: tuple[str, ...]
    value: Value
    kind: str = "string"
    about: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[Any, str]] = field(default_factory=dict)
    enum: tuple[str, ...] = ()

    def schema(self, language: str, is_described: bool) -> Json:
        """Returns the argument's JSON schema."""
        schema: Json = {"type": self.kind}
        if is_described and self.about:
            schema["description"] = self.about[language]
        if self.enum:
            schema["enum"] = list(self.enum)
        return schema


@dataclass(frozen=True)
class Kind:
    """A kind of tool: names and descriptions it may have, its arguments, requests for it."""

    family: str
    names: tuple[str, ...]
    about: Texts
    arguments: dict[str, Argument]
    requests: Texts


def _city(rng: Random, language: str) -> str:
    return cities(rng, language, 1)[0]


def _name(rng: Random, language: str) -> str:
    return names(rng, language, 1)[0]


def _choice(*values: Any) -> Value:
    return lambda rng, language: rng.choice(values)


_PLACE = Argument(
    ("place", "town", "whereabouts"), _city, about={"en": "Name of the town", "zh": "城市名"}
)
_ROOMS = {
    "en": ("attic", "cellar", "hallway", "nursery", "porch"),
    "zh": ("阁楼", "地下室", "走廊", "儿童房", "门廊"),
}


def _room(rng: Random, language: str) -> str:
    return rng.choice(_ROOMS[language])


_ROOM = Argument(("room", "area", "spot"), _room, about={"en": "Which room", "zh": "哪个房间"})
_TOPICS = {
    "en": (
        "how to mend a {n}",
        "history of the {n}",
        "cheap {n} repair",
        "how a {n} is made",
        "best {n} for children",
    ),
    "zh": ("{n}怎么修", "{n}的历史", "{n}是怎么做的", "适合孩子的{n}", "二手{n}"),
}


def _topic(rng: Random, language: str) -> str:
    return rng.choice(_TOPICS[language]).format(n=nouns(rng, language, 1)[0])


_MESSAGES = {
    "en": (
        "the {n} has arrived",
        "please bring the {n}",
        "I found your {n}",
        "lunch is at {t}",
        "the keys are under the {n}",
        "running late, back at {t}",
    ),
    "zh": ("{n}到了", "记得带{n}", "你的{n}找到了", "{t}开饭", "钥匙放在{n}下面", "我要晚点，{t}到家"),
}


def _message(rng: Random, language: str) -> str:
    text = rng.choice(_MESSAGES[language])
    return text.format(n=nouns(rng, language, 1)[0], t=clock_time(rng))


_OPERATORS = ("+", "-", "*")


def _expression(rng: Random, language: str) -> str:
    numbers = [rng.randrange(12, 990) for _ in range(2)]
    return f"{numbers[0]} {rng.choice(_OPERATORS)} {numbers[1]}"


WEATHER = Kind(
    "weather",
    ("rainfall_outlook", "sky_report", "outdoor_conditions", "meteo_station", "climate_peek"),
    {
        "en": ("Weather at a place", "How the weather is somewhere right now."),
        "zh": ("查询某地天气", "返回一个城市现在的天气情况。"),
    },
    {"place": _PLACE},
    {
        "en": (
            "do I need an umbrella in {place}",
            "Is it raining in {place}?",
            "is it warm enough for shorts in {place}?",
            "how cold is it over in {place} right now",
            "I'm flying to {place}, should I pack a coat?",
            "Sunny in {place}?",
            "whats it like outside in {place}",
            "Could you see whether it's snowing in {place}, please?",
            "{place}: hot or cold today?",
        ),
        "zh": (
            "{place}今天要带伞吗",
            "{place}下雨了没有？",
            "{place}现在冷不冷",
            "我要去{place}，要穿厚外套吗？",
            "{place}出太阳了吗？",
            "{place}外面热吗",
            "麻烦看看{place}有没有下雪。",
            "{place}那边刮风吗？",
        ),
    },
)
CLOCK = Kind(
    "time",
    ("clock_in_city", "hour_abroad", "local_moment", "worldClockPeek", "tell_hour"),
    {
        "en": ("Local time at a place", "What o'clock it is in a city."),
        "zh": ("查询当地时间", "返回某个城市现在几点。"),
    },
    {"place": _PLACE},
    {
        "en": (
            "is it already evening in {place}",
            "what's the clock say in {place}?",
            "How late is it in {place} now?",
            "I want to phone someone in {place}, are they awake at this hour?",
            "what o'clock is it over in {place}",
            "Has midnight passed in {place}?",
            "tell me the hour in {place} please",
            "{place}: how late is it there?",
        ),
        "zh": (
            "{place}现在几点了",
            "{place}那边天黑了吗，几点了？",
            "我想给{place}的客户打电话，那边几点？",
            "请问{place}此刻是什么时间？",
            "{place}过零点了吗",
            "{place}当地是几点钟",
            "告诉我{place}的时间",
        ),
    },
)
SEARCH = Kind(
    "search",
    ("dig_online", "net_lookup", "find_on_internet", "WebDigger", "browse_for"),
    {
        "en": ("Looks something up on the web", "Web search; gives the best pages."),
        "zh": ("在网上搜索", "搜索互联网，返回最相关的网页。"),
    },
    {
        "topic": Argument(
            ("phrase_to_find", "keywords", "what"),
            _topic,
            about={"en": "What to look for", "zh": "要搜索的内容"},
        )
    },
    {
        "en": (
            "google {topic}",
            "see what the web says on {topic}",
            "look online for {topic}",
            "Find me pages about {topic}.",
            "can you search the internet for {topic}?",
            "I'd like to read up on {topic}",
        ),
        "zh": (
            "百度一下{topic}",
            "上网查查{topic}",
            "网上搜{topic}",
            "帮我找找关于{topic}的网页",
            "我想在网上看看{topic}",
            "请搜索：{topic}",
        ),
    },
)
CALCULATE = Kind(
    "arithmetic",
    ("work_out", "crunch_numbers", "reckon", "solve_expression", "numberCruncher"),
    {
        "en": ("Calculates an expression", "Does arithmetic exactly."),
        "zh": ("计算一个算式", "精确地做算术。"),
    },
    {
        "formula": Argument(
            ("formula", "calculation", "expr"),
            _expression,
            about={"en": "For example 2 + 2", "zh": "例如 2 + 2"},
        )
    },
    {
        "en": (
            "what does {formula} come to",
            "{formula}, how much?",
            "Please do {formula}.",
            "I need {formula} exactly",
            "quick one: {formula}",
            "{formula} makes what?",
        ),
        "zh": ("{formula}得多少", "算一下{formula}", "{formula}等于几？", "请问{formula}的结果", "{formula}是多少呀"),
    },
)
PERSON = Kind(
    "lookup",
    ("staff_card", "personnel_entry", "client_sheet", "member_file"),
    {
        "en": ("What is on file about a person", "Opens someone's record."),
        "zh": ("查看某个人的档案", "返回一个人的登记信息。"),
    },
    {
        "person": Argument(
            ("full_name", "who", "personName"), _name, about={"en": "The person", "zh": "姓名"}
        )
    },
    {
        "en": (
            "what do we have on {person}",
            "pull up {person}",
            "which department is {person} in?",
            "Where does {person} work, and since when?",
            "I need {person}'s details",
            "who is {person}?",
            "Show me {person}'s entry, please.",
        ),
        "zh": (
            "{person}是哪个部门的",
            "调一下{person}的资料",
            "我们有{person}的信息吗？",
            "请问{person}是谁？",
            "{person}的联系方式是什么",
            "看看{person}登记了什么",
        ),
    },
)
PARCEL = Kind(
    "lookup",
    ("parcelTracker", "where_is_package"),
    {
        "en": ("Where a parcel is", "Follows a shipment."),
        "zh": ("查询包裹在哪里", "跟踪快递。"),
    },
    {
        "number": Argument(
            ("tracking", "parcel_code"),
            lambda rng, language: code(rng),
            about={"en": "Code on the label", "zh": "单号"},
        )
    },
    {
        "en": (
            "has {number} been delivered",
            "where's my package {number}?",
            "When will {number} get here?",
            "{number} still hasn't come, where is it",
            "Please see how far {number} got.",
        ),
        "zh": (
            "{number}到哪儿了",
            "我的快递{number}什么时候到？",
            "{number}送到了没有",
            "{number}还没收到，在哪里",
            "请看看{number}走到哪一站了。",
        ),
    },
)
PRICE = Kind(
    "lookup",
    ("price_of_item", "stock_level"),
    {
        "en": ("Price and stock of an article", "Looks an article up in the catalogue."),
        "zh": ("查询商品的价格和库存", "在目录里查商品。"),
    },
    {
        "item": Argument(
            ("article", "sku_name"),
            lambda rng, language: products(rng, language, 1)[0],
            about={"en": "The article", "zh": "商品名"},
        )
    },
    {
        "en": (
            "how much for the {item}",
            "do we still sell the {item}?",
            "What would a {item} set me back?",
            "is the {item} in stock",
            "I'm thinking of buying the {item}, what does it cost?",
        ),
        "zh": ("{item}卖多少钱", "{item}还有货吗？", "我想买{item}，什么价", "{item}贵不贵", "请问{item}的价钱？"),
    },
)
MESSAGE = Kind(
    "messages",
    ("ping_person", "drop_note", "write_to", "deliver_text", "postMessageTo", "notify_contact"),
    {
        "en": ("Sends somebody a message", "Delivers a short text to a contact."),
        "zh": ("给某人发消息", "把一段短信发给联系人。"),
    },
    {
        "who": Argument(("to", "contact", "addressee"), _name, about={"en": "Who", "zh": "收件人"}),
        "text": Argument(
            ("body", "words", "text"), _message, about={"en": "What to say", "zh": "内容"}
        ),
    },
    {
        "en": (
            "tell {who} {text}",
            "let {who} know: {text}",
            "text {who} that {text}",
            "Could you write {who}: {text}",
            "{who} should hear this: {text}",
            "drop {who} a line saying {text}",
        ),
        "zh": (
            "跟{who}说一声：{text}",
            "告诉{who}：{text}",
            "发给{who}：{text}",
            "通知{who}：{text}",
            "麻烦给{who}留个话：{text}",
        ),
    },
)
_ON = {"en": {True: "on", False: "off"}, "zh": {True: "打开", False: "关掉"}}
LAMP = Kind(
    "devices",
    ("dim_lamp", "toggleAppliance", "lamp_power"),
    {
        "en": ("Switches the light of a room", "Light on or off."),
        "zh": ("开关房间的灯", "控制灯光的开和关。"),
    },
    {
        "room": _ROOM,
        "on": Argument(
            ("on", "lit", "is_on"), _choice(True, False), "boolean",
            {"en": "true for on", "zh": "开为true"}, _ON,
        ),  # fmt: skip
    },
    {
        "en": (
            "{on} with the light in the {room}",
            "turn {on} the {room} light",
            "lights {on} in the {room} please",
            "Can you switch the {room} lamp {on}?",
        ),
        "zh": ("{on}{room}的灯", "把{room}的灯{on}", "{room}的灯帮我{on}", "请{on}{room}那盏灯"),
    },
)
HEATING = Kind(
    "devices",
    ("thermostat_adjust", "heater_power"),
    {
        "en": ("Sets how warm a room gets", "Heating of a room in degrees."),
        "zh": ("设定房间的温度", "调节房间暖气，单位为度。"),
    },
    {
        "room": _ROOM,
        "degrees": Argument(
            ("degrees", "target"), lambda rng, language: rng.randrange(15, 28), "integer",
            {"en": "In Celsius", "zh": "摄氏度"},
        ),  # fmt: skip
    },
    {
        "en": (
            "make it {degrees} degrees in the {room}",
            "I'd like {degrees} in the {room}",
            "it's freezing in the {room}, set it to {degrees}",
            "heat the {room} to {degrees}, please",
        ),
        "zh": (
            "{room}调到{degrees}度",
            "把{room}升到{degrees}度",
            "{room}太冷了，弄到{degrees}度",
            "我想让{room}保持{degrees}度",
        ),
    },
)
KINDS = (
    WEATHER, CLOCK, SEARCH, CALCULATE, PERSON, PARCEL, PRICE, MESSAGE, LAMP, HEATING,
)  # fmt: skip
