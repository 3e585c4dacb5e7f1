"""Fields of the drill on schemas: in many wordings, of any deed, and nested objects."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from ..chat_format import SCHEMA_INSTRUCTION, Json, to_json
from . import plain_values
from .plain_extraction import TITLES, Part, styled
from .plain_fields import PlainField, schema_of
from .words import (
    allowed,
    capitalised,
    chance,
    holds_held_out,
    invented_word,
    noun,
    read_lines,
    read_table,
)


def _split(sentences: str) -> tuple[str, ...]:
    return tuple(allowed(sentences.split(";")))


def _fields(name: str) -> list[PlainField]:
    fields, kind = [], ""
    for line in read_lines(name):
        if line.startswith("= "):
            kind = line[2:]
            continue
        keys, label, chinese_label, english, chinese, *extra = line.split("|")
        fields.append(PlainField(
            kind, tuple(allowed(keys.split(","))), label, chinese_label,
            _split(english), _split(chinese), "".join(extra),
        ))  # fmt: skip
    return fields


DRILL_FIELDS = _fields("drill_fields.txt")
NOTE_FIELDS = _fields("note_fields.txt")


def _keys_of_kinds() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for line in read_lines("drill_keys.txt"):
        if line.startswith("= "):
            found = keys.setdefault(line[2:], [])
        else:
            found += [key for key in line.split() if not holds_held_out(key.replace("_", " "))]
    return keys


# Any of them asks for the value of its kind where a text holds only one of that kind.
KEYS_OF_KINDS = _keys_of_kinds()


class _Role(NamedTuple):
    """What is told of a deed {d} (Chinese {z}): kind of value, keys, sentences."""

    kind: str
    keys: tuple[str, ...]
    sentences: tuple[str, ...]
    chinese_sentences: tuple[str, ...]


_ROLES = (
    _Role("person", ("{d}_by", "who_{d}", "{d}_by_whom"),
          ("{} {d} it.", "It was {d} by {}.", "{} was the one who {d} it.", "{D} by {}.", "Who {d} it? {}.",
           "{} has {d} everything.", "It will be {d} by {}.", "Ask {}, who {d} it.", "I think {} {d} it."),
          ("由{}{z}。", "{}{z}的。", "{z}的人是{}。", "{z}：{}。", "负责{z}的是{}。",
           "{}来{z}。", "{}{z}过。", "今天由{}{z}。", "请{}{z}。", "{z}是{}做的。", "{}正在{z}。", "是{}{z}的。")),
    _Role("city", ("{d}_in", "where_{d}", "{d}_where", "{d}_city"),
          ("It was {d} in {}.", "{D} in {}.", "In {} it was {d}.", "They {d} it in {}.", "Where it was {d}: {}.",
           "It will be {d} in {}.", "{} is where they {d} it.", "We {d} it in {} this time."),
          ("在{}{z}。", "{z}地是{}。", "{z}地点在{}。", "{z}的城市是{}。", "是{}{z}的。", "{z}点设在{}。",
           "{}这边{z}。", "到{}{z}。", "这次在{}{z}。", "送去{}{z}。")),
    _Role("date", ("{d}_on", "date_{d}", "{d}_date", "day_{d}"),
          ("It was {d} on {}.", "{D} on {}.", "On {} it was {d}.", "They {d} it on {}.", "The day it was {d}: {}."),
          ("{}{z}。", "{z}日期是{}。", "于{}{z}。", "{z}时间为{}。", "{z}那天是{}。")),
    _Role("time", ("{d}_at", "time_{d}", "{d}_time", "hour_{d}"),
          ("It was {d} at {}.", "{D} at {}.", "At {} it was {d}.", "They {d} it at {}.", "The time it was {d}: {}."),
          ("{}{z}。", "{z}的时刻是{}。", "于{}{z}。", "{z}时间：{}。", "{}开始{z}。")),
    _Role("name", ("{d}_with", "{d}_for_company", "{d}_under_name"),
          ("It was {d} for {}.", "{D} for {}.", "They {d} it for {}.", "They {d} it under the name {}."),
          ("以{}的名义{z}。", "为{}{z}。", "替{}{z}。")),
    _Role("code", ("{d}_as", "{d}_under", "{d}_number", "{d}_code"),
          ("It was {d} as {}.", "{D} under {}.", "They {d} it under the number {}.", "It was {d} with the number {}."),
          ("{z}编号{}。", "{z}号码是{}。", "{z}单号{}。")),
    _Role("count", ("{d}_count", "num_{d}", "times_{d}", "{d}_total"),
          ("{} were {d}.", "It was {d} {} times.", "They {d} {} of them.", "{D}: {} pieces."),
          ("{z}了{}次。", "{z}了{}个。", "共{z}{}件。", "{z}数量{}。")),
    _Role("list", ("{d}_things", "{d}_items", "things_{d}", "what_was_{d}"),
          ("They {d} {}.", "{D}: {}.", "Everything that was {d}: {}.", "What they {d}: {}."),
          ("{z}的有{}。", "{z}了{}。", "被{z}的是{}。", "{z}：{}。")),
    _Role("fact", ("is_{d}", "was_{d}", "{d}", "already_{d}"),
          ("It was {d}.//It was not {d}.", "It has been {d}.//It has not been {d}.", "{D}: yes.//{D}: no.", "They {d} it.//They never {d} it.",
           "It is already {d}.//It is not yet {d}."),
          ("已{z}。//未{z}。", "已经{z}了。//还没{z}。", "{z}：是。//{z}：否。", "{z}过。//没有{z}过。", "做了{z}。//没做{z}。")),
)  # fmt: skip
_DEEDS = [row for row in read_table("drill_verbs.txt") if allowed(row) == row]


def _named(forms: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    for mark, name in names.items():
        forms = tuple(form.replace(mark, name) for form in forms)
    return forms


def _deed_part(rng: Random, role: _Role, names: tuple[str, str], chinese: bool) -> Part:
    """A property of a deed, with the sentences that tell it."""
    deed, translation = names
    marks = {"{d}": deed, "{D}": deed.capitalize(), "{z}": translation}
    keys = _named(role.keys, marks)
    forms = _named(role.chinese_sentences if chinese else role.sentences, marks)
    extra = "2-400" if role.kind == "count" else ""
    field = PlainField(role.kind, keys, deed, "", (), (), extra)
    told = tuple(rng.sample(forms, len(forms)))
    return Part(styled(rng, rng.choice(keys)), schema_of(field, chinese), field, forms=told)


def deed(rng: Random, kind: str, chinese: bool) -> Part:
    """Returns what a deed has of a kind: who did it, where, or when."""
    (role,) = (role for role in _ROLES if role.kind == kind)
    past, translation = rng.choice(_DEEDS)
    return _deed_part(rng, role, (past, translation), chinese)


def deeds(rng: Random, chinese: bool) -> list[Part]:
    """Returns some properties of one or two deeds: who did it, where, when, how often.

    The same word is in all keys of a deed, so that its role tells which value is meant.
    """
    parts = []
    for past, translation in rng.sample(_DEEDS, rng.choice((1, 2, 2))):
        # That something was never done says no more of it.
        roles = [_ROLES[-1]] if chance(rng, 0.2) else rng.sample(_ROLES[:-1], rng.choice((1, 2, 3)))
        parts += [_deed_part(rng, role, (past, translation), chinese) for role in roles]
    return parts


def word_enum(rng: Random, chinese: bool) -> PlainField:
    """Returns an enum of random words, with a random name."""
    words = dict.fromkeys(plain_values.thing(rng, chinese) for _ in range(rng.choice((2, 3, 4, 5))))
    options = ",".join(f"{word}={word}" for word in words)
    tail = rng.choice(("kind", "type", "class", "group", "mode"))
    label = f"{noun(rng)} {tail}"
    chinese_label = plain_values.thing(rng, True) + rng.choice(("类型", "种类", "方式", "等级"))
    keys = [label.replace(" ", "_"), f"{tail}_of_{label.split(' ')[0]}"]
    if chinese:
        keys.append(chinese_label)
    english = (
        f"{{}} was chosen as {label}.",
        f"{label.capitalize()} {{}}.",
        f"They took {{}} as {label}.",
    )
    own = ("选{}。", "按{}办。", "{}那种。")
    return PlainField("enum", tuple(keys), label, chinese_label, english, own, options)


_FACTS = [(*row, "")[:4] for row in read_table("drill_facts.txt") if allowed(row) == row]


def word_fact(rng: Random, chinese: bool) -> PlainField:
    """Returns a boolean: what a random thing is or is not."""
    word, english, yes, no = rng.choice(_FACTS)
    thing, chinese_thing = (plain_values.real_thing(rng, own) for own in (False, True))
    no = no or f"不{yes}"
    keys = (f"is_{word}", word) if chinese else (f"is_{word}", f"{thing}_{word}", word)
    told = ("The {t} is {w}.//The {t} is not {w}.", "{T}: {w}.//{T}: not {w}.", "The {t}: {w}.//The {t}: not {w}.", "This {t} is {w}.//This {t} isn't {w}.",
            "Is it {w}? Yes.//Is it {w}? No.", "We know that the {t} is {w}.//We know that the {t} is not {w}.",
            "{W}.//Not {w}.", "Good to know: {w}.//Good to know: not {w}.", "It is {w}.//It isn't {w}.", "They are {w}.//They are not {w}.")  # fmt: skip
    told_chinese = ("{t}{y}。//{t}{n}。", "{t}：{y}。//{t}：{n}。", "这个{t}{y}。//这个{t}{n}。", "提醒：{t}{y}。//提醒：{t}{n}。", "{t}是{y}的。//{t}是{n}的。",
                    "{y}。//{n}。", "关于{t}：{y}。//关于{t}：{n}。")  # fmt: skip
    names = {"{t}": thing, "{T}": thing.capitalize(), "{w}": english, "{W}": english.capitalize()}
    own = {"{t}": chinese_thing, "{y}": yes, "{n}": no}
    return PlainField("fact", keys, word, yes, _named(told, names), _named(told_chinese, own), "")


_STATES = [row for row in read_table("drill_states.txt") if allowed(row) == row]
_STATES_TOLD = (
    "The {t} is {w}.//The {t} is not {w}.", "The {t} is {w} today.//The {t} isn't {w} today.", "Yes, the {t} is {w}.//No, the {t} is not {w}.",
    "This {t} is certainly {w}.//This {t} is certainly not {w}.", "The {t} is still {w}.//The {t} is no longer {w}.",
    "Our {t} is {w}.//Our {t} is not {w}.", "{T}: {w}.//{T}: not {w}.", "I find the {t} {w}.//I do not find the {t} {w}.",
    "You will find the {t} {w}.//You will not find the {t} {w}.", "The {t} was {w}.//The {t} was not {w}.", "{T} {w}: yes.//{T} {w}: no.",
    "It is true that the {t} is {w}.//It is not true that the {t} is {w}.", "They say the {t} is {w}.//They say the {t} is not {w}.",
)  # fmt: skip
_CHINESE_STATES_TOLD = (
    "{t}{y}。//{t}{n}。", "{t}今天{y}。//{t}今天{n}。", "{t}现在{y}。//{t}现在{n}。", "是的，{t}{y}。//不，{t}{n}。", "我们的{t}{y}。//我们的{t}{n}。",
    "那个{t}{y}。//那个{t}{n}。", "看到{t}{y}。//看到{t}{n}。", "据说{t}{y}。//据说{t}{n}。", "{t}确实{y}。//{t}确实{n}。", "{t}{y}，请知悉。//{t}{n}，请知悉。",
    "注意{t}{y}。//注意{t}{n}。",
)  # fmt: skip


def state(rng: Random, chinese: bool) -> PlainField:
    """Returns a boolean: an ordinary thing is, or is not, in an ordinary state."""
    word, english, yes, no, things = rng.choice(_STATES)
    thing, own_thing = rng.choice(things.split(",")).split("=")
    names = {"{t}": thing, "{T}": thing.capitalize(), "{w}": english}
    own = {"{t}": own_thing, "{y}": yes, "{n}": no}
    noun_key = thing.replace(" ", "_")
    keys = (
        f"{noun_key}_{word}",
        f"{noun_key}_is_{word}",
        f"is_{word}",
        word,
        f"is_{noun_key}_{word}",
    )
    return PlainField(
        "fact", keys, word, yes, _named(_STATES_TOLD, names), _named(_CHINESE_STATES_TOLD, own), ""
    )


# What a person, and a place, can be called in an object; what they are to somebody.
_PERSON_KEYS = (
    "name",
    "person_name",
    "human",
    "who_it_is",
    "client",
    "first_and_last",
    "called",
    "someone",
)
_CITY_KEYS = (
    "city",
    "home",
    "location",
    "lives_in",
    "city_name",
    "where",
    "from_where",
    "town_name",
)
_NESTED = (
    "Send it to {p} in {c}.", "It is meant for {p} of {c}.", "Please ask {p} in {c}.", "Write to {p}, {c}.",
    "The {n} is {p}, who lives in {c}.", "{n!}: {p} ({c}).", "As {n} we have {p} from {c}.", "{n!}: {p}, {c}.",
    "{p} from {c} is the {n}.", "In {c} there is {p}, the {n}.", "You can reach {p} in {c}.", "It is for {p}, at home in {c}.",
    "Hand it to {p} of {c}.", "Our {n} in {c} is {p}.", "The {n} comes from {c} and is called {p}.", "{p} takes it. The home of {p} is {c}.",
)  # fmt: skip
_CHINESE_NESTED = (
    "寄给{c}的{p}。", "给{p}，人在{c}。", "请找{c}的{p}。", "请联络{p}，在{c}。", "{n}是{p}，住{c}。", "{n}：{p}（{c}）。",
    "{n}是来自{c}的{p}。", "{n}：{c}，{p}。", "{c}的{p}是{n}。", "{p}在{c}等着。", "转交{c}的{p}。", "{n}名叫{p}，家在{c}。",
    "{n}为{p}，地点{c}。", "交到{c}，给{p}。", "在{c}有{p}，是{n}。", "{p}收，{c}。",
)  # fmt: skip
_ENGLISH_ROLES = "addressee client customer owner colleague agent tenant visitor winner neighbour friend dealer expert teacher driver doctor buyer seller helper guest cook farmer lawyer nurse singer".split()  # fmt: skip
_CHINESE_ROLES = "收件人 客户 顾客 主人 同事 代理 租客 来访者 获奖者 邻居 朋友 经销商 专家 教师 司机 医生 买家 卖家 帮手 客人 厨师 农民 律师 护士 歌手".split()
_VAGUE = (
    "to_whom",
    "sent_to_person",
    "for_person",
    "is_for",
    "reach",
    "send_to",
    "target",
    "given_to",
)


def nested(rng: Random, chinese: bool) -> Part:
    """Returns an object of a person and a city, which are told together."""
    pick = rng.randrange(len(_ENGLISH_ROLES))
    role = _ENGLISH_ROLES[pick]
    shown = _CHINESE_ROLES[pick] if chinese else role
    if not chinese and chance(rng, 0.3):
        role = shown = invented_word(rng)
    inner = styled(rng, rng.choice(_PERSON_KEYS)), styled(rng, rng.choice(_CITY_KEYS))
    schema = {
        "type": "object",
        "properties": {key: {"type": "string"} for key in inner},
        "required": list(inner),
    }
    forms = _CHINESE_NESTED if chinese else _NESTED
    told = tuple(
        form.replace("{n!}", shown.capitalize()).replace("{n}", shown)
        for form in rng.sample(forms, 5)
    )
    named = any(shown in form for form in told)
    key = role if named and chance(rng, 0.6) else rng.choice(_VAGUE)
    return Part(styled(rng, key), schema, None, inner, told)


def object_request(rng: Random, parts: list[Part], about: Sequence[str], share: float) -> str:
    """Returns the request for an object of these parts, with a description in a share of them."""
    head: Json = {"title": rng.choice(TITLES) if chance(rng, 0.4) else capitalised(rng)}
    if chance(rng, share):
        head["description"] = rng.choice(about)
    properties = {part.key: part.schema for part in parts}
    schema = {**head, "type": "object", "properties": properties, "required": list(properties)}
    return SCHEMA_INSTRUCTION + to_json(schema)
