"""Copying: repeat this, what is the value of that. The first skill, most of the early text."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, to_json, user
from .rare_names import alike_names, chinese_name, latin_name
from .words import (
    HANZI,
    KANA,
    UNUSUAL_HANZI,
    any_character,
    chance,
    chinese_word,
    city,
    code,
    invented_word,
    noun,
    number,
    person,
    phrase,
    value,
)

_REPEAT = ("Repeat: {}", 'Say "{}".', "Repeat after me: {}", "Echo {}", "Say {}", "Repeat {}")
_REPEAT_CHINESE = ("请重复：{}", "说：{}", "请跟我说：{}", "重复一遍：{}")
_LOOK_UP = ("What is {}?", "{}?", "Value of {}?", "{}是什么？", "What is the value of {}?")
_FIND = ("{}?", "{}", "What about {}?", "Which line has {}?", "Find {}.", "Where is {}?", "Quote what has {}.")  # fmt: skip
_FIND_CHINESE = ("{}？", "{}", "{}呢？", "哪一句有{}？", "找出{}。", "{}在哪一句？", "引用有{}的那句")  # fmt: skip
_JSON_HEADS = (
    '{"name": "{h}", "description": "{t}"}',
    '{"type": "function", "function": {"name": "{h}", "description": "{t}"}}',
)
_WHICH = ("{}?", "{}", "{}, please", "I need {}", "Which one is for {}?", "do something with {}")
_WHICH_CHINESE = ("{}？", "{}", "请用{}", "我要{}", "哪个是管{}的？", "用{}做点什么")
_TOLD = (
    "The {k} is {v}.", "Its {k} is {v}.", "{v} is the {k}.", "It has {v} as its {k}.", "For {k} it says {v}.",
    "{k}: {v}.", "With {v} for {k}.", "The {k} was {v} then.", "They chose {v} as {k}.", "There {v} is called the {k}.",
)  # fmt: skip
_TOLD_CHINESE = (
    "{k}是{v}。", "它的{k}是{v}。", "{v}是{k}。", "{k}：{v}。", "{k}为{v}。", "说到{k}，是{v}。", "以{v}为{k}。", "{k}一栏写着{v}。",
)  # fmt: skip


def _anything(rng: Random, chinese: bool) -> str:
    pick = rng.randrange(7)
    if pick == 0:
        return "".join(rng.choice(KANA) for _ in range(rng.choice((2, 3, 4, 5))))
    if pick == 1:
        return " ".join(invented_word(rng) for _ in range(3))
    if pick == 2:
        return str(number(rng))
    if pick == 3:
        return code(rng)
    if chance(rng, 0.25):
        return chinese_name(rng) if chinese else latin_name(rng)
    return (phrase, person, city)[pick - 4](rng, chinese)


def _repeat(rng: Random) -> Conversation:
    messages: list[Message] = []
    for _ in range(rng.choice((1, 2, 4, 6))):
        chinese = chance(rng, 0.45)
        text = _anything(rng, chinese)
        request = rng.choice(_REPEAT_CHINESE if chinese else _REPEAT).format(text)
        messages += [user(request), assistant(text)]
    return Conversation(tuple(messages))


def _look_up(rng: Random) -> Conversation:
    table: dict[str, object] = {}
    chinese = chance(rng, 0.45)
    for _ in range(rng.choice((2, 3, 4, 6, 8, 12))):
        key = chinese_word(rng) if chinese else noun(rng)
        kind = rng.choice(("word", "city", "integer", "code", "phrase", "person"))
        table[key] = value(rng, kind, chinese)
    form = rng.randrange(3)
    if form == 0:
        text = "\n".join(f"{key}: {what}" for key, what in table.items())
    elif form == 1:
        text = to_json(table)
    else:
        text = ", ".join(f"{key}={what}" for key, what in table.items())
    messages: list[Message] = []
    keys = list(table)
    for index in range(rng.choice((1, 2, 4, 6, 9))):
        key = rng.choice(keys)
        question = rng.choice(_LOOK_UP).format(key)
        messages += [user(question if index else f"{text}\n\n{question}")]
        messages += [assistant(str(table[key]))]
    return Conversation(tuple(messages))


def _lines(rng: Random, chinese: bool) -> list[list[str]]:
    """Lines of a few words each; no word comes twice."""
    make = chinese_word if chinese else noun
    words = list(dict.fromkeys(make(rng) for _ in range(40)))
    lines: list[list[str]] = []
    for _ in range(rng.choice((3, 4, 5, 6, 8))):
        size = rng.choice((2, 3, 4, 5))
        lines.append(words[:size])
        words = words[size:]
    return [line for line in lines if line]


def find_line(rng: Random) -> Conversation:
    """Returns a conversation about lines: a word is given, the line that holds it is the answer.

    Whoever quotes a sentence has to go from a word back to where its sentence begins.
    """
    chinese = chance(rng, 0.45)
    lines = _lines(rng, chinese)
    joint = rng.choice(("", "，") if chinese else (" ", " ", ", "))
    end = rng.choice(("。", "") if chinese else (".", "", "."))
    shown = [joint.join(line) + end for line in lines]
    space = rng.choice(("\n", "\n", "" if end and chinese else " " if end else "\n"))
    template = rng.choice(_FIND_CHINESE if chinese else _FIND)
    messages: list[Message] = []
    order: list[int] = []
    for index in range(rng.choice((3, 5, 7, 9))):
        order = order or rng.sample(range(len(lines)), len(lines))
        which = order.pop()
        asked = template.format(rng.choice(lines[which]))
        messages += [user(asked if index else space.join(shown) + "\n\n" + asked)]
        messages += [assistant(shown[which])]
    return Conversation(tuple(messages))


def _head(rng: Random) -> str:
    """A name as programs have it, of one or two words."""
    words = [noun(rng) for _ in range(rng.choice((1, 2, 2)))]
    if chance(rng, 0.3):
        return words[0] + "".join(word.capitalize() for word in words[1:])
    return "_".join(words)


def find_head(rng: Random) -> Conversation:
    """Returns a conversation about names and what each is for: a word leads to the name before it.

    Whoever chooses a tool has to go from a word of its description back to its name.
    """
    chinese = chance(rng, 0.45)
    rows = {_head(rng): words for words in _lines(rng, chinese)}
    joint = ("" if chance(rng, 0.5) else "，") if chinese else " "
    form = rng.choice(("{h}: {t}", "{h} - {t}", *_JSON_HEADS, *_JSON_HEADS))
    text = "\n".join(
        form.replace("{h}", head).replace("{t}", joint.join(words)) for head, words in rows.items()
    )
    template = rng.choice(_WHICH_CHINESE if chinese else _WHICH)
    messages: list[Message] = []
    order: list[str] = []
    for index in range(rng.choice((4, 6, 8, 10))):
        order = order or rng.sample(list(rows), len(rows))
        head = order.pop()
        asked = template.format(rng.choice(rows[head]))
        messages += [user(asked if index else text + "\n\n" + asked), assistant(head)]
    return Conversation(tuple(messages))


def find_values(rng: Random) -> Conversation:
    """Returns a conversation about named values in a text: some of them are asked for as JSON.

    Whoever fills in a schema has to go from the name of a field to the value beside it.
    """
    chinese = chance(rng, 0.45)
    make = chinese_word if chinese else noun
    told, told_as = {}, []
    for key in dict.fromkeys(make(rng) for _ in range(rng.choice((3, 4, 5, 6, 8)))):
        kind = rng.choice(("word", "city", "integer", "number", "code", "phrase", "person"))
        told[key] = value(rng, kind, chinese)
        pattern = rng.choice(_TOLD_CHINESE if chinese else _TOLD)
        told_as.append(pattern.replace("{k}", key).replace("{v}", str(told[key])))
    text = ("" if chinese else " ").join(told_as)
    messages: list[Message] = []
    for index in range(rng.choice((3, 4, 5, 6))):
        keys = rng.sample(list(told), min(len(told), rng.choice((1, 2, 2, 3))))
        asked = ("、" if chinese else ", ").join(keys)
        messages += [user(asked if index else f"{text}\n\nJSON: {asked}")]
        messages += [assistant(to_json({key: told[key] for key in keys}))]
    return Conversation(tuple(messages))


_OWNED = ("{n}: {w}", "{w} of {n}", "{n} has the {w}", "the {w} belongs to {n}", "{n}'s {w}")
_OWNED_CHINESE = ("{n}的{w}", "{n}家的{w}", "{w}归{n}", "{n}：{w}", "{n}那个{w}", "{n}有{w}")
_WHOSE = ("{}?", "whose {}", "Who has the {}?", "{}", "owner of the {}")
_WHOSE_CHINESE = ("{}？", "谁的{}", "{}是谁的？", "{}", "{}归谁")


_HAS = ("what of {}?", "{}?", "And {}?", "what belongs to {}", "What does {} have?")
_HAS_CHINESE = ("{}呢？", "{}？", "那{}有什么？", "归{}的是什么？", "{}有什么")


def _names(rng: Random, chinese: bool, size: int) -> list[str]:
    """Different names that no list holds, or that are much like each other."""
    if chance(rng, 0.6):
        return alike_names(rng, chinese, size)
    name = chinese_name if chinese else latin_name
    names: list[str] = []
    while len(names) < size:
        new = name(rng)
        names += [] if new in names else [new]
    return names


def _asked_of(rng: Random, owners: dict[str, str], things: list[str], chinese: bool) -> tuple[str, object]:  # fmt: skip
    """A question about the owner of a thing, or the other way about; two things have two owners."""
    pick = rng.random()
    if pick < 0.2:
        asked = rng.choice(_HAS_CHINESE if chinese else _HAS).format(owners[things[0]])
        return asked, things[0]
    whose = rng.choice(_WHOSE_CHINESE if chinese else _WHOSE)
    if pick < 0.4 and len(things) > 1:
        joint = "和" if chinese else " and "
        return whose.format(joint.join(things)), [owners[thing] for thing in things]
    return whose.format(things[0]), owners[things[0]]


def copy_names(rng: Random) -> Conversation:
    """Returns a conversation about whose the things are: the owners have names that no list holds.

    Half of the names are much like each other. The answer is the name, or an object that holds it,
    as the arguments of calls do.
    """
    chinese = chance(rng, 0.5)
    make = chinese_word if chinese else noun
    things = list(dict.fromkeys(make(rng) for _ in range(rng.choice((3, 4, 6, 8)))))
    owners = dict(zip(things, _names(rng, chinese, len(things)), strict=True))
    form = rng.choice(_OWNED_CHINESE if chinese else _OWNED)
    rows = [form.replace("{n}", owners[thing]).replace("{w}", thing) for thing in things]
    text = rng.choice(("\n", "，" if chinese else ", ")).join(rows)
    key = noun(rng) if chance(rng, 0.6) else ""
    head = f"{text}\n\nJSON, {key}: " if key else f"{text}\n\n"
    messages: list[Message] = []
    left: list[str] = []
    for _ in range(rng.choice((8, 10, 12))):
        left = left if len(left) > 1 else rng.sample(things, len(things))
        asked, found = _asked_of(rng, owners, left[:2] if key else left[:1], chinese)
        left = left[1:]
        messages += [user(asked if messages else head + asked)]
        messages += [assistant(to_json({key: found}) if key else str(found))]
    return Conversation(tuple(messages))


def _character(rng: Random) -> str:
    if chance(rng, 0.1):
        return any_character(rng)
    return rng.choice(UNUSUAL_HANZI if chance(rng, 0.7) else HANZI)


def _only_there(rng: Random, parts: list[str], text: str) -> str:
    return rng.choice([part for part in parts if text.count(part) == 1] or parts)


def copy_characters(rng: Random) -> Conversation:
    """Returns a conversation about lines of any characters: one is given, its line is the answer.

    Thousands of characters stand in no word of the lists; here each comes as often as any other.
    """
    chinese = chance(rng, 0.75)
    size = rng.choice((2, 3, 4, 4, 6, 8))
    lines: list[str] = []
    for _ in range(rng.choice((2, 3, 4, 6, 8))):
        if chinese:
            lines.append("".join(_character(rng) for _ in range(size + rng.choice((0, 0, 1)))))
        else:
            lines.append(" ".join(latin_name(rng) for _ in range(max(1, size // 2))))
    template = rng.choice(_FIND_CHINESE if chinese else _FIND)
    key = rng.choice(("", "", noun(rng)))
    text = "\n".join(lines) + (f"\n\nJSON, {key}: " if key else "\n\n")
    messages: list[Message] = []
    for index in range(rng.choice((4, 6, 8))):
        line = rng.choice(lines)
        asked = template.format(_only_there(rng, list(line) if chinese else line.split(), text))
        answer = to_json({key: line}) if key else line
        messages += [user(asked if index else text + asked), assistant(answer)]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation."""
    return _repeat(rng) if chance(rng, 0.45) else _look_up(rng)
