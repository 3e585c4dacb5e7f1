"""Tools that stand together for one kind of program, many requests on each set of them.

The tools of a set differ by what is done (set, read, cancel, list): only the verb, or what is
meant, says which one it is. What may be left out is filled in when the request says it, and only
then. The requests are typed as people do: in haste, in capitals, with a greeting or a sigh.
"""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, assistant, user
from . import plain_calls
from .handwork import HandworkTool, Row
from .phrasing import article
from .plain_tools import Request
from .words import allowed, chance, holds_held_out, read_lines


class Thing(NamedTuple):
    """What the tools of a set are about, in English and in Chinese, and in names of tools."""

    english: str
    plural: str
    word: str
    chinese: str
    pinyin: str


class ToolSet(NamedTuple):
    """Tools that stand together, with `<t>` for the thing that they are about."""

    name: str
    things: tuple[Thing, ...]
    rows: tuple[Row, ...]


def _cells(text: str) -> tuple[str, ...]:
    return tuple(allowed(text.split(";")))


def _row(topic: str, block: dict[str, str]) -> Row:
    pairs = [
        (_cells(block[key]), _cells(block[f"{key}_zh"])) for key in ("names", "about", "asked")
    ]
    kinds = [] if block["args"] == "-" else block["args"].split()
    given = {kind.rstrip("?"): kind.endswith("?") for kind in kinds}
    return Row(topic.split()[0], topic, pairs[0], pairs[1], given, pairs[2])


def read_sets(file: str) -> list[ToolSet]:
    """Returns the sets of a word list, with their things and tools."""
    things: dict[str, tuple[Thing, ...]] = {}
    blocks: dict[str, dict[str, str]] = {}
    name = topic = ""
    for line in read_lines(file):
        key, _, text = line.partition(": ")
        if key == "set":
            name = text
        elif key == "things":
            kept = [each for each in text.split(";") if not holds_held_out(each.replace("/", " "))]
            things[name] = tuple(Thing(*each.split("/")) for each in kept)
        elif key == "topic":
            topic = text
            blocks[topic] = {}
        else:
            before = blocks[topic].get(key)
            blocks[topic][key] = f"{before};{text}" if before else text
    rows = [_row(topic, block) for topic, block in blocks.items()]
    return [
        ToolSet(name, given, tuple(row for row in rows if row.group == name))
        for name, given in things.items()
    ]


SETS = read_sets("sibling_tools.txt")


def _named(texts: tuple[str, ...], thing: Thing, chinese: bool) -> tuple[str, ...]:
    """The texts with the thing in them."""
    parts = (
        ("<a>", article(thing.english)),
        ("<ts>", thing.chinese if chinese else thing.plural),
        ("<t>", thing.chinese if chinese else thing.english),
        ("<w>", thing.pinyin if chinese else thing.word),
    )
    for mark, name in parts:
        texts = tuple(text.replace(mark, name) for text in texts)
    return tuple(allowed(texts))


def about_thing(row: Row, thing: Thing) -> Row:
    """Returns the kind of tool for a thing."""
    names, about, asked = (
        (_named(pair[0], thing, False), _named(pair[1], thing, True))
        for pair in (row.names, row.about, row.requests)
    )
    return row._replace(names=names, about=about, requests=asked)


def _tools(rng: Random, given: ToolSet, count: int, chinese: bool) -> list[HandworkTool]:
    thing = rng.choice(given.things)
    rows = rng.sample(given.rows, min(count, len(given.rows)))
    found: dict[str, HandworkTool] = {}
    for row in rows:
        tool = HandworkTool(rng, about_thing(row, thing), chinese)
        if not holds_held_out(tool.name):
            found.setdefault(tool.name, tool)
    return list(found.values())


