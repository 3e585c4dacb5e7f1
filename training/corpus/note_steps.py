"""Short notes with one value of a kind, and small schemas, each of which asks for other values.

A key leads to its value because it means the kind of it: who, where, when, how many, how much, yes
or no. In a sample the question is never the one before, so that nothing can be taken over from
there.
"""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import Conversation, Message, assistant, system, to_json, user
from . import note_nouns, note_values
from .drill_fields import (
    DRILL_FIELDS,
    KEYS_OF_KINDS,
    NOTE_FIELDS,
    deed,
    nested,
    object_request,
    word_fact,
)
from .plain_extraction import Part, styled
from .plain_fields import FIELDS, PlainField, listed, say, schema_of, sentences
from .words import allowed, chance, read_table

ABOUT = ("Facts of a note.", "What is written there.", "What a message tells.", "From a notice.", "To be entered.")  # fmt: skip
CHINESE_ABOUT = ("通知里的事实。", "消息的要点。", "单子上写的。", "要录入的内容。", "短信内容。")
OPENINGS = ("Enter this: ", "This is the message: ", "Just in: ", "Somebody called: ", "A note for you: ", "Mail:\n", "From the desk:\n", "Notice: ", "News:\n",
             "For the file: ", "Please note: ", "On the door: ", "Look what it says: ", "Memo:\n")  # fmt: skip
CHINESE_OPENINGS = ("录入：", "消息如下：", "刚收到：", "布告上写着：", "请登记：", "邮件：\n", "有张字条：", "通知：", "备忘：\n", "存档：", "请记下：", "黑板上写着：", "短信：\n")  # fmt: skip
# They say nothing: a capital, or a row of characters, makes no name of them.
ASIDES = ("Cheers!", "Regards!", "Welcome!", "Thanks!", "Hooray!", "Take care!", "Good luck!", "Sincerely!", "Hello there!", "Ahoy!", "Please!", "Respectfully!",
           "All the best!", "So long!", "Good evening!", "Dear friends!", "With love.", "Great!", "Attention!", "Sorry for the rush.", "Hello!", "Congratulations!",
           "Good day!", "Many thanks!", "Have fun!", "Compliments!", "Salutations!", "Wishes!", "Bravo!", "Hi!", "Dear all!", "Farewell!", "Blessings!", "Cordially!",
           "Morning!", "Evening!", "Bye!", "Yours!", "Hey!", "Splendid!", "Wonderful!", "Faithfully yours!", "Gladly!", "Best!", "Hugs!", "Hallo!", "Chin up!", "Pardon!")  # fmt: skip
CHINESE_ASIDES = ("感谢！", "辛苦了！", "拜托！", "劳驾！", "麻烦了！", "欢迎！", "再会！", "各位好！", "谢谢大家！", "祝顺利！", "保重！", "晚安！", "恭喜！", "打扰了！",
                   "请注意！", "好的！", "太好了！", "您好！", "加油！", "敬礼！", "多谢！", "问好！", "致谢！", "客气了！", "谢啦！", "早安！",
                   "谢过！", "有劳！", "万分感谢！", "祝安！", "安好！", "平安！", "方便的话请回复！", "时间紧！", "马上！", "常联系！", "温馨提示！", "周末愉快！", "新年好！", "万事如意！",
                   "明白！", "何时方便？", "高兴！", "左等右等！", "鲁莽了！", "金安！", "顺颂时祺！", "康乐！", "祝贺！", "于此致谢！")  # fmt: skip
# Each of these could as well ask for another kind of value.
VAGUE_KEYS = frozenset("amount number no nr charge items things total contains contents item_count parcels packages level_no stage_no mother father uncle aunt spouse heir".split())  # fmt: skip
_MONEY = ("price", "cost", "costs", "fee", "to_pay_in_total", "price_in_all", "sum", "money", "sum_due", "charged", "costs_in_euros", "price_eur", "amount_due")  # fmt: skip
_WEIGHT = ("weight", "weight_in_kg", "kg", "weighs", "how_heavy", "kilograms", "total_kg", "load_kg")  # fmt: skip
_KEYS_OF_UNITS = {"euros": _MONEY, "dollars": _MONEY, "kg": _WEIGHT}
_NAMED_PLACES = ("row", "rack", "shelf", "room", "gate", "door", "locker", "seat", "chest", "floor", "platform", "hall")  # fmt: skip
_SCALE_SENTENCES = ("{L!}: {}.", "The {L} is {}.", "{L!} is {}.", "As {L}: {}.", "They chose {} as {L}.", "We put down {} as {L}.", "For the {L} they noted {}.", "It is {}, as to {L}.")  # fmt: skip
_CHINESE_SCALE_SENTENCES = ("{L}：{}。", "{L}是{}。", "{L}为{}。", "{L}选{}。", "{L}定为{}。", "属于{}。", "算{}。", "按{}。", "{}那种。", "选的是{}。", "登记为{}。")  # fmt: skip

