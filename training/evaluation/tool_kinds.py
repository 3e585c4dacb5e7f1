"""What a kind of everyday tool is: names, arguments, and how people ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ..chat_format import Json
from .words import cities, names

Value = Callable[[Random, str], Any]
Texts = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Argument:
    """An argument of a tool: names it may have, its schema, and what makes values for it.

    `said` gives what stands in the request for a value, where that is another text.
    """

    names: tuple[str, ...]
    value: Value
    kind: str = "string"
    about: dict[str, str] = field(default_factory=dict)
    said: dict[str, dict[Any, str]] = field(default_factory=dict)
    enum: tuple[str, ...] = ()

    def schema(self, language: str, is_described: bool) -> Json:
        """Returns the argument's JSON schema."""
        schema: Json = {"type": self.kind}
        if is_described and self.about:
            schema["description"] = self.about[language]
        if self.enum:
            schema["enum"] = list(self.enum)
        return schema


@dataclass(frozen=True)
class Kind:
    """A kind of tool: names and descriptions it may have, its arguments, requests for it."""

    family: str
    names: tuple[str, ...]
    about: Texts
    arguments: dict[str, Argument]
    requests: Texts


def city(rng: Random, language: str) -> str:
    """Returns a city."""
    return cities(rng, language, 1)[0]


def name(rng: Random, language: str) -> str:
    """Returns the name of a person."""
    return names(rng, language, 1)[0]
