"""What a family of tools is: a random tool together with a function that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from ..chat_format import Json


class Ask(NamedTuple):
    """A question, the arguments of the call it needs, what the tool says, and the answer."""

    question: str
    arguments: Json
    result: str
    answer: str


class Family(NamedTuple):
    """A random tool with the function that asks for it in English or Chinese."""

    tool: Json
    ask: Callable[[Random, bool], Ask]
    kind: str

    @property
    def name(self) -> str:
        """The tool's name."""
        return str(self.tool["function"]["name"])


def styled(rng: Random, name: str) -> str:
    """Returns the name, now and then in camel case."""
    parts = name.split("_")
    pick = rng.random()
    if pick < 0.1:
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    if pick < 0.15:
        return "".join(part.capitalize() for part in parts)
    return name


def parameter(kind: str, description: str | None = None, **more: object) -> Json:
    """Returns the JSON schema of one argument."""
    schema: Json = {"type": kind}
    if description:
        schema["description"] = description
    return {**schema, **more}