_SHARES = {"person": 5.0, "city": 4.0, "time": 3.0, "measure": 3.0, "enum": 3.0, "fact": 3.0, "list": 2.5,
           "count": 2.5, "numbered": 2.0, "name": 2.5, "code": 2.5, "date": 2.5}  # fmt: skip

# Kinds that are easily taken for each other.
_WITH_OBJECT = (("object", "person"), ("object", "person"), ("object", "city"), ("object", "city"), ("object", "person", "city"), ("object", "person", "code"), ("object",))  # fmt: skip
_TOGETHER = (
    ("person", "city"),
    ("person", "name"), ("city", "name"), ("name", "code"), ("measure", "count"), ("measure", "count"), ("measure", "numbered"),
    ("count", "numbered", "measure"), ("time", "measure"), ("time", "count"), ("date", "code"), ("fact", "person"), ("enum", "fact"), ("list", "person"),
    ("time", "measure", "count"), ("time", "count", "numbered"), ("measure", "count"), ("measure", "numbered"), ("code", "person"), ("code", "person", "city"), ("person", "time", "city"), ("list", "code"), ("enum", "person"),
)  # fmt: skip


# Fields that are named after a noun or a deed, besides those that a list tells.
_OF_NOUNS = 0.4
_OF_DEEDS = ("person", "city", "date", "time", "code", "list")
_DEED_SHARE = 0.15


def _truth(field: PlainField) -> bool:
    return field.kind in ("is", "has", "fact")


def _scale(row: list[str]) -> PlainField:
    keys, label, chinese_label, english, chinese = row
    pairs = zip(english.split(","), chinese.split(","), strict=False)
    extra = ",".join(f"{one}={other}" for one, other in pairs)
    return PlainField(
        "enum", tuple(keys.split(",")), label, chinese_label,
        _SCALE_SENTENCES, _CHINESE_SCALE_SENTENCES, extra,
    )  # fmt: skip


_SCALES = [_scale(row) for row in read_table("note_scales.txt") if allowed(row) == row]
_FIELDS: dict[str, list[PlainField]] = {kind: [] for kind in _SHARES}
# Truths that are told by their opposites are left to another drill.
for _field in [*(one for one in DRILL_FIELDS if not _truth(one)), *NOTE_FIELDS, *FIELDS, *_SCALES]:
    _FIELDS["fact" if _truth(_field) else _field.kind].append(_field)


class _Told(NamedTuple):
    """A fact of a note: its field, or its object; the value, and the sentence that states it."""

    kind: str
    part: Part
    value: Any
    sentence: str


def _keys(field: PlainField) -> list[str]:
    """The keys that ask for any value of the kind of a field."""
    if field.kind == "measure":
        return list(_KEYS_OF_UNITS.get(field.extra.split("=")[0], ()))
    if field.kind == "numbered" and not field.keys[0].startswith(_NAMED_PLACES):
        return []
    return [key for key in KEYS_OF_KINDS.get(field.kind, ()) if key not in VAGUE_KEYS]


def _key(rng: Random, field: PlainField) -> str:
    """A key of a field itself, or one that means any value of its kind."""
    others = _keys(field)
    return styled(rng, rng.choice(others if others and chance(rng, 0.4) else field.keys))


def _drawn(rng: Random, kind: str, chinese: bool) -> tuple[PlainField, str]:
    """A field of a kind, and a form of a sentence that states it."""
    pick = rng.random()
    if kind in note_nouns.KINDS and pick < _OF_NOUNS:
        field = note_nouns.noun_named(rng, kind)
        return field, rng.choice(field.chinese_sentences if chinese else field.sentences)
    if kind in _OF_DEEDS and pick > 1 - _DEED_SHARE:
        part = deed(rng, kind, chinese)
        if part.field:
            return part.field, part.forms[0]
    make_word = kind == "fact" and pick < 0.3
    field = word_fact(rng, chinese) if make_word else rng.choice(_FIELDS[kind])
    return field, sentences(rng, field, chinese)[0]


def _simple(rng: Random, kind: str, chinese: bool) -> _Told:
    """What a field says."""
    field, form = _drawn(rng, kind, chinese)
    if kind in note_values.TEXTS:
        value = note_values.TEXTS[kind](rng, chinese)
        text = listed(value, chinese) if isinstance(value, list) else str(value)
        _, sentence = say(rng, field, form.replace("{}", text), chinese)
    else:
        value, sentence = say(rng, field, form, chinese)
    return _Told(kind, Part("", schema_of(field, chinese), field), value, sentence)


