"""Facts of a text as JSON of a schema that was never seen."""

from __future__ import annotations

from random import Random

from ..chat_format import Json, to_json, user
from .case import Case, chat
from .extraction_fields import COURSE, DELIVERY, NESTED, Field, city
from .judges import has_object
from .words import full_name

_KINDS: tuple[tuple[tuple[Field, ...], tuple[str, ...], dict[str, str]], ...] = (
    (
        DELIVERY,
        ("FreightNote", "CargoSlip", "WarehouseEntry", "ConsignmentRecord"),
        {"en": "What a note says about goods.", "zh": "便条里关于货物的内容。"},
    ),
    (
        COURSE,
        ("CourseNotice", "WorkshopFlyer", "LessonCard", "evening_class"),
        {"en": "A course, as announced.", "zh": "一门课程的通知。"},
    ),
)
_ASK = {
    "en": ("", "", "Read this note: ", "Fill it in from this: ", "This came by mail:\n"),
    "zh": ("", "", "看看这张便条：", "请按这段话填写：", "来信：\n"),
}


def _nested(rng: Random, language: str) -> tuple[str, Json, Json, str]:
    """A nested object: its key, its schema, its value, and the sentence that says it."""
    object_keys, phrases = rng.choice(NESTED)
    person, town = full_name(rng, language), city(rng, language)
    keys = rng.choice((("person", "town"), ("who", "cityName"), ("fullName", "place")))
    schema: Json = {
        "type": "object",
        "properties": {key: {"type": "string"} for key in keys},
        "required": list(keys),
    }
    value = dict(zip(keys, (person, town), strict=True))
    return rng.choice(object_keys), schema, value, rng.choice(phrases[language]).format(
        p=person, c=town
    )  # fmt: skip


def make(rng: Random, language: str) -> Case:
    """Returns a note and a schema with two to six of its facts."""
    fields, titles, about = rng.choice(_KINDS)
    properties: Json = {}
    expected: Json = {}
    phrases = []
    for field in rng.sample(fields, rng.choice((2, 3, 4, 5))):
        key = rng.choice(field.keys)
        expected[key], phrase = field.make(rng, language)
        properties[key] = field.schema_in(language)
        phrases.append(phrase)
    if rng.random() < 0.3:
        key, nested, value, phrase = _nested(rng, language)
        properties[key], expected[key] = nested, value
        phrases.append(phrase)
    if rng.random() < 0.4:
        phrases.append("Greetings!" if language == "en" else "谢谢！")
    # The text has an order of its own.
    rng.shuffle(phrases)
    schema: Json = {
        "title": rng.choice(titles),
        "description": about[language],
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }
    text = rng.choice(_ASK[language]) + (" " if language == "en" else "").join(phrases)
    return Case(chat(user(text)), has_object(expected), to_json(expected), schema=schema)
