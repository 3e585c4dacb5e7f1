"""Facts of a text as JSON of a schema that was never seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from ..chat_format import Json, to_json, user
from .case import Case, chat
from .judges import has_object
from .words import (
    CHINESE_CITIES,
    CITIES,
    code,
    date,
    full_name,
    nouns,
    products,
)

Made = tuple[Any, str]


@dataclass(frozen=True)
class Field:
    """A property: keys it may have, its schema, and what makes its value and how that is said.

    A phrase holds {v}, the value as it is said.
    """

    keys: tuple[str, ...]
    schema: Json
    make: Callable[[Random, str], Made]
    phrases: dict[str, tuple[str, ...]]


def _same(make: Callable[[Random, str], Any]) -> Callable[[Random, str], Made]:
    """The value is said as it is."""

    def pair(rng: Random, language: str) -> Made:
        value = make(rng, language)
        return value, str(value)

    return pair


def _one_of(english: Sequence[tuple[Any, str]], chinese: Sequence[tuple[Any, str]]) -> Callable[
    [Random, str], Made
]:  # fmt: skip
    return lambda rng, language: rng.choice(english if language == "en" else chinese)


def _city(rng: Random, language: str) -> str:
    return rng.choice(CITIES if language == "en" else CHINESE_CITIES)


def _list_of_things(rng: Random, language: str) -> Made:
    things = nouns(rng, language, rng.choice((2, 3)))
    comma, last = (", ", " and ") if language == "en" else ("、", "和")
    return things, comma.join(things[:-1]) + last + things[-1]


def _price(rng: Random) -> float:
    return rng.randrange(3, 900) + rng.choice((0.25, 0.5, 0.75, 0.9))


_STRING: Json = {"type": "string"}
_INTEGER: Json = {"type": "integer"}
_NUMBER: Json = {"type": "number"}
_BOOLEAN: Json = {"type": "boolean"}
_STRINGS: Json = {"type": "array", "items": {"type": "string"}}

FIELDS = (
    Field(("handled_by", "clerk", "signed_by"), _STRING, _same(full_name), {
        "en": ("It was handled by {v}.", "{v} signed it.", "Clerk on duty: {v}."),
        "zh": ("经手人是{v}。", "由{v}签字。", "办理人：{v}。"),
    }),
    Field(("dispatch_city", "shipped_from", "origin_town"), _STRING, _same(_city), {
        "en": ("It left from {v}.", "Dispatched in {v}.", "The parcel came out of {v}."),
        "zh": ("从{v}发货。", "货是{v}寄出的。", "发货地在{v}。"),
    }),
    Field(("brandName", "product_line", "label"), _STRING,
          _same(lambda r, language: products(r, "en", 1)[0]), {
        "en": ("The brand is {v}.", "Made under the name {v}.", "It says {v} on the box."),
        "zh": ("品牌是{v}。", "包装上写着{v}。", "产品线叫{v}。"),
    }),
    Field(("batch_ref", "lotCode", "voucher"), _STRING, _same(lambda r, language: code(r)), {
        "en": ("Batch {v}.", "The voucher reads {v}.", "See {v} for reference."),
        "zh": ("批号{v}。", "凭证是{v}。", "参考编号{v}。"),
    }),
    Field(("valid_until", "pickup_date", "due_on"), _STRING, _same(lambda r, language: date(r)), {
        "en": ("Everything is due on {v}.", "Pick it up on {v}.", "Good until {v}."),
        "zh": ("到期日是{v}。", "{v}取货。", "有效期到{v}。"),
    }),
    Field(("num_crates", "pieces_total", "crateCount"), _INTEGER,
          _same(lambda r, language: r.randrange(2, 480)), {
        "en": ("There are {v} crates.", "We counted {v} pieces.", "{v} in all."),
        "zh": ("一共{v}箱。", "清点为{v}件。", "数量{v}。"),
    }),
    Field(("floor_level", "shelf_no", "bay"), _INTEGER,
          _same(lambda r, language: r.randrange(1, 70)), {
        "en": ("It stands on shelf {v}.", "Look at shelf number {v}.", "Shelf {v}."),
        "zh": ("放在第{v}号架子上。", "架子编号{v}。", "在{v}号货架。"),
    }),
    Field(("weight_kg", "mass_in_kg", "kilos"), _NUMBER, _same(lambda r, language: _price(r)), {
        "en": ("It weighs {v} kg.", "On the scale: {v} kg.", "{v} kg altogether."),
        "zh": ("重{v}公斤。", "称得{v}公斤。", "总重{v}公斤。"),
    }),
    Field(("fee_eur", "amount_charged", "toPay"), _NUMBER, _same(lambda r, language: _price(r)), {
        "en": ("The fee is {v} euros.", "{v} euros to be paid.", "We charge {v} euros."),
        "zh": ("费用{v}欧元。", "应付{v}欧元。", "收费{v}欧元。"),
    }),
    Field(("is_fragile", "breakable", "handle_with_care"), _BOOLEAN, _one_of(
        ((True, "fragile"), (False, "not fragile")), ((True, "易碎"), (False, "不易碎"))), {
        "en": ("The goods are {v}.", "It is {v}.", "Note: {v}."),
        "zh": ("货物{v}。", "东西{v}。", "注意：{v}。"),
    }),
    Field(("already_paid", "isSettled", "bill_paid"), _BOOLEAN, _one_of(
        ((True, "has been paid"), (False, "has not been paid")),
        ((True, "已经付清"), (False, "还没付"))), {
        "en": ("The bill {v}.", "As far as we know it {v}."),
        "zh": ("账单{v}。", "款项{v}。"),
    }),
    Field(("urgency", "rush_level", "priorityClass"),
          {"type": "string", "enum": ["low", "normal", "high"]}, _one_of(
        (("low", "low"), ("normal", "normal"), ("high", "high")),
        (("low", "low"), ("normal", "normal"), ("high", "high"))), {
        "en": ("Urgency: {v}.", "The urgency is {v}.", "Treat it as {v} urgency."),
        "zh": ("紧急程度：{v}。", "优先级为{v}。"),
    }),
    Field(("carrier_type", "sent_by", "transportMode"),
          {"type": "string", "enum": ["truck", "ship", "rail", "air"]}, _one_of(
        (("truck", "truck"), ("ship", "ship"), ("rail", "rail"), ("air", "air")),
        (("truck", "truck"), ("ship", "ship"), ("rail", "rail"), ("air", "air"))), {
        "en": ("It travels by {v}.", "Sent by {v}.", "Transport: {v}."),
        "zh": ("运输方式是{v}。", "走{v}。"),
    }),
    Field(("contents", "itemsInside", "packing_list"), _STRINGS, _list_of_things, {
        "en": ("Inside: {v}.", "It holds {v}.", "We packed {v}."),
        "zh": ("里面有{v}。", "装了{v}。", "清单：{v}。"),
    }),
)  # fmt: skip
# Stand inside a nested object.
_NESTED = (
    Field(("recipient", "consignee", "goes_to"), {}, _same(full_name), {
        "en": ("It goes to {v}",), "zh": ("收货人是{v}",),
    }),
    Field(("dropOff", "delivery_point", "destination"), {}, _same(full_name), {
        "en": ("Deliver it to {v}",), "zh": ("请送给{v}",),
    }),
)  # fmt: skip
_TITLES = ("FreightNote", "CargoSlip", "WarehouseEntry", "ConsignmentRecord", "DeliverySheet")
_ASK = {
    "en": ("", "", "Read this note: ", "Fill it in from this: ", "From the depot's mail:\n"),
    "zh": ("", "", "看看这张便条：", "请按这段话填写：", "仓库来信：\n"),
}
_ABOUT = {"en": "What a note says about goods.", "zh": "便条里关于货物的内容。"}


def _nested(rng: Random, language: str) -> tuple[str, Json, Json, str]:
    field = rng.choice(_NESTED)
    name, said = field.make(rng, language)
    city = _city(rng, language)
    keys = rng.choice((("person", "town"), ("who", "cityName"), ("fullName", "place")))
    schema: Json = {
        "type": "object",
        "properties": {key: {"type": "string"} for key in keys},
        "required": list(keys),
    }
    phrase = rng.choice(field.phrases[language]).format(v=said)
    phrase += f" in {city}." if language == "en" else f"，地址在{city}。"
    return rng.choice(field.keys), schema, dict(zip(keys, (name, city), strict=True)), phrase


def make(rng: Random, language: str) -> Case:
    """Returns a note about goods and a schema with three to five of its facts."""
    properties: Json = {}
    expected: Json = {}
    phrases = []
    for field in rng.sample(FIELDS, rng.choice((2, 3, 4, 5))):
        key = rng.choice(field.keys)
        expected[key], said = field.make(rng, language)
        properties[key] = field.schema
        phrases.append(rng.choice(field.phrases[language]).format(v=said))
    if rng.random() < 0.3:
        key, nested, value, phrase = _nested(rng, language)
        properties[key], expected[key] = nested, value
        phrases.append(phrase)
    # The text has its own order; one fact more than was asked for does no harm.
    if rng.random() < 0.4:
        phrases.append("Greetings!" if language == "en" else "谢谢！")
    rng.shuffle(phrases)
    schema: Json = {
        "title": rng.choice(_TITLES),
        "description": _ABOUT[language],
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }
    text = rng.choice(_ASK[language]) + (" " if language == "en" else "").join(phrases)
    return Case(chat(user(text)), has_object(expected), to_json(expected), schema=schema)
