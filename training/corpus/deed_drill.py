"""Ordinary deeds to ordinary things: which of the tools has the deed that is asked for?

The tools stand near to each other: deeds to one thing, or the same deeds to two. Most requests
have a word of the description, so that the choice is to find that word; then comes its value.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation
from . import plain_calls
from .handwork import HandworkTool
from .sibling_drill import Thing, ToolSet, about_thing, asked_in_turn, read_sets
from .words import chance, holds_held_out

SETS = read_sets("deed_tools.txt")
_DEEDS, _DEED_WEIGHTS = (1, 2, 3, 4), (8, 46, 32, 14)
# Where each deed has a word for its thing in every request, two things may stand together.
_OF_TWO_THINGS = ("devices", "lists")


def _things(rng: Random, given: ToolSet) -> list[Thing]:
    """One thing, or two that a request tells apart."""
    return rng.sample(given.things, 2 if given.name in _OF_TWO_THINGS and chance(rng, 0.3) else 1)


def _tools(rng: Random, given: ToolSet, chinese: bool) -> list[HandworkTool]:
    """Tools for some deeds to a thing or to two, no two of one name."""
    count = rng.choices(_DEEDS, _DEED_WEIGHTS)[0]
    found: dict[str, HandworkTool] = {}
    while not found:  # unless every name is held out
        things = _things(rng, given)
        wanted = count if len(things) == 1 else (count + 1) // 2
        rows = rng.sample(given.rows, min(wanted, len(given.rows)))
        for thing in things:
            for row in rows:
                tool = HandworkTool(rng, about_thing(row, thing), chinese)
                if not holds_held_out(tool.name):
                    found.setdefault(tool.name, tool)
    return list(found.values())


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: requests for each of a few tools in turn."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    tools = _tools(rng, rng.choice(SETS), chinese)
    rng.shuffle(tools)
    return asked_in_turn(rng, tools, range(4, 9))
