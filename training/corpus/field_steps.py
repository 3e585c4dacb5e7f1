"""The first steps of the drill on schemas: two to four ordinary facts, and a key for each of them.

Nearly every note holds one value of a kind, so that the kind that a key means tells the value. A
second and a third schema ask for the same note with other keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from ..chat_format import Conversation, Message, assistant, system, to_json, user
from .drill_fields import (
    DRILL_FIELDS,
    KEYS_OF_KINDS,
    NOTE_FIELDS,
    deed,
    nested,
    object_request,
    state,
    word_fact,
)
from .plain_extraction import Part, simple, styled
from .plain_fields import FIELDS, PlainField
from .plain_noun_fields import noun_field
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    LAST_NAMES,
    NOUNS,
    chance,
    holds_held_out,
    invented_word,
)

_TRUTHS = ("is", "has", "fact")
_ABOUT = ("What a letter says.", "Facts to be kept.", "Found in a text.", "A short report.", "Said in a few words.")  # fmt: skip
_CHINESE_ABOUT = (
    "信里的内容。",
    "要保存的事实。",
    "文字里的信息。",
    "简短的报告。",
    "几句话的要点。",
)
_OPENINGS = ("Here: ", "The news: ", "Take this down: ", "A short letter:\n", "This is what they say: ", "On the paper: ", "I was told this: ", "Have a look: ")  # fmt: skip
_CHINESE_OPENINGS = ("内容：", "消息：", "请记下：", "短信：\n", "他们说：", "纸上写着：", "听说：", "请读：", "摘要：")  # fmt: skip
_REMARKS = ("Cheers!", "Thanks a lot!", "Hi there!", "Best regards.", "Good day!", "All the best.", "Welcome!", "Sorry for the delay.",
           "See you!", "Please reply.", "Nothing else.", "Have fun!", "Yours sincerely.", "Good news!", "Call me later.",
           "No hurry!", "Do not worry.", "Not much more to say.", "No news is good news.", "Never mind!", "Don't wait for me.", "Yes, really!", "It's true!", "I won't be long.",
           "Ahoy!", "Howdy!", "Salutations!", "Cheerio!", "Hurray!", "Congratulations!", "Bravo!", "Welcome back!", "Bonjour!", "Regards.",
           "Good evening, all!", "Happy holidays!", "Farewell!", "Look here!", "Attention!", "Hallo!", "Respectfully.", "Dear friends!", "Ciao!", "Appreciated!",
           "Ladies and gentlemen!", "Much obliged.", "Take care!", "Over and out.", "Grateful as ever.", "Peace!", "Ta!", "Listen up!")  # fmt: skip
_CHINESE_REMARKS = ("感谢！", "您好！", "拜托了！", "祝好！", "请回复。", "没别的了。", "欢迎！", "辛苦了！", "好消息！", "回头聊。", "抱歉打扰。", "多谢各位！", "请查收。",
                   "不急。", "没事。", "不用回复。", "不客气！", "别担心。", "没什么要说的。", "不多说了。", "是真的！", "没问题！", "有空再聊。",
                   "谢啦！", "多谢多谢！", "十分感激。", "感恩！", "早安！", "晚安！", "各位好！", "嗨，大家！", "再会！", "恭喜！", "加油！", "敬上。", "敬请留意！", "保重！", "有劳！",
                   "麻烦了！", "万分感谢！", "打扰了！", "诸位晚上好！", "收到请回！", "顺祝安好。", "亲爱的朋友！", "注意！", "好极了！", "拜拜！", "承蒙关照。", "新年好！")  # fmt: skip

SHARES = {"person": 4, "city": 4, "name": 2, "code": 2, "date": 2, "time": 3, "count": 3, "numbered": 2, "measure": 3, "truth": 4, "enum": 4, "list": 4}  # fmt: skip
_DONE = ("person", "city", "date", "time")
NUMBERS = {"time": 3, "date": 1, "code": 1, "count": 4, "numbered": 3, "measure": 4}


def _of_kinds() -> dict[str, list[PlainField]]:
    """The fields of the lists, by what their values are."""
    found: dict[str, list[PlainField]] = {}
    for field in (*FIELDS, *DRILL_FIELDS, *NOTE_FIELDS):
        found.setdefault("truth" if field.kind in _TRUTHS else field.kind, []).append(field)
    return found


_FIELDS = _of_kinds()
# The kinds of values that cannot be told from each other; an object holds a person and a city.
_LIKE = (("person", ""), ("city", ""), ("count", "numbered"))
# Their Chinese label is a key as it is.
_LABELLED = ("person", "city", "name", "code", "date", "time", "numbered", "measure", "enum", "list", "is", "has")  # fmt: skip
_UNITS = {"dollars": "money", "euros": "money", "kg": "weight", "m": "length", "cm": "length"}


def _meaning(field: PlainField) -> str:
    """The name under which the keys of a kind stand; numbers with a unit have some for the unit."""
    return _UNITS.get(field.extra.split("=")[0], "") if field.kind == "measure" else field.kind


def ordinary_field(rng: Random, kind: str, chinese: bool) -> PlainField:
    """Returns a field of a kind, or of the truths; few have any noun in their keys."""
    if kind == "truth" and chance(rng, 0.55):
        return (state if chance(rng, 0.7) else word_fact)(rng, chinese)
    if chance(rng, 0.08):
        named = noun_field(rng, chinese)
        if named.kind == kind:
            return named
    field = rng.choice(_FIELDS[kind])
    if kind != "enum":
        return field
    words = field.extra.split(",")
    if chance(rng, 0.35):
        # Any word may be chosen: it is the one that stands in the note.
        lists = (CHINESE_WORDS,) if chinese else (ADJECTIVES, ADJECTIVES, NOUNS)
        words = [f"{word}={word}" for word in rng.sample(rng.choice(lists), len(words))]
    return field._replace(extra=",".join(rng.sample(words, rng.randrange(2, len(words) + 1))))


def subject(field: PlainField) -> str:
    """Returns what a field is about: no two of a note are about the same."""
    if field.kind == "measure":
        return field.extra
    return field.label or field.keys[0].removeprefix("is_")


def some_kinds(rng: Random, shares: dict[str, int], size: int) -> list[str]:
    """Different kinds of values; now and then two truths."""
    found: list[str] = []
    while len(found) < size:
        kind = rng.choices(list(shares), list(shares.values()))[0]
        if kind not in found or (kind == "truth" and chance(rng, 0.3)):
            found.append(kind)
    return found


def _drawn(rng: Random) -> list[str]:
    """The kinds of the values of a note."""
    pick = rng.random()
    if pick < 0.2:
        others = some_kinds(rng, SHARES, rng.choice((0, 1, 1)))
        return ["truth"] * rng.choice((1, 2, 2, 2, 3)) + others
    if pick < 0.42:
        kinds = some_kinds(rng, NUMBERS, rng.choice((2, 2, 3, 4)))
        return [*kinds, "measure"] if "measure" in kinds and chance(rng, 0.35) else kinds
    return some_kinds(rng, SHARES, rng.choice((2, 2, 2, 3, 3, 4, 5)))


def parts_of(rng: Random, kinds: Sequence[str], both: bool, chinese: bool) -> list[Part]:
    """Returns properties of some kinds: no two have the same key, unit or words.

    Args:
        rng: Where every choice comes from.
        kinds: What their values are. Of two of a kind one is told of a deed.
        both: Whether a person and a city stand in an object besides.
        chinese: The language.
    """
    parts: dict[str, Part] = {}
    for index, kind in enumerate(kinds):
        if kind in _DONE and (kind in kinds[:index] or chance(rng, 0.25)):
            part = deed(rng, kind, chinese)
            parts.setdefault(str(part.field), part)
            continue
        field = ordinary_field(rng, kind, chinese)
        part = simple(rng, field, chinese)
        forms = tuple(rng.sample(part.forms, len(part.forms)))
        parts.setdefault(subject(field), part._replace(forms=forms))
    found = list(parts.values())
    if both:
        found.append(nested(rng, chinese))
    rng.shuffle(found)
    return found


def _parts(rng: Random, chinese: bool) -> list[Part]:
    """The properties of a note."""
    kinds, both = _drawn(rng), chance(rng, 0.3)
    if both and chance(rng, 0.5) and "person" not in kinds and "city" not in kinds:
        # who and where of an object beside another person, or another place
        kinds[0] = rng.choice(("person", "city"))
    return parts_of(rng, kinds, both, chinese)


def keyed(rng: Random, parts: list[Part], chinese: bool) -> list[Part]:
    """Returns the properties, each with one of the keys that mean it, here."""
    meanings = [_meaning(part.field) if part.field else "" for part in parts]
    kinds = [part.field.kind if part.field else "" for part in parts]
    found = []
    for part, kind, meaning in zip(parts, kinds, meanings, strict=True):
        # One of two persons, places or whole numbers is asked for by what it is.
        like = [other for group in _LIKE if kind in group for other in group] or [kind]
        alone = sum(kinds.count(other) for other in like) == 1
        if part.field and meaning in KEYS_OF_KINDS and alone and chance(rng, 0.3):
            part = part._replace(key=styled(rng, rng.choice(KEYS_OF_KINDS[meaning])))
        elif (
            part.field
            and chinese
            and kind in _LABELLED
            and part.field.chinese_label
            and chance(rng, 0.15)
        ):
            part = part._replace(key=part.field.chinese_label.partition("=")[0])
        elif part.field:
            part = part._replace(key=styled(rng, rng.choice(part.field.keys)))
        found.append(part)
    return found


def _strange(rng: Random, kind: str, chinese: bool) -> str:
    """A person called like a place or a thing, a place called like a person."""
    while True:
        if chinese:
            name, place = rng.choice(CHINESE_NAMES), rng.choice(CHINESE_CITIES)
            value = name[0] + place[:2] if kind == "person" else name
        elif kind == "person":
            pools = (CITIES, NOUNS, ADJECTIVES)
            value = " ".join(rng.choice(rng.choice(pools)).title() for _ in range(2))
        else:
            value = rng.choice(rng.choice((FIRST_NAMES, LAST_NAMES)))
        if not holds_held_out(value):
            return value


def _told(rng: Random, part: Part, chinese: bool) -> tuple[Any, str]:
    """A value and its sentence; now and then only the sentence tells what kind of name it is."""
    value, sentence = part.say(rng, 0, chinese)
    kind = part.field.kind if part.field else ""
    if kind not in ("person", "city") or not chance(rng, 0.06):
        return value, sentence
    strange = _strange(rng, kind, chinese)
    return strange, sentence.replace(value, strange)


def remark(rng: Random, chinese: bool) -> str:
    """Returns a sentence of a note that states nothing, now and then a word that says nothing."""
    if not chinese and chance(rng, 0.12):
        return f"{invented_word(rng).capitalize()}!"
    return rng.choice(_CHINESE_REMARKS if chinese else _REMARKS)


def note(rng: Random, parts: list[Part], chinese: bool) -> tuple[str, list[Any]]:
    """Returns a text that states all properties in an order of its own, and their values."""
    told = [_told(rng, part, chinese) for part in parts]
    sentences = [sentence for _, sentence in told]
    if chance(rng, 0.35):
        sentences.append(remark(rng, chinese))
    rng.shuffle(sentences)
    opening = rng.choice(_CHINESE_OPENINGS if chinese else _OPENINGS) if chance(rng, 0.35) else ""
    return opening + ("" if chinese else " ").join(sentences), [value for value, _ in told]


def alike(values: list[Any]) -> int:
    """Returns how many pairs of values begin with the same letter or digit."""
    first = [str(value)[0] for value in values if not isinstance(value, bool | dict | list)]
    return sum(first.count(letter) - 1 for letter in first)


def differ(values: list[Any]) -> bool:
    """Says whether every value but a truth stands only once in a note."""
    shown = [str(value) for value in values if not isinstance(value, bool)]
    return len(dict.fromkeys(shown)) == len(shown)


def _asked(
    rng: Random, parts: list[Part], values: list[Any], chinese: bool
) -> tuple[str, Message] | None:
    """A schema for some properties, and the answer; None where two keys are the same."""
    order = rng.sample(range(len(parts)), len(parts))
    named = keyed(rng, parts, chinese)
    found = {named[index].key: values[index] for index in order}
    if len(found) < len(parts):
        return None
    about = _CHINESE_ABOUT if chinese else _ABOUT
    request = object_request(rng, [named[index] for index in order], about, 0.6)
    return request, assistant(to_json(found))


def sample(rng: Random, chinese: bool) -> Conversation:
    """Returns a note, and one to three schemas with what it says."""
    while True:
        parts = _parts(rng, chinese)
        # Values that begin alike can only be copied from the sentence that was found.
        notes = [note(rng, parts, chinese) for _ in range(rng.choice((1, 1, 6)))]
        text, values = max(notes, key=lambda told: alike(told[1]))
        turns = [_asked(rng, parts, values, chinese) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        asked = [turn for turn in turns if turn]
        if len(parts) > 1 and asked and differ(values):
            break
    (request, answer), *others = asked
    messages = [system(request), user(text), answer]
    for request, answer in others:
        messages += [user(request), answer]
    return Conversation(tuple(messages))
