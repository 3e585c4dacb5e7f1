"""What an agent's run is made of: steps, each a call and its result, and the answer."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ...chat_format import Json, Message, ToolCall, assistant, tool_result, user
from ..assistant_tools.kinds import all_kinds
from ..assistant_tools.offers import Offer, Said, put
from ..assistant_tools.results import empty, error, result
from ..assistant_tools.slots import Value
from ..assistant_tools.templates import Template, expand, parse, typed
from ..words import chance, holds_held_out, read_table

_KINDS = {kind.name: kind for kind in all_kinds()}
QUESTIONS: dict[tuple[str, bool], list[Template]] = {}
for _chain, _language, _line in (
    (r[0], r[1], "|".join(r[2:])) for r in read_table("agent_questions.txt")
):
    if not holds_held_out(_line):
        QUESTIONS.setdefault((_chain, _language == "zh"), []).append(parse(_line))


class Step(NamedTuple):
    """A call, and what the tool says to it."""

    name: str
    arguments: Json
    result: str


class Chain(NamedTuple):
    """A question with the calls that lead to its answer, and the tools they need.

    `kinds` are the kinds of assistant's tools that must not be offered beside them.
    """

    question: str
    steps: tuple[Step, ...]
    answer: str
    tools: tuple[Json, ...]
    kinds: tuple[str, ...] = ()


def question(rng: Random, chain: str, chinese: bool, values: dict[str, Value]) -> str:
    """Returns a way to ask for a chain of this name."""
    template = rng.choice(QUESTIONS[chain, chinese])
    return put(typed(rng, expand(rng, template.parts), chinese), values)


def plain(value: object) -> Value:
    """Returns a value that is written as it is said."""
    return Value(str(value), value)


def offer(rng: Random, kind: str, chinese: bool) -> Offer:
    """Returns an assistant's tool of a kind."""
    return Offer(rng, _KINDS[kind], 0.3 if chinese else 0.03)


def step(offered: Offer, values: dict[str, Value], text: str) -> Step:
    """Returns a call of an assistant's tool with its result."""
    return Step(offered.name, offered.call_arguments(values), text)


def last_step(
    rng: Random, offered: Offer, values: dict[str, Value], chinese: bool
) -> tuple[Step, str]:
    """Returns a call of an assistant's tool, with a result of its kind, and the answer."""
    said = Said("", offered.call_arguments(values), values)
    told = result(rng, offered, said, chinese)
    return Step(offered.name, said.arguments, told.text), told.answer


def messages(rng: Random, chain: Chain, chinese: bool) -> list[Message]:
    """Returns the turns of a run; a step that fails ends it."""
    turns = [user(chain.question)]
    for index, each in enumerate(chain.steps):
        turns.append(assistant("", ToolCall(each.name, each.arguments)))
        if chance(rng, 0.05):
            told = error(rng, chinese) if index or chance(rng, 0.5) else empty(rng, chinese)
            return [*turns, tool_result(told.text), assistant(told.answer)]
        turns.append(tool_result(each.result))
    return [*turns, assistant(chain.answer)]
