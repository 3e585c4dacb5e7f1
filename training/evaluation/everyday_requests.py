"""What people ask for every day, in words that do not name a tool, and the tools that do it.

A request's braces name the argument that stands there.
"""

from __future__ import annotations

from random import Random

from .device_requests import HEATING, LAMP
from .lookup_requests import PARCEL, PERSON, PRICE
from .tool_kinds import Argument, Kind, city, name
from .words import clock_time, objects, with_article

_PLACE = Argument(
    ("place", "town", "whereabouts"), city, about={"en": "Name of the town", "zh": "城市名"}
)
_TOPICS = {
    "en": (
        "how to mend {an}",
        "history of the {n}",
        "cheap {n} repair",
        "how {an} is made",
        "best {n} for children",
    ),
    "zh": ("{n}怎么修", "{n}的历史", "{n}是怎么做的", "适合孩子的{n}", "二手{n}"),
}


def _topic(rng: Random, language: str) -> str:
    thing = objects(rng, language, 1)[0]
    return rng.choice(_TOPICS[language]).format(n=thing, an=with_article(thing))


_MESSAGES = {
    "en": (
        "the {n} has arrived",
        "please bring the {n}",
        "I found your {n}",
        "lunch is at {t}",
        "the keys are under the {n}",
        "running late, back at {t}",
    ),
    "zh": (
        "{n}到了",
        "记得带{n}",
        "你的{n}找到了",
        "{t}开饭",
        "钥匙放在{n}下面",
        "我要晚点，{t}到家",
    ),
}


def _message(rng: Random, language: str) -> str:
    text = rng.choice(_MESSAGES[language])
    return text.format(n=objects(rng, language, 1)[0], t=clock_time(rng))


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
        "zh": (
            "{formula}得多少",
            "算一下{formula}",
            "{formula}等于几？",
            "请问{formula}的结果",
            "{formula}是多少呀",
        ),
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
        "who": Argument(("to", "contact", "addressee"), name, about={"en": "Who", "zh": "收件人"}),
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
KINDS = (
    WEATHER, CLOCK, SEARCH, CALCULATE, PERSON, PARCEL, PRICE, MESSAGE, LAMP, HEATING,
)  # fmt: skip
