"""Which tools are offered together: close relatives, strangers, and the one that is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from ..chat_format import Json
from . import everyday_tools, generic_tools, service_tools
from .action_tools import deed_tool, random_deed, random_thing, some_thing
from .attribute_tools import SUBJECT_OF_KIND, attribute_tool, random_attribute
from .record_tools import change_tool, count_tool, list_tool, search_tool
from .tool_families import Family
from .tool_words import ATTRIBUTES_OF, DEEDS_OF, KINDS, SUBJECTS, THINGS_OF, Thing
from .words import chance, holds_held_out

Maker = Callable[[Random, bool], Family]
Families = Sequence[tuple[Maker, float]]
EVERYDAY: tuple[tuple[Maker, float], ...] = (
    (everyday_tools.weather, 4.0),
    (everyday_tools.clock, 1.3),
    (everyday_tools.arithmetic, 2.5),
    (everyday_tools.magic, 1.6),
    (service_tools.search, 1.3),
    (service_tools.message, 1.0),
    (service_tools.conversion, 0.8),
    (service_tools.travel, 1.0),
    (service_tools.customer, 0.8),
)
GENERIC: tuple[tuple[Maker, float], ...] = (
    (generic_tools.attribute, 6.0),
    (generic_tools.action, 6.5),
    (generic_tools.text_work, 0.6),
    (generic_tools.no_arguments, 0.4),
)


class Offer(NamedTuple):
    """Tools that are offered, and one that would fit them but is not there."""

    tools: list[Family]
    missing: Family | None


def _signature(family: Family) -> str:
    """What two tools may not share where questions need not say the kind of thing."""
    words = family.kind.split()
    return " ".join(words[:2]) if words[0] in SUBJECTS or words[0] == "change" else words[0]


def _distinct(
    rng: Random, count: int, make: Callable[[Random], Family], by_kind: bool
) -> list[Family]:
    """Returns so many tools (fewer where there are no more) of different names and meanings."""
    found: list[Family] = []
    names: set[str] = set()
    for _ in range(count * 6):
        family = make(rng)
        key = family.kind if by_kind else _signature(family)
        if family.name in names or key in names or holds_held_out(family.name):
            continue
        names |= {family.name, key}
        found.append(family)
        if len(found) == count:
            break
    return found


def _maker_of_one_thing(thing: Thing) -> Callable[[Random], Family]:
    """Tools for one kind of thing: get_order_status, cancel_order, list_orders."""

    def make(rng: Random) -> Family:
        pick = rng.random()
        if pick < 0.3:
            row = rng.choice(ATTRIBUTES_OF[SUBJECT_OF_KIND[thing.kind]])
            return attribute_tool(rng, row, thing)
        if pick < 0.38:
            return change_tool(rng, thing)
        if pick < 0.46:
            return list_tool(rng, thing)
        if pick < 0.51:
            return count_tool(rng, thing)
        if pick < 0.57:
            return search_tool(rng, thing)
        known = chance(rng, 0.85)
        deed = rng.choice(DEEDS_OF[thing.kind]) if known else random_deed(rng, thing)
        return deed_tool(rng, deed, thing)

    return make


def _maker_of_one_deed(rng: Random) -> Callable[[Random], Family]:
    """One deed, or a list, for different things: cancel_order, cancel_booking."""
    kind = rng.choice(KINDS)
    deed = rng.choice(DEEDS_OF[kind]) if chance(rng, 0.8) else random_deed(rng, THINGS_OF[kind][0])
    other = rng.choice((list_tool, count_tool, search_tool, None, None, None, None))

    def make(rng: Random) -> Family:
        thing = random_thing(rng, kind) if chance(rng, 0.35) else rng.choice(THINGS_OF[kind])
        return other(rng, thing) if other else deed_tool(rng, deed, thing, explicit=True)

    return make


def _maker_of_one_subject(rng: Random) -> Callable[[Random], Family]:
    """Different attributes of one subject: get_city_population, get_city_mayor."""
    subject = rng.choice(SUBJECTS)
    rows = ATTRIBUTES_OF[subject]
    thing = rng.choice(THINGS_OF["order"]) if subject == "order" else None
    invented = rng.choice((0.0, 0.2, 0.8))

    def make(rng: Random) -> Family:
        if not chance(rng, invented):
            return attribute_tool(rng, rng.choice(rows), thing)
        row, only_chinese = random_attribute(rng)
        return attribute_tool(
            rng, row._replace(subject=subject), thing, only_chinese and chance(rng, 0.5)
        )

    return make


def _maker_of_one_attribute(rng: Random) -> Callable[[Random], Family]:
    """One attribute of different papers: get_order_status, get_invoice_status."""
    row = rng.choice(ATTRIBUTES_OF["order"])
    return lambda rng: attribute_tool(
        rng, row, random_thing(rng, "order") if chance(rng, 0.4) else rng.choice(THINGS_OF["order"])
    )


def _choose(families: Families) -> Callable[[Random], Family]:
    makers, weights = zip(*families, strict=True)
    return lambda rng: rng.choices(makers, weights)[0](rng, False)


_ANY = _choose((*EVERYDAY, *GENERIC))
_ANY_GENERIC = _choose(GENERIC)


def _shortened(family: Family) -> Family:
    """The tool without what is said about its arguments, for long lists of tools."""
    function: Json = family.tool["function"]
    parameters = function["parameters"]
    plain = {
        key: {k: v for k, v in schema.items() if k != "description" or schema["type"] == "object"}
        for key, schema in parameters["properties"].items()
    }
    function = {**function, "parameters": {**parameters, "properties": plain}}
    return family._replace(tool={**family.tool, "function": function})


def offer(rng: Random, count: int) -> Offer:
    """Returns tools to offer, close relatives in more than half of the cases."""
    pick = rng.random()
    if count == 1:
        pick = pick * 0.5 + 0.5 if chance(rng, 0.6) else pick
    if pick < 0.3:
        found = _distinct(rng, count + 1, _maker_of_one_thing(some_thing(rng)), by_kind=True)
    elif pick < 0.4:
        found = _distinct(rng, count + 1, _maker_of_one_deed(rng), by_kind=True)
    elif pick < 0.54:
        found = _distinct(rng, count + 1, _maker_of_one_subject(rng), by_kind=True)
    elif pick < 0.57:
        found = _distinct(rng, count + 1, _maker_of_one_attribute(rng), by_kind=True)
    elif pick < 0.72:
        found = _distinct(rng, count + 1, _ANY_GENERIC, by_kind=False)
    else:
        tools = _distinct(rng, count, _ANY, by_kind=False)
        return Offer([_shortened(t) for t in tools] if count > 4 else tools, None)
    tools, missing = (found[:-1], found[-1]) if len(found) > 1 else (found, None)
    if len(tools) < count:  # this kind has no more: strangers fill up
        names = {tool.name for tool in tools} | {missing.name if missing else ""}
        seen = {_signature(tool) for tool in (*tools, *([missing] if missing else []))}
        more = _distinct(rng, count - len(tools), _ANY_GENERIC, by_kind=False)
        tools += [t for t in more if t.name not in names and _signature(t) not in seen]
    rng.shuffle(tools)
    return Offer([_shortened(t) for t in tools] if count > 4 else tools, missing)


def stranger(rng: Random, kinds: Sequence[str]) -> Family | None:
    """Returns a tool that answers something else than tools of these kinds, None on bad luck."""
    family = _choose(EVERYDAY[:2] + EVERYDAY[5:8] if chance(rng, 0.5) else GENERIC)(rng)
    heads = {kind.split()[0] for kind in kinds}
    head = family.kind.split()[0]
    if head in heads or "search" in heads or "text" in (head, *heads) or head == "no_arguments":
        return None
    # What one of these might answer, another should not be asked.
    for group in _NEIGHBOURS:
        if head in group and heads & group:
            return None
    return family


_NEIGHBOURS = (
    frozenset({"weather", "clock", "travel", "place", "event", "conversion"}),
    frozenset({"message", "person", "notify", "call", "thank", "greet", "invite", "company", "write"}),
    frozenset({"number", "conversion", "add", "subtract", "multiply", "divide", "magic"}),
    frozenset({"product", "device", "animal", "word", "work", "order", "conversion", "company", "event", "place", "person"}),
)  # fmt: skip
