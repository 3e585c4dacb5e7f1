"""Requests typed by hand, each with its own tools and the one right call.

`words/handwritten_tools_en.txt` says how they are written down.
"""

from __future__ import annotations

import re
from typing import Any

from ..chat_format import Json, function_tool, user
from .case import LANGUAGES, Case, Row, TokenCounter, chat
from .judges import ABSENT, has_call_like
from .words import FOLDER

_ARGUMENT = re.compile(r"([^\s?]+)(\?)? ([a-z]+)(?: ([^:]+))?(?:: (.+))?")
_ARRAYS = {"strings": "string", "integers": "integer"}


def read_tool(line: str) -> Json:
    """Reads "name: description | argument type a/b: description | ..."."""
    head, *arguments = line.split(" | ")
    name, _, description = head.partition(": ")
    properties: Json = {}
    required = []
    for argument in arguments:
        match = _ARGUMENT.fullmatch(argument)
        if match is None:
            raise ValueError(f"{argument!r} is not an argument: name[?] type [a/b] [: description]")
        key, is_optional, kind, enum, about = match.groups()
        properties[key] = _schema(kind, enum, about)
        required += [] if is_optional else [key]
    return function_tool(name, description, properties, required)


def _schema(kind: str, enum: str | None, about: str | None) -> Json:
    schema: Json = {"type": kind}
    if kind in _ARRAYS:
        schema = {"type": "array", "items": {"type": _ARRAYS[kind]}}
    if about:
        schema["description"] = about
    if enum:
        schema["enum"] = enum.split("/")
    return schema


def read_value(text: str, schema: Json) -> Any:
    """Reads a value as its schema says."""
    if text == "-":
        return ABSENT
    kind = schema["type"]
    if kind == "array":
        return [read_value(item, schema["items"]) for item in text.split(", ")]
    if kind == "boolean":
        return {"true": True, "false": False}[text]
    if kind == "integer":
        return int(text)
    return float(text) if kind == "number" else text


def _case(block: str) -> Case:
    lines = block.splitlines()
    request = next(line[2:] for line in lines if line.startswith("> "))
    tools = [read_tool(line[2:]) for line in lines if line.startswith("@ ")]
    expected = next(line[2:] for line in lines if line.startswith("= "))
    name, *arguments = expected.split(" | ")
    schemas = next(
        tool["function"]["parameters"]["properties"]
        for tool in tools
        if tool["function"]["name"] == name
    )
    values: dict[str, list[Any]] = {}
    for argument in arguments:
        key, _, texts = argument.partition(": ")
        values[key] = [read_value(text, schemas[key]) for text in texts.split(" / ")]
    return Case(chat(user(request), tools=tools), has_call_like(name, values), expected)


def all_cases(language: str) -> list[Case]:
    """Returns every case of a language."""
    text = (FOLDER / f"handwritten_tools_{language}.txt").read_text(encoding="utf-8")
    return [_case(block) for block in text.split("\n\n") if not block.startswith("#")]


def _cases(language: str, n: int, count_tokens: TokenCounter) -> list[Case]:
    found = all_cases(language)
    step = max(1, len(found) // n)
    return found[::step][:n]


def rows() -> list[Row]:
    """Returns a row for each language."""
    return [
        Row(
            "tool requests written by hand",
            language,
            0.90,
            lambda n, count, language=language: _cases(language, n, count),  # type: ignore[misc]
            has_all=True,
        )
        for language in LANGUAGES
    ]