_LEADS = (
    "hi there, ", "hey, ", "hello! ", "good morning, ", "ok so ", "sorry to bother you, ", "um, ", "right, ", "listen, ", "quick thing: ",
    "oh and ", "yo ", "one more thing: ", "if you don't mind, ", "well, ", "thanks! now ", "it's me again, ", "URGENT: ", "btw ", "alright, ",
)  # fmt: skip
_LEADS_CHINESE = (
    "在吗，", "喂，", "早上好，", "不好意思，", "打扰一下，", "对了，", "哎，", "那个，", "嗨，", "又是我，", "快快，", "顺便，", "哦还有，", "亲，",
    "行，那", "好嘞，", "急事：", "请教一下，", "辛苦了，", "谢谢！再",
)  # fmt: skip
_MARKS = ("!", "!!", "!!!", "...", ".", " :)", "!", ".")
_MARKS_CHINESE = ("！", "！！", "…", "。", "～", "!", "。")
_ASKS = re.compile(
    r"(what|which|who|how|where|when|is|are|was|did|do|does|has|have|can|could|any|whose) ", re.I
)
_ASKS_CHINESE = re.compile("吗|[没呢谁哪几]|多少|什么|怎么")
_TAILS = (" pls", " please", " thx", ", asap", ", it's urgent", ", would you?", ", quick", ", cheers", " for me")  # fmt: skip
_TAILS_CHINESE = ("，谢啦", "，急", "，快点", "，拜托了", "，麻烦你", "，多谢", "，赶紧的")
_LETTERS = re.compile(r"(?<![\w'-])[a-z]{5,}(?![\w'-])")


def _with_slip(rng: Random, text: str, copied: list[str]) -> str:
    """The text with a slip of the finger in a word that no value holds."""
    inside = " ".join(copied)
    words = [match for match in _LETTERS.finditer(text) if match[0] not in inside]
    if not words:
        return text
    match = rng.choice(words)
    place = match.start() + rng.randrange(1, len(match[0]) - 1)
    pick = rng.random()
    if pick < 0.4:
        return text[:place] + text[place + 1 :]
    if pick < 0.8:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place] + text[place:]


def _copied(asked: Request) -> list[str]:
    values: list[str] = []
    for value in asked.call.arguments.values():
        values += map(str, value if isinstance(value, list) else [value])
    return values


def _mark(rng: Random, text: str, chinese: bool) -> str:
    """What is put at the end of a request, mostly nothing."""
    pick = rng.random()
    if pick > 0.35:
        return ""
    if (_ASKS_CHINESE.search if chinese else _ASKS.match)(text) and pick > 0.1:
        return rng.choice(("？", "？", "?", "？？") if chinese else ("?", "?", "??", "?!"))
    return rng.choice(_MARKS_CHINESE if chinese else _MARKS)


def as_typed(rng: Random, asked: Request, chinese: bool) -> str:
    """Returns a request as somebody types it who does not care how it looks."""
    text, copied = asked.text, _copied(asked)
    starts = any(text.startswith(value) for value in copied)
    if not chinese and chance(rng, 0.06):
        text = _with_slip(rng, text, copied)
    if chance(rng, 0.12):
        text = rng.choice(_LEADS_CHINESE if chinese else _LEADS) + text
    elif not chinese and not starts and chance(rng, 0.4):
        text = text[0].upper() + text[1:]
    if text[-1] in "?!？！.":
        return text
    # Nobody could tell where a longer value ends, if words went on behind it.
    is_open = any(text.endswith(value) and len(value) > 6 for value in copied)
    if not is_open and chance(rng, 0.1):
        text += rng.choice(_TAILS_CHINESE if chinese else _TAILS)
    return text + _mark(rng, asked.text, chinese)


def question(rng: Random, tool: HandworkTool) -> Request:
    """Returns a request for the tool; two of its values are never the same."""
    while True:
        asked = tool.ask(rng)
        texts = [value for value in asked.call.arguments.values() if isinstance(value, str)]
        if len(set(texts)) == len(texts):
            return asked._replace(text=as_typed(rng, asked, tool.chinese))


def asked_in_turn(rng: Random, tools: list[HandworkTool], turns: range) -> Conversation:
    """Returns that many requests for the tools; each is asked for, in any order, before another."""
    messages = plain_calls.system_prompt(rng)
    order: list[HandworkTool] = []
    for _ in range(rng.choice(turns)):
        if not order:
            order = rng.sample(tools, len(tools))
        asked = question(rng, order.pop())
        messages += [user(asked.text), assistant("", asked.call)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: a set of tools, and requests for each of them in turn."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    given, other = rng.sample(SETS, 2)
    tools = _tools(rng, given, rng.choice((2, 2, 3, 3, 4)), chinese)
    if chance(rng, 0.2):
        names = [tool.name for tool in tools]
        tools += [tool for tool in _tools(rng, other, 1, chinese) if tool.name not in names]
    rng.shuffle(tools)
    return asked_in_turn(rng, tools, range(7, 12))