def _object(rng: Random, chinese: bool) -> _Told:
    """A person and a city, who are told together."""
    part = nested(rng, chinese)
    names = note_values.person(rng, chinese), note_values.city(rng, chinese)
    sentence = part.forms[0].format(p=names[0], c=names[1])
    return _Told("object", part, dict(zip(part.inner, names, strict=True)), sentence)


def _second_enum(rng: Random, first: _Told, chinese: bool) -> list[_Told]:
    """Another word of a list, where none of the words is in the first list."""
    other = _simple(rng, "enum", chinese)
    words = [*first.part.schema["enum"], *other.part.schema["enum"]]
    is_apart = not any(one in two for at, one in enumerate(words) for two in words[:at] + words[at + 1 :])  # fmt: skip
    return [other] if is_apart else []


def _facts(rng: Random, size: int, chinese: bool) -> list[_Told]:
    """Facts of different kinds, mostly two of which are easily taken for each other."""
    pick = rng.random()
    kinds = list(rng.choice(_WITH_OBJECT if pick < 0.35 else _TOGETHER)) if pick < 0.85 else []
    while len(kinds) < size:
        kind = rng.choices(list(_SHARES), list(_SHARES.values()))[0]
        if kind not in kinds:
            kinds.append(kind)
    facts = [_object(rng, chinese) if kind == "object" else _simple(rng, kind, chinese) for kind in kinds]  # fmt: skip
    if "enum" in kinds and chance(rng, 0.4):
        facts += _second_enum(rng, facts[kinds.index("enum")], chinese)
    rng.shuffle(facts)
    return facts


def _text(rng: Random, facts: list[_Told], chinese: bool) -> str:
    """A note that says the facts in their order, often with words that say nothing."""
    lines = [fact.sentence for fact in facts]
    if chance(rng, 0.4):
        aside = rng.choice(CHINESE_ASIDES if chinese else ASIDES)
        lines.insert(rng.randrange(len(lines) + 1), aside)
    opening = rng.choice(CHINESE_OPENINGS if chinese else OPENINGS) if chance(rng, 0.4) else ""
    return opening + ("" if chinese else " ").join(lines)


def _asked(rng: Random, facts: list[_Told], described: float, chinese: bool) -> tuple[str, str]:
    """The request for an object of some facts, and the object."""
    parts: dict[str, tuple[Part, Any]] = {}
    for fact in facts:
        key = _key(rng, fact.part.field) if fact.part.field else fact.part.key
        parts.setdefault(key, (fact.part._replace(key=key), fact.value))
    about = CHINESE_ABOUT if chinese else ABOUT
    request = object_request(rng, [part for part, _ in parts.values()], about, described)
    return request, to_json({key: value for key, (_, value) in parts.items()})


def single_values(rng: Random, chinese: bool) -> Conversation:
    """One note or two; of each one schema after the other asks for another one of its values."""
    messages: list[Message] = []
    for _ in range(rng.choice((1, 2))):
        facts = _facts(rng, rng.choice((3, 4, 5, 6)), chinese)
        text = _text(rng, facts, chinese)
        for at, fact in enumerate(rng.sample(facts, len(facts))):
            request, answer = _asked(rng, [fact], 0.0, chinese)
            messages += [user(request)] if at else [system(request), user(text)]
            messages.append(assistant(answer))
    return Conversation(tuple(messages))


def small_notes(rng: Random, chinese: bool) -> Conversation:
    """Some small notes, each with a schema of its own that asks for one to three values."""
    messages: list[Message] = []
    for _ in range(rng.choice((1, 2, 3, 4))):
        facts = _facts(rng, rng.choice((2, 3, 3, 4)), chinese)
        some = rng.sample(facts, min(len(facts), rng.choice((1, 2, 2, 3))))
        request, answer = _asked(rng, some, 0.2, chinese)
        messages += [system(request), user(_text(rng, facts, chinese)), assistant(answer)]
    return Conversation(tuple(messages))


def whole_notes(rng: Random, chinese: bool) -> Conversation:
    """One or two notes of two to six facts, each with a schema that asks for all or nearly all."""
    messages: list[Message] = []
    for _ in range(rng.choice((1, 1, 2))):
        facts = _facts(rng, rng.choice((2, 3, 4, 5, 5, 6)), chinese)
        unasked = int(len(facts) > 3 and chance(rng, 0.15))
        some = rng.sample(facts, len(facts) - unasked)
        request, answer = _asked(rng, some, 0.6, chinese)
        messages += [system(request), user(_text(rng, facts, chinese)), assistant(answer)]
    return Conversation(tuple(messages))
