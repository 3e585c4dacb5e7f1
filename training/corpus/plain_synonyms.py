"""The choice among many tools about one thing, where a request says it in other words than they.

The tools of plain_matters.py are asked for in few words each; of these facts and deeds every
one has several names, descriptions and many ways to ask, and no two could be meant by one request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random

from ..chat_format import Conversation, assistant, user
from . import plain_calls, plain_talk
from .plain_matters import THINGS, Matter, Thing, cells, thing
from .plain_tools import PlainTool
from .words import NOUNS, allowed, chance, chinese_word, invented_word, read_table

_SIZES = (2, 3, 4, 5, 6, 8)
_SIZE_WEIGHTS = (16, 20, 26, 16, 12, 10)


_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def _spelled_out(texts: Iterable[str]) -> tuple[str, ...]:
    """Every text that "[one/another]" in one of these can make."""
    found: list[str] = []
    for text in texts:
        choice = _CHOICE.search(text)
        if not choice:
            found.append(text)
            continue
        parts = choice[1].split("/")
        found += _spelled_out(
            f"{text[: choice.start()]}{part}{text[choice.end() :]}" for part in parts
        )
    return tuple(allowed(found))


def _matters() -> list[Matter]:
    found = []
    for words, about, asked, about_zh, asked_zh, slot in read_table("plain_synonyms.txt"):
        pairs = (
            (cells(about), cells(about_zh)),
            (
                _spelled_out(asked.split(";")),
                _spelled_out(asked_zh.split(";")),
            ),
        )
        is_deed = slot != "?"
        found.append(Matter(cells(words), *pairs, is_deed, slot.strip("-?")))
    return found


MATTERS = _matters()


def some_matters(rng: Random, count: int) -> list[Matter]:
    """Returns different matters; one with many wordings comes more often: it has more to teach."""
    keyed = [
        (max(rng.random() for _ in range(1 + len(what.requests[0]) // 8)), what) for what in MATTERS
    ]
    return [what for _, what in sorted(keyed, key=lambda pair: -pair[0])[:count]]


def _thing(rng: Random, chinese: bool) -> Thing:
    """A thing, most often one such as people own."""
    if chance(rng, 0.84):
        return rng.choice(THINGS[rng.choice("tttm")])
    if chance(rng, 0.3):
        return thing(rng, chinese)
    # A word that stands in no list: it is found by its letters.
    english = invented_word(rng) if chinese or chance(rng, 0.5) else rng.choice(NOUNS)
    return Thing("t", english, chinese_word(rng))


def things(rng: Random, count: int, chinese: bool) -> list[Thing]:
    """Returns different things."""
    found: dict[str, Thing] = {}
    while len(found) < count:
        about = _thing(rng, chinese)
        found.setdefault(about.name(chinese), about)
    return list(found.values())


def offered(rng: Random, count: int, chinese: bool) -> list[PlainTool]:
    """Returns tools about one thing, of one kind about different things, or of both."""
    pick = rng.random()
    found: dict[str, PlainTool] = {}
    known, different = rng.choice(MATTERS), things(rng, count, chinese)
    abouts = different if pick >= 0.6 else different[:1] * count
    for about, what in zip(abouts, some_matters(rng, count), strict=True):
        tool = PlainTool(rng, about, known if pick >= 0.85 else what, chinese)
        found.setdefault(tool.name, tool)
    return list(found.values())


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many requests, each for one of the tools."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    tools = offered(rng, rng.choices(_SIZES, _SIZE_WEIGHTS)[0], chinese)
    about = str([tool.tool for tool in tools])
    messages = plain_calls.system_prompt(rng)
    order: list[PlainTool] = []
    for _ in range(rng.randrange(7, 11)):
        if chance(rng, 0.1):
            messages += plain_talk.turn(rng, chinese, about, [])
            continue
        if not order:  # each tool is asked for, in any order
            order = rng.sample(tools, len(tools))
        asked = plain_calls.question(rng, order.pop(), chinese)
        messages += [user(asked.text), assistant("", asked.call)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
