"""Agents: runs of two calls, sometimes three, where one needs what another returned."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ...chat_format import Conversation, Json, Message
from .. import assistant_tools
from ..assistant_tools.offers import Offer
from ..words import chance
from . import everyday, generic, records, reports
from .chains import Chain, messages

# Runs of tools with invented names are the harder ones, and the rarer.
_CHAINS: tuple[tuple[Callable[[Random, bool], Chain], float], ...] = (
    (generic.resolve, 2.0), (generic.in_year, 0.4), (generic.compute, 1.0), (generic.tell, 0.7), (generic.pipe, 0.4),
    (generic.sums, 1.5), *everyday.CHAINS,
)  # fmt: skip
_MAKERS, _WEIGHTS = zip(*_CHAINS, strict=True)


def _name(tool: Json) -> str:
    return str(tool["function"]["name"])


def _others(rng: Random, chain: Chain, described: float) -> list[Offer]:
    """Tools offered beside those of the chain, none of which could do its work."""
    taken = {_name(tool) for tool in chain.tools}
    count = rng.choice((0, 0, 1, 1, 2, 3))
    found = assistant_tools.offered(rng, count, described) if count else []
    alike = assistant_tools.are_alike
    return [
        other
        for other in found
        if other.name not in taken
        and not any(alike(other.kind.name, kind) for kind in chain.kinds)
        and other.kind.topic not in ("lookup", "sums")
    ]


def _conversation(rng: Random, chain: Chain, chinese: bool) -> Conversation:
    others = _others(rng, chain, 0.3 if chinese else 0.03)
    tools = [*chain.tools, *(other.tool for other in others)]
    rng.shuffle(tools)
    turns: list[Message] = assistant_tools.system_prompt(rng, chinese, 0.65)
    if others and chance(rng, 0.2):
        turns += assistant_tools.single(rng, rng.choice(others), chinese)
    turns += messages(rng, chain, chinese)
    if others and chance(rng, 0.08):
        turns += assistant_tools.single(rng, rng.choice(others), chinese)
    return Conversation(tuple(turns), tuple(tools))


def chain(rng: Random, chinese: bool) -> Chain:
    """Returns a random run."""
    found: Chain = rng.choices(_MAKERS, _WEIGHTS)[0](rng, chinese)
    return found


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: an agent's run, or answers from a tool's result."""
    pick, chinese = rng.random(), chance(rng, 0.4)
    if pick < 0.28:
        return records.sample(rng)
    if pick < 0.33:
        others = assistant_tools.offered(rng, rng.choice((1, 2, 3)), 0.3 if chinese else 0.03)
        return reports.direct_report(rng, [other.tool for other in others], chinese)
    found = chain(rng, chinese)
    if pick < 0.5:
        others = _others(rng, found, 0.3 if chinese else 0.03)
        return reports.chain_report(rng, found, [other.tool for other in others], chinese)
    return _conversation(rng, found, chinese)
