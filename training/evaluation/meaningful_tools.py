"""The choice of a tool by what a request means: the request does not name the tool."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..chat_format import Json, ToolCall, function_tool, user
from .case import Case, Row, chat, rows_of
from .everyday_requests import KINDS
from .judges import has_calls, show_calls
from .tool_kinds import Kind
from .unseen_tools import Question


def question(rng: Random, kind: Kind, language: str) -> Question:
    """Returns a tool of a kind, and a request for it."""
    is_described = rng.random() < 0.6
    properties: Json = {}
    arguments: Json = {}
    said: dict[str, str] = {}
    for key, argument in kind.arguments.items():
        name = rng.choice(argument.names)
        properties[name] = argument.schema(language, is_described)
        arguments[name] = argument.value(rng, language)
        texts = argument.said.get(language, {})
        said[key] = texts.get(arguments[name], str(arguments[name]))
    name = rng.choice(kind.names)
    tool = function_tool(name, rng.choice(kind.about[language]), properties)
    request = rng.choice(kind.requests[language]).format(**said)
    return Question(tool, request, ToolCall(name, arguments))


def questions(
    rng: Random, language: str, count: int, kinds: Sequence[Kind] = KINDS
) -> list[Question]:
    """Returns questions for tools of different kinds."""
    return [question(rng, kind, language) for kind in rng.sample(kinds, count)]


def _make(rng: Random, language: str) -> Case:
    found = questions(rng, language, rng.choice((1, 2, 3, 4)))
    asked = found[0]
    tools = [each.tool for each in found]
    rng.shuffle(tools)
    return Case(
        chat(user(asked.request), tools=tools), has_calls(asked.call), show_calls([asked.call])
    )


def rows() -> list[Row]:
    """Returns a row for each language."""
    return rows_of("tool chosen by meaning", 0.96, _make)
