"""Reads replies with the parser and adds their parts up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from langchain_gguf.reply_parser import (
    ReasoningPart,
    ReplyParser,
    ReplyPart,
    TextPart,
    ToolCallPart,
)
from langchain_gguf.tool_formats import ReplyFormat


class Reply(NamedTuple):
    """All text, all reasoning, and each call's name and arguments."""

    text: str
    reasoning: str
    calls: list[tuple[str | None, str]]


def add_up(parts: Iterable[ReplyPart]) -> Reply:
    """Add parts up."""
    text = reasoning = ""
    calls: dict[int, tuple[str | None, str]] = {}
    for part in parts:
        if isinstance(part, TextPart):
            text += part.text
        elif isinstance(part, ReasoningPart):
            reasoning += part.text
        else:
            assert isinstance(part, ToolCallPart)
            name, arguments = calls.get(part.index, (None, ""))
            assert name is None or part.name is None, "a name comes once"
            assert part.name is None or not arguments, "a name comes first"
            calls[part.index] = (name or part.name, arguments + part.arguments)
    assert list(calls) == list(range(len(calls)))
    return Reply(text, reasoning, list(calls.values()))


def read(reply_format: ReplyFormat, *pieces: str) -> Reply:
    """Read a reply that arrives in pieces."""
    parser = ReplyParser(reply_format)
    parts = [part for piece in pieces for part in parser.feed(piece)]
    reply = add_up([*parts, *parser.finish()])
    assert parser.num_calls == len(reply.calls)
    return reply
