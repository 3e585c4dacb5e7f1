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
    # The same request as part of a longer one: "cancel the order 12"; empty where there is none.
    clause: str = ""


class Family(NamedTuple):
    """A random tool with the function that asks for it in English or Chinese."""

    tool: Json
    ask: Callable[[Random, bool], Ask]
    kind: str
    # What it is about, where a further question can leave the subject out: "and the price?"
    label: str = ""
    chinese_label: str = ""
    # The kind of its first argument's value, and that argument's name.
    subject: str = ""
    # Asks for it where the turn before named the subject: "cancel it".
    refer: Callable[[Random, bool, object], Ask] | None = None

    @property
    def name(self) -> str:
        """The tool's name."""
        return str(self.tool["function"]["name"])


_PREFIXES = ("api_", "my_", "do_", "tool_", "svc_", "app_", "v1_", "x_", "fn_")
_SUFFIXES = ("_tool", "_api", "_v2", "_fn", "_action", "_service", "_function", "_now")


def styled(rng: Random, name: str) -> str:
    """Returns the name in one of the ways that programmers write names."""
    pick = rng.random()
    if pick < 0.05:
        name = rng.choice(_PREFIXES) + name
    elif pick < 0.1:
        name += rng.choice(_SUFFIXES)
    parts = name.split("_")
    pick = rng.random()
    if pick < 0.14:
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    if pick < 0.2:
        return "".join(part.capitalize() for part in parts)
    if pick < 0.25:
        return "-".join(parts)
    if pick < 0.27:
        return "_".join(parts).upper()
    if pick < 0.275 and len(parts) == 2:
        return ".".join(parts)
    return name


def parameter(kind: str, description: str | None = None, **more: object) -> Json:
    """Returns the JSON schema of one argument."""
    schema: Json = {"type": kind}
    if description:
        schema["description"] = description
    return {**schema, **more}
