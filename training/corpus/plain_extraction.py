"""Plain extraction: notes that state each value in a sentence of its own, for a schema of fields."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import (
    SCHEMA_INSTRUCTION,
    Conversation,
    Json,
    Message,
    assistant,
    system,
    to_json,
    user,
)
from . import plain_values
from .plain_fields import FIELDS, PlainField, say, schema_of, sentences
from .plain_noun_fields import noun_field
from .words import capitalised, chance

# keys of the object, sentences, Chinese sentences
_PEOPLE_AND_CITIES = (
    (("neighbour", "next_door"), ("{p} from {c} lives next door.", "The neighbour is {p} from {c}."),
     ("邻居是{c}来的{p}。", "隔壁住着{c}的{p}。")),
    (("sponsor", "paid_for_by"), ("{p} from {c} pays for it.", "The sponsor is {p} in {c}."),
     ("赞助人是{c}的{p}。", "由{c}的{p}出钱。")),
    (("cousin", "relative"), ("The cousin is {p}, who lives in {c}.", "A cousin, {p}, lives in {c}."),
     ("表亲是{p}，住在{c}。", "亲戚{p}住在{c}。")),
    (("agent", "represented_by"), ("Talk to the agent, {p} in {c}.", "The agent is {p} from {c}."),
     ("代理人是{c}的{p}。", "代理是{p}，人在{c}。")),
    (("opponent", "plays_against"), ("The opponent is {p} from {c}.", "They play against {p} from {c}."),
     ("对手是{c}的{p}。", "对手是{p}，来自{c}。")),
    (("heir", "left_to"), ("Everything is left to {p} in {c}.", "The heir is {p} from {c}."),
     ("继承人是{c}的{p}。", "留给了{c}的{p}。")),
    (("pen_friend", "letters_to"), ("The letters go to {p} in {c}.", "The pen friend is {p}, {c}."),
     ("笔友是{c}的{p}。", "信寄给{c}的{p}。")),
)  # fmt: skip
_PERSON_KEYS = ("name", "person_name", "full_name", "called", "human", "first_and_last_name")
_CITY_KEYS = ("city", "home", "location", "lives_in", "city_name", "where")
TITLES = ("Facts", "Entry", "Form", "Details", "Summary", "Card", "Report", "Listing", "Sheet", "Memo")  # fmt: skip
_ABOUT = ("What the text says.", "The facts of a text.", "Data found in a message.", "", "Values to be filled in.")  # fmt: skip
_CHINESE_ABOUT = ("文中的内容。", "从消息里找到的数据。", "一段文字中的事实。", "", "要填写的值。")
_OPENINGS = ("Text: ", "Please fill in the form: ", "Here is what I know. ", "New message:\n", "Take the facts from this: ", "Look at this: ")  # fmt: skip
_CHINESE_OPENINGS = ("文字：", "麻烦填一下表：", "我知道的是这些：", "新消息：\n", "把里面的内容记下来：", "请看：")  # fmt: skip
_ASIDES = ("Thank you!", "Hello!", "See you soon.", "That is all.", "Good morning!", "Best wishes.", "More tomorrow.")  # fmt: skip
_CHINESE_ASIDES = ("你好！", "多谢。", "就这些。", "回头见。", "早上好！", "祝好。", "明天再说。")


class Part(NamedTuple):
    """A property of a schema: a plain field, or a person and a city as an object."""

    key: str
    schema: Json
    field: PlainField | None
    # the two keys of an object
    inner: tuple[str, str] = ("", "")
    # the forms of its sentences; every note of a conversation has another one
    forms: tuple[str, ...] = ()

    def say(self, rng: Random, turn: int, chinese: bool) -> tuple[Any, str]:
        """Returns a value and a sentence that states it."""
        sentence = self.forms[turn % len(self.forms)]
        if self.field is not None:
            return say(rng, self.field, sentence, chinese)
        person, city = plain_values.person(rng, chinese), plain_values.city(rng, chinese)
        value = dict(zip(self.inner, (person, city), strict=True))
        return value, sentence.format(p=person, c=city)


def styled(rng: Random, key: str) -> str:
    """Returns a key with underscores, or in camelCase."""
    if chance(rng, 0.6):
        return key
    first, *rest = key.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _object(rng: Random, chinese: bool) -> Part:
    keys, english, in_chinese = rng.choice(_PEOPLE_AND_CITIES)
    inner = styled(rng, rng.choice(_PERSON_KEYS)), styled(rng, rng.choice(_CITY_KEYS))
    schema = {
        "type": "object",
        "properties": {key: {"type": "string"} for key in inner},
        "required": list(inner),
    }
    forms = in_chinese if chinese else english
    forms = tuple(rng.sample(forms, len(forms)))
    return Part(styled(rng, rng.choice(keys)), schema, None, inner, forms)


def simple(rng: Random, field: PlainField, chinese: bool) -> Part:
    """Returns a property for a plain field."""
    key = styled(rng, rng.choice(field.keys))
    forms = tuple(sentences(rng, field, chinese))
    return Part(key, schema_of(field, chinese), field, forms=forms)


def _parts(rng: Random, chinese: bool) -> list[Part]:
    """Two to six properties with different keys; most notes have several kinds of values."""
    fields = rng.sample(FIELDS, rng.choice((2, 2, 3, 3, 4, 5)))
    fields = [noun_field(rng, chinese) if chance(rng, 0.15) else field for field in fields]
    parts = [simple(rng, field, chinese) for field in fields]
    if chance(rng, 0.3):
        parts.insert(rng.randrange(len(parts) + 1), _object(rng, chinese))
    return list({part.key: part for part in parts}.values())


def note(rng: Random, parts: list[Part], turn: int, chinese: bool) -> tuple[str, Json]:
    """Returns a text that states all values in an order of its own, and the values."""
    found: Json = {}
    sentences = []
    for part in parts:
        found[part.key], sentence = part.say(rng, turn, chinese)
        sentences.append(sentence)
    if chance(rng, 0.3):
        sentences.append(rng.choice(_CHINESE_ASIDES if chinese else _ASIDES))
    rng.shuffle(sentences)
    opening = rng.choice(_CHINESE_OPENINGS if chinese else _OPENINGS) if chance(rng, 0.4) else ""
    return opening + ("" if chinese else " ").join(sentences), found


def sample(rng: Random) -> Conversation:
    """Returns a schema, and some notes with the objects that they give."""
    chinese = chance(rng, 0.45)
    parts = _parts(rng, chinese)
    schema: Json = {
        "title": rng.choice(TITLES) if chance(rng, 0.6) else capitalised(rng),
        "description": rng.choice(_CHINESE_ABOUT if chinese else _ABOUT),
        "type": "object",
        "properties": {part.key: part.schema for part in parts},
        "required": [part.key for part in parts],
    }
    messages: list[Message] = [system(SCHEMA_INSTRUCTION + to_json(schema))]
    for turn in range(rng.choice((1, 1, 2, 3))):
        text, found = note(rng, parts, turn, chinese)
        messages += [user(text), assistant(to_json(found))]
    return Conversation(tuple(messages))
