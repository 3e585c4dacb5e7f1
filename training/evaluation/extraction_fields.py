"""The facts of the notes that are extracted: a delivery's, and a course's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from ..chat_format import Json
from .words import CHINESE_CITIES, CITIES, clock_time, code, date, full_name, objects, products

Value = Callable[[Random, str], Any]


@dataclass(frozen=True)
class Field:
    """A property: keys it may have, its schema, its value, and how that is said.

    `said` gives the text for a value where it is another one; a phrase holds {v}, that text. An
    enum has values of its own in each language.
    """

    keys: tuple[str, ...]
    schema: Json
    value: Value
    phrases: dict[str, tuple[str, ...]]
    said: dict[str, dict[Any, str]] | None = None
    enums: dict[str, Sequence[str]] | None = None

    def schema_in(self, language: str) -> Json:
        """Returns the JSON schema of the property."""
        return {**self.schema, "enum": list(self.enums[language])} if self.enums else self.schema

    def make(self, rng: Random, language: str) -> tuple[Any, str]:
        """Returns a value and a phrase that says it."""
        value = rng.choice(self.enums[language]) if self.enums else self.value(rng, language)
        text = listed(value, language) if isinstance(value, list) else str(value)
        if self.said:
            text = self.said[language][value]
        return value, rng.choice(self.phrases[language]).format(v=text)


def listed(values: Sequence[str], language: str) -> str:
    """Returns values as a sentence lists them."""
    comma, last = (", ", " and ") if language == "en" else ("、", "和")
    return comma.join(values[:-1]) + last + values[-1]


def city(rng: Random, language: str) -> str:
    """Returns a city."""
    return rng.choice(CITIES if language == "en" else CHINESE_CITIES)


def _price(rng: Random, language: str) -> float:
    return rng.randrange(3, 900) + rng.choice((0.25, 0.5, 0.75, 0.9))


def _yes_or_no(rng: Random, language: str) -> bool:
    return rng.random() < 0.5


def _nothing(rng: Random, language: str) -> None:
    """An enum chooses among its values."""


def _number(low: int, high: int) -> Value:
    return lambda rng, language: rng.randrange(low, high)


_STRING: Json = {"type": "string"}
_INTEGER: Json = {"type": "integer"}
_NUMBER: Json = {"type": "number"}
_BOOLEAN: Json = {"type": "boolean"}
_STRINGS: Json = {"type": "array", "items": {"type": "string"}}

DELIVERY = (
    Field(("handled_by", "clerk", "signed_by"), _STRING, full_name, {
        "en": ("It was handled by {v}.", "{v} signed it.", "Clerk on duty: {v}."),
        "zh": ("经手人是{v}。", "由{v}签字。", "办理人：{v}。"),
    }),
    Field(("dispatch_city", "shipped_from", "origin_town"), _STRING, city, {
        "en": ("It left from {v}.", "Dispatched in {v}.", "The parcel came out of {v}."),
        "zh": ("从{v}发货。", "货是{v}寄出的。", "发货地在{v}。"),
    }),
    Field(("brandName", "product_line", "label"), _STRING,
          lambda rng, language: products(rng, "en", 1)[0], {
        "en": ("The brand is {v}.", "Made under the name {v}.", "It says {v} on the box."),
        "zh": ("品牌是{v}。", "包装上写着{v}。", "产品线叫{v}。"),
    }),
    Field(("batch_ref", "lotCode", "voucher"), _STRING, lambda rng, language: code(rng), {
        "en": ("Batch {v}.", "The voucher reads {v}.", "See {v} for reference."),
        "zh": ("批号{v}。", "凭证是{v}。", "参考编号{v}。"),
    }),
    Field(("valid_until", "pickup_date", "due_on"), _STRING, lambda rng, language: date(rng), {
        "en": ("Everything is due on {v}.", "Pick it up on {v}.", "Good until {v}."),
        "zh": ("到期日是{v}。", "{v}取货。", "有效期到{v}。"),
    }),
    Field(("num_crates", "pieces_total", "crateCount"), _INTEGER, _number(2, 480), {
        "en": ("There are {v} crates.", "We counted {v} pieces.", "{v} pieces in all."),
        "zh": ("一共{v}箱。", "清点为{v}件。", "数量{v}。"),
    }),
    Field(("shelf_no", "shelfNumber", "on_shelf"), _INTEGER, _number(1, 70), {
        "en": ("It stands on shelf {v}.", "Look at shelf number {v}.", "Shelf {v}."),
        "zh": ("放在第{v}号架子上。", "架子编号{v}。", "在{v}号货架。"),
    }),
    Field(("weight_kg", "mass_in_kg", "kilos"), _NUMBER, _price, {
        "en": ("It weighs {v} kg.", "On the scale: {v} kg.", "{v} kg altogether."),
        "zh": ("重{v}公斤。", "称得{v}公斤。", "总重{v}公斤。"),
    }),
    Field(("is_fragile", "breakable", "isFragile"), _BOOLEAN, _yes_or_no, {
        "en": ("The goods are {v}.", "It is {v}.", "Note: {v}."),
        "zh": ("货物{v}。", "东西{v}。", "注意：{v}。"),
    }, said={"en": {True: "fragile", False: "not fragile"}, "zh": {True: "易碎", False: "不易碎"}}),
    Field(("urgency", "rush_level", "priorityClass"), _STRING, _nothing, {
        "en": ("Urgency: {v}.", "The urgency is {v}.", "Treat it as {v} urgency."),
        "zh": ("紧急程度：{v}。", "优先级为{v}。"),
    }, enums={"en": ("low", "normal", "high"), "zh": ("低", "中", "高")}),
    Field(("carrier_type", "sent_by", "transportMode"), _STRING, _nothing, {
        "en": ("It travels by {v}.", "Sent by {v}.", "Transport: {v}."),
        "zh": ("运输方式是{v}。", "走{v}。"),
    }, enums={"en": ("truck", "ship", "rail", "air"), "zh": ("公路", "海运", "铁路", "空运")}),
    Field(("contents", "itemsInside", "packing_list"), _STRINGS,
          lambda rng, language: objects(rng, language, rng.choice((2, 3))), {
        "en": ("Inside: {v}.", "It holds {v}.", "We packed {v}."),
        "zh": ("里面有{v}。", "装了{v}。", "清单：{v}。"),
    }),
)  # fmt: skip

COURSE = (
    Field(("taught_by", "instructor", "leaderName"), _STRING, full_name, {
        "en": ("{v} teaches it.", "The course is led by {v}.", "Your teacher: {v}."),
        "zh": ("由{v}授课。", "老师是{v}。", "带课的是{v}。"),
    }),
    Field(("venue_city", "held_in", "course_town"), _STRING, city, {
        "en": ("We meet in {v}.", "Come to {v}.", "It takes place in {v}."),
        "zh": ("在{v}上课。", "地点是{v}。", "大家到{v}集合。"),
    }),
    Field(("begins_at", "startTime", "first_lesson"), _STRING,
          lambda rng, language: clock_time(rng), {
        "en": ("Doors open and lessons begin at {v}.", "We start at {v}.", "Start: {v}."),
        "zh": ("{v}开课。", "{v}开始。", "开始时间{v}。"),
    }),
    Field(("seats_left", "freeSeats", "open_places"), _INTEGER, _number(2, 60), {
        "en": ("There are {v} seats left.", "{v} places are free.", "Still free: {v} seats."),
        "zh": ("还剩{v}个名额。", "空位{v}个。", "还有{v}个座位。"),
    }),
    Field(("fee_eur", "course_price", "toPay"), _NUMBER, _price, {
        "en": ("The fee is {v} euros.", "{v} euros to be paid.", "We charge {v} euros."),
        "zh": ("费用{v}元。", "学费{v}元。", "收费{v}元。"),
    }),
    Field(("lunch_included", "withLunch", "has_lunch"), _BOOLEAN, _yes_or_no, {
        "en": ("Lunch is {v}.", "Meals: lunch is {v}."),
        "zh": ("午餐{v}。", "午饭{v}。"),
    }, said={"en": {True: "included", False: "not included"},
             "zh": {True: "包含在内", False: "不包含"}}),
    Field(("skill_level", "forWhom", "difficulty"), _STRING, _nothing, {
        "en": ("Level: {v}.", "The level is {v}.", "It is a course of {v} level."),
        "zh": ("难度：{v}。", "适合{v}水平。"),
    }, enums={"en": ("beginner", "intermediate", "expert"), "zh": ("入门", "中级", "专家")}),
    Field(("bring_along", "equipment", "thingsToBring"), _STRINGS,
          lambda rng, language: objects(rng, language, rng.choice((2, 3))), {
        "en": ("Please bring {v}.", "You need {v}.", "Bring along: {v}."),
        "zh": ("请带{v}。", "需要{v}。", "自备{v}。"),
    }),
)  # fmt: skip

# Said of a person and a city, which stand in a nested object.
NESTED: tuple[tuple[tuple[str, ...], dict[str, tuple[str, ...]]], ...] = (
    (("recipient", "consignee", "goes_to"), {
        "en": ("It goes to {p} in {c}.",), "zh": ("收货人是{p}，地址在{c}。",),
    }),
    (("dropOff", "delivery_point", "contact"), {
        "en": ("Our contact is {p} from {c}.",), "zh": ("联系人是{c}的{p}。",),
    }),
)  # fmt: skip
