"""Further arguments of plain tools: how long, for whom, how many, one of few, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from . import tool_values
from .rare_names import chinese_characters, chinese_name, latin_name
from .words import (
    CHINESE_CITIES,
    CHINESE_WORDS,
    CITIES,
    NOUNS,
    allowed,
    chance,
    email,
    invented_word,
)


class Slot(NamedTuple):
    """An argument: names for it, its schema without a description, descriptions, its values.

    `make` returns a value and how it is said. `tail` is how a request speaks of it at its end.
    """

    names: tuple[str, ...]
    schema: Callable[[bool], Json]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    make: Callable[[Random, bool], tuple[Any, str]]
    tail: tuple[str, str] = ("", "")


def _of_type(kind: str) -> Callable[[bool], Json]:
    return lambda _: {"type": kind}


_COUNT_WORDS = (
    "two three four five six seven eight nine ten eleven twelve".split(),
    "两 三 四 五 六 七 八 九 十 十一 十二".split(),
)


def spelled(rng: Random, value: int, chinese: bool) -> str:
    """Returns how a number of things is said: in digits, a small one now and then as a word."""
    is_word = 2 <= value <= 12 and chance(rng, 0.3)
    return _COUNT_WORDS[chinese][value - 2] if is_word else str(value)


def _numbers(
    names: str,
    about: tuple[str, str],
    low: int,
    high: int,
    tail: tuple[str, str] = ("", ""),
    kind: str = "integer",
) -> Slot:
    is_counted = names.startswith(("count", "days", "hours", "weeks", "minutes"))

    def make(rng: Random, chinese: bool) -> tuple[int, str]:
        value = rng.randrange(low, high) if chance(rng, 0.5) else rng.randrange(low, low + 30)
        if is_counted and chance(rng, 0.3):
            value = rng.randrange(low, 13)
        return value, spelled(rng, value, chinese) if is_counted else str(value)

    each = (tuple(about[0].split(";")), tuple(about[1].split(";")))
    return Slot(tuple(names.split()), _of_type(kind), each, make, tail)


def _texts(
    names: str,
    about: tuple[str, str],
    make: Callable[[Random, bool], str],
    tail: tuple[str, str] = ("", ""),
) -> Slot:
    def both(rng: Random, chinese: bool) -> tuple[str, str]:
        value = make(rng, chinese)
        return value, value

    each = (tuple(about[0].split(";")), tuple(about[1].split(";")))
    return Slot(tuple(names.split()), _of_type("string"), each, both, tail)


def _choices(
    names: str,
    about: tuple[str, str],
    english: str,
    chinese_values: str,
    tail: tuple[str, str] = ("", ""),
) -> Slot:
    """One of few; the values are in the language of the tool."""
    values = (english.split(";"), chinese_values.split(";"))

    def make(rng: Random, chinese: bool) -> tuple[str, str]:
        value = rng.choice(values[chinese])
        return value, value

    each = (tuple(about[0].split(";")), tuple(about[1].split(";")))
    return Slot(
        tuple(names.split()),
        lambda chinese: {"type": "string", "enum": values[chinese]},
        each,
        make,
        tail,
    )


def _yes_or_no(
    names: str,
    about: tuple[str, str],
    yes: tuple[str, str],
    no: tuple[str, str],
    tail: tuple[str, str] = ("{v}", "，{v}"),
) -> Slot:
    def make(rng: Random, chinese: bool) -> tuple[bool, str]:
        value = chance(rng, 0.5)
        return value, rng.choice((yes if value else no)[chinese].split("/"))

    each = (tuple(about[0].split(";")), tuple(about[1].split(";")))
    return Slot(tuple(names.split()), _of_type("boolean"), each, make, tail)


def city(rng: Random, chinese: bool) -> str:
    """Returns a town, real or invented."""
    if chinese and chance(rng, 0.1):
        return chinese_characters(rng, 2)
    if chinese:
        return (
            rng.choice(CHINESE_CITIES)
            if chance(rng, 0.75)
            else tool_values.said(rng, "city", True)[1]
        )
    return rng.choice(CITIES) if chance(rng, 0.6) else latin_name(rng)


def person(rng: Random, chinese: bool) -> str:
    """Returns a person, real or invented."""
    if chance(rng, 0.3):
        return chinese_name(rng) if chinese else latin_name(rng)
    return str(tool_values.said(rng, "person", chinese)[1])


def word(rng: Random, chinese: bool) -> str:
    """Returns a word, real or invented."""
    if chinese:
        return rng.choice(CHINESE_WORDS)
    return rng.choice(NOUNS) if chance(rng, 0.6) else invented_word(rng)


def date(rng: Random, chinese: bool) -> str:
    """Returns a date in one of the usual forms."""
    if chance(rng, 0.5):
        return f"{rng.randrange(2020, 2042)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return tool_values.date(rng, chinese)


def clock(rng: Random, chinese: bool) -> str:
    """Returns a time of the day."""
    if chance(rng, 0.6):
        return f"{rng.randrange(24)}:{rng.randrange(60):02}"
    return tool_values.clock_time(rng, chinese)


def code(rng: Random, chinese: bool = False) -> str:
    """Returns letters with digits in one of many forms."""
    letters = "".join(
        rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(rng.choice((1, 2, 2, 3)))
    )
    digits = str(rng.randrange(10, 10 ** rng.choice((2, 3, 4, 4, 5, 6)))).zfill(2)
    forms = (f"{letters}{digits}", f"{letters}-{digits}", f"{letters}-{digits}", f"{digits}{letters}",
             f"{letters}{digits[0]}-{digits[1:]}", f"{digits}-{letters}", f"{letters}/{digits}")  # fmt: skip
    return rng.choice(forms)


def _tags(rng: Random, chinese: bool) -> tuple[list[str], str]:
    values = rng.sample(_LABELS[chinese], rng.choice((1, 2, 2, 2, 2, 3)))
    comma = "、" if chinese else ", "
    last = rng.choice(("和", "、", "和") if chinese else (" and ", " and ", ", "))
    return values, last.join((comma.join(values[:-1]), values[-1])) if values[1:] else values[0]


_LABELS = (
    allowed(
        "fragile reserved lost cheap rare private draft old wet hot cold final checked empty full red green "
        "family office garden summer winter gift spare broken clean public secret small large late early "
        "import export sample priority archive kitchen music travel health money light expensive borrowed "
        "repaired painted worn dusty quiet warm tall".split()
    ),
    allowed(
        "易碎 预留 丢失 便宜 稀有 私人 草稿 旧的 潮湿 高温 低温 最终 已检 空的 装满 家庭 办公 花园 夏季 冬季 礼品 备用 损坏 "
        "干净 公开 机密 小号 大号 迟到 进口 出口 样品 优先 存档 音乐 出差 健康 财务 紧急 限量 有毒 防水 "
        "轻便 沉重 昂贵 借出 修好 破旧 掉色 安静".split()
    ),
)

SLOTS: dict[str, Slot] = {
    "price": _numbers("price amount sum value money", ("In euros;The sum;How much money", "金额;多少钱;价格，单位元"), 5, 9000,
                      ("for {v} euros", "，{v}元"), "number"),
    "person": _texts("person recipient to_whom employee contact new_person other_person", ("The other person;For whom;Who it is for", "另一个人;给谁;为谁"),
                     person, ("for {v}", "，给{v}")),
    "room": _texts("to_room target_room new_room into", ("The new room;Which room it goes to", "新房间;去哪个房间"),
                   lambda rng, chinese: tool_values.room(rng, chinese), ("in the {v}", "，在{v}")),
    "city": _texts("to_city new_town target_city goes_to target", ("Town it goes to;The new town;Target town", "去哪个城市;新的城市;目标城市"), city,
                   ("in {v}", "，在{v}")),
    "weeks": _numbers("weeks num_weeks duration", ("Number of weeks;How many weeks", "周数;几周"), 1, 52, ("for {v} weeks", "，{v}周")),
    "days": _numbers("days day_count length_in_days", ("How many days;Number of days", "天数;多少天"), 2, 60, ("for {v} days", "，{v}天")),
    "hours": _numbers("hours num_hours how_long", ("Number of hours;How many hours", "小时数;几个小时"), 2, 48, ("for {v} hours", "，{v}小时")),
    "minutes": _numbers("minutes mins duration", ("Number of minutes;In minutes", "分钟数;多少分钟"), 2, 180, ("for {v} minutes", "，{v}分钟")),
    "litres": _numbers("litres amount volume", ("In litres;How many litres", "升数;多少升"), 3, 90, ("with {v} litres", "，{v}升")),
    "grams": _numbers("grams amount portion", ("In grams;How many grams", "克数;多少克"), 10, 900, ("with {v} grams", "，{v}克")),
    "number": _numbers("value speed number setting", ("The new value;A number", "数值;新的值"), 1, 3000, ("at {v}", "，数值{v}")),
    "level": _numbers("level step grade", ("The level;From 1 to 12", "档位;1到12"), 1, 13, ("at level {v}", "，{v}档")),
    "count": _numbers("count quantity how_many num amount", ("How many;The number of them", "数量;多少个"), 2, 100, ("{v} times", "，{v}次")),
    "stars": _numbers("stars points score", ("From 1 to 5;Number of stars", "几颗星;1到5"), 1, 6, ("with {v} stars", "，{v}星")),
    "date": _texts("on_date new_date when on_day", ("The new day;When it happens;On which day", "安排在哪天;新的日期"), date, ("on {v}", "，日期{v}")),
    "time": _texts("time at_time start hour", ("Time of the day;At what time", "时间;几点"), clock, ("at {v}", "，{v}")),
    "word": _texts("new_name other replacement new_value", ("The new one;The other thing;What comes after it", "新的;另一个;之后用的"), word, ("with {v}", "，用{v}")),
    "company": _texts("company organisation receiver", ("The company;Who gets it", "公司;哪家公司"),
                      lambda rng, chinese: tool_values.company(rng, chinese), ("through {v}", "，通过{v}")),
    "email": _texts("email mail_address address", ("E-mail address;Where it is sent", "邮箱;邮箱地址"), lambda rng, _: email(rng),
                    ("by mail to {v}", "，发到{v}")),
    "text": _texts("note text remark message content", ("The text;What is written", "内容;文字内容"),
                   lambda rng, chinese: tool_values.message_text(rng, chinese)),
    "language": _choices("language target_language tongue", ("The language;Into which language", "语言;目标语言"),
                         "French;German;Spanish;Italian;Chinese;Dutch;Polish;Greek;Swedish", "法语;德语;英语;日语;中文;俄语;韩语;泰语;希腊语", ("in {v}", "，用{v}")),
    "paper": _choices("paper paper_size format", ("Size of the paper", "纸张大小"), "A3;A4;A5;letter", "A3;A4;A5;B5", ("on {v}", "，用{v}纸")),
    "account": _choices("account source pay_with", ("Which account;Where the money comes from", "账户;从哪里付"),
                        "savings;company;private;holiday", "储蓄卡;公司账户;信用卡;现金", ("with {v} money", "，走{v}")),
    "pattern": _choices("pattern motif decoration", ("The pattern", "图案;花纹"), "stripes;dots;flowers;squares;waves", "条纹;圆点;花朵;方格;波浪",
                        ("with {v}", "，{v}图案")),
    "wrapping": _choices("wrapping material cover", ("What it is packed in", "包装材料"), "paper;foil;wood;plastic;cloth", "纸;锡纸;木箱;塑料;布",
                         ("in {v}", "，用{v}")),
    "unit": _choices("unit scale_unit measure", ("Unit of measure", "单位"), "metres;inches;feet;centimetres;yards", "米;英寸;英尺;厘米;码",
                     ("in {v}", "，单位{v}")),
    "importance": _choices("priority importance rank", ("How important;The priority", "优先级;重要程度"), "high;low;medium", "高;低;中",
                           ("with {v} priority", "，优先级{v}")),
    "light": _choices("colour light_colour hue", ("Colour of the light", "光的颜色"), "yellow;purple;orange;pink;violet;turquoise",
                      "黄色;紫色;橙色;粉色;青色;金色", ("in {v}", "，{v}")),
    "colour": _choices("colour new_shade paint hue", ("The new colour;Which colour it gets", "新颜色;什么颜色"),
                       "brown;grey;gold;silver;beige;orange;pink;violet", "棕色;灰色;金色;银色;米色;橙色;粉色;紫色", ("in {v}", "，{v}")),
    "size": _choices("size format variant", ("The size", "大小;规格"), "small;medium;large", "小号;中号;大号", ("in size {v}", "，{v}")),
    "approve": _yes_or_no("approve accepted ok", ("true to approve, false to reject;Whether it is accepted", "批准为true，驳回为false;是否同意"),
                          ("approve/accept", "批准/同意"), ("reject/refuse", "驳回/拒绝"), ("", "")),
    "priority": _yes_or_no("with_priority express fast_lane", ("Whether it has priority;Priority or not", "是否优先;要不要优先"),
                           ("with priority/before all others/it is urgent/as soon as possible/right away/we need it soon", "要优先/排在最前面/尽快/越快越好/比较急"),
                           ("without priority/it can wait/take your time/whenever you like/there is no rush", "不用优先/可以等等/慢慢来/不赶时间/什么时候都行")),
    "assembly": _yes_or_no("with_assembly assembly set_up", ("Whether it is put together;Assembly or not", "是否安装;要不要安装"),
                           ("with assembly/and put it together", "要安装/包安装"), ("without assembly/but don't put it together", "不用安装/不要装")),
    "notify": _yes_or_no("notify send_notice tell_people", ("Whether people are told;Notice or not", "是否通知;要不要通知"),
                         ("and tell everybody/with a notice", "通知大家/要通知"), ("but tell nobody/without a notice", "别通知别人/不用通知")),
    "repeat": _yes_or_no("weekly every_week repeats", ("Whether it is done every week", "是否每周重复"),
                         ("every week/again each week", "每周都要/每周重复"), ("only once/just this once", "就一次/只要一次")),
    "tags": Slot(("tags", "labels", "words", "marks"), lambda _: {"type": "array", "items": {"type": "string"}},
                 (("The labels", "List of words"), ("标签", "文字列表")), _tags, ("with the labels {v}", "，标签是{v}")),
}  # fmt: skip
# Of these a made-up deed takes one now and then: they go with everything. Lists, and yes or no,
# are the hardest to read and come more often.
FREE_SLOTS = ("person", "city", "days", "hours", "minutes", "date", "time", "count", "importance",
              "size", "priority", "notify", "repeat", "unit", "tags", "price", "level",
              "tags", "tags", "tags", "priority", "priority", "notify")  # fmt: skip


def schema(rng: Random, slot: Slot, chinese: bool) -> Json:
    """Returns the schema of an argument, with a description or without."""
    found = dict(slot.schema(chinese))
    if chance(rng, 0.65):
        about = rng.choice(slot.about[chinese])
        found = {"type": found.pop("type"), "description": about, **found}
    return found
